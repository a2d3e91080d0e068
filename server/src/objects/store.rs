//! The trait that every store of whole parts implements: the seam for an object store.
//!
//! Calls block; they run on blocking threads.

use std::io::Read;

use evidence::Digest;
use evidence::part::Sealed;

use super::spool::Whole;
use crate::Result;
use crate::durable::Durable;

/// The store of parts.
pub trait Objects: Send + Sync + 'static {
    /// Puts a whole part under its digest and removes it from the spool. The store then has exactly these bytes, in
    /// place of any earlier ones of that name; a reader never sees an incomplete part.
    fn put(&self, whole: Whole) -> Result<Durable>;
    /// Takes a whole part that was never acknowledged to its sender, after reading it back. Returns `None` if it is
    /// missing.
    fn adopt(&self, part: &Sealed) -> Result<Option<Durable>>;
    /// Returns a whole part as a stream, or `None`.
    fn open(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send>>>;
    /// Returns whether a whole part is there: by its size, or (`deep`) by its digest recomputed from storage. A part
    /// that does not match its name is set aside.
    fn check(&self, part: &Sealed, deep: bool) -> Result<bool>;
}
