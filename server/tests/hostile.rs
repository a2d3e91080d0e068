//! Denial of service: a registered device that behaves as badly as it can, and strangers who hold connections. Each
//! test was once a hole.
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

use axum::body::Body;
use axum::http::Request;
use evidence::part::Role;
use evidence::{Digest, ItemId};
use futures_util::{StreamExt as _, stream};
use support::{Call, Device, HOST, World, bytes, short};
use sync::messages::{AskedItem, Receipts, codes};
use tokio::io::AsyncReadExt as _;
use tokio::time::Instant;

/// Returns a body that gives these bytes and then neither continues nor ends.
fn stuck(bytes: &[u8]) -> Body {
    let begun = stream::iter([Ok::<_, std::io::Error>(bytes.to_vec())]);
    Body::from_stream(begun.chain(stream::pending()))
}

/// Returns the bytes below `incoming` and `parts`.
fn stored(world: &World) -> u64 {
    fn size(folder: &std::path::Path) -> u64 {
        let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
        entries.map(|e| if e.path().is_dir() { size(&e.path()) } else { e.metadata().unwrap().len() }).sum()
    }
    size(&world.data.path().join("incoming")) + size(&world.data.path().join("parts"))
}

/// Makes a device that has announced `count` parts of `length` bytes.
async fn announcing(world: &World, count: usize, length: usize) -> (Device, Vec<Vec<u8>>) {
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let parts: Vec<Vec<u8>> = (0..count).map(|_| bytes(length)).collect();
    for parts in parts.chunks(60) {
        let named: Vec<(Role, &[u8])> =
            parts.iter().enumerate().map(|(n, part)| (Role::Media(n as u32), part.as_slice())).collect();
        let entry = device.entry(Some(ItemId::from_bytes(short())), &named);
        assert_eq!(world.entries(&device, &[&entry]).await.noted.len(), 1);
    }
    (device, parts)
}

