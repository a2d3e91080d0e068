//! The device's side of the conversation with the server: the waiting parts, and the server's proofs.

use disk::Step;
use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted};
use evidence::{Digest, Envelope, ItemId, SignedEntry};
use rusqlite::params;
use sync::held::Challenge;
use sync::log::Contradiction;
use sync::messages::HeldAnswer;
use sync::{Enrolment, ExpectedCustody, Outbox, PartKind, Possession, WaitingPart};

use crate::home::Home;
use crate::store::seen;
use crate::store::{MAX_CONTRADICTION, blob, digest, number, unsigned};
use crate::{Error, Result, store};

const READ: &str = "the outbox could not be read";
const WRITE: &str = "receipts could not be stored";
/// Most contradictions of a log that are kept.
const MAX_CONTRADICTIONS: i64 = 64;

impl Outbox for Home {
    type Error = Error;

    fn enrolment(&self) -> Result<Option<Enrolment>> {
        let state = self.0.lock()?;
        let device = store::device(&state.db)?.ok_or(Error::Bug("an open home without a device"))?;
        if device.is_destroyed() || device.enrolled && state.believed.is_known() {
            return Ok(None);
        }
        let genesis = store::entry_at(&state.db, 0)?.ok_or(Error::malformed("outbox", "it has no genesis entry"))?;
        let renewal = store::newest_renewal(&state.db)?.map(|entry| entry.carried());
        Ok(Some(Enrolment { organisation: state.organisation, genesis: genesis.carried(), renewal }))
    }

    fn enrolled(&mut self) -> Result<()> {
        let mut state = self.0.lock()?;
        self.0.settings(&mut state.db, |tx| tx.execute("UPDATE device SET enrolled = 1 WHERE id = 1", []))?;
        Ok(())
    }

    fn policy(&self) -> Result<Digest> {
        Ok(self.0.lock()?.policy.digest())
    }

