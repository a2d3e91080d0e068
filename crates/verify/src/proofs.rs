//! Facts that receipts prove: where logs hold leaves, custody statements, roots, and the instants that others say.

use std::collections::{BTreeMap, BTreeSet};

use evidence::entry::Seen;
use evidence::part::Sealed;
use evidence::receipt::Custody;
use evidence::{Digest, ItemId};
use jiff::Timestamp;
use tlog::Hash;

use crate::joins::Roots;

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
    /// Roots that a receipt under the quorum, or a consistency proof to one, proves: by origin and size.
    pub(crate) roots: Roots,
}

impl Proofs {
    /// True when this root of a log is proven.
    pub(crate) fn has_root(&self, seen: &Seen) -> bool {
        let roots = self.roots.get(&(seen.origin.clone(), seen.size));
        roots.is_some_and(|roots| roots.contains(&Hash(*seen.root.as_bytes())))
    }

    /// Where logs hold an entry or a word: the lowest index in each.
    pub(crate) fn lowest(&self, leaf: &Digest) -> BTreeMap<&str, u64> {
        let mut lowest = BTreeMap::new();
        for place in self.noted.get(leaf).into_iter().flatten() {
            let index = lowest.entry(place.origin.as_str()).or_insert(place.index);
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
    pub(crate) origin: String,
    pub(crate) index: u64,
    pub(crate) size: u64,
    /// True when the policy's quorum signed that checkpoint.
    pub(crate) quorum: bool,
    /// The time by which a quorum of at least one cosigner had seen it: so many of them say so or an earlier one.
    pub(crate) vouched: Option<Timestamp>,
}

/// A custody statement that holds, and its place in the log.
pub(crate) struct Held {
    pub(crate) entries: Vec<(u64, Digest)>,
    /// The parts it covers; none while its details are withheld or say nothing.
    pub(crate) parts: Option<Vec<Sealed>>,
    pub(crate) custody: Custody,
    /// After when it was made, as a quorum of at least one cosigner says by the checkpoint that it carries.
    pub(crate) after: Option<Timestamp>,
    pub(crate) place: Place,
    pub(crate) digest: Digest,
}
