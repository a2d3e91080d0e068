//! Delivered receipts: the server signs that it holds every part of an item, and notes that in its own log.
//!
//! Owns when that may be said. Never says it of bytes whose digest was not recomputed from storage in this run of the
//! server: a part that was completed in this run was recomputed then, and only its presence and size are looked at
//! again; after a restart, which may have been a power cut, it is read once more before anything is signed over it.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use evidence::part::Sealed;
use evidence::receipt::{Custody, MAX_CUSTODY_ENTRIES, MAX_CUSTODY_PARTS};
use evidence::{Digest, Envelope, ItemId};
use jiff::Timestamp;
use sync::messages::{CustodyProof, MAX_ENTRIES, MissingParts, Receipts, ReceiptsReply, codes};

use crate::app::{App, blocking};
use crate::ledger::{Device, ItemEntry, Leaf, LeafKind, Snapshot};
use crate::sequencer::Step;
use crate::tree::Tree;
use crate::{Error, Result};

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
            // Whoever is forgotten is read once more.
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
    let items: BTreeSet<ItemId> = asked.items.iter().copied().collect();
    let items: Vec<ItemId> = items.into_iter().collect();
    let (looking, wanted) = (Arc::clone(app), items.clone());
    let (due, lost) = blocking(move || survey(&looking, &device, &wanted)).await?;
    if !due.is_empty() || !lost.is_empty() {
        if !lost.is_empty() {
            eprintln!("custody: {} parts are no longer what they were and count as not held", lost.len());
        }
        let now = app.now();
        app.sequencer
            .submit(move |step| {
                lost.iter().try_for_each(|digest| step.change().lose(digest))?;
                due.iter().try_for_each(|item| issue(step, &device, item, now))
            })
            .await?;
    }
    let answering = Arc::clone(app);
    blocking(move || reply(&answering, &device, &items, asked.known)).await
}

/// Items that are held whole and not wholly covered, and parts that storage lost.
fn survey(app: &App, device: &Device, items: &[ItemId]) -> Result<(Vec<ItemId>, BTreeSet<Digest>)> {
    let snapshot = app.ledger.snapshot()?;
    let (mut due, mut lost) = (Vec::new(), BTreeSet::new());
    for item in items {
        let Some(uncovered) = due_entries(&*snapshot, device, item)? else { continue };
        let mut sound = true;
        for (part, _) in uncovered.iter().flat_map(|(_, parts)| parts) {
            if !app.objects.check(part, !app.recomputed.has(&part.sha256))? {
                lost.insert(part.sha256);
                sound = false;
            } else {
                app.recomputed.add(part.sha256);
            }
        }
        if sound {
            due.push(*item);
        }
    }
    Ok((due, lost))
}

type WithParts = Vec<(ItemEntry, Vec<(Sealed, bool)>)>;

/// Entries of a finished item that no statement covers, with their parts, if every one of these is held.
fn due_entries(ledger: &dyn Snapshot, device: &Device, item: &ItemId) -> Result<Option<WithParts>> {
    let entries = ledger.item(device.id, item)?;
    if !entries.iter().any(|entry| entry.finishes) {
        return Ok(None);
    }
    let mut uncovered = Vec::new();
    for entry in entries.into_iter().filter(|entry| !entry.covered) {
        let parts = ledger.entry_parts(device.id, entry.leaf)?;
        if parts.iter().any(|(_, held)| !held) {
            return Ok(None);
        }
        uncovered.push((entry, parts));
    }
    Ok((!uncovered.is_empty()).then_some(uncovered))
}

/// Signs statements over all uncovered entries of an item, in the writer, where nothing can change in between.
fn issue(step: &mut Step<'_>, device: &Device, item: &ItemId, now: Timestamp) -> Result<()> {
    let Some(due) = due_entries(step.ledger(), device, item)? else { return Ok(()) };
    let (mut entries, mut held): (Vec<ItemEntry>, Vec<Sealed>) = (Vec::new(), Vec::new());
    for (entry, parts) in due {
        if entries.len() == MAX_CUSTODY_ENTRIES || held.len() + parts.len() > MAX_CUSTODY_PARTS {
            sign(step, device, item, now, std::mem::take(&mut entries), std::mem::take(&mut held))?;
        }
        entries.push(entry);
        for (part, _) in parts {
            if !held.contains(&part) {
                held.push(part);
            }
        }
    }
    sign(step, device, item, now, entries, held)
}

