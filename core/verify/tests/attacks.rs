//! Attacks on evidence, each with the answer that reports it. The attacker also writes new digests: the tests must
//! pass without SHA256SUMS.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use evidence::bundle::{CONSISTENCY, DELIVERED, ENTRIES, NOTED};
use evidence::part::Role;
use evidence::receipt::{Delivered, Noted};
use evidence::{Digest, SignedEntry};
use serde_json::json;
use support::{Files, Scene, World, bundle, judge, lines, salted, sum, told, ts, with_lines, with_manifest};
use verify::Question::{Completeness, Content, Delivery, Signer, Time};
use verify::{CODES, Finding, Question, Status, Trust, Verdict};

fn found<'a>(verdict: &'a Verdict, question: Question, code: &str) -> &'a Finding {
    let findings = &verdict.answers.get(question).findings;
    findings
        .iter()
        .find(|f| f.code == code)
        .unwrap_or_else(|| panic!("no {code} under {}:\n{verdict}", question.name()))
}

/// Judges, and expects this finding with the status of its code (a failure only if the list of codes says so), and the
/// other questions named in `intact` to pass.
fn caught(files: &Files, trust: &Trust, question: Question, code: &str, intact: &[Question]) -> Verdict {
    let verdict = judge(files, trust).unwrap();
    let finding = found(&verdict, question, code);
    assert!(CODES.iter().any(|c| (c.question, c.status, c.code) == (question, finding.status, code)), "{finding:?}");
    assert!(finding.next.is_some());
    assert_eq!(verdict.answers.exit_ok(), finding.status != Status::Failed, "{verdict}");
    for question in intact {
        assert_eq!(verdict.answers.get(*question).status, Status::Passed, "{}:\n{verdict}", question.name());
    }
    verdict
}

/// Judges, and expects this finding to report an unchecked question, without any failure.
fn reported(files: &Files, trust: &Trust, question: Question, code: &str) -> Verdict {
    let verdict = judge(files, trust).unwrap();
    assert_eq!(found(&verdict, question, code).status, Status::NotChecked);
    assert!(verdict.exit_ok(), "{verdict}");
    verdict
}

fn parsed<T: serde::de::DeserializeOwned>(line: &str) -> T {
    serde_json::from_str(line).unwrap()
}

fn printed<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap()
}

#[test]
fn without_an_entry_of_its_path_an_item_is_not_judged_and_the_missing_one_is_named() {
    let scene = Scene::new();
    for victim in 0..2 {
        let missing = scene.device.entries[victim].digest();
        let files = with_lines(scene.files(), ENTRIES, |l| drop(l.remove(victim)));
        let verdict = caught(&files, &scene.world.trust(), Completeness, "waiting", &[]);
        assert_eq!(found(&verdict, Completeness, "waiting").entry, Some(missing));
        for question in Question::ALL {
            assert_eq!(verdict.items[0].answers.get(question).status, Status::NotChecked, "{verdict}");
        }
        assert!(!verdict.to_string().contains("deleted"), "nobody proved that:\n{verdict}");
    }
}

#[test]
fn without_the_item_s_own_entry_nothing_is_checked_and_nothing_fails() {
    let scene = Scene::new();
    let files = with_lines(scene.files(), ENTRIES, |l| drop(l.pop()));
    for question in Question::ALL {
        let verdict = caught(&files, &scene.world.trust(), question, "no-path", &[]);
        assert_eq!(verdict.items[0].answers.get(question).status, Status::NotChecked, "{verdict}");
    }
    caught(&files, &scene.world.trust(), Delivery, "receipt-without-entry", &[]);
}

#[test]
fn the_order_and_the_number_of_lines_say_nothing() {
    let scene = Scene::new();
    let answers = judge(&scene.files(), &scene.world.trust()).unwrap().answers;
    for path in [ENTRIES, NOTED, DELIVERED, CONSISTENCY] {
        let files = with_lines(scene.files(), path, |l| l.reverse());
        assert_eq!(judge(&files, &scene.world.trust()).unwrap().answers, answers, "{path}");
        let files = with_lines(scene.files(), path, |l| l.extend(l.clone()));
        let verdict = judge(&files, &scene.world.trust()).unwrap();
        assert!(verdict.all_passed(), "{path}:\n{verdict}");
    }
}

#[test]
fn junk_lines_are_named_and_change_no_answer() {
    let scene = Scene::new();
    let sound = judge(&scene.files(), &scene.world.trust()).unwrap();
    let forged = {
        let mut thief = scene.device.clone();
        let part = salted("forged", b"{}");
        let entry = thief.add(Some(scene.photo.id), &[(Role::Record, &part)], None);
        let envelope = entry.envelope();
        let payload = envelope.payload().to_vec();
        printed(&evidence::Envelope::new(envelope.payload_type(), payload, &scene.world.log.public(), [7; 64]))
    };
    for path in [ENTRIES, NOTED, DELIVERED, CONSISTENCY] {
        for junk in ["", "{", "null", "[1]", forged.as_str()] {
            let files = with_lines(scene.files(), path, |l| l.insert(1, junk.to_owned()));
            let verdict = judge(&files, &scene.world.trust()).unwrap();
            assert!(verdict.all_passed() && verdict.exit_ok(), "{junk:?} in {path}:\n{verdict}");
            assert_eq!(verdict.items[0].interval, sound.items[0].interval);
            let code = if junk == forged && path == ENTRIES { "unsigned-line" } else { "unreadable-line" };
            let question = if code == "unsigned-line" { Signer } else { Completeness };
            assert_eq!(found(&verdict, question, code).status, Status::Remark);
        }
    }
}

