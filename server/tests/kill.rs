//! The real program, killed at random moments under load: nothing that it acknowledged is lost.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use evidence::part::Role;
use evidence::receipt::SignedCustody;
use evidence::{Digest, ItemId, PublicKey, SignedEntry};
use support::link::Link;
use support::process::Process;
use support::{Call, Device, Organisation, Reply, Signer, bytes, check_noted, hash, short};
use sync::messages::{Admit, ArchivePage, EnrolArchivist, EntriesReply, Receipts, ReceiptsReply};
use tlog::{Checkpoint, VerifierKey};

const KILLS: usize = 20;

/// A client that stops when the server is gone.
struct Client {
    link: Link,
    host: String,
}

impl Client {
    async fn open(process: &Process) -> Option<Self> {
        let link = Link::open(&process.addr, process.pin).await.ok()?;
        Some(Self { link, host: process.addr.clone() })
    }

    async fn ask(&mut self, call: Call<'_>) -> Option<Reply> {
        let reply = self.link.send(call.request(&self.host)).await.ok()?;
        if reply.status.as_u16() == 599 {
            return None;
        }
        assert!(reply.status.as_u16() < 500, "{} {}", reply.status, String::from_utf8_lossy(&reply.body));
        Some(reply)
    }
}

/// A device under load, and all acknowledgements that it received.
struct Sender {
    device: Device,
    waiting: Vec<SignedEntry>,
    parts: BTreeMap<Digest, Vec<u8>>,
    to_upload: Vec<Digest>,
    undelivered: BTreeSet<ItemId>,
    noted: BTreeMap<Digest, u64>,
    checkpoints: BTreeMap<u64, Checkpoint>,
    held: BTreeSet<Digest>,
    offsets: BTreeMap<Digest, u64>,
    custody: Vec<SignedCustody>,
}

impl Sender {
    fn new(device: Device) -> Self {
        Self {
            device,
            waiting: vec![],
            parts: BTreeMap::new(),
            to_upload: vec![],
            undelivered: BTreeSet::new(),
            noted: BTreeMap::new(),
            checkpoints: BTreeMap::new(),
            held: BTreeSet::new(),
            offsets: BTreeMap::new(),
            custody: vec![],
        }
    }

    /// Works until the server is gone.
    async fn work(&mut self, process: &Process) {
        let Some(mut client) = Client::open(process).await else { return };
        while self.round(&mut client, &process.log_key).await.is_some() {}
    }

    async fn round(&mut self, client: &mut Client, key: &VerifierKey) -> Option<()> {
        if self.waiting.is_empty() {
            for _ in 0..3 {
                let (medium, record) = (bytes(90_000), bytes(400));
                let item = ItemId::from_bytes(short());
                let entry = self.device.entry(Some(item), &[(Role::Media(0), &medium), (Role::Record, &record)]);
                for part in [medium, record] {
                    self.to_upload.push(Digest::of(&part));
                    self.parts.insert(Digest::of(&part), part);
                }
                self.waiting.push(entry);
                self.undelivered.insert(item);
            }
        }
        let waiting: Vec<_> = self.waiting.iter().collect();
        let reply: EntriesReply = client.ask(self.device.entries(&waiting)).await?.ok().json();
        assert_eq!((reply.refused.len(), reply.faults.len(), reply.noted.len()), (0, 0, waiting.len()));
        let by_digest: BTreeMap<_, _> = waiting.iter().map(|e| (e.digest(), e.envelope().payload())).collect();
        let head = check_noted(&reply.checkpoint, key, reply.noted.iter().map(|n| (by_digest[&n.entry], n)));
        self.noted.extend(reply.noted.iter().map(|n| (n.entry, n.index)));
        self.checkpoints.insert(head.size(), head);
        self.waiting.clear();
        while let Some(digest) = self.to_upload.last().copied() {
            self.upload(client, digest).await?;
            self.held.insert(digest);
            self.offsets.remove(&digest);
            self.to_upload.pop();
        }
        let asked = Receipts {
            items: self.undelivered.iter().map(|item| self.device.asked(*item)).collect(),
            known: None,
            shown: None,
        };
        let call = Call::post("/v1/receipts", &asked, &self.device.signer);
        let reply: ReceiptsReply = client.ask(call).await?.ok().json();
        assert!(reply.missing.is_empty(), "every part was acknowledged");
        let proofs = reply.delivered.iter().map(|d| (d.custody.envelope.payload(), &d.noted));
        let head = check_noted(&reply.checkpoint, key, proofs);
        let log_key = PublicKey::from_bytes(&key.public_bytes()).unwrap();
        for delivered in &reply.delivered {
            self.noted.insert(delivered.noted.entry, delivered.noted.index);
            self.custody.push(SignedCustody::open(&delivered.custody, &log_key).unwrap());
        }
        self.checkpoints.insert(head.size(), head);
        self.undelivered.clear();
        Some(())
    }

