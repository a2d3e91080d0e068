//! Undone or half-done work is never reported as success, and a failed print never undoes finished work.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test in real time")]

use std::fs::File;
use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use support::{PASSPHRASE, Ready, first_line};

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
    // An answer that did not arrive is a failure.
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

#[test]
fn an_invitation_that_is_over_or_soon_over_is_told_when_the_device_joins() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    for (days, told) in [("0", "EXPIRED"), ("3", "is good until")] {
        let (invitation, home) = (world.path(&format!("i{days}.json")), world.path(&format!("home{days}")));
        let policy = world.path("policy.dsse");
        world
            .testamur(&["org", "invite", &world.path("org"), "--policy", &policy, "--days", days, "--out", &invitation])
            .unwrap();
        let mut command = Command::new(world.program("testamur"));
        let out = command.args(["--home", &home, "join", &invitation]).output().unwrap();
        let said = text(&out);
        assert!(out.status.success() && said.contains(told) && said.contains("--renews "), "{said}");
        assert!(!said.contains("CODE"), "{said}");
    }
}

#[test]
fn a_policy_is_signed_only_for_a_server_that_devices_can_use() {
    let ready = Ready::new().unwrap();
    let (world, server) = (&ready.world, &ready.server);
    let (org, out) = (world.path("org"), world.path("p.dsse"));
    let policy = |url: &str, pin: &str, log_key: &str| {
        let args = ["org", "policy", &org, "--server", url, "--pin", pin, "--log-key", log_key, "--out", &out];
        let out = world.command(&args).output().unwrap();
        (out.status.code(), text(&out))
    };
    let other = "0".repeat(64);
    let other_key = "walk.example/log+00000000+AAAA";
    for (url, pin, log_key, why) in [
        (server.url.as_str(), other.as_str(), server.log_key.as_str(), "another TLS key"),
        ("https://127.0.0.1:99999", &server.pin, &server.log_key, "not a server's address"),
        ("https://::1:8443", &server.pin, &server.log_key, "not a server's address"),
        (&server.url, &server.pin, other_key, ""),
    ] {
        let (code, said) = policy(url, pin, log_key);
        assert!(code == Some(2) && said.contains(why), "{url}: {said}");
    }
    assert!(!std::path::Path::new(&out).exists());
    let (code, said) = policy("https://127.0.0.1:1", &server.pin, &server.log_key);
    assert!(code == Some(0) && said.contains("NOT CHECKED"), "{said}");
    let (code, said) = policy(&server.url, &server.pin.to_uppercase(), &server.log_key);
    assert!(code == Some(0) && said.contains("answers there"), "{said}");
    let out = world
        .command(&["org", "invite", &org, "--policy", &out, "--days", "100000000", "--out", &world.path("i.json")])
        .output();
    let said = text(&out.unwrap());
    assert!(said.contains("3650") && !said.contains("panicked"), "{said}");
}

#[test]
fn the_first_passphrase_of_an_archive_is_typed_twice() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let pull = world.pull(&ready.server);
    let words: Vec<_> = pull.get_args().map(|word| word.to_string_lossy().into_owned()).collect();
    let typed = |lines: &str| {
        // util-linux's `script` gives the command a terminal.
        let mut script = Command::new("script");
        let line = format!("{} {}", world.program("testamur").display(), words.join(" "));
        script
            .args(["-qec", &line, "/dev/null"])
            .env("TESTAMUR_HOME", world.path("home"))
            .env_remove("TESTAMUR_PASSPHRASE");
        let mut child = script.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The first answer is the passphrase of the organisation's keys.
        child.stdin.as_mut().unwrap().write_all(format!("{PASSPHRASE}\n{lines}").as_bytes()).unwrap();
        let out = child.wait_with_output().unwrap();
        (out.status.code(), text(&out))
    };
    let (code, said) = typed("corect horse\ncorrect horse\n");
    assert!(code == Some(2) && said.contains("NEW passphrase") && said.contains("not the same"), "{said}");
    assert!(said.contains("fewer than 16 characters"), "{said}");
    assert!(!std::path::Path::new(&world.path("home")).join("archive").exists(), "nothing was made");
    let (code, said) = typed(&format!("{PASSPHRASE}\n{PASSPHRASE}\n"));
    assert!(code == Some(0) && !said.contains("fewer than"), "{said}");
    let (code, said) = typed(&format!("{PASSPHRASE}\n"));
    assert!(code == Some(0) && !said.contains("NEW"), "{said}");
}

