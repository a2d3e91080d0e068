//! Tricks of a hostile expert in court: bundles made to break the verifier, to hide something from it, or to make it
//! blame an innocent party. The attacker also writes new digests.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use evidence::bundle::{CONSISTENCY, DELIVERED, NOTED};
use evidence::part::Role;
use evidence::policy::Log as PolicyLog;
use evidence::receipt::{Custody, Delivered, Noted};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Carried, Digest, Record};
use support::{
    Captured, CapturedMedia, Log, Scene, World, bundle, judge, lines, salted, sum, ts, with_lines, with_manifest,
};
use verify::Question::{Completeness, Delivery, Signer, Time};
use verify::{Finding, Question, Status, Trust, Verdict};

fn finding<'a>(verdict: &'a Verdict, question: Question, code: &str) -> Option<&'a Finding> {
    verdict.answers.get(question).findings.iter().find(|f| f.code == code)
}

/// Asserts the status of a finding: a failure only if bytes or a quorum prove it.
fn told(verdict: &Verdict, question: Question, code: &str, status: Status) {
    let found = finding(verdict, question, code).unwrap_or_else(|| panic!("no {code}:\n{verdict}"));
    assert_eq!(found.status, status, "{verdict}");
}

#[test]
fn a_part_number_at_the_end_of_all_numbers_is_refused_and_breaks_nothing() {
    let scene = Scene::new();
    for first in [u32::MAX, u32::MAX - 1, u32::MAX - 2] {
        let files = with_manifest(scene.files(), |m| m.items[0].media[0].first_part = first);
        assert!(judge(&files, &scene.world.trust()).is_err(), "{first}");
        let files = with_manifest(scene.files(), |m| {
            m.items[0].media[0].first_part = first;
            m.items[0].media[0].parts.clear();
        });
        let verdict = judge(&files, &scene.world.trust());
        assert!(verdict.is_err() || !verdict.unwrap().exit_ok(), "{first}");
    }
}

#[test]
fn many_items_under_many_bad_receipts_do_not_multiply() {
    let scene = Scene::new();
    let receipts: Vec<String> = (0..2_000u32)
        .map(|n| serde_json::to_string(&Noted { entry: Digest::of(&n.to_le_bytes()), proof: "x".to_owned() }).unwrap())
        .collect();
    let files = with_lines(scene.files(), NOTED, |l| l.extend(receipts));
    let files = with_manifest(files, |m| {
        for n in 0..2_000u32 {
            let mut item = m.items[0].clone();
            item.item = support::item_id(&format!("item {n}"));
            item.media.clear();
            (item.record, item.opening) = (None, None);
            m.items.push(item);
        }
    });
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    told(&verdict, Delivery, "receipt-without-entry", Status::Remark);
    let all: usize = verdict
        .items
        .iter()
        .map(|i| Question::ALL.map(|q| i.answers.get(q).findings.len()).iter().sum::<usize>())
        .sum();
    assert!(all < 100_000, "{all} findings for 2,001 items");
    // The shorter text softens no finding.
    assert!(verdict.items[1..].iter().all(|i| i.answers.delivery.status == Status::NotChecked));
}

#[test]
fn a_server_that_kept_two_custody_chains_is_caught_by_a_link_that_does_not_fit() {
    let mut scene = Scene::new();
    let entry = scene.device.entries[2].clone();
    let honest = Delivered { ..scene.world.log.delivered().remove(1) };
    let said: Custody = {
        let key = scene.world.log.public();
        evidence::receipt::SignedCustody::open(&honest.custody, &key).unwrap().custody
    };
    for (seq, prev) in [(1, Some(Digest::of(b"another statement number 0"))), (1, None), (0, said.prev)] {
        let mut scene = Scene::new();
        let other = Custody { seq, prev, ..said.clone() };
        let envelope = scene.world.log.sign_statement(other.payload(&[(entry.seq(), entry.digest())]).unwrap());
        let index = scene.world.log.append(envelope.payload());
        let proof = scene.world.log.proof(index, scene.world.log.size(), true);
        let files = scene.files();
        let files = with_lines(files, DELIVERED, |l| {
            l[1] = serde_json::to_string(&Delivered {
                custody: Carried { envelope, details: honest.custody.details.clone() },
                proof,
            })
            .unwrap();
            if seq == 0 {
                l.remove(0);
            }
        });
        let verdict = judge(&files, &scene.world.trust()).unwrap();
        told(&verdict, Delivery, "server-fork", Status::Remark);
    }
    scene.device.wait(1);
    assert!(judge(&scene.files(), &scene.world.trust()).unwrap().all_passed());
}

