//! The in-memory server behind real sockets: TLS, HTTP/1.1 and 2, tus, request signatures, and faults on demand.

// The workspace allows these inside test functions; helpers beside them are no less tests. Not every test uses all.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use evidence::policy::{Log, Policy, Review};
use evidence::{Digest, PublicKey};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use jiff::{SignedDuration, Timestamp};
use rcgen::PublicKeyData as _;
use sync::auth::{Fields, Target, verify};
use sync::http::{Device, Options, Surroundings};
use sync::messages::{ArchivePage, ArchiveRow, Problem, RowKind, ServerInfo};
use sync::pace::Backoff;
use sync::{Failure, auth};
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use crate::support::{self, Memory, Server};

/// A fault in the handling of a request, chosen by the test.
#[derive(Clone, Debug, Default)]
pub enum Fault {
    /// Answer truthfully.
    #[default]
    None,
    /// Cuts the connection before the request is handled.
    CutBefore,
    /// Handles the request, then cuts the connection before the answer.
    CutAfter,
    /// Answers with a problem of this status and code, without handling the request.
    Problem(u16, &'static str),
    /// Answers with this status and body, without handling the request.
    Raw(u16, Vec<u8>),
    /// Answers with this status and header, without handling the request.
    Header(u16, &'static str, &'static str),
}

pub type Choose = Box<dyn FnMut(&Seen) -> Fault + Send>;

/// A request as the server received it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub nth: usize,
    pub method: String,
    pub path: String,
    pub bytes: usize,
    pub signed: bool,
}

pub struct State {
    pub server: Server,
    pub uploads: BTreeMap<Digest, (u64, Vec<u8>)>,
    pub nonces: BTreeSet<[u8; 16]>,
    pub seen: Vec<Seen>,
    pub choose: Choose,
    /// The lead of the server's clock.
    pub clock: SignedDuration,
    pub open: usize,
    pub most_open: usize,
}

pub struct Served {
    pub address: SocketAddr,
    pub pin: Digest,
    pub state: Arc<Mutex<State>>,
}

pub fn certificate() -> (rustls::ServerConfig, Digest) {
    let key = rcgen::KeyPair::generate().unwrap();
    let pin = Digest::of(&key.subject_public_key_info());
    let mut params = rcgen::CertificateParams::new(vec!["some.other.name".to_owned()]).unwrap();
    // Expired long ago: with pins only the key counts.
    params.not_before = rcgen::date_time_ymd(2001, 1, 1);
    params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    let certificate = params.self_signed(&key).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    (config, pin)
}

pub use rustls;

/// Serves on loopback. `h2` false: HTTP/1.1 only.
pub async fn serve(h2: bool) -> Served {
    let (mut config, pin) = certificate();
    config.alpn_protocols = if h2 { vec![b"h2".to_vec()] } else { vec![b"http/1.1".to_vec()] };
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let state = Arc::new(Mutex::new(State {
        server: Server::new(),
        uploads: BTreeMap::new(),
        nonces: BTreeSet::new(),
        seen: Vec::new(),
        choose: Box::new(|_| Fault::None),
        clock: SignedDuration::ZERO,
        open: 0,
        most_open: 0,
    }));
    let shared = Arc::clone(&state);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let (acceptor, state) = (acceptor.clone(), Arc::clone(&shared));
            tokio::spawn(async move {
                let Ok(tls) = acceptor.accept(socket).await else { return };
                let cut = Arc::new(Notify::new());
                let told = Arc::clone(&cut);
                let service = hyper::service::service_fn(move |request| handle(request, state.clone(), told.clone()));
                let builder = auto::Builder::new(TokioExecutor::new());
                let connection = builder.serve_connection(TokioIo::new(tls), service);
                tokio::select! {
                    _ = connection => {}
                    () = cut.notified() => {}
                }
            });
        }
    });
    Served { address, pin, state }
}

type Reply = Response<Full<Bytes>>;

