//! A bundle in a folder, as the verifier reads it.

use std::fs::{DirEntry, read_dir};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use evidence::bundle::{MANIFEST, SUMS};
use evidence::file_name;
use verify::{BundleSource, FileInfo};

/// A bundle's folder, or a folder that contains one. Links and special files are named and never followed, so that no
/// file outside is read; foreign files from a file manager or a person are named too.
pub struct FolderSource {
    root: PathBuf,
    litter: Vec<String>,
}

impl FolderSource {
    /// Opens the folder at `root`, or a bundle's folder directly in it. Errors: `Refused` if there are several.
    pub fn new(root: &Path) -> verify::Result<Self> {
        let mut source = Self { root: root.to_owned(), litter: Vec::new() };
        let mut paths = frame(root, "");
        if paths.len() == FRAME.len() {
            return Ok(source);
        }
        let inside = entries(root)?;
        for entry in &inside {
            if entry.file_type().map_err(unavailable)?.is_dir() {
                paths.extend(frame(&entry.path(), &shown(entry)?));
            }
        }
        let Some(around) = verify::folder_around(paths.iter().map(String::as_str))? else { return Ok(source) };
        for entry in &inside {
            match shown(entry)? {
                name if name == around => source.root = entry.path(),
                name => source.litter.push(name),
            }
        }
        Ok(source)
    }

    /// Returns the folder that has the bundle's files in it.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl BundleSource for FolderSource {
    fn list(&mut self) -> verify::Result<Vec<FileInfo>> {
        let mut files = Vec::new();
        for entry in entries(&self.root)? {
            let Some(name) = plain(&entry) else {
                self.litter.push(shown(&entry)?);
                continue;
            };
            if !entry.file_type().map_err(unavailable)?.is_dir() {
                self.take(&entry, name, &mut files)?;
                continue;
            }
            // A bundle is one folder deep, and its folders have plain names: foreign folders are not walked.
            if name.starts_with('.') || !name.is_ascii() {
                self.litter.push(name + "/");
                continue;
            }
            for inner in entries(&entry.path())? {
                match plain(&inner) {
                    Some(inner_name) => self.take(&inner, format!("{name}/{inner_name}"), &mut files)?,
                    None => self.litter.push(format!("{name}/{}", shown(&inner)?)),
                }
            }
        }
        Ok(files)
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn Read + '_>> {
        Ok(Box::new(BufReader::with_capacity(
            1 << 16,
            disk::open_ordinary(&self.root.join(path)).map_err(unavailable)?,
        )))
    }

    fn litter(&self) -> Vec<String> {
        self.litter.clone()
    }
}

impl FolderSource {
    /// Takes an ordinary file, and names any other object in its place.
    fn take(&mut self, entry: &DirEntry, path: String, files: &mut Vec<FileInfo>) -> verify::Result<()> {
        let kind = entry.file_type().map_err(unavailable)?;
        if kind.is_file() {
            files.push(FileInfo { path, size: entry.metadata().map_err(unavailable)?.len() });
        } else {
            self.litter.push(if kind.is_dir() { path + "/" } else { path });
        }
        match files.len() + self.litter.len() > verify::MAX_FILES {
            true => Err(too_many()),
            false => Ok(()),
        }
    }
}

/// The files that make a folder a bundle.
const FRAME: [&str; 2] = [MANIFEST, SUMS];

/// Returns those of them that a folder has, under its name.
fn frame(folder: &Path, name: &str) -> Vec<String> {
    let is_here = |file: &&str| folder.join(file).symlink_metadata().is_ok_and(|m| m.is_file());
    FRAME.iter().filter(|file| is_here(file)).map(|file| format!("{name}{file}")).collect()
}

/// Returns the entries of a folder, ordered by name.
fn entries(dir: &Path) -> verify::Result<Vec<DirEntry>> {
    let mut entries = Vec::new();
    for entry in read_dir(dir).map_err(unavailable)? {
        entries.push(entry.map_err(unavailable)?);
        if entries.len() > verify::MAX_FILES {
            return Err(too_many());
        }
    }
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

/// Returns a name that is valid text.
fn plain(entry: &DirEntry) -> Option<String> {
    entry.file_name().into_string().ok()
}

/// Returns the name of an object outside the bundle, with a `/` after a folder's name.
fn shown(entry: &DirEntry) -> verify::Result<String> {
    let name = file_name::text(&entry.file_name());
    Ok(if entry.file_type().map_err(unavailable)?.is_dir() { name + "/" } else { name })
}

fn too_many() -> verify::Error {
    let why = format!("it has more than {} files", verify::MAX_FILES);
    verify::Error::Refused { what: "the bundle's folder", why }
}

fn unavailable(source: std::io::Error) -> verify::Error {
    verify::Error::Unavailable { what: "the bundle's folder", source }
}
