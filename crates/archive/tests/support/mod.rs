//! A real organisation in a folder, devices that really seal and sign, a log, and a server in memory that can lie.

#![allow(dead_code, reason = "each test binary uses its own share")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test support")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use archive::source::{Page, Row};
use archive::{
    ArchiveKey, Founded, Organisation, PolicyTerms, Pull, Report, Share, Source, SourceFault, Store, WitnessKey,
};
use ed25519_dalek::{Signer, SigningKey};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::{Link, PAYLOAD_TYPE, Seen};
use evidence::part::{Role, Sealed};
use evidence::policy::{RecipientKind, Review};
use evidence::receipt::{Custody, Holdings};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{
    BootId, Carried, Details, Digest, Envelope, Invitation, ItemId, PlainPart, PublicKey, Record, SignedEntry,
    SignedPolicy, Token, dsse,
};
use jiff::Timestamp;
use seal::{AdmissionKey, OneTimeKey, Sealer, TransportKey, sign_entry};
use tempfile::TempDir;
use tlog::{Checkpoint, Hash, KeyKind, Proof, VerifierKey, leaf_hash, tree};
use zeroize::Zeroizing;

pub const ORIGIN: &str = "log.example.org";
pub const PASSPHRASE: &str = "correct horse";

pub fn seed(label: &str) -> [u8; 32] {
    *Digest::of(label.as_bytes()).as_bytes()
}

pub fn item_id(label: &str) -> ItemId {
    ItemId::from_bytes(seed(label)[..16].try_into().unwrap())
}

/// Everything a pull needs.
pub struct World {
    pub dir: TempDir,
    pub organisation: Organisation,
    pub shares: Vec<Share>,
    pub witness_shares: Vec<Share>,
    pub policy: SignedPolicy,
    pub log: Log,
}

impl World {
    pub fn new() -> Self {
        Self::of(RecipientKind::Hybrid)
    }

    /// A world whose keys are of this kind. Debian's age opens classic ones only.
    pub fn of(kind: RecipientKind) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = Organisation::init_of(kind, &dir.path().join("org"), "Observers", 3, 2, None).unwrap();
        let Founded { organisation, shares, witness_shares } = made;
        let log = Log::new("log");
        let terms = PolicyTerms {
            servers: Vec::new(),
            logs: vec![archive::organisation::log_of(&log.key.to_string()).unwrap()],
            review: Review::Never,
            keep_after_delivery: false,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).unwrap();
        Self { dir, organisation, shares, witness_shares, policy, log }
    }

    pub fn key(&self) -> ArchiveKey {
        self.organisation.restore(&self.shares[..2]).unwrap()
    }

    pub fn witness_key(&self) -> WitnessKey {
        self.organisation.restore_witness_key(&self.witness_shares).unwrap()
    }

    pub fn device(&self, label: &str) -> Device {
        let invitation = self.organisation.invite(&self.policy, None, Timestamp::MAX, None, None).unwrap();
        Device::new(label, self, invitation)
    }

    pub fn home(&self) -> std::path::PathBuf {
        self.dir.path().join("home")
    }

    pub fn store(&self) -> Store {
        Store::open_or_create(&self.home(), PASSPHRASE).unwrap()
    }

    pub fn pull(&self, store: &mut Store, source: &dyn Source) -> archive::Result<Report> {
        self.pull_with(store, source, None)
    }

    pub fn pull_with(
        &self,
        store: &mut Store,
        source: &dyn Source,
        witness_key: Option<&WitnessKey>,
    ) -> archive::Result<Report> {
        let policies = self.organisation.policies().unwrap();
        let key = self.key();
        let card = self.organisation.card();
        Pull { card, policies: &policies, key: &key, witness_key, source, workers: 2 }.run(store, &mut |_| {})
    }

    pub fn trust(&self) -> verify::Trust {
        let at: Timestamp = "2026-06-10T00:00:00Z".parse().unwrap();
        verify::Trust::from_policy(&self.policy.envelope().to_json()).unwrap().at(at)
    }
}

/// A log in memory.
pub struct Log {
    secret: SigningKey,
    pub key: VerifierKey,
    leaves: Vec<Vec<u8>>,
    nodes: BTreeMap<(u8, u64), Hash>,
    pub custody: Vec<Carried>,
    delivered: BTreeSet<Digest>,
}

