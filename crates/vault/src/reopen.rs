//! Going on after a failed write, in the process that met it: the home is opened again under the lock that it
//! holds already.
//!
//! A failed write ends what a home can do, because only the disk knows what became of it. Others may still hold clones
//! of that home, and each keeps its lock: opening by the path would find the home in use by ourselves.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use rusqlite::Connection;

use crate::brought::Access;
use crate::error::{NO_KEY, READ_ONLY};
use crate::home::{Home, Shared};
use crate::{Error, Reason, Recovery, Result, Safe};

impl Home {
    /// True when a failed write, or a thread that died while writing, has ended what this home can do.
    pub fn must_reopen(&self) -> bool {
        self.0.is_dead()
    }

    /// The home that goes on in this one's stead: opened and repaired as by [`Home::open`], under the same lock. Clones
    /// of this one write and read no more, and a recording that goes on in one of them is closed as interrupted.
    ///
    /// Asked twice, it gives the same home twice. One in good order is given back as it is.
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
    /// Closes the outbox for a home that is opened in this one's stead.
    fn close(&self) -> Result<()> {
        // A thread in the middle of a write gets to its end, and finds the home dead at its next.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let _writing = self.writing.write().unwrap_or_else(PoisonError::into_inner);
        self.poison();
        self.replaced.store(true, Ordering::SeqCst);
        state.key = None;
        // One connection to the outbox at a time: a panic must be able to close the only one.
        state.db = Connection::open_in_memory().map_err(Error::sql("the outbox could not be closed"))?;
        Ok(())
    }

    /// Nothing is written from now on.
    pub(crate) fn poison(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    /// The state was read from the disk again.
    pub(crate) fn alive_again(&self) {
        self.dead.store(false, Ordering::SeqCst);
    }

    /// True when nothing is written any more because a write failed, or whoever wrote has died in the middle.
    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Ordering::SeqCst) || self.state.is_poisoned()
    }

    /// Looks for the home after a failure; `gone` is set where it is not found any more.
    pub(crate) fn look_again(&self, safe: Safe) -> Safe {
        Safe { gone: !self.layout.has_outbox().unwrap_or(true), ..safe }
    }

    pub(crate) fn check_alive(&self) -> Result<()> {
        self.destroyed.check_write()?;
        self.check_own()?;
        if self.dead.load(Ordering::SeqCst) {
            return Err(Error::unavailable("nothing more is written", Reason::Reopen));
        }
        Ok(())
    }

    /// Refuses what makes new evidence or a new secret.
    pub(crate) fn check_can_add(&self) -> Result<()> {
        self.destroyed.check()?;
        if !self.is_current {
            return Err(Error::Refused(NO_KEY));
        }
        self.check_alive()
    }
}