#[test]
fn an_entry_signed_by_another_key_is_nobody_s_word() {
    let scene = Scene::new();
    let mut thief = scene.device.clone();
    thief.entries.truncate(2);
    let media: Vec<_> = scene.photo.media[0].parts.iter().enumerate().collect();
    let mut parts: Vec<_> = media.iter().map(|(n, p)| support::state(Role::Media(*n as u32), p)).collect();
    parts.push(support::state(Role::Record, scene.photo.record.as_ref().unwrap()));
    // Key 1 signed the note and should have been erased; here it was not.
    let forged =
        seal::sign_entry(thief.key(1), thief.link(Some(scene.photo.id), true, None), &thief.details(parts)).unwrap();
    thief.entries.push(forged);
    let mut world = World::new();
    world.log.append(thief.entries[0].envelope().payload());
    let files = bundle(&world, &thief.entries, &[&scene.photo]);
    let verdict = caught(&files, &world.trust(), Signer, "unsigned-line", &[]);
    assert_eq!(verdict.items[0].answers.signer.status, Status::NotChecked, "{verdict}");
    caught(&files, &world.trust(), Content, "no-path", &[]);
}

#[test]
fn a_key_hint_that_names_another_key_changes_nothing() {
    let scene = Scene::new();
    let policy = support::policy_path(&scene.world.policy);
    for (path, question) in [(ENTRIES, None), (policy.as_str(), Some(Signer)), (DELIVERED, Some(Delivery))] {
        let mut files = scene.files();
        let text = String::from_utf8(files[path].clone()).unwrap();
        let at = text.rfind("\"keyid\":\"").unwrap() + 9;
        let other = "0".repeat(64);
        let text = format!("{}{other}{}", &text[..at], &text[at + 64..]);
        files.insert(path.into(), if path == policy { text.trim_end().into() } else { text.into() });
        sum(&mut files);
        assert!(judge(&files, &scene.world.trust()).unwrap().all_passed(), "{path}");
        if let Some(question) = question {
            caught(&files, &scene.world.trust(), question, "key-hint", &Question::ALL);
        }
    }
}

#[test]
fn replayed_receipts_of_another_entry_or_item_prove_nothing() {
    let scene = Scene::new();
    let trust = scene.world.trust();
    let files = with_lines(scene.files(), NOTED, |l| {
        let (mut mine, other): (Noted, Noted) = (parsed(&l[2]), parsed(&l[1]));
        mine.proof = other.proof;
        l[2] = printed(&mine);
    });
    caught(&files, &trust, Delivery, "receipt-does-not-hold", &[Content, Signer, Completeness]);
    let files = with_lines(scene.files(), DELIVERED, |l| {
        let (mut mine, other): (Delivered, Delivered) = (parsed(&l[1]), parsed(&l[0]));
        mine.custody = other.custody;
        l[1] = printed(&mine);
    });
    caught(&files, &trust, Delivery, "receipt-does-not-hold", &[Content, Signer, Completeness]);
    // The note's receipts alone are no proof for the photo.
    let files = with_lines(scene.files(), DELIVERED, |l| drop(l.pop()));
    reported(&files, &trust, Delivery, "not-delivered");
}

#[test]
fn a_receipt_for_what_the_bundle_does_not_hold_changes_nothing() {
    let mut scene = Scene::new();
    let mut other = scene.world.device("other");
    let entry = other.entries[0].clone();
    scene.world.log.append(entry.envelope().payload());
    let receipt = scene.world.log.noted(&entry);
    let files = with_lines(scene.files(), NOTED, |l| l.push(printed(&receipt)));
    caught(&files, &scene.world.trust(), Delivery, "receipt-without-entry", &[Content, Signer, Completeness]);
    support::note(&mut other, "elsewhere", "x", None);
    scene.world.log.deliver(&[&other.entries[1]], "2026-06-09T05:43:00Z");
    assert!(judge(&scene.files(), &scene.world.trust()).unwrap().all_passed());
}

#[test]
fn receipts_by_another_log_key_are_none() {
    let scene = Scene::new();
    let foreign = World::named("organisation", "another log");
    let trust = foreign.trust();
    caught(&scene.files(), &trust, Delivery, "receipt-does-not-hold", &[Content, Completeness]);
    let mut policy = support::policy(&scene.world.log.key, &[], 0);
    policy.logs.clear();
    let signed = scene.world.organisation.sign_policy(&policy).unwrap();
    let trust = Trust::from_policy(&signed.envelope().to_json()).unwrap();
    caught(&scene.files(), &trust, Delivery, "log-unknown", &[Content, Completeness]);
}

