//! Files that a person or another program names. Their origin is unknown: a name may belong to a link, a pipe or a
//! device, which has no end, and an editor may have saved its text in its own encoding.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use rustix::fs::OFlags;
use rustix::io::Errno;
use zeroize::Zeroizing;

/// The file is not of the kind or size that its reader accepts. Wrapped in an [`io::Error`] of kind `InvalidData`.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Strange(pub &'static str);

impl From<Strange> for io::Error {
    fn from(strange: Strange) -> Self {
        Self::new(ErrorKind::InvalidData, strange)
    }
}

/// Opens an ordinary file of a folder that only this program writes. A link, a pipe or a device fails with [`Strange`],
/// without waiting for a writer.
pub fn open_plain(path: &Path) -> io::Result<File> {
    let strange = || Strange("it is no ordinary file").into();
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path).map_err(|e| {
        let errno = Errno::from_io_error(&e);
        if matches!(errno, Some(Errno::LOOP | Errno::NXIO)) { strange() } else { e }
    })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(strange()) }
}

/// Opens an ordinary file of unknown origin, also behind a link. Does not wait for a pipe's writer: an object that is
/// no file fails with `InvalidInput`.
pub fn open_ordinary(path: &Path) -> io::Result<File> {
    let strange = || io::Error::new(ErrorKind::InvalidInput, "it is neither a file nor a folder");
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = match OpenOptions::new().read(true).custom_flags(flags).open(path) {
        Err(e) if Errno::from_io_error(&e) == Some(Errno::NXIO) => return Err(strange()),
        other => other?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(strange()) }
}

/// Opens a file that another program passes: `/dev/stdin` or `/dev/fd/N`, which may be a pipe. Returns `None` for every
/// other path. A pipe without a writer is at its end; a living writer is waited for, because the person asked for it.
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

/// Decodes the text of a file as editors save it: UTF-8, with or without a mark, or UTF-16 with its mark. The error is
/// the number of the line in another encoding.
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