async fn handle(
    request: Request<Incoming>,
    state: Arc<Mutex<State>>,
    cut: Arc<Notify>,
) -> Result<Reply, std::convert::Infallible> {
    {
        let mut state = state.lock().unwrap();
        state.open += 1;
        state.most_open = state.most_open.max(state.open);
    }
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|b| b.to_bytes());
    // Long enough for requests to overlap, so that parallel ones can be counted.
    tokio::time::sleep(Duration::from_millis(2)).await;
    let answer = match body {
        Ok(body) => {
            let mut state = state.lock().unwrap();
            let seen = Seen {
                nth: state.seen.len(),
                method: parts.method.to_string(),
                path: parts.uri.path().to_owned(),
                bytes: body.len(),
                signed: parts.headers.contains_key("signature"),
            };
            state.seen.push(seen.clone());
            match (state.choose)(&seen) {
                Fault::None => Some(state.answer(&parts, &body)),
                Fault::CutBefore => None,
                Fault::CutAfter => {
                    state.answer(&parts, &body);
                    None
                }
                Fault::Problem(status, code) => Some(state.problem(status, code)),
                Fault::Raw(status, bytes) => Some(reply(status, [], bytes)),
                Fault::Header(status, name, value) => Some(reply(status, [(name, value.to_owned())], Vec::new())),
            }
        }
        Err(_) => None,
    };
    state.lock().unwrap().open -= 1;
    match answer {
        Some(answer) => Ok(answer),
        None => {
            cut.notify_one();
            std::future::pending().await
        }
    }
}

fn reply<const N: usize>(status: u16, headers: [(&'static str, String); N], body: Vec<u8>) -> Reply {
    let mut response = Response::new(Full::new(body.into()));
    *response.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::try_from(value).unwrap());
    }
    response
}

fn json<T: serde::Serialize>(value: &T) -> Reply {
    reply(200, [], serde_json::to_vec(value).unwrap())
}

impl State {
    pub fn now(&self) -> Timestamp {
        Timestamp::now().checked_add(self.clock).unwrap()
    }

    fn problem(&self, status: u16, code: &str) -> Reply {
        let problem = Problem {
            type_: format!("urn:testamur:problem:{code}"),
            code: code.to_owned(),
            status,
            detail: "the test wants it so".to_owned(),
            time: self.now(),
        };
        reply(status, [], serde_json::to_vec(&problem).unwrap())
    }

    fn answer(&mut self, parts: &hyper::http::request::Parts, body: &[u8]) -> Reply {
        let (path, method) = (parts.uri.path(), parts.method.as_str());
        if path == "/v1/server" {
            return json(&ServerInfo {
                origin: self.server.origin.clone(),
                log_key: self.server.vkey().to_string(),
                spki: None,
                time: self.now(),
                version: "test".to_owned(),
            });
        }
        if path == "/v1/organisations" {
            return reply(204, [], Vec::new());
        }
        let authority = parts.uri.authority().map(ToString::to_string);
        let host = parts.headers.get("host").map(|h| h.to_str().unwrap().to_owned());
        let authority = authority.or(host).unwrap();
        let target = Target { method, authority: &authority, path, query: parts.uri.query() };
        let fields = Fields::from_headers(parts.headers.iter().map(|(n, v)| (n.as_str(), v.as_bytes()))).unwrap();
        let Ok(verified) = verify(&target, &fields) else { return self.problem(401, "unauthenticated") };
        assert!(verified.covers(body), "the body is the one that was signed");
        if !verified.is_fresh(self.now().as_second(), 300) {
            return self.problem(401, "clock");
        }
        assert!(self.nonces.insert(verified.nonce), "a nonce is used once");
        let header = |name: &str| parts.headers.get(name).map(|v| v.to_str().unwrap());
        match (method, path) {
            ("POST", "/v1/devices") => json(&self.server.enrol(&serde_json::from_slice(body).unwrap())),
            ("POST", "/v1/entries") => json(&self.server.entries(&serde_json::from_slice(body).unwrap())),
            ("POST", "/v1/held") => json(&self.server.held(&serde_json::from_slice(body).unwrap())),
            ("POST", "/v1/receipts") => json(&self.server.receipts(&serde_json::from_slice(body).unwrap())),
            ("POST", "/v1/parts") => {
                let named = header("upload-metadata").unwrap().strip_prefix("sha256 ").unwrap();
                let digest: Digest = String::from_utf8(STANDARD.decode(named).unwrap()).unwrap().parse().unwrap();
                let length: u64 = header("upload-length").unwrap().parse().unwrap();
                if self.server.known_part(&digest) != Some(length) {
                    return self.problem(404, "not-found");
                }
                self.uploads.entry(digest).or_insert_with(|| (length, body.to_vec()));
                self.offset(201, &digest)
            }
            ("HEAD", path) => match path.rsplit('/').next().unwrap().parse() {
                Ok(digest) if self.uploads.contains_key(&digest) => self.offset(200, &digest),
                _ => reply(404, [], Vec::new()),
            },
            ("PATCH", path) => {
                let digest: Digest = path.rsplit('/').next().unwrap().parse().unwrap();
                let at: usize = header("upload-offset").unwrap().parse().unwrap();
                let Some((_, held)) = self.uploads.get_mut(&digest) else { return self.problem(404, "not-found") };
                if held.len() != at {
                    return self.problem(409, "offset");
                }
                held.extend_from_slice(body);
                self.offset(204, &digest)
            }
            ("POST", "/v1/archivists") => reply(204, [], Vec::new()),
            ("GET", "/v1/consistency") => {
                let from: u64 = parts.uri.query().unwrap().strip_prefix("from=").unwrap().parse().unwrap();
                let proof = self.server.consistency(Some(from));
                json(&serde_json::json!({ "checkpoint": self.server.checkpoint(), "proof": proof }))
            }
            ("GET", "/v1/archive/entries") => json(&self.page(parts.uri.query().unwrap())),
            ("GET", path) => {
                let digest: Digest = path.rsplit('/').next().unwrap().parse().unwrap();
                match self.server.parts.get(&digest) {
                    Some(bytes) => reply(200, [], bytes.clone()),
                    None => self.problem(404, "not-found"),
                }
            }
            _ => self.problem(404, "not-found"),
        }
    }

