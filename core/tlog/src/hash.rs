//! The hashes of RFC 6962 section 2.1. Owns the two domain prefixes and knows no positions in a tree.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Error, text};

/// Bytes of a SHA-256 hash.
pub const HASH_SIZE: usize = 32;

/// A leaf hash, node hash or root: 32 bytes of SHA-256. Shown as standard base64, 44 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_SIZE]);

impl Hash {
    /// Returns the 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; HASH_SIZE] {
        &self.0
    }

    /// Reads the 44 characters of padded base64; any other spelling is `Malformed`.
    pub fn parse(line: &str) -> Result<Self, Error> {
        // Checked before decoding, so that a long line is cheap to refuse.
        if line.len() != 44 {
            return Err(Error::Malformed("hash of the wrong length"));
        }
        Self::try_from(text::base64(line)?.as_slice())
    }
}

impl TryFrom<&[u8]> for Hash {
    type Error = Error;

    /// Takes exactly 32 bytes. Errors: `Malformed` for another length.
    fn try_from(bytes: &[u8]) -> Result<Self, Error> {
        bytes.try_into().map(Self).map_err(|_| Error::Malformed("hash of the wrong length"))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::to_base64(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// Returns `SHA-256(0x00 || entry)`, RFC 6962 section 2.1.
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// Returns `SHA-256(0x01 || left || right)`, RFC 6962 section 2.1.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// Returns the root of the tree without leaves: SHA-256 of no bytes, RFC 6962 section 2.1.
pub fn empty_root() -> Hash {
    Hash(Sha256::digest([]).into())
}
