//! `cargo xtask run`: one walk of real evidence through the real programs, with every step checked and shown.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::shell::{Done, Failed, cargo, output, root, show, target};
use crate::{install, samples};
use support::{World, first_line, last_json, text};

pub fn run() -> Done {
    install::packages(install::WALK)?;
    show("building the programs", cargo().args(["build", "--locked", "-p", "testamur-cli", "-p", "testamur-server"]))?;
    // The folder and its content are removed when the walk ends, in success or failure.
    let dir = tempfile::Builder::new().prefix("testamur-walk-").tempdir()?;
    let mut walk = Walk {
        dir: dir.path().to_owned(),
        world: World::new(dir.path(), target().join("debug"))?,
        began: Instant::now(),
        steps: 0,
    };
    let verdict = walk.all()?;
    println!("\n{verdict}");
    println!(
        "Every step agreed. {} steps, {:.1} s. Nothing of this walk is left on the disk.",
        walk.steps,
        walk.began.elapsed().as_secs_f64()
    );
    Ok(())
}

struct Walk {
    dir: PathBuf,
    world: World,
    began: Instant,
    steps: u32,
}

impl Walk {
    fn all(&mut self) -> Done<String> {
        let samples = self.step("inputs: photograph with EXIF, video, sound", |w| samples::make(&w.dir))?;
        for file in [&samples.photo, &samples.video, &samples.audio] {
            describe(file)?;
        }
        let server = self.step("trusted server, TLS", |w| w.world.start_server())?;
        println!("      {}  pin {}", server.url, server.pin);
        self.step("organisation: keys, 3 shares, 2 needed; policy; invitation", |w| w.world.organise(&server))?;
        self.step("device: joined from the invitation", |w| w.world.join())?;
        let mut sources = Vec::new();
        self.step("captured: three files imported, sealed, signed, durable", |w| {
            let mut lines = Vec::new();
            for file in [&samples.photo, &samples.video, &samples.audio] {
                let added = w.testamur(&[
                    "add",
                    &file.to_string_lossy(),
                    "--note",
                    "seen at the square",
                    "--at",
                    "43.2389,76.8897",
                ])?;
                let item = text(&added, "/items/0/item")?;
                agree("sha256 of the added file", &text(&added, "/items/0/sha256")?, &sha256(file)?)?;
                lines.push(format!("{item}  {}", file.file_name().unwrap_or_default().to_string_lossy()));
                sources.push((item, sha256(file)?));
            }
            Ok(lines)
        })
        .map(tell)?;
        let killed = self.step("live recording, killed with SIGKILL after 4 s", Self::record_and_kill)?;
        println!("      {killed}");
        let testimony = self.step("testimony by a form", |w| {
            let form = root().join("docs/examples/first-account.form.json");
            let answers = root().join("docs/examples/first-account.answers.json");
            let said =
                w.testamur(&["testify", "--form", &form.to_string_lossy(), "--answers", &answers.to_string_lossy()])?;
            text(&said, "/item")
        })?;
        let status =
            self.step("the device after the kill: recording closed, nothing torn", |w| w.testamur(&["status"]))?;
        tell(vec![picked(
            &status,
            &["items", "interrupted", "unfinished", "entries", "parts_waiting", "bytes_waiting"],
        )]);
        self.step("nothing readable on the device", |w| {
            w.nothing_readable("home", &["seen at the square", "IMG_4711", "43.2389", "street.webm"])
        })?;
        let report = self.step("synced: noted and delivered", |w| w.testamur(&["sync"]))?;
        tell(vec![picked(
            &report,
            &["entries_noted", "round_trips_until_noted", "parts_sent", "items_delivered", "bytes_up", "bytes_down"],
        )]);
        let status = self.testamur(&["status"])?;
        agree("parts still waiting", &status.pointer("/parts_waiting").map(Value::to_string).unwrap_or_default(), "0")?;
        agree("items delivered", &status.pointer("/delivered").map(Value::to_string).unwrap_or_default(), "5")?;
        let pulled = self.step("archivist: shares joined, pulled, every commitment checked", |w| {
            last_json(&output(&mut w.world.pull(&server))?)
        })?;
        tell(vec![picked(&pulled, &["entries", "parts", "bytes", "noted", "custody", "quarantined", "missing"])]);
        agree("findings of the pull", &pulled.pointer("/findings").map(Value::to_string).unwrap_or_default(), "[]")?;
        self.step("opened: byte for byte what was captured", |w| {
            let mut lines = Vec::new();
            for (item, digest) in &sources {
                let opened = w.testamur(&["archive", "open", item, "--out", &w.path(&format!("opened-{item}"))])?;
                agree("sha256 of the opened file", &text(&opened, "/files/0/sha256")?, digest)?;
                lines.push(format!("{item}  {digest}"));
            }
            Ok(lines)
        })
        .map(tell)?;
        self.step("the killed recording plays", |w| {
            let out = w.path("opened-killed");
            let opened = w.testamur(&["archive", "open", &killed, "--out", &out])?;
            let seconds = output(
                Command::new("ffmpeg")
                    .args(["-hide_banner", "-loglevel", "error", "-i", &text(&opened, "/files/0/path")?])
                    .args(["-f", "null", "-"]),
            );
            seconds.map(|_| ())
        })?;
        let bundle = self.path("bundle.zip");
        self.step("bundle for a court, the testimony's record withheld", |w| {
            let mut args = vec!["archive", "bundle"];
            args.extend(sources.iter().map(|(item, _)| item.as_str()));
            let withheld = format!("record:{testimony}");
            args.extend([killed.as_str(), testimony.as_str(), "--out", &bundle, "--withhold", &withheld]);
            w.testamur(&args)
        })?;
        describe(Path::new(&bundle))?;
        let policy = self.path("policy.dsse");
        let args = ["verify", &bundle, "--policy", &policy];
        self.step("verified", |w| w.testamur(&args))?;
        output(Command::new(self.world.program("testamur")).env("TESTAMUR_HOME", self.path("home")).args(args))
    }

