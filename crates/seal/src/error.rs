//! Errors of signing and sealing.

/// Result of signing or sealing.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A key or a sealed part is not what it should be.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which thing was read.
        what: &'static str,
        /// The rule that was broken.
        why: &'static str,
    },
    /// The request would break the ratchet.
    #[error("signing is refused: {0}")]
    Refused(&'static str),
    /// Something that this computer gives did not come.
    #[error("{0} is not to be had")]
    Unavailable(&'static str),
    /// The statement itself could not be made.
    #[error("the statement could not be made")]
    Evidence(#[from] evidence::Error),
    /// Our own fault.
    #[error("bug: {0}")]
    Bug(&'static str),
}
