//! A device that is offline for two weeks: wrong clocks, a full disk, kills, an invitation that expires, files of
//! every kind. In the end the archive has every item and no failed check.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may panic"
)]

mod field;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use field::{Brought, Card, Phone};
use serde_json::Value;
use support::{Server, World, last_json, output, programs, text};

/// The size of one run: days, files and kills.
struct Size {
    days: usize,
    files: usize,
    kills: usize,
}

/// Returns 14 days with `TESTAMUR_WHOLE=1`, otherwise four.
fn size() -> Size {
    match std::env::var("TESTAMUR_WHOLE").is_ok_and(|value| value == "1") {
        true => Size { days: 14, files: 500, kills: 50 },
        false => Size { days: 4, files: 63, kills: 8 },
    }
}

fn strings<'a>(values: &'a Value, at: &str) -> Vec<&'a str> {
    values["items"].as_array().unwrap().iter().map(|item| item[at].as_str().unwrap()).collect()
}

/// Founds an organisation and joins a device, at the time of `phone`'s clock. Needs no network.
fn found(world: &World, server: &Server, phone: &Phone<'_>) {
    let org = world.path("org");
    phone.does(&["org", "init", &org, "--name", "Байқаушылар", "--shares", "3", "--threshold", "2"]);
    let policy = world.path("policy.dsse");
    phone.does(&[
        "org",
        "policy",
        &org,
        "--server",
        &server.url,
        "--pin",
        &server.pin,
        "--log-key",
        &server.log_key,
        "--out",
        &policy,
    ]);
    let invitation = world.path("invitation.json");
    phone.does(&["org", "invite", &org, "--policy", &policy, "--days", "2", "--out", &invitation]);
    phone.does(&["join", &invitation]);
}

/// Pulls from a folder into the archive, and returns the result; no row may be quarantined.
fn pull_from(world: &World, folder: &str) -> Value {
    let shares = format!("{},{}", world.path("org/shares/share-1.txt"), world.path("org/shares/share-2.txt"));
    let mut pull =
        world.command(&["archive", "pull", "--org", &world.path("org"), "--shares", &shares, "--from", folder]);
    pull.env("TESTAMUR_HOME", world.path("archive"));
    last_json(&output(&mut pull).unwrap()).unwrap()
}

fn archive(world: &World, args: &[&str]) -> Value {
    last_json(&output(world.command(args).env("TESTAMUR_HOME", world.path("archive"))).unwrap()).unwrap()
}

/// The events in the field.
#[derive(Default)]
struct Lived {
    files: Vec<Brought>,
    /// Items of `files`, in the same order.
    items: Vec<String>,
    /// Recordings that were killed.
    killed: Vec<String>,
    /// Items that were signed with a wrong clock.
    askew: BTreeSet<String>,
}

impl Lived {
    /// Imports files number `from` to `to`.
    fn add(&mut self, phone: &Phone<'_>, brought: Vec<Brought>) {
        let mut args = vec!["add"];
        args.extend(brought.iter().map(|file| file.path.as_str()));
        let added = phone.does(&args);
        assert_eq!(strings(&added, "sha256"), brought.iter().map(|file| file.sha256.as_str()).collect::<Vec<_>>());
        self.items.extend(strings(&added, "item").into_iter().map(str::to_owned));
        self.files.extend(brought);
    }

    /// Fills the disk by another program: sealed items can be counted and can leave, and no half-written item counts
    /// as whole.
    fn full_disk(phone: &Phone<'_>, card: &Card, brought: &Brought, carrier: &str) {
        let before = strings(&phone.does(&["list"]), "item").len();
        card.fill();
        let tried = phone.run(&["add", &brought.path]);
        let said = String::from_utf8_lossy(&tried.stderr).into_owned();
        // A small file may fit into the home's reserve; one that does not is no item.
        let after = match tried.status.code() {
            Some(0) => before + 1,
            code => {
                assert_eq!(code, Some(2), "{said}");
                assert!(said.contains("full"), "{said}");
                before
            }
        };
        assert_eq!(phone.does(&["status"])["items"], after);
        assert_eq!(strings(&phone.does(&["list"]), "item").len(), after);
        phone.does(&["carry", carrier]);
        card.tidy();
    }
}

