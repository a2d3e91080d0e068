//! Content to seal, and the values that close an item.

use evidence::part::Role;
use evidence::{ClaimedTime, Digest};

/// One piece of content to seal as a part of the item, in the order of return.
pub struct Piece {
    /// The part's role in its item.
    pub role: Role,
    /// Content of 1 byte up to [`evidence::part::MAX_CONTENT`].
    pub content: Vec<u8>,
}

/// The values of an item's closing, besides the counts of its medium.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// Commitment of the sealed opening.
    pub opening: Digest,
    /// The device's wall clock when the capture ended.
    pub at: ClaimedTime,
    /// Random and used once: the salts of the closing's lines are derived from it.
    pub seed: [u8; 32],
}

/// The size, digest and parts of a captured medium.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Medium {
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: Digest,
    /// Number of parts.
    pub parts: u32,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Piece({}, {} bytes)", self.role, self.content.len())
    }
}
