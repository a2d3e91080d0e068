//! The errors of the server, sorted by who must act. Texts carry ids and counts; never content, names, addresses or paths.

use sync::messages::codes;

/// Result of anything the server does.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame: the asker's bytes, their age, a rule, the surroundings, or us.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes are not what they claim to be.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which thing was read.
        what: &'static str,
        /// The rule that was broken.
        why: String,
    },
    /// The bytes follow a version or media type that this build does not know.
    #[error("{0} is not supported")]
    Unsupported(&'static str),
    /// A rule says no. The code is one of [`sync::messages::codes`].
    #[error("refused ({code}): {why}")]
    Refused {
        /// Problem code.
        code: &'static str,
        /// The rule that said no.
        why: String,
    },
    /// Disk, database or socket did not do what was asked; nothing was acknowledged.
    #[error("{what} is unavailable")]
    Unavailable {
        /// Name of the file, row, key or room that was needed.
        what: &'static str,
        /// Why it could not be had.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// Our own fault.
    #[error("bug: {0}")]
    Bug(&'static str),
}

impl Error {
    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }

    pub(crate) fn refused(code: &'static str, why: impl Into<String>) -> Self {
        Self::Refused { code, why: why.into() }
    }

    /// The one answer to what is missing and to what belongs to somebody else.
    pub(crate) fn not_found() -> Self {
        Self::refused(codes::NOT_FOUND, "it is not there, or not for the key that asks")
    }

    /// `map_err(Error::unavailable("disk"))`.
    pub(crate) fn unavailable<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |source| Self::Unavailable { what, source: Some(Box::new(source)) }
    }

    /// The problem code that a client sees.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => codes::MALFORMED,
            Self::Unsupported(_) => codes::UNSUPPORTED,
            Self::Refused { code, .. } => code,
            Self::Unavailable { .. } => codes::UNAVAILABLE,
            Self::Bug(_) => codes::INTERNAL,
        }
    }
}

impl From<evidence::Error> for Error {
    fn from(error: evidence::Error) -> Self {
        match error {
            evidence::Error::Malformed { what, why } => Self::Malformed { what, why },
            evidence::Error::Unsupported { what, .. } => Self::Unsupported(what),
            evidence::Error::Refused { why, .. } => Self::refused(codes::REFUSED, why),
            evidence::Error::Bug(why) => Self::Bug(why),
        }
    }
}

impl From<tlog::Error> for Error {
    fn from(error: tlog::Error) -> Self {
        match error {
            tlog::Error::Malformed(why) => Self::malformed("log", why),
            tlog::Error::Unsupported(what) => Self::Unsupported(what),
            tlog::Error::Refused(why) => Self::refused(codes::REFUSED, why),
            other => Self::Unavailable { what: "log", source: Some(Box::new(other)) },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable { what: "ledger", source: Some(Box::new(error)) }
    }
}
