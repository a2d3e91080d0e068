//! `testamur verify`: judges a bundle file or folder.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use verify::{BundleSource, FileInfo, Trust, ZipSource};

use crate::args::Verify;
use crate::door::{Done, Door, Trouble, read_small};

/// True when nothing failed.
pub fn verify(door: &Door, args: &Verify) -> Done<bool> {
    let trust = trust(args)?;
    let judge = || -> Done<verify::Verdict> {
        if args.bundle.is_dir() {
            return Ok(verify::bundle(&mut FolderSource::new(&args.bundle), &trust)?);
        }
        let file = File::open(&args.bundle)?;
        if !file.metadata()?.is_file() {
            return Err(Trouble::new("it is neither a file nor a folder"));
        }
        Ok(verify::bundle(&mut ZipSource::open(BufReader::new(file))?, &trust)?)
    };
    let verdict = judge().map_err(Trouble::at(&args.bundle))?;
    door.say(&serde_json::to_value(&verdict)?, &verdict)?;
    Ok(verdict.exit_ok())
}

fn trust(args: &Verify) -> Done<Trust> {
    let mut trust = match &args.policy {
        Some(path) => Trust::from_policy(&read_small(path)?).map_err(|e| Trouble::at(path)(e.into()))?,
        None => Trust::default(),
    };
    if let Some(word) = &args.organisation {
        let key = word.parse().map_err(|_| Trouble::new("--organisation is not a public key (64 hex digits)"))?;
        if trust.organisation.is_some_and(|o| o != key) {
            return Err(Trouble::new("--organisation is not the key that signed --policy"));
        }
        trust.organisation = Some(key);
    }
    trust.at = Some(match &args.at {
        Some(word) => {
            word.parse().map_err(|_| Trouble::new("--at is not an RFC 3339 time, for example 2026-11-22T12:00:00Z"))?
        }
        None => jiff::Timestamp::now(),
    });
    Ok(trust)
}

/// A bundle as a folder. Links and special files are refused, so that nothing outside it is read.
struct FolderSource {
    root: PathBuf,
}

impl FolderSource {
    fn new(root: &Path) -> Self {
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
        Ok(Box::new(BufReader::with_capacity(1 << 16, File::open(self.root.join(path)).map_err(unavailable)?)))
    }
}

fn unavailable(source: std::io::Error) -> verify::Error {
    verify::Error::Unavailable { what: "the bundle's folder", source }
}

fn refused(why: &str) -> verify::Error {
    verify::Error::Refused { what: "the bundle's folder", why: why.to_owned() }
}
