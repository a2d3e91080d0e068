//! The findings and repairs of a start.

use evidence::{Digest, ItemId};
use serde::Serialize;

/// The findings and repairs of a start.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Recovery {
    /// Parts with an entry whose rename had been lost.
    pub renamed: u32,
    /// Parts that were durable without an entry, now in the chain.
    pub adopted: u32,
    /// Items that had been cut off, now closed as interrupted.
    pub interrupted: Vec<ItemId>,
    /// The interrupted imports among them, whose originals may still exist.
    pub files: Vec<ItemId>,
    /// Torn files that this start set aside.
    pub torn: u32,
    /// Files set aside by this and all earlier starts.
    pub aside: u32,
    /// Parts with an entry that are cut, missing or unreadable on this disk and not held by the server: each is lost
    /// unless a copy exists.
    pub missing: Vec<LostPart>,
    /// Items that could not be closed because the disk is full; the next start tries again.
    pub postponed: u32,
    /// True if this start began a new chain, because the old one could not continue.
    pub new_chain: bool,
    /// Entries that neither signatures nor receipts support any more, set aside by this start.
    pub dropped: u32,
    /// Sealed parts that no entry named, filed as found by this start.
    pub found: u32,
    /// True if the key for the next entry is lost: the present items can be sent, but none can be added.
    pub signing_key_lost: bool,
}

/// A sealed part that neither this device nor the server has whole.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct LostPart {
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its digest, which is its name on the disk.
    pub part: Digest,
}

impl Recovery {
    /// Merges the repairs that were made once the disk had room again.
    pub fn closed(&mut self, done: Self) {
        self.postponed = 0;
        self.adopted += done.adopted;
        self.interrupted.extend(done.interrupted);
        self.files.extend(done.files);
    }

    /// Returns true if nothing was repaired and nothing is wrong.
    pub fn is_clean(&self) -> bool {
        *self == Self { aside: self.aside, ..Self::default() }
    }
}