#[tokio::test]
async fn bytes_that_were_not_acknowledged_do_not_stay_on_the_disk() {
    let world = World::with(|limits| limits.quota = 100_000).await;
    let (device, parts) = announcing(&world, 40, 50_000).await;
    for part in &parts {
        // Signed for other bytes, a wrong checksum, a body that breaks off under a checksum.
        let mut other = part.clone();
        other[0] ^= 1;
        let call = Call::create(part, &device.signer).body(part);
        assert_eq!(world.send(call.request_with(HOST, Body::from(other))).await.status.as_u16(), 401);
        let wrong = Call::create(part, &device.signer)
            .body(part)
            .header("upload-checksum", "sha256 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assert_eq!(world.ask(wrong).await.status.as_u16(), 460);
    }
    assert_eq!(stored(&world), 0, "2 MB that no quota counts");
    // Only bytes that were acknowledged before stay.
    let part = &parts[0];
    world.ask(Call::create(part, &device.signer)).await.ok();
    let digest = Digest::of(part);
    world.ask(Call::patch(&digest, 0, &part[..10_000], &device.signer)).await.ok();
    let call = Call::patch(&digest, 10_000, &part[10_000..], &device.signer);
    let mut other = part[10_000..].to_vec();
    other[0] ^= 1;
    assert_eq!(world.send(call.request_with(HOST, Body::from(other))).await.status.as_u16(), 401);
    assert_eq!(stored(&world), 10_000);
}

#[tokio::test]
async fn uploads_at_the_same_time_do_not_get_past_the_quota() {
    let world = World::with(|limits| (limits.quota, limits.reserve) = (140_000, 0)).await;
    let (device, parts) = announcing(&world, 10, 50_000).await;
    // All are accepted while none of them is complete, then all end.
    let (go, _) = tokio::sync::broadcast::channel::<()>(1);
    let mut asked = Vec::new();
    for part in &parts {
        let (head, tail) = part.split_at(49_000);
        let (head, tail, mut go) = (head.to_vec(), tail.to_vec(), go.subscribe());
        let body = stream::once(async move { Ok::<_, std::io::Error>(head) }).chain(stream::once(async move {
            let _ = go.recv().await;
            Ok(tail)
        }));
        let request = Call::create(part, &device.signer).body(part).request_with(HOST, Body::from_stream(body));
        let router = world.router.clone();
        asked.push(tokio::spawn(async move {
            tower::ServiceExt::oneshot(router, request).await.unwrap().status().as_u16()
        }));
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    go.send(()).unwrap();
    let mut taken = 0;
    for asked in asked {
        match asked.await.unwrap() {
            201 => taken += 1,
            status => assert_eq!(status, 507),
        }
    }
    assert!((1..=2).contains(&taken), "{taken}");
    assert_eq!(stored(&world), taken * 50_000, "what was refused is not kept");
}

#[tokio::test]
async fn a_device_has_only_so_many_uploads_under_way() {
    let world = World::new().await;
    let (device, parts) = announcing(&world, 1_100, 20).await;
    let mut refused = 0;
    for part in &parts {
        let reply = world.ask(Call::create(part, &device.signer)).await;
        if !reply.status.is_success() {
            assert_eq!(reply.code(), codes::QUOTA);
            refused += 1;
        }
    }
    assert!(refused > 50, "{refused} of 1,100 were refused");
    // Uploads in progress can be ended, and make room.
    world.upload(&device, &parts[0]).await.ok();
    world.ask(Call::create(parts.last().unwrap(), &device.signer)).await.ok();
}

#[tokio::test]
async fn bodies_that_do_not_come_hold_no_memory_that_others_need() {
    let world = World::with(|limits| limits.body_memory = 32 << 20).await;
    let org = world.organisation().await;
    let (bad, mut good) = (world.device(&org).await, world.device(&org).await);
    let mut held = Vec::new();
    for _ in 0..8 {
        let mut request = bad.entries(&[]).request_with(HOST, stuck(b"{"));
        request.headers_mut().insert("content-length", (16_u64 << 20).into());
        let router = world.router.clone();
        held.push(tokio::spawn(tower::ServiceExt::oneshot(router, request)));
    }
    // Strangers do not either, in any number.
    for _ in 0..100 {
        let mut request = Request::post("/v1/organisations").header("host", HOST).body(stuck(b"{")).unwrap();
        request.headers_mut().insert("content-length", (500_u64 << 10).into());
        let router = world.router.clone();
        held.push(tokio::spawn(tower::ServiceExt::oneshot(router, request)));
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let entry = good.entry(None, &[]);
    let reply = tokio::time::timeout(Duration::from_secs(5), world.ask(good.entries(&[&entry]))).await;
    reply.expect("others wait for memory that nobody uses").ok();
    held.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_reply_that_is_not_read_counts_as_under_way() {
    let world = World::with(|limits| limits.in_flight = 2).await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let unread = async || {
        let request = device.entries(&[]).request(HOST);
        tower::ServiceExt::oneshot(world.router.clone(), request).await.unwrap()
    };
    let replies = [unread().await, unread().await];
    assert_eq!(world.ask(Call::head(&Digest::of(b"x"), &device.signer)).await.status.as_u16(), 429);
    drop(replies);
    world.ask(device.entries(&[])).await.ok();
}

#[tokio::test]
async fn hanging_up_makes_no_room_for_more_work_of_the_same_key() {
    let gate = std::sync::Arc::new(support::gate::Around(support::gate::Gate::default()));
    let world = World::on(gate.clone()).await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    gate.0.shut(true);
    for _ in 0..8 {
        let request = device.entries(&[&device.fork(None, &[]).0]).request(HOST);
        let asking = tower::ServiceExt::oneshot(world.router.clone(), request);
        // A request whose sender disconnects still counts: it is still in the server's memory.
        assert!(tokio::time::timeout(Duration::from_millis(300), asking).await.is_err());
    }
    gate.0.shut(false);
    let last = device.fork(None, &[]).0;
    let index = world.entries(&device, &[&last]).await.noted[0].index;
    assert!(index <= 1 + 2, "{} requests waited for the log at the same time", index - 1);
}

#[tokio::test]
async fn many_entries_after_one_and_the_same_do_not_stop_the_log() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let forks: Vec<_> = (0..6_000).map(|_| device.fork(None, &[]).0).collect();
    let mut took = Vec::new();
    for forks in forks.chunks(2_000) {
        let begun = Instant::now();
        let reply = world.entries(&device, &forks.iter().collect::<Vec<_>>()).await;
        took.push(begun.elapsed());
        assert_eq!(reply.noted.len(), 2_000);
        assert!(serde_json::to_vec(&reply.faults).unwrap().len() < 100_000, "faults are listed without end");
    }
    assert!(took[2] < took[0] * 3, "each fork costs more than the one before: {took:?}");
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_closed() {
    let data = tempfile::tempdir().unwrap();
    let mut config = support::config(data.path());
    config.limits.header_time = Duration::from_millis(300);
    let server = testamur_server::Server::bind(config).await.unwrap();
    let (addr, pin) = (server.addr.to_string(), server.pin);
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server.run(async { drop(stopped.await) }));
    for protocol in [&b"h2"[..], b"http/1.1", b""] {
        let mut stream = support::link::tls(&addr, pin, protocol).await.unwrap();
        let mut buffer = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut buffer)).await;
        assert!(closed.is_ok(), "{} is held for ever", String::from_utf8_lossy(protocol));
    }
    let _ = stop.send(());
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn asking_for_ever_other_branches_costs_the_one_who_asks() {
    let world = World::with(|limits| (limits.quota, limits.reserve) = (60_000, 40_000)).await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let item = ItemId::from_bytes(short());
    let record = bytes(100);
    let media: Vec<Vec<u8>> = (0..12).map(|_| bytes(30)).collect();
    let mut entries: Vec<_> =
        media.iter().zip(0..).map(|(part, n)| device.entry(Some(item), &[(Role::Media(n), part)])).collect();
    entries.push(device.entry(Some(item), &[(Role::Record, &record)]));
    world.entries(&device, &entries.iter().collect::<Vec<_>>()).await;
    for part in media.iter().chain([&record]) {
        world.upload(&device, part).await.ok();
    }
    let (mut signed, mut refused) = (0, 0);
    for left_out in 0..200_usize {
        // Every subset is another branch to the server.
        let kept = |n: usize| n == 12 || left_out & (1 << (n % 8)) == 0;
        let some = entries.iter().enumerate().filter(|(n, _)| kept(*n)).map(|(_, e)| e.digest()).collect();
        let asked = Receipts { items: vec![AskedItem { item, entries: some }], known: None, shown: None };
        let reply = world.ask(Call::post("/v1/receipts", &asked, &device.signer)).await;
        match reply.status.is_success() {
            true => signed += 1,
            false => {
                assert_eq!(reply.code(), codes::QUOTA);
                refused += 1;
            }
        }
    }
    assert!(signed >= 1 && refused >= 50, "{signed} signed, {refused} refused");
    // The whole item still has its receipt.
    assert_eq!(world.receipts(&device, &[item]).await.missing, []);
}

#[tokio::test]
async fn strangers_who_do_not_read_tiles_hold_no_more_than_a_few_of_them() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let tile = async || {
        let request = Request::get("/tile/entries/000.p/1").header("host", HOST).body(Body::empty()).unwrap();
        tower::ServiceExt::oneshot(world.router.clone(), request).await.unwrap()
    };
    let mut unread = Vec::new();
    let begun = tokio::time::timeout(Duration::from_secs(1), async {
        for _ in 0..500 {
            unread.push(tile().await);
        }
    });
    assert!(begun.await.is_err() && unread.len() < 100, "{} tiles wait in memory for nobody", unread.len());
    world.ask(device.entries(&[])).await.ok();
    unread.clear();
    assert!(tile().await.status().is_success());
}
