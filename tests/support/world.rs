//! A server, an organisation and a device in one folder, run as real programs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::{Disagrees, Done, output};

/// For the archive's index in walks and benches only; a person is asked for theirs.
pub const PASSPHRASE: &str = "a walk, not a secret";

/// A server process, which ends when this value is dropped.
pub struct Server {
    child: Child,
    /// `https://127.0.0.1:PORT`
    pub url: String,
    /// C2SP verifier key of its log.
    pub log_key: String,
    /// SHA-256 of its TLS key's SPKI, hex.
    pub pin: String,
}

impl Server {
    /// Starts `program --data DIR` on a free port and waits until it reports that it is ready.
    pub fn start(program: &Path, data: &str) -> Done<Self> {
        let mut command = Command::new(program);
        command.args(["--json", "--data", data, "--listen", "127.0.0.1:0", "--origin", "walk.example/log"]);
        let log = format!("{data}.log");
        let mut child = command.stdout(Stdio::piped()).stderr(std::fs::File::create(&log)?).spawn()?;
        let line = first_line(&mut child)?;
        let ready: Value = serde_json::from_str(&line).map_err(|_| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            Disagrees::new(format!("the server did not say that it is ready: {line}{said}"))
        })?;
        let get = |key: &str| text(&ready, key);
        Ok(Self { url: get("/url")?, log_key: get("/log_key")?, pin: get("/pin")?, child })
    }
}

impl Server {
    /// Returns the process id, for signals.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = output(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
        let _ = self.child.wait();
    }
}

/// A server on the port of another one, with a folder of the test's choice, as after a restore from a backup.
pub struct Restarted(Child);

impl Restarted {
    /// Starts the server, and waits until it reports that it is ready.
    pub fn start(ready: &Ready, data: &str) -> Done<Self> {
        let listen = ready.server.url.strip_prefix("https://").unwrap_or_default();
        let mut command = Command::new(ready.world.program("testamur-server"));
        command.args(["--json", "--data", &ready.world.path(data), "--listen", listen]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let line = first_line(&mut child)?;
        let started = Self(child);
        if line.contains("ready") { Ok(started) } else { Err(Disagrees::new(format!("it is not ready: {line}"))) }
    }
}

impl Drop for Restarted {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// One folder with all files of a test.
pub struct World {
    dir: PathBuf,
    programs: PathBuf,
}

impl World {
    /// Creates a world; `programs` is the folder of the built programs.
    pub fn new(dir: &Path, programs: PathBuf) -> Done<Self> {
        std::fs::create_dir_all(dir)?;
        Ok(Self { dir: dir.to_owned(), programs })
    }

    /// Returns a path inside this world.
    pub fn path(&self, name: &str) -> String {
        self.dir.join(name).to_string_lossy().into_owned()
    }

    /// Returns the path of a built program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// Starts this world's server, or restarts it.
    pub fn start_server(&self) -> Done<Server> {
        Server::start(&self.program("testamur-server"), &self.path("server"))
    }

    /// Copies a folder of this world, with times and modes.
    pub fn copy(&self, from: &str, to: &str) -> Done {
        output(Command::new("cp").args(["-a", &self.path(from), &self.path(to)])).map(|_| ())
    }

    /// Returns the command with this world's home, printing JSON.
    pub fn command(&self, args: &[&str]) -> Command {
        self.plain(&[&["--json"], args].concat())
    }

    /// Returns the command as a person types it: it prints lines.
    pub fn plain(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.program("testamur"));
        command.env("TESTAMUR_HOME", self.path("home")).env("TESTAMUR_PASSPHRASE", PASSPHRASE).args(args);
        command
    }

    /// Runs the command and reads the last line it prints.
    pub fn testamur(&self, args: &[&str]) -> Done<Value> {
        last_json(&output(&mut self.command(args))?)
    }

    /// Makes an organisation, its policy and an invitation.
    pub fn organise(&self, server: &Server) -> Done {
        self.organise_with(server, &[])
    }

