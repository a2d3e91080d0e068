//! Permissions: every role at every route, with its own, another's and missing objects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use axum::http::Request;
use evidence::Digest;
use support::{Call, HOST, Signer, World, bytes};
use sync::auth::RequestSigner;
use sync::messages::{ArchivePage, Entries, Receipts, RowKind, codes};

/// The owner of an object, as seen by the client.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Object {
    Own,
    SameOrganisation,
    OtherOrganisation,
    Missing,
}

const OBJECTS: [Object; 4] = [Object::Own, Object::SameOrganisation, Object::OtherOrganisation, Object::Missing];

fn held_question(part: Digest) -> sync::messages::Held {
    sync::messages::Held { challenge: sync::held::Challenge::new([1; 32]), parts: vec![part] }
}

#[tokio::test]
async fn every_role_at_every_route_over_every_object() {
    let world = World::new().await;
    let (org, other) = (world.organisation().await, world.invited().await);
    let (mut own, mut same, mut foreign) =
        (world.device(&org).await, world.device(&org).await, world.device(&other).await);
    let mut parts = Vec::new();
    for device in [&mut own, &mut same, &mut foreign] {
        let part = bytes(2_000);
        let (item, entry) = device.item(&part, &bytes(80));
        world.entries(device, &[&entry]).await;
        parts.push((part, item));
    }
    for (device, (part, _)) in [&own, &same, &foreign].into_iter().zip(&parts) {
        world.upload(device, part).await.ok();
    }
    let (archivist, other_archivist) = (world.archivist(&org).await, world.archivist(&other).await);
    let nobody = Signer::new();
    let roles: [(&str, Option<&dyn RequestSigner>); 5] = [
        ("device", Some(&own.signer)),
        ("archivist", Some(&archivist)),
        ("archivist of another organisation", Some(&other_archivist)),
        ("unknown key", Some(&nobody)),
        ("unsigned", None),
    ];
    let missing = (bytes(2_000), evidence::ItemId::from_bytes(support::short()));
    let mut tried = 0;
    for (role, signer) in roles {
        let is_device = role == "device";
        for object in OBJECTS {
            let (part, item) = match object {
                Object::Own => &parts[0],
                Object::SameOrganisation => &parts[1],
                Object::OtherOrganisation => &parts[2],
                Object::Missing => &missing,
            };
            let digest = Digest::of(part);
            let any = &own.signer;
            let calls: Vec<(Call<'_>, u16)> = vec![
                // A device can reach only its own parts; those of others answer like missing ones.
                (Call::create(part, any), if object == Object::Own { 201 } else { 404 }),
                (Call::head(&digest, any), if object == Object::Own { 200 } else { 404 }),
                (Call::patch(&digest, 2_000, b"", any), if object == Object::Own { 204 } else { 404 }),
                (
                    Call::post(
                        "/v1/receipts",
                        &Receipts { items: vec![own.asked(*item)], known: None, shown: None },
                        any,
                    ),
                    200,
                ),
                (Call::post("/v1/held", &held_question(digest), any), 200),
                (
                    Call::post(
                        "/v1/entries",
                        &Entries { entries: vec![], known: None, policy: None, shown: None },
                        any,
                    ),
                    200,
                ),
            ];
            for (mut call, status) in calls {
                let expected = if is_device { status } else { 401 };
                call.signer = signer;
                let (method, path) = (call.method, call.path.clone());
                let reply = world.ask(call).await;
                assert_eq!(reply.status.as_u16(), expected, "{role} {method} {path} {object:?}");
                tried += 1;
            }
            let readable = match role {
                "archivist" => object == Object::Own || object == Object::SameOrganisation,
                "archivist of another organisation" => object == Object::OtherOrganisation,
                _ => false,
            };
            let is_archivist = role.starts_with("archivist");
            let expected = if !is_archivist {
                401
            } else if readable {
                200
            } else {
                404
            };
            let mut call = Call::new("GET", format!("/v1/archive/parts/{digest}"), any);
            call.signer = signer;
            let reply = world.ask(call).await;
            assert_eq!(reply.status.as_u16(), expected, "{role} reads {object:?}");
            tried += 1;
        }
        let any = &own.signer;
        for (path, expected) in [
            ("/v1/archive/entries", if role.starts_with("archivist") { 200 } else { 401 }),
            ("/v1/archive/details", if role.starts_with("archivist") { 200 } else { 401 }),
            ("/v1/consistency?from=1", if is_device || role.starts_with("archivist") { 200 } else { 401 }),
            ("/v1/server", 200),
            ("/checkpoint", 200),
        ] {
            let mut call = Call::new("GET", path, any);
            call.signer = signer;
            assert_eq!(world.ask(call).await.status.as_u16(), expected, "{role} {path}");
            tried += 1;
        }
    }
    assert_eq!(tried, 5 * (4 * 7 + 5));
}

