//! Delivered receipts: the server signs that it holds every part of an item, and notes that in its own log.
//!
//! Decides when such a statement may be signed. It never covers bytes whose digest was not recomputed from storage in
//! this run of the server: for a part that was completed in this run, only presence and size are checked again; after a
//! restart, which may have been a power cut, the part is read again first. The clock must also be able to be right
//! (`clock`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use evidence::part::Sealed;
use evidence::receipt::{Custody, Holdings, MAX_CUSTODY_ENTRIES, MAX_CUSTODY_PARTS, SignedCustody};
use evidence::{Carried, Digest, ItemId, Token};
use jiff::Timestamp;
use sync::messages::{CustodyProof, MAX_ENTRIES, MissingParts, Receipts, ReceiptsReply, codes};

use crate::blocking::blocking;
use crate::clock::{self, Reading};
use crate::keys::LogKey;
use crate::ledger::{Device, ItemEntry, Leaf, LeafKind, Ledger, Snapshot};
use crate::objects::Objects;
use crate::recomputed::Recomputed;
use crate::sequencer::{Sequencer, Step};
use crate::setback::SetBack;
use crate::surroundings::{Clock, random};
use crate::tree::Tree;
use crate::{Error, Result};

/// Most missing parts in a reply.
const MAX_MISSING: usize = 1_000;
/// Bytes of custody statements in one reply; the first item always fits. Further items that do not fit are left out.
const MAX_REPLY: usize = 12 * 1024 * 1024;

/// Signs custody statements.
pub struct Custodian {
    /// Entries, parts and statements.
    pub ledger: Arc<dyn Ledger>,
    /// Parts.
    pub objects: Arc<dyn Objects>,
    /// The parts that need not be read again.
    pub recomputed: Arc<Recomputed>,
    /// The key under which statements are signed.
    pub key: Arc<LogKey>,
    /// The log's writer.
    pub sequencer: Sequencer,
    /// The state that stops signing when the log was set back.
    pub set_back: Arc<SetBack>,
    /// The time of a statement.
    pub clock: Clock,
    /// The statement that the operator takes back, because a wrong clock signed it.
    pub taken_back: Option<Digest>,
    /// Bytes that a device may use in all.
    pub limit: u64,
}