#[test]
fn a_mistyped_pin_is_seen_and_a_new_policy_mends_it() {
    let ready = Ready::new().unwrap();
    let (world, server) = (&ready.world, &ready.server);
    let (org, out) = (world.path("org"), world.path("slip.dsse"));
    let policy = |pin: &str, proxy: &str| {
        let args =
            ["org", "policy", &org, "--server", &server.url, "--pin", pin, "--log-key", &server.log_key, "--out", &out];
        text(&world.plain(&args).env("TESTAMUR_PROXY", proxy).output().unwrap())
    };
    let slip = format!("{}{}", if server.pin.starts_with('0') { "1" } else { "0" }, server.pin.get(1..).unwrap());
    // If the server cannot be asked, the policy with the typing error is signed and can be read.
    let said = policy(&slip, "http://127.0.0.1:1");
    assert!(said.contains("NOT CHECKED") && said.contains(&format!("pin={slip}")), "{said}");
    let said = text(&world.pull(server).output().unwrap());
    assert!(said.contains("version 1") && said.contains(&slip) && said.contains("testamur org policy"), "{said}");
    let said = policy(&server.pin, "");
    assert!(said.contains("answers there"), "{said}");
    let out = world.pull(server).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
}

#[test]
fn an_invitation_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let ready = Ready::new().unwrap();
    let (world, policy) = (&ready.world, ready.world.path("policy.dsse"));
    let (paper, codes) = (world.path("private.json"), world.path("codes.svg"));
    let args = ["org", "invite", &world.path("org"), "--policy", &policy, "--out", &paper, "--qr", &codes];
    let line = format!("umask 0; exec {} {}", world.program("testamur").display(), args.join(" "));
    let out = Command::new("sh").args(["-c", &line]).env("TESTAMUR_PASSPHRASE", PASSPHRASE).output().unwrap();
    assert!(out.status.success(), "{}", text(&out));
    for file in [paper, codes, world.path("codes-1.svg")] {
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file}");
    }
}

#[test]
fn a_home_that_went_on_in_two_places_is_told_in_words_and_is_no_success() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let (home, copy, file) = (world.path("home"), world.path("copy"), world.path("a.txt"));
    std::fs::write(&file, "a").unwrap();
    world.testamur(&["sync"]).unwrap();
    assert!(Command::new("cp").args(["-a", &home, &copy]).status().unwrap().success());
    world.testamur(&["add", &file]).unwrap();
    world.testamur(&["sync"]).unwrap();
    let of_copy = |args: &[&str]| world.plain(args).env("TESTAMUR_HOME", &copy).output().unwrap();
    assert_eq!(of_copy(&["add", &file]).status.code(), Some(0));
    let out = of_copy(&["sync"]);
    let said = text(&out);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(
        said.contains("IN TWO PLACES") && said.contains("1 items delivered") && !said.contains("Digest("),
        "{said}"
    );
}

#[test]
fn a_damaged_part_is_named_and_keeps_nothing_else_from_leaving() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let mut items = Vec::new();
    for n in 0..3 {
        let file = world.path(&format!("{n}.txt"));
        std::fs::write(&file, format!("file {n}")).unwrap();
        let added = world.testamur(&["add", &file]).unwrap();
        items.push(added["items"][0]["item"].as_str().unwrap().to_owned());
        if n == 1 {
            let find = format!(
                "find {}/parts -type f -mmin -1 -printf '%T@ %p\\n' | sort -n | tail -1 | cut -d' ' -f2",
                world.path("home")
            );
            let newest = Command::new("sh").args(["-c", &find]).output().unwrap();
            File::create(String::from_utf8_lossy(&newest.stdout).trim()).unwrap();
        }
    }
    for (args, code) in [(&["sync"][..], 2), (&["status"], 0), (&["carry", &world.path("stick")], 1)] {
        let out = world.plain(args).output().unwrap();
        let said = text(&out);
        assert_eq!(out.status.code(), Some(code), "{said}");
        assert!(said.contains(&items[1]) && !said.contains("full"), "{said}");
        assert!(!said.contains(&items[0]) && !said.contains(&items[2]), "{said}");
    }
    assert!(text(&world.plain(&["status"]).output().unwrap()).contains("2 delivered"));
}
