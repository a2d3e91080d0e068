//! A killed recording keeps everything but its last second, and the chain continues.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test in real time")]

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use support::{Ready, first_line, last_json, output, text};

/// Number of devices that record at the same time, and of killed recordings of each.
const DEVICES: u64 = 5;
const KILLS: u64 = 10;
/// Interval of the lens.
const TICK: Duration = Duration::from_millis(20);

struct Killed {
    item: String,
    pushed: Vec<u8>,
    rate: usize,
    /// Longest delay, in seconds, of another program that wrote as durably at the same time.
    held_up: f64,
}

/// Writes a little durably at each tick while the recorder lives, and returns the delay of its slowest step: our
/// programs cannot be faster than the machine.
fn hold_up(file: &Path, over: &AtomicBool) -> f64 {
    let mut file = File::create(file).unwrap();
    let mut worst = Duration::ZERO;
    while !over.load(Ordering::Relaxed) {
        let began = Instant::now();
        file.write_all(&[0; 4096]).unwrap();
        file.sync_data().unwrap();
        std::thread::sleep(TICK);
        worst = worst.max(began.elapsed().saturating_sub(TICK));
    }
    worst.as_secs_f64()
}

/// Returns bytes without repetitions, so that a lost, doubled or swapped piece shows.
fn lens(seed: u64, len: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let mut out: Vec<u8> = std::iter::repeat_with(|| next().to_le_bytes()).flatten().take(len).collect();
    out.truncate(len);
    out
}

/// Pushes bytes in real time and kills the recorder after `life`.
fn record(ready: &Ready, seed: u64, rate: usize, life: Duration) -> Killed {
    let args = ["record", "--name", "street.bin", "--type", "video/webm", "--note", "watermark-of-a-note"];
    let mut recorder = ready.world.command(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let item = text(&last_json(&first_line(&mut recorder).unwrap()).unwrap(), "/item").unwrap();
    let mut stdin = recorder.stdin.take().unwrap();
    let source = lens(seed, (rate as f64 * (life.as_secs_f64() + 1.0)) as usize);
    let began = Instant::now();
    let mut at = 0;
    let (beside, over) = (PathBuf::from(ready.world.path("beside")), AtomicBool::new(false));
    let held_up = std::thread::scope(|scope| {
        let watch = scope.spawn(|| hold_up(&beside, &over));
        while began.elapsed() < life {
            let due = ((began.elapsed().as_secs_f64() * rate as f64) as usize).min(source.len());
            stdin.write_all(&source[at..due]).unwrap();
            at = due;
            std::thread::sleep(TICK);
        }
        recorder.kill().unwrap();
        over.store(true, Ordering::Relaxed);
        watch.join().unwrap()
    });
    recorder.wait().unwrap();
    Killed { item, pushed: source[..at].to_vec(), rate, held_up }
}

fn fifty_kills(device: u64) {
    let ready = Ready::new().unwrap();
    let mut killed = Vec::new();
    for run in 0..KILLS {
        let seed = device * 1_000 + run + 1;
        // 32 kbit/s of sound and 4 Mbit/s of video, in turn; between 0.3 and 3.3 s of life.
        let rate = if run % 2 == 0 { 4_000 } else { 500_000 };
        let life = Duration::from_millis(300 + lens(seed, 8)[0] as u64 * 12);
        killed.push(record(&ready, seed, rate, life));
    }
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!(status["items"], KILLS, "every killed recording is an item: {status}");
    assert_eq!(status["unfinished"], 0, "and is closed: {status}");
    ready.world.testamur(&["sync"]).unwrap();
    let pulled = last_json(&output(&mut ready.world.pull(&ready.server)).unwrap()).unwrap();
    assert_eq!((&pulled["quarantined"], &pulled["missing"]), (&0.into(), &0.into()), "{pulled}");
    for (n, run) in killed.iter().enumerate() {
        let out = ready.world.path(&format!("out-{n}"));
        let opened = ready.world.testamur(&["archive", "open", &run.item, "--out", &out]).unwrap();
        // Killed before the first bytes had waited long enough to be sealed: there is no part to open.
        let found = match opened.pointer("/files/0/path").and_then(|p| p.as_str()) {
            Some(path) => std::fs::read(path).unwrap(),
            None => Vec::new(),
        };
        assert!(run.pushed.starts_with(&found), "run {n}: what came back is not what was pushed");
        let missing = (run.pushed.len() - found.len()) as f64 / run.rate as f64;
        let most = 1.0 + run.held_up;
        assert!(missing <= most, "run {n}: {missing:.2} s of {} bytes/s are missing, of {most:.2} s", run.rate);
        let shown = ready.world.testamur(&["archive", "show", &run.item]).unwrap();
        assert_eq!(shown.pointer("/record/media/0/interrupted"), Some(&true.into()), "run {n}: {shown}");
        assert_eq!(
            shown.pointer("/record/media/0/name"),
            Some(&"street.bin".into()),
            "the opening record says what it was"
        );
    }
    let bundle = ready.world.path("bundle.zip");
    let mut args = vec!["archive", "bundle"];
    args.extend(killed.iter().map(|k| k.item.as_str()));
    args.extend(["--out", &bundle]);
    ready.world.testamur(&args).unwrap();
    let verdict = ready.world.testamur(&["verify", &bundle, "--policy", &ready.world.path("policy.dsse")]).unwrap();
    assert_ne!(verdict.pointer("/signer/status"), Some(&"failed".into()), "the chain goes on: {verdict}");
}

#[test]
fn recordings_killed_at_fifty_random_moments_lose_at_most_one_second_each() {
    std::thread::scope(|scope| {
        let devices: Vec<_> = (0..DEVICES).map(|d| scope.spawn(move || fifty_kills(d))).collect();
        for device in devices {
            device.join().unwrap();
        }
    });
}
