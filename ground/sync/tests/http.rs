//! A device and an archivist against real sockets on loopback.

#![cfg(feature = "http")]
// The workspace allows these inside test functions; helpers beside them are no less tests.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

#[path = "support/net.rs"]
mod net;
mod support;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use evidence::Digest;
use evidence::part::Role;
use jiff::SignedDuration;
use net::{Around, Fault, Served, closed_port, device, options, policy, serve, url};
use support::{Memory, bytes, item_id};
use sync::http::{Archivist, Options, Report, ServerDoor, Watch, sync_watch};
use sync::pace::Backoff;
use sync::{Failure, PartKind};
use tokio::time::Instant;

async fn sync(served: &Served, outbox: &mut Memory) -> Report {
    served.device(outbox).sync_once(outbox, &mut |_| {}).await
}

fn large(parts: u64, size: usize) -> Memory {
    let mut outbox = Memory::new();
    for n in 0..parts {
        let media = (Role::Media(u32::try_from(n).unwrap()), bytes(n, size), PartKind::Recording);
        outbox.add(0, &[media]);
    }
    outbox.add(0, &[(Role::Record, bytes(parts, 300), PartKind::Record)]);
    outbox
}

#[tokio::test]
async fn everything_is_enrolled_sent_and_delivered_over_http_1_and_2() {
    for h2 in [true, false] {
        let (served, mut outbox) = (serve(h2).await, Memory::with_items(25));
        let mut told = 0;
        let report = served.device(&outbox).sync_once(&mut outbox, &mut |_| told += 1).await;
        assert_eq!(report.failure, None);
        assert_eq!((report.tally.entries_noted, report.tally.parts_sent, report.tally.items_delivered), (26, 50, 25));
        assert_eq!(outbox.delivered.len(), 25);
        assert_eq!(report.round_trips_until_noted, Some(2));
        assert_eq!(report.requests, 2 + 50 + 1);
        assert_eq!(told, 53);
        assert!(report.bytes_up > 25 * 400 && report.bytes_down > 0);
        assert!(served.seen().iter().all(|s| s.signed));
        let again = sync(&served, &mut outbox).await;
        assert_eq!((again.requests, again.failure), (0, None), "nothing to do costs nothing");
        // One request asks for the newest policy.
        let asking = served.device(&outbox).asking_policy();
        let again = asking.sync_once(&mut outbox, &mut |_| {}).await;
        assert_eq!((again.requests, again.failure, again.tally.entries_noted), (1, None, 0));
    }
}

#[tokio::test]
async fn a_thousand_items_are_noted_within_three_round_trips() {
    let (served, mut outbox) = (serve(true).await, Memory::new());
    for n in 0..1_000 {
        outbox.add(n, &[(Role::Record, bytes(n, 64), PartKind::Record)]);
    }
    // The server is full, so the parts do not matter here.
    served.faults(|s| if s.path == "/v1/parts" { Fault::Problem(507, "quota") } else { Fault::None });
    let report = sync(&served, &mut outbox).await;
    assert_eq!(report.tally.entries_noted, 1_001);
    assert!(report.round_trips_until_noted.is_some_and(|n| n <= 3), "{:?}", report.round_trips_until_noted);
    assert_eq!(report.failure, Some(Failure::Quota));
}

#[tokio::test]
async fn several_parts_are_under_way_at_once_and_never_more_than_six() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(40));
    sync(&served, &mut outbox).await;
    let most = served.state.lock().unwrap().most_open;
    assert!((3..=6).contains(&most), "{most}");
}

#[tokio::test]
async fn a_part_goes_in_pieces_and_the_pieces_grow_on_a_fast_link() {
    let (served, mut outbox) = (serve(true).await, large(2, 4_000_000));
    let report = sync(&served, &mut outbox).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 1));
    let pieces: Vec<usize> =
        served.seen().iter().filter(|s| s.path.starts_with("/v1/parts")).map(|s| s.bytes).collect();
    assert!(pieces.iter().any(|b| *b > 1_000_000), "{pieces:?}");
    assert!(pieces.len() <= 9, "{pieces:?}");
    assert_eq!(report.bytes_up as usize, served.seen().iter().map(|s| s.bytes).sum::<usize>());
}

