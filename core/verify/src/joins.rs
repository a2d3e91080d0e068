//! Consistency proofs of a bundle: which trees of a log lead to one larger tree.
//!
//! A proof carries no signature and needs none: from the root of its older tree it computes the root of its newer one.
//! If two trees lead to the same third tree, the smaller is a prefix of the larger, even if no log signed the third.
//! The search drops none of the trees that a tree leads to, so that a carrier's false proofs cannot displace honest
//! ones. Beyond the limits below, a carrier gains no more than by leaving proofs out.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use evidence::receipt::Consistency;
use tlog::Hash;
use tlog::tree::{new_root, old_root};

use crate::roots::Roots;

/// Most proofs that are tried on roots that the proof itself does not name.
const MAX_TRIES: u32 = 100_000;
/// Most trees that are visited to join single checkpoints with the next ones; after K pulls of an archive, R of them
/// take about 3R + K.
const MAX_STEPS: u32 = 2_000_000;

/// Marks which of two trees leads to a third one.
const OLDER: u8 = 1;
const NEWER: u8 = 2;

/// A tree of a log: its size and root.
pub(crate) type Tree = (u64, Hash);

/// Indices of proofs by older size and older root; without a root if the proof does not contain it, which is the case
/// if that size is a power of two.
type ByTree = BTreeMap<(u64, Option<Hash>), Vec<usize>>;

/// A consistency proof from the bundle.
struct Path {
    to: u64,
    hashes: Vec<Hash>,
    /// Trees that the proof led to.
    led: BTreeSet<Hash>,
}

/// The proofs of a bundle, with the results so far.
pub(crate) struct Joins {
    paths: Vec<Path>,
    /// Indices into `paths` by origin.
    by_tree: BTreeMap<String, ByTree>,
    /// The trees that single proofs lead to from a visited tree.
    next: BTreeMap<String, BTreeMap<Tree, BTreeSet<Tree>>>,
    /// Trees that lead to one tree with the last tree of a retired log.
    lasts: BTreeMap<(String, Tree), Goals>,
    tries: u32,
    steps: u32,
}

/// Goal trees, and the largest goal that each other tree meets.
#[derive(Default)]
pub(crate) struct Goals {
    /// The size of the largest goal that leads to the tree.
    led: BTreeMap<Tree, u64>,
    /// The size of the largest goal that leads to a tree to which this tree leads too.
    met: BTreeMap<Tree, Option<u64>>,
}

/// The use of a proof.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// It begins with no visited tree.
    Nothing,
    /// It begins with none of the trees of its size, or leads to another tree than the log signed.
    Broken,
    /// It leads on from a visited tree.
    Holds,
}

impl Joins {
    /// Reads the proofs, without those of the empty tree and of a tree with itself, which join no trees.
    pub(crate) fn read(proofs: &[Consistency]) -> Self {
        let mut joins = Self {
            paths: Vec::new(),
            by_tree: BTreeMap::new(),
            next: BTreeMap::new(),
            lasts: BTreeMap::new(),
            tries: MAX_TRIES,
            steps: MAX_STEPS,
        };
        for proof in proofs {
            let hashes: Vec<Hash> = proof.proof.iter().map(|d| Hash(*d.as_bytes())).collect();
            let from = old_root(proof.from, proof.to, &hashes);
            // A proof of another shape leads nowhere.
            if from.is_some() || proof.from < proof.to && proof.from.is_power_of_two() {
                let trees = joins.by_tree.entry(proof.origin.clone()).or_default();
                trees.entry((proof.from, from)).or_default().push(joins.paths.len());
            }
            joins.paths.push(Path { to: proof.to, hashes, led: BTreeSet::new() });
        }
        joins
    }

    /// Returns true when the tree `older` is proven to be a prefix of the tree `newer`: both lead to one tree. Proofs
    /// lead only to larger trees, so both are followed from the smaller one on, to the first tree that they share.
    pub(crate) fn continues(&mut self, origin: &str, older: Tree, newer: Tree) -> bool {
        if older.0 >= newer.0 {
            return older == newer;
        }
        let mut open = BTreeMap::from([(older, OLDER), (newer, NEWER)]);
        while let Some((tree, from)) = open.pop_first() {
            if from == OLDER | NEWER {
                return true;
            }
            let Some(left) = self.steps.checked_sub(1) else { return false };
            self.steps = left;
            for next in self.next(origin, tree) {
                *open.entry(next).or_default() |= from;
            }
        }
        false
    }

    /// Returns true when the tree `older` is proven to be a prefix of the last tree of a retired log.
    pub(crate) fn continues_to_last(&mut self, origin: &str, older: Tree, last: Tree) -> bool {
        let key = (origin.to_owned(), last);
        let mut goals = self.lasts.remove(&key).unwrap_or_else(|| self.goals(origin, [last].into_iter()));
        let joined = older == last || older.0 < last.0 && self.meets(origin, older, &mut goals).is_some();
        self.lasts.insert(key, goals);
        joined
    }

    /// Prepares goal trees; the largest one comes first.
    pub(crate) fn goals(&mut self, origin: &str, trees: impl Iterator<Item = Tree>) -> Goals {
        let mut led = BTreeMap::new();
        for tree in trees {
            let mut open = vec![tree];
            while let Some(next) = open.pop() {
                if let Entry::Vacant(place) = led.entry(next) {
                    place.insert(tree.0);
                    open.extend(self.next(origin, next));
                }
            }
        }
        Goals { led, met: BTreeMap::new() }
    }

