//! Parts whose digests were recomputed from storage in this run of the server. Limits their number.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use evidence::Digest;

/// Most digests that are remembered.
const REMEMBERED: usize = 65_536;

/// Digests of parts that were read back and match their names.
#[derive(Default)]
pub struct Recomputed(Mutex<HashSet<Digest>>);

impl Recomputed {
    /// Remembers a part that was read back and matches its name.
    pub fn add(&self, digest: Digest) {
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            // A forgotten part is read again.
            known.clear();
        }
        known.insert(digest);
    }

    /// Returns whether the part was read back in this run.
    pub fn has(&self, digest: &Digest) -> bool {
        self.lock().contains(digest)
    }

    fn lock(&self) -> MutexGuard<'_, HashSet<Digest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
