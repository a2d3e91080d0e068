//! A file that is imported: its last change, and whether it changed while it was read.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;

use evidence::ClaimedTime;
use jiff::Timestamp;
use jiff::tz::Offset;

/// The reader's error at the end of a file that was changed while it was read. The item is closed as whole and marked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the file was changed while it was read")]
pub struct Changed;

impl Changed {
    /// Returns the error that the reader's `read` returns in place of the end.
    pub fn error() -> io::Error {
        io::Error::other(Self)
    }

    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|e| e.is::<Self>())
    }
}

/// The first second of the year 1: earlier dates cannot be written as RFC 3339.
const FIRST: i64 = -62_135_596_800;

/// Converts a file system's date to UTC; `None` if it is no date. The date is a claim, never a proof.
pub fn modified(seconds: i64, milliseconds: u32) -> Option<ClaimedTime> {
    let nanoseconds = i32::try_from(milliseconds.min(999)).ok()? * 1_000_000;
    let at = Timestamp::new(seconds, nanoseconds).ok().filter(|_| seconds >= FIRST)?;
    Some(ClaimedTime::new(at, Offset::UTC))
}

/// A file that is read once, from its beginning to its end.
pub struct OsFile {
    file: File,
    before: Stamp,
    read: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stamp {
    size: u64,
    seconds: i64,
    nanoseconds: i64,
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        Self { size: found.size(), seconds: found.mtime(), nanoseconds: found.mtime_nsec() }
    }
}

impl OsFile {
    /// Reads the file's size and date before its content.
    pub fn new(file: File) -> io::Result<Self> {
        let before = Stamp::of(&file.metadata()?);
        Ok(Self { file, before, read: 0 })
    }

    /// Returns the time of the last change, as the file system stated it before the reading.
    pub fn modified(&self) -> Option<ClaimedTime> {
        let milliseconds = u32::try_from(self.before.nanoseconds / 1_000_000).ok()?;
        modified(self.before.seconds, milliseconds)
    }

    /// Returns its size before it was read.
    pub fn size(&self) -> u64 {
        self.before.size
    }
}

impl Read for OsFile {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        // Stops at the original length: a file that grows during the reading ends with the bytes that it had.
        let left = usize::try_from(self.before.size.saturating_sub(self.read)).unwrap_or(usize::MAX);
        let room = out.len().min(left);
        let read = self.file.read(out.get_mut(..room).unwrap_or_default())?;
        self.read = self.read.saturating_add(read as u64);
        let ended = read == 0 && !out.is_empty();
        if ended && (self.read != self.before.size || Stamp::of(&self.file.metadata()?) != self.before) {
            return Err(Changed::error());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, FileTimes};
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn any_change_while_it_is_read_is_told_at_the_end() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("film");
        let old = UNIX_EPOCH + Duration::from_millis(1_560_058_800_120);
        let read_with = |change: &dyn Fn()| {
            fs::write(&path, [7; 10_000]).unwrap();
            let file = File::options().write(true).open(&path).unwrap();
            file.set_times(FileTimes::new().set_modified(old)).unwrap();
            let mut source = OsFile::new(File::open(&path).unwrap()).unwrap();
            assert_eq!(source.modified().unwrap().to_string(), "2019-06-09T05:40:00.120+00:00");
            source.read_exact(&mut [0; 5_000]).unwrap();
            change();
            source.read_to_end(&mut Vec::new()).is_err_and(|e| Changed::is(&e))
        };
        let open = || File::options().write(true).open(&path).unwrap();
        assert!(!read_with(&|| ()), "nothing happened");
        assert!(!read_with(&|| fs::rename(&path, path.with_extension("x")).unwrap()), "it has another name");
        assert!(read_with(&|| open().set_len(0).unwrap()), "cut");
        assert!(read_with(&|| open().set_len(20_000).unwrap()), "appended to");
        assert!(read_with(&|| io::Write::write_all(&mut open(), &[8; 10_000]).unwrap()), "rewritten");
    }

    #[test]
    fn a_date_that_no_calendar_has_is_none() {
        assert_eq!(modified(0, 0).unwrap().to_string(), "1970-01-01T00:00:00.000+00:00");
        assert_eq!(modified(-62_135_596_800, 0).unwrap().to_string(), "0001-01-01T00:00:00.000+00:00");
        assert_eq!(modified(253_402_200_000, 999).unwrap().to_string(), "9999-12-30T20:00:00.999+00:00");
        assert!(modified(-62_135_596_801, 0).is_none() && modified(i64::MAX, 0).is_none());
    }
}
