//! The commands of a capturing device: join, add, record, testify, status, list.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use evidence::code::Script;
use evidence::invitation::AdmissionSecret;
use evidence::policy::Review;
use evidence::{DeviceCode, Invitation};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use vault::{Added, Home, Listed, Listing, NewItem, OsDisk, OsSurroundings, Passphrase, Unlocked};
use zeroize::Zeroizing;

use crate::args::Record;
use crate::door::{Door, place, tell_if_open};
use crate::input::{self, read_small, read_text};
use crate::opening::{self, open, open_to_look};
use crate::stop::UntilStopped;
use crate::trouble::{Done, Trouble};

pub fn join(door: &Door, invitation: &Path) -> Done {
    let path = door.home()?;
    let stored = Zeroizing::new(read_small(invitation)?);
    let text = evidence::invitation::within(&input::text_of(invitation, stored.to_vec())?);
    let bytes = text.as_bytes();
    let (read, _) = Invitation::read(bytes)?;
    if read.renews()?.is_some() {
        return renew(door, invitation, bytes, &stored);
    }
    let passphrase = door.given_passphrase()?.map(|p| Passphrase::new(p.to_string())).transpose()?;
    let (disk, around) = (Arc::new(OsDisk), Arc::new(OsSurroundings::new()));
    let home = Home::join(&path, bytes, passphrase.as_ref(), disk, around)?;
    tell_if_not_wiped(invitation, bytes, &stored);
    tell_if_open(&path.join("ratchet"));
    let (device, policy) = (home.device()?, home.policy()?);
    let code = DeviceCode::of(&device);
    let expires = home.status()?.admitted_until;
    let value = json!({
        "device": device, "code": code.to_string(), "organisation": home.organisation()?, "name": policy.policy().name,
        "policy": policy.digest(), "review": policy.policy().review, "vault": passphrase.is_some(), "expires": expires,
    });
    let name = verify::escape(&policy.policy().name);
    let organisation = home.organisation()?;
    let mut lines = format!(
        "This device captures for {name}.\n  organisation key {organisation}\n  device           {device}\n  device code      {code}, {}\nReady: no network, no passphrase and no account is needed to capture.",
        code.words(Script::Cyrillic)
    );
    if let Some(warning) = expires.and_then(|expires| ends_soon(expires, Timestamp::now(), &code)) {
        lines += &format!("\n{warning}");
    }
    door.done(&value, lines);
    Ok(())
}

/// An invitation that ends sooner is mentioned: the first network may be days away.
const SOON: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Returns a text about an invitation's end, for the device that joined by it, if the end is past or near.
fn ends_soon(expires: Timestamp, now: Timestamp, code: &DeviceCode) -> Option<String> {
    let ask = format!("ask for one that renews this device: testamur org invite --renews {code}");
    if expires <= now {
        return Some(format!(
            "THIS INVITATION EXPIRED at {expires}, or this clock is wrong: a server will not take this device by it. What is \
             captured is sealed and stays here; to send it, {ask}"
        ));
    }
    (expires.duration_since(now) < SOON).then(|| {
        format!("The invitation is good until {expires}. Send something before that (testamur sync), or {ask}")
    })
}

fn renew(door: &Door, invitation: &Path, bytes: &[u8], stored: &[u8]) -> Done {
    let home = open(door)?;
    let renewed = home.renew(bytes)?;
    tell_if_not_wiped(invitation, bytes, stored);
    let device = home.device()?;
    let value = json!({ "device": device, "code": DeviceCode::of(&device).to_string(), "renewed_at": renewed.seq() });
    let lines = format!(
        "The organisation admitted this device again, at entry {}. It counts once a server has noted it: testamur sync.\n  device code      {}",
        renewed.seq(),
        DeviceCode::of(&device)
    );
    door.done(&value, lines);
    Ok(())
}

fn tell_if_not_wiped(invitation: &Path, bytes: &[u8], stored: &[u8]) {
    // Another program passed the invitation on, so no file of it is known.
    let Ok(input::Input::File(_)) = input::open(invitation) else { return };
    let redirected = input::is_standard(invitation).then(|| Path::new("/dev/stdin").canonicalize());
    let wiped = redirected.transpose().and_then(|file| use_up(file.as_deref().unwrap_or(invitation), bytes, stored));
    if let Err(e) = wiped {
        eprintln!(
            "testamur: {} could not be wiped ({e}); who has it could have been this device. Delete it",
            invitation.display()
        );
    }
}

