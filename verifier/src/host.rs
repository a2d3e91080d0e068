//! Reading the files that a person chose: the page holds them, and this crate asks for ranges.

use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom};

use serde::Deserialize;

/// The page's side of reading.
pub trait Host {
    /// Fills `into` with bytes of file number `file` from `offset` on. Returns the number of bytes; `None` if the file
    /// cannot be read.
    fn read(&self, file: u32, offset: u64, into: &mut [u8]) -> Option<usize>;
}

/// One file of a folder.
#[derive(Debug, Deserialize)]
pub struct Listed {
    /// Its path below the folder.
    pub path: String,
    /// Its bytes.
    pub size: u64,
}

/// One chosen file as a reader that can seek.
pub struct Ranges<'a> {
    host: &'a dyn Host,
    file: u32,
    size: u64,
    at: u64,
}

impl<'a> Ranges<'a> {
    /// Returns a reader of file number `file`, which has `size` bytes.
    pub fn new(host: &'a dyn Host, file: u32, size: u64) -> Self {
        Self { host, file, size, at: 0 }
    }
}

impl Read for Ranges<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let left = usize::try_from(self.size.saturating_sub(self.at)).unwrap_or(usize::MAX).min(buffer.len());
        let Some(into) = buffer.get_mut(..left).filter(|into| !into.is_empty()) else { return Ok(0) };
        let read = self.host.read(self.file, self.at, into).filter(|read| *read <= left);
        let read = read.ok_or_else(|| Error::other("the browser could not read the file"))?;
        // A file that became shorter while it was read would look like a cut bundle.
        if read == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the file changed while it was read"));
        }
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Ranges<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "a place before the file's first byte"))?;
        Ok(self.at)
    }
}
