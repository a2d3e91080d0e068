//! Builds real evidence from fixed seeds: devices, a log with a cosigner, an organisation, bundles. The bytes are
//! equal on every run; digests of *sealed* parts are substitutes, because age files differ each time.

#![allow(dead_code, reason = "each test binary uses its own share")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "test support")]

pub mod admissions;
mod bundles;
pub mod closings;
mod device;
pub mod fields;
mod log;
pub mod namesake;
pub mod shown;
pub mod vectors;

use std::collections::BTreeMap;

use evidence::entry::Seen;
use evidence::invitation::{Role as TicketRole, Ticket};
use evidence::part::Role;
use evidence::policy::{Log as PolicyLog, Review, Server};
use evidence::record::{Kind, Location, Media, Method};
use evidence::word::{self, Covers, Spoken};
use evidence::{Digest, Envelope, ItemId, PlainPart, Policy, Record, SignedPolicy, Token, Word};
use jiff::Timestamp;
use seal::{AdmissionKey, OrganisationKey};
use tlog::VerifierKey;
use zeroize::Zeroizing;

pub use self::bundles::*;
pub use self::device::{Device, state};
pub use self::log::Log;

pub const ORIGIN: &str = "log.example.org";
/// A test identity with a public secret, which is committed beside the vectors.
pub const RECIPIENT: &str = "age182adq589ekzsphrk0awu40rt68trwttr94cn4vd60t5acpe7mywsky0sar";

/// Another identity with a public secret, of the hybrid kind.
pub const HYBRID: &str = "AGE-SECRET-KEY-PQ-1XX76JRALNLXDMEW0CRK45QMCCH4X06SE84UN3VPM33W6HWDX0H3SK3ZQFR";

/// Returns the recipient of [`HYBRID`].
pub fn hybrid() -> String {
    seal::Identity::parse(HYBRID).unwrap().recipient().to_string()
}

pub type Files = BTreeMap<String, Vec<u8>>;

/// Returns 32 bytes derived from a label.
pub fn seed(label: &str) -> [u8; 32] {
    *Digest::of(label.as_bytes()).as_bytes()
}

pub fn item_id(label: &str) -> ItemId {
    ItemId::from_bytes(seed(label)[..16].try_into().unwrap())
}

/// Returns the fixed policy of these tests.
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

/// Returns the admission key in an invitation named after `label`.
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

    /// Returns a device that joined with the invitation named after `invitation`.
    pub fn invited(&self, label: &str, invitation: &str) -> Device {
        Device::new(label, self, Some(invitation))
    }

    /// Returns a device without an admission.
    pub fn unadmitted(&self, label: &str) -> Device {
        Device::new(label, self, None)
    }

    /// Returns an unadmitted device whose chain continues that of `before`.
    pub fn going_on(&self, label: &str, before: &Device) -> Device {
        let mut device = self.unadmitted(label);
        device.entries.clear();
        let mut details = device.details(Vec::new());
        let entry = before.entries.last().unwrap().digest();
        details.continues = Some(evidence::details::Continues { device: before.id(), entry });
        device.entries.push(seal::sign_entry(device.key(0), device.link(None, false, None), &details).unwrap());
        device
    }

    /// Returns a ticket whose admission key is named after `label`.
    pub fn ticket(&self, label: &str) -> Envelope {
        self.ticket_for(label, None)
    }

    /// Returns a ticket for a new device, or for the renewal of one.
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

    /// Returns the organisation's word that a device is its own.
    pub fn confirm(&self, device: Digest) -> Envelope {
        let word = Word::confirmed(Token::from_bytes([7; 16]), self.organisation.public().unwrap(), device);
        self.organisation.say(&word).unwrap()
    }

    /// Returns the organisation's word that it ends a device.
    pub fn end(&self, device: Digest, covers: Covers) -> Envelope {
        let word = Word::ended(Token::from_bytes([8; 16]), self.organisation.public().unwrap(), device, covers);
        self.organisation.say(&word).unwrap()
    }

    /// Adds a word to the log.
    pub fn log_word(&mut self, word: &Envelope) {
        self.log.append(&word::leaf(&word.digest()));
    }

    /// Returns a word in transit, with its proof if the log has it.
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

/// Returns the record of an imported photo with these parts.
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
        ..Media::default()
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
