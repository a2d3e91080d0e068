//! Judges whether one item, as of its entry, is noted and delivered whole.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId, SignedEntry};

use crate::answers::Question::Delivery;
use crate::chains::silent;
use crate::findings::{Findings, Scope};
use crate::proofs::{Held, Proofs};

/// Answers *delivery* of an item.
pub(crate) fn item(
    scope: Scope,
    device: &Digest,
    item: &ItemId,
    entries: &[&SignedEntry],
    proofs: &Proofs,
    findings: &mut Findings,
) {
    let positions = proofs.of_item.get(&(*device, *item));
    let mine = || positions.into_iter().flatten().filter_map(|n| proofs.custody.get(*n));
    let whole: Vec<&Held> = mine().filter(|h| h.place.quorum).collect();
    let covered: BTreeSet<Digest> = whole.iter().flat_map(|h| &h.entries).map(|(_, d)| *d).collect();
    let held: BTreeMap<Digest, u64> =
        whole.iter().flat_map(|h| h.parts.iter().flatten()).map(|s| (s.sha256, s.size)).collect();
    let untold = whole.iter().filter(|h| h.parts.is_none()).count();
    let parts: Vec<_> = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
    let lacking = parts.iter().filter(|s| held.get(&s.sha256) != Some(&s.size)).count();
    let uncovered = entries.iter().filter(|e| !covered.contains(&e.digest())).count();
    let unnoted = entries.iter().filter(|e| !proofs.noted.contains_key(&e.digest())).count();
    let below = entries.iter().filter(|e| proofs.below.contains(&e.digest())).count()
        + mine().filter(|h| !h.place.quorum).count();
    if below > 0 && (unnoted > 0 || uncovered > 0) {
        let text = format!("{below} receipts of this item have fewer cosigners than the policy asks for");
        findings.open(Delivery, scope, "quorum", text, "ask for the receipts again after the cosigners have signed");
    }
    if mine().next().is_none() {
        let text = "no delivered receipt: nobody but the device is known to hold the parts";
        findings.open(Delivery, scope, "not-delivered", text, "sync the device, then make the bundle again");
    } else if lacking > 0 && untold > 0 && uncovered == 0 {
        let text =
            format!("{untold} delivered receipts come without readable details: nothing says which parts are held");
        findings.open(Delivery, scope, "custody-withheld", text, "ask the bundle's maker for the details");
    } else if lacking > 0 || uncovered > 0 {
        let text = format!(
            "the delivered receipts leave out {lacking} of {} parts and {uncovered} of {} entries",
            parts.len(),
            entries.len()
        );
        findings.open(Delivery, scope, "custody-incomplete", text, "the item is not delivered; ask the server again");
    }
    if unnoted > 0 {
        let text = format!("{unnoted} of {} entries have no noted receipt that holds", entries.len());
        findings.open(Delivery, scope, "not-noted", text, "sync the device, then make the bundle again");
    }
    let silent = silent(entries);
    if silent > 0 {
        let text = format!("{silent} entries come without readable details: nothing says which parts must be held");
        findings.open(Delivery, scope, "details-withheld", text, "ask the bundle's maker for the details");
    }
    if !findings.spoiled(Delivery, scope) {
        let text = format!("noted in the log, and all {} parts held by the server", parts.len());
        findings.pass(Delivery, scope, "delivered", text);
    }
}
