//! Facts that receipts prove: where logs hold leaves, custody statements, roots, and the instants that others say.
//!
//! Owns that a log is its key: two keys may carry one name, and neither speaks for what the other one noted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evidence::entry::Seen;
use evidence::part::Sealed;
use evidence::receipt::Custody;
use evidence::{Digest, ItemId};
use jiff::Timestamp;
use tlog::{Hash, VerifierKey};

use crate::joins::keep_root;
use crate::quorums::{Quorums, Said};

/// A log: its name and key, as a verifier key is written.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LogKey(Arc<str>);

impl LogKey {
    /// The log that signs with this key.
    pub fn of(key: &VerifierKey) -> Self {
        Self(key.to_string().into())
    }

    /// The log's origin. No name of a key has a `+`.
    pub fn name(&self) -> &str {
        self.0.split_once('+').map_or(&self.0, |(name, _)| name)
    }

    /// Name and key, as the verifier key is written: by this text the log is kept in tables.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Roots of logs, by log and size.
pub(crate) type Roots = BTreeMap<(LogKey, u64), BTreeSet<Hash>>;

/// Proofs that receipts gave.
#[derive(Default)]
pub(crate) struct Proofs {
    /// Where the log holds an entry, or the organisation's word, for each proof under the policy's quorum.
    pub(crate) noted: BTreeMap<Digest, Vec<Place>>,
    /// Entries and words whose proof fewer cosigners signed than the policy asks for: nobody but the log says where they are.
    pub(crate) below: BTreeSet<Digest>,
    /// Custody statements that hold and are in the log.
    pub(crate) custody: Vec<Held>,
    /// Positions of the custody statements of an item.
    pub(crate) of_item: BTreeMap<(Digest, ItemId), Vec<usize>>,
    /// Roots that a receipt under the quorum, or a consistency proof to one, proves.
    pub(crate) roots: Roots,
    /// Whose instants count.
    pub(crate) quorums: Quorums,
}

impl Proofs {
    /// Keeps a root of a log as proven.
    pub(crate) fn prove_root(&mut self, log: &LogKey, size: u64, root: Hash) {
        keep_root(self.roots.entry((log.clone(), size)).or_default(), root);
    }

    /// The roots of this size that each log of this name is proven to have had.
    pub(crate) fn roots_of(&self, origin: &str, size: u64) -> impl Iterator<Item = (&LogKey, &BTreeSet<Hash>)> {
        let named = self.quorums.logs().filter(move |log| log.name() == origin);
        named.filter_map(move |log| Some((log, self.roots.get(&(log.clone(), size))?)))
    }

    /// The logs that are proven to have had what a device saw.
    pub(crate) fn that_had(&self, seen: &Seen) -> impl Iterator<Item = &LogKey> {
        let root = Hash(*seen.root.as_bytes());
        self.roots_of(&seen.origin, seen.size).filter(move |(_, roots)| roots.contains(&root)).map(|(log, _)| log)
    }

    /// Where logs hold an entry or a word: the lowest index in each.
    pub(crate) fn lowest(&self, leaf: &Digest) -> BTreeMap<&LogKey, u64> {
        let mut lowest = BTreeMap::new();
        for place in self.noted.get(leaf).into_iter().flatten() {
            let index = lowest.entry(&place.log).or_insert(place.index);
            *index = place.index.min(*index);
        }
        lowest
    }
}

/// Before this day nothing of this format existed: an earlier instant is none.
const FIRST: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// An instant that can be one.
pub(crate) fn instant(at: Timestamp) -> Option<Timestamp> {
    (at >= FIRST).then_some(at)
}

/// A leaf's place in a log.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) log: LogKey,
    pub(crate) index: u64,
    pub(crate) size: u64,
    /// True when the policy's quorum signed that checkpoint.
    pub(crate) quorum: bool,
    /// The time by which quorums had seen it.
    pub(crate) seen: Said,
}

/// A custody statement that holds, and its place in the log.
pub(crate) struct Held {
    pub(crate) entries: Vec<(u64, Digest)>,
    /// The parts it covers; none while its details are withheld or say nothing.
    pub(crate) parts: Option<Vec<Sealed>>,
    pub(crate) custody: Custody,
    /// After when it was made, as quorums say by the checkpoint that it carries.
    pub(crate) after: Said,
    pub(crate) place: Place,
    pub(crate) digest: Digest,
}
