//! The server's database behind a trait, the seam for another one. Owns the questions and the changes in words
//! of the glossary; never decides what is allowed, and never sees a part's bytes.
//!
//! Calls block; they run on blocking threads. Any number of [`Snapshot`]s, one [`Change`] at a time.

mod sqlite;

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, Envelope, Head, ItemId, PublicKey, SignedPolicy};
use serde::Serialize;

use crate::Result;
use crate::durable::Durable;

pub use sqlite::SqliteLedger;

/// The store.
pub trait Ledger: Send + Sync + 'static {
    /// One consistent view of everything committed.
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>>;
    /// Begins a change; waits for the one under way. Dropped without [`Change::commit`], nothing of it happened.
    fn change(&self) -> Result<Box<dyn Change + '_>>;
}

/// Row number of an organisation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrgId(pub i64);

/// Row number of a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeviceId(pub i64);

/// A device as the server knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Device {
    /// Row number.
    pub id: DeviceId,
    /// Its organisation.
    pub org: OrgId,
    /// Digest of its genesis entry.
    pub genesis: Digest,
}

/// Whom a transport key speaks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// May append entries, upload their parts and ask for receipts.
    Device(Device),
    /// May read what the devices of the organisation sent.
    Archivist(OrgId),
}

/// Whether the signature of an entry was checked against the key that the entry before names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checked {
    /// The entry before is missing.
    Gap = 0,
    /// It is right.
    Right = 1,
    /// It is wrong.
    Wrong = 2,
}

/// An entry as far as its successor needs it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KnownEntry {
    /// Index in the log.
    pub leaf: u64,
    /// The head after it.
    pub head: Head,
    /// Its own signature.
    pub checked: Checked,
    /// Checked all the way back to genesis.
    pub linked: bool,
}

/// An entry that follows another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Follower {
    /// Index in the log.
    pub leaf: u64,
    /// Its own signature.
    pub checked: Checked,
    /// The statement as signed, JSON.
    pub envelope: Vec<u8>,
}

/// A leaf of the log with the statement behind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Index in the log.
    pub leaf: u64,
    /// SHA-256 of the payload.
    pub digest: Digest,
    /// Entry, custody statement or word.
    pub kind: LeafKind,
    /// Whose it is.
    pub org: OrgId,
    /// The statement as signed, JSON.
    pub envelope: Vec<u8>,
}

/// Kinds of leaves, as numbered in the database.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeafKind {
    /// A device's entry.
    Entry = 0,
    /// A custody statement of this server.
    Custody = 1,
    /// The organisation's word about a device.
    Word = 2,
}

impl Leaf {
    /// The bytes that the log holds of the statement: its payload, and of a word only the digest.
    pub fn bytes(&self, payload: &[u8]) -> Vec<u8> {
        match self.kind {
            LeafKind::Entry | LeafKind::Custody => payload.to_vec(),
            LeafKind::Word => evidence::word::leaf(&self.digest),
        }
    }
}

/// An organisation's word, as stored beside its leaf.
#[derive(Clone, Copy, Debug)]
pub struct NewWord {
    /// Index in the log.
    pub leaf: u64,
    /// Who says it.
    pub org: OrgId,
    /// Digest of its payload.
    pub digest: Digest,
    /// Digest of the device's genesis entry.
    pub device: Digest,
    /// True when it confirms the device.
    pub confirms: bool,
}

/// A new entry, as stored beside its leaf.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Index in the log.
    pub leaf: u64,
    /// Whose.
    pub device: DeviceId,
    /// The head after it.
    pub head: &'a Head,
    /// The entry before; none for genesis.
    pub prev: Option<Digest>,
    /// The item of its parts.
    pub item: Option<ItemId>,
    /// Carries the item's record.
    pub finishes: bool,
    /// Its own signature.
    pub checked: Checked,
    /// Checked all the way back to genesis.
    pub linked: bool,
}

/// A part that an entry of a device names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Length in bytes.
    pub size: u64,
    /// A record or opening record: may use the reserve.
    pub small: bool,
    /// Every byte was received from this device and its digest recomputed from storage.
    pub held: bool,
    /// Durable bytes of an upload under way.
    pub received: Option<u64>,
}

/// Bytes that a device uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// Entries.
    pub entries: u64,
    /// Parts held.
    pub held: u64,
    /// Sizes of parts whose upload is under way.
    pub open: u64,
    /// How many these are.
    pub uploads: u64,
}

/// An entry of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ItemEntry {
    /// Index in the log.
    pub leaf: u64,
    /// Place in the chain.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
    /// Carries the record.
    pub finishes: bool,
    /// Covered by a custody statement; where the item forks, perhaps by one for another branch.
    pub covered: bool,
}

