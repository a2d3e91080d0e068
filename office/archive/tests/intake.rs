//! Pulling: every statement is judged, no data is lost, and an interrupted pull continues.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::{Carrier, CarrierWriter, Error, FindingKind, Source, Store};
use evidence::part::{Role, Sealed};
use evidence::policy::RecipientKind;
use evidence::receipt::{Delivered, Noted};
use evidence::{Carried, Digest, Envelope, SignedEntry};
use seal::Sealer;
use support::{Device, PASSPHRASE, Server, World, contains, files, item_id, salted};

use archive::source::Row;
use evidence::details::PartStatement;

fn kinds(report: &archive::Report) -> Vec<FindingKind> {
    report.findings.iter().map(|f| f.kind).collect()
}

#[test]
fn a_pull_files_everything_once_and_finds_nothing_wrong() {
    let mut world = World::new();
    let mut device = world.device("one");
    let item = device.photo("square", "IMG_1.jpg", &[b"first", b"second"]);
    device.photo("street", "IMG_2.jpg", &[b"third"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.entries, report.items.len(), report.parts), (3, 2, 5));
    assert_eq!((report.noted, report.custody, report.quarantined, report.missing), (3, 2, 0, 0));
    let sealed: u64 = device.parts.values().map(|p| p.len() as u64).sum();
    assert_eq!(report.bytes, sealed);
    let list = store.list().unwrap();
    assert_eq!(list.len(), 2);
    assert!(list.iter().all(|s| s.finished && s.linked && s.noted && s.delivered && s.wanted == 0));
    let view = store.show(&item).unwrap();
    assert_eq!(view.record.unwrap().media[0].name, "IMG_1.jpg");
    assert_eq!((view.media.len(), view.media[0].parts, view.media[0].bytes), (1, 2, 11));
    assert_eq!(view.custody.entries.len(), 1);
    assert_eq!(view.custody.delivered[0].at, "2026-06-09T05:41:00Z");
    // A second pull requests no part that is here.
    let before = server.fetched();
    let again = world.pull(&mut store, &server).unwrap();
    assert_eq!((again.entries, again.parts, server.fetched()), (0, 0, before));
    assert_eq!(again.findings, []);
}

#[test]
fn sealed_files_stay_as_they_came_and_nothing_readable_is_on_disk() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("watermark", "NAME-OF-A-WITNESS.jpg", &[b"WATERMARK-IN-THE-MEDIUM", b"more"]);
    let server = Server::with(&mut world.log, &[&device]);
    let secret = world.key().identity_text();
    let bytes = bech32::decode(&secret).unwrap().1;
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    for round in ["open", "closed"] {
        let mut parts = 0;
        for (path, content) in files(&world.home()) {
            for word in ["WATERMARK-IN-THE-MEDIUM", "NAME-OF-A-WITNESS", "what watermark shows", "SQLite format"] {
                assert!(!contains(&content, word.as_bytes()), "{word} in {path:?}, {round}");
            }
            assert!(!contains(&content, &bytes), "{path:?}");
            assert!(!contains(&content.to_ascii_uppercase(), secret.as_bytes()), "{path:?}");
            assert!(!contains(&content.to_ascii_lowercase(), hex::encode(&bytes).as_bytes()), "{path:?}");
            if let Some(sealed) = path.file_name().and_then(|n| n.to_str()?.parse::<Digest>().ok()) {
                assert_eq!(content, device.parts[&sealed]);
                parts += 1;
            }
        }
        assert_eq!(parts, 3);
        if round == "open" {
            // Without the archive key, from the index alone.
            drop(std::mem::replace(&mut store, Store::open_or_create(&world.dir.path().join("other"), "x").unwrap()));
        }
    }
    let store = Store::open(&world.home(), PASSPHRASE).unwrap();
    let out = world.dir.path().join("out");
    let opened = store.open_item(&item_id("watermark"), &out).unwrap();
    assert_eq!(opened.files[0].matches, Some(true));
}

