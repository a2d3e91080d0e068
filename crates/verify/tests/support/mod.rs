//! Builds real evidence from fixed seeds: devices, a log with a cosigner, an organisation, bundles. The same bytes on
//! every run; only the digests of *sealed* parts stand in for age files, which are never the same twice.

#![allow(dead_code, reason = "each test binary uses its own share")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "test support")]

pub mod admissions;
pub mod closings;
pub mod fields;
pub mod shown;
pub mod vectors;

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use evidence::bundle::{self, Item, Manifest, MediaFile, MediaPart, RecordFile, Salt};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::{Link, PAYLOAD_TYPE, Seen};
use evidence::invitation::{Role as TicketRole, Ticket};
use evidence::part::{Role, Sealed};
use evidence::policy::{Log as PolicyLog, Review, Server};
use evidence::receipt::{Consistency, Custody, Delivered, Holdings, Noted};
use evidence::record::{Kind, Location, Media, Method};
use evidence::word::{self, Covers, Spoken};
use evidence::{
    BootId, Carried, Details, Digest, Envelope, ItemId, PlainPart, Policy, PublicKey, Record, Signed, SignedEntry,
    SignedPolicy, Token, Word, dsse,
};
use jiff::Timestamp;
use seal::{AdmissionKey, OneTimeKey, OrganisationKey, TransportKey, sign_entry};
use tlog::{Checkpoint, Hash, KeyKind, Proof, SignedCheckpoint, VerifierKey, leaf_hash, tree};
use zeroize::Zeroizing;

pub const ORIGIN: &str = "log.example.org";
/// A test identity; everybody knows its secret, which is committed beside the vectors.
pub const RECIPIENT: &str = "age182adq589ekzsphrk0awu40rt68trwttr94cn4vd60t5acpe7mywsky0sar";

/// Another identity that everybody knows, of the hybrid kind.
pub const HYBRID: &str = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

/// Its recipient.
pub fn hybrid() -> String {
    seal::Identity::parse(HYBRID).unwrap().recipient().to_string()
}

pub type Files = BTreeMap<String, Vec<u8>>;

/// 32 bytes that follow from a label.
pub fn seed(label: &str) -> [u8; 32] {
    *Digest::of(label.as_bytes()).as_bytes()
}

pub fn item_id(label: &str) -> ItemId {
    ItemId::from_bytes(seed(label)[..16].try_into().unwrap())
}

/// The fixed policy of these tests.
pub fn policy(log_key: &VerifierKey, cosigners: &[VerifierKey], quorum: u32) -> Policy {
    Policy {
        format: evidence::policy::FORMAT.to_owned(),
        version: 0,
        ancestors: Vec::new(),
        name: "Observers of Almaty".to_owned(),
        archive_recipients: vec![RECIPIENT.to_owned()],
        witness_recipients: Vec::new(),
        slots: 1,
        servers: vec![Server { url: "https://testamur.example.org".to_owned(), pins: vec![Digest::of(b"spki")] }],
        logs: vec![PolicyLog {
            origin: log_key.name().to_owned(),
            key: log_key.to_string(),
            cosigners: cosigners.iter().map(ToString::to_string).collect(),
            quorum,
        }],
        retired: Vec::new(),
        timestamp_roots: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    }
}

/// An organisation with its log.
/// The key that an invitation named after `label` brings.
pub fn admission_key(label: &str) -> AdmissionKey {
    AdmissionKey::from_seed(&Zeroizing::new(seed(&format!("{label} admission"))))
}

pub struct World {
    pub organisation: OrganisationKey,
    pub policy: SignedPolicy,
    pub log: Log,
}

impl World {
    pub fn new() -> Self {
        Self::named("organisation", "log")
    }

    pub fn named(organisation: &str, log: &str) -> Self {
        let organisation = OrganisationKey::from_seed(&Zeroizing::new(seed(organisation)));
        let log = Log::new(log);
        let policy = organisation.sign_policy(&policy(&log.key, std::slice::from_ref(&log.cosigner_key), 1)).unwrap();
        Self { organisation, policy, log }
    }

    pub fn device(&self, label: &str) -> Device {
        self.invited(label, label)
    }

    /// A device that has the invitation named after `invitation`.
    pub fn invited(&self, label: &str, invitation: &str) -> Device {
        Device::new(label, self, Some(invitation))
    }

