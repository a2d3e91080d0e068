//! A home's promises without faults: who may open it, which data can be read, and when files are removed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::{Chosen, Fault, FaultDisk, WATERMARK, World, has, index_all};
use evidence::details::PartStatement;
use evidence::entry::PAYLOAD_TYPE;
use evidence::part::Role;
use evidence::policy::Review;
use evidence::record::{Kind, Location, Method};
use evidence::{Digest, Envelope, ItemId};
use sync::messages::HeldAnswer;
use sync::{Outbox, PartKind, held};
use vault::{Error, Home, NewItem, OsDisk, Passphrase, Reason, Step};

const FORM: &[u8] = include_bytes!("../../../docs/examples/first-account.form.json");
const ANSWERS: &[u8] = include_bytes!("../../../docs/examples/first-account.answers.json");

fn pass(words: &str) -> Passphrase {
    Passphrase::new(words.to_owned()).unwrap()
}

fn add(home: &Home, name: &str, bytes: &[u8], note: &str) -> ItemId {
    let new = NewItem { note: Some(note.to_owned()), ..NewItem::default() };
    home.add_file(&mut Cursor::new(bytes), name, &new, &mut |_| ()).unwrap().item
}

fn part_files(world: &World) -> usize {
    world.files().iter().filter(|(path, _)| path.components().any(|c| c.as_os_str() == "parts")).count()
}

#[test]
fn an_added_file_opens_with_the_archive_key_and_has_what_was_said_of_it() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(1);
    let home = world.join(around.clone());
    let location = Location::known(43.2389, 76.8897, Some(12.5), "entered").unwrap();
    let earlier = home.add_note("wrong gate", &NewItem::default()).unwrap().item;
    let new = NewItem {
        note: Some("gate".to_owned()),
        location: Some(location.clone()),
        supersedes: vec![earlier],
        ..NewItem::default()
    };
    let bytes = b"\xff\xd8\xff\xe0 a photo, nearly".to_vec();
    let mut steps = 0;
    let added = home.add_file(&mut Cursor::new(&bytes), "gate.jpg", &new, &mut |_| steps += 1).unwrap();
    let (record, media) = world.item(&home, &added.item);
    assert_eq!((media, added.sha256, added.parts), (bytes.clone(), Some(Digest::of(&bytes)), 1));
    assert_eq!((record.kind, record.method, record.location), (Kind::Photo, Method::Imported, location));
    assert_eq!((record.media[0].name.as_str(), record.body["note"].as_str()), ("gate.jpg", Some("gate")));
    assert_eq!((record.zone.as_deref(), record.supersedes), (Some("Asia/Almaty"), vec![earlier]));
    world.check(&home, &around, &[]);
}

#[test]
fn a_large_file_is_cut_sealed_side_by_side_and_put_together_again() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(2);
    let home = world.join(around.clone());
    // 66 parts: an opening record, one full entry and one more.
    let bytes: Vec<u8> = (0..65 * 4 * 1024 * 1024 + 5u64).map(|n| (n / 4096) as u8).collect();
    let mut seen = Vec::new();
    let added = home.add_file(&mut bytes.as_slice(), "v.mp4", &NewItem::default(), &mut |p| seen.push(*p)).unwrap();
    assert_eq!((added.parts, added.bytes, added.entries.len()), (66, bytes.len() as u64, 2));
    assert!(seen.windows(2).all(|w| w[0].bytes < w[1].bytes) && seen.last().unwrap().bytes == bytes.len() as u64);
    let (record, media) = world.item(&home, &added.item);
    assert!(media == bytes && record.media[0].sha256 == Some(Digest::of(&bytes)));
    assert_eq!(home.status().unwrap().parts_total, 68);
}

#[test]
fn testimony_and_notes_are_filed_and_wrong_answers_are_not() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(3));
    let added = home.add_answers(FORM, ANSWERS, &NewItem::default()).unwrap();
    let (record, _) = world.item(&home, &added.item);
    assert_eq!(
        (record.kind, record.method, record.language.as_deref()),
        (Kind::Testimony, Method::Entered, Some("ru"))
    );
    assert_eq!(record.body["answers"]["hours-held"]["state"], "unknown");
    let note =
        home.add_note("later: a second bus", &NewItem { about: vec![added.item], ..NewItem::default() }).unwrap();
    let (record, _) = world.item(&home, &note.item);
    assert_eq!((record.about, record.body["note"].as_str()), (vec![added.item], Some("later: a second bus")));
    let before = home.status().unwrap();
    let wrong = String::from_utf8(ANSWERS.to_vec()).unwrap().replace("\"yes\"", "\"perhaps\"");
    assert!(home.add_answers(FORM, wrong.as_bytes(), &NewItem::default()).is_err());
    assert_eq!(home.status().unwrap(), before);
}

