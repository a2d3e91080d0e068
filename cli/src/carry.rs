//! `testamur carry`: a folder for any carrier, on a medium that may be too small or lose data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use archive::{Carrier, CarrierWriter};
use evidence::{Digest, ItemId};
use serde_json::json;
use sync::Outbox as _;
use vault::{Home, LostPart, Reason, Unread};

use crate::door::Door;
use crate::opening::{self, Looked};
use crate::trouble::{Done, Trouble};

/// Number of entries and receipts read at once.
const AT_ONCE: usize = 256;

/// The parts on the carrier, and the first entry with a part that did not fit.
struct Parts {
    written: u64,
    left: u64,
    next: Option<u64>,
    /// Items with a part that cannot be read whole on this device.
    damaged: BTreeSet<ItemId>,
}

/// Writes all waiting and stored evidence to a folder for any carrier, and reads it back. Parts of entries before
/// `from` are left to another carrier. Returns false if something is missing on it.
pub fn carry(door: &Door, folder: &Path, from: u64) -> Done<bool> {
    let Looked { chains, mut unread, missing } = opening::open_chains(door)?;
    let place = place(folder)?;
    let mut carrier = CarrierWriter::create(&place).map_err(|e| Trouble::at(&place)(e.into()))?;
    let entries = match write_entries(&chains, &mut carrier, &mut unread) {
        Ok(entries) => entries,
        Err(trouble) => {
            carrier.give_up();
            return Err(Trouble::at(&place)(trouble));
        }
    };
    let parts = match write_parts(&chains, &mut carrier, from, &missing, &mut unread) {
        Ok(parts) => parts,
        Err(trouble) => {
            carrier.give_up();
            return Err(trouble);
        }
    };
    let written = carrier.finish().map_err(|e| Trouble::at(&place)(e.into()))?;
    written.check().map_err(|e| Trouble::at(&place)(e.into()))?;
    let value = json!({
        "folder": place, "entries": entries, "parts": parts.written, "parts_left": parts.left, "next": parts.next,
        "damaged": parts.damaged, "unread": unread,
    });
    let mut lines = format!(
        "{entries} entries and {} sealed parts are in {}, and were read back from there\nNobody who carries it can open it.",
        parts.written,
        verify::escape(&place.display().to_string())
    );
    if let Some(next) = parts.next {
        lines += &format!(
            "\n{} SEALED PARTS DID NOT FIT. This carrier is usable as it is; for the rest take another one: testamur carry FOLDER \
             --from {next}",
            parts.left
        );
    }
    for item in &parts.damaged {
        lines +=
            &format!("\nSealed parts of item {item} cannot be read whole on this device and are not on the carrier");
    }
    for unread in &unread {
        lines += &format!("\nNOT ON THE CARRIER, because it cannot be read: {}", verify::escape(&unread.to_string()));
    }
    door.done(&value, lines);
    Ok(parts.next.is_none() && parts.damaged.is_empty() && unread.is_empty())
}

/// Returns the folder to make: the named one or, if it exists (like a stick's own folder), a new one inside it.
fn place(folder: &Path) -> Done<PathBuf> {
    if !folder.is_dir() {
        return Ok(folder.to_owned());
    }
    if Carrier::is_one(folder) {
        let why = "a carrier's folder is here already, and nothing is overwritten: name a folder that is not there yet";
        return Err(Trouble::at(folder)(Trouble::new(why)));
    }
    let names = (1u32..).map(|n| if n == 1 { "carried".to_owned() } else { format!("carried-{n}") });
    let mut places = names.map(|name| folder.join(name));
    places
        .find(|place| place.symlink_metadata().is_err())
        .ok_or_else(|| Trouble::new("there are too many folders there"))
}

/// Writes the policies that the chains name, the chains and their receipts: small files that make the parts useful.
fn write_entries(chains: &[Home], carrier: &mut CarrierWriter, unread: &mut Vec<Unread>) -> Done<u64> {
    let (mut written, mut entries) = (BTreeSet::new(), 0);
    for chain in chains {
        go_on(chain, unread, write_policies(chain, carrier, &mut written))?;
        go_on(chain, unread, write_chain(chain, carrier, &mut entries))?;
        go_on(chain, unread, write_noted(chain, carrier))?;
    }
    Ok(entries)
}

