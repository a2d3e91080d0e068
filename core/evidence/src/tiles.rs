//! The tiles of a photo in its record: the size of the grid, and the root over the salted tiles.

use serde::{Deserialize, Serialize};

use crate::{Digest, Error, Result, lines};

/// Most pixels on a side of a photo.
const MAX_SIDE: u32 = 65_535;
/// Most pixels on a side of a tile.
const MAX_TILE: u32 = 256;
/// Longest name of a scheme.
const MAX_SCHEME: usize = 64;

/// The cutting and hashing of a photo's pixels.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tiles {
    /// The way of cutting, salting and hashing. A reader that does not know it shows no regions.
    pub scheme: String,
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Pixels on a side of a tile.
    pub tile: u32,
    /// RFC 6962 root over the tiles.
    pub root: Digest,
}

impl Tiles {
    pub(crate) fn check(&self) -> Result<()> {
        let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
        let named = (1..=MAX_SCHEME).contains(&self.scheme.len()) && self.scheme.bytes().all(word);
        let sides = [self.width, self.height].into_iter().all(|side| (1..=MAX_SIDE).contains(&side));
        if named && sides && (1..=MAX_TILE).contains(&self.tile) {
            return Ok(());
        }
        Err(Error::malformed("record", "the tiles of a photo have no name, or no size that a picture can have"))
    }
}

/// Returns the RFC 6962 hash of a tile.
pub fn leaf(tile: &[u8]) -> Digest {
    lines::leaf(tile)
}

/// Returns the RFC 6962 root over the leaves of tiles.
pub fn root(leaves: &[Digest]) -> Digest {
    lines::root_of(&leaves.iter().map(|leaf| *leaf.as_bytes()).collect::<Vec<_>>())
}