#[test]
fn with_everything_in_the_folder_nothing_private_can_be_read() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(4);
    let home = world.join(around.clone());
    drop(home.create_vault(&pass("long enough words")).unwrap());
    let location = Location::known(43.238_949, 76.889_709, None, "entered").unwrap();
    let new = NewItem { note: Some(format!("note {WATERMARK}")), location: Some(location), ..NewItem::default() };
    home.add_file(&mut Cursor::new(format!("body {WATERMARK}")), "kept-name.pdf", &new, &mut |_| ()).unwrap();
    let mut recording = home.begin_recording("live-name.webm", "audio/webm;codecs=opus", &new).unwrap();
    recording.push(WATERMARK.as_bytes()).unwrap();
    around.ms.store(900, Ordering::SeqCst);
    recording.tick().unwrap();
    // Interrupted in the middle, closed by the next start.
    drop((recording, home));
    let (home, report) = world.open(around.clone());
    assert_eq!(report.interrupted.len(), 1);
    home.add_answers(FORM, ANSWERS, &new).unwrap();
    world.check(&home, &around, &[]);
    let secrets = [
        "kept-name",
        "live-name",
        "43.238",
        "76.889",
        "audio/webm",
        "application/pdf",
        "first-account",
        "автобус",
        "Almaty",
    ];
    for secret in secrets {
        assert!(!world.any_file_has(secret.as_bytes()), "{secret}");
    }
    let listing = home.list(None, None, 100).unwrap();
    assert!(listing.items.len() == 3 && listing.items.iter().all(|i| i.readable.is_none()));
}

#[test]
fn a_recording_killed_at_any_moment_lacks_at_most_what_the_last_second_pushed() {
    let world = World::new(Review::Never, true);
    for (seed, kill_at) in (5..).zip((0..4_000).step_by(370)) {
        let world_home = world.home_path();
        drop(std::fs::remove_dir_all(&world_home));
        let around = Chosen::new(seed);
        let home = world.join(around.clone());
        let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
        let item = recording.item();
        let mut pushed = Vec::new();
        for ms in (0..=kill_at).step_by(20) {
            around.ms.store(ms, Ordering::SeqCst);
            let bytes = ms.to_le_bytes();
            pushed.push((ms, bytes));
            recording.push(&bytes).unwrap();
        }
        drop((recording, home));
        let (home, report) = world.open(around.clone());
        assert_eq!(report.interrupted, [item]);
        let (record, media) = world.item(&home, &item);
        assert!(record.media[0].interrupted && record.media[0].name == "a.webm" && record.kind == Kind::Audio);
        let all: Vec<u8> = pushed.iter().flat_map(|(_, b)| *b).collect();
        assert!(all.starts_with(&media));
        let lost = pushed.get(media.len() / 8).map_or(0, |(first_lost, _)| kill_at - first_lost);
        assert!(lost < 1_000, "{lost} ms lost after a kill at {kill_at}");
        world.check(&home, &around, &[]);
    }
}

#[test]
fn a_stream_is_recorded_to_its_end_and_a_broken_one_says_what_is_safe() {
    struct Breaks(usize);
    impl Read for Breaks {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.0 = self.0.checked_sub(1).ok_or_else(|| io::Error::other("unplugged"))?;
            buffer[..4].copy_from_slice(b"beat");
            Ok(4)
        }
    }
    let world = World::new(Review::Never, true);
    let around = Chosen::new(6);
    let home = world.join(around.clone());
    let recording = home.begin_recording("a.wav", "audio/wav", &NewItem::default()).unwrap();
    let added = recording.run(Cursor::new(b"all of it".to_vec()), |_| ()).unwrap();
    assert_eq!(world.item(&home, &added.item).1, b"all of it");
    assert!(!world.item(&home, &added.item).0.media[0].interrupted);

    let recording = home.begin_recording("b.wav", "audio/wav", &NewItem::default()).unwrap();
    let item = recording.item();
    let error = recording.run(Breaks(5), |_| ()).unwrap_err();
    let Error::Unavailable { reason: Reason::Source, safe, .. } = error else { panic!("{error}") };
    assert_eq!((safe.item, safe.bytes, safe.closed), (Some(item), 20, true));
    assert!(world.item(&home, &item).0.media[0].interrupted);
    assert_eq!(world.item(&home, &item).1, b"beat".repeat(5));
    world.check(&home, &around, &[]);
}