    /// A device that nobody invited.
    pub fn unadmitted(&self, label: &str) -> Device {
        Device::new(label, self, None)
    }

    /// A ticket whose admission key is named after `label`.
    pub fn ticket(&self, label: &str) -> Envelope {
        self.ticket_for(label, None)
    }

    /// A ticket for a new device, or for the renewal of one.
    pub fn ticket_for(&self, label: &str, device: Option<Digest>) -> Envelope {
        let ticket = Ticket {
            organisation: self.organisation.public().unwrap(),
            role: TicketRole::Device,
            admission_key: Some(admission_key(label).public().unwrap()),
            log: self.policy.policy().logs.first().map(|log| log.origin.clone()),
            device,
            key: None,
            expires: None,
        };
        self.organisation.sign_ticket(&ticket).unwrap()
    }

    /// The organisation's word that a device is its own.
    pub fn confirm(&self, device: Digest) -> Envelope {
        let word = Word::confirmed(Token::from_bytes([7; 16]), self.organisation.public().unwrap(), device);
        self.organisation.say(&word).unwrap()
    }

    /// The organisation's word that it ends a device.
    pub fn end(&self, device: Digest, covers: Covers) -> Envelope {
        let word = Word::ended(Token::from_bytes([8; 16]), self.organisation.public().unwrap(), device, covers);
        self.organisation.say(&word).unwrap()
    }

    /// Puts a word into the log.
    pub fn log_word(&mut self, word: &Envelope) {
        self.log.append(&word::leaf(&word.digest()));
    }

    /// A word on its way, with its place in the log if it has one.
    pub fn spoken(&self, word: &Envelope) -> Spoken {
        let index = self.log.index_of(&word::leaf(&word.digest()));
        Spoken { word: word.clone(), proof: index.map(|index| self.log.proof(index, self.log.size(), true)) }
    }

    pub fn trust(&self) -> verify::Trust {
        verify::Trust::from_policy(&self.policy.envelope().to_json()).unwrap().at(ts("2026-06-10T00:00:00Z"))
    }
}