#[test]
fn two_weeks_offline_end_with_every_item_in_the_archive_and_nothing_called_wrong() {
    let Size { days, files, kills } = size();
    let dir = tempfile::Builder::new().prefix("testamur-soak-").tempdir().unwrap();
    let world = World::new(dir.path(), programs().unwrap()).unwrap();
    let card = Card::mount(dir.path().join("home"), "256m");
    let server = world.start_server().unwrap();
    let mut phone = Phone::new(&world);
    phone.clock = format!("-{days}d");
    found(&world, &server, &phone);

    let samples = field::samples();
    let inbox = dir.path().join("inbox");
    std::fs::create_dir(&inbox).unwrap();
    let mut lived = Lived::default();
    let (full, askew) = ([1, days - 1], [(days / 4, "+400d"), (days / 2, "@1999-05-05 10:00:00")]);
    let mut kill = 0;
    for day in 0..days {
        let right = format!("-{}d", days - day);
        phone.clock =
            askew.iter().find(|(when, _)| *when == day).map_or(right.clone(), |(_, clock)| (*clock).to_owned());
        let (from, to) = (files * day / days, files * (day + 1) / days);
        let brought: Vec<Brought> = (from..to).map(|n| field::bring(&inbox, &samples, n)).collect();
        let morning = brought.len() / 2;
        let mut evening = brought;
        let first: Vec<Brought> = evening.drain(..morning).collect();
        let listed = phone.does(&["list"]);
        let before: BTreeSet<&str> = strings(&listed, "item").into_iter().collect();
        lived.add(&phone, first);
        while kill < kills * (day + 1) / days {
            let life = Duration::from_millis(40 + 97 * kill as u64 % 700);
            if kill % 3 == 2 {
                let large = inbox.join(format!("large {kill}.bin"));
                std::fs::write(&large, vec![kill as u8; 6 << 20]).unwrap();
                phone.add_and_die(&large.to_string_lossy(), life);
                std::fs::remove_file(large).unwrap();
            } else {
                lived.killed.push(phone.record_and_die(&vec![kill as u8; 20_000 + kill * 1_000], life));
            }
            kill += 1;
        }
        if let Some(card) = card.as_ref().filter(|_| full.contains(&day)) {
            Lived::full_disk(&phone, card, &evening[0], &world.path(&format!("carrier-{day}")));
        }
        if phone.clock != right {
            let listed = phone.does(&["list"]);
            lived
                .askew
                .extend(strings(&listed, "item").into_iter().filter(|item| !before.contains(*item)).map(str::to_owned));
            // A person corrects the clock.
            phone.clock = right;
        }
        lived.add(&phone, evening);
        if day == days / 2 {
            phone.does(&["carry", &world.path("first carrier")]);
        }
    }
    phone.clock = "+0d".to_owned();
    phone.does(&["carry", &world.path("second carrier")]);
    let listed = phone.does(&["list"]);
    let all: BTreeSet<&str> = strings(&listed, "item").into_iter().collect();
    for item in lived.items.iter().chain(&lived.killed) {
        assert!(all.contains(item.as_str()), "the device lost item {item}");
    }

    // Meanwhile the organisation invited another person, which made it known to the server.
    let (org, policy) = (world.path("org"), world.path("policy.dsse"));
    let invite = ["org", "invite", &org, "--policy", &policy, "--server", &server.url, "--out"];
    world.testamur(&[&invite[..], &[&world.path("others.json")]].concat()).unwrap();
    // The invitation expired long ago: the server refuses it, and a fresh one renews the home.
    let refused = phone.run(&["sync"]);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("The invitation expired") && said.contains("five words"), "{said}");
    let device = text(&phone.does(&["status"]), "/device").unwrap();
    let fresh = world.path("fresh.json");
    world.testamur(&[&invite[..], &[&fresh, "--renews", &device]].concat()).unwrap();
    phone.does(&["join", &fresh]);

    for carrier in ["first carrier", "second carrier"] {
        pull_from(&world, &world.path(carrier));
    }
    let carried = archive(&world, &["archive", "list"]);
    let held: BTreeSet<&str> = strings(&carried, "item").into_iter().collect();
    assert_eq!(held, all, "two carriers bring everything");
    phone.does(&["sync"]);
    let mut pull = world.pull(&server);
    let pulled = last_json(&output(pull.env("TESTAMUR_HOME", world.path("archive"))).unwrap()).unwrap();
    assert_eq!((&pulled["quarantined"], &pulled["missing"]), (&0.into(), &0.into()), "{pulled}");
    judge(&world, &lived, &all);
}

/// Checks every item's bytes, name and time, through a bundle of all items.
fn judge(world: &World, lived: &Lived, all: &BTreeSet<&str>) {
    let bundle = world.path("all.zip");
    let mut args = vec!["archive", "bundle"];
    args.extend(all.iter().copied());
    args.extend(["--out", &bundle]);
    archive(world, &args);
    let judged = world.command(&["verify", &bundle, "--policy", &world.path("policy.dsse")]).output().unwrap();
    let verdict = last_json(&String::from_utf8_lossy(&judged.stdout)).unwrap();
    assert_eq!(judged.status.code(), Some(0), "nothing is called wrong: {verdict}");
    let items: BTreeMap<&str, &Value> =
        verdict["items"].as_array().unwrap().iter().map(|item| (item["item"].as_str().unwrap(), item)).collect();
    assert_eq!(items.len(), all.len());
    for (file, item) in lived.files.iter().zip(&lived.items) {
        let told = items[item.as_str()];
        assert_eq!(told.pointer("/files/0/sha256"), Some(&file.sha256.clone().into()), "{}: {told}", file.name);
        assert_eq!(told.pointer("/files/0/name"), Some(&file.name.clone().into()), "{told}");
    }
    let mut blamed = BTreeMap::new();
    for (id, item) in &items {
        for question in ["content", "signer", "time", "completeness", "delivery"] {
            assert_ne!(item[question]["status"], "failed", "{item}");
            for found in item[question]["findings"].as_array().unwrap() {
                // Files that were imported whole with a right clock.
                let whole = lived.items.iter().any(|item| item == id) && !lived.askew.contains(*id);
                if found["status"] == "not-checked" && whole {
                    *blamed.entry((question, found["code"].as_str().unwrap())).or_insert(0) += 1;
                }
            }
        }
        let bound = |at: &str| item.pointer(at).and_then(Value::as_str).map(str::to_owned);
        let (claimed, after) = (bound("/interval/claimed/at").unwrap(), bound("/interval/not_after/at").unwrap());
        if !lived.askew.contains(*id) {
            let claimed: jiff::Timestamp = claimed.parse().unwrap();
            assert!(claimed <= after.parse().unwrap(), "{item}");
        }
    }
    println!("not checked of items whose clock was right: {blamed:?}");
    assert!(blamed.keys().all(|(question, code)| (*question, *code) == ("time", "no-lower-bound")), "{blamed:?}");
}
