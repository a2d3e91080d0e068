//! Errors of reading forms and answers. Texts name the question or the rule, never the answer.

/// Result of reading a form or answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A form or an answer breaks a rule.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The document that was read.
        what: &'static str,
        /// The rule that was broken; names question ids, never answers.
        why: String,
    },
    /// A form needs something that this build does not know. No part of a form is dropped silently.
    #[error("{what} needs something this build does not know: {why}")]
    Unsupported {
        /// The document that was read.
        what: &'static str,
        /// The unknown part.
        why: String,
    },
    /// The bytes are not JSON within our limits.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// A fault of this program.
    #[error("bug: {0}")]
    Bug(&'static str),
}

impl Error {
    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }

    pub(crate) fn unsupported(what: &'static str, why: impl Into<String>) -> Self {
        Self::Unsupported { what, why: why.into() }
    }
}
