//! Panic: destroying the keys of a home, or everything in it, in one call and a handful of syncs whatever lies there.
//!
//! Owns the order. A marker first, so that what is cut off is finished by the next start; then the signing key, the salt
//! of the vault and the transport key are overwritten where they lie; then files go. Every step is tried, whatever became
//! of the one before it: a full or failing disk is no reason to keep a key. Never signs, and never asks for a passphrase.
//!
//! The marker and the overwriting need no lock, so no other program can hold them up. A program that has the home open looks
//! for the marker before and after each durable step (`durable.rs`): a key that it wrote after the overwriting is overwritten by
//! itself before anything rests on it. It finishes the panic when it lets go of the home (docs/decisions/0036).

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, PoisonError};

use rusqlite::Connection;

use crate::durable::{Durable, Step};
use crate::error::{ALL_DESTROYED, HELD, KEYS_DESTROYED, UNJOINED, is_full, sql_io};
use crate::home::{Home, Shared, lock};
use crate::layout::{Layout, beside};
use crate::reserve::Reserve;
use crate::{Disk, Error, Reason, Result, new_chain, schema, store};

/// Most bytes of one file that are overwritten in place: both signing slots, or the vault's first pages.
const OVERWRITTEN: u64 = 8192;

/// The extent of a panic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Panic {
    /// Every key, and the locked vault. Sealed parts and the chain stay, and the archive can take them by cable.
    Keys,
    /// The keys and the locked vault, and then everything else: the folder is as if it had never joined.
    Everything,
}

impl Home {
    /// Destroys the keys of this home, or everything in it. Afterwards it can neither sign, send nor open anything.
    ///
    /// Works while other clones record, import or send: from here on they fail, and say what is safe. Makes no entry; for
    /// a last word call [`Home::add_head`] before. An error means that a step failed; the others were taken all the
    /// same, and calling it again, or the next start, finishes it.
    ///
    /// Refused when the home was opened to be read.
    pub fn panic(&self, what: Panic) -> Result<()> {
        let shared = &self.0;
        shared.check_own()?;
        if !shared.is_current {
            return Err(Error::Bug("a panic is one over the whole home"));
        }
        shared.destroyed.now(what);
        // A thread that is opening it again ends at its next step, and no other begins to.
        let successor = shared.successor.lock().unwrap_or_else(PoisonError::into_inner);
        match successor.upgrade() {
            Some(next) => Self(next).panic(what),
            None => shared.destroy(what),
        }
    }

    /// Destroys a home without opening it: nothing in it has to be whole.
    ///
    /// While another process has it open, the keys are overwritten at once all the same, and that process ends at its next
    /// step. `wait` is then asked again and again: it waits a moment, or says with false that this is long enough, which is an
    /// error ([`Error::is_held`]). Refused when it never joined.
    pub fn panic_at(path: &Path, what: Panic, disk: Arc<dyn Disk>, mut wait: impl FnMut() -> bool) -> Result<()> {
        let layout = Layout::new(path);
        let durable = Durable::of_nobody(disk, Reserve::of(&layout));
        let begun = begun(&layout);
        let is_here = layout.keys().iter().chain([&layout.outbox()]).any(|p| p.exists());
        let is_here = is_here || begun.is_some() || !new_chain::others(&layout).is_empty();
        // Who joins takes the lock before anything is there.
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
                        // Whoever has it open removes their names at the end, and may keep what is no key open for long.
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
                // Whoever had it open has finished it: what lies here now is another's.
                if marked && self::begun(&layout).is_none() {
                    return Ok(());
                }
                let Some(lock) = lock else {
                    if asked == Panic::Everything {
                        // Whoever has it open reads what has no name any more, and the marker stays for the end of that.
                        remove_rest(&durable, &layout, &mut faults);
                    }
                    return faults.done().and(Err(Error::Refused(HELD)));
                };
                lock
            }
            other => other?,
        };
        // The marker and the plain files first: whoever reads the outbox meanwhile holds SQLite up, and no key waits for that.
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
        // One that cannot be opened goes with everything; where it stays, a key may stay in it.
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
    /// Destroys what this process has open.
    pub(crate) fn destroy(&self, what: Panic) -> Result<()> {
        let (layout, durable) = (&self.layout, &self.durable.of_panic());
        mark(durable, layout, what);
        // A thread that died while it held the state left it unknown; what is to be destroyed is known.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.key = None;
        let mut faults = Faults::default();
        // Of a home that was let go to be opened again, and could not be, the database is opened for this alone.
        let mut again = match self.replaced.load(Ordering::SeqCst) && layout.outbox().is_file() {
            true => schema::open_any(&layout.outbox()).map_err(|e| faults.note(e)).ok(),
            false => None,
        };
        let db = again.as_mut().unwrap_or(&mut state.db);
        faults.and(keys(durable, layout, Some(db)));
        drop(again);
        let mut opened = Vec::new();
        // Those that were let go for another home are opened as all the others.
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
            // A part that was being written is there now, and no other is begun.
            let _writing = self.writing.write().unwrap_or_else(PoisonError::into_inner);
            rest(durable, layout, &mut faults);
        }
        let done = faults.done();
        self.finished.store(done.is_ok(), Ordering::SeqCst);
        done
    }
}

