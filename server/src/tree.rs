//! The log's tree over stored tiles: complete subtrees of every eighth level, with the levels between computed from
//! them.
//!
//! Defines how `tlog` finds its nodes in the ledger and how new nodes become tiles. Never signs and never commits.

use std::cell::RefCell;
use std::collections::BTreeMap;

use evidence::Digest;
use sync::messages::NotedProof;
use tlog::hash::HASH_SIZE;
use tlog::tile::{HEIGHT, WIDTH};
use tlog::tree::{Batch, consistency_proof, inclusion_proof};
use tlog::{Hash, Nodes, node_hash};

use crate::ledger::{Change, LogHead, Snapshot};
use crate::{Error, Result};

/// The tree in one snapshot of the ledger. Remembers the tiles that it has read.
pub struct Tree<'a> {
    ledger: &'a dyn Snapshot,
    tiles: RefCell<BTreeMap<(u8, u64), Tile>>,
}

/// Rows of one tile: its hashes, then their parents, up to the root as far as it is complete.
struct Tile(Vec<Vec<Hash>>);

impl<'a> Tree<'a> {
    /// Reads through `ledger`.
    pub fn new(ledger: &'a dyn Snapshot) -> Self {
        Self { ledger, tiles: RefCell::new(BTreeMap::new()) }
    }

    /// Returns the proof that `entry` is leaf `index` of the first `size` leaves.
    pub fn noted(&self, entry: Digest, index: u64, size: u64) -> Result<NotedProof> {
        let proof = inclusion_proof(self, index, size)?;
        Ok(NotedProof { entry, index, proof: proof.into_iter().map(digest).collect() })
    }

    /// Returns the proof that the first `known` leaves are a prefix of the first `size`. Empty if `known` is `None`,
    /// and if the client knows more leaves than there are: it then sees that this log went back.
    pub fn consistency(&self, known: Option<u64>, size: u64) -> Result<Vec<Digest>> {
        match known {
            Some(known) if known <= size => Ok(consistency_proof(self, known, size)?.into_iter().map(digest).collect()),
            _ => Ok(Vec::new()),
        }
    }
}

impl Nodes for Tree<'_> {
    type Error = Error;

    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>> {
        let (tile_level, row) = (level / HEIGHT, level % HEIGHT);
        let in_row = u32::from(HEIGHT - row);
        let (number, column) = (index.checked_shr(in_row).unwrap_or(0), index & ((1 << in_row) - 1));
        let mut tiles = self.tiles.borrow_mut();
        let tile = match tiles.entry((tile_level, number)) {
            std::collections::btree_map::Entry::Occupied(tile) => tile.into_mut(),
            std::collections::btree_map::Entry::Vacant(place) => {
                let Some(bytes) = self.ledger.tile(tile_level, number)? else { return Ok(None) };
                place.insert(Tile::read(&bytes)?)
            }
        };
        Ok(tile.0.get(usize::from(row)).and_then(|row| row.get(usize::try_from(column).ok()?)).copied())
    }
}

impl Tile {
    fn read(bytes: &[u8]) -> Result<Self> {
        let width = u16::try_from(bytes.len() / HASH_SIZE).unwrap_or(u16::MAX);
        let mut rows = vec![tlog::tile::read_hash_tile(bytes, width)?];
        for _ in 1..HEIGHT {
            let below = rows.last().map(Vec::as_slice).unwrap_or_default();
            let (pairs, _) = below.as_chunks::<2>();
            rows.push(pairs.iter().map(|[left, right]| node_hash(left, right)).collect());
        }
        Ok(Self(rows))
    }
}

/// Stores the nodes of a batch as tiles.
pub fn store(change: &mut dyn Change, batch: &Batch) -> Result<()> {
    let mut fresh: BTreeMap<(u8, u64), Vec<&tlog::Node>> = BTreeMap::new();
    for node in batch.nodes.iter().filter(|node| node.level % HEIGHT == 0) {
        fresh.entry((node.level / HEIGHT, node.index >> HEIGHT)).or_default().push(node);
    }
    for ((level, number), nodes) in fresh {
        let mut hashes = change.tile(level, number)?.unwrap_or_default();
        for node in nodes {
            if hashes.len() != (node.index % u64::from(WIDTH)) as usize * HASH_SIZE {
                return Err(Error::Bug("a tile does not grow by its next hash"));
            }
            hashes.extend_from_slice(node.hash.as_bytes());
        }
        change.set_tile(level, number, &hashes)?;
    }
    Ok(())
}

/// Returns a tree hash as a digest.
pub fn digest(hash: Hash) -> Digest {
    Digest::from_bytes(*hash.as_bytes())
}

/// Returns size and checkpoint of a log without leaves.
pub fn empty(key: &crate::keys::LogKey) -> Result<LogHead> {
    let signed = key.sign_checkpoint(0, tlog::hash::empty_root())?;
    Ok(LogHead { size: 0, checkpoint: signed.to_string() })
}
