//! Limits: bodies, rates, quotas; and bodies of no known format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use axum::body::Body;
use axum::http::Request;
use evidence::Digest;
use evidence::part::Role;
use futures_util::stream;
use support::{Call, HOST, World, bytes};
use sync::messages::{Entries, MAX_BODY, MAX_ENTRIES, codes};

#[tokio::test]
async fn media_cannot_exhaust_what_is_reserved_for_records_and_entries() {
    let world = World::with(|limits| (limits.quota, limits.reserve) = (60_000, 40_000)).await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let mut refused = 0;
    for _ in 0..8 {
        let (medium, record) = (bytes(15_000), bytes(500));
        let (_, entry) = device.item(&medium, &record);
        assert_eq!(world.entries(&device, &[&entry]).await.refused, []);
        let reply = world.upload(&device, &medium).await;
        if !reply.status.is_success() {
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (507, codes::QUOTA));
            refused += 1;
        }
        world.upload(&device, &record).await.ok();
    }
    assert!((4..8).contains(&refused), "{refused} of 8 media were refused");
    // The reserve ends too, with a code for each entry.
    let entries: Vec<_> = (0..60).map(|_| device.entry(None, &[])).collect();
    let reply = world.entries(&device, &entries.iter().collect::<Vec<_>>()).await;
    assert!(!reply.noted.is_empty() && !reply.refused.is_empty());
    assert!(reply.refused.iter().all(|r| r.code == codes::QUOTA));
    assert_eq!(reply.noted.len() + reply.refused.len(), 60);
}

#[tokio::test]
async fn uploads_under_way_count_for_the_quota() {
    let world = World::with(|limits| (limits.quota, limits.reserve) = (30_000, 0)).await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let (one, two) = (bytes(15_000), bytes(14_000));
    let item = evidence::ItemId::from_bytes(support::short());
    let entry = device.entry(Some(item), &[(Role::Media(0), &one), (Role::Media(1), &two)]);
    world.entries(&device, &[&entry]).await;
    world.ask(Call::create(&one, &device.signer)).await.ok();
    assert_eq!(world.ask(Call::create(&two, &device.signer)).await.status.as_u16(), 507);
    assert_eq!(world.upload(&device, &two).await.status.as_u16(), 507);
    world.upload(&device, &one).await.ok();
}

#[tokio::test]
async fn a_full_disk_refuses_parts_and_still_takes_entries() {
    let world = World::with(|limits| limits.keep_free = u64::MAX / 8).await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let part = bytes(1_000);
    let (_, entry) = device.item(&part, &bytes(100));
    world.entries(&device, &[&entry]).await;
    let reply = world.upload(&device, &part).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (507, codes::NO_ROOM));
}

#[tokio::test]
async fn too_many_requests_are_told_to_wait_and_others_are_not_slowed() {
    let world = World::with(|limits| (limits.burst, limits.per_second) = (10, 1)).await;
    let org = world.organisation().await;
    let (busy, calm) = (world.device(&org).await, world.device(&org).await);
    let mut refused = 0;
    for _ in 0..15 {
        let reply = world.ask(busy.entries(&[])).await;
        if reply.status.as_u16() == 429 {
            assert_eq!(reply.code(), codes::RATE);
            assert!(reply.headers.contains_key("retry-after"));
            refused += 1;
        }
    }
    assert!((4..=5).contains(&refused), "{refused}");
    world.ask(calm.entries(&[])).await.ok();
}

#[tokio::test]
async fn a_key_may_have_so_many_requests_under_way() {
    let world = World::with(|limits| limits.in_flight = 2).await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let slow = || {
        let call = device.entries(&[]);
        let request = call.request_with(HOST, Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()));
        let router = world.router.clone();
        tokio::spawn(async move { tower::ServiceExt::oneshot(router, request).await })
    };
    let waiting = [slow(), slow()];
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(world.ask(device.entries(&[])).await.status.as_u16(), 429);
    waiting.iter().for_each(tokio::task::JoinHandle::abort);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    world.ask(device.entries(&[])).await.ok();
}

#[tokio::test]
async fn a_body_too_large_is_refused_before_it_is_read() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    // It announces too much without sending it: an answer shows that the server did not wait.
    let mut request =
        device.entries(&[]).request_with(HOST, Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()));
    request.headers_mut().insert("content-length", (MAX_BODY + 1).into());
    let reply = tokio::time::timeout(std::time::Duration::from_secs(5), world.send(request)).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, codes::TOO_LARGE));
    // It announces no length and sends without end.
    let piece = || Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024]);
    let endless = Body::from_stream(stream::repeat_with(piece));
    let mut request = device.entries(&[]).request_with(HOST, endless);
    request.headers_mut().remove("content-length");
    assert_eq!(world.send(request).await.status.as_u16(), 413);
    let mut request = Request::post("/v1/organisations").body(Body::from_stream(stream::repeat_with(piece))).unwrap();
    request.headers_mut().insert("host", HOST.parse().unwrap());
    assert_eq!(world.send(request).await.status.as_u16(), 413);
}

#[tokio::test]
async fn a_body_that_stands_still_is_given_up() {
    let world = World::with(|limits| limits.body_idle = std::time::Duration::from_millis(200)).await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let call = device.entries(&[]);
    let request = call.request_with(HOST, Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()));
    assert_eq!(world.send(request).await.code(), codes::MALFORMED);
}

#[tokio::test]
async fn more_entries_than_allowed_are_refused_whole() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entry = device.entry(None, &[]);
    let entries = vec![entry.carried(); MAX_ENTRIES + 1];
    let reply = world.ask(device.carried(entries)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, codes::TOO_LARGE));
}

