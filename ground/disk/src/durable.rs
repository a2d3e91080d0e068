//! Makes bytes durable. This is the one file that syncs; all data that must survive a power cut passes through it.
//!
//! A new file is written whole, beside its place or under a name that no other data depends on yet, and synced; then it
//! is renamed, and the folder is synced, so that the name lasts. A failed step is never retried: the kernel may report
//! bytes as written that it dropped. The caller must read the disk again.
//!
//! Each step is taken on a [`Disk`], so that a test can make each of them fail, or kill the program there.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Suffix of an incomplete file that is written beside its place.
pub const UNFINISHED: &str = ".unfinished";
/// The mode of a file that only its owner may read.
const PRIVATE: u32 = 0o600;

/// One durable step.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Step {
    /// Make a folder.
    CreateFolder,
    /// Write a sealed part, with `fdatasync`.
    WritePart,
    /// Write a file, with `fdatasync`.
    WriteFile,
    /// Sync a file that was written piece by piece.
    SyncFile,
    /// Sync a folder.
    SyncFolder,
    /// Write a one-time key into its slot, with `fdatasync`.
    WriteSlot,
    /// Commit an entry with its parts.
    CommitEntry,
    /// Zero the slot of a used key, or another file that holds one, with `fdatasync`.
    EraseSlot,
    /// Rename a file that is complete to its place.
    Rename,
    /// Move a torn file aside.
    SetAside,
    /// Remove a file or folder.
    Remove,
    /// Commit receipts, or the progress of uploads.
    CommitReceipts,
    /// Commit a newer policy or other settings.
    CommitSettings,
    /// Commit statements that an archive files.
    CommitIndex,
    /// Move a database's log into the database, with a sync, and empty the log.
    Checkpoint,
}

/// Takes durable steps: the operating system in the product, a disk that fails on purpose in tests.
pub trait Disk: Send + Sync {
    /// Takes `step` on the file or folder at `path` by calling `act`, which does the work.
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

/// The durable steps, taken on a [`Disk`].
#[derive(Clone)]
pub struct Durable(Arc<dyn Disk>);

impl Durable {
    /// Takes the steps on this disk.
    pub fn new(disk: Arc<dyn Disk>) -> Self {
        Self(disk)
    }

    /// Takes the steps on the operating system's disk.
    pub fn os() -> Self {
        Self::new(Arc::new(OsDisk))
    }

    pub(crate) fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        self.0.run(step, path, act)
    }

