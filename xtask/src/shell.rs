//! Running other programs: prints the command, its duration, and its output if it failed.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

pub use support::{Disagrees as Failed, Done, output};
use support::{cannot_start, line};

/// Returns the root folder of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_owned).unwrap_or_default()
}

/// Returns cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Returns the cargo command that runs this program.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // The outer cargo's variables for xtask would be wrong for this build, and would make build scripts run again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_CRATE_NAME" {
            command.env_remove(&*name);
        }
    }
    command
}

/// Returns true when a program can be started.
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
    if status.success() { Ok(()) } else { Err(Failed::new(format!("{what}: {} ended with {status}", line(command)))) }
}

/// A command that runs in the background. Its output goes to a file and is printed at its end; dropping it earlier
/// ends the command with all its children.
pub struct Beside {
    what: &'static str,
    line: String,
    child: Child,
    output: PathBuf,
    start: Instant,
}

impl Beside {
    /// Starts the command. `what` is the sentence printed now and at the end.
    pub fn start(what: &'static str, command: &mut Command) -> Done<Self> {
        std::fs::create_dir_all(target())?;
        let output = target().join("beside.log");
        let file = File::create(&output)?;
        println!("\n=== {what}: begins now, and is shown when it has ended");
        let started = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).process_group(0).spawn();
        let child = started.map_err(|e| cannot_start(command, &e))?;
        Ok(Self { what, line: line(command), child, output, start: Instant::now() })
    }

    /// Waits for the end of the command and prints its output.
    pub fn end(mut self) -> Done {
        println!("\n=== {}", self.what);
        let status = self.child.wait()?;
        print!("{}", std::fs::read_to_string(&self.output)?);
        println!("--- {:.1} s since it began", self.start.elapsed().as_secs_f64());
        if status.success() {
            Ok(())
        } else {
            Err(Failed::new(format!("{}: {} ended with {status}", self.what, self.line)))
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            let _ = output(Command::new("kill").args(["-TERM", "--", &format!("-{}", self.child.id())]));
            let _ = self.child.wait();
        }
    }
}
