//! Request and reply bodies, JSON. Both sides use these types, so they cannot drift apart.

use evidence::{Carried, ChainFault, Digest, Envelope, ItemId, PublicKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::held::Challenge;

/// Most entries in one request.
pub const MAX_ENTRIES: usize = 4_096;
/// Most words in one request.
pub const MAX_WORDS: usize = 256;
/// Largest JSON body of any request, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// Seconds that a request's `created` may differ from the server's clock.
pub const FRESHNESS_S: i64 = 300;

/// `GET /v1/server`: what anyone may know.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServerInfo {
    /// Origin line of the log.
    pub origin: String,
    /// C2SP verifier key of the log.
    pub log_key: String,
    /// SHA-256 of the SubjectPublicKeyInfo of the TLS key.
    pub spki: Option<Digest>,
    /// The server's clock.
    pub time: Timestamp,
    /// Version of the software.
    pub version: String,
}

/// `POST /v1/organisations`: makes an organisation and its newest policy known.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Admit {
    /// The organisation key.
    pub organisation: PublicKey,
    /// Its signed policy.
    pub policy: Envelope,
    /// Admission code from `testamur-server invite`; not needed by the first organisation of an open server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// `POST /v1/devices`: enrols a device. The request is signed with the transport key that genesis names.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Enrol {
    /// The organisation key.
    pub organisation: PublicKey,
    /// The device's genesis entry, with its details: they name the ticket and hold the admission.
    pub genesis: Carried,
    /// Its newest renewal, with its details, whose ticket then counts in place of the one in genesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal: Option<Carried>,
    /// The newest checkpoint of this server's log that the device holds, a signed note: a log that does not continue it was set back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// `POST /v1/words`: the organisation's words about its devices, by one of its archivists. Each stands in the log from then on, and
/// among the rows of the archive.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Words {
    /// At most [`MAX_WORDS`], signed by the organisation key.
    pub words: Vec<Envelope>,
}

/// `POST /v1/archivists`: lets the transport key that the ticket names read.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EnrolArchivist {
    /// The organisation key.
    pub organisation: PublicKey,
    /// The ticket.
    pub ticket: Envelope,
}

/// `POST /v1/entries`: entries in the order of the chain.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Entries {
    /// At most [`MAX_ENTRIES`], each with its details where they are at hand.
    pub entries: Vec<Carried>,
    /// Size of the newest checkpoint the device knows; the reply proves that its own continues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// Digest of the policy that the device follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Digest>,
    /// The newest checkpoint of this server's log that the device holds, a signed note: a log that does not continue it was set back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// Reply to [`Entries`] and [`Enrol`]: everything needed to build a noted receipt for each.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EntriesReply {
    /// Signed note of the checkpoint that all proofs lead to.
    pub checkpoint: String,
    /// Consistency proof from `known` to the checkpoint (RFC 6962); empty without `known`.
    #[serde(default)]
    pub consistency: Vec<Digest>,
    /// One for each entry that is now (or was already) in the log.
    pub noted: Vec<NotedProof>,
    /// Entries that were not taken, and why.
    pub refused: Vec<RefusedEntry>,
    /// Faults of the chain as the server knows it. Nothing is rejected for a gap or a fork.
    pub faults: Vec<ChainFault>,
    /// Digests of parts, named by the entries of this request, that the server does not hold yet.
    pub wanted: Vec<Digest>,
    /// The organisation's policy in force, where the device follows another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Envelope>,
}

/// Index and inclusion proof of one leaf at the reply's checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NotedProof {
    /// Digest of the entry or custody statement.
    pub entry: Digest,
    /// Leaf index.
    pub index: u64,
    /// Inclusion proof (RFC 6962), from the leaf up.
    pub proof: Vec<Digest>,
}

/// An entry that was not taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// Place in the request.
    pub position: usize,
    /// Problem code, as in [`Problem`].
    pub code: String,
    /// For people; carries no content.
    pub detail: String,
}

