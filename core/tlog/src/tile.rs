//! Tiles, C2SP `tlog-tiles`: the tree and its entries as immutable files of at most 256 items.
//!
//! Owns their paths and bytes. Serves and stores no tile: the server maps a path to a reply.

use std::{fmt, str::FromStr};

use crate::{
    Error, Hash,
    hash::HASH_SIZE,
    tree::{MAX_SIZE, Nodes},
};

/// Tree levels in one tile.
pub const HEIGHT: u8 = 8;
/// Items in a full tile.
pub const WIDTH: u16 = 256;
/// Longest entry in a bundle, in bytes.
pub const MAX_ENTRY: usize = u16::MAX as usize;
/// Bytes of a full bundle of longest entries.
pub const MAX_BUNDLE: usize = (MAX_ENTRY + 2) * WIDTH as usize;

/// Highest tile level that a path may name; trees up to [`MAX_SIZE`] use 0 to 7.
const MAX_LEVEL: u8 = 63;
const MAX_PATH: usize = 64;

/// The hashes or the entries of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Content {
    /// Hashes of the complete subtrees of height `8 * level`.
    Hashes {
        /// Tile level, 0 to 63.
        level: u8,
    },
    /// The entries behind the tile of level 0 with the same index.
    Entries,
}

/// The path of a tile below the log's prefix: `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`.
///
/// Parse with [`str::parse`], print with `to_string`; each path has one spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TilePath {
    content: Content,
    index: u64,
    width: u16,
}

impl TilePath {
    /// Builds the path of the first `width` items of tile number `index`; `width` 1 to 256, 256 being a full tile.
    ///
    /// Errors: `Malformed` for another width, a level above 63, or an index past the end of the largest tree.
    pub fn new(content: Content, index: u64, width: u16) -> Result<Self, Error> {
        let level = match content {
            Content::Hashes { level } => level,
            Content::Entries => 0,
        };
        if level > MAX_LEVEL || width == 0 || width > WIDTH || index > MAX_SIZE >> HEIGHT {
            return Err(Error::Malformed("tile level, index or width"));
        }
        Ok(Self { content, index, width })
    }

    /// Returns the path of tile `index` as a tree of `size` leaves has it: full, partial, or `None` if it is empty.
    pub fn of_tree(content: Content, index: u64, size: u64) -> Option<Self> {
        let path = Self::new(content, index, WIDTH).ok()?;
        let left = path.items(size).checked_sub(index << HEIGHT)?;
        let width = u16::try_from(left).unwrap_or(WIDTH).min(WIDTH);
        Self::new(content, index, width).ok()
    }

    /// Returns the items of the tile: hashes of one level, or entries.
    pub const fn content(&self) -> Content {
        self.content
    }

    /// Returns the number of the tile within its level.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Returns the number of items in the tile, 1 to 256.
    pub const fn width(&self) -> u16 {
        self.width
    }

    /// Returns the index of the first item: of a leaf for entries and level 0, of a subtree above.
    pub const fn first(&self) -> u64 {
        self.index << HEIGHT
    }

    /// Returns true when a tree of `size` leaves has all items of this tile.
    pub fn exists_in(&self, size: u64) -> bool {
        self.first() + u64::from(self.width) <= self.items(size)
    }

    /// Returns the number of items on the tile's level in a tree of `size` leaves.
    fn items(&self, size: u64) -> u64 {
        let level = match self.content {
            Content::Hashes { level } => level,
            Content::Entries => 0,
        };
        size.checked_shr(u32::from(level) * u32::from(HEIGHT)).unwrap_or(0)
    }
}

impl FromStr for TilePath {
    type Err = Error;