    fn page(&self, query: &str) -> ArchivePage {
        let number = |name: &str| -> u64 {
            let pair = query.split('&').find_map(|p| p.strip_prefix(&format!("{name}=")));
            pair.unwrap().parse().unwrap()
        };
        let (after, limit) = (number("after"), number("limit"));
        let all = self.server.entries.iter().zip(1u64..).filter(|(_, cursor)| *cursor > after);
        let rows: Vec<ArchiveRow> = all
            .take(usize::try_from(limit).unwrap())
            .map(|(entry, cursor)| {
                let payload = entry.envelope().payload();
                let index = self.server.leaves.iter().position(|l| l == payload).unwrap();
                let noted = self.server.proof(payload, index as u64);
                ArchiveRow { cursor, kind: RowKind::Entry, envelope: entry.carried(), noted }
            })
            .collect();
        let last = rows.last().map_or(after, |r| r.cursor);
        let more = last < self.server.entries.len() as u64;
        ArchivePage { rows, more, checkpoint: self.server.checkpoint() }
    }

    fn offset(&mut self, status: u16, digest: &Digest) -> Reply {
        let (length, held) = &self.uploads[digest];
        let (length, offset) = (*length, held.len() as u64);
        if offset == length {
            if Digest::of(held) != *digest {
                self.uploads.remove(digest);
                return self.problem(460, "checksum");
            }
            self.server.parts.insert(*digest, held.clone());
        }
        reply(status, [("upload-offset", offset.to_string()), ("upload-length", length.to_string())], Vec::new())
    }
}

/// The operating system's clock and randomness; a route only if the test says so.
pub struct Around {
    pub has_route: bool,
    pub clock: SignedDuration,
}

impl Default for Around {
    fn default() -> Self {
        Self { has_route: true, clock: SignedDuration::ZERO }
    }
}

impl Surroundings for Around {
    fn now(&self) -> Timestamp {
        Timestamp::now().checked_add(self.clock).unwrap()
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        sync::http::System.random()
    }

    fn has_route(&self) -> bool {
        self.has_route
    }
}

/// Returns short timeouts for tests.
pub fn options() -> Options {
    Options {
        proxy: None,
        past_proxy: String::new(),
        connect: Duration::from_millis(700),
        idle: Duration::from_millis(700),
        grace: Duration::from_millis(1_500),
        slowest: 1_000_000,
        attempts: 4,
        backoff: Backoff { first: Duration::from_millis(5), longest: Duration::from_millis(50) },
    }
}