impl Log {
    pub fn new(label: &str) -> Self {
        let secret = SigningKey::from_bytes(&seed(label));
        let key = VerifierKey::new(ORIGIN, KeyKind::Ed25519, secret.verifying_key().as_bytes()).unwrap();
        Self {
            secret,
            key,
            leaves: Vec::new(),
            nodes: BTreeMap::new(),
            custody: Vec::new(),
            delivered: BTreeSet::new(),
        }
    }

    pub fn append(&mut self, leaf: &[u8]) {
        let batch = tree::append(&self.nodes, self.size(), &[leaf_hash(leaf)]).unwrap();
        self.nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        self.leaves.push(leaf.to_vec());
    }

    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub fn root(&self, size: u64) -> Hash {
        tree::root(&self.nodes, size).unwrap()
    }

    pub fn seen(&self) -> Option<Seen> {
        let size = self.size();
        let root = Digest::from_bytes(*self.root(size).as_bytes());
        (size > 0).then(|| Seen { origin: ORIGIN.to_owned(), size, root })
    }

    pub fn note(&self, size: u64) -> tlog::Note {
        let checkpoint = Checkpoint::new(ORIGIN, size, self.root(size)).unwrap();
        let sign = |bytes: &[u8]| Ok::<_, tlog::Error>(self.secret.sign(bytes).to_bytes());
        checkpoint.sign(&self.key, sign).unwrap().note().clone()
    }

    pub fn proof(&self, leaf: &[u8]) -> Option<String> {
        let index = self.leaves.iter().position(|l| l == leaf)? as u64;
        let path = tree::inclusion_proof(&self.nodes, index, self.size()).unwrap();
        Some(Proof::new(index, path, self.note(self.size()), None).unwrap().to_string())
    }

    /// A proof whose checkpoint a cosigner signed too.
    pub fn cosigned(&self, leaf: &[u8], key: &VerifierKey, secret: &SigningKey) -> Option<String> {
        let index = self.leaves.iter().position(|l| l == leaf)? as u64;
        let path = tree::inclusion_proof(&self.nodes, index, self.size()).unwrap();
        let mut signed = tlog::SignedCheckpoint::check(self.note(self.size()), &self.key).unwrap();
        let sign = |bytes: &[u8]| Ok::<_, tlog::Error>(secret.sign(bytes).to_bytes());
        let line = tlog::cosignature::cosign(signed.checkpoint(), 1_780_983_700, key, sign).unwrap();
        signed.add_cosignature(line, key).unwrap();
        Some(Proof::new(index, path, signed.note().clone(), None).unwrap().to_string())
    }

    pub fn consistency(&self, from: u64) -> Vec<Hash> {
        tree::consistency_proof(&self.nodes, from, self.size()).unwrap()
    }

    pub fn deliver(&mut self, entries: &[&SignedEntry]) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        let details = Holdings { salt: Token::from_bytes([7; 16]), held }.to_bytes().unwrap();
        let custody = Custody {
            server: ORIGIN.to_owned(),
            seq: self.custody.len() as u64,
            prev: self.custody.last().map(|said| said.envelope.digest()),
            device: entries[0].device(),
            item: entries[0].item().unwrap(),
            details: Digest::of(&details),
            after: Some(self.note(self.size()).to_string()),
            at: Timestamp::from_second(1_780_983_660 + self.custody.len() as i64).unwrap(),
        };
        let covered: Vec<_> = entries.iter().map(|e| (e.seq(), e.digest())).collect();
        let payload = custody.payload(&covered).unwrap();
        let signature = self.secret.sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
        let public = PublicKey::from_bytes(&self.key.public_bytes()).unwrap();
        let envelope = Envelope::new(PAYLOAD_TYPE, payload, &public, signature);
        self.append(envelope.payload());
        let said = Carried { envelope, details: Some(details) };
        self.custody.push(said.clone());
        said
    }
}

/// A device that seals and signs.
pub struct Device {
    label: String,
    pub entries: Vec<SignedEntry>,
    pub parts: BTreeMap<Digest, Vec<u8>>,
    pub sealer: Sealer,
    org: Digest,
    policy: Digest,
    pub invitation: Invitation,
    now: Timestamp,
    uptime: u64,
}

impl Device {
    pub fn new(label: &str, world: &World, invitation: Invitation) -> Self {
        let card = world.organisation.card();
        let mut device = Self {
            label: label.to_owned(),
            entries: Vec::new(),
            parts: BTreeMap::new(),
            sealer: Sealer::new([card.archive_recipient.as_str()]).unwrap(),
            org: card.organisation.digest(),
            policy: world.policy.digest(),
            invitation,
            now: "2026-06-09T05:40:00Z".parse().unwrap(),
            uptime: 1_000,
        };
        device.add(None, &[], None);
        device
    }

