//! A panic over a home that is open, and over one that is not.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use disk::Disk;

use crate::destroy::{forget, keys, keys_of_others, let_go, mark, never_joined, remove_keys, remove_rest, rest};
use crate::durable::Durable;
use crate::erase::{Faults, erase_keys};
use crate::error::{HELD, UNJOINED};
use crate::home::{Home, Shared, lock};
use crate::layout::Layout;
use crate::reserve::Reserve;
use crate::{Error, Panic, Result, chains, schema};

impl Home {
    /// Destroys the keys of this home, or everything in it. Afterwards the home can neither sign, send nor open
    /// anything.
    ///
    /// Works while other clones record, import or send: from then on they fail, and their errors say which parts are
    /// safe. Makes no entry; for a last entry call [`Home::add_head`] before. An error means that a step failed; all
    /// other steps were taken, and a second call or the next start finishes the panic.
    ///
    /// Fails with `Refused` if the home was opened for reading.
    pub fn panic(&self, what: Panic) -> Result<()> {
        let shared = &self.0;
        shared.check_own()?;
        if !shared.is_current {
            return Err(Error::Bug("a panic is one over the whole home"));
        }
        shared.destroyed.now(what);
        // A thread that is reopening the home ends at its next step, and no other thread starts to reopen it.
        let successor = shared.successor.lock().unwrap_or_else(PoisonError::into_inner);
        match successor.upgrade() {
            Some(next) => Self(next).panic(what),
            None => shared.destroy(what),
        }
    }

    /// Destroys a home without opening it, so it works on a damaged home.
    ///
    /// If another process has the home open, the keys are overwritten immediately and that process ends at its next
    /// step. Then `wait` is called repeatedly: it waits a moment and returns true, or returns false to give up, which
    /// is an error ([`Error::is_held`]). Fails with `Refused` if the home never joined.
    pub fn panic_at(path: &Path, what: Panic, disk: Arc<dyn Disk>, mut wait: impl FnMut() -> bool) -> Result<()> {
        let layout = Layout::new(path);
        let durable = Durable::of_nobody(disk, Reserve::of(&layout));
        let begun = layout.panic_begun();
        let is_here = layout.keys().iter().chain([&layout.outbox()]).any(|p| p.exists());
        let is_here = is_here || begun.is_some() || !chains::others(&layout).is_empty();
        // A joining process takes the lock before it creates anything else.
        let locked = (is_here || layout.lock().exists()).then(|| lock(&layout));
        if !is_here && !matches!(&locked, Some(Err(e)) if e.is_in_use()) {
            return Err(Error::Refused(UNJOINED));
        }
        let _lock = match locked.unwrap_or_else(|| lock(&layout)) {
            Err(e) if e.is_in_use() => {
                let asked = begun.map_or(what, |b| b.max(what));
                let marked = mark(&durable, &layout, asked);
                let mut faults = erase_keys(&durable, durable.reserve(), &layout);
                let lock = loop {
                    match lock(&layout) {
                        // The process that has the home open removes the names at the end; files without keys may stay
                        // open for long.
                        Err(e)
                            if e.is_in_use() && asked == Panic::Keys && !layout.keys().iter().any(|p| p.exists()) =>
                        {
                            return faults.done();
                        }
                        Err(e) if e.is_in_use() && wait() => {}
                        Err(e) if e.is_in_use() => break None,
                        other => break Some(other?),
                    }
                };
                // The process that had the home open has finished the panic: the present files belong to a new home.
                if marked && layout.panic_begun().is_none() {
                    return Ok(());
                }
                let Some(lock) = lock else {
                    if asked == Panic::Everything {
                        // The process that has the home open still reads unlinked files; the marker stays until it
                        // ends.
                        remove_rest(&durable, &layout, &mut faults);
                    }
                    return faults.done().and(Err(Error::Refused(HELD)));
                };
                lock
            }
            other => other?,
        };
        // The marker and the plain files come first: another reader of the outbox blocks SQLite, and no key may wait
        // for that.
        let asked = begun.map_or(what, |b| b.max(what));
        mark(&durable, &layout, asked);
        let mut faults = keys(&durable, &layout, None);
        let mut db = match layout.outbox().is_file() {
            true => schema::open_any(&layout.outbox()).map(Some),
            false => Ok(None),
        };
        let never_joined = db.as_ref().is_ok_and(|db| never_joined(&layout, db.as_ref()));
        let what = if never_joined { Panic::Everything } else { asked };
        if what > asked {
            mark(&durable, &layout, what);
        }
        if let Ok(Some(db)) = &mut db {
            faults.step(forget(&durable, &layout, db));
        }
        faults.and(keys_of_others(&durable, &layout, &[]));
        // A panic over everything removes an outbox that cannot be opened; otherwise it stays, and a key may stay in
        // it.
        if let (Err(e), Panic::Keys) = (db, what) {
            faults.note(e);
        }
        if what == Panic::Everything {
            rest(&durable, &layout, &mut faults);
        }
        faults.done()
    }
}

impl Shared {
    /// Destroys the files that this process has open.
    pub(crate) fn destroy(&self, what: Panic) -> Result<()> {
        let (layout, durable) = (&self.layout, &self.durable.of_panic());
        mark(durable, layout, what);
        // If a thread panicked while it held the state, the state is unknown, but the files to destroy are known.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.key = None;
        let mut faults = Faults::default();
        // If the home was closed to be reopened and the reopening failed, the database is opened only for this.
        let mut again = match self.replaced.load(Ordering::SeqCst) && layout.outbox().is_file() {
            true => schema::open_any(&layout.outbox()).map_err(|e| faults.note(e)).ok(),
            false => None,
        };
        let db = again.as_mut().unwrap_or(&mut state.db);
        faults.and(keys(durable, layout, Some(db)));
        drop(again);
        let mut opened = Vec::new();
        // Earlier chains that were closed in favour of a reopened home are handled like the unopened ones.
        for earlier in self.earlier.iter().filter(|home| !home.0.replaced.load(Ordering::SeqCst)) {
            let mut state = earlier.0.state.lock().unwrap_or_else(PoisonError::into_inner);
            faults.and(remove_keys(durable, &earlier.0.layout, Some(&mut state.db)));
            if what == Panic::Everything {
                let_go(&mut state.db);
            }
            opened.push(earlier.0.layout.root().to_owned());
        }
        faults.and(keys_of_others(durable, layout, &opened));
        if what == Panic::Everything {
            let_go(&mut state.db);
            // A part that was being written is complete now, and no other part is started.
            let _writing = self.writing.write().unwrap_or_else(PoisonError::into_inner);
            rest(durable, layout, &mut faults);
        }
        let done = faults.done();
        self.finished.store(done.is_ok(), Ordering::SeqCst);
        done
    }
}