#[tokio::test]
async fn a_connection_cut_at_any_request_before_or_after_it_is_done_is_survived() {
    for h2 in [true, false] {
        for after in [false, true] {
            for nth in 0..12 {
                let (served, mut outbox) = (serve(h2).await, large(3, 700_000));
                served.faults(move |s| match (s.nth == nth, after) {
                    (false, _) => Fault::None,
                    (true, false) => Fault::CutBefore,
                    (true, true) => Fault::CutAfter,
                });
                let report = sync(&served, &mut outbox).await;
                assert_eq!(report.failure, None, "request {nth}, after {after}");
                assert_eq!(outbox.delivered.len(), 1);
            }
        }
    }
}

#[tokio::test]
async fn after_a_drop_the_server_is_asked_how_far_it_is_and_nothing_it_has_is_sent_again() {
    let (served, mut outbox) = (serve(true).await, large(1, 1_000_000));
    let cuts = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&cuts);
    served.faults(move |s| {
        // The first piece is acknowledged; the answer to the second one is lost.
        let second = s.method == "PATCH" && count.fetch_add(1, Ordering::Relaxed) == 0;
        if second { Fault::CutAfter } else { Fault::None }
    });
    let report = sync(&served, &mut outbox).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 1));
    let seen = served.seen();
    assert!(seen.iter().any(|s| s.method == "HEAD"));
    let sent: usize = seen.iter().filter(|s| s.path.starts_with("/v1/parts")).map(|s| s.bytes).sum();
    assert_eq!(sent, 1_000_000 + 300);
}

#[tokio::test]
async fn a_link_that_drops_every_seventh_request_still_delivers() {
    let (served, mut outbox) = (serve(true).await, large(4, 900_000));
    served.faults(|s| if s.nth % 7 == 6 { Fault::CutBefore } else { Fault::None });
    let mut syncs = 0;
    while outbox.delivered.is_empty() {
        sync(&served, &mut outbox).await;
        syncs += 1;
        assert!(syncs < 10);
    }
    assert_eq!(served.state.lock().unwrap().server.parts.len(), 5);
}

#[tokio::test]
async fn a_server_that_always_cuts_ends_the_conversation_as_interrupted() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(2));
    served.faults(|_| Fault::CutBefore);
    let report = sync(&served, &mut outbox).await;
    assert_eq!(report.failure, Some(Failure::Interrupted));
    assert_eq!(served.seen().len(), 4, "as many attempts as the options allow");
    assert!(outbox.noted.is_empty());
}

#[tokio::test]
async fn a_wrong_clock_costs_one_more_request_and_is_remembered() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(3));
    served.state.lock().unwrap().clock = SignedDuration::from_hours(24);
    let report = sync(&served, &mut outbox).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 3));
    assert_eq!(report.round_trips_until_noted, Some(3));
    assert_eq!(report.requests, 3 + 6 + 1);
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    served.faults(|_| Fault::Problem(401, "clock"));
    let report = sync(&served, &mut outbox).await;
    assert_eq!((report.failure, report.requests), (Some(Failure::Clock), 2));
}

#[tokio::test]
async fn every_answer_of_the_server_has_its_failure() {
    let cases: [(Fault, Failure); 21] = [
        (Fault::Problem(401, "unauthenticated"), Failure::Unauthenticated),
        (Fault::Problem(401, "replayed"), Failure::Unauthenticated),
        (Fault::Problem(403, "refused"), Failure::Refused("refused")),
        (Fault::Problem(404, "not-found"), Failure::Refused("not-found")),
        (Fault::Problem(418, "<b>teapot</b>"), Failure::Refused("other")),
        (Fault::Problem(409, "ticket-spent"), Failure::TicketSpent),
        (Fault::Problem(403, "ticket-expired"), Failure::TicketExpired),
        (Fault::Problem(403, "ticket-elsewhere"), Failure::TicketElsewhere),
        (Fault::Problem(403, "organisation-unknown"), Failure::OrganisationUnknown),
        (Fault::Problem(403, "code-needed"), Failure::CodeNeeded),
        (Fault::Problem(403, "policy-unknown"), Failure::PolicyUnknown),
        (Fault::Problem(403, "policy-older"), Failure::PolicyOlder),
        (Fault::Problem(413, "too-large"), Failure::TooLarge),
        (Fault::Problem(415, "unsupported"), Failure::Unsupported),
        (Fault::Problem(400, "malformed"), Failure::Unsupported),
        (Fault::Problem(507, "quota"), Failure::Quota),
        (Fault::Problem(507, "no-room"), Failure::NoRoom),
        (Fault::Header(429, "retry-after", "3600"), Failure::Rate(Some(3_600))),
        (Fault::Problem(503, "unavailable"), Failure::ServerError(503)),
        (Fault::Raw(502, b"<html>Bad Gateway</html>".to_vec()), Failure::ServerError(502)),
        (Fault::Header(302, "location", "https://elsewhere.example.org/"), Failure::BadReply("")),
    ];
    for (fault, expected) in cases {
        let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
        served.faults(move |_| fault.clone());
        let report = sync(&served, &mut outbox).await;
        let failure = report.failure.unwrap();
        assert_eq!(failure.code(), expected.code());
        if !matches!(expected, Failure::BadReply(_)) {
            assert_eq!(failure, expected);
        }
        assert!(outbox.noted.is_empty() && !outbox.enrolled);
        let attempts = if failure == Failure::ServerError(503) || failure == Failure::ServerError(502) { 4 } else { 1 };
        assert_eq!(served.seen().len(), attempts, "{failure:?}");
    }
}