/// The reason why the writing of a chain ended.
enum Stopped {
    /// The chain cannot be read further.
    Chain(vault::Error),
    /// The carrier accepts no more data.
    Carrier(Trouble),
}

impl From<vault::Error> for Stopped {
    fn from(e: vault::Error) -> Self {
        Self::Chain(e)
    }
}

impl From<archive::Error> for Stopped {
    fn from(e: archive::Error) -> Self {
        Self::Carrier(e.into())
    }
}

/// Reports the unreadable rest of a chain once, and lets the other chains continue.
fn go_on(chain: &Home, unread: &mut Vec<Unread>, done: Result<(), Stopped>) -> Done {
    match done {
        Ok(()) => Ok(()),
        Err(Stopped::Carrier(trouble)) => Err(trouble),
        Err(Stopped::Chain(e)) => {
            let told = chain.unread_from_here(&e);
            if !unread.contains(&told) {
                unread.push(told);
            }
            Ok(())
        }
    }
}

fn write_policies(home: &Home, carrier: &mut CarrierWriter, written: &mut BTreeSet<Digest>) -> Result<(), Stopped> {
    for policy in home.policies()?.iter().filter(|policy| written.insert(policy.digest())) {
        carrier.policy(policy.envelope())?;
    }
    Ok(())
}

fn write_chain(home: &Home, carrier: &mut CarrierWriter, entries: &mut u64) -> Result<(), Stopped> {
    let (mut delivered, mut from) = (BTreeSet::new(), 0);
    loop {
        let page = home.entries(from, AT_ONCE)?;
        for entry in &page {
            carrier.entry(entry)?;
            *entries += 1;
            if let Some(item) = entry.item().filter(|i| delivered.insert(*i)) {
                for receipt in home.receipts(&item)? {
                    carrier.delivered(&receipt)?;
                }
            }
            from = entry.seq() + 1;
        }
        if page.len() < AT_ONCE {
            return Ok(());
        }
    }
}

fn write_noted(home: &Home, carrier: &mut CarrierWriter) -> Result<(), Stopped> {
    let mut from = 0;
    loop {
        let page = home.noted_receipts(from, AT_ONCE)?;
        for (seq, receipt) in &page {
            carrier.noted(receipt)?;
            from = seq + 1;
        }
        if page.len() < AT_ONCE {
            return Ok(());
        }
    }
}

/// Writes the sealed parts until the medium is full, and counts those that are left. Numbers run through all chains,
/// the earliest first.
fn write_parts(
    chains: &[Home],
    carrier: &mut CarrierWriter,
    from: u64,
    lost: &[LostPart],
    unread: &mut Vec<Unread>,
) -> Done<Parts> {
    let damaged = lost.iter().map(|part| part.item).collect();
    let mut parts = Parts { written: 0, left: 0, next: None, damaged };
    let mut before = 0;
    for chain in chains {
        go_on(chain, unread, write_parts_of(chain, carrier, from.saturating_sub(before), before, &mut parts))?;
        before += chain.head()?.seq + 1;
    }
    Ok(parts)
}

fn write_parts_of(
    home: &Home,
    carrier: &mut CarrierWriter,
    mut from: u64,
    before: u64,
    parts: &mut Parts,
) -> Result<(), Stopped> {
    loop {
        let page = home.entries(from, AT_ONCE)?;
        for entry in &page {
            for part in entry.parts() {
                if parts.next.is_some() {
                    parts.left += 1;
                    continue;
                }
                // Delivered parts may have left the device; the archive gets those from the server.
                let sealed = match home.read_part(&part.sealed.sha256) {
                    Err(vault::Error::Unavailable { reason: Reason::NotHere, .. }) => continue,
                    // One damaged part must not stop the others.
                    Err(
                        vault::Error::Malformed { .. }
                        | vault::Error::Unavailable { reason: Reason::Disk | Reason::Denied, .. },
                    ) => {
                        parts.damaged.extend(entry.item());
                        continue;
                    }
                    other => other?,
                };
                match carrier.part(&sealed) {
                    Ok(_) => parts.written += 1,
                    Err(e) if e.is_disk_full() => (parts.left, parts.next) = (1, Some(before + entry.seq())),
                    Err(e) => return Err(e.into()),
                }
            }
            from = entry.seq() + 1;
        }
        if page.len() < AT_ONCE {
            return Ok(());
        }
    }
}
