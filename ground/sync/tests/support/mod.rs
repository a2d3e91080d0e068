//! A device with its outbox in memory, and an in-memory server that is honest unless a test makes it lie.

// The workspace allows these inside test functions; helpers beside them are no less tests. Not every test uses all.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, dead_code)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};

use ed25519_dalek::{Signer, SigningKey};
use evidence::admission::{ADMISSION_TYPE, Admission};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::{self, Link};
use evidence::invitation::{Role as TicketRole, TICKET_TYPE, Ticket};
use evidence::part::{Role, Sealed};
use evidence::receipt::{Custody, Delivered, Holdings, Noted};
use evidence::{BootId, Carried, Details, Digest, Envelope, ItemId, PublicKey, SignedEntry, Token, dsse};
use sync::auth::RequestSigner;
use sync::held::{self, Challenge};
use sync::messages::{
    CustodyProof, Enrol, Entries, EntriesReply, Held, HeldAnswer, HeldReply, MissingParts, NotedProof, Receipts,
    ReceiptsReply, RefusedEntry,
};
use sync::{
    Enrolment, ExpectedCustody, Outbox, PartKind, Possession, Reply, Session, Step, TrustedLog, WaitingPart, Window,
};
use tlog::{Checkpoint, Hash, KeyKind, VerifierKey, leaf_hash, tree};

pub const ORIGIN: &str = "log.example.org";

pub fn public(key: &SigningKey) -> PublicKey {
    PublicKey::from_bytes(key.verifying_key().as_bytes()).unwrap()
}