#[test]
fn below_the_quorum_a_receipt_is_not_checked() {
    let scene = Scene::new();
    let log = &scene.world.log;
    let entry = &scene.device.entries[2];
    let index = log.index_of(entry.envelope().payload()).unwrap();
    let bare = Noted { entry: entry.digest(), proof: log.proof(index, log.size(), false) };
    let files = with_lines(scene.files(), NOTED, |l| l[2] = printed(&bare));
    caught(&files, &scene.world.trust(), Delivery, "quorum", &[Content, Signer, Completeness]);
}

#[test]
fn two_histories_of_one_log_are_told_beside() {
    let scene = Scene::new();
    // The log key also signs another tree of this size.
    let mut split = World::new();
    split.log.append(scene.device.entries[0].envelope().payload());
    for n in 1..scene.world.log.size() {
        split.log.append(format!("another history {n}").as_bytes());
    }
    let receipt = split.log.noted(&scene.device.entries[0]);
    let files = with_lines(scene.files(), NOTED, |l| l[0] = printed(&receipt));
    caught(&files, &scene.world.trust(), Delivery, "two-histories", &[Content, Signer, Completeness]);
    // A device that saw the other history.
    let mut scene = Scene::new();
    scene.device.wait(10);
    let mut seen = split.log.seen().unwrap();
    seen.size = scene.world.log.size();
    scene.device.add(None, &[], Some(seen));
    let files = with_lines(scene.files(), CONSISTENCY, |l| drop(l.pop()));
    caught(&files, &scene.world.trust(), Delivery, "two-histories", &[Content, Signer, Completeness]);
}

#[test]
fn checkpoints_without_a_proof_between_them_stay_open_and_a_wrong_proof_is_none() {
    let scene = Scene::new();
    let log = &scene.world.log;
    let older = Noted { entry: scene.device.entries[0].digest(), proof: log.proof(0, 3, true) };
    let mixed = with_lines(scene.files(), NOTED, |l| l[0] = printed(&older));
    assert!(judge(&mixed, &scene.world.trust()).unwrap().all_passed(), "size 3 is joined by the photo's proof");
    let apart = with_lines(mixed, CONSISTENCY, Vec::clear);
    // Its cosigners sign only a continuation of their earlier checkpoints.
    caught(&apart, &scene.world.trust(), Delivery, "consistency", &[Content, Signer, Completeness, Delivery]);
    let policy = support::policy(&scene.world.log.key, &[], 0);
    let alone = scene.world.organisation.sign_policy(&policy).unwrap();
    let alone = Trust { policy: Some(alone), ..scene.world.trust() };
    reported(&apart, &alone, Delivery, "consistency");
    let wrong = with_lines(scene.files(), CONSISTENCY, |l| {
        let mut proof = log.consistency(3, log.size());
        proof.proof[0] = Digest::of(b"x");
        l[1] = printed(&proof);
    });
    caught(&wrong, &scene.world.trust(), Delivery, "consistency", &[Content, Signer, Completeness]);
}

#[test]
fn custody_whose_details_are_withheld_or_others_leaves_delivery_unchecked() {
    let scene = Scene::new();
    let other = scene.world.log.delivered()[0].custody.details.clone();
    for details in [None, other, Some(b"{}".to_vec())] {
        let files = with_lines(scene.files(), DELIVERED, |l| {
            let mut mine: Delivered = parsed(&l[1]);
            mine.custody.details = details.clone();
            l[1] = printed(&mine);
        });
        caught(&files, &scene.world.trust(), Delivery, "custody-withheld", &[Content, Signer, Time, Completeness]);
    }
}

#[test]
fn the_log_shows_no_size_and_no_digest_of_a_part() {
    let scene = Scene::new();
    let leaves: Vec<String> =
        scene.world.log.leaves.iter().map(|leaf| String::from_utf8_lossy(leaf).into_owned()).collect();
    assert!(leaves.iter().any(|leaf| leaf.contains("urn:testamur:custody:v2")));
    for part in scene.device.entries.iter().flat_map(|e| e.parts()) {
        let (name, size) = (part.sealed.sha256.to_string(), format!("\"size\":{}", part.sealed.size));
        assert!(leaves.iter().all(|leaf| !leaf.contains(&name) && !leaf.contains(&size)), "{size}");
    }
}

