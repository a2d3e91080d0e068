//! The device's trust in its own outbox: every receipt is checked against the logs of the policy before anything is
//! called noted or delivered, and every row against the chain.
//!
//! The flags in the database are a cache that cannot make anything true: whoever may write the file could set them. Checks
//! that passed are remembered in memory, for this run only, one bit for an entry.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

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
use crate::durable::Step;
use crate::home::{Home, Shared, State};
use crate::store::{Flags, blob, number, unsigned};
use crate::{Error, Result, store};

const READ: &str = "the outbox could not be read";
/// Entries that are checked at once when somebody waits for all of them; others get the home in between.
const PAGE: usize = 64;
/// Checkpoints whose signature is remembered: receipts of one conversation share one.
const RECENT: usize = 8;

/// The outcome of the checks since the home was opened.
pub(crate) struct Believed {
    logs: Vec<(VerifierKey, PublicKey)>,
    /// Of logs that were given up: how many leaves each had.
    last: Vec<(VerifierKey, u64)>,
    /// Logs that signed two histories, of which this device holds the proof.
    contradicted: Vec<VerifierKey>,
    /// Checkpoints that were checked last, as their notes are printed, with the place of the log that signed each.
    recent: VecDeque<(String, usize)>,
    /// By the number of an entry.
    noted: Bits,
    /// By the number of an item's first entry.
    delivered: Bits,
    /// The chain as far as every row of it was checked.
    walked: Option<Head>,
    /// True once the tables were found to hold nothing that the chain does not.
    counted: bool,
    /// Why nothing here can be believed.
    damage: Option<String>,
}

impl Believed {
    /// Believes the logs of these policies. A log whose key nobody can use signs nothing.
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

    /// Believes the logs of one more policy.
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

    /// Takes in the proof that a log signed two histories. Once the organisation gives that log up nothing here can tell which of its
    /// receipts are of the history that stays, and none of them counts: everything is sent to the log that takes its place.
    pub(crate) fn contradict(&mut self, found: &Contradiction) {
        let signed = |note: &str, key: &VerifierKey| SignedCheckpoint::open(note.as_bytes(), key).is_ok();
        let both = |key: &VerifierKey| signed(&found.known, key) && signed(&found.shown, key);
        let named = self.logs.iter().map(|(key, _)| key).find(|key| both(key)).cloned();
        self.contradicted.extend(named.filter(|key| !self.contradicted.contains(key)));
    }

    /// Forgets what was checked: another policy counts other receipts.
    pub(crate) fn begin_again(&mut self) {
        let known = self.is_known() && self.contradicted.is_empty();
        (self.noted, self.delivered) = (Bits::default(), Bits::default());
        (self.walked, self.counted) = (None, false);
        if known {
            self.set_noted(0);
        }
    }

    /// Whether a receipt is of a log that was given up after it had signed two histories.
    fn is_void(&self, proof: &str) -> bool {
        let mut given_up =
            self.contradicted.iter().filter(|key| self.last.iter().any(|(last, _)| last == *key)).peekable();
        // Hardly any device ever met such a log: no receipt is read for nothing.
        if given_up.peek().is_none() {
            return false;
        }
        let Ok(proof) = Proof::parse(proof.as_bytes()) else { return false };
        given_up.any(|key| SignedCheckpoint::check(proof.note().clone(), key).is_ok())
    }

    /// Entries with a receipt that holds.
    pub(crate) fn noted(&self) -> u64 {
        self.noted.count()
    }

    /// Items with receipts that hold and cover all of them.
    pub(crate) fn delivered(&self) -> u64 {
        self.delivered.count()
    }

    /// True once every row was looked at.
    pub(crate) fn is_done(&self) -> bool {
        self.counted
    }

