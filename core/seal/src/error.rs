//! Errors of signing and sealing.

/// Result of signing or sealing.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key or a sealed part has a wrong form.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The object that was read.
        what: &'static str,
        /// The rule that was broken.
        why: &'static str,
    },
    /// The request would break the ratchet.
    #[error("signing is refused: {0}")]
    Refused(&'static str),
    /// This computer failed to provide something.
    #[error("{0} is not to be had")]
    Unavailable(&'static str),
    /// The statement itself could not be made.
    #[error("the statement could not be made")]
    Evidence(#[from] evidence::Error),
    /// A fault of this program.
    #[error("bug: {0}")]
    Bug(&'static str),
}
