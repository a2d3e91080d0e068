//! Errors that prevent a verdict. A failed check of evidence is a [`Finding`](crate::Finding), never an error.

/// Result of reading a bundle.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame: the bundle's bytes, their age, a rule, the carrier, or us.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The structure is not that of a bundle.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The file or the glossary's word for the object that was read.
        what: &'static str,
        /// The rule that was broken.
        why: String,
    },
    /// The bundle follows a version, or a spelling of zip, that this build does not read.
    #[error("{what} is not supported: {why}")]
    Unsupported {
        /// The object that was read.
        what: &'static str,
        /// The version or form that was found.
        why: String,
    },
    /// The bundle exceeds a limit that protects the reader.
    #[error("{what} is refused: {why}")]
    Refused {
        /// The object that was read.
        what: &'static str,
        /// The limit.
        why: String,
    },
    /// The carrier could not be read.
    #[error("{what} could not be read")]
    Unavailable {
        /// The file that could not be read.
        what: &'static str,
        /// The system's error.
        #[source]
        source: std::io::Error,
    },
    /// A fault of this program.
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

    pub(crate) fn unsupported(what: &'static str, why: impl Into<String>) -> Self {
        Self::Unsupported { what, why: why.into() }
    }

    pub(crate) fn unavailable(what: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Unavailable { what, source }
    }
}

impl From<evidence::Error> for Error {
    fn from(error: evidence::Error) -> Self {
        match error {
            evidence::Error::Malformed { what, why } => Self::Malformed { what, why },
            evidence::Error::Unsupported { what, version } => {
                Self::Unsupported { what, why: format!("version {version}") }
            }
            evidence::Error::Refused { what, why } => Self::Refused { what, why },
            evidence::Error::Bug(what) => Self::Bug(what),
        }
    }
}
