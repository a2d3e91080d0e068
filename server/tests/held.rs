//! Proof of possession: a device is shown its own parts at a price, and no device learns of another's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use evidence::Digest;
use support::{Call, Device, Reply, Signer, World, bytes, seed};
use sync::held::{self, Challenge};
use sync::messages::{Held, HeldReply, codes};

fn question(parts: &[Digest]) -> Held {
    Held { challenge: Challenge::new(*seed()), parts: parts.to_vec() }
}

async fn ask(world: &World, device: &Device, question: &Held) -> Reply {
    world.ask(Call::post("/v1/held", question, &device.signer)).await
}

async fn shown(world: &World, device: &Device, parts: &[Digest]) -> HeldReply {
    ask(world, device, &question(parts)).await.ok().json()
}

/// Makes a device that named two parts and sent them: a medium of `length` bytes and a record.
async fn sender(world: &World, org: &support::Organisation, length: usize) -> (Device, [Vec<u8>; 2]) {
    let mut device = world.device(org).await;
    let parts = [bytes(length), bytes(90)];
    let (_, entry) = device.item(&parts[0], &parts[1]);
    world.entries(&device, &[&entry]).await;
    for part in &parts {
        world.upload(&device, part).await.ok();
    }
    (device, parts)
}

fn file(world: &World, part: &Digest) -> std::path::PathBuf {
    let name = part.to_string();
    world.data.path().join("parts").join(&name[..2]).join(&name)
}

#[tokio::test]
async fn a_device_is_shown_what_is_held_of_its_parts() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (device, parts) = sender(&world, &org, 700_000).await;
    let digests: Vec<Digest> = parts.iter().map(|part| Digest::of(part)).collect();
    for _ in 0..2 {
        let asked = question(&digests);
        let reply: HeldReply = ask(&world, &device, &asked).await.ok().json();
        let right: Vec<Digest> = parts.iter().map(|part| held::answer(&asked.challenge, part)).collect();
        assert_eq!(reply.answers.iter().map(|a| a.part).collect::<Vec<_>>(), digests);
        assert_eq!(reply.answers.iter().map(|a| a.answer).collect::<Vec<_>>(), right);
    }
    // Named twice, read once.
    assert_eq!(shown(&world, &device, &[digests[0], digests[0]]).await.answers.len(), 1);
    assert_eq!(shown(&world, &device, &[]).await, HeldReply::default());
}

#[tokio::test]
async fn nobody_learns_of_the_parts_of_others() {
    let world = World::new().await;
    let (org, other) = (world.organisation().await, world.invited().await);
    let (_, parts) = sender(&world, &org, 4_000).await;
    let (secret, absent) = (Digest::of(&parts[0]), Digest::of(b"nowhere"));
    for organisation in [&org, &other] {
        let mut curious = world.device(organisation).await;
        let asked = question(&[secret]);
        let foreign = ask(&world, &curious, &asked).await.ok();
        let missing = ask(&world, &curious, &Held { parts: vec![absent], ..asked }).await.ok();
        assert_eq!(
            (foreign.status, &foreign.headers, &foreign.body),
            (missing.status, &missing.headers, &missing.body)
        );
        assert_eq!(foreign.json::<HeldReply>(), HeldReply::default());
        // An entry that names it, and a begun upload, do not make it the device's own.
        let (_, entry) = curious.item(&parts[0], &bytes(60));
        world.entries(&curious, &[&entry]).await;
        assert_eq!(shown(&world, &curious, &[secret]).await, HeldReply::default());
        world.ask(Call::create(&parts[0], &curious.signer).body(&parts[0][..100])).await.ok();
        assert_eq!(shown(&world, &curious, &[secret]).await, HeldReply::default());
    }
}

