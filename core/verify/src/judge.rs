//! The three objects that can be judged: a bundle, a chain, receipts. Owns the order of the checks.

use std::collections::{BTreeMap, BTreeSet};

use evidence::bundle::MANIFEST;
use evidence::receipt::{Delivered, Noted};
use evidence::record::Location;
use evidence::{Digest, Record, SignedEntry};

use crate::answers::Question::{Completeness, Content, Delivery, Signer, Time};
use crate::chains::Chains;
use crate::copies::{self, Copies};
use crate::escape::{escape, escape_note};
use crate::findings::{Findings, Scope};
use crate::heading::{Heading, stood_out};
use crate::policies::Policies;
use crate::proofs::Proofs;
use crate::proving::Receipts;
use crate::read::Files;
use crate::standing::State;
use crate::story::End;
use crate::trust::Trust;
use crate::verdict::{FORMAT, FileVerdict, Interval, ItemVerdict, LineVerdict, Verdict};
use crate::{
    BundleSource, Result, completeness, content, delivery, enrolment, proving, read, standing, sums, time, unknown,
};

/// Judges a bundle. Errors: only if it cannot be read as a bundle; every other fault is in the verdict.
pub fn bundle(source: &mut dyn BundleSource, trust: &Trust) -> Result<Verdict> {
    let mut files = read::read(source)?;
    let mut findings = Findings::default();
    for (path, count, first) in &files.unreadable {
        let text = match count {
            1 => format!("1 line of {path} cannot be read and is ignored ({first})"),
            _ => format!("{count} lines of {path} cannot be read and are ignored ({first})"),
        };
        let next = "ask for the bundle from its maker again, over another way";
        findings.remark(Completeness, Scope::All, "unreadable-line", text, next).file(path, None);
    }
    if files.reprinted {
        let text =
            "bundle.json is spelled otherwise than its one print, or has fields that this verifier does not know";
        let next = "nobody signs it: rely on what the entries say";
        findings.remark(Completeness, Scope::All, "other-print", text, next).file(MANIFEST, None);
    }
    let receipts = files.noted.len() + files.delivered.len();
    let key = files.manifest.organisation;
    let policies = Policies::read(&key, &files.policies, trust, &mut findings);
    let organisation = enrolment::organisation(key, &policies, trust, receipts, &mut findings);
    let chains = Chains::judge(std::mem::take(&mut files.entries), &std::mem::take(&mut files.details), &mut findings);
    let index = chains.index();
    let proofs = proving::receipts(&policies, &index, receipts_of(&files), &mut findings);
    let custody = proofs.custody.iter().map(|held| held.digest).collect();
    unknown::tell(&organisation.key, &files, &chains, &custody, &mut findings);
    let standings = standing::devices(organisation.key, &chains, &proofs, &files.words, &mut findings);
    policies.followed(&chains, &mut findings);
    let times = time::entries(&chains, &proofs, trust.at, &mut findings);
    let items = std::mem::take(&mut files.manifest.items);
    let mut judged = Vec::with_capacity(items.len());
    let copies = copies(&chains, &proofs, &standings);
    for (place, item) in items.iter().enumerate() {
        let scope = Scope::Item(place, item.item);
        let telling = chains.telling(&item.device, &item.item, &item.as_of);
        let entries = telling.as_ref().map(|t| t.entries.as_slice());
        match (&telling, copies.get(&item.device), standings.get(&item.device)) {
            (Some(telling), Some(copies), Some(standing)) => {
                copies::item(scope, telling, copies, &mut findings);
                standing::item(scope, &item.device, telling, standing, &mut findings);
                policies.followed_by_item(scope, &telling.entries, &mut findings);
            }
            _ => {
                let text = "the entry as of which the bundle tells this item is not here, or is not joined to genesis";
                let next = "ask the bundle's maker for the entries";
                findings.open(Signer, scope, "no-path", text, next);
                findings.open(Time, scope, "no-path", text, next);
                findings.open(Completeness, scope, "no-path", text, next);
                findings.open(Delivery, scope, "no-path", text, next);
            }
        }
        let disclosed = content::item(source, &mut files, item, scope, entries, &mut findings)?;
        let story = disclosed.story.as_ref();
        let record = story.map(|story| &story.record);
        let mut interval = Interval::default();
        if let Some(telling) = &telling {
            completeness::item(scope, item, &telling.entries, &disclosed.stated, story, &mut findings);
            let story = story.filter(|_| disclosed.vouched);
            interval = time::item(scope, telling, &item.device, story, &times, &mut findings);
            delivery::item(scope, &item.device, &item.item, &telling.entries, &proofs, &mut findings);
        }
        let open = record.filter(|r| names_nobody(r));
        let told = Told {
            kind: record.map(|r| format!("{}, {}", word(&r.kind), word(&r.method))),
            media: record.map(|r| r.media.iter().map(|m| escape(&m.name)).collect()).unwrap_or_default(),
            lines: disclosed.lines,
            files: disclosed.files,
            heading: open.and_then(Heading::of),
            stood_out: record.map_or(0, stood_out),
            note: open.and_then(note),
            location: open.map(|r| r.location.clone()),
            end: open.and(story).zip(entries).and_then(|(story, entries)| End::of(story, entries)),
        };
        judged.push((item, interval, told));
    }
    let whole = sums::check(source, &mut files, &mut findings)?;
    completeness::others(&items, &chains, &mut findings);
    if items.is_empty() {
        let (next, text) = ("ask the bundle's maker what it was meant to show", "the bundle discloses no item");
        findings.open(Content, Scope::All, "no-items", text, next);
        findings.open(Signer, Scope::All, "no-items", text, next);
        findings.open(Time, Scope::All, "no-items", text, next);
        findings.open(Completeness, Scope::All, "no-items", text, next);
        findings.open(Delivery, Scope::All, "no-items", text, next);
    }
    let answers = findings.of_items(items.iter().map(|i| (i.device, i.item)));
    let items = judged.into_iter().zip(answers).map(|((item, interval, told), answers)| ItemVerdict {
        item: item.item,
        device: item.device,
        as_of: item.as_of,
        kind: told.kind,
        media: told.media,
        lines: told.lines,
        files: told.files,
        heading: told.heading,
        stood_out: told.stood_out,
        note: told.note,
        location: told.location,
        end: told.end,
        interval,
        answers,
    });
    Ok(Verdict {
        format: FORMAT,
        organisation: Some(organisation),
        items: items.collect(),
        answers: findings.overall(),
        whole,
    })
}

