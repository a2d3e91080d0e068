//! A small organisation, device and archivist for the tests, so that another client than the product's talks to the
//! server.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::disallowed_methods, reason = "tests measure nothing with the clock, they only sign with it")]

pub mod gate;
pub mod link;
pub mod listening;
pub mod process;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use evidence::details::{PartStatement, Uptime};
use evidence::entry::Link;
use evidence::invitation::{Role as TicketRole, Ticket};
use evidence::part::{Role, Sealed};
use evidence::policy::{FORMAT, Log, Policy, Review};
use evidence::{
    BootId, Carried, ClaimedTime, Details, Digest, Envelope, ItemId, PublicKey, SignedEntry, SignedPolicy, Token,
};
use jiff::{Timestamp, tz::Offset};
use seal::{AdmissionKey, OneTimeKey, OrganisationKey, TransportKey};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sync::auth::{self, RequestSigner, Target};
use sync::messages::{
    Admit, AskedItem, Enrol, EnrolArchivist, Entries, EntriesReply, Problem, Receipts, ReceiptsReply,
};
use testamur_server::{Config, Limits, Server};
use tlog::{Hash, SignedCheckpoint, VerifierKey};
use tower::ServiceExt as _;
use zeroize::Zeroizing;

pub const HOST: &str = "server.test";

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// Returns 32 bytes that are unique in this process.
pub fn seed() -> Zeroizing<[u8; 32]> {
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let digest = Digest::of(format!("{}-{serial}", std::process::id()).as_bytes());
    Zeroizing::new(*digest.as_bytes())
}

pub fn short() -> [u8; 16] {
    *seed().first_chunk().unwrap()
}

pub struct Signer(TransportKey, Zeroizing<[u8; 32]>);

impl Signer {
    pub fn new() -> Self {
        let seed = seed();
        Self(TransportKey::from_seed(&seed), seed)
    }

    pub fn copied(&self) -> Self {
        Self(TransportKey::from_seed(&self.1), self.1.clone())
    }
}

impl RequestSigner for Signer {
    fn key(&self) -> PublicKey {
        self.0.public().unwrap()
    }

    fn sign(&self, base: &[u8]) -> [u8; 64] {
        self.0.sign(base)
    }
}

/// A response of the server, its body read to the end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{e}: {} {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    /// Returns the code of a refusal; checks that the body is a whole `Problem`.
    pub fn code(&self) -> String {
        assert!(self.status.as_u16() >= 400, "{self:?}");
        assert_eq!(self.headers["content-type"], "application/problem+json", "{self:?}");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.type_, format!("urn:testamur:problem:{}", problem.code));
        problem.code
    }

    pub fn ok(self) -> Self {
        assert!(self.status.is_success(), "{} {}", self.status, String::from_utf8_lossy(&self.body));
        self
    }

    pub fn number(&self, header: &str) -> u64 {
        self.headers[header].to_str().unwrap().parse().unwrap()
    }
}

/// A server in this process, called through its routes.
pub struct World {
    pub data: tempfile::TempDir,
    pub server: Server,
    pub router: Router,
}

pub fn config(data: &std::path::Path) -> Config {
    let mut config = Config::new(data);
    config.listen = "127.0.0.1:0".parse().unwrap();
    config.origin = Some(LOG.to_owned());
    config.authorities = vec![HOST.to_owned()];
    config.limits.keep_free = 0;
    config
}