#[test]
fn custody_that_leaves_out_a_part_is_no_delivery() {
    let mut scene = Scene::new();
    let entry = scene.device.entries[2].clone();
    let held: Vec<_> = entry.parts().iter().map(|p| p.sealed).collect();
    let (mut wrong_size, mut other) = (held.clone(), held.clone());
    wrong_size[0].size += 1;
    other[0].sha256 = Digest::of(b"another part");
    for held in [held[1..].to_vec(), other, wrong_size] {
        scene = Scene::new();
        let mut world = World::new();
        for entry in &scene.device.entries {
            world.log.append(entry.envelope().payload());
        }
        world.log.deliver_these(&[&entry], held, "2026-06-09T05:42:30Z");
        let files = bundle(&scene.world, &scene.device.entries, &[&scene.photo]);
        let mut files = with_lines(files, DELIVERED, |l| *l = vec![printed(&world.log.delivered()[0])]);
        let noted = scene.device.entries.iter().map(|e| world.log.noted(e));
        files.insert(NOTED.into(), lines(noted));
        files.insert(CONSISTENCY.into(), Vec::new());
        sum(&mut files);
        caught(&files, &scene.world.trust(), Delivery, "custody-incomplete", &[Content, Signer, Completeness]);
    }
}

#[test]
fn a_policy_that_the_organisation_did_not_sign_is_none() {
    let scene = Scene::new();
    let mut files = scene.files();
    support::carry(&mut files, &World::named("impostor", "another log").policy);
    sum(&mut files);
    caught(&files, &scene.world.trust(), Signer, "policy-not-by-organisation", &Question::ALL);
    files.remove(&support::policy_path(&scene.world.policy));
    sum(&mut files);
    caught(&files, &scene.world.trust(), Signer, "no-policy", &[Content, Completeness, Delivery]);
}

#[test]
fn an_unknown_signer_never_turns_intact_bytes_into_invalid() {
    let scene = Scene::new();
    let stranger = World::named("stranger", "log").trust();
    let verdict = caught(&scene.files(), &stranger, Signer, "other-organisation", &[Content, Completeness]);
    assert_eq!(verdict.items[0].answers.content.status, Status::Passed);
    let impostor = with_manifest(scene.files(), |m| {
        m.organisation = World::named("impostor", "log").organisation.public().unwrap();
    });
    caught(&impostor, &Trust::default(), Signer, "enrolled-elsewhere", &[Content, Completeness]);
}

/// Returns the item's device, and a copy of its home that signs a note of its own on the same predecessor.
fn copied(scene: &Scene) -> (SignedEntry, support::Captured) {
    let mut copy = scene.device.clone();
    copy.entries.truncate(2);
    copy.branch = Some(3);
    let note = support::note(&mut copy, "on the copy", "x", None);
    (copy.entries[2].clone(), note)
}

#[test]
fn a_copy_of_the_key_that_was_used_later_in_the_log_is_a_remark_about_the_item() {
    let mut scene = Scene::new();
    let before = judge(&scene.files(), &scene.world.trust()).unwrap();
    let (forked, note) = copied(&scene);
    scene.world.log.append(forked.envelope().payload());
    scene.device.entries.push(forked);
    let files = bundle(&scene.world, &scene.device.entries, &[&scene.photo, &note]);
    let verdict = caught(&files, &scene.world.trust(), Signer, "fork", &[]);
    for question in Question::ALL {
        let (now, then) = (verdict.items[0].answers.get(question), before.items[0].answers.get(question));
        assert_eq!(now.status, then.status, "{verdict}");
    }
    assert_eq!(verdict.items[0].answers.signer.status, Status::Passed);
    // The copy's own note is second: its signer cannot be determined.
    let finding = verdict.items[1].answers.signer.findings.iter().find(|f| f.code == "copied-key").unwrap();
    assert_eq!(finding.status, Status::NotChecked);
}

#[test]
fn a_copy_of_the_key_that_was_noted_first_makes_the_signer_not_checked_and_nothing_else() {
    let mut scene = Scene::new();
    let (forked, _) = copied(&scene);
    let mut world = World::new();
    for entry in scene.device.entries[..2].iter().chain([&forked, &scene.device.entries[2]]) {
        world.log.append(entry.envelope().payload());
    }
    scene.device.entries.push(forked);
    let files = bundle(&world, &scene.device.entries, &[&scene.photo]);
    let verdict = caught(&files, &world.trust(), Signer, "copied-key", &[Content, Completeness]);
    assert!(verdict.answers.exit_ok());
}

#[test]
fn of_two_uses_of_a_copied_key_that_no_log_shows_neither_is_first() {
    let mut scene = Scene::new();
    let (forked, _) = copied(&scene);
    let mut world = World::new();
    for entry in &scene.device.entries[..2] {
        world.log.append(entry.envelope().payload());
    }
    scene.device.entries.push(forked);
    let files = bundle(&world, &scene.device.entries, &[&scene.photo]);
    caught(&files, &world.trust(), Signer, "copied-key-unnoted", &[Content, Completeness]);
}

