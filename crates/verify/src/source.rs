//! Where a bundle's files come from. Owns the limits on their number and names; never opens a path: a folder is read by
//! the door that was given its name.

use std::collections::BTreeMap;
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

/// A place where a carrier of files is damaged, or was altered.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Damage {
    /// The file that it hit; none when it hit the carrier itself.
    pub path: Option<String>,
    /// How it shows.
    pub why: &'static str,
}

/// Marks the error of a reader whose file is not the one that was written, as a carrier's own checksum tells.
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

    /// How the damage shows, if this error tells of one.
    pub(crate) fn of(error: &io::Error) -> Option<&'static str> {
        error.get_ref()?.downcast_ref::<Self>().map(|broken| broken.0)
    }
}

/// The files of a bundle. The reader checks paths itself; a source only has to keep its promises about its own disk
/// (an implementation over folders must not follow symbolic links).
pub trait BundleSource {
    /// All files, in any order, folders left out.
    fn list(&mut self) -> Result<Vec<FileInfo>>;

    /// The bytes of the file at a listed path, from its beginning.
    fn open(&mut self, path: &str) -> Result<Box<dyn Read + '_>>;

    /// Damage that was noticed before any file was opened.
    fn damage(&self) -> Vec<Damage> {
        Vec::new()
    }

    /// False for a source that makes its files while they are judged, as an archive does of its own items: nothing
    /// travelled, so there is no list of digests to compare with. Whatever came from elsewhere has one.
    fn has_sums(&self) -> bool {
        true
    }
}

/// A bundle in memory: for WebAssembly and tests.
#[derive(Clone, Default, Debug)]
pub struct MemorySource {
    files: BTreeMap<String, Vec<u8>>,
}

impl MemorySource {
    /// Takes paths and their bytes.
    pub fn new(files: BTreeMap<String, Vec<u8>>) -> Self {
        Self { files }
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
}

/// Lists the files and refuses what no bundle needs: too many, a path twice, a path that could leave the folder or
/// look like another.
pub(crate) fn list(source: &mut dyn BundleSource) -> Result<BTreeMap<String, u64>> {
    let listed = source.list()?;
    if listed.len() > MAX_FILES {
        return Err(Error::refused("bundle", format!("{} files, {MAX_FILES} allowed", listed.len())));
    }
    let mut files = BTreeMap::new();
    for file in listed {
        if !is_plain_path(&file.path) {
            return Err(Error::refused("bundle", "a file's path is not made of plain names"));
        }
        if files.insert(file.path, file.size).is_some() {
            return Err(Error::refused("bundle", "two files have the same path"));
        }
    }
    let folded: std::collections::BTreeSet<String> = files.keys().map(|p| p.to_ascii_lowercase()).collect();
    if folded.len() != files.len() {
        return Err(Error::refused("bundle", "two paths differ in upper and lower case only"));
    }
    if !files.contains_key(bundle::MANIFEST) {
        return Err(Error::malformed("bundle", "it has no bundle.json"));
    }
    Ok(files)
}

/// Names of letters, digits, `.`, `-` and `_`, none beginning or ending with a dot (some systems drop the last one),
/// at most one folder deep.
pub(crate) fn is_plain_path(path: &str) -> bool {
    let plain = |name: &str| {
        !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with('.')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    path.len() <= MAX_PATH && path.split('/').count() <= 2 && path.split('/').all(plain)
}

/// A small file, read to its end, and how it does not agree with its carrier, if so.
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