    /// Uploads a record whole, or a medium in two pieces, so that offsets are acknowledged too.
    async fn upload(&mut self, client: &mut Client, digest: Digest) -> Option<()> {
        let part = self.parts[&digest].clone();
        if part.len() < 1_000 {
            client.ask(Call::create(&part, &self.device.signer).body(&part)).await?.ok();
            return Some(());
        }
        let created = client.ask(Call::create(&part, &self.device.signer)).await?.ok();
        let mut offset = created.number("upload-offset");
        assert!(offset >= self.offsets.get(&digest).copied().unwrap_or(0), "an acknowledged offset went back");
        while offset < part.len() as u64 {
            let end = part.len().min(offset as usize + 50_000);
            let call = Call::patch(&digest, offset, &part[offset as usize..end], &self.device.signer);
            offset = client.ask(call).await?.ok().number("upload-offset");
            self.offsets.insert(digest, offset);
        }
        Some(())
    }

    /// Checks that all acknowledged data is still there.
    async fn check(&self, process: &Process, archivist: &Signer, rows: &BTreeMap<Digest, u64>) {
        let mut client = Client::open(process).await.unwrap();
        for (digest, index) in &self.noted {
            assert_eq!(rows.get(digest), Some(index), "a receipt points to another place");
        }
        for (size, known) in &self.checkpoints {
            let call = Call::new("GET", format!("/v1/consistency?from={size}"), &self.device.signer);
            let reply: serde_json::Value = client.ask(call).await.unwrap().ok().json();
            let head = check_noted(reply["checkpoint"].as_str().unwrap(), &process.log_key, []);
            let proof: Vec<Digest> = serde_json::from_value(reply["proof"].clone()).unwrap();
            let proof: Vec<_> = proof.iter().map(hash).collect();
            tlog::tree::verify_consistency(*size, &known.root(), head.size(), &head.root(), &proof).unwrap();
        }
        for digest in &self.held {
            let reply =
                client.ask(Call::new("GET", format!("/v1/archive/parts/{digest}"), archivist)).await.unwrap().ok();
            assert_eq!(Digest::of(&reply.body), *digest);
        }
        for (digest, offset) in &self.offsets {
            let head = client.ask(Call::head(digest, &self.device.signer)).await.unwrap().ok();
            assert!(head.number("upload-offset") >= *offset);
        }
        for custody in &self.custody {
            assert!(custody.held.iter().flatten().all(|part| self.held.contains(&part.sha256)));
        }
    }
}

