//! The time in which the real window opens, compared with an empty one, and the memory of a long recording. Run by
//! `cargo xtask bench`, which prints the rows; the limits are those of the issue.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]
#![allow(clippy::disallowed_methods, reason = "a bench measures by the clock")]
#![allow(dead_code, reason = "the stage and the client serve the window's tests too")]

#[path = "../window/client.rs"]
mod client;
#[path = "../window/stage.rs"]
mod stage;

use std::process::Command;
use std::time::{Duration, Instant};

use client::Window;
use serde_json::json;
use stage::Stage;
use support::Ready;

const RUNS: usize = 5;

/// Returns the seconds until `selector` is on the screen of `program`.
fn opens(stage: &Stage, program: &str, selector: &str) -> f64 {
    let began = Instant::now();
    let window = stage.open_program(program);
    let seen = "return document.querySelector(arguments[0]) !== null";
    while window.run(seen, json!([selector])) != json!(true) {
        assert!(began.elapsed() < Duration::from_secs(60), "{selector} never came");
        std::thread::sleep(Duration::from_millis(5));
    }
    let took = began.elapsed().as_secs_f64();
    drop(window);
    // The home is free again when the process has ended.
    std::thread::sleep(Duration::from_millis(500));
    took
}

fn median(mut runs: Vec<f64>) -> f64 {
    runs.sort_by(f64::total_cmp);
    runs[runs.len() / 2]
}

/// Returns the resident memory in MiB of the app and of its webview processes.
fn memory(stage: &Stage) -> f64 {
    let mut pids = vec![stage.driver_pid().to_string()];
    let mut kib = 0.0;
    while let Some(parent) = pids.pop() {
        let found = Command::new("pgrep").args(["-P", &parent]).output().unwrap();
        for pid in String::from_utf8(found.stdout).unwrap().split_whitespace() {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:")).unwrap_or("0");
            kib += line.split_whitespace().next().and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0);
            pids.push(pid.to_owned());
        }
    }
    kib / 1024.0
}

fn records(window: &Window, stage: &Stage, seconds: u64) -> (f64, f64) {
    window.seen("[data-lens=ready]");
    window.until("a picture", 20, "return document.querySelector('video').videoWidth > 0", &json!([]));
    window.click("[data-do=video]");
    window.seen("[data-live=video]");
    std::thread::sleep(Duration::from_secs(30));
    let early = memory(stage);
    std::thread::sleep(Duration::from_secs(seconds.saturating_sub(30)));
    let late = memory(stage);
    window.click("[data-do=stop]");
    window.gone("[data-live]");
    (early, late)
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(300);
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let (app, empty) = (env!("CARGO_BIN_EXE_testamur-app"), std::env::var("TESTAMUR_EMPTY").unwrap());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        theirs.push(opens(&stage, &empty, "p"));
        ours.push(opens(&stage, app, "[data-lens=ready] [data-do=video]:enabled"));
    }
    let (ours, theirs) = (median(ours), median(theirs));
    println!(
        "| from launch to ready to record | {ours:.2} s | an empty Tauri window {theirs:.2} s | {:.2} | <= 1.5 |",
        ours / theirs
    );
    let window = stage.open();
    window.resize(480, 800);
    let (early, late) = records(&window, &stage, seconds);
    println!(
        "| memory of a recording after {seconds} s | {late:.0} MiB | after 30 s {early:.0} MiB | {:.2} | <= 1.1 |",
        late / early
    );
}
