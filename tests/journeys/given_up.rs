//! A log with two histories is replaced by another one, as docs/operations.md describes: the evidence on each of the
//! three servers reaches the archive, in any order of asking.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test in real time")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{Ready, Restarted, last_json, text};

/// One archive's order of the states that can be served, each with the organisation's folder of that time.
type Way = [(&'static str, &'static str); 3];

/// Each order of the three states, under the new policy from the beginning or once the new log is asked.
const WAYS: [Way; 10] = [
    [("server", "org"), ("backup", "org"), ("fresh", "org")],
    [("server", "org"), ("fresh", "org"), ("backup", "org")],
    [("backup", "org"), ("server", "org"), ("fresh", "org")],
    [("backup", "org"), ("fresh", "org"), ("server", "org")],
    [("fresh", "org"), ("server", "org"), ("backup", "org")],
    [("fresh", "org"), ("backup", "org"), ("server", "org")],
    [("server", "org-before"), ("backup", "org-before"), ("fresh", "org")],
    [("backup", "org-before"), ("server", "org-before"), ("fresh", "org")],
    [("server", "org-before"), ("fresh", "org"), ("backup", "org")],
    [("backup", "org-before"), ("fresh", "org"), ("server", "org")],
];
/// The states in the order of serving, which contains each of the orders above.
const SERVED: [&str; 7] = ["server", "backup", "fresh", "server", "backup", "fresh", "server"];

/// As docs/operations.md describes it for an operator who served an older state before the newest one was back.
#[test]
fn a_branch_that_died_is_given_up_with_its_log_and_what_it_noted_is_sent_to_the_next_one() {
    let ready = Ready::new().unwrap();
    let (url, org) = (ready.server.url.clone(), ready.world.path("org"));
    let homes = [ready.world.path("home"), ready.world.path("home-2")];
    let of = |home: &str, args: &[&str]| {
        let done = ready.world.command(&[&["--home", home], args].concat()).output().unwrap();
        let said = last_json(&String::from_utf8_lossy(&done.stdout)).unwrap_or_default();
        (done.status.success(), said)
    };
    let invite = |terms: &[&str], name: &str| {
        let out = ready.world.path(name);
        let args = [&["org", "invite", &org, "--server", &url, "--out", &out], terms].concat();
        ready.world.testamur(&args).unwrap();
        out
    };
    let invitation = invite(&["--policy", &ready.world.path("policy.dsse")], "second.json");
    assert!(of(&homes[1], &["join", &invitation]).0);
    let film = |home: &str, name: &str| {
        let path = ready.world.path(name);
        std::fs::write(&path, name.repeat(50)).unwrap();
        assert!(of(home, &["add", &path]).0, "{name}");
    };
    homes.iter().for_each(|home| assert!(of(home, &["sync"]).0));
    ready.world.copy("server", "backup").unwrap();
    film(&homes[0], "newest.bin");
    assert!(of(&homes[0], &["sync"]).0);
    ready.kill_server().unwrap();
    let older = Restarted::start(&ready, "backup").unwrap();
    film(&homes[1], "branch.bin");
    assert!(of(&homes[1], &["sync"]).0, "the second device knows of nothing newer");
    drop(older);
    // The newest state is back, and each device that holds a checkpoint of the branch stops it.
    let newest = Restarted::start(&ready, "server").unwrap();
    for home in [&homes[1], &homes[0]] {
        film(home, "later.bin");
        let (done, said) = of(home, &["sync"]);
        assert!(!done && text(&said, "/error").unwrap().contains("(log-set-back)"), "{said}");
    }
    let (_, before) = of(&homes[1], &["status"]);
    assert_eq!((&before["log_contradictions"], &before["delivered"]), (&1.into(), &1.into()), "{before}");
    // The archive pulls the newest state before its log is given up.
    assert_eq!(pull(&ready, "home", "org"), BTreeSet::new());
    drop(newest);
    ready.world.copy("org", "org-before").unwrap();
    let (data, fresh) = (ready.world.path("server"), ready.world.path("fresh"));
    let operator = |args: &[&str]| {
        let mut command = Command::new(ready.world.program("testamur-server"));
        command.args([&["--json", "--data", &data, "--origin", "walk.example/log-2"], args].concat());
        command.output().unwrap()
    };
    let unsaid = operator(&["succeed", &fresh]);
    assert!(!unsaid.status.success() && String::from_utf8_lossy(&unsaid.stderr).contains("--last own"), "{unsaid:?}");
    let made = operator(&["succeed", &fresh, "--last", "own"]);
    let made: Value = last_json(&String::from_utf8_lossy(&made.stdout)).unwrap();
    let (key, pin, last) =
        (text(&made, "/log_key").unwrap(), text(&made, "/pin").unwrap(), text(&made, "/last").unwrap());
    let policy = ready.world.path("policy-2.dsse");
    let terms = ["--server", &url, "--pin", &pin, "--log-key", &key, "--retire", &last, "--out", &policy];
    ready.world.testamur(&[&["org", "policy", &org][..], &terms].concat()).unwrap();
    let running = Restarted::start(&ready, "fresh").unwrap();
    for (n, home) in homes.iter().enumerate() {
        let device = text(&of(home, &["status"]).1, "/head/device").unwrap();
        let renewal = invite(&["--policy", &policy, "--renews", &device], &format!("renewal-{n}.json"));
        assert!(of(home, &["join", &renewal]).0);
        of(home, &["sync"]);
        let (_, status) = of(home, &["status"]);
        assert_eq!((&status["items"], &status["delivered"]), (&2.into(), &2.into()), "{n} {status}");
        assert_eq!((&status["parts_waiting"], &status["log_contradictions"]), (&0.into(), &n.into()), "{n} {status}");
    }
    // The device keeps the receipts of the branch, and the two checkpoints, as evidence.
    let kept = std::fs::read_dir(Path::new(&homes[1]).join("aside")).unwrap().map(|file| file.unwrap().path());
    let kept: String = kept.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    assert!(kept.contains("\"proof\"") && kept.contains("\"custody\""), "{kept}");
    drop(running);
    let mut gone = [0; WAYS.len()];
    for state in SERVED {
        let _serving = Restarted::start(&ready, state).unwrap();
        for (n, way) in WAYS.iter().enumerate() {
            let Some((_, org)) = way.get(gone[n]).filter(|(next, _)| *next == state) else { continue };
            let wrong = pull(&ready, &format!("archive-{n}"), org);
            // Before the policy gives the log up, the log contradicts itself: a finding about the log, not about an
            // item.
            let allowed: BTreeSet<_> =
                (*org == "org-before").then(|| "log-contradiction".to_owned()).into_iter().collect();
            // The evidence of the other states is missing until they are asked.
            let wrong: BTreeSet<_> = wrong.into_iter().filter(|kind| kind != "gap" || gone[n] == 2).collect();
            assert!(wrong.is_subset(&allowed), "{way:?} at {state}: {wrong:?}");
            gone[n] += 1;
        }
    }
    assert_eq!(gone, [3; WAYS.len()], "each archive went its whole way");
    for (n, way) in WAYS.iter().enumerate() {
        holds_everything(&ready, &format!("archive-{n}"), &policy, way);
    }
}

