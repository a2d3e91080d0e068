//! Room on the disk that is held back: a file that goes when the disk is full, so that recordings are closed, evidence leaves, and a
//! panic ends.
//!
//! Owns when it is made, when it goes, and what may not be begun without it. Nothing rests on it: it is not synced, and a
//! home without one works.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::layout::Layout;

/// Its size, in bytes: the outbox's log of a long sending, and a copy of the largest part.
const SIZE: u64 = 6 << 20;
/// It is made only where so much is free: on a small disk evidence has the room.
const PLENTY: u64 = 3 * SIZE;
/// A disk with less than this is full.
const FULL: u64 = 256 << 10;
/// Once it went, no photo, file or recording takes the disk below this.
const KEPT: u64 = 2 << 20;
const BLOCK: usize = 64 << 10;

/// The reserve of one home; none for one that is only read.
#[derive(Clone, Default)]
pub(crate) struct Reserve(Option<PathBuf>);

impl Reserve {
    pub(crate) fn of(layout: &Layout) -> Self {
        Self(Some(layout.reserve()))
    }

    /// Gives it up where the disk is full already.
    pub(crate) fn look(&self) {
        if self.free().is_some_and(|free| free < FULL) {
            self.give_up();
        }
    }

    /// Makes it where it is missing and there is room. One that cannot be made is made at another start.
    pub(crate) fn make(&self) {
        let Self(Some(path)) = self else { return };
        let there = std::fs::symlink_metadata(path).map_or(0, |found| found.len());
        if there < SIZE && self.free().is_some_and(|free| free >= PLENTY) && fill(path).is_err() {
            self.give_up();
        }
    }

    /// Lets its room go to whatever is written next.
    pub(crate) fn give_up(&self) {
        if let Self(Some(path)) = self {
            drop(std::fs::remove_file(path));
        }
    }

    /// True while it is there, or where `bytes` more leave enough to close, send and destroy.
    pub(crate) fn lets_in(&self, bytes: u64) -> bool {
        let Self(Some(path)) = self else { return true };
        path.exists() || self.free().is_none_or(|free| free >= bytes.saturating_add(KEPT))
    }

    /// The bytes that this process may still write there; none where the system does not say.
    fn free(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.0.as_deref().and_then(Path::parent)?).ok()?;
        // Also for root: file systems keep blocks for themselves, which they count as free.
        // One without a size has no limit of its own.
        (disk.f_blocks > 0).then(|| disk.f_bavail.saturating_mul(disk.f_frsize))
    }
}

/// Writes bytes that no file system makes smaller.
fn fill(path: &Path) -> io::Result<()> {
    // A link that somebody put there is not followed.
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