pub fn ts(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A log and its server's custody chain.
#[derive(Clone)]
pub struct Log {
    secret: SigningKey,
    pub key: VerifierKey,
    cosigner: SigningKey,
    pub cosigner_key: VerifierKey,
    /// Further cosigners.
    pub more: Vec<(SigningKey, VerifierKey)>,
    pub leaves: Vec<Vec<u8>>,
    nodes: BTreeMap<(u8, u64), Hash>,
    custody: Vec<(Carried, u64)>,
    /// When the cosigner signs, in seconds since 1970.
    pub cosigned_at: u64,
}

impl Log {
    pub fn new(label: &str) -> Self {
        Self::named(ORIGIN, label)
    }

    /// A log of another origin.
    pub fn named(origin: &str, label: &str) -> Self {
        let secret = SigningKey::from_bytes(&seed(label));
        let cosigner = SigningKey::from_bytes(&seed("cosigner"));
        let key = VerifierKey::new(origin, KeyKind::Ed25519, secret.verifying_key().as_bytes()).unwrap();
        let cosigner_key =
            VerifierKey::new("cosigner.example.net", KeyKind::Cosigner, cosigner.verifying_key().as_bytes()).unwrap();
        let cosigned_at = ts("2026-06-09T08:00:00Z").as_second() as u64;
        Self {
            secret,
            key,
            cosigner,
            cosigner_key,
            more: Vec::new(),
            leaves: Vec::new(),
            nodes: BTreeMap::new(),
            custody: Vec::new(),
            cosigned_at,
        }
    }

    /// The C2SP signature bytes of a custody statement or policy by the log's key.
    pub fn sign_statement(&self, payload: Vec<u8>) -> Envelope {
        let signature = self.secret.sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
        Envelope::new(PAYLOAD_TYPE, payload, &self.public(), signature)
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(&self.key.public_bytes()).unwrap()
    }

    /// Appends a leaf and gives its index.
    pub fn append(&mut self, leaf: &[u8]) -> u64 {
        let index = self.leaves.len() as u64;
        let batch = tree::append(&self.nodes, index, &[leaf_hash(leaf)]).unwrap();
        self.nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        self.leaves.push(leaf.to_vec());
        index
    }

    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub fn root(&self, size: u64) -> Hash {
        tree::root(&self.nodes, size).unwrap()
    }

    /// The log as a device sees it now; none while it is empty.
    pub fn seen(&self) -> Option<Seen> {
        let size = self.size();
        (size > 0).then(|| Seen {
            origin: self.key.name().to_owned(),
            size,
            root: Digest::from_bytes(*self.root(size).as_bytes()),
        })
    }

    pub fn checkpoint(&self, size: u64, cosigned: bool) -> SignedCheckpoint {
        let all: Vec<_> = (0..=self.more.len()).map(|n| (n, self.cosigned_at)).collect();
        self.checkpoint_by(size, if cosigned { &all } else { &[] })
    }

    /// A checkpoint that these cosigners signed, each at its own time. The first one has the number 0.
    pub fn checkpoint_by(&self, size: u64, cosigners: &[(usize, u64)]) -> SignedCheckpoint {
        let sign = |secret: &SigningKey, bytes: &[u8]| Ok::<_, tlog::Error>(secret.sign(bytes).to_bytes());
        let checkpoint = Checkpoint::new(self.key.name(), size, self.root(size)).unwrap();
        let mut signed = checkpoint.clone().sign(&self.key, |b| sign(&self.secret, b)).unwrap();
        for (number, at) in cosigners {
            let (secret, key) = match number.checked_sub(1) {
                Some(place) => (&self.more[place].0, &self.more[place].1),
                None => (&self.cosigner, &self.cosigner_key),
            };
            let line = tlog::cosignature::cosign(&checkpoint, *at, key, |b| sign(secret, b)).unwrap();
            signed.add_cosignature(line, key).unwrap();
        }
        signed
    }

    /// A tlog proof for the leaf at `index` in the tree of `size`.
    pub fn proof(&self, index: u64, size: u64, cosigned: bool) -> String {
        self.proof_under(index, &self.checkpoint(size, cosigned))
    }

    /// A tlog proof for the leaf at `index` under this checkpoint.
    pub fn proof_under(&self, index: u64, checkpoint: &SignedCheckpoint) -> String {
        let path = tree::inclusion_proof(&self.nodes, index, checkpoint.checkpoint().size()).unwrap();
        Proof::new(index, path, checkpoint.note().clone(), None).unwrap().to_string()
    }

    pub fn index_of(&self, leaf: &[u8]) -> Option<u64> {
        self.leaves.iter().position(|l| l == leaf).map(|i| i as u64)
    }

    pub fn noted(&self, entry: &SignedEntry) -> Noted {
        let index = self.index_of(entry.envelope().payload()).expect("the entry is in the log");
        Noted { entry: entry.digest(), proof: self.proof(index, self.size(), true) }
    }

    /// The server signs that it holds the parts of these entries, and logs it.
    pub fn deliver(&mut self, entries: &[&SignedEntry], at: &str) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        self.deliver_these(entries, held, at)
    }

    pub fn deliver_these(&mut self, entries: &[&SignedEntry], held: Vec<Sealed>, at: &str) -> Carried {
        self.state_custody(entries, held, at, &|_, bytes| bytes)
    }

    /// Signs the custody statement over these entries after `change`.
    pub fn deliver_as(&mut self, entries: &[&SignedEntry], at: &str, change: fields::Change<'_>) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        self.state_custody(entries, held, at, change)
    }

    fn state_custody(
        &mut self,
        entries: &[&SignedEntry],
        held: Vec<Sealed>,
        at: &str,
        change: fields::Change<'_>,
    ) -> Carried {
        let seq = self.custody.len() as u64;
        let salt = Token::from_bytes(seed(&format!("custody {seq}"))[..16].try_into().unwrap());
        let details = change(Signed::Holdings, Holdings { salt, held }.to_bytes().unwrap());
        let custody = Custody {
            server: self.key.name().to_owned(),
            seq,
            prev: self.custody.last().map(|(said, _)| said.envelope.digest()),
            device: entries[0].device(),
            item: entries[0].item().unwrap(),
            details: Digest::of(&details),
            after: Some(self.checkpoint(self.size(), true).note().to_string()),
            at: ts(at),
        };
        let covered: Vec<_> = entries.iter().map(|e| (e.seq(), e.digest())).collect();
        let envelope = self.sign_statement(change(Signed::Custody, custody.payload(&covered).unwrap()));
        let index = self.append(envelope.payload());
        let said = Carried { envelope, details: Some(details) };
        self.custody.push((said.clone(), index));
        said
    }

    pub fn delivered(&self) -> Vec<Delivered> {
        let proof = |index| self.proof(index, self.size(), true);
        self.custody.iter().map(|(e, i)| Delivered { custody: e.clone(), proof: proof(*i) }).collect()
    }

    pub fn consistency(&self, from: u64, to: u64) -> Consistency {
        let proof = tree::consistency_proof(&self.nodes, from, to).unwrap();
        let proof = proof.iter().map(|h| Digest::from_bytes(*h.as_bytes())).collect();
        Consistency { origin: self.key.name().to_owned(), from, to, proof }
    }
}

