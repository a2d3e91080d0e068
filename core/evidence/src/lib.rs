//! The objects of evidence: part, entry, chain, record, policy, receipt, bundle.
//!
//! Types, bytes, digests and public-key checks of `docs/format.md`. No I/O, no clock, no randomness, and no secret but
//! the one in an invitation: functions take bytes and return bytes or a judgement about them.

pub mod admission;
pub mod bundle;
pub mod chain;
pub mod closing;
pub mod code;
pub mod cut;
pub mod details;
mod digest;
pub mod dsse;
pub mod entry;
mod error;
pub mod file_name;
mod id;
pub mod invitation;
pub mod json;
mod key;
pub mod lines;
pub mod marks;
mod new_item;
pub mod padding;
pub mod part;
pub mod path;
pub mod policy;
pub mod receipt;
pub mod record;
pub mod signed;
pub mod tiles;
mod time;
pub mod word;
pub mod zip;

pub use admission::{Admission, Admitted};
pub use chain::{ChainFault, ChainReport, Head};
pub use closing::{Closing, Ending, Opening, Story};
pub use code::DeviceCode;
pub use cut::Cut;
pub use details::Details;
pub use digest::{Digest, DigestWriter};
pub use dsse::Envelope;
pub use entry::{Carried, SignedEntry, Statement};
pub use error::{Error, Result};
pub use id::{BootId, ItemId, Token};
pub use invitation::Invitation;
pub use key::PublicKey;
pub use new_item::NewItem;
pub use part::PlainPart;
pub use policy::{Policy, SignedPolicy};
pub use record::Record;
pub use signed::Signed;
pub use time::ClaimedTime;
pub use word::Word;
