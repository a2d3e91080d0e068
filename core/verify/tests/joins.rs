//! Checkpoints that lead to one tree are one history, whether or not a log signed that tree.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use evidence::bundle::{CONSISTENCY, NOTED};
use evidence::receipt::{Consistency, Noted};
use support::{Files, Log, Scene, World, judge, lines, policy, sum};
use verify::{Status, Trust};

/// Returns the scene's bundle with a receipt at another size for its first entry, and these proofs.
fn files(scene: &Scene, log: &Log, size: u64, proofs: Vec<Consistency>) -> Files {
    let mut files = scene.files();
    let older = Noted { entry: scene.device.entries[0].digest(), proof: log.proof(0, size, true) };
    let rest = scene.device.entries[1..].iter().map(|entry| scene.world.log.noted(entry));
    files.insert(NOTED.into(), lines(std::iter::once(older).chain(rest)));
    files.insert(CONSISTENCY.into(), lines(proofs));
    sum(&mut files);
    files
}

/// Returns trust without cosigners, so that proofs must join the receipts.
fn trust(scene: &Scene) -> Trust {
    let alone = scene.world.organisation.sign_policy(&policy(&scene.world.log.key, &[], 0)).unwrap();
    Trust { policy: Some(alone), ..scene.world.trust() }
}

fn delivery(files: &Files, trust: &Trust) -> (Status, Vec<&'static str>) {
    let verdict = judge(files, trust).unwrap();
    let answer = &verdict.answers.delivery;
    (answer.status, answer.findings.iter().map(|finding| finding.code).collect())
}

/// Returns the scene's log with further leaves after those that receipts prove.
fn grown(scene: &Scene, leaves: u64) -> Log {
    let mut log = scene.world.log.clone();
    for n in 0..leaves {
        log.append(format!("leaf of another device {n}").as_bytes());
    }
    log
}

#[test]
fn receipts_that_lead_to_one_tree_that_no_receipt_shows_are_one_history() {
    let scene = Scene::new();
    let size = scene.world.log.size();
    for older in 1..size {
        for more in 1..4 {
            let tip = grown(&scene, more);
            let proofs = vec![tip.consistency(older, size + more), tip.consistency(size, size + more)];
            let (status, codes) = delivery(&files(&scene, &tip, older, proofs), &trust(&scene));
            assert!(!codes.contains(&"consistency"), "{older} and {size} lead to {}: {codes:?}", size + more);
            assert!(!codes.contains(&"consistency-of-nothing"), "{older}, {size}, {more}: {codes:?}");
            assert_eq!(status, Status::Passed, "{older}, {size}, {more}: {codes:?}");
        }
    }
}

#[test]
fn trees_between_two_receipts_need_no_signature_either() {
    let scene = Scene::new();
    let log = &scene.world.log;
    for (older, between) in [(1, 2), (1, 3), (2, 3), (3, 4)] {
        let proofs = vec![log.consistency(older, between), log.consistency(between, log.size())];
        let (status, codes) = delivery(&files(&scene, log, older, proofs), &trust(&scene));
        assert_eq!(status, Status::Passed, "{older} by {between} to {}: {codes:?}", log.size());
        // The first step alone does not join the trees.
        let proofs = vec![log.consistency(older, between)];
        let (status, codes) = delivery(&files(&scene, log, older, proofs), &trust(&scene));
        assert_eq!(status, Status::NotChecked, "{older} by {between}");
        assert!(codes.contains(&"consistency"), "{codes:?}");
    }
}

#[test]
fn two_histories_that_share_a_beginning_are_not_joined_by_it() {
    let scene = Scene::new();
    let log = &scene.world.log;
    let size = log.size();
    // Another history of the same log from its third leaf on, longer than the first one.
    let mut other = World::new().log;
    for n in 0..size + 2 {
        let leaf = log.leaves.get(n as usize).filter(|_| n < 3).cloned();
        other.append(&leaf.unwrap_or_else(|| format!("another history {n}").into_bytes()));
    }
    for proofs in [
        vec![log.consistency(2, size), other.consistency(2, size + 2)],
        vec![log.consistency(size - 1, size), other.consistency(size - 1, size + 2), other.consistency(size, size + 2)],
    ] {
        let (status, codes) = delivery(&files(&scene, &other, size + 2, proofs), &trust(&scene));
        assert_eq!(status, Status::NotChecked, "{codes:?}");
        assert!(codes.contains(&"consistency"), "{codes:?}");
    }
}

#[test]
fn what_a_device_saw_is_proven_by_a_receipt_that_leads_to_the_same_tree_and_by_none_that_is_older() {
    let scene = Scene::new();
    let size = scene.world.log.size();
    let seen = scene.device.entries[2].link().seen.as_ref().unwrap().size;
    let tip = grown(&scene, 2);
    let proven = |proofs: Vec<Consistency>, of: u64| {
        let mut files = files(&scene, &tip, of, proofs);
        // Every receipt is at this size, so that no larger one proves the seen root.
        if of < size {
            let noted = scene.device.entries.iter().take(1);
            files
                .insert(NOTED.into(), lines(noted.map(|e| Noted { entry: e.digest(), proof: tip.proof(0, of, true) })));
            files.remove(evidence::bundle::DELIVERED);
            sum(&mut files);
        }
        let verdict = judge(&files, &trust(&scene)).unwrap();
        verdict.items[0].interval.not_before.as_ref().is_some_and(|bound| bound.proven && bound.size == seen)
    };
    assert!(proven(vec![tip.consistency(seen, size + 2), tip.consistency(size, size + 2)], size));
    assert!(!proven(vec![tip.consistency(seen, size + 2)], size), "a tree that nobody signed proves nothing alone");
    assert!(seen > 1, "a receipt older than what was seen says nothing of it");
    assert!(!proven(vec![tip.consistency(seen, size + 2), tip.consistency(1, size + 2)], 1));
}

#[test]
fn no_number_of_other_trees_pushes_out_the_one_that_joins() {
    let scene = Scene::new();
    let size = scene.world.log.size();
    let seen = scene.device.entries[2].link().seen.as_ref().unwrap().size;
    let tip = grown(&scene, 1);
    let mut proofs: Vec<Consistency> = [1, seen, size].map(|from| tip.consistency(from, size + 1)).to_vec();
    // Anybody can append leaves to a tree: here different ones each time, so that none of these proofs joins two
    // trees.
    for from in [1, seen, size] {
        for n in 0..40 {
            let mut other = grown(&scene, 0);
            other.append(format!("put behind {from}: {n}").as_bytes());
            other.append(b"and one more");
            proofs.push(other.consistency(from, size + 1));
            proofs.push(other.consistency(from, size + 2));
        }
    }
    let files = files(&scene, &tip, 1, proofs);
    let verdict = judge(&files, &trust(&scene)).unwrap();
    let bound = verdict.items[0].interval.not_before.as_ref().unwrap();
    assert!(bound.proven && bound.size == seen, "{verdict}");
    let (status, codes) = delivery(&files, &trust(&scene));
    assert_eq!(status, Status::Passed, "{codes:?}");
}
