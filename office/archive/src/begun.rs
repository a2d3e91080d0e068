//! Bundles that were begun and not finished: a kill leaves readable media beside the bundle's path.
//!
//! Keeps the paths in the locked index while a bundle is being written, so that the next opening can name and remove
//! the unfinished files.

use std::path::{Path, PathBuf};

use disk::durable;
use rusqlite::{OptionalExtension, params};

use crate::columns::damaged;
use crate::store::Store;
use crate::{Error, Result};

/// The fact in the index that lists the paths.
const BEGUN: &str = "bundles_begun";
/// Names an unfinished file in an error.
const FILE: &str = "the unfinished bundle";

impl Store {
    /// Keeps the path of a bundle before it is written, and returns whether it is kept. A full disk of the archive does
    /// not keep a bundle from another disk.
    pub fn begin_bundle(&self, out: &Path) -> bool {
        let Some(out) = out.to_str().map(str::to_owned) else { return false };
        let keep = || -> Result<()> {
            let mut all = self.begun()?;
            all.retain(|known| *known != out);
            all.push(out);
            self.keep_begun(&all)
        };
        keep().is_ok()
    }

    /// Forgets a bundle that was written, or that failed and left no file behind.
    pub fn end_bundle(&self, out: &Path) -> Result<()> {
        let mut all = self.begun()?;
        all.retain(|known| Path::new(known) != out);
        self.keep_begun(&all)
    }

    /// Returns the unfinished files and folders of bundles that a kill or a closed window ended.
    pub fn unfinished_bundles(&self) -> Result<Vec<PathBuf>> {
        let files = self.begun()?.into_iter().filter_map(|out| durable::beside(Path::new(&out)).ok());
        Ok(files.filter(|file| file.symlink_metadata().is_ok()).collect())
    }

    /// Removes these unfinished files and folders and forgets their bundles, also those that are gone already. Files on a
    /// disk that is not connected are named again once it is.
    pub fn remove_unfinished_bundles(&self) -> Result<()> {
        let mut away = Vec::new();
        for out in self.begun()? {
            let Ok(file) = durable::beside(Path::new(&out)) else { continue };
            match file.symlink_metadata() {
                Ok(found) if found.is_dir() => self.durable().remove_tree(&file).map_err(Error::disk(FILE))?,
                Ok(_) => self.durable().remove(&file).map_err(Error::disk(FILE))?,
                Err(_) if file.parent().is_some_and(Path::exists) => {}
                Err(_) => away.push(out),
            }
        }
        self.keep_begun(&away)
    }

    fn begun(&self) -> Result<Vec<String>> {
        let sql = "SELECT value FROM meta WHERE key = ?1";
        let json: Option<Vec<u8>> = self.index.query_row(sql, [BEGUN], |r| r.get(0)).optional()?;
        json.map_or(Ok(Vec::new()), |json| serde_json::from_slice(&json).map_err(|_| damaged()))
    }

    fn keep_begun(&self, all: &[String]) -> Result<()> {
        let json = serde_json::to_vec(all).map_err(|_| Error::Bug("paths are no JSON"))?;
        let transaction = self.index.unchecked_transaction()?;
        transaction.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![BEGUN, json])?;
        self.commit(transaction)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn an_unfinished_file_is_named_at_the_next_opening_until_it_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let open = || Store::open_or_create(&dir.path().join("home"), "words").unwrap();
        let (stick, away) = (dir.path().join("stick"), dir.path().join("away"));
        let outs = [stick.join("a.zip"), stick.join("folder"), stick.join("never.zip"), away.join("b.zip")];
        let store = open();
        fs::create_dir(&stick).unwrap();
        assert!(outs.iter().all(|out| store.begin_bundle(out)));
        let halves = [stick.join("a.zip.unfinished"), stick.join("folder.unfinished")];
        fs::write(&halves[0], b"half").unwrap();
        fs::create_dir(&halves[1]).unwrap();
        fs::write(halves[1].join("entries.jsonl"), b"half").unwrap();
        drop(store);
        let store = open();
        assert_eq!(store.unfinished_bundles().unwrap(), halves);
        store.remove_unfinished_bundles().unwrap();
        assert!(store.unfinished_bundles().unwrap().is_empty() && !halves.iter().any(|half| half.exists()));
        // The stick of the last one was not connected.
        fs::create_dir(&away).unwrap();
        fs::write(away.join("b.zip.unfinished"), b"half").unwrap();
        drop(store);
        assert_eq!(open().unfinished_bundles().unwrap(), [away.join("b.zip.unfinished")]);
    }
}
