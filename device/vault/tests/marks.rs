//! The app's capture screen and its home: photos, cancelled imports, taps, the last word, preferences, the list.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use std::sync::Arc;

use common::{Chosen, FAULTS, Fault, FaultDisk, WATERMARK, World, copy, restore};
use evidence::policy::Review;
use evidence::record::{Kind, Location, Method};
use evidence::{Digest, ItemId};
use sync::{Outbox, PartKind};
use vault::{Cancelled, Error, Home, NewItem, OsDisk, Pieces, Preference, Reason};

const MIB: usize = 1024 * 1024;

/// Returns `len` bytes and then a cancellation.
struct CancelledAfter(usize);

impl Read for CancelledAfter {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(Cancelled::error());
        }
        let n = buffer.len().min(self.0);
        buffer[..n].fill(7);
        self.0 -= n;
        Ok(n)
    }
}

#[test]
fn a_photo_taken_in_the_app_is_captured_and_one_entry_with_no_more_steps_than_a_file() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(1);
    drop(world.join(around.clone()));
    let photo = b"\xff\xd8\xff\xe0 a photo, nearly".to_vec();
    let mut steps = Vec::new();
    for captured in [false, true] {
        let disk = FaultDisk::new(u64::MAX, Fault::Full);
        let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
        // The first item after a start syncs no folder of an earlier one.
        home.add_note("before", &NewItem::default()).unwrap();
        let before = disk.steps();
        let (mut from, new) = (Cursor::new(&photo), NewItem::default());
        let added = match captured {
            true => home.add_captured(&mut from, "1.jpg", &new, &mut |_| ()),
            false => home.add_file(&mut from, "1.jpg", &new, &mut |_| ()),
        };
        let added = added.unwrap();
        steps.push(disk.steps() - before);
        let (record, media) = world.item(&home, &added.item);
        let method = if captured { Method::Captured } else { Method::Imported };
        assert_eq!((record.kind, record.method, added.entries.len()), (Kind::Photo, method, 1));
        assert_eq!((media, added.sha256), (photo.clone(), Some(Digest::of(&photo))));
        world.check_chain(&home, &[]);
    }
    assert_eq!(steps[0], steps[1]);
}

#[test]
fn a_captured_photo_survives_a_fault_in_each_of_its_steps() {
    let world = World::new(Review::Never, true);
    let joined = Chosen::new(2);
    drop(world.join(joined.clone()));
    let template = world.dir.path().join("template");
    copy(&world.home_path(), &template);
    for fault in FAULTS {
        for at in 0.. {
            restore(&template, &world.home_path());
            let disk = FaultDisk::new(at, fault);
            let around = Chosen::new(100 + at);
            around.handed_out.lock().unwrap().extend(joined.handed_out.lock().unwrap().iter());
            let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
            let photo = format!("photo {WATERMARK}");
            let done = home.add_captured(&mut Cursor::new(&photo), WATERMARK, &NewItem::default(), &mut |_| ());
            let hit = disk.hit().is_some();
            assert_eq!(done.is_err(), hit, "{fault:?} of step {at}");
            drop(home);
            let (home, _) = world.open(around.clone());
            world.check(&home, &around, &[]);
            drop(home);
            assert!(world.open(around).1.is_clean());
            if !hit {
                assert!(at > 5);
                break;
            }
        }
    }
}

#[test]
fn an_import_that_is_cancelled_before_its_first_entry_leaves_nothing_at_all() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(3);
    let home = world.join(around.clone());
    let before = (home.status().unwrap(), world.files().len());
    for size in [0, 1_000, 4 * MIB, 9 * MIB + 3, 30 * MIB] {
        let error = home.add_file(&mut CancelledAfter(size), "v.mp4", &NewItem::default(), &mut |_| ()).unwrap_err();
        let Error::Unavailable { reason: Reason::Cancelled, safe, .. } = error else { panic!("{error}") };
        assert_eq!((safe.item, safe.parts), (None, 0));
        assert_eq!((home.status().unwrap(), world.files().len()), before, "{size} bytes");
    }
    home.add_note("goes on", &NewItem::default()).unwrap();
    world.check(&home, &around, &[]);
    drop(home);
    assert!(world.open(around).1.is_clean());
}

#[test]
fn an_import_that_is_cancelled_after_an_entry_is_closed_as_interrupted() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(4);
    let home = world.join(around.clone());
    let size = 70 * 4 * MIB;
    let error = home.add_file(&mut CancelledAfter(size), "v.mp4", &NewItem::default(), &mut |_| ()).unwrap_err();
    let Error::Unavailable { reason: Reason::Cancelled, safe, .. } = error else { panic!("{error}") };
    assert_eq!((safe.bytes, safe.closed), (size as u64, true));
    assert!(world.item(&home, &safe.item.unwrap()).0.media[0].interrupted);
    world.check_chain(&home, &[]);
}