#[test]
fn backdating_with_a_stolen_current_key_never_passes_below_the_checkpoint_that_it_names() {
    // Earlier than the preceding entry.
    let mut scene = Scene::new();
    let mut stolen = scene.device.clone();
    stolen.entries.truncate(2);
    stolen.now = ts("2026-06-09T05:00:00Z");
    let backdated = support::photo(&mut stolen, "backdated", &[b"x"], None);
    let mut world = World::new();
    for entry in &stolen.entries {
        world.log.append(entry.envelope().payload());
    }
    let files = told(bundle(&world, &stolen.entries, &[&backdated]), &stolen.entries);
    let verdict = caught(&files, &world.trust(), Time, "claims-go-back", &[Content, Signer, Completeness]);
    assert_eq!(verdict.items[0].answers.time.status, Status::NotChecked, "{verdict}");

    // Earlier than the named checkpoint, though later than the preceding entry.
    let (log, device) = (&mut scene.world.log, &mut scene.device);
    device.wait(3600);
    let entry = device.add(None, &[], log.seen());
    log.append(entry.envelope().payload());
    support::note(device, "late", "x", log.seen());
    let late = device.entries.last().unwrap().clone();
    log.append(late.envelope().payload());
    log.deliver(&[&late], "2026-06-09T09:00:00Z");
    device.wait(60);
    let backdated = support::photo(device, "backdated", &[b"x"], log.seen());
    log.append(device.entries.last().unwrap().envelope().payload());
    let files = bundle(&scene.world, &scene.device.entries, &[&backdated]);
    caught(&files, &scene.world.trust(), Time, "claimed-before-vouched", &[Content, Signer, Completeness]);
    let alone = scene.world.organisation.sign_policy(&support::policy(&scene.world.log.key, &[], 0)).unwrap();
    let trust = Trust { policy: Some(alone), ..scene.world.trust() };
    caught(&files, &trust, Time, "claimed-before-seen", &[Content, Completeness]);
}

#[test]
fn a_claim_later_than_a_quorum_saw_it_fails_and_one_clock_alone_fails_nothing() {
    let mut scene = Scene::new();
    scene.device.wait(7200);
    let future = support::photo(&mut scene.device, "future", &[b"x"], scene.world.log.seen());
    let entry = scene.device.entries.last().unwrap().clone();
    scene.world.log.append(entry.envelope().payload());
    scene.world.log.deliver(&[&entry], "2026-06-09T05:45:00Z");
    scene.world.log.cosigned_at = ts("2026-06-09T05:46:00Z").as_second() as u64;
    let files = bundle(&scene.world, &scene.device.entries, &[&future]);
    caught(&files, &scene.world.trust(), Time, "claimed-after-vouched", &[Content, Signer, Completeness]);
    // Without cosigners only the server's clock contradicts the claim, and that clock may be wrong.
    let alone = scene.world.organisation.sign_policy(&support::policy(&scene.world.log.key, &[], 0)).unwrap();
    let trust = Trust { policy: Some(alone), ..scene.world.trust() };
    caught(&files, &trust, Time, "claimed-after-noted", &[Content, Completeness]);
    scene.world.log.cosigned_at = ts("2026-06-09T08:00:00Z").as_second() as u64;
    let files = bundle(&scene.world, &scene.device.entries, &[&future]);
    let early = scene.world.trust().at(ts("2026-06-09T04:00:00Z"));
    caught(&files, &early, Time, "claimed-in-the-future", &[Content, Signer, Completeness]);
    caught(&files, &early, Time, "custody-in-the-future", &[Content, Signer, Completeness]);
}

#[test]
fn a_checkpoint_that_no_honest_device_could_name_is_told_beside() {
    let mut scene = Scene::new();
    let log = &mut scene.world.log;
    let mut seen = log.seen().unwrap();
    seen.size += 10;
    scene.device.wait(5);
    scene.device.add(None, &[], Some(seen));
    log.append(scene.device.entries[3].envelope().payload());
    let mut files = Files::new();
    files.extend(bundle_without_last_consistency(&scene));
    caught(&files, &scene.world.trust(), Time, "seen-after-noted", &[Content, Signer, Completeness]);
    // A later entry must not name an older checkpoint.
    let older = scene.world.log.seen();
    scene.device.add(None, &[], older);
    let files = bundle_without_last_consistency(&scene);
    caught(&files, &scene.world.trust(), Time, "seen-goes-back", &[Content, Signer, Completeness]);
}

fn bundle_without_last_consistency(scene: &Scene) -> Files {
    let entries: Vec<SignedEntry> = scene.device.entries.clone();
    let mut files = bundle(&scene.world, &entries[..3], &[&scene.photo]);
    let envelopes = entries.iter().map(|e| e.envelope().clone());
    files.insert(ENTRIES.into(), lines(envelopes));
    let logged = entries.iter().filter(|e| scene.world.log.index_of(e.envelope().payload()).is_some());
    files.insert(NOTED.into(), lines(logged.map(|e| scene.world.log.noted(e))));
    sum(&mut files);
    files
}

