//! Every commit of the ledger fails in each way: nothing acknowledged is lost, and the server can continue.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use evidence::{Digest, ItemId, SignedEntry};
use support::gate::{Around, Commit};
use support::{Call, Device, Organisation, World, bytes};
use sync::messages::{EntriesReply, Receipts, ReceiptsReply};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    NotDone,
    DoneButReportedFailed,
    Killed,
}

/// The real disk, except for one commit. The first two make the log and are left unchanged.
struct Commits {
    at: usize,
    fault: Fault,
    count: AtomicUsize,
}

impl Commit for Commits {
    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        let failed = || Err(io::Error::other("planted"));
        match self.fault {
            Fault::Killed if n >= self.at => failed(),
            Fault::NotDone if n == self.at => failed(),
            Fault::DoneButReportedFailed if n == self.at => act().and_then(|()| failed()),
            _ => act(),
        }
    }
}

/// The answers that the client received.
#[derive(Default)]
struct Told {
    /// Leaf index of each entry that has a receipt.
    noted: Vec<(Digest, u64)>,
    /// Parts that were acknowledged as whole.
    held: Vec<usize>,
    /// Digests of the received custody statements.
    delivered: Vec<Digest>,
}

struct Scene {
    org: Organisation,
    device: Device,
    item: ItemId,
    entry: SignedEntry,
    parts: [Vec<u8>; 2],
}

impl Scene {
    fn new() -> Self {
        let org = Organisation::new();
        let mut device = Device::new(&org);
        let parts = [bytes(3_000), bytes(700)];
        let (item, entry) = device.item(&parts[0], &parts[1]);
        Self { org, device, item, entry, parts }
    }

    /// Sends everything; ends at the first answer without success, like a device without patience.
    async fn play(&self, world: &World, told: &mut Told) -> bool {
        if !world.admit(&self.org, None).await.status.is_success() {
            return false;
        }
        let enrolled = world.ask(self.device.enrol(&self.org)).await;
        if !enrolled.status.is_success() {
            return false;
        }
        note(told, enrolled.json());
        let entries = world.ask(self.device.entries(&[&self.entry])).await;
        if !entries.status.is_success() {
            return false;
        }
        note(told, entries.json());
        for (n, part) in self.parts.iter().enumerate() {
            let sent = world.upload(&self.device, part).await;
            if !sent.status.is_success() {
                return false;
            }
            assert_eq!(sent.number("upload-offset"), part.len() as u64);
            told.held.push(n);
        }
        match self.receipts(world).await {
            Some(delivered) if !delivered.is_empty() => {
                told.delivered = delivered;
                true
            }
            _ => false,
        }
    }

    async fn receipts(&self, world: &World) -> Option<Vec<Digest>> {
        let asked = Receipts { items: vec![self.device.asked(self.item)], known: None, shown: None };
        let reply = world.ask(Call::post("/v1/receipts", &asked, &self.device.signer)).await;
        let found: Option<ReceiptsReply> = reply.status.is_success().then(|| reply.json());
        found.map(|r| r.delivered.iter().map(|d| d.custody.envelope.digest()).collect())
    }
}

fn note(told: &mut Told, reply: EntriesReply) {
    for proof in reply.noted {
        match told.noted.iter().find(|(entry, _)| *entry == proof.entry) {
            Some((_, index)) => assert_eq!(*index, proof.index, "a receipt names another place than before"),
            None => told.noted.push((proof.entry, proof.index)),
        }
    }
}

/// Returns true if the fault was reached.
async fn survives(at: usize, fault: Fault) -> bool {
    let disk = Arc::new(Around(Commits { at, fault, count: AtomicUsize::new(0) }));
    let world = World::on(disk.clone()).await;
    let scene = Scene::new();
    let mut told = Told::default();
    let whole = scene.play(&world, &mut told).await;
    let met = disk.0.count.load(Ordering::Relaxed) > at;
    assert!(whole || met, "commit {at}, {fault:?}: failed without a fault");
    let world = world.restart().await;
    let before = told.delivered.clone();
    for n in &told.held {
        let head = world.ask(Call::head(&Digest::of(&scene.parts[*n]), &scene.device.signer)).await.ok();
        assert_eq!(
            head.number("upload-offset"),
            scene.parts[*n].len() as u64,
            "commit {at}, {fault:?}: part {n} is gone"
        );
    }
    // Acknowledged entries keep their receipts, and the rest get new ones.
    assert!(scene.play(&world, &mut told).await, "commit {at}, {fault:?}: it cannot go on");
    assert_eq!(told.noted.len(), 2, "commit {at}, {fault:?}");
    assert!(before.iter().all(|d| told.delivered.contains(d)), "commit {at}, {fault:?}: a custody statement is gone");
    met
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_commit_that_goes_wrong_loses_what_was_acknowledged() {
    for fault in [Fault::NotDone, Fault::DoneButReportedFailed, Fault::Killed] {
        // The commits that make the log itself happen before any request.
        let mut at = 1;
        while survives(at, fault).await {
            at += 1;
        }
        assert!(at >= 6, "only {at} commits were tried: the table does not reach the receipts");
    }
}
