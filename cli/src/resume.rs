//! The list of `testamur add --resume`: the sealed files, one line of JSON each, kept so that an import can continue
//! after a stop.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use disk::Lock;
use evidence::{Digest, DigestWriter};
use serde_json::{Value, json};
use vault::{Added, OsFile};

use crate::input;
use crate::trouble::{Done, Trouble};

/// The first bytes of each line.
const FIRST: &[u8] = b"{\"begins\":";
/// Longest line that is read.
const MAX_LINE: u64 = 256 * 1024;
/// Bytes at a file's beginning that are compared: fast on any card, and enough to distinguish two photos with one
/// name, size and date.
const BEGINNING: u64 = 64 * 1024;

/// The open list, locked against other runs. It keeps sixteen bytes of memory for each file.
pub struct Resume {
    file: File,
    _lock: Option<Lock>,
    path: PathBuf,
    sealed: HashSet<[u8; 16]>,
    device: String,
}

/// A file at the time of import: its path, size and date, and a digest of its beginning.
pub struct Met {
    path: String,
    size: u64,
    modified: String,
    begins: String,
}

impl Met {
    /// Reads a file's marks. None for a name that is no text, which would be ambiguous, and for an unreadable file.
    pub fn of(path: &Path, file: &OsFile) -> Option<Self> {
        let absolute = std::path::absolute(path).ok()?;
        let mut beginning = Vec::new();
        input::open_file(path).ok()?.take(BEGINNING).read_to_end(&mut beginning).ok()?;
        Some(Self {
            path: absolute.to_str()?.to_owned(),
            size: file.size(),
            modified: file.modified().map(|at| at.to_string()).unwrap_or_default(),
            begins: Digest::of(&beginning).to_string(),
        })
    }

    /// Returns the mark of this file as `device` sealed it.
    fn mark(&self, device: &str) -> [u8; 16] {
        let mut digest = DigestWriter::default();
        for word in [device, &self.size.to_string(), &self.modified, &self.begins, &self.path] {
            digest.update(word.as_bytes());
            digest.update(b"\n");
        }
        digest.finish().as_bytes().first_chunk().copied().unwrap_or_default()
    }
}

impl Resume {
    /// Reads the list, or begins one that only its owner may read.
    ///
    /// Errors: the path is another file, or another run writes the list.
    pub fn open(path: &Path) -> Done<Self> {
        let open = || -> Done<Self> {
            if path.exists() {
                drop(input::open_file(path)?);
            }
            let mut file =
                OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)?;
            // A file system without locks stops no import.
            let lock = Lock::exclusive(file.try_clone()?);
            if matches!(lock, Ok(None)) {
                return Err(Trouble::new(
                    "another `testamur add --resume` writes this list now, and nothing was sealed. Wait for its end, or give this \
                     run a list of its own",
                ));
            }
            let mut sealed = HashSet::new();
            let mut reader = BufReader::new(&mut file);
            let (mut whole, mut unended) = (0, false);
            loop {
                let mut line = Vec::new();
                let length = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
                if length == 0 {
                    break;
                }
                let ends = line.ends_with(b"\n");
                match read(&line) {
                    Some(mark) => {
                        sealed.insert(mark);
                        (whole, unended) = (whole + length as u64, !ends);
                    }
                    // A line that a stop cut off is dropped. Any other line means another file, which is left
                    // unchanged.
                    None if !ends && (line.starts_with(FIRST) || FIRST.starts_with(&line)) => break,
                    None => {
                        return Err(Trouble::new(
                            "it is no list of `testamur add --resume`; nothing was written to it",
                        ));
                    }
                }
            }
            file.set_len(whole)?;
            file.seek(SeekFrom::End(0))?;
            if unended {
                file.write_all(b"\n")?;
            }
            Ok(Self { file, _lock: lock.ok().flatten(), path: path.to_owned(), sealed, device: String::new() })
        };
        open().map_err(Trouble::at(path))
    }

    /// Returns the list for this device.
    pub fn of(self, device: Digest) -> Self {
        Self { device: device.to_string(), ..self }
    }

    /// Returns true when this device sealed this file in its present state.
    pub fn has(&self, met: &Met) -> bool {
        self.sealed.contains(&met.mark(&self.device))
    }

    /// Adds a sealed file to the list, as it was when it was opened.
    pub fn note(&mut self, met: &Met, added: &Added) -> Done {
        let Met { path, size, modified, begins } = met;
        let line = json!({
            "device": self.device, "file": path, "size": size, "modified": modified, "begins": begins, "item": added.item,
            "sha256": added.sha256,
        });
        let mut write = || {
            let before = self.file.stream_position()?;
            self.file.write_all(format!("{line}\n").as_bytes()).inspect_err(|_| {
                // Half a line would spoil the next one.
                drop(self.file.set_len(before));
                drop(self.file.seek(SeekFrom::Start(before)));
            })
        };
        write().map_err(|e: std::io::Error| Trouble::at(&self.path)(e.into()))?;
        self.sealed.insert(met.mark(&self.device));
        Ok(())
    }
}

