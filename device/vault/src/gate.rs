//! Keeps policy changes apart from sealing: an entry names one policy, and all its parts are sealed under that policy.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Counts the parts that are sealed and not yet in an entry.
#[derive(Default)]
pub(crate) struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// Parts may be sealed until this is dropped.
pub(crate) struct Sealing<'a>(&'a Gate);

/// No part is sealed until this is dropped.
pub(crate) struct Quiet<'a> {
    _inside: MutexGuard<'a, usize>,
}

impl Gate {
    /// Enters. The result is held from the first part of an entry until the entry is committed.
    pub(crate) fn enter(&self) -> Sealing<'_> {
        *self.count() += 1;
        Sealing(self)
    }

    /// Waits until every part is in its entry, and keeps new parts out. The caller must not hold the home's state, or
    /// it deadlocks.
    pub(crate) fn quiet(&self) -> Quiet<'_> {
        let inside = self.left.wait_while(self.count(), |inside| *inside > 0);
        Quiet { _inside: inside.unwrap_or_else(PoisonError::into_inner) }
    }

    fn count(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Sealing<'_> {
    fn drop(&mut self) {
        let mut inside = self.0.count();
        *inside = inside.saturating_sub(1);
        drop(inside);
        self.0.left.notify_all();
    }
}
