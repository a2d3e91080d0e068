//! Checks the device's own outbox: every receipt against the logs of the policy before an item is called noted or
//! delivered, and every row against the chain.
//!
//! The flags in the database are only a cache: a person who can write the file can set them. Passed checks are
//! remembered in memory, for this run only, one bit per entry.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use disk::Step;
use evidence::chain::Head;
use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted, SignedCustody};
use evidence::{Digest, ItemId, PublicKey, SignedEntry, SignedPolicy};
use rusqlite::{Connection, params};
use sync::log::Contradiction;
use sync::{ExpectedCustody, TrustedLog};
use tlog::tree::verify_inclusion;
use tlog::{Checkpoint, Proof, SignedCheckpoint, VerifierKey, leaf_hash};

use crate::brought::Access;
use crate::home::{Home, Shared, State};
use crate::store::{Flags, blob, number, unsigned};
use crate::{Error, Result, store};

const READ: &str = "the outbox could not be read";
/// Entries per step when a caller waits for all of them; other threads may use the home between steps.
const PAGE: usize = 64;
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
    walked: Option<Head>,
    /// True once the tables were found to hold no rows beyond the chain's.
    counted: bool,
    /// The reason why this outbox cannot be believed.
    damage: Option<String>,
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
    fn is_void(&self, proof: &str) -> bool {
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

    pub(crate) fn set_noted(&mut self, seq: u64) {
        self.noted.set(seq);
    }

    pub(crate) fn set_delivered(&mut self, first: u64) {
        self.delivered.set(first);
    }
}

impl Home {
    /// Checks receipts and rows that were not checked since this home was opened, at most `limit` entries, and returns
    /// whether more are waiting. From then on noted entries and delivered items count in [`Home::status`]; a flag
    /// without a valid receipt is cleared, so that the entry is sent again.
    ///
    /// Fails with `Malformed` if the tables hold rows that the chain does not support: someone has changed them. From
    /// then on this home refuses to report its content, but still accepts new items.
    pub fn check(&self, limit: usize) -> Result<bool> {
        let mut guard = self.0.lock()?;
        let checked = self.check_page(&mut guard, limit);
        if let Err(Error::Malformed { why, .. }) = &checked {
            guard.believed.damage = Some(why.clone());
            // The next start mends it. If the marker cannot be written, that start discovers the damage itself.
            if self.0.check_own().is_ok() {
                drop(self.0.durable.write_file(&self.0.layout.broken(), &[]));
            }
        }
        checked
    }

    fn check_page(&self, state: &mut State, limit: usize) -> Result<bool> {
        state.check_sound()?;
        if state.believed.counted {
            return Ok(false);
        }
        let from = state.believed.walked.map_or(0, |head| head.seq + 1);
        let page = store::flagged(&state.db, from, limit.max(1))?;
        let (mut unproven, mut undelivered, mut void) = (Vec::new(), Vec::new(), Vec::new());
        for (entry, proof) in &page {
            let noted = proof.as_ref().is_some_and(|proof| state.believed.notes(entry, proof));
            state.walk(entry, noted)?;
            match proof {
                Some(proof) if noted && !state.believed.is_void(proof) => state.believed.set_noted(entry.seq()),
                Some(proof) => {
                    unproven.push(entry.digest());
                    if noted {
                        let receipt = Noted { entry: entry.digest(), proof: proof.clone() };
                        void.extend([evidence::json::print(&receipt)?, b"\n".to_vec()].concat());
                    }
                }
                None => {}
            }
            let Some(item) = entry.item() else { continue };
            let row = store::flags(&state.db, &item)?.filter(|row| row.delivered && row.first == entry.seq());
            if row.is_some() && !state.believes_delivered(&item)? {
                let receipts = store::receipts(&state.db, &item).unwrap_or_default();
                for receipt in receipts.iter().filter(|receipt| state.believed.is_void(&receipt.proof)) {
                    void.extend([evidence::json::print(receipt)?, b"\n".to_vec()].concat());
                }
                undelivered.push(item);
            }
        }
        let more = page.len() == limit.max(1);
        if !more {
            state.count_rows()?;
        }
        if matches!(self.0.access, Access::Own { .. }) && !(unproven.is_empty() && undelivered.is_empty()) {
            self.0.keep_void(&void)?;
            self.0.take_back(&mut state.db, &unproven, &undelivered)?;
        }
        state.believed.counted = !more;
        Ok(more)
    }

