//! Parts as files: `incoming/<device>-<digest>` while they come, `parts/<first two digits>/<digest>` once whole.

use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use evidence::part::Sealed;
use evidence::{Digest, DigestWriter};

use super::{Incoming, Objects, UploadName};
use crate::durable::{self, Disk, Durable, OpenFile};
use crate::{Error, Result};

/// Bytes read at a time when a digest is recomputed.
const PIECE: usize = 256 * 1024;

/// Parts in a folder.
pub struct FileObjects {
    disk: Arc<dyn Disk>,
    parts: PathBuf,
    incoming: PathBuf,
}

impl FileObjects {
    /// Opens `parts` and `incoming` below `data`; makes them with all their folders if needed.
    pub fn open(data: &Path, disk: Arc<dyn Disk>) -> Result<Self> {
        let this = Self { parts: data.join("parts"), incoming: data.join("incoming"), disk };
        let failed = || Error::unavailable("the folder of parts");
        // Made last, so its presence says that all the others are there.
        if !this.incoming.is_dir() {
            this.disk.make_folder(&this.parts).map_err(failed())?;
            for first in 0..=u8::MAX {
                this.disk.make_folder(&this.parts.join(hex::encode([first]))).map_err(failed())?;
            }
            let _: Durable = durable::make_folder(&*this.disk, &this.parts).map_err(failed())?;
            let _: Durable = durable::make_folder(&*this.disk, &this.incoming).map_err(failed())?;
        }
        Ok(this)
    }

    fn whole(&self, digest: &Digest) -> PathBuf {
        let first = digest.as_bytes().first().copied().unwrap_or_default();
        self.parts.join(hex::encode([first])).join(digest.to_string())
    }

    fn partial(&self, name: &UploadName) -> PathBuf {
        self.incoming.join(format!("{}-{}", name.device.0, name.digest))
    }
}

impl Objects for FileObjects {
    fn resume(&self, name: &UploadName, offset: u64) -> Result<Option<Box<dyn Incoming>>> {
        let path = self.partial(name);
        let file = match self.disk.open_at(&path, offset) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(e) => return Err(Error::unavailable("an upload's file")(e)),
        };
        Ok(Some(Box::new(FileIncoming {
            disk: Arc::clone(&self.disk),
            file,
            path,
            folder: self.incoming.clone(),
            whole: self.whole(&name.digest),
            fresh: offset == 0,
        })))
    }

    fn adopt(&self, part: &Sealed) -> Result<Option<Durable>> {
        if !self.check(part, true)? {
            return Ok(None);
        }
        let done = durable::resettle(&*self.disk, &self.whole(&part.sha256), part.size);
        Ok(Some(done.map_err(Error::unavailable("a part's file"))?))
    }

    fn discard(&self, name: &UploadName) -> Result<()> {
        match self.disk.remove(&self.partial(name)) {
            Err(e) if e.kind() != ErrorKind::NotFound => Err(Error::unavailable("an upload's file")(e)),
            _ => Ok(()),
        }
    }

    fn open(&self, digest: &Digest) -> Result<Option<Box<dyn Read + Send>>> {
        match self.disk.read(&self.whole(digest)) {
            Ok(file) => Ok(Some(file)),
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::unavailable("a part's file")(e)),
        }
    }

    fn check(&self, part: &Sealed, deep: bool) -> Result<bool> {
        let path = self.whole(&part.sha256);
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

    fn free(&self) -> Result<u64> {
        let stat = rustix::fs::statvfs(&self.parts).map_err(Error::unavailable("the disk's free space"))?;
        Ok(stat.f_bavail.saturating_mul(stat.f_frsize))
    }

    fn sweep(&self, known: &[UploadName]) -> Result<u64> {
        let failed = || Error::unavailable("the folder of uploads");
        let known: std::collections::BTreeSet<PathBuf> = known.iter().map(|name| self.partial(name)).collect();
        let mut swept = 0;
        for entry in std::fs::read_dir(&self.incoming).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if !known.contains(&path) {
                self.disk.remove(&path).map_err(failed())?;
                swept += 1;
            }
        }
        Ok(swept)
    }
}

struct FileIncoming {
    disk: Arc<dyn Disk>,
    file: Box<dyn OpenFile>,
    path: PathBuf,
    folder: PathBuf,
    whole: PathBuf,
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

    fn finish(self: Box<Self>, part: &Sealed) -> Result<Option<Durable>> {
        if recompute(&*self.disk, &self.path)? != *part {
            drop(self.file);
            self.disk.remove(&self.path).map_err(Error::unavailable("an upload's file"))?;
            return Ok(None);
        }
        let done = durable::settle(&*self.disk, self.file, &self.path, &self.whole);
        Ok(Some(done.map_err(Error::unavailable("a part's file"))?))
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