    /// Makes a folder that only its owner may enter. An existing one stays as it is.
    pub fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.run(Step::CreateFolder, path, &mut || match DirBuilder::new().mode(0o700).create(path) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            other => other,
        })
    }

    /// Makes a folder and those above it that are missing, each private to its owner, and makes their names last.
    pub fn create_folders(&self, path: &Path) -> io::Result<()> {
        let path = std::path::absolute(path)?;
        let missing: Vec<&Path> = path.ancestors().take_while(|p| !p.is_dir()).collect();
        for folder in missing.into_iter().rev() {
            self.create_folder(folder)?;
            self.sync_parent(folder)?;
        }
        Ok(())
    }

    /// Makes a file that only its owner may read, or restricts an existing one: SQLite would create it with the
    /// process's mask, and gives its log the mode of the database.
    pub fn keep_private(&self, path: &Path) -> io::Result<()> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(PRIVATE).open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            // A memory card has no owners, which must not prevent capture.
            drop(file.set_permissions(Permissions::from_mode(PRIVATE)));
        }
        Ok(())
    }

    /// Writes a new sealed part. After a failure the file is removed, because its room is needed on a full disk.
    pub fn write_part(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run(Step::WritePart, path, &mut || {
            let mut file = create_new(path)?;
            file.write_all(bytes).inspect_err(|_| drop(fs::remove_file(path)))?;
            sync_data(&file)
        })
    }

    /// Overwrites a small file. Not atomic: only for files that no other data depends on yet.
    pub fn write_file(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.run(Step::WriteFile, path, &mut || {
            let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(PRIVATE).open(path)?;
            file.write_all(bytes)?;
            sync_data(&file)
        })
    }

    /// Writes a whole file under a free name. Fails with `AlreadyExists` if the name is taken, even by a broken link.
    pub fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.write_renamed(path, bytes)?;
        self.sync_parent(path)
    }

    /// Writes a whole file beside its place and renames it. The caller syncs the folder, after writing many files into
    /// it.
    pub fn write_renamed(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write_as(path, bytes, PRIVATE)
    }

    /// Writes a whole file of this mode beside its place and renames it. After a failure the file is removed: it may
    /// hold a secret.
    pub fn write_as(&self, path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
        let beside = beside(path)?;
        let written = self
            .run(Step::WriteFile, &beside, &mut || {
                // A remnant of a kill may have any mode.
                remove(&beside)?;
                let mut file = create_as(&beside, mode)?;
                file.write_all(bytes)?;
                sync_all(&file)
            })
            .and_then(|()| self.rename(Step::Rename, &beside, path));
        written.inspect_err(|_| drop(self.remove(&beside)))
    }

    /// Syncs a file that the caller wrote piece by piece.
    pub fn sync_file(&self, path: &Path, file: &File) -> io::Result<()> {
        self.run(Step::SyncFile, path, &mut || sync_all(file))
    }

    /// Syncs a folder, so that names made in it last.
    pub fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.run(Step::SyncFolder, path, &mut || sync_all(&File::open(path)?))
    }

    /// Syncs the folder of `path`, so that its name lasts.
    pub fn sync_parent(&self, path: &Path) -> io::Result<()> {
        match path.parent() {
            Some(parent) if parent.as_os_str().is_empty() => self.sync_folder(Path::new(".")),
            Some(parent) => self.sync_folder(parent),
            None => Ok(()),
        }
    }

    /// Overwrites bytes of an ordinary file in place. `step` is [`Step::WriteSlot`] or [`Step::EraseSlot`].
    pub fn write_slot(&self, step: Step, path: &Path, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.run(step, path, &mut || {
            let flags = rustix::fs::OFlags::NOFOLLOW.bits().cast_signed();
            let file = OpenOptions::new().write(true).custom_flags(flags).open(path)?;
            file.write_all_at(bytes, offset)?;
            sync_data(&file)
        })
    }

    /// Renames within one file system.
    pub fn rename(&self, step: Step, from: &Path, to: &Path) -> io::Result<()> {
        self.run(step, from, &mut || fs::rename(from, to))
    }

    /// Removes a file. A missing file is no error.
    pub fn remove(&self, path: &Path) -> io::Result<()> {
        self.run(Step::Remove, path, &mut || remove(path))
    }

    /// Removes a folder with its content. A missing folder is no error. Follows no link.
    pub fn remove_tree(&self, path: &Path) -> io::Result<()> {
        self.run(Step::Remove, path, &mut || match fs::remove_dir_all(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        })
    }
}

/// Makes a new file that only its owner may read; fails if the name is taken.
pub fn create_new(path: &Path) -> io::Result<File> {
    create_as(path, PRIVATE)
}

fn create_as(path: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).read(true).create_new(true).mode(mode).open(path)
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Returns the name under which `path` is written before it is complete.
pub fn beside(path: &Path) -> io::Result<PathBuf> {
    Ok(path.with_file_name(suffixed(path, UNFINISHED)?))
}

pub(crate) fn suffixed(path: &Path, end: &str) -> io::Result<std::ffi::OsString> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(end);
    Ok(name)
}

#[allow(clippy::disallowed_methods, reason = "this is the one file that syncs")]
fn sync_data(file: &File) -> io::Result<()> {
    file.sync_data()
}

#[allow(clippy::disallowed_methods, reason = "this is the one file that syncs")]
fn sync_all(file: &File) -> io::Result<()> {
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_private_and_a_taken_name_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        Durable::os().write_new(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Durable::os().write_new(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &link).unwrap();
        assert!(Durable::os().write_new(&link, b"two").is_err());
        assert!(!dir.path().join("elsewhere").exists());
    }

    #[test]
    fn what_a_kill_left_beside_does_not_stop_the_next_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("part");
        fs::write(beside(&path).unwrap(), b"torn").unwrap();
        Durable::os().write_renamed(&path, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert!(!beside(&path).unwrap().exists());
    }
}
