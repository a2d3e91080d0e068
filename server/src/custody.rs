//! Delivered receipts: the server signs that it holds every part of an item, and notes that in its own log.
//!
//! Owns when that may be said. Never says it of bytes whose digest was not recomputed from storage in this run of the
//! server: a part that was completed in this run was recomputed then, and only its presence and size are looked at
//! again; after a restart, which may have been a power cut, it is read once more before anything is signed over it. Nor by a
//! clock that cannot be right (`clock`).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use evidence::part::Sealed;
use evidence::receipt::{Custody, Holdings, MAX_CUSTODY_ENTRIES, MAX_CUSTODY_PARTS, SignedCustody};
use evidence::{Carried, Digest, ItemId, Token};
use jiff::Timestamp;
use sync::messages::{CustodyProof, MAX_ENTRIES, MissingParts, Receipts, ReceiptsReply, codes};

use crate::app::{App, blocking};
use crate::clock::{self, Reading};
use crate::ledger::{Device, ItemEntry, Leaf, LeafKind, Snapshot};
use crate::sequencer::Step;
use crate::surroundings::random;
use crate::tree::Tree;
use crate::{Error, Result, setback};

/// Missing parts that a reply lists.
const MAX_MISSING: usize = 1_000;
/// Bytes of custody statements in one reply; the first item always fits. Items that do not are left out of the reply.
const MAX_REPLY: usize = 12 * 1024 * 1024;
/// Digests that are remembered as recomputed.
const REMEMBERED: usize = 65_536;

/// Parts whose digests were recomputed from storage in this run of the server.
#[derive(Default)]
pub struct Recomputed(Mutex<HashSet<Digest>>);

impl Recomputed {
    /// The part was read back and is what its name says.
    pub fn add(&self, digest: Digest) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            // A part that is forgotten is read once more.
            known.clear();
        }
        known.insert(digest);
    }

    fn has(&self, digest: &Digest) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(digest)
    }
}

/// Answers with the custody statements of items, after making those that are due.
pub async fn receipts(app: &Arc<App>, device: Device, asked: Receipts) -> Result<ReceiptsReply> {
    if asked.items.len() > MAX_ENTRIES {
        return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_ENTRIES} items")));
    }
    setback::look(app, asked.shown).await?;
    let mut items: BTreeMap<ItemId, BTreeSet<Digest>> = BTreeMap::new();
    for asked in asked.items {
        items.entry(asked.item).or_default().extend(asked.entries);
    }
    let (looking, items) = (Arc::clone(app), Arc::new(items));
    let wanted = Arc::clone(&items);
    let (due, lost) = blocking(move || survey(&looking, &device, &wanted)).await?;
    let mut clock_behind = None;
    if !due.is_empty() || !lost.is_empty() {
        if !lost.is_empty() {
            eprintln!("custody: {} parts are no longer what they were and count as not held", lost.len());
        }
        let (now, limit) = (app.now(), app.limits.quota.saturating_add(app.limits.reserve));
        let signing = Arc::clone(app);
        clock_behind = app
            .sequencer
            .submit(move |step| {
                lost.iter().try_for_each(|digest| step.change().lose(digest))?;
                let newest = clock::newest(step.ledger(), step.key())?;
                let reading = Reading::of(now, newest.as_ref(), signing.taken_back.as_ref())?;
                let Some(at) = reading.instant() else { return Ok(Some(reading)) };
                due.iter().try_for_each(|due| issue(step, &device, due, at, limit))?;
                Ok(None)
            })
            .await?;
        if let Some(reading) = &clock_behind {
            eprintln!("custody: not signed, the clock is {reading}");
        }
    }
    let answering = Arc::clone(app);
    let mut said = blocking(move || reply(&answering, &device, &items, asked.known)).await?;
    said.clock_behind = clock_behind.is_some();
    Ok(said)
}

/// An item as far as the one who asks has it.
struct Branch {
    /// Every entry asked for is there, and one of them carries the record.
    whole: bool,
    /// Statements that cover nothing else than what was asked for.
    statements: Vec<(Leaf, Carried)>,
    /// Entries asked for that none of these covers.
    uncovered: Vec<ItemEntry>,
}

