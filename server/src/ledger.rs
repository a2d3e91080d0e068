//! The server's database behind a trait. Owns the queries and changes in words of the glossary; never decides whether a
//! change is allowed, and never sees a part's bytes.

mod failure;
mod rows;
mod sqlite;
mod store;

pub use failure::{Error, Failure, Result};
pub use rows::{
    Actor, Checked, Counts, Device, DeviceId, Follower, ItemEntry, KnownEntry, Leaf, LeafKind, LogHead, NewEntry,
    NewWord, OrgId, Part, Usage,
};
pub use sqlite::SqliteLedger;
pub use store::{Change, Ledger, Snapshot};