    fn follow(&mut self, policy: Envelope) -> Result<bool> {
        let before = self.0.lock()?.policy.digest();
        match self.set_policy(policy) {
            Ok(()) => Ok(self.0.lock()?.policy.digest() != before),
            // Any such policy is one that this device may not follow.
            Err(Error::Evidence(_) | Error::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn unnoted(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>> {
        // An entry that is flagged as noted without a valid receipt is sent again.
        self.check_all()?;
        let state = self.0.lock()?;
        let condition = "WHERE noted IS NULL AND seq >= ?1 ORDER BY seq LIMIT ?2";
        store::entries(&state.db, condition, params![number(from), number(limit as u64)])
    }

    fn noted(&mut self, receipts: &[Noted], checkpoint: &str) -> Result<()> {
        let mut guard = self.0.lock()?;
        let state = &mut *guard;
        self.0.check_alive()?;
        let numbers = state.believe_noted(receipts)?;
        self.0.write(&mut state.db, Step::CommitReceipts, WRITE, |tx| {
            let mut keep = tx.prepare_cached("UPDATE entries SET noted = ?2 WHERE digest = ?1")?;
            for receipt in receipts {
                keep.execute(params![blob(&receipt.entry), receipt.proof])?;
            }
            tx.execute("UPDATE device SET checkpoint = ?1 WHERE id = 1", [checkpoint])?;
            Ok(())
        })?;
        numbers.into_iter().for_each(|seq| state.believed.set_noted(seq));
        state.seen = seen(Some(checkpoint));
        Ok(())
    }

    fn waiting_parts(&self, limit: usize) -> Result<Vec<WaitingPart>> {
        let state = self.0.lock()?;
        let mut query = state
            .db
            .prepare_cached(
                "SELECT p.digest, p.size, p.kind, p.seq, p.item FROM parts p JOIN entries e ON e.seq = p.seq
                 WHERE p.uploaded = 0 AND e.noted IS NOT NULL ORDER BY p.kind, p.seq DESC LIMIT ?1",
            )
            .map_err(Error::sql(READ))?;
        let rows = query
            .query_map([number(limit as u64)], |r| {
                Ok((r.get::<_, Vec<u8>>(0)?, r.get(1)?, r.get::<_, i64>(2)?, r.get(3)?, r.get::<_, Vec<u8>>(4)?))
            })
            .map_err(Error::sql(READ))?;
        let mut out = Vec::new();
        for row in rows {
            let (digest, size, kind, seq, item) = row.map_err(Error::sql(READ))?;
            let kind = match kind {
                store::KIND_RECORD => PartKind::Record,
                store::KIND_STILL => PartKind::Still,
                _ => PartKind::Recording,
            };
            let (digest, item) = (store::digest(&digest)?, store::item_id(&item)?);
            out.push(WaitingPart { digest, item, size: unsigned(size), kind, seq: unsigned(seq) });
        }
        Ok(out)
    }

    fn read_part(&self, digest: &Digest) -> Result<Vec<u8>> {
        self.0.read_sealed(digest)
    }

    fn uploaded(&mut self, digests: &[Digest]) -> Result<()> {
        self.mark(digests, true)
    }

    fn lacking(&mut self, digests: &[Digest]) -> Result<()> {
        self.mark(digests, false)
    }

    fn challenge(&self, parts: &[Digest]) -> Result<Challenge> {
        self.0.challenge(parts)
    }

    fn possession(&mut self, answers: &[HeldAnswer]) -> Result<Possession> {
        let found = self.0.compare(answers)?;
        let shown: Vec<Digest> = found.shown.iter().copied().collect();
        self.mark(&shown, true)?;
        self.0.let_go(&shown)?;
        Ok(found)
    }

    fn leaving(&self, limit: usize) -> Result<Vec<Sealed>> {
        self.0.leaving(limit)
    }

    fn undelivered(&self, limit: usize) -> Result<Vec<ItemId>> {
        self.check_all()?;
        let state = self.0.lock()?;
        let condition = "WHERE finished = 1 AND delivered = 0
             AND NOT EXISTS (SELECT 1 FROM parts p WHERE p.item = items.item AND p.uploaded = 0)
             AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.item = items.item AND e.noted IS NULL)
             ORDER BY seq LIMIT ?1";
        store::items(&state.db, condition, [number(limit as u64)])
    }

    fn expected(&self, item: &ItemId) -> Result<ExpectedCustody> {
        store::expected(&self.0.lock()?.db, item)
    }

    /// Checks again that signed statements of a log of the policy cover every entry and part. Deletes no part.
    fn delivered(&mut self, item: &ItemId, receipts: &[Delivered], checkpoint: &str) -> Result<()> {
        let mut guard = self.0.lock()?;
        let state = &mut *guard;
        self.0.check_alive()?;
        let expected = store::expected(&state.db, item)?;
        state.believed.delivers(&state.head.device, item, &expected, receipts)?;
        let texts = receipts.iter().map(evidence::json::print).collect::<Result<Vec<_>, _>>()?;
        self.0.write(&mut state.db, Step::CommitReceipts, WRITE, |tx| {
            tx.execute("DELETE FROM receipts WHERE item = ?1", [item.as_bytes().as_slice()])?;
            for text in &texts {
                let text = std::str::from_utf8(text)?;
                tx.execute(
                    "INSERT INTO receipts (item, receipt) VALUES (?1, ?2)",
                    params![item.as_bytes().as_slice(), text],
                )?;
            }
            tx.execute("UPDATE items SET delivered = 1 WHERE item = ?1", [item.as_bytes().as_slice()])?;
            tx.execute("UPDATE device SET checkpoint = ?1 WHERE id = 1", [checkpoint])?;
            Ok(())
        })?;
        if let Some((first, _)) = expected.entries.iter().min() {
            state.believed.set_delivered(*first);
        }
        state.seen = seen(Some(checkpoint));
        Ok(())
    }

    fn contradiction(&mut self, found: &Contradiction) -> Result<()> {
        let mut body = evidence::json::print(found)?;
        if body.len() > MAX_CONTRADICTION {
            // The two signatures are the proof; the server's own proof is dropped.
            body = evidence::json::print(&Contradiction { proof: Vec::new(), ..found.clone() })?;
        }
        // One pair may arrive with a different proof each time.
        let name = Digest::of(format!("{}\n{}", found.known, found.shown).as_bytes());
        let mut state = self.0.lock()?;
        self.0.write(&mut state.db, Step::CommitReceipts, "the log's contradiction could not be stored", |tx| {
            // A server that invents new contradictions must not fill the device: the first ones suffice as evidence.
            let known: i64 = tx.query_row("SELECT count(*) FROM contradictions", [], |r| r.get(0))?;
            if known < MAX_CONTRADICTIONS {
                let sql = "INSERT INTO contradictions (digest, body) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
                tx.execute(sql, params![blob(&name), std::str::from_utf8(&body)?])?;
            }
            Ok(())
        })?;
        state.believed.contradict(found);
        Ok(())
    }

    fn checkpoint(&self) -> Result<Option<String>> {
        let state = self.0.lock()?;
        let device = store::device(&state.db)?.ok_or(Error::Bug("an open home without a device"))?;
        Ok(device.checkpoint)
    }
}

impl Home {
    /// Returns the delivered receipts of an item, as they were kept; empty before delivery.
    pub fn receipts(&self, item: &ItemId) -> Result<Vec<Delivered>> {
        store::receipts(&self.0.lock()?.db, item)
    }

    /// Returns the pairs of checkpoints with which a log contradicts itself: evidence against a server that was set
    /// back or shows two histories. They are public, and meant for the organisation.
    pub fn contradictions(&self) -> Result<Vec<Contradiction>> {
        store::contradictions(&self.0.lock()?.db)
    }

    /// Returns noted receipts of entries from sequence number `from` on, at most `limit`, each with the number of its
    /// entry.
    pub fn noted_receipts(&self, from: u64, limit: usize) -> Result<Vec<(u64, Noted)>> {
        let state = self.0.lock()?;
        let sql = "SELECT seq, digest, noted FROM entries WHERE seq >= ?1 AND noted IS NOT NULL ORDER BY seq LIMIT ?2";
        let mut query = state.db.prepare_cached(sql).map_err(Error::sql(READ))?;
        let rows = query.query_map(params![number(from), number(limit as u64)], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, String>(2)?))
        });
        let mut out = Vec::new();
        for row in rows.map_err(Error::sql(READ))? {
            let (seq, entry, proof) = row.map_err(Error::sql(READ))?;
            out.push((unsigned(seq), Noted { entry: digest(&entry)?, proof }));
        }
        Ok(out)
    }

    fn mark(&self, digests: &[Digest], uploaded: bool) -> Result<()> {
        if digests.is_empty() {
            return Ok(());
        }
        let mut state = self.0.lock()?;
        self.0.write(&mut state.db, Step::CommitReceipts, "upload progress could not be stored", |tx| {
            let mut set = tx.prepare_cached("UPDATE parts SET uploaded = ?2 WHERE digest = ?1")?;
            for digest in digests {
                set.execute(params![blob(digest), uploaded])?;
            }
            Ok(())
        })
    }
}