    /// Takes a policy, as a device does that got it.
    pub fn follow(&mut self, policy: &SignedPolicy) {
        self.policy = policy.digest();
    }

    pub fn key(&self, seq: u64) -> OneTimeKey {
        OneTimeKey::from_seed(&Zeroizing::new(seed(&format!("{} {seq}", self.label))))
    }

    pub fn claimed(&self) -> evidence::ClaimedTime {
        evidence::ClaimedTime::new(self.now, jiff::tz::offset(6))
    }

    /// Seals parts, signs and keeps the next entry.
    pub fn add(&mut self, item: Option<ItemId>, parts: &[(Role, &PlainPart)], seen: Option<Seen>) -> SignedEntry {
        let mut stated = Vec::new();
        for (role, part) in parts {
            let sealed = self.sealer.seal(part).unwrap();
            let tree = evidence::lines::root("record", part.content()).ok().filter(|_| !matches!(role, Role::Media(_)));
            stated.push(PartStatement { role: *role, commitment: sealed.commitment, tree, sealed: sealed.sealed });
            self.parts.insert(sealed.sealed.sha256, sealed.bytes);
        }
        self.add_stated(item, &stated, seen)
    }

    /// Signs and keeps an entry that states these parts, true or not.
    pub fn add_stated(&mut self, item: Option<ItemId>, stated: &[PartStatement], seen: Option<Seen>) -> SignedEntry {
        let entry = self.sign(item, stated, seen);
        self.entries.push(entry.clone());
        entry
    }

    pub fn sign(&mut self, item: Option<ItemId>, stated: &[PartStatement], seen: Option<Seen>) -> SignedEntry {
        self.now = self.now.checked_add(jiff::SignedDuration::from_secs(1)).unwrap();
        self.uptime += 1_000;
        let seq = self.entries.len() as u64;
        let genesis = seq == 0;
        let transport = TransportKey::from_seed(&Zeroizing::new(seed("transport")));
        let mut details = Details {
            salt: Token::from_bytes(seed(&format!("{} {seq} details", self.label))[..16].try_into().unwrap()),
            claimed_at: self.claimed(),
            uptime: Uptime { boot: BootId::from_bytes([7; 16]), ms: self.uptime },
            policy: self.policy,
            review: None,
            parts: stated.to_vec(),
            organisation: genesis.then_some(self.org),
            transport_key: genesis.then(|| transport.public().unwrap()),
            platform: genesis.then(|| "linux".to_owned()),
            ticket: None,
            admission: None,
            continues: None,
        };
        let link = Link {
            device: self.entries.first().map(SignedEntry::digest),
            seq,
            prev: self.entries.last().map(SignedEntry::digest),
            key: genesis.then(|| self.key(0).public().unwrap()),
            next_key: self.key(seq + 1).public().unwrap(),
            item,
            ends: details.ends(),
            seen,
        };
        if genesis {
            let key = AdmissionKey::from_seed(self.invitation.admission.seed());
            key.admit(&mut details, &link, link.key.unwrap(), self.invitation.ticket.clone()).unwrap();
        }
        sign_entry(self.key(seq), link, &details).unwrap()
    }

    /// A photo under `name` in parts, with its record, in one entry.
    pub fn photo(&mut self, label: &str, name: &str, contents: &[&[u8]]) -> ItemId {
        self.photo_seen(label, name, contents, None)
    }

    pub fn photo_seen(&mut self, label: &str, name: &str, contents: &[&[u8]], seen: Option<Seen>) -> ItemId {
        let id = item_id(label);
        let parts: Vec<PlainPart> =
            contents.iter().enumerate().map(|(n, c)| salted(&format!("{label} {n}"), c)).collect();
        let whole = contents.concat();
        let mut record = Record::new(id, Kind::Photo, Method::Imported, self.claimed(), Location::missing("not-asked"));
        record.body = serde_json::json!({ "text": format!("what {label} shows") });
        record.media.push(Media {
            name: name.to_owned(),
            media_type: "image/jpeg".to_owned(),
            size: Some(whole.len() as u64),
            sha256: Some(Digest::of(&whole)),
            first_part: 0,
            parts: parts.len() as u32,
            ..Media::default()
        });
        let record = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
        let mut stated: Vec<(Role, &PlainPart)> =
            parts.iter().enumerate().map(|(n, p)| (Role::Media(n as u32), p)).collect();
        stated.push((Role::Record, &record));
        self.add(Some(id), &stated, seen);
        id
    }

