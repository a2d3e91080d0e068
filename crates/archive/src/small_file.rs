//! Small files of an organisation's folder. It may come from anybody: what lies there need not be a file, or have an end.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::{Error, Result};

const STRANGE: &str = "it is no ordinary file but a link, a pipe, a device or a folder; nothing was read of it";

/// Reads a file of at most `max` bytes. Malformed when it is larger, a link, or no file at all.
pub(crate) fn read(path: &Path, what: &'static str, max: u64) -> Result<Vec<u8>> {
    if path.symlink_metadata().map_err(Error::disk(what))?.is_symlink() {
        return Err(Error::malformed(what, STRANGE));
    }
    let mut bytes = Vec::new();
    open(path, what)?.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(Error::disk(what))?;
    if bytes.len() as u64 > max {
        return Err(Error::malformed(what, format!("it has more than {max} bytes, the most that are read of it")));
    }
    Ok(bytes)
}

/// Opens an ordinary file of an organisation's folder, also behind a link.
pub(crate) fn open(path: &Path, what: &'static str) -> Result<File> {
    open_ordinary(path).map_err(|e| match e.kind() {
        ErrorKind::InvalidInput => Error::malformed(what, STRANGE),
        _ => Error::disk(what)(e),
    })
}

/// Opens an ordinary file that comes from anybody, also behind a link. Waits for nobody who might write into a pipe: what is
/// no file gives `InvalidInput`.
pub fn open_ordinary(path: &Path) -> io::Result<File> {
    let strange = || io::Error::new(ErrorKind::InvalidInput, "it is neither a file nor a folder");
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Err(e) if Errno::from_io_error(&e) == Some(Errno::NXIO) => return Err(strange()),
        other => other?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(strange()) }
}