/// `POST /v1/receipts`: asks for delivered receipts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipts {
    /// At most [`MAX_ENTRIES`] items of the asking device.
    pub items: Vec<AskedItem>,
    /// Size of the newest checkpoint the device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// The newest checkpoint of this server's log that the device holds, a signed note: a log that does not continue it was set back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// An item as the asking device has it. Where a device was copied in the middle of an item, each copy has entries that
/// the other does not know: a statement covers what was asked for, and nothing of the other branch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AskedItem {
    /// The item.
    pub item: ItemId,
    /// All its entries, the one with its record among them.
    pub entries: Vec<Digest>,
}

/// Reply to [`Receipts`].
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ReceiptsReply {
    /// Signed note of the checkpoint that all proofs lead to.
    pub checkpoint: String,
    /// Consistency proof from `known` to the checkpoint; empty without `known`.
    #[serde(default)]
    pub consistency: Vec<Digest>,
    /// Custody statements of items that are held whole, over no other entries than those asked for. A large item has
    /// several.
    pub delivered: Vec<CustodyProof>,
    /// Items that are not held whole, with the parts that are missing (at most 1,000 in all), and items that the server does
    /// not sign for now.
    pub missing: Vec<MissingParts>,
    /// True when the server signs for nothing because its clock is behind its own newest statement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clock_behind: bool,
}

/// A custody statement and its place in the log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CustodyProof {
    /// The item.
    pub item: ItemId,
    /// The statement, signed with the log key, with its details.
    pub custody: Carried,
    /// Its place in the log; `entry` is the statement's digest.
    pub noted: NotedProof,
}

/// The entries, record or parts that an item still lacks.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MissingParts {
    /// The item.
    pub item: ItemId,
    /// True when an entry that was asked for has not arrived or none of them carries the record, so that nothing can
    /// be delivered yet.
    pub unfinished: bool,
    /// Digests of parts that the server does not hold.
    pub parts: Vec<Digest>,
}

/// `POST /v1/held`: asks which of its parts the server has now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// Fresh random bytes.
    pub challenge: Challenge,
    /// Digests of parts of the asking device: at most [`crate::held::MAX_PARTS`], and [`crate::held::MAX_BYTES`] of them.
    pub parts: Vec<Digest>,
}

/// Reply to [`Held`]: one answer for each part that the server has. Of any other it says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HeldReply {
    /// In the order of the question.
    pub answers: Vec<HeldAnswer>,
}

/// Shows that whoever made it has a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldAnswer {
    /// The part's digest.
    pub part: Digest,
    /// SHA-256 as [`crate::held::answer`] computes it.
    pub answer: Digest,
}

/// `GET /v1/archive/entries?after=N&limit=M`: everything of the organisation in the order of arrival;
/// `GET /v1/archive/details?after=N&limit=M`: entries whose details arrived after them, in that order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchivePage {
    /// The rows after N.
    pub rows: Vec<ArchiveRow>,
    /// True when more follow.
    pub more: bool,
    /// Signed note of the checkpoint that all proofs lead to.
    pub checkpoint: String,
}

/// One entry or custody statement, as an archivist gets it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchiveRow {
    /// Cursor for the next request; only grows.
    pub cursor: u64,
    /// `entry`, `custody` or `word`.
    pub kind: RowKind,
    /// The statement as signed, and the details of an entry or a custody statement.
    pub envelope: Carried,
    /// Its place in the log.
    pub noted: NotedProof,
}

/// Kinds of objects that an [`ArchiveRow`] carries.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// A device's entry.
    Entry,
    /// A custody statement of the server.
    Custody,
    /// The organisation's word about a device.
    Word,
}

impl ArchiveRow {
    /// The bytes of its leaf in the log.
    pub fn leaf(&self) -> Vec<u8> {
        match self.kind {
            RowKind::Entry | RowKind::Custody => self.envelope.envelope.payload().to_vec(),
            RowKind::Word => evidence::word::leaf(&self.envelope.envelope.digest()),
        }
    }
}

