//! A real organisation in a folder, devices that really seal and sign, a log, and a server in memory that can lie.

#![allow(dead_code, reason = "each test binary uses its own share")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test support")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use archive::source::{Page, Row};
use archive::{Pull, Report, Source, SourceFault, Store};
use evidence::details::{PartStatement, Uptime};
use evidence::entry::{Link, Seen};
use evidence::part::{Role, Sealed};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{
    BootId, Carried, Details, Digest, Invitation, ItemId, PlainPart, Record, SignedEntry, SignedPolicy, Token,
};
use jiff::Timestamp;
use organisation::WitnessKey;
use seal::{AdmissionKey, OneTimeKey, Sealer, TransportKey, sign_entry};
use tlog::Hash;
use zeroize::Zeroizing;

#[path = "../../../organisation/tests/support/mod.rs"]
mod founded;

pub use founded::*;

pub const PASSPHRASE: &str = "correct horse";

pub fn item_id(label: &str) -> ItemId {
    ItemId::from_bytes(seed(label)[..16].try_into().unwrap())
}

impl World {
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

    /// Follows a policy, like a device that received it.
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

    /// Signs and keeps an entry that states these parts, truly or falsely.
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

    /// Makes a photo under `name` in parts, with its record, in one entry.
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

/// A server in memory. Its log holds every row; it may lose or change data, or refuse.
#[derive(Default)]
pub struct Server {
    pub rows: Vec<Row>,
    /// Entries whose details it learned after it gave them.
    pub told: Vec<Row>,
    pub parts: BTreeMap<Digest, Vec<u8>>,
    pub missing: BTreeSet<Digest>,
    /// Fails every call after this number of parts.
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

    /// Serves the devices' entries and these statements under the present log.
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
        // Small pages, so that every test reads several.
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

/// Judges a bundle's folder as a verifier reads it.
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