    /// Checks all entries that were not checked since this home was opened. Other threads may use the home in between.
    pub fn check_all(&self) -> Result<()> {
        while self.check(PAGE)? {}
        Ok(())
    }
}

impl Shared {
    /// Keeps invalid receipts beside the torn files: they prove which statements that log signed.
    fn keep_void(&self, lines: &[u8]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let path = self.layout.aside().join(format!("{}.receipts.jsonl", Digest::of(lines)));
        let kept = self.durable.write_file(&path, lines);
        kept.map_err(|e| Error::disk("receipts of a log that was given up could not be kept", e))
    }

    /// Removes invalid receipts, and the flags that depend on them.
    fn take_back(&self, db: &mut Connection, unproven: &[Digest], undelivered: &[ItemId]) -> Result<()> {
        self.write(db, Step::CommitReceipts, "a receipt that does not hold could not be removed", |tx| {
            let mut forget = tx.prepare_cached("UPDATE entries SET noted = NULL WHERE digest = ?1")?;
            for digest in unproven {
                forget.execute([blob(digest)])?;
            }
            for item in undelivered {
                let id = item.as_bytes().as_slice();
                tx.execute("DELETE FROM receipts WHERE item = ?1", [id])?;
                tx.execute("UPDATE items SET delivered = 0 WHERE item = ?1", [id])?;
            }
            Ok(())
        })
    }
}

impl State {
    /// Fails once the tables were found to be changed.
    pub(crate) fn check_sound(&self) -> Result<()> {
        self.believed.damage.as_ref().map_or(Ok(()), |why| Err(Error::malformed("the outbox", why)))
    }

    /// Checks one more entry: it must be the next of the chain, or a log must hold it together with its missing
    /// predecessors; and its rows must agree with it.
    fn walk(&mut self, entry: &SignedEntry, noted: bool) -> Result<()> {
        let broken = |_| damaged("its entries are not one chain");
        let first = entry.item().map(|item| self.row_of(&item, entry)).transpose()?;
        let next = match &self.believed.walked {
            None => Head::from_genesis(entry),
            Some(head) => head.extend(entry),
        };
        let head = next.or_else(|fault| if noted { Ok(Head::of(entry)) } else { Err(broken(fault)) })?;
        if head.device != self.head.device {
            return Err(damaged("its entries are another device's"));
        }
        let live = first.is_some_and(|row| row.live);
        let named: Vec<_> = entry.parts().iter().map(|p| (*p, store::kind_of(p.role, live))).collect();
        if store::parts_of(&self.db, entry)? != named {
            return Err(damaged("its parts are not those that an entry names"));
        }
        self.believed.walked = Some(head);
        Ok(())
    }

    /// Returns the row of an entry's item, which must agree with the chain so far.
    fn row_of(&self, item: &ItemId, entry: &SignedEntry) -> Result<Flags> {
        let row = store::flags(&self.db, item)?.ok_or_else(|| damaged("an item of the chain is not in it"))?;
        // Only the sealed record says whether an item was cut off; the chain shows only that such an item is closed.
        if !row.finished && (entry.finishes_item() || row.interrupted) {
            return Err(damaged("an item is not how its entries leave it"));
        }
        Ok(row)
    }