fn branch(app: &App, ledger: &dyn Snapshot, device: &Device, item: &ItemId, of: &BTreeSet<Digest>) -> Result<Branch> {
    let mut entries = ledger.item(device.id, item)?;
    entries.retain(|entry| of.contains(&entry.digest));
    let whole = entries.len() == of.len() && entries.iter().any(|entry| entry.finishes);
    let (mut statements, mut covered) = (Vec::new(), BTreeSet::new());
    if entries.iter().any(|entry| entry.covered) {
        for leaf in ledger.custody(device.id, item)? {
            let carried = read_back(&leaf)?;
            let subjects = SignedCustody::open(&carried, &app.key.public())?.entries;
            if subjects.iter().all(|(_, digest)| of.contains(digest)) {
                covered.extend(subjects.into_iter().map(|(_, digest)| digest));
                statements.push((leaf, carried));
            }
        }
    }
    entries.retain(|entry| !covered.contains(&entry.digest));
    Ok(Branch { whole, statements, uncovered: entries })
}

/// Entries of one item to sign for.
struct Due {
    item: ItemId,
    entries: WithParts,
}

type WithParts = Vec<(ItemEntry, Vec<Sealed>)>;

/// Items that are held whole and not wholly covered, and parts that storage lost.
fn survey(app: &App, device: &Device, items: &Asked) -> Result<(Vec<Due>, BTreeSet<Digest>)> {
    let snapshot = app.ledger.snapshot()?;
    let (mut all, mut lost) = (Vec::new(), BTreeSet::new());
    for (item, of) in items {
        let found = branch(app, &*snapshot, device, item, of)?;
        if !found.whole || found.uncovered.is_empty() {
            continue;
        }
        let Some(entries) = with_held_parts(&*snapshot, device, found.uncovered)? else { continue };
        let mut sound = true;
        for part in entries.iter().flat_map(|(_, parts)| parts) {
            if !app.objects.check(part, !app.recomputed.has(&part.sha256))? {
                lost.insert(part.sha256);
                sound = false;
            } else {
                app.recomputed.add(part.sha256);
            }
        }
        if sound {
            all.push(Due { item: *item, entries });
        }
    }
    Ok((all, lost))
}

type Asked = BTreeMap<ItemId, BTreeSet<Digest>>;

/// Entries with their parts, if every one of these is held.
fn with_held_parts(ledger: &dyn Snapshot, device: &Device, entries: Vec<ItemEntry>) -> Result<Option<WithParts>> {
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let parts = ledger.entry_parts(device.id, entry.leaf)?;
        // Without its details nobody knows what must be held.
        if parts.is_empty() || parts.iter().any(|(_, held)| !held) {
            return Ok(None);
        }
        out.push((entry, parts.into_iter().map(|(part, _)| part).collect()));
    }
    Ok(Some(out))
}

/// Signs statements over what was surveyed and nothing else, in the writer, where nothing can change in between.
///
/// Entries that were covered for another branch are signed for again. The signing costs the device its quota, up to
/// `limit` bytes: it could ask for ever other branches.
fn issue(step: &mut Step<'_>, device: &Device, due: &Due, now: Timestamp, limit: u64) -> Result<()> {
    let known: Vec<ItemEntry> = due.entries.iter().map(|(entry, _)| *entry).collect();
    let current: BTreeMap<u64, ItemEntry> =
        step.ledger().item(device.id, &due.item)?.into_iter().map(|entry| (entry.leaf, entry)).collect();
    // Another request was faster, or a part was lost meanwhile: the reply looks again.
    if known.iter().any(|entry| current.get(&entry.leaf) != Some(entry))
        || with_held_parts(step.ledger(), device, known.clone())?.is_none()
    {
        return Ok(());
    }
    let (mut entries, mut held): (Vec<ItemEntry>, Vec<Sealed>) = (Vec::new(), Vec::new());
    let mut bytes = 0;
    for (entry, parts) in &due.entries {
        if entries.len() == MAX_CUSTODY_ENTRIES || held.len() + parts.len() > MAX_CUSTODY_PARTS {
            bytes += sign(step, device, &due.item, now, std::mem::take(&mut entries), std::mem::take(&mut held))?;
        }
        entries.push(*entry);
        for part in parts {
            if !held.contains(part) {
                held.push(*part);
            }
        }
    }
    bytes += sign(step, device, &due.item, now, entries, held)?;
    if known.iter().any(|entry| entry.covered) {
        step.change().charge(device.id, bytes)?;
        let usage = step.ledger().usage(device.id)?;
        if usage.entries.saturating_add(usage.held).saturating_add(usage.open) > limit {
            return Err(Error::refused(codes::QUOTA, "the device's quota is used up; no other branch is signed for"));
        }
    }
    Ok(())
}