#[tokio::test]
async fn malformed_bodies_and_queries_are_never_the_servers_fault() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let archivist = world.archivist(&org).await;
    let entry = device.entry(None, &[]);
    let good =
        serde_json::to_vec(&Entries { entries: vec![entry.carried()], known: Some(1), policy: None, shown: None })
            .unwrap();
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let mut bodies: Vec<Vec<u8>> = [
        "x",
        "{",
        "[]",
        "null",
        "{}",
        "\"\"",
        "1e999",
        "{\"entries\":{}}",
        "{\"entries\":[1]}",
        "{\"entries\":[[]]}",
        "{\"entries\":[],\"entries\":[]}",
        "{\"entries\":[],\"known\":-1}",
        "{\"entries\":[],\"known\":1e30}",
        "{\"items\":[\"..\"]}",
        "{\"organisation\":\"\",\"policy\":{},\"ticket\":{},\"genesis\":{}}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .collect();
    bodies.push(deep.into_bytes());
    bodies.push(vec![0xff; 100]);
    bodies.push(vec![0; 100]);
    for at in (0..good.len()).step_by(7) {
        let mut flipped = good.clone();
        flipped[at] ^= 0x21;
        bodies.push(flipped);
        bodies.push(good[..at].to_vec());
    }
    for path in ["/v1/entries", "/v1/receipts", "/v1/devices", "/v1/archivists", "/v1/organisations"] {
        for body in &bodies {
            let call = Call::new("POST", path, &device.signer).body(body);
            let reply = world.ask(call).await;
            assert!(reply.status.as_u16() < 500, "{path} {} {}", reply.status, String::from_utf8_lossy(body));
            if !reply.status.is_success() {
                reply.code();
            }
        }
    }
    for query in
        ["", "?", "?after=x", "?after=-1", "?after=99999999999999999999", "?limit=0", "?after=18446744073709551615"]
    {
        for path in ["/v1/archive/entries", "/v1/archive/details", "/v1/consistency"] {
            let reply = world.ask(Call::new("GET", format!("{path}{query}"), &archivist)).await;
            assert!(reply.status.as_u16() < 500, "{path}{query}");
        }
    }
    let reply = world.ask(Call::new("GET", "/v1/consistency?from=18446744073709551615", &archivist)).await;
    assert_eq!(reply.status.as_u16(), 400);
    // A known size beyond the log is not refused: the missing proof shows the client that this log went back.
    let asked = Entries { entries: vec![], known: Some(u64::MAX), policy: None, shown: None };
    world.ask(Call::post("/v1/entries", &asked, &device.signer)).await.ok();
}

#[tokio::test]
async fn a_statement_hidden_in_a_key_id_is_not_stored() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entry = device.entry(None, &[]);
    let mut envelope: serde_json::Value = serde_json::to_value(entry.envelope()).unwrap();
    envelope["signatures"][0]["keyid"] = "x".repeat(5_000).into();
    let body = serde_json::json!({ "entries": [envelope] });
    let reply: sync::messages::EntriesReply =
        world.ask(Call::post("/v1/entries", &body, &device.signer)).await.ok().json();
    assert_eq!((reply.noted.len(), reply.refused[0].code.as_str()), (0, codes::MALFORMED));
}

#[tokio::test]
async fn the_log_reads_as_tiles_that_lead_to_the_checkpoint() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let entries: Vec<_> = (0..600).map(|_| device.entry(None, &[])).collect();
    world.entries(&device, &entries.iter().collect::<Vec<_>>()).await;
    let get = async |path: &str| {
        world.send(Request::get(format!("/{path}")).header("host", HOST).body(Body::empty()).unwrap()).await
    };
    let note = get("checkpoint").await.ok();
    let head = support::check_noted(std::str::from_utf8(&note.body).unwrap(), &world.log_key(), []);
    assert_eq!(head.size(), 601);
    let mut leaves = Vec::new();
    for index in 0..3 {
        for content in [tlog::tile::Content::Entries, tlog::tile::Content::Hashes { level: 0 }] {
            let path = tlog::TilePath::of_tree(content, index, head.size()).unwrap();
            let reply = get(&path.to_string()).await.ok();
            let full = path.width() == 256;
            assert_eq!(reply.headers["cache-control"].to_str().unwrap().contains("immutable"), full);
            match content {
                tlog::tile::Content::Entries => {
                    let bundle = tlog::tile::read_entry_bundle(&reply.body, path.width()).unwrap();
                    leaves.extend(bundle.into_iter().map(tlog::leaf_hash));
                }
                tlog::tile::Content::Hashes { .. } => {
                    let hashes = tlog::tile::read_hash_tile(&reply.body, path.width()).unwrap();
                    assert_eq!(hashes, leaves[path.first() as usize..]);
                }
            }
        }
    }
    let empty = std::collections::BTreeMap::new();
    assert_eq!(tlog::tree::append(&empty, 0, &leaves).unwrap().root, head.root());
    assert_eq!(get("tile/1/000.p/2").await.ok().body.len(), 64);
    for missing in ["tile/1/000.p/3", "tile/0/003", "tile/0/002", "tile/entries/002.p/90", "tile/2/000.p/1"] {
        assert_eq!(get(missing).await.status.as_u16(), 404, "{missing}");
    }
    assert_eq!(leaves[0], tlog::leaf_hash(device.genesis.envelope().payload()));
    assert_eq!(Digest::of(device.genesis.envelope().payload()), device.genesis.digest());
}