/// Returns the world's organisation, moved to another log under a policy that comes after `before`.
fn moved(world: &World, before: &evidence::Policy) -> (Log, evidence::SignedPolicy) {
    let log = Log::new("second log");
    let mut policy = before.successor().unwrap();
    policy.logs = vec![PolicyLog {
        origin: log.key.name().to_owned(),
        key: log.key.to_string(),
        cosigners: vec![log.cosigner_key.to_string()],
        quorum: 1,
    }];
    let policy = world.organisation.sign_policy(&policy).unwrap();
    (log, policy)
}

#[test]
fn a_newer_policy_of_the_trusted_organisation_counts_and_an_older_one_does_not() {
    let scene = Scene::new();
    let (log, newer) = moved(&scene.world, scene.world.policy.policy());
    let first = scene.world.policy.clone();
    // The whole story again, in the second log and under the second policy.
    let mut world = World::new();
    (world.log, world.policy) = (log, newer.clone());
    let mut log = world.log;
    let mut device = world_device(&scene);
    device.entries.truncate(1);
    log.append(device.entries[0].envelope().payload());
    device.wait(60);
    let note = support::note(&mut device, "note", "the second log", log.seen());
    log.append(device.entries[1].envelope().payload());
    log.deliver(&[&device.entries[1].clone()], "2026-06-09T05:45:00Z");
    world.log = log;
    let mut files = bundle(&world, &device.entries, &[&note]);
    support::carry(&mut files, &first);
    sum(&mut files);
    let trusts_first = Trust { policy: Some(first.clone()), ..scene.world.trust() };
    let verdict = judge(&files, &trusts_first).unwrap();
    assert!(verdict.exit_ok(), "a log that the organisation named later is called a fraud:\n{verdict}");
    assert_eq!(verdict.answers.delivery.status, Status::Passed, "{verdict}");
    assert!(finding(&verdict, Signer, "newer-policy").is_some());
    // An attacker with a retired log key brings the policy that still named it.
    let trusts_second = Trust { policy: Some(newer), ..scene.world.trust() };
    let verdict = judge(&scene.files(), &trusts_second).unwrap();
    told(&verdict, Delivery, "receipt-does-not-hold", Status::Remark);
    // Two lines of policies: the organisation, or a thief of its key, contradicts itself. The longer line is not
    // newer.
    let mut other = first.policy().clone();
    other.name = "Another beginning".to_owned();
    let (_, twin) = moved(&scene.world, &other);
    let mut files = scene.files();
    support::carry(&mut files, &twin);
    sum(&mut files);
    let verdict = judge(&files, &trusts_first).unwrap();
    told(&verdict, Signer, "two-policies", Status::Remark);
    assert_eq!(verdict.answers.delivery.status, Status::Passed, "{verdict}");
}

fn world_device(scene: &Scene) -> support::Device {
    let mut device = scene.device.clone();
    device.now = ts("2026-06-09T05:40:00Z");
    device.uptime = 1_000;
    device
}

#[test]
fn another_device_that_takes_the_item_s_id_cannot_spoil_the_item() {
    let mut scene = Scene::new();
    let mut liar = scene.world.device("liar");
    liar.wait(60);
    liar.now = ts("2031-01-01T00:00:00Z");
    let part = salted("liar", b"{}");
    liar.add(Some(scene.photo.id), &[(Role::Record, &part)], None);
    for entry in &liar.entries {
        scene.world.log.append(entry.envelope().payload());
    }
    let entries: Vec<_> = scene.device.entries.iter().chain(&liar.entries).cloned().collect();
    let verdict = judge(&bundle(&scene.world, &entries, &[&scene.photo]), &scene.world.trust()).unwrap();
    told(&verdict, Time, "claimed-in-the-future", Status::Remark);
    let item = &verdict.items[0];
    assert_eq!(item.answers.time.status, Status::Passed, "the liar's clock is held against the item:\n{verdict}");
}