#[test]
fn a_file_that_vanishes_midway_is_closed_as_interrupted_with_what_came() {
    struct Vanishes(usize);
    impl Read for Vanishes {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(io::Error::from_raw_os_error(5));
            }
            let n = buffer.len().min(self.0);
            buffer[..n].fill(7);
            self.0 -= n;
            Ok(n)
        }
    }
    let world = World::new(Review::Never, true);
    let around = Chosen::new(7);
    let home = world.join(around.clone());
    for size in [1_000, 4 * 1024 * 1024, 9 * 1024 * 1024 + 3, 30 * 1024 * 1024] {
        let error = home.add_file(&mut Vanishes(size), "v.mp4", &NewItem::default(), &mut |_| ()).unwrap_err();
        let Error::Unavailable { reason: Reason::Source, safe, .. } = error else { panic!("{error}") };
        assert_eq!((safe.bytes, safe.closed), (size as u64, true));
        let (record, media) = world.item(&home, &safe.item.unwrap());
        assert!(record.media[0].interrupted && record.media[0].sha256.is_none());
        assert!(media.len() == size && media.iter().all(|b| *b == 7));
    }
    let error = home.add_file(&mut Vanishes(0), "v.mp4", &NewItem::default(), &mut |_| ()).unwrap_err();
    assert!(matches!(error, Error::Unavailable { safe, .. } if safe.item.is_none()));
    assert_eq!(home.status().unwrap().items, 4);
    world.check(&home, &around, &[]);
}

#[test]
fn hostile_names_are_kept_as_words_and_lead_nowhere() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(8);
    let home = world.join(around.clone());
    let before: Vec<_> = std::fs::read_dir(world.dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
    let names = [
        "../../../etc/passwd",
        "/root/.ssh/id",
        "a\0b",
        "\u{202e}gpj.exe",
        "=cmd()",
        "",
        ".",
        "a\nb",
        &"x".repeat(4_096),
    ];
    for name in names {
        let item = add(&home, name, b"bytes", "");
        assert_eq!(world.item(&home, &item).0.media[0].name, name);
    }
    assert!(home.add_file(&mut Cursor::new("b"), &"x".repeat(4_097), &NewItem::default(), &mut |_| ()).is_err());
    let after: Vec<_> = std::fs::read_dir(world.dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(before, after);
    world.check(&home, &around, &[]);
}

#[test]
fn a_second_process_is_refused_until_the_first_is_gone() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(9));
    let second = Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(10));
    assert!(matches!(second, Err(Error::Refused(why)) if why.contains("another process")));
    let clone = home.clone();
    drop(home);
    assert!(Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(10)).is_err());
    drop(clone);
    assert!(Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(10)).is_ok());
}

#[test]
fn a_home_joins_once_and_a_folder_that_never_joined_says_so() {
    let world = World::new(Review::Never, true);
    let open = Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(1));
    assert!(matches!(open, Err(Error::Refused(why)) if why.contains("not joined")));
    assert!(!world.home_path().exists(), "asking made a folder");
    drop(world.join(Chosen::new(1)));
    let again = Home::join(&world.home_path(), &world.invitation(), None, Arc::new(OsDisk), Chosen::new(2));
    assert!(matches!(again, Err(Error::Refused(why)) if why.contains("joined already")));
    let other = world.dir.path().join("other");
    let forged =
        String::from_utf8(world.invitation()).unwrap().replace("testamur-invitation-v2", "testamur-invitation-v9");
    assert!(Home::join(&other, forged.as_bytes(), None, Arc::new(OsDisk), Chosen::new(2)).is_err());
    assert!(!other.exists(), "a refused invitation made a folder");
}