    pub fn of_item(&self, item: &ItemId) -> Vec<&SignedEntry> {
        self.entries.iter().filter(|e| e.item() == Some(*item)).collect()
    }
}

pub fn salted(label: &str, content: &[u8]) -> PlainPart {
    PlainPart::new(seed(&format!("salt {label}")), content).unwrap()
}

/// A server in memory. Its log holds every row; it may lose, change or refuse.
#[derive(Default)]
pub struct Server {
    pub rows: Vec<Row>,
    /// Entries whose details it learned after it gave them.
    pub told: Vec<Row>,
    pub parts: BTreeMap<Digest, Vec<u8>>,
    pub missing: BTreeSet<Digest>,
    /// Fails every call after so many parts.
    pub parts_until_failure: Option<usize>,
    pub asked: Mutex<Vec<Digest>>,
    pub calls: AtomicUsize,
    pub newest: Option<String>,
    pub proofs: BTreeMap<u64, Vec<Hash>>,
}

impl Server {
    /// Puts every entry of these devices into the log, delivers every item, and serves all of it.
    pub fn with(log: &mut Log, devices: &[&Device]) -> Self {
        for entry in devices.iter().flat_map(|d| &d.entries) {
            if log.proof(entry.envelope().payload()).is_none() {
                log.append(entry.envelope().payload());
            }
        }
        for device in devices {
            let items: BTreeSet<ItemId> = device.entries.iter().filter_map(SignedEntry::item).collect();
            for item in items {
                let entries = device.of_item(&item);
                let last = entries.last().map(|e| e.digest());
                if last.is_some_and(|last| log.delivered.insert(last)) {
                    log.deliver(&entries);
                }
            }
        }
        let delivered = log.custody.clone();
        Self::of(log, devices, delivered)
    }

    /// Serves the devices' entries and these statements under the log as it is.
    pub fn of(log: &Log, devices: &[&Device], delivered: Vec<Carried>) -> Self {
        let mut server = Self::default();
        for device in devices {
            server.parts.extend(device.parts.clone());
            for entry in &device.entries {
                let proof = log.proof(entry.envelope().payload());
                server.rows.push(Row::Entry { entry: entry.carried(), proof });
            }
        }
        for custody in delivered {
            let proof = log.proof(custody.envelope.payload());
            server.rows.push(Row::Custody { custody, proof });
        }
        server.newest = Some(log.note(log.size()).to_string());
        server.proofs = (1..=log.size()).map(|from| (from, log.consistency(from))).collect();
        server
    }

    pub fn fetched(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl Source for Server {
    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        // Small pages, so that every test walks several.
        let rows: Vec<Row> = self.rows.iter().skip(after as usize).take(limit.min(3)).cloned().collect();
        let cursor = after + rows.len() as u64;
        Ok(Page { more: (cursor as usize) < self.rows.len(), rows, cursor, malformed: Vec::new() })
    }

    fn told(&self, after: u64, _: usize) -> Result<Page, SourceFault> {
        let rows: Vec<Row> = self.told.iter().skip(after as usize).take(1).cloned().collect();
        let cursor = after + rows.len() as u64;
        Ok(Page { more: (cursor as usize) < self.told.len(), rows, cursor, malformed: Vec::new() })
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        if self.parts_until_failure.is_some_and(|n| call >= n) {
            return Err(SourceFault::Unavailable("the link is down".into()));
        }
        if self.missing.contains(&wanted.sha256) {
            return Err(SourceFault::NotFound);
        }
        self.asked.lock().unwrap().push(wanted.sha256);
        let bytes = self.parts.get(&wanted.sha256).ok_or(SourceFault::NotFound)?;
        buffer.extend_from_slice(bytes);
        Ok(())
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(self.newest.clone())
    }

    fn consistency(&self, from: u64, _: u64) -> Result<Vec<Hash>, SourceFault> {
        self.proofs.get(&from).cloned().ok_or(SourceFault::NotFound)
    }
}

/// Every file below `dir` with its bytes.
pub fn files(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()))
        }
    }
    found
}

pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

/// A bundle's folder as a verifier reads it.
pub fn judge(dir: &Path, trust: &verify::Trust) -> verify::Verdict {
    let files = files(dir).into_iter().map(|(path, bytes)| {
        let path = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
        (path, bytes)
    });
    verify::bundle(&mut verify::MemorySource::new(files.collect()), trust).unwrap()
}

pub fn codes(answer: &verify::Answer) -> Vec<&'static str> {
    answer.findings.iter().map(|f| f.code).collect()
}
