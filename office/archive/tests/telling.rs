//! Later, unsigned or waiting statements never replace a device's first statement.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod support;

use archive::Withhold;
use archive::source::Row;
use evidence::part::Role;
use evidence::record::{Kind, Location, Method};
use evidence::{Carried, Digest, Envelope, ItemId, Record};
use export::{Form, Selection};
use support::{Device, Server, World, item_id, judge, salted};
use verify::Status;

const MADE: &str = "2026-06-09T12:00:00Z";

/// Makes a record by which a thief retells the item.
fn other_story(device: &Device, item: ItemId) -> Vec<u8> {
    let missing = Location::missing("not-asked");
    let mut record = Record::new(item, Kind::Document, Method::Imported, device.claimed(), missing);
    record.body = serde_json::json!({ "note": "a birthday cake" });
    record.to_content(&[9; 32]).unwrap()
}

#[test]
fn a_later_statement_of_a_part_is_never_shown_though_it_is_the_only_one_that_came() {
    for (record_left, media_left) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut world = World::new();
        let mut device = world.device("one");
        let item = device.photo("square", "IMG_1.jpg", &[b"police beat people"]);
        let genuine = device.entries[1].parts().to_vec();
        // The head was sent first: parts that were not sent are lost with the phone.
        let mut left = device.parts.clone();
        for part in &genuine {
            let leaves = if part.role == Role::Record { record_left } else { media_left };
            if !leaves {
                left.remove(&part.sealed.sha256);
            }
        }
        let (cake, story) = (salted("cake", b"cake"), salted("story", &other_story(&device, item)));
        device.add(Some(item), &[(Role::Media(0), &cake), (Role::Record, &story)], None);
        let stolen: Vec<Digest> = device.entries[2].parts().iter().map(|p| p.sealed.sha256).collect();
        left.extend(stolen.iter().map(|digest| (*digest, device.parts[digest].clone())));
        let mut server = Server::with(&mut world.log, &[&device]);
        server.missing = server.parts.keys().filter(|digest| !left.contains_key(*digest)).copied().collect();
        let mut store = world.store();
        world.pull(&mut store, &server).unwrap();
        let shown = store.show(&item).unwrap();
        let lost = u64::from(!record_left) + u64::from(!media_left);
        assert_eq!(shown.summary.wanted, lost, "what did not come is missing, whatever came in its place");
        assert_eq!(shown.record.is_some(), record_left);
        assert!(shown.record.is_none_or(|record| record.kind == Kind::Photo));
        assert_eq!(shown.custody.entries.len(), 1);
        let out = world.dir.path().join("open");
        let opened = store.open_item(&item, &out);
        let files = support::files(&out);
        assert!(files.iter().all(|(_, bytes)| bytes != b"cake"), "{opened:?}");
        // The genuine parts come from another source: the item is whole.
        server.missing.clear();
        world.pull(&mut store, &server).unwrap();
        let shown = store.show(&item).unwrap();
        assert_eq!((shown.summary.wanted, shown.record.unwrap().kind), (0, Kind::Photo));
    }
}

#[test]
fn a_line_that_nobody_signed_spoils_no_item_of_the_archive() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("early", "IMG_0.jpg", &[b"an earlier picture"]);
    Server::with(&mut world.log, &[&device]);
    let seen = world.log.seen();
    let item = device.photo_seen("square", "IMG_1.jpg", &[b"first"], seen);
    let mut server = Server::with(&mut world.log, &[&device]);
    // The right form, the victim's device and item, an unknown predecessor, and 64 bytes as a signature.
    let mut copy = world.device("one");
    copy.entries = device.entries.clone();
    copy.photo("gone", "gone.jpg", &[b"gone"]);
    let junk = copy.add(Some(item), &[(Role::Record, &salted("junk", &other_story(&device, item)))], None);
    let key = device.key(9).public().unwrap();
    let (kind, payload) = (junk.envelope().payload_type().to_owned(), junk.envelope().payload().to_vec());
    let forged = Envelope::new(&kind, payload, &key, [7; 64]);
    let details = junk.details_bytes().map(<[u8]>::to_vec);
    server.rows.insert(1, Row::Entry { entry: Carried { envelope: forged, details }, proof: None });
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let line = store.show(&item).unwrap().summary;
    assert!(line.linked && line.noted && line.delivered && line.wholeness() == archive::Wholeness::Whole, "{line:?}");
    let out = world.dir.path().join("bundle");
    Selection::of(&store, &[item], None, &Withhold::default(), &[], MADE.parse().unwrap())
        .and_then(|chosen| chosen.bundle(&out, Form::Folder))
        .unwrap();
    let verdict = judge(&out, &world.trust());
    for question in verify::Question::ALL {
        assert_eq!(verdict.answers.get(question).status, Status::Passed, "{verdict}");
    }
}

