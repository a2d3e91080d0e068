//! The organisation: its keys and their shares, its policies, its invitations and its words about devices.
//!
//! Owns the organisation's folder and the only use of the archive key and of the witness key: each exists only as
//! shares, is restored in memory, opens parts, and is erased. Knows no store of evidence and no intake, and uses no
//! network.

mod archive_key;
mod card;
mod chance;
mod error;
mod folder;
mod invitations;
mod locked_file;
pub mod opening;
mod policies;
mod rehearsal;
pub mod shares;
mod small_file;

pub use archive_key::{ArchiveKey, PartKey, Stanzas, WitnessKey};
pub use card::{Card, FORMAT};
pub use error::{Error, Result};
pub use folder::{Founded, Organisation, WITNESS_SHARES, share_path};
pub use invitations::TICKET_LIFE;
pub use policies::{PolicyTerms, log_of};
pub use rehearsal::{Rehearsal, rehearse};
pub use shares::{Opens, Share, ShareFault};
