//! Consistency proofs of a bundle: which trees of a log lead to one larger tree.
//!
//! A proof carries no signature and needs none: from the root of its older tree it gives the root of its newer one. Two trees that
//! lead to the same third one are the smaller a prefix of the larger, whether or not a log signed the third. Of the trees that one
//! leads to none is dropped for another: a carrier's few proofs push out no honest one. Too many are worth what leaving out is.

use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};

use evidence::receipt::Consistency;
use tlog::Hash;
use tlog::tree::{new_root, old_root};

use crate::proofs::Roots;

/// Most roots of one size that receipts are kept of: an honest log has one.
const MAX_ROOTS: usize = 8;
/// Most proofs that are tried on roots which the proof itself does not name.
const MAX_TRIES: u32 = 100_000;
/// Most trees that are looked at to join single checkpoints with the next ones; of an archive that pulled K times R take about 3R + K.
const MAX_STEPS: u32 = 2_000_000;

/// Which of two trees leads to a third one.
const OLDER: u8 = 1;
const NEWER: u8 = 2;

/// A tree of a log: its size and root.
pub(crate) type Tree = (u64, Hash);

/// Positions of proofs by older size and older root; without a root where the proof does not say it, which is where that size is a
/// power of two.
type ByTree = BTreeMap<(u64, Option<Hash>), Vec<usize>>;

/// A consistency proof as it was read.
struct Path {
    to: u64,
    hashes: Vec<Hash>,
    /// Trees that it led to.
    led: BTreeSet<Hash>,
}

/// The proofs of a bundle, and what was found by them so far.
pub(crate) struct Joins {
    paths: Vec<Path>,
    /// Positions in `paths` by origin.
    by_tree: BTreeMap<String, ByTree>,
    /// The trees that single proofs lead to from a tree that was looked at.
    next: BTreeMap<String, BTreeMap<Tree, BTreeSet<Tree>>>,
    /// Trees that lead to one with the last tree of a log that went out of use.
    lasts: BTreeMap<(String, Tree), Goals>,
    tries: u32,
    steps: u32,
}

/// Trees that others are to meet, and which of them each meets.
#[derive(Default)]
pub(crate) struct Goals {
    /// The size of the largest goal that leads to a tree.
    led: BTreeMap<Tree, u64>,
    /// The size of the largest goal that leads to a tree to which this one leads too.
    met: BTreeMap<Tree, Option<u64>>,
}

/// How a proof was of use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Use {
    /// It begins with no tree that was looked at.
    Nothing,
    /// It begins with none of the trees of its size, or leads to another tree than the log signed.
    Broken,
    /// It leads from a tree that was looked at.
    Holds,
}

impl Joins {
    /// Reads the proofs. Those of the empty tree, and of a tree with itself, join nothing.
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
            // One of another shape leads nowhere.
            if from.is_some() || proof.from < proof.to && proof.from.is_power_of_two() {
                let trees = joins.by_tree.entry(proof.origin.clone()).or_default();
                trees.entry((proof.from, from)).or_default().push(joins.paths.len());
            }
            joins.paths.push(Path { to: proof.to, hashes, led: BTreeSet::new() });
        }
        joins
    }

    /// True when the tree `older` is proven to be a prefix of the tree `newer`: both lead to one tree. Proofs lead to larger trees
    /// alone, so both are followed from the smallest on, as far as the first tree that they share.
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

    /// True when the tree `older` is proven to be a prefix of the last tree of a log that went out of use.
    pub(crate) fn continues_to_last(&mut self, origin: &str, older: Tree, last: Tree) -> bool {
        let key = (origin.to_owned(), last);
        let mut goals = self.lasts.remove(&key).unwrap_or_else(|| self.goals(origin, [last].into_iter()));
        let joined = older == last || older.0 < last.0 && self.meets(origin, older, &mut goals).is_some();
        self.lasts.insert(key, goals);
        joined
    }

    /// Trees to be met; the largest one comes first.
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

    /// The size of the largest goal that leads to a tree to which this one leads too.
    pub(crate) fn meets(&mut self, origin: &str, tree: Tree, goals: &mut Goals) -> Option<u64> {
        // Larger trees are known first, so that no depth of proofs is a depth of calls.
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

    /// The trees that single proofs lead to from a tree.
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
            // A proof that names no root leads from any to some tree, and devices can name any number of roots.
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

    /// Of what use each proof was, in the order in which they were read; `signed` are the roots that receipts prove.
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

/// Keeps a root of one size, and of many the least: a log that signs any number of histories costs no more than a few, and the order of
/// receipts chooses none.
pub(crate) fn keep_root(roots: &mut BTreeSet<Hash>, root: Hash) {
    roots.insert(root);
    if roots.len() > MAX_ROOTS {
        roots.pop_last();
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
