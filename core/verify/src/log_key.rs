//! A log is identified by its key: two keys may have one name, and neither vouches for the other's entries.

use std::sync::Arc;

use tlog::VerifierKey;

/// A log: its name and key, in the spelling of a verifier key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LogKey(Arc<str>);

impl LogKey {
    /// Returns the log that signs with this key.
    pub fn of(key: &VerifierKey) -> Self {
        Self(key.to_string().into())
    }

    /// Returns the log's origin. A key's name has no `+`.
    pub fn name(&self) -> &str {
        self.0.split_once('+').map_or(&self.0, |(name, _)| name)
    }

    /// Returns name and key in the spelling of a verifier key, which is the log's key in tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