/// Says that the keys of a home are gone, or about to go. Clones say the same.
///
/// A caller that hands one in to open or join a home can say so from outside, without waiting for anybody: whatever is being
/// done with that home, its opening too, ends before its next durable step. Meant for one home: once it was destroyed, the
/// next is opened with another one.
// Every clone of a home has the same one, and so has the unlocked vault, whose file may be gone while it is open.
#[derive(Clone, Default)]
pub struct Destroyed(Arc<AtomicU8>);

impl Destroyed {
    const NO: u8 = 0;
    /// The home was opened in this state.
    const BEFORE: u8 = 1;
    const KEYS_NOW: u8 = 2;
    const EVERYTHING: u8 = 3;

    /// The home was opened, and its keys had been destroyed before.
    pub(crate) fn before(&self) {
        self.0.fetch_max(Self::BEFORE, Ordering::SeqCst);
    }

    /// A panic begins: nothing more is written, and after one over everything nothing more is read. It destroys nothing by
    /// itself; [`Home::panic`] and [`Home::panic_at`] do.
    pub fn now(&self, what: Panic) {
        let to = match what {
            Panic::Keys => Self::KEYS_NOW,
            Panic::Everything => Self::EVERYTHING,
        };
        self.0.fetch_max(to, Ordering::SeqCst);
    }

    /// Another program's panic over `what` was seen. False where that is no news: the home was opened so.
    pub(crate) fn seen(&self, what: Panic) -> bool {
        if what == Panic::Keys && self.0.load(Ordering::SeqCst) == Self::BEFORE {
            return false;
        }
        self.now(what);
        true
    }

    /// True when a panic has begun after the home was opened, by whichever program.
    pub fn is_begun(&self) -> bool {
        self.begun().is_some()
    }

    /// The panic that began after the home was opened.
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

    /// Refuses what needs a key.
    pub(crate) fn check(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::BEFORE => Err(Error::Refused(KEYS_DESTROYED)),
            _ => self.check_write(),
        }
    }

    /// Refuses writing. A home that was opened as destroyed may keep receipts and preferences.
    pub(crate) fn check_write(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::KEYS_NOW => Err(Error::unavailable("nothing more is written", Reason::Destroyed)),
            _ => self.check_read(),
        }
    }

    /// Refuses everything once there is nothing to read.
    pub(crate) fn check_read(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            Self::EVERYTHING => Err(Error::Refused(ALL_DESTROYED)),
            _ => Ok(()),
        }
    }
}

/// The panic that a marker says was begun, the greater one where there are two.
pub(crate) fn begun(layout: &Layout) -> Option<Panic> {
    [Panic::Everything, Panic::Keys].into_iter().find(|what| layout.panic_marker(*what).exists())
}