/// A device that signs with its ratchet.
#[derive(Clone)]
pub struct Device {
    label: String,
    /// Keys from this sequence number on are other ones: a copy that goes its own way.
    pub branch: Option<u64>,
    pub entries: Vec<SignedEntry>,
    /// Wall clock.
    pub now: Timestamp,
    /// Running time in ms.
    pub uptime: u64,
    org: Digest,
    /// The policy that it follows.
    pub policy: Digest,
    /// The ticket that admits it.
    pub ticket: Envelope,
    invitation: Option<String>,
}

impl Device {
    fn new(label: &str, world: &World, invitation: Option<&str>) -> Self {
        let mut device = Self {
            label: label.to_owned(),
            branch: None,
            entries: Vec::new(),
            now: ts("2026-06-09T05:40:00Z"),
            uptime: 1_000,
            org: world.organisation.public().unwrap().digest(),
            policy: world.policy.digest(),
            ticket: world.ticket(invitation.unwrap_or(label)),
            invitation: invitation.map(str::to_owned),
        };
        let genesis = device.sign(None, &[], None);
        device.entries.push(genesis);
        device
    }

    /// The key that signs entry `seq`.
    pub fn key(&self, seq: u64) -> OneTimeKey {
        let copy = if self.branch.is_some_and(|from| seq >= from) { "copy of " } else { "" };
        OneTimeKey::from_seed(&Zeroizing::new(seed(&format!("{copy}{} {seq}", self.label))))
    }

    pub fn id(&self) -> Digest {
        self.entries[0].digest()
    }

    pub fn wait(&mut self, seconds: i64) {
        self.now = self.now.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
        self.uptime += u64::try_from(seconds).unwrap() * 1000;
    }

    pub fn claimed(&self) -> evidence::ClaimedTime {
        evidence::ClaimedTime::new(self.now, jiff::tz::offset(6))
    }

    /// The next entry's place in the chain.
    pub fn link(&self, item: Option<ItemId>, ends: bool, seen: Option<Seen>) -> Link {
        let seq = self.entries.len() as u64;
        let genesis = seq == 0;
        Link {
            device: (!genesis).then(|| self.id()),
            seq,
            prev: self.entries.last().map(SignedEntry::digest),
            key: genesis.then(|| self.key(0).public().unwrap()),
            next_key: self.key(seq + 1).public().unwrap(),
            item,
            ends,
            seen,
        }
    }

    /// Details of the next entry.
    pub fn details(&self, parts: Vec<PartStatement>) -> Details {
        let genesis = self.entries.is_empty();
        let transport = TransportKey::from_seed(&Zeroizing::new(seed(&format!("{} transport", self.label))));
        let short = |label: &str| seed(label)[..16].try_into().unwrap();
        Details {
            salt: Token::from_bytes(short(&format!("{} {} details", self.label, self.entries.len()))),
            claimed_at: self.claimed(),
            uptime: Uptime { boot: BootId::from_bytes(short("boot")), ms: self.uptime },
            policy: self.policy,
            review: None,
            parts,
            organisation: genesis.then_some(self.org),
            transport_key: genesis.then(|| transport.public().unwrap()),
            platform: genesis.then(|| "linux".to_owned()),
            ticket: None,
            admission: None,
        }
    }

