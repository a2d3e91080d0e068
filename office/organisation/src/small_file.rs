//! Small files of an organisation's folder. A stranger may have put a link, a pipe or a device there.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use crate::{Error, Result};

const STRANGE: &str = "it is no ordinary file but a link, a pipe, a device or a folder; nothing was read of it";

/// Reads a file of at most `max` bytes. Errors: `Malformed` if it is larger, a link, or no file.
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
    disk::open_ordinary(path).map_err(|e| match e.kind() {
        ErrorKind::InvalidInput => Error::malformed(what, STRANGE),
        _ => Error::disk(what)(e),
    })
}
