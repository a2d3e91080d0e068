//! Running other programs: shows what runs, says how long it took, and what it said when it failed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Why a task ended early.
pub struct Failed(String);

pub type Done<T = ()> = Result<T, Failed>;

impl Failed {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// The checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo, as it runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// True when a program can be started.
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|dir| dir.join(program).is_file())
}

/// Runs a command with its output shown. `what` is the sentence printed first.
pub fn show(what: &str, command: &mut Command) -> Done {
    println!("\n=== {what}");
    let start = Instant::now();
    let status = command.stdin(Stdio::null()).status().map_err(|e| cannot_start(command, &e))?;
    println!("--- {:.1} s", start.elapsed().as_secs_f64());
    if status.success() { Ok(()) } else { Err(Failed(format!("{what}: {} ended with {status}", line(command)))) }
}

/// Runs a command quietly and returns what it printed. When it fails, the error says what it said.
pub fn output(command: &mut Command) -> Done<String> {
    let out = command.stdin(Stdio::null()).output().map_err(|e| cannot_start(command, &e))?;
    if out.status.success() {
        return Ok(String::from_utf8_lossy(&out.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(Failed(format!("{} ended with {}\n{}{said}", line(command), out.status, String::from_utf8_lossy(&out.stdout))))
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failed {
    Failed(format!("{} could not be started: {error}", line(command)))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|w| w.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
