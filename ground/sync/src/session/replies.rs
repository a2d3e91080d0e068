//! Replies of the server: first checked, then kept.
//!
//! Owns the order: everything that a receipt depends on is checked before the outbox gets it. Asks no questions.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId, SignedEntry};

use super::{Known, MAX_ASKS, MAX_KEPT, MAX_LACKED, NotNoted, Phase, Session, SessionError};
use crate::custody;
use crate::log::{BadReply, ContradictionKind, Shown};
use crate::messages::{EntriesReply, MissingParts, ReceiptsReply, codes};
use crate::outbox::{ExpectedCustody, Outbox};

impl Session {
    pub(super) fn on_enrolled<O: Outbox>(
        &mut self,
        outbox: &mut O,
        genesis: SignedEntry,
        known: Option<&Known>,
        reply: EntriesReply,
    ) -> Result<(), SessionError<O::Error>> {
        if self.on_entries(outbox, &[genesis], known, false, reply)? != 1 {
            return Err(BadReply::Malformed("the device is enrolled and its genesis is not noted").into());
        }
        outbox.enrolled().map_err(SessionError::Unavailable)?;
        self.phase = Phase::Entries;
        Ok(())
    }

    /// Returns how many of `sent` were noted. `asked_proof`: the request named `known`, so the reply must continue it.
    pub(super) fn on_entries<O: Outbox>(
        &mut self,
        outbox: &mut O,
        sent: &[SignedEntry],
        known: Option<&Known>,
        asked_proof: bool,
        reply: EntriesReply,
    ) -> Result<usize, SessionError<O::Error>> {
        let known = known.map(|k| Shown::open(&k.note, &self.logs)).transpose()?;
        let shown = Shown::open(&reply.checkpoint, &self.logs)?;
        let unproven = |k: &&Shown<'_>| !asked_proof && k.log.origin() == shown.log.origin() && k.size() < shown.size();
        let checkpoint = match known.as_ref().filter(unproven) {
            // Enrolment asks for no proof: the known checkpoint stays, and the next request proves more.
            Some(known) => known.note().to_owned(),
            None => {
                shown.continues(known.as_ref(), &reply.consistency)?;
                shown.note().to_owned()
            }
        };
        let by_digest: BTreeMap<Digest, &SignedEntry> = sent.iter().map(|e| (e.digest(), e)).collect();
        let mut receipts = BTreeMap::new();
        for proof in &reply.noted {
            let entry = by_digest.get(&proof.entry).ok_or(BadReply::Malformed("a receipt for what was not sent"))?;
            let receipt = shown.noted(entry.envelope().payload(), proof)?;
            if receipts.insert(proof.entry, receipt).is_some() {
                return Err(BadReply::Malformed("two receipts for one entry").into());
            }
        }
        let mut refused = BTreeMap::new();
        for refusal in &reply.refused {
            let entry = sent.get(refusal.position).ok_or(BadReply::Malformed("a refusal of what was not sent"))?;
            if receipts.contains_key(&entry.digest()) {
                return Err(BadReply::Malformed("an entry is both noted and refused").into());
            }
            refused.insert(entry.digest(), codes::known(&refusal.code));
        }
        let wanted: BTreeSet<&Digest> = reply.wanted.iter().collect();
        let noted = sent.iter().filter(|e| receipts.contains_key(&e.digest()));
        let named = noted.flat_map(|e| e.parts()).map(|p| p.sealed);
        let claimed: Vec<_> = named.filter(|part| !wanted.contains(&part.sha256)).collect();
        for entry in sent.iter().filter(|e| !receipts.contains_key(&e.digest())) {
            let code = refused.get(&entry.digest()).copied().unwrap_or("unanswered");
            if self.tally.entries_refused.len() < MAX_KEPT {
                self.tally.entries_refused.push(NotNoted { seq: entry.seq(), code });
            }
        }
        let receipts: Vec<_> = receipts.into_values().collect();
        outbox.noted(&receipts, &checkpoint).map_err(SessionError::Unavailable)?;
        self.claim(&claimed);
        self.tally.entries_noted += receipts.len() as u64;
        self.tally.faults = reply.faults.into_iter().take(MAX_KEPT).collect();
        if let Some(policy) = reply.policy {
            // The entry that names the policy is sent with the next request of this session.
            self.tally.policy_followed |= outbox.follow(policy).map_err(SessionError::Unavailable)?;
        }
        Ok(receipts.len())
    }

