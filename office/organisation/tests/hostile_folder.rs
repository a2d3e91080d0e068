//! An organisation's folder on a stranger's stick: an object in it need not be a file, or end.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test in real time"
)]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use organisation::{Error, Organisation};
use support::World;

/// The name of an object in a file's place, its maker, and the words of the error.
type Trap = (&'static str, fn(&Path), &'static str);

const TRAPS: [Trap; 5] = [
    ("a sparse file of a gibibyte", |path| File::create(path).unwrap().set_len(1 << 30).unwrap(), "bytes"),
    ("a pipe", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success()), "no ordinary file"),
    ("a link to an endless device", |path| symlink("/dev/zero", path).unwrap(), "no ordinary file"),
    ("a link to a pipe", pipe_behind_a_link, "no ordinary file"),
    ("a folder", |path| fs::create_dir(path).unwrap(), "no ordinary file"),
];

fn pipe_behind_a_link(path: &Path) {
    let pipe = path.with_extension("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    symlink(pipe, path).unwrap();
}

/// Reads every file of an organisation's folder.
fn read(dir: &Path) -> Result<(), Error> {
    let organisation = Organisation::open(dir)?;
    let policy = organisation.policies()?.pop().unwrap();
    organisation.archivist_ticket()?;
    organisation.is_locked()?;
    organisation.archivist_key(None)?;
    organisation.invite(&policy, None, "2026-11-22T00:00:00Z".parse().unwrap(), None, None)?;
    Ok(())
}

/// Returns the bytes that this process has read so far from any file.
fn bytes_read() -> u64 {
    let told = fs::read_to_string("/proc/self/io").unwrap();
    told.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

#[test]
fn whatever_stands_in_place_of_a_file_is_named_at_once_and_not_read() {
    let world = World::new();
    let org = world.dir.path().join("org");
    read(&org).unwrap();
    for file in ["organisation.json", "policies/0.dsse", "archivist.ticket", "organisation.key", "archivist.key"] {
        for (trap, set, said) in TRAPS {
            let dir = world.dir.path().join("handed-over");
            assert!(Command::new("cp").arg("-a").args([&org, &dir]).status().unwrap().success());
            fs::remove_file(dir.join(file)).unwrap();
            set(&dir.join(file));
            let before = bytes_read();
            let (done, waiting) = mpsc::channel();
            let folder = dir.clone();
            std::thread::spawn(move || done.send(read(&folder)));
            let answer = waiting.recv_timeout(Duration::from_secs(5));
            let answer = answer.unwrap_or_else(|_| panic!("{trap} in place of {file} holds the archivist up"));
            let error = match answer {
                Err(error @ Error::Malformed { .. }) => error.to_string(),
                other => panic!("{trap} in place of {file}: {other:?}"),
            };
            assert!(error.contains(said), "{trap} in place of {file}: {error}");
            let read = bytes_read() - before;
            assert!(read < 4 << 20, "{read} bytes were read of {trap} in place of {file}");
            fs::remove_dir_all(&dir).unwrap();
        }
    }
}
