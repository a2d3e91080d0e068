//! Uploads in progress, always on the server's own disk: an upload can continue at any byte, which no object store
//! supports.
//!
//! Owns an upload until it is whole. Calls block; they run on blocking threads.

use std::path::PathBuf;

use evidence::Digest;
use evidence::part::Sealed;

use crate::Result;
use crate::durable::{Durable, OpenFile};
use crate::ledger::DeviceId;

/// An upload: one device's copy of one part. Uploads of one part by two devices stay separate until they are whole.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct UploadName {
    /// The sender.
    pub device: DeviceId,
    /// Digest of the part.
    pub digest: Digest,
}

/// The store of uploads.
pub trait Spool: Send + Sync + 'static {
    /// Continues an upload at `offset`, discarding any bytes beyond it. Returns `None` if the spool has fewer bytes of
    /// it.
    fn resume(&self, name: &UploadName, offset: u64) -> Result<Option<Box<dyn Incoming>>>;
    /// Discards an upload; does nothing if there is none.
    fn discard(&self, name: &UploadName) -> Result<()>;
    /// Discards every upload that is not in `known`: its bytes were never acknowledged. Returns their number.
    fn sweep(&self, known: &[UploadName]) -> Result<u64>;
    /// Returns the free bytes of the disk.
    fn free(&self) -> Result<u64>;
}

/// An upload being received.
pub trait Incoming: Send {
    /// Appends bytes; they may be lost until [`Incoming::flush`].
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// Makes everything written durable.
    fn flush(&mut self) -> Result<Durable>;
    /// Reads the whole upload back from the disk. Returns `None` if it is not `part`; the upload is then discarded.
    fn finish(self: Box<Self>, part: &Sealed) -> Result<Option<Whole>>;
}

/// An upload that was read back and matches its name. It still belongs to the spool, and may be lost until it is put.
pub struct Whole {
    /// Digest and size.
    pub part: Sealed,
    /// Its path.
    pub path: PathBuf,
    /// The file, open for writing.
    pub file: Box<dyn OpenFile>,
}
