//! Takes entries: checks form, signature, ratchet and chain, then notes them in the log.
//!
//! Decides which entries are taken. A gap or a fork is no reason to refuse: both are kept, marked and reported. Only an
//! entry that is provably not from this device is refused.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;

use evidence::part::Role;
use evidence::{Carried, ChainFault, Digest, Head, SignedEntry, json};
use sync::messages::{Entries, EntriesReply, MAX_ENTRIES, RefusedEntry, codes};

use crate::blocking::blocking;
use crate::ledger::{Checked, Device, Leaf, LeafKind, Ledger, NewEntry};
use crate::sequencer::{Sequencer, Step};
use crate::setback::SetBack;
use crate::tree::Tree;
use crate::{Error, Result};

/// Most faults of one kind in a reply.
const MAX_FAULTS: u64 = 64;
/// Entries of one device that are read, and then taken by the log's writer, before the next device's turn.
const TURN: usize = 512;
/// Most bytes of an envelope's JSON besides its payload: type, key id, signature.
const MAX_AROUND: usize = 512;

/// An entry of the right form, with the results of the checks before its turn.
pub struct Candidate {
    position: usize,
    entry: SignedEntry,
    /// The envelope as received, with its details.
    envelope: Vec<u8>,
    /// The check of the signature against the key that its predecessor names, if that was known.
    verdict: Option<Result<(), ChainFault>>,
    /// Entries that wait for this one, by leaf, and whether this one's key signed them.
    waiting: BTreeMap<u64, bool>,
}

/// The outcome for a turn's candidates.
#[derive(Default)]
pub struct Taken {
    /// Digest and leaf of every entry that is in the log now, new or not.
    pub noted: Vec<(Digest, u64)>,
    /// The refused entries.
    pub refused: Vec<RefusedEntry>,
}

impl Candidate {
    /// Takes a genesis entry that its caller has checked.
    pub fn genesis(entry: SignedEntry) -> Result<Self> {
        let envelope = bounded(&entry)?;
        Ok(Self { position: 0, entry, envelope, verdict: None, waiting: BTreeMap::new() })
    }
}

/// Takes entries from devices.
pub struct Intake {
    /// The entries so far.
    pub ledger: Arc<dyn Ledger>,
    /// The log's writer.
    pub sequencer: Sequencer,
    /// The state that stops intake when the log was set back.
    pub set_back: Arc<SetBack>,
    /// Bytes that a device may use in all.
    pub limit: u64,
}

impl Intake {
    /// Takes a device's entries and returns their receipts.
    pub async fn entries(&self, device: Device, asked: Entries) -> Result<EntriesReply> {
        if asked.entries.len() > MAX_ENTRIES {
            return Err(Error::refused(codes::TOO_LARGE, format!("more than {MAX_ENTRIES} entries")));
        }
        self.set_back.look(asked.shown).await?;
        let limit = self.limit;
        let (mut noted, mut refused, mut position) = (Vec::with_capacity(asked.entries.len()), Vec::new(), 0);
        let mut rest = asked.entries.into_iter();
        // A parsed entry uses several times the memory of an unparsed one.
        while rest.len() > 0 {
            let (now, first, ledger) =
                (rest.by_ref().take(TURN).collect::<Vec<_>>(), position, Arc::clone(&self.ledger));
            position += now.len();
            let (candidates, wrong) = blocking(move || judge(&*ledger, &device, now, first)).await?;
            refused.extend(wrong);
            let taken = self.sequencer.submit(move |step| append(step, &device, &candidates, limit)).await?;
            noted.extend(taken.noted);
            refused.extend(taken.refused);
        }
        refused.sort_by_key(|r| r.position);
        reply(&self.ledger, device, noted, refused, Knows { size: asked.known, policy: asked.policy }).await
    }
}

