//! Panic: destroys the keys of a home, or everything in it, in one call with a small, fixed number of syncs.
//!
//! Owns the order. A marker comes first, so that the next start finishes an interrupted panic; then the signing key,
//! the vault's salt and the transport key are overwritten in place; then files are removed. Each step is tried even if
//! an earlier one failed: a full or failing disk is no reason to keep a key. A panic never signs and never asks for a
//! passphrase.
//!
//! The marker and the overwriting need no lock, so other programs cannot delay them. A program that has the home open
//! looks for the marker before and after each durable step (`durable.rs`), and overwrites any key that it wrote after
//! the panic's overwriting before it relies on that key. It finishes the panic when it closes the home
//! (docs/decisions/0036).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, PoisonError};

use rusqlite::Connection;

use crate::durable::Durable;
use crate::error::{ALL_DESTROYED, HELD, KEYS_DESTROYED, UNJOINED};
use crate::home::{Home, Shared, lock};
use crate::layout::{Layout, beside};
use crate::reserve::Reserve;
use crate::{Disk, Error, Reason, Result, new_chain, schema, store};
use disk::{Step, is_full, sql_io};

/// Most bytes of one file that are overwritten in place: both signing slots, or the vault's first pages.
const OVERWRITTEN: u64 = 8192;

/// The extent of a panic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Panic {
    /// Every key, and the locked vault. Sealed parts and the chain stay, and the archive can fetch them by cable.
    Keys,
    /// The keys, the locked vault and then everything else: the folder looks as if it had never joined.
    Everything,
}

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
        let begun = begun(&layout);
        let is_here = layout.keys().iter().chain([&layout.outbox()]).any(|p| p.exists());
        let is_here = is_here || begun.is_some() || !new_chain::others(&layout).is_empty();
        // A joining process takes the lock before it creates anything else.
        let locked = (is_here || layout.lock().exists()).then(|| lock(&layout));
        if !is_here && !matches!(&locked, Some(Err(e)) if e.is_in_use()) {
            return Err(Error::Refused(UNJOINED));
        }
        let _lock = match locked.unwrap_or_else(|| lock(&layout)) {
            Err(e) if e.is_in_use() => {
                let asked = begun.map_or(what, |b| b.max(what));
                let marked = mark(&durable, &layout, asked);
                let mut faults = erase_keys(&durable, &layout);
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
                if marked && self::begun(&layout).is_none() {
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
    /// destroy anything; [`Home::panic`] and [`Home::panic_at`] do.
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

/// Returns the panic that a marker records; the greater one if there are two.
pub(crate) fn begun(layout: &Layout) -> Option<Panic> {
    [Panic::Everything, Panic::Keys].into_iter().find(|what| layout.panic_marker(*what).exists())
}

/// Finishes an interrupted panic as far as possible without the outbox, and returns its extent.
pub(crate) fn resume(durable: &Durable, layout: &Layout) -> Result<Option<Panic>> {
    let Some(what) = begun(layout) else { return Ok(None) };
    let durable = &durable.of_panic();
    let db = layout.outbox().is_file().then(|| schema::open_any(&layout.outbox())).transpose();
    let what = if db.is_ok_and(|db| never_joined(layout, db.as_ref())) { Panic::Everything } else { what };
    let mut faults = keys(durable, layout, None);
    faults.and(keys_of_others(durable, layout, &[]));
    if what == Panic::Everything {
        rest(durable, layout, &mut faults);
    }
    faults.done().map(|()| Some(what))
}

/// Finishes the steps in the outbox that [`resume`] left.
pub(crate) fn resume_outbox(durable: &Durable, layout: &Layout, db: &mut Connection) -> Result<()> {
    keys(&durable.of_panic(), layout, Some(db)).done()
}

/// The first failure; the later steps are taken anyway.
#[derive(Default)]
pub(crate) struct Faults(Option<Error>);

impl Faults {
    fn note(&mut self, error: Error) {
        self.0.get_or_insert(error);
    }

    fn step(&mut self, done: io::Result<()>) {
        if let Err(e) = done {
            self.note(Error::disk("not everything was destroyed", e));
        }
    }

    fn and(&mut self, others: Self) {
        if let Some(e) = others.0 {
            self.note(e);
        }
    }

    fn done(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// Writes the marker. If that fails, for example on a failing disk, the panic continues without it: the marker matters
/// only to an interrupted panic and to other programs. Returns false if there is no marker.
fn mark(durable: &Durable, layout: &Layout, what: Panic) -> bool {
    let marker = layout.panic_marker(what);
    let write = || durable.write_file(&marker, &[]).and_then(|()| durable.sync_folder(layout.root()));
    if !marker.exists() && write().is_err_and(|e| is_full(&e)) {
        durable.reserve().give_up();
        drop(write());
    }
    marker.exists()
}

/// Overwrites every key in place, also those of earlier chains and of a chain that is being made. Needs no lock: the
/// file names stay, so that a program that has the home open writes to the same files and can overwrite them again.
pub(crate) fn erase_keys(durable: &Durable, layout: &Layout) -> Faults {
    let mut faults = Faults::default();
    durable.reserve().give_up();
    let others = new_chain::others(layout);
    for path in std::iter::once(layout).chain(&others).flat_map(Layout::keys) {
        let erased = erase(durable, &path);
        if erased.is_err() {
            // Overwritten again, then removed in any case: a nameless key is at least harder to find.
            drop(erase(durable, &path));
        }
        faults.step(erased);
    }
    faults
}

/// Closes a database: an open one keeps its bytes on the disk after its name is removed.
fn let_go(db: &mut Connection) {
    if let Ok(nothing) = Connection::open_in_memory() {
        drop(std::mem::replace(db, nothing));
    }
}

/// Returns true if a join was interrupted: there are no entries for the archive to take, and no other chain.
fn never_joined(layout: &Layout, db: Option<&Connection>) -> bool {
    new_chain::others(layout).is_empty() && db.is_none_or(|db| matches!(store::device(db), Ok(None)))
}

/// Overwrites every key of every chain, then removes the files that held the keys of this one.
fn keys(durable: &Durable, layout: &Layout, db: Option<&mut Connection>) -> Faults {
    let mut faults = erase_keys(durable, layout);
    faults.and(remove_keys(durable, layout, db));
    faults
}

/// Removes the files that held the keys of one chain, after the overwriting.
fn remove_keys(durable: &Durable, layout: &Layout, mut db: Option<&mut Connection>) -> Faults {
    let mut faults = Faults::default();
    let forgotten = db.as_deref_mut().map_or(Ok(()), |db| forget(durable, layout, db));
    let mut files = with_endings(&layout.vault());
    files.extend([layout.vault_salt(), layout.transport(), layout.ratchet()]);
    faults.and(remove(durable, layout, &files));
    match forgotten {
        // The removals in between have freed some room.
        Err(e) if e.kind() == io::ErrorKind::StorageFull => {
            faults.step(db.map_or(Ok(()), |db| forget(durable, layout, db)));
        }
        other => faults.step(other),
    }
    faults
}

/// Removes the files that held the keys of earlier chains and of a chain that is being made, except those whose outbox
/// was open.
fn keys_of_others(durable: &Durable, layout: &Layout, opened: &[PathBuf]) -> Faults {
    let mut faults = Faults::default();
    for other in new_chain::others(layout).iter().filter(|other| !opened.iter().any(|path| path == other.root())) {
        faults.and(remove_keys(durable, other, None));
        if other.outbox().is_file() {
            match schema::open_any(&other.outbox()) {
                Ok(mut db) => faults.step(forget(durable, other, &mut db)),
                Err(e) => faults.note(e),
            }
        }
    }
    faults
}

/// Removes everything else, and the markers last; they stay if a step is left for the next start.
fn rest(durable: &Durable, layout: &Layout, faults: &mut Faults) {
    remove_rest(durable, layout, faults);
    if faults.0.is_none() {
        let markers = [Panic::Keys, Panic::Everything].map(|what| layout.panic_marker(what));
        faults.and(remove(durable, layout, &markers));
    }
}

fn remove_rest(durable: &Durable, layout: &Layout, faults: &mut Faults) {
    let mut files = with_endings(&layout.outbox());
    files.extend([layout.mended(), layout.broken()]);
    faults.and(remove(durable, layout, &files));
    let mut trees = vec![layout.aside(), layout.parts(), layout.earlier()];
    trees.extend(new_chain::unfinished(layout));
    for tree in &trees {
        if tree.exists() {
            faults.step(durable.remove_tree(tree));
        }
    }
    faults.step(durable.sync_folder(layout.root()));
}

fn erase(durable: &Durable, path: &Path) -> io::Result<()> {
    let len = match std::fs::metadata(path) {
        // A folder in place of a file holds no key.
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(found) => found.len().min(OVERWRITTEN),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    let nothing = vec![0; usize::try_from(len).unwrap_or_default()];
    if nothing.is_empty() { Ok(()) } else { durable.write_slot(Step::EraseSlot, path, 0, &nothing) }
}

/// Overwrites the keys in the outbox. `secure_delete` leaves no other copy in the database, and the checkpoint leaves
/// none in its log.
fn forget(durable: &Durable, layout: &Layout, db: &mut Connection) -> io::Result<()> {
    if !layout.outbox().exists() {
        return Ok(());
    }
    let tx = db.transaction().map_err(sql_io)?;
    let sql = "UPDATE device SET transport_seed = zeroblob(32), review_recipient = NULL, vault = 0
               WHERE transport_seed <> zeroblob(32) OR review_recipient IS NOT NULL OR vault <> 0";
    if tx.execute(sql, []).map_err(sql_io)? > 0 {
        durable.commit(Step::CommitSettings, &layout.outbox(), tx)?;
    } else {
        drop(tx);
    }
    durable.checkpoint(&layout.outbox(), db)
}

fn remove(durable: &Durable, layout: &Layout, files: &[PathBuf]) -> Faults {
    let mut faults = Faults::default();
    let here: Vec<_> = files.iter().filter(|f| f.symlink_metadata().is_ok()).collect();
    for file in &here {
        let is_folder = file.symlink_metadata().is_ok_and(|found| found.is_dir());
        faults.step(if is_folder { durable.remove_tree(file) } else { durable.remove(file) });
    }
    if !here.is_empty() {
        faults.step(durable.sync_folder(layout.root()));
    }
    faults
}

/// Returns the paths of a database and of the files that SQLite puts beside it.
fn with_endings(database: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm", "-journal"].map(|ending| beside(database, ending)).to_vec()
}
