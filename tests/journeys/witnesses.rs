//! The person behind a pseudonym, end to end: sealed on a device, held by a real server, opened by two people only.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::path::Path;
use std::sync::Arc;

use evidence::record::WITNESSES;
use serde_json::Value;
use support::{Ready, last_json, output};
use vault::{Home, NewItem, OsDisk, OsSurroundings};

const NAME: &str = "who-stands-behind-A-B";

/// Files a witness's identity on the device, and returns its item.
fn file_identity(ready: &Ready) -> String {
    let path = ready.world.path("home");
    let (home, _) = Home::open(Path::new(&path), Arc::new(OsDisk), Arc::new(OsSurroundings::new())).unwrap();
    let new = NewItem { compartment: Some(WITNESSES.to_owned()), ..NewItem::default() };
    home.add_note(NAME, &new).unwrap().item.to_string()
}

fn pull(ready: &Ready, witness_shares: &[&str]) -> Value {
    let mut command = ready.world.pull(&ready.server);
    if !witness_shares.is_empty() {
        let shares: Vec<String> = witness_shares.iter().map(|n| ready.world.path(&format!("org/shares/{n}"))).collect();
        command.args(["--witness-shares", &shares.join(",")]);
    }
    last_json(&output(&mut command).unwrap()).unwrap()
}

#[test]
fn two_people_open_a_witnesss_identity_and_the_archive_key_does_not() {
    let ready = Ready::new().unwrap();
    let photo = ready.world.path("small.txt");
    std::fs::write(&photo, "small").unwrap();
    ready.world.testamur(&["add", &photo]).unwrap();
    let item = file_identity(&ready);
    ready.world.testamur(&["sync"]).unwrap();

    let pulled = pull(&ready, &[]);
    let counts = ["parts", "sealed", "quarantined", "missing"].map(|k| pulled[k].as_u64().unwrap());
    assert_eq!(counts, [2, 1, 0, 0], "{pulled}");
    let shown = ready.world.testamur(&["archive", "show", &item]).unwrap();
    assert_eq!((&shown["summary"]["sealed"], &shown["record"]), (&1.into(), &Value::Null), "{shown}");
    assert!(!shown.to_string().contains(NAME));

    // Neither the archive's shares open it, nor one share of each kind.
    for (names, said) in [
        (["share-1.txt", "share-2.txt"], "share 1 is a share of the archive key"),
        (["witness-share-1.txt", "share-2.txt"], "share 2 is a share of the archive key"),
        (["witness-share-1.txt", "witness-share-1.txt"], "witness-share-1.txt: it was given twice"),
    ] {
        let shares = names.map(|n| ready.world.path(&format!("org/shares/{n}"))).join(",");
        let out = ready.world.pull(&ready.server).args(["--witness-shares", &shares]).output().unwrap();
        let text = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
        assert_eq!(out.status.code(), Some(2), "{text}");
        assert!(text.contains(said), "{text}");
    }

    let pulled = pull(&ready, &["witness-share-2.txt", "witness-share-1.txt"]);
    assert_eq!((&pulled["parts"], &pulled["sealed"]), (&1.into(), &0.into()), "{pulled}");
    let shown = ready.world.testamur(&["archive", "show", &item]).unwrap();
    assert!(shown["record"]["body"].to_string().contains(NAME), "{shown}");

    let bundle = ready.world.path("bundle.zip");
    let out = ready.world.command(&["archive", "bundle", &item, "--out", &bundle]).output().unwrap();
    let text = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
    assert_eq!(out.status.code(), Some(2), "{text}");
    assert!(text.contains("belongs to the witness compartment") && !Path::new(&bundle).exists(), "{text}");
    let tried = ["witness-share-1.txt", "witness-share-2.txt"].map(|n| ready.world.path(&format!("org/shares/{n}")));
    let rehearsed = ready.world.testamur(&["org", "rehearse", &tried[0], &tried[1]]).unwrap();
    assert!(rehearsed["witness_recipient"].as_str().unwrap().starts_with("age1"), "{rehearsed}");
}

#[test]
fn an_account_without_a_consent_leaves_in_no_bundle_unless_it_is_withheld() {
    let ready = Ready::new().unwrap();
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/first-account");
    let (form, answers) = (format!("{examples}.form.json"), format!("{examples}.answers.json"));
    let told = ready.world.testamur(&["testify", "--form", &form, "--answers", &answers]).unwrap();
    let item = told["item"].as_str().unwrap().to_owned();
    ready.world.testamur(&["sync"]).unwrap();
    pull(&ready, &[]);
    let out = ready.world.path("bundle.zip");
    let bundle = ["archive", "bundle", item.as_str(), "--out", out.as_str()];
    for (more, said) in
        [(&[][..], "which use"), (&["--for", "court-here"], "the use court-here"), (&["--for", "fun"], "court-abroad")]
    {
        let asked = ready.world.command(&[&bundle[..], more].concat()).output().unwrap();
        let text = String::from_utf8_lossy(&[asked.stdout, asked.stderr].concat()).into_owned();
        assert_eq!((asked.status.code(), Path::new(&out).exists()), (Some(2), false), "{text}");
        assert!(text.contains(said), "{text}");
        assert!(more.contains(&"fun") || (text.contains(&item) && text.contains("--withhold record:")), "{text}");
    }
    let made = ready.world.testamur(&[&bundle[..], &["--withhold", &format!("record:{item}")]].concat()).unwrap();
    assert_eq!(made["items"], 1, "{made}");
}