#[test]
fn a_moved_clock_is_told_beside_the_answers() {
    let mut scene = Scene::new();
    scene.device.now = scene.device.now.checked_add(jiff::SignedDuration::from_mins(3)).unwrap();
    scene.device.add(None, &[], scene.world.log.seen());
    let files = told(scene.files(), &scene.device.entries);
    let files = with_lines(files, CONSISTENCY, |l| l.truncate(2));
    let verdict = caught(&files, &scene.world.trust(), Time, "clock-jump", &[]);
    assert!(found(&verdict, Time, "clock-jump").text.contains("+180000 ms"), "{verdict}");
    scene.device.uptime = 5;
    scene.device.add(None, &[], scene.world.log.seen());
    let files = told(scene.files(), &scene.device.entries);
    let files = with_lines(files, CONSISTENCY, |l| l.truncate(2));
    caught(&files, &scene.world.trust(), Time, "uptime-goes-back", &[Content, Signer]);
}

#[test]
fn without_receipts_the_time_is_only_claimed_and_nothing_is_called_delivered() {
    let scene = Scene::new();
    let mut files = scene.files();
    for path in [NOTED, DELIVERED, CONSISTENCY] {
        files.remove(path);
    }
    sum(&mut files);
    let verdict = reported(&files, &scene.world.trust(), Delivery, "no-receipts");
    assert_eq!(found(&verdict, Time, "no-upper-bound").status, Status::NotChecked);
    assert_eq!(found(&verdict, Time, "lower-claimed").status, Status::NotChecked);
    assert_eq!(found(&verdict, Signer, "enrolled").status, Status::Passed);
    assert!(verdict.items[0].interval.not_after.is_none());
    assert!(verdict.to_string().contains("existed at the latest: not proven"));
}

#[test]
fn withheld_parts_are_declared_and_leave_the_rest_provable() {
    let scene = Scene::new();
    let trust = scene.world.trust();
    let path = scene.photo.media[0].file.clone();
    let mut files = with_manifest(scene.files(), |m| {
        m.items[0].media[0].file = None;
        for part in &mut m.items[0].media[0].parts {
            (part.salt, part.size) = (None, None);
        }
    });
    files.remove(&path);
    sum(&mut files);
    let verdict = reported(&files, &trust, Completeness, "withheld");
    assert!(found(&verdict, Completeness, "withheld").text.starts_with("2 parts"));
    for question in [Content, Signer, Time, Delivery] {
        assert_eq!(verdict.answers.get(question).status, Status::Passed, "{verdict}");
    }
    let record = format!("records/{}", scene.photo.record.as_ref().unwrap().commitment());
    let mut files = with_manifest(files, |m| m.items[0].record.as_mut().unwrap().withheld = true);
    files.remove(&record);
    sum(&mut files);
    reported(&files, &trust, Content, "all-withheld");
    // Silence is not withholding.
    let files = with_manifest(files, |m| m.items[0].media.clear());
    caught(&files, &trust, Completeness, "part-not-listed", &[Signer, Delivery]);
    let files = with_manifest(files, |m| m.items[0].record = None);
    caught(&files, &trust, Completeness, "part-not-listed", &[Signer, Delivery]);
}

#[test]
fn changed_media_and_records_are_a_failure_of_content() {
    let scene = Scene::new();
    let trust = scene.world.trust();
    let media = scene.photo.media[0].file.clone();
    let record = format!("records/{}", scene.photo.record.as_ref().unwrap().commitment());
    let change = |path: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut files = scene.files();
        change(files.get_mut(path).unwrap());
        sum(&mut files);
        files
    };
    let others = [Signer, Time, Completeness, Delivery];
    caught(&change(&media, &|b| b[20] ^= 1), &trust, Content, "part-changed", &others);
    caught(&change(&media, &|b| b[20] ^= 1), &trust, Content, "media-digest", &others);
    caught(&change(&media, &|b| b.truncate(b.len() - 1)), &trust, Content, "file-short", &others);
    caught(&change(&media, &|b| b.push(0)), &trust, Content, "file-long", &others);
    caught(&change(&media, &Vec::clear), &trust, Content, "file-short", &others);
    caught(&change(&record, &|b| b[0] ^= 1), &trust, Content, "record-changed", &[Signer, Completeness, Delivery]);
    for path in [&media, &record] {
        let mut files = scene.files();
        files.remove(path);
        sum(&mut files);
        caught(&files, &trust, Content, "file-missing", &[Signer, Delivery]);
    }
    let salt = with_manifest(scene.files(), |m| m.items[0].media[0].parts[1].salt = None);
    caught(&salt, &trust, Content, "salt-missing", &others);
    let sizes = with_manifest(scene.files(), |m| {
        let parts = &mut m.items[0].media[0].parts;
        (parts[0].size, parts[1].size) = (parts[1].size, parts[0].size);
    });
    caught(&sizes, &trust, Content, "part-changed", &others);
    let huge = with_manifest(scene.files(), |m| m.items[0].media[0].parts[0].size = Some(u32::MAX));
    caught(&huge, &trust, Content, "part-size", &others);
}

