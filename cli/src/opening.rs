//! Opening the home for a command, and reporting the findings of its start to a person.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::Arc;

use evidence::ItemId;
use vault::{Home, LostPart, OsDisk, OsSurroundings, PolicyChange, Recovery, Unread};

use crate::door::Door;
use crate::trouble::{Done, Trouble};
use crate::{panicked, turn};

/// Opens the home and reports the repairs of its start.
pub fn open(door: &Door) -> Done<Home> {
    let path = door.home()?;
    let found = turn::take(|| Home::open(&path, Arc::new(OsDisk), Arc::new(OsSurroundings::new())))?;
    panicked::watch(&found.0);
    Ok(tell(found)?.0)
}

/// Opens the home for a command that only reads it. A home on a medium that cannot be written is read in its present
/// state.
pub fn open_to_look(door: &Door) -> Done<(Home, Recovery)> {
    let path = door.home()?;
    let (disk, around) = (Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
    let mut takes_nothing = None;
    let found = turn::take(|| match Home::open(&path, disk.clone(), around.clone()) {
        Err(e) if e.is_read_only() || e.is_disk_full() || e.is_denied() => {
            let read = Home::open_to_read(&path, disk.clone(), around.clone());
            match read {
                Ok(home) => {
                    takes_nothing = Some(e);
                    let missing = home.lost_parts()?;
                    Ok((home, Recovery { missing, ..Recovery::default() }))
                }
                Err(in_use) if in_use.is_in_use() => Err(in_use),
                Err(_) => Err(e),
            }
        }
        other => other,
    })?;
    if let Some(why) = takes_nothing {
        eprintln!(
            "testamur: {}. It is read as it lies there: status, list and carry work; to add, record or send, the home has to be where \
             it can be written",
            Trouble::from(why).text()
        );
    }
    panicked::watch(&found.0);
    tell(found)
}

/// The readable chains of a home, oldest first, and the unreadable parts.
pub struct Looked {
    pub chains: Vec<Home>,
    pub unread: Vec<Unread>,
    pub missing: Vec<LostPart>,
}

/// Opens each readable chain of the home. A home that can no longer capture, because something in it was changed,
/// still holds its sealed items: it is read like a copied one.
pub fn open_chains(door: &Door) -> Done<Looked> {
    let refused = match open_to_look(door) {
        Ok((home, found)) => {
            let (unread, missing) = (home.unread(), found.missing);
            return Ok(Looked { chains: home.earlier().into_iter().chain([home]).collect(), unread, missing });
        }
        Err(trouble) => trouble,
    };
    let path = door.home()?;
    let (disk, around) = (Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
    match Home::open(&path, disk.clone(), around.clone()) {
        Err(e) if !e.is_in_use() && !e.is_unjoined() && !e.is_destroyed() => {}
        _ => return Err(refused),
    }
    let Ok((chains, mut unread)) = Home::chains_to_read(&path, disk, around) else { return Err(refused) };
    eprintln!("testamur: {}. It captures nothing; what can be read of it is carried: {KEEP}", refused.text());
    let mut missing = Vec::new();
    for chain in &chains {
        match chain.lost_parts() {
            Ok(lost) => missing.extend(lost),
            Err(e) => unread.push(chain.unread_from_here(&e)),
        }
    }
    Ok(Looked { chains, unread, missing })
}

/// The last messages of a program that opens the home repeatedly, so that none is printed twice in a row.
#[derive(Default)]
pub struct Said {
    recovery: Recovery,
    trouble: String,
}

/// Opens the home for a moment; none while another program has it open, or while the disk is unreachable. The person's
/// next command reports new policies.
pub fn open_now(door: &Door, said: &mut Said) -> Done<Option<Home>> {
    let opened = Home::open(&door.home()?, Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
    // After a panic between two turns there is no key left to send with.
    let opened = opened.and_then(|(home, recovery)| home.transport_key().map(|_| (home, recovery)));
    match opened {
        Ok((home, recovery)) => {
            panicked::watch(&home);
            if recovery != said.recovery {
                tell_recovery(&recovery);
            }
            *said = Said { recovery, trouble: String::new() };
            Ok(Some(home))
        }
        Err(e) if e.is_in_use() => Ok(None),
        Err(e) if e.is_unjoined() => Err(Trouble::new(panicked::GONE)),
        Err(e @ vault::Error::Unavailable { .. }) if !e.is_destroyed() => {
            let trouble = Trouble::from(e).text().to_owned();
            if trouble != said.trouble {
                eprintln!("testamur: {trouble}. It is tried again");
            }
            said.trouble = trouble;
            Ok(None)
        }
        Err(e) => Err(e.into()),
    }
}

fn tell((home, recovery): (Home, Recovery)) -> Done<(Home, Recovery)> {
    tell_recovery(&recovery);
    for unread in home.unread() {
        let unread = verify::escape(&unread.to_string());
        eprintln!("testamur: IT CANNOT ALL BE READ HERE. {unread}. Nothing of that is sent, listed or carried: {KEEP}");
    }
    tell_policy(&home)?;
    Ok((home, recovery))
}

/// Reports the changes of new policies once, when a person is likely to read it.
pub fn tell_policy(home: &Home) -> Done {
    let changes = home.policy_changes()?;
    if !changes.is_empty() {
        if changes.iter().any(|change| change.opens()) {
            eprintln!("testamur: {RECIPIENTS}");
        }
        if changes.contains(&PolicyChange::Looking) {
            eprintln!("testamur: {LOOKING}");
        }
        let changed: Vec<_> = changes.iter().map(|change| changed(*change)).collect();
        eprintln!("testamur: the organisation's new policy changed: {}", changed.join("; "));
        if std::io::stderr().is_terminal() {
            // Reported once more if this could not be stored.
            drop(home.know_policy());
        }
    }
    Ok(())
}

/// Advice with every report of unreadable data.
pub const KEEP: &str = "keep this home as it is, and hand a copy of it to your organisation";

/// Printed before the next capture.
const RECIPIENTS: &str = "THE ORGANISATION CHANGED WHO CAN OPEN WHAT YOU CAPTURE from now on: ask the person who invited you whether that is right. \
                          What was captured before stays sealed as it was";

const LOOKING: &str = "FROM NOW ON WHOEVER OPENS THE VAULT OF THIS DEVICE CAN LOOK AT WHAT YOU CAPTURE: ask the person who invited you whether that is \
                       right. What was captured before stays sealed as it was";

fn changed(change: PolicyChange) -> &'static str {
    match change {
        PolicyChange::Archive => "who can open what you capture",
        PolicyChange::Witnesses => "who can open the witness compartment",
        PolicyChange::Looking => "that it may be looked at on this device",
        PolicyChange::Review => "how long it may be looked at on this device, or that it no longer may",
        PolicyChange::Servers => "where it is sent",
        PolicyChange::Logs => "whose receipts count",
        PolicyChange::Keeping => "whether sealed parts stay on this device after delivery",
        PolicyChange::Forms => "the forms in use",
        PolicyChange::Name => "the organisation's name",
    }
}

fn tell_recovery(found: &Recovery) {
    for item in &found.interrupted {
        if found.files.contains(item) {
            eprintln!(
                "testamur: {item} was cut off while its file was taken in; the piece that was sealed is kept: add the file again"
            );
        } else {
            eprintln!(
                "testamur: the recording {item} was cut off; what was sealed of it is safe and closed as interrupted"
            );
        }
    }
    for (item, parts) in lost_by_item(found) {
        eprintln!("testamur: {}", lost(&item, parts));
    }
    let told: [(u32, &str); 3] = [
        (found.adopted, "sealed parts had not reached the chain when the program ended; they are in it now"),
        (found.torn, "torn files were set aside; they hold nothing that was ever acknowledged"),
        (found.postponed, "items could not be closed because the disk is full; free space and start again"),
    ];
    for (count, text) in told.iter().filter(|(count, _)| *count > 0) {
        eprintln!("testamur: {count} {text}");
    }
    if found.dropped > 0 {
        eprintln!(
            "testamur: {} entries were set aside: what they rested on is gone or was changed, so nobody can vouch for them",
            found.dropped
        );
    }
    if found.found > 0 {
        eprintln!("testamur: {} sealed parts that no entry named are filed as found; they will be sent", found.found);
    }
    if found.new_chain {
        eprintln!("testamur: {NEW_CHAIN}");
    }
    if found.signing_key_lost {
        eprintln!(
            "testamur: the chain cannot go on, and the disk is too full to begin a new one: what is here can be sent, nothing can be \
             added. Free space and start again"
        );
    }
}

/// Printed at the start that begins a new chain, and by `status` until a server knows it.
pub const NEW_CHAIN: &str = "THIS DEVICE BEGAN A NEW CHAIN: the one that was here has a hole, or its signing key is gone. Nothing that was acknowledged is \
                         given up, and capturing goes on. The organisation has to confirm the new device code (testamur status): until \
                         then its items cannot be sent, and their signer is not checked. Carry them to the archive (testamur carry), where \
                         testamur archive confirm takes the code, or ask for an invitation that renews this device";

fn lost_by_item(found: &Recovery) -> BTreeMap<ItemId, usize> {
    let mut out = BTreeMap::new();
    found.missing.iter().for_each(|part| *out.entry(part.item).or_default() += 1);
    out
}

/// Returns the warning about parts that are incomplete on this device and missing on the server.
fn lost(item: &ItemId, parts: usize) -> String {
    let (parts, these) = if parts == 1 {
        ("1 sealed part".to_owned(), "this part is lost unless a copy exists")
    } else {
        (format!("{parts} sealed parts"), "these parts are lost unless a copy exists")
    };
    format!(
        "{parts} of item {item} cannot be read whole on this device and the server has not confirmed them: {these} (a backup of \
         this home, a carried folder). The chain still proves that they existed"
    )
}
