//! An attack on homes, bundles or receipts is reported under the right one of the five answers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::{Ready, World, last_json, output};

const ANSWERS: [&str; 5] = ["content", "signer", "time", "completeness", "delivery"];

fn add(world: &World, home: &str, name: &str) -> String {
    let file = world.path(name);
    std::fs::write(&file, format!("content of {name}")).unwrap();
    let said = world.testamur(&["--home", home, "add", &file]).unwrap();
    support::text(&said, "/items/0/item").unwrap()
}

/// Pulls; exit code 1 means that a check failed.
fn archive(ready: &Ready, code: i32) {
    let out = ready.world.pull(&ready.server).output().unwrap();
    assert_eq!(out.status.code(), Some(code), "{}", String::from_utf8_lossy(&out.stdout));
}

/// Makes an unpacked bundle of `items`.
fn bundle(ready: &Ready, items: &[&str], name: &str) -> String {
    let out = ready.world.path(name);
    let args = [&["archive", "bundle"][..], items, &["--out", &out]].concat();
    ready.world.testamur(&args).unwrap();
    out
}

/// Returns exit code and verdict.
fn verify(ready: &Ready, bundle: &str) -> (i32, Value) {
    let policy = ready.world.path("policy.dsse");
    let out = ready.world.command(&["verify", bundle, "--policy", &policy]).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    (out.status.code().unwrap(), last_json(&said).unwrap_or(Value::Null))
}

fn status<'v>(verdict: &'v Value, answer: &str) -> &'v str {
    verdict.pointer(&format!("/{answer}/status")).and_then(Value::as_str).unwrap_or("absent")
}

/// Rewrites a file of an unpacked bundle, and its line in SHA256SUMS, like a careful forger.
fn rewrite(bundle: &str, file: &str, change: impl FnOnce(String) -> String) {
    let path = Path::new(bundle).join(file);
    let text = change(std::fs::read_to_string(&path).unwrap());
    std::fs::write(&path, text).unwrap();
    let mut sums = Command::new("sh");
    sums.current_dir(bundle).args(["-c", "LC_ALL=C; export LC_ALL; cut -c67- SHA256SUMS | while IFS= read -r f; do sha256sum \"$f\"; done > S && mv S SHA256SUMS"]);
    output(&mut sums).unwrap();
}

#[test]
fn an_untouched_bundle_passes_every_answer() {
    let ready = Ready::new().unwrap();
    // A device with a delivered receipt knows a checkpoint with a time, which bounds its next capture from below.
    add(&ready.world, &ready.world.path("home"), "earlier.txt");
    ready.world.testamur(&["sync"]).unwrap();
    let item = add(&ready.world, &ready.world.path("home"), "a.txt");
    ready.world.testamur(&["sync"]).unwrap();
    archive(&ready, 0);
    let (code, verdict) = verify(&ready, &bundle(&ready, &[&item], "bundle.zip"));
    assert_eq!(code, 0, "{verdict}");
    for answer in ANSWERS {
        assert_eq!(status(&verdict, answer), "passed", "{answer}: {verdict:#}");
    }
}

#[test]
fn deleting_swapping_or_replacing_entries_in_a_bundle_is_seen_and_fails_no_intact_item() {
    let ready = Ready::new().unwrap();
    let home = ready.world.path("home");
    let items: Vec<_> = (0..5).map(|n| add(&ready.world, &home, &format!("{n}.txt"))).collect();
    ready.world.testamur(&["sync"]).unwrap();
    archive(&ready, 0);
    let wanted = [items[0].as_str(), items[4].as_str()];
    let edit = |name: &str, change: &dyn Fn(&mut Vec<String>)| {
        let folder = bundle(&ready, &wanted, name);
        rewrite(&folder, "entries.jsonl", |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            change(&mut lines);
            lines.join("\n") + "\n"
        });
        verify(&ready, &folder)
    };
    let (code, verdict) = edit("deleted", &|lines| drop(lines.remove(3)));
    // An attacker who removes a line writes new sums: the rest is whole and proves less.
    assert_eq!((code, status(&verdict, "completeness")), (0, "not-checked"), "{verdict:#}");
    assert!(ANSWERS.iter().all(|answer| status(&verdict, answer) != "failed"), "intact bytes stay intact: {verdict:#}");
    let (code, verdict) = edit("swapped", &|lines| lines.swap(2, 3));
    assert_eq!((code, status(&verdict, "completeness")), (0, "passed"), "order says nothing: {verdict:#}");
    let (code, verdict) = edit("foreign", &|lines| {
        let first = lines[0].clone();
        lines[3] = first;
    });
    assert_eq!((code, status(&verdict, "completeness")), (0, "not-checked"), "{verdict:#}");
}