#[test]
fn files_that_nobody_vouches_for_are_named_beside_a_verdict_that_stands() {
    let scene = Scene::new();
    let trust = scene.world.trust();
    let others = [Signer, Time, Completeness, Delivery];
    let add = |path: &str, listed: bool| {
        let mut files = scene.files();
        files.insert(path.to_owned(), b"planted".to_vec());
        if listed {
            sum(&mut files);
        }
        files
    };
    caught(&add("media/planted.jpg", false), &trust, Content, "unlisted-file", &others);
    caught(&add("media/planted.jpg", true), &trust, Content, "stray-file", &others);
    caught(&add("readme.txt", false), &trust, Content, "unlisted-file", &others);
    caught(&add("anchors-of-a-later-version", true), &trust, Content, "unknown-file", &Question::ALL);
}

#[test]
fn a_listed_file_that_was_taken_away_fails_and_leaves_open_whether_more_was() {
    let scene = Scene::new();
    let mut files = scene.files();
    files.remove(&support::policy_path(&scene.world.policy));
    let verdict = caught(&files, &scene.world.trust(), Content, "file-missing", &[Delivery]);
    assert_eq!(found(&verdict, Completeness, "files-differ").status, Status::NotChecked);
    let item = &verdict.items[0].answers;
    assert_eq!((item.content.status, item.completeness.status), (Status::Passed, Status::Passed), "{verdict}");
}

#[test]
fn nothing_fails_but_bytes_and_claims_against_a_quorum_or_the_reader_s_own_trust() {
    let failing: Vec<_> = CODES.iter().filter(|c| c.status == Status::Failed && c.question != Content).collect();
    let named: Vec<_> = failing.iter().map(|c| (c.question, c.code)).collect();
    assert_eq!(
        named,
        [(Signer, "other-organisation"), (Time, "claimed-after-vouched"), (Time, "claimed-before-vouched"),]
    );
}

#[test]
fn a_record_that_disagrees_with_its_entry_is_caught() {
    let scene = Scene::new();
    let build = |change: &dyn Fn(&mut evidence::Record)| {
        let mut world = World::new();
        let mut device = world.device("device");
        world.log.append(device.entries[0].envelope().payload());
        device.wait(60);
        let id = support::item_id("photo");
        let parts = vec![salted("p0", b"one"), salted("p1", b"two")];
        let mut record = support::photo_record(id, &device, &parts);
        change(&mut record);
        let captured = support::photo_with(&mut device, "photo", parts, &record, world.log.seen());
        let entry = device.entries[1].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
        bundle(&world, &device.entries, &[&captured])
    };
    let trust = scene.world.trust();
    let others = [Signer, Completeness, Delivery];
    caught(&build(&|r| r.media[0].sha256 = Some(Digest::of(b"x"))), &trust, Content, "media-digest", &others);
    caught(&build(&|r| r.media[0].size = Some(7)), &trust, Content, "media-size", &others);
    let late = "2026-06-09T12:00:00.000+06:00".parse().unwrap();
    caught(&build(&|r| r.claimed_at = late), &trust, Time, "record-after-entry", &[Content, Signer, Delivery]);
    caught(&build(&|r| r.media[0].parts = 3), &trust, Completeness, "media-differ", &[Content, Signer, Delivery]);
    caught(&build(&|r| r.media.clear()), &trust, Completeness, "media-differ", &[Content, Signer, Delivery]);
    let cut_off = reported(&build(&|r| r.media[0].interrupted = true), &trust, Completeness, "interrupted");
    assert_eq!(cut_off.answers.content.status, Status::Passed);
    // The record of another item replaces this item's.
    let mut other = scene.photo.clone();
    other.id = support::item_id("another");
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    device.add(Some(other.id), &[(Role::Record, other.record.as_ref().unwrap())], None);
    other.device = device.id();
    other.media.clear();
    let files = bundle(&world, &device.entries, &[&other]);
    caught(&files, &trust, Content, "record-of-another-item", &[Signer, Completeness]);
}

#[test]
fn a_hole_in_a_recording_and_one_never_closed_are_seen() {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let id = support::item_id("recording");
    let parts: Vec<_> = (0..4).map(|n| salted(&format!("r{n}"), format!("second {n}").as_bytes())).collect();
    let mut opening = support::photo_record(id, &device, &[]);
    (opening.media[0].size, opening.media[0].sha256) = (None, None);
    let opening = salted("opening", &opening.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Opening, &opening)], None);
    for n in [0, 1, 3] {
        device.wait(1);
        device.add(Some(id), &[(Role::Media(n), &parts[n as usize])], None);
    }
    let mut captured = support::Captured {
        id,
        device: device.id(),
        opening: Some(opening),
        record: None,
        media: vec![support::CapturedMedia {
            file: "media/r.webm".into(),
            first_part: 0,
            parts: vec![parts[0].clone(), parts[1].clone()],
        }],
    };
    let files = bundle(&world, &device.entries, &[&captured]);
    caught(&files, &world.trust(), Completeness, "part-missing", &[Content, Signer]);
    caught(&files, &world.trust(), Completeness, "part-not-listed", &[Content, Signer]);
    device.entries.truncate(4);
    captured.device = device.id();
    let files = bundle(&world, &device.entries, &[&captured]);
    reported(&files, &world.trust(), Completeness, "not-finished");
}