#[tokio::test]
async fn garbage_instead_of_json_is_not_believed() {
    let nest = [vec![b'['; 100_000], vec![b']'; 100_000]].concat();
    for body in [b"".to_vec(), b"{".to_vec(), b"null".to_vec(), b"{\"noted\":[]}".to_vec(), vec![0xff; 5_000], nest] {
        let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
        served.faults(move |_| Fault::Raw(200, body.clone()));
        let report = sync(&served, &mut outbox).await;
        assert_eq!(report.failure.unwrap().code(), "bad-reply");
        assert!(outbox.noted.is_empty() && !outbox.enrolled);
    }
}

#[tokio::test]
async fn a_busy_server_that_recovers_is_waited_for() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(3));
    served.faults(|s| if s.nth % 3 == 1 { Fault::Problem(503, "unavailable") } else { Fault::None });
    let patient = sync::http::Options { attempts: 12, ..options() };
    let device = device(&outbox, &served.policy(), &patient, Around::default());
    let report = device.sync_once(&mut outbox, &mut |_| {}).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 3));
}

#[tokio::test]
async fn a_body_that_a_server_wrongly_sends_with_a_head_answer_does_not_matter() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    served.faults(|s| match (s.nth, s.method.as_str()) {
        (2, _) => Fault::CutBefore,
        (_, "HEAD") => Fault::Problem(404, "not-found"),
        _ => Fault::None,
    });
    let report = sync(&served, &mut outbox).await;
    assert!(served.seen().iter().any(|s| s.method == "HEAD"));
    assert_eq!((report.failure, outbox.delivered.len()), (None, 1));
}

#[tokio::test]
async fn parts_that_are_not_taken_are_left_and_the_others_are_delivered() {
    let spoil = |path: &'static str, status, code| {
        move |s: &net::Seen| {
            let first = s.path == path && s.bytes == 100;
            if first { Fault::Problem(status, code) } else { Fault::None }
        }
    };
    for (status, code) in [(404, "not-found"), (413, "too-large"), (460, "checksum")] {
        let (served, mut outbox) = (serve(true).await, Memory::with_items(2));
        outbox.add(9, &[(Role::Record, bytes(77, 101), PartKind::Record)]);
        served.faults(spoil("/v1/parts", status, code));
        let report = sync(&served, &mut outbox).await;
        assert_eq!(report.failure, Some(Failure::PartsLeft(2)), "the records of 100 bytes");
        assert_eq!(outbox.delivered.keys().collect::<Vec<_>>(), [&item_id(9)]);
    }
}

#[tokio::test]
async fn a_server_without_room_gives_receipts_for_what_it_holds() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(20));
    outbox.add(99, &[(Role::Record, bytes(99, 50), PartKind::Record)]);
    let room = |s: &net::Seen| s.path != "/v1/parts" || s.bytes < 200;
    served.faults(move |s| if room(s) { Fault::None } else { Fault::Problem(507, "quota") });
    let report = sync(&served, &mut outbox).await;
    assert_eq!(report.failure, Some(Failure::Quota));
    assert_eq!(outbox.delivered.keys().collect::<Vec<_>>(), [&item_id(99)]);
    assert!(served.seen().iter().filter(|s| !room(s)).count() <= 6, "and is not asked for more room again and again");
}

#[tokio::test]
async fn a_part_that_was_spoilt_once_on_the_way_is_sent_once_more() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    let spoilt = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&spoilt);
    served.faults(move |s| {
        let first = s.path == "/v1/parts" && count.fetch_add(1, Ordering::Relaxed) == 0;
        if first { Fault::Problem(460, "checksum") } else { Fault::None }
    });
    let report = sync(&served, &mut outbox).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 1));
}

