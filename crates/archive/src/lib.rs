//! The archivist's room: the organisation's keys, the store of what was pulled, opening it, and bundles.
//!
//! Owns the archivist's disk and the only use of the archive key and of the witness key: each comes together from its
//! own shares, opens what a pull brings, and is erased from memory. Afterwards each part has its own key in the locked
//! index; neither key is ever on disk, and no plain byte is, except what the archivist asks to be written out.

#[cfg(test)]
extern crate self as archive;

mod archive_key;
mod bookmark;
pub mod bundling;
mod called;
pub mod carrier;
mod case;
mod container;
mod devices;
mod doubts;
mod durable;
mod endings;
mod error;
mod fetch;
mod filing;
mod finding;
mod folder;
pub mod intake;
mod joining;
mod judging;
mod line;
pub mod list;
mod locked_file;
mod log;
mod marks;
mod migration;
mod names;
pub mod opened;
mod opening;
pub mod organisation;
mod parts;
mod passphrase;
mod plan;
mod reading;
mod rehearsal;
pub mod related;
mod said;
#[cfg(feature = "http")]
mod server;
pub mod shares;
mod small_file;
pub mod source;
mod store;
mod telling;
mod texts;
mod thumbnails;
mod unnamed;
pub mod view;
mod weighing;
mod witnesses;
mod words;
mod zip;

pub use archive_key::{ArchiveKey, WitnessKey};
pub use bundling::{BundleReport, Withhold};
pub use carrier::{Carrier, CarrierWriter, Written};
pub use container::Form;
pub use devices::{DeviceView, EndOfDevice, Standing};
pub use doubts::{Behind, Doubt, Doubted};
pub use durable::{wipe, write_as};
pub use error::{Error, Result};
pub use finding::{Finding, FindingKind};
pub use folder::FolderSource;
pub use intake::{Progress, Pull, Report};
pub use judging::{Judged, StoreSource};
pub use line::Line;
pub use list::{Cursor, Filter, Marked, Sort};
pub use marks::{MAX_NOTE, Mark};
pub use opened::{OpenedFile, OpenedItem};
pub use organisation::{Card, Founded, Organisation, PolicyTerms, Rehearsal};
pub use reading::{MAX_READ, MissingParts};
pub use related::{Around, Related, Relation};
#[cfg(feature = "http")]
pub use server::{ServerSource, Unreached};
pub use shares::{Opens, Share, ShareFault};
pub use small_file::{open_handed, open_ordinary, saved_text};
pub use source::{Source, SourceFault};
pub use store::Store;
pub use verify::State;
pub use verify::heading::{self, Heading};
pub use view::{Summary, View};
