//! Facts that receipts prove: the places of leaves in logs, custody statements, roots, and the instants of other
//! parties.
//!
//! Owns the rule that a log is its key: two keys may have one name, and neither vouches for the other's entries.

use std::collections::{BTreeMap, BTreeSet};

use evidence::entry::Seen;
use evidence::part::Sealed;
use evidence::receipt::Custody;
use evidence::{Digest, ItemId};
use tlog::Hash;

use crate::log_key::LogKey;
use crate::quorums::{Quorums, Said};
use crate::roots::{Roots, keep_root};

/// Proofs from receipts.
#[derive(Default)]
pub(crate) struct Proofs {
    /// Places of an entry or an organisation's word in logs, one for each proof with the policy's quorum.
    pub(crate) noted: BTreeMap<Digest, Vec<Place>>,
    /// Entries and words whose proof has fewer cosigners than the policy's quorum: only the log itself gives their
    /// places.
    pub(crate) below: BTreeSet<Digest>,
    /// Valid custody statements that are in the log.
    pub(crate) custody: Vec<Held>,
    /// Indices of the custody statements of an item.
    pub(crate) of_item: BTreeMap<(Digest, ItemId), Vec<usize>>,
    /// Roots that a receipt with the quorum proves, directly or through a consistency proof.
    pub(crate) roots: Roots,
    /// The quorums whose instants count.
    pub(crate) quorums: Quorums,
}

impl Proofs {
    /// Stores a root of a log as proven.
    pub(crate) fn prove_root(&mut self, log: &LogKey, size: u64, root: Hash) {
        keep_root(self.roots.entry((log.clone(), size)).or_default(), root);
    }

    /// Returns the proven roots of this size, for each log of this name.
    pub(crate) fn roots_of(&self, origin: &str, size: u64) -> impl Iterator<Item = (&LogKey, &BTreeSet<Hash>)> {
        let named = self.quorums.logs().filter(move |log| log.name() == origin);
        named.filter_map(move |log| Some((log, self.roots.get(&(log.clone(), size))?)))
    }

    /// Returns the logs that provably had the checkpoint that a device saw.
    pub(crate) fn that_had(&self, seen: &Seen) -> impl Iterator<Item = &LogKey> {
        let root = Hash(*seen.root.as_bytes());
        self.roots_of(&seen.origin, seen.size).filter(move |(_, roots)| roots.contains(&root)).map(|(log, _)| log)
    }

    /// Returns the lowest index of an entry or a word in each log.
    pub(crate) fn lowest(&self, leaf: &Digest) -> BTreeMap<&LogKey, u64> {
        let mut lowest = BTreeMap::new();
        for place in self.noted.get(leaf).into_iter().flatten() {
            let index = lowest.entry(&place.log).or_insert(place.index);
            *index = place.index.min(*index);
        }
        lowest
    }
}

/// The place of a leaf in a log.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) log: LogKey,
    pub(crate) index: u64,
    pub(crate) size: u64,
    /// True when the policy's quorum signed that checkpoint.
    pub(crate) quorum: bool,
    /// The time by which each quorum had seen it.
    pub(crate) seen: Said,
}

/// A valid custody statement, with its place in the log.
pub(crate) struct Held {
    pub(crate) entries: Vec<(u64, Digest)>,
    /// The parts that it covers; none while its details are withheld or unreadable.
    pub(crate) parts: Option<Vec<Sealed>>,
    pub(crate) custody: Custody,
    /// The time after which it was made, by each quorum's signatures on the checkpoint that it carries.
    pub(crate) after: Said,
    pub(crate) place: Place,
    pub(crate) digest: Digest,
}