impl World {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Limits)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = config(data.path());
        change(&mut config.limits);
        let server = Server::bind(config).await.unwrap();
        Self { router: server.router(), server, data }
    }

    /// Makes a server on the test's own disk.
    pub async fn on(disk: std::sync::Arc<dyn testamur_server::durable::Disk>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = testamur_server::surroundings::system_clock();
        let server = Server::bind_on(config(data.path()), clock, disk).await.unwrap();
        Self { router: server.router(), server, data }
    }

    /// Stops the server and starts another on the same data.
    pub async fn restart(self) -> Self {
        self.restart_with(testamur_server::surroundings::system_clock(), false).await
    }

    /// Restarts like an operator who set the clock, or takes back a statement of a wrong clock.
    pub async fn restart_with(self, clock: testamur_server::surroundings::Clock, accept_clock: bool) -> Self {
        let Self { data, server, router } = self;
        drop(router);
        server.run(async {}).await.unwrap();
        let config = Config { accept_clock, ..config(data.path()) };
        let server = Server::bind_with(config, clock).await.unwrap();
        Self { router: server.router(), server, data }
    }

    pub fn log_key(&self) -> VerifierKey {
        self.server.log_key.parse().unwrap()
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    pub async fn ask(&self, call: Call<'_>) -> Reply {
        self.send(call.request(HOST)).await
    }

    pub async fn organisation(&self) -> Organisation {
        let org = Organisation::new();
        self.admit(&org, None).await.ok();
        org
    }

    /// Makes another organisation, admitted by a code.
    pub async fn invited(&self) -> Organisation {
        let org = Organisation::new();
        let ledger =
            testamur_server::ledger::SqliteLedger::open(&self.data.path().join("ledger.sqlite"), false).unwrap();
        let code = testamur_server::enrol::invite(&ledger, 0).unwrap();
        self.admit(&org, Some(code)).await.ok();
        org
    }

    pub async fn admit(&self, org: &Organisation, code: Option<String>) -> Reply {
        self.send(org.admission_with(code)).await
    }

    pub async fn device(&self, org: &Organisation) -> Device {
        let device = Device::new(org);
        self.ask(device.enrol(org)).await.ok();
        device
    }

    pub async fn archivist(&self, org: &Organisation) -> Signer {
        let signer = Signer::new();
        let ticket = org.ticket(TicketRole::Archivist, Some(signer.key()));
        let asked = EnrolArchivist { organisation: org.key.public().unwrap(), ticket };
        self.ask(Call::post("/v1/archivists", &asked, &signer)).await.ok();
        signer
    }

    pub async fn entries(&self, device: &Device, entries: &[&SignedEntry]) -> EntriesReply {
        self.ask(device.entries(entries)).await.ok().json()
    }

    pub async fn receipts(&self, device: &Device, items: &[ItemId]) -> ReceiptsReply {
        let asked =
            Receipts { items: items.iter().map(|item| device.asked(*item)).collect(), known: None, shown: None };
        self.ask(Call::post("/v1/receipts", &asked, &device.signer)).await.ok().json()
    }

    /// Uploads a whole part.
    pub async fn upload(&self, device: &Device, bytes: &[u8]) -> Reply {
        self.ask(Call::create(bytes, &device.signer).body(bytes)).await
    }
}

/// A request to be made.
pub struct Call<'a> {
    pub method: &'a str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub signer: Option<&'a dyn RequestSigner>,
    pub created: i64,
    pub nonce: [u8; 16],
}

impl<'a> Call<'a> {
    pub fn new(method: &'a str, path: impl Into<String>, signer: &'a dyn RequestSigner) -> Self {
        let created = Timestamp::now().as_second();
        Self { method, path: path.into(), headers: vec![], body: vec![], signer: Some(signer), created, nonce: short() }
    }

    pub fn post(path: &str, body: &impl Serialize, signer: &'a dyn RequestSigner) -> Self {
        Self::new("POST", path, signer).body(&serde_json::to_vec(body).unwrap())
    }

    pub fn create(part: &[u8], signer: &'a dyn RequestSigner) -> Self {
        Self::creation(Digest::of(part), part.len() as u64, signer)
    }

    pub fn creation(digest: Digest, size: u64, signer: &'a dyn RequestSigner) -> Self {
        let metadata = format!("sha256 {}", STANDARD.encode(digest.to_string()));
        Self::new("POST", "/v1/parts", signer)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", size)
            .header("upload-metadata", metadata)
            .header("content-type", "application/offset+octet-stream")
    }