    /// Checks, at the end of the chain, that no table has more rows than the chain or claims further progress.
    fn count_rows(&self) -> Result<()> {
        if self.believed.walked.map(|head| head.digest) != Some(self.head.digest) {
            return Err(damaged("its newest entry is not the chain's"));
        }
        let wrong = "SELECT
            EXISTS (SELECT 1 FROM parts p WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.seq = p.seq AND e.item = p.item))
            OR EXISTS (SELECT 1 FROM items i WHERE i.seq IS NOT (SELECT min(e.seq) FROM entries e WHERE e.item = i.item))
            OR EXISTS (SELECT 1 FROM entries e WHERE e.item IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM items i WHERE i.item = e.item))
            OR EXISTS (SELECT 1 FROM items i WHERE i.finished <>
                EXISTS (SELECT 1 FROM parts p WHERE p.item = i.item AND p.role = 'record'))";
        match self.db.query_row(wrong, [], |r| r.get::<_, bool>(0)).map_err(Error::sql(READ))? {
            true => Err(damaged("its items are not those that the chain names")),
            false => Ok(()),
        }
    }

    /// Returns whether receipts prove that an item was delivered. Checked once per run.
    pub(crate) fn believes_delivered(&mut self, item: &ItemId) -> Result<bool> {
        let first = store::numbers(&self.db, item)?.into_iter().min();
        let Some(first) = first else { return Ok(false) };
        if !self.believed.delivered.has(first) {
            // An unreadable receipt is no proof.
            let Ok(receipts) = store::receipts(&self.db, item) else { return Ok(false) };
            let expected = store::expected(&self.db, item)?;
            if self.believed.delivers(&self.head.device, item, &expected, &receipts).is_err() {
                return Ok(false);
            }
            self.believed.set_delivered(first);
        }
        Ok(true)
    }

    /// Returns whether receipts prove that every entry of an item was noted. Checked once per run.
    pub(crate) fn believes_noted(&mut self, item: &ItemId) -> Result<bool> {
        let numbers = store::numbers(&self.db, item)?;
        if numbers.iter().all(|seq| self.believed.noted.has(*seq)) {
            return Ok(!numbers.is_empty());
        }
        for (entry, proof) in store::flagged_of(&self.db, item)? {
            match proof {
                Some(proof) if self.believed.counts(&entry, &proof) => self.believed.set_noted(entry.seq()),
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Returns the items that receipts prove to be delivered, among those that `condition` (SQL of this program) finds.
    pub(crate) fn delivered_items(&mut self, condition: &str) -> Result<Vec<ItemId>> {
        let mut out = Vec::new();
        for item in store::items(&self.db, condition, [])? {
            if self.believes_delivered(&item)? {
                out.push(item);
            }
        }
        Ok(out)
    }

    /// Accepts receipts that the session has checked. Fails with `Refused` if one is invalid.
    pub(crate) fn believe_noted(&mut self, receipts: &[Noted]) -> Result<Vec<u64>> {
        let mut numbers = Vec::with_capacity(receipts.len());
        for receipt in receipts {
            let entry = store::entries(&self.db, "WHERE digest = ?1", params![blob(&receipt.entry)])?.pop();
            let entry = entry.ok_or(Error::Refused("a noted receipt is for an entry that is not here"))?;
            if !self.believed.notes(&entry, &receipt.proof) {
                return Err(Error::Refused("a noted receipt does not hold"));
            }
            numbers.push(entry.seq());
        }
        Ok(numbers)
    }

    /// Returns the number of flags that are not checked yet.
    pub(crate) fn unchecked(&self) -> Result<u64> {
        if self.believed.is_done() {
            return Ok(0);
        }
        let from = number(self.believed.walked.map_or(0, |head| head.seq + 1));
        let flagged = "SELECT count(*) FROM entries WHERE seq >= ?1 AND noted IS NOT NULL";
        self.db.query_row(flagged, [from], |r| r.get(0)).map(unsigned).map_err(Error::sql(READ))
    }
}

fn damaged(why: &str) -> Error {
    Error::malformed("the outbox", format!("{why}: somebody changed it"))
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
