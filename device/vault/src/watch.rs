//! Detects, follows and finishes another program's panic over a home that this program has open.
//!
//! Decides when a foreign panic is completed here. `destroy.rs` does the destruction.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use crate::Panic;
use crate::home::{Home, Shared};
use crate::layout::Layout;

impl Shared {
    /// Returns the panic that has begun since the home was opened, by this or another program.
    pub(crate) fn look(&self) -> Option<Panic> {
        self.durable.look();
        self.destroyed.begun()
    }
}

impl Drop for Shared {
    /// Finishes another program's panic, which could only overwrite the keys because this process still holds the lock.
    fn drop(&mut self) {
        let over = self.replaced.load(Ordering::SeqCst) || self.finished.load(Ordering::SeqCst);
        // The owner of the newest chain also owns all earlier ones.
        if over || !self.is_current || self.check_own().is_err() {
            return;
        }
        if let Some(what) = self.look().filter(|_| self.layout.panic_begun().is_some()) {
            drop(self.destroy(what));
        }
    }
}

/// Looks from outside at a home that is open in this process.
pub struct Watch {
    layout: Layout,
    home: Weak<Shared>,
}

/// The state of a home that is watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// No other program's panic has begun.
    Quiet,
    /// Another program's panic has begun, and was finished here as far as possible.
    Destroyed,
    /// No code in this process has it open any more.
    Closed,
}

impl Home {
    /// Watches this home for another program's panic. It does not keep the home open.
    pub fn watch(&self) -> Watch {
        Watch { layout: self.0.layout.clone(), home: Arc::downgrade(&self.0) }
    }
}

impl Watch {
    /// Looks for another program's panic, and finishes it. Waits at most for the current step.
    pub fn look(&self) -> Seen {
        if self.home.strong_count() == 0 {
            return Seen::Closed;
        }
        if self.layout.panic_begun().is_none() {
            return Seen::Quiet;
        }
        let Some(home) = self.home.upgrade().map(Home) else { return Seen::Closed };
        match home.0.look().filter(|_| !home.is_only_read()) {
            // The program that began the panic, or the next start, repeats a failed step.
            Some(what) => drop(home.panic(what)),
            None => return Seen::Quiet,
        }
        Seen::Destroyed
    }
}
