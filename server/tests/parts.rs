//! Parts: the protocol of tus 1.0.0, and the server's behaviour when it goes wrong.
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
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence::Digest;
use evidence::part::MAX_SEALED;
use futures_util::{StreamExt as _, stream};
use support::{Call, Device, Organisation, World, bytes};
use sync::messages::codes;

/// Makes a device whose entry announces one part of `length` bytes.
async fn announced(world: &World, length: usize) -> (Organisation, Device, Vec<u8>, Digest) {
    let org = world.organisation().await;
    let mut device = world.device(&org).await;
    let part = bytes(length);
    let (_, entry) = device.item(&part, &bytes(100));
    world.entries(&device, &[&entry]).await;
    let digest = Digest::of(&part);
    (org, device, part, digest)
}

fn checksum(bytes: &[u8]) -> String {
    format!("sha256 {}", STANDARD.encode(Digest::of(bytes).as_bytes()))
}

#[tokio::test]
async fn anyone_may_know_what_the_server_speaks() {
    let world = World::new().await;
    let request = axum::http::Request::options("/v1/parts").body(Body::empty()).unwrap();
    let reply = world.send(request).await.ok();
    assert_eq!(reply.status.as_u16(), 204);
    assert_eq!(reply.headers["tus-version"], "1.0.0");
    assert_eq!(reply.headers["tus-extension"], "creation,creation-with-upload,checksum");
    assert_eq!(reply.headers["tus-checksum-algorithm"], "sha256");
    assert_eq!(reply.number("tus-max-size"), MAX_SEALED as u64);
}

#[tokio::test]
async fn a_part_goes_up_in_pieces_and_its_offset_is_told_at_any_time() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 10_000).await;
    let created = world.ask(Call::create(&part, &device.signer)).await.ok();
    assert_eq!((created.status.as_u16(), created.number("upload-offset")), (201, 0));
    assert_eq!(created.headers["location"].to_str().unwrap(), format!("/v1/parts/{digest}"));
    assert_eq!(created.headers["tus-resumable"], "1.0.0");
    let mut offset = 0;
    for piece in part.chunks(3_000) {
        let head = world.ask(Call::head(&digest, &device.signer)).await.ok();
        assert_eq!((head.number("upload-offset"), head.number("upload-length")), (offset, 10_000));
        assert_eq!(head.headers["cache-control"], "no-store");
        let call = Call::patch(&digest, offset, piece, &device.signer).header("upload-checksum", checksum(piece));
        let reply = world.ask(call).await.ok();
        offset += piece.len() as u64;
        assert_eq!((reply.status.as_u16(), reply.number("upload-offset")), (204, offset));
    }
    let head = world.ask(Call::head(&digest, &device.signer)).await.ok();
    assert_eq!(head.number("upload-offset"), 10_000);
    assert_eq!(std::fs::read_dir(world.data.path().join("incoming")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_part_goes_up_with_its_creation_and_the_second_time_costs_nothing() {
    let world = World::new().await;
    let (_, device, part, _) = announced(&world, 700_000).await;
    assert_eq!(world.upload(&device, &part).await.ok().number("upload-offset"), 700_000);
    let again = world.ask(Call::create(&part, &device.signer)).await.ok();
    assert_eq!((again.status.as_u16(), again.number("upload-offset")), (201, 700_000));
    assert_eq!(world.upload(&device, &part).await.ok().number("upload-offset"), 700_000);
}

#[tokio::test]
async fn a_wrong_offset_is_a_conflict_and_moves_nothing() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    for (offset, from) in [(1, 1), (5_000, 0), (u64::MAX, 0)] {
        let reply = world.ask(Call::patch(&digest, offset, &part[from..], &device.signer)).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (409, codes::OFFSET));
    }
    world.ask(Call::patch(&digest, 0, &part[..2_000], &device.signer)).await.ok();
    let reply = world.ask(Call::patch(&digest, 0, &part[..2_000], &device.signer)).await;
    assert_eq!(reply.status.as_u16(), 409);
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 2_000);
}

