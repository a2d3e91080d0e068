//! Errors of the archive. Texts say what could not be done; they carry ids and counts, never content,
//! names, places or paths.

/// Result of an archive's work.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Bytes are not what they claim to be.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which thing was read.
        what: &'static str,
        /// The rule that was broken.
        why: String,
    },
    /// Written by a version that this build does not know.
    #[error("{what} has a version this build does not know")]
    Unsupported {
        /// Which thing was read.
        what: &'static str,
    },
    /// Well formed, and a rule says no.
    #[error("{what} is refused: {why}")]
    Refused {
        /// Name of the refused object.
        what: &'static str,
        /// The rule that said no.
        why: String,
    },
    /// The passphrase is not the one this was locked with. Nothing else is known at this point.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
    /// Another process holds the archive's lock.
    #[error("the archive is in use by another process: lock it in the window, or wait until that command has ended")]
    Busy,
    /// Something is wrong with the shares of the archive key.
    #[error(transparent)]
    Share(#[from] crate::shares::ShareFault),
    /// The disk or the other side could not answer. Acknowledged work stays; the same call may be repeated.
    #[error("{what} could not be reached")]
    Unavailable {
        /// Name of the folder, the file or the side that could not answer.
        what: &'static str,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A statement was not accepted by its own rules.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// Signing or sealing failed.
    #[error(transparent)]
    Seal(#[from] seal::Error),
    /// A log's bytes were not accepted.
    #[error("the log's statement is not accepted")]
    Log(#[from] tlog::Error),
    /// Our own fault.
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

    /// True when there is no room where something was to be written.
    pub fn is_disk_full(&self) -> bool {
        let Self::Unavailable { source, .. } = self else { return false };
        let kind = source.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        matches!(kind, Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded))
    }

    pub(crate) fn disk(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Unavailable { what, source: Box::new(source) }
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

impl From<rusqlite::Error> for Error {
    fn from(source: rusqlite::Error) -> Self {
        Self::Unavailable { what: "the archive's index", source: Box::new(source) }
    }
}