#[test]
fn a_wrong_passphrase_says_so_and_nothing_else() {
    let world = World::new();
    drop(world.store());
    for wrong in ["correct hors", "Correct horse", "correct horse "] {
        let error = Store::open(&world.home(), wrong).err().unwrap();
        assert!(matches!(error, Error::WrongPassphrase));
        assert_eq!(error.to_string(), "the passphrase is wrong");
        assert!(matches!(Store::open_or_create(&world.home(), wrong), Err(Error::WrongPassphrase)));
    }
    Store::open(&world.home(), PASSPHRASE).unwrap();
    assert!(matches!(Store::open(&world.dir.path().join("nowhere"), PASSPHRASE), Err(Error::Refused { .. })));
}

#[test]
fn a_second_process_is_refused() {
    let world = World::new();
    let store = world.store();
    assert!(matches!(Store::open(&world.home(), PASSPHRASE), Err(Error::Busy)));
    drop(store);
    Store::open(&world.home(), PASSPHRASE).unwrap();
}

#[test]
fn a_pull_that_fails_at_any_part_goes_on_where_it_was() {
    let mut world = World::new();
    let mut device = world.device("one");
    for n in 0..6 {
        device.photo(&format!("item {n}"), "a.jpg", &[format!("a {n}").as_bytes(), format!("b {n}").as_bytes()]);
    }
    let mut server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let mut fetched = 0;
    for stop in [0, 1, 5, 7] {
        server.parts_until_failure = Some(server.calls.load(std::sync::atomic::Ordering::SeqCst) + stop);
        let failed = world.pull(&mut store, &server);
        assert!(matches!(failed, Err(Error::Unavailable { .. })));
        // As after a kill, the store is closed and opened again.
        drop(store);
        store = world.store();
        assert!(server.fetched() >= fetched);
        fetched = server.fetched();
    }
    server.parts_until_failure = None;
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(report.entries, 0);
    assert!(store.list().unwrap().iter().all(|s| s.held == 3 && s.wanted == 0));
    // Each part was fetched once, despite all interruptions.
    assert_eq!(server.fetched(), device.parts.len());
}

#[test]
fn a_part_that_lies_on_disk_without_a_row_is_not_fetched_again_and_a_torn_one_is() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("item", "a.jpg", &[b"one", b"two"]);
    let server = Server::with(&mut world.log, &[&device]);
    drop(world.store());
    let parts = world.home().join("archive/parts");
    let mut names = device.parts.iter();
    let (whole, bytes) = names.next().unwrap();
    std::fs::write(parts.join(whole.to_string()), bytes).unwrap();
    let (torn, bytes) = names.next().unwrap();
    std::fs::write(parts.join(torn.to_string()), &bytes[..bytes.len() / 2]).unwrap();
    std::fs::write(parts.join("left.unfinished"), b"half").unwrap();
    let mut store = world.store();
    assert!(!parts.join("left.unfinished").exists());
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.parts, server.fetched(), report.findings), (3, 2, vec![]));
    assert_eq!(std::fs::read(parts.join(torn.to_string())).unwrap(), device.parts[torn]);
}