/// A device's state, as it claims.
#[derive(Clone, Copy, Default)]
pub struct Knows {
    /// Size of the newest checkpoint.
    pub size: Option<u64>,
    /// Digest of the policy that it follows.
    pub policy: Option<Digest>,
}

/// Makes all checks that need no writer, on all cores. `first` is the place of the first entry in the request.
fn judge(
    ledger: &dyn Ledger,
    device: &Device,
    carried: Vec<Carried>,
    first: usize,
) -> Result<(Vec<Candidate>, Vec<RefusedEntry>)> {
    let numbered: Vec<(usize, Carried)> = carried.into_iter().zip(first..).map(|(carried, at)| (at, carried)).collect();
    let parsed = on_all_cores(numbered, |(position, carried)| (position, read(device, carried)));
    let (mut candidates, mut refused) = (Vec::with_capacity(parsed.len()), Vec::new());
    for (position, read) in parsed {
        match read {
            Ok((entry, envelope)) => {
                candidates.push(Candidate { position, entry, envelope, verdict: None, waiting: BTreeMap::new() });
            }
            Err(error) => refused.push(refusal(position, &error)),
        }
    }
    let heads: BTreeMap<Digest, Head> = candidates.iter().map(|c| (c.entry.digest(), Head::of(&c.entry))).collect();
    let snapshot = ledger.snapshot()?;
    let has_gaps = snapshot.faults(device.id, 1)?.iter().any(|f| matches!(f, ChainFault::Gap { .. }));
    let mut work = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let digest = candidate.entry.digest();
        let before = match candidate.entry.link().prev {
            None => None,
            Some(prev) => match heads.get(&prev) {
                Some(head) => Some(*head),
                None => snapshot.entry(device, &prev)?.map(|known| known.head),
            },
        };
        let followers = if has_gaps { snapshot.followers(device.id, &digest)? } else { Vec::new() };
        work.push((candidate, before, followers));
    }
    drop(snapshot);
    let candidates = on_all_cores(work, |(mut candidate, before, followers)| {
        candidate.verdict = before.map(|head| head.extend(&candidate.entry).map(|_| ()));
        for follower in followers.iter().filter(|f| f.checked == Checked::Gap) {
            candidate.waiting.insert(follower.leaf, signed_by(&candidate.entry, &follower.envelope));
        }
        candidate
    });
    Ok((candidates, refused))
}

fn read(device: &Device, carried: Carried) -> Result<(SignedEntry, Vec<u8>)> {
    let entry = SignedEntry::from_carried(carried)?;
    if entry.device() != device.genesis {
        return Err(Error::refused(codes::REFUSED, "it is an entry of another device than the one that asks"));
    }
    if i64::try_from(entry.seq()).is_err() {
        return Err(Error::malformed("entry", "its sequence number is impossible"));
    }
    let envelope = bounded(&entry)?;
    Ok((entry, envelope))
}

fn bounded(entry: &SignedEntry) -> Result<Vec<u8>> {
    if entry.envelope().to_json().len() > entry.envelope().payload().len().div_ceil(3) * 4 + MAX_AROUND {
        return Err(Error::malformed("entry", "its envelope carries more than a statement"));
    }
    Ok(entry.to_json())
}

/// Adds candidates to the ledger and the log, in their order. `limit`: bytes that the device may use in all.
pub fn append(step: &mut Step<'_>, device: &Device, candidates: &[Candidate], limit: u64) -> Result<Taken> {
    let usage = step.ledger().usage(device.id)?;
    let mut used = usage.entries.saturating_add(usage.held).saturating_add(usage.open);
    let mut taken = Taken::default();
    for candidate in candidates {
        let digest = candidate.entry.digest();
        let full = || {
            let full = Error::refused(codes::QUOTA, "the device's quota is used up, the reserve for entries too");
            refusal(candidate.position, &full)
        };
        if let Some(known) = step.ledger().entry(device, &digest)? {
            match tell(step, device, known.leaf, candidate, limit.saturating_sub(used))? {
                Some(bytes) => {
                    used = used.saturating_add(bytes);
                    taken.noted.push((digest, known.leaf));
                }
                None => taken.refused.push(full()),
            }
            continue;
        }
        let bytes = candidate.envelope.len() as u64;
        if used.saturating_add(bytes) > limit {
            taken.refused.push(full());
            continue;
        }
        match place(step, device, candidate) {
            Ok((checked, linked)) => {
                used = used.saturating_add(bytes);
                taken.noted.push((digest, insert(step, device, candidate, checked, linked)?));
            }
            Err(fault) => taken.refused.push(refusal(candidate.position, &fault?)),
        }
    }
    Ok(taken)
}

