//! Checks the device's own outbox: every receipt against the logs of the policy before an item is called noted or
//! delivered, and every row against the chain.
//!
//! The flags in the database are only a cache: a person who can write the file can set them. Passed checks are
//! remembered in memory, for this run only, one bit per entry.

use disk::Step;
use evidence::chain::Head;
use evidence::receipt::Noted;
use evidence::{Digest, ItemId, SignedEntry};
use rusqlite::{Connection, params};

use crate::access::Access;
use crate::home::{Home, Shared, State};
use crate::store::{Flags, blob, number, unsigned};
use crate::{Error, Result, store};

const READ: &str = "the outbox could not be read";
/// Entries per step when a caller waits for all of them; other threads may use the home between steps.
const PAGE: usize = 64;

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
        if !self.believed.has_delivered(first) {
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
        if numbers.iter().all(|seq| self.believed.has_noted(*seq)) {
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