#[tokio::test]
async fn foreign_and_missing_objects_answer_alike_to_the_byte() {
    let world = World::new().await;
    let (org, other) = (world.organisation().await, world.invited().await);
    let (own, mut foreign) = (world.device(&org).await, world.device(&other).await);
    let (part, absent) = (bytes(2_000), bytes(2_000));
    let (item, entry) = foreign.item(&part, &bytes(80));
    world.entries(&foreign, &[&entry]).await;
    world.upload(&foreign, &part).await.ok();
    let archivist = world.archivist(&org).await;
    let same = |mut a: support::Reply, mut b: support::Reply| {
        for reply in [&mut a, &mut b] {
            let mut body: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
            body.as_object_mut().map(|body| body.remove("time"));
            reply.body = body.to_string().into_bytes();
            reply.headers.remove("content-length");
        }
        assert_eq!((a.status, a.headers, a.body), (b.status, b.headers, b.body));
    };
    let create = |part: &[u8]| world.ask(Call::create(part, &own.signer));
    same(create(&part).await, create(&absent).await);
    let get = |part: &[u8]| world.ask(Call::new("GET", format!("/v1/archive/parts/{}", Digest::of(part)), &archivist));
    same(get(&part).await, get(&absent).await);
    let unknown = evidence::ItemId::from_bytes(support::short());
    let (a, b) = (world.receipts(&own, &[item]).await, world.receipts(&own, &[unknown]).await);
    assert_eq!((a.delivered.len(), a.missing[0].unfinished, a.missing[0].parts.len()), (0, true, 0));
    assert_eq!((b.delivered.len(), b.missing[0].unfinished, b.missing[0].parts.len()), (0, true, 0));
}

#[tokio::test]
async fn an_archivist_reads_exactly_what_its_organisation_sent_with_proofs() {
    let world = World::new().await;
    let (org, other) = (world.organisation().await, world.invited().await);
    let (mut one, mut two) = (world.device(&org).await, world.device(&other).await);
    let mut expected = vec![one.genesis.digest()];
    let mut item = None;
    for _ in 0..30 {
        let (part, record) = (bytes(100), bytes(60));
        let (id, entry) = one.item(&part, &record);
        let (_, foreign) = two.item(&bytes(100), &bytes(60));
        world.entries(&one, &[&entry]).await;
        world.entries(&two, &[&foreign]).await;
        expected.push(entry.digest());
        if item.is_none() {
            world.upload(&one, &part).await.ok();
            world.upload(&one, &record).await.ok();
            let custody = world.receipts(&one, &[id]).await.delivered.remove(0);
            expected.push(custody.noted.entry);
            item = Some(id);
        }
    }
    let archivist = world.archivist(&org).await;
    let (mut found, mut after, mut custody) = (Vec::new(), 0, 0);
    loop {
        let call = Call::new("GET", format!("/v1/archive/entries?after={after}&limit=7"), &archivist);
        let page: ArchivePage = world.ask(call).await.ok().json();
        let rows = page.rows.iter().map(|row| (row.envelope.envelope.payload(), &row.noted));
        support::check_noted(&page.checkpoint, &world.log_key(), rows);
        for row in &page.rows {
            assert!(row.cursor > after);
            after = row.cursor;
            custody += usize::from(row.kind == RowKind::Custody);
            found.push(row.envelope.envelope.digest());
        }
        if !page.more {
            break;
        }
        assert_eq!(page.rows.len(), 7);
    }
    assert_eq!((found, custody), (expected, 1));
}

#[tokio::test]
async fn a_copied_request_is_worth_nothing() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let call =
        Call::post("/v1/entries", &Entries { entries: vec![], known: None, policy: None, shown: None }, &device.signer);
    world.send(call.request(HOST)).await.ok();
    let again = world.send(call.request(HOST)).await;
    assert_eq!((again.status.as_u16(), again.code().as_str()), (401, codes::REPLAYED));
    // Moved to another path, host, method or body.
    let mut request = call.request(HOST);
    *request.uri_mut() = "/v1/receipts".parse().unwrap();
    assert_eq!(world.send(request).await.code(), codes::UNAUTHENTICATED);
    let mut request = call.request(HOST);
    request.headers_mut().insert("host", "other.test".parse().unwrap());
    assert_eq!(world.send(request).await.code(), codes::UNAUTHENTICATED);
    let fresh =
        Call::post("/v1/entries", &Entries { entries: vec![], known: None, policy: None, shown: None }, &device.signer);
    let request = fresh.request_with(HOST, axum::body::Body::from(&br#"{"entries":[],"a":1}"#[..]));
    assert_eq!(world.send(request).await.code(), codes::UNAUTHENTICATED);
}

#[tokio::test]
async fn a_request_of_another_time_is_told_the_servers() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    for away in [-301, 302, -86_400, 86_400] {
        let mut call = Call::post(
            "/v1/entries",
            &Entries { entries: vec![], known: None, policy: None, shown: None },
            &device.signer,
        );
        call.created += away;
        let reply = world.ask(call).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, codes::CLOCK), "{away}");
        let problem: sync::messages::Problem = reply.json();
        let mut call = Call::post(
            "/v1/entries",
            &Entries { entries: vec![], known: None, policy: None, shown: None },
            &device.signer,
        );
        call.created = problem.time.as_second();
        world.ask(call).await.ok();
    }
}