/// The newest state of the log.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LogHead {
    /// Number of leaves.
    pub size: u64,
    /// Signed checkpoint, C2SP note.
    pub checkpoint: String,
}

/// The counts that `testamur-server status` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counts {
    /// Organisations admitted.
    pub organisations: u64,
    /// Devices enrolled.
    pub devices: u64,
    /// Archivists enrolled.
    pub archivists: u64,
    /// Entries in the log.
    pub entries: u64,
    /// Leaves of the log.
    pub log_size: u64,
    /// Parts announced by entries.
    pub parts_announced: u64,
    /// Parts held.
    pub parts_held: u64,
    /// Their bytes.
    pub bytes_held: u64,
    /// Uploads under way.
    pub uploads: u64,
    /// Places where two entries follow the same one.
    pub forks: u64,
    /// Entries whose predecessor is missing.
    pub gaps: u64,
    /// Entries whose signature turned out wrong once their predecessor came.
    pub bad_signatures: u64,
    /// Items with entries that no custody statement covers yet.
    pub undelivered: u64,
    /// Admission codes not used yet.
    pub codes: u64,
}

/// Questions to one consistent state.
pub trait Snapshot {
    /// A fixed fact about this server.
    fn meta(&self, name: &str) -> Result<Option<String>>;
    /// All counts.
    fn counts(&self) -> Result<Counts>;
    /// True when no organisation was admitted yet.
    fn is_empty(&self) -> Result<bool>;
    /// An organisation and its policy in force.
    fn organisation(&self, key: &PublicKey) -> Result<Option<(OrgId, SignedPolicy)>>;
    /// Every policy that any organisation ever had.
    fn policies(&self) -> Result<Vec<(OrgId, SignedPolicy)>>;
    /// Whether the organisation ever had this policy.
    fn knows_policy(&self, org: OrgId, policy: &Digest) -> Result<bool>;
    /// The key of an organisation that is admitted here.
    fn organisation_key(&self, org: OrgId) -> Result<PublicKey>;
    /// The organisation's policy in force, where it is another than the one that is followed.
    fn other_policy(&self, org: OrgId, followed: &Digest) -> Result<Option<Envelope>>;
    /// Whether the organisation's word is in the log.
    fn has_word(&self, org: OrgId, word: &Digest) -> Result<bool>;
    /// Whether the organisation confirmed the device with this genesis.
    fn is_confirmed(&self, org: OrgId, genesis: &Digest) -> Result<bool>;
    /// Who used a ticket.
    fn ticket(&self, org: OrgId, ticket: &Digest) -> Result<Option<Digest>>;
    /// Whom a transport key speaks for.
    fn actor(&self, key: &PublicKey) -> Result<Option<Actor>>;
    /// Every transport key that is enrolled.
    fn actors(&self) -> Result<Vec<(PublicKey, Actor)>>;
    /// The newest state of the log.
    fn log_head(&self) -> Result<LogHead>;
    /// Hashes of a tile, as many as there are.
    fn tile(&self, level: u8, number: u64) -> Result<Option<Vec<u8>>>;
    /// Leaves by index, at most `limit`.
    fn leaves(&self, from: u64, limit: u64) -> Result<Vec<Leaf>>;
    /// Leaves of an organisation by index.
    fn leaves_of(&self, org: OrgId, from: u64, limit: u64) -> Result<Vec<Leaf>>;
    /// Entries of an organisation whose details came after they were noted, in the order in which these came, each with its place
    /// there; `after` a place.
    fn told_of(&self, org: OrgId, after: u64, limit: u64) -> Result<Vec<(u64, Leaf)>>;
    /// An entry of this device.
    fn entry(&self, device: &Device, digest: &Digest) -> Result<Option<KnownEntry>>;
    /// Entries of this device that follow `prev`.
    fn followers(&self, device: DeviceId, prev: &Digest) -> Result<Vec<Follower>>;
    /// Faults in the device's chain, at most `limit` of each kind, and at most `4 * limit` entries in forks.
    fn faults(&self, device: DeviceId, limit: u64) -> Result<Vec<ChainFault>>;
    /// A part that the device announced.
    fn part(&self, device: DeviceId, digest: &Digest) -> Result<Option<Part>>;
    /// Bytes that a device uses.
    fn usage(&self, device: DeviceId) -> Result<Usage>;
    /// Entries of an item in the order of the chain.
    fn item(&self, device: DeviceId, item: &ItemId) -> Result<Vec<ItemEntry>>;
    /// Parts of an entry, each with whether exactly it is held from this device.
    fn entry_parts(&self, device: DeviceId, leaf: u64) -> Result<Vec<(Sealed, bool)>>;
    /// Custody statements of an item.
    fn custody(&self, device: DeviceId, item: &ItemId) -> Result<Vec<Leaf>>;
    /// The newest custody statement: its place in the server's chain, and its leaf.
    fn custody_head(&self) -> Result<Option<(u64, Leaf)>>;
    /// Size of a part that any device of the organisation delivered.
    fn held_in(&self, org: OrgId, digest: &Digest) -> Result<Option<u64>>;
    /// Every upload under way.
    fn uploads(&self) -> Result<Vec<(DeviceId, Digest)>>;
}