#[test]
fn a_copied_home_that_goes_on_is_told_beside_the_verdict_of_the_branch_noted_first() {
    let ready = Ready::new().unwrap();
    let home = ready.world.path("home");
    let copy = ready.world.path("copied-home");
    add(&ready.world, &home, "before.txt");
    ready.world.testamur(&["sync"]).unwrap();
    output(Command::new("cp").args(["-a", &home, &copy])).unwrap();
    let ours = add(&ready.world, &home, "ours.txt");
    add(&ready.world, &copy, "theirs.txt");
    ready.world.testamur(&["sync"]).unwrap();
    // The copy may learn of the fork and still be served: the server rejects no entry silently.
    let _ = ready.world.testamur(&["--home", &copy, "sync"]);
    archive(&ready, 1);
    let (code, verdict) = verify(&ready, &bundle(&ready, &[&ours], "forked"));
    assert_eq!((code, status(&verdict, "signer")), (0, "passed"), "{verdict:#}");
    assert!(verdict.to_string().contains("fork"), "{verdict:#}");
}

#[test]
fn a_receipt_of_another_item_proves_nothing() {
    let ready = Ready::new().unwrap();
    let home = ready.world.path("home");
    let (a, b) = (add(&ready.world, &home, "a.txt"), add(&ready.world, &home, "b.txt"));
    ready.world.testamur(&["sync"]).unwrap();
    archive(&ready, 0);
    let folder = bundle(&ready, &[&a], "replayed");
    assert_eq!(status(&verify(&ready, &folder).1, "delivery"), "passed");
    rewrite(&folder, "receipts/delivered.jsonl", |text| {
        let about = |line: &str, item: &str| {
            let receipt: evidence::receipt::Delivered = serde_json::from_str(line).unwrap();
            String::from_utf8_lossy(receipt.custody.envelope.payload()).contains(item)
        };
        let kept: Vec<_> = text.lines().filter(|l| about(l, &b)).collect();
        assert_eq!((kept.len(), text.lines().count()), (1, 2));
        kept.join("\n") + "\n"
    });
    let (_, verdict) = verify(&ready, &folder);
    assert_ne!(status(&verdict, "delivery"), "passed", "{verdict:#}");
}

#[test]
fn every_file_of_a_bundle_is_bound() {
    let ready = Ready::new().unwrap();
    let item = add(&ready.world, &ready.world.path("home"), "a.txt");
    ready.world.testamur(&["sync"]).unwrap();
    archive(&ready, 0);
    let folder = bundle(&ready, &[&item], "whole");
    let mut open = vec![Path::new(&folder).to_owned()];
    let mut files = 0;
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            files += 1;
            let good = std::fs::read(&path).unwrap();
            for at in [0, good.len() / 2, good.len().saturating_sub(1)] {
                let mut bad = good.clone();
                if let Some(byte) = bad.get_mut(at) {
                    *byte ^= 1;
                    std::fs::write(&path, bad).unwrap();
                    assert_ne!(verify(&ready, &folder).0, 0, "byte {at} of {}", path.display());
                }
            }
            std::fs::write(&path, good).unwrap();
        }
    }
    assert!(files >= 7, "{files} files");
    assert_eq!(verify(&ready, &folder).0, 0, "and it is whole again");
}
