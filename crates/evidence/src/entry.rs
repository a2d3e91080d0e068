//! An entry: the public, signed, chained statement that something exists. It reveals order and number, nothing else.
//!
//! An in-toto Statement v1 in a DSSE envelope, whose one subject is its [`Details`]. The digest of its payload bytes is
//! its name; the bytes are never written again from the parsed form.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::details::{Details, Genesis, MAX_DETAILS, PartStatement};
use crate::dsse::Wire;
use crate::{Digest, Envelope, Error, ItemId, PublicKey, Result, json};

/// DSSE payload type of every in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// in-toto statement version.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// Predicate of a device's entry.
pub const ENTRY_TYPE: &str = "urn:testamur:entry:v2";
/// The name of an entry's one subject.
pub const SUBJECT: &str = "details";
/// Largest payload, in bytes: what a C2SP tile entry of the log can carry.
pub const MAX_PAYLOAD: usize = 65_535;

/// An in-toto statement over predicate `P`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Statement<P> {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub type_: String,
    /// The one subject: name and digest of the details.
    pub subject: Vec<Subject>,
    /// Which predicate follows.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// The predicate.
    pub predicate: P,
}

/// One subject of a statement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Subject {
    /// [`SUBJECT`], or `entry/SEQ` in a custody statement.
    pub name: String,
    /// Its digests.
    pub digest: DigestSet,
}

/// An in-toto digest set with the one algorithm that we use.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DigestSet {
    /// SHA-256, hex.
    pub sha256: Digest,
}

/// The predicate of an entry: its place in the chain. Fields in the order in which they are written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Link {
    /// Digest of the device's genesis entry; absent in genesis itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Digest>,
    /// 0 in genesis, then one more each.
    pub seq: u64,
    /// Digest of the entry before; absent in genesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Digest>,
    /// Genesis only: the key that signs genesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// The only key that can sign the next entry.
    pub next_key: PublicKey,
    /// The item that the parts belong to; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// True when the record that finishes the item is among the parts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub ends: bool,
    /// The newest checkpoint the device knew: this entry was made after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A checkpoint that a device had seen when it made an entry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Seen {
    /// The log's origin line.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root hash, hex.
    pub root: Digest,
}

/// Builds the payload bytes of an entry over the bytes of its details. Refuses what [`SignedEntry::from_carried`] would
/// refuse.
pub fn payload(details: &[u8], link: Link) -> Result<Vec<u8>> {
    let subject = Subject { name: SUBJECT.to_owned(), digest: DigestSet { sha256: Digest::of(details) } };
    let statement = Statement {
        type_: STATEMENT_TYPE.to_owned(),
        subject: vec![subject],
        predicate_type: ENTRY_TYPE.to_owned(),
        predicate: link,
    };
    check(&statement)?;
    let bytes = json::print(&statement)?;
    if bytes.len() > MAX_PAYLOAD {
        return Err(Error::malformed("entry", format!("{} bytes, {MAX_PAYLOAD} allowed", bytes.len())));
    }
    Ok(bytes)
}

/// An entry, or a custody statement, on its way: the envelope's JSON with one more member, `details` (standard base64),
/// unless they are withheld. Readers of DSSE ignore that member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Carried {
    /// The signed statement.
    pub envelope: Envelope,
    /// Bytes that claim to be its details.
    pub details: Option<Vec<u8>>,
}

/// Largest JSON form of a carried entry, in bytes.
pub const MAX_CARRIED: usize = crate::dsse::MAX_ENVELOPE + MAX_DETAILS.div_ceil(3) * 4 + 32;

impl Carried {
    /// Reads the JSON form. Details that are no base64 or too long are none.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::from_wire(json::parse("entry", bytes, MAX_CARRIED)?)
    }

    fn from_wire(mut wire: Wire) -> Result<Self> {
        let details = wire.details.take().and_then(|text| STANDARD.decode(text.as_str()?).ok());
        let details = details.filter(|bytes| bytes.len() <= MAX_DETAILS);
        Ok(Self { envelope: Envelope::from_wire(wire)?, details })
    }
}