    /// Returns the size of the largest goal that leads to a tree to which this tree leads too.
    pub(crate) fn meets(&mut self, origin: &str, tree: Tree, goals: &mut Goals) -> Option<u64> {
        // Larger trees are finished first, so that deep chains of proofs need no deep recursion.
        let mut open = vec![tree];
        while let Some(at) = open.last().copied() {
            if goals.met.contains_key(&at) {
                open.pop();
                continue;
            }
            let next = self.next(origin, at);
            let unknown: Vec<Tree> = next.iter().filter(|t| !goals.met.contains_key(*t)).copied().collect();
            if unknown.is_empty() {
                let met = next.iter().filter_map(|t| goals.met.get(t).copied().flatten());
                let met = met.chain(goals.led.get(&at).copied()).max();
                goals.met.insert(at, met);
            } else {
                open.extend(unknown);
            }
        }
        goals.met.get(&tree).copied().flatten()
    }

    /// Returns the trees that single proofs lead to from a tree.
    fn next(&mut self, origin: &str, tree: Tree) -> BTreeSet<Tree> {
        if let Some(known) = self.next.get(origin).and_then(|trees| trees.get(&tree)) {
            return known.clone();
        }
        let reached = self.reached(origin, tree);
        self.next.entry(origin.to_owned()).or_default().insert(tree, reached.clone());
        reached
    }

    fn reached(&mut self, origin: &str, (size, root): Tree) -> BTreeSet<Tree> {
        let mut reached = BTreeSet::new();
        let Some(trees) = self.by_tree.get(origin) else { return reached };
        let of =
            |from: Option<Hash>| trees.get(&(size, from)).into_iter().flatten().map(move |at| (*at, from.is_some()));
        for (position, named) in of(Some(root)).chain(of(None)) {
            let Some(path) = self.paths.get_mut(position) else { continue };
            // A proof that names no root leads from any root to some tree, and devices can name any number of roots.
            if !named {
                if self.tries == 0 {
                    break;
                }
                self.tries -= 1;
            }
            if let Some(new) = new_root(size, &root, path.to, &path.hashes) {
                path.led.insert(new);
                reached.insert((path.to, new));
            }
        }
        reached
    }

    /// Returns the use of each proof, in their order; `signed` are the roots that receipts prove.
    pub(crate) fn uses(&self, proofs: &[Consistency], signed: &Roots) -> Vec<Use> {
        let mut roots: BTreeMap<(&str, u64), BTreeSet<Hash>> = BTreeMap::new();
        for ((log, size), some) in signed {
            roots.entry((log.name(), *size)).or_default().extend(some);
        }
        let judge = |(path, proof): (&Path, &Consistency)| {
            let least = (proof.from, Hash([0; 32]));
            let looked_at = self.next.get(&proof.origin).and_then(|trees| trees.range(least..).next());
            let newer = roots.get(&(proof.origin.as_str(), proof.to));
            match newer {
                _ if looked_at.is_none_or(|(tree, _)| tree.0 != proof.from) => Use::Nothing,
                Some(roots) if roots.is_disjoint(&path.led) => Use::Broken,
                None if path.led.is_empty() => Use::Broken,
                _ => Use::Holds,
            }
        };
        self.paths.iter().zip(proofs).map(judge).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use evidence::Digest;
    use tlog::leaf_hash;
    use tlog::tree::{append, consistency_proof, root};

    use super::*;

    const ORIGIN: &str = "log.example.org";

    #[test]
    fn an_archive_that_pulled_thousands_of_times_has_one_history() {
        const PULLS: u64 = 3_000;
        let leaves: Vec<Hash> = (0..=2 * PULLS).map(|n| leaf_hash(&n.to_be_bytes())).collect();
        let mut nodes = BTreeMap::new();
        let batch = append(&nodes, 0, &leaves).unwrap();
        nodes.extend(batch.nodes.iter().map(|node| ((node.level, node.index), node.hash)));
        let proof = |from: u64, to: u64| {
            let hashes = consistency_proof(&nodes, from, to).unwrap();
            let proof = hashes.iter().map(|hash| Digest::from_bytes(hash.0)).collect();
            Consistency { origin: ORIGIN.to_owned(), from, to, proof }
        };
        // Each pull kept a receipt of its own, which leads to its tip, and each tip leads to the next one.
        let tip = |pull: u64| 2 * pull + 2;
        let proofs: Vec<_> = (0..PULLS - 1)
            .flat_map(|pull| [proof(tip(pull) - 1, tip(pull)), proof(tip(pull), tip(pull + 1))])
            .collect();
        let mut joins = Joins::read(&proofs);
        let tree = |size: u64| (size, root(&nodes, size).unwrap());
        for pull in 0..PULLS - 2 {
            let (older, newer) = (tree(tip(pull) - 1), tree(tip(pull + 1) - 1));
            assert!(joins.continues(ORIGIN, older, newer), "{pull}");
            assert!(!joins.continues(ORIGIN, newer, older));
        }
    }
}