#[tokio::test]
async fn a_server_that_says_it_has_all_after_the_first_piece_is_not_believed_to_have_been_sent_it() {
    let (served, mut outbox) = (serve(true).await, large(1, 1_000_000));
    let first = move |s: &net::Seen| s.path == "/v1/parts" && s.bytes > 1_000;
    served.faults(move |s| if first(s) { Fault::Header(201, "upload-offset", "1000000") } else { Fault::None });
    let report = sync(&served, &mut outbox).await;
    // A part that is not shown counts as not held and is sent again. By then a piece is as large as the part: the
    // server got all of it, still lacks it, and the part is left alone.
    assert_eq!((report.tally.parts_sent, report.tally.parts_held), (3, 0), "the record, and the part twice");
    assert_eq!((report.failure, outbox.delivered.len()), (Some(Failure::PartsLeft(1)), 0));
}

#[tokio::test]
async fn an_impossible_offset_is_not_believed() {
    for value in ["99999999", "-1", "", "abc"] {
        let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
        served.faults(
            move |s| if s.path == "/v1/parts" { Fault::Header(201, "upload-offset", value) } else { Fault::None },
        );
        let report = sync(&served, &mut outbox).await;
        assert_eq!(report.failure.unwrap().code(), "bad-reply", "{value:?}");
        assert!(outbox.uploaded.is_empty());
    }
}

#[tokio::test]
async fn an_offset_that_never_moves_does_not_hold_the_conversation_for_ever() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    let parts = |s: &net::Seen| s.path.starts_with("/v1/parts");
    served.faults(move |s| if parts(s) { Fault::Header(200, "upload-offset", "0") } else { Fault::None });
    let report = sync(&served, &mut outbox).await;
    assert_eq!(report.failure, Some(Failure::Interrupted));
    assert!(served.seen().len() < 30);
}

#[tokio::test]
async fn a_part_that_cannot_be_read_is_reported_and_does_not_hold_up_the_others() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(3));
    let lost = *outbox.parts.keys().next().unwrap();
    let has = |e: &&evidence::SignedEntry| e.parts().iter().any(|p| p.sealed.sha256 == lost);
    let item = outbox.entries.iter().find(has).unwrap().item().unwrap();
    outbox.parts.remove(&lost);
    let report = sync(&served, &mut outbox).await;
    let failure = report.failure.unwrap();
    assert_eq!(failure, Failure::PartsDamaged(vec![(item, lost)]));
    // Named with its item, and not mistaken for a full disk.
    assert!(failure.detail().unwrap().contains(&item.to_string()), "{failure}");
    assert!(failure.meaning().contains("lost unless a copy exists") && !failure.meaning().contains("full"));
    assert_eq!((report.tally.parts_left, outbox.delivered.len()), (1, 2));
}

#[tokio::test]
async fn a_log_that_was_set_back_is_reported_with_both_checkpoints() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(3));
    sync(&served, &mut outbox).await;
    served.state.lock().unwrap().server = support::Server::new();
    outbox.add(7, &[(Role::Record, bytes(7, 50), PartKind::Record)]);
    let report = sync(&served, &mut outbox).await;
    let Some(Failure::LogContradiction(found)) = &report.failure else { panic!("{:?}", report.failure) };
    assert!(found.known.starts_with("log.example.org\n7\n") && found.shown.starts_with("log.example.org\n1\n"));
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["failure"]["code"], "log-contradiction");
    assert_eq!(json["failure"]["contradiction"]["kind"], "rolled-back");
    assert_eq!(json["entries_noted"], 0);
}

async fn failure_of(servers: &[(String, Vec<Digest>)], around: Around) -> Failure {
    let mut outbox = Memory::with_items(1);
    let device = device(&outbox, &policy(servers), &options(), around);
    let report = device.sync_once(&mut outbox, &mut |_| {}).await;
    assert!(outbox.noted.is_empty());
    report.failure.unwrap()
}

#[tokio::test]
async fn a_closed_port_is_unreachable_and_an_unknown_name_is_not_found_unless_there_is_no_way_out() {
    let closed = url(closed_port().await);
    assert_eq!(failure_of(&[(closed, Vec::new())], Around::default()).await, Failure::Unreachable);
    let nowhere = || vec![("https://no-such-host.invalid".to_owned(), Vec::new())];
    assert_eq!(failure_of(&nowhere(), Around::default()).await, Failure::NameNotFound);
    let offline = Around { has_route: false, ..Around::default() };
    assert_eq!(failure_of(&nowhere(), offline).await, Failure::NoNetwork);
}

