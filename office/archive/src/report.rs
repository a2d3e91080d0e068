//! The progress and the results of a pull.

use std::collections::BTreeSet;

use evidence::ItemId;

use crate::doubts::Doubted;
use crate::finding::Finding;

/// Progress of a pull.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// New entries so far.
    pub entries: u64,
    /// Parts opened and held in this pull.
    pub parts: u64,
    /// Sealed bytes of those.
    pub bytes: u64,
    /// Parts that are still wanted.
    pub waiting: u64,
}

/// The results of a pull.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// New entries.
    pub entries: u64,
    /// Items that got a new entry or part.
    pub items: BTreeSet<ItemId>,
    /// New noted receipts.
    pub noted: u64,
    /// New custody statements.
    pub custody: u64,
    /// New words of the organisation about its devices.
    pub words: u64,
    /// Words of the organisation that this source's log does not hold and no longer accepts: another server must hold
    /// them.
    pub words_not_taken: u64,
    /// Parts opened and held.
    pub parts: u64,
    /// Sealed bytes of those.
    pub bytes: u64,
    /// Parts set aside in this pull.
    pub quarantined: u64,
    /// Parts that this source does not have; they stay wanted.
    pub missing: u64,
    /// Sealed parts that no entry here names: they are kept unchanged in the quarantine.
    pub unnamed: u64,
    /// Parts that the archive key does not open: sealed for the witness compartment, they wait for a pull with the
    /// witness key. Until then they cannot be told from damaged parts.
    pub sealed: u64,
    /// Findings that are new in this pull, the gravest first.
    pub findings: Vec<Finding>,
    /// Counts of doubts against the items that it touched, and against those with new doubts.
    pub doubted: Vec<Doubted>,
    /// True if it was asked to stop: more rows or parts may be waiting. Filed ones stay, and the next pull continues.
    pub stopped: bool,
}
