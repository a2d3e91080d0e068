//! The two forms of a bundle, a zip or a folder, streamed to a temporary name and renamed when complete.
//!
//! Keeps the digest of every file for `SHA256SUMS`, which is the first file of a zip: its length is known before its
//! content.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use disk::{Durable, Step, durable};
use evidence::bundle::{SUMS, print_sums};
use evidence::{Digest, DigestWriter};

use crate::zip::ZipWriter;

/// The form of a bundle.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// One zip file.
    Zip,
    /// A folder.
    Folder,
}

/// A bundle being written. If it is dropped without [`Container::finish`], no file has the final name.
pub(crate) struct Container {
    durable: Durable,
    out: PathBuf,
    beside: PathBuf,
    shape: Shape,
    digests: BTreeMap<String, Digest>,
    current: Option<(String, DigestWriter)>,
    /// Bytes in all files so far.
    bytes: u64,
    finished: bool,
}

enum Shape {
    Zip(Option<Box<ZipWriter>>),
    Folder(Option<File>),
}

impl Container {
    /// Begins a bundle at a free path. `names` are all its files except the sums.
    pub(crate) fn create(out: &Path, form: Form, names: &[String], durable: &Durable) -> io::Result<Self> {
        if out.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let beside = durable::beside(out)?;
        match beside.symlink_metadata() {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&beside)?,
            Ok(_) => fs::remove_file(&beside)?,
            Err(_) => {}
        }
        let shape = match form {
            Form::Zip => {
                let mut zip = ZipWriter::new(durable::create_new(&beside)?);
                let empty = names.iter().map(|n| (n.clone(), Digest::from_bytes([0; 32]))).collect();
                let sums = print_sums(&empty);
                zip.begin(SUMS, sums.len() as u64)?;
                zip.write(&sums)?;
                zip.end()?;
                Shape::Zip(Some(Box::new(zip)))
            }
            Form::Folder => {
                durable.create_folders(&beside)?;
                Shape::Folder(None)
            }
        };
        let (out, durable) = (out.to_owned(), durable.clone());
        Ok(Self { durable, out, beside, shape, digests: BTreeMap::new(), current: None, bytes: 0, finished: false })
    }

    /// Begins a file of about `expected` bytes.
    pub(crate) fn begin(&mut self, name: &str, expected: u64) -> io::Result<()> {
        match &mut self.shape {
            Shape::Zip(Some(zip)) => zip.begin(name, expected)?,
            Shape::Zip(None) => return Err(io::ErrorKind::InvalidInput.into()),
            Shape::Folder(file) => {
                let path = self.beside.join(name);
                if let Some(parent) = path.parent() {
                    self.durable.create_folders(parent)?;
                }
                *file = Some(durable::create_new(&path)?);
            }
        }
        self.current = Some((name.to_owned(), DigestWriter::default()));
        Ok(())
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.shape {
            Shape::Zip(Some(zip)) => zip.write(bytes)?,
            Shape::Folder(Some(file)) => file.write_all(bytes)?,
            _ => return Err(io::ErrorKind::InvalidInput.into()),
        }
        self.bytes += bytes.len() as u64;
        if let Some((_, digest)) = &mut self.current {
            digest.update(bytes);
        }
        Ok(())
    }

    /// Ends the file; returns its digest.
    pub(crate) fn end(&mut self) -> io::Result<Digest> {
        let Some((name, digest)) = self.current.take() else { return Err(io::ErrorKind::InvalidInput.into()) };
        match &mut self.shape {
            Shape::Zip(Some(zip)) => zip.end()?,
            Shape::Zip(None) => return Err(io::ErrorKind::InvalidInput.into()),
            Shape::Folder(file) => {
                if let Some(file) = file.take() {
                    self.durable.sync_file(&self.beside.join(&name), &file)?;
                }
            }
        }
        let digest = digest.finish();
        self.digests.insert(name, digest);
        Ok(digest)
    }

    /// Writes the sums, makes the bundle durable and gives it its name. Returns its size in bytes.
    pub(crate) fn finish(mut self) -> io::Result<u64> {
        let sums = print_sums(&self.digests);
        let written = match &mut self.shape {
            Shape::Zip(zip) => {
                let Some(mut zip) = zip.take() else { return Err(io::ErrorKind::InvalidInput.into()) };
                zip.fill_first(&sums)?;
                let file = zip.finish()?;
                self.durable.sync_file(&self.beside, &file)?;
                file.metadata()?.len()
            }
            Shape::Folder(_) => {
                self.durable.write_new(&self.beside.join(SUMS), &sums)?;
                for folder in ["media", "records", "receipts"] {
                    let folder = self.beside.join(folder);
                    if folder.is_dir() {
                        self.durable.sync_folder(&folder)?;
                    }
                }
                self.durable.sync_folder(&self.beside)?;
                self.bytes + sums.len() as u64
            }
        };
        self.durable.rename(Step::Rename, &self.beside, &self.out)?;
        self.finished = true;
        self.durable.sync_parent(&self.out)?;
        Ok(written)
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: an unfinished bundle contains plain media and must not stay.
            let _ = match self.shape {
                Shape::Zip(_) => fs::remove_file(&self.beside),
                Shape::Folder(_) => fs::remove_dir_all(&self.beside),
            };
        }
    }
}