#[tokio::test]
async fn a_wrong_checksum_moves_nothing() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    let call = Call::patch(&digest, 0, &part[..2_000], &device.signer);
    let reply = world.ask(call.header("upload-checksum", checksum(b"other"))).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (460, codes::CHECKSUM));
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 0);
    for wrong in ["md5 AAAA", "sha256", "sha256 ", "sha256 AAAA", "sha256 !", ""] {
        let call = Call::patch(&digest, 0, &part[..2_000], &device.signer).header("upload-checksum", wrong);
        assert_eq!(world.ask(call).await.status.as_u16(), 400, "{wrong:?}");
    }
}

#[tokio::test]
async fn bytes_that_are_not_the_part_are_thrown_away_at_the_end() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    let mut other = part.clone();
    other[2_500] ^= 1;
    let reply = world.ask(Call::create(&part, &device.signer).body(&other)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (460, codes::CHECKSUM));
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.status.as_u16(), 404, "nothing is left of it");
    assert_eq!(std::fs::read_dir(world.data.path().join("incoming")).unwrap().count(), 0);
    world.upload(&device, &part).await.ok();
}

#[tokio::test]
async fn only_announced_parts_of_the_announced_size_can_be_created() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    let wrong = [
        Call::create(&bytes(5_000), &device.signer),
        Call::creation(digest, 4_999, &device.signer),
        Call::creation(digest, 5_001, &device.signer).body(&part),
        Call::head(&digest, &device.signer),
        Call::patch(&digest, 0, &part, &device.signer),
    ];
    for (n, call) in wrong.into_iter().enumerate() {
        let head = call.method == "HEAD";
        let reply = world.ask(call).await;
        assert_eq!(reply.status.as_u16(), 404, "{n}");
        assert!(head || reply.code() == codes::NOT_FOUND);
    }
}

#[tokio::test]
async fn headers_that_break_the_protocol_get_a_clear_answer() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    let create = || Call::create(&part, &device.signer);
    let patch = || Call::patch(&digest, 0, &part[..10], &device.signer);
    let without_version = world.ask(create().without("tus-resumable")).await;
    assert_eq!((without_version.status.as_u16(), without_version.code().as_str()), (412, codes::UNSUPPORTED));
    assert_eq!(without_version.headers["tus-version"], "1.0.0");
    assert_eq!(world.ask(create().header("tus-resumable", "0.2.2")).await.status.as_u16(), 412);
    world.ask(create()).await.ok();
    let cases: [(u16, Call<'_>); 14] = [
        (400, create().without("upload-length")),
        (400, create().header("upload-length", "-1")),
        (400, create().header("upload-length", "1e3")),
        (400, create().header("upload-length", "99999999999999999999")),
        (413, create().header("upload-length", MAX_SEALED + 1)),
        (400, create().without("upload-metadata")),
        (400, create().header("upload-metadata", "filename YQ==")),
        (400, create().header("upload-metadata", "sha256 !!")),
        (400, create().header("upload-metadata", "sha256 YQ==,sha256 YQ==")),
        (415, create().header("content-type", "application/json").body(&part)),
        (400, patch().without("upload-offset")),
        (400, patch().header("upload-offset", "x")),
        (415, patch().without("content-type")),
        (413, Call::patch(&digest, 0, &bytes(5_001), &device.signer)),
    ];
    for (n, (status, call)) in cases.into_iter().enumerate() {
        let reply = world.ask(call).await;
        assert_eq!(reply.status.as_u16(), status, "case {n}");
        reply.code();
    }
    for path in ["/v1/parts/nonsense".to_owned(), format!("/v1/parts/{}", digest.to_string().to_uppercase())] {
        let call = Call::new("PATCH", path, &device.signer).header("tus-resumable", "1.0.0").header("upload-offset", 0);
        let call = call.header("content-type", "application/offset+octet-stream").body(b"x");
        assert_eq!(world.ask(call).await.status.as_u16(), 404);
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_a_restart_of_the_server() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 900_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    world.ask(Call::patch(&digest, 0, &part[..500_000], &device.signer)).await.ok();
    let world = world.restart().await;
    let offset = world.ask(Call::head(&digest, &device.signer)).await.ok().number("upload-offset");
    assert_eq!(offset, 500_000);
    let reply = world.ask(Call::patch(&digest, offset, &part[500_000..], &device.signer)).await.ok();
    assert_eq!(reply.number("upload-offset"), 900_000);
}

#[tokio::test]
async fn bytes_beyond_the_acknowledged_offset_do_not_count_after_a_crash() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 9_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    world.ask(Call::patch(&digest, 0, &part[..4_000], &device.signer)).await.ok();
    // A crash may leave zeros that were never acknowledged, and an unknown upload.
    let incoming = world.data.path().join("incoming");
    let file = std::fs::read_dir(&incoming).unwrap().next().unwrap().unwrap().path();
    let mut torn = std::fs::read(&file).unwrap();
    torn.extend_from_slice(&[0; 3_000]);
    std::fs::write(&file, torn).unwrap();
    std::fs::write(incoming.join("1-unknown"), b"x").unwrap();
    let world = world.restart().await;
    assert!(!incoming.join("1-unknown").exists());
    let offset = world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset");
    assert_eq!(offset, 4_000);
    world.ask(Call::patch(&digest, offset, &part[4_000..], &device.signer)).await.ok();
}