    pub fn sign(&self, item: Option<ItemId>, parts: &[(Role, &PlainPart)], seen: Option<Seen>) -> SignedEntry {
        let parts: Vec<PartStatement> = parts.iter().map(|(role, part)| state(*role, part)).collect();
        let mut details = self.details(parts);
        let link = self.link(item, details.ends(), seen);
        if let (true, Some(invitation)) = (self.entries.is_empty(), &self.invitation) {
            admission_key(invitation)
                .admit(&mut details, &link, self.key(0).public().unwrap(), self.ticket.clone())
                .unwrap();
        }
        sign_entry(self.key(self.entries.len() as u64), link, &details).unwrap()
    }

    /// The next entry, by which the organisation of `ticket` admits the device again.
    pub fn renewal(&self, invitation: &str, ticket: Envelope) -> SignedEntry {
        let (mut details, link) = (self.details(Vec::new()), self.link(None, false, None));
        let (at, transport) = (self.entries.len() as u64, seed(&format!("{} {invitation} transport", self.label)));
        details.organisation = Some(self.org);
        details.transport_key = Some(TransportKey::from_seed(&Zeroizing::new(transport)).public().unwrap());
        details.platform = Some("linux".to_owned());
        admission_key(invitation).admit(&mut details, &link, self.key(at).public().unwrap(), ticket).unwrap();
        sign_entry(self.key(at), link, &details).unwrap()
    }

    /// The organisation renews the device.
    pub fn renew(&mut self, world: &World, invitation: &str) -> SignedEntry {
        let entry = self.renewal(invitation, world.ticket_for(invitation, Some(self.id())));
        self.entries.push(entry.clone());
        entry
    }

    /// Signs and keeps the next entry.
    pub fn add(&mut self, item: Option<ItemId>, parts: &[(Role, &PlainPart)], seen: Option<Seen>) -> SignedEntry {
        let entry = self.sign(item, parts, seen);
        self.entries.push(entry.clone());
        entry
    }
}

/// A part's statement. The sealed digest stands in for an age file of the right length.
pub fn state(role: Role, part: &PlainPart) -> PartStatement {
    let sealed = [b"stands in for an age file: ", part.as_bytes()].concat();
    let size = part.as_bytes().len() as u64 + 216;
    let lined = !matches!(role, Role::Media(_));
    let tree = lined.then(|| evidence::lines::root("record", part.content()).ok()).flatten();
    PartStatement { role, commitment: part.commitment(), tree, sealed: Sealed { sha256: Digest::of(&sealed), size } }
}

/// An item as a device captured it.
#[derive(Clone)]
pub struct Captured {
    pub id: ItemId,
    pub device: Digest,
    pub opening: Option<PlainPart>,
    pub record: Option<PlainPart>,
    pub media: Vec<CapturedMedia>,
}

#[derive(Clone)]
pub struct CapturedMedia {
    pub file: String,
    pub first_part: u32,
    pub parts: Vec<PlainPart>,
}

pub fn salted(label: &str, content: &[u8]) -> PlainPart {
    PlainPart::new(seed(&format!("salt {label}")), content).unwrap()
}

/// The record of an imported photo with these parts.
pub fn photo_record(id: ItemId, device: &Device, parts: &[PlainPart]) -> Record {
    let whole: Vec<u8> = parts.iter().flat_map(|p| p.content()).copied().collect();
    let mut record = Record::new(
        id,
        Kind::Photo,
        Method::Imported,
        device.claimed(),
        Location::known(43.2389, 76.8897, Some(12.5), "entered").unwrap(),
    );
    record.media.push(Media {
        name: "IMG_2041.jpg".to_owned(),
        media_type: "image/jpeg".to_owned(),
        size: Some(whole.len() as u64),
        sha256: Some(Digest::of(&whole)),
        first_part: 0,
        parts: parts.len() as u32,
        interrupted: false,
        modified: None,
        changed: false,
    });
    record
}

pub fn note_record(id: ItemId, device: &Device, text: &str) -> Record {
    let mut record = Record::new(id, Kind::Note, Method::Entered, device.claimed(), Location::missing("not-asked"));
    record.body = serde_json::json!({ "text": text });
    record
}

/// Adds an item with one medium in one entry.
pub fn photo(device: &mut Device, label: &str, contents: &[&[u8]], seen: Option<Seen>) -> Captured {
    let id = item_id(label);
    let parts: Vec<_> = contents.iter().enumerate().map(|(n, c)| salted(&format!("{label} {n}"), c)).collect();
    let record = photo_record(id, device, &parts);
    photo_with(device, label, parts, &record, seen)
}

