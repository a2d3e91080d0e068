//! One answer for a full disk.

use std::io;

/// Returns true if the error reports that the disk, or its owner's quota, is full.
pub fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}
