//! The session's view of the device's disk. The vault implements it; tests implement it in memory.

use std::collections::BTreeSet;

use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted};
use evidence::{Carried, Digest, Envelope, ItemId, PublicKey, SignedEntry};

use crate::held::Challenge;
use crate::log::Contradiction;
use crate::messages::HeldAnswer;

/// Kinds of waiting parts, in the order of sending.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PartKind {
    /// Records and openings: small, and they describe the other parts.
    Record,
    /// Parts of items that were captured whole.
    Still,
    /// Parts of live recordings.
    Recording,
}

/// A sealed part that the server has not acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitingPart {
    /// The part's name: the SHA-256 of its bytes.
    pub digest: Digest,
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its length in bytes.
    pub size: u64,
    /// Its kind: lower kinds are sent first.
    pub kind: PartKind,
    /// Sequence number of its entry: within a kind, the newest is sent first.
    pub seq: u64,
}

/// The entries that make a device known to a server.
#[derive(Clone, PartialEq, Debug)]
pub struct Enrolment {
    /// The organisation that the device belongs to.
    pub organisation: PublicKey,
    /// Genesis with its details.
    pub genesis: Carried,
    /// The newest renewal with its details, if there is one.
    pub renewal: Option<Carried>,
}

/// The device's side of the conversation. Every method that records something makes it durable before it returns.
pub trait Outbox {
    /// The error of the disk.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Returns genesis and the newest renewal, with their details, until the server has enrolled this device.
    fn enrolment(&self) -> Result<Option<Enrolment>, Self::Error>;

    /// Notes that the server has enrolled this device.
    fn enrolled(&mut self) -> Result<(), Self::Error>;

    /// Returns the digest of the policy that the device follows.
    fn policy(&self) -> Result<Digest, Self::Error>;

    /// Takes a policy that the server presents as the organisation's. Follows it if it is signed by the organisation
    /// and descends from the present one; otherwise nothing changes, without an error. Returns true if the device
    /// follows it from now on.
    fn follow(&mut self, policy: Envelope) -> Result<bool, Self::Error>;

    /// Returns entries without a noted receipt, oldest first, at most `limit`, from sequence number `from` on.
    fn unnoted(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>, Self::Error>;

    /// Stores noted receipts that the session has verified, with their checkpoint.
    fn noted(&mut self, receipts: &[Noted], checkpoint: &str) -> Result<(), Self::Error>;

    /// Returns parts whose entry is noted and that the server has not acknowledged, at most `limit`: by [`PartKind`],
    /// then newest first.
    fn waiting_parts(&self, limit: usize) -> Result<Vec<WaitingPart>, Self::Error>;

    /// Returns the sealed bytes of a part, checked against its digest.
    fn read_part(&self, digest: &Digest) -> Result<Vec<u8>, Self::Error>;

    /// Notes that the server holds these parts whole, after every byte of them was sent.
    fn uploaded(&mut self, digests: &[Digest]) -> Result<(), Self::Error>;

    /// Returns a fresh challenge for these parts. It serves for one call of [`Outbox::possession`] and invalidates
    /// earlier ones.
    fn challenge(&self, parts: &[Digest]) -> Result<Challenge, Self::Error>;

    /// Compares the server's answers to the newest challenge with those of the bytes on this disk. Parts that the
    /// server has shown to hold count as uploaded. Those that belong to delivered items are removed if the policy says
    /// so; no other method removes a part.
    fn possession(&mut self, answers: &[HeldAnswer]) -> Result<Possession, Self::Error>;

    /// Returns parts of delivered items that are still here though the policy lets them go, oldest items first, at
    /// most `limit`.
    fn leaving(&self, limit: usize) -> Result<Vec<Sealed>, Self::Error>;

    /// Notes that the server lacks these parts after all; they wait again.
    fn lacking(&mut self, digests: &[Digest]) -> Result<(), Self::Error>;

    /// Returns finished items whose parts are all uploaded and that have no complete delivered receipt, at most
    /// `limit`.
    fn undelivered(&self, limit: usize) -> Result<Vec<ItemId>, Self::Error>;

    /// Returns every entry of `item` with its sequence number, and every sealed part: a delivered receipt for the
    /// item must cover all of them.
    fn expected(&self, item: &ItemId) -> Result<ExpectedCustody, Self::Error>;

    /// Stores the delivered receipts of an item, which the session has verified to cover all of it.
    fn delivered(&mut self, item: &ItemId, receipts: &[Delivered], checkpoint: &str) -> Result<(), Self::Error>;

    /// Stores the evidence against a log that contradicts itself, and shows it to the person. Called in every
    /// conversation that finds it; one copy is enough.
    fn contradiction(&mut self, found: &Contradiction) -> Result<(), Self::Error> {
        let _ = found;
        Ok(())
    }

    /// Returns the newest checkpoint that the device knows, as a signed note. The session checks that a newer one
    /// continues it.
    /// continues it.
    fn checkpoint(&self) -> Result<Option<String>, Self::Error>;
}

/// The parts of a question that the server has shown to hold, or has not. A part that this device cannot read is in
/// neither set.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Possession {
    /// The answer is right.
    pub shown: BTreeSet<Digest>,
    /// The answer is wrong or missing.
    pub not_shown: BTreeSet<Digest>,
}

/// Entries and parts that custody statements must cover before an item counts as delivered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ExpectedCustody {
    /// Sequence numbers and digests of the item's entries.
    pub entries: Vec<(u64, Digest)>,
    /// Digest and size of the item's sealed parts.
    pub parts: Vec<Sealed>,
}
