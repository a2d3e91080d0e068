//! The office: an archivist's view of a real server, of one that was set back or lost data, and of a device whose home
//! was copied in the middle of a recording.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test in real time")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use archive::{FindingKind, Pull, Report, ServerSource, Source, SourceFault, Store};
use evidence::PublicKey;
use evidence::part::Sealed;
use organisation::{Organisation, Share};
use seal::TransportKey;
use serde_json::Value;
use support::{Ready, Restarted, first_line, last_json, output, text};
use sync::TrustedLog;
use sync::auth::RequestSigner;
use sync::http::{Archivist, Options, System};
use sync::messages::EnrolArchivist;

/// The passphrase of everything locked in a walk.
const PASSPHRASE: &str = "a walk, not a secret";

struct Signer(TransportKey);

impl RequestSigner for Signer {
    fn key(&self) -> PublicKey {
        self.0.public().unwrap()
    }

    fn sign(&self, base: &[u8]) -> [u8; 64] {
        self.0.sign(base)
    }
}

/// An archivist's means: the organisation's folder, its archive, and a server to ask.
struct Office {
    organisation: Organisation,
    source: ServerSource,
    store: Store,
}

impl Office {
    fn of(ready: &Ready, home: &str) -> Self {
        let organisation = Organisation::open(Path::new(&ready.world.path("org"))).unwrap();
        let policy = organisation.policies().unwrap().pop().unwrap();
        let policy = policy.policy();
        let logs: Vec<_> = policy.logs.iter().map(|log| TrustedLog::from_policy(log).unwrap()).collect();
        let signer = Arc::new(Signer(organisation.archivist_key(Some(PASSPHRASE)).unwrap()));
        let mut options = Options { attempts: 2, ..Options::default() };
        options.backoff.first = Duration::from_millis(10);
        let archivist = Archivist::new(&policy.servers[0], logs.clone(), signer, &options, Arc::new(System)).unwrap();
        let ticket = organisation.archivist_ticket().unwrap();
        let enrol = EnrolArchivist { organisation: organisation.card().organisation, ticket };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(archivist.enrol(&enrol)).unwrap();
        let source = ServerSource::new(archivist, logs).unwrap();
        let home = ready.world.path(home);
        std::fs::create_dir_all(&home).unwrap();
        Self { organisation, source, store: Store::open_or_create(Path::new(&home), PASSPHRASE).unwrap() }
    }

    fn pull(&mut self, ready: &Ready) -> archive::Result<Report> {
        let shares = [1, 3].map(|n| {
            let page = std::fs::read_to_string(ready.world.path(&format!("org/shares/share-{n}.txt"))).unwrap();
            Share::parse(&page, n).unwrap()
        });
        let (key, policies) = (self.organisation.restore(&shares).unwrap(), self.organisation.policies().unwrap());
        let card = self.organisation.card();
        let pull = Pull { card, policies: &policies, key: &key, witness_key: None, source: &self.source, workers: 2 };
        pull.run(&mut self.store, &mut |_| {})
    }
}

fn add(ready: &Ready, name: &str, bytes: &[u8]) {
    std::fs::write(ready.world.path(name), bytes).unwrap();
    ready.world.testamur(&["add", &ready.world.path(name)]).unwrap();
}

#[test]
fn a_server_brings_everything_once_with_receipts_that_join() {
    let ready = Ready::new().unwrap();
    let mut office = Office::of(&ready, "office");
    let mut heads = Vec::new();
    for (n, entries) in [(1_u8, 2), (2, 1), (3, 1)] {
        add(&ready, &format!("photo-{n}.bin"), &vec![n; 300_000 * usize::from(n)]);
        ready.world.testamur(&["sync"]).unwrap();
        let report = office.pull(&ready).unwrap();
        assert_eq!((report.entries, report.noted, report.custody), (entries, entries, 1), "{report:?}");
        assert_eq!((report.parts, report.quarantined, report.missing), (2, 0, 0), "{report:?}");
        assert_eq!(report.findings, [], "each pull's proofs end at a checkpoint that the archive holds");
        heads.push(office.source.newest().unwrap().unwrap());
    }
    heads.dedup();
    assert_eq!(heads.len(), 3, "the log grew from pull to pull");
    let list = office.store.list().unwrap();
    assert!(list.len() == 3 && list.iter().all(|item| item.linked && item.noted && item.delivered), "{list:?}");
    let nothing = office.pull(&ready).unwrap();
    assert_eq!((nothing.entries, nothing.parts, nothing.findings.len()), (0, 0, 0));
    let unknown = Sealed { sha256: evidence::Digest::of(b"nowhere"), size: 7 };
    assert!(matches!(office.source.part(&unknown, &mut Vec::new()), Err(SourceFault::NotFound)));
}

