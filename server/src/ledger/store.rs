//! The traits that every database implements: the seam for another one.
//!
//! Calls block; they run on blocking threads. Any number of [`Snapshot`]s may exist, but only one [`Change`] at a time.

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, Envelope, ItemId, PublicKey, SignedPolicy};

use super::failure::Result;
use super::rows::{
    Actor, Checked, Counts, Device, DeviceId, Follower, ItemEntry, KnownEntry, Leaf, LogHead, NewEntry, NewWord, OrgId,
    Part, Usage,
};
use crate::durable::Durable;

/// The database.
pub trait Ledger: Send + Sync + 'static {
    /// Returns a consistent view of all committed data.
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>>;
    /// Begins a change; waits for the one in progress. If it is dropped without [`Change::commit`], it is undone.
    fn change(&self) -> Result<Box<dyn Change + '_>>;
}

/// Queries on one consistent state.
pub trait Snapshot {
    /// Returns a fixed fact about this server.
    fn meta(&self, name: &str) -> Result<Option<String>>;
    /// Returns all counts.
    fn counts(&self) -> Result<Counts>;
    /// Returns true if no organisation was admitted yet.
    fn is_empty(&self) -> Result<bool>;
    /// Returns an organisation and its policy in force.
    fn organisation(&self, key: &PublicKey) -> Result<Option<(OrgId, SignedPolicy)>>;
    /// Returns every policy that any organisation ever had.
    fn policies(&self) -> Result<Vec<(OrgId, SignedPolicy)>>;
    /// Returns whether the organisation ever had this policy.
    fn knows_policy(&self, org: OrgId, policy: &Digest) -> Result<bool>;
    /// Returns the key of an admitted organisation.
    fn organisation_key(&self, org: OrgId) -> Result<PublicKey>;
    /// Returns the organisation's policy in force, if it differs from the followed one.
    fn other_policy(&self, org: OrgId, followed: &Digest) -> Result<Option<Envelope>>;
    /// Returns whether the organisation's word is in the log.
    fn has_word(&self, org: OrgId, word: &Digest) -> Result<bool>;
    /// Returns whether the organisation confirmed the device with this genesis.
    fn is_confirmed(&self, org: OrgId, genesis: &Digest) -> Result<bool>;
    /// Returns the user of a ticket.
    fn ticket(&self, org: OrgId, ticket: &Digest) -> Result<Option<Digest>>;
    /// Returns the party that a transport key authenticates.
    fn actor(&self, key: &PublicKey) -> Result<Option<Actor>>;
    /// Returns every enrolled transport key.
    fn actors(&self) -> Result<Vec<(PublicKey, Actor)>>;
    /// Returns the newest state of the log.
    fn log_head(&self) -> Result<LogHead>;
    /// Returns the hashes of a tile, as many as there are.
    fn tile(&self, level: u8, number: u64) -> Result<Option<Vec<u8>>>;
    /// Returns leaves by index, at most `limit`.
    fn leaves(&self, from: u64, limit: u64) -> Result<Vec<Leaf>>;
    /// Returns leaves of an organisation by index.
    fn leaves_of(&self, org: OrgId, from: u64, limit: u64) -> Result<Vec<Leaf>>;
    /// Returns entries of an organisation whose details came after they were noted, in the order of arrival, each with
    /// its place in that order; `after` is such a place.
    fn told_of(&self, org: OrgId, after: u64, limit: u64) -> Result<Vec<(u64, Leaf)>>;
    /// Returns an entry of this device.
    fn entry(&self, device: &Device, digest: &Digest) -> Result<Option<KnownEntry>>;
    /// Returns the entries of this device whose predecessor is `prev`.
    fn followers(&self, device: DeviceId, prev: &Digest) -> Result<Vec<Follower>>;
    /// Returns faults in the device's chain, at most `limit` of each kind, and at most `4 * limit` entries in forks.
    fn faults(&self, device: DeviceId, limit: u64) -> Result<Vec<ChainFault>>;
    /// Returns a part that the device announced.
    fn part(&self, device: DeviceId, digest: &Digest) -> Result<Option<Part>>;
    /// Returns the bytes that a device uses.
    fn usage(&self, device: DeviceId) -> Result<Usage>;
    /// Returns the entries of an item in the order of the chain.
    fn item(&self, device: DeviceId, item: &ItemId) -> Result<Vec<ItemEntry>>;
    /// Returns the parts of an entry, each with whether exactly this part is held from this device.
    fn entry_parts(&self, device: DeviceId, leaf: u64) -> Result<Vec<(Sealed, bool)>>;
    /// Returns the custody statements of an item.
    fn custody(&self, device: DeviceId, item: &ItemId) -> Result<Vec<Leaf>>;
    /// Returns the newest custody statement: its sequence number in the server's chain, and its leaf.
    fn custody_head(&self) -> Result<Option<(u64, Leaf)>>;
    /// Returns the size of a part that any device of the organisation delivered.
    fn held_in(&self, org: OrgId, digest: &Digest) -> Result<Option<u64>>;
    /// Returns every upload in progress.
    fn uploads(&self) -> Result<Vec<(DeviceId, Digest)>>;
}

