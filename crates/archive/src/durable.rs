//! How bytes become durable on the archivist's disk: write beside, sync, rename, sync the folder.
//!
//! The only file of this crate that syncs. Never follows a name it did not make, never overwrites what is there
//! unless asked to replace it, and never believes a second sync after a failed one: the error goes up.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The mode of what its owner alone may read.
const PRIVATE: u32 = 0o600;
/// Ending of files that are not complete.
pub(crate) const UNFINISHED: &str = ".unfinished";

/// Makes a folder that only its owner may enter, and its parents. Existing folders stay as they are.
pub(crate) fn folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    sync_parent(path)
}

/// Overwrites bytes of an ordinary file where they lie, so that no copy of them stays in it.
pub fn wipe(path: &Path, at: u64, with: &[u8]) -> io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()).open(path)?;
    file.seek(SeekFrom::Start(at))?;
    file.write_all(with)?;
    sync(&file)
}

/// A new file that only its owner may read; fails if the name is taken.
pub(crate) fn create_new(path: &Path) -> io::Result<File> {
    create_as(path, PRIVATE)
}

fn create_as(path: &Path, mode: u32) -> io::Result<File> {
    OpenOptions::new().write(true).read(true).create_new(true).mode(mode).open(path)
}

/// Writes a whole file whose name is not taken yet.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    replace(path, bytes)
}

/// Writes a whole file, or the whole new content of one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_renamed(path, bytes)?;
    sync_parent(path)
}

/// Writes and renames, and leaves the folder's sync to the caller, who writes many files into one folder.
pub(crate) fn write_renamed(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_as(path, bytes, PRIVATE)
}

/// Writes a whole file of this mode beside its place and renames it there. Of one that could not be written nothing stays: it may hold
/// a secret.
pub fn write_as(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let beside = beside(path)?;
    // One that a kill left has whatever mode it had.
    match fs::remove_file(&beside) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let mut file = create_as(&beside, mode)?;
    let written = file.write_all(bytes).and_then(|()| sync(&file)).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        drop(fs::remove_file(&beside));
    }
    written
}

/// Syncs what was written into an open file.
pub(crate) fn sync(file: &File) -> io::Result<()> {
    #[allow(clippy::disallowed_methods, reason = "this is the one file of the archive that syncs")]
    file.sync_all()
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    sync(&File::open(path)?)
}

/// Makes the name of `path` durable.
pub(crate) fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// The name under which `path` is written before it is complete.
pub(crate) fn beside(path: &Path) -> io::Result<PathBuf> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
    name.push(UNFINISHED);
    Ok(path.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_private_and_a_taken_name_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        write_new(&path, b"one").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(write_new(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &link).unwrap();
        assert!(write_new(&link, b"two").is_err());
        assert!(!dir.path().join("elsewhere").exists());
    }

    #[test]
    fn what_a_kill_left_beside_does_not_stop_the_next_write() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("part");
        fs::write(beside(&path).unwrap(), b"torn").unwrap();
        replace(&path, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert!(!beside(&path).unwrap().exists());
    }
}