pub fn photo_with(
    device: &mut Device,
    label: &str,
    parts: Vec<PlainPart>,
    record: &Record,
    seen: Option<Seen>,
) -> Captured {
    let record = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
    let mut stated: Vec<(Role, &PlainPart)> =
        parts.iter().enumerate().map(|(n, p)| (Role::Media(n as u32), p)).collect();
    stated.push((Role::Record, &record));
    device.add(Some(record_id(&record)), &stated, seen);
    Captured {
        id: record_id(&record),
        device: device.id(),
        opening: None,
        record: Some(record),
        media: vec![CapturedMedia { file: format!("media/{label}-0.jpg"), first_part: 0, parts }],
    }
}

fn record_id(record: &PlainPart) -> ItemId {
    Record::parse(record.content()).unwrap().id
}

pub fn note(device: &mut Device, label: &str, text: &str, seen: Option<Seen>) -> Captured {
    let id = item_id(label);
    let record = note_record(id, device, text);
    let record = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Record, &record)], seen);
    Captured { id, device: device.id(), opening: None, record: Some(record), media: Vec::new() }
}

/// One device, a note, then a photo in two parts, each delivered; everything that a bundle can prove is there.
pub struct Scene {
    pub world: World,
    pub device: Device,
    pub note: Captured,
    pub photo: Captured,
}

impl Scene {
    pub fn new() -> Self {
        let mut world = World::new();
        let mut device = world.device("device");
        world.log.append(device.entries[0].envelope().payload());
        device.wait(60);
        let note = note(&mut device, "note", "Polling station 17: the seal was broken at 11:40.", world.log.seen());
        let entry = device.entries[1].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
        device.wait(60);
        let photo = photo(&mut device, "photo", &[b"\xff\xd8 first half, ", b"second half \xff\xd9"], world.log.seen());
        let entry = device.entries[2].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:42:30Z");
        Self { world, device, note, photo }
    }

    /// The photo's bundle, with every receipt.
    pub fn files(&self) -> Files {
        bundle(&self.world, &self.device.entries, &[&self.photo])
    }
}

/// A whole bundle of these items with all the log's receipts for these entries.
pub fn bundle(world: &World, entries: &[SignedEntry], items: &[&Captured]) -> Files {
    let manifest = Manifest {
        format: bundle::FORMAT.to_owned(),
        made_at: ts("2026-06-09T12:00:00Z"),
        organisation: world.organisation.public().unwrap(),
        items: items.iter().map(|i| manifest_item(i, entries)).collect(),
    };
    let mut files = Files::new();
    files.insert(bundle::MANIFEST.into(), evidence::json::print(&manifest).unwrap());
    carry(&mut files, &world.policy);
    files.insert(bundle::ENTRIES.into(), lines(entries.iter().map(|e| e.envelope().clone())));
    let logged = entries.iter().filter(|e| world.log.index_of(e.envelope().payload()).is_some());
    files.insert(bundle::NOTED.into(), lines(logged.map(|e| world.log.noted(e))));
    files.insert(bundle::DELIVERED.into(), lines(world.log.delivered()));
    let mut seen: Vec<u64> = entries.iter().filter_map(|e| e.link().seen.as_ref()).map(|s| s.size).collect();
    seen.dedup();
    let size = world.log.size();
    let consistency = seen.iter().filter(|s| **s < size).map(|s| world.log.consistency(*s, size));
    files.insert(bundle::CONSISTENCY.into(), lines(consistency));
    for entry in entries.iter().filter(|e| shown(e, items)) {
        tell(&mut files, entry);
    }
    for item in items {
        for part in item.opening.iter().chain(&item.record) {
            files.insert(format!("records/{}", part.commitment()), part.as_bytes().to_vec());
        }
        for media in &item.media {
            files.insert(media.file.clone(), media.parts.iter().flat_map(|p| p.content()).copied().collect());
        }
    }
    sum(&mut files);
    files
}

/// Puts a policy among those of the bundle.
pub fn carry(files: &mut Files, policy: &SignedPolicy) {
    files.insert(policy_path(policy), policy.envelope().to_json());
}

/// The file of a policy in a bundle.
pub fn policy_path(policy: &SignedPolicy) -> String {
    format!("{}{}", bundle::POLICIES, policy.digest())
}

