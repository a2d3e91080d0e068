//! Small files of the app beside the place of a home, for settings that are needed without a home. Owns their names and
//! how they are read.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// Longest file that is read, in bytes.
const MAX_FILE: u64 = 200;

/// Returns the file with this extension beside a home.
pub fn file(home: &Path, ending: &str) -> PathBuf {
    let mut name = home.file_name().unwrap_or_default().to_os_string();
    name.push(ending);
    home.with_file_name(name)
}

/// Reads the value in such a file; `None` if it is absent, too long, broken or of another shape.
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let short = std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= MAX_FILE);
    short.then(|| std::fs::read(path).ok()).flatten().and_then(|text| serde_json::from_slice(&text).ok())
}