impl Serialize for Carried {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut wire = self.envelope.to_wire();
        wire.details = self.details.as_ref().map(|bytes| STANDARD.encode(bytes).into());
        wire.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Carried {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_wire(Wire::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// An entry whose form is right. Whether its signature is right depends on the chain: see [`crate::chain`].
#[derive(Clone, PartialEq, Debug)]
pub struct SignedEntry {
    envelope: Envelope,
    digest: Digest,
    link: Link,
    named: Digest,
    bytes: Option<Vec<u8>>,
    details: Option<Details>,
}

impl SignedEntry {
    /// Reads the JSON form of a carried entry.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::from_carried(Carried::parse(bytes)?)
    }

    /// Reads the statement inside an envelope, without details.
    pub fn from_envelope(envelope: Envelope) -> Result<Self> {
        Self::from_carried(Carried { envelope, details: None })
    }

    /// Reads a carried entry. Details that are not those which it names are dropped, and those that cannot be read, or
    /// contradict it, say nothing: neither makes an error.
    pub fn from_carried(carried: Carried) -> Result<Self> {
        let Carried { envelope, details } = carried;
        if envelope.payload_type() != PAYLOAD_TYPE {
            return Err(Error::unsupported("entry", envelope.payload_type()));
        }
        Kind::must_be("entry", envelope.payload(), MAX_PAYLOAD, ENTRY_TYPE)?;
        let statement: Statement<Link> = json::parse("entry", envelope.payload(), MAX_PAYLOAD)?;
        let named = check(&statement)?;
        let digest = envelope.digest();
        let mut entry = Self { envelope, digest, link: statement.predicate, named, bytes: None, details: None };
        if let Some(bytes) = details {
            entry.tell(bytes);
        }
        Ok(entry)
    }

    /// Adds the details. False, and nothing changed, when these bytes are not those which the entry names.
    pub fn tell(&mut self, bytes: Vec<u8>) -> bool {
        if Digest::of(&bytes) != self.named {
            return false;
        }
        self.details = Details::parse(&bytes).ok().filter(|details| agree(&self.link, details));
        self.bytes = Some(bytes);
        true
    }

    /// The signed envelope.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The entry as it travels, with its details where they are here.
    pub fn carried(&self) -> Carried {
        Carried { envelope: self.envelope.clone(), details: self.bytes.clone() }
    }

    /// The JSON form of the carried entry, one line.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings cannot fail to become JSON; an empty answer would be refused by every reader.
        json::print(&self.carried()).unwrap_or_default()
    }

    /// SHA-256 of the payload bytes: the entry's name.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Digest of the device's genesis entry (its own digest, if this is genesis).
    pub fn device(&self) -> Digest {
        self.link.device.unwrap_or(self.digest)
    }

    /// Place in the chain.
    pub fn seq(&self) -> u64 {
        self.link.seq
    }

    /// The item that the parts belong to.
    pub fn item(&self) -> Option<ItemId> {
        self.link.item
    }

    /// True when this entry carries the record that finishes its item.
    pub fn finishes_item(&self) -> bool {
        self.link.ends
    }

    /// Its place in the chain.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Digest of the details' bytes, which the entry names.
    pub fn details_digest(&self) -> Digest {
        self.named
    }

    /// The bytes of the details, whether they can be read or not; none while they are withheld.
    pub fn details_bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// The details, where they are here and say something.
    pub fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }

    /// The parts, in order; none while the details are withheld.
    pub fn parts(&self) -> &[PartStatement] {
        self.details.as_ref().map_or(&[], |d| &d.parts)
    }

    /// Genesis fields of the details; none for any other entry.
    pub fn genesis(&self) -> Option<Genesis<'_>> {
        self.link.key.and(self.details.as_ref()?.genesis())
    }

    /// Genesis fields of a renewal's details; none for any other entry. Whether the organisation renewed the device is
    /// [`crate::admission`]'s answer.
    pub fn renewal(&self) -> Option<Genesis<'_>> {
        self.link.device.and(self.details.as_ref()?.genesis())
    }
}

/// The types of a statement, before anything else of it is read.
#[derive(Deserialize)]
pub(crate) struct Kind {
    #[serde(rename = "_type")]
    type_: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

impl Kind {
    /// Unsupported where a statement is of another version, malformed where it is something else.
    pub(crate) fn must_be(what: &'static str, payload: &[u8], max: usize, wanted: &str) -> Result<()> {
        let kind: Self = json::parse(what, payload, max)?;
        let family = wanted.rsplit_once(':').map_or(wanted, |(family, _)| family);
        if kind.type_ != STATEMENT_TYPE {
            return Err(Error::unsupported(what, &kind.type_));
        }
        match kind.predicate_type.rsplit_once(':') {
            Some(_) if kind.predicate_type == wanted => Ok(()),
            Some((of, _)) if of == family => Err(Error::unsupported(what, &kind.predicate_type)),
            _ => Err(Error::malformed(what, "a statement of another kind")),
        }
    }
}

/// The digest of the details, where the form is right.
fn check(statement: &Statement<Link>) -> Result<Digest> {
    let wrong = |why: &str| Err(Error::malformed("entry", why));
    let [Subject { name, digest }] = statement.subject.as_slice() else { return wrong("not exactly one subject") };
    if name != SUBJECT {
        return wrong("its subject is not its details");
    }
    let link = &statement.predicate;
    if link.ends && link.item.is_none() {
        return wrong("it ends no item");
    }
    match (link.seq, link.device, link.prev, link.key) {
        (0, None, None, Some(_)) | (1.., Some(_), Some(_), None) => Ok(digest.sha256),
        _ => wrong("neither a genesis nor a later entry"),
    }
}

/// Details say nothing where they contradict the entry that names them.
fn agree(link: &Link, details: &Details) -> bool {
    let says = [details.organisation.is_some(), details.transport_key.is_some(), details.platform.is_some()];
    let admitted = [details.ticket.is_some(), details.admission.is_some()];
    let is_renewal = says == [true; 3] && admitted == [true; 2] && link.item.is_none();
    let has_its_fields = match link.key {
        Some(_) => says == [true; 3],
        None => is_renewal || (says == [false; 3] && admitted == [false; 2]),
    };
    let goes_on = details.continues.is_none() || link.key.is_some();
    link.ends == details.ends() && link.item.is_some() != details.parts.is_empty() && has_its_fields && goes_on
}
