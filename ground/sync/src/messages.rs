//! JSON bodies of requests and replies. Both sides use these types, so that they cannot diverge.

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

/// `GET /v1/server`: the public description of a server.
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
    /// The device's newest checkpoint of this server's log, a signed note: a log that does not continue it was set
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// `POST /v1/words`: the organisation's words about its devices, sent by one of its archivists. The server adds each
/// word to the log and to the rows of the archive.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Words {
    /// At most [`MAX_WORDS`], signed by the organisation key.
    pub words: Vec<Envelope>,
}

/// `POST /v1/archivists`: registers the transport key of the ticket for reading.
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
    /// At most [`MAX_ENTRIES`], each with its details if the device has them.
    pub entries: Vec<Carried>,
    /// Size of the newest checkpoint that the device knows; the reply proves that its own continues it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// Digest of the policy that the device follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Digest>,
    /// The device's newest checkpoint of this server's log, a signed note: a log that does not continue it was set
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// Reply to [`Entries`] and [`Enrol`]: all data for a noted receipt of each entry.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EntriesReply {
    /// Signed note of the checkpoint that all proofs lead to.
    pub checkpoint: String,
    /// Consistency proof from `known` to the checkpoint (RFC 6962); empty without `known`.
    #[serde(default)]
    pub consistency: Vec<Digest>,
    /// One proof for each entry that is in the log, newly or already.
    pub noted: Vec<NotedProof>,
    /// Entries that were refused, with reasons.
    pub refused: Vec<RefusedEntry>,
    /// Faults of the chain as the server knows it. The server rejects no entry for a gap or a fork.
    pub faults: Vec<ChainFault>,
    /// Digests of parts that the entries of this request name and the server does not hold yet.
    pub wanted: Vec<Digest>,
    /// The organisation's current policy, if the device follows another one.
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

/// An entry that was refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RefusedEntry {
    /// Index in the request.
    pub position: usize,
    /// Problem code, as in [`Problem`].
    pub code: String,
    /// A text for people, without content.
    pub detail: String,
}

/// `POST /v1/receipts`: asks for delivered receipts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipts {
    /// At most [`MAX_ENTRIES`] items of the asking device.
    pub items: Vec<AskedItem>,
    /// Size of the newest checkpoint that the device knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<u64>,
    /// The device's newest checkpoint of this server's log, a signed note: a log that does not continue it was set
    /// back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<String>,
}

/// An item as the asking device has it. If a device was copied in the middle of an item, each copy has entries that
/// the other does not know: a statement covers only the requested entries, not those of the other branch.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AskedItem {
    /// The item.
    pub item: ItemId,
    /// All its entries, including the one with its record.
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
    /// Custody statements for items that are held whole, over the requested entries only. A large item has several.
    pub delivered: Vec<CustodyProof>,
    /// Items that are not held whole, with their missing parts (at most 1,000 in all), and items for which the server
    /// does not sign now.
    pub missing: Vec<MissingParts>,
    /// True when the server refuses to sign because its clock is behind its own newest statement.
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

/// An item with its missing entries, record or parts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MissingParts {
    /// The item.
    pub item: ItemId,
    /// True when a requested entry has not arrived or none of them has the record, so that delivery is not possible
    /// yet.
    pub unfinished: bool,
    /// Digests of parts that the server does not hold.
    pub parts: Vec<Digest>,
}

/// `POST /v1/held`: asks which of its parts the server holds now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Held {
    /// Fresh random bytes.
    pub challenge: Challenge,
    /// Digests of the asking device's parts: at most [`crate::held::MAX_PARTS`], with at most
    /// [`crate::held::MAX_BYTES`] in all.
    pub parts: Vec<Digest>,
}

/// Reply to [`Held`]: one answer for each part that the server holds, and none for any other.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct HeldReply {
    /// Answers in the order of the question.
    pub answers: Vec<HeldAnswer>,
}

/// Proof that its maker has a part.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HeldAnswer {
    /// The part's digest.
    pub part: Digest,
    /// The SHA-256 that [`crate::held::answer`] computes.
    pub answer: Digest,
}

/// `GET /v1/archive/entries?after=N&limit=M`: all entries, statements and words of the organisation in the order of
/// arrival; `GET /v1/archive/details?after=N&limit=M`: entries whose details arrived after them, in that order.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchivePage {
    /// The rows after N.
    pub rows: Vec<ArchiveRow>,
    /// True when more follow.
    pub more: bool,
    /// Signed note of the checkpoint that all proofs lead to.
    pub checkpoint: String,
}

/// One entry, custody statement or word, for an archivist.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ArchiveRow {
    /// Cursor for the next request; only grows.
    pub cursor: u64,
    /// `entry`, `custody` or `word`.
    pub kind: RowKind,
    /// The signed statement, with the details of an entry or a custody statement.
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
    /// Returns the bytes of its leaf in the log.
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
    /// For people: the failed action, its meaning, and the next step. No content, no name, no path.
    pub detail: String,
    /// The server's clock, so that a device with a wrong clock can still send.
    pub time: Timestamp,
}

/// The closed list of problem codes.
pub mod codes {
    /// The request has no valid signature, or the key is not known in this role. 401.
    pub const UNAUTHENTICATED: &str = "unauthenticated";
    /// `created` is too far from the server's clock; retry with the server's `time`. 401.
    pub const CLOCK: &str = "clock";
    /// The nonce was used before. 401.
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
    /// The organisation was never admitted to this server. 403.
    pub const ORGANISATION_UNKNOWN: &str = "organisation-unknown";
    /// Another organisation needs an unused code. 403.
    pub const CODE_NEEDED: &str = "code-needed";
    /// The device follows a policy that the server does not know. 403.
    pub const POLICY_UNKNOWN: &str = "policy-unknown";
    /// The server has a policy of the organisation that is no ancestor of this one. 403.
    pub const POLICY_OLDER: &str = "policy-older";
    /// The server's log was set back to an older state, and signs nothing more under its origin. 409.
    pub const LOG_SET_BACK: &str = "log-set-back";
    /// The object does not exist, or the asking key may not see it. 404.
    pub const NOT_FOUND: &str = "not-found";
    /// The upload has another offset than the given one. 409.
    pub const OFFSET: &str = "offset";
    /// The bytes do not have the announced digest. 460 (tus checksum extension).
    pub const CHECKSUM: &str = "checksum";
    /// The body has a wrong form. 400.
    pub const MALFORMED: &str = "malformed";
    /// A version or media type that the server does not know. 415 or 412.
    pub const UNSUPPORTED: &str = "unsupported";
    /// The body or part is too large. 413.
    pub const TOO_LARGE: &str = "too-large";
    /// The device's or organisation's quota is used up. 507.
    pub const QUOTA: &str = "quota";
    /// The server's disk has no room for parts; entries are still accepted. 507.
    pub const NO_ROOM: &str = "no-room";
    /// Too many requests; `Retry-After` gives the wait. 429.
    pub const RATE: &str = "rate";
    /// The server could not store the data, and acknowledged none of it. 503.
    pub const UNAVAILABLE: &str = "unavailable";
    /// A fault of the server. 500.
    pub const INTERNAL: &str = "internal";

    /// Returns the code if it is in this list, otherwise `other`, because reports and screens show it.
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
