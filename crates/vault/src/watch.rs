//! A panic of another program, as a program sees it that has the home open: looked for, followed, finished.
//!
//! Owns when a panic that this program did not begin goes through to its end here. The destruction itself is `destroy.rs`'s.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use crate::Panic;
use crate::destroy::begun;
use crate::home::{Home, Shared};
use crate::layout::Layout;

impl Shared {
    /// The panic that has begun since the home was opened; another program's is looked for.
    pub(crate) fn look(&self) -> Option<Panic> {
        self.durable.look();
        self.destroyed.begun()
    }
}

impl Drop for Shared {
    /// Finishes the panic of another program, which could only overwrite the keys: the lock is still held here.
    fn drop(&mut self) {
        let over = self.replaced.load(Ordering::SeqCst) || self.finished.load(Ordering::SeqCst);
        // Who has the newest chain has them all.
        if over || !self.is_current || self.check_own().is_err() {
            return;
        }
        if let Some(what) = self.look().filter(|_| begun(&self.layout).is_some()) {
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
    /// Another program's panic has begun, and was finished here as far as it goes.
    Destroyed,
    /// Nobody in this process has it open any more.
    Closed,
}

impl Home {
    /// Watches this home for the panic of another program. It keeps nothing open.
    pub fn watch(&self) -> Watch {
        Watch { layout: self.0.layout.clone(), home: Arc::downgrade(&self.0) }
    }
}

impl Watch {
    /// Looks, and finishes a panic that another program has begun. Waits for no more than the step that is being taken.
    pub fn look(&self) -> Seen {
        if self.home.strong_count() == 0 {
            return Seen::Closed;
        }
        if begun(&self.layout).is_none() {
            return Seen::Quiet;
        }
        let Some(home) = self.home.upgrade().map(Home) else { return Seen::Closed };
        match home.0.look().filter(|_| !home.is_only_read()) {
            // A step that failed is taken again by whoever began the panic, or by the next start.
            Some(what) => drop(home.panic(what)),
            None => return Seen::Quiet,
        }
        Seen::Destroyed
    }
}
