//! One device's entries in order, and their faults: gaps, forks, foreign signatures, clock jumps.
//!
//! This module rejects no entry; the caller decides the meaning of a fault.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{BootId, Digest, PublicKey, SignedEntry};

/// Largest difference, in ms, between the steps of wall clock and running time from one entry to the next that is not
/// a clock jump.
pub const CLOCK_TOLERANCE_MS: i64 = 2_000;

/// The newest entry on one branch of a chain, with the only key that can sign the next entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// Digest of genesis.
    pub device: Digest,
    /// Sequence number of the newest entry.
    pub seq: u64,
    /// Digest of the newest entry.
    pub digest: Digest,
    /// The key that must sign the next entry.
    pub next_key: PublicKey,
}

/// A fault of a chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum ChainFault {
    /// No genesis among the entries.
    NoGenesis,
    /// More than one genesis, or an entry of another device.
    ForeignEntry {
        /// Digest of an entry of another device or of a second genesis.
        entry: Digest,
    },
    /// The signature is not by the key that the preceding entry named (in genesis, by its own key).
    BadSignature {
        /// Sequence number.
        seq: u64,
        /// Digest of that entry.
        entry: Digest,
    },
    /// The sequence number is not one more than that of the preceding entry.
    WrongSequence {
        /// Sequence number found.
        seq: u64,
        /// Digest of that entry.
        entry: Digest,
    },
    /// A chain names one key twice, so that this key could have signed twice.
    KeyReused {
        /// Sequence number of the entry with the second naming.
        seq: u64,
        /// Digest of the entry with the second naming.
        entry: Digest,
    },
    /// Entries are missing before this entry, so its signature cannot be checked.
    Gap {
        /// Sequence number of the entry after the hole.
        seq: u64,
        /// Digest of the entry after the hole.
        entry: Digest,
        /// Digest of the missing entry before it.
        missing: Digest,
    },
    /// Two entries follow one entry: the device was cloned or restored from a copy.
    Fork {
        /// Sequence number that exists more than once.
        seq: u64,
        /// All entries with this number and this predecessor.
        entries: Vec<Digest>,
    },
}

/// A pair of entries between which wall clock and running time disagree.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClockJump {
    /// Sequence number of the entry after the jump.
    pub seq: u64,
    /// Movement of the wall clock minus that of the running time, in ms.
    pub by_ms: i64,
}

/// Result of checking a set of entries of one device.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChainReport {
    /// Digest of genesis, if there is one.
    pub device: Option<Digest>,
    /// Entries whose signature was checked through the ratchet back to genesis.
    pub linked: BTreeSet<Digest>,
    /// The newest entry of every branch; exactly one, unless the chain forks.
    pub tips: Vec<Head>,
    /// All faults, in order of sequence numbers.
    pub faults: Vec<ChainFault>,
    /// Clock jumps among linked entries of one process run.
    pub clock_jumps: Vec<ClockJump>,
}

impl Head {
    /// Returns the head that `entry` gives. Does not check the signature.
    pub fn of(entry: &SignedEntry) -> Self {
        let (device, digest) = (entry.device(), entry.digest());
        Self { device, seq: entry.seq(), digest, next_key: entry.link().next_key }
    }

    /// Checks a genesis entry and returns the head of a new chain.
    pub fn from_genesis(entry: &SignedEntry) -> Result<Self, ChainFault> {
        let key = entry.link().key.ok_or(ChainFault::NoGenesis)?;
        let (seq, digest) = (entry.seq(), entry.digest());
        if !entry.envelope().verify(&key) {
            return Err(ChainFault::BadSignature { seq, entry: digest });
        }
        if key == entry.link().next_key {
            return Err(ChainFault::KeyReused { seq, entry: digest });
        }
        Ok(Self::of(entry))
    }

    /// Checks that `entry` is the next entry and returns the head after it.
    pub fn extend(&self, entry: &SignedEntry) -> Result<Self, ChainFault> {
        let (seq, digest, p) = (entry.seq(), entry.digest(), entry.link());
        if entry.device() != self.device {
            return Err(ChainFault::ForeignEntry { entry: digest });
        }
        let Some(prev) = p.prev else { return Err(ChainFault::ForeignEntry { entry: digest }) };
        if prev != self.digest {
            return Err(ChainFault::Gap { seq, entry: digest, missing: prev });
        }
        if self.seq.checked_add(1) != Some(seq) {
            return Err(ChainFault::WrongSequence { seq, entry: digest });
        }
        if !entry.envelope().verify(&self.next_key) {
            return Err(ChainFault::BadSignature { seq, entry: digest });
        }
        if p.next_key == self.next_key {
            return Err(ChainFault::KeyReused { seq, entry: digest });
        }
        Ok(Self::of(entry))
    }
}

