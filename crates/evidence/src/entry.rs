//! An entry: the public, signed, chained statement that parts exist. It reveals times and sizes, nothing else.
//!
//! An in-toto Statement v1 in a DSSE envelope. The digest of its payload bytes is its name; the bytes are never
//! written again from the parsed form.

use serde::{Deserialize, Serialize};

use crate::part::{MAX_SEALED, Role, Sealed};
use crate::{BootId, ClaimedTime, Digest, Envelope, Error, ItemId, PublicKey, Result, json};

/// DSSE payload type of every in-toto statement.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// in-toto statement version.
pub const STATEMENT_TYPE: &str = "https://in-toto.io/Statement/v1";
/// Predicate of a device's entry.
pub const ENTRY_TYPE: &str = "urn:testamur:entry:v1";
/// Most parts that one entry may carry.
pub const MAX_PARTS: usize = 64;
/// Largest payload, in bytes: what a C2SP tile entry of the log can carry.
pub const MAX_PAYLOAD: usize = 65_535;

/// An in-toto statement over predicate `P`.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Statement<P> {
    /// Always [`STATEMENT_TYPE`].
    #[serde(rename = "_type")]
    pub type_: String,
    /// What the statement is about.
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
    /// A [`Role`], or `entry/SEQ` in a custody statement.
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

/// The predicate of an entry. Fields in the order in which they are written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EntryPredicate {
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
    /// The device's wall clock.
    pub claimed_at: ClaimedTime,
    /// The device's running time, which no wall clock change moves.
    pub uptime: Uptime,
    /// Digest and size of each sealed part, in the order of the subjects.
    pub sealed: Vec<Sealed>,
    /// The newest checkpoint the device knew: this entry was made after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// Genesis only: digest of the organisation key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org: Option<Digest>,
    /// Genesis only: digest of the policy's payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Digest>,
    /// Genesis only: the key that authenticates this device's requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport_key: Option<PublicKey>,
    /// Genesis only: `linux`, `android`, `ios`, `macos`, `windows` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

/// Time since the capturing process began.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Uptime {
    /// Random name of this process run.
    pub boot: BootId,
    /// Milliseconds since it began.
    pub ms: u64,
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

/// What genesis says beyond any other entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Genesis {
    /// The key that signs genesis.
    pub key: PublicKey,
    /// Digest of the organisation key.
    pub org: Digest,
    /// Digest of the policy's payload.
    pub policy: Digest,
    /// The key that authenticates this device's requests.
    pub transport_key: PublicKey,
    /// Platform class.
    pub platform: String,
}

/// One part as its entry states it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PartStatement {
    /// What the part is to the item.
    pub role: Role,
    /// SHA-256 of the plain part.
    pub commitment: Digest,
    /// Digest and size of the sealed part.
    pub sealed: Sealed,
}

/// Builds the payload bytes of an entry. Refuses what [`SignedEntry::from_envelope`] would refuse.
pub fn payload(parts: &[PartStatement], mut predicate: EntryPredicate) -> Result<Vec<u8>> {
    predicate.sealed = parts.iter().map(|p| p.sealed).collect();
    let subject =
        parts.iter().map(|p| Subject { name: p.role.to_string(), digest: DigestSet { sha256: p.commitment } });
    let statement = Statement {
        type_: STATEMENT_TYPE.to_owned(),
        subject: subject.collect(),
        predicate_type: ENTRY_TYPE.to_owned(),
        predicate,
    };
    check(&statement)?;
    let bytes = json::print(&statement)?;
    if bytes.len() > MAX_PAYLOAD {
        return Err(Error::malformed("entry", format!("{} bytes, {MAX_PAYLOAD} allowed", bytes.len())));
    }
    Ok(bytes)
}

/// An entry whose form is right. Whether its signature is right depends on the chain: see [`crate::chain`].
#[derive(Clone, PartialEq, Debug)]
pub struct SignedEntry {
    envelope: Envelope,
    digest: Digest,
    parts: Vec<PartStatement>,
    genesis: Option<Genesis>,
    predicate: EntryPredicate,
}