/// Findings against the signers of a bundle's items, and the organisation's relation to its devices.
#[derive(Clone, Debug, Default)]
pub struct Signers {
    /// For each item of the manifest, in its order: the codes that keep its signer from passing, and those of remarks.
    pub items: Vec<BTreeSet<&'static str>>,
    /// Each device's present state.
    pub devices: BTreeMap<Digest, State>,
}

/// Judges only the signers of a bundle's items, by the rules of [`bundle`]. Opens no record and no medium.
pub fn signers(source: &mut dyn BundleSource, trust: &Trust) -> Result<Signers> {
    let mut files = read::read(source)?;
    let mut findings = Findings::default();
    let key = files.manifest.organisation;
    let policies = Policies::read(&key, &files.policies, trust, &mut findings);
    let chains = Chains::judge(std::mem::take(&mut files.entries), &std::mem::take(&mut files.details), &mut findings);
    let proofs = proving::receipts(&policies, &chains.index(), receipts_of(&files), &mut findings);
    let standings = standing::devices(key, &chains, &proofs, &files.words, &mut findings);
    let copies = copies(&chains, &proofs, &standings);
    let mut signers = Signers::default();
    for (place, item) in files.manifest.items.iter().enumerate() {
        let scope = Scope::Item(place, item.item);
        if let (Some(telling), Some(copies), Some(standing)) = (
            chains.telling(&item.device, &item.item, &item.as_of),
            copies.get(&item.device),
            standings.get(&item.device),
        ) {
            copies::item(scope, &telling, copies, &mut findings);
            standing::item(scope, &item.device, &telling, standing, &mut findings);
        }
        let of_device = findings.against(Signer, Scope::Device(item.device), false);
        signers.items.push(findings.against(Signer, scope, true).chain(of_device).collect());
    }
    let states = standings.iter().filter_map(|(id, standing)| Some((*id, standing.state(chains.devices.get(id)?))));
    signers.devices = states.collect();
    Ok(signers)
}

/// Returns the receipts of a bundle.
fn receipts_of(files: &Files) -> Receipts<'_> {
    Receipts { noted: &files.noted, delivered: &files.delivered, consistency: &files.consistency, words: &files.words }
}