/// Returns every row of the archive with a valid proof: digest and index.
async fn archive(process: &Process, archivist: &Signer) -> BTreeMap<Digest, u64> {
    let mut client = Client::open(process).await.unwrap();
    let (mut rows, mut after) = (BTreeMap::new(), 0);
    loop {
        let call = Call::new("GET", format!("/v1/archive/entries?after={after}&limit=1000"), archivist);
        let page: ArchivePage = client.ask(call).await.unwrap().ok().json();
        check_noted(
            &page.checkpoint,
            &process.log_key,
            page.rows.iter().map(|r| (r.envelope.envelope.payload(), &r.noted)),
        );
        rows.extend(page.rows.iter().map(|r| (r.envelope.envelope.digest(), r.noted.index)));
        match page.rows.last() {
            Some(row) if page.more => after = row.cursor,
            _ => return rows,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_under_load_lose_nothing_acknowledged() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path());
    let mut client = Client::open(&process).await.unwrap();
    let (org, archivist) = (Organisation::new(), Signer::new());
    let admit = Admit { organisation: org.key.public().unwrap(), policy: org.policy.envelope().clone(), code: None };
    client.ask(Call::post("/v1/organisations", &admit, &archivist).unsigned()).await.unwrap().ok();
    let ticket = org.ticket(evidence::invitation::Role::Archivist, Some(sync::auth::RequestSigner::key(&archivist)));
    let asked = EnrolArchivist { organisation: org.key.public().unwrap(), ticket };
    client.ask(Call::post("/v1/archivists", &asked, &archivist)).await.unwrap().ok();
    let mut senders = Vec::new();
    for _ in 0..3 {
        let device = Device::new(&org);
        client.ask(device.enrol(&org)).await.unwrap().ok();
        senders.push(Sender::new(device));
    }
    process.kill();
    let load = |senders: &[Sender]| {
        let count = |of: fn(&Sender) -> usize| senders.iter().map(of).sum::<usize>();
        (count(|s| s.noted.len()), count(|s| s.held.len()), count(|s| s.custody.len()))
    };
    let is_enough = |(told, held, custody)| told > 100 && held > 50 && custody > 20;
    // On a busy machine each round does less before its kill, so there are more rounds with later kills.
    for round in 0..5 * KILLS {
        if round >= KILLS && is_enough(load(&senders)) {
            break;
        }
        let process = Process::start(data.path());
        let random = u64::from(u16::from_le_bytes(*short().first_chunk().unwrap()));
        let delay = random % 350 + 15 + 150 * u64::try_from(round / KILLS).unwrap();
        {
            let process = &process;
            let work = futures_util::future::join_all(senders.iter_mut().map(|sender| sender.work(process)));
            let kill = async {
                tokio::time::sleep(Duration::from_millis(delay)).await;
                let pid = rustix::process::Pid::from_raw(i32::try_from(process.child.id()).unwrap()).unwrap();
                rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
            };
            tokio::join!(work, kill);
        }
        process.kill();
        let process = Process::start(data.path());
        let rows = archive(&process, &archivist).await;
        for sender in &senders {
            sender.check(&process, &archivist, &rows).await;
        }
        process.kill();
        eprintln!("kill {round} after {delay} ms: {} rows", rows.len());
    }
    assert!(is_enough(load(&senders)), "the load was too small: {:?}", load(&senders));
}

#[tokio::test]
async fn a_disk_that_takes_no_more_is_told_and_nothing_acknowledged_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start_on_a_small_disk(data.path(), 1_500);
    let mut client = Client::open(&process).await.unwrap();
    let org = Organisation::new();
    let mut device = Device::new(&org);
    let admit = Admit { organisation: org.key.public().unwrap(), policy: org.policy.envelope().clone(), code: None };
    client.ask(Call::post("/v1/organisations", &admit, &device.signer).unsigned()).await.unwrap().ok();
    client.ask(device.enrol(&org)).await.unwrap().ok();
    let mut told = BTreeMap::new();
    let (refused, waiting) = loop {
        let entries: Vec<_> = (0..40).map(|_| device.entry(None, &[])).collect();
        let call = device.entries(&entries.iter().collect::<Vec<_>>());
        let reply = client.link.send(call.request(&client.host)).await.unwrap();
        if !reply.status.is_success() {
            break (reply, entries);
        }
        let reply: EntriesReply = reply.json();
        told.extend(reply.noted.into_iter().map(|n| (n.entry, n.index)));
        assert!(told.len() < 20_000, "the disk never got full");
    };
    assert_eq!((refused.status.as_u16(), refused.code().as_str()), (503, "unavailable"));
    assert!(told.len() >= 40);
    process.kill();
    let process = Process::start(data.path());
    let mut client = Client::open(&process).await.unwrap();
    let call = device.entries(&waiting.iter().collect::<Vec<_>>());
    let reply: EntriesReply = client.ask(call).await.unwrap().ok().json();
    assert_eq!((reply.noted.len(), reply.faults.len()), (40, 0), "the chain has no hole");
    let archivist = Signer::new();
    let ticket = org.ticket(evidence::invitation::Role::Archivist, Some(sync::auth::RequestSigner::key(&archivist)));
    let asked = EnrolArchivist { organisation: org.key.public().unwrap(), ticket };
    client.ask(Call::post("/v1/archivists", &asked, &archivist)).await.unwrap().ok();
    let rows = archive(&process, &archivist).await;
    assert!(told.iter().all(|(digest, index)| rows.get(digest) == Some(index)));
    process.kill();
}

