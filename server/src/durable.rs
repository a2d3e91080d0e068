//! Makes bytes durable: write beside, fdatasync, rename, fsync the folder. No other file of the server syncs.
//!
//! Owns the order of the steps and the only type that proves them. Does not choose the content. A failed sync is a
//! final error: a second sync is not trusted.
#![allow(clippy::disallowed_methods, reason = "this is the one file that may sync")]

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

/// Proof that bytes survive a power cut. Only this file makes one; acknowledgements require it.
#[derive(Debug)]
#[must_use]
pub struct Durable(());

/// The steps on a disk, one by one, so that tests can make each of them fail.
pub trait Disk: Send + Sync + 'static {
    /// Makes a folder (0700) unless it is there.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Opens a file (0600) for writing from `offset` on; makes it if missing, and truncates it at `offset`.
    fn open_at(&self, path: &Path, offset: u64) -> io::Result<Box<dyn OpenFile>>;
    /// Opens a file for reading.
    fn read(&self, path: &Path) -> io::Result<Box<dyn Read + Send>>;
    /// Returns the length of a file in bytes.
    fn length(&self, path: &Path) -> io::Result<u64>;
    /// Renames a file.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Commits the ledger's database by calling `act`.
    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        act()
    }
}

/// A file being written.
pub trait OpenFile: Send {
    /// Appends bytes.
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Makes all written bytes durable, under any name of the file.
    fn sync(&mut self) -> io::Result<()>;
}

/// The operating system's disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

impl Disk for OsDisk {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
    }

    fn open_at(&self, path: &Path, offset: u64) -> io::Result<Box<dyn OpenFile>> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.len() < offset {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file is shorter than what was acknowledged"));
        }
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        Ok(Box::new(file))
    }

    fn read(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(File::open(path)?))
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        Ok(fs::metadata(path)?.len())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl OpenFile for File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Makes the bytes appended to an open file of `folder` durable, with its name if it is `fresh`.
pub fn flush(disk: &dyn Disk, file: &mut dyn OpenFile, folder: &Path, fresh: bool) -> io::Result<Durable> {
    file.sync()?;
    if fresh {
        disk.sync_folder(folder)?;
    }
    Ok(Durable(()))
}

/// Gives a complete file its final name: sync, rename, sync the folder.
pub fn settle(disk: &dyn Disk, mut file: Box<dyn OpenFile>, from: &Path, to: &Path) -> io::Result<Durable> {
    file.sync()?;
    disk.rename(from, to)?;
    disk.sync_folder(parent(to)?)?;
    Ok(Durable(()))
}

/// Makes a file of `size` bytes durable that another process may have put there.
pub fn resettle(disk: &dyn Disk, path: &Path, size: u64) -> io::Result<Durable> {
    disk.open_at(path, size)?.sync()?;
    disk.sync_folder(parent(path)?)?;
    Ok(Durable(()))
}

/// Writes a small file beside its place and renames it, whole or not at all.
pub fn write_whole(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Durable> {
    let beside = path.with_extension("new");
    let mut file = disk.open_at(&beside, 0)?;
    file.write_all(bytes)?;
    settle(disk, file, &beside, path)
}

/// Makes a folder whose name survives a power cut.
pub fn make_folder(disk: &dyn Disk, folder: &Path) -> io::Result<Durable> {
    disk.make_folder(folder)?;
    disk.sync_folder(folder)?;
    disk.sync_folder(parent(folder)?)?;
    Ok(Durable(()))
}

fn parent(path: &Path) -> io::Result<&Path> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Ok(Path::new(".")),
        Some(parent) => Ok(parent),
        None => Ok(Path::new("/")),
    }
}

/// Proves that SQLite made a transaction durable: with `synchronous=FULL` it has synced its write-ahead log.
pub(crate) fn committed() -> Durable {
    Durable(())
}