/// Returns the copies of keys, by device.
fn copies(
    chains: &Chains,
    proofs: &Proofs,
    standings: &BTreeMap<Digest, standing::Standing<'_>>,
) -> BTreeMap<Digest, Copies> {
    let of = |(id, device): (&Digest, _)| (*id, Copies::of_device(device, proofs, standings.get(id)));
    chains.devices.iter().map(of).collect()
}

/// An item as its disclosed files describe it.
struct Told {
    kind: Option<String>,
    media: Vec<String>,
    lines: Vec<LineVerdict>,
    files: Vec<FileVerdict>,
    heading: Option<Heading>,
    stood_out: u64,
    note: Option<String>,
    location: Option<Location>,
    end: Option<End>,
}

/// Returns false for a record in a compartment with names, whose words are shown only on the record's own page.
fn names_nobody(record: &Record) -> bool {
    record.compartment.as_deref().is_none_or(|compartment| compartment == "facts")
}

/// Returns a person's note on an item.
fn note(record: &Record) -> Option<String> {
    let said = ["note", "text"].iter().find_map(|key| record.body.get(*key)?.as_str())?;
    (!said.trim().is_empty()).then(|| escape_note(said))
}

/// Returns the format's word for a kind or method.
fn word(value: &impl serde::Serialize) -> String {
    let json = evidence::json::print(value).unwrap_or_default();
    String::from_utf8_lossy(&json).trim_matches('"').to_owned()
}

/// Judges entries alone, of any number of devices, in the order of their chains.
pub fn chain(entries: Vec<SignedEntry>, trust: &Trust) -> Verdict {
    receipts(entries, &[], &[], trust)
}

/// Judges receipts against their entries, under the trusted policy.
pub fn receipts(entries: Vec<SignedEntry>, noted: &[Noted], delivered: &[Delivered], trust: &Trust) -> Verdict {
    let mut findings = Findings::default();
    let chains = Chains::judge(entries, &BTreeMap::new(), &mut findings);
    let policies = Policies::given(trust);
    let receipts = Receipts { noted, delivered, consistency: &[], words: &[] };
    let proofs: Proofs = proving::receipts(&policies, &chains.index(), receipts, &mut findings);
    if let Some(organisation) = trust.organisation {
        let standings = standing::devices(organisation, &chains, &proofs, &[], &mut findings);
        for (device, standing) in standings.iter().filter(|(_, standing)| standing.is_renewed()) {
            standing.explain(*device, &mut findings);
        }
    } else {
        let next = "give the organisation's policy";
        findings.open(Signer, Scope::All, "organisation-unknown", "nobody vouches for an organisation", next);
    }
    time::entries(&chains, &proofs, trust.at, &mut findings);
    let next = "judge a bundle that discloses records or media";
    findings.open(Content, Scope::All, "no-content", "entries alone show no content", next);
    findings.open(Time, Scope::All, "no-items", "intervals are given for the items of a bundle", next);
    if chains.devices.is_empty() {
        findings.open(Completeness, Scope::All, "no-entries", "there are no entries", "ask for the chain");
        findings.open(Signer, Scope::All, "no-entries", "there are no entries", "ask for the chain");
    }
    for (id, device) in &chains.devices {
        let (scope, name, count) = (Scope::Device(*id), id.short(), device.paths.nodes().len());
        if count == device.entries.len() {
            let text = format!("device {name}: {count} entries, each joined to genesis by the one before it");
            findings.pass(Signer, scope, "chain", text.clone());
            findings.pass(Completeness, scope, "no-gap", text);
        } else {
            let text = format!("device {name}: {count} of {} entries are joined to genesis", device.entries.len());
            findings.open(Signer, scope, "not-joined", text.clone(), "ask for the missing entries");
            findings.open(Completeness, scope, "not-joined", text, "ask for the missing entries");
        }
    }
    let unnoted = chains.index().keys().filter(|e| !proofs.noted.contains_key(*e)).count();
    if unnoted > 0 {
        let text = format!("{unnoted} entries have no noted receipt that holds");
        findings.open(Delivery, Scope::All, "not-noted", text, "sync the device");
    }
    Verdict { format: FORMAT, organisation: None, items: Vec::new(), answers: findings.overall(), whole: true }
}