/// Changes, which all happen at [`Change::commit`] or not at all.
pub trait Change: Snapshot {
    /// Sets a mark to return to.
    fn mark(&mut self) -> Result<()>;
    /// Keeps the changes since the mark.
    fn keep(&mut self) -> Result<()>;
    /// Undoes the changes since the mark.
    fn undo(&mut self) -> Result<()>;
    /// Makes all changes durable.
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
    /// Records the user of a ticket.
    fn spend_ticket(&mut self, org: OrgId, ticket: &Digest, by: &Digest) -> Result<()>;
    /// Enrols a device with its transport key.
    fn add_device(&mut self, org: OrgId, genesis: &Digest, key: &PublicKey) -> Result<Device>;
    /// Adds an organisation's word, whose leaf exists.
    fn add_word(&mut self, word: &NewWord) -> Result<()>;
    /// Enrols an archivist's transport key.
    fn add_archivist(&mut self, org: OrgId, key: &PublicKey) -> Result<()>;
    /// Adds the statement behind a leaf.
    fn add_leaf(&mut self, leaf: &Leaf) -> Result<()>;
    /// Replaces an entry's stored statement by one with its details, which came after it was noted.
    fn tell(&mut self, leaf: u64, envelope: &[u8]) -> Result<()>;
    /// Adds an entry, whose leaf exists, and charges `bytes` of envelope to the device.
    fn add_entry(&mut self, entry: &NewEntry<'_>, bytes: u64) -> Result<()>;
    /// Adds a part of an entry and announces it for the device.
    fn add_part(&mut self, device: DeviceId, leaf: u64, place: usize, sealed: &Sealed, small: bool) -> Result<()>;
    /// Marks the entry at `leaf` and any other entry after `prev` as a fork.
    fn note_fork(&mut self, device: DeviceId, prev: &Digest, leaf: u64) -> Result<()>;
    /// Records the check of an entry's signature.
    fn set_checked(&mut self, leaf: u64, checked: Checked) -> Result<()>;
    /// Links an entry and all entries that follow it with right signatures.
    fn link_from(&mut self, device: DeviceId, leaf: u64) -> Result<()>;
    /// Begins an upload without bytes.
    fn begin_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()>;
    /// Records the durable bytes of an upload; begins the upload if needed.
    fn set_received(&mut self, device: DeviceId, digest: &Digest, received: u64, bytes: &Durable) -> Result<()>;
    /// Ends an upload without holding its part.
    fn end_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()>;
    /// Records that the part is held: ends its upload and counts its bytes.
    fn hold(&mut self, device: DeviceId, digest: &Digest, bytes: &Durable) -> Result<()>;
    /// Records that the stored bytes of a part are lost: no device's copy is held any more.
    fn lose(&mut self, digest: &Digest) -> Result<()>;
    /// Charges more bytes of statements to a device.
    fn charge(&mut self, device: DeviceId, bytes: u64) -> Result<()>;
    /// Adds a custody statement over entries; its leaf exists.
    fn add_custody(&mut self, seq: u64, leaf: u64, device: DeviceId, item: &ItemId, entries: &[u64]) -> Result<()>;
    /// Stores the hashes of a tile, which only grow.
    fn set_tile(&mut self, level: u8, number: u64, hashes: &[u8]) -> Result<()>;
    /// Sets the newest state of the log.
    fn set_log_head(&mut self, head: &LogHead) -> Result<()>;
}