#[test]
fn an_item_that_waits_can_be_read_and_is_in_no_bundle_until_its_predecessor_comes() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("first", "IMG_1.jpg", &[b"first"]);
    device.photo("second", "IMG_2.jpg", &[b"second"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let missing = server.rows.remove(1);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let waiting = store.show(&item_id("second")).unwrap();
    assert!(!waiting.summary.linked && waiting.record.is_some(), "its parts are kept and can be opened");
    let out = world.dir.path().join("bundle");
    let made = |store: &archive::Store, out: &std::path::Path| {
        Selection::of(store, &[item_id("second")], None, &Withhold::default(), &[], MADE.parse().unwrap())
            .and_then(|chosen| chosen.bundle(out, Form::Folder))
    };
    let refused = made(&store, &out).unwrap_err().to_string();
    assert!(refused.contains("waits for an entry"), "{refused}");
    server.rows.push(missing);
    world.pull(&mut store, &server).unwrap();
    assert!(store.show(&item_id("second")).unwrap().summary.linked);
    made(&store, &out).unwrap();
}

#[test]
fn of_two_stories_of_a_copied_home_the_one_that_the_log_noted_first_is_told() {
    for honest_first in [true, false] {
        let mut world = World::new();
        let mut device = world.device("one");
        let item = item_id("open");
        device.add(Some(item), &[(Role::Media(0), &salted("a", b"first second"))], None);
        let mut copy = world.device("one");
        copy.entries = device.entries.clone();
        copy.parts = device.parts.clone();
        let close = |device: &mut Device, label: &str| {
            let story = salted(label, &other_story(device, item));
            device.add(Some(item), &[(Role::Media(1), &salted(label, label.as_bytes())), (Role::Record, &story)], None);
        };
        close(&mut device, "honest");
        close(&mut copy, "copy");
        let mut devices = [&device, &copy];
        if !honest_first {
            devices.reverse();
        }
        let server = Server::with(&mut world.log, &devices);
        let mut store = world.store();
        world.pull(&mut store, &server).unwrap();
        let told = store.show(&item).unwrap().custody.entries;
        let expected = if honest_first { &device } else { &copy };
        assert_eq!(told.last().unwrap().digest, expected.entries[2].digest(), "{honest_first}");
        assert_eq!(told.len(), 2);
    }
}

#[test]
fn details_that_come_after_their_entry_are_told_and_fetched_then() {
    let mut world = World::new();
    let mut device = world.device("one");
    let item = device.photo("square", "IMG_1.jpg", &[b"first"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let Row::Entry { entry, .. } = &mut server.rows[1] else { panic!() };
    let details = entry.details.take();
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.entries, report.parts), (2, 0));
    let line = store.show(&item).unwrap().summary;
    assert!(line.linked && !line.finished && line.wanted == 0, "the entry is there and says nothing yet: {line:?}");
    let envelope = device.entries[1].envelope().clone();
    server.rows.push(Row::Entry { entry: Carried { envelope, details }, proof: None });
    assert_eq!(world.pull(&mut store, &server).unwrap().parts, 2);
    let line = store.show(&item).unwrap().summary;
    assert!(line.finished && line.held == 2 && line.delivered, "{line:?}");
}

#[test]
fn the_next_pull_brings_details_that_the_server_learned_later() {
    let mut world = World::new();
    let mut device = world.device("one");
    let items = ["square", "station"].map(|label| device.photo(label, &format!("{label}.jpg"), &[b"first", b"second"]));
    let mut server = Server::with(&mut world.log, &[&device]);
    let whole = server.rows.clone();
    for row in &mut server.rows {
        if let Row::Entry { entry, .. } = row
            && device.entries.iter().any(|e| e.item().is_some() && e.digest() == entry.envelope.digest())
        {
            entry.details = None;
        }
    }
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.entries, report.parts), (3, 0), "nobody knows the parts yet");
    // The details of one entry come, then those of the other, and those of the first one again.
    for (learned, parts) in [(vec![1], 3), (vec![1, 2], 3), (vec![1, 2, 1], 0)] {
        server.told = learned.iter().map(|row| whole[*row].clone()).collect();
        let report = world.pull(&mut store, &server).unwrap();
        assert_eq!((report.entries, report.parts), (0, parts), "{learned:?}");
    }
    for item in items {
        let line = store.show(&item).unwrap().summary;
        assert!(
            line.noted && line.delivered && line.wanted == 0 && line.wholeness() == archive::Wholeness::Whole,
            "{line:?}"
        );
    }
}
