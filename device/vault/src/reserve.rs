//! Reserved room on the disk: a file that is removed when the disk is full, so that recordings can be closed, evidence
//! can be sent, and a panic can complete.
//!
//! Decides when the file is made and removed, and which operations need it. It is not synced, and a home works without
//! it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::layout::Layout;

/// Its size, in bytes: enough for the outbox's log of a long transfer, and a copy of the largest part.
const SIZE: u64 = 6 << 20;
/// Free bytes that are needed to make it: on a small disk the evidence takes precedence.
const PLENTY: u64 = 3 * SIZE;
/// A disk with fewer free bytes is full.
const FULL: u64 = 256 << 10;
/// Once the reserve is gone, no photo, file or recording may take the free room below this number of bytes.
const KEPT: u64 = 2 << 20;
/// Sealing and the chain add at most the size of a file divided by this number.
const ADDED: u64 = 128;
const BLOCK: usize = 64 << 10;

/// The reserve of one home; `None` for a home that is only read.
#[derive(Clone, Default)]
pub(crate) struct Reserve(Option<PathBuf>);

impl Reserve {
    pub(crate) fn of(layout: &Layout) -> Self {
        Self(Some(layout.reserve()))
    }

    /// Gives the reserve up if the disk is already full.
    pub(crate) fn look(&self) {
        if self.free().is_some_and(|free| free < FULL) {
            self.give_up();
        }
    }

    /// Makes the file if it is missing and there is room. After a failure another start tries again.
    pub(crate) fn make(&self) {
        let Self(Some(path)) = self else { return };
        let there = std::fs::symlink_metadata(path).map_or(0, |found| found.len());
        if there < SIZE && self.free().is_some_and(|free| free >= PLENTY) && fill(path).is_err() {
            self.give_up();
        }
    }

    /// Removes the file, so that the next write has its room.
    pub(crate) fn give_up(&self) {
        if let Self(Some(path)) = self {
            drop(std::fs::remove_file(path));
        }
    }

    /// Returns true while the file exists, or if `bytes` more leave enough room to close, send and destroy.
    pub(crate) fn lets_in(&self, bytes: u64) -> bool {
        let Self(Some(path)) = self else { return true };
        path.exists() || self.free().is_none_or(|free| free >= bytes.saturating_add(KEPT))
    }

    /// Returns the bytes of a file that may be sealed here while enough room remains to close, send and destroy; `None`
    /// if the system does not report the free room.
    pub(crate) fn room(&self) -> Option<u64> {
        let room = self.free()?.saturating_sub(KEPT);
        Some(room - room / ADDED)
    }

    /// Returns the bytes that this process may still write there; `None` if the system does not report them.
    fn free(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.0.as_deref().and_then(Path::parent)?).ok()?;
        // Also holds for root: file systems count blocks as free that they keep for themselves. One without a size has
        // no limit of its own.
        (disk.f_blocks > 0).then(|| disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

/// Writes bytes that no file system can compress.
fn fill(path: &Path) -> io::Result<()> {
    // A planted link is not followed.
    if path.symlink_metadata().is_ok() {
        std::fs::remove_file(path)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    let (mut block, mut state) = (vec![0; BLOCK], 0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..SIZE / BLOCK as u64 {
        for word in block.chunks_exact_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.to_le_bytes());
        }
        file.write_all(&block)?;
    }
    Ok(())
}
