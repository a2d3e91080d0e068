//! Errors of the organisation's room. The texts name the failed action; they carry ids and counts, never content, names,
//! places or paths.

/// Result of work on an organisation.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Failures, by their cause.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bytes do not have the form that they claim.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The kind of data that was read.
        what: &'static str,
        /// The broken rule.
        why: String,
    },
    /// Written by a version that this build does not know.
    #[error("{what} has a version this build does not know")]
    Unsupported {
        /// The kind of data that was read.
        what: &'static str,
    },
    /// The data is well formed, but a rule forbids it.
    #[error("{what} is refused: {why}")]
    Refused {
        /// Name of the refused object.
        what: &'static str,
        /// The rule that forbids it.
        why: String,
    },
    /// The passphrase is not the one that locked this. No more is known at this point.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Something is wrong with the shares of a key.
    #[error(transparent)]
    Share(#[from] crate::shares::ShareFault),
    /// The disk or the system's randomness could not answer. The same call may be repeated.
    #[error("{what} could not be reached")]
    Unavailable {
        /// Name of the folder or the file that could not answer.
        what: &'static str,
        /// The reason.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement broke its own format's rules.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// Signing or sealing failed.
    #[error(transparent)]
    Seal(#[from] seal::Error),
    /// A log's bytes were rejected.
    #[error("the log's statement is not accepted")]
    Log(#[from] tlog::Error),
    /// A mistake in this program.
    #[error("bug: {0}")]
    Bug(&'static str),
}

impl Error {
    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }

    pub(crate) fn refused(what: &'static str, why: impl Into<String>) -> Self {
        Self::Refused { what, why: why.into() }
    }

    pub(crate) fn disk(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Unavailable { what, source: Box::new(source) }
    }
}
