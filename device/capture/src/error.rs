//! Errors of describing evidence. Texts name the rule, never the description.

/// Result of describing evidence.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A description breaks a rule.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The thing that was described.
        what: &'static str,
        /// The rule that was broken.
        why: String,
    },
    /// The record could not be made.
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
}
