//! Decides whether custody statements deliver an item: signed by the log, in the log, and covering the item exactly.
//!
//! Owns the one decision that turns "sent" into "delivered". Never believes a count or a status.

use std::collections::BTreeSet;

use evidence::receipt::{Delivered, SignedCustody};
use evidence::{Digest, ItemId};

use crate::log::{BadReply, Shown};
use crate::messages::CustodyProof;
use crate::outbox::ExpectedCustody;

/// Returns the receipts to keep if `proofs` together cover every entry and every part of `item`, and nothing else.
///
/// Errors: `FalseCustody` if a statement is not signed by the log of the checkpoint, or is about another item, device
/// or part; `NotIncluded` if it is not in the log; `CustodyIncomplete` if an entry or part of the item is not covered.
pub fn check(
    shown: &Shown<'_>,
    device: &Digest,
    item: &ItemId,
    expected: &ExpectedCustody,
    proofs: &[&CustodyProof],
) -> Result<Vec<Delivered>, BadReply> {
    let entries: BTreeSet<(u64, Digest)> = expected.entries.iter().copied().collect();
    let parts: BTreeSet<(Digest, u64)> = expected.parts.iter().map(|p| (p.sha256, p.size)).collect();
    let (mut entries_covered, mut parts_covered) = (BTreeSet::new(), BTreeSet::new());
    let mut receipts = Vec::with_capacity(proofs.len());
    for proof in proofs {
        let envelope = &proof.custody.envelope;
        let lie = || BadReply::FalseCustody(envelope.digest());
        let statement = SignedCustody::open(&proof.custody, shown.log.signer()).map_err(|_| lie())?;
        let custody = &statement.custody;
        if custody.server != shown.log.origin() || custody.device != *device || custody.item != *item {
            return Err(lie());
        }
        // Details that are withheld, or that differ from the signed digest, cover no part.
        let held: BTreeSet<(Digest, u64)> = statement.held.iter().flatten().map(|p| (p.sha256, p.size)).collect();
        if !statement.entries.iter().all(|e| entries.contains(e)) || !held.is_subset(&parts) {
            return Err(lie());
        }
        entries_covered.extend(statement.entries.iter().copied());
        parts_covered.extend(held);
        let text = shown.holds(envelope.payload(), &proof.noted)?;
        receipts.push(Delivered { custody: proof.custody.clone(), proof: text });
    }
    // An item without entries leaves no part uncovered, and must not count as delivered for that reason.
    if entries.is_empty() || entries_covered != entries || parts_covered != parts {
        return Err(BadReply::CustodyIncomplete(*item));
    }
    Ok(receipts)
}