/// Overwrites the secret of a used invitation in its file: a finder learns the organisation but cannot join. `stored`
/// is the file's content, `bytes` its decoded text.
fn use_up(path: &Path, bytes: &[u8], stored: &[u8]) -> std::io::Result<()> {
    let Ok((invitation, _)) = Invitation::parse(bytes) else { return Ok(()) };
    let printed = |secret: &AdmissionSecret| Zeroizing::new(evidence::json::print(secret).unwrap_or_default());
    let (secret, zeros) = (printed(&invitation.admission), printed(&AdmissionSecret::new(Zeroizing::new([0; 32]))));
    // UTF-16 of either byte order has a zero between two of these letters.
    let wide = |letters: &[u8]| Zeroizing::new(letters.iter().flat_map(|l| [0, *l]).skip(1).collect::<Vec<u8>>());
    for (secret, zeros) in [(wide(&secret), wide(&zeros)), (secret, zeros)] {
        if let Some(at) = stored.windows(secret.len().max(1)).position(|w| w == secret.as_slice()) {
            return disk::Durable::os().write_slot(disk::Step::EraseSlot, path, at as u64, &zeros);
        }
    }
    Err(std::io::Error::other("its secret is spelled in another way"))
}

pub fn described(added: &Added) -> Value {
    json!({
        "item": added.item, "claimed_at": added.claimed_at, "size": added.bytes, "sha256": added.sha256,
        "parts": added.parts, "entries": added.entries.len(), "changed": added.changed,
    })
}

pub fn record(door: &Door, args: &Record) -> Done {
    let new =
        NewItem { note: args.note.clone(), location: args.at.as_deref().map(place).transpose()?, ..NewItem::default() };
    let home = open(door)?;
    let recording = home.begin_recording(&args.name, &args.media_type, &new)?;
    let item = recording.item();
    door.done(&json!({ "item": item }), item);
    let source: Box<dyn Read + Send> = Box::new(UntilStopped::standard_input()?);
    let done = recording.run(source, |safe| door.progress(format_args!("{} bytes sealed", safe.bytes)));
    door.progress_done();
    let added = done?;
    let digest = added.sha256.map(|d| d.to_string()).unwrap_or_default();
    if added.bytes == 0 {
        return Err(Trouble::new(format!(
            "nothing came from standard input: item {item} says that a recording began and was ended, and holds no byte. Look \
             at what the program that records said, and begin again"
        )));
    }
    door.done(&described(&added), format!("sealed {item}  {} bytes in {} parts  {digest}", added.bytes, added.parts));
    Ok(())
}

pub fn testify(door: &Door, form: &Path, answers: &Path) -> Done {
    let (form, answers) = (read_text(form)?, read_text(answers)?);
    let home = open(door)?;
    let added = home.add_answers(form.as_bytes(), answers.as_bytes(), &NewItem::default())?;
    door.done(&described(&added), format!("sealed {}", added.item));
    Ok(())
}

