//! Files that a person names, and small ones of an organisation's folder. They may come from anybody: what lies there need not
//! be a file, or have an end, and an editor may have saved its words in its own way.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;
use zeroize::Zeroizing;

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

/// Opens what another program hands over: `/dev/stdin` or `/dev/fd/N`, which may be a pipe. None for every other path. A pipe
/// into which nobody writes any more is at its end; one whose writer lives is waited for, as the person asked.
pub fn open_handed(path: &Path) -> io::Result<Option<File>> {
    let is_ours = |rest: &Path| rest.to_str().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    let handed = path == Path::new("/dev/stdin")
        || ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.strip_prefix(folder).is_ok_and(is_ours));
    if !handed {
        return Ok(None);
    }
    let file = OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory));
    }
    rustix::fs::fcntl_setfl(&file, OFlags::empty())?;
    Ok(Some(file))
}

/// The words of a file as an editor saved them: UTF-8, also with its mark in front, or UTF-16 with its mark. The error names the line
/// that is in another encoding.
pub fn saved_text(bytes: Vec<u8>) -> std::result::Result<Zeroizing<String>, usize> {
    let bytes = Zeroizing::new(bytes);
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest),
        all => utf8(all),
    }
}

fn utf8(bytes: &[u8]) -> std::result::Result<Zeroizing<String>, usize> {
    let lines = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() + 1;
    let text = std::str::from_utf8(bytes).map_err(|e| lines(bytes.get(..e.valid_up_to()).unwrap_or_default()))?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> std::result::Result<Zeroizing<String>, usize> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = Zeroizing::new(String::with_capacity(pairs.len().saturating_mul(3)));
    for letter in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match letter {
            Ok(letter) => text.push(letter),
            Err(_) => return Err(text.lines().count().max(1)),
        }
    }
    if odd.is_empty() { Ok(text) } else { Err(text.lines().count().max(1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_editors_save_them() {
        let words = "Қ, я\nand 🕊";
        let units = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xfeff).chain(words.encode_utf16()).flat_map(bytes).collect()
        };
        let marked = [b"\xef\xbb\xbf", words.as_bytes()].concat();
        for bytes in [words.as_bytes().to_vec(), marked, units(u16::to_le_bytes), units(u16::to_be_bytes)] {
            assert_eq!(saved_text(bytes).unwrap().as_str(), words);
        }
        assert_eq!(saved_text(b"a\nb \xcf\xeb".to_vec()), Err(2), "Windows-1251");
        assert_eq!(saved_text(b"\xff\xfea\0\n\0\x3d\xd8b\0".to_vec()), Err(1), "half a pair");
        assert_eq!(saved_text(b"\xff\xfea".to_vec()), Err(1), "half a letter");
        assert_eq!(saved_text(Vec::new()).unwrap().as_str(), "");
    }
}
