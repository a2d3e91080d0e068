//! Sources of a bundle's files. Owns the limits on their number and names; never opens a path: the caller that was
//! given a folder's name reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

use evidence::bundle;

use crate::{Error, Result};

/// Most files in a bundle.
pub const MAX_FILES: usize = 200_000;
/// Longest path inside a bundle, in bytes.
pub const MAX_PATH: usize = 240;

/// One file of a bundle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileInfo {
    /// Path inside the bundle, with `/` between folders.
    pub path: String,
    /// Length in bytes, as the carrier states it.
    pub size: u64,
}

/// A damaged or altered place in a carrier of files.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Damage {
    /// The damaged file; none for damage to the carrier itself.
    pub path: Option<String>,
    /// The symptom.
    pub why: &'static str,
}

/// The symptom of a zip without its last part.
pub(crate) const CUT: &str = "it ends too early, as a copy does that broke off: its end is missing";

/// Marks the error of a reader whose file differs from the written one, by a carrier's own checksum.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) &'static str);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Broken {}

impl Broken {
    pub(crate) fn error(why: &'static str) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self(why))
    }

    /// Returns the symptom of the damage if the error has one.
    pub(crate) fn of(error: &io::Error) -> Option<&'static str> {
        error.get_ref()?.downcast_ref::<Self>().map(|broken| broken.0)
    }
}

/// The files of a bundle. The reader checks paths itself; a source is responsible only for its own disk (an
/// implementation over folders must not follow symbolic links).
pub trait BundleSource {
    /// Returns all files, in any order, folders left out.
    fn list(&mut self) -> Result<Vec<FileInfo>>;

    /// Returns the bytes of the file at a listed path, from its beginning.
    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>>;

    /// Returns damage that was found before any file was opened.
    fn damage(&self) -> Vec<Damage> {
        Vec::new()
    }

    /// Returns foreign objects beside the bundle's files: links, folders in folders, files around the bundle's own
    /// folder. Names are as a person would find them.
    fn litter(&self) -> Vec<String> {
        Vec::new()
    }

    /// Returns false for a source that makes its files while they are judged, as an archive does for its own items:
    /// nothing travelled, so there is no list of digests to compare with. A bundle from elsewhere has one.
    fn has_sums(&self) -> bool {
        true
    }
}

/// Returns the folder around a bundle, with a `/` at its end; none if no folder is one. People copy and pack the
/// folder itself. A bundle has a manifest and a list of digests; if no place has both, a manifest alone suffices.
/// Errors: `Refused` with the names if there are several bundles.
pub fn folder_around<'a>(paths: impl Iterator<Item = &'a str>) -> Result<Option<String>> {
    let (mut around, mut listed) = (BTreeSet::new(), BTreeSet::new());
    let is_place = |folder: &&str| folder.is_empty() || folder.ends_with('/') && folder.split('/').count() == 2;
    for path in paths {
        around.extend(path.strip_suffix(bundle::MANIFEST).filter(is_place).map(str::to_owned));
        listed.extend(path.strip_suffix(bundle::SUMS).filter(is_place).map(str::to_owned));
    }
    if around.iter().any(|folder| listed.contains(folder)) {
        around.retain(|folder| listed.contains(folder));
    }
    if around.contains("") {
        return Ok(None);
    }
    if around.len() > 1 {
        let named: Vec<_> = around.iter().take(3).map(|folder| crate::escape::escape(folder)).collect();
        let why = format!("it holds {} bundles; verify one of them alone: {}", around.len(), named.join(", "));
        return Err(Error::refused("bundle", why));
    }
    Ok(around.pop_first())
}

/// A bundle in memory: for WebAssembly and tests.
#[derive(Clone, Default, Debug)]
pub struct MemorySource {
    files: BTreeMap<String, Vec<u8>>,
    litter: Vec<String>,
}

impl MemorySource {
    /// Takes paths and their bytes. A folder around them is removed.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        // Among several bundles there is no choice: the missing manifest at the top is then reported.
        let around = folder_around(files.keys().map(String::as_str)).ok().flatten();
        let Some(around) = around else { return Self { files, litter: Vec::new() } };
        let (mut inside, mut litter) = (BTreeMap::new(), Vec::new());
        for (path, bytes) in files {
            match path.strip_prefix(&around) {
                Some(path) => drop(inside.insert(path.to_owned(), bytes)),
                None => litter.push(path),
            }
        }
        Self { files: inside, litter }
    }
}