/// Finishes a panic that was cut off, as far as that goes without the outbox. Says which it was.
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

/// Finishes what [`resume`] left to do in the outbox.
pub(crate) fn resume_outbox(durable: &Durable, layout: &Layout, db: &mut Connection) -> Result<()> {
    keys(&durable.of_panic(), layout, Some(db)).done()
}

/// The first thing that went wrong; the steps after it are taken all the same.
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

/// Leaves the marker. Without it, on a failing disk say, the rest is done all the same: it matters to one that is cut off, and to
/// other programs. False where it is not there.
fn mark(durable: &Durable, layout: &Layout, what: Panic) -> bool {
    let marker = layout.panic_marker(what);
    let write = || durable.write_file(&marker, &[]).and_then(|()| durable.sync_folder(layout.root()));
    if !marker.exists() && write().is_err_and(|e| is_full(&e)) {
        durable.reserve().give_up();
        drop(write());
    }
    marker.exists()
}

/// Overwrites every key where it lies, also those of earlier chains and of one that is being begun. Needs no lock: the names stay, so
/// that a program that has the home open finds what it writes to, and can overwrite it once more.
pub(crate) fn erase_keys(durable: &Durable, layout: &Layout) -> Faults {
    let mut faults = Faults::default();
    durable.reserve().give_up();
    let others = new_chain::others(layout);
    for path in std::iter::once(layout).chain(&others).flat_map(Layout::keys) {
        let erased = erase(durable, &path);
        if erased.is_err() {
            // Once more, and then it goes anyway: a name that is gone is better than nothing.
            drop(erase(durable, &path));
        }
        faults.step(erased);
    }
    faults
}

/// An open database keeps its bytes on the disk after its name is gone.
fn let_go(db: &mut Connection) {
    if let Ok(nothing) = Connection::open_in_memory() {
        drop(std::mem::replace(db, nothing));
    }
}

/// True where a join was cut off: nothing is there that the archive could take, and no other chain beside it.
fn never_joined(layout: &Layout, db: Option<&Connection>) -> bool {
    new_chain::others(layout).is_empty() && db.is_none_or(|db| matches!(store::device(db), Ok(None)))
}

/// Overwrites every key of every chain, and then removes what held those of this one.
fn keys(durable: &Durable, layout: &Layout, db: Option<&mut Connection>) -> Faults {
    let mut faults = erase_keys(durable, layout);
    faults.and(remove_keys(durable, layout, db));
    faults
}

/// Removes what held the keys of one chain, which are overwritten.
fn remove_keys(durable: &Durable, layout: &Layout, mut db: Option<&mut Connection>) -> Faults {
    let mut faults = Faults::default();
    let forgotten = db.as_deref_mut().map_or(Ok(()), |db| forget(durable, layout, db));
    let mut files = with_endings(&layout.vault());
    files.extend([layout.vault_salt(), layout.transport(), layout.ratchet()]);
    faults.and(remove(durable, layout, &files));
    match forgotten {
        // The removals since have made room.
        Err(e) if e.kind() == io::ErrorKind::StorageFull => {
            faults.step(db.map_or(Ok(()), |db| forget(durable, layout, db)));
        }
        other => faults.step(other),
    }
    faults
}

/// Removes what held the keys of earlier chains and of one that is being begun, but of those whose outbox was open.
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

/// Everything that is no key, and the markers at the very end, unless something is left for the next start.
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
        // A folder in its place holds no key.
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(found) => found.len().min(OVERWRITTEN),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    let nothing = vec![0; usize::try_from(len).unwrap_or_default()];
    if nothing.is_empty() { Ok(()) } else { durable.write_slot(Step::EraseSlot, path, 0, &nothing) }
}

/// Overwrites what the outbox holds of keys; `secure_delete` leaves no other copy in the database, and the checkpoint
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

/// A database and the files that SQLite puts beside it.
fn with_endings(database: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm", "-journal"].map(|ending| beside(database, ending)).to_vec()
}
