//! The language, the colours and the minutes until the archive locks itself, chosen without a home: kept beside its
//! place until there is one.
//!
//! Owns that file. These settings reveal no fact about a person or about evidence, and the file holds no others.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vault::Preference;

use crate::beside;

/// Longest time until the vault is locked, in minutes.
const LONGEST: u32 = 24 * 60;

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Look {
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    theme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lock_after: Option<String>,
}

fn file(home: &Path) -> PathBuf {
    beside::file(home, ".look")
}

/// Reads the settings beside `home`; empty if the file is absent, broken or of another shape.
pub fn read(home: &Path) -> BTreeMap<Preference, String> {
    let look: Look = beside::read(&file(home)).unwrap_or_default();
    // A value in this file must not keep an archive open for longer than the window allows.
    let lock_after = look.lock_after.filter(|value| minutes(value).is_some());
    let known =
        [(Preference::Language, look.language), (Preference::Theme, look.theme), (Preference::LockAfter, lock_after)];
    known.into_iter().filter_map(|(which, value)| Some((which, value?))).collect()
}

/// Writes the permitted settings of `chosen`. A setting that cannot be written lasts for this run only.
pub fn write(home: &Path, chosen: &BTreeMap<Preference, String>) {
    let one = |which| chosen.get(&which).filter(|value| !value.is_empty()).cloned();
    let look = Look {
        language: one(Preference::Language),
        theme: one(Preference::Theme),
        lock_after: one(Preference::LockAfter),
    };
    if look.language.is_none() && look.theme.is_none() && look.lock_after.is_none() {
        return forget(home);
    }
    let (Ok(text), path) = (serde_json::to_vec(&look), file(home)) else { return };
    let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    let _ = folder.and_then(|()| std::fs::write(path, text));
}

/// Removes the file: a home keeps its own preferences, and after a panic no trace may stay.
pub fn forget(home: &Path) {
    let _ = std::fs::remove_file(file(home));
}

/// Parses the minutes until the vault is locked.
pub fn minutes(value: &str) -> Option<u32> {
    value.parse().ok().filter(|m| (1..=LONGEST).contains(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_says_no_look_is_as_if_there_were_none() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("home");
        let long = format!("{}{{\"language\":\"kk\"}}", " ".repeat(200));
        for broken in [
            "",
            "{",
            "null",
            r#"{"language":7}"#,
            r#"{"proxy":"socks5h://a:1"}"#,
            r#"{"lock_after":"99999999"}"#,
            &long,
        ] {
            std::fs::write(dir.path().join("home.look"), broken).unwrap();
            assert!(read(&home).is_empty(), "{broken:?}");
        }
    }

    #[test]
    fn nothing_but_language_colours_and_time_to_lock_is_written_and_taking_them_back_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().join("data/home");
        let chosen = BTreeMap::from([
            (Preference::Language, "kk".to_owned()),
            (Preference::Theme, String::new()),
            (Preference::Proxy, "socks5h://127.0.0.1:9050".to_owned()),
        ]);
        write(&home, &chosen);
        assert_eq!(std::fs::read_to_string(dir.path().join("data/home.look")).unwrap(), r#"{"language":"kk"}"#);
        let locks = BTreeMap::from([(Preference::LockAfter, "15".to_owned())]);
        write(&home, &locks);
        assert_eq!(read(&home), locks);
        write(&home, &BTreeMap::from([(Preference::Language, String::new())]));
        assert!(!dir.path().join("data/home.look").exists());
    }

    #[test]
    fn the_lock_waits_a_minute_at_least_and_a_day_at_most() {
        assert_eq!(["0", "1", "1440", "1441", "x", "-5"].map(minutes), [None, Some(1), Some(1440), None, None, None]);
    }
}