#[test]
fn a_file_of_which_only_a_piece_is_sealed_is_told_at_each_start_until_the_person_knows() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(4);
    let mut home = world.join(around.clone());
    let cut = |home: &Home| {
        let error = home.add_file(&mut CancelledAfter(70 * 4 * MIB), "v.mp4", &NewItem::default(), &mut |_| ());
        let Error::Unavailable { safe, .. } = error.unwrap_err() else { panic!("it was not cut") };
        safe.item.unwrap()
    };
    home.add_note("whole", &NewItem::default()).unwrap();
    drop(home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap());
    assert_eq!(home.pieces().unwrap(), Pieces::default());
    let first = cut(&home);
    for _ in 0..3 {
        assert_eq!(home.pieces().unwrap(), Pieces { all: 1, untold: vec![first] });
        drop(home);
        home = world.open(around.clone()).0;
    }
    home.pieces_known().unwrap();
    let second = cut(&home);
    drop(home);
    home = world.open(around).0;
    assert_eq!(home.pieces().unwrap(), Pieces { all: 2, untold: vec![second] });
    home.pieces_known().unwrap();
    assert_eq!(home.pieces().unwrap(), Pieces { all: 2, untold: Vec::new() });
}

#[test]
fn a_cancelled_import_whose_removal_is_cut_off_loses_nothing_else() {
    let world = World::new(Review::Never, true);
    let joined = Chosen::new(5);
    drop(world.join(joined.clone()));
    let template = world.dir.path().join("template");
    copy(&world.home_path(), &template);
    for fault in FAULTS {
        for at in 0.. {
            restore(&template, &world.home_path());
            let disk = FaultDisk::new(at, fault);
            let around = Chosen::new(500 + at);
            let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
            let kept = home.add_note("kept", &NewItem::default());
            let safe: Vec<_> = kept.iter().flat_map(|a| &a.entries).map(vault::Acknowledged::entry).collect();
            let done = home.add_file(&mut CancelledAfter(9 * MIB), "v.mp4", &NewItem::default(), &mut |_| ());
            let hit = disk.hit().is_some();
            let cancelled = matches!(done, Err(Error::Unavailable { reason: Reason::Cancelled, .. }));
            assert!(cancelled != hit, "{fault:?} of step {at}: {:?}", done.err());
            drop(home);
            let (home, _) = world.open(around.clone());
            world.check_chain(&home, &safe);
            drop(home);
            assert!(world.open(around).1.is_clean());
            if !hit {
                assert!(at > 10);
                break;
            }
        }
    }
}

#[test]
fn fifty_taps_in_a_row_are_signed_records_in_their_order() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(6);
    let home = world.join(around.clone());
    let photo = home.add_captured(&mut Cursor::new(b"photo"), "1.jpg", &NewItem::default(), &mut |_| ()).unwrap().item;
    let mut taps = Vec::new();
    for n in 0..50u64 {
        around.ms.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let added = if n % 2 == 0 {
            home.add_tag(photo, evidence::marks::TAGS[n as usize % 9], n % 4 == 0, &NewItem::default())
        } else {
            home.add_tally(
                evidence::marks::TALLIES[n as usize % 12],
                if n % 3 == 0 { -1 } else { 1 },
                &NewItem::default(),
            )
        };
        let added = added.unwrap();
        assert_eq!((added.entries.len(), added.parts), (1, 0));
        taps.push((added.item, added.entries[0].seq()));
    }
    assert!(taps.windows(2).all(|w| w[0].1 + 1 == w[1].1), "each is the next entry");
    for (n, (item, _)) in taps.iter().enumerate() {
        let (record, _) = world.item(&home, item);
        assert_eq!((record.kind, record.method), (Kind::Note, Method::Entered));
        if n % 2 == 0 {
            assert_eq!(record.about, [photo]);
            assert_eq!(record.body["tag"], evidence::marks::TAGS[n % 9]);
            assert_eq!(record.body["sure"], n % 4 == 0);
        } else {
            assert_eq!(record.body["tally"], evidence::marks::TALLIES[n % 12]);
            assert_eq!(record.body["step"], if n % 3 == 0 { -1 } else { 1 });
        }
    }
    world.check(&home, &around, &[]);
}

#[test]
fn a_mark_that_is_on_no_list_or_about_nothing_is_refused_and_leaves_nothing() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(7));
    let item = home.add_note("one", &NewItem::default()).unwrap().item;
    let before = home.status().unwrap();
    let new = NewItem::default();
    for error in [
        home.add_tag(item, "handsome", true, &new).unwrap_err(),
        home.add_tag(item, "", true, &new).unwrap_err(),
        home.add_tag(ItemId::from_bytes([9; 16]), "force", true, &new).unwrap_err(),
        home.add_tally("press", 2, &new).unwrap_err(),
        home.add_tally("press", 0, &new).unwrap_err(),
        home.add_tally("plate", 1, &new).unwrap_err(),
    ] {
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
    assert_eq!(home.status().unwrap(), before);
}

