//! The real program as a process of its own.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use evidence::Digest;
use tlog::VerifierKey;

/// The real program, ready for requests.
pub struct Process {
    pub child: Child,
    pub addr: String,
    pub pin: Digest,
    pub log_key: VerifierKey,
}

impl Process {
    pub fn start(data: &Path) -> Self {
        Self::spawn(Command::new(env!("CARGO_BIN_EXE_testamur-server")), data)
    }

    /// Starts the program with a limit of this many KiB per file, which looks to it like a full disk.
    pub fn start_on_a_small_disk(data: &Path, kib: u32) -> Self {
        let mut shell = Command::new("sh");
        let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_testamur-server")]);
        Self::spawn(shell, data)
    }

    fn spawn(mut command: Command, data: &Path) -> Self {
        let mut child = command
            .args(["--json", "--listen", "127.0.0.1:0", "--origin", "log.test", "--keep-free", "0", "--data"])
            .arg(data)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
        let get = |name: &str| ready[name].as_str().unwrap().to_owned();
        Self {
            child,
            addr: get("ready").strip_prefix("https://").unwrap().to_owned(),
            pin: get("pin").parse().unwrap(),
            log_key: get("log_key").parse().unwrap(),
        }
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
