//! The extent of a panic, and the state that every operation looks at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::error::{ALL_DESTROYED, KEYS_DESTROYED};
use crate::{Error, Reason, Result};

/// The extent of a panic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Panic {
    /// Every key, and the locked vault. Sealed parts and the chain stay, and the archive can fetch them by cable.
    Keys,
    /// The keys, the locked vault and then everything else: the folder looks as if it had never joined.
    Everything,
}

/// Records that the keys of a home are destroyed, or about to be. All clones share this state.
///
/// A caller can pass one in when it opens or joins a home, and set it from outside without waiting: every operation on
/// that home, also its opening, then ends before its next durable step. It serves one home: after a panic, the next
/// home needs a new one.
// All clones of a home share it, and so does the unlocked vault, whose file may be removed while it is open.
#[derive(Clone, Default)]
pub struct Destroyed(Arc<AtomicU8>);

impl Destroyed {
    const NO: u8 = 0;
    /// The keys were already destroyed when the home was opened.
    const BEFORE: u8 = 1;
    const KEYS_NOW: u8 = 2;
    const EVERYTHING: u8 = 3;

    /// Records that the keys had been destroyed before the home was opened.
    pub(crate) fn before(&self) {
        self.0.fetch_max(Self::BEFORE, Ordering::SeqCst);
    }

    /// Starts a panic: from now on writing fails, and with [`Panic::Everything`] reading fails too. Does not itself
    /// destroy anything; [`crate::Home::panic`] and [`crate::Home::panic_at`] do.
    pub fn now(&self, what: Panic) {
        let to = match what {
            Panic::Keys => Self::KEYS_NOW,
            Panic::Everything => Self::EVERYTHING,
        };
        self.0.fetch_max(to, Ordering::SeqCst);
    }

    /// Records another program's panic over `what`. Returns false if the home was already opened in that state.
    pub(crate) fn seen(&self, what: Panic) -> bool {
        if what == Panic::Keys && self.0.load(Ordering::SeqCst) == Self::BEFORE {
            return false;
        }
        self.now(what);
        true
    }

    /// Returns true if any program began a panic after the home was opened.
    pub fn is_begun(&self) -> bool {
        self.begun().is_some()
    }

    /// Returns the panic that began after the home was opened.
    pub(crate) fn begun(&self) -> Option<Panic> {
        match self.0.load(Ordering::SeqCst) {
            Self::KEYS_NOW => Some(Panic::Keys),
            Self::EVERYTHING => Some(Panic::Everything),
            _ => None,
        }
    }

    pub(crate) fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst) != Self::NO
    }

    /// Refuses operations that need a key.
    pub(crate) fn check(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::BEFORE => Err(Error::Refused(KEYS_DESTROYED)),
            _ => self.check_write(),
        }
    }

    /// Refuses writing. A home that was opened as destroyed may still keep receipts and preferences.
    pub(crate) fn check_write(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::KEYS_NOW => Err(Error::unavailable("nothing more is written", Reason::Destroyed)),
            _ => self.check_read(),
        }
    }

    /// Refuses every operation once everything is destroyed.
    pub(crate) fn check_read(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::EVERYTHING => Err(Error::Refused(ALL_DESTROYED)),
            _ => Ok(()),
        }
    }
}