    pub fn head(digest: &Digest, signer: &'a dyn RequestSigner) -> Self {
        Self::new("HEAD", format!("/v1/parts/{digest}"), signer).header("tus-resumable", "1.0.0")
    }

    pub fn patch(digest: &Digest, offset: u64, bytes: &[u8], signer: &'a dyn RequestSigner) -> Self {
        Self::new("PATCH", format!("/v1/parts/{digest}"), signer)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes)
    }

    pub fn header(mut self, name: &str, value: impl ToString) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self.headers.push((name.to_owned(), value.to_string()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(n, _)| n != name);
        self
    }

    pub fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    pub fn unsigned(mut self) -> Self {
        self.signer = None;
        self
    }

    pub fn request(&self, host: &str) -> Request<Body> {
        self.request_with(host, Body::from(self.body.clone()))
    }

    /// Makes the signed request, but with another body than the signed one.
    pub fn request_with(&self, host: &str, body: Body) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(&self.path).header("host", host);
        if !self.body.is_empty() {
            request = request.header("content-length", self.body.len());
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(signer) = self.signer {
            let (path, query) = match self.path.split_once('?') {
                Some((path, query)) => (path, Some(query)),
                None => (self.path.as_str(), None),
            };
            let target = Target { method: self.method, authority: host, path, query };
            let digest = auth::body_digest(&self.body);
            let signed = auth::sign(&target, digest.as_ref(), self.created, &self.nonce, signer).unwrap();
            request = request.header("signature-input", signed.signature_input).header("signature", signed.signature);
            if let Some(digest) = signed.content_digest {
                request = request.header("content-digest", digest);
            }
        }
        request.body(body).unwrap()
    }
}

pub struct Organisation {
    pub key: OrganisationKey,
    pub policy: SignedPolicy,
}

impl Organisation {
    pub fn new() -> Self {
        let key = OrganisationKey::from_seed(&seed());
        let policy = key.sign_policy(&policy(0)).unwrap();
        Self { key, policy }
    }

    pub fn admission(&self) -> Request<Body> {
        self.admission_with(None)
    }

    pub fn admission_with(&self, code: Option<String>) -> Request<Body> {
        let admit = Admit { organisation: self.key.public().unwrap(), policy: self.policy.envelope().clone(), code };
        let body = serde_json::to_vec(&admit).unwrap();
        Request::post("/v1/organisations").header("host", HOST).body(Body::from(body)).unwrap()
    }

    pub fn ticket(&self, role: TicketRole, key: Option<PublicKey>) -> Envelope {
        self.ticket_until(role, key, None)
    }

    pub fn ticket_until(&self, role: TicketRole, key: Option<PublicKey>, expires: Option<Timestamp>) -> Envelope {
        let organisation = self.key.public().unwrap();
        let ticket = Ticket { organisation, role, admission_key: None, log: None, device: None, key, expires };
        self.key.sign_ticket(&ticket).unwrap()
    }

    /// Makes a ticket for a device, valid at this log, with the secret of its admission key.
    pub fn invite(&self, log: &str, expires: Option<Timestamp>) -> Invited {
        self.invited(log, None, expires)
    }

    /// Makes a ticket for the renewal of the device with this genesis.
    pub fn renew(&self, log: &str, device: Digest) -> Invited {
        self.invited(log, Some(device), None)
    }

    fn invited(&self, log: &str, device: Option<Digest>, expires: Option<Timestamp>) -> Invited {
        let secret = seed();
        let ticket = Ticket {
            organisation: self.key.public().unwrap(),
            role: TicketRole::Device,
            admission_key: Some(AdmissionKey::from_seed(&secret).public().unwrap()),
            log: Some(log.to_owned()),
            device,
            key: None,
            expires,
        };
        Invited { ticket: self.key.sign_ticket(&ticket).unwrap(), secret }
    }
}