#[tokio::test]
async fn only_the_pinned_key_is_the_server_and_nothing_is_sent_to_another() {
    let served = serve(true).await;
    for pins in [vec![Digest::of(b"another key")], Vec::new()] {
        let failure = failure_of(&[(url(served.address), pins)], Around::default()).await;
        assert_eq!(failure, Failure::TlsIdentityChanged);
    }
    assert!(served.seen().is_empty());
    let mut outbox = Memory::with_items(1);
    let pins = vec![Digest::of(b"last year's key"), served.pin];
    let device = device(&outbox, &policy(&[(url(served.address), pins)]), &options(), Around::default());
    assert_eq!(device.sync_once(&mut outbox, &mut |_| {}).await.failure, None);
}

#[tokio::test]
async fn an_imposter_with_the_right_certificate_and_another_key_is_found_out() {
    // The certificate is public; only its key's owner can sign the handshake.
    #[derive(Debug)]
    struct Stolen(Arc<net::rustls::sign::CertifiedKey>);
    impl net::rustls::server::ResolvesServerCert for Stolen {
        fn resolve(&self, _: net::rustls::server::ClientHello<'_>) -> Option<Arc<net::rustls::sign::CertifiedKey>> {
            Some(Arc::clone(&self.0))
        }
    }
    let honest = rcgen::KeyPair::generate().unwrap();
    let pin = Digest::of(&rcgen::PublicKeyData::subject_public_key_info(&honest));
    let certificate =
        rcgen::CertificateParams::new(vec!["x".to_owned()]).unwrap().self_signed(&honest).unwrap().der().clone();
    let other = rcgen::KeyPair::generate().unwrap().serialize_der();
    let other = net::rustls::pki_types::PrivateKeyDer::try_from(other).unwrap();
    let signing = net::rustls::crypto::ring::sign::any_supported_type(&other).unwrap();
    let stolen = Stolen(Arc::new(net::rustls::sign::CertifiedKey::new(vec![certificate], signing)));
    let provider = Arc::new(net::rustls::crypto::ring::default_provider());
    for version in [&net::rustls::version::TLS12, &net::rustls::version::TLS13] {
        let config = net::rustls::ServerConfig::builder_with_provider(Arc::clone(&provider));
        let config = config.with_protocol_versions(&[version]).unwrap().with_no_client_auth();
        let config = config.with_cert_resolver(Arc::new(Stolen(Arc::clone(&stolen.0))));
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let _ = acceptor.accept(socket).await;
            }
        });
        let failure = failure_of(&[(url(address), vec![pin])], Around::default()).await;
        assert_eq!(failure, Failure::TlsIdentityChanged, "{version:?}");
    }
}

#[tokio::test]
async fn a_login_page_instead_of_tls_is_told_apart_from_an_imposter() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::AsyncWriteExt as _;
        while let Ok((mut socket, _)) = listener.accept().await {
            socket.write_all(b"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n").await.unwrap();
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    let failure = failure_of(&[(url(address), vec![Digest::of(b"x")])], Around::default()).await;
    assert_eq!(failure, Failure::TlsFailed);
}

#[tokio::test]
async fn a_server_that_accepts_and_says_nothing_is_given_up_in_time() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let began = Instant::now();
    let failure = failure_of(&[(url(address), vec![Digest::of(b"x")])], Around::default()).await;
    assert_eq!(failure, Failure::TimedOut);
    assert!(began.elapsed() < Duration::from_secs(4));
    drop(listener);
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n";

#[tokio::test]
async fn a_server_that_closes_in_the_middle_of_a_body_is_an_interruption() {
    let answer = vec![(Duration::ZERO, HEAD.to_vec()), (Duration::ZERO, b"{\"checkpoint\":\"".to_vec())];
    let (address, pin, served) = net::scripted(answer, Duration::from_millis(20)).await;
    let failure = failure_of(&[(url(address), vec![pin])], Around::default()).await;
    assert_eq!(failure, Failure::Interrupted);
    assert_eq!(served.load(Ordering::Relaxed), 4);
}

#[tokio::test]
async fn a_trickle_of_bytes_is_cut_off_by_the_deadline_and_silence_by_the_idle_limit() {
    for pause in [100, 60_000] {
        let mut answer = vec![(Duration::ZERO, HEAD.to_vec())];
        answer.extend((0..600).map(|_| (Duration::from_millis(pause), b" ".to_vec())));
        let (address, pin, served) = net::scripted(answer, Duration::ZERO).await;
        let began = Instant::now();
        let failure = failure_of(&[(url(address), vec![pin])], Around::default()).await;
        assert_eq!(failure, Failure::TimedOut);
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(served.load(Ordering::Relaxed), 1);
    }
}

