//! `cargo xtask bench`: the numbers of the README, as ratios to a peer or a limit in the same run.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::Value;

use crate::install;
use crate::measure::{MIB, median, random_file, ready, small_files, watch};
use crate::shell::{Done, Failed, cargo, output, show, target};
use support::last_json;

const USAGE: &str = "cargo xtask bench [--against FOLDER-OF-OLDER-PROGRAMS] [SIZE-OF-THE-FILE-IN-MIB]";
/// Runs of each timed command; medians are printed.
const RUNS: usize = 3;

pub fn run(args: &[String]) -> Done {
    let (older, args) = match args {
        [word, folder, rest @ ..] if word == "--against" => (Some(Path::new(folder)), rest),
        other => (None, other),
    };
    let mib: u64 = match args {
        [] => 1024,
        [size] => size.parse().map_err(|_| Failed::new(USAGE))?,
        _ => return Err(Failed::new(USAGE)),
    };
    install::packages(install::WALK)?;
    install::packages(install::TEST)?;
    show(
        "building for release",
        cargo().args(["build", "--locked", "--release", "-p", "testamur-cli", "-p", "testamur-server"]),
    )?;
    machine()?;
    if let Some(older) = older {
        return crate::against::run(older, mib);
    }
    let dir = tempfile::Builder::new().prefix("testamur-bench-").tempdir()?;
    let file = dir.path().join("big.bin");
    random_file(&file, mib * MIB)?;
    println!("\n| what | measured | peer or limit | ratio | goal |\n|---|---|---|---|---|");
    large_file(dir.path(), &file, mib)?;
    small_items(dir.path())?;
    sync_latency(dir.path())?;
    window()
}

/// Measures the real window on a display of its own: its start, and the memory of a recording of five minutes. Both
/// builds are for tests, because a release cannot be driven.
fn window() -> Done {
    install::packages(install::APP)?;
    crate::window::build_ui()?;
    let programs = ["build", "--locked", "-p", "testamur-cli", "-p", "testamur-server"];
    show("building the programs", cargo().args(programs))?;
    show(
        "building an empty window",
        cargo().args(["build", "--locked", "-p", "testamur-app", "--features", "bench", "--example", "empty"]),
    )?;
    let mut speed = cargo();
    speed.args(["test", "--locked", "-p", "testamur-app", "--features", "bench", "--test", "speed"]);
    show("the window", speed.env("TESTAMUR_EMPTY", target().join("debug/examples/empty")))
}

fn machine() -> Done {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name\t: ")).unwrap_or("unknown").to_owned();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("\n{model}, {cores} cores, load {}", load.trim());
    println!("{}", output(Command::new("rustc").arg("--version"))?.trim());
    Ok(())
}

fn large_file(dir: &Path, file: &Path, mib: u64) -> Done {
    let (world, server) = ready(&dir.join("large"), target().join("release"))?;
    let shown = file.to_string_lossy();
    let idle = watch(world.command(&["status"]))?.peak_kib;
    // Debian's age has X25519 alone. On a file of this size the kind of header makes no difference.
    let key = dir.join("peer.txt").to_string_lossy().into_owned();
    output(Command::new("age-keygen").args(["-o", &key]))?;
    let recipient = output(Command::new("age-keygen").args(["-y", &key]))?.trim().to_owned();
    let sealed = dir.join("peer.age").to_string_lossy().into_owned();
    let trio = format!("age -r {recipient} -o {sealed} {shown} && sha256sum {shown} && sync");
    let (mut ours, mut peers) = (Vec::new(), Vec::new());
    let mut peak = 0;
    for _ in 0..RUNS {
        // In turn, so that a machine that slows down slows both.
        peers.push(watch(shell(&trio))?.seconds);
        std::fs::remove_file(&sealed)?;
        let added = watch(world.command(&["add", &shown]))?;
        ours.push(added.seconds);
        peak = added.peak_kib.max(peak);
    }
    let (ours, peers) = (median(ours), median(peers));
    row(
        &format!("add {mib} MiB"),
        &format!("{ours:.2} s"),
        &format!("age + sha256sum + sync {peers:.2} s"),
        ours / peers,
        "<= 0.5",
    );
    memory("add", peak, idle);
    let synced = watch(world.command(&["sync"]))?;
    memory("sync", synced.peak_kib, idle);
    let pulled = watch(world.pull(&server))?;
    memory("archive pull", pulled.peak_kib, idle);
    let list = watch(world.command(&["archive", "list"]))?.said;
    let item = last_json(&list)?.pointer("/items/0/item").and_then(Value::as_str).map(str::to_owned);
    let item = item.ok_or_else(|| Failed::new("the archive lists nothing"))?;
    let bundle = dir.join("bundle.zip").to_string_lossy().into_owned();
    memory("archive bundle", watch(world.command(&["archive", "bundle", &item, "--out", &bundle]))?.peak_kib, idle);
    let verified = watch(world.command(&["verify", &bundle]))?;
    memory("verify", verified.peak_kib, idle);
    let hashing = watch(shell(&format!("sha256sum {shown}")))?.seconds;
    let took = verified.seconds;
    row(
        &format!("verify {mib} MiB"),
        &format!("{took:.2} s"),
        &format!("sha256sum {hashing:.2} s"),
        took / hashing,
        "",
    );
    Ok(())
}

fn small_items(dir: &Path) -> Done {
    let (world, _server) = ready(&dir.join("small"), target().join("release"))?;
    let names = small_files(&dir.join("small-files"), "small item")?;
    let mut args = vec!["add"];
    args.extend(names.iter().map(String::as_str));
    let added = watch(world.command(&args))?;
    let synced = watch(world.command(&["sync"]))?;
    let trips = last_json(&synced.said)?.pointer("/round_trips_until_noted").and_then(Value::as_f64);
    let trips = trips.ok_or_else(|| Failed::new("sync does not say its round trips"))?;
    row("round trips until 1,000 items are noted", &format!("{trips}"), "3", trips / 3.0, "<= 1");
    println!("| add 1,000 small items | {:.2} s | | | |", added.seconds);
    println!("| sync 1,000 small items, delivered | {:.2} s | | | |", synced.seconds);
    Ok(())
}

/// Prints the time of one durable write on this machine, in milliseconds, which limits some of the figures.
#[allow(clippy::disallowed_methods, reason = "measures the disk itself")]
fn sync_latency(dir: &Path) -> Done {
    let mut file = File::create(dir.join("latency"))?;
    let mut times = Vec::new();
    for _ in 0..200 {
        file.write_all(&[0; 4096])?;
        let began = Instant::now();
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let at = |q: usize| times.get(q).copied().unwrap_or_default();
    println!("\nfdatasync of 4 KiB here: p50 {:.2} ms, p99 {:.2} ms", at(100), at(198));
    Ok(())
}

fn memory(what: &str, peak: u64, idle: u64) {
    let above = peak.saturating_sub(idle) as f64 / 1024.0;
    row(
        &format!("memory of {what} above the idle process"),
        &format!("{above:.1} MiB"),
        "64 MiB",
        above / 64.0,
        "<= 1",
    );
}

fn row(what: &str, measured: &str, peer: &str, ratio: f64, goal: &str) {
    println!("| {what} | {measured} | {peer} | {ratio:.2} | {goal} |");
}

fn shell(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}
