//! Proofs from stored nodes. Owns the walk from the root down; verifies no proof.

use super::nodes::{Nodes, range_root, split};
use crate::text::MAX_SIZE;
use crate::{Error, Hash};

/// Returns `PATH(index, D[size])`: sibling hashes from the leaf up to the root's child.
///
/// Reads O(log size) nodes. Errors: `Refused` if `index` is not below `size`, `Unsupported` above [`MAX_SIZE`],
/// `Unavailable` if the store lacks a node. Source: RFC 6962 section 2.1.1.
pub fn inclusion_proof<N: Nodes>(nodes: &N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    bounded(size)?;
    if index >= size {
        return Err(Error::Refused("no such leaf in a tree of that size").into());
    }
    let (mut start, mut end) = (0, size);
    let mut path = Vec::new();
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// Returns `PROOF(old, D[new])`: the tree of `old` leaves is a prefix of the tree of `new` leaves.
///
/// Empty when `old` is 0 or equals `new`, as in C2SP `tlog-witness`. Reads O(log new) nodes. Errors: `Refused` if
/// `old` is above `new`, `Unsupported` above [`MAX_SIZE`], `Unavailable` if the store lacks a node. Source: RFC 6962
/// section 2.1.2.
pub fn consistency_proof<N: Nodes>(nodes: &N, old: u64, new: u64) -> Result<Vec<Hash>, N::Error> {
    bounded(new)?;
    if old > new {
        return Err(Error::Refused("a tree has no proof about a larger one").into());
    }
    if old == 0 {
        return Ok(Vec::new());
    }
    let (mut start, mut end) = (0, new);
    let mut path = Vec::new();
    while end != old {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(range_root(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(range_root(nodes, start, middle)?);
            start = middle;
        }
    }
    // If the walk never went right, the old tree is itself a node, and the reader already has its root.
    if start > 0 {
        path.push(range_root(nodes, start, end)?);
    }
    path.reverse();
    Ok(path)
}

fn bounded(size: u64) -> Result<(), Error> {
    if size > MAX_SIZE { Err(Error::Unsupported("tree above 2^63 - 1 leaves")) } else { Ok(()) }
}
