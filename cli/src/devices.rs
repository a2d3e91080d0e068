//! `testamur archive devices`, `confirm` and `end`: the devices of an archive, and the organisation's words about them.

use std::path::Path;

use archive::{Behind, DeviceView, Doubt, Standing, State, Store};
use evidence::word::Covers;
use evidence::{DeviceCode, Digest};
use organisation::Organisation;
use serde_json::json;
use zeroize::Zeroizing;

use crate::door::Door;
use crate::opened::{key_passphrase, open, store};
use crate::trouble::{Done, Trouble};

/// Prints every device, in the order of their arrival.
pub fn list(door: &Door) -> Done {
    let devices = store(door)?.known_devices()?;
    let mut lines = String::new();
    for device in &devices {
        lines += &format!(
            "{}\n  {}\n  now: {}\n  {} items, {} entries, since {}, last {}\n  {}\n",
            device.code,
            device.code_cyrillic,
            now(&device.now),
            device.items,
            device.entries,
            verify::escape(&device.claimed_at),
            verify::escape(&device.last_at),
            standing(device)
        );
        if let Some(earlier) = &device.continues {
            lines += &format!("  says that it goes on from {}\n", DeviceCode::of(earlier));
        }
        for seq in &device.renewed_at {
            lines += &format!("  admitted again at entry {seq}\n");
        }
        for end in &device.ends {
            let what = if end.itself { "FROM" } else { "AFTER" };
            let which = end.seq.map_or(end.entry.short(), |seq| seq.to_string());
            let logged = if end.logged { "" } else { "; no log holds that yet: pull from the server" };
            lines += &format!("  ENDED {what} ENTRY {which}{logged}\n");
        }
        lines += &format!("  {}\n", device.device);
    }
    if devices.is_empty() {
        lines += "no device has brought anything yet\n";
    }
    door.say(&serde_json::to_value(&devices)?, lines)
}

/// Returns words for a device's present state, by the order of the log.
fn now(state: &State) -> String {
    match state {
        State::Unknown => "not known: its first entry is not here".to_owned(),
        State::Elsewhere => "ANOTHER ORGANISATION'S".to_owned(),
        State::NotAdmitted => "NOT ADMITTED".to_owned(),
        State::Shared => "IN QUESTION: its invitation was used twice".to_owned(),
        State::Admitted => "admitted by its ticket".to_owned(),
        State::Confirmed => "confirmed".to_owned(),
        State::Renewed { seq } => format!("admitted again, since entry {seq}"),
        State::Ended { seq, itself } => format!("ENDED, {} entry {seq}", if *itself { "from" } else { "after" }),
    }
}

/// Returns the words for a doubt, for an item's line.
pub fn doubt(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Ended => "AFTER THE END OF ITS DEVICE",
        Doubt::CopiedKey => "ITS DEVICE'S KEY WAS COPIED",
        Doubt::NotAdmitted => "ITS DEVICE IS NOT ADMITTED",
        Doubt::TicketShared => "ITS DEVICE'S INVITATION WAS USED TWICE",
        Doubt::EndedLater => "its device was ended later",
    }
}

/// Returns a pull's line about the items of one device with a doubt.
pub fn doubted(items: u64, device: &Digest, doubt: Doubt) -> String {
    let items = if items == 1 { "1 item".to_owned() } else { format!("{items} items") };
    let what = match doubt {
        Doubt::Ended => "of a device that was ended before a log noted them: their signer is not checked",
        Doubt::CopiedKey => "of a device whose key was copied: their signer is not checked",
        Doubt::NotAdmitted => "of a device that the organisation did not admit: their signer is not checked",
        Doubt::TicketShared => "of a device whose invitation was used twice: their signer is not checked",
        Doubt::EndedLater => "of a device that was ended after a log noted them: they stay as they were",
    };
    format!("{items} {what}\n  {}", DeviceCode::of(device))
}

fn standing(device: &DeviceView) -> String {
    match &device.standing {
        Standing::Confirmed => "confirmed by the organisation".to_owned(),
        Standing::Admitted if device.shares_ticket_with.is_empty() => "admitted by its ticket".to_owned(),
        Standing::Admitted => {
            let others: Vec<_> = device.shares_ticket_with.iter().map(|d| DeviceCode::of(d).to_string()).collect();
            format!("ANOTHER DEVICE USED ITS INVITATION TOO: {}", others.join(", "))
        }
        Standing::NotAdmitted { why } => format!("NOT ADMITTED BY THE ORGANISATION: {}", verify::escape(why)),
        Standing::Unknown => "not known: its first entry is not here".to_owned(),
    }
}