/// Changes, all of which happen at [`Change::commit`] or not at all.
pub trait Change: Snapshot {
    /// Marks a place to go back to.
    fn mark(&mut self) -> Result<()>;
    /// Keeps what happened since the mark.
    fn keep(&mut self) -> Result<()>;
    /// Undoes what happened since the mark.
    fn undo(&mut self) -> Result<()>;
    /// Makes all of it durable.
    fn commit(self: Box<Self>) -> Result<Durable>;

    /// Sets a fixed fact about this server.
    fn set_meta(&mut self, name: &str, value: &str) -> Result<()>;
    /// Keeps the hash of an admission code; `made` in seconds since 1970.
    fn add_code(&mut self, hash: &Digest, made: i64) -> Result<()>;
    /// Uses up an admission code; false if there is none.
    fn spend_code(&mut self, hash: &Digest) -> Result<bool>;
    /// Admits an organisation.
    fn add_organisation(&mut self, key: &PublicKey, policy: &SignedPolicy) -> Result<OrgId>;
    /// Puts a newer policy in force.
    fn set_policy(&mut self, org: OrgId, policy: &SignedPolicy) -> Result<()>;
    /// Remembers who used a ticket.
    fn spend_ticket(&mut self, org: OrgId, ticket: &Digest, by: &Digest) -> Result<()>;
    /// Enrols a device with its transport key.
    fn add_device(&mut self, org: OrgId, genesis: &Digest, key: &PublicKey) -> Result<Device>;
    /// Adds an organisation's word; its leaf is there.
    fn add_word(&mut self, word: &NewWord) -> Result<()>;
    /// Enrols an archivist's transport key.
    fn add_archivist(&mut self, org: OrgId, key: &PublicKey) -> Result<()>;
    /// Adds the statement behind a leaf.
    fn add_leaf(&mut self, leaf: &Leaf) -> Result<()>;
    /// Replaces what is stored of an entry by the same statement with its details, which came after it was noted.
    fn tell(&mut self, leaf: u64, envelope: &[u8]) -> Result<()>;
    /// Adds an entry; its leaf is there. `bytes` of envelope count for the device.
    fn add_entry(&mut self, entry: &NewEntry<'_>, bytes: u64) -> Result<()>;
    /// Adds a part of an entry and announces it for the device.
    fn add_part(&mut self, device: DeviceId, leaf: u64, place: usize, sealed: &Sealed, small: bool) -> Result<()>;
    /// If another entry than the one at `leaf` follows `prev`, marks both as a fork.
    fn note_fork(&mut self, device: DeviceId, prev: &Digest, leaf: u64) -> Result<()>;
    /// Says how an entry's signature turned out.
    fn set_checked(&mut self, leaf: u64, checked: Checked) -> Result<()>;
    /// Links an entry and all that follow it with right signatures.
    fn link_from(&mut self, device: DeviceId, leaf: u64) -> Result<()>;
    /// Begins an upload without bytes.
    fn begin_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()>;
    /// Says how many bytes of an upload are durable; begins the upload if need be.
    fn set_received(&mut self, device: DeviceId, digest: &Digest, received: u64, bytes: &Durable) -> Result<()>;
    /// Ends an upload without holding its part.
    fn end_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()>;
    /// The part is held: ends its upload and counts its bytes.
    fn hold(&mut self, device: DeviceId, digest: &Digest, bytes: &Durable) -> Result<()>;
    /// The stored bytes of a part turned out lost: no device's copy is held any more.
    fn lose(&mut self, digest: &Digest) -> Result<()>;
    /// Counts more bytes of statements for a device.
    fn charge(&mut self, device: DeviceId, bytes: u64) -> Result<()>;
    /// Adds a custody statement over entries; its leaf is there.
    fn add_custody(&mut self, seq: u64, leaf: u64, device: DeviceId, item: &ItemId, entries: &[u64]) -> Result<()>;
    /// Stores the hashes of a tile, which only grow.
    fn set_tile(&mut self, level: u8, number: u64, hashes: &[u8]) -> Result<()>;
    /// Moves the log on.
    fn set_log_head(&mut self, head: &LogHead) -> Result<()>;
}
