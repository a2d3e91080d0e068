//! The base of journeys, the walk and the bench: the real programs in one folder, and functions to run them.
#![allow(clippy::disallowed_methods, reason = "waits for real processes in real time")]

mod world;

use std::fmt;
use std::process::{Command, Stdio};

pub use world::{PASSPHRASE, Ready, Restarted, Server, World, first_line, last_json, programs, text};

/// Result of a step that should have agreed.
pub type Done<T = ()> = Result<T, Disagrees>;

/// A failed check, or a command that could not be run.
pub struct Disagrees(String);

impl Disagrees {
    /// Takes one sentence, or a program's whole message.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Disagrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Disagrees {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Disagrees {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs a command quietly and returns its output. The error has the output of a failed command.
pub fn output(command: &mut Command) -> Done<String> {
    let out = command.stdin(Stdio::null()).output().map_err(|e| cannot_start(command, &e))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(Disagrees(format!(
        "{} ended with {}\n{}{said}",
        line(command),
        out.status,
        String::from_utf8_lossy(&out.stdout)
    )))
}

/// Names the command that could not be started.
pub fn cannot_start(command: &Command, error: &std::io::Error) -> Disagrees {
    Disagrees(format!("{} could not be started: {error}", line(command)))
}

/// Returns a command as a person would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