#[test]
fn items_that_the_bundle_says_nothing_of_are_counted() {
    let scene = Scene::new();
    let verdict = judge(&scene.files(), &scene.world.trust()).unwrap();
    let told = finding(&verdict, Completeness, "other-items").unwrap_or_else(|| panic!("silence:\n{verdict}"));
    assert!(told.text.contains("1 other item"), "{}", told.text);
    assert!(verdict.all_passed(), "choosing items is allowed");
    let files = bundle(&scene.world, &scene.device.entries, &[&scene.note, &scene.photo]);
    assert!(finding(&judge(&files, &scene.world.trust()).unwrap(), Completeness, "other-items").is_none());
}

/// Returns a recording in the app whose record claims another time than its entries.
fn recording(world: &mut World, claimed_before: i64) -> (support::Device, Captured) {
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    device.wait(3_600);
    let id = support::item_id("recording");
    let at = device.now.checked_sub(jiff::SignedDuration::from_secs(claimed_before)).unwrap();
    let claimed = evidence::ClaimedTime::new(at, jiff::tz::offset(6));
    let media = salted("recording 0", b"sound");
    let mut record = Record::new(id, Kind::Audio, Method::Captured, claimed, Location::missing("not-asked"));
    record.media = vec![Media {
        name: "a.webm".to_owned(),
        media_type: "audio/webm".to_owned(),
        size: Some(5),
        sha256: Some(Digest::of(b"sound")),
        first_part: 0,
        parts: 1,
        ..Media::default()
    }];
    let record = salted("recording", &record.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Media(0), &media), (Role::Record, &record)], None);
    let entry = device.entries[1].clone();
    world.log.append(entry.envelope().payload());
    world.log.deliver(&[&entry], "2026-06-09T06:40:30Z");
    let media = CapturedMedia { file: "media/a.webm".to_owned(), first_part: 0, parts: vec![media] };
    let captured = Captured { id, device: device.id(), opening: None, record: Some(record), media: vec![media] };
    (device, captured)
}

#[test]
fn a_recording_that_claims_to_be_older_than_its_first_entry_is_told_so() {
    for (before, caught) in [(0, false), (120, false), (3_000, true), (86_400 * 365, true)] {
        let mut world = World::new();
        let (device, captured) = recording(&mut world, before);
        let verdict = judge(&bundle(&world, &device.entries, &[&captured]), &world.trust()).unwrap();
        assert_eq!(finding(&verdict, Time, "record-before-entry").is_some(), caught, "{before}:\n{verdict}");
        assert!(verdict.answers.exit_ok(), "{verdict}");
    }
}

#[test]
fn bounds_that_contradict_each_other_are_not_blamed_on_the_device() {
    // The cosigner's clock is two hours behind the server's.
    let mut scene = Scene::new();
    scene.world.log.cosigned_at = ts("2026-06-09T03:40:00Z").as_second() as u64;
    let verdict = judge(&scene.files(), &scene.world.trust()).unwrap();
    told(&verdict, Time, "bounds-contradict", Status::NotChecked);
}