impl SignedEntry {
    /// Reads the JSON form of the envelope.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        Self::from_envelope(Envelope::parse(bytes)?)
    }

    /// Reads the statement inside an envelope.
    pub fn from_envelope(envelope: Envelope) -> Result<Self> {
        if envelope.payload_type() != PAYLOAD_TYPE {
            return Err(Error::unsupported("entry", envelope.payload_type()));
        }
        let kind: Kind = json::parse("entry", envelope.payload(), MAX_PAYLOAD)?;
        if kind.type_ != STATEMENT_TYPE || kind.predicate_type != ENTRY_TYPE {
            let known = kind.predicate_type.starts_with("urn:testamur:entry:") || kind.type_ != STATEMENT_TYPE;
            let found = if kind.type_ == STATEMENT_TYPE { &kind.predicate_type } else { &kind.type_ };
            return Err(if known {
                Error::unsupported("entry", found)
            } else {
                Error::malformed("entry", "not an entry")
            });
        }
        let statement: Statement<EntryPredicate> = json::parse("entry", envelope.payload(), MAX_PAYLOAD)?;
        let (parts, genesis) = check(&statement)?;
        Ok(Self { digest: envelope.digest(), envelope, parts, genesis, predicate: statement.predicate })
    }

    /// The signed envelope.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// SHA-256 of the payload bytes: the entry's name.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// Digest of the device's genesis entry (its own digest, if this is genesis).
    pub fn device(&self) -> Digest {
        self.predicate.device.unwrap_or(self.digest)
    }

    /// Place in the chain.
    pub fn seq(&self) -> u64 {
        self.predicate.seq
    }

    /// The item that the parts belong to.
    pub fn item(&self) -> Option<ItemId> {
        self.predicate.item
    }

    /// The parts, in order.
    pub fn parts(&self) -> &[PartStatement] {
        &self.parts
    }

    /// True when this entry carries the record that finishes its item.
    pub fn finishes_item(&self) -> bool {
        self.parts.iter().any(|p| p.role == Role::Record)
    }

    /// What only genesis says.
    pub fn genesis(&self) -> Option<&Genesis> {
        self.genesis.as_ref()
    }

    /// All other fields.
    pub fn predicate(&self) -> &EntryPredicate {
        &self.predicate
    }
}

#[derive(Deserialize)]
struct Kind {
    #[serde(rename = "_type")]
    type_: String,
    #[serde(rename = "predicateType")]
    predicate_type: String,
}

fn check(statement: &Statement<EntryPredicate>) -> Result<(Vec<PartStatement>, Option<Genesis>)> {
    let wrong = |why: &str| Err(Error::malformed("entry", why));
    let p = &statement.predicate;
    if statement.subject.len() != p.sealed.len() {
        return wrong("subjects and sealed parts differ in number");
    }
    if statement.subject.len() > MAX_PARTS {
        return wrong("more than 64 parts");
    }
    if statement.subject.is_empty() == p.item.is_some() {
        return wrong("an item is named exactly when there are parts");
    }
    let mut parts = Vec::with_capacity(statement.subject.len());
    for (subject, sealed) in statement.subject.iter().zip(&p.sealed) {
        if sealed.size == 0 || sealed.size > MAX_SEALED as u64 {
            return wrong("a sealed part has an impossible size");
        }
        parts.push(PartStatement { role: subject.name.parse()?, commitment: subject.digest.sha256, sealed: *sealed });
    }
    if parts.windows(2).any(|w| matches!(w, [a, b] if !follows(a.role, b.role))) {
        return wrong("the parts are not in order");
    }
    let genesis = match (p.seq, p.device, p.prev, p.key, p.org, p.policy, p.transport_key, &p.platform) {
        (0, None, None, Some(key), Some(org), Some(policy), Some(transport_key), Some(platform)) => {
            if platform.len() > 16 || !platform.bytes().all(|b| b.is_ascii_lowercase()) {
                return wrong("the platform is not a class");
            }
            Some(Genesis { key, org, policy, transport_key, platform: platform.clone() })
        }
        (1.., Some(_), Some(_), None, None, None, None, None) => None,
        _ => return wrong("neither a genesis nor a later entry"),
    };
    Ok((parts, genesis))
}

fn follows(a: Role, b: Role) -> bool {
    match (a, b) {
        (Role::Media(x), Role::Media(y)) => x.checked_add(1) == Some(y),
        (a, b) => a < b,
    }
}