/// Pulls from the running server, and returns the kinds of failed findings.
fn pull(ready: &Ready, archive: &str, org: &str) -> BTreeSet<String> {
    let org = ready.world.path(org);
    let shares = [1, 3].map(|n| format!("{org}/shares/share-{n}.txt")).join(",");
    let archive = ready.world.path(archive);
    let url = &ready.server.url;
    let args = ["--home", &archive, "archive", "pull", "--org", &org, "--shares", &shares, "--server", url];
    let done = ready.world.command(&args).output().unwrap();
    let said = last_json(&String::from_utf8_lossy(&done.stdout)).unwrap_or_default();
    assert!(said.get("error").is_none() && said.get("findings").is_some(), "{archive}: {said} {done:?}");
    assert_eq!((&said["quarantined"], &said["missing"]), (&0.into(), &0.into()), "{archive}: {said}");
    let kinds = said["findings"].as_array().unwrap().iter().map(|found| text(found, "/kind").unwrap());
    let wrong: BTreeSet<_> = kinds.filter(|kind| kind != "log-unchecked").collect();
    assert_eq!(done.status.success(), !wrong.contains("log-contradiction"), "{archive}: {said}");
    wrong
}

fn holds_everything(ready: &Ready, archive: &str, policy: &str, way: &Way) {
    let home = ready.world.path(archive);
    let listed = ready.world.testamur(&["--home", &home, "archive", "list"]).unwrap();
    let items = listed["items"].as_array().unwrap();
    let mut names: Vec<_> = items.iter().filter_map(|item| item["file_name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["branch.bin", "later.bin", "later.bin", "newest.bin"], "{way:?}");
    let ids: Vec<_> = items.iter().map(|item| item["item"].as_str().unwrap()).collect();
    let out = ready.world.path(&format!("{archive}.zip"));
    let args = [&["--home", &home, "archive", "bundle"][..], &ids, &["--out", &out]].concat();
    ready.world.testamur(&args).unwrap();
    let judged = ready.world.command(&["verify", &out, "--policy", policy]).output().unwrap();
    let verdict = last_json(&String::from_utf8_lossy(&judged.stdout)).unwrap();
    for question in ["content", "signer", "completeness", "delivery"] {
        assert_eq!(verdict[question]["status"], "passed", "{way:?} {question}: {verdict}");
    }
    assert_ne!(verdict["time"]["status"], "failed", "{way:?}: {verdict}");
}
