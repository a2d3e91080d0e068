//! Nothing done, or half, is never a success, and what was done is not undone by a result that could not be printed.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test in real time")]

use std::fs::File;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use support::{Ready, first_line};

fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

const RECORD: [&str; 5] = ["record", "--name", "a.webm", "--type", "video/webm"];

fn full() -> File {
    File::options().write(true).open("/dev/full").unwrap()
}

#[test]
fn a_recording_of_nothing_is_no_success() {
    let ready = Ready::new().unwrap();
    let out = ready.world.command(&RECORD).stdin(Stdio::null()).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    assert!(text(&out).contains("nothing came") && !text(&out).contains("sealed "), "{}", text(&out));
}

#[test]
fn a_closed_terminal_closes_the_recording() {
    let ready = Ready::new().unwrap();
    let mut command = ready.world.command(&RECORD);
    let mut recorder = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    first_line(&mut recorder).unwrap();
    recorder.stdin.as_mut().unwrap().write_all(&[7; 5_000]).unwrap();
    std::thread::sleep(Duration::from_secs(1));
    assert!(Command::new("kill").args(["-HUP", &recorder.id().to_string()]).status().unwrap().success());
    let stdin = recorder.stdin.take();
    let out = recorder.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    drop(stdin);
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!((&status["items"], &status["interrupted"]), (&1.into(), &0.into()), "{status}");
}

#[test]
fn work_whose_result_cannot_be_printed_is_done_all_the_same() {
    let ready = Ready::new().unwrap();
    let file = ready.world.path("a.txt");
    std::fs::write(&file, "a").unwrap();
    let out = ready.world.command(&["add", &file]).stdout(full()).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    assert!(text(&out).contains("could not be printed") && text(&out).contains("done"), "{}", text(&out));
    let mut recorder = ready.world.command(&RECORD).stdin(Stdio::piped()).stdout(full()).spawn().unwrap();
    recorder.stdin.take().unwrap().write_all(&[7; 5_000]).unwrap();
    assert_eq!(recorder.wait().unwrap().code(), Some(0), "a recording goes on where its number cannot be printed");
    let status = ready.world.testamur(&["status"]).unwrap();
    assert_eq!((&status["items"], &status["unfinished"], &status["interrupted"]), (&2.into(), &0.into(), &0.into()));
    // An answer that did not arrive is no answer.
    for ask in ["status", "list"] {
        let out = ready.world.command(&[ask]).stdout(full()).output().unwrap();
        assert_eq!(out.status.code(), Some(2), "{ask}: {}", text(&out));
    }
}

#[test]
fn a_remark_may_begin_with_a_dash() {
    let ready = Ready::new().unwrap();
    let file = ready.world.path("a.txt");
    std::fs::write(&file, "a").unwrap();
    ready.world.testamur(&["add", &file, "--note", "-x"]).unwrap();
    let mut command = ready.world.command(&[&RECORD[..], &["--note", "--n"]].concat());
    let mut recorder = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    recorder.stdin.take().unwrap().write_all(b"x").unwrap();
    assert_eq!(recorder.wait().unwrap().code(), Some(0));
}
