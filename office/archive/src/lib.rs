//! The archivist's room: the store of pulled evidence, its opening and its search. Writes nothing for others.
//!
//! Owns the archivist's disk. The archive key and the witness key open the parts of a pull; afterwards each part has its
//! own key in the locked index. Neither key is ever on disk, and plain bytes are written only when the archivist asks
//! for it.

#[cfg(test)]
extern crate self as archive;

mod begun;
mod bookmark;
mod called;
pub mod carrier;
mod case;
mod columns;
mod consent;
mod devices;
mod doubts;
mod endings;
mod error;
mod fetch;
mod files;
mod filing;
mod finding;
pub mod intake;
mod joining;
mod judging;
mod last_opened;
mod line;
pub mod list;
mod log;
mod marks;
mod migration;
mod names;
pub mod opened;
mod parts;
mod passphrase;
mod plan;
mod pouring;
mod reading;
pub mod related;
mod report;
mod said;
#[cfg(feature = "http")]
mod server;
pub mod source;
mod store;
mod telling;
mod texts;
mod thumbnails;
mod unnamed;
pub mod view;
mod wanted;
mod weighing;
mod withhold;
mod witnesses;
mod words;

pub use carrier::{Carrier, CarrierWriter, Written};
pub use case::Medium;
pub use consent::{Allowed, Leaving};
pub use devices::{DeviceView, EndOfDevice, Standing};
pub use doubts::{Behind, Doubt, Doubted};
pub use error::{Error, Result};
pub use files::Files;
pub use finding::{Finding, FindingKind};
pub use intake::Pull;
pub use judging::{Judged, StoreSource};
pub use line::Line;
pub use list::{Cursor, Filter, Marked, Sort};
pub use marks::{MAX_NOTE, Mark};
pub use opened::{OpenedFile, OpenedItem};
pub use plan::Counts;
pub use pouring::Sink;
pub use reading::{MAX_READ, MissingParts};
pub use related::{Around, Related, Relation};
pub use report::{Progress, Report};
#[cfg(feature = "http")]
pub use server::{ServerSource, Unreached};
pub use source::{Source, SourceFault};
pub use store::Store;
pub use verify::State;
pub use verify::heading::{self, Heading};
pub use view::{Summary, View, Wholeness};
pub use withhold::Withhold;