#[tokio::test]
async fn noise_instead_of_http_is_a_bad_reply() {
    for noise in [b"\0\x01\x02 SSH-2.0 \r\n\r\n".to_vec(), b"HTTP/9.9 hello\r\n\r\n".to_vec()] {
        let (address, pin, _) = net::scripted(vec![(Duration::ZERO, noise)], Duration::from_millis(200)).await;
        let failure = failure_of(&[(url(address), vec![pin])], Around::default()).await;
        assert_eq!(failure.code(), "bad-reply");
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off_at_the_limit() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    served.faults(|_| Fault::Raw(200, vec![b' '; 40 * 1024 * 1024]));
    let report = sync(&served, &mut outbox).await;
    assert_eq!(report.failure.unwrap().code(), "bad-reply");
    assert!(report.bytes_down < 34 * 1024 * 1024, "{}", report.bytes_down);
}

#[tokio::test]
async fn a_socks_proxy_gets_the_name_and_a_missing_proxy_is_named_as_such() {
    let served = serve(true).await;
    let (proxy, names) = net::socks(served.address).await;
    let mut outbox = Memory::with_items(2);
    let hidden = policy(&[("https://hidden.example.onion:8443".to_owned(), vec![served.pin])]);
    let through = sync::http::Options { proxy: Some(format!("socks5h://{proxy}")), ..options() };
    let report = device(&outbox, &hidden, &through, Around::default()).sync_once(&mut outbox, &mut |_| {}).await;
    assert_eq!((report.failure, outbox.delivered.len()), (None, 2));
    assert!(names.lock().unwrap().iter().all(|n| n == "hidden.example.onion"));
    let nobody = format!("socks5h://{}", closed_port().await);
    let mut outbox = Memory::with_items(1);
    let through = sync::http::Options { proxy: Some(nobody), ..options() };
    let report = device(&outbox, &hidden, &through, Around::default()).sync_once(&mut outbox, &mut |_| {}).await;
    assert_eq!(report.failure, Some(Failure::Proxy));
}

#[tokio::test]
async fn an_http_proxy_is_asked_for_a_tunnel_and_one_that_refuses_is_named() {
    let served = serve(true).await;
    let hidden = policy(&[("https://hidden.example.org:8443".to_owned(), vec![served.pin])]);
    for (answer, failure) in [("200 Connection established", None), ("403 Forbidden", Some(Failure::Proxy))] {
        let (proxy, asked) = net::tunnel(served.address, answer).await;
        let through = sync::http::Options { proxy: Some(format!("http://{proxy}")), ..options() };
        let mut outbox = Memory::with_items(2);
        let report = device(&outbox, &hidden, &through, Around::default()).sync_once(&mut outbox, &mut |_| {}).await;
        assert_eq!((report.failure, outbox.delivered.len()), (failure.clone(), if failure.is_none() { 2 } else { 0 }));
        let asked = asked.lock().unwrap();
        assert!(
            asked.iter().all(|head| head.starts_with("CONNECT hidden.example.org:8443 HTTP/1.1")) && !asked.is_empty()
        );
    }
}

#[tokio::test]
async fn the_next_server_of_the_policy_is_asked_when_the_first_is_not_there_or_not_itself() {
    let (imposter, served) = (serve(true).await, serve(true).await);
    let servers = [
        (url(closed_port().await), vec![served.pin]),
        (url(imposter.address), vec![served.pin]),
        (url(served.address), vec![served.pin]),
    ];
    let mut outbox = Memory::with_items(1);
    let device = device(&outbox, &policy(&servers), &options(), Around::default());
    let report = device.sync_once(&mut outbox, &mut |_| {}).await;
    assert_eq!((report.failure, report.server, outbox.delivered.len()), (None, 2, 1));
    assert!(imposter.seen().is_empty());
}

#[tokio::test]
async fn addresses_that_are_no_plain_https_host_are_refused_before_any_request() {
    let outbox = Memory::new();
    for address in
        ["http://127.0.0.1", "https://a/path", "https://u:p@host", "https://host?x", "https://host#x", "ftp://h", "x"]
    {
        let result = sync::http::Device::new(
            outbox.device(),
            &policy(&[(address.to_owned(), Vec::new())]),
            Arc::new(outbox.transport()),
            &options(),
            Arc::new(Around::default()),
        );
        assert_eq!(result.err(), Some(Failure::BadAddress), "{address}");
    }
    for proxy in
        ["https://127.0.0.1:1", "127.0.0.1:9050", "http://127.0.0.1", "http://127.0.0.1:1/x", "socks4://a:1", "none"]
    {
        let proxied = sync::http::Options { proxy: Some(proxy.to_owned()), ..options() };
        let server = evidence::policy::Server { url: "https://host".to_owned(), pins: Vec::new() };
        let failure = ServerDoor::new(&server, &proxied, Arc::new(Around::default())).err();
        assert_eq!(failure, Some(Failure::ProxyAddress), "{proxy}");
    }
}

fn archivist(served: &Served) -> Archivist {
    let server = served.policy().servers.remove(0);
    let logs = vec![support::Server::new().trusted()];
    let signer = Arc::new(support::Transport(support::key(4)));
    Archivist::new(&server, logs, signer, &options(), Arc::new(Around::default())).unwrap()
}

#[tokio::test]
async fn an_archivist_pages_through_everything_and_gets_every_part() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(7));
    sync(&served, &mut outbox).await;
    let archivist = archivist(&served);
    let (mut after, mut rows) = (0, Vec::new());
    loop {
        let page = archivist.page(after, 3).await.unwrap();
        after = page.rows.last().map_or(after, |r| r.cursor);
        rows.extend(page.rows);
        if !page.more {
            break;
        }
    }
    assert_eq!(rows.len(), 8);
    for digest in outbox.parts.keys() {
        assert_eq!(archivist.part(digest).await.unwrap(), outbox.parts[digest]);
    }
    assert_eq!(archivist.part(&Digest::of(b"not there")).await, Err(Failure::Refused("not-found")));
}