impl Custodian {
    /// Returns the custody statements of items, after signing those that are due.
    pub async fn receipts(self: &Arc<Self>, device: Device, asked: Receipts) -> Result<ReceiptsReply> {
        if asked.items.len() > MAX_ENTRIES {
            return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_ENTRIES} items")));
        }
        self.set_back.look(asked.shown).await?;
        let mut items: BTreeMap<ItemId, BTreeSet<Digest>> = BTreeMap::new();
        for asked in asked.items {
            items.entry(asked.item).or_default().extend(asked.entries);
        }
        let (looking, items) = (Arc::clone(self), Arc::new(items));
        let wanted = Arc::clone(&items);
        let (due, lost) = blocking(move || looking.survey(&device, &wanted)).await?;
        let mut clock_behind = None;
        if !due.is_empty() || !lost.is_empty() {
            if !lost.is_empty() {
                eprintln!("custody: {} parts are no longer what they were and count as not held", lost.len());
            }
            let (now, limit, taken_back) = ((self.clock)(), self.limit, self.taken_back);
            clock_behind = self
                .sequencer
                .submit(move |step| {
                    lost.iter().try_for_each(|digest| step.change().lose(digest))?;
                    let newest = clock::newest(step.ledger(), step.key())?;
                    let reading = Reading::of(now, newest.as_ref(), taken_back.as_ref())?;
                    let Some(at) = reading.instant() else { return Ok(Some(reading)) };
                    due.iter().try_for_each(|due| issue(step, &device, due, at, limit))?;
                    Ok(None)
                })
                .await?;
            if let Some(reading) = &clock_behind {
                eprintln!("custody: not signed, the clock is {reading}");
            }
        }
        let answering = Arc::clone(self);
        let mut said = blocking(move || answering.reply(&device, &items, asked.known)).await?;
        said.clock_behind = clock_behind.is_some();
        Ok(said)
    }

    /// Finds items that are held whole and not fully covered, and parts that storage lost.
    fn survey(&self, device: &Device, items: &Asked) -> Result<(Vec<Due>, BTreeSet<Digest>)> {
        let snapshot = self.ledger.snapshot()?;
        let (mut all, mut lost) = (Vec::new(), BTreeSet::new());
        for (item, of) in items {
            let found = self.branch(&*snapshot, device, item, of)?;
            if !found.whole || found.uncovered.is_empty() {
                continue;
            }
            let Some(entries) = with_held_parts(&*snapshot, device, found.uncovered)? else { continue };
            let mut sound = true;
            for part in entries.iter().flat_map(|(_, parts)| parts) {
                if !self.objects.check(part, !self.recomputed.has(&part.sha256))? {
                    lost.insert(part.sha256);
                    sound = false;
                } else {
                    self.recomputed.add(part.sha256);
                }
            }
            if sound {
                all.push(Due { item: *item, entries });
            }
        }
        Ok((all, lost))
    }

    fn branch(&self, ledger: &dyn Snapshot, device: &Device, item: &ItemId, of: &BTreeSet<Digest>) -> Result<Branch> {
        let mut entries = ledger.item(device.id, item)?;
        entries.retain(|entry| of.contains(&entry.digest));
        let whole = entries.len() == of.len() && entries.iter().any(|entry| entry.finishes);
        let (mut statements, mut covered) = (Vec::new(), BTreeSet::new());
        if entries.iter().any(|entry| entry.covered) {
            for leaf in ledger.custody(device.id, item)? {
                let carried = leaf.read_back()?;
                let subjects = SignedCustody::open(&carried, &self.key.public())?.entries;
                if subjects.iter().all(|(_, digest)| of.contains(digest)) {
                    covered.extend(subjects.into_iter().map(|(_, digest)| digest));
                    statements.push((leaf, carried));
                }
            }
        }
        entries.retain(|entry| !covered.contains(&entry.digest));
        Ok(Branch { whole, statements, uncovered: entries })
    }

    fn reply(&self, device: &Device, items: &Asked, known: Option<u64>) -> Result<ReceiptsReply> {
        let snapshot = self.ledger.snapshot()?;
        let (head, tree) = (snapshot.log_head()?, Tree::new(&*snapshot));
        let (mut delivered, mut missing) = (Vec::new(), Vec::new());
        let (mut bytes, mut listed) = (0, 0);
        for (item, of) in items {
            let found = self.branch(&*snapshot, device, item, of)?;
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
}

/// The requested entries of one item.
struct Branch {
    /// True if every requested entry is there, and one of them carries the record.
    whole: bool,
    /// Statements that cover only requested entries.
    statements: Vec<(Leaf, Carried)>,
    /// Requested entries that none of these covers.
    uncovered: Vec<ItemEntry>,
}

/// Entries of one item to sign for.
struct Due {
    item: ItemId,
    entries: WithParts,
}

type WithParts = Vec<(ItemEntry, Vec<Sealed>)>;

type Asked = BTreeMap<ItemId, BTreeSet<Digest>>;

/// Returns entries with their parts, if every part is held.
fn with_held_parts(ledger: &dyn Snapshot, device: &Device, entries: Vec<ItemEntry>) -> Result<Option<WithParts>> {
    let mut out = Vec::with_capacity(entries.len());
    for entry in entries {
        let parts = ledger.entry_parts(device.id, entry.leaf)?;
        // Without its details it is unknown which parts must be held.
        if parts.is_empty() || parts.iter().any(|(_, held)| !held) {
            return Ok(None);
        }
        out.push((entry, parts.into_iter().map(|(part, _)| part).collect()));
    }
    Ok(Some(out))
}

/// Signs statements over exactly the surveyed entries, in the writer's thread, so that no other change comes in
/// between.
///
/// Entries that were covered for another branch are signed again. This is charged to the device's quota, up to `limit`
/// bytes, because a device could otherwise request endless branches.
fn issue(step: &mut Step<'_>, device: &Device, due: &Due, now: Timestamp, limit: u64) -> Result<()> {
    let known: Vec<ItemEntry> = due.entries.iter().map(|(entry, _)| *entry).collect();
    let current: BTreeMap<u64, ItemEntry> =
        step.ledger().item(device.id, &due.item)?.into_iter().map(|entry| (entry.leaf, entry)).collect();
    // Another request was faster, or a part was lost meanwhile: the reply surveys again.
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

/// Signs one statement and notes it; returns its bytes.
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

/// Returns the parts of these entries that are not held, as many as the reply has room for. For another device's item
/// this is empty, as for an unknown item.
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
