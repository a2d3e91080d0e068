//! No network at all: a carrier brings a folder, or the phone itself is brought.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::process::Command;

use serde_json::Value;
use support::{Ready, last_json, output};

/// Adds two files, one of them in several parts, and returns their items.
fn capture(ready: &Ready) -> Vec<String> {
    let names = ["small.txt", "large.bin"];
    std::fs::write(ready.world.path(names[0]), "small").unwrap();
    std::fs::write(ready.world.path(names[1]), vec![7; 9 << 20]).unwrap();
    let files: Vec<_> = names.iter().map(|n| ready.world.path(n)).collect();
    let added = ready.world.testamur(&["add", &files[0], &files[1]]).unwrap();
    added["items"].as_array().unwrap().iter().map(|i| i["item"].as_str().unwrap().to_owned()).collect()
}

/// Pulls from a folder into a separate archive; no check may fail.
fn pull(ready: &Ready, from: &str, archive: &str) -> Value {
    let (code, pulled) = pull_of(ready, from, archive);
    assert_eq!(code, Some(0), "{pulled}");
    pulled
}

fn pull_of(ready: &Ready, from: &str, archive: &str) -> (Option<i32>, Value) {
    let shares =
        format!("{},{}", ready.world.path("org/shares/share-1.txt"), ready.world.path("org/shares/share-2.txt"));
    let org = ready.world.path("org");
    let args = ["--home", archive, "archive", "pull", "--org", &org, "--shares", &shares, "--from", from];
    let out = ready.world.command(&args).output().unwrap();
    (out.status.code(), last_json(&String::from_utf8_lossy(&out.stdout)).unwrap())
}

fn verdict(ready: &Ready, archive: &str, items: &[String], name: &str) -> Value {
    let bundle = ready.world.path(name);
    let mut args = vec!["--home", archive, "archive", "bundle"];
    args.extend(items.iter().map(String::as_str));
    args.extend(["--out", &bundle]);
    ready.world.testamur(&args).unwrap();
    ready.world.testamur(&["verify", &bundle, "--policy", &ready.world.path("policy.dsse")]).unwrap()
}

#[test]
fn a_carriers_folder_and_a_copied_home_bring_the_same_evidence() {
    let ready = Ready::new().unwrap();
    let items = capture(&ready);
    let (home, copy, folder) = (ready.world.path("home"), ready.world.path("copy"), ready.world.path("stick"));
    ready.world.testamur(&["carry", &folder]).unwrap();
    output(Command::new("cp").args(["-a", &home, &copy])).unwrap();
    let listed = || {
        let every =
            format!("find {copy} -printf '%p %m %T@\\n' | sort; find {copy} -type f -exec sha256sum {{}} + | sort");
        output(Command::new("sh").args(["-c", &every])).unwrap()
    };
    let before = listed();
    for (from, archive) in [(&folder, "archive-of-stick"), (&copy, "archive-of-copy")] {
        let archive = ready.world.path(archive);
        let pulled = pull(&ready, from, &archive);
        assert_eq!(
            (&pulled["entries"], &pulled["parts"], &pulled["quarantined"]),
            (&3.into(), &7.into(), &0.into()),
            "{pulled}"
        );
        let verdict = verdict(&ready, &archive, &items, &format!("{}.zip", archive.rsplit('/').next().unwrap()));
        assert_eq!(verdict["content"]["status"], "passed", "{verdict:#}");
        assert_eq!(verdict["delivery"]["status"], "not-checked", "no server has seen it: {verdict:#}");
    }
    assert!(before == listed(), "reading a copied home changed a name, a time or a byte in it");
}

