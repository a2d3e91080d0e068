//! The witness compartment on the device: only the witness key opens its parts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::{Cursor, Write};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::{Chosen, Fault, FaultDisk, WATERMARK, World, has, index_all};
use evidence::part::Role;
use evidence::policy::{RecipientKind, Review};
use evidence::record::{Kind, Method, WITNESSES};
use evidence::{Ending, ItemId, Record, SignedEntry};
use seal::ReviewIdentity;
use sync::Outbox;
use vault::{Error, Home, NewItem, OsDisk, Passphrase, Step};

fn pass() -> Passphrase {
    Passphrase::new("words".to_owned()).unwrap()
}

fn of_witnesses() -> NewItem {
    let note = Some(format!("who A. B. is: {WATERMARK}"));
    NewItem { note, compartment: Some(WITNESSES.to_owned()), ..NewItem::default() }
}

/// Makes a world whose policy names a witness recipient, and the key behind it.
fn world(review: Review) -> (World, ReviewIdentity) {
    let witness = ReviewIdentity::generate(RecipientKind::Classic).unwrap();
    let mut world = World::of(RecipientKind::Classic, review, true);
    world.policy.witness_recipients = vec![witness.recipient()];
    (world, witness)
}

fn join(world: &World, around: &Arc<Chosen>) -> Home {
    Home::join(&world.home_path(), &world.invitation(), Some(&pass()), Arc::new(OsDisk), around.clone()).unwrap()
}

fn entries_of(home: &Home, item: &ItemId) -> Vec<SignedEntry> {
    home.entries(0, usize::MAX).unwrap().into_iter().filter(|e| e.item() == Some(*item)).collect()
}

/// Returns every sealed part of an item with its role.
fn sealed(home: &Home, item: &ItemId) -> Vec<(Role, Vec<u8>)> {
    let parts = |e: &SignedEntry| e.parts().to_vec();
    let read = |p: evidence::details::PartStatement| (p.role, home.read_part(&p.sealed.sha256).unwrap());
    entries_of(home, item).iter().flat_map(parts).map(read).collect()
}

/// Returns the number of stanzas of an age file; all must be of the policy's kind.
fn recipients(sealed: &[u8]) -> usize {
    let end = sealed.windows(5).position(|w| w == b"\n--- ").unwrap();
    let header = String::from_utf8_lossy(&sealed[..end]).into_owned();
    assert_eq!(header.matches("-> ").count(), header.matches("-> X25519 ").count());
    header.matches("-> ").count()
}

/// Returns the content if Debian's age opens the file with this identity.
fn age_opens(identity: &ReviewIdentity, sealed: &[u8]) -> Option<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("identity.txt");
    std::fs::write(&key, identity.secret().as_bytes()).unwrap();
    let mut age = Command::new("age")
        .args(["-d", "-i"])
        .arg(&key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // age closes its input early when no identity fits.
    drop(age.stdin.take().unwrap().write_all(sealed));
    let out = age.wait_with_output().unwrap();
    out.status.success().then_some(out.stdout)
}

#[test]
fn an_item_of_the_witnesses_is_sealed_only_to_the_witness_recipients() {
    let (world, witness) = world(Review::Always);
    let around = Chosen::new(41);
    let home = join(&world, &around);
    let vault = home.unlock(&pass()).unwrap();
    let plain = home.add_note("an ordinary note", &NewItem::default()).unwrap().item;
    assert_eq!(
        sealed(&home, &plain).iter().map(|(_, s)| recipients(s)).collect::<Vec<_>>(),
        [2],
        "archive and reviewer"
    );
    assert!(home.open_part(&vault, &plain, Role::Record).is_ok());

    let body = serde_json::json!({ "name": WATERMARK });
    let record = home.add_record(Kind::Note, Method::Entered, Some(body), &of_witnesses()).unwrap().item;
    let voice = vec![7; 17 * 1024 * 1024];
    let file = home.add_file(&mut Cursor::new(&voice), "voice.ogg", &of_witnesses(), &mut |_| ()).unwrap().item;
    let mut recording = home.begin_recording("face.webm", "video/webm", &of_witnesses()).unwrap();
    for ms in [0, 600, 1_200] {
        around.ms.store(ms, Ordering::SeqCst);
        recording.push(WATERMARK.as_bytes()).unwrap();
    }
    let live = recording.finish().unwrap().item;

    let mut roles = Vec::new();
    for item in [record, file, live] {
        for (role, sealed) in sealed(&home, &item) {
            assert_eq!(recipients(&sealed), 2, "the header of {role} tells its compartment");
            assert!(world.archive.open(&sealed).is_err(), "the archive key opens {role}");
            let plain = witness.open(&sealed).unwrap();
            if matches!(role, Role::Record | Role::Opening) {
                // A closing has no compartment: its opening states it.
                let ending = Ending::parse(plain.content()).unwrap();
                assert!(ending.whole().is_none_or(Record::is_of_witnesses));
                assert_eq!(ending.whole().is_none(), role == Role::Record && item != record, "{role}");
                assert_eq!(age_opens(&world.archive, &sealed), None, "age opens {role} with the archive key");
                assert_eq!(age_opens(&witness, &sealed).unwrap(), plain.as_bytes());
            }
            roles.push(role);
        }
        assert!(home.open_part(&vault, &item, Role::Record).is_err(), "the reviewer sees a witness");
    }
    assert_eq!(roles.iter().filter(|r| **r == Role::Opening).count(), 2, "{roles:?}");
    assert_eq!(roles.iter().filter(|r| **r == Role::Record).count(), 3, "{roles:?}");
    assert!(world.files().iter().all(|(_, bytes)| !has(bytes, WATERMARK.as_bytes())));
}