/// Body of every 4xx and 5xx reply (RFC 9457, `application/problem+json`).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// `urn:testamur:problem:CODE`.
    #[serde(rename = "type")]
    pub type_: String,
    /// One of [`codes`].
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// For people: what could not be done, what it means, what to do. No content, no name, no path.
    pub detail: String,
    /// The server's clock, so that a device with a wrong one can still send.
    pub time: Timestamp,
}

/// The closed list of problem codes.
pub mod codes {
    /// The request has no valid signature, or the key is not known in this role. 401.
    pub const UNAUTHENTICATED: &str = "unauthenticated";
    /// `created` is too far from the server's clock; retry with the server's `time`. 401.
    pub const CLOCK: &str = "clock";
    /// The same nonce was used before. 401.
    pub const REPLAYED: &str = "replayed";
    /// The organisation, ticket or statement is refused. 403.
    pub const REFUSED: &str = "refused";
    /// The ticket was used before. 409.
    pub const TICKET_SPENT: &str = "ticket-spent";
    /// The ticket was not used before it expired. 403.
    pub const TICKET_EXPIRED: &str = "ticket-expired";
    /// Genesis names no ticket, and the organisation has not confirmed the device here. 403.
    pub const NOT_ADMITTED: &str = "not-admitted";
    /// The ticket is for another server's log. 403.
    pub const TICKET_ELSEWHERE: &str = "ticket-elsewhere";
    /// The organisation was never admitted here. 403.
    pub const ORGANISATION_UNKNOWN: &str = "organisation-unknown";
    /// A further organisation is admitted by an unused code only. 403.
    pub const CODE_NEEDED: &str = "code-needed";
    /// The device follows a policy that the server was not told of. 403.
    pub const POLICY_UNKNOWN: &str = "policy-unknown";
    /// The server has a policy of the organisation that this one does not descend from. 403.
    pub const POLICY_OLDER: &str = "policy-older";
    /// The server's log was set back to an older state: nothing more is signed under its origin. 409.
    pub const LOG_SET_BACK: &str = "log-set-back";
    /// Not there, or not for the one who asks. 404.
    pub const NOT_FOUND: &str = "not-found";
    /// The upload's offset is not the one given. 409.
    pub const OFFSET: &str = "offset";
    /// The bytes do not have the digest they were announced with. 460 (tus checksum extension).
    pub const CHECKSUM: &str = "checksum";
    /// The body is not what it should be. 400.
    pub const MALFORMED: &str = "malformed";
    /// A version or media type that the server does not know. 415 or 412.
    pub const UNSUPPORTED: &str = "unsupported";
    /// The body or part is too large. 413.
    pub const TOO_LARGE: &str = "too-large";
    /// The device's or organisation's quota is used up. 507.
    pub const QUOTA: &str = "quota";
    /// The server's disk has no room for parts; entries are still taken. 507.
    pub const NO_ROOM: &str = "no-room";
    /// Too many requests; `Retry-After` says when. 429.
    pub const RATE: &str = "rate";
    /// The server could not store; nothing was acknowledged. 503.
    pub const UNAVAILABLE: &str = "unavailable";
    /// The server's own fault. 500.
    pub const INTERNAL: &str = "internal";

    /// The code as one of this list, or `other`: what a server writes goes into reports and onto screens.
    pub fn known(code: &str) -> &'static str {
        const ALL: &[&str] = &[
            UNAUTHENTICATED,
            CLOCK,
            REPLAYED,
            REFUSED,
            TICKET_SPENT,
            TICKET_EXPIRED,
            NOT_ADMITTED,
            TICKET_ELSEWHERE,
            ORGANISATION_UNKNOWN,
            CODE_NEEDED,
            POLICY_UNKNOWN,
            POLICY_OLDER,
            LOG_SET_BACK,
            NOT_FOUND,
            OFFSET,
            CHECKSUM,
            MALFORMED,
            UNSUPPORTED,
            TOO_LARGE,
            QUOTA,
            NO_ROOM,
            RATE,
            UNAVAILABLE,
            INTERNAL,
        ];
        ALL.iter().copied().find(|c| *c == code).unwrap_or("other")
    }
}
