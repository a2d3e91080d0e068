//! Bodies of the heaviest kind: other clients are answered meanwhile, and the used memory stays near the granted one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::time::Duration;

use evidence::ItemId;
use evidence::part::Role;
use futures_util::future::join_all;
use support::link::Link;
use support::process::Process;
use support::{Call, Device, Organisation, Signer, World, bytes, short};
use sync::messages::{Entries, MAX_BODY, MAX_ENTRIES, codes};
use tokio::time::Instant;

/// Returns `{"entries":[],"x":[…]}` with as many of `piece` as fit into `size` bytes.
fn filled(piece: &str, size: usize) -> Vec<u8> {
    let mut body = br#"{"entries":[],"x":["#.to_vec();
    while body.len() + piece.len() + 3 < size {
        body.extend_from_slice(piece.as_bytes());
        body.push(b',');
    }
    body.pop();
    body.extend_from_slice(b"]}");
    body
}

/// Returns an object with `count` keys.
fn object(count: usize) -> String {
    let keys: Vec<String> = (0..count).map(|n| format!("\"{n:x}\":0")).collect();
    format!("{{{}}}", keys.join(","))
}

/// Returns as many entries as a request may have, in a body of the largest size.
fn entries(device: &Device) -> Vec<u8> {
    let (part, item) = (bytes(100), ItemId::from_bytes(short()));
    let parts: Vec<(Role, &[u8])> = (0..7).map(|n| (Role::Media(n), part.as_slice())).collect();
    let entries = (0..MAX_ENTRIES).map(|_| device.fork(Some(item), &parts).0.carried()).collect();
    let body = serde_json::to_vec(&Entries { entries, known: None, policy: None, shown: None }).unwrap();
    assert!((MAX_BODY / 2..=MAX_BODY).contains(&body.len()), "{}", body.len());
    body
}

#[tokio::test]
async fn while_a_large_body_is_read_others_are_answered() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let body = filled("1", MAX_BODY / 2);
    let asking = world.ask(Call::new("POST", "/v1/entries", &device.signer).body(&body));
    let mut asking = std::pin::pin!(asking);
    let (begun, mut answered, mut longest) = (Instant::now(), 0, Duration::ZERO);
    let signer = Signer::new();
    // One thread does all work here that does not block: work that delays it delays every client.
    let reply = loop {
        let one = Instant::now();
        tokio::select! {
            biased;
            reply = &mut asking => break reply,
            other = async {
                tokio::time::sleep(Duration::from_millis(5)).await;
                world.ask(Call::new("GET", "/v1/server", &signer).unsigned()).await
            } => drop(other.ok()),
        }
        answered += 1;
        longest = longest.max(one.elapsed());
    };
    reply.ok();
    let all = begun.elapsed();
    assert!(answered >= 5 && longest < all / 2, "{answered} answers in {all:?}, one of them after {longest:?}");
}

#[tokio::test]
async fn an_object_of_a_million_keys_is_refused_and_the_most_that_is_allowed_is_not() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let million = filled(&object(1_000_000), MAX_BODY);
    let reply = world.ask(Call::new("POST", "/v1/entries", &device.signer).body(&million)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, codes::MALFORMED));
    let allowed = filled(&object(evidence::json::MAX_KEYS), 100_000);
    world.ask(Call::new("POST", "/v1/entries", &device.signer).body(&allowed)).await.ok();
}

/// Returns a number of `/proc/PID/status`, in bytes.
fn memory(process: &Process, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.child.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_keys_at_their_worst_use_less_than_twice_what_was_granted_and_stop_nobody() {
    let data = tempfile::tempdir().unwrap();
    let process = Process::start(data.path());
    let mut link = Link::open(&process.addr, process.pin).await.unwrap();
    let org = Organisation::new();
    let mut admission = org.admission();
    admission.headers_mut().insert("host", process.addr.parse().unwrap());
    link.send(admission).await.unwrap().ok();
    let devices = [Device::new(&org), Device::new(&org)];
    for device in &devices {
        link.send(device.enrol(&org).request(&process.addr)).await.unwrap().ok();
    }
    let keys = evidence::json::MAX_KEYS;
    let nested = format!("{}{}{}", "{\"a\":".repeat(20), object(keys), "}".repeat(20));
    let shapes = [
        ("keys", vec![filled(&object(2_000_000)[..MAX_BODY - 100], MAX_BODY); 2]),
        ("nested", vec![filled(&nested, MAX_BODY); 2]),
        ("entries", devices.iter().map(entries).collect()),
    ];
    let idle = memory(&process, "VmRSS");
    for (shape, bodies) in shapes {
        let asked = devices.iter().zip(&bodies).flat_map(|pair| [pair, pair]).map(async |(device, body)| {
            let mut link = Link::open(&process.addr, process.pin).await.unwrap();
            let call = Call::new("POST", "/v1/entries", &device.signer).body(body);
            link.send(call.request(&process.addr)).await.unwrap().status.as_u16()
        });
        let (mut took, signer) = (Vec::new(), Signer::new());
        let others = async {
            loop {
                let begun = Instant::now();
                let mut link = Link::open(&process.addr, process.pin).await.unwrap();
                let call = Call::new("GET", "/v1/server", &signer).unsigned();
                link.send(call.request(&process.addr)).await.unwrap().ok();
                took.push(begun.elapsed());
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        let begun = Instant::now();
        let statuses = tokio::select! {
            statuses = join_all(asked) => statuses,
            () = others => unreachable!(),
        };
        let used = memory(&process, "VmHWM").saturating_sub(idle);
        took.sort();
        let (middle, worst) = (took[took.len() / 2], took[took.len() - 1]);
        println!(
            "{shape}: {statuses:?} in {:?}, at most {} MiB so far; {} strangers answered in {middle:?}, at worst {worst:?}",
            begun.elapsed(),
            used >> 20,
            took.len()
        );
        assert!(statuses.iter().all(|status| *status < 500), "{shape}: {statuses:?}");
        let granted = 4 * MAX_BODY as u64;
        assert!(used < 2 * granted, "{shape}: {} MiB for {} MiB granted", used >> 20, granted >> 20);
        // A second is promised; a busy machine may be late once, but not for half of them.
        let most = took.len() < 10 || middle < Duration::from_secs(1);
        assert!(most && worst < Duration::from_secs(8), "{shape}: {middle:?}, {worst:?}");
    }
    process.kill();
}
