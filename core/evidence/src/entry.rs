//! An entry: the public, signed, chained statement that something exists. It reveals only order and number.
//!
//! An in-toto Statement v1 in a DSSE envelope, whose one subject is its [`Details`]. The digest of its payload bytes
//! is its name; the payload is never serialised again from the parsed form.

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
/// Largest payload, in bytes: the limit of a C2SP tile entry.
pub const MAX_PAYLOAD: usize = 65_535;

/// An in-toto statement over predicate `P`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Statement<P> {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub type_: String,
    /// The one subject: name and digest of the details.
    pub subject: Vec<Subject>,
    /// The type of the predicate, such as [`ENTRY_TYPE`].
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
    /// 0 in genesis, then one more in each entry.
    pub seq: u64,
    /// Digest of the preceding entry; absent in genesis.
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
    /// The newest checkpoint that the device knew: the entry was made after it.
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

/// Returns the payload bytes of an entry over the bytes of its details. Refuses values that
/// [`SignedEntry::from_carried`] would refuse.
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

/// An entry or a custody statement in transit: the envelope's JSON with one more member, `details` (standard base64),
/// unless the details are withheld. Readers of DSSE ignore that member.
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
    /// Reads the JSON form. Details that are not base64 or too long count as absent.
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

/// An entry whose form is right. Its signature depends on the chain: see [`crate::chain`].
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

    /// Reads a carried entry. Details with another digest are dropped; details that cannot be parsed, or that
    /// contradict the entry, count as unread. Neither is an error.
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

    /// Adds the details. Returns false and changes no field if the entry names another digest.
    pub fn tell(&mut self, bytes: Vec<u8>) -> bool {
        if Digest::of(&bytes) != self.named {
            return false;
        }
        self.details = Details::parse(&bytes).ok().filter(|details| agree(&self.link, details));
        self.bytes = Some(bytes);
        true
    }

    /// Returns the signed envelope.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Returns the entry in its transport form, with its details if they are present.
    pub fn carried(&self) -> Carried {
        Carried { envelope: self.envelope.clone(), details: self.bytes.clone() }
    }

    /// Returns the JSON form of the carried entry, one line.
    pub fn to_json(&self) -> Vec<u8> {
        // Strings always become JSON, and every reader would refuse an empty answer.
        json::print(&self.carried()).unwrap_or_default()
    }

    /// Returns the SHA-256 of the payload bytes: the entry's name.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Returns the digest of the device's genesis entry (its own digest, if this is genesis).
    pub fn device(&self) -> Digest {
        self.link.device.unwrap_or(self.digest)
    }

    /// Returns the place in the chain.
    pub fn seq(&self) -> u64 {
        self.link.seq
    }

    /// Returns the item that the parts belong to.
    pub fn item(&self) -> Option<ItemId> {
        self.link.item
    }

    /// Returns true when this entry carries the record that finishes its item.
    pub fn finishes_item(&self) -> bool {
        self.link.ends
    }

    /// Returns the predicate: the entry's position in the chain.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// Returns the digest of the details' bytes, which the entry names.
    pub fn details_digest(&self) -> Digest {
        self.named
    }

    /// Returns the bytes of the details, readable or not; none while they are withheld.
    pub fn details_bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Returns the details if they are present, parse, and agree with the entry.
    pub fn details(&self) -> Option<&Details> {
        self.details.as_ref()
    }

    /// Returns the parts, in order; none while the details are withheld.
    pub fn parts(&self) -> &[PartStatement] {
        self.details.as_ref().map_or(&[], |d| &d.parts)
    }

    /// Genesis fields of the details; none for any other entry.
    pub fn genesis(&self) -> Option<Genesis<'_>> {
        self.link.key.and(self.details.as_ref()?.genesis())
    }

    /// Returns the genesis fields of a renewal's details; none for any other entry. [`crate::admission`] judges
    /// whether the organisation renewed the device.
    pub fn renewal(&self) -> Option<Genesis<'_>> {
        self.link.device.and(self.details.as_ref()?.genesis())
    }
}

/// The type fields of a statement, which are read first.
#[derive(Deserialize)]
pub(crate) struct Kind {
    #[serde(rename = "_type")]
    type_: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

impl Kind {
    /// Checks that the payload is a statement of type `wanted`. Errors: `Unsupported` for another version, `Malformed`
    /// for anything else.
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

/// Returns the digest of the details if the form is right.
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

/// Returns false if the details contradict the entry that names them; they are then ignored.
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