#[tokio::test]
async fn an_archivist_is_not_deceived_either() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(4));
    sync(&served, &mut outbox).await;
    let archivist = archivist(&served);
    let known = served.state.lock().unwrap().server.checkpoint();
    assert_eq!(archivist.consistency(&known).await.unwrap(), known);
    let digest = *outbox.parts.keys().next().unwrap();
    served.state.lock().unwrap().server.parts.insert(digest, b"other bytes".to_vec());
    assert_eq!(archivist.part(&digest).await.unwrap_err().code(), "bad-reply");
    served.state.lock().unwrap().server.append(b"a leaf more");
    let newer = archivist.consistency(&known).await.unwrap();
    assert_ne!(newer, known);
    {
        let mut state = served.state.lock().unwrap();
        let mut other = support::Server::new();
        let strangers: Vec<Vec<u8>> = (0..20).map(|n| bytes(n, 30)).collect();
        strangers.iter().for_each(|leaf| {
            other.append(leaf);
        });
        other.entries = state.server.entries.clone();
        let entries: Vec<Vec<u8>> = other.entries.iter().map(|e| e.envelope().payload().to_vec()).collect();
        entries.iter().for_each(|leaf| {
            other.append(leaf);
        });
        state.server = other;
    }
    let Err(Failure::LogContradiction(found)) = archivist.consistency(&known).await else { panic!("believed") };
    assert_eq!(found.known, known);
    served.state.lock().unwrap().server.log_key = support::key(8);
    assert_eq!(archivist.page(0, 10).await.unwrap_err().code(), "false-receipt");
}

#[tokio::test]
async fn a_part_is_asked_for_again_after_a_drop() {
    let (served, mut outbox) = (serve(true).await, Memory::with_items(1));
    sync(&served, &mut outbox).await;
    let before = served.seen().len();
    served.faults(move |s| if s.nth < before + 2 { Fault::CutBefore } else { Fault::None });
    let digest = *outbox.parts.keys().next().unwrap();
    assert_eq!(archivist(&served).part(&digest).await.unwrap(), outbox.parts[&digest]);
    assert_eq!(served.seen().len(), before + 3);
}

#[tokio::test]
async fn anyone_may_ask_what_the_server_is_and_admit_an_organisation_without_a_signature() {
    let served = serve(true).await;
    let door = ServerDoor::new(&served.policy().servers[0], &options(), Arc::new(Around::default())).unwrap();
    assert_eq!(door.info().await.unwrap().origin, "log.example.org");
    let admit =
        sync::messages::Admit { organisation: net::auth_key(1), policy: Memory::new().genesis.envelope, code: None };
    door.admit(&admit).await.unwrap();
    assert!(served.seen().iter().all(|s| !s.signed));
}

