//! The results of checks of an outbox since the home was opened, and the receipts that hold.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use evidence::chain::Head;
use evidence::part::Sealed;
use evidence::receipt::{Delivered, SignedCustody};
use evidence::{Digest, ItemId, PublicKey, SignedEntry, SignedPolicy};
use sync::log::Contradiction;
use sync::{ExpectedCustody, TrustedLog};
use tlog::tree::verify_inclusion;
use tlog::{Checkpoint, Proof, SignedCheckpoint, VerifierKey, leaf_hash};

use crate::{Error, Result};

/// Number of checkpoints whose signature is remembered: receipts of one conversation share one.
const RECENT: usize = 8;

/// The results of the checks since the home was opened.
pub(crate) struct Believed {
    logs: Vec<(VerifierKey, PublicKey)>,
    /// The last size, in leaves, of each log that was given up.
    last: Vec<(VerifierKey, u64)>,
    /// Logs that signed two histories, of which this device holds the proof.
    contradicted: Vec<VerifierKey>,
    /// The last checked checkpoints, as printed notes, each with the index of the log that signed it.
    recent: VecDeque<(String, usize)>,
    /// By entry number.
    noted: Bits,
    /// By the number of an item's first entry.
    delivered: Bits,
    /// The last entry up to which every row was checked.
    pub(crate) walked: Option<Head>,
    /// True once the tables were found to hold no rows beyond the chain's.
    pub(crate) counted: bool,
    /// The reason why this outbox cannot be believed.
    pub(crate) damage: Option<String>,
}

