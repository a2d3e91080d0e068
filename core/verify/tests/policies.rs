//! Policies over the years: devices that followed an older one, retired logs, and a key that contradicts itself.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use evidence::policy::{Policy, Retired};
use evidence::{Digest, SignedPolicy};
use support::namesake::{self, Namesake};
use support::{Files, Log, Scene, World, bundle, carry, judge, policy_path, sum};
use verify::Question::{Delivery, Signer, Time};
use verify::{Question, Status, Trust, Verdict};

fn signed(scene: &Scene, policy: &Policy) -> SignedPolicy {
    scene.world.organisation.sign_policy(policy).unwrap()
}

/// Returns the policy after the scene's: its log is retired at `size`, and another one is in use.
fn retiring(scene: &Scene, size: u64) -> SignedPolicy {
    let mut next = scene.world.policy.policy().successor().unwrap();
    let root = Digest::from_bytes(*scene.world.log.root(size).as_bytes());
    next.retired = vec![Retired { log: next.logs.remove(0), size, root }];
    next.logs = support::policy(&Log::named("log.example.com", "second log").key, &[], 0).logs;
    signed(scene, &next)
}

fn with(mut files: Files, policies: &[&SignedPolicy]) -> Files {
    policies.iter().for_each(|policy| carry(&mut files, policy));
    sum(&mut files);
    files
}

fn finding(verdict: &Verdict, question: Question, code: &str) -> Option<verify::Finding> {
    verdict.answers.get(question).findings.iter().find(|f| f.code == code).cloned()
}

fn status(verdict: &Verdict, question: Question) -> Status {
    verdict.items[0].answers.get(question).status
}

fn trusting(scene: &Scene, policy: &SignedPolicy) -> Trust {
    Trust { policy: Some(policy.clone()), ..scene.world.trust() }
}

#[test]
fn what_an_older_policy_was_followed_for_stays_what_it_is_when_policies_change() {
    let scene = Scene::new();
    let newer = retiring(&scene, scene.world.log.size());
    let files = with(scene.files(), &[&newer]);
    for trust in [scene.world.trust(), trusting(&scene, &newer)] {
        let verdict = judge(&files, &trust).unwrap();
        assert!(verdict.all_passed(), "{verdict}");
    }
}

#[test]
fn an_entry_whose_policy_is_not_here_is_followed_by_nobody_knows_whom() {
    let scene = Scene::new();
    let newer = retiring(&scene, scene.world.log.size());
    let mut files = with(scene.files(), &[&newer]);
    files.remove(&policy_path(&scene.world.policy));
    sum(&mut files);
    let verdict = judge(&files, &trusting(&scene, &newer)).unwrap();
    assert_eq!(finding(&verdict, Signer, "policy-unknown").unwrap().status, Status::NotChecked, "{verdict}");
    assert_eq!(status(&verdict, Delivery), Status::Passed, "{verdict}");
    // The reader gave that policy, so it is at hand.
    assert!(judge(&files, &scene.world.trust()).unwrap().all_passed());
}

#[test]
fn a_stolen_key_of_a_retired_log_adds_nothing_and_takes_nothing() {
    let scene = Scene::new();
    let newer = retiring(&scene, scene.world.log.size());
    let honest = with(scene.files(), &[&newer]);
    // The thief continues the log, or begins it again with the same entries in another order.
    let mut more = Scene::new();
    let item = support::note(&mut more.device, "note of the thief", "made later", None);
    let entry = more.device.entries[3].clone();
    more.world.log.append(entry.envelope().payload());
    more.world.log.deliver(&[&entry], "2026-06-09T05:43:30Z");
    let mut other = World::new();
    for entry in more.device.entries.iter().rev() {
        other.log.append(entry.envelope().payload());
    }
    other.log.deliver(&[&entry], "2026-06-09T05:43:30Z");
    for world in [&more.world, &other] {
        let files = with(bundle(world, &more.device.entries, &[&item]), &[&newer]);
        let verdict = judge(&files, &trusting(&scene, &newer)).unwrap();
        assert_eq!(status(&verdict, Delivery), Status::NotChecked, "{verdict}");
        assert_eq!(finding(&verdict, Delivery, "log-retired").unwrap().status, Status::Remark, "{verdict}");
        assert!(!verdict.items[0].interval.not_after.as_ref().is_some_and(|bound| bound.proven), "{verdict}");
        // The thief's receipts beside the honest ones.
        let mut both = honest.clone();
        for path in [evidence::bundle::NOTED, evidence::bundle::DELIVERED, evidence::bundle::CONSISTENCY] {
            let lines = [files[path].clone(), honest[path].clone()].concat();
            both.insert(path.to_owned(), lines);
        }
        sum(&mut both);
        let verdict = judge(&both, &trusting(&scene, &newer)).unwrap();
        for question in Question::ALL {
            assert_eq!(status(&verdict, question), Status::Passed, "{question:?}\n{verdict}");
        }
    }
}