#[tokio::test]
async fn strangers_and_archivists_get_401() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (device, parts) = sender(&world, &org, 500).await;
    let (archivist, nobody) = (world.archivist(&org).await, Signer::new());
    let asked = question(&[Digest::of(&parts[0])]);
    for signer in [&archivist, &nobody] {
        let reply = world.ask(Call::post("/v1/held", &asked, signer)).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, codes::UNAUTHENTICATED));
    }
    let reply = world.ask(Call::post("/v1/held", &asked, &device.signer).unsigned()).await;
    assert_eq!(reply.status.as_u16(), 401);
}

#[tokio::test]
async fn a_part_that_the_disk_lost_or_spoilt_gets_no_answer_and_is_wanted_again() {
    let world = World::new().await;
    let org = world.organisation().await;
    let (device, parts) = sender(&world, &org, 300_000).await;
    let digests: Vec<Digest> = parts.iter().map(|part| Digest::of(part)).collect();
    let mut spoilt = parts[0].clone();
    spoilt[200_000] ^= 1;
    for lost in [None, Some(spoilt)] {
        match &lost {
            None => std::fs::remove_file(file(&world, &digests[0])).unwrap(),
            Some(other) => std::fs::write(file(&world, &digests[0]), other).unwrap(),
        }
        let reply = shown(&world, &device, &digests).await;
        assert_eq!(reply.answers.iter().map(|a| a.part).collect::<Vec<_>>(), digests[1..]);
        assert_eq!(world.ask(Call::head(&digests[0], &device.signer)).await.status.as_u16(), 404, "not held any more");
        world.upload(&device, &parts[0]).await.ok();
        assert_eq!(shown(&world, &device, &digests).await.answers.len(), 2);
    }
}

#[tokio::test]
async fn a_question_is_bounded_by_parts_by_bytes_and_by_its_body() {
    let world = World::new().await;
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let too_large = |reply: Reply| assert_eq!((reply.status.as_u16(), reply.code().as_str()), (413, codes::TOO_LARGE));
    let many: Vec<Digest> = (0..=held::MAX_PARTS as u64).map(|n| Digest::of(&n.to_be_bytes())).collect();
    too_large(ask(&world, &device, &question(&many)).await);
    assert_eq!(shown(&world, &device, &many[1..]).await, HeldReply::default());
    let many: Vec<Digest> = (0..10_000_u64).map(|n| Digest::of(&n.to_be_bytes())).collect();
    too_large(ask(&world, &device, &question(&many)).await);
    let mut large = Vec::new();
    for _ in 0..9 {
        let part = bytes(evidence::part::MAX_SEALED - 1_000);
        let (_, entry) = device.item(&part, &bytes(60));
        world.entries(&device, &[&entry]).await;
        world.upload(&device, &part).await.ok();
        large.push(Digest::of(&part));
    }
    too_large(ask(&world, &device, &question(&large)).await);
    assert_eq!(shown(&world, &device, &large[..7]).await.answers.len(), 7);
}

#[tokio::test]
async fn reading_parts_back_counts_for_the_rate_of_the_device_and_of_nobody_else() {
    let world = World::with(|limits| (limits.burst, limits.per_second) = (60, 1)).await;
    let org = world.organisation().await;
    let (device, parts) = sender(&world, &org, 1_000_000).await;
    let calm = world.device(&org).await;
    let digests = [Digest::of(&parts[0])];
    let mut answered = 0;
    let refused = loop {
        let reply = ask(&world, &device, &question(&digests)).await;
        if reply.status.as_u16() == 429 {
            break reply;
        }
        reply.ok();
        answered += 1;
        assert!(answered < 10, "16 pieces of 64 KiB cost no more than a request");
    };
    assert!((2..=4).contains(&answered), "{answered}");
    assert!(refused.headers.contains_key("retry-after"));
    world.ask(calm.entries(&[])).await.ok();
}

#[tokio::test]
async fn a_part_that_costs_more_than_anyone_has_at_once_can_be_asked_about() {
    let world = World::with(|limits| (limits.burst, limits.per_second) = (20, 1_000)).await;
    let org = world.organisation().await;
    let (device, parts) = sender(&world, &org, 3_000_000).await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(shown(&world, &device, &[Digest::of(&parts[0])]).await.answers.len(), 1);
}