    /// Makes an organisation, a policy with further terms, and an invitation.
    pub fn organise_with(&self, server: &Server, terms: &[&str]) -> Done {
        let org = self.path("org");
        self.testamur(&["org", "init", &org, "--name", "Walk", "--shares", "3", "--threshold", "2"])?;
        let policy = self.path("policy.dsse");
        let pins = ["--pin", &server.pin, "--log-key", &server.log_key];
        self.testamur(
            &[&["org", "policy", &org, "--server", &server.url][..], &pins, terms, &["--out", &policy]].concat(),
        )?;
        let invitation = self.path("invitation.json");
        self.testamur(&["org", "invite", &org, "--policy", &policy, "--server", &server.url, "--out", &invitation])?;
        let shares = [self.path("org/shares/share-2.txt"), self.path("org/shares/share-3.txt")];
        self.testamur(&["org", "rehearse", &shares[0], &shares[1]]).map(|_| ())
    }

    /// Makes the device's home by joining.
    pub fn join(&self) -> Done<Value> {
        self.testamur(&["join", &self.path("invitation.json")])
    }

    /// Returns the command line that pulls everything into the archive.
    pub fn pull(&self, server: &Server) -> Command {
        let shares = format!("{},{}", self.path("org/shares/share-1.txt"), self.path("org/shares/share-3.txt"));
        self.command(&["archive", "pull", "--org", &self.path("org"), "--shares", &shares, "--server", &server.url])
    }
}

/// Returns the first line that a running program prints.
pub fn first_line(child: &mut Child) -> Done<String> {
    let mut line = String::new();
    let out = child.stdout.take().ok_or_else(|| Disagrees::new("the program has no output"))?;
    BufReader::new(out).read_line(&mut line)?;
    Ok(line)
}

/// Returns the last line of a program's output, as JSON.
pub fn last_json(said: &str) -> Done<Value> {
    let last = said.lines().next_back().unwrap_or_default();
    serde_json::from_str(last).map_err(|e| Disagrees::new(format!("not JSON ({e}): {last}")))
}

/// Returns the string at a JSON pointer.
pub fn text(value: &Value, pointer: &str) -> Done<String> {
    let found = value.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    found.ok_or_else(|| Disagrees::new(format!("{pointer} is missing in {value}")))
}

/// A world with a server, an organisation and a device that has joined.
pub struct Ready {
    /// The folder and its programs.
    pub world: World,
    /// The running server.
    pub server: Server,
    _dir: tempfile::TempDir,
}

impl Ready {
    /// Makes a ready world in a fresh folder, with the programs that the tests' profile built.
    pub fn new() -> Done<Self> {
        Self::under(&[])
    }

    /// Makes a ready world whose policy has these terms.
    pub fn under(terms: &[&str]) -> Done<Self> {
        let dir = tempfile::Builder::new().prefix("testamur-journey-").tempdir()?;
        let world = World::new(dir.path(), programs()?)?;
        let server = world.start_server()?;
        world.organise_with(&server, terms)?;
        world.join()?;
        Ok(Self { world, server, _dir: dir })
    }

    /// Kills the server, like a power cut.
    pub fn kill_server(&self) -> Done {
        output(Command::new("kill").args(["-KILL", &self.server.pid().to_string()]))?;
        std::thread::sleep(std::time::Duration::from_millis(300));
        Ok(())
    }
}

/// Returns the folder of the built programs: `TESTAMUR_BIN`, or the folder of the running program.
pub fn programs() -> Done<PathBuf> {
    if let Some(dir) = std::env::var_os("TESTAMUR_BIN") {
        return Ok(dir.into());
    }
    let own = std::env::current_exe()?;
    let found = own.ancestors().find(|a| a.join("testamur").is_file() && a.join("testamur-server").is_file());
    let why = "the programs are not built: cargo build -p testamur-cli -p testamur-server";
    found.map(Path::to_owned).ok_or_else(|| Disagrees::new(why))
}
