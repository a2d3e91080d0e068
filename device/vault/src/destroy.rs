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

use rusqlite::Connection;

use crate::durable::Durable;
use crate::erase::{Faults, erase_keys};
use crate::layout::{Layout, beside};
use crate::{Panic, Result, chains, schema, store};
use disk::{Step, is_full, sql_io};

/// Finishes an interrupted panic as far as possible without the outbox, and returns its extent.
pub(crate) fn resume(durable: &Durable, layout: &Layout) -> Result<Option<Panic>> {
    let Some(what) = layout.panic_begun() else { return Ok(None) };
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

/// Writes the marker. If that fails, for example on a failing disk, the panic continues without it: the marker matters
/// only to an interrupted panic and to other programs. Returns false if there is no marker.
pub(crate) fn mark(durable: &Durable, layout: &Layout, what: Panic) -> bool {
    let marker = layout.panic_marker(what);
    let write = || durable.write_file(&marker, &[]).and_then(|()| durable.sync_folder(layout.root()));
    if !marker.exists() && write().is_err_and(|e| is_full(&e)) {
        durable.reserve().give_up();
        drop(write());
    }
    marker.exists()
}

/// Closes a database: an open one keeps its bytes on the disk after its name is removed.
pub(crate) fn let_go(db: &mut Connection) {
    if let Ok(nothing) = Connection::open_in_memory() {
        drop(std::mem::replace(db, nothing));
    }
}

/// Returns true if a join was interrupted: there are no entries for the archive to take, and no other chain.
pub(crate) fn never_joined(layout: &Layout, db: Option<&Connection>) -> bool {
    chains::others(layout).is_empty() && db.is_none_or(|db| matches!(store::device(db), Ok(None)))
}

/// Overwrites every key of every chain, then removes the files that held the keys of this one.
pub(crate) fn keys(durable: &Durable, layout: &Layout, db: Option<&mut Connection>) -> Faults {
    let mut faults = erase_keys(durable, durable.reserve(), layout);
    faults.and(remove_keys(durable, layout, db));
    faults
}

/// Removes the files that held the keys of one chain, after the overwriting.
pub(crate) fn remove_keys(durable: &Durable, layout: &Layout, mut db: Option<&mut Connection>) -> Faults {
    let mut faults = Faults::default();
    let forgotten = db.as_deref_mut().map_or(Ok(()), |db| forget(durable, layout, db));
    let mut files = with_endings(&layout.vault());
    files.extend([layout.vault_salt(), layout.transport(), layout.ratchet()]);
    faults.and(remove(durable, layout, &files));
    match forgotten {
        // The removals in between have freed some room.
        Err(e) if is_full(&e) => {
            faults.step(db.map_or(Ok(()), |db| forget(durable, layout, db)));
        }
        other => faults.step(other),
    }
    faults
}

/// Removes the files that held the keys of earlier chains and of a chain that is being made, except those whose outbox
/// was open.
pub(crate) fn keys_of_others(durable: &Durable, layout: &Layout, opened: &[PathBuf]) -> Faults {
    let mut faults = Faults::default();
    for other in chains::others(layout).iter().filter(|other| !opened.iter().any(|path| path == other.root())) {
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
pub(crate) fn rest(durable: &Durable, layout: &Layout, faults: &mut Faults) {
    remove_rest(durable, layout, faults);
    if faults.0.is_none() {
        let markers = [Panic::Keys, Panic::Everything].map(|what| layout.panic_marker(what));
        faults.and(remove(durable, layout, &markers));
    }
}

pub(crate) fn remove_rest(durable: &Durable, layout: &Layout, faults: &mut Faults) {
    let mut files = with_endings(&layout.outbox());
    files.extend([layout.mended(), layout.broken()]);
    faults.and(remove(durable, layout, &files));
    let mut trees = vec![layout.aside(), layout.parts(), layout.earlier()];
    trees.extend(chains::unfinished(layout));
    for tree in &trees {
        if tree.exists() {
            faults.step(durable.remove_tree(tree));
        }
    }
    faults.step(durable.sync_folder(layout.root()));
}

/// Overwrites the keys in the outbox. `secure_delete` leaves no other copy in the database, and the checkpoint leaves
/// none in its log.
pub(crate) fn forget(durable: &Durable, layout: &Layout, db: &mut Connection) -> io::Result<()> {
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
