//! The files that `testamur add` is given: named one by one, in folders, and in a list. Reads names and kinds, never content,
//! and holds no more of them than one folder has.

use std::fs::{Metadata, symlink_metadata};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::door::{Done, Trouble};

/// Why a home is not walked into.
const HOME: &str = "it is the home that this is sealed into";
/// Longest name in a list, in bytes: above what any system opens.
const MAX_NAME: u64 = 64 * 1024;

/// Something that was met.
pub enum Found {
    /// A file to take in.
    File(PathBuf),
    /// Something that is not taken in, and why.
    Refused(PathBuf, Trouble),
    /// A link in a folder that leads to something in the same folder, which is met by its own name.
    Link,
}

/// Names the files of one argument: itself, or everything below it where it is a folder. `home` is never walked into.
pub fn files<'a>(path: &'a Path, home: &'a Path) -> Box<dyn Iterator<Item = Found> + 'a> {
    if !path.is_dir() {
        return Box::new(std::iter::once(Found::File(path.to_owned())));
    }
    let home = home.metadata().ok();
    if is_same(path.metadata().ok().as_ref(), home.as_ref()) {
        return Box::new(std::iter::once(Found::Refused(path.to_owned(), Trouble::new(HOME))));
    }
    let is_home = move |entry: &DirEntry| is_same(entry.metadata().ok().as_ref(), home.as_ref());
    // The folder itself may be a link, which was named and is followed.
    let mut walk = WalkDir::new(path).min_depth(1).sort_by_file_name().into_iter();
    Box::new(std::iter::from_fn(move || {
        loop {
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(e) => return Some(unreadable(path, e)),
            };
            let kind = entry.file_type();
            if kind.is_dir() {
                if is_home(&entry) {
                    walk.skip_current_dir();
                    return Some(Found::Refused(entry.into_path(), Trouble::new(HOME)));
                }
                continue;
            }
            return Some(if kind.is_file() {
                Found::File(entry.into_path())
            } else if kind.is_symlink() {
                link(path, entry.into_path())
            } else {
                let why = Trouble::new("it is no file but a pipe, a device or a socket");
                Found::Refused(entry.into_path(), why)
            });
        }
    }))
}

fn is_same(one: Option<&Metadata>, other: Option<&Metadata>) -> bool {
    one.zip(other).is_some_and(|(a, b)| (a.dev(), a.ino()) == (b.dev(), b.ino()))
}

fn unreadable(root: &Path, error: walkdir::Error) -> Found {
    let path = error.path().unwrap_or(root).to_owned();
    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Found::Refused(path, Trouble::new(format!("it could not be looked into: {why}")))
}

/// A link in a folder: nobody who put it there leads us out of the folder.
fn link(root: &Path, path: PathBuf) -> Found {
    let inside = root.canonicalize().and_then(|root| Ok(path.canonicalize()?.starts_with(root)));
    match inside {
        Ok(true) => Found::Link,
        Ok(false) => {
            Found::Refused(path, Trouble::new("it is a link that leads out of the folder; name the file itself"))
        }
        Err(_) => Found::Refused(path, Trouble::new("it is a link that leads nowhere")),
    }
}

/// Names from a list, as they come.
pub struct Names {
    list: BufReader<Box<dyn Read>>,
    end: u8,
    first: bool,
}

impl Names {
    /// Reads names that end in a zero byte, or in the end of their line.
    pub fn new(list: Box<dyn Read>, null: bool) -> Self {
        Self { list: BufReader::with_capacity(64 * 1024, list), end: if null { 0 } else { b'\n' }, first: true }
    }