#[test]
fn an_invitations_checkpoint_is_the_first_that_the_device_saw_unless_it_proves_nothing() {
    let world = World::new(Review::Never, true);
    let mut other =
        Home::join(&world.dir.path().join("other"), &world.invitation(), None, Arc::new(OsDisk), Chosen::new(1))
            .unwrap();
    world.log.take_all(&mut other);
    let newest = world.log.checkpoint();
    let joined = |name: &str, checkpoint: String| {
        let (path, invitation) = (world.dir.path().join(name), world.invitation_after(Some(checkpoint)));
        let home = Home::join(&path, &invitation, None, Arc::new(OsDisk), Chosen::new(2)).unwrap();
        home.add_note("the first", &NewItem::default()).unwrap();
        let entries = home.unnoted(0, 9).unwrap();
        entries.iter().map(|entry| entry.link().seen.as_ref().map(|seen| seen.size)).collect::<Vec<_>>()
    };
    let [genesis, first] = joined("after", newest.clone())[..] else { panic!("two entries") };
    assert!(genesis.is_some_and(|size| size > 0) && first == genesis);
    assert_eq!(joined("forged", newest.replacen("\n", "\n1", 1)), [None, None]);
    assert_eq!(joined("no note", "not a note".to_owned()), [None, None]);
}

#[test]
fn a_wrong_passphrase_is_told_and_nothing_else() {
    let world = World::new(Review::Always, true);
    let home = world.join(Chosen::new(11));
    assert!(matches!(home.unlock(&pass("x")), Err(Error::Refused(why)) if why.contains("no vault")));
    let vault = home.create_vault(&pass("the right words")).unwrap();
    vault.set_setting("language", "kk").unwrap();
    vault.save_draft("one", &format!("draft {WATERMARK}"), "2019-06-09T11:40:03.120+06:00".parse().unwrap()).unwrap();
    drop(vault);
    let wrong = home.unlock(&pass("the wrong words")).err().unwrap();
    assert_eq!(wrong.to_string(), "refused: the passphrase is wrong");
    assert!(home.create_vault(&pass("other")).is_err());
    let vault = home.unlock(&pass("the right words")).unwrap();
    assert_eq!(vault.setting("language").unwrap().as_deref(), Some("kk"));
    assert!(vault.drafts().unwrap()[0].body.contains(WATERMARK));
    vault.remove_draft("one").unwrap();
    assert!(vault.drafts().unwrap().is_empty());
    assert!(!world.any_file_has(WATERMARK.as_bytes()) && !world.any_file_has(b"language"));
}

#[test]
fn torn_and_foreign_files_are_set_aside_and_reported_never_deleted() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(12);
    let home = world.join(around.clone());
    add(&home, "a.txt", b"whole", "");
    let entry = home.entries(1, 1).unwrap().remove(0);
    let PartStatement { commitment, sealed, .. } = entry.parts()[0];
    drop(home);
    let incoming = world.home_path().join("parts/incoming");
    let item = ItemId::from_bytes([9; 16]);
    let other = Digest::of(b"other");
    let torn = format!("{item}.live.part-0.{commitment}.{other}.{}", sealed.size);
    std::fs::write(incoming.join(&torn), vec![1; sealed.size as usize]).unwrap();
    std::fs::write(incoming.join("holiday.jpg"), b"?").unwrap();
    std::fs::create_dir(incoming.join("folder")).unwrap();
    let (home, report) = world.open(around.clone());
    assert_eq!((report.torn, report.aside, report.adopted), (3, 3, 0));
    assert_eq!(std::fs::read(world.home_path().join("aside").join(&torn)).unwrap().len() as u64, sealed.size);
    drop(home);
    // A second file of the same name does not overwrite the first.
    std::fs::write(incoming.join("holiday.jpg"), b"!").unwrap();
    let (home, report) = world.open(around.clone());
    assert_eq!((report.torn, report.aside), (1, 4));
    assert_eq!(std::fs::read(world.home_path().join("aside/holiday.jpg")).unwrap(), b"?");
    world.check(&home, &around, &[]);
}

