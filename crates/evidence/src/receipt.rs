//! Receipts: the server's signed proof that an entry is in the log (noted) and that parts are held (delivered).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entry::{DigestSet, MAX_PAYLOAD, PAYLOAD_TYPE, STATEMENT_TYPE, Statement, Subject};
use crate::part::Sealed;
use crate::{Digest, Envelope, Error, ItemId, PublicKey, Result, json};

/// Predicate of a custody statement.
pub const CUSTODY_TYPE: &str = "urn:testamur:custody:v1";

/// Proof that an entry was in the log at a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Noted {
    /// Digest of the entry.
    pub entry: Digest,
    /// C2SP tlog-proof text: index, inclusion proof, checkpoint.
    pub proof: String,
}

/// Proof that every part of an item is held: a custody statement, itself in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Delivered {
    /// The custody statement, signed with the log key.
    pub custody: Envelope,
    /// C2SP tlog-proof text for the custody statement's payload.
    pub proof: String,
}

/// Proof that a log's newer checkpoint continues an older one. Joins receipts of different ages, and the checkpoints
/// that entries name in `seen`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consistency {
    /// Origin line of the log.
    pub origin: String,
    /// Size of the older checkpoint; its root stands in a receipt or in an entry's `seen`.
    pub from: u64,
    /// Size of the newer checkpoint; its root stands in a receipt.
    pub to: u64,
    /// Consistency proof (RFC 6962 section 2.1.2).
    pub proof: Vec<Digest>,
}

/// The predicate of a custody statement. Its subjects are the entries, named `entry/SEQ`, by their digests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Custody {
    /// Origin of the log whose key signs.
    pub server: String,
    /// Place in the server's own chain, from 0.
    pub seq: u64,
    /// Digest of the custody statement before; absent in the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Digest>,
    /// The device whose entries these are.
    pub device: Digest,
    /// The item that is held whole.
    pub item: ItemId,
    /// Every part held: digest and size, recomputed from storage before signing.
    pub held: Vec<Sealed>,
    /// The server's clock.
    pub at: Timestamp,
}

/// A custody statement whose signature was checked.
#[derive(Clone, PartialEq, Debug)]
pub struct SignedCustody {
    /// Digests of the entries it covers, with their sequence numbers.
    pub entries: Vec<(u64, Digest)>,
    /// What it says.
    pub custody: Custody,
    /// SHA-256 of its payload.
    pub digest: Digest,
}

impl Custody {
    /// The payload bytes to sign for these entries.
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

impl SignedCustody {
    /// Reads a custody statement signed by the log key.
    pub fn open(envelope: &Envelope, log_key: &PublicKey) -> Result<Self> {
        let payload = envelope.open("custody statement", PAYLOAD_TYPE, log_key)?;
        let statement: Statement<Custody> = json::parse("custody statement", payload, MAX_CUSTODY)?;
        if statement.type_ != STATEMENT_TYPE || statement.predicate_type != CUSTODY_TYPE {
            return Err(Error::unsupported("custody statement", &statement.predicate_type));
        }
        let mut entries = Vec::with_capacity(statement.subject.len());
        for subject in &statement.subject {
            let seq = subject.name.strip_prefix("entry/").and_then(|n| n.parse().ok());
            let seq = seq.ok_or_else(|| Error::malformed("custody statement", "a subject is not entry/SEQ"))?;
            entries.push((seq, subject.digest.sha256));
        }
        Ok(Self { entries, custody: statement.predicate, digest: envelope.digest() })
    }
}

/// Most entries that one custody statement covers, and most parts; an item with more gets several statements.
pub const MAX_CUSTODY_ENTRIES: usize = 128;
/// Most parts that one custody statement lists.
pub const MAX_CUSTODY_PARTS: usize = 256;
/// Largest custody payload, in bytes: what a C2SP tile entry of the log can carry.
pub const MAX_CUSTODY: usize = MAX_PAYLOAD;