#[tokio::test]
async fn watching_retries_by_itself_until_it_is_told_to_stop() {
    let (served, outbox) = (serve(true).await, Memory::with_items(3));
    served.faults(|s| if s.nth < 10 { Fault::CutBefore } else { Fault::None });
    let device = served.device(&outbox);
    // Another program has the outbox at every other look.
    let (shelf, mut looks) = (std::cell::RefCell::new(Some(outbox)), 0);
    let open = || {
        looks += 1;
        Ok::<_, Infallible>(if looks % 2 == 0 { shelf.borrow_mut().take() } else { None })
    };
    let close = |outbox| drop(shelf.replace(Some(outbox)));
    let backoff = options().backoff;
    let watch =
        Watch { every: Duration::from_millis(10), backoff, stuck: Duration::from_millis(50), ..Watch::default() };
    let stop = tokio::sync::Notify::new();
    let mut failures = Vec::new();
    let mut told = |report: &Report| {
        failures.push(report.failure.clone());
        if report.failure.is_none() {
            stop.notify_one();
        }
    };
    let mut quiet = |_: &Report| {};
    let watching = sync_watch(&device, open, close, &watch, stop.notified(), &mut quiet, &mut told);
    tokio::time::timeout(Duration::from_secs(20), watching).await.unwrap().unwrap();
    assert_eq!(failures, [Some(Failure::Interrupted), Some(Failure::Interrupted), None]);
    assert_eq!((looks, shelf.take().unwrap().delivered.len()), (6, 3));
}

#[tokio::test]
async fn a_conversation_that_takes_long_lets_others_have_the_outbox_and_goes_on() {
    let (served, outbox) = (serve(true).await, Memory::with_items(3));
    served.faults(|s| if s.nth == 2 { Fault::CutBefore } else { Fault::None });
    // A retry takes half a minute, and the outbox must not be held for that long.
    let pause = Duration::from_secs(30);
    let patient = Options { backoff: Backoff { first: pause, longest: pause }, ..options() };
    let device = device(&outbox, &served.policy(), &patient, Around::default());
    let watch = Watch { hold: Duration::from_secs(3), yields: Duration::from_millis(10), ..Watch::default() };
    let (shelf, closed) = (std::cell::RefCell::new(Some(outbox)), std::cell::Cell::new(0));
    let open = || Ok::<_, Infallible>(shelf.borrow_mut().take());
    let close = |outbox| {
        closed.set(closed.get() + 1);
        drop(shelf.replace(Some(outbox)));
    };
    let stop = tokio::sync::Notify::new();
    let mut told = |report: &Report| {
        assert_eq!(report.failure, None);
        stop.notify_one();
    };
    let mut quiet = |_: &Report| {};
    let watching = sync_watch(&device, open, close, &watch, stop.notified(), &mut quiet, &mut told);
    tokio::time::timeout(Duration::from_secs(25), watching).await.unwrap().unwrap();
    assert_eq!((closed.get(), shelf.take().unwrap().delivered.len()), (2, 3));
}

#[test]
fn watching_waits_longer_and_longer_and_longest_for_what_does_not_pass_by_itself() {
    let watch = Watch::default();
    let after = |failure: Option<Failure>, attempt| watch.wait(&Report { failure, ..Report::default() }, attempt, 0);
    assert_eq!(after(None, 0), watch.every);
    assert!(after(Some(Failure::NoNetwork), 0) <= Duration::from_secs(1));
    assert!(after(Some(Failure::NoNetwork), 5) > after(Some(Failure::NoNetwork), 2));
    assert!(after(Some(Failure::NoNetwork), 99) <= watch.backoff.longest);
    assert!(after(Some(Failure::TlsIdentityChanged), 0) >= watch.stuck / 2);
    assert!(after(Some(Failure::Rate(Some(120))), 0) >= Duration::from_secs(120));
    assert!(after(Some(Failure::Rate(Some(u64::MAX))), 0) <= watch.stuck);
}

#[tokio::test]
async fn parts_leave_only_after_the_right_answer_and_a_server_without_one_ends_nothing() {
    let asked = |s: &net::Seen| s.path == "/v1/held";
    for fault in [Fault::Problem(404, "not-found"), Fault::Problem(413, "too-large"), Fault::None] {
        let (served, mut outbox) = (serve(true).await, Memory::with_items(3));
        outbox.lets_go = true;
        let honest = matches!(fault, Fault::None);
        served.faults(move |s| if asked(s) { fault.clone() } else { Fault::None });
        let report = sync(&served, &mut outbox).await;
        let counts = (report.tally.parts_removed, report.tally.parts_not_shown, outbox.gone.len());
        assert_eq!((report.failure, counts), (None, if honest { (6, 0, 6) } else { (0, 6, 0) }));
        assert_eq!((outbox.delivered.len(), served.seen().iter().filter(|s| asked(s)).count()), (3, 1));
    }
}
