//! Receipts: the server's signed proof that an entry is in the log (noted) and that parts are held (delivered).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::details::MAX_DETAILS;
use crate::entry::{DigestSet, Kind, MAX_PAYLOAD, PAYLOAD_TYPE, STATEMENT_TYPE, Statement, Subject};
use crate::part::{MAX_SEALED, Sealed};
use crate::{Carried, Digest, Error, ItemId, PublicKey, Result, Token, json};

/// Predicate of a custody statement.
pub const CUSTODY_TYPE: &str = "urn:testamur:custody:v2";

/// Proof that an entry was in the log at a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Noted {
    /// Digest of the entry.
    pub entry: Digest,
    /// C2SP tlog-proof text: index, inclusion proof, checkpoint.
    pub proof: String,
}

/// Proof that the server holds every part of an item: a custody statement that is itself in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// The custody statement, signed with the log key, and its details unless they are withheld.
    pub custody: Carried,
    /// C2SP tlog-proof text for the custody statement's payload.
    pub proof: String,
}

/// Proof that a log's newer checkpoint continues an older one. It joins receipts of different ages with each other and
/// with the checkpoints that entries name in `seen`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consistency {
    /// Origin line of the log.
    pub origin: String,
    /// Size of the older checkpoint; a receipt or an entry's `seen` has its root.
    pub from: u64,
    /// Size of the newer checkpoint; a receipt has its root.
    pub to: u64,
    /// Consistency proof (RFC 6962 section 2.1.2).
    pub proof: Vec<Digest>,
}

/// The predicate of a custody statement. Its subjects are the entries, named `entry/SEQ`, by their digests. It is
/// public in the log and states no size.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Custody {
    /// Origin of the log whose key signs.
    pub server: String,
    /// Sequence number in the server's own chain, from 0.
    pub seq: u64,
    /// Digest of the preceding custody statement; absent in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Digest>,
    /// Digest of the genesis entry of the device that made the entries.
    pub device: Digest,
    /// The item whose parts the server holds.
    pub item: ItemId,
    /// SHA-256 of the bytes of its [`Holdings`].
    pub details: Digest,
    /// The server's newest checkpoint with a quorum, as a signed note with its cosignatures; absent if there was none.
    /// The statement was made after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The server's clock.
    pub at: Timestamp,
}

/// The details of a custody statement: opaque bytes that travel beside it and may be withheld.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holdings {
    /// Random, so that sizes cannot be guessed from the digest in the log.
    pub salt: Token,
    /// Every part held, with digest and size recomputed from storage before signing.
    pub held: Vec<Sealed>,
}

impl Holdings {
    /// Returns the bytes that a statement commits to. Refuses details that [`Holdings::parse`] would refuse.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.check()?;
        json::print(self)
    }

    /// Reads the details of a custody statement.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let holdings: Self = json::parse("custody details", bytes, MAX_DETAILS)?;
        holdings.check()?;
        Ok(holdings)
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::malformed("custody details", why));
        if self.held.is_empty() || self.held.len() > MAX_CUSTODY_PARTS {
            return wrong("no parts, or more than 256");
        }
        if self.held.iter().any(|part| part.size == 0 || part.size > MAX_SEALED as u64) {
            return wrong("a sealed part has an impossible size");
        }
        Ok(())
    }
}

/// A custody statement whose signature was checked.
#[derive(Clone, PartialEq, Debug)]
pub struct SignedCustody {
    /// Sequence numbers and digests of the entries that it covers.
    pub entries: Vec<(u64, Digest)>,
    /// The statement itself.
    pub custody: Custody,
    /// The parts held; none if the details are withheld, have another digest, or cannot be read.
    pub held: Option<Vec<Sealed>>,
    /// SHA-256 of its payload.
    pub digest: Digest,
}

impl Custody {
    /// Returns the payload bytes to sign for these entries.
    pub fn payload(&self, entries: &[(u64, Digest)]) -> Result<Vec<u8>> {
        let subject = entries
            .iter()
            .map(|(seq, sha256)| Subject { name: format!("entry/{seq}"), digest: DigestSet { sha256: *sha256 } });
        json::print(&Statement {
            type_: STATEMENT_TYPE.to_owned(),
            subject: subject.collect(),
            predicate_type: CUSTODY_TYPE.to_owned(),
            predicate: self.clone(),
        })
    }
}

const WHAT: &str = "custody statement";

impl SignedCustody {
    /// Reads a custody statement signed by the log key.
    pub fn open(carried: &Carried, log_key: &PublicKey) -> Result<Self> {
        carried.envelope.open(WHAT, PAYLOAD_TYPE, log_key)?;
        Self::kept(carried)
    }

    /// Reads a custody statement from a store that checks signatures before writing.
    pub fn kept(carried: &Carried) -> Result<Self> {
        let payload = carried.envelope.payload();
        Kind::must_be(WHAT, payload, MAX_CUSTODY, CUSTODY_TYPE)?;
        let statement: Statement<Custody> = json::parse(WHAT, payload, MAX_CUSTODY)?;
        let wrong = |why: &str| Err(Error::malformed(WHAT, why));
        let mut entries = Vec::with_capacity(statement.subject.len());
        for Subject { name, digest } in &statement.subject {
            let seq = name.strip_prefix("entry/").and_then(|n| n.parse::<u64>().ok());
            match seq.filter(|seq| *name == format!("entry/{seq}")) {
                Some(seq) => entries.push((seq, digest.sha256)),
                None => return wrong("a subject is not entry/SEQ"),
            }
        }
        if entries.is_empty() || entries.len() > MAX_CUSTODY_ENTRIES {
            return wrong("no entries, or more than 128");
        }
        let custody = statement.predicate;
        if custody.after.as_ref().is_some_and(|note| note.len() > MAX_AFTER) {
            return wrong("its checkpoint is too long");
        }
        let bytes = carried.details.as_deref().filter(|bytes| Digest::of(bytes) == custody.details);
        let held = bytes.and_then(|bytes| Holdings::parse(bytes).ok()).map(|holdings| holdings.held);
        Ok(Self { entries, custody, held, digest: carried.envelope.digest() })
    }
}

/// Most entries that one custody statement covers, and most parts; an item with more gets several statements.
pub const MAX_CUSTODY_ENTRIES: usize = 128;
/// Most parts that one custody statement lists.
pub const MAX_CUSTODY_PARTS: usize = 256;
/// Largest custody payload, in bytes: the limit of a C2SP tile entry.
pub const MAX_CUSTODY: usize = MAX_PAYLOAD;
/// Largest note in [`Custody::after`], in bytes.
pub const MAX_AFTER: usize = 16 * 1024;
