//! The base of every command: the home, the passphrase, and the printing of results and failures.

use std::fmt::Display;
use std::io::{BufRead, IsTerminal, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::args::Cli;
use crate::input;
use crate::trouble::{Done, Trouble};

/// Most bytes read from a passphrase file.
const MAX_LINE: u64 = 4_096;

/// The circumstances of one run.
pub struct Door {
    home: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    json: bool,
}

impl Door {
    pub fn new(cli: &Cli) -> Self {
        Self { home: cli.home.clone(), passphrase_file: cli.passphrase_file.clone(), json: cli.json }
    }

    /// Returns the data folder: `--home`, `TESTAMUR_HOME`, or the platform's place for application data.
    pub fn home(&self) -> Done<PathBuf> {
        if let Some(home) = &self.home {
            return Ok(home.clone());
        }
        if let Some(home) = whole_path("TESTAMUR_HOME")? {
            return Ok(home);
        }
        let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|p| p.is_absolute());
        let data = match data {
            Some(data) => Some(data),
            None => whole_path("HOME")?.map(|home| home.join(".local/share")),
        };
        data.map(|d| d.join("testamur")).ok_or_else(|| Trouble::new("no home: give --home DIR or set TESTAMUR_HOME"))
    }

    /// Returns true when values are printed for programs.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a result: JSON as one line, or the lines for people.
    pub fn say(&self, value: &Value, lines: impl Display) -> Done {
        let mut out = std::io::stdout().lock();
        let text = if self.json { visible(&value.to_string()) } else { lines.to_string().trim_end().to_owned() };
        match writeln!(out, "{text}").and_then(|()| out.flush()) {
            // The reader of our output has closed it; the command is done anyway.
            Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// Prints the result of finished work. A failed print is no failure, or a person would repeat the work.
    pub fn done(&self, value: &Value, lines: impl Display) {
        if let Err(trouble) = self.say(value, lines) {
            let why = trouble.text();
            eprintln!(
                "testamur: the result could not be printed ({why}); the work was done all the same, do not repeat it"
            );
        }
    }

    /// Prints a failure on standard error, and with `--json` as a value too.
    pub fn complain(&self, trouble: &Trouble) {
        eprintln!("testamur: {}", trouble.text());
        if self.json {
            let _ = self.say(&json!({ "error": trouble.text() }), "");
        }
    }

    /// Progress for a person at a terminal; silent otherwise.
    pub fn progress(&self, line: impl Display) {
        if !self.json && std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K{line}");
        }
    }

    /// Ends the line of progress.
    pub fn progress_done(&self) {
        if !self.json && std::io::stderr().is_terminal() {
            eprint!("\r\x1b[K");
        }
    }

    /// Returns the passphrase if one was given without asking: by file or `TESTAMUR_PASSPHRASE`.
    pub fn given_passphrase(&self) -> Done<Option<Zeroizing<String>>> {
        if let Some(path) = &self.passphrase_file {
            let file = input::open(path).map_err(Trouble::at(path))?;
            let mut line = Vec::with_capacity(MAX_LINE as usize);
            std::io::BufReader::new(std::io::Read::take(file, MAX_LINE)).read_until(b'\n', &mut line)?;
            let line = input::text_of(path, line)?;
            let line = Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned());
            return if line.is_empty() {
                Err(Trouble::new("the passphrase file's first line is empty"))
            } else {
                Ok(Some(line))
            };
        }
        Ok(std::env::var("TESTAMUR_PASSPHRASE").ok().filter(|p| !p.is_empty()).map(Zeroizing::new))
    }

    /// Returns the passphrase, asked for at the terminal if it was not given. `what` names the locked thing.
    pub fn passphrase(&self, what: &str) -> Done<Zeroizing<String>> {
        match self.given_passphrase()? {
            Some(given) => Ok(given),
            None => asked(what, &format!("Passphrase for {what}: ")),
        }
    }

    /// Returns true when a person at a terminal reads the announced effect and types the word. Returns false, without
    /// a question, if there is no terminal.
    pub fn is_typed(&self, word: &str, would: &str) -> Done<bool> {
        if self.json || !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
            return Ok(false);
        }
        eprint!("{would}\nType {word} to do it: ");
        let mut typed = String::new();
        std::io::stdin().read_line(&mut typed)?;
        Ok(typed.trim() == word)
    }

    /// Returns a new passphrase. At the terminal a person types it twice, so that a typing error cannot lock them out;
    /// a short one gets a warning.
    pub fn new_passphrase(&self, what: &str) -> Done<Zeroizing<String>> {
        let given = self.given_passphrase()?;
        let asks = given.is_none();
        let words = match given {
            Some(given) => given,
            None => asked(what, &format!("NEW passphrase for {what} (nothing brings it back if it is forgotten): "))?,
        };
        if words.chars().count() < SHORT {
            eprintln!(
                "testamur: this passphrase has fewer than {SHORT} characters; who takes the computer can try all such. Five or more \
                 words that nobody would expect together are better"
            );
        }
        if asks && *asked(what, "The same once more: ")? != *words {
            return Err(Trouble::new("the two passphrases are not the same, and nothing was made. Do this again"));
        }
        Ok(words)
    }
}