#[test]
fn a_server_that_lost_a_part_or_is_gone_is_told_and_the_rest_comes() {
    let ready = Ready::new().unwrap();
    let mut office = Office::of(&ready, "office");
    add(&ready, "lost.bin", &[1; 200_000]);
    add(&ready, "kept.bin", &[2; 200_000]);
    ready.world.testamur(&["sync"]).unwrap();
    let mut parts: Vec<_> = walk(Path::new(&ready.world.path("server/parts")));
    parts.sort_by_key(|(size, _)| *size);
    std::fs::remove_file(&parts.last().unwrap().1).unwrap();
    let report = office.pull(&ready).unwrap();
    assert_eq!((report.parts, report.missing), (3, 1), "{report:?}");
    assert!(report.findings.iter().any(|f| f.kind == FindingKind::PartMissing), "{report:?}");
    ready.kill_server().unwrap();
    let error = office.pull(&ready).unwrap_err();
    assert!(matches!(error, archive::Error::Unavailable { .. }), "{error}");
}

fn walk(dir: &Path) -> Vec<(u64, std::path::PathBuf)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap().map(Result::unwrap) {
        match entry.path().is_dir() {
            true => found.extend(walk(&entry.path())),
            false => found.push((entry.metadata().unwrap().len(), entry.path())),
        }
    }
    found
}

#[test]
fn a_server_that_was_set_back_is_found_by_device_and_office_and_the_device_keeps_the_proof() {
    let ready = Ready::new().unwrap();
    let mut office = Office::of(&ready, "office");
    add(&ready, "before.bin", &[1; 1_000]);
    ready.world.testamur(&["sync"]).unwrap();
    let backup = ready.world.path("backup");
    output(Command::new("cp").args(["-a", &ready.world.path("server"), &backup])).unwrap();
    add(&ready, "after.bin", &[2; 1_000]);
    ready.world.testamur(&["sync"]).unwrap();
    assert_eq!(office.pull(&ready).unwrap().findings, []);
    assert_eq!(ready.world.testamur(&["status"]).unwrap()["log_contradictions"], 0);
    ready.kill_server().unwrap();
    let restored = Restarted::start(&ready, "backup").unwrap();
    add(&ready, "later.bin", &[3; 1_000]);
    let synced = ready.world.command(&["sync"]).output().unwrap();
    assert!(!synced.status.success(), "the device believes a log that went back");
    let synced: Value = last_json(&String::from_utf8(synced.stdout).unwrap()).unwrap();
    assert!(text(&synced, "/error").unwrap().contains("(log-set-back)"), "the server says it itself: {synced}");
    let operator = |command: &str| {
        let mut status = Command::new(ready.world.program("testamur-server"));
        last_json(&output(status.args(["--json", "--data", &ready.world.path("backup"), command])).unwrap()).unwrap()
    };
    let shown = text(&operator("status"), "/set_back").unwrap();
    assert_eq!(operator("checkpoint")["checkpoint"], shown.as_str());
    for _ in 0..2 {
        let status = ready.world.testamur(&["status"]).unwrap();
        assert_eq!(status["log_contradictions"], 1, "{status}");
        assert_eq!(status["contradictions"][0]["kind"], "rolled-back", "{status}");
        let known = text(&status, "/contradictions/0/known").unwrap();
        assert_eq!(known, shown, "the server learned it from the device");
        // Found a second time, stored once.
        let _ = ready.world.command(&["sync"]).output().unwrap();
    }
    let mut person = ready.world.command(&["status"]);
    let shown = String::from_utf8(person.args(["--home", &ready.world.path("home")]).output().unwrap().stdout).unwrap();
    assert!(shown.contains("contradictions"), "{shown}");
    let report = office.pull(&ready).unwrap();
    let loud: Vec<_> = report.findings.iter().filter(|f| f.kind == FindingKind::LogContradiction).collect();
    assert!(!loud.is_empty() && report.is_alarming(), "{report:?}");
    drop(restored);
}