#[tokio::test]
async fn an_upload_that_the_disk_lost_begins_again() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 9_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    world.ask(Call::patch(&digest, 0, &part[..4_000], &device.signer)).await.ok();
    let file = std::fs::read_dir(world.data.path().join("incoming")).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(file).unwrap();
    let reply = world.ask(Call::patch(&digest, 4_000, &part[4_000..], &device.signer)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (409, codes::OFFSET));
    world.upload(&device, &part).await.ok();
}

#[tokio::test]
async fn a_part_that_got_whole_as_the_server_was_killed_is_held_without_being_sent_again() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 9_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    world.ask(Call::patch(&digest, 0, &part[..4_000], &device.signer)).await.ok();
    // The rename happened, but the ledger did not record it.
    let file = std::fs::read_dir(world.data.path().join("incoming")).unwrap().next().unwrap().unwrap().path();
    std::fs::remove_file(file).unwrap();
    let name = digest.to_string();
    std::fs::write(world.data.path().join("parts").join(&name[..2]).join(&name), &part).unwrap();
    let world = world.restart().await;
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 4_000);
    let reply = world.ask(Call::patch(&digest, 4_000, &part[4_000..], &device.signer)).await.ok();
    assert_eq!(reply.number("upload-offset"), 9_000);
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 9_000);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_kept_as_far_as_it_came_unless_it_has_a_checksum() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 300_000).await;
    let broken = |bytes: &[u8]| {
        let piece: Result<bytes::Bytes, std::io::Error> = Ok(bytes::Bytes::copy_from_slice(bytes));
        let end = Err(std::io::Error::other("the connection is gone"));
        Body::from_stream(stream::iter([piece, end]))
    };
    let call = Call::create(&part, &device.signer).header("upload-checksum", checksum(&part)).body(&part);
    let reply = world.send(call.request_with(support::HOST, broken(&part[..120_000]))).await;
    assert_eq!(reply.status.as_u16(), 400);
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.status.as_u16(), 404);
    let call = Call::create(&part, &device.signer).body(&part);
    world.send(call.request_with(support::HOST, broken(&part[..120_000]))).await;
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 120_000);
    // A repeated creation continues behind the existing bytes, and its body counts from the first byte.
    assert_eq!(world.upload(&device, &part).await.ok().number("upload-offset"), 300_000);
}