#[test]
fn a_receipt_below_the_last_root_of_a_retired_log_needs_a_proof_to_it() {
    let mut scene = Scene::new();
    let files = scene.files();
    let before = scene.world.log.size();
    scene.world.log.append(b"what came after");
    let newer = retiring(&scene, scene.world.log.size());
    let trust = trusting(&scene, &newer);
    let files = with(files, &[&newer]);
    let verdict = judge(&files, &trust).unwrap();
    assert_eq!(status(&verdict, Delivery), Status::NotChecked, "{verdict}");
    let mut joined = files;
    let proof = scene.world.log.consistency(before, scene.world.log.size());
    let mut lines = joined[evidence::bundle::CONSISTENCY].clone();
    lines.extend(support::lines([proof]));
    joined.insert(evidence::bundle::CONSISTENCY.into(), lines);
    sum(&mut joined);
    let verdict = judge(&joined, &trust).unwrap();
    assert_eq!(status(&verdict, Delivery), Status::Passed, "{verdict}");
}

#[test]
fn a_second_line_of_policies_is_told_and_lowers_no_answer() {
    let scene = Scene::new();
    let first = &scene.world.policy;
    let honest = retiring(&scene, scene.world.log.size());
    let mut forged = first.policy().successor().unwrap();
    forged.logs = support::policy(&Log::named("log.example.net", "third log").key, &[], 0).logs;
    let forged = signed(&scene, &forged);
    let further = signed(&scene, &forged.policy().successor().unwrap());
    let files = with(scene.files(), &[&honest, &forged, &further]);
    let nobody = Trust { policy: None, organisation: None, ..scene.world.trust() };
    let alone = judge(&scene.files(), &nobody).unwrap();
    for trust in [trusting(&scene, first), trusting(&scene, &honest), nobody] {
        let verdict = judge(&files, &trust).unwrap();
        let told = finding(&verdict, Signer, "two-policies").unwrap_or_else(|| panic!("{verdict}"));
        assert_eq!(told.status, Status::Remark);
        let before = if trust.organisation.is_none() { &alone } else { &judge(&scene.files(), &trust).unwrap() };
        for question in Question::ALL {
            assert_eq!(status(&verdict, question), status(before, question), "{question:?}\n{verdict}");
        }
    }
}

#[test]
fn no_log_and_no_cosigners_of_a_later_policy_make_a_time_wrong_that_was_right_by_the_policy_that_was_followed() {
    let scene = Scene::new();
    let bounds = |verdict: &Verdict| {
        let interval = verdict.items[0].interval.clone();
        [interval.not_before, interval.not_after].map(|bound| bound.and_then(|bound| bound.at))
    };
    let before = judge(&scene.files(), &scene.world.trust()).unwrap();
    for (which, expected) in
        [(Namesake::Beside, Status::Passed), (Namesake::SameToo, Status::Passed), (Namesake::Same, Status::NotChecked)]
    {
        let (files, later) = namesake::files(&scene, which);
        for trust in [scene.world.trust(), trusting(&scene, &later)] {
            let verdict = judge(&files, &trust).unwrap();
            assert_eq!(status(&verdict, Time), expected, "{which:?}\n{verdict}");
            let told = finding(&verdict, Time, "quorum-not-followed").is_some();
            assert_eq!(told, expected == Status::NotChecked, "{which:?}\n{verdict}");
            if expected == Status::Passed {
                assert_eq!(bounds(&verdict), bounds(&before), "{which:?}\n{verdict}");
            }
            assert_eq!(status(&verdict, Signer), Status::Passed, "{verdict}");
        }
    }
}

#[test]
fn a_claim_that_the_followed_policy_s_own_cosigners_contradict_fails_whatever_a_later_policy_says() {
    let mut scene = Scene::new();
    scene.world.log.cosigned_at = support::ts("2026-06-09T05:00:00Z").as_second() as u64;
    for which in [Namesake::Beside, Namesake::SameToo] {
        let (files, _) = namesake::files(&scene, which);
        let verdict = judge(&files, &scene.world.trust()).unwrap();
        let found = finding(&verdict, Time, "claimed-after-vouched").unwrap_or_else(|| panic!("{verdict}"));
        assert_eq!(found.status, Status::Failed);
    }
}