    pub(super) fn on_receipts<O: Outbox>(
        &mut self,
        outbox: &mut O,
        items: &[(ItemId, ExpectedCustody)],
        known: Option<&Known>,
        reply: ReceiptsReply,
    ) -> Result<(), SessionError<O::Error>> {
        let known = known.map(|k| Shown::open(&k.note, &self.logs)).transpose()?;
        let shown = Shown::open(&reply.checkpoint, &self.logs)?;
        shown.continues(known.as_ref(), &reply.consistency)?;
        let asked: BTreeMap<ItemId, &ExpectedCustody> = items.iter().map(|(id, e)| (*id, e)).collect();
        let mut proofs: BTreeMap<ItemId, Vec<_>> = BTreeMap::new();
        for proof in &reply.delivered {
            if !asked.contains_key(&proof.item) {
                return Err(BadReply::Malformed("a receipt for an item that was not asked for").into());
            }
            proofs.entry(proof.item).or_default().push(proof);
        }
        for missing in &reply.missing {
            check_missing(missing, asked.get(&missing.item).copied())?;
            // An item with missing parts is not delivered, even if the server has signed statements about it.
            proofs.remove(&missing.item);
        }
        self.tally.server_clock_behind |= reply.clock_behind;
        let mut lie = None;
        for (item, proofs) in proofs {
            let expected = asked.get(&item).copied().ok_or(SessionError::Bug("an item that was asked for is gone"))?;
            // One false statement must not discredit the others.
            match custody::check(&shown, &self.device, &item, expected, &proofs) {
                Ok(receipts) => {
                    outbox.delivered(&item, &receipts, shown.note()).map_err(SessionError::Unavailable)?;
                    self.tally.items_delivered += 1;
                }
                Err(false_statement) => lie = lie.or(Some(false_statement)),
            }
        }
        for missing in &reply.missing {
            self.on_missing(outbox, missing).map_err(SessionError::Unavailable)?;
        }
        lie.map_or(Ok(()), |lie| Err(lie.into()))
    }

    /// Keeps the evidence against a server that reports its own log as set back: the checkpoint that it still shows is
    /// older than the newest one here, another of its size, or a larger one whose `proof` does not lead from the
    /// newest one here. A larger one without a proof is no evidence.
    pub fn on_set_back<O: Outbox>(
        &mut self,
        outbox: &mut O,
        shows: &str,
        proof: &[Digest],
    ) -> Result<(), SessionError<O::Error>> {
        let Some(known) = self.known(outbox)? else { return Ok(()) };
        let (known, shown) = (Shown::open(&known.note, &self.logs)?, Shown::open(shows, &self.logs)?);
        match shown.continues(Some(&known), proof) {
            Err(BadReply::Contradiction(found))
                if found.kind != ContradictionKind::NotContinued || !proof.is_empty() =>
            {
                outbox.contradiction(&found).map_err(SessionError::Unavailable)
            }
            _ => Ok(()),
        }
    }

    fn on_missing<O: Outbox>(&mut self, outbox: &mut O, missing: &MissingParts) -> Result<(), O::Error> {
        self.tally.items_incomplete += 1;
        let named: BTreeSet<Digest> = missing.parts.iter().copied().collect();
        if named.is_empty() {
            // No action of this session would change the answer.
            self.asks.insert(missing.item, MAX_ASKS);
            return Ok(());
        }
        let named: Vec<Digest> = named.into_iter().collect();
        outbox.lacking(&named)?;
        for digest in named {
            self.lacks(digest);
        }
        Ok(())
    }

    /// Counts that the server lacks a part after all. Returns true if that happened too often, and leaves the part
    /// alone.
    pub(super) fn lacks(&mut self, digest: Digest) -> bool {
        let times = self.lacked.entry(digest).or_default();
        *times = times.saturating_add(1);
        let too_often = *times > MAX_LACKED;
        if too_often {
            self.leave(digest);
        }
        too_often
    }
}

/// Refuses a reply in which the server misses parts of other items than the requested ones.
fn check_missing(missing: &MissingParts, expected: Option<&ExpectedCustody>) -> Result<(), BadReply> {
    let expected = expected.ok_or(BadReply::Malformed("parts are missing of an item that was not asked for"))?;
    let ours: BTreeSet<&Digest> = expected.parts.iter().map(|p| &p.sha256).collect();
    if missing.parts.iter().all(|d| ours.contains(d)) {
        return Ok(());
    }
    Err(BadReply::Malformed("a part is missing that the item does not have"))
}
