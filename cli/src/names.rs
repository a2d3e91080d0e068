//! File names in a list for `testamur add`.

use std::fs::symlink_metadata;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::ffi::OsStringExt;
use std::path::PathBuf;

use crate::trouble::{Done, Trouble};

/// Longest name in a list, in bytes: more than any system opens.
const MAX_NAME: u64 = 64 * 1024;

/// Names from a list, read one by one.
pub struct Names {
    list: BufReader<Box<dyn Read>>,
    end: u8,
    first: bool,
}

impl Names {
    /// Reads names that end with a zero byte, or with their line.
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
                // A list from Windows; a name may really end in a carriage return, too.
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