/// Puts an entry's details beside it.
pub fn tell(files: &mut Files, entry: &SignedEntry) {
    let path = format!("{}{}", bundle::DETAILS, entry.details_digest());
    files.insert(path, entry.details_bytes().unwrap().to_vec());
}

/// The bundle with the details of all these entries.
pub fn told(mut files: Files, entries: &[SignedEntry]) -> Files {
    entries.iter().for_each(|entry| tell(&mut files, entry));
    sum(&mut files);
    files
}

/// The entry that finishes an item, else the last one that names it.
pub fn as_of(entries: &[SignedEntry], item: &Captured) -> Digest {
    let mine = || entries.iter().filter(|e| e.item() == Some(item.id) && e.device() == item.device);
    let found = mine().find(|e| e.finishes_item()).or_else(|| mine().next_back());
    found.map_or(Digest::of(b"no entry"), SignedEntry::digest)
}

fn manifest_item(item: &Captured, entries: &[SignedEntry]) -> Item {
    let record = |part: &PlainPart| RecordFile { commitment: part.commitment(), withheld: false };
    let part = |part: &PlainPart| MediaPart {
        commitment: part.commitment(),
        salt: Some(Salt(part.salt())),
        size: Some(part.content().len() as u32),
    };
    let media = |m: &CapturedMedia| MediaFile {
        file: Some(m.file.clone()),
        first_part: m.first_part,
        parts: m.parts.iter().map(part).collect(),
    };
    Item {
        item: item.id,
        device: item.device,
        as_of: as_of(entries, item),
        opening: item.opening.as_ref().map(record),
        record: item.record.as_ref().map(record),
        media: item.media.iter().map(media).collect(),
    }
}

/// One JSON value a line.
pub fn lines<T: serde::Serialize>(values: impl IntoIterator<Item = T>) -> Vec<u8> {
    let line = |v: T| [evidence::json::print(&v).unwrap(), b"\n".to_vec()].concat();
    values.into_iter().flat_map(line).collect()
}

/// Lists the digests anew, as anybody can.
pub fn sum(files: &mut Files) {
    let digests = files.iter().map(|(path, bytes)| (path.clone(), Digest::of(bytes))).collect();
    files.insert(bundle::SUMS.into(), bundle::print_sums(&digests));
}

/// Changes the manifest and lists the digests anew.
pub fn with_manifest(mut files: Files, change: impl FnOnce(&mut Manifest)) -> Files {
    let mut manifest = Manifest::parse(&files[bundle::MANIFEST]).unwrap();
    change(&mut manifest);
    files.insert(bundle::MANIFEST.into(), evidence::json::print(&manifest).unwrap());
    sum(&mut files);
    files
}

/// Changes the lines of a file and lists the digests anew.
pub fn with_lines(mut files: Files, path: &str, change: impl FnOnce(&mut Vec<String>)) -> Files {
    let text = String::from_utf8(files[path].clone()).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    change(&mut lines);
    files.insert(path.into(), lines.iter().flat_map(|l| format!("{l}\n").into_bytes()).collect());
    sum(&mut files);
    files
}

/// The zip form, written by the `zip` crate the way `evidence::bundle` says.
pub fn zipped(files: &Files) -> Vec<u8> {
    use std::io::Write;
    use zip::write::SimpleFileOptions;
    let options = SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(path.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn judge(files: &Files, trust: &verify::Trust) -> verify::Result<verify::Verdict> {
    verify::bundle(&mut verify::MemorySource::new(files.clone()), trust)
}

/// Whether a bundle of these items carries the details of an entry.
fn shown(entry: &SignedEntry, items: &[&Captured]) -> bool {
    entry.genesis().or(entry.renewal()).is_some() || items.iter().any(|item| entry.item() == Some(item.id))
}

/// Puts the organisation's words into a bundle, in place of those that are there.
pub fn say(files: &mut Files, words: &[Spoken]) {
    files.remove(bundle::WORDS);
    let lines: Vec<u8> =
        words.iter().flat_map(|word| [evidence::json::print(word).unwrap(), b"\n".to_vec()].concat()).collect();
    if !lines.is_empty() {
        files.insert(bundle::WORDS.to_owned(), lines);
    }
    sum(files);
}