pub fn status(door: &Door) -> Done {
    let (home, found) = open_to_look(door)?;
    home.check_all()?;
    let s = home.status()?;
    let plural = |n: u64, word: &str| if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") };
    let mut lines = format!(
        "{} sealed here, {} delivered\n{} of {} noted\n{} waiting ({} bytes)\nhead {} at {}\n",
        plural(s.items, "item"),
        s.delivered,
        s.noted,
        plural(s.entries, "entry").replace("entrys", "entries"),
        plural(s.parts_waiting, "part"),
        s.bytes_waiting,
        s.head.digest,
        s.head.seq
    );
    let code = DeviceCode::of(&home.device()?);
    lines += &format!("device code {code}, {}\n", code.words(Script::Cyrillic));
    if s.destroyed {
        lines += "THIS DEVICE'S KEYS WERE DESTROYED. Nothing can be added, sent or opened here. What it had sealed is still \
                  here and sealed: testamur archive pull --from takes it by cable.\n";
    }
    if !found.missing.is_empty() {
        lines +=
            &format!("{} of them cannot be read whole here and are lost unless a copy exists\n", found.missing.len());
    }
    if s.unfinished > 0 {
        lines += &format!("{} still open\n", plural(s.unfinished, "item"));
    }
    if s.interrupted > 0 {
        lines += &format!("{} cut off; what was sealed of them is safe\n", plural(s.interrupted, "item"));
    }
    let contradictions = home.contradictions()?;
    // The server wrote this text, so it must not move the terminal's cursor.
    let plain = |note: &str| note.lines().map(verify::escape).collect::<Vec<_>>().join("\n");
    for found in &contradictions {
        lines += &format!(
            "THE SERVER'S LOG CONTRADICTS ITSELF. Keep what is here and hand these two checkpoints to the organisation:\n\
             {}\n{}\n",
            plain(&found.known),
            plain(&found.shown)
        );
    }
    for chain in &s.earlier {
        lines += &format!(
            "an earlier chain of this device, {}: {}, {} not delivered, {} waiting ({} bytes)\n",
            DeviceCode::of(&chain.device),
            plural(chain.items, "item"),
            chain.undelivered,
            plural(chain.parts_waiting, "part"),
            chain.bytes_waiting
        );
    }
    let told = home.unread();
    for unread in s.unread.iter().filter(|unread| !told.contains(unread)) {
        let unread = verify::escape(&unread.to_string());
        lines += &format!("IT CANNOT ALL BE READ HERE. {unread}: {}\n", opening::KEEP);
    }
    if s.continues.is_some() && !s.enrolled && !s.destroyed {
        lines += &format!("{}\n", opening::NEW_CHAIN);
    }
    if !s.enrolled && !s.destroyed {
        lines += "The server does not know this device yet: testamur sync\n";
        let end = s.admitted_until.and_then(|until| ends_soon(until, Timestamp::now(), &code));
        lines += &end.map(|end| end + "\n").unwrap_or_default();
    }
    let mut said = serde_json::to_value(&s)?;
    if let Some(said) = said.as_object_mut() {
        said.insert("code".to_owned(), code.to_string().into());
        said.insert("contradictions".to_owned(), serde_json::to_value(&contradictions)?);
        said.insert("lost".to_owned(), serde_json::to_value(&found.missing)?);
    }
    door.say(&said, lines)
}

/// Number of items read at once.
const LISTED: usize = 250;

pub fn list(door: &Door) -> Done {
    let (home, _) = open_to_look(door)?;
    let review = home.policy()?.policy().review;
    let readable = review != Review::Never && home.status()?.vault && !home.is_only_read();
    let unlocked = match readable {
        true => Some(home.unlock(&Passphrase::new(door.passphrase("the vault")?.to_string())?)?),
        false => None,
    };
    if let Some(vault) = &unlocked {
        while home.refresh(vault, LISTED)? {}
    }
    let listing = list_all(&home, unlocked.as_ref())?;
    let mut lines = listed(&listing.items);
    if listing.items.is_empty() {
        lines += "Nothing is captured yet.\n";
    }
    let mut said = serde_json::to_value(&listing)?;
    let mut earlier = Vec::new();
    for chain in home.earlier().iter().rev() {
        let (device, items) = (chain.device()?, list_all(chain, None)?.items);
        lines += &format!("of the earlier chain {}:\n{}", DeviceCode::of(&device), listed(&items));
        earlier.push(json!({ "device": device, "items": items }));
    }
    if let Some(said) = said.as_object_mut() {
        said.insert("earlier".to_owned(), earlier.into());
    }
    if review == Review::Never {
        lines += "The policy grants no review: nobody can open what this device captured, on this device.";
    } else if listing.locked {
        lines += if home.is_only_read() {
            "The policy grants review; a home that is only read opens no vault."
        } else {
            "The policy grants review, but this home has no vault."
        };
    }
    door.say(&said, lines)
}

/// Returns the whole list, because programs and counts need more than one page.
fn list_all(chain: &Home, unlocked: Option<&Unlocked>) -> Done<Listing> {
    let mut listing = chain.list(unlocked, None, LISTED)?;
    while let Some(last) = listing.items.last().map(|item| item.seq) {
        let more = chain.list(unlocked, Some(last), LISTED)?;
        if more.items.is_empty() {
            break;
        }
        listing.items.extend(more.items);
    }
    Ok(listing)
}

fn listed(items: &[Listed]) -> String {
    let mut lines = String::new();
    for item in items {
        let marks = [
            (item.noted, "noted"),
            (item.delivered, "delivered"),
            (item.interrupted, "interrupted"),
            (!item.finished, "open"),
        ];
        let marks: Vec<_> = marks.iter().filter(|(yes, _)| *yes).map(|(_, word)| *word).collect();
        let name =
            item.readable.as_ref().and_then(|r| r.media.first()).map(|m| verify::escape(&m.name)).unwrap_or_default();
        lines += &format!(
            "{}  {}  {:>10} bytes sealed  {}  {name}\n",
            item.item,
            item.claimed_at,
            item.bytes,
            marks.join(", ")
        );
    }
    lines
}
