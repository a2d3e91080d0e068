//! How bytes become durable. The one file of this room that syncs; everything that must survive goes through here.
//!
//! The order for a part: write beside its place and `fdatasync` ([`Step::WritePart`]); sync the folder
//! ([`Step::SyncFolder`]); write the next one-time key into its slot ([`Step::WriteSlot`]); commit the entry
//! ([`Step::CommitEntry`]); erase the used key ([`Step::EraseSlot`]); rename the part to its digest
//! ([`Step::Rename`]). The rename needs no sync before the acknowledgement: the file's name and bytes in `incoming` are
//! durable already, and a start finds it there and renames it again. The name lasts until `incoming` itself is synced: so the
//! folders that parts were renamed into are synced first, one entry later ([`Shared::sync_incoming`]). Folders under
//! `parts` exist since `join`, so a rename never rests on a folder that a power cut forgets.
//!
//! [`Shared::sync_incoming`]: crate::home::Shared::sync_incoming
//!
//! A failed step is never tried again and believed: the caller must open the home anew, and what the kernel only
//! *says* it wrote is written once more.
//!
//! A panic waits for no more than the step that is being taken: none is begun after it but its own. Another program's panic
//! waits for none: what this step wrote may be a key that it did not see, so it is looked for afterwards too.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use crate::destroy::{self, Destroyed};
use crate::error::{is_full, sql_io};
use crate::layout::{Layout, beside};
use crate::reserve::Reserve;

/// One durable step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// Make a folder of the home.
    CreateFolder,
    /// Write a sealed part beside its place, with `fdatasync`.
    WritePart,
    /// Write a small file of the home, with `fdatasync`.
    WriteFile,
    /// Sync a folder.
    SyncFolder,
    /// Write a one-time key into its slot, with `fdatasync`.
    WriteSlot,
    /// Commit an entry with its parts.
    CommitEntry,
    /// Zero the slot of a used key, or whatever else holds one, with `fdatasync`.
    EraseSlot,
    /// Rename a part to its digest, or a rewritten file over itself.
    Rename,
    /// Move a torn file aside.
    SetAside,
    /// Remove a part that was delivered, a leftover, or what a panic destroys.
    Remove,
    /// Commit receipts, or the progress of uploads.
    CommitReceipts,
    /// Commit a newer policy or other settings.
    CommitSettings,
    /// Move the database's log into the database, with a sync, and empty the log.
    Checkpoint,
}

/// Where durable steps happen. The operating system in the product; a disk that fails on purpose in tests.
pub trait Disk: Send + Sync {
    /// Takes `step` on the file or folder at `path` by calling `act`, which does it and reports.
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()>;
}

/// The operating system's disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

impl Disk for OsDisk {
    fn run(&self, _: Step, _: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        act()
    }
}

/// The durable steps, taken on a [`Disk`], each unless a panic has begun before it.
#[derive(Clone)]
pub(crate) struct Durable {
    disk: Arc<dyn Disk>,
    until: Destroyed,
    reserve: Reserve,
    /// Where another program's panic leaves its marker; none for the panic's own steps.
    home: Option<Layout>,
}

impl Durable {
    /// Takes steps in a home until `until`, or the marker of another program, says that a panic has begun. The first step that
    /// finds the disk full gives up the home's reserve.
    pub(crate) fn new(disk: Arc<dyn Disk>, until: &Destroyed, layout: &Layout) -> Self {
        Self { disk, until: until.clone(), reserve: Reserve::of(layout), home: Some(layout.clone()) }
    }

    /// Takes steps that no panic keeps back.
    pub(crate) fn of_nobody(disk: Arc<dyn Disk>, reserve: Reserve) -> Self {
        Self { disk, until: Destroyed::default(), reserve, home: None }
    }

    /// This disk for the panic itself.
    pub(crate) fn of_panic(&self) -> Self {
        Self::of_nobody(Arc::clone(&self.disk), self.reserve.clone())
    }

    /// Looks for another program's panic. Gives the home's layout where one has begun since it was opened.
    pub(crate) fn look(&self) -> Option<&Layout> {
        self.home.as_ref().filter(|layout| destroy::begun(layout).is_some_and(|what| self.until.seen(what)))
    }

    /// What ends its steps.
    pub(crate) fn until(&self) -> &Destroyed {
        &self.until
    }