/// Makes the first policy, or one with this many ancestors.
pub fn policy(ancestors: u64) -> Policy {
    let first = Policy {
        format: FORMAT.to_owned(),
        version: 0,
        ancestors: Vec::new(),
        name: "Test".to_owned(),
        archive_recipients: vec![format!("age1{}", "q".repeat(58))],
        witness_recipients: Vec::new(),
        slots: 1,
        servers: vec![],
        logs: Vec::<Log>::new(),
        retired: Vec::new(),
        timestamp_roots: vec![],
        review: Review::Never,
        keep_after_delivery: false,
        forms: vec![],
        expires: None,
    };
    (0..ancestors).fold(first, |policy, _| policy.successor().unwrap())
}

/// The log of the servers here.
pub const LOG: &str = "log.test";

/// An invitation's ticket and its secret, without the policy.
#[derive(Clone)]
pub struct Invited {
    pub ticket: Envelope,
    pub secret: Zeroizing<[u8; 32]>,
}

/// A device with its ratchet.
pub struct Device {
    pub signer: Signer,
    pub genesis: SignedEntry,
    pub invited: Invited,
    next: OneTimeKey,
    head: SignedEntry,
    items: BTreeMap<ItemId, Vec<Digest>>,
}

impl Device {
    pub fn new(org: &Organisation) -> Self {
        Self::invited(org, org.invite(LOG, None))
    }

    pub fn invited(org: &Organisation, invited: Invited) -> Self {
        Self::named(invited, org.key.public().unwrap().digest(), org.policy.digest(), Signer::new())
    }

    pub fn named(invited: Invited, org_digest: Digest, policy: Digest, signer: Signer) -> Self {
        let (first, next) = (OneTimeKey::from_seed(&seed()), OneTimeKey::from_seed(&seed()));
        let mut link = link(0, next.public().unwrap());
        link.key = Some(first.public().unwrap());
        let (organisation, transport_key) = (Some(org_digest), Some(signer.key()));
        let platform = Some("linux".to_owned());
        let mut details = Details { policy, organisation, transport_key, platform, ..details(0) };
        let key = AdmissionKey::from_seed(&invited.secret);
        key.admit(&mut details, &link, link.key.unwrap(), invited.ticket.clone()).unwrap();
        let genesis = seal::sign_entry(first, link, &details).unwrap();
        Self { signer, head: genesis.clone(), genesis, invited, next, items: BTreeMap::new() }
    }

