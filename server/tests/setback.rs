//! A server restored from an older copy learns this from the first device that shows a newer checkpoint, and signs no
//! more under its origin.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::path::Path;

use evidence::SignedEntry;
use support::{Call, Device, Reply, World, bytes, config};
use sync::messages::{Entries, Receipts};
use testamur_server::{Home, Server, ended};

/// Returns the newest checkpoint, as any client gets it.
async fn newest(world: &World) -> String {
    let request = axum::http::Request::get("/checkpoint").header("host", support::HOST);
    let reply = world.send(request.body(axum::body::Body::empty()).unwrap()).await.ok();
    String::from_utf8(reply.body).unwrap()
}

/// Sends one more entry, like a device that holds this checkpoint.
async fn sent(world: &World, device: &mut Device, shown: Option<&str>) -> (SignedEntry, Reply) {
    let (_, entry) = device.item(&bytes(300), &bytes(100));
    let shown = shown.map(str::to_owned);
    let asked = Entries { entries: vec![entry.carried()], known: None, policy: None, shown };
    let reply = world.ask(Call::post("/v1/entries", &asked, &device.signer)).await;
    (entry, reply)
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (entry, to) = entry.map(|e| (e.path(), to.join(e.file_name()))).unwrap();
        if entry.is_dir() { copy(&entry, &to) } else { std::fs::copy(&entry, &to).map(|_| ()).unwrap() }
    }
}

/// Stops the server, passes its folder to `change`, and starts it again.
async fn between(world: World, change: impl FnOnce(&Path)) -> World {
    let World { data, server, router } = world;
    drop(router);
    server.run(async {}).await.unwrap();
    change(data.path());
    let server = Server::bind(config(data.path())).await.unwrap();
    World { router: server.router(), server, data }
}

async fn restored(world: World, backup: &Path) -> World {
    between(world, |data| {
        std::fs::remove_dir_all(data).unwrap();
        copy(backup, data);
    })
    .await
}

fn told(world: &World) -> Option<String> {
    let home = Home::open(&config(world.data.path()), false).unwrap();
    ended::newest_shown(&*home.ledger.snapshot().unwrap()).unwrap()
}

#[tokio::test]
async fn the_first_device_that_shows_a_newer_checkpoint_ends_the_signing_and_the_newer_state_begins_it_again() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (mut one, mut other) = (world.device(&org).await, world.device(&org).await);
    let (before, now) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = between(world, |data| copy(data, &before.path().join("b"))).await;
    sent(&world, &mut one, None).await.1.ok();
    let newer = newest(&world).await;
    let world = between(world, |data| copy(data, &now.path().join("b"))).await;

    let world = restored(world, &before.path().join("b")).await;
    let old = newest(&world).await;
    let (medium, record) = (bytes(200), bytes(50));
    let (item, waiting) = other.item(&medium, &record);
    world.entries(&other, &[&waiting]).await;
    let head = newest(&world).await;
    assert_ne!(old, head, "nobody has told it yet");
    for _ in 0..2 {
        assert_eq!(sent(&world, &mut one, Some(&newer)).await.1.code(), "log-set-back");
    }
    // The server signs no more, for any client and by any route.
    assert_eq!(sent(&world, &mut other, None).await.1.code(), "log-set-back");
    assert_eq!(sent(&world, &mut other, Some(&head)).await.1.code(), "log-set-back");
    let asked = Receipts { items: vec![other.asked(item)], known: None, shown: None };
    assert_eq!(world.ask(Call::post("/v1/receipts", &asked, &other.signer)).await.code(), "log-set-back");
    let fresh = Device::new(&org);
    assert_eq!(world.ask(fresh.enrol(&org)).await.code(), "log-set-back");
    assert_eq!(newest(&world).await, head);
    // Parts are still taken, because they need no signature.
    world.upload(&other, &medium).await.ok();
    let world = world.restart().await;
    assert_eq!(sent(&world, &mut other, None).await.1.code(), "log-set-back", "a start forgets nothing");
    assert_eq!(told(&world), Some(newer.clone()));

    let world = restored(world, &now.path().join("b")).await;
    assert_eq!(told(&world), None);
    sent(&world, &mut one, Some(&newer)).await.1.ok();
}

#[tokio::test]
async fn a_log_that_went_on_from_the_older_state_is_found_though_it_is_longer_by_now() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (mut one, mut other) = (world.device(&org).await, world.device(&org).await);
    let before = tempfile::tempdir().unwrap();
    let world = between(world, |data| copy(data, &before.path().join("b"))).await;
    sent(&world, &mut one, None).await.1.ok();
    let newer = newest(&world).await;
    let world = restored(world, &before.path().join("b")).await;
    for _ in 0..5 {
        sent(&world, &mut other, None).await.1.ok();
    }
    assert_eq!(sent(&world, &mut one, Some(&newer)).await.1.code(), "log-set-back");
}

#[tokio::test]
async fn what_this_log_did_not_sign_or_does_continue_stops_nothing() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let empty = newest(&world).await;
    sent(&world, &mut device, None).await.1.ok();
    let of_another = newest(&World::new().await).await;
    let now = newest(&world).await;
    let mut lines: Vec<&str> = now.lines().collect();
    lines[1] = "1000";
    let made_up = lines.join("\n") + "\n";
    for shown in [&empty, &now, &of_another, &made_up, "nonsense", &"x".repeat(100_000)] {
        sent(&world, &mut device, Some(shown)).await.1.ok();
    }
    assert_eq!(told(&world), None);
}