/// Checks an entry's place in the chain; the inner error is the entry's, the outer one the server's.
fn place(step: &Step<'_>, device: &Device, candidate: &Candidate) -> Result<(Checked, bool), Result<Error>> {
    let Some(prev) = candidate.entry.link().prev else {
        // Only a device's own genesis reaches this: `read` compared it, and `enrol` checked its signature.
        return Ok((Checked::Right, true));
    };
    let Some(before) = step.ledger().entry(device, &prev).map_err(|e| Err(e.into()))? else {
        return Ok((Checked::Gap, false));
    };
    let verdict = match &candidate.verdict {
        Some(verdict) => verdict.clone(),
        // Another request has added the predecessor meanwhile.
        None => before.head.extend(&candidate.entry).map(|_| ()),
    };
    match verdict {
        Ok(()) => Ok((Checked::Right, before.linked)),
        Err(fault) => Err(Ok(Error::refused(codes::REFUSED, describe(&fault)))),
    }
}

fn insert(step: &mut Step<'_>, device: &Device, candidate: &Candidate, checked: Checked, linked: bool) -> Result<u64> {
    let (entry, leaf) = (&candidate.entry, step.next_leaf());
    let (digest, prev) = (entry.digest(), entry.link().prev);
    step.append(
        &Leaf { leaf, digest, kind: LeafKind::Entry, org: device.org, envelope: candidate.envelope.clone() },
        entry.envelope().payload(),
    )?;
    let new = NewEntry {
        leaf,
        device: device.id,
        head: &Head::of(entry),
        prev,
        item: entry.item(),
        finishes: entry.finishes_item(),
        checked,
        linked,
    };
    step.change().add_entry(&new, candidate.envelope.len() as u64)?;
    add_parts(step, device, leaf, entry)?;
    if let Some(prev) = prev {
        step.change().note_fork(device.id, &prev, leaf)?;
    }
    for follower in step.ledger().followers(device.id, &digest)? {
        let right = match candidate.waiting.get(&follower.leaf) {
            Some(right) => *right,
            None => signed_by(entry, &follower.envelope),
        };
        step.change().set_checked(follower.leaf, if right { Checked::Right } else { Checked::Wrong })?;
        if right && linked {
            step.change().link_from(device.id, follower.leaf)?;
        }
    }
    Ok(leaf)
}

fn add_parts(step: &mut Step<'_>, device: &Device, leaf: u64, entry: &SignedEntry) -> Result<()> {
    for (place, part) in entry.parts().iter().enumerate() {
        let small = !matches!(part.role, Role::Media(_));
        step.change().add_part(device.id, leaf, place, &part.sealed, small)?;
    }
    Ok(())
}