pub fn key(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// Returns deterministic bytes of any length; another seed gives other bytes.
pub fn bytes(seed: u64, len: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(len + 32);
    let mut block = Digest::of(&seed.to_be_bytes());
    while out.len() < len {
        out.extend_from_slice(block.as_bytes());
        block = Digest::of(block.as_bytes());
    }
    out.truncate(len);
    out
}

fn envelope(payload_type: &str, payload: Vec<u8>, key: &SigningKey) -> Envelope {
    let signature = key.sign(&dsse::pae(payload_type, &payload)).to_bytes();
    Envelope::new(payload_type, payload, &public(key), signature)
}

pub struct Transport(pub SigningKey);

impl RequestSigner for Transport {
    fn key(&self) -> PublicKey {
        public(&self.0)
    }

    fn sign(&self, base: &[u8]) -> [u8; 64] {
        self.0.sign(base).to_bytes()
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the disk is full")]
pub struct Full;

/// The challenge of a question about parts, and their digests.
type Question = (Challenge, Vec<Digest>);

/// A device: its chain, its parts, and its knowledge of the server.
#[derive(Clone)]
pub struct Memory {
    pub genesis: Carried,
    pub enrolled: bool,
    pub entries: Vec<SignedEntry>,
    pub parts: BTreeMap<Digest, Vec<u8>>,
    pub kinds: BTreeMap<Digest, PartKind>,
    pub noted: BTreeMap<Digest, Noted>,
    pub uploaded: BTreeSet<Digest>,
    pub delivered: BTreeMap<ItemId, Vec<Delivered>>,
    pub checkpoint: Option<String>,
    pub full: bool,
    /// Whether the policy lets delivered parts leave.
    pub lets_go: bool,
    /// Parts that have left.
    pub gone: BTreeSet<Digest>,
    asked: Arc<Mutex<Option<Question>>>,
    challenges: Arc<AtomicU8>,
    next: SigningKey,
}

fn seed(n: u64) -> SigningKey {
    SigningKey::from_bytes(Digest::of(format!("ratchet {n}").as_bytes()).as_bytes())
}

impl Memory {
    pub fn new() -> Self {
        let organisation = key(1);
        let ticket = Ticket {
            organisation: public(&organisation),
            role: TicketRole::Device,
            admission_key: Some(public(&key(9))),
            log: Some("log.example.org".to_owned()),
            device: None,
            key: None,
            expires: None,
        };
        let ticket = envelope(TICKET_TYPE, evidence::json::print(&ticket).unwrap(), &organisation);
        let mut link = Self::link(0, &seed(1));
        link.key = Some(public(&seed(0)));
        let mut details = Self::details(0, Vec::new());
        details.organisation = Some(public(&organisation).digest());
        details.transport_key = Some(public(&key(2)));
        details.platform = Some("linux".to_owned());
        let admission = Admission {
            ticket: ticket.digest(),
            organisation: public(&organisation).digest(),
            device: None,
            seq: 0,
            prev: None,
            key: public(&seed(0)),
            transport_key: public(&key(2)),
            policy: details.policy,
            seen: None,
        };
        details.admission = Some(envelope(ADMISSION_TYPE, admission.to_payload().unwrap(), &key(9)));
        details.ticket = Some(ticket);
        let entry = Self::signed(link, &details, &seed(0));
        let genesis = entry.carried();
        Self {
            entries: vec![entry],
            genesis,
            enrolled: false,
            parts: BTreeMap::new(),
            kinds: BTreeMap::new(),
            noted: BTreeMap::new(),
            uploaded: BTreeSet::new(),
            lets_go: false,
            gone: BTreeSet::new(),
            asked: Arc::default(),
            challenges: Arc::default(),
            delivered: BTreeMap::new(),
            checkpoint: None,
            full: false,
            next: seed(1),
        }
    }

    fn item_of(&self, digest: &Digest) -> ItemId {
        let has = |e: &&SignedEntry| e.parts().iter().any(|p| p.sealed.sha256 == *digest);
        self.entries.iter().find(has).and_then(SignedEntry::item).unwrap()
    }

    /// Returns a device with `n` items of one record and one media part each.
    pub fn with_items(n: u64) -> Self {
        let mut this = Self::new();
        for i in 0..n {
            let still = (Role::Media(0), bytes(1_000_000 + i, 300), PartKind::Still);
            this.add(i, &[still, (Role::Record, bytes(i, 100), PartKind::Record)]);
        }
        this
    }

    pub fn device(&self) -> Digest {
        self.genesis.envelope.digest()
    }

    pub fn transport(&self) -> Transport {
        Transport(key(2))
    }

    fn link(seq: u64, next: &SigningKey) -> Link {
        let (device, prev, key, item, ends, seen) = (None, None, None, None, false, None);
        Link { device, seq, prev, key, next_key: public(next), item, ends, seen }
    }

    fn details(seq: u64, parts: Vec<PartStatement>) -> Details {
        Details {
            salt: Token::from_bytes([4; 16]),
            claimed_at: "2026-06-09T11:40:03.120+06:00".parse().unwrap(),
            uptime: Uptime { boot: BootId::from_bytes([5; 16]), ms: seq * 1_000 },
            policy: Digest::of(b"policy"),
            review: None,
            parts,
            organisation: None,
            transport_key: None,
            platform: None,
            ticket: None,
            admission: None,
            continues: None,
        }
    }

    fn signed(link: Link, details: &Details, by: &SigningKey) -> SignedEntry {
        let details = details.to_bytes().unwrap();
        let payload = entry::payload(&details, link).unwrap();
        let envelope = envelope(entry::PAYLOAD_TYPE, payload, by);
        SignedEntry::from_carried(Carried { envelope, details: Some(details) }).unwrap()
    }

    /// Adds one entry with these parts to the item numbered `item`.
    pub fn add(&mut self, item: u64, parts: &[(Role, Vec<u8>, PartKind)]) {
        let seq = self.entries.len() as u64;
        let next = seed(seq + 1);
        let mut link = Self::link(seq, &next);
        link.device = Some(self.device());
        link.prev = Some(self.entries.last().unwrap().digest());
        link.item = (!parts.is_empty()).then(|| item_id(item));
        let mut statements = Vec::new();
        for (role, sealed, kind) in parts {
            let digest = Digest::of(sealed);
            let stated = Sealed { sha256: digest, size: sealed.len() as u64 };
            statements.push(PartStatement {
                role: *role,
                commitment: Digest::of(digest.as_bytes()),
                tree: None,
                sealed: stated,
            });
            self.parts.insert(digest, sealed.clone());
            self.kinds.insert(digest, *kind);
        }
        let details = Self::details(seq, statements);
        link.ends = details.ends();
        let signed = Self::signed(link, &details, &self.next);
        self.next = next;
        self.entries.push(signed);
    }

    fn finished(&self) -> BTreeSet<ItemId> {
        self.entries.iter().filter(|e| e.finishes_item()).filter_map(SignedEntry::item).collect()
    }

    pub fn items(&self) -> usize {
        self.finished().len()
    }

    fn disk(&self) -> Result<(), Full> {
        if self.full { Err(Full) } else { Ok(()) }
    }
}

pub fn item_id(n: u64) -> ItemId {
    ItemId::from_bytes(u128::from(n + 1).to_be_bytes())
}

impl Outbox for Memory {
    type Error = Full;

    fn enrolment(&self) -> Result<Option<Enrolment>, Full> {
        Ok((!self.enrolled).then(|| Enrolment {
            organisation: public(&key(1)),
            genesis: self.genesis.clone(),
            renewal: None,
        }))
    }

    fn policy(&self) -> Result<Digest, Full> {
        Ok(Digest::of(b"policy"))
    }

    fn follow(&mut self, _policy: Envelope) -> Result<bool, Full> {
        Ok(false)
    }

    fn enrolled(&mut self) -> Result<(), Full> {
        self.disk()?;
        self.enrolled = true;
        Ok(())
    }

    fn unnoted(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>, Full> {
        let from = usize::try_from(from).unwrap_or(usize::MAX).min(self.entries.len());
        let rest = self.entries[from..].iter().filter(|e| !self.noted.contains_key(&e.digest()));
        Ok(rest.take(limit).cloned().collect())
    }

    fn noted(&mut self, receipts: &[Noted], checkpoint: &str) -> Result<(), Full> {
        self.disk()?;
        self.noted.extend(receipts.iter().map(|r| (r.entry, r.clone())));
        self.checkpoint = Some(checkpoint.to_owned());
        Ok(())
    }

    fn waiting_parts(&self, limit: usize) -> Result<Vec<WaitingPart>, Full> {
        let noted = self.entries.iter().filter(|e| self.noted.contains_key(&e.digest()));
        let mut parts: Vec<WaitingPart> = noted
            .flat_map(|e| e.parts().iter().map(|p| (e.seq(), p.sealed)))
            .filter(|(_, p)| !self.uploaded.contains(&p.sha256))
            .map(|(seq, p)| WaitingPart {
                digest: p.sha256,
                item: self.item_of(&p.sha256),
                size: p.size,
                kind: self.kinds[&p.sha256],
                seq,
            })
            .collect();
        parts.sort_by_key(|p| (p.kind, u64::MAX - p.seq));
        parts.truncate(limit);
        Ok(parts)
    }

    fn read_part(&self, digest: &Digest) -> Result<Vec<u8>, Full> {
        self.disk()?;
        self.parts.get(digest).cloned().ok_or(Full)
    }

    fn uploaded(&mut self, digests: &[Digest]) -> Result<(), Full> {
        self.disk()?;
        self.uploaded.extend(digests);
        Ok(())
    }

    fn challenge(&self, parts: &[Digest]) -> Result<Challenge, Full> {
        self.disk()?;
        let challenge = Challenge::new([self.challenges.fetch_add(1, Ordering::Relaxed); 32]);
        *self.asked.lock().unwrap() = Some((challenge, parts.to_vec()));
        Ok(challenge)
    }

    fn possession(&mut self, answers: &[HeldAnswer]) -> Result<Possession, Full> {
        self.disk()?;
        let mut found = Possession::default();
        let Some((challenge, asked)) = self.asked.lock().unwrap().take() else { return Ok(found) };
        for part in asked {
            let Some(bytes) = self.parts.get(&part) else { continue };
            let right = HeldAnswer { part, answer: held::answer(&challenge, bytes) };
            if answers.contains(&right) {
                found.shown.insert(part)
            } else {
                found.not_shown.insert(part)
            };
        }
        self.uploaded.extend(&found.shown);
        if self.lets_go {
            let delivered = |part: &&Digest| self.delivered.contains_key(&self.item_of(part));
            let gone: Vec<Digest> = found.shown.iter().filter(delivered).copied().collect();
            for part in gone {
                self.parts.remove(&part);
                self.gone.insert(part);
            }
        }
        Ok(found)
    }

    fn leaving(&self, limit: usize) -> Result<Vec<Sealed>, Full> {
        let delivered = self.delivered.keys().flat_map(|item| self.expected(item).unwrap().parts);
        let here = delivered.filter(|p| self.lets_go && self.parts.contains_key(&p.sha256));
        Ok(here.take(limit).collect())
    }

    fn lacking(&mut self, digests: &[Digest]) -> Result<(), Full> {
        self.disk()?;
        for digest in digests {
            self.uploaded.remove(digest);
        }
        Ok(())
    }

    fn undelivered(&self, limit: usize) -> Result<Vec<ItemId>, Full> {
        let whole = |item: &ItemId| {
            !self.delivered.contains_key(item)
                && self.expected(item).unwrap().parts.iter().all(|p| self.uploaded.contains(&p.sha256))
        };
        Ok(self.finished().into_iter().filter(whole).take(limit).collect())
    }

    fn expected(&self, item: &ItemId) -> Result<ExpectedCustody, Full> {
        let mut expected = ExpectedCustody::default();
        for entry in self.entries.iter().filter(|e| e.item() == Some(*item)) {
            expected.entries.push((entry.seq(), entry.digest()));
            expected.parts.extend(entry.parts().iter().map(|p| p.sealed));
        }
        Ok(expected)
    }

    fn delivered(&mut self, item: &ItemId, receipts: &[Delivered], checkpoint: &str) -> Result<(), Full> {
        self.disk()?;
        self.delivered.insert(*item, receipts.to_vec());
        self.checkpoint = Some(checkpoint.to_owned());
        Ok(())
    }

    fn checkpoint(&self) -> Result<Option<String>, Full> {
        Ok(self.checkpoint.clone())
    }
}

/// Fields of a custody statement of this server.
#[derive(Clone)]
pub struct Said {
    pub server: String,
    pub seq: u64,
    pub device: Digest,
    pub item: ItemId,
    pub held: Vec<Sealed>,
}

/// An in-memory server: one device, one log, parts by digest.
pub struct Server {
    pub log_key: SigningKey,
    pub origin: String,
    pub leaves: Vec<Vec<u8>>,
    pub entries: Vec<SignedEntry>,
    pub parts: BTreeMap<Digest, Vec<u8>>,
    pub nodes: BTreeMap<(u8, u64), Hash>,
    pub custody: BTreeMap<ItemId, Vec<(Carried, u64)>>,
}

impl Server {
    pub fn new() -> Self {
        Self {
            log_key: key(9),
            origin: ORIGIN.to_owned(),
            leaves: Vec::new(),
            entries: Vec::new(),
            parts: BTreeMap::new(),
            nodes: BTreeMap::new(),
            custody: BTreeMap::new(),
        }
    }

    pub fn vkey(&self) -> VerifierKey {
        VerifierKey::new(&self.origin, KeyKind::Ed25519, self.log_key.verifying_key().as_bytes()).unwrap()
    }

    pub fn trusted(&self) -> TrustedLog {
        TrustedLog::from_key(&self.vkey().to_string()).unwrap()
    }

    /// Appends a leaf unless the log has it; returns its index.
    pub fn append(&mut self, payload: &[u8]) -> u64 {
        if let Some(at) = self.leaves.iter().position(|l| l == payload) {
            return at as u64;
        }
        let size = self.leaves.len() as u64;
        let batch = tree::append(&self.nodes, size, &[leaf_hash(payload)]).unwrap();
        self.nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        self.leaves.push(payload.to_vec());
        size
    }

    pub fn checkpoint_at(&self, size: u64) -> String {
        let root = tree::root(&self.nodes, size).unwrap();
        let sign = |m: &[u8]| Ok::<_, tlog::Error>(self.log_key.sign(m).to_bytes());
        Checkpoint::new(&self.origin, size, root).unwrap().sign(&self.vkey(), sign).unwrap().to_string()
    }

    pub fn checkpoint(&self) -> String {
        self.checkpoint_at(self.leaves.len() as u64)
    }

    pub fn proof(&self, payload: &[u8], index: u64) -> NotedProof {
        let path = tree::inclusion_proof(&self.nodes, index, self.leaves.len() as u64).unwrap();
        NotedProof { entry: Digest::of(payload), index, proof: path.iter().map(|h| Digest::from_bytes(h.0)).collect() }
    }

    pub fn consistency(&self, known: Option<u64>) -> Vec<Digest> {
        let size = self.leaves.len() as u64;
        let Some(known) = known.filter(|k| *k <= size) else { return Vec::new() };
        let path = tree::consistency_proof(&self.nodes, known, size).unwrap();
        path.iter().map(|h| Digest::from_bytes(h.0)).collect()
    }

    pub fn enrol(&mut self, enrol: &Enrol) -> EntriesReply {
        self.entries(&Entries { entries: vec![enrol.genesis.clone()], known: None, policy: None, shown: None })
    }

    pub fn entries(&mut self, request: &Entries) -> EntriesReply {
        let mut taken = Vec::new();
        let mut refused = Vec::new();
        for (position, envelope) in request.entries.iter().enumerate() {
            match SignedEntry::from_carried(envelope.clone()) {
                Ok(entry) => taken.push(entry),
                Err(e) => {
                    refused.push(RefusedEntry { position, code: "malformed".to_owned(), detail: e.to_string() });
                }
            }
        }
        let at: Vec<u64> = taken.iter().map(|e| self.append(e.envelope().payload())).collect();
        let noted = taken.iter().zip(at).map(|(e, i)| self.proof(e.envelope().payload(), i)).collect();
        let named = taken.iter().flat_map(|e| e.parts()).map(|p| p.sealed.sha256);
        let wanted = named.filter(|d| !self.parts.contains_key(d)).collect();
        self.entries.extend(taken);
        self.entries.sort_by_key(SignedEntry::seq);
        self.entries.dedup_by_key(|e| e.digest());
        EntriesReply {
            checkpoint: self.checkpoint(),
            consistency: self.consistency(request.known),
            noted,
            refused,
            faults: Vec::new(),
            wanted,
            policy: None,
        }
    }

    pub fn upload(&mut self, bytes: Vec<u8>) {
        self.parts.insert(Digest::of(&bytes), bytes);
    }

    pub fn known_part(&self, digest: &Digest) -> Option<u64> {
        let mut parts = self.entries.iter().flat_map(|e| e.parts());
        parts.find(|p| p.sealed.sha256 == *digest).map(|p| p.sealed.size)
    }

    /// Returns the true statement about an item: the entries and parts that the server knows.
    pub fn statement(&self, item: ItemId) -> (Said, Vec<(u64, Digest)>) {
        let entries: Vec<&SignedEntry> = self.entries.iter().filter(|e| e.item() == Some(item)).collect();
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        let (server, seq) = (self.origin.clone(), self.custody.len() as u64);
        let said = Said { server, seq, device: entries[0].device(), item, held };
        (said, entries.iter().map(|e| (e.seq(), e.digest())).collect())
    }

    pub fn sign_custody(&mut self, said: &Said, entries: &[(u64, Digest)]) -> (Carried, u64) {
        // Written without `to_bytes`, which refuses statements that a server may still make.
        let details =
            serde_json::to_vec(&Holdings { salt: Token::from_bytes([5; 16]), held: said.held.clone() }).unwrap();
        let custody = Custody {
            server: said.server.clone(),
            seq: said.seq,
            prev: (said.seq > 0).then(|| Digest::of(b"the statement before")),
            device: said.device,
            item: said.item,
            details: Digest::of(&details),
            after: Some(self.checkpoint()),
            at: "2026-11-22T00:00:00Z".parse().unwrap(),
        };
        let signed = envelope(entry::PAYLOAD_TYPE, custody.payload(entries).unwrap(), &self.log_key);
        let index = self.append(signed.payload());
        (Carried { envelope: signed, details: Some(details) }, index)
    }

    pub fn receipts(&mut self, request: &Receipts) -> ReceiptsReply {
        let (mut held, mut missing) = (Vec::new(), Vec::new());
        for item in request.items.iter().map(|asked| &asked.item) {
            let (custody, entries) = self.statement(*item);
            let lacks: Vec<Digest> =
                custody.held.iter().map(|p| p.sha256).filter(|d| !self.parts.contains_key(d)).collect();
            if !lacks.is_empty() {
                missing.push(MissingParts { item: *item, unfinished: false, parts: lacks });
                continue;
            }
            if !self.custody.contains_key(item) {
                let signed = self.sign_custody(&custody, &entries);
                self.custody.insert(*item, vec![signed]);
            }
            held.push(*item);
        }
        let delivered = held.iter().flat_map(|item| {
            let statements = self.custody[item].iter();
            statements.map(|(custody, index)| CustodyProof {
                item: *item,
                custody: custody.clone(),
                noted: self.proof(custody.envelope.payload(), *index),
            })
        });
        ReceiptsReply {
            delivered: delivered.collect(),
            checkpoint: self.checkpoint(),
            consistency: self.consistency(request.known),
            missing,
            clock_behind: false,
        }
    }
}

impl Server {
    /// Returns answers for the parts that the server holds.
    pub fn held(&self, question: &Held) -> HeldReply {
        let has = question.parts.iter().filter_map(|part| Some((*part, self.parts.get(part)?)));
        let answer =
            |(part, bytes): (Digest, &Vec<u8>)| HeldAnswer { part, answer: held::answer(&question.challenge, bytes) };
        HeldReply { answers: has.map(answer).collect() }
    }
}

/// Returns an honest server's reply to a step. A part is uploaded from the outbox.
pub fn answer(server: &mut Server, outbox: &Memory, step: &Step) -> Option<Reply> {
    Some(match step {
        Step::Enrol(enrol) => Reply::Enrolled(server.enrol(enrol)),
        Step::SendEntries(entries) => Reply::Entries(server.entries(entries)),
        Step::AskReceipts(receipts) => Reply::Receipts(server.receipts(receipts)),
        Step::AskHeld(held) => Reply::Held(server.held(held)),
        Step::Upload(part) => {
            server.upload(outbox.parts[&part.digest].clone());
            Reply::Uploaded(part.digest)
        }
        Step::Wait | Step::Done => return None,
    })
}

pub fn session(outbox: &Memory, server: &Server) -> Session {
    Session::new(outbox.device(), vec![server.trusted()], Window::default())
}

/// Runs a session against an honest server until it is done; returns the steps in the order of their beginning.
pub fn run(outbox: &mut Memory, server: &mut Server) -> Vec<Step> {
    let mut session = session(outbox, server);
    let (mut steps, mut open) = (Vec::new(), Vec::new());
    loop {
        match session.next(outbox).unwrap() {
            Step::Done => return steps,
            Step::Wait => {
                let step: Step = open.remove(0);
                let reply = answer(server, outbox, &step).unwrap();
                session.on_reply(outbox, reply).unwrap();
            }
            step => {
                steps.push(step.clone());
                open.push(step);
            }
        }
    }
}