impl Believed {
    /// Trusts the logs of these policies. A log with an unusable key is ignored.
    pub(crate) fn new<'a>(policies: impl Iterator<Item = &'a SignedPolicy>) -> Self {
        let mut this = Self {
            logs: Vec::new(),
            last: Vec::new(),
            contradicted: Vec::new(),
            recent: VecDeque::new(),
            noted: Bits::default(),
            delivered: Bits::default(),
            walked: None,
            counted: false,
            damage: None,
        };
        policies.for_each(|policy| this.trust(policy));
        this
    }

    /// Trusts the logs of one more policy.
    pub(crate) fn trust(&mut self, policy: &SignedPolicy) {
        for log in &policy.policy().logs {
            let Ok(trusted) = TrustedLog::from_policy(log) else { continue };
            let Ok(key) = log.key.parse::<VerifierKey>() else { continue };
            if !self.logs.iter().any(|(known, _)| *known == key) {
                self.logs.push((key, *trusted.signer()));
            }
        }
        for retired in &policy.policy().retired {
            self.last.extend(retired.log.key.parse::<VerifierKey>().ok().map(|key| (key, retired.size)));
        }
    }

    /// Records the proof that a log signed two histories. Once the organisation gives that log up, its receipts cannot
    /// be assigned to the surviving history, so none is valid: every entry is sent to the new log.
    pub(crate) fn contradict(&mut self, found: &Contradiction) {
        let signed = |note: &str, key: &VerifierKey| SignedCheckpoint::open(note.as_bytes(), key).is_ok();
        let both = |key: &VerifierKey| signed(&found.known, key) && signed(&found.shown, key);
        let named = self.logs.iter().map(|(key, _)| key).find(|key| both(key)).cloned();
        self.contradicted.extend(named.filter(|key| !self.contradicted.contains(key)));
    }

    /// Forgets the results: another policy accepts other receipts.
    pub(crate) fn begin_again(&mut self) {
        let known = self.is_known() && self.contradicted.is_empty();
        (self.noted, self.delivered) = (Bits::default(), Bits::default());
        (self.walked, self.counted) = (None, false);
        if known {
            self.set_noted(0);
        }
    }

    /// Returns whether a receipt is from a log that was given up after it had signed two histories.
    pub(crate) fn is_void(&self, proof: &str) -> bool {
        let mut given_up =
            self.contradicted.iter().filter(|key| self.last.iter().any(|(last, _)| last == *key)).peekable();
        // Few devices ever meet such a log, so the common case reads no receipt.
        if given_up.peek().is_none() {
            return false;
        }
        let Ok(proof) = Proof::parse(proof.as_bytes()) else { return false };
        given_up.any(|key| SignedCheckpoint::check(proof.note().clone(), key).is_ok())
    }

    /// Returns the number of entries with a valid receipt.
    pub(crate) fn noted(&self) -> u64 {
        self.noted.count()
    }

    /// Returns the number of items whose valid receipts cover them completely.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered.count()
    }

    /// Returns true once every row was checked.
    pub(crate) fn is_done(&self) -> bool {
        self.counted
    }

    /// Returns the log that holds `payload` according to `proof`.
    fn log_of(&mut self, payload: &[u8], proof: &str) -> Option<&(VerifierKey, PublicKey)> {
        let proof = Proof::parse(proof.as_bytes()).ok()?;
        let checkpoint: Checkpoint = proof.note().text().parse().ok()?;
        let (size, root) = (checkpoint.size(), checkpoint.root());
        verify_inclusion(&leaf_hash(payload), proof.index(), size, proof.path(), &root).ok()?;
        let note = proof.note().to_string();
        let log = match self.recent.iter().find(|(known, _)| *known == note) {
            Some((_, log)) => *log,
            None => {
                let signed = |(key, _): &(VerifierKey, _)| SignedCheckpoint::check(proof.note().clone(), key).is_ok();
                let log = self.logs.iter().position(signed)?;
                self.recent.truncate(RECENT - 1);
                self.recent.push_front((note, log));
                log
            }
        };
        // A person who holds the key of an abandoned log can only repeat its earlier statements.
        self.logs.get(log).filter(|(key, _)| !self.last.iter().any(|(given_up, last)| given_up == key && size > *last))
    }

    /// Returns whether a log of the policy signed this checkpoint.
    pub(crate) fn shows(&self, note: &str) -> bool {
        let note = tlog::Note::parse(note.as_bytes());
        note.is_ok_and(|note| self.logs.iter().any(|(key, _)| SignedCheckpoint::check(note.clone(), key).is_ok()))
    }

    /// Returns true if the log shows that the server knows this device.
    pub(crate) fn is_known(&self) -> bool {
        self.noted.has(0)
    }

    /// Returns whether a receipt keeps an entry from being sent again.
    pub(crate) fn counts(&mut self, entry: &SignedEntry, proof: &str) -> bool {
        self.notes(entry, proof) && !self.is_void(proof)
    }

    /// Returns whether a receipt shows that a log of the policy holds this entry.
    pub(crate) fn notes(&mut self, entry: &SignedEntry, proof: &str) -> bool {
        self.log_of(entry.envelope().payload(), proof).is_some()
    }

    /// Returns whether receipts show that the log of the policy confirmed every entry and every part of an item.
    pub(crate) fn delivers(
        &mut self,
        device: &Digest,
        item: &ItemId,
        expected: &ExpectedCustody,
        receipts: &[Delivered],
    ) -> Result<()> {
        let (mut entries, mut parts) = (BTreeSet::new(), BTreeMap::new());
        for receipt in receipts {
            if self.is_void(&receipt.proof) {
                return Err(Error::Refused(
                    "a delivered receipt is of a log that was given up after it had contradicted itself",
                ));
            }
            let held = self.log_of(receipt.custody.envelope.payload(), &receipt.proof);
            let (key, signer) = held.ok_or(Error::Refused("a delivered receipt is not in a log of the policy"))?;
            let custody = SignedCustody::open(&receipt.custody, signer);
            let signed =
                custody.map_err(|_| Error::Refused("a delivered receipt is not signed by a log of the policy"))?;
            let custody = &signed.custody;
            if custody.server == key.name() && custody.device == *device && custody.item == *item {
                parts.extend(signed.held.iter().flatten().map(|s| (s.sha256, s.size)));
                entries.extend(signed.entries);
            }
        }
        let held = |s: &Sealed| parts.get(&s.sha256) == Some(&s.size);
        let all = expected.entries.iter().all(|e| entries.contains(e)) && expected.parts.iter().all(held);
        if expected.entries.is_empty() || !all {
            return Err(Error::Refused("the delivered receipts do not cover every entry and part of the item"));
        }
        Ok(())
    }

    /// Returns the sealed parts that a receipt covers; none if the receipt is invalid.
    pub(crate) fn holds(&mut self, receipt: &Delivered) -> Vec<Sealed> {
        let Some((key, signer)) = self.log_of(receipt.custody.envelope.payload(), &receipt.proof) else {
            return Vec::new();
        };
        let signed = SignedCustody::open(&receipt.custody, signer).ok();
        let signed = signed.filter(|signed| signed.custody.server == key.name());
        signed.and_then(|signed| signed.held).unwrap_or_default()
    }

    /// Returns true if the entry with this number was found to be noted.
    pub(crate) fn has_noted(&self, seq: u64) -> bool {
        self.noted.has(seq)
    }

    /// Returns true if the item whose first entry has this number was found to be delivered.
    pub(crate) fn has_delivered(&self, first: u64) -> bool {
        self.delivered.has(first)
    }

    pub(crate) fn set_noted(&mut self, seq: u64) {
        self.noted.set(seq);
    }

    pub(crate) fn set_delivered(&mut self, first: u64) {
        self.delivered.set(first);
    }
}

/// A set of numbers that start at 0 and have few gaps.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn at(number: u64) -> Option<(usize, u64)> {
        Some((usize::try_from(number / 64).ok()?, 1 << (number % 64)))
    }

    fn set(&mut self, number: u64) {
        let Some((word, bit)) = Self::at(number) else { return };
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(found) = self.0.get_mut(word) {
            *found |= bit;
        }
    }

    fn has(&self, number: u64) -> bool {
        Self::at(number).is_some_and(|(word, bit)| self.0.get(word).is_some_and(|found| found & bit != 0))
    }

    fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}