#[test]
fn the_last_word_names_the_head_and_the_place_and_leaves_first() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(8);
    let mut home = world.join(around.clone());
    for n in 0..5 {
        home.add_file(&mut Cursor::new([n; 100]), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
    }
    let head = home.head().unwrap();
    let place = Location::known(43.2389, 76.8897, Some(30.0), "gnss").unwrap();
    let added = home.add_head(&NewItem::default(), Some(place.clone())).unwrap();
    let (record, _) = world.item(&home, &added.item);
    assert_eq!((record.kind, record.method, record.location), (Kind::Note, Method::Captured, place));
    assert_eq!(record.body["event"], "taken");
    assert_eq!(record.body["head"]["seq"], head.seq);
    assert_eq!(record.body["head"]["digest"], head.digest.to_string());
    world.log.note_all(&mut home);
    let first = home.waiting_parts(1).unwrap()[0];
    assert_eq!((first.kind, first.seq), (PartKind::Record, added.entries[0].seq()));
    // Without a place the record says so, and guesses none.
    let added = home.add_head(&NewItem::default(), None).unwrap();
    assert_eq!(world.item(&home, &added.item).0.location, Location::missing("not-asked"));
    world.check(&home, &around, &[]);
}

#[test]
fn preferences_are_there_before_any_passphrase_and_are_bounded() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(9);
    let home = world.join(around.clone());
    let all = [
        Preference::Language,
        Preference::Theme,
        Preference::LockAfter,
        Preference::Panic,
        Preference::Proxy,
        Preference::Uses,
        Preference::TallyWords,
    ];
    for (n, which) in all.into_iter().enumerate() {
        assert_eq!(home.preference(which).unwrap(), None);
        home.set_preference(which, "first").unwrap();
        home.set_preference(which, &n.to_string()).unwrap();
    }
    assert!(matches!(home.set_preference(Preference::Theme, &"x".repeat(301)), Err(Error::Malformed { .. })));
    home.set_preference(Preference::Theme, &"x".repeat(300)).unwrap();
    home.set_preference(Preference::Theme, "1").unwrap();
    drop(home);
    let (home, _) = world.open(around);
    for (n, which) in all.into_iter().enumerate() {
        assert_eq!(home.preference(which).unwrap(), Some(n.to_string()));
    }
    assert!(home.glance().unwrap().preferences.keys().eq(all.iter()), "all of them are seen at a glance");
}

#[test]
fn a_home_of_an_earlier_version_gets_its_preferences() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(10);
    let home = world.join(around.clone());
    home.add_note("old", &NewItem::default()).unwrap();
    drop(home);
    for (version, drop_tables) in
        [(2, "DROP TABLE preferences;"), (1, "DROP TABLE preferences; DROP TABLE contradictions;")]
    {
        let drop_tables = format!("DROP TABLE policies; {drop_tables}");
        let db = rusqlite::Connection::open(world.home_path().join("outbox.sqlite")).unwrap();
        db.execute_batch(&format!("{drop_tables} PRAGMA user_version = {version};")).unwrap();
        let in_use = Home::open(&world.home_path(), Arc::new(OsDisk), around.clone()).err().unwrap();
        assert!(in_use.is_in_use(), "another program reads its outbox: {in_use}");
        drop(db);
        let (home, recovery) = world.open(around.clone());
        assert!(recovery.is_clean());
        home.set_preference(Preference::Language, "ru").unwrap();
        assert!(home.contradictions().unwrap().is_empty());
        assert_eq!(home.status().unwrap().items, 1);
    }
}

#[test]
fn a_preference_that_could_not_be_stored_is_told() {
    for fault in [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter] {
        let world = World::new(Review::Never, true);
        let around = Chosen::new(11);
        drop(world.join(around.clone()));
        let disk = FaultDisk::on(vault::Step::CommitSettings, 0, fault);
        let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
        assert!(home.set_preference(Preference::Language, "ru").is_err());
        assert!(home.add_note("more", &NewItem::default()).is_err());
        drop(home);
        world.open(around).0.set_preference(Preference::Language, "ru").unwrap();
    }
}

#[test]
fn the_list_goes_on_from_its_cursor_and_one_item_can_be_asked_for() {
    let world = World::new(Review::Never, true);
    let mut home = world.join(Chosen::new(12));
    let items: Vec<ItemId> = (0..25)
        .map(|n| home.add_file(&mut Cursor::new([n; 10]), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item)
        .collect();
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = home.list(None, before, 10).unwrap().items;
        before = page.last().map(|i| i.seq);
        seen.extend(page.iter().map(|i| i.item));
        if page.len() < 10 {
            break;
        }
    }
    assert!(seen.iter().rev().eq(&items), "every item once, newest first");
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 25);
    let one = home.progress_of(None, &items[3]).unwrap().unwrap();
    assert!(one.item == items[3] && one.seq == 4 && one.finished && !one.noted && !one.delivered && one.parts == 2);
    world.log.note_all(&mut home);
    assert!(home.progress_of(None, &items[3]).unwrap().unwrap().noted);
    assert_eq!(home.progress_of(None, &ItemId::from_bytes([9; 16])).unwrap(), None);
    drop(home);
    let read = Home::open_to_read(&world.home_path(), Arc::new(OsDisk), Chosen::new(13)).unwrap();
    assert!(read.progress_of(None, &items[0]).unwrap().is_some());
}
