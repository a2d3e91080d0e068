//! The server and the organisation's words about its devices: renewals, confirmations and ends.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use axum::body::Body;
use axum::http::Request;
use evidence::details::Continues;
use evidence::entry::Link;
use evidence::word::{self, Covers};
use evidence::{Carried, Details, Digest, Envelope, SignedEntry, Token, Word};
use jiff::Timestamp;
use seal::{AdmissionKey, OneTimeKey};
use support::{Call, Device, Invited, LOG, Organisation, World};
use sync::auth::RequestSigner as _;
use sync::messages::{ArchivePage, Enrol, EntriesReply, RowKind, Words, codes};

/// Makes a renewal of the device by this invitation, at a later place in a chain that the server has not seen.
fn renewal(org: &Organisation, device: &Device, invited: &Invited) -> Carried {
    let (key, next) = (OneTimeKey::from_seed(&support::seed()), OneTimeKey::from_seed(&support::seed()));
    let link = Link {
        device: Some(device.genesis.digest()),
        prev: Some(Digest::of(b"an entry that has not left the device")),
        ..support::link(7, next.public().unwrap())
    };
    let (policy, organisation) = (org.policy.digest(), Some(org.key.public().unwrap().digest()));
    let platform = Some("linux".to_owned());
    let transport_key = Some(device.signer.key());
    let mut details = Details { policy, organisation, transport_key, platform, ..support::details(7) };
    let secret = AdmissionKey::from_seed(&invited.secret);
    secret.admit(&mut details, &link, key.public().unwrap(), invited.ticket.clone()).unwrap();
    seal::sign_entry(key, link, &details).unwrap().carried()
}

async fn enrol(world: &World, org: &Organisation, device: &Device, renewal: Option<Carried>) -> support::Reply {
    let asked =
        Enrol { organisation: org.key.public().unwrap(), genesis: device.genesis.carried(), renewal, shown: None };
    world.ask(Call::post("/v1/devices", &asked, &device.signer)).await
}

fn say(org: &Organisation, word: &Word) -> Envelope {
    org.key.say(word).unwrap()
}

fn confirmation(org: &Organisation, device: &Digest) -> Envelope {
    say(org, &Word::confirmed(Token::from_bytes([1; 16]), org.key.public().unwrap(), *device))
}

fn end(org: &Organisation, device: &Digest) -> Envelope {
    say(org, &Word::ended(Token::from_bytes([2; 16]), org.key.public().unwrap(), *device, Covers::After(*device)))
}

#[tokio::test]
async fn a_device_whose_invitation_expired_is_enrolled_by_a_renewal_for_this_very_device() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = Device::invited(&org, org.invite(LOG, Some(Timestamp::UNIX_EPOCH)));
    assert_eq!(enrol(&world, &org, &device, None).await.code(), codes::TICKET_EXPIRED);
    let other = Device::new(&org);
    for invited in [org.invite(LOG, None), org.renew(LOG, other.genesis.digest()), {
        support::Organisation::new().renew(LOG, device.genesis.digest())
    }] {
        let renewal = renewal(&org, &device, &invited);
        assert_eq!(enrol(&world, &org, &device, Some(renewal)).await.code(), codes::REFUSED);
    }
    let invited = org.renew(LOG, device.genesis.digest());
    // The renewal of one device enrols no other.
    assert_eq!(enrol(&world, &org, &other, Some(renewal(&org, &device, &invited))).await.code(), codes::REFUSED);
    let renewal = renewal(&org, &device, &invited);
    let reply: EntriesReply = enrol(&world, &org, &device, Some(renewal.clone())).await.ok().json();
    assert_eq!(reply.noted[0].entry, device.genesis.digest());
    enrol(&world, &org, &device, Some(renewal)).await.ok();
}

#[tokio::test]
async fn a_device_that_the_organisation_confirmed_is_enrolled_whatever_its_ticket_is_worth() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let first = world.device(&org).await;
    let expired = Device::invited(&org, org.invite(LOG, Some(Timestamp::UNIX_EPOCH)));
    let second = Device::invited(&org, first.invited.clone());
    for device in [&expired, &second] {
        assert!(!enrol(&world, &org, device, None).await.status.is_success());
        let said = confirmation(&org, &device.genesis.digest());
        world.ask(Call::post("/v1/words", &Words { words: vec![said] }, &archivist)).await.ok();
        enrol(&world, &org, device, None).await.ok();
    }
}

