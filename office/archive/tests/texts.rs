//! Words of text files: found once the file is here, kept sealed, never from items that are in no list.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::{Filter, Mark, Store};
use evidence::part::Role;
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Digest, ItemId, Record};
use support::{Device, Server, World, contains, files, item_id, salted};

/// Returns an imported file whose record says this compartment.
fn file(device: &mut Device, name: &str, media_type: &str, bytes: &[u8], compartment: Option<&str>) -> ItemId {
    let id = item_id(name);
    let mut record =
        Record::new(id, Kind::Document, Method::Imported, device.claimed(), Location::missing("not-asked"));
    record.compartment = compartment.map(str::to_owned);
    record.media.push(Media {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        size: Some(bytes.len() as u64),
        sha256: Some(Digest::of(bytes)),
        first_part: 0,
        parts: 1,
        ..Media::default()
    });
    let medium = salted(&format!("{name} medium"), bytes);
    let record = salted(&format!("{name} record"), &record.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Media(0), &medium), (Role::Record, &record)], None);
    id
}

fn found(store: &Store, words: &str) -> Vec<ItemId> {
    let mut found = store.found(&Filter { words: words.to_owned(), ..Filter::default() }).unwrap();
    found.sort_unstable();
    found
}

#[test]
fn a_small_text_file_is_found_by_its_words_and_no_disk_sees_them_plain() {
    let mut world = World::new();
    let mut device = world.device("one");
    let note = file(&mut device, "a.txt", "text/plain", "Зелёный автобус у фонтана".as_bytes(), None);
    let table = file(&mut device, "plates.csv", "application/octet-stream", b"plate;seen\nKZ123ABC02;twice\n", None);
    let mut long = vec![b' '; 1024 * 1024];
    long.extend_from_slice(b"unlookedfor");
    let long_text = file(&mut device, "long.txt", "text/plain", &long, None);
    file(&mut device, "names.txt", "text/plain", b"hiddenname", Some("names"));
    file(&mut device, "sound.webm", "audio/webm", b"inaudible", None);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.quarantined, report.findings.len()), (0, 0));
    let mut texts = vec![note, table, long_text];
    texts.sort_unstable();
    let check = |store: &Store| {
        assert_eq!(found(store, "avtobus фонтан"), [note]);
        assert_eq!(found(store, "kz123abc"), [table]);
        // All text files are found by that word in each language, except those of items that are in no list.
        for word in ["text", "Text file", "текст", "текстовый файл", "мәтін"] {
            assert_eq!(found(store, word), texts, "{word}");
        }
        for hidden in ["unlookedfor", "hiddenname", "inaudible"] {
            assert!(found(store, hidden).is_empty(), "{hidden}");
        }
    };
    check(&store);
    // A rewritten line keeps its words.
    store.mark(&note, &Mark { note: Some("compare".to_owned()), ..Mark::default() }).unwrap();
    check(&store);
    assert_eq!(found(&store, "compare avtobus"), [note]);
    drop(store);
    for (path, bytes) in files(&world.home()) {
        for plain in [&b"avtobus"[..], b"KZ123ABC02", b"kz123abc02"] {
            assert!(!contains(&bytes, plain), "{path:?}");
        }
    }
    check(&world.store());
}

#[test]
fn a_text_whose_sealed_part_was_changed_costs_its_words_and_nothing_else() {
    let mut world = World::new();
    let mut device = world.device("one");
    let note = file(&mut device, "a.txt", "text/plain", b"green bus", None);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    assert_eq!(found(&store, "green"), [note]);
    for entry in std::fs::read_dir(world.home().join("archive/parts")).unwrap() {
        std::fs::write(entry.unwrap().path(), b"changed").unwrap();
    }
    let line = store.mark(&note, &Mark { note: Some("compare".to_owned()), ..Mark::default() }).unwrap();
    assert_eq!(line.file_name.as_deref(), Some("a.txt"));
    assert!(found(&store, "green").is_empty());
    assert_eq!(found(&store, "compare"), [note]);
}