/// Signs one statement and notes it; gives its bytes.
fn sign(
    step: &mut Step<'_>,
    device: &Device,
    item: &ItemId,
    at: Timestamp,
    entries: Vec<ItemEntry>,
    held: Vec<Sealed>,
) -> Result<u64> {
    let before = step.ledger().custody_head()?;
    let (seq, prev) = before.map_or((0, None), |(seq, leaf)| (seq + 1, Some(leaf.digest)));
    let details = Holdings { salt: Token::from_bytes(random()?), held }.to_bytes()?;
    let custody = Custody {
        server: step.key().origin().to_owned(),
        seq,
        prev,
        device: device.genesis,
        item: *item,
        details: Digest::of(&details),
        after: Some(step.ledger().log_head()?.checkpoint).filter(|note| !note.is_empty()),
        at,
    };
    let subjects: Vec<(u64, Digest)> = entries.iter().map(|entry| (entry.seq, entry.digest)).collect();
    let envelope = step.key().sign_custody(&custody, &subjects)?;
    let leaf = step.next_leaf();
    let digest = envelope.digest();
    let carried = Carried { envelope, details: Some(details) };
    let json = evidence::json::print(&carried)?;
    let bytes = json.len() as u64;
    let leaf_row = Leaf { leaf, digest, kind: LeafKind::Custody, org: device.org, envelope: json };
    step.append(&leaf_row, carried.envelope.payload())?;
    let covered: Vec<u64> = entries.iter().map(|entry| entry.leaf).collect();
    step.change().add_custody(seq, leaf, device.id, item, &covered)?;
    Ok(bytes)
}

fn reply(app: &App, device: &Device, items: &Asked, known: Option<u64>) -> Result<ReceiptsReply> {
    let snapshot = app.ledger.snapshot()?;
    let (head, tree) = (snapshot.log_head()?, Tree::new(&*snapshot));
    let (mut delivered, mut missing) = (Vec::new(), Vec::new());
    let (mut bytes, mut listed) = (0, 0);
    for (item, of) in items {
        let found = branch(app, &*snapshot, device, item, of)?;
        if !found.whole || !found.uncovered.is_empty() {
            let parts = lacking(&*snapshot, device, &found.uncovered, &mut listed)?;
            missing.push(MissingParts { item: *item, unfinished: !found.whole, parts });
            continue;
        }
        let size: usize = found.statements.iter().map(|(leaf, _)| leaf.envelope.len()).sum();
        if bytes > 0 && bytes + size > MAX_REPLY {
            continue;
        }
        bytes += size;
        for (leaf, custody) in found.statements {
            let noted = tree.noted(leaf.digest, leaf.leaf, head.size)?;
            delivered.push(CustodyProof { item: *item, custody, noted });
        }
    }
    Ok(ReceiptsReply {
        consistency: tree.consistency(known, head.size)?,
        checkpoint: head.checkpoint,
        delivered,
        missing,
        clock_behind: false,
    })
}

/// Parts of these entries that are not held, as many as the reply still lists. An item of another device has none, as
/// one that does not exist.
fn lacking(ledger: &dyn Snapshot, device: &Device, entries: &[ItemEntry], listed: &mut usize) -> Result<Vec<Digest>> {
    let mut parts = BTreeSet::new();
    for entry in entries {
        let lacking = ledger.entry_parts(device.id, entry.leaf)?.into_iter().filter(|(_, held)| !held);
        parts.extend(lacking.map(|(part, _)| part.sha256));
    }
    let parts: Vec<Digest> = parts.into_iter().take(MAX_MISSING.saturating_sub(*listed)).collect();
    *listed += parts.len();
    Ok(parts)
}

/// The statement behind a leaf, if the disk still has what was stored.
pub fn read_back(leaf: &Leaf) -> Result<Carried> {
    let carried = Carried::parse(&leaf.envelope).ok().filter(|carried| carried.envelope.digest() == leaf.digest);
    carried.ok_or(Error::Unavailable { what: "a statement in the ledger that is not what was stored", source: None })
}
