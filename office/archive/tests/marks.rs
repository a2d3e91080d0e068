//! The archivist's own marks and notes: found by a search, kept through every intake, and never disclosed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::source::Row;
use archive::{Error, Filter, MAX_NOTE, Mark, Marked, Store, Withhold};
use evidence::ItemId;
use evidence::part::Role;
use export::{Form, Selection};
use support::{Device, Server, World, contains, files, item_id, salted};

fn scene() -> (World, Device, Server, Store) {
    let mut world = World::new();
    let mut device = world.device("one");
    for label in ["square", "bridge", "station"] {
        device.photo(label, &format!("IMG_{label}.jpg"), &[format!("a picture of the {label}").as_bytes()]);
    }
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    (world, device, server, store)
}

fn note(text: &str) -> Mark {
    Mark { note: Some(text.to_owned()), ..Mark::default() }
}

fn marked(store: &Store, marked: Marked) -> Vec<ItemId> {
    let filter = Filter { marked: Some(marked), ..Filter::default() };
    let found = store.found(&filter).unwrap();
    assert_eq!(store.count(&filter).unwrap(), found.len() as u64);
    assert_eq!(store.page(&filter, None, 10).unwrap().iter().map(|l| l.item).collect::<Vec<_>>(), found);
    found
}

fn words(text: &str) -> Filter {
    Filter { words: text.to_owned(), ..Filter::default() }
}

#[test]
fn a_mark_changes_only_what_it_names_and_is_there_when_the_archive_is_opened_again() {
    let (world, _, _, store) = scene();
    let (square, bridge) = (item_id("square"), item_id("bridge"));
    let line = store.line(&square).unwrap();
    assert_eq!((line.looked_at, line.important, line.own_note.as_str()), (false, false, ""));
    assert_eq!(marked(&store, Marked::NotLookedAt).len(), 3);
    let line = store.mark(&square, &Mark { looked_at: Some(true), ..Mark::default() }).unwrap();
    assert_eq!((line.looked_at, line.important), (true, false));
    store.mark(&square, &Mark { important: Some(true), ..Mark::default() }).unwrap();
    let line = store.mark(&square, &note("  Ask Daniyar\r\nabout the left edge\u{1b}[2J ")).unwrap();
    assert_eq!((line.looked_at, line.important), (true, true), "a note took a mark away");
    assert_eq!(line.own_note, "Ask Daniyar\nabout the left edge[2J");
    assert_eq!(line, store.show(&square).unwrap().summary);
    store.mark(&bridge, &Mark { important: Some(true), ..Mark::default() }).unwrap();
    store.mark(&bridge, &Mark { important: Some(false), ..Mark::default() }).unwrap();
    drop(store);
    let store = world.store();
    assert_eq!(store.line(&square).unwrap(), line);
    assert_eq!(marked(&store, Marked::LookedAt), [square]);
    assert_eq!(marked(&store, Marked::Important), [square]);
    assert_eq!(marked(&store, Marked::OwnNote), [square]);
    assert!(!marked(&store, Marked::NotLookedAt).contains(&square));
    let both = Filter { marked: Some(Marked::Important), ..words("bridge") };
    assert_eq!(store.count(&both).unwrap(), 0, "filters together leave what all of them leave");
}

#[test]
fn words_find_the_archivists_own_note_until_it_is_taken_away() {
    let (_, _, _, store) = scene();
    let square = item_id("square");
    store.mark(&square, &note("Левый край: спросить Данияра")).unwrap();
    assert_eq!(store.found(&words("daniyar")).unwrap(), [square]);
    assert_eq!(store.found(&words("спрос square")).unwrap(), [square], "own words and the record's together");
    assert_eq!(store.count(&words("shows")).unwrap(), 3, "the record's own words are still found");
    store.mark(&square, &note("")).unwrap();
    assert_eq!(store.count(&words("daniyar")).unwrap(), 0);
    assert_eq!(marked(&store, Marked::OwnNote), []);
    assert_eq!(store.found(&words("square")).unwrap(), [square]);
}