#[tokio::test]
async fn a_graceful_stop_answers_what_is_under_way_and_invite_and_status_work_meanwhile() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::start(data.path());
    let run = |args: &[&str]| {
        let out =
            Command::new(env!("CARGO_BIN_EXE_testamur-server")).arg("--data").arg(data.path()).args(args).output();
        let out = out.unwrap();
        (out.status.code(), String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap())
    };
    let (code, said, _) = run(&["--json", "invite"]);
    assert_eq!(code, Some(0));
    let invited: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(invited["code"].as_str().unwrap().len(), 32);
    let (code, said, _) = run(&["--json", "status"]);
    let status: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &status["codes"], &status["organisations"]), (Some(0), &1.into(), &0.into()));
    let (code, _, said) = run(&["--listen", "127.0.0.1:0"]);
    assert_eq!(code, Some(2), "a second server on the same data: {said}");
    let (code, _, _) = run(&["--origin", "other.test", "init"]);
    assert_eq!(code, Some(2), "an origin never changes");
    let mut client = Client::open(&process).await.unwrap();
    let signer = Signer::new();
    client.ask(Call::new("GET", "/v1/server", &signer).unsigned()).await.unwrap().ok();
    let pid = rustix::process::Pid::from_raw(i32::try_from(process.child.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let status = tokio::task::spawn_blocking(move || process.child.wait().unwrap()).await.unwrap();
    assert!(status.success());
    let (code, _, _) = run(&["--json", "status"]);
    assert_eq!(code, Some(0));
}

#[test]
fn a_server_never_signs_with_a_new_key_over_an_old_log_nor_an_old_key_over_a_new_log() {
    let data = tempfile::tempdir().unwrap();
    let init = |data: &Path| {
        let out = Command::new(env!("CARGO_BIN_EXE_testamur-server")).arg("--data").arg(data).arg("init").output();
        out.unwrap().status.code()
    };
    let home = data.path().join("one");
    assert_eq!((init(&home), init(&home)), (Some(0), Some(0)));
    for file in ["log.key", "ledger.sqlite"] {
        let away = data.path().join(file);
        std::fs::rename(home.join(file), &away).unwrap();
        assert_eq!(init(&home), Some(2), "without {file}");
        assert!(!home.join(file).exists(), "{file} was not made anew");
        std::fs::rename(&away, home.join(file)).unwrap();
        assert_eq!(init(&home), Some(0));
    }
    let other = data.path().join("two");
    init(&other);
    std::fs::copy(other.join("log.key"), home.join("log.key")).unwrap();
    assert_eq!(init(&home), Some(2), "with the key of another log");
}

#[test]
fn a_server_with_its_own_certificate_shows_that_ones_pin_and_damaged_files_are_told() {
    let data = tempfile::tempdir().unwrap();
    let init = |home: &str, tls: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_testamur-server"));
        let out =
            command.arg("--json").arg("--data").arg(data.path().join(home)).arg("init").args(tls).output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap_or_default();
        (out.status.code(), said["pin"].as_str().map(str::to_owned))
    };
    let (_, first) = init("one", &[]);
    let (_, second) = init("two", &[]);
    assert_ne!(first, second);
    let path = |name: &str| data.path().join(name).to_str().unwrap().to_owned();
    let (cert, key) = (path("one/tls.cert.pem"), path("one/tls.key.pem"));
    assert_eq!(init("two", &["--tls-cert", &cert, "--tls-key", &key]), (Some(0), first));
    let foreign = path("two/tls.key.pem");
    assert_eq!(init("two", &["--tls-cert", &cert, "--tls-key", &foreign]), (Some(2), None));
    assert_eq!(init("two", &["--tls-cert", &key, "--tls-key", &key]), (Some(2), None));
    assert_eq!(init("two", &["--tls-cert", &path("none"), "--tls-key", &key]), (Some(2), None));
}
