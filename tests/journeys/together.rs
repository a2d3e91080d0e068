//! One home, several programs: they wait for their turn, up to a limit that their message names.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test in real time")]

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use support::{Ready, first_line};

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn started(command: &mut Command) -> Running {
    Running(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

/// Closes its input and waits for its end; returns the exit code and all output.
fn said(mut running: Running) -> (Option<i32>, String) {
    drop(running.0.stdin.take());
    let mut text = String::new();
    // If its first line was read already, the rest stays unread.
    if let Some(mut out) = running.0.stdout.take() {
        out.read_to_string(&mut text).unwrap();
    }
    running.0.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    (running.0.wait().unwrap().code(), text)
}

#[test]
fn eight_files_that_are_added_at_once_are_eight_items() {
    let ready = Ready::new().unwrap();
    let files: Vec<_> = (0..8).map(|n| ready.world.path(&format!("{n}.txt"))).collect();
    files.iter().for_each(|file| std::fs::write(file, file).unwrap());
    let adding: Vec<_> = files.iter().map(|file| started(&mut ready.world.command(&["add", file]))).collect();
    for one in adding {
        let (code, text) = said(one);
        assert_eq!(code, Some(0), "{text}");
    }
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!((&status["items"], &status["unfinished"]), (&8.into(), &0.into()), "{status}");
}

#[test]
fn what_is_added_while_another_program_watches_is_delivered_by_it() {
    let ready = Ready::new().unwrap();
    let watching = started(&mut ready.world.command(&["sync", "--watch"]));
    for n in 0..3 {
        let file = ready.world.path(&format!("{n}.txt"));
        std::fs::write(&file, &file).unwrap();
        ready.world.testamur(&["add", &file]).unwrap();
    }
    delivered(&ready, 3);
    let pid = watching.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let (code, text) = said(watching);
    assert_eq!(code, Some(0), "SIGTERM ends it as SIGINT does: {text}");
}

#[test]
fn a_program_that_waited_to_its_limit_names_it_and_what_to_do() {
    let ready = Ready::new().unwrap();
    let mut recorder = started(&mut ready.world.command(&["record", "--name", "a.webm", "--type", "video/webm"]));
    first_line(&mut recorder.0).unwrap();
    for args in [&["status"][..], &["list"], &["sync"]] {
        let began = Instant::now();
        let (code, text) = said(started(ready.world.command(args).env("TESTAMUR_WAIT_S", "1")));
        assert_eq!(code, Some(2), "{args:?}: {text}");
        assert!(began.elapsed() >= Duration::from_secs(1), "{args:?} did not wait");
        assert!(
            text.contains("did not let go of it within 1 s") && text.contains("Nothing was changed"),
            "{args:?}: {text}"
        );
    }
}

/// Destroys a home that other programs have open, and checks that no key remains.
fn destroyed(ready: &Ready, args: &[&str]) {
    let began = Instant::now();
    let (code, text) = said(started(&mut ready.world.command(&[&["panic", "--yes"], args].concat())));
    assert_eq!(code, Some(0), "{text}");
    assert!(began.elapsed() < Duration::from_secs(5), "it waited: {text}");
    let home = std::path::PathBuf::from(ready.world.path("home"));
    for key in ["ratchet", "transport", "vault.salt"] {
        assert!(!home.join(key).exists(), "{key} is still there");
    }
    assert_eq!(home.join("outbox.sqlite").exists(), args == ["--keys"]);
}

/// Waits until the condition holds; fails with `otherwise` after so many seconds.
fn within(seconds: u64, otherwise: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(seconds), "{otherwise}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until the watching program has delivered all items.
fn delivered(ready: &Ready, items: u64) {
    within(60, "nothing was delivered", || {
        let status = ready.world.testamur(&["status"]).unwrap();
        assert_eq!(status.get("items"), Some(&items.into()), "{status}");
        status.get("delivered") == Some(&items.into())
    });
}

/// Returns the number of sealed parts under their final names.
fn sealed_in(folder: &std::path::Path) -> usize {
    let Ok(found) = std::fs::read_dir(folder) else { return 0 };
    let named = |name: &str| name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
    let within = |entry: std::fs::DirEntry| match entry.path() {
        path if path.is_dir() => sealed_in(&path),
        path => usize::from(path.file_name().and_then(|name| name.to_str()).is_some_and(named)),
    };
    found.flatten().map(within).sum()
}

#[test]
fn a_panic_needs_no_lock_and_a_recording_ends_with_the_truth() {
    for args in [&["--keys"][..], &["--everything"]] {
        let ready = Ready::new().unwrap();
        let mut recorder = started(&mut ready.world.command(&["record", "--name", "a.webm", "--type", "video/webm"]));
        first_line(&mut recorder.0).unwrap();
        // It is silent for a while, and does not wake the recorder. The opening has a part of its own.
        std::io::Write::write_all(recorder.0.stdin.as_mut().unwrap(), &[7; 4_000]).unwrap();
        let parts = std::path::PathBuf::from(ready.world.path("home")).join("parts");
        within(60, "nothing was sealed", || sealed_in(&parts) >= 2);
        destroyed(&ready, args);
        within(5, "the recording goes on without a key", || recorder.0.try_wait().unwrap().is_some());
        let (code, text) = said(recorder);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("destroyed") && !text.contains("next start"), "{text}");
        if args == ["--keys"] {
            assert!(text.contains("4000 bytes stay on this device for the archive to take"), "{text}");
            let status = ready.world.testamur(&["status"]).unwrap();
            assert_eq!((&status["destroyed"], &status["items"]), (&true.into(), &1.into()), "{status}");
            let (code, text) = said(started(&mut ready.world.command(&["add", "/etc/hostname"])));
            assert!(code == Some(2) && text.contains("keys of this device were destroyed"), "{text}");
        }
    }
}

#[test]
fn a_panic_ends_a_program_that_watches_whether_or_not_it_has_the_home_at_that_moment() {
    for args in [&["--keys"][..], &["--everything"]] {
        let ready = Ready::new().unwrap();
        let mut watching = started(&mut ready.world.command(&["sync", "--watch"]));
        let file = ready.world.path("a.txt");
        std::fs::write(&file, "a").unwrap();
        ready.world.testamur(&["add", &file]).unwrap();
        // It watches: a program that starts after the panic finds no home.
        delivered(&ready, 1);
        destroyed(&ready, args);
        within(30, "it goes on watching without a key", || watching.0.try_wait().unwrap().is_some());
        let (code, text) = said(watching);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains("destroyed"), "{text}");
    }
}
