//! Gaps of an item: missing parts, parts that the bundle does not mention, interruptions, withheld files.
//!
//! Answers *completeness* for items; the chain's gaps and forks are judged with the chain.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bundle::Item;
use evidence::part::Role;
use evidence::record::Kind;
use evidence::{Digest, SignedEntry, Story};

use crate::answers::Question::Completeness;
use crate::chains::{Chains, silent};
use crate::findings::{Findings, Scope};
use crate::stated::Stated;

const MAKER: &str = "ask the bundle's maker for it, or why it was left out";

/// Compares the statements of the item's entries with the files that the bundle discloses or openly withholds.
pub(crate) fn item(
    scope: Scope,
    item: &Item,
    entries: &[&SignedEntry],
    stated: &Stated,
    story: Option<&Story>,
    findings: &mut Findings,
) {
    let (listed, withheld) = listed(item);
    for role in &stated.again {
        let text = format!("{role} of this item is stated more than once; the first statement counts");
        let next = "find out who used the device after the first one";
        findings.remark(Completeness, scope, "part-again", text, next);
    }
    for (role, (commitment, _)) in &stated.parts {
        if listed.get(role) != Some(commitment) {
            let text = format!("an entry states {role}, and the bundle neither shows nor withholds it");
            findings.open(Completeness, scope, "part-not-listed", text, MAKER);
        }
    }
    let silent = silent(entries);
    if silent > 0 {
        let text = format!("{silent} entries of this item come without readable details; they may state more parts");
        findings.open(Completeness, scope, "details-withheld", text, "ask the bundle's maker for the details");
    }
    let numbers = stated.parts.keys().filter_map(|r| if let Role::Media(n) = r { Some(*n) } else { None });
    let mut next = 0u32;
    for number in numbers {
        if number != next {
            let text = format!("parts {next} to {} of this item are stated by no entry", number.saturating_sub(1));
            findings.open(Completeness, scope, "part-missing", text, "only who recorded can say what was in them");
        }
        next = number.saturating_add(1);
    }
    let mut next = 0u32;
    for media in &item.media {
        if media.first_part != next {
            let text = "the media that the bundle lists do not follow each other part by part";
            findings.open(Completeness, scope, "media-order", text, MAKER);
        }
        next = media.first_part.saturating_add(u32::try_from(media.parts.len()).unwrap_or(u32::MAX));
    }
    if let Some(story) = story {
        against_record(item, story, scope, findings);
    }
    if !entries.iter().any(|e| e.finishes_item()) {
        let text =
            "as of this entry the item is not finished: it was cut off and never closed, or later entries are not here";
        let next = "ask the bundle's maker and the server's operator for later entries of the device";
        findings.open(Completeness, scope, "not-finished", text, next);
    }
    if withheld > 0 {
        let text = format!("{withheld} parts are withheld on purpose; their entries prove that they exist");
        findings.open(Completeness, scope, "withheld", text, "ask the organisation whether you may see them");
    }
    if !findings.spoiled(Completeness, scope) {
        let text = format!("all {} parts that the entries state are here", stated.parts.len());
        findings.pass(Completeness, scope, "all-parts", text);
    }
}

/// Reports how much the entries state beyond the items of the bundle. The maker may choose items, and a reader must
/// know that there was a choice.
pub(crate) fn others(items: &[Item], chains: &Chains, findings: &mut Findings) {
    // If entries may be cut off, the total is unknown.
    let least = if findings.spoiled(Completeness, Scope::All) { "at least " } else { "" };
    let told: BTreeSet<_> = items.iter().map(|i| (i.device, i.item)).collect();
    for (id, device) in &chains.devices {
        let others = device.others(|item| told.contains(&(*id, *item)));
        if others > 0 {
            let text = format!(
                "the entries of device {} state {least}{others} other items, of which nothing is shown here",
                id.short()
            );
            let text = if others == 1 { text.replace("1 other items", "1 other item") } else { text };
            findings.pass(Completeness, Scope::All, "other-items", text);
        }
    }
}

fn against_record(item: &Item, story: &Story, scope: Scope, findings: &mut Findings) {
    let record = &story.record;
    let same = record.media.len() == item.media.len()
        && record
            .media
            .iter()
            .zip(&item.media)
            .all(|(said, here)| said.first_part == here.first_part && said.parts as usize == here.parts.len());
    // An opening is written before the media's parts can be counted.
    if story.counted && !same {
        let text = format!(
            "the record tells of {} media with {} parts, the bundle lists {} with {}",
            record.media.len(),
            record.media.iter().map(|m| u64::from(m.parts)).sum::<u64>(),
            item.media.len(),
            item.media.iter().map(|m| m.parts.len()).sum::<usize>()
        );
        findings.open(Completeness, scope, "media-differ", text, MAKER);
    }
    if record.kind == Kind::Interrupted || record.media.iter().any(|m| m.interrupted) {
        let text = "the recording was cut off; what is here is whole up to at most one second before that";
        let next = "whether more was seen than recorded, only the person who recorded can say";
        findings.open(Completeness, scope, "interrupted", text, next);
    }
    if record.media.iter().any(|m| m.changed) {
        let text =
            "the device says that the file was changed while it was taken in: its bytes may be a mixture of two states";
        let next = "look whether the file was taken in once more, after nothing wrote to it";
        findings.remark(Completeness, scope, "changed-while-read", text, next);
    }
}

/// Returns the listed commitments by role, and the number of withheld ones.
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
