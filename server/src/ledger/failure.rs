//! Failures of the ledger. Each database sorts its own errors by the outcome of the change, so that the callers need
//! not know which database it is (docs/decisions/0011).

use std::fmt;

/// Result of a query or a change.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The outcome of a failed change; for a query, whether later answers can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Failure {
    /// The database is full, or a rule of its tables forbids it: the change was not made, and the next one may succeed.
    Refused,
    /// The database could not be reached, or a row is not as stored: the change was not made.
    Unavailable,
    /// A write or a sync failed, or the connection broke during the commit: only a reopened ledger shows whether the
    /// change was made.
    Undecided,
}

/// A failure of the ledger with its cause.
#[derive(Debug, thiserror::Error)]
#[error("{what} {failure}")]
pub struct Error {
    /// The outcome of the change.
    pub failure: Failure,
    what: &'static str,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// Makes a failure of `what`, with the database's own error.
    pub fn new<E>(failure: Failure, what: &'static str, source: E) -> Self
    where
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        Self { failure, what, source: Some(source.into()) }
    }

    /// Reports a row that was checked before it was stored and has changed: the disk's fault, not the client's.
    pub fn damaged(what: &'static str) -> Self {
        Self { failure: Failure::Unavailable, what, source: None }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused | Self::Unavailable => "is unavailable",
            Self::Undecided => "failed, and a restart must tell what was kept",
        })
    }
}