#[test]
fn a_note_has_a_length_and_an_item_must_be_there() {
    let (_, _, _, store) = scene();
    let square = item_id("square");
    let longest = "ж".repeat(MAX_NOTE);
    assert_eq!(store.mark(&square, &note(&longest)).unwrap().own_note, longest);
    assert!(matches!(store.mark(&square, &note(&(longest.clone() + "ж"))), Err(Error::Refused { .. })));
    assert_eq!(store.line(&square).unwrap().own_note, longest, "what was there stays");
    assert!(matches!(store.mark(&item_id("nobody"), &note("x")), Err(Error::Refused { .. })));
    assert!(matches!(store.line(&item_id("nobody")), Err(Error::Refused { .. })));
}

#[test]
fn marks_stay_when_an_intake_brings_more_of_an_item_and_no_bundle_has_them() {
    let (world, mut device, mut server, mut store) = scene();
    let square = item_id("square");
    store.mark(&square, &Mark { looked_at: Some(true), important: Some(true), ..note("SECRET-OF-THE-DESK") }).unwrap();
    let entry = device.add(Some(square), &[(Role::Media(1), &salted("more", b"more of it"))], None);
    server.rows.push(Row::Entry { entry: entry.carried(), proof: None });
    server.parts = device.parts.clone();
    assert_eq!(world.pull(&mut store, &server).unwrap().parts, 1);
    let line = store.line(&square).unwrap();
    assert_eq!((line.looked_at, line.important, line.own_note.as_str()), (true, true, "SECRET-OF-THE-DESK"));
    assert_eq!(store.found(&words("secret-of")).unwrap(), [square]);
    let out = world.dir.path().join("bundle");
    Selection::of(&store, &[square], None, &Withhold::default(), &[], "2026-06-10T00:00:00Z".parse().unwrap())
        .and_then(|chosen| chosen.bundle(&out, Form::Folder))
        .unwrap();
    store.open_item(&square, &world.dir.path().join("opened")).unwrap();
    drop(store);
    for (path, bytes) in files(world.dir.path()) {
        assert!(!contains(&bytes, b"SECRET-OF-THE-DESK"), "{path:?}");
    }
}

#[test]
fn the_newest_items_are_those_of_the_last_intake_that_brought_anything() {
    let (world, mut device, mut server, mut store) = scene();
    let newest = |store: &Store| {
        let mut found = store.found(&Filter { newest: true, ..Filter::default() }).unwrap();
        found.sort();
        found
    };
    assert_eq!(newest(&store).len(), 3);
    world.pull(&mut store, &server).unwrap();
    assert_eq!(newest(&store).len(), 3, "an intake that brought nothing leaves the last news as they are");
    let tower = device.photo("tower", "tower.jpg", &[b"a tower"]);
    let square = item_id("square");
    device.add(Some(square), &[(Role::Media(1), &salted("more", b"more of it"))], None);
    let rows = device.entries.iter().rev().take(2).map(evidence::SignedEntry::carried);
    server.rows.extend(rows.map(|entry| Row::Entry { entry, proof: None }));
    server.parts = device.parts.clone();
    let report = world.pull(&mut store, &server).unwrap();
    let mut expected = vec![tower, square];
    expected.sort();
    assert_eq!((newest(&store), report.items.into_iter().collect::<Vec<_>>()), (expected.clone(), expected));
    drop(store);
    assert_eq!(newest(&world.store()).len(), 2);
}

#[test]
fn a_line_has_the_name_of_its_first_file_beside_its_title() {
    let (_, _, _, store) = scene();
    let line = store.line(&item_id("square")).unwrap();
    assert_eq!(line.title.as_deref(), Some("what square shows"));
    assert_eq!(line.file_name.as_deref(), Some("IMG_square.jpg"));
}
