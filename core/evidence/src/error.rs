//! Errors of reading bytes as evidence. Texts name the failed rule and never quote the bytes.

/// Result of reading evidence.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Variants by blame: the bytes, their age, their author, or us.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The bytes do not have the form that they claim.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The glossary's word for the object that was read.
        what: &'static str,
        /// The rule that was broken.
        why: String,
    },
    /// The bytes follow a version that this build does not know.
    #[error("{what} has a version this build does not know: {version}")]
    Unsupported {
        /// The glossary's word for the object that was read.
        what: &'static str,
        /// The version found, shortened and escaped.
        version: String,
    },
    /// The bytes are well formed, but a rule or a signature forbids them.
    #[error("{what} is refused: {why}")]
    Refused {
        /// The glossary's word for the object that was judged.
        what: &'static str,
        /// The rule that forbids them.
        why: String,
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

    pub(crate) fn unsupported(what: &'static str, version: &str) -> Self {
        let version = version.chars().take(80).flat_map(char::escape_default).collect();
        Self::Unsupported { what, version }
    }
}
