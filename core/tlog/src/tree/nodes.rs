//! Stored subtrees: those that a growth adds, and their folding into a root.

use std::collections::BTreeMap;

use crate::hash::{empty_root, node_hash};
use crate::text::MAX_SIZE;
use crate::{Error, Hash};

/// Storage of complete subtrees, read only.
pub trait Nodes {
    /// The error of a failed read; it also carries this crate's own errors.
    type Error: From<Error>;

    /// Returns the hash of the complete subtree at (level, index), or `None` if it is not stored.
    ///
    /// Leaves are level 0; level is at most 62.
    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, Self::Error>;
}

impl<N: Nodes + ?Sized> Nodes for &N {
    type Error = N::Error;

    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, Self::Error> {
        (**self).node(level, index)
    }
}

/// Nodes in memory, for small logs.
impl Nodes for BTreeMap<(u8, u64), Hash> {
    type Error = Error;

    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, Error> {
        Ok(self.get(&(level, index)).copied())
    }
}

/// One complete subtree to store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// 0 for leaves.
    pub level: u8,
    /// Position within the level, from 0.
    pub index: u64,
    /// Its RFC 6962 hash.
    pub hash: Hash,
}

/// The size, root and nodes that an append adds: store `nodes`, then sign (`size`, `root`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// Number of leaves in the tree afterwards.
    pub size: u64,
    /// Root of the tree afterwards.
    pub root: Hash,
    /// The new nodes, children before parents; fewer than two per leaf, taken over the life of the log.
    pub nodes: Vec<Node>,
}

/// Nodes of a batch over a store that does not have them yet.
pub struct Overlay<'a, N> {
    below: &'a N,
    fresh: BTreeMap<(u8, u64), Hash>,
}

impl<'a, N: Nodes> Overlay<'a, N> {
    /// Shows `below` as it will be after `nodes` are stored.
    pub fn new(below: &'a N, nodes: &[Node]) -> Self {
        Self { below, fresh: nodes.iter().map(|node| ((node.level, node.index), node.hash)).collect() }
    }
}

impl<N: Nodes> Nodes for Overlay<'_, N> {
    type Error = N::Error;

    fn node(&self, level: u8, index: u64) -> Result<Option<Hash>, N::Error> {
        match self.fresh.get(&(level, index)) {
            Some(hash) => Ok(Some(*hash)),
            None => self.below.node(level, index),
        }
    }
}

/// Appends leaf hashes to a tree of `size` leaves. Returns the nodes to store, the new size and the new root.
///
/// Reads at most two nodes per level from `nodes`, for any length of `leaves`. Errors: `Unsupported` above
/// [`MAX_SIZE`], `Unavailable` if the store lacks a node of the old tree. Source: RFC 6962 section 2.1.
pub fn append<N: Nodes>(nodes: &N, size: u64, leaves: &[Hash]) -> Result<Batch, N::Error> {
    let new_size = u64::try_from(leaves.len()).ok().and_then(|count| size.checked_add(count));
    let new_size = new_size.filter(|size| *size <= MAX_SIZE).ok_or(Error::Unsupported("tree above 2^63 - 1 leaves"))?;

    let mut over = Overlay::new(nodes, &[]);
    let mut fresh = Vec::with_capacity(leaves.len().saturating_mul(2));
    for (position, leaf) in (size..new_size).zip(leaves) {
        let mut node = Node { level: 0, index: position, hash: *leaf };
        loop {
            over.fresh.insert((node.level, node.index), node.hash);
            fresh.push(node);
            if node.index & 1 == 0 {
                break;
            }
            let left = stored(&over, node.level, node.index - 1)?;
            node = Node { level: node.level + 1, index: node.index >> 1, hash: node_hash(&left, &node.hash) };
        }
    }
    let root = root(&over, new_size)?;
    Ok(Batch { size: new_size, root, nodes: fresh })
}

/// Returns the root of the first `size` leaves, RFC 6962 section 2.1; one node read per set bit of `size`.
///
/// Errors: `Unsupported` above [`MAX_SIZE`], `Unavailable` if the store lacks a node.
pub fn root<N: Nodes>(nodes: &N, size: u64) -> Result<Hash, N::Error> {
    if size > MAX_SIZE {
        return Err(Error::Unsupported("tree above 2^63 - 1 leaves").into());
    }
    range_root(nodes, 0, size)
}

/// Returns `MTH(D[start:end])`; `start` is a multiple of a power of two not below `end - start`.
pub(super) fn range_root<N: Nodes>(nodes: &N, start: u64, end: u64) -> Result<Hash, N::Error> {
    // From the right: the smallest complete subtree comes first, and each step adds its left neighbour.
    let mut root = None;
    let mut edge = end;
    while edge > start {
        let level = (edge - start).trailing_zeros();
        let left = stored(nodes, level as u8, (edge >> level) - 1)?;
        root = Some(root.map_or(left, |right| node_hash(&left, &right)));
        edge -= 1 << level;
    }
    Ok(root.unwrap_or_else(empty_root))
}

fn stored<N: Nodes>(nodes: &N, level: u8, index: u64) -> Result<Hash, N::Error> {
    nodes.node(level, index)?.ok_or_else(|| Error::Unavailable { level, index }.into())
}

/// Returns the largest power of two below `count`, which is at least 2.
pub(super) fn split(count: u64) -> u64 {
    1 << (u64::BITS - 1 - (count - 1).leading_zeros())
}