#[test]
fn bad_parts_are_set_aside_with_the_reason_and_the_rest_comes() {
    let mut world = World::new();
    let stranger = World::new();
    let mut device = world.device("one");
    device.photo("good", "a.jpg", &[b"good"]);
    // Sealed to another recipient.
    let part = salted("foreign", b"foreign");
    let foreign = Sealer::new([stranger.organisation.card().archive_recipient.as_str()]).unwrap().seal(&part).unwrap();
    state(&mut device, "foreign", foreign.commitment, foreign.sealed, foreign.bytes);
    // Bytes that the entry did not commit to.
    let other = device.sealer.seal(&salted("other", b"other")).unwrap();
    state(&mut device, "swapped", salted("swapped", b"swapped").commitment(), other.sealed, other.bytes);
    // No age file.
    let junk = b"junk".repeat(100);
    let sealed = Sealed { sha256: Digest::of(&junk), size: junk.len() as u64 };
    state(&mut device, "junk", Digest::of(b"junk"), sealed, junk);
    // Truncated before it was sealed into its entry.
    let mut cut = device.sealer.seal(&salted("cut", &[7; 100_000])).unwrap();
    cut.bytes.truncate(90_000);
    let sealed = Sealed { sha256: Digest::of(&cut.bytes), size: 90_000 };
    state(&mut device, "cut", cut.commitment, sealed, cut.bytes);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    // Without the witness key a part for another recipient could be one for the witness compartment.
    let both = world.witness_key();
    let report = world.pull_with(&mut store, &server, Some(&both)).unwrap();
    assert_eq!((report.parts, report.quarantined), (2, 4));
    assert_eq!(kinds(&report), [FindingKind::PartQuarantined; 4]);
    let said: Vec<&str> = report.findings.iter().map(|f| f.detail.as_str()).collect();
    for why in ["sealed neither to the archive key", "not what its entry committed to", "not an age file", "damaged"] {
        assert!(said.iter().any(|s| s.contains(why)), "{why}: {said:?}");
    }
    assert!(report.is_alarming());
    let aside = files(&world.home().join("archive/quarantine"));
    assert_eq!(aside.len(), 4);
    assert!(aside.iter().all(|(path, bytes)| path.ends_with(Digest::of(bytes).to_string())));
    // They are not fetched again, and the findings are not reported again.
    let before = server.fetched();
    let again = world.pull_with(&mut store, &server, Some(&both)).unwrap();
    assert_eq!((server.fetched(), again.findings), (before, vec![]));
    assert_eq!(store.show(&item_id("junk")).unwrap().findings.len(), 1);
}

fn state(device: &mut Device, label: &str, commitment: Digest, sealed: Sealed, bytes: Vec<u8>) {
    device.parts.insert(sealed.sha256, bytes);
    device.add_stated(
        Some(item_id(label)),
        &[PartStatement { role: Role::Media(0), commitment, tree: None, sealed }],
        None,
    );
}

#[test]
fn wrong_bytes_and_missing_parts_stay_wanted_until_a_better_source_comes() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("item", "a.jpg", &[b"one", b"two"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let good = server.parts.clone();
    let mut names = good.keys();
    let (lost, changed) = (*names.next().unwrap(), *names.next().unwrap());
    server.missing.insert(lost);
    server.parts.get_mut(&changed).unwrap()[250] ^= 1;
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.parts, report.missing, report.quarantined), (1, 1, 1));
    assert_eq!(kinds(&report), [FindingKind::PartWrongBytes, FindingKind::PartMissing]);
    let summary = &store.list().unwrap()[0];
    assert_eq!((summary.held, summary.wanted), (1, 2));
    server.parts = good;
    server.missing.clear();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.parts, report.findings), (2, vec![]));
    assert_eq!(store.findings().unwrap(), []);
}

