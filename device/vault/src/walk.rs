//! Lists the files of a folder for an import. Reads names and kinds, never content, and holds at most one folder's
//! names in memory.

use std::fmt;
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// The reason why a path in a folder is not imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Left {
    /// It is the home.
    Home,
    /// It is a pipe, a device or a socket.
    NoFile,
    /// It is a link to a target outside the folder.
    LeadsOut,
    /// It is a broken link.
    LeadsNowhere,
    /// It cannot be read; the system's words.
    Unreadable(String),
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("it is the home that this is sealed into"),
            Self::NoFile => f.write_str("it is no file but a pipe, a device or a socket"),
            Self::LeadsOut => f.write_str("it is a link that leads out of the folder; name the file itself"),
            Self::LeadsNowhere => f.write_str("it is a link that leads nowhere"),
            Self::Unreadable(why) => write!(f, "it could not be looked into: {why}"),
        }
    }
}

/// A path that was found.
pub enum Found {
    /// A file to import.
    File(PathBuf),
    /// A path that is not imported, and the reason.
    Refused(PathBuf, Left),
    /// A link to a target in the same folder, which is found by its own name.
    Link,
}

/// Returns the files of one argument: the file itself, or all files below a folder. `home` is never entered.
pub fn files<'a>(path: &'a Path, home: &'a Path) -> Box<dyn Iterator<Item = Found> + 'a> {
    if !path.is_dir() {
        return Box::new(std::iter::once(Found::File(path.to_owned())));
    }
    let home = home.metadata().ok();
    if is_same(path.metadata().ok().as_ref(), home.as_ref()) {
        return Box::new(std::iter::once(Found::Refused(path.to_owned(), Left::Home)));
    }
    let is_home = move |entry: &DirEntry| is_same(entry.metadata().ok().as_ref(), home.as_ref());
    // The argument itself may be a link; the person named it, so it is followed.
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
                    return Some(Found::Refused(entry.into_path(), Left::Home));
                }
                continue;
            }
            return Some(if kind.is_file() {
                Found::File(entry.into_path())
            } else if kind.is_symlink() {
                link(path, entry.into_path())
            } else {
                Found::Refused(entry.into_path(), Left::NoFile)
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
    Found::Refused(path, Left::Unreadable(why))
}

/// Classifies a link in a folder: a link never leads the import out of the folder.
fn link(root: &Path, path: PathBuf) -> Found {
    let inside = root.canonicalize().and_then(|root| Ok(path.canonicalize()?.starts_with(root)));
    match inside {
        Ok(true) => Found::Link,
        Ok(false) => Found::Refused(path, Left::LeadsOut),
        Err(_) => Found::Refused(path, Left::LeadsNowhere),
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
                Found::Refused(path, why) => refused.push(format!("{}: {}", short(&path), why)),
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
        // A link that is itself the argument is followed.
        symlink(root.join("100"), dir.path().join("link")).unwrap();
        assert_eq!(files(&dir.path().join("link"), &home).count(), 2);
    }

    fn make_pipe(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }
}