    pub fn enrol(&self, org: &Organisation) -> Call<'_> {
        let genesis = self.genesis.carried();
        let asked = Enrol { organisation: org.key.public().unwrap(), genesis, renewal: None, shown: None };
        Call::post("/v1/devices", &asked, &self.signer)
    }

    pub fn entries(&self, entries: &[&SignedEntry]) -> Call<'_> {
        self.carried(entries.iter().map(|e| e.carried()).collect())
    }

    /// Makes a request with entries as they are carried, with details or without.
    pub fn carried(&self, entries: Vec<Carried>) -> Call<'_> {
        Call::post("/v1/entries", &Entries { entries, known: None, policy: None, shown: None }, &self.signer)
    }

    /// Makes the next entry of the chain.
    pub fn entry(&mut self, item: Option<ItemId>, parts: &[(Role, &[u8])]) -> SignedEntry {
        let (entry, next) = self.fork(item, parts);
        self.head = entry.clone();
        self.next = next;
        self.items.entry(item.unwrap_or(ItemId::from_bytes([0; 16]))).or_default().push(entry.digest());
        entry
    }

    /// Returns the item with the entries that this device made for it.
    pub fn asked(&self, item: ItemId) -> AskedItem {
        AskedItem { item, entries: self.items.get(&item).cloned().unwrap_or_default() }
    }

    /// Returns the device as in a copy of its home: from here on each continues alone.
    pub fn copied(&self) -> Self {
        Self {
            signer: self.signer.copied(),
            genesis: self.genesis.clone(),
            invited: self.invited.clone(),
            next: OneTimeKey::from_seed(&self.next.seed()),
            head: self.head.clone(),
            items: self.items.clone(),
        }
    }

    /// Makes the next entry, signed by a copy of the device: this chain does not advance.
    pub fn fork(&self, item: Option<ItemId>, parts: &[(Role, &[u8])]) -> (SignedEntry, OneTimeKey) {
        let copy = OneTimeKey::from_seed(&self.next.seed());
        self.signed_with(copy, item, parts)
    }

    pub fn signed_with(
        &self,
        key: OneTimeKey,
        item: Option<ItemId>,
        parts: &[(Role, &[u8])],
    ) -> (SignedEntry, OneTimeKey) {
        let next = OneTimeKey::from_seed(&seed());
        let seq = self.head.seq() + 1;
        let mut link = link(seq, next.public().unwrap());
        link.device = Some(self.genesis.digest());
        link.prev = Some(self.head.digest());
        link.item = item;
        let parts: Vec<PartStatement> = parts
            .iter()
            .map(|(role, bytes)| PartStatement {
                tree: None,
                role: *role,
                commitment: Digest::of(&short()),
                sealed: Sealed { sha256: Digest::of(bytes), size: bytes.len() as u64 },
            })
            .collect();
        let details = Details { parts, ..details(seq) };
        link.ends = details.ends();
        (seal::sign_entry(key, link, &details).unwrap(), next)
    }

    /// Makes an entry that finishes a new item with one medium and its record.
    pub fn item(&mut self, medium: &[u8], record: &[u8]) -> (ItemId, SignedEntry) {
        let item = ItemId::from_bytes(short());
        (item, self.entry(Some(item), &[(Role::Media(0), medium), (Role::Record, record)]))
    }
}

pub fn link(seq: u64, next_key: PublicKey) -> Link {
    Link { device: None, seq, prev: None, key: None, next_key, item: None, ends: false, seen: None }
}

pub fn details(seq: u64) -> Details {
    Details {
        salt: Token::from_bytes(short()),
        claimed_at: ClaimedTime::new(Timestamp::from_second(1_780_983_660).unwrap(), Offset::UTC),
        uptime: Uptime { boot: BootId::from_bytes([7; 16]), ms: seq },
        policy: Digest::of(b"policy"),
        review: None,
        parts: Vec::new(),
        organisation: None,
        transport_key: None,
        platform: None,
        ticket: None,
        admission: None,
        continues: None,
    }
}

/// Returns unique bytes for a part.
pub fn bytes(length: usize) -> Vec<u8> {
    let mut state = u64::from_le_bytes(*short().first_chunk().unwrap()) | 1;
    let mut out = Vec::with_capacity(length + 8);
    while out.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.extend_from_slice(&state.to_le_bytes());
    }
    out.truncate(length);
    out
}

pub fn hash(digest: &Digest) -> Hash {
    Hash(*digest.as_bytes())
}

/// Checks every proof of a reply against its own checkpoint.
pub fn check_noted<'a>(
    checkpoint: &str,
    key: &VerifierKey,
    noted: impl IntoIterator<Item = (&'a [u8], &'a sync::messages::NotedProof)>,
) -> tlog::Checkpoint {
    let signed = SignedCheckpoint::open(checkpoint.as_bytes(), key).unwrap();
    let head = signed.checkpoint();
    for (payload, proof) in noted {
        assert_eq!(Digest::of(payload), proof.entry);
        let path: Vec<Hash> = proof.proof.iter().map(hash).collect();
        tlog::tree::verify_inclusion(&tlog::leaf_hash(payload), proof.index, head.size(), &path, &head.root()).unwrap();
    }
    head.clone()
}