#[test]
fn an_item_of_which_no_part_came_is_not_called_cut_off() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("item", "a.jpg", &[b"one", b"two"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    server.missing.extend(server.parts.keys().copied());
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let view = store.show(&item_id("item")).unwrap();
    assert_eq!((view.summary.held, view.media.len(), view.media[0].missing.len()), (0, 1, 2));
    assert!(!view.summary.interrupted && !view.media[0].interrupted, "its record is still to come");
    server.missing.clear();
    world.pull(&mut store, &server).unwrap();
    assert_eq!(store.show(&item_id("item")).unwrap().media[0].name.as_deref(), Some("a.jpg"));
}

#[test]
fn a_part_lost_from_our_own_disk_is_reported_and_fetched_again() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("item", "a.jpg", &[b"one", b"two"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let parts = files(&world.home().join("archive/parts"));
    std::fs::remove_file(&parts[0].0).unwrap();
    std::fs::write(&parts[1].0, &parts[1].1[..100]).unwrap();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(kinds(&report), [FindingKind::PartLost; 2]);
    assert_eq!((report.parts, server.fetched()), (2, 5));
    assert_eq!(files(&world.home().join("archive/parts")), parts);
    assert_eq!(store.findings().unwrap(), []);
}

#[test]
fn forged_foreign_and_early_entries_are_told_apart() {
    let mut world = World::new();
    let stranger = World::new();
    let mut device = world.device("one");
    device.photo("a", "a.jpg", &[b"a"]);
    device.photo("b", "b.jpg", &[b"b"]);
    device.photo("c", "c.jpg", &[b"c"]);
    let foreign = stranger.device("foreign");
    let mut server = Server::with(&mut world.log, &[&device]);
    // Entry 3 comes before entry 2, which comes last; entry 2 is first shown with a foreign signature.
    let taken = server.rows.remove(2);
    let Row::Entry { entry: Carried { envelope, details }, proof } = &taken else { panic!() };
    let carried = |envelope| Carried { envelope, details: details.clone() };
    let mut signature = *envelope.signature();
    signature[3] ^= 1;
    let key = device.key(9).public().unwrap();
    let forged = Envelope::new(envelope.payload_type(), envelope.payload().to_vec(), &key, signature);
    server.rows.insert(2, Row::Entry { entry: carried(forged), proof: None });
    server.rows.push(Row::Entry { entry: foreign.entries[0].carried(), proof: None });
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(kinds(&report), [FindingKind::Gap, FindingKind::EntryRefused, FindingKind::ForeignOrganisation]);
    assert_eq!(report.entries, 3);
    assert!(!store.show(&item_id("c")).unwrap().summary.linked);
    assert!(store.show(&item_id("b")).is_err());
    // The true entry comes with a changed hint: the waiting entries are linked.
    let hint = device.key(8).public().unwrap();
    let envelope = Envelope::new(envelope.payload_type(), envelope.payload().to_vec(), &hint, *envelope.signature());
    server.rows.push(Row::Entry { entry: carried(envelope), proof: proof.clone() });
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.entries, report.findings.len()), (1, 0));
    assert!(store.list().unwrap().iter().all(|s| s.linked));
}

#[test]
fn a_fork_is_kept_whole_and_reported() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("a", "a.jpg", &[b"a"]);
    let mut copy = world.device("one");
    copy.entries = device.entries.clone();
    device.photo("b", "b.jpg", &[b"b"]);
    copy.photo("c", "c.jpg", &[b"c"]);
    let server = Server::with(&mut world.log, &[&device, &copy]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert!(kinds(&report).contains(&FindingKind::Fork), "{:?}", report.findings);
    assert_eq!(store.list().unwrap().len(), 3);
    assert!(report.is_alarming());
}

