//! Parts on their way into an entry, and who must wait for them: an entry names one policy, and its parts are sealed as that
//! policy says.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Counts what is sealed and not yet in an entry.
#[derive(Default)]
pub(crate) struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// Parts are being sealed until this is dropped.
pub(crate) struct Sealing<'a>(&'a Gate);

/// Nothing is sealed until this is dropped.
pub(crate) struct Quiet<'a> {
    _inside: MutexGuard<'a, usize>,
}

impl Gate {
    /// From the first part of an entry until the entry is there.
    pub(crate) fn enter(&self) -> Sealing<'_> {
        *self.count() += 1;
        Sealing(self)
    }

    /// Waits until every part is in its entry, and keeps new ones out. Never asked for while the home's state is held.
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
