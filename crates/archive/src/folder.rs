//! A bundle that lies in a folder, as the verifier reads it. The verifier itself touches no disk.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use verify::{BundleSource, FileInfo};

use crate::open_ordinary;

/// A bundle as a folder. Links and special files are refused, so that nothing outside it is read.
pub struct FolderSource {
    root: PathBuf,
}

impl FolderSource {
    /// The folder at `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl BundleSource for FolderSource {
    fn list(&mut self) -> verify::Result<Vec<FileInfo>> {
        let mut files = Vec::new();
        let mut open = vec![(self.root.clone(), String::new())];
        while let Some((dir, prefix)) = open.pop() {
            for entry in std::fs::read_dir(dir).map_err(unavailable)? {
                let entry = entry.map_err(unavailable)?;
                let (kind, name) = (entry.file_type().map_err(unavailable)?, entry.file_name());
                let path = match name.to_str() {
                    Some(name) => format!("{prefix}{name}"),
                    None => return Err(refused("a file name is not UTF-8")),
                };
                if kind.is_dir() {
                    open.push((entry.path(), format!("{path}/")));
                } else if kind.is_file() {
                    files.push(FileInfo { path, size: entry.metadata().map_err(unavailable)?.len() });
                } else {
                    return Err(refused("it contains a link or a special file"));
                }
                if files.len() + open.len() > verify::MAX_FILES {
                    return Err(refused("it has too many files"));
                }
            }
        }
        Ok(files)
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn Read + '_>> {
        Ok(Box::new(BufReader::with_capacity(1 << 16, open_ordinary(&self.root.join(path)).map_err(unavailable)?)))
    }
}

fn unavailable(source: std::io::Error) -> verify::Error {
    verify::Error::Unavailable { what: "the bundle's folder", source }
}

fn refused(why: &str) -> verify::Error {
    verify::Error::Refused { what: "the bundle's folder", why: why.to_owned() }
}