    fn step<T>(&mut self, what: &str, work: impl FnOnce(&mut Self) -> Done<T>) -> Done<T> {
        self.steps += 1;
        print!("{:>2}. {what} ...", self.steps);
        let _ = std::io::stdout().flush();
        let began = Instant::now();
        let done = work(self).map_err(|e| Failed::new(format!("step {} ({what}) disagrees: {e}", self.steps)))?;
        println!(" {:.2} s", began.elapsed().as_secs_f64());
        Ok(done)
    }

    fn path(&self, name: &str) -> String {
        self.world.path(name)
    }

    fn testamur(&self, args: &[&str]) -> Done<Value> {
        self.world.testamur(args)
    }

    fn record_and_kill(&mut self) -> Done<String> {
        let mut camera = samples::live().stdout(Stdio::piped()).spawn()?;
        let stream = camera.stdout.take().ok_or_else(|| Failed::new("ffmpeg has no output"))?;
        let mut command = self.world.command(&[
            "record",
            "--name",
            "street.webm",
            "--type",
            "video/webm",
            "--note",
            "seen at the square",
        ]);
        let mut recorder = command.stdin(stream).stdout(Stdio::piped()).spawn()?;
        let line = first_line(&mut recorder)?;
        std::thread::sleep(Duration::from_secs(4));
        recorder.kill()?;
        recorder.wait()?;
        let _ = camera.kill();
        let _ = camera.wait();
        text(&serde_json::from_str(&line)?, "/item")
    }

    fn nothing_readable(&self, folder: &str, words: &[&str]) -> Done {
        let mut open = vec![self.dir.join(folder)];
        while let Some(path) = open.pop() {
            if path.is_dir() {
                open.extend(std::fs::read_dir(&path)?.flatten().map(|e| e.path()));
                continue;
            }
            let bytes = std::fs::read(&path)?;
            if let Some(word) = words.iter().find(|w| bytes.windows(w.len()).any(|x| x == w.as_bytes())) {
                return Err(Failed::new(format!("{} has the word {word:?}", path.display())));
            }
        }
        Ok(())
    }
}

fn tell(lines: Vec<String>) {
    for line in lines {
        println!("      {line}");
    }
}

/// Returns some fields of an answer for a person.
fn picked(value: &Value, fields: &[&str]) -> String {
    let show = |f: &&str| format!("{} {}", f.replace('_', " "), value.get(*f).unwrap_or(&Value::Null));
    fields.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn agree(what: &str, found: &str, expected: &str) -> Done {
    if found == expected { Ok(()) } else { Err(Failed::new(format!("{what}: {found}, expected {expected}"))) }
}

fn sha256(path: &Path) -> Done<String> {
    Ok(hex::encode(Sha256::digest(std::fs::read(path)?)))
}

fn describe(path: &Path) -> Done {
    let size = std::fs::metadata(path)?.len();
    println!("      {}  {size:>9} bytes  {}", sha256(path)?, path.file_name().unwrap_or_default().to_string_lossy());
    Ok(())
}