/// Signs and files the organisation's confirmation of a device.
pub fn confirm(door: &Door, code: &str, org: &Path) -> Done {
    let store = store(door)?;
    let device = by_code(&store, code)?;
    let (organisation, passphrase) = key(door, org)?;
    store.hear(&organisation.confirm(device.device, passphrase.as_ref().map(|p| p.as_str()))?)?;
    let value = json!({ "device": device.device, "code": device.code });
    let lines = format!(
        "{} is confirmed; bundles say so from now on.\nNext: testamur archive pull from the server, so that its log and other archives know it.",
        device.code
    );
    door.done(&value, lines);
    Ok(())
}

/// Signs and files the organisation's statement that a device's entries from a point on are not its own.
pub fn end(door: &Door, code: &str, org: &Path, (after, from): (Option<&str>, Option<&str>), yes: bool) -> Done {
    let store = store(door)?;
    let device = by_code(&store, code)?;
    let covers = match (after, from) {
        (_, Some(entry)) => Covers::From(entry_named(&store, &device, entry)?),
        (Some(entry), None) => Covers::After(entry_named(&store, &device, entry)?),
        (None, None) => {
            let newest = store.newest_number(&device.device)?;
            let newest =
                newest.ok_or_else(|| Trouble::new("nothing of this device is joined to its first entry here"))?;
            Covers::After(entry_named(&store, &device, &newest.to_string())?)
        }
    };
    let (organisation, passphrase) = key(door, org)?;
    let end = organisation.end(device.device, covers, passphrase.as_ref().map(|p| p.as_str()))?;
    let (what, entry) = match covers {
        Covers::After(entry) => ("after", entry),
        Covers::From(entry) => ("from", entry),
    };
    // A device that is too large to be judged can still be ended.
    let behind = store.behind(&end);
    let told = match &behind {
        Ok(behind) => stands_behind(behind),
        Err(e) => {
            format!("The items behind it could not be told ({e}). Of what comes later, the signer is not checked.")
        }
    };
    let behind = behind.ok();
    if !yes {
        let would = format!("This would end {} {what} entry {}. {told}", device.code, entry.short());
        if !door.is_typed("END", &would)? {
            return Err(Trouble::new(format!("nothing was said. {would}\nSay --yes to do it")));
        }
    }
    store.hear(&end)?;
    let value = json!({ "device": device.device, "code": device.code, what: entry, "behind": behind });
    let lines = format!(
        "{} is ended {what} entry {}. {told}\nNext: testamur archive pull from the server AT ONCE: the end counts from the moment that its log holds it.",
        device.code,
        entry.short()
    );
    door.done(&value, lines);
    Ok(())
}

/// Returns the effect of an end on the items in the archive.
fn stands_behind(Behind { noted, unnoted }: &Behind) -> String {
    format!(
        "Behind it stand {} items that are here: {noted} that a log noted before (they stay as they were, with a remark) and {unnoted} \
         that no log noted (their signer is not checked any more). Of what comes later, the signer is not checked.",
        noted + unnoted
    )
}

/// Returns the device with this digest, or with this code among those in the archive of this home.
pub fn named(door: &Door, named: &str) -> Done<Digest> {
    match named.parse() {
        Ok(device) => Ok(device),
        Err(_) => Ok(by_code(&store(door)?, named)?.device),
    }
}

fn by_code(store: &Store, code: &str) -> Done<DeviceView> {
    let (code, known) = (DeviceCode::parse(code)?, store.known_devices()?);
    let mut named = known.into_iter().filter(|device| code.names(&device.device));
    match (named.next(), named.next()) {
        (Some(device), None) => Ok(device),
        _ => {
            Err(Trouble::new("no device of the archive has this code, or more than one has: testamur archive devices"))
        }
    }
}

/// Returns an entry of a device, by its digest, or by its number unless the chain forks there.
fn entry_named(store: &Store, device: &DeviceView, word: &str) -> Done<Digest> {
    if let Ok(digest) = word.parse() {
        return Ok(digest);
    }
    let number = word.parse().map_err(|_| Trouble::new("an entry is named by its number or by its digest"))?;
    match store.entries_numbered(&device.device, number)?.as_slice() {
        [one] => Ok(*one),
        [] => Err(Trouble::new(format!("the archive has no entry {number} of this device"))),
        many => {
            let all: Vec<_> = many.iter().map(Digest::to_string).collect();
            Err(Trouble::new(format!("the chain forks there; name one of: {}", all.join(", "))))
        }
    }
}

fn key(door: &Door, org: &Path) -> Done<(Organisation, Option<Zeroizing<String>>)> {
    let organisation = open(org)?;
    let passphrase = key_passphrase(door, &organisation)?;
    Ok((organisation, passphrase))
}