#[tokio::test]
async fn a_body_other_than_the_signed_one_moves_nothing() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 5_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    let mut other = part[..2_000].to_vec();
    other[0] ^= 1;
    let call = Call::patch(&digest, 0, &part[..2_000], &device.signer);
    let reply = world.send(call.request_with(support::HOST, Body::from(other))).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, codes::UNAUTHENTICATED));
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.number("upload-offset"), 0);
}

#[tokio::test]
async fn requests_for_one_upload_take_turns() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 400_000).await;
    world.ask(Call::create(&part, &device.signer)).await.ok();
    let calls: Vec<_> = (0..8).map(|_| Call::patch(&digest, 0, &part, &device.signer)).collect();
    let replies = futures_util::future::join_all(calls.into_iter().map(|call| world.ask(call))).await;
    let mut statuses: Vec<_> = replies.iter().map(|r| r.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409, 409, 409, 409, 409, 409, 409]);
}

#[tokio::test]
async fn a_dead_connection_gives_its_turn_to_the_next() {
    let world = World::new().await;
    let (_, device, part, digest) = announced(&world, 400_000).await;
    let piece: Result<bytes::Bytes, std::io::Error> = Ok(bytes::Bytes::copy_from_slice(&part[..300_000]));
    let silent = Body::from_stream(stream::iter([piece]).chain(stream::pending()));
    let request = Call::create(&part, &device.signer).body(&part).request_with(support::HOST, silent);
    let dead = world.send(request);
    let next = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        world.ask(Call::head(&digest, &device.signer)).await.ok().number("upload-offset")
    };
    let (dead, offset) = tokio::join!(dead, next);
    assert_eq!((dead.status.as_u16(), offset), (400, 300_000));
}

#[tokio::test]
async fn two_devices_that_send_the_same_part_do_not_learn_of_each_other() {
    let world = World::new().await;
    let (org, other) = (world.organisation().await, world.invited().await);
    let part = bytes(8_000);
    let mut devices = Vec::new();
    for organisation in [&org, &org, &other] {
        let mut device = world.device(organisation).await;
        let (item, entry) = device.item(&part, &bytes(50));
        world.entries(&device, &[&entry]).await;
        devices.push((device, item));
    }
    let digest = Digest::of(&part);
    for (device, item) in &devices {
        let created = world.ask(Call::create(&part, &device.signer)).await.ok();
        assert_eq!(created.number("upload-offset"), 0, "that another device sent it does not show");
        assert!(world.receipts(device, &[*item]).await.missing[0].parts.contains(&digest));
        world.ask(Call::patch(&digest, 0, &part, &device.signer)).await.ok();
    }
}

#[tokio::test]
async fn an_archivist_gets_the_sealed_bytes() {
    let world = World::new().await;
    let (org, device, part, digest) = announced(&world, 800_000).await;
    world.upload(&device, &part).await.ok();
    let archivist = world.archivist(&org).await;
    let reply = world.ask(Call::new("GET", format!("/v1/archive/parts/{digest}"), &archivist)).await.ok();
    assert_eq!(reply.number("content-length"), 800_000);
    assert_eq!(Digest::of(&reply.body), digest);
}

#[tokio::test]
async fn a_part_that_the_disk_lost_is_missing_and_wanted_again() {
    let world = World::new().await;
    let (org, device, part, digest) = announced(&world, 5_000).await;
    world.upload(&device, &part).await.ok();
    let archivist = world.archivist(&org).await;
    let name = digest.to_string();
    std::fs::remove_file(world.data.path().join("parts").join(&name[..2]).join(&name)).unwrap();
    let get = || Call::new("GET", format!("/v1/archive/parts/{digest}"), &archivist);
    // Not 503: a client that fetches one part after the other must not stop at this one for ever.
    assert_eq!(world.ask(get()).await.status.as_u16(), 404);
    assert_eq!(world.ask(Call::head(&digest, &device.signer)).await.status.as_u16(), 404, "it does not count as held");
    world.upload(&device, &part).await.ok();
    assert_eq!(world.ask(get()).await.ok().body, part);
}
