//! Rule 25: where the policy asks for cosigners, a receipt below their quorum is the log's word alone. It proves no place, no
//! root and no instant, and adding it takes nothing from anybody.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use evidence::bundle::{DELIVERED, ENTRIES, NOTED, WORDS};
use evidence::receipt::{Delivered, Noted};
use evidence::word::{self, Covers, Spoken};
use support::{Files, Log, Scene, judge, lines, sum};
use verify::{Question, Verdict};

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
    // The log's key writes another tree: a copy of the device's key, a second use of its invitation and an end come first.
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
