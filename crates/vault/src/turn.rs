//! Whose turn it is with a home: a program that waits for it says so, and one that has nothing to do with it hears that.
//!
//! A file beside the home's lock is locked by everybody who waits; the system lets go of that when a program dies.

use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use crate::home::Home;
use crate::layout::Layout;

/// Held by a program that waits for a home.
pub struct Waiting {
    _file: File,
}

impl Waiting {
    /// Says that this program waits for the home at `path`. None where the folder cannot be written, or at the moment in which
    /// somebody looks: ask again.
    pub fn at(path: &Path) -> Option<Self> {
        let mut open = File::options();
        let file = open.create(true).truncate(false).write(true).mode(0o600).open(Layout::new(path).turn()).ok()?;
        flock(&file, FlockOperation::NonBlockingLockShared).ok()?;
        Some(Self { _file: file })
    }
}

impl Home {
    /// True while a program waits for the home at `path`.
    pub fn is_wanted(path: &Path) -> bool {
        let Ok(file) = File::options().write(true).open(Layout::new(path).turn()) else { return false };
        matches!(flock(&file, FlockOperation::NonBlockingLockExclusive), Err(Errno::WOULDBLOCK))
    }

    /// True while another clone of this home is held, by a recording, a sending or an unlocked vault.
    pub fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}