#[test]
fn one_damaged_part_of_a_copied_home_keeps_no_other_away() {
    let ready = Ready::new().unwrap();
    capture(&ready);
    let (home, copy) = (ready.world.path("home"), ready.world.path("copy"));
    output(Command::new("cp").args(["-a", &home, &copy])).unwrap();
    let parts = output(Command::new("sh").args(["-c", &format!("find {copy}/parts -type f | sort")])).unwrap();
    let mut parts = parts.lines();
    for damage in [
        |path: &str| std::fs::write(path, "damaged").unwrap(),
        |path: &str| {
            std::fs::remove_file(path).unwrap();
            output(Command::new("mkfifo").arg(path)).unwrap();
        },
    ] {
        damage(parts.next().unwrap());
    }
    let (code, pulled) = pull_of(&ready, &copy, &ready.world.path("archive-of-copy"));
    assert_eq!(code, Some(1), "a check failed: {pulled}");
    assert_eq!((&pulled["entries"], &pulled["parts"]), (&3.into(), &5.into()), "{pulled}");
}

#[test]
fn a_device_is_found_by_its_code_in_either_script_and_confirmed() {
    let ready = Ready::new().unwrap();
    let items = capture(&ready);
    let (home, archive) = (ready.world.path("home"), ready.world.path("archive-of-home"));
    let code = ready.world.testamur(&["status"]).unwrap()["code"].as_str().unwrap().to_owned();
    pull(&ready, &home, &archive);
    let of_archive = |args: &[&str]| ready.world.testamur(&[&["--home", &archive, "archive"], args].concat());
    let listed = of_archive(&["devices"]).unwrap();
    assert_eq!((&listed[0]["code"], &listed[0]["standing"]), (&code.into(), &"admitted".into()), "{listed}");
    let org = ready.world.path("org");
    assert!(of_archive(&["confirm", "lusab-babad-gutih-tugad-gutuk", "--org", &org]).is_err());
    let cyrillic = listed[0]["code_cyrillic"].as_str().unwrap().to_uppercase().replace('-', " ");
    of_archive(&["confirm", &cyrillic, "--org", &org]).unwrap();
    assert_eq!(of_archive(&["devices"]).unwrap()[0]["standing"], "confirmed");
    let verdict = verdict(&ready, &archive, &items, "confirmed.zip");
    let codes = verdict["signer"]["findings"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap());
    assert!(codes.collect::<Vec<_>>().contains(&"confirmed"), "{verdict:#}");
}

#[test]
fn receipts_travel_with_the_carrier() {
    let ready = Ready::new().unwrap();
    let items = capture(&ready);
    ready.world.testamur(&["sync"]).unwrap();
    let (folder, home) = (ready.world.path("stick"), ready.world.path("home"));
    ready.world.testamur(&["carry", &folder]).unwrap();
    // The policy keeps parts after delivery, so none is missing; the proofs that join the checkpoints come from the
    // server.
    for (from, archive) in [(folder, "archive-of-stick"), (home, "archive-of-home")] {
        let archive = ready.world.path(archive);
        let pulled = pull(&ready, &from, &archive);
        assert_eq!(
            (&pulled["noted"], &pulled["custody"], &pulled["missing"]),
            (&3.into(), &2.into(), &0.into()),
            "{pulled}"
        );
        output(ready.world.pull(&ready.server).args(["--home", &archive])).unwrap();
        let verdict = verdict(&ready, &archive, &items, &format!("{}.zip", archive.rsplit('/').next().unwrap()));
        assert_eq!(verdict["delivery"]["status"], "passed", "{verdict:#}");
        assert_eq!(verdict["content"]["status"], "passed", "{verdict:#}");
    }
}