    /// The room that is held back on this disk.
    pub(crate) fn reserve(&self) -> &Reserve {
        &self.reserve
    }

    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let cut_short = || io::Error::other(CutShort);
        self.look();
        self.until.check_write().map_err(|_| cut_short())?;
        // Not again: a failed step is never believed. There is room for the steps after it.
        let done = self.disk.run(step, path, act).inspect_err(|e| {
            if is_full(e) {
                self.reserve.give_up();
            }
        });
        match self.look() {
            // The marker came before the overwriting: what this step wrote was seen there, or goes here.
            Some(layout) => {
                drop(destroy::erase_keys(&self.of_panic(), layout));
                Err(cut_short())
            }
            None => done,
        }
    }

    /// Makes a folder that only its owner may enter; one that is there already is fine.
    pub(crate) fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.run(Step::CreateFolder, path, &mut || match DirBuilder::new().mode(0o700).create(path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        })
    }

    /// Makes a home's own folder and those above it that are missing, and makes their names last.
    pub(crate) fn create_home(&self, path: &Path) -> io::Result<()> {
        let path = std::path::absolute(path)?;
        let missing: Vec<&Path> = path.ancestors().take_while(|p| !p.is_dir()).collect();
        for folder in missing.into_iter().rev() {
            self.create_folder(folder)?;
            if let Some(parent) = folder.parent() {
                self.sync_folder(parent)?;
            }
        }
        Ok(())
    }

    /// Makes sure that only its owner may read a file that others make: SQLite asks the process's mask, and gives its
    /// log the mode of the database.
    pub(crate) fn keep_private(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            // A memory card knows no owners; that is no reason not to capture.
            let _ = file.set_permissions(std::fs::Permissions::from_mode(0o600));
        }
        Ok(())
    }

    /// Writes a new part file. Of one that did not fit nothing stays.
    pub(crate) fn write_part(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run(Step::WritePart, path, &mut || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(bytes).inspect_err(|_| {
                // It begins a part that nobody has, and takes room that a full disk lacks.
                let _ = std::fs::remove_file(path);
            })?;
            sync_data(&file)
        })
    }

    /// Writes a small file, replacing what was there. Not atomic: for files that nothing rests on yet.
    pub(crate) fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run(Step::WriteFile, path, &mut || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
            file.write_all(bytes)?;
            sync_data(&file)
        })
    }

    /// Syncs a folder, so that names made in it last.
    pub(crate) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.run(Step::SyncFolder, path, &mut || {
            let folder = File::open(path)?;
            sync_all(&folder)
        })
    }

    /// Overwrites a slot in place. [`Step::WriteSlot`] or [`Step::EraseSlot`].
    pub(crate) fn write_slot(&self, step: Step, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.run(step, path, &mut || {
            let file = OpenOptions::new().write(true).open(path)?;
            file.write_all_at(bytes, offset)?;
            sync_data(&file)
        })
    }

    /// Renames within the home.
    pub(crate) fn rename(&self, step: Step, from: &Path, to: &Path) -> io::Result<()> {
        self.run(step, from, &mut || std::fs::rename(from, to))
    }

    /// Removes a file; one that is gone already is fine.
    pub(crate) fn remove(&self, path: &Path) -> io::Result<()> {
        self.run(Step::Remove, path, &mut || match std::fs::remove_file(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        })
    }

    /// Removes a folder with all that is in it; one that is gone already is fine. Follows no link.
    pub(crate) fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.run(Step::Remove, path, &mut || match std::fs::remove_dir_all(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        })
    }

    /// Commits a transaction; SQLite syncs its log before this returns (`synchronous=FULL`).
    pub(crate) fn commit(&self, step: Step, path: &Path, transaction: rusqlite::Transaction<'_>) -> io::Result<()> {
        let mut transaction = Some(transaction);
        self.run(step, path, &mut || match transaction.take() {
            Some(transaction) => transaction.commit().map_err(sql_io),
            None => Err(io::Error::other("a transaction was committed twice")),
        })
    }
}

impl Durable {
    /// Empties the database's log into the database. Bytes that the log only seemed to hold are written and synced once
    /// more, and deleted rows are in no log any longer.
    pub(crate) fn checkpoint(&self, path: &Path, db: &rusqlite::Connection) -> io::Result<()> {
        if std::fs::metadata(beside(path, "-wal")).map_or(0, |m| m.len()) == 0 {
            return Ok(());
        }
        self.run(Step::Checkpoint, path, &mut || {
            let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).map_err(sql_io)?;
            if busy == 0 { Ok(()) } else { Err(io::Error::other("somebody else reads the database")) }
        })
    }
}

/// Why a step was not taken.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a panic has begun")]
pub(crate) struct CutShort;

impl CutShort {
    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|e| e.is::<Self>())
    }
}

#[allow(clippy::disallowed_methods, reason = "this is the one file that syncs")]
fn sync_data(file: &File) -> io::Result<()> {
    file.sync_data()
}

#[allow(clippy::disallowed_methods, reason = "this is the one file that syncs")]
fn sync_all(file: &File) -> io::Result<()> {
    file.sync_all()
}