#[test]
fn a_log_that_shows_another_history_is_reported_loudly() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("a", "a.jpg", &[b"a"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    assert_eq!(world.pull(&mut store, &server).unwrap().findings, []);
    // The log continues honestly: joined.
    device.photo("b", "b.jpg", &[b"b"]);
    let server = Server::with(&mut world.log, &[&device]);
    assert_eq!(world.pull(&mut store, &server).unwrap().findings, []);
    // The server's log is rebuilt with its key and holds other leaves.
    let mut other = support::Log::new("log");
    other.append(b"another history");
    device.photo("c", "c.jpg", &[b"c"]);
    let server = Server::with(&mut other, &[&device]);
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(report.findings[0].kind, FindingKind::LogContradiction, "{:?}", report.findings);
    // Rolled back: the newest checkpoint is older than the known one.
    let mut short = support::Log::new("log");
    let small = world.device("one");
    let server = Server::with(&mut short, &[&small]);
    let mut fresh = Store::open_or_create(&world.dir.path().join("fresh"), PASSPHRASE).unwrap();
    let honest = Server::with(&mut world.log, &[&device]);
    world.pull(&mut fresh, &honest).unwrap();
    let report = world.pull(&mut fresh, &server).unwrap();
    assert_eq!(kinds(&report), [FindingKind::LogContradiction], "{:?}", report.findings);
}

#[test]
fn a_device_that_saw_another_history_is_reported() {
    let mut world = World::new();
    let mut lying = support::Log::new("log");
    lying.append(b"shown to one phone only");
    let mut device = world.device("one");
    device.photo_seen("a", "a.jpg", &[b"a"], lying.seen());
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(kinds(&report), [FindingKind::LogContradiction]);
    assert!(report.findings[0].detail.contains("a device says"), "{:?}", report.findings);
}

#[test]
fn false_receipts_are_refused_and_the_entries_stay() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("a", "a.jpg", &[b"a"]);
    let mut server = Server::with(&mut world.log, &[&device]);
    let mut foreign = support::Log::new("another log's key");
    let theirs = Server::with(&mut foreign, &[&device]);
    let Row::Entry { proof: Some(proof), .. } = theirs.rows[1].clone() else { panic!() };
    let Row::Entry { proof: Some(of_genesis), .. } = server.rows[0].clone() else { panic!() };
    for (place, wrong) in [(1, proof), (0, "nonsense".to_owned())] {
        let Row::Entry { proof, .. } = &mut server.rows[place] else { panic!() };
        *proof = Some(wrong);
    }
    server.rows.push(Row::Noted(Noted { entry: device.entries[1].digest(), proof: of_genesis }));
    server.rows.push(Row::Noted(Noted { entry: Digest::of(b"unheard of"), proof: String::new() }));
    let Row::Custody { custody, .. } = theirs.rows[2].clone() else { panic!() };
    server.rows.push(Row::Custody { custody, proof: None });
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(report.noted, 0);
    let refused = report.findings.iter().filter(|f| f.kind == FindingKind::ReceiptRefused).count();
    let unknown = report.findings.iter().filter(|f| f.kind == FindingKind::UnknownLog).count();
    assert_eq!((refused, unknown), (4, 1), "{:?}", report.findings);
    let summary = &store.list().unwrap()[0];
    assert!(!summary.noted && summary.delivered && summary.held == 2);
}

#[test]
fn a_carrier_brings_the_same_and_needs_no_server() {
    let mut world = World::new();
    let mut device = world.device("one");
    for n in 0..5 {
        device.photo(&format!("item {n}"), "a.jpg", &[b"one", b"two"]);
    }
    let server = Server::with(&mut world.log, &[&device]);
    let dir = world.dir.path().join("stick");
    let mut writer = CarrierWriter::create(&dir).unwrap();
    writer.policy(world.policy.envelope()).unwrap();
    for row in &server.rows {
        match row {
            Row::Entry { entry, proof } => {
                let entry = SignedEntry::from_carried(entry.clone()).unwrap();
                writer.entry(&entry).unwrap();
                writer.noted(&Noted { entry: entry.digest(), proof: proof.clone().unwrap() }).unwrap();
            }
            Row::Word { .. } => panic!("no word was said"),
            Row::Custody { custody, proof } => {
                let proof = proof.clone().unwrap();
                writer.delivered(&Delivered { custody: custody.clone(), proof }).unwrap();
            }
            Row::Noted(_) => {}
        }
    }
    for part in device.parts.values() {
        writer.part(part).unwrap();
    }
    assert!(!dir.exists());
    writer.finish().unwrap();
    assert!(matches!(CarrierWriter::create(&dir), Err(Error::Refused { .. })));
    let carrier = Carrier::open(&dir).unwrap();
    let mut store = world.store();
    let report = world.pull(&mut store, &carrier).unwrap();
    assert_eq!((report.entries, report.parts, report.noted, report.custody), (6, 15, 6, 5));
    assert_eq!(report.findings, []);
    assert!(store.list().unwrap().iter().all(|s| s.noted && s.delivered && s.wanted == 0));
    // A damaged copy: a torn line, a line of noise, a very long line, a missing part.
    let entries = dir.join("entries.jsonl");
    let mut text = std::fs::read(&entries).unwrap();
    text.extend(b"{\"payload\":\n\xff\xfe\n");
    text.extend(vec![b'x'; 3 << 20]);
    text.extend(b"\n");
    std::fs::write(&entries, text).unwrap();
    let gone = device.parts.keys().next().unwrap();
    std::fs::remove_file(dir.join("parts").join(gone.to_string())).unwrap();
    let mut fresh = Store::open_or_create(&world.dir.path().join("fresh"), PASSPHRASE).unwrap();
    let report = world.pull(&mut fresh, &carrier).unwrap();
    assert_eq!((report.entries, report.parts, report.missing), (6, 14, 1));
    assert_eq!(report.findings.iter().filter(|f| f.kind == FindingKind::Malformed).count(), 3, "{:?}", report.findings);
    assert!(Carrier::open(world.dir.path()).is_err());
}

