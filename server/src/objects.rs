//! Stored sealed parts, named by digest: uploads in the spool, whole parts in a store. Knows neither the content of a
//! part nor its readers.

mod files;
mod spool;
mod store;

pub use files::{FileObjects, FileSpool};
pub use spool::{Incoming, Spool, UploadName, Whole};
pub use store::Objects;