#[test]
fn what_nobody_signed_is_no_proof_against_the_log_s_operator() {
    let scene = Scene::new();
    // Anyone can write an invalid consistency proof.
    let wrong = with_lines(scene.files(), CONSISTENCY, |l| {
        let mut proof = scene.world.log.consistency(3, scene.world.log.size());
        proof.proof[0] = Digest::of(b"x");
        l[1] = serde_json::to_string(&proof).unwrap();
    });
    let verdict = judge(&wrong, &scene.world.trust()).unwrap();
    told(&verdict, Delivery, "consistency", Status::Remark);
    let next = finding(&verdict, Delivery, "consistency").unwrap().next.clone().unwrap();
    assert!(!next.contains("is proof against"), "{next}");
    // A device can name any root.
    let mut scene = Scene::new();
    let mut liar = scene.world.device("liar");
    let mut seen = scene.world.log.seen().unwrap();
    (seen.size, seen.root) = (3, Digest::of(b"never"));
    liar.add(None, &[], Some(seen));
    scene.world.log.append(liar.entries[0].envelope().payload());
    let entries: Vec<_> = scene.device.entries.iter().chain(&liar.entries).cloned().collect();
    let mut files = bundle(&scene.world, &entries, &[&scene.photo]);
    let size = scene.world.log.size();
    files.insert(CONSISTENCY.into(), lines([1, 3].map(|from| scene.world.log.consistency(from, size))));
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert!(finding(&verdict, Delivery, "consistency").is_none(), "the honest proof is turned down:\n{verdict}");
    assert!(verdict.items[0].interval.not_before.as_ref().is_some_and(|b| b.proven), "{verdict}");
    told(&verdict, Delivery, "two-histories", Status::Remark);
    let next = finding(&verdict, Delivery, "two-histories").unwrap().next.clone().unwrap();
    assert!(!next.contains("is proof against"), "{next}");
}

#[test]
fn a_recording_whose_end_was_left_out_is_not_said_to_have_been_cut_off() {
    let mut world = World::new();
    let (mut device, mut captured) = recording(&mut world, 0);
    // The recording's entries are spread over three; the carrier drops the last one with its receipts.
    device.entries.truncate(1);
    let parts: Vec<_> = (0..2).map(|n| salted(&format!("piece {n}"), b"piece")).collect();
    for (n, part) in parts.iter().enumerate() {
        device.add(Some(captured.id), &[(Role::Media(n as u32), part)], None);
    }
    captured.record = None;
    captured.media[0].parts = vec![parts[0].clone()];
    let mut files = bundle(&world, &device.entries[..2], &[&captured]);
    files.insert(DELIVERED.into(), Vec::new());
    sum(&mut files);
    let verdict = judge(&files, &world.trust()).unwrap();
    let told = finding(&verdict, Completeness, "not-finished").unwrap();
    assert_eq!(told.status, Status::NotChecked);
    assert!(told.text.contains("later entries are not here"), "{} {:?}", told.text, told.next);
}

#[test]
fn two_listed_paths_that_some_systems_take_for_one_never_pass() {
    let scene = Scene::new();
    for twin in ["media/photo-0.jpg.", "BUNDLE.json", "receipts/noted.jsonl.", "media/..jpg", "media./x"] {
        let mut files = scene.files();
        files.insert(twin.to_owned(), b"another".to_vec());
        sum(&mut files);
        let verdict = judge(&files, &scene.world.trust());
        assert!(verdict.as_ref().map_or(true, |verdict| !verdict.exit_ok()), "{twin}");
        assert_eq!(verdict.is_err(), twin == "BUNDLE.json", "{twin}");
    }
}

#[test]
fn keys_given_twice_by_an_escape_and_numbers_beyond_all_are_refused() {
    let scene = Scene::new();
    let text = String::from_utf8(scene.files()["bundle.json"].clone()).unwrap();
    let twice = text.replacen("\"made_at\"", "\"made\\u005fat\":\"2026-06-09T12:00:00Z\",\"made_at\"", 1);
    let huge = text.replacen("\"first_part\":0", "\"first_part\":1e400", 1);
    let float = text.replacen("\"first_part\":0", "\"first_part\":0.0", 1);
    let nan = text.replacen("\"first_part\":0", "\"first_part\":NaN", 1);
    let negative = text.replacen("\"first_part\":0", "\"first_part\":-0", 1);
    let surrogate = text.replacen("\"made_at\"", "\"x\":\"\\ud800\",\"made_at\"", 1);
    for bad in [twice, huge, float, nan, negative, surrogate] {
        assert_ne!(bad, text);
        let mut files = scene.files();
        files.insert("bundle.json".into(), bad.into_bytes());
        sum(&mut files);
        assert!(judge(&files, &scene.world.trust()).is_err());
    }
}
