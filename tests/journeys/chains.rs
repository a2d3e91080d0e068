//! A device whose chain broke twice is brought to the archive: the items of its earlier chains arrive too, and are
//! marked as such.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::{Ready, last_json, output};

/// A device of three chains, each with an item that was sent and one that was not.
struct Broken {
    ready: Ready,
    sent: Vec<String>,
    unsent: Vec<String>,
}

impl Broken {
    fn new() -> Self {
        let ready = Ready::new().unwrap();
        let (mut sent, mut unsent) = (Vec::new(), Vec::new());
        for chain in 1..=3 {
            sent.push(add(&ready, &format!("sent-{chain}.txt")));
            if chain > 1 {
                confirm(&ready);
            }
            // Hides the earlier chains, so that they do not send for now.
            let (earlier, away) = (ready.world.path("home/earlier"), ready.world.path("away"));
            let moved = std::fs::rename(&earlier, &away);
            ready.world.testamur(&["sync"]).unwrap();
            moved.map_or(Ok(()), |()| std::fs::rename(&away, &earlier)).unwrap();
            unsent.push(add(&ready, &format!("unsent-{chain}.txt")));
            if chain < 3 {
                std::fs::remove_file(ready.world.path("home/ratchet")).unwrap();
            }
        }
        Self { ready, sent, unsent }
    }

    fn path(&self, name: &str) -> String {
        self.ready.world.path(name)
    }

    /// Returns a copy of the home, like one made by cable.
    fn copied(&self, name: &str) -> String {
        let copy = self.path(name);
        output(Command::new("cp").args(["-a", &self.path("home"), &copy])).unwrap();
        copy
    }

    /// Pulls from the folder into a separate archive.
    fn pull(&self, from: &str, archive: &str) -> (Option<i32>, Value) {
        let shares = [1, 2].map(|n| self.path(&format!("org/shares/share-{n}.txt"))).join(",");
        let (archive, org) = (self.path(archive), self.path("org"));
        let args = ["--home", &archive, "archive", "pull", "--org", &org, "--shares", &shares, "--from", from];
        let out = self.ready.world.command(&args).output().unwrap();
        (out.status.code(), last_json(&text(&out)).unwrap())
    }

    /// Checks that every item is in the archive with its right state: its content passes, and it is noted and
    /// delivered if it was sent.
    fn all_came(&self, archive: &str, missing: &[&String]) {
        let world = &self.ready.world;
        let archive = self.path(archive);
        let listed = world.testamur(&["--home", &archive, "archive", "list"]).unwrap();
        let items = listed["items"].as_array().unwrap();
        for (item, was_sent) in self.sent.iter().map(|i| (i, true)).chain(self.unsent.iter().map(|i| (i, false))) {
            let found = items.iter().find(|found| found["item"] == item.as_str());
            assert_eq!(found.is_some(), !missing.contains(&item), "{item}: {listed:#}");
            let Some(found) = found else { continue };
            assert_eq!((&found["noted"], &found["delivered"]), (&was_sent.into(), &was_sent.into()), "{found:#}");
            let bundle = format!("{archive}-{item}.zip");
            world.testamur(&["--home", &archive, "archive", "bundle", item, "--out", &bundle]).unwrap();
            let verdict = world.testamur(&["verify", &bundle, "--policy", &self.path("policy.dsse")]).unwrap();
            assert_eq!(verdict["content"]["status"], "passed", "{verdict:#}");
            for question in ["signer", "time", "completeness", "delivery"] {
                assert_ne!(verdict[question]["status"], "failed", "{question}: {verdict:#}");
            }
        }
    }
}

fn add(ready: &Ready, name: &str) -> String {
    let path = ready.world.path(name);
    std::fs::write(&path, name).unwrap();
    let added = ready.world.testamur(&["add", &path]).unwrap();
    added["items"][0]["item"].as_str().unwrap().to_owned()
}

/// Pulls the device by cable into the office's archive, confirms its new code, and informs the server.
fn confirm(ready: &Ready) {
    let world = &ready.world;
    let code = world.testamur(&["status"]).unwrap()["code"].as_str().unwrap().to_owned();
    let (office, org) = (world.path("office"), world.path("org"));
    let shares = [1, 2].map(|n| world.path(&format!("org/shares/share-{n}.txt"))).join(",");
    let home = world.path("home");
    world
        .testamur(&["--home", &office, "archive", "pull", "--org", &org, "--shares", &shares, "--from", &home])
        .unwrap();
    world.testamur(&["--home", &office, "archive", "confirm", &code, "--org", &org]).unwrap();
    output(world.pull(&ready.server).args(["--home", &office])).unwrap();
}

fn text(out: &Output) -> String {
    String::from_utf8_lossy(&out.stdout).into_owned()
}

