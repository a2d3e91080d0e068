//! The two keys of an organisation that exist only as shares, and the spellings that tell their shares apart.

use std::fmt;

/// First field of the line of a share of the archive key.
pub const PREFIX: &str = "TESTAMUR-SHARE-1";
/// First field of the line of a share of the witness key.
pub const WITNESS_PREFIX: &str = "TESTAMUR-WITNESS-SHARE-1";
/// The organisation's key that a share belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opens {
    /// The archive key: opens all parts except those of the witness compartment.
    Archive,
    /// The witness key: opens only the witness compartment.
    Witnesses,
}

impl Opens {
    pub(super) const ALL: [Self; 2] = [Self::Archive, Self::Witnesses];

    pub(super) fn prefix(self) -> &'static str {
        match self {
            Self::Archive => PREFIX,
            Self::Witnesses => WITNESS_PREFIX,
        }
    }
}

impl fmt::Display for Opens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Archive => "archive key",
            Self::Witnesses => "witness key",
        })
    }
}
