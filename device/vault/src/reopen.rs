//! Continues after a failed write in the same process: the home is opened again under the lock that it already holds.
//!
//! After a failed write only the disk can show its outcome, so this home stops. Other threads may still hold clones of
//! it, and each clone keeps the lock: opening by path would find the home in use by this very process.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use rusqlite::Connection;

use crate::access::Access;
use crate::error::{NO_KEY, READ_ONLY};
use crate::home::{Home, Shared};
use crate::{Error, Reason, Recovery, Result, Safe};

impl Home {
    /// Returns true if a failed write, or a thread that panicked while writing, has ended this home's work.
    pub fn must_reopen(&self) -> bool {
        self.0.is_dead()
    }

    /// Returns the home that replaces this one: opened and repaired like with [`Home::open`], under the same lock.
    /// Clones of the old one write and read no more, and a recording in progress in one of them is closed as
    /// interrupted.
    ///
    /// A second call returns the same new home. A home in good order is returned unchanged.
    pub fn reopen(&self) -> Result<(Self, Recovery)> {
        let mut home = self.clone();
        loop {
            if !home.must_reopen() {
                return Ok((home, Recovery::default()));
            }
            let Access::Own { lock, destroyed, aside } = &home.0.access else { return Err(Error::Refused(READ_ONLY)) };
            let (lock, destroyed, aside) = (Arc::clone(lock), destroyed.clone(), aside.clone());
            let access = Access::Own { lock, destroyed, aside };
            let old = Arc::clone(&home.0);
            let mut successor = old.successor.lock().unwrap_or_else(PoisonError::into_inner);
            old.destroyed.check_write()?;
            if let Some(next) = successor.upgrade() {
                home = Self(next);
                continue;
            }
            old.close()?;
            for earlier in &old.earlier {
                earlier.0.close()?;
            }
            let (layout, durable) = (old.layout.clone(), old.durable.clone());
            let (next, recovery) = Self::open_locked(layout, durable, Arc::clone(&old.around), access)?;
            *successor = Arc::downgrade(&next.0);
            return Ok((next, recovery));
        }
    }
}

impl Shared {
    /// Closes the outbox in favour of the reopened home.
    fn close(&self) -> Result<()> {
        // A thread in the middle of a write finishes it, and finds the home dead at its next one.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _writing = self.writing.write().unwrap_or_else(PoisonError::into_inner);
        self.poison();
        self.replaced.store(true, Ordering::SeqCst);
        state.key = None;
        // At most one connection to the outbox is open, so that a panic can close it.
        state.db = Connection::open_in_memory().map_err(Error::sql("the outbox could not be closed"))?;
        Ok(())
    }

    /// Stops all later writes.
    pub(crate) fn poison(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    /// Resumes after the state was read from the disk again.
    pub(crate) fn alive_again(&self) {
        self.dead.store(false, Ordering::SeqCst);
    }

    /// Returns true if writing has stopped, because a write failed or a writing thread panicked.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst) || self.state.is_poisoned()
    }

    /// Looks for the home after a failure, and sets `gone` if it is missing.
    pub(crate) fn look_again(&self, safe: Safe) -> Safe {
        Safe { gone: !crate::chains::has_outbox(&self.layout).unwrap_or(true), ..safe }
    }

    pub(crate) fn check_alive(&self) -> Result<()> {
        self.destroyed.check_write()?;
        self.check_own()?;
        if self.dead.load(Ordering::SeqCst) {
            return Err(Error::unavailable("nothing more is written", Reason::Reopen));
        }
        Ok(())
    }

    /// Refuses operations that make new evidence or a new secret.
    pub(crate) fn check_can_add(&self) -> Result<()> {
        self.destroyed.check()?;
        if !self.is_current {
            return Err(Error::Refused(NO_KEY));
        }
        self.check_alive()
    }
}