/// Judges the entries of one device, in any order, duplicates allowed.
pub fn judge(entries: &[SignedEntry]) -> ChainReport {
    let mut report = ChainReport::default();
    let by_digest: BTreeMap<Digest, &SignedEntry> = entries.iter().map(|e| (e.digest(), e)).collect();
    let mut children: BTreeMap<Digest, Vec<&SignedEntry>> = BTreeMap::new();
    let mut genesis = Vec::new();
    for entry in by_digest.values().copied() {
        match entry.link().prev {
            Some(prev) => children.entry(prev).or_default().push(entry),
            None => genesis.push(entry),
        }
    }
    genesis.sort_by_key(|e| e.digest());
    let root = match genesis.as_slice() {
        [] => None,
        [one] => Some(*one),
        // The genesis that most entries name is the device; the other entries are strangers.
        many => many.iter().copied().max_by_key(|g| by_digest.values().filter(|e| e.device() == g.digest()).count()),
    };
    match root {
        None => report.faults.push(ChainFault::NoGenesis),
        Some(root) => {
            report.device = Some(root.digest());
            for stranger in genesis.iter().filter(|g| g.digest() != root.digest()) {
                report.faults.push(ChainFault::ForeignEntry { entry: stranger.digest() });
            }
            walk(root, &children, &mut report);
        }
    }
    for entry in by_digest.values() {
        let Some(prev) = entry.link().prev else { continue };
        if report.device.is_some_and(|d| entry.device() != d) {
            report.faults.push(ChainFault::ForeignEntry { entry: entry.digest() });
        } else if !by_digest.contains_key(&prev) {
            report.faults.push(ChainFault::Gap { seq: entry.seq(), entry: entry.digest(), missing: prev });
        }
    }
    report.faults.sort_by_key(ChainFault::seq);
    report.faults.dedup();
    report
}

fn walk(root: &SignedEntry, children: &BTreeMap<Digest, Vec<&SignedEntry>>, report: &mut ChainReport) {
    let head = match Head::from_genesis(root) {
        Ok(head) => head,
        Err(fault) => return report.faults.push(fault),
    };
    report.linked.insert(root.digest());
    let mut named: BTreeSet<PublicKey> = BTreeSet::from([head.next_key]);
    named.extend(root.link().key);
    let mut open = vec![(head, root)];
    while let Some((head, parent)) = open.pop() {
        let mut next = Vec::new();
        for child in children.get(&head.digest).into_iter().flatten() {
            match head.extend(child) {
                Ok(extended) => next.push((extended, *child)),
                Err(fault) => report.faults.push(fault),
            }
        }
        if next.len() > 1 {
            let entries = next.iter().map(|(h, _)| h.digest).collect();
            report.faults.push(ChainFault::Fork { seq: head.seq + 1, entries });
        }
        if next.is_empty() {
            report.tips.push(head);
        }
        for (extended, child) in next {
            report.linked.insert(child.digest());
            if !named.insert(extended.next_key) {
                report.faults.push(ChainFault::KeyReused { seq: extended.seq, entry: extended.digest });
            }
            report.clock_jumps.extend(clock_jump(parent, child));
            open.push((extended, child));
        }
    }
    report.tips.sort_by_key(|h| (h.seq, h.digest));
    report.clock_jumps.sort_by_key(|j| j.seq);
}

/// Returns how far the wall clock was moved between two entries of one run; none if it was not.
pub fn clock_jump(before: &SignedEntry, after: &SignedEntry) -> Option<ClockJump> {
    let (a, b) = (before.details()?, after.details()?);
    let boot: (BootId, BootId) = (a.uptime.boot, b.uptime.boot);
    if boot.0 != boot.1 {
        return None;
    }
    let wall = b.claimed_at.instant().as_millisecond().saturating_sub(a.claimed_at.instant().as_millisecond());
    let ran = i64::try_from(b.uptime.ms).ok()?.saturating_sub(i64::try_from(a.uptime.ms).ok()?);
    let by_ms = wall.saturating_sub(ran);
    (ran < 0 || by_ms.saturating_abs() > CLOCK_TOLERANCE_MS).then_some(ClockJump { seq: after.seq(), by_ms })
}

impl ChainFault {
    /// Returns the sequence number that the fault is about, 0 if it is about the whole chain.
    pub fn seq(&self) -> u64 {
        match self {
            Self::NoGenesis | Self::ForeignEntry { .. } => 0,
            Self::BadSignature { seq, .. }
            | Self::WrongSequence { seq, .. }
            | Self::KeyReused { seq, .. }
            | Self::Gap { seq, .. }
            | Self::Fork { seq, .. } => *seq,
        }
    }
}
