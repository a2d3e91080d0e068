//! Tools for measurements: inputs, a world, and a command whose memory is watched.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Server, World};

use crate::shell::{Done, Failed};

/// Bytes of a mebibyte.
pub const MIB: u64 = 1024 * 1024;

/// Time and memory of a finished process.
pub struct Run {
    pub seconds: f64,
    /// Peak resident memory in KiB.
    pub peak_kib: u64,
    pub said: String,
}

pub fn random_file(path: &Path, len: u64) -> Done {
    let mut from = File::open("/dev/urandom")?;
    let mut to = File::create(path)?;
    let mut buffer = vec![0; MIB as usize];
    for _ in 0..len / MIB {
        from.read_exact(&mut buffer)?;
        to.write_all(&buffer)?;
    }
    Ok(())
}

/// Returns a server, an organisation and a device that has joined it, all of the programs in one folder.
pub fn ready(dir: &Path, programs: PathBuf) -> Done<(World, Server)> {
    let world = World::new(dir, programs)?;
    let server = world.start_server()?;
    world.organise(&server)?;
    world.join()?;
    Ok((world, server))
}

/// Returns the paths of 1,000 files in a new folder, each with `what` and a number in it.
pub fn small_files(folder: &Path, what: &str) -> Done<Vec<String>> {
    std::fs::create_dir_all(folder)?;
    let mut names = Vec::new();
    for i in 0..1_000 {
        let name = folder.join(format!("{i}.txt"));
        std::fs::write(&name, format!("{what} {i}"))?;
        names.push(name.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// Runs a command and watches its peak memory, which the kernel keeps as a high-water mark.
pub fn watch(mut command: Command) -> Done<Run> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut out = child.stdout.take().ok_or_else(|| Failed::new("no output"))?;
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        out.read_to_string(&mut said).map(|_| said)
    });
    let status_file = format!("/proc/{}/status", child.id());
    let mut peak_kib = 0;
    let status = loop {
        let text = std::fs::read_to_string(&status_file).unwrap_or_default();
        let seen = text
            .lines()
            .find_map(|l| l.strip_prefix("VmHWM:"))
            .and_then(|l| l.trim().strip_suffix(" kB"))
            .and_then(|n| n.parse().ok());
        peak_kib = seen.unwrap_or(0).max(peak_kib);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = began.elapsed().as_secs_f64();
    let said = reader.join().map_err(|_| Failed::new("the output could not be read"))??;
    if !status.success() {
        let mut why = String::new();
        if let Some(mut err) = child.stderr.take() {
            err.read_to_string(&mut why)?;
        }
        return Err(Failed::new(format!("{:?} ended with {status}: {said}{why}", command.get_args().next())));
    }
    Ok(Run { seconds, peak_kib, said })
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