pub fn policy(servers: &[(String, Vec<Digest>)]) -> Policy {
    let server = Server::new();
    Policy {
        format: evidence::policy::FORMAT.to_owned(),
        version: 0,
        ancestors: Vec::new(),
        name: "Testers".to_owned(),
        archive_recipients: Vec::new(),
        witness_recipients: Vec::new(),
        slots: 1,
        servers: servers
            .iter()
            .map(|(url, pins)| evidence::policy::Server { url: url.clone(), pins: pins.clone() })
            .collect(),
        logs: vec![Log {
            origin: server.origin.clone(),
            key: server.vkey().to_string(),
            cosigners: Vec::new(),
            quorum: 0,
        }],
        retired: Vec::new(),
        timestamp_roots: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    }
}

pub fn url(address: SocketAddr) -> String {
    format!("https://{address}")
}

pub fn device(outbox: &Memory, policy: &Policy, options: &Options, around: Around) -> Device {
    Device::new(outbox.device(), policy, Arc::new(outbox.transport()), options, Arc::new(around)).unwrap()
}

impl Served {
    pub fn policy(&self) -> Policy {
        policy(&[(url(self.address), vec![self.pin])])
    }

    pub fn device(&self, outbox: &Memory) -> Device {
        device(outbox, &self.policy(), &options(), Around::default())
    }

    pub fn faults(&self, choose: impl FnMut(&Seen) -> Fault + Send + 'static) {
        self.state.lock().unwrap().choose = Box::new(choose);
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.state.lock().unwrap().seen.clone()
    }
}

/// Returns a TLS server that reads a client's first bytes, then writes `answer` in pieces with pauses, and closes.
pub async fn scripted(answer: Vec<(Duration, Vec<u8>)>, linger: Duration) -> (SocketAddr, Digest, Arc<AtomicUsize>) {
    let (mut config, pin) = certificate();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let served = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&served);
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            let (acceptor, answer, count) = (acceptor.clone(), answer.clone(), Arc::clone(&count));
            tokio::spawn(async move {
                let Ok(mut tls) = acceptor.accept(socket).await else { return };
                let mut buffer = vec![0; 65_536];
                if tls.read(&mut buffer).await.is_ok_and(|n| n > 0) {
                    count.fetch_add(1, Ordering::Relaxed);
                }
                for (pause, bytes) in answer {
                    tokio::time::sleep(pause).await;
                    if tls.write_all(&bytes).await.is_err() || tls.flush().await.is_err() {
                        return;
                    }
                }
                tokio::time::sleep(linger).await;
            });
        }
    });
    (address, pin, served)
}

/// Returns a SOCKS5 proxy (RFC 1928) without authentication that connects every request to `to`, and the names that it
/// was asked for.
pub async fn socks(to: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let names = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&names);
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let asked = Arc::clone(&asked);
            tokio::spawn(async move {
                let mut head = [0; 2];
                client.read_exact(&mut head).await.unwrap();
                let mut methods = vec![0; usize::from(head[1])];
                client.read_exact(&mut methods).await.unwrap();
                client.write_all(&[5, 0]).await.unwrap();
                let mut request = [0; 5];
                client.read_exact(&mut request).await.unwrap();
                assert_eq!(request[3], 3, "the name is left to the proxy");
                let mut name = vec![0; usize::from(request[4]) + 2];
                client.read_exact(&mut name).await.unwrap();
                name.truncate(usize::from(request[4]));
                asked.lock().unwrap().push(String::from_utf8(name).unwrap());
                let mut server = TcpStream::connect(to).await.unwrap();
                client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    (address, names)
}

/// Returns an HTTP proxy that gives this answer to requests for a tunnel and connects every one to `to`, and the
/// requests that it got.
pub async fn tunnel(to: SocketAddr, answer: &'static str) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heads = Arc::new(Mutex::new(Vec::new()));
    let asked = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            let asked = Arc::clone(&asked);
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") {
                    head.push(client.read_u8().await.unwrap());
                }
                asked.lock().unwrap().push(String::from_utf8(head).unwrap());
                client.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await.unwrap();
                if answer.starts_with("200") {
                    let mut server = TcpStream::connect(to).await.unwrap();
                    let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    (address, heads)
}

/// Returns a port on loopback on which no program listens.
pub async fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

pub fn auth_key(seed: u8) -> PublicKey {
    auth::RequestSigner::key(&support::Transport(support::key(seed)))
}
