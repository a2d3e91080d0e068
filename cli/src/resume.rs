//! The list of `testamur add --resume`: what was sealed, one line of JSON each, kept by whoever wants to go on after a stop.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use evidence::{ClaimedTime, DigestWriter};
use serde_json::{Value, json};
use vault::{Added, OsFile};

use crate::door::{Done, Trouble};
use crate::input;

/// Longest line that is read.
const MAX_LINE: u64 = 256 * 1024;

/// The open list. Of each file it holds sixteen bytes in memory.
pub struct Resume {
    file: File,
    path: PathBuf,
    sealed: HashSet<[u8; 16]>,
}

impl Resume {
    /// Reads the list, or begins one that only its owner may read.
    pub fn open(path: &Path) -> Done<Self> {
        let open = || -> Done<Self> {
            if path.exists() {
                drop(input::open_file(path)?);
            }
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
            let mut sealed = HashSet::new();
            let mut reader = BufReader::new(&mut file);
            let mut ended = true;
            loop {
                let mut line = Vec::new();
                if reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
                    break;
                }
                ended = line.ends_with(b"\n");
                match read(&line) {
                    Some(mark) => drop(sealed.insert(mark)),
                    // A line that a stop cut off says nothing. Anything else is another file, and is left as it is.
                    None if !ended => {}
                    None => {
                        return Err(Trouble::new(
                            "it is no list of `testamur add --resume`; nothing was written to it",
                        ));
                    }
                }
            }
            file.seek(SeekFrom::End(0))?;
            if !ended {
                file.write_all(b"\n")?;
            }
            Ok(Self { file, path: path.to_owned(), sealed })
        };
        open().map_err(Trouble::at(path))
    }

    /// True when this file was sealed as it is now: by path, size and date.
    pub fn has(&self, path: &Path, file: &OsFile) -> bool {
        mark(path, file.size(), file.modified()).is_some_and(|mark| self.sealed.contains(&mark))
    }

    /// Writes down that it was sealed, as it was when it was opened.
    pub fn note(&mut self, path: &Path, size: u64, added: &Added, modified: Option<ClaimedTime>) -> Done {
        let absolute = std::path::absolute(path)?;
        // A name that is no text could not be told from another one.
        let Some(name) = absolute.to_str() else { return Ok(()) };
        let line = json!({
            "file": name, "size": size, "modified": modified, "item": added.item, "sha256": added.sha256,
        });
        let written = self.file.write_all(format!("{line}\n").as_bytes());
        written.map_err(|e| Trouble::at(&self.path)(e.into()))?;
        self.sealed.extend(mark(path, size, modified));
        Ok(())
    }
}

fn read(line: &[u8]) -> Option<[u8; 16]> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let modified = match value.get("modified")? {
        Value::Null => None,
        date => Some(date.as_str()?.parse().ok()?),
    };
    value.get("item")?;
    mark(Path::new(value.get("file")?.as_str()?), value.get("size")?.as_u64()?, modified)
}

fn mark(path: &Path, size: u64, modified: Option<ClaimedTime>) -> Option<[u8; 16]> {
    let absolute = std::path::absolute(path).ok()?;
    let date = modified.map(|at| at.to_string()).unwrap_or_default();
    let mut digest = DigestWriter::default();
    digest.update(format!("{size} {date} ").as_bytes());
    digest.update(absolute.to_str()?.as_bytes());
    digest.finish().as_bytes().first_chunk::<16>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_file_is_not_taken_for_a_list() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list");
        for other in ["my diary\n", "{}\n", "[1]\n"] {
            std::fs::write(&path, other).unwrap();
            assert!(Resume::open(&path).is_err_and(|e| e.text().contains("no list")), "{other}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), other);
        }
        std::fs::write(&path, "{\"file\": cut o").unwrap();
        assert!(Resume::open(&path).is_ok());
        assert!(std::fs::read(&path).unwrap().ends_with(b"\n"), "the next line is one of its own");
    }
}
