//! Errors of the archive. The texts name the failed action; they carry ids and counts, never content, names, places or
//! paths.

/// Result of an archive's work.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Failures, by their cause.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
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
    /// Another process holds the archive's lock.
    #[error("the archive is in use by another process: lock it in the window, or wait until that command has ended")]
    Busy,
    /// Something is wrong with the shares of the archive key.
    #[error(transparent)]
    Share(#[from] organisation::ShareFault),
    /// The disk or the server could not answer. Acknowledged work stays; the same call may be repeated.
    #[error("{what} could not be reached")]
    Unavailable {
        /// Name of the folder, the file or the side that could not answer.
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

    /// Returns true if a disk was full.
    pub fn is_disk_full(&self) -> bool {
        let Self::Unavailable { source, .. } = self else { return false };
        source.downcast_ref().is_some_and(disk::is_full)
    }

    pub(crate) fn disk(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Unavailable { what, source: Box::new(source) }
    }
}

impl From<organisation::Error> for Error {
    fn from(error: organisation::Error) -> Self {
        match error {
            organisation::Error::Malformed { what, why } => Self::Malformed { what, why },
            organisation::Error::Unsupported { what } => Self::Unsupported { what },
            organisation::Error::Refused { what, why } => Self::Refused { what, why },
            organisation::Error::WrongPassphrase => Self::WrongPassphrase,
            organisation::Error::Share(fault) => Self::Share(fault),
            organisation::Error::Unavailable { what, source } => Self::Unavailable { what, source },
            organisation::Error::Evidence(source) => Self::Evidence(source),
            organisation::Error::Seal(source) => Self::Seal(source),
            organisation::Error::Log(source) => Self::Log(source),
            organisation::Error::Bug(what) => Self::Bug(what),
        }
    }
}

impl From<verify::Error> for Error {
    fn from(error: verify::Error) -> Self {
        match error {
            verify::Error::Malformed { what, why } => Self::Malformed { what, why },
            verify::Error::Unsupported { what, .. } => Self::Unsupported { what },
            verify::Error::Refused { what, why } => Self::Refused { what, why },
            verify::Error::Unavailable { what, source } => Self::Unavailable { what, source: Box::new(source) },
            verify::Error::Bug(what) => Self::Bug(what),
        }
    }
}

impl From<disk::cipher::Error> for Error {
    fn from(source: disk::cipher::Error) -> Self {
        match source {
            disk::cipher::Error::WrongKey => Self::WrongPassphrase,
            disk::cipher::Error::Sql(source) => source.into(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        Self::Unavailable { what: "the archive's index", source: Box::new(source) }
    }
}
