//! The device's disk: sealed parts, chain state, outbox, and the locked vault. No other crate touches that disk.
//!
//! Runs the recorder and the imports: `capture` decides the content, `seal` seals and signs it, and this crate makes it
//! durable in the order of the crash rules (`docs/decisions/0002-one-time-keys-in-slots.md`, [`durable`]). The outbox
//! is readable without a key and holds nothing private: it never contains a name, note, place or media type.

mod aside;
mod brought;
mod commit;
mod destroy;
pub mod durable;
mod error;
mod found;
mod gate;
mod genesis;
mod home;
mod import;
mod incoming;
mod index;
mod instructions;
mod items;
mod join;
mod layout;
mod locked;
mod lying;
mod marks;
mod mend;
mod new_chain;
mod outbox;
mod pieces;
mod possession;
mod postponed;
mod preferences;
mod readers;
mod receipts;
mod recording;
mod recover;
mod renew;
mod reopen;
mod reserve;
mod schema;
mod slots;
mod source;
mod status;
mod store;
mod surroundings;
mod transport;
pub mod walk;
mod watch;

pub use brought::Unread;
pub use commit::Acknowledged;
pub use destroy::{Destroyed, Panic};
pub use disk::{Disk, OsDisk, Step};
pub use error::{Cancelled, Error, NotForUs, Reason, Result, Safe};
pub use evidence::NewItem;
pub use home::Home;
pub use import::Progress;
pub use index::Readable;
pub use instructions::PolicyChange;
pub use items::Added;
pub use locked::{Draft, Passphrase, Unlocked};
pub use lying::Lying;
pub use pieces::Pieces;
pub use preferences::{Glance, Preference};
pub use recording::Recording;
pub use recover::{LostPart, Recovery};
pub use source::{Changed, OsFile, modified};
pub use status::{EarlierChain, Listed, Listing, Status};
pub use surroundings::{OsSurroundings, Surroundings};
pub use watch::{Seen, Watch};
