//! Files that a person names, read in one way by every command. A pipe, a device or a folder in a file's place is
//! reported without waiting; input from another program (`-`, `/dev/stdin`, `<(…)`) is read as a stream.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use zeroize::Zeroizing;

use crate::trouble::{Done, Trouble};

/// Largest file that is read at once: invitations, policies, forms, answers, shares.
const MAX_SMALL_FILE: u64 = 8 * 1024 * 1024;

/// An opened input.
pub enum Input {
    /// A file, in which any position can be read again.
    File(File),
    /// A stream from another program.
    Stream(Box<dyn Read>),
}

impl Read for Input {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Stream(stream) => stream.read(out),
        }
    }
}

/// Returns true for the names of standard input.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-") || path == Path::new("/dev/stdin") || path == Path::new("/dev/fd/0")
}

/// Opens a file, or the stream of another program.
pub fn open(path: &Path) -> Done<Input> {
    let handed = if path == Path::new("-") { Path::new("/dev/stdin") } else { path };
    match disk::open_handed(handed) {
        Ok(None) => open_file(path).map(Input::File),
        Ok(Some(file)) if file.metadata()?.is_file() => Ok(Input::File(file)),
        Ok(Some(file)) => Ok(Input::Stream(Box::new(file))),
        // A socket cannot be opened again.
        Err(_) if is_standard(path) => Ok(Input::Stream(Box::new(std::io::stdin()))),
        Err(e) => Err(e.into()),
    }
}

/// Opens a file. Errors: anything that is not a file.
pub fn open_file(path: &Path) -> Done<File> {
    disk::open_ordinary(path).map_err(|e| match e.kind() {
        ErrorKind::InvalidInput if path.is_dir() => Trouble::new("it is no file but a folder"),
        ErrorKind::InvalidInput => Trouble::new(
            "it is no file but a pipe, a device or a socket, so nothing was read of it. To hand over what another program \
             writes, give - or <(…)",
        ),
        _ => e.into(),
    })
}

/// Reads a small file at once. Errors name the file.
pub fn read_small(path: &Path) -> Done<Vec<u8>> {
    let read = || -> Done<Vec<u8>> {
        let mut bytes = Vec::new();
        open(path)?.take(MAX_SMALL_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_SMALL_FILE {
            return Err(Trouble::new("it is larger than 8 MiB, so it is not what was asked for"));
        }
        Ok(bytes)
    };
    read().map_err(Trouble::at(path))
}

/// Reads a small text file in any Unicode encoding of an editor.
pub fn read_text(path: &Path) -> Done<Zeroizing<String>> {
    text_of(path, read_small(path)?)
}

/// Returns the text of bytes that were read from `path`.
pub fn text_of(path: &Path, bytes: Vec<u8>) -> Done<Zeroizing<String>> {
    disk::saved_text(bytes).map_err(|line| {
        Trouble::at(path)(Trouble::new(format!(
            "it is not saved as UTF-8: line {line} has letters that nobody could read for certain. Open it in the editor that \
             wrote it and save it again as UTF-8 (Notepad: File, Save as, Encoding: UTF-8)"
        )))
    })
}
