//! Sealed parts at rest, behind a trait: the seam for an object store. Owns partial uploads and whole parts, both named
//! by digest; never knows what a part says or who may read it.
//!
//! Calls block; they run on blocking threads.

mod files;

use std::io::Read;

use evidence::Digest;
use evidence::part::Sealed;

use crate::Result;
use crate::durable::Durable;
use crate::ledger::DeviceId;

pub use files::FileObjects;

/// An upload: one device's copy of one part. Two devices that send the same part do not meet before it is whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UploadName {
    /// Who sends.
    pub device: DeviceId,
    /// Digest of the part.
    pub digest: Digest,
}

/// The store of parts.
pub trait Objects: Send + Sync + 'static {
    /// Goes on with an upload at `offset`, forgetting whatever was received beyond it. `None`: the store has not
    /// that many bytes of it.
    fn resume(&self, name: &UploadName, offset: u64) -> Result<Option<Box<dyn Incoming>>>;
    /// Takes a whole part that its sender was never told of, after reading it back. `None`: it is not there.
    fn adopt(&self, part: &Sealed) -> Result<Option<Durable>>;
    /// Throws an upload away; nothing happens if there is none.
    fn discard(&self, name: &UploadName) -> Result<()>;
    /// A whole part, or `None`.
    fn open(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send>>>;
    /// Whether a whole part is there: by its size, or (`deep`) by its digest recomputed from storage. A part that is
    /// not what its name says is set aside.
    fn check(&self, part: &Sealed, deep: bool) -> Result<bool>;
    /// Bytes that may still be stored.
    fn free(&self) -> Result<u64>;
    /// Throws away every upload that is not in `known`: its bytes were never acknowledged.
    fn sweep(&self, known: &[UploadName]) -> Result<u64>;
}

/// An upload being received.
pub trait Incoming: Send {
    /// Appends bytes; they may be lost until [`Incoming::flush`].
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// Makes everything written durable.
    fn flush(&mut self) -> Result<Durable>;
    /// Reads the whole upload back from storage and, if it is `part`, makes it a whole part. `None`: it is not, and
    /// was thrown away.
    fn finish(self: Box<Self>, part: &Sealed) -> Result<Option<Durable>>;
}