impl BundleSource for MemorySource {
    fn list(&mut self) -> Result<Vec<FileInfo>> {
        let info = |(path, bytes): (&String, &Vec<u8>)| FileInfo { path: path.clone(), size: bytes.len() as u64 };
        Ok(self.files.iter().map(info).collect())
    }

    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>> {
        match self.files.get(path) {
            Some(bytes) => Ok(Box::new(bytes.as_slice())),
            None => Err(Error::Bug("a file was opened that was not listed")),
        }
    }

    fn litter(&self) -> Vec<String> {
        self.litter.clone()
    }
}

/// The files of a source with valid paths, and everything beside them.
pub(crate) struct Listed {
    pub(crate) files: BTreeMap<String, u64>,
    pub(crate) litter: BTreeSet<String>,
}

impl Listed {
    /// Moves aside files whose names differ from a listed file only in upper and lower case. `sums` are the paths that
    /// the bundle lists. Errors: `Refused` if it lists two such files, which many systems treat as one.
    pub(crate) fn settle<T>(&mut self, sums: Option<&BTreeMap<String, T>>) -> Result<()> {
        let mut folded: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for path in self.files.keys() {
            folded.entry(path.to_ascii_lowercase()).or_default().push(path.clone());
        }
        for twins in folded.into_values().filter(|twins| twins.len() > 1) {
            let is_ours = |path: &&String| {
                sums.is_none_or(|sums| sums.contains_key(*path))
                    || [bundle::MANIFEST, bundle::SUMS].contains(&path.as_str())
            };
            if twins.iter().filter(is_ours).count() > 1 {
                return Err(Error::refused("bundle", "two paths differ in upper and lower case only"));
            }
            for path in twins.iter().filter(|path| !is_ours(path)) {
                self.files.remove(path);
                self.litter.insert(path.clone());
            }
        }
        Ok(())
    }
}

/// Lists the files. Refuses too many files and a path given twice. A path that no bundle has (a system's own files,
/// copies, names that could leave the folder or look like another) is litter and is never opened.
pub(crate) fn list(source: &mut dyn BundleSource) -> Result<Listed> {
    let listed = source.list()?;
    let mut litter: BTreeSet<String> = source.litter().into_iter().collect();
    if listed.len() > MAX_FILES {
        return Err(Error::refused("bundle", format!("{} files, {MAX_FILES} allowed", listed.len())));
    }
    let mut files = BTreeMap::new();
    for file in listed {
        if !is_plain_path(&file.path) {
            litter.insert(file.path);
            continue;
        }
        if files.insert(file.path, file.size).is_some() {
            return Err(Error::refused("bundle", "two files have the same path"));
        }
    }
    if !files.contains_key(bundle::MANIFEST) {
        let why = "it has no bundle.json: verify the zip as it came, or the folder that has bundle.json in it";
        return Err(Error::malformed("bundle", why));
    }
    Ok(Listed { files, litter })
}

/// Returns true for names of letters, digits, `.`, `-` and `_` that neither begin nor end with a dot (some systems
/// drop the last one), at most one folder deep.
pub(crate) fn is_plain_path(path: &str) -> bool {
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    path.len() <= MAX_PATH && path.split('/').count() <= 2 && path.split('/').all(plain)
}

/// A small file, read to its end, with its disagreement with the carrier, if any.
pub(crate) struct Small {
    pub(crate) bytes: Vec<u8>,
    pub(crate) broken: Option<&'static str>,
}

/// Reads a whole small file that errors call `what`; `max` in bytes.
pub(crate) fn read_small(source: &mut dyn BundleSource, path: &str, what: &'static str, max: usize) -> Result<Small> {
    let mut small = Small { bytes: Vec::new(), broken: None };
    let mut reader = source.open(path)?.take(max as u64 + 1);
    if let Err(error) = reader.read_to_end(&mut small.bytes) {
        let why = Broken::of(&error);
        small.broken = Some(why.ok_or_else(|| Error::unavailable(what)(error))?);
    }
    if small.bytes.len() > max {
        return Err(Error::refused(what, format!("more than {max} bytes")));
    }
    Ok(small)
}