#[test]
fn pages_of_a_carrier_are_the_same_however_they_are_cut() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("a", "a.jpg", &[b"a"]);
    device.photo("b", "b.jpg", &[b"b"]);
    let server = Server::with(&mut world.log, &[&device]);
    let dir = world.dir.path().join("stick");
    let mut writer = CarrierWriter::create(&dir).unwrap();
    for entry in &device.entries {
        writer.entry(entry).unwrap();
        let proof = world.log.proof(entry.envelope().payload()).unwrap();
        writer.noted(&Noted { entry: entry.digest(), proof }).unwrap();
    }
    writer.finish().unwrap();
    assert_eq!(server.rows.len(), 5);
    let carrier = Carrier::open(&dir).unwrap();
    for limit in 1..8 {
        let (mut cursor, mut rows) = (0, 0);
        loop {
            let page = carrier.page(cursor, limit).unwrap();
            assert!(page.rows.len() <= limit);
            rows += page.rows.len();
            if !page.more {
                break;
            }
            assert!(page.cursor > cursor);
            cursor = page.cursor;
        }
        assert_eq!(rows, 6, "limit {limit}");
    }
}

#[test]
fn another_organisations_archive_or_key_is_refused() {
    let (mut world, other) = (World::new(), World::new());
    let device = world.device("one");
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    assert!(matches!(other.pull(&mut store, &server), Err(Error::Refused { .. })));
    let key = other.key();
    let card = world.organisation.card();
    let pull = archive::Pull { card, policies: &[], key: &key, witness_key: None, source: &server, workers: 1 };
    assert!(matches!(pull.run(&mut store, &mut |_| {}), Err(Error::Refused { .. })));
}

#[test]
fn a_part_with_other_stanzas_than_the_policy_says_is_named() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("right", "a.jpg", &[b"for the archive"]);
    let archive = world.organisation.card().archive_recipient.clone();
    let stranger = |kind| seal::ReviewIdentity::generate(kind).unwrap().recipient();
    let another = stranger(RecipientKind::Hybrid);
    device.sealer = Sealer::new([archive.as_str(), another.as_str()]).unwrap();
    device.photo("wrong", "b.jpg", &[b"for the archive and somebody"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!(kinds(&report), [FindingKind::SealedToOthers; 2], "{:?}", report.findings);
    assert!(report.is_alarming() && report.quarantined == 0);
    let named: Vec<_> = device.entries[2].parts().iter().map(|p| p.sealed.sha256.to_string()).collect();
    let mut told: Vec<_> = report.findings.iter().map(|f| f.subject.clone()).collect();
    told.sort();
    assert_eq!(told, named.into_iter().collect::<std::collections::BTreeSet<_>>().into_iter().collect::<Vec<_>>());
}

#[test]
fn debians_age_opens_a_stored_part_with_the_restored_identity() {
    let mut world = World::of(RecipientKind::Classic);
    let mut device = world.device("one");
    device.photo("item", "a.jpg", &[b"seen by a foreign tool"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let entry = &device.entries[1];
    let part = entry.parts()[0];
    let identity = world.dir.path().join("identity.txt");
    std::fs::write(&identity, world.key().identity_text().as_bytes()).unwrap();
    let sealed = world.home().join("archive/parts").join(part.sealed.sha256.to_string());
    let out = std::process::Command::new("age").arg("-d").arg("-i").arg(identity).arg(sealed).output();
    let out = out.expect("Debian's age is needed for this test: apt-get install age");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(Digest::of(&out.stdout), part.commitment);
    assert_eq!(&out.stdout[32..], b"seen by a foreign tool");
}