#[test]
fn every_item_of_every_chain_comes_by_cable_and_by_carrier() {
    let broken = Broken::new();
    let world = &broken.ready.world;
    let status = world.testamur(&["status"]).unwrap();
    assert_eq!(status["earlier"].as_array().unwrap().len(), 2, "{status:#}");
    let listed = world.testamur(&["list"]).unwrap();
    let earlier = listed["earlier"].as_array().unwrap();
    let counts = earlier.iter().map(|chain| chain["items"].as_array().unwrap().len());
    assert_eq!(counts.collect::<Vec<_>>(), [2, 2], "{listed:#}");
    let (copy, stick) = (broken.copied("copy"), broken.path("stick"));
    world.testamur(&["carry", &stick]).unwrap();
    for (from, archive) in [(&copy, "archive-of-copy"), (&stick, "archive-of-stick")] {
        let (code, pulled) = broken.pull(from, archive);
        assert_eq!((code, &pulled["entries"], &pulled["missing"]), (Some(0), &9.into(), &0.into()), "{pulled:#}");
        broken.all_came(archive, &[]);
    }
}

#[test]
fn a_home_that_was_killed_brings_its_earlier_chains_too() {
    let broken = Broken::new();
    let mut recording = broken.ready.world.command(&["record", "--name", "a.webm", "--type", "video/webm"]);
    let mut recording = recording.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut source = recording.stdin.take().unwrap();
    let log = broken.path("home/outbox.sqlite-wal");
    let size = || std::fs::metadata(&log).map_or(0, |found| found.len());
    let before = size();
    while size() <= before {
        source.write_all(&[7; 1 << 16]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    recording.kill().unwrap();
    recording.wait().unwrap();
    let copy = broken.copied("copy");
    let (code, pulled) = broken.pull(&copy, "archive-of-copy");
    assert_eq!(code, Some(0), "{pulled:#}");
    assert!(pulled["entries"].as_u64().unwrap() > 9, "{pulled:#}");
    broken.all_came("archive-of-copy", &[]);
}

#[test]
fn a_chain_that_cannot_be_read_is_told_by_name_and_keeps_no_other_away() {
    let broken = Broken::new();
    let copy = broken.copied("copy");
    std::fs::write(format!("{copy}/earlier/1/outbox.sqlite"), "no database at all").unwrap();
    let (code, pulled) = broken.pull(&copy, "archive-of-copy");
    assert_eq!((code, &pulled["entries"]), (Some(1), &6.into()), "{pulled:#}");
    let found = pulled["findings"].as_array().unwrap();
    let told = |found: &Value| found["subject"].as_str().unwrap().starts_with("earlier/1: ");
    assert!(found.iter().any(told), "{pulled:#}");
    broken.all_came("archive-of-copy", &[&broken.sent[0], &broken.unsent[0]]);
    // Its sealed parts are there, but no readable entry names them.
    let aside = std::fs::read_dir(broken.path("archive-of-copy/archive/quarantine")).unwrap().count();
    assert_eq!((&pulled["unnamed"], aside), (&4.into(), 4), "{pulled:#}");
    let (code, again) = broken.pull(&copy, "archive-of-copy");
    assert_eq!((code, &again["unnamed"]), (Some(1), &4.into()), "{again:#}");
    assert!(again["findings"].as_array().unwrap().iter().all(|found| found["kind"] == "log-unchecked"), "{again:#}");
    let (code, pulled) = broken.pull(&broken.path("home"), "archive-of-copy");
    assert_eq!((code, &pulled["unnamed"], &pulled["parts"]), (Some(0), &0.into(), &4.into()), "{pulled:#}");
    let archive = broken.path("archive-of-copy");
    let listed = broken.ready.world.testamur(&["--home", &archive, "archive", "list"]).unwrap();
    let whole = listed["items"].as_array().unwrap().iter().filter(|item| item["held"] == 2 && item["wanted"] == 0);
    assert_eq!(whole.count(), 6, "{listed:#}");
    // On the device itself, the reports of sync, list and carry mention the chains.
    let world = &broken.ready.world;
    for args in [vec!["status"], vec!["list"], vec!["carry", &broken.path("stick")], vec!["sync"]] {
        let out = world.plain(&[&["--home", &copy][..], &args].concat()).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(said.contains("earlier/1"), "{args:?}: {said}");
        let whole = matches!(args[0], "status" | "list");
        assert_eq!(out.status.code(), Some(i32::from(!whole)), "{args:?}: {said}");
    }
}

#[test]
fn a_device_whose_own_newest_chain_cannot_be_read_carries_the_others() {
    let broken = Broken::new();
    let (copy, stick) = (broken.copied("copy"), broken.path("stick"));
    std::fs::write(format!("{copy}/outbox.sqlite"), "no database at all").unwrap();
    let out = broken.ready.world.plain(&["--home", &copy, "carry", &stick]).output().unwrap();
    let said = text(&out) + &String::from_utf8_lossy(&out.stderr);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("NOT ON THE CARRIER, because it cannot be read: the newest chain"), "{said}");
    let (_, pulled) = broken.pull(&stick, "archive-of-stick");
    assert_eq!(pulled["entries"], 6, "{pulled:#}");
    broken.all_came("archive-of-stick", &[&broken.sent[2], &broken.unsent[2]]);
}
