//! The sealed parts in a home's folders, with or without an entry.

use std::fs;
use std::path::{Path, PathBuf};

use evidence::Digest;
use evidence::part::{MAX_SEALED, Sealed};

use crate::home::Home;
use crate::incoming::Staged;
use crate::layout::Layout;
use crate::{Result, brought, chains};

/// A file that has the name of a sealed part. Its bytes are not checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lying {
    /// The digest in its name, and its size.
    pub sealed: Sealed,
    path: PathBuf,
}

impl Home {
    /// Returns the parts in the folders of all chains of another person's home, including parts that no readable chain
    /// names. Only reads.
    pub fn parts_lying(path: &Path) -> Vec<Lying> {
        let layout = Layout::new(path);
        let mut found = Vec::new();
        for layout in chains::earlier(&layout).into_iter().chain([layout]) {
            for folder in files(&layout.parts()) {
                for path in files(&folder) {
                    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
                    let named = match Staged::parse(name) {
                        Some(staged) => Some(staged.part.sealed.sha256),
                        None => name.parse::<Digest>().ok(),
                    };
                    let size = path.symlink_metadata().ok().filter(fs::Metadata::is_file).map(|file| file.len());
                    let size = size.filter(|size| (1..=MAX_SEALED as u64).contains(size));
                    if let (Some(sha256), Some(size)) = (named, size) {
                        found.push(Lying { sealed: Sealed { sha256, size }, path });
                    }
                }
            }
        }
        found.sort_by_key(|lying| lying.sealed.sha256);
        found.dedup_by_key(|lying| lying.sealed.sha256);
        found
    }
}

impl Lying {
    /// Returns the part's bytes, checked against its name. Errors: `Malformed` for other bytes; `Unavailable` if they
    /// cannot be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        brought::read_lying(&self.path, &self.sealed.sha256)
    }
}

/// Returns the files in a folder; none if it cannot be listed.
fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|file| Some(file.ok()?.path())).collect()
}
