//! A recorder that finds a changed head stops sealing into its item; the rest continues under a new item.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::atomic::Ordering;

use common::{Chosen, Fault, FaultDisk, World};
use evidence::part::Role;
use evidence::policy::Review;
use evidence::record::Kind;
use evidence::{Closing, Ending, Record};
use rusqlite::Connection;
use vault::{Home, NewItem, Step};

#[test]
fn another_hand_cannot_write_into_the_chain_while_the_home_is_open() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(301);
    let home = world.join(around.clone());
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    recording.push(b"first").unwrap();
    around.ms.store(600, Ordering::SeqCst);
    recording.tick().unwrap();
    let outbox = Connection::open(world.home_path().join("outbox.sqlite")).unwrap();
    let insert = "INSERT INTO entries (seq, digest, item, envelope) VALUES (99, x'01', NULL, x'01')";
    assert!(outbox.execute(insert, []).unwrap_err().to_string().contains("locked"));
    recording.push(b"second").unwrap();
    around.ms.store(1_200, Ordering::SeqCst);
    recording.tick().unwrap();
    recording.finish().unwrap();
    world.check(&home, &around, &[]);
}

#[test]
fn parts_that_are_left_of_a_finished_item_go_on_under_a_fresh_one() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(302);
    let home = world.join(around.clone());
    let finished = home.add_note("finished", &NewItem::default()).unwrap().item;
    drop(home);
    let disk = FaultDisk::on(Step::CommitEntry, 1, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let item = recording.item();
    recording.push(b"left behind").unwrap();
    around.ms.fetch_add(600, Ordering::SeqCst);
    recording.tick().unwrap_err();
    drop((recording, home));
    let incoming = world.home_path().join("parts/incoming");
    for file in std::fs::read_dir(&incoming).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let other = name.replace(&item.to_string(), &finished.to_string());
        std::fs::rename(incoming.join(&name), incoming.join(other)).unwrap();
    }
    let (home, report) = world.open(around.clone());
    assert_eq!((report.adopted, report.interrupted.len()), (1, 2));
    let fresh = *report.interrupted.iter().find(|i| **i != item).unwrap();
    assert!(fresh != finished);
    let (record, media) = world.item(&home, &fresh);
    assert_eq!((record.kind, record.continues, media), (Kind::Interrupted, Some(finished), b"left behind".to_vec()));
    let of = |id| home.entries(0, usize::MAX).unwrap().into_iter().filter(|e| e.item() == Some(id)).count();
    assert_eq!((of(finished), of(fresh)), (1, 1));
    world.check(&home, &around, &[]);
}

#[test]
fn a_recording_that_goes_on_names_the_item_before() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(303);
    let home = world.join(around.clone());
    let before = home.add_note("before", &NewItem::default()).unwrap().item;
    let new = NewItem { continues: Some(before), ..NewItem::default() };
    let added = home.begin_recording("b.webm", "audio/webm", &new).unwrap().finish().unwrap();
    assert_eq!(world.item(&home, &added.item).0.continues, Some(before));
}

#[test]
fn an_item_of_more_than_one_part_says_first_what_it_is_and_ends_with_a_closing() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(304);
    let home = world.join(around.clone());
    for (size, has_opening) in [(10, false), (4 << 20, true), (5 << 20, true)] {
        let file = vec![7; size];
        let item = home.add_file(&mut Cursor::new(&file), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item;
        let entries = home.entries(0, usize::MAX).unwrap();
        let first = entries.iter().find(|e| e.item() == Some(item)).unwrap();
        assert_eq!(first.parts()[0].role == Role::Opening, has_opening, "{size}");
        let end = entries
            .iter()
            .find_map(|e| if e.item() == Some(item) { world.content(&home, e, Role::Record) } else { None });
        let end = Ending::parse(&end.unwrap()).unwrap();
        assert_eq!(matches!(end, Ending::Closing(_)), has_opening, "{size}");
        assert_eq!(world.item(&home, &item).1, file);
    }
}

#[test]
fn a_kill_at_any_commit_of_an_import_leaves_an_opening_first_or_one_entry() {
    let file = vec![7; 9 << 20];
    for at in 0..5 {
        let world = World::new(Review::Never, true);
        let around = Chosen::new(310 + at);
        drop(world.join(around.clone()));
        let disk = FaultDisk::on(Step::WritePart, at, Fault::KilledBefore);
        let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
        let done = home.add_file(&mut Cursor::new(&file), "a.bin", &NewItem::default(), &mut |_| ());
        drop(home);
        let (home, report) = world.open(around.clone());
        assert_eq!((done.is_err(), report.interrupted.len()), (true, usize::from(at > 0)), "{at}");
        let items: BTreeSet<_> = home.entries(0, usize::MAX).unwrap().iter().filter_map(|e| e.item()).collect();
        for item in items {
            let (record, _) = world.item(&home, &item);
            assert!(record.media[0].interrupted, "{at}");
        }
        world.check(&home, &around, &[]);
    }
}

#[test]
fn a_closing_after_a_kill_ends_when_the_last_entry_before_it_was_made() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(320);
    let home = world.join(around.clone());
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let item = recording.item();
    recording.push(b"first").unwrap();
    around.ms.store(600, Ordering::SeqCst);
    recording.tick().unwrap();
    drop((recording, home));
    let (home, _) = world.open(around.clone());
    let entries = home.entries(0, usize::MAX).unwrap();
    let of_item: Vec<_> = entries.iter().filter(|e| e.item() == Some(item)).collect();
    let closing = Closing::parse(&world.content(&home, of_item[2], Role::Record).unwrap()).unwrap();
    assert_eq!(closing.ended_at, of_item[1].details().unwrap().claimed_at);
    assert!(closing.media[0].interrupted && Record::parse(&closing.to_content(&[9; 32]).unwrap()).is_err());
}
