//! A chosen folder as the verifier reads it: by the rules of `reader::FolderSource`, over the browser's flat list.
//!
//! A browser lists ordinary files only: links are followed or left out by the browser, and empty folders are unseen.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};

use evidence::bundle::{MANIFEST, SUMS};
use verify::{BundleSource, Error, FileInfo, MAX_FILES, Result, folder_around};

use crate::host::{Host, Listed, Ranges};

/// Bytes that are asked for at once.
const PIECE: usize = 1 << 16;

/// A bundle's folder, or a folder that contains one.
pub struct Folder<'a> {
    host: &'a dyn Host,
    files: &'a [Listed],
    /// Number and size of each file by its path; a path that stands twice is refused before a file is opened.
    numbers: BTreeMap<&'a str, (usize, u64)>,
    root: String,
    litter: BTreeSet<String>,
}

impl<'a> Folder<'a> {
    /// Takes the files of a folder, with paths below it, separated by `/`. Errors: `Refused` if it holds several
    /// bundles or too many files.
    pub fn new(host: &'a dyn Host, files: &'a [Listed]) -> Result<Self> {
        if files.len() > MAX_FILES {
            let why = format!("it has more than {MAX_FILES} files");
            return Err(Error::Refused { what: "the bundle's folder", why });
        }
        let numbers =
            files.iter().enumerate().map(|(number, file)| (file.path.as_str(), (number, file.size))).collect();
        let mut source = Self { host, files, numbers, root: String::new(), litter: BTreeSet::new() };
        let is_frame = |path: &str| [MANIFEST, SUMS].contains(&path);
        if files.iter().filter(|file| is_frame(&file.path)).count() == 2 {
            return Ok(source);
        }
        let framed = files.iter().map(|file| file.path.as_str()).filter(|path| match path.split_once('/') {
            Some((_, inside)) => is_frame(inside),
            None => is_frame(path),
        });
        let Some(around) = folder_around(framed)? else { return Ok(source) };
        for file in files.iter().filter(|file| !file.path.starts_with(&around)) {
            source.litter.insert(first(&file.path));
        }
        source.root = around;
        Ok(source)
    }

    /// Returns the folder inside the chosen one that has the bundle's files, with a `/`; empty if it is the chosen one.
    pub fn root(&self) -> &str {
        &self.root
    }
}

impl BundleSource for Folder<'_> {
    fn list(&mut self) -> Result<Vec<FileInfo>> {
        let mut files = Vec::new();
        for file in self.files {
            let Some(path) = file.path.strip_prefix(&self.root) else { continue };
            let Some((folder, inside)) = path.split_once('/') else {
                files.push(FileInfo { path: path.to_owned(), size: file.size });
                continue;
            };
            // A bundle is one folder deep, and its folders have plain names: foreign folders are not walked.
            if folder.starts_with('.') || !folder.is_ascii() {
                self.litter.insert(format!("{folder}/"));
            } else if inside.contains('/') {
                self.litter.insert(format!("{folder}/{}", first(inside)));
            } else {
                files.push(FileInfo { path: path.to_owned(), size: file.size });
            }
        }
        Ok(files)
    }

    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>> {
        let found = self.numbers.get(format!("{}{path}", self.root).as_str());
        let (number, size) = *found.ok_or(Error::Bug("a file was opened that was not listed"))?;
        let number = u32::try_from(number).map_err(|_| Error::Bug("more files than are allowed"))?;
        Ok(Box::new(BufReader::with_capacity(PIECE, Ranges::new(self.host, number, size))))
    }

    fn litter(&self) -> Vec<String> {
        self.litter.iter().cloned().collect()
    }
}

/// Returns the first name of a path, with a `/` if it is a folder's.
fn first(path: &str) -> String {
    path.split_once('/').map_or_else(|| path.to_owned(), |(folder, _)| format!("{folder}/"))
}