#[test]
fn a_bundle_that_is_none_is_an_error_and_not_a_verdict() {
    let scene = Scene::new();
    let trust = scene.world.trust();
    for path in ["bundle.json", "SHA256SUMS"] {
        let mut files = scene.files();
        files.remove(path);
        assert!(judge(&files, &trust).is_err());
        let mut files = scene.files();
        files.insert(path.into(), b"{".to_vec());
        assert!(judge(&files, &trust).is_err());
    }
    // Two listed files that many systems treat as one; unlisted, they would be litter.
    let mut files = scene.files();
    for path in ["media/a", "media/A"] {
        files.insert(path.into(), Vec::new());
    }
    assert!(judge(&files, &trust).unwrap().exit_ok());
    sum(&mut files);
    assert!(judge(&files, &trust).is_err());
    let twice = with_manifest(scene.files(), |m| m.items.push(m.items[0].clone()));
    assert!(judge(&twice, &trust).is_err());
}

#[test]
fn a_chain_and_its_receipts_are_judged_without_a_bundle() {
    let scene = Scene::new();
    let (trust, entries) = (scene.world.trust(), scene.device.entries.clone());
    let verdict = verify::chain(entries.clone(), &trust);
    assert!(verdict.exit_ok());
    assert_eq!(verdict.answers.completeness.status, Status::Passed);
    assert_eq!(verdict.answers.content.status, Status::NotChecked);
    let noted: Vec<_> = entries.iter().map(|e| scene.world.log.noted(e)).collect();
    let verdict = verify::receipts(entries.clone(), &noted, &scene.world.log.delivered(), &trust);
    assert_eq!(verdict.answers.delivery.status, Status::Passed, "{verdict}");
    assert_eq!(verdict.answers.signer.status, Status::Passed, "{verdict}");
    let verdict = verify::chain(vec![entries[0].clone(), entries[2].clone()], &trust);
    assert_eq!(found(&verdict, Completeness, "not-joined").status, Status::NotChecked);
    assert_eq!(found(&verdict, Completeness, "waiting").status, Status::Remark);
}

#[test]
fn the_json_form_has_five_answers_and_stable_words() {
    let scene = Scene::new();
    let verdict = judge(&scene.files(), &scene.world.trust()).unwrap();
    let json: serde_json::Value = serde_json::to_value(&verdict).unwrap();
    assert_eq!(json["format"], "testamur-verdict-v1");
    for name in ["content", "signer", "time", "completeness", "delivery"] {
        assert_eq!(json[name]["status"], "passed");
        assert_eq!(json["items"][0][name]["status"], "passed");
    }
    assert_eq!(json["items"][0]["interval"]["not_after"]["by"], "cosigner");
    assert_eq!(json["items"][0]["as_of"], json!(scene.device.entries[2].digest()));
    assert_eq!(json["items"][0]["kind"], "photo, imported");
}

#[test]
fn without_readable_details_of_its_entry_an_item_is_not_checked_and_nothing_fails() {
    let scene = Scene::new();
    let path = format!("details/{}", scene.device.entries[2].details_digest());
    let other = scene.device.entries[1].details_bytes().unwrap().to_vec();
    for (whole, bytes) in [(true, None), (false, Some(b"{}".to_vec())), (false, Some(other)), (false, Some(vec![]))] {
        let mut files = scene.files();
        files.remove(&path);
        files.extend(bytes.map(|bytes| (path.clone(), bytes)));
        sum(&mut files);
        for question in [Content, Completeness, Delivery] {
            let verdict = judge(&files, &scene.world.trust()).unwrap();
            assert_eq!(found(&verdict, question, "details-withheld").status, Status::NotChecked);
            assert_eq!(verdict.items[0].answers.get(question).status, Status::NotChecked, "{verdict}");
            assert!(verdict.exit_ok(), "whoever writes a file writes its sum too: {whole}\n{verdict}");
            assert_eq!(verdict.items[0].answers.signer.status, Status::Passed, "it stays a link:\n{verdict}");
        }
    }
}

#[test]
fn details_inside_the_line_of_an_entry_say_nothing_in_a_bundle() {
    let scene = Scene::new();
    let entry = &scene.device.entries[2];
    let mut files = with_lines(scene.files(), ENTRIES, |l| l[2] = printed(&entry.carried()));
    files.remove(&format!("details/{}", entry.details_digest()));
    sum(&mut files);
    // The line differs from its canonical print, so the entry is missing.
    let verdict = reported(&files, &scene.world.trust(), Content, "no-path");
    assert_eq!(found(&verdict, Completeness, "unreadable-line").status, Status::Remark);
}