/// Returns the mark of a line. A line of an older version has neither device nor beginning, and matches no file.
fn read(line: &[u8]) -> Option<[u8; 16]> {
    let value: Value = serde_json::from_slice(line).ok()?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    value.get("item")?;
    let size = value.get("size")?.as_u64()?;
    let met =
        Met { path: value.get("file")?.as_str()?.to_owned(), size, modified: text("modified"), begins: text("begins") };
    Some(met.mark(&text("device")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_of_one_run_at_a_time_and_tells_devices_and_beginnings_apart() {
        let dir = tempfile::tempdir().unwrap();
        let (list, path) = (dir.path().join("list"), dir.path().join("IMG_0001.JPG"));
        let met = |words: &str| {
            std::fs::write(&path, words).unwrap();
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(std::time::UNIX_EPOCH).unwrap();
            Met::of(&path, &OsFile::new(std::fs::File::open(&path).unwrap()).unwrap()).unwrap()
        };
        let (one, two) = (Digest::of(b"one"), Digest::of(b"two"));
        let (photo, other) = (met("photo"), met("other"));
        let line = |device: Digest| {
            json!({
                "device": device, "file": photo.path, "size": photo.size, "modified": photo.modified, "begins": photo.begins,
                "item": "00", "sha256": null,
            })
        };
        std::fs::write(&list, format!("{}\n", line(one))).unwrap();
        let first = Resume::open(&list).unwrap_or_else(|e| panic!("{}", e.text()));
        assert!(Resume::open(&list).is_err_and(|e| e.text().contains("another `testamur add --resume`")));
        let first = first.of(one);
        assert!(first.has(&photo) && !first.has(&other), "another photo of the same name, size and date");
        drop(first);
        assert!(!Resume::open(&list).unwrap_or_else(|e| panic!("{}", e.text())).of(two).has(&photo), "another device");
    }

    #[test]
    fn another_file_is_not_taken_for_a_list() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list");
        for other in ["my diary\n", "{}\n", "[1]\n", "{\"settings\":[1,2]}", "{\"begins\":1}\n"] {
            std::fs::write(&path, other).unwrap();
            assert!(Resume::open(&path).is_err_and(|e| e.text().contains("no list")), "{other}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), other);
        }
    }

    #[test]
    fn a_line_that_was_cut_off_spoils_no_later_one() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("list");
        let line =
            json!({ "device": "", "file": "a", "size": 1, "modified": "", "begins": "", "item": "00", "sha256": null });
        assert!(line.to_string().as_bytes().starts_with(FIRST));
        for (torn, left) in [
            (format!("{line}\n{{\"begins\":\"cut o"), format!("{line}\n")),
            (format!("{line}\n{{\"be"), format!("{line}\n")),
            (line.to_string(), format!("{line}\n")),
            ("{\"begins\":".to_owned(), String::new()),
        ] {
            std::fs::write(&path, torn).unwrap();
            for _ in 0..2 {
                assert!(Resume::open(&path).is_ok());
                assert_eq!(std::fs::read_to_string(&path).unwrap(), left);
            }
        }
    }
}