    /// Reads a path without leading slash. Errors: `Malformed` for every spelling but the printed one.
    fn from_str(path: &str) -> Result<Self, Error> {
        const SHAPE: Error = Error::Malformed("not a tile path");
        if path.len() > MAX_PATH {
            return Err(SHAPE);
        }
        let rest = path.strip_prefix("tile/").ok_or(SHAPE)?;
        let (kind, rest) = rest.split_once('/').ok_or(SHAPE)?;
        let content = match kind {
            "entries" => Content::Entries,
            level => Content::Hashes { level: level.parse().map_err(|_| SHAPE)? },
        };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().map_err(|_| SHAPE)?),
            None => (rest, WIDTH),
        };
        let mut index: u64 = 0;
        for group in number.split('/') {
            let digits = group.strip_prefix('x').unwrap_or(group);
            let value: u64 = digits.parse().map_err(|_| SHAPE)?;
            index = index.checked_mul(1000).and_then(|index| index.checked_add(value)).ok_or(SHAPE)?;
        }
        let tile = Self::new(content, index, width)?;
        // The comparison with the printed form refuses signs, missing or needless zeros and groups, and `.p/256`.
        if tile.to_string() == path { Ok(tile) } else { Err(SHAPE) }
    }
}

impl fmt::Display for TilePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.content {
            Content::Hashes { level } => write!(f, "tile/{level}/")?,
            Content::Entries => f.write_str("tile/entries/")?,
        }
        let mut number = format!("{:03}", self.index % 1000);
        let mut higher = self.index / 1000;
        while higher > 0 {
            number = format!("x{:03}/{number}", higher % 1000);
            higher /= 1000;
        }
        f.write_str(&number)?;
        if self.width < WIDTH { write!(f, ".p/{}", self.width) } else { Ok(()) }
    }
}

/// Returns the bytes of a hash tile from a tree of `size` leaves: `width` times 32 bytes, left to right.
///
/// Errors: `Refused` for a path of entries or a tile that such a tree does not have, `Unavailable` if the store
/// lacks a node.
pub fn hash_tile<N: Nodes>(nodes: &N, path: &TilePath, size: u64) -> Result<Vec<u8>, N::Error> {
    let Content::Hashes { level } = path.content else {
        return Err(Error::Refused("entries are not hashes").into());
    };
    if size > MAX_SIZE || !path.exists_in(size) {
        return Err(Error::Refused("no such tile in a tree of that size").into());
    }
    // A tile that exists has a level below 8.
    let level = level.saturating_mul(HEIGHT);
    let mut bytes = Vec::with_capacity(usize::from(path.width) * HASH_SIZE);
    for index in path.first()..path.first() + u64::from(path.width) {
        let hash = nodes.node(level, index)?.ok_or(Error::Unavailable { level, index })?;
        bytes.extend_from_slice(hash.as_bytes());
    }
    Ok(bytes)
}

/// Returns the hashes of a tile of `width` items. Errors: `Malformed` unless there are exactly `width` times 32 bytes.
pub fn read_hash_tile(bytes: &[u8], width: u16) -> Result<Vec<Hash>, Error> {
    if width > WIDTH || bytes.len() != usize::from(width) * HASH_SIZE {
        return Err(Error::Malformed("hash tile of the wrong length"));
    }
    bytes.chunks_exact(HASH_SIZE).map(Hash::try_from).collect()
}

/// Returns an entry bundle: each entry after its length as two big-endian bytes.
///
/// Errors: `Refused` for no entries, more than 256, or one above [`MAX_ENTRY`] bytes.
pub fn entry_bundle<T: AsRef<[u8]>>(entries: &[T]) -> Result<Vec<u8>, Error> {
    if entries.is_empty() || entries.len() > usize::from(WIDTH) {
        return Err(Error::Refused("a bundle holds 1 to 256 entries"));
    }
    let mut bytes = Vec::new();
    for entry in entries {
        let entry = entry.as_ref();
        let length = u16::try_from(entry.len()).map_err(|_| Error::Refused("entry above 65535 bytes"))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// Returns the entries of a bundle of `width` items. Errors: `Malformed` if there are more, fewer, or bytes left over.
pub fn read_entry_bundle(bytes: &[u8], width: u16) -> Result<Vec<&[u8]>, Error> {
    const SHORT: Error = Error::Malformed("entry bundle ends early");
    if width == 0 || width > WIDTH {
        return Err(Error::Malformed("a bundle holds 1 to 256 entries"));
    }
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(usize::from(width));
    for _ in 0..width {
        let (length, body) = rest.split_first_chunk::<2>().ok_or(SHORT)?;
        let (entry, after) = body.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(SHORT)?;
        entries.push(entry);
        rest = after;
    }
    if rest.is_empty() { Ok(entries) } else { Err(Error::Malformed("bytes after an entry bundle")) }
}