    /// The log that holds `payload`, as `proof` shows.
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
        // The holder of the key of a log that was given up can only repeat what the log said.
        self.logs.get(log).filter(|(key, _)| !self.last.iter().any(|(given_up, last)| given_up == key && size > *last))
    }

    /// Whether a log of the policy signed this checkpoint.
    pub(crate) fn shows(&self, note: &str) -> bool {
        let note = tlog::Note::parse(note.as_bytes());
        note.is_ok_and(|note| self.logs.iter().any(|(key, _)| SignedCheckpoint::check(note.clone(), key).is_ok()))
    }

    /// True when the log shows that the server knows this device.
    pub(crate) fn is_known(&self) -> bool {
        self.noted.has(0)
    }

    /// Whether a receipt keeps an entry from being sent again.
    pub(crate) fn counts(&mut self, entry: &SignedEntry, proof: &str) -> bool {
        self.notes(entry, proof) && !self.is_void(proof)
    }

    /// Whether a receipt shows that a log of the policy holds this entry.
    pub(crate) fn notes(&mut self, entry: &SignedEntry, proof: &str) -> bool {
        self.log_of(entry.envelope().payload(), proof).is_some()
    }

    /// Whether receipts show that a log of the policy has said that it holds every entry and every part of an item.
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

    /// The sealed parts that a receipt shows a log of the policy to hold; none where it does not hold itself.
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
    /// Checks receipts and rows that were not checked since this home was opened, at most `limit` entries, and says whether
    /// more are waiting. Noted entries and delivered items count in [`Home::status`] from then on; a flag without a receipt that
    /// holds is taken back, so that the entry is sent again.
    ///
    /// Malformed when the tables hold something that the chain does not: somebody has changed them. From then on this home
    /// says nothing of what is in it; it still takes in what is captured.
    pub fn check(&self, limit: usize) -> Result<bool> {
        let mut guard = self.0.lock()?;
        let checked = self.check_page(&mut guard, limit);
        if let Err(Error::Malformed { why, .. }) = &checked {
            guard.believed.damage = Some(why.clone());
            // The next start mends it. Where that cannot be said, it finds out again.
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

    /// Checks everything that was not checked since this home was opened. Others get the home in between.
    pub fn check_all(&self) -> Result<()> {
        while self.check(PAGE)? {}
        Ok(())
    }
}

impl Shared {
    /// Keeps receipts that count no more beside the torn files: they prove what that log signed.
    fn keep_void(&self, lines: &[u8]) -> Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let path = self.layout.aside().join(format!("{}.receipts.jsonl", Digest::of(lines)));
        let kept = self.durable.write_file(&path, lines);
        kept.map_err(|e| Error::disk("receipts of a log that was given up could not be kept", e))
    }

    /// Forgets what no receipt proves.
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
    /// Refuses once the tables were found to be changed.
    pub(crate) fn check_sound(&self) -> Result<()> {
        self.believed.damage.as_ref().map_or(Ok(()), |why| Err(Error::malformed("the outbox", why)))
    }

    /// Goes one entry on: it must be the next of the chain, or a log must hold it, and with it those before it that are not here; and the
    /// tables must say of it what it says itself.
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

    /// The row of an entry's item, which must say what the chain says so far.
    fn row_of(&self, item: &ItemId, entry: &SignedEntry) -> Result<Flags> {
        let row = store::flags(&self.db, item)?.ok_or_else(|| damaged("an item of the chain is not in it"))?;
        // The sealed record alone says that an item was cut off; here it is known only that such an item is closed.
        if !row.finished && (entry.finishes_item() || row.interrupted) {
            return Err(damaged("an item is not how its entries leave it"));
        }
        Ok(row)
    }

    /// At the end of the chain: no table may hold more than the chain names, or say that it is further than it is.
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

    /// Whether receipts prove that an item was delivered. Checked once in a run.
    pub(crate) fn believes_delivered(&mut self, item: &ItemId) -> Result<bool> {
        let first = store::numbers(&self.db, item)?.into_iter().min();
        let Some(first) = first else { return Ok(false) };
        if !self.believed.delivered.has(first) {
            // One that cannot be read proves nothing.
            let Ok(receipts) = store::receipts(&self.db, item) else { return Ok(false) };
            let expected = store::expected(&self.db, item)?;
            if self.believed.delivers(&self.head.device, item, &expected, &receipts).is_err() {
                return Ok(false);
            }
            self.believed.set_delivered(first);
        }
        Ok(true)
    }

    /// Whether receipts prove that every entry of an item was noted. Checked once in a run.
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

    /// Items that receipts prove to be delivered, among those that `condition` (SQL of ours) finds.
    pub(crate) fn delivered_items(&mut self, condition: &str) -> Result<Vec<ItemId>> {
        let mut out = Vec::new();
        for item in store::items(&self.db, condition, [])? {
            if self.believes_delivered(&item)? {
                out.push(item);
            }
        }
        Ok(out)
    }

    /// Takes in receipts that the session has checked. Refused when one does not hold.
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

    /// How many flags nobody has checked yet.
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

/// A set of numbers that begin at 0 and leave few out.
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