/// Adds the details of an entry that was noted without them, to the envelope that was noted: no other signature was
/// checked. Returns their size in bytes; `None` if there is no `room` for them.
fn tell(step: &mut Step<'_>, device: &Device, leaf: u64, candidate: &Candidate, room: u64) -> Result<Option<u64>> {
    let Some(details) = candidate.entry.details_bytes() else { return Ok(Some(0)) };
    let stored = step.ledger().leaves(leaf, 1)?;
    let Some(noted) = stored.first().map(Leaf::read_back).transpose()? else { return Ok(Some(0)) };
    if noted.details.is_some() || !step.ledger().entry_parts(device.id, leaf)?.is_empty() {
        return Ok(Some(0));
    }
    let bytes = details.len() as u64;
    if bytes > room {
        return Ok(None);
    }
    let told = Carried { details: Some(details.to_vec()), ..noted };
    let told = json::print(&told)?;
    step.change().tell(leaf, &told)?;
    step.change().charge(device.id, bytes)?;
    add_parts(step, device, leaf, &candidate.entry)?;
    Ok(Some(bytes))
}

/// Returns the receipts of entries in the log: proofs to the newest checkpoint.
pub async fn reply(
    ledger: &Arc<dyn Ledger>,
    device: Device,
    noted: Vec<(Digest, u64)>,
    refused: Vec<RefusedEntry>,
    knows: Knows,
) -> Result<EntriesReply> {
    let ledger = Arc::clone(ledger);
    blocking(move || {
        let snapshot = ledger.snapshot()?;
        let (head, tree) = (snapshot.log_head()?, Tree::new(&*snapshot));
        let unique: BTreeMap<u64, Digest> = noted.into_iter().map(|(digest, leaf)| (leaf, digest)).collect();
        let (mut proofs, mut wanted) = (Vec::with_capacity(unique.len()), BTreeSet::new());
        for (leaf, digest) in unique {
            proofs.push(tree.noted(digest, leaf, head.size)?);
            let parts = snapshot.entry_parts(device.id, leaf)?;
            wanted.extend(parts.into_iter().filter(|(_, held)| !held).map(|(part, _)| part.sha256));
        }
        let policy = match knows.policy {
            Some(followed) => snapshot.other_policy(device.org, &followed)?,
            None => None,
        };
        Ok(EntriesReply {
            policy,
            consistency: tree.consistency(knows.size, head.size)?,
            checkpoint: head.checkpoint,
            noted: proofs,
            refused,
            faults: snapshot.faults(device.id, MAX_FAULTS)?,
            wanted: wanted.into_iter().collect(),
        })
    })
    .await
}

fn signed_by(before: &SignedEntry, envelope: &[u8]) -> bool {
    SignedEntry::parse(envelope).is_ok_and(|entry| Head::of(before).extend(&entry).is_ok())
}

fn refusal(position: usize, error: &Error) -> RefusedEntry {
    RefusedEntry { position, code: error.code().to_owned(), detail: error.to_string() }
}

fn describe(fault: &ChainFault) -> &'static str {
    match fault {
        ChainFault::BadSignature { .. } => "it is not signed by the key that the entry before it names",
        ChainFault::WrongSequence { .. } => "its sequence number does not follow that of the entry before it",
        ChainFault::KeyReused { .. } => "it names the key that signs it as the next one",
        _ => "it does not belong to this chain",
    }
}

/// Maps in order, on as many threads as there are cores.
fn on_all_cores<T: Send, U: Send>(items: Vec<T>, map: impl Fn(T) -> U + Sync) -> Vec<U> {
    const WORTH_A_THREAD: usize = 32;
    let cores = thread::available_parallelism().map_or(1, usize::from).min(16);
    let share = items.len().div_ceil(cores).max(WORTH_A_THREAD);
    if items.len() <= share {
        return items.into_iter().map(map).collect();
    }
    let mut shares = Vec::new();
    let mut items = items.into_iter();
    loop {
        let next: Vec<T> = items.by_ref().take(share).collect();
        if next.is_empty() {
            break;
        }
        shares.push(next);
    }
    thread::scope(|scope| {
        let map = &map;
        let threads: Vec<_> = shares
            .into_iter()
            .map(|share| scope.spawn(move || share.into_iter().map(map).collect::<Vec<U>>()))
            .collect();
        // A panic continues in the caller: entries must not get lost between two threads.
        threads.into_iter().flat_map(|t| t.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    })
}
