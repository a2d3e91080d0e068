//! Attacks on the archivist's time and screen: malicious parts, sticks and names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test in real time"
)]

mod support;

use std::process::Command;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use archive::{Carrier, CarrierWriter};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use evidence::details::PartStatement;
use evidence::part::{MAX_SEALED, Role, Sealed};
use evidence::{Digest, ItemId};
use support::{Device, Server, World, item_id};

/// States a part that does not match its statement.
fn state(device: &mut Device, label: &str, bytes: Vec<u8>) -> ItemId {
    let (item, sealed) = (item_id(label), Sealed { sha256: Digest::of(&bytes), size: bytes.len() as u64 });
    device.parts.insert(sealed.sha256, bytes);
    let commitment = Digest::of(label.as_bytes());
    device.add_stated(Some(item), &[PartStatement { role: Role::Record, commitment, tree: None, sealed }], None);
    item
}

#[test]
fn a_part_with_forty_thousand_recipients_costs_no_more_than_any_other() {
    let mut world = World::new();
    let mut device = world.device("one");
    let mut bomb = b"age-encryption.org/v1\n".to_vec();
    let mut n = 0_u32;
    while bomb.len() < MAX_SEALED - 1_000 {
        n += 1;
        let one = STANDARD_NO_PAD.encode(Digest::of(&n.to_be_bytes()).as_bytes());
        bomb.extend_from_slice(format!("-> X25519 {one}\n{one}\n").as_bytes());
    }
    let mac = STANDARD_NO_PAD.encode([7; 32]);
    bomb.extend_from_slice(format!("--- {mac}\n").as_bytes());
    bomb.extend_from_slice(&[9; 200]);
    for label in ["bomb one", "bomb two"] {
        let mut bomb = bomb.clone();
        bomb.extend_from_slice(label.as_bytes());
        state(&mut device, label, bomb);
    }
    let good = device.photo("square", "IMG_1.jpg", &[b"first"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let begun = Instant::now();
    let report = world.pull(&mut store, &server).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(3), "{n} recipients took {:?}", begun.elapsed());
    assert_eq!((report.quarantined, report.parts), (2, 2));
    assert!(store.show(&good).unwrap().record.is_some());
}

#[test]
fn a_stick_with_pipes_in_place_of_files_does_not_hold_a_pull_up() {
    let world = World::new();
    let mut device = world.device("one");
    device.photo("square", "IMG_1.jpg", &[b"first"]);
    let dir = tempfile::tempdir().unwrap();
    let stick = dir.path().join("stick");
    let mut writer = CarrierWriter::create(&stick).unwrap();
    device.entries.iter().for_each(|entry| writer.entry(entry).unwrap());
    writer.finish().unwrap();
    let mut pipes: Vec<_> = device.parts.keys().map(|digest| stick.join("parts").join(digest.to_string())).collect();
    pipes.extend(["policy.dsse", "receipts/noted.jsonl", "receipts/delivered.jsonl"].map(|name| stick.join(name)));
    for pipe in &pipes {
        let _ = std::fs::remove_file(pipe);
        assert!(Command::new("mkfifo").arg(pipe).status().unwrap().success());
    }
    let (done, waiting) = mpsc::channel();
    std::thread::spawn(move || {
        let mut store = world.store();
        let report = world.pull(&mut store, &Carrier::open(&stick).unwrap()).unwrap();
        done.send((report.entries, report.missing)).unwrap();
    });
    let report =
        waiting.recv_timeout(Duration::from_secs(10)).expect("the pull waits for somebody to write into a pipe");
    assert_eq!(report, (2, 2), "the entries came, the parts are missing");
    drop(dir);
}
