//! The archivist's room: the organisation's keys, the store of what was pulled, opening it, and bundles.
//!
//! Owns the archivist's disk and the only use of the archive key: it comes together from shares, opens what a pull
//! brings, and is erased from memory. Afterwards each part has its own key in the locked index; the archive key is
//! never on disk, and no plain byte is, except what the archivist asks to be written out.

mod archive_key;
mod durable;
mod error;
mod locked_file;
mod opening;
pub mod organisation;
pub mod shares;

pub use archive_key::ArchiveKey;
pub use error::{Error, Result};
pub use organisation::{Card, Organisation, PolicyTerms};
pub use shares::{Share, ShareFault};