/// Passphrases with fewer characters get a warning.
const SHORT: usize = 16;

fn asked(what: &str, prompt: &str) -> Done<Zeroizing<String>> {
    if !std::io::stdin().is_terminal() {
        let how = "set TESTAMUR_PASSPHRASE, or give --passphrase-file FILE";
        return Err(Trouble::new(format!("{what} needs a passphrase: {how}")));
    }
    let typed = Zeroizing::new(rpassword::prompt_password(prompt)?);
    if typed.is_empty() { Err(Trouble::new("the passphrase is empty")) } else { Ok(typed) }
}

/// Returns a folder from the environment. A relative path would name another home for every working directory, so it
/// is refused.
fn whole_path(variable: &str) -> Done<Option<PathBuf>> {
    let Some(path) = std::env::var_os(variable).map(PathBuf::from) else { return Ok(None) };
    if path.is_absolute() {
        return Ok(Some(path));
    }
    let said =
        if path.as_os_str().is_empty() { "empty".to_owned() } else { verify::escape(&path.display().to_string()) };
    Err(Trouble::new(format!(
        "{variable} is {said}, which is not a whole path: the home would lie elsewhere from every folder. Nothing was done. Set \
         it to a path that begins with /, or give --home DIR"
    )))
}

/// Returns JSON in which every character that could hide or turn text on a terminal is written as a JSON escape.
fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() || verify::escape(c.encode_utf8(&mut [0; 4])).chars().eq([c]) {
            out.push(c);
        } else {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    out
}

/// Writes a small public file under a temporary name and renames it.
pub fn write_small(path: &Path, bytes: &[u8]) -> Done {
    disk::Durable::os().write_as(path, bytes, 0o644).map_err(|e| Trouble::at(path)(e.into()))
}

/// Writes a small file that only its owner may read, because the holder of an invitation can become the device. Warns
/// if the file system keeps no permissions.
pub fn write_private(path: &Path, bytes: &[u8]) -> Done {
    disk::Durable::os().write_as(path, bytes, 0o600).map_err(|e| Trouble::at(path)(e.into()))?;
    tell_if_open(path);
    Ok(())
}

/// Warns a person that others can read a secret file, if its file system ignored the requested mode.
pub fn tell_if_open(path: &Path) {
    if let Some(mode) = open_to_others(path) {
        eprintln!(
            "testamur: {} CAN BE READ BY WHOEVER USES THIS COMPUTER OR HAS THE MEDIUM (mode {mode:03o}): its file system, as on most \
             sticks, keeps no permissions. Keep the medium as you would keep the key itself, or use a disk of this computer",
            verify::escape(&path.display().to_string())
        );
    }
}

/// Returns the mode of a file for its owner alone, if the mode is another.
fn open_to_others(path: &Path) -> Option<u32> {
    let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Returns a place typed as LAT,LON.
pub fn place(word: &str) -> Done<evidence::record::Location> {
    let wrong = || {
        Trouble::new(format!(
            "{} is not a place: give degrees as LAT,LON, for example 43.2389,76.8897",
            verify::escape(word)
        ))
    };
    let (lat, lon) = word.split_once(',').ok_or_else(wrong)?;
    let degrees = |text: &str| text.trim().parse::<f64>().ok().filter(|d| d.is_finite());
    let (lat, lon) = degrees(lat).zip(degrees(lon)).ok_or_else(wrong)?;
    evidence::record::Location::known(lat, lon, None, "entered").map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_file_is_private_and_one_that_is_not_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("invitation.json");
        std::fs::write(&path, "old").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
        assert_eq!(open_to_others(&path), Some(0o666));
        assert!(write_private(&path, b"new").is_ok());
        assert_eq!((open_to_others(&path), std::fs::read(&path).unwrap()), (None, b"new".to_vec()));
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