#[test]
fn a_device_whose_keys_were_destroyed_can_still_be_taken_by_cable_and_does_nothing_else() {
    let ready = Ready::new().unwrap();
    let items = capture(&ready);
    let refused = |args: &[&str]| ready.world.testamur(args).unwrap_err().to_string();
    assert!(refused(&["panic", "--keys"]).contains("nothing was destroyed"));
    assert!(ready.world.testamur(&["panic", "--yes"]).is_err());
    assert!(ready.world.testamur(&["panic", "--keys", "--everything", "--yes"]).is_err());
    assert_eq!(ready.world.testamur(&["status"]).unwrap()["destroyed"], false);
    assert_eq!(ready.world.testamur(&["panic", "--keys", "--yes"]).unwrap()["destroyed"], "keys");
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!((&status["destroyed"], &status["can_sign"]), (&true.into(), &false.into()), "{status}");
    let file = ready.world.path("small.txt");
    for args in [vec!["add", &file], vec!["sync"]] {
        let said = refused(&args);
        assert!(said.contains("the keys of this device were destroyed"), "{said}");
    }
    let (home, archive) = (ready.world.path("home"), ready.world.path("archive-of-home"));
    let pulled = pull(&ready, &home, &archive);
    assert_eq!((&pulled["parts"], &pulled["quarantined"]), (&7.into(), &0.into()), "{pulled}");
    let verdict = verdict(&ready, &archive, &items, "taken.zip");
    assert_eq!(verdict["content"]["status"], "passed", "{verdict:#}");
    assert_eq!(ready.world.testamur(&["panic", "--everything", "--yes"]).unwrap()["destroyed"], "everything");
    assert!(refused(&["status"]).contains("has not joined"));
}

#[test]
fn a_newer_policy_reaches_a_device_by_its_file_another_by_a_carrier_and_the_archive_with_the_evidence() {
    let ready = Ready::new().unwrap();
    let (world, path) = (&ready.world, |name: &str| ready.world.path(name));
    let (org, first, second) = (path("org"), path("policy.dsse"), path("second.dsse"));
    let invitation = path("other.json");
    world.testamur(&["org", "invite", &org, "--policy", &first, "--out", &invitation]).unwrap();
    let other = path("other");
    world.testamur(&["--home", &other, "join", &invitation]).unwrap();
    // The office knows only the first policy when it pulls.
    output(Command::new("cp").args(["-a", &org, &path("office")])).unwrap();
    let server = &ready.server;
    let pins = ["--pin", &server.pin, "--log-key", &server.log_key, "--review", "always", "--out", &second];
    world.testamur(&[&["org", "policy", &org, "--server", &server.url][..], &pins].concat()).unwrap();
    let say = |args: &[&str]| world.testamur(args).unwrap();
    let told = say(&["policy", &second]);
    assert_eq!((&told["version"], &told["changed"]), (&1.into(), &true.into()), "{told}");
    assert_eq!(say(&["policy", &second])["changed"], false);
    let refused = world.testamur(&["policy", &first]).unwrap_err().to_string();
    assert!(refused.contains("version 0 does not descend from version 1"), "{refused}");
    assert!(world.testamur(&["policy", &invitation]).is_err(), "it is no policy");
    let items = capture(&ready);
    let folder = path("stick");
    say(&["carry", &folder]);
    let told = say(&["--home", &other, "policy", &folder]);
    assert_eq!((&told["version"], &told["changed"]), (&1.into(), &true.into()), "{told}");
    assert_eq!(say(&["--home", &other, "policy", &folder])["changed"], false);
    let (archive, shares) = (path("archive"), ["1", "2"].map(|n| path(&format!("org/shares/share-{n}.txt"))).join(","));
    let args =
        ["--home", &archive, "archive", "pull", "--org", &path("office"), "--shares", &shares, "--from", &folder];
    let pulled = say(&args);
    let found = pulled["findings"].as_array().unwrap().iter().map(|found| found["kind"].as_str().unwrap());
    assert!(found.clone().all(|kind| kind == "log-unchecked"), "{pulled:#}");
    let verdict = verdict(&ready, &archive, &items, "second.zip");
    assert_eq!((&verdict["signer"]["status"], &verdict["content"]["status"]), (&"passed".into(), &"passed".into()));
    let codes = verdict["signer"]["findings"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap());
    assert!(!codes.collect::<Vec<_>>().contains(&"policy-unknown"), "{verdict:#}");
}