fn sign(
    step: &mut Step<'_>,
    device: &Device,
    item: &ItemId,
    at: Timestamp,
    entries: Vec<ItemEntry>,
    held: Vec<Sealed>,
) -> Result<()> {
    let before = step.ledger().custody_head()?;
    let (seq, prev) = before.map_or((0, None), |(seq, digest)| (seq + 1, Some(digest)));
    let server = step.key().origin().to_owned();
    let custody = Custody { server, seq, prev, device: device.genesis, item: *item, held, at };
    let subjects: Vec<(u64, Digest)> = entries.iter().map(|entry| (entry.seq, entry.digest)).collect();
    let envelope = step.key().sign_custody(&custody, &subjects)?;
    let leaf = step.next_leaf();
    let (digest, json) = (envelope.digest(), envelope.to_json());
    let leaf_row = Leaf { leaf, digest, kind: LeafKind::Custody, org: device.org, envelope: json };
    step.append(&leaf_row, envelope.payload())?;
    let covered: Vec<u64> = entries.iter().map(|entry| entry.leaf).collect();
    step.change().add_custody(seq, leaf, device.id, item, &covered)
}

fn reply(app: &App, device: &Device, items: &[ItemId], known: Option<u64>) -> Result<ReceiptsReply> {
    let snapshot = app.ledger.snapshot()?;
    let (head, tree) = (snapshot.log_head()?, Tree::new(&*snapshot));
    let (mut delivered, mut missing) = (Vec::new(), Vec::new());
    let (mut bytes, mut listed) = (0, 0);
    for item in items {
        let statements = snapshot.custody(device.id, item)?;
        let size: usize = statements.iter().map(|leaf| leaf.envelope.len()).sum();
        if bytes > 0 && bytes + size > MAX_REPLY {
            continue;
        }
        bytes += size;
        for leaf in &statements {
            let custody = read_back(leaf)?;
            delivered.push(CustodyProof {
                item: *item,
                custody,
                noted: tree.noted(leaf.digest, leaf.leaf, head.size)?,
            });
        }
        missing.extend(lacking(&*snapshot, device, item, &mut listed)?);
    }
    Ok(ReceiptsReply {
        consistency: tree.consistency(known, head.size)?,
        checkpoint: head.checkpoint,
        delivered,
        missing,
    })
}

/// What an item still lacks; `None` if it is covered whole. An item of another device lacks its record, as one that
/// does not exist.
fn lacking(ledger: &dyn Snapshot, device: &Device, item: &ItemId, listed: &mut usize) -> Result<Option<MissingParts>> {
    let entries = ledger.item(device.id, item)?;
    let unfinished = !entries.iter().any(|entry| entry.finishes);
    if !unfinished && entries.iter().all(|entry| entry.covered) {
        return Ok(None);
    }
    let mut parts = BTreeSet::new();
    for entry in entries.iter().filter(|entry| !entry.covered) {
        let lacking = ledger.entry_parts(device.id, entry.leaf)?.into_iter().filter(|(_, held)| !held);
        parts.extend(lacking.map(|(part, _)| part.sha256));
    }
    let parts: Vec<Digest> = parts.into_iter().take(MAX_MISSING.saturating_sub(*listed)).collect();
    *listed += parts.len();
    Ok(Some(MissingParts { item: *item, unfinished, parts }))
}

/// The statement behind a leaf, if the disk still has what was stored.
pub fn read_back(leaf: &Leaf) -> Result<Envelope> {
    let envelope = Envelope::parse(&leaf.envelope).ok().filter(|envelope| envelope.digest() == leaf.digest);
    envelope.ok_or(Error::Unavailable { what: "a statement in the ledger that is not what was stored", source: None })
}
