//! A device in the field: its clock, its disk, files from other people, and kills of its programs.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;
use support::{World, first_line, last_json, output, text};

/// Endings, and a recipe for a file of each: arguments of ffmpeg, or a beginning that identifies the kind.
const KINDS: &[(&str, Made)] = &[
    ("jpg", Made::By(&[PICTURE, "-frames:v", "1"])),
    ("png", Made::By(&[PICTURE, "-frames:v", "1"])),
    ("gif", Made::By(&[PICTURE, "-frames:v", "2"])),
    ("bmp", Made::By(&[PICTURE, "-frames:v", "1"])),
    ("tiff", Made::By(&[PICTURE, "-frames:v", "1"])),
    ("webp", Made::By(&[PICTURE, "-frames:v", "1"])),
    ("mp4", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("mov", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("mkv", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("webm", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("avi", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("3gp", Made::By(&["color=c=red:s=176x144:d=1", "-frames:v", "5", "-c:v", "h263"])),
    ("ts", Made::By(&[PICTURE, "-frames:v", "5"])),
    ("wav", Made::By(&[SOUND])),
    ("mp3", Made::By(&[SOUND])),
    ("flac", Made::By(&[SOUND])),
    ("ogg", Made::By(&[SOUND])),
    ("opus", Made::By(&[SOUND])),
    ("m4a", Made::By(&[SOUND])),
    ("pdf", Made::Of(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")),
    ("txt", Made::Of("Сведения с участка 17\n".as_bytes())),
];
const PICTURE: &str = "testsrc2=size=96x64:rate=10:duration=1";
const SOUND: &str = "sine=frequency=440:duration=0.2";
/// Names in five scripts.
const NAMES: &[&str] = &["photo of the square", "Мать", "Әке мен шеше", "شاهد", "წერილი", "証拠"];

enum Made {
    By(&'static [&'static str]),
    Of(&'static [u8]),
}

/// A file from another person, and its SHA-256.
pub struct Brought {
    pub name: String,
    pub path: String,
    pub sha256: String,
}

/// Returns one sample of each kind.
pub fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let dir = tempfile::tempdir().unwrap();
    let make = |(ending, made): &(&'static str, Made)| match made {
        Made::Of(bytes) => (*ending, bytes.to_vec()),
        Made::By(args) => {
            let out = dir.path().join(format!("sample.{ending}"));
            let mut ffmpeg = Command::new("ffmpeg");
            ffmpeg.args(["-v", "error", "-f", "lavfi", "-i"]).args(*args).arg(&out);
            output(&mut ffmpeg).unwrap();
            (*ending, std::fs::read(out).unwrap())
        }
    };
    KINDS.iter().map(make).collect()
}

/// Writes file number `n`: its kind and the script of its name rotate, and no two files have the same bytes.
pub fn bring(dir: &Path, samples: &[(&'static str, Vec<u8>)], n: usize) -> Brought {
    let (ending, sample) = &samples[n % samples.len()];
    let name = format!("{} {n}.{ending}", NAMES[n % NAMES.len()]);
    let mut bytes = sample.clone();
    bytes.extend_from_slice(format!("\nfile {n}\n").as_bytes());
    let path = dir.join(&name);
    std::fs::write(&path, &bytes).unwrap();
    let sha256 = evidence::Digest::of(&bytes).to_string();
    Brought { name, path: path.to_string_lossy().into_owned(), sha256 }
}

/// Returns the path of the library that gives a program another clock.
fn other_clock() -> PathBuf {
    let machines = std::fs::read_dir("/usr/lib").unwrap().flatten();
    let found = machines.map(|dir| dir.path().join("faketime/libfaketimeMT.so.1")).find(|path| path.is_file());
    found.expect("libfaketime is not installed: apt install libfaketime")
}

/// A device with a chosen clock.
pub struct Phone<'a> {
    pub world: &'a World,
    /// The clock in `faketime`'s form: `-14d`, `+1y`, `@1999-05-05 10:00:00`.
    pub clock: String,
    library: PathBuf,
}

impl<'a> Phone<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, clock: "+0d".to_owned(), library: other_clock() }
    }

    /// Returns a command of the device with its clock. The running time is the machine's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = self.world.command(args);
        command.env("LD_PRELOAD", &self.library).env("FAKETIME", &self.clock).env("DONT_FAKE_MONOTONIC", "1");
        command.env("TZ", "Asia/Almaty");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command that must succeed, and reads the last line that it prints.
    pub fn does(&self, args: &[&str]) -> Value {
        last_json(&output(&mut self.command(args)).unwrap()).unwrap()
    }

    /// Makes a live recording, kills it after it took these bytes and lived that long, and returns its item.
    pub fn record_and_die(&self, bytes: &[u8], life: Duration) -> String {
        let args = ["record", "--name", "улица.webm", "--type", "video/webm"];
        let mut recorder = self.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let item = text(&last_json(&first_line(&mut recorder).unwrap()).unwrap(), "/item").unwrap();
        recorder.stdin.as_mut().unwrap().write_all(bytes).unwrap();
        std::thread::sleep(life);
        recorder.kill().unwrap();
        recorder.wait().unwrap();
        item
    }

    /// Imports a file and kills the import.
    pub fn add_and_die(&self, path: &str, life: Duration) {
        let mut add = self.command(&["add", path]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(life);
        let _ = add.kill();
        add.wait().unwrap();
    }
}

/// A small file system for a home, unmounted when this value is dropped.
pub struct Card(PathBuf);

impl Card {
    /// Mounts a file system; only root can.
    pub fn mount(at: PathBuf, size: &str) -> Option<Self> {
        std::fs::create_dir_all(&at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size},mode=700"), "tmpfs"]).arg(&at);
        output(&mut mount).ok().map(|_| Self(at))
    }

    /// Fills the rest of the disk, as another program would.
    pub fn fill(&self) {
        let mut file = std::fs::File::create(self.0.join("somebody else's")).unwrap();
        while file.write_all(&[7; 4096]).is_ok() {}
    }

    /// Removes the other program's file.
    pub fn tidy(&self) {
        std::fs::remove_file(self.0.join("somebody else's")).unwrap();
    }
}

impl Drop for Card {
    fn drop(&mut self) {
        let _ = output(Command::new("umount").arg("-l").arg(&self.0));
    }
}