#[test]
fn without_a_witness_compartment_such_an_item_is_refused_and_nothing_is_written() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(42);
    let home = join(&world, &around);
    let before = (home.head().unwrap(), world.files());
    let mut file = Cursor::new(b"voice".to_vec());
    let refused: Vec<Error> = vec![
        home.add_note("who", &of_witnesses()).unwrap_err(),
        home.add_file(&mut file, "voice.ogg", &of_witnesses(), &mut |_| ()).unwrap_err(),
        home.begin_recording("voice.webm", "audio/webm", &of_witnesses()).err().unwrap(),
    ];
    for error in refused {
        assert!(error.is_without_witness_compartment() && matches!(error, Error::Refused(_)), "{error}");
        assert!(!error.to_string().contains(WATERMARK));
    }
    assert_eq!(file.position(), 0, "the file was read");
    assert!((home.head().unwrap(), world.files()) == before, "something was written");
    // Any other compartment works as before, and a home that refused once still works.
    for compartment in ["facts", "names", "contributors"] {
        let new = NewItem { compartment: Some(compartment.to_owned()), ..NewItem::default() };
        let item = home.add_note("still sealed to the archive", &new).unwrap().item;
        assert_eq!(world.item(&home, &item).0.compartment.as_deref(), Some(compartment));
    }
    assert!(!Error::Refused("something else").is_without_witness_compartment());
    world.check(&home, &around, &[]);
}

#[test]
fn the_index_never_shows_an_item_of_the_witnesses_not_even_one_that_was_cut_off() {
    let (world, witness) = world(Review::Always);
    let around = Chosen::new(43);
    let home = join(&world, &around);
    let shown = home.add_note("seen by the reviewer", &NewItem::default()).unwrap().item;
    let note = home.add_note("who", &of_witnesses()).unwrap().item;
    let mut recording = home.begin_recording("face.webm", "video/webm", &of_witnesses()).unwrap();
    let live = recording.item();
    recording.push(b"a face").unwrap();
    around.ms.store(700, Ordering::SeqCst);
    recording.tick().unwrap();
    drop((recording, home));
    // An import killed before its closing: only its opening and its parts show its compartment.
    let disk = FaultDisk::on(Step::WritePart, 4, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    let voice = vec![7; 9 * 1024 * 1024];
    home.add_file(&mut Cursor::new(&voice), "voice.ogg", &of_witnesses(), &mut |_| ()).unwrap_err();
    drop(home);
    let (home, recovery) = world.open(around.clone());
    assert_eq!((recovery.adopted, recovery.interrupted.len()), (3, 1), "{recovery:?}");
    let import = recovery.interrupted[0];

    let vault = home.unlock(&pass()).unwrap();
    index_all(&home, &vault);
    let listing = home.list(Some(&vault), None, 10).unwrap();
    assert_eq!(listing.items.len(), 4);
    for listed in &listing.items {
        assert_eq!(listed.readable.is_some(), listed.item == shown, "{:?}", listed.readable);
    }
    for item in [note, live, import] {
        assert!(vault.readable(&item).unwrap().is_none() && vault.thumbnail(&item).unwrap().is_none());
    }
    // The records with which a start closed them repeat public facts of the outbox; the other parts open for the
    // witness key.
    for (role, sealed) in [sealed(&home, &live), sealed(&home, &import)].concat() {
        assert_eq!(witness.open(&sealed).is_ok(), role != Role::Record, "{role}");
        assert_eq!(world.archive.open(&sealed).is_ok(), role == Role::Record, "{role}");
    }
}

#[test]
fn an_interrupted_item_of_the_archive_is_still_shown() {
    let (world, _) = world(Review::Always);
    let around = Chosen::new(44);
    drop(join(&world, &around));
    let disk = FaultDisk::on(Step::WritePart, 1, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    home.add_file(&mut Cursor::new(b"a paper".to_vec()), "paper.pdf", &NewItem::default(), &mut |_| ()).unwrap_err();
    drop(home);
    let (home, recovery) = world.open(around);
    let vault = home.unlock(&pass()).unwrap();
    index_all(&home, &vault);
    assert_eq!(vault.readable(&recovery.interrupted[0]).unwrap().unwrap().kind, Kind::Interrupted);
}

#[test]
fn a_policy_without_the_compartment_ends_a_recording_for_it_and_what_was_sealed_stays() {
    let (mut world, witness) = world(Review::Never);
    let around = Chosen::new(45);
    let home = join(&world, &around);
    let mut recording = home.begin_recording("voice.webm", "audio/webm", &of_witnesses()).unwrap();
    let item = recording.item();
    recording.push(b"first").unwrap();
    around.ms.store(600, Ordering::SeqCst);
    recording.tick().unwrap();
    world.next();
    world.policy.witness_recipients.clear();
    home.set_policy(world.sign(&world.policy)).unwrap();
    recording.push(b"second").unwrap();
    around.ms.store(1_200, Ordering::SeqCst);
    assert!(recording.tick().unwrap_err().is_without_witness_compartment());
    drop((recording, home));
    let (home, recovery) = world.open(around);
    assert_eq!(recovery.interrupted, [item]);
    let kept: Vec<_> = sealed(&home, &item).into_iter().filter(|(r, _)| matches!(r, Role::Media(_))).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(witness.open(&kept[0].1).unwrap().content(), b"first");
}
