//! What is missing from an item: parts in a row, parts the bundle keeps silent about, interruptions, withheld files.
//!
//! Answers *completeness* for items; the chain's gaps and forks are judged with the chain.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bundle::Item;
use evidence::part::Role;
use evidence::record::Kind;
use evidence::{Digest, Record, SignedEntry};

use crate::chains::Chains;
use crate::findings::{Findings, Scope};
use crate::verdict::Question::Completeness;

const MAKER: &str = "ask the bundle's maker for it, or why it was left out";

/// Compares what the entries state about an item with what the bundle discloses, or openly withholds.
pub(crate) fn item(item: &Item, entries: &[&SignedEntry], record: Option<&Record>, findings: &mut Findings) {
    let scope = Scope::Item(item.device, item.item);
    if entries.is_empty() {
        findings.fail(Completeness, scope, "no-entries", "no entry of the bundle carries parts of this item", MAKER);
        return;
    }
    let (listed, withheld) = listed(item);
    let mut stated: BTreeMap<Role, BTreeSet<Digest>> = BTreeMap::new();
    for part in entries.iter().flat_map(|e| e.parts()) {
        stated.entry(part.role).or_default().insert(part.commitment);
    }
    for (role, commitments) in &stated {
        if commitments.len() > 1 {
            let text = format!("{} different parts claim to be {role} of this item", commitments.len());
            let next = "the device was copied, or its entries were forged; see the signer's answer";
            findings.fail(Completeness, scope, "part-twice", text, next);
        }
        if !listed.get(role).is_some_and(|c| commitments.contains(c)) {
            let text = format!("an entry states {role}, and the bundle neither shows nor withholds it");
            findings.fail(Completeness, scope, "part-not-listed", text, MAKER);
        }
    }
    let numbers = stated.keys().filter_map(|r| if let Role::Media(n) = r { Some(*n) } else { None });
    let mut next = 0u32;
    for number in numbers {
        if number != next {
            let text = format!("parts {next} to {} of this item are stated by no entry", number.saturating_sub(1));
            findings.fail(Completeness, scope, "part-missing", text, "ask for the entries in between");
        }
        next = number.saturating_add(1);
    }
    let mut next = 0u32;
    for media in &item.media {
        if media.first_part != next {
            let text = "the media that the bundle lists do not follow each other part by part";
            findings.fail(Completeness, scope, "media-order", text, MAKER);
        }
        next = media.first_part.saturating_add(u32::try_from(media.parts.len()).unwrap_or(u32::MAX));
    }
    if let Some(record) = record {
        against_record(item, record, scope, findings);
    }
    if !stated.contains_key(&Role::Record) {
        let text =
            "no entry here finishes this item: it was cut off and never closed, or its last entries were left out";
        let next = "ask the bundle's maker and the server's operator for later entries of the device";
        findings.open(Completeness, scope, "not-finished", text, next);
    }
    if withheld > 0 {
        let text = format!("{withheld} parts are withheld on purpose; their entries prove that they exist");
        findings.open(Completeness, scope, "withheld", text, "ask the organisation whether you may see them");
    }
    if !findings.spoiled(Completeness, scope) {
        let text = format!("all {} parts that the entries state are here", stated.len());
        findings.pass(Completeness, scope, "all-parts", text);
    }
}

/// Says how much the entries state beyond the items of the bundle. Choosing items is the maker's right, and a reader must
/// know that there was something to choose from.
pub(crate) fn others(items: &[Item], chains: &Chains, findings: &mut Findings) {
    let told: BTreeSet<_> = items.iter().map(|i| (i.device, i.item)).collect();
    for (id, device) in &chains.devices {
        let stated: BTreeSet<_> = device.entries.iter().filter_map(SignedEntry::item).collect();
        let others = stated.iter().filter(|item| !told.contains(&(*id, **item))).count();
        if others > 0 {
            let text = format!(
                "the entries of device {} state {others} other items, of which the bundle's maker chose to show nothing",
                id.short()
            );
            let text = if others == 1 { text.replace("1 other items", "1 other item") } else { text };
            findings.pass(Completeness, Scope::All, "other-items", text);
        }
    }
}

fn against_record(item: &Item, record: &Record, scope: Scope, findings: &mut Findings) {
    // An opening record was written before the media's parts could be counted.
    let counted = item.record.as_ref().is_some_and(|r| !r.withheld);
    let same = record.media.len() == item.media.len()
        && record
            .media
            .iter()
            .zip(&item.media)
            .all(|(said, here)| said.first_part == here.first_part && said.parts as usize == here.parts.len());
    if counted && !same {
        let text = format!(
            "the record tells of {} media with {} parts, the bundle lists {} with {}",
            record.media.len(),
            record.media.iter().map(|m| u64::from(m.parts)).sum::<u64>(),
            item.media.len(),
            item.media.iter().map(|m| m.parts.len()).sum::<usize>()
        );
        findings.fail(Completeness, scope, "media-differ", text, MAKER);
    }
    if record.kind == Kind::Interrupted || record.media.iter().any(|m| m.interrupted) {
        let text = "the recording was cut off; what is here is whole up to at most one second before that";
        let next = "whether more was seen than recorded, only the person who recorded can say";
        findings.open(Completeness, scope, "interrupted", text, next);
    }
}

/// Commitments that the bundle lists by role, and how many of them it withholds.
fn listed(item: &Item) -> (BTreeMap<Role, Digest>, usize) {
    let mut listed = BTreeMap::new();
    let mut withheld = 0;
    for (role, file) in [(Role::Opening, &item.opening), (Role::Record, &item.record)] {
        if let Some(file) = file {
            listed.insert(role, file.commitment);
            withheld += usize::from(file.withheld);
        }
    }
    for media in &item.media {
        for (number, part) in (media.first_part..).zip(&media.parts) {
            listed.insert(Role::Media(number), part.commitment);
            withheld += usize::from(media.file.is_none());
        }
    }
    (listed, withheld)
}
