//! Errors of describing evidence. Texts name the question or the rule, never the answer.

/// Result of describing evidence.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A form, an answer or a description is not what it should be.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which thing was read.
        what: &'static str,
        /// The rule that was broken; names question ids, never answers.
        why: String,
    },
    /// A form asks for something this build does not know; nothing of it is dropped silently.
    #[error("{what} needs something this build does not know: {why}")]
    Unsupported {
        /// Which thing was read.
        what: &'static str,
        /// The part of it that is not known.
        why: String,
    },
    /// A rule says no: something must come first, or must not be.
    #[error("{what}: {field} is refused: {key}")]
    Refused {
        /// The document that was worked on.
        what: &'static str,
        /// The field, by id; never what stands in it.
        field: String,
        /// Which rule: the key of the text shown to the person.
        key: &'static str,
    },
    /// The record could not be made.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// Our own fault.
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
