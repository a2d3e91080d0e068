//! The ledger's rows in words of the glossary.

use evidence::{Carried, Digest, Head, ItemId};
use serde::Serialize;

use super::failure::{Error, Result};

/// Row number of an organisation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct OrgId(pub i64);

/// Row number of a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeviceId(pub i64);

/// An enrolled device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Device {
    /// Row number.
    pub id: DeviceId,
    /// Its organisation.
    pub org: OrgId,
    /// Digest of its genesis entry.
    pub genesis: Digest,
}

/// The party that a transport key authenticates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// May append entries, upload their parts and request receipts.
    Device(Device),
    /// May read the data that devices of the organisation sent.
    Archivist(OrgId),
}

/// Whether the signature of an entry was checked against the key that its predecessor names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checked {
    /// The predecessor is missing.
    Gap = 0,
    /// The signature is right.
    Right = 1,
    /// The signature is wrong.
    Wrong = 2,
}

/// The facts about an entry that its successor needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KnownEntry {
    /// Index in the log.
    pub leaf: u64,
    /// The head after it.
    pub head: Head,
    /// The check of its own signature.
    pub checked: Checked,
    /// True if it is checked back to genesis.
    pub linked: bool,
}

/// An entry that follows another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Follower {
    /// Index in the log.
    pub leaf: u64,
    /// The check of its own signature.
    pub checked: Checked,
    /// The signed statement, JSON.
    pub envelope: Vec<u8>,
}

/// A leaf of the log with its statement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaf {
    /// Index in the log.
    pub leaf: u64,
    /// SHA-256 of the payload.
    pub digest: Digest,
    /// Entry, custody statement or word.
    pub kind: LeafKind,
    /// The organisation that it belongs to.
    pub org: OrgId,
    /// The signed statement, JSON.
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
    /// Returns the bytes that the log holds of the statement: its payload, or for a word only the digest.
    pub fn bytes(&self, payload: &[u8]) -> Vec<u8> {
        match self.kind {
            LeafKind::Entry | LeafKind::Custody => payload.to_vec(),
            LeafKind::Word => evidence::word::leaf(&self.digest),
        }
    }

    /// Returns the statement of the leaf, if the stored bytes are unchanged.
    pub fn read_back(&self) -> Result<Carried> {
        let carried = Carried::parse(&self.envelope).ok().filter(|carried| carried.envelope.digest() == self.digest);
        carried.ok_or(Error::damaged("a statement in the ledger that is not what was stored"))
    }
}

/// An organisation's word, as stored with its leaf.
#[derive(Clone, Copy, Debug)]
pub struct NewWord {
    /// Index in the log.
    pub leaf: u64,
    /// The organisation that signed it.
    pub org: OrgId,
    /// Digest of its payload.
    pub digest: Digest,
    /// Digest of the device's genesis entry.
    pub device: Digest,
    /// True if it confirms the device.
    pub confirms: bool,
}

/// A new entry, as stored with its leaf.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// Index in the log.
    pub leaf: u64,
    /// The device.
    pub device: DeviceId,
    /// The head after it.
    pub head: &'a Head,
    /// The predecessor; `None` for genesis.
    pub prev: Option<Digest>,
    /// The item of its parts.
    pub item: Option<ItemId>,
    /// True if it carries the item's record.
    pub finishes: bool,
    /// The check of its own signature.
    pub checked: Checked,
    /// True if it is checked back to genesis.
    pub linked: bool,
}

/// A part that an entry of a device names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    /// Length in bytes.
    pub size: u64,
    /// True for a record or opening record, which may use the reserve.
    pub small: bool,
    /// True if every byte was received from this device and its digest recomputed from storage.
    pub held: bool,
    /// Durable bytes of an upload in progress.
    pub received: Option<u64>,
}

/// Bytes that a device uses.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// Bytes of entries.
    pub entries: u64,
    /// Bytes of held parts.
    pub held: u64,
    /// Sizes of parts whose upload is in progress.
    pub open: u64,
    /// Number of these uploads.
    pub uploads: u64,
}

/// An entry of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ItemEntry {
    /// Index in the log.
    pub leaf: u64,
    /// Sequence number in the chain.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
    /// True if it carries the record.
    pub finishes: bool,
    /// True if a custody statement covers it; if the item forks, perhaps one for another branch.
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
    /// Parts that entries announced.
    pub parts_announced: u64,
    /// Parts held.
    pub parts_held: u64,
    /// Bytes of the held parts.
    pub bytes_held: u64,
    /// Uploads in progress.
    pub uploads: u64,
    /// Places where two entries have one predecessor.
    pub forks: u64,
    /// Entries whose predecessor is missing.
    pub gaps: u64,
    /// Entries whose signature proved wrong once their predecessor came.
    pub bad_signatures: u64,
    /// Items with entries that no custody statement covers yet.
    pub undelivered: u64,
    /// Unused admission codes.
    pub codes: u64,
}