#[test]
fn a_part_that_lies_there_twice_under_other_names_is_taken_once_and_the_home_opens() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(13);
    drop(world.join(around.clone()));
    let disk = FaultDisk::on(Step::CommitEntry, 0, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    home.add_note("seen", &NewItem::default()).unwrap_err();
    drop(home);
    let incoming = world.home_path().join("parts/incoming");
    let orphan = std::fs::read_dir(&incoming).unwrap().next().unwrap().unwrap();
    let name = orphan.file_name().into_string().unwrap();
    let (_, rest) = name.split_once('.').unwrap();
    for other in [1, 2] {
        let item = ItemId::from_bytes([other; 16]);
        std::fs::copy(orphan.path(), incoming.join(format!("{item}.{rest}"))).unwrap();
    }
    let (home, report) = world.open(around.clone());
    assert_eq!((report.adopted, report.torn, report.aside), (1, 2, 2));
    world.check(&home, &around, &[]);
}

#[test]
fn a_lost_signing_key_begins_a_new_chain_and_what_is_there_can_still_be_sent() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(13);
    let home = world.join(around.clone());
    add(&home, "a.txt", b"whole", "");
    drop(home);
    let ratchet = world.home_path().join("ratchet");
    std::fs::write(&ratchet, vec![0; 8192]).unwrap();
    let (home, report) = world.open(around);
    assert!(report.new_chain && !report.signing_key_lost && home.status().unwrap().can_sign);
    home.add_note("more", &NewItem::default()).unwrap();
    drop(home);
    let (home, report) = world.open(Chosen::new(14));
    assert!(!report.new_chain);
    let mut earlier = home.earlier().remove(0);
    world.log.take_all(&mut earlier);
    assert_eq!(earlier.status().unwrap().parts_waiting, 0);
}

#[test]
fn parts_go_only_after_receipts_that_cover_all_of_them_and_once_they_are_shown() {
    let world = World::new(Review::Never, false);
    let around = Chosen::new(15);
    let mut home = world.join(around.clone());
    let item = add(&home, "a.txt", b"whole", "");
    assert_eq!(home.waiting_parts(10).unwrap().len(), 0, "parts wait for their entry to be noted");
    assert_eq!(home.undelivered(10).unwrap(), []);
    let recording = home.begin_recording("r.webm", "audio/webm", &NewItem::default()).unwrap();
    let live = recording.run(Cursor::new(b"live".to_vec()), |_| ()).unwrap().item;
    world.log.note_all(&mut home);
    let waiting = home.waiting_parts(10).unwrap();
    let kinds: Vec<_> = waiting.iter().map(|p| p.kind).collect();
    let (r, s, l) = (PartKind::Record, PartKind::Still, PartKind::Recording);
    assert_eq!(kinds, [r, r, r, s, l]);
    assert!(waiting.windows(2).all(|w| w[0].kind < w[1].kind || w[0].seq >= w[1].seq), "newest first within a kind");
    world.log.take_all(&mut home);
    assert_eq!(home.undelivered(10).unwrap(), [item, live]);

    let files = part_files(&world);
    let short = world.log.custody(&home, item, 1);
    assert!(home.delivered(&item, &[short], "checkpoint").is_err());
    let mut forged = world.log.custody(&home, item, 0);
    forged.custody.envelope = Envelope::new(
        PAYLOAD_TYPE,
        forged.custody.envelope.payload().to_vec(),
        &world.organisation.public().unwrap(),
        [7; 64],
    );
    assert!(home.delivered(&item, &[forged], "checkpoint").is_err());
    let other = world.log.custody(&home, live, 0);
    assert!(home.delivered(&item, &[other], "checkpoint").is_err());
    assert_eq!((part_files(&world), home.status().unwrap().delivered), (files, 0));

    let right = world.log.custody(&home, item, 0);
    home.delivered(&item, std::slice::from_ref(&right), "checkpoint").unwrap();
    assert_eq!((part_files(&world), home.status().unwrap().delivered), (files, 1), "a receipt alone lets nothing go");
    assert_eq!(world.log.show(&mut home, &[]).shown.len(), 2);
    assert_eq!(part_files(&world), files - 2);
    assert_eq!(home.receipts(&item).unwrap(), [right]);
    assert_eq!(home.undelivered(10).unwrap(), [live]);
    drop(home);
    let (home, report) = world.open(around);
    assert!(report.is_clean(), "{report:?}");
    assert_eq!(part_files(&world), files - 2);
    assert_eq!(home.entries(0, 100).unwrap().len(), 4);
}

