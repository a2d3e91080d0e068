//! Verification of proofs against roots. Owns the two verification walks of RFC 9162; never reads a store.

use crate::text::MAX_SIZE;
use crate::{
    Error, Hash,
    hash::{empty_root, node_hash},
};

/// Longest inclusion or consistency proof that a tree of [`MAX_SIZE`] can need.
pub const MAX_PROOF: usize = 64;

const TOO_LARGE: Error = Error::Unsupported("tree above 2^63 - 1 leaves");
const NOT_INCLUDED: Error = Error::Refused("the inclusion proof does not lead to the root");
const NOT_CONSISTENT: Error = Error::Refused("the consistency proof does not join the two roots");

/// Checks that `leaf` is leaf number `index` of the tree of `size` leaves under `root`.
///
/// `proof` runs from the leaf's sibling up; its length must be exactly that of this index and size. Errors: `Refused`
/// if it does not hold, `Unsupported` above [`MAX_SIZE`]. Source: RFC 9162 section 2.1.3.2.
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> Result<(), Error> {
    if size > MAX_SIZE {
        return Err(TOO_LARGE);
    }
    if index >= size {
        return Err(Error::Refused("no such leaf in a tree of that size"));
    }
    let mut node = index;
    let mut last = size - 1;
    let mut hash = *leaf;
    for sibling in proof {
        if last == 0 {
            return Err(NOT_INCLUDED);
        }
        if node & 1 == 1 || node == last {
            hash = node_hash(sibling, &hash);
            climb_lone_edge(&mut node, &mut last);
        } else {
            hash = node_hash(&hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    if last == 0 && hash == *root { Ok(()) } else { Err(NOT_INCLUDED) }
}

/// Checks that the tree (`old`, `old_root`) is a prefix of the tree (`new`, `new_root`).
///
/// For `old` 0 the old root must be that of the empty tree; for `old` 0 and `old == new` the proof must be empty.
/// Errors: `Refused` if it does not hold, `Unsupported` above [`MAX_SIZE`]. Source: RFC 9162 section 2.1.4.2.
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> Result<(), Error> {
    if new > MAX_SIZE {
        return Err(TOO_LARGE);
    }
    if old > new {
        return Err(Error::Refused("a log never shrinks"));
    }
    if old == 0 || old == new {
        let known = (old > 0 || *old_root == empty_root()) && (new > 0 || *new_root == empty_root());
        let same = old == 0 || old_root == new_root;
        return if known && same && proof.is_empty() { Ok(()) } else { Err(NOT_CONSISTENT) };
    }

    if self::new_root(old, old_root, new, proof) == Some(*new_root) { Ok(()) } else { Err(NOT_CONSISTENT) }
}

/// Returns the root of the tree `new` that a consistency proof leads to from the tree (`old`, `old_root`). None if the
/// proof is about another tree `old` or has another shape, or if `old` is 0 or not below `new`.
pub fn new_root(old: u64, old_root: &Hash, new: u64, proof: &[Hash]) -> Option<Hash> {
    if old == 0 || old >= new || new > MAX_SIZE {
        return None;
    }
    let (seed, path) = if old.is_power_of_two() { (old_root, proof) } else { proof.split_first()? };
    let (old_hash, new_hash) = roots(old, new, *seed, path)?;
    (old_hash == *old_root).then_some(new_hash)
}

/// Returns the root of the tree `old` that a consistency proof to the tree `new` contains. None if `old` is 0, `new`
/// or a power of two, because the proof then does not contain that root, or if the proof has another shape.
pub fn old_root(old: u64, new: u64, proof: &[Hash]) -> Option<Hash> {
    if old == 0 || old >= new || new > MAX_SIZE || old.is_power_of_two() {
        return None;
    }
    let (seed, path) = proof.split_first()?;
    roots(old, new, *seed, path).map(|(old, _)| old)
}

/// Returns the roots of both trees by a path from `seed`, the node that both begin with; `0 < old < new`. None for a
/// path of another length.
fn roots(old: u64, new: u64, seed: Hash, path: &[Hash]) -> Option<(Hash, Hash)> {
    let (mut node, mut last) = (old - 1, new - 1);
    let complete = node.trailing_ones();
    node >>= complete;
    last >>= complete;
    let (mut old_hash, mut new_hash) = (seed, seed);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if node & 1 == 1 || node == last {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
            climb_lone_edge(&mut node, &mut last);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
        node >>= 1;
        last >>= 1;
    }
    (last == 0).then_some((old_hash, new_hash))
}

/// Skips the levels of the right edge on which a node without a sibling is its own parent.
fn climb_lone_edge(node: &mut u64, last: &mut u64) {
    if *node & 1 == 0 && *node != 0 {
        let lone = node.trailing_zeros();
        *node >>= lone;
        *last >>= lone;
    }
}