    fn read(&mut self) -> Done<Option<PathBuf>> {
        loop {
            let mut name = Vec::new();
            if self.list.by_ref().take(MAX_NAME).read_until(self.end, &mut name)? == 0 {
                return Ok(None);
            }
            match name.last() {
                Some(last) if *last == self.end => drop(name.pop()),
                _ if name.len() as u64 == MAX_NAME => return Err(Trouble::new("the list has a line that is no name")),
                _ => {}
            }
            if self.end == b'\n' {
                if name.contains(&0) {
                    return Err(Trouble::new("the names in the list end in zero bytes: say --null too"));
                }
                if std::mem::take(&mut self.first) && name.starts_with(b"\xef\xbb\xbf") {
                    name.drain(..3);
                }
                // A list from Windows; a name may end so all the same.
                if name.ends_with(b"\r") && symlink_metadata(path_of(&name)).is_err() {
                    name.pop();
                }
            }
            if !name.is_empty() {
                return Ok(Some(path_of(&name)));
            }
        }
    }
}

fn path_of(name: &[u8]) -> PathBuf {
    PathBuf::from(std::ffi::OsString::from_vec(name.to_vec()))
}

impl Iterator for Names {
    type Item = Done<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    fn met(root: &Path, home: &Path) -> (Vec<String>, Vec<String>, usize) {
        let short = |path: &Path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let (mut taken, mut refused, mut links) = (Vec::new(), Vec::new(), 0);
        for found in files(root, home) {
            match found {
                Found::File(path) => taken.push(short(&path)),
                Found::Refused(path, why) => refused.push(format!("{}: {}", short(&path), why.text())),
                Found::Link => links += 1,
            }
        }
        (taken, refused, links)
    }

    #[test]
    fn a_folder_is_walked_in_order_and_never_left_by_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let (root, home) = (dir.path().join("DCIM"), dir.path().join("DCIM/home"));
        for folder in ["100", "101/deep", "home/parts"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        for file in ["101/deep/c.jpg", "100/b.jpg", "100/a.jpg", "home/parts/p", "../outside.txt", ".hidden"] {
            fs::write(root.join(file), file).unwrap();
        }
        symlink(dir.path().join("outside.txt"), root.join("out")).unwrap();
        symlink(dir.path(), root.join("up")).unwrap();
        symlink("nowhere", root.join("dead")).unwrap();
        symlink("100/a.jpg", root.join("same")).unwrap();
        symlink(&root, root.join("101/loop")).unwrap();
        make_pipe(&root.join("pipe"));
        let (taken, refused, links) = met(&root, &home);
        assert_eq!(taken, [".hidden", "100/a.jpg", "100/b.jpg", "101/deep/c.jpg"]);
        assert_eq!(links, 2);
        for (name, why) in
            [("home", "sealed into"), ("out", "leads out"), ("up", "leads out"), ("dead", "nowhere"), ("pipe", "pipe")]
        {
            let told = refused.iter().find(|told| told.starts_with(&format!("{name}: "))).unwrap();
            assert!(told.contains(why), "{told}");
        }
        assert_eq!(refused.len(), 5, "{refused:?}");
        // A link that was named itself is followed.
        symlink(root.join("100"), dir.path().join("link")).unwrap();
        assert_eq!(files(&dir.path().join("link"), &home).count(), 2);
    }

    fn make_pipe(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    fn names(list: &[u8], null: bool) -> Vec<Result<String, String>> {
        let all = Names::new(Box::new(std::io::Cursor::new(list.to_vec())), null);
        all.map(|name| name.map(|n| n.display().to_string()).map_err(|t| t.text().to_owned())).collect()
    }

    #[test]
    fn a_list_is_read_line_by_line_or_between_zero_bytes() {
        let ok = |all: &[&str]| all.iter().map(|n| Ok((*n).to_owned())).collect::<Vec<Result<String, String>>>();
        assert_eq!(names("\u{feff}a b.jpg\r\n\n/Мать.jpg".as_bytes(), false), ok(&["a b.jpg", "/Мать.jpg"]));
        assert_eq!(names(b"a\nb\0-c\0\0", true), ok(&["a\nb", "-c"]));
        assert!(names(b"a\0b\0", false)[0].as_ref().is_err_and(|why| why.contains("--null")));
        assert!(names(&[b'a'; 70_000], false)[0].is_err());
        let long: Vec<u8> = (0..100_000).flat_map(|n| format!("IMG_{n}.jpg\n").into_bytes()).collect();
        assert_eq!(names(&long, false).len(), 100_000);
    }
}