#[test]
fn a_deletion_that_was_cut_off_is_asked_about_again() {
    let world = World::new(Review::Never, false);
    let around = Chosen::new(16);
    let mut home = world.join(around.clone());
    let item = add(&home, "a.txt", b"whole", "");
    world.log.take_all(&mut home);
    let receipt = world.log.custody(&home, item, 0);
    drop(home);
    let disk = FaultDisk::on(vault::Step::Remove, 1, Fault::KilledBefore);
    let (mut home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    home.delivered(&item, &[receipt], "checkpoint").unwrap();
    let parts: Vec<_> = home.leaving(9).unwrap().iter().map(|part| part.sha256).collect();
    let challenge = home.challenge(&parts).unwrap();
    let answer = |part| held::answer(&challenge, &home.read_part(part).unwrap());
    let answers: Vec<_> = parts.iter().map(|part| HeldAnswer { part: *part, answer: answer(part) }).collect();
    assert!(home.possession(&answers).is_err());
    assert_eq!(part_files(&world), 1);
    drop(home);
    let (mut home, recovery) = world.open(around);
    home.check_all().unwrap();
    assert_eq!((part_files(&world), home.status().unwrap().delivered, recovery.is_clean()), (1, 1, true));
    assert!(home.possession(&answers).unwrap().shown.is_empty(), "the answer to a challenge of an earlier run");
    assert_eq!(part_files(&world), 1, "a start deletes nothing that was not shown to it");
    assert_eq!(world.log.show(&mut home, &[]).shown.len(), 1);
    assert_eq!((part_files(&world), home.leaving(9).unwrap()), (0, Vec::new()));
}

#[test]
fn receipts_that_could_not_be_stored_delete_nothing() {
    for fault in [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter] {
        for at in 0..4 {
            let world = World::new(Review::Never, false);
            let around = Chosen::new(17);
            let mut home = world.join(around.clone());
            let item = add(&home, "a.txt", b"whole", "");
            drop(home);
            let disk = FaultDisk::on(vault::Step::CommitReceipts, at, fault);
            home = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap().0;
            let receipt = world.log.custody(&home, item, 0);
            let done = (|| {
                let noted = world.log.note(&home.unnoted(0, 9)?);
                home.noted(&noted, "checkpoint")?;
                let parts: Vec<_> = home.waiting_parts(9)?.iter().map(|p| p.digest).collect();
                home.uploaded(&parts)?;
                home.delivered(&item, std::slice::from_ref(&receipt), "checkpoint")
            })();
            assert_eq!(done.is_err(), disk.hit().is_some(), "{fault:?} {at}");
            drop(home);
            let (mut home, _) = world.open(around);
            home.check_all().unwrap();
            let delivered = home.status().unwrap().delivered;
            assert_eq!(part_files(&world), 2, "{fault:?} {at}");
            assert_eq!(home.leaving(9).unwrap().len(), if delivered == 1 { 2 } else { 0 }, "{fault:?} {at}");
            world.log.take_all(&mut home);
            home.delivered(&item, &[receipt], "checkpoint").unwrap();
            world.log.show(&mut home, &[]);
            assert_eq!((home.status().unwrap().delivered, part_files(&world)), (1, 0));
        }
    }
}

#[test]
fn what_a_person_may_see_follows_the_policy_and_goes_with_delivery() {
    let world = World::new(Review::UntilDelivered, true);
    let around = Chosen::new(18);
    let mut home =
        Home::join(&world.home_path(), &world.invitation(), Some(&pass("words")), Arc::new(OsDisk), around.clone())
            .unwrap();
    let mut photo = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(640, 480).write_to(&mut photo, image::ImageFormat::Jpeg).unwrap();
    let item = add(&home, &format!("{WATERMARK}.jpg"), photo.get_ref(), &format!("note {WATERMARK}"));
    let locked = home.list(None, None, 10).unwrap();
    assert!(locked.locked && locked.items[0].readable.is_none());

    let vault = home.unlock(&pass("words")).unwrap();
    index_all(&home, &vault);
    let listing = home.list(Some(&vault), None, 10).unwrap();
    let readable = listing.items[0].readable.clone().unwrap();
    assert_eq!((readable.kind, readable.thumbnail), (Kind::Photo, true));
    assert_eq!(readable.media[0].name, format!("{WATERMARK}.jpg"));
    assert_eq!(readable.note, Some(format!("note {WATERMARK}")));
    let thumbnail = image::load_from_memory(&vault.thumbnail(&item).unwrap().unwrap()).unwrap();
    assert_eq!((thumbnail.width(), thumbnail.height()), (320, 240));
    assert_eq!(home.open_part(&vault, &item, Role::Media(0)).unwrap().content(), photo.get_ref());
    assert!(!world.any_file_has(WATERMARK.as_bytes()), "the index is readable without the passphrase");

    world.log.take_all(&mut home);
    let receipt = world.log.custody(&home, item, 0);
    home.delivered(&item, &[receipt], "checkpoint").unwrap();
    assert_eq!(part_files(&world), 2);
    assert!(home.open_part(&vault, &item, Role::Media(0)).is_err(), "delivered, and not shown to be there");
    let late = add(&home, "late.txt", b"not indexed before it is delivered", "");
    world.log.take_all(&mut home);
    let receipt = world.log.custody(&home, late, 0);
    home.delivered(&late, &[receipt], "checkpoint").unwrap();
    index_all(&home, &vault);
    assert!(vault.readable(&late).unwrap().is_none());
    world.log.show(&mut home, &[]);
    assert_eq!(part_files(&world), 0, "until-delivered keeps no part after delivery");
    let listing = home.list(Some(&vault), None, 10).unwrap();
    assert!(listing.items[0].delivered && listing.items[0].readable.is_none());
    assert!(vault.thumbnail(&item).unwrap().is_none());
    world.check_no_used_key(&home.entries(0, 100).unwrap(), &around);
}

#[test]
fn a_policy_that_takes_review_back_takes_it_back_at_the_next_unlocking() {
    let mut world = World::new(Review::Always, true);
    let home = world.join(Chosen::new(19));
    let vault = home.create_vault(&pass("words")).unwrap();
    let item = add(&home, "a.txt", b"seen", "note");
    index_all(&home, &vault);
    assert!(home.list(Some(&vault), None, 1).unwrap().items[0].readable.is_some());
    drop(vault);
    let old = world.sign(&world.policy);
    world.next().review = Review::Never;
    let new = world.sign(&world.policy);
    home.set_policy(new).unwrap();
    assert!(home.set_policy(old).is_err(), "an older policy came back");
    let vault = home.unlock(&pass("words")).unwrap();
    assert!(vault.readable(&item).unwrap().is_none());
    assert!(home.open_part(&vault, &item, Role::Media(0)).is_err());
    let later = add(&home, "b.txt", b"unseen", "note");
    world.next().review = Review::Always;
    home.set_policy(world.sign(&world.policy)).unwrap();
    drop(vault);
    let vault = home.unlock(&pass("words")).unwrap();
    index_all(&home, &vault);
    assert!(vault.readable(&item).unwrap().is_none(), "the old review identity came back");
    assert!(vault.readable(&later).unwrap().is_none(), "sealed without review, shown with it");
    let stranger = seal::OrganisationKey::from_seed(&zeroize::Zeroizing::new([66; 32]));
    world.next();
    assert!(home.set_policy(stranger.sign_policy(&world.policy).unwrap().envelope().clone()).is_err());
}

#[test]
fn sending_goes_on_while_a_recording_runs() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(20);
    let home = world.join(around.clone());
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let mut sender = home.clone();
    for second in 0..5u64 {
        around.ms.store(second * 1_000, Ordering::SeqCst);
        recording.push(b"sound").unwrap();
        around.ms.store(second * 1_000 + 500, Ordering::SeqCst);
        recording.tick().unwrap();
        world.log.take_all(&mut sender);
    }
    recording.finish().unwrap();
    let status = home.status().unwrap();
    assert_eq!((status.unfinished, status.items), (0, 1));
    assert!(status.noted == 7 && status.entries == 8);
    world.check(&home, &around, &[]);
}

#[test]
fn a_damaged_part_or_entry_is_noticed_when_it_is_read() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(21);
    let home = world.join(around);
    add(&home, "a.txt", b"whole", "");
    let digest = home.entries(1, 1).unwrap()[0].parts()[0].sealed.sha256;
    let name = digest.to_string();
    let path = world.home_path().join("parts").join(&name[..2]).join(&name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert!(matches!(home.read_part(&digest), Err(Error::Malformed { .. })));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(home.read_part(&digest), Err(Error::Unavailable { reason: Reason::NotHere, .. })));
    assert!(!has(&bytes, b"whole"));
}
