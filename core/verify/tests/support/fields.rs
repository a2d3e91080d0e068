//! Builds one bundle with every kind of signed object, each changed by the caller before it is signed.

use ed25519_dalek::{Signer, SigningKey};
use evidence::admission::ADMISSION_TYPE;
use evidence::closing::Counted;
use evidence::details::PartStatement;
use evidence::entry::{self, PAYLOAD_TYPE};
use evidence::invitation::TICKET_TYPE;
use evidence::part::Role;
use evidence::policy::PAYLOAD_TYPE as POLICY_TYPE;
use evidence::word::WORD_TYPE;
use evidence::{
    Admission, Carried, Closing, Envelope, ItemId, PlainPart, PublicKey, Signed, SignedEntry, SignedPolicy, Token,
    Word, dsse,
};
use verify::Trust;

use super::{
    Captured, CapturedMedia, Device, Files, World, bundle, item_id, note_record, photo_record, salted, say, seed,
    state, ts,
};

/// A caller's change to the bytes of an object of some kind.
pub type Change<'a> = &'a dyn Fn(Signed, Vec<u8>) -> Vec<u8>;

/// Returns an envelope signed by the key that is derived from a label.
fn sign(label: &str, kind: &str, payload: Vec<u8>) -> Envelope {
    let key = SigningKey::from_bytes(&seed(label));
    let public = PublicKey::from_bytes(key.verifying_key().as_bytes()).unwrap();
    let signature = key.sign(&dsse::pae(kind, &payload)).to_bytes();
    Envelope::new(kind, payload, &public, signature)
}

/// Signs the device's next entry.
fn entry(device: &mut Device, item: Option<ItemId>, parts: &[(Role, &PlainPart)], world: &World, change: Change<'_>) {
    let parts: Vec<PartStatement> = parts.iter().map(|(role, part)| state(*role, part)).collect();
    let mut details = device.details(parts);
    let link = device.link(item, details.ends(), world.log.seen());
    details.policy = world.policy.digest();
    if link.seq == 0 {
        let ticket = change(Signed::Ticket, world.ticket("phone").payload().to_vec());
        let ticket = sign("organisation", TICKET_TYPE, ticket);
        let admission = Admission {
            ticket: ticket.digest(),
            organisation: details.organisation.unwrap(),
            device: None,
            seq: 0,
            prev: None,
            key: link.key.unwrap(),
            transport_key: details.transport_key.unwrap(),
            policy: details.policy,
            seen: link.seen.clone(),
        };
        let admission = change(Signed::Admission, admission.to_payload().unwrap());
        details.admission = Some(sign("phone admission", ADMISSION_TYPE, admission));
        details.ticket = Some(ticket);
    }
    let seq = link.seq;
    let details = change(Signed::Details, details.to_bytes().unwrap());
    let payload = change(Signed::Entry, entry::payload(&details, link).unwrap());
    let envelope = sign(&format!("phone {seq}"), PAYLOAD_TYPE, payload);
    device.entries.push(SignedEntry::from_carried(Carried { envelope, details: Some(details) }).unwrap());
}

/// Returns a photo with its record, and a recording with its opening and closing, of a device that is admitted and
/// confirmed.
pub fn everything(change: Change<'_>) -> (Files, Trust) {
    let mut world = World::new();
    let policy = change(Signed::Policy, world.policy.envelope().payload().to_vec());
    let organisation = world.organisation.public().unwrap();
    world.policy = SignedPolicy::open(sign("organisation", POLICY_TYPE, policy), &organisation).unwrap();
    world.log.append(b"what was in the log before");
    let mut device = world.unadmitted("phone");
    device.entries.clear();
    entry(&mut device, None, &[], &world, change);
    world.log.append(device.entries[0].envelope().payload());

    device.wait(60);
    let note = note_record(item_id("note"), &device, "before").to_content(&[9; 32]).unwrap();
    entry(&mut device, Some(item_id("note")), &[(Role::Record, &salted("note", &note))], &world, change);
    deliver(&mut world, &device, "2026-06-09T05:41:00Z", change);

    device.wait(60);
    let (id, parts) = (item_id("photo"), vec![salted("photo", b"\xff\xd8 a photo")]);
    let record = photo_record(id, &device, &parts).to_content(&[9; 32]).unwrap();
    let record = salted("record", &change(Signed::Record, record));
    entry(&mut device, Some(id), &[(Role::Media(0), &parts[0]), (Role::Record, &record)], &world, change);
    deliver(&mut world, &device, "2026-06-09T05:42:00Z", change);
    let media = vec![CapturedMedia { file: "media/photo.jpg".to_owned(), first_part: 0, parts }];
    let photo = Captured { id, device: device.id(), opening: None, record: Some(record), media };

    device.wait(60);
    let (id, parts) = (item_id("recording"), vec![salted("recording", b"a second of it")]);
    let mut opening = photo_record(id, &device, &[]);
    (opening.media[0].size, opening.media[0].sha256) = (None, None);
    let opening = salted("opening", &change(Signed::Record, opening.to_content(&[9; 32]).unwrap()));
    entry(&mut device, Some(id), &[(Role::Opening, &opening), (Role::Media(0), &parts[0])], &world, change);
    deliver(&mut world, &device, "2026-06-09T05:43:00Z", change);
    device.wait(2);
    let counted = Counted { parts: 1, interrupted: false, size: None, sha256: None };
    let mut closing = Closing::new(id, opening.commitment(), device.claimed(), vec![counted]);
    closing.adds.insert("language".to_owned(), "kk".into());
    let closing = salted("closing", &change(Signed::Closing, closing.to_content(&[9; 32]).unwrap()));
    entry(&mut device, Some(id), &[(Role::Record, &closing)], &world, change);
    deliver(&mut world, &device, "2026-06-09T05:43:30Z", change);
    let media = vec![CapturedMedia { file: "media/recording.webm".to_owned(), first_part: 0, parts }];
    let recording = Captured { id, device: device.id(), opening: Some(opening), record: Some(closing), media };

    let said = Word::confirmed(Token::from_bytes([7; 16]), organisation, device.id()).to_payload().unwrap();
    let word = sign("organisation", WORD_TYPE, change(Signed::Word, said));
    world.log_word(&word);
    let mut files = bundle(&world, &device.entries, &[&photo, &recording]);
    say(&mut files, &[world.spoken(&word)]);
    let trust = Trust::from_policy(&world.policy.envelope().to_json()).unwrap().at(ts("2026-06-10T00:00:00Z"));
    (files, trust)
}

/// Notes the newest entry, and has the server sign that it holds the entry's parts.
fn deliver(world: &mut World, device: &Device, at: &str, change: Change<'_>) {
    let entry = device.entries.last().unwrap();
    world.log.append(entry.envelope().payload());
    world.log.deliver_as(&[entry], at, change);
}