#[tokio::test]
async fn a_chain_that_goes_on_from_another_is_enrolled_once_the_organisation_has_confirmed_it() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let old = world.device(&org).await;
    let going_on = |continues| {
        let mut device = Device::new(&org);
        let (key, next) = (OneTimeKey::from_seed(&support::seed()), OneTimeKey::from_seed(&support::seed()));
        let link = Link { key: Some(key.public().unwrap()), ..support::link(0, next.public().unwrap()) };
        let (policy, organisation) = (org.policy.digest(), Some(org.key.public().unwrap().digest()));
        let (transport_key, platform) = (Some(device.signer.key()), Some("linux".to_owned()));
        let details = Details { policy, organisation, transport_key, platform, continues, ..support::details(0) };
        device.genesis = seal::sign_entry(key, link, &details).unwrap();
        device
    };
    // Without a ticket or a confirmation no device is enrolled.
    let stranger = going_on(None);
    assert_eq!(enrol(&world, &org, &stranger, None).await.code(), codes::REFUSED);
    let device = going_on(Some(Continues { device: old.genesis.digest(), entry: old.genesis.digest() }));
    assert_eq!(enrol(&world, &org, &device, None).await.code(), codes::NOT_ADMITTED);
    // A word about the earlier chain does not apply to this one.
    let of_old = confirmation(&org, &old.genesis.digest());
    world.ask(Call::post("/v1/words", &Words { words: vec![of_old] }, &archivist)).await.ok();
    assert_eq!(enrol(&world, &org, &device, None).await.code(), codes::NOT_ADMITTED);
    let said = confirmation(&org, &device.genesis.digest());
    world.ask(Call::post("/v1/words", &Words { words: vec![said] }, &archivist)).await.ok();
    enrol(&world, &org, &device, None).await.ok();
    // A renewal enrols it too.
    let other = going_on(Some(Continues { device: old.genesis.digest(), entry: old.genesis.digest() }));
    let invited = org.renew(LOG, other.genesis.digest());
    enrol(&world, &org, &other, Some(renewal(&org, &other, &invited))).await.ok();
}

#[tokio::test]
async fn a_word_stands_in_the_log_once_and_the_log_shows_its_digest_alone() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let mut device = world.device(&org).await;
    let (confirmed, ended) = (confirmation(&org, &device.genesis.digest()), end(&org, &device.genesis.digest()));
    for _ in 0..2 {
        let words = Words { words: vec![confirmed.clone(), ended.clone()] };
        world.ask(Call::post("/v1/words", &words, &archivist)).await.ok();
    }
    // An end stops no entry: one that is signed after it is noted after it.
    let late = device.entry(None, &[]);
    assert_eq!(world.entries(&device, &[&late]).await.noted.len(), 1);
    let page: ArchivePage =
        world.ask(Call::new("GET", "/v1/archive/entries?after=0".to_owned(), &archivist)).await.ok().json();
    let words: Vec<_> = page.rows.iter().filter(|row| row.kind == RowKind::Word).collect();
    let told: Vec<Digest> = words.iter().map(|row| row.envelope.envelope.digest()).collect();
    assert_eq!(told, [confirmed.digest(), ended.digest()]);
    let leaves: Vec<Vec<u8>> = words.iter().map(|row| row.leaf()).collect();
    assert_eq!(leaves, [word::leaf(&confirmed.digest()), word::leaf(&ended.digest())]);
    let proofs = leaves.iter().map(Vec::as_slice).zip(words.iter().map(|row| &row.noted));
    support::check_noted(&page.checkpoint, &world.log_key(), proofs);
    let size = page.rows.last().unwrap().noted.index + 1;
    let tile = format!("/tile/entries/000.p/{size}");
    let tile =
        world.send(Request::get(tile).header("host", support::HOST).body(Body::empty()).unwrap()).await.ok().body;
    let organisation = org.key.public().unwrap().to_string();
    assert!(!tile.windows(organisation.len()).any(|w| w == organisation.as_bytes()));
    assert!(tile.windows(64).any(|w| w == ended.digest().to_string().as_bytes()));
}

#[tokio::test]
async fn words_are_taken_from_the_organisations_archivist_and_by_its_own_key_alone() {
    let world = World::new().await;
    let org = world.organisation().await;
    let archivist = world.archivist(&org).await;
    let device = world.device(&org).await;
    let own = confirmation(&org, &device.genesis.digest());
    let by_device = Call::post("/v1/words", &Words { words: vec![own.clone()] }, &device.signer);
    assert_eq!(world.ask(by_device).await.status.as_u16(), 401);
    let stranger = support::Organisation::new();
    let foreign = confirmation(&stranger, &device.genesis.digest());
    let entry: SignedEntry = device.genesis.clone();
    for other in [foreign, entry.envelope().clone()] {
        let words = Words { words: vec![own.clone(), other] };
        assert_eq!(world.ask(Call::post("/v1/words", &words, &archivist)).await.status.as_u16() / 100, 4);
    }
    let page: ArchivePage =
        world.ask(Call::new("GET", "/v1/archive/entries?after=0".to_owned(), &archivist)).await.ok().json();
    assert!(page.rows.iter().all(|row| row.kind != RowKind::Word), "all or nothing");
}
