//! Rule 25: if the policy asks for cosigners, a receipt below their quorum is only the log's claim. It proves no
//! place, no root and no instant, and adding it harms no other evidence.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use ed25519_dalek::SigningKey;
use evidence::bundle::{DELIVERED, ENTRIES, NOTED, WORDS};
use evidence::receipt::{Delivered, Noted};
use evidence::word::{self, Covers, Spoken};
use support::{Files, Log, Scene, World, judge, lines, sum};
use tlog::{KeyKind, VerifierKey};
use verify::{Question, Status, Verdict, Voucher};

/// Adds lines to a file of a bundle.
fn add(files: &mut Files, path: &str, lines: Vec<u8>) {
    files.entry(path.to_owned()).or_default().splice(0..0, lines);
    sum(files);
}

fn unchanged(before: &Verdict, after: &Verdict) {
    for question in Question::ALL {
        let status = |verdict: &Verdict| verdict.items[0].answers.get(question).status;
        assert_eq!(status(before), status(after), "{question:?}\n{after}");
    }
    assert_eq!(before.items[0].interval, after.items[0].interval, "{after}");
}

#[test]
fn a_history_that_the_log_alone_signed_changes_neither_order_nor_time_nor_delivery() {
    let scene = Scene::new();
    let honest = judge(&scene.files(), &scene.world.trust()).unwrap();
    assert!(honest.all_passed(), "{honest}");
    // The log's key signs another tree that begins with a copy of the device's key, a second use of its invitation and
    // an end.
    let mut copy = scene.device.clone();
    copy.entries.truncate(2);
    copy.branch = Some(3);
    support::note(&mut copy, "on the copy", "x", None);
    let rival = scene.world.invited("who copied the invitation", "device");
    let end = scene.world.end(scene.device.id(), Covers::After(scene.device.id()));
    let (forked, genesis, photo) = (&copy.entries[2], &rival.entries[0], &scene.device.entries[2]);
    for size in [0, scene.world.log.size()] {
        let mut log = Log::new("log");
        log.deliver(&[photo], "2026-01-02T00:00:00Z");
        log.append(forked.envelope().payload());
        log.append(genesis.envelope().payload());
        log.append(&word::leaf(&end.digest()));
        log.append(photo.envelope().payload());
        while log.size() < size {
            log.append(b"up to the size of the honest one");
        }
        let proof = |leaf: &[u8]| log.proof(log.index_of(leaf).unwrap(), log.size(), false);
        let noted = [forked, genesis, photo]
            .map(|entry| Noted { entry: entry.digest(), proof: proof(entry.envelope().payload()) });
        let custody = log.delivered()[0].custody.clone();
        let delivered = Delivered { proof: proof(custody.envelope.payload()), custody };
        let spoken = Spoken { proof: Some(proof(&word::leaf(&end.digest()))), word: end.clone() };
        let mut files = scene.files();
        add(&mut files, ENTRIES, lines([forked.envelope(), genesis.envelope()]));
        support::tell(&mut files, genesis);
        add(&mut files, NOTED, lines(noted));
        add(&mut files, DELIVERED, lines([delivered]));
        add(&mut files, WORDS, lines([spoken]));
        unchanged(&honest, &judge(&files, &scene.world.trust()).unwrap());
    }
}

#[test]
fn a_receipt_below_the_quorum_beside_good_ones_takes_nothing() {
    let scene = Scene::new();
    let log = &scene.world.log;
    let honest = judge(&scene.files(), &scene.world.trust()).unwrap();
    for size in 1..log.size() {
        let mut files = scene.files();
        let noted = Noted { entry: scene.device.id(), proof: log.proof(0, size, false) };
        add(&mut files, NOTED, lines([noted]));
        unchanged(&honest, &judge(&files, &scene.world.trust()).unwrap());
    }
}

/// Returns a world whose log has three cosigners, two of whom must sign, and a device that saw a custody statement
/// whose checkpoint these signed at these minutes after 05:00.
fn seen_after(minutes: &[(usize, i64)]) -> (World, Files) {
    let mut world = World::new();
    world.log.more = (1..3)
        .map(|n| {
            let secret = SigningKey::from_bytes(&support::seed(&format!("cosigner {n}")));
            let name = format!("cosigner-{n}.example.net");
            let key = VerifierKey::new(&name, KeyKind::Cosigner, secret.verifying_key().as_bytes()).unwrap();
            (secret, key)
        })
        .collect();
    let keys: Vec<_> =
        std::iter::once(&world.log.cosigner_key).chain(world.log.more.iter().map(|(_, key)| key)).cloned().collect();
    world.policy = world.organisation.sign_policy(&support::policy(&world.log.key, &keys, 2)).unwrap();
    let at = |minutes: i64| support::ts("2026-06-09T05:00:00Z").as_second() + minutes * 60;
    world.log.carried_by = Some(minutes.iter().map(|(n, minutes)| (*n, at(*minutes) as u64)).collect());
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    support::note(&mut device, "note", "x", world.log.seen());
    world.log.append(device.entries[1].envelope().payload());
    world.log.deliver(&[&device.entries[1]], "2026-06-09T05:41:00Z");
    let before = world.log.seen();
    device.wait(120);
    let photo = support::photo(&mut device, "photo", &[b"x"], before);
    world.log.append(device.entries[2].envelope().payload());
    world.log.deliver(&[&device.entries[2]], "2026-06-09T05:43:00Z");
    let files = support::bundle(&world, &device.entries, &[&photo]);
    (world, files)
}

#[test]
fn a_checkpoint_of_a_quorum_inside_a_leaf_below_the_one_seen_says_after_when_an_entry_was_made() {
    let minute = |m: i64| support::ts("2026-06-09T05:00:00Z").checked_add(jiff::SignedDuration::from_mins(m)).unwrap();
    // The second largest time counts; a third cosigner without a clock, or with one years ahead, has no effect.
    for (signed, expected) in [
        (&[(0, 31), (1, 35), (2, 33)][..], Some(33)),
        (&[(0, 31), (1, 35)], Some(31)),
        (&[(0, 31), (1, 33), (2, 5_000_000)], Some(33)),
        (&[(0, 31), (1, 33), (2, -29_000_000)], Some(31)),
        (&[(0, -29_000_000), (1, 33)], None),
        (&[(1, 5_000_000)], None),
        (&[], None),
    ] {
        let (world, files) = seen_after(signed);
        let verdict = judge(&files, &world.trust()).unwrap();
        let bound = verdict.items[0].interval.not_before.clone().unwrap();
        let (at, by) = match expected {
            Some(m) => (minute(m), Voucher::Cosigner),
            None => (minute(41), Voucher::Server),
        };
        assert_eq!((bound.at, bound.by, bound.proven), (Some(at), by, true), "{signed:?}\n{verdict}");
        assert_eq!(verdict.items[0].answers.time.status, Status::Passed, "{signed:?}\n{verdict}");
    }
}

#[test]
fn a_claim_from_before_a_quorum_s_instant_fails_and_one_from_before_the_server_s_alone_does_not() {
    for (signed, code, status) in [
        (&[(0, 51), (1, 51)][..], "claimed-before-vouched", Status::Failed),
        (&[(0, 47), (1, 51)], "interval", Status::Passed),
        (&[(0, 51)], "interval", Status::Passed),
    ] {
        let (world, files) = seen_after(signed);
        let verdict = judge(&files, &world.trust()).unwrap();
        let time = &verdict.items[0].answers.time;
        assert_eq!(time.status, status, "{signed:?}\n{verdict}");
        assert!(time.findings.iter().any(|found| found.code == code), "{signed:?}\n{verdict}");
    }
}
