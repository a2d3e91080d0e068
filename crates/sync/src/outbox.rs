//! The device's disk as the session needs it. The vault implements it; tests implement it in memory.

use std::collections::BTreeSet;

use evidence::part::Sealed;
use evidence::receipt::{Delivered, Noted};
use evidence::{Carried, Digest, Envelope, ItemId, PublicKey, SignedEntry};

use crate::held::Challenge;
use crate::log::Contradiction;
use crate::messages::HeldAnswer;

/// Kinds of waiting parts, in the order in which they are sent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PartKind {
    /// Records, opening records: small, and they say what the rest is.
    Record,
    /// Parts of items that were captured whole.
    Still,
    /// Parts of live recordings.
    Recording,
}

/// A sealed part that the server has not acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WaitingPart {
    /// Its name.
    pub digest: Digest,
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its size in bytes.
    pub size: u64,
    /// Its kind: lower kinds go first.
    pub kind: PartKind,
    /// Sequence number of its entry: the newest goes first within a kind.
    pub seq: u64,
}

/// The entries that make a device known to a server.
#[derive(Clone, PartialEq, Debug)]
pub struct Enrolment {
    /// The organisation that the device belongs to.
    pub organisation: PublicKey,
    /// Genesis with its details.
    pub genesis: Carried,
    /// The newest renewal with its details, where there is one.
    pub renewal: Option<Carried>,
}

/// The device's side of the conversation. Every method that records something is durable when it returns.
pub trait Outbox {
    /// Why the disk could not answer.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Genesis and the newest renewal, with their details, until the server has enrolled this device.
    fn enrolment(&self) -> Result<Option<Enrolment>, Self::Error>;

    /// The server has enrolled this device.
    fn enrolled(&mut self) -> Result<(), Self::Error>;

    /// Digest of the policy that the device follows.
    fn policy(&self) -> Result<Digest, Self::Error>;

    /// The server says that this is the organisation's policy. Followed where it is, and descends from the one that the device
    /// follows; else nothing changes, and that is no error. True when the device follows it from now on.
    fn follow(&mut self, policy: Envelope) -> Result<bool, Self::Error>;

    /// Entries without a noted receipt, oldest first, at most `limit`, from sequence number `from` on.
    fn unnoted(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>, Self::Error>;

    /// Keeps noted receipts that the session has verified, and the checkpoint they lead to.
    fn noted(&mut self, receipts: &[Noted], checkpoint: &str) -> Result<(), Self::Error>;

    /// Parts whose entry is noted and that the server has not acknowledged, at most `limit`: by [`PartKind`], then
    /// newest first.
    fn waiting_parts(&self, limit: usize) -> Result<Vec<WaitingPart>, Self::Error>;

    /// The sealed bytes of a part, checked against its digest.
    fn read_part(&self, digest: &Digest) -> Result<Vec<u8>, Self::Error>;

    /// The server holds these parts whole: every byte of them was sent to it now.
    fn uploaded(&mut self, digests: &[Digest]) -> Result<(), Self::Error>;

    /// A fresh challenge for these parts. It serves for one call of [`Outbox::possession`]; one made before serves for none.
    fn challenge(&self, parts: &[Digest]) -> Result<Challenge, Self::Error>;

    /// Compares what the server answered to the newest challenge with what the bytes on this disk answer. Parts that it has
    /// shown to have count as uploaded. Those of them that belong to delivered items are removed where the policy says
    /// so: nothing else removes a part.
    fn possession(&mut self, answers: &[HeldAnswer]) -> Result<Possession, Self::Error>;

    /// Parts of delivered items that are still here though the policy lets them go, oldest items first, at most `limit`.
    fn leaving(&self, limit: usize) -> Result<Vec<Sealed>, Self::Error>;

    /// The server lacks these parts after all; they wait again.
    fn lacking(&mut self, digests: &[Digest]) -> Result<(), Self::Error>;

    /// Finished items whose parts are all uploaded and that have no complete delivered receipt, at most `limit`.
    fn undelivered(&self, limit: usize) -> Result<Vec<ItemId>, Self::Error>;

    /// Every entry of `item` with its sequence number, and every sealed part: a delivered receipt for the item must cover
    /// all of them.
    fn expected(&self, item: &ItemId) -> Result<ExpectedCustody, Self::Error>;

    /// Keeps the delivered receipts of an item that the session has verified to cover all of it.
    fn delivered(&mut self, item: &ItemId, receipts: &[Delivered], checkpoint: &str) -> Result<(), Self::Error>;

    /// Keeps the evidence against a log that contradicts itself, and shows it to the person. Told again at every
    /// conversation that finds it; the same one needs keeping once.
    fn contradiction(&mut self, found: &Contradiction) -> Result<(), Self::Error> {
        let _ = found;
        Ok(())
    }

    /// The newest checkpoint the device knows, as a signed note. The session proves that a newer one continues it.
    fn checkpoint(&self) -> Result<Option<String>, Self::Error>;
}

/// Which parts of a question the server has shown to have. A part that this device cannot read itself is in neither set.
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