/// Records a little and kills the recorder in the middle.
fn killed_recording(ready: &Ready) -> String {
    let args = ["record", "--name", "street.bin", "--type", "video/webm"];
    let mut recorder = ready.world.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let item = text(&last_json(&first_line(&mut recorder).unwrap()).unwrap(), "/item").unwrap();
    let mut lens = recorder.stdin.take().unwrap();
    for n in 0..60_u8 {
        lens.write_all(&[n; 20_000]).unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    item
}

#[test]
fn a_home_copied_in_the_middle_of_a_recording_is_delivered_on_both_branches() {
    let ready = Ready::new().unwrap();
    ready.world.testamur(&["sync"]).unwrap();
    let item = killed_recording(&ready);
    ready.world.copy("home", "copy").unwrap();
    let copied = ready.world.path("copy");
    let of_copy = |args: &[&str]| -> Value {
        last_json(&output(ready.world.command(&["--home", &copied]).args(args)).unwrap()).unwrap()
    };
    // Each copy closes the recording: two records, two entries with one number, one item.
    ready.world.testamur(&["sync"]).unwrap();
    let sent = ready.world.command(&["--home", &copied, "sync"]).output().unwrap();
    let (code, report) = (sent.status.code(), last_json(&String::from_utf8_lossy(&sent.stdout)).unwrap());
    assert_eq!((code, &report["items_delivered"]), (Some(1), &1.into()), "all is sent, and the fork is told: {report}");
    for status in [ready.world.testamur(&["status"]).unwrap(), of_copy(&["status"])] {
        assert_eq!((&status["items"], &status["delivered"]), (&1.into(), &1.into()), "{status}");
        assert_eq!(status["parts_waiting"], 0, "{status}");
    }
    let mut office = Office::of(&ready, "office");
    let report = office.pull(&ready).unwrap();
    assert!(report.findings.iter().any(|f| f.kind == FindingKind::Fork), "a fork is kept and reported: {report:?}");
    assert_eq!((report.quarantined, report.missing), (0, 0), "{report:?}");
    let view = office.store.show(&item.parse().unwrap()).unwrap();
    assert!(view.summary.delivered, "{:?}", view.summary);
}

#[test]
fn an_archivist_lists_in_an_order_and_marks_by_command() {
    let ready = Ready::new().unwrap();
    for name in ["IMG_10.bin", "IMG_9.bin", "Б.bin"] {
        add(&ready, name, name.as_bytes());
    }
    ready.world.testamur(&["sync"]).unwrap();
    output(&mut ready.world.pull(&ready.server)).unwrap();
    let list = |args: &[&str]| {
        let listed = ready.world.testamur(&[&["archive", "list"], args].concat()).unwrap();
        let items: Vec<Value> = listed["items"].as_array().unwrap().clone();
        items.iter().map(|i| i["file_name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list(&[]), ["IMG_10.bin", "IMG_9.bin", "Б.bin"]);
    assert_eq!(list(&["--sort", "title"]), ["IMG_9.bin", "IMG_10.bin", "Б.bin"]);
    assert_eq!(list(&["--sort", "bytes", "--descending", "--newest"])[0], "IMG_10.bin");
    let items = ready.world.testamur(&["archive", "list", "--words", "img_9"]).unwrap();
    let item = items["items"][0]["item"].as_str().unwrap().to_owned();
    let args = ["archive", "mark", &item, "--looked-at", "--important", "--note", "Спросить Данияра"];
    assert_eq!(ready.world.testamur(&args).unwrap()["item"]["own_note"], "Спросить Данияра");
    for args in [&["--marked", "important"][..], &["--marked", "own-note"], &["--words", "daniyar"]] {
        assert_eq!(list(args), ["IMG_9.bin"], "{args:?}");
    }
    let policy = ready.world.testamur(&["archive", "policy"]).unwrap();
    assert_eq!((&policy["version"], &policy["policies_part"]), (&0.into(), &Value::Array(Vec::new())), "{policy}");
    let id = text(&policy, "/policy").unwrap();
    assert_eq!(ready.world.testamur(&["archive", "policy", "--follow", &id]).unwrap(), policy);
    ready.world.testamur(&["archive", "mark", &item, "--important=false", "--note", ""]).unwrap();
    assert_eq!(list(&["--marked", "looked-at"]), ["IMG_9.bin"]);
    assert!(list(&["--marked", "important"]).is_empty());
    for wrong in [
        &["archive", "mark", &item][..],
        &["archive", "mark", "ffff", "--important"],
        &["archive", "policy", "--follow", "no policy"],
        &["archive", "list", "--sort", "x"],
    ] {
        assert!(!ready.world.command(wrong).output().unwrap().status.success(), "{wrong:?}");
    }
}

/// As docs/operations.md describes it for an operator without a newer state.
#[test]
fn after_a_log_was_set_back_a_new_one_takes_its_place_and_what_the_old_one_noted_counts() {
    let ready = Ready::new().unwrap();
    let backup = ready.world.path("backup");
    output(Command::new("cp").args(["-a", &ready.world.path("server"), &backup])).unwrap();
    add(&ready, "noted.bin", &[1; 1_000]);
    ready.world.testamur(&["sync"]).unwrap();
    ready.kill_server().unwrap();
    let restored = Restarted::start(&ready, "backup").unwrap();
    add(&ready, "waits.bin", &[2; 1_000]);
    // The server was restored from a state in which it did not know the device.
    assert!(!ready.world.command(&["sync"]).output().unwrap().status.success());
    let (org, policy) = (ready.world.path("org"), ready.world.path("policy-2.dsse"));
    let device = text(&ready.world.testamur(&["status"]).unwrap(), "/head/device").unwrap();
    let renew = |policy: &str, url: &str, name: &str| {
        let out = ready.world.path(name);
        let args = ["org", "invite", &org, "--policy", policy, "--server", url, "--renews", &device, "--out", &out];
        ready.world.testamur(&args).unwrap();
        ready.world.testamur(&["join", &out]).unwrap();
    };
    renew(&ready.world.path("policy.dsse"), &ready.server.url, "renew-1.json");
    let refused = ready.world.command(&["sync"]).output().unwrap();
    let refused: Value = last_json(&String::from_utf8(refused.stdout).unwrap()).unwrap();
    assert!(text(&refused, "/error").unwrap().contains("(log-set-back)"), "{refused}");
    let server = |args: &[&str]| {
        let mut command = Command::new(ready.world.program("testamur-server"));
        output(command.args(args)).unwrap()
    };
    let last = ready.world.path("last.txt");
    std::fs::write(&last, server(&["--data", &backup, "checkpoint"])).unwrap();
    drop(restored);
    let fresh = ready.world.path("fresh");
    let made: Value =
        last_json(&server(&["--json", "--data", &fresh, "--origin", "walk.example/log-2", "init"])).unwrap();
    let (key, pin) = (text(&made, "/log_key").unwrap(), text(&made, "/pin").unwrap());
    let running = Restarted::start(&ready, "fresh").unwrap();
    let url = &ready.server.url;
    let terms = ["--server", url, "--pin", &pin, "--log-key", &key, "--retire", &last, "--out", &policy];
    ready.world.testamur(&[&["org", "policy", &org][..], &terms].concat()).unwrap();
    renew(&policy, url, "renew-2.json");
    let _ = ready.world.command(&["sync"]).output().unwrap();
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!((&status["items"], &status["delivered"]), (&2.into(), &2.into()), "{status}");
    drop(running);
}
