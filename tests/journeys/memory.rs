//! A running recorder keeps none of its sealed data in memory, and an aborted one leaves no core dump.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test of memory")]

use std::collections::HashSet;
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use evidence::Digest;
use support::{Ready, first_line};

const FRAMES: usize = 1_000;
/// The beginning of each frame, which occurs nowhere else in the recorder.
const MARK: &[u8] = b"planted-frame:";
/// Number of hex digits after the mark.
const NAME: usize = 64;

/// Returns a frame of 786 bytes that repeats its mark and name.
fn frame(n: usize) -> Vec<u8> {
    let name = Digest::of(format!("frame {n}").as_bytes()).to_string();
    let more = Digest::of(name.as_bytes()).to_string().repeat(11);
    [MARK, name.as_bytes(), b" ", more.as_bytes(), b"\n\n\n"].concat()
}

/// Returns a recorder in a folder of its own, whose shell allows core dumps of any size.
fn recorder(ready: &Ready) -> Child {
    let inner = ready.world.command(&["record", "--name", "street.webm", "--type", "video/webm"]);
    let folder = ready.world.path("cores");
    std::fs::create_dir_all(&folder).unwrap();
    let mut outer = Command::new("sh");
    outer.args(["-c", "ulimit -c unlimited; exec \"$@\"", "sh"]).arg(inner.get_program()).args(inner.get_args());
    outer.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(folder);
    outer.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Returns the bytes of sealed parts in the home.
fn sealed(ready: &Ready) -> usize {
    let (mut folders, mut bytes) = (vec![PathBuf::from(ready.world.path("home/parts"))], 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            match entry.metadata() {
                Ok(found) if found.is_dir() => folders.push(entry.path()),
                Ok(found) => bytes += found.len() as usize,
                Err(_) => {}
            }
        }
    }
    bytes
}

/// Pushes every frame, and returns when all are sealed and no more come.
fn fill(ready: &Ready, recorder: &mut Child) {
    first_line(recorder).unwrap();
    let mut stdin = recorder.stdin.take().unwrap();
    let mut pushed = 0;
    for n in 0..FRAMES {
        let bytes = frame(n);
        stdin.write_all(&bytes).unwrap();
        pushed += bytes.len();
        if n % 100 == 99 {
            std::thread::sleep(Duration::from_millis(150));
        }
    }
    let (mut before, mut quiet) = (0, 0);
    for _ in 0..600 {
        std::thread::sleep(Duration::from_millis(100));
        let sealed = sealed(ready);
        quiet = if sealed == before { quiet + 1 } else { 0 };
        before = sealed;
        if sealed > pushed && quiet > 20 {
            break;
        }
    }
    assert!(before > pushed, "{before} bytes are sealed of {pushed}");
    // The recording continues: its source is silent but has not ended.
    recorder.stdin = Some(stdin);
    assert!(recorder.try_wait().unwrap().is_none());
}

/// Returns the names of planted frames in the memory of `pid`; none if the kernel denies the reading.
fn planted(pid: u32) -> Option<HashSet<String>> {
    let mut memory = match std::fs::File::open(format!("/proc/{pid}/mem")) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return None,
        opened => opened.unwrap(),
    };
    let mut found = HashSet::new();
    let mut looked = 0;
    for line in std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap().lines() {
        let (range, rest) = line.split_once(' ').unwrap();
        if !rest.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let [from, to] = [from, to].map(|hex| u64::from_str_radix(hex, 16).unwrap());
        let mut bytes = Vec::new();
        memory.seek(SeekFrom::Start(from)).unwrap();
        // Pages of the kernel cannot be read.
        let _ = Read::by_ref(&mut memory).take(to - from).read_to_end(&mut bytes);
        looked += bytes.len();
        let hits = bytes.windows(MARK.len()).enumerate().filter(|(_, w)| *w == MARK);
        found.extend(
            hits.filter_map(|(at, _)| bytes.get(at + MARK.len()..at + MARK.len() + NAME))
                .map(|name| String::from_utf8_lossy(name).into_owned()),
        );
    }
    assert!(looked > 100_000, "only {looked} bytes of memory were read");
    Some(found)
}

#[test]
fn a_live_recorder_holds_no_frame_that_it_sealed_and_an_abort_leaves_no_core() {
    let ready = Ready::new().unwrap();
    let mut recorder = recorder(&ready);
    fill(&ready, &mut recorder);
    if let Some(found) = planted(recorder.id()) {
        let names: HashSet<_> = (0..FRAMES).map(|n| Digest::of(format!("frame {n}").as_bytes()).to_string()).collect();
        let held = found.intersection(&names).count();
        assert_eq!(held, 0, "{held} of {FRAMES} sealed frames are in memory");
    }
    let aborted = Command::new("kill").args(["-ABRT", &recorder.id().to_string()]).status().unwrap();
    assert!(aborted.success());
    assert!(!recorder.wait().unwrap().success());
    let left: Vec<_> = std::fs::read_dir(ready.world.path("cores")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_frame_that_is_not_sealed_yet_is_found_so_that_the_search_can_fail() {
    let ready = Ready::new().unwrap();
    let mut recorder = recorder(&ready);
    first_line(&mut recorder).unwrap();
    recorder.stdin.as_mut().unwrap().write_all(&frame(7)).unwrap();
    let name = Digest::of(b"frame 7").to_string();
    // It is sealed after half a second; on a slow machine another frame is pushed.
    let seen = (0..200).any(|_| {
        recorder.stdin.as_mut().unwrap().write_all(&frame(7)).unwrap();
        planted(recorder.id()).is_none_or(|found| found.contains(&name))
    });
    recorder.kill().unwrap();
    recorder.wait().unwrap();
    assert!(seen);
}
