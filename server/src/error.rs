//! The errors of the server, sorted by who must act. Texts carry ids and counts; never content, names, addresses or
//! paths.

use sync::messages::codes;

/// Result of the server's operations.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Failures by cause: the request's bytes, their age, a rule, the surroundings, or this program.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes do not have the form that they claim.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The kind of data that was read.
        what: &'static str,
        /// The broken rule.
        why: String,
    },
    /// The bytes follow a version or media type that this build does not know.
    #[error("{0} is not supported")]
    Unsupported(&'static str),
    /// A rule forbids it. The code is one of [`sync::messages::codes`].
    #[error("refused ({code}): {why}")]
    Refused {
        /// Problem code.
        code: &'static str,
        /// The rule that forbids it.
        why: String,
    },
    /// Disk or socket failed; the request was not acknowledged.
    #[error("{what} is unavailable")]
    Unavailable {
        /// Name of the required file, key or resource.
        what: &'static str,
        /// The cause.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The ledger failed; the request was not acknowledged.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::Error),
    /// A mistake in this program.
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

    /// Returns the one answer for missing objects and for those of others.
    pub(crate) fn not_found() -> Self {
        Self::refused(codes::NOT_FOUND, "it is not there, or not for the key that asks")
    }

    /// Maps an error: `map_err(Error::unavailable("disk"))`.
    pub(crate) fn unavailable<E>(what: &'static str) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        move |source| Self::Unavailable { what, source: Some(Box::new(source)) }
    }

    /// Returns the problem code for the client.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => codes::MALFORMED,
            Self::Unsupported(_) => codes::UNSUPPORTED,
            Self::Refused { code, .. } => code,
            Self::Unavailable { .. } | Self::Ledger(_) => codes::UNAVAILABLE,
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

/// Returns an error with its causes, for the operator's log. Causes from this program carry ids and counts; those of
/// the system carry its error codes.
pub fn chain_of(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
