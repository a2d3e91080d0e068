//! Parts as files: `incoming/<device>-<digest>` while they come, `parts/<first two digits>/<digest>` once whole. Both
//! are on one disk, so that a rename completes a part.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::part::Sealed;
use evidence::{Digest, DigestWriter};

use super::spool::{Incoming, Spool, UploadName, Whole};
use super::store::Objects;
use crate::durable::{self, Disk, Durable, OpenFile};
use crate::{Error, Result};

/// Bytes read at a time when a digest is recomputed.
const PIECE: usize = 256 * 1024;
const INCOMING: &str = "incoming";

/// Uploads in a folder.
pub struct FileSpool {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl FileSpool {
    /// Opens `incoming` below `data`; makes it if needed.
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<Self> {
        let folder = data.join(INCOMING);
        if !folder.is_dir() {
            let made = durable::make_folder(&*disk, &folder);
            let _: Durable = made.map_err(Error::unavailable("the folder of uploads"))?;
        }
        Ok(Self { disk, folder })
    }

    fn path(&self, name: &UploadName) -> PathBuf {
        self.folder.join(format!("{}-{}", name.device.0, name.digest))
    }
}

impl Spool for FileSpool {
    fn resume(&self, name: &UploadName, offset: u64) -> Result<Option<Box<dyn Incoming>>> {
        let path = self.path(name);
        let file = match self.disk.open_at(&path, offset) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(e) => return Err(Error::unavailable("an upload's file")(e)),
        };
        let (disk, folder) = (Arc::clone(&self.disk), self.folder.clone());
        Ok(Some(Box::new(FileIncoming { disk, file, path, folder, fresh: offset == 0 })))
    }

    fn discard(&self, name: &UploadName) -> Result<()> {
        match self.disk.remove(&self.path(name)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::unavailable("an upload's file")(e)),
            _ => Ok(()),
        }
    }

    fn sweep(&self, known: &[UploadName]) -> Result<u64> {
        let failed = || Error::unavailable("the folder of uploads");
        let known: BTreeSet<PathBuf> = known.iter().map(|name| self.path(name)).collect();
        let mut swept = 0;
        for entry in std::fs::read_dir(&self.folder).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if !known.contains(&path) {
                self.disk.remove(&path).map_err(failed())?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    fn free(&self) -> Result<u64> {
        let stat = rustix::fs::statvfs(&self.folder).map_err(Error::unavailable("the disk's free space"))?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
}

struct FileIncoming {
    disk: Arc<dyn Disk>,
    file: Box<dyn OpenFile>,
    path: PathBuf,
    folder: PathBuf,
    fresh: bool,
}

impl Incoming for FileIncoming {
    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes).map_err(Error::unavailable("an upload's file"))
    }

    fn flush(&mut self) -> Result<Durable> {
        let done = durable::flush(&*self.disk, &mut *self.file, &self.folder, self.fresh);
        let done = done.map_err(Error::unavailable("an upload's file"))?;
        self.fresh = false;
        Ok(done)
    }

    fn finish(self: Box<Self>, part: &Sealed) -> Result<Option<Whole>> {
        if recompute(&*self.disk, &self.path)? != *part {
            drop(self.file);
            self.disk.remove(&self.path).map_err(Error::unavailable("an upload's file"))?;
            return Ok(None);
        }
        Ok(Some(Whole { part: *part, path: self.path, file: self.file }))
    }
}

/// Whole parts in folders by the first digits of their names.
pub struct FileObjects {
    disk: Arc<dyn Disk>,
    parts: PathBuf,
}

impl FileObjects {
    /// Opens `parts` below `data`; makes it with all its folders if needed. Called before [`FileSpool::open`].
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<Self> {
        let this = Self { parts: data.join("parts"), disk };
        let failed = || Error::unavailable("the folder of parts");
        let last = this.parts.join(hex::encode([u8::MAX]));
        // The spool's folder is made after all of these, so its presence shows that they are durable.
        if !(last.is_dir() && data.join(INCOMING).is_dir()) {
            this.disk.make_folder(&this.parts).map_err(failed())?;
            for first in 0..=u8::MAX {
                this.disk.make_folder(&this.parts.join(hex::encode([first]))).map_err(failed())?;
            }
            let _: Durable = durable::make_folder(&*this.disk, &this.parts).map_err(failed())?;
        }
        Ok(this)
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let first = digest.as_bytes().first().copied().unwrap_or_default();
        self.parts.join(hex::encode([first])).join(digest.to_string())
    }
}

impl Objects for FileObjects {
    fn put(&self, whole: Whole) -> Result<Durable> {
        let Whole { part, path, file } = whole;
        let done = durable::settle(&*self.disk, file, &path, &self.path(&part.sha256));
        done.map_err(Error::unavailable("a part's file"))
    }

    fn adopt(&self, part: &Sealed) -> Result<Option<Durable>> {
        if !self.check(part, true)? {
            return Ok(None);
        }
        let done = durable::resettle(&*self.disk, &self.path(&part.sha256), part.size);
        Ok(Some(done.map_err(Error::unavailable("a part's file"))?))
    }

    fn open(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send>>> {
        match self.disk.read(&self.path(digest)) {
            Ok(file) => Ok(Some(file)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::unavailable("a part's file")(e)),
        }
    }

    fn check(&self, part: &Sealed, deep: bool) -> Result<bool> {
        let path = self.path(&part.sha256);
        let length = match self.disk.length(&path) {
            Ok(length) => length,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(Error::unavailable("a part's file")(e)),
        };
        if length == part.size && (!deep || recompute(&*self.disk, &path)? == *part) {
            return Ok(true);
        }
        let aside = path.with_extension("damaged");
        self.disk.rename(&path, &aside).map_err(Error::unavailable("a part's file"))?;
        Ok(false)
    }
}

fn recompute(disk: &dyn Disk, path: &Path) -> Result<Sealed> {
    let failed = || Error::unavailable("a part's file");
    let mut file = disk.read(path).map_err(failed())?;
    let (mut digest, mut size) = (DigestWriter::default(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let read = file.read(&mut piece).map_err(failed())?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        digest.update(bytes);
        size += read as u64;
    }
    Ok(Sealed { sha256: digest.finish(), size })
}
