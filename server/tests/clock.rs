//! A server whose clock is behind takes entries and parts and signs no custody statement until the clock is right
//! again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use evidence::ItemId;
use evidence::receipt::SignedCustody;
use jiff::{SignedDuration, Timestamp};
use support::{Device, World, bytes};
use testamur_server::surroundings::{Clock, system_clock};

/// Returns a clock that is ahead of the system's by the test's number of seconds. At a start it is always right:
/// earlier requests are refused.
fn moved(seconds: &Arc<AtomicI64>) -> Clock {
    let seconds = Arc::clone(seconds);
    Arc::new(move || Timestamp::now() + SignedDuration::from_secs(seconds.load(Ordering::SeqCst)))
}

async fn sent(world: &World, device: &mut Device) -> ItemId {
    let (medium, record) = (bytes(300), bytes(100));
    let (item, entry) = device.item(&medium, &record);
    assert!(world.entries(device, &[&entry]).await.refused.is_empty(), "entries are taken by any clock");
    for part in [&medium, &record] {
        world.upload(device, part).await.ok();
    }
    item
}

#[tokio::test]
async fn a_clock_behind_the_newest_statement_signs_nothing_until_it_is_right_or_accepted() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let seconds = Arc::new(AtomicI64::new(0));
    let world = world.restart_with(moved(&seconds), false).await;
    seconds.store(240, Ordering::SeqCst);
    let first = sent(&world, &mut device).await;
    let reply = world.receipts(&device, &[first]).await;
    assert_eq!((reply.delivered.len(), reply.clock_behind), (1, false));
    seconds.store(0, Ordering::SeqCst);
    let second = sent(&world, &mut device).await;
    let reply = world.receipts(&device, &[first, second]).await;
    assert_eq!((reply.delivered.len(), reply.clock_behind), (1, true), "what was signed is given out");
    assert_eq!((reply.missing[0].item, reply.missing[0].parts.len()), (second, 0), "nothing needs to be sent again");
    // The clock is right again: signing resumes without help.
    seconds.store(241, Ordering::SeqCst);
    assert_eq!(world.receipts(&device, &[second]).await.delivered.len(), 1);
    // The statement was wrong, and its operator says so once.
    let third = sent(&world, &mut device).await;
    let world = world.restart().await;
    assert!(world.receipts(&device, &[third]).await.clock_behind);
    let world = world.restart_with(system_clock(), true).await;
    let reply = world.receipts(&device, &[third]).await;
    assert_eq!((reply.delivered.len(), reply.clock_behind), (1, false));
    let world = world.restart().await;
    let fourth = sent(&world, &mut device).await;
    let reply = world.receipts(&device, &[fourth]).await;
    assert_eq!((reply.delivered.len(), reply.clock_behind), (1, false));
}

#[tokio::test]
async fn a_clock_that_is_set_back_by_a_moment_never_goes_back_in_a_statement() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let at = |reply: &sync::messages::ReceiptsReply| {
        let key = reply.delivered[0].custody.envelope.keyid().to_owned();
        SignedCustody::open(&reply.delivered[0].custody, &key.parse().unwrap()).unwrap().custody.at
    };
    let first = sent(&world, &mut device).await;
    let before = at(&world.receipts(&device, &[first]).await);
    let seconds = Arc::new(AtomicI64::new(0));
    let world = world.restart_with(moved(&seconds), false).await;
    seconds.store(-30, Ordering::SeqCst);
    let second = sent(&world, &mut device).await;
    assert_eq!(at(&world.receipts(&device, &[second]).await), before);
}