#[tokio::test]
async fn a_request_made_before_a_restart_is_refused_after_it() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let mut call =
        Call::post("/v1/entries", &Entries { entries: vec![], known: None, policy: None, shown: None }, &device.signer);
    call.created -= 1;
    let world = world.restart().await;
    assert_eq!(world.ask(call).await.code(), codes::CLOCK);
}

#[tokio::test]
async fn with_its_names_set_a_server_takes_no_request_that_was_signed_for_another() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let call =
        Call::post("/v1/entries", &Entries { entries: vec![], known: None, policy: None, shown: None }, &device.signer);
    assert_eq!(world.send(call.request("other.test")).await.code(), codes::UNAUTHENTICATED);
    world.send(call.request("SERVER.test")).await.ok();
}

#[tokio::test]
async fn without_names_a_server_goes_by_its_address_and_by_what_the_policy_calls_it() {
    let data = tempfile::tempdir().unwrap();
    let mut config = support::config(data.path());
    config.authorities.clear();
    let server = testamur_server::Server::bind(config).await.unwrap();
    let world = World { router: server.router(), server, data };
    let mut org = support::Organisation::new();
    let mut policy = support::policy(0);
    let named = |url: &str, pin| evidence::policy::Server { url: url.to_owned(), pins: vec![pin] };
    policy.servers = vec![
        named("https://log.example", world.server.pin),
        named("https://second.example", Digest::of(b"another server of the organisation")),
    ];
    org.policy = org.key.sign_policy(&policy).unwrap();
    world.admit(&org, None).await.ok();
    let (device, stranger) = (support::Device::new(&org), support::Device::new(&org));
    let local = format!("127.0.0.1:{}", world.server.addr.port());
    world.send(device.enrol(&org).request(&local)).await.ok();
    let reply = world.send(stranger.enrol(&org).request("second.example")).await;
    assert_eq!(reply.code(), codes::UNAUTHENTICATED, "an enrolment that another server passes on");
    for (host, taken) in [("log.example", true), (&local, true), ("second.example", false)] {
        let call = Call::post(
            "/v1/entries",
            &Entries { entries: vec![], known: None, policy: None, shown: None },
            &device.signer,
        );
        assert_eq!(world.send(call.request(host)).await.status.is_success(), taken, "{host}");
    }
}

#[tokio::test]
async fn one_key_has_one_role() {
    let world = World::new().await;
    let org = world.organisation().await;
    let device = world.device(&org).await;
    let ticket = org.ticket(evidence::invitation::Role::Archivist, Some(device.signer.key()));
    let asked = sync::messages::EnrolArchivist { organisation: org.key.public().unwrap(), ticket };
    assert_eq!(world.ask(Call::post("/v1/archivists", &asked, &device.signer)).await.code(), codes::REFUSED);
    // A ticket that names another key than the request's.
    let (one, two) = (Signer::new(), Signer::new());
    let ticket = org.ticket(evidence::invitation::Role::Archivist, Some(one.key()));
    let asked = sync::messages::EnrolArchivist { organisation: org.key.public().unwrap(), ticket };
    assert_eq!(world.ask(Call::post("/v1/archivists", &asked, &two)).await.code(), codes::REFUSED);
    world.ask(Call::post("/v1/archivists", &asked, &one)).await.ok();
    world.ask(Call::post("/v1/archivists", &asked, &one)).await.ok();
}

#[tokio::test]
async fn routes_and_methods_that_do_not_exist_are_problems_too() {
    let world = World::new().await;
    for (method, path, status) in [
        ("GET", "/", 404),
        ("GET", "/v2/server", 404),
        ("DELETE", "/v1/entries", 405),
        ("GET", "/v1/entries", 405),
        ("PUT", "/v1/parts", 405),
        ("GET", "/tile/0/000", 404),
        ("GET", "/tile/../../log.key", 404),
        ("GET", "/tile/entries/x001", 404),
    ] {
        let request = Request::builder().method(method).uri(path).header("host", HOST).body(axum::body::Body::empty());
        let reply = world.send(request.unwrap()).await;
        assert_eq!(reply.status.as_u16(), status, "{method} {path}");
        reply.code();
    }
}
