//! For any input, the command explains the fault, exits with 2, loses no data and never panics.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::Ready;

fn run(command: &mut Command) -> (i32, String) {
    let out: Output = command.stdin(Stdio::null()).output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{said}");
    (out.status.code().expect("ended by a signal"), said)
}

fn refused(ready: &Ready, args: &[&str]) -> String {
    let (code, said) = run(&mut ready.world.command(args));
    assert_eq!(code, 2, "{args:?}: {said}");
    assert!(said.trim().len() > 20, "{args:?} must say what and why: {said:?}");
    said
}

fn items(ready: &Ready) -> u64 {
    ready.world.testamur(&["status"]).unwrap()["items"].as_u64().unwrap()
}

#[test]
fn an_invitation_that_was_used_has_lost_its_secret_and_says_so() {
    let ready = Ready::new().unwrap();
    let invitation = ready.world.path("invitation.json");
    let text = std::fs::read_to_string(&invitation).unwrap();
    assert!(text.contains(&format!("\"admission\":\"{}\"", "0".repeat(64))), "the secret is still in the file");
    let said = refused(&ready, &["--home", &ready.world.path("another"), "join", &invitation]);
    assert!(said.contains("the invitation was used already, by another device"), "{said}");
    assert!(refused(&ready, &["join", &invitation]).contains("this home has joined already"));
}

#[test]
fn files_that_cannot_be_captured_are_named_and_the_others_are_safe() {
    let ready = Ready::new().unwrap();
    let good = ready.world.path("good.txt");
    std::fs::write(&good, "good").unwrap();
    let empty = ready.world.path("empty.txt");
    std::fs::write(&empty, "").unwrap();
    let folder = ready.world.path("folder");
    std::fs::create_dir(&folder).unwrap();
    let missing = ready.world.path("missing.txt");
    for bad in [&empty, &folder, &missing] {
        let before = items(&ready);
        let said = refused(&ready, &["add", &good, bad]);
        assert!(said.contains(Path::new(bad).file_name().unwrap().to_str().unwrap()), "{said}");
        assert_eq!(items(&ready), before + 1, "the good file is safe although {bad} is not");
    }
}

#[test]
fn a_five_gibibyte_sparse_file_on_a_small_disk_is_refused_and_leaves_nothing_behind() {
    let ready = Ready::new().unwrap();
    let sparse = ready.world.path("sparse.bin");
    std::fs::File::create(&sparse).unwrap().set_len(5 << 30).unwrap();
    let (home, small) = (ready.world.path("home"), ready.world.path("small"));
    std::fs::create_dir(&small).unwrap();
    // A real disk of 48 MiB for this script alone. The address space is limited too: reading the whole file at once
    // would abort.
    let script = format!(
        "set -e; mount -t tmpfs -o size=48m tmpfs {small}; cp -a {home}/. {small}/; export TESTAMUR_HOME={small}; ulimit -v 2000000; \
         code=0; {bin} --json add {sparse} || code=$?; echo \"ended $code\"; find {small}/parts {small}/aside -type f; {bin} --json status; {bin} --json status",
        bin = ready.world.program("testamur").display()
    );
    let user: &[&str] = if nix_root() { &["-m"] } else { &["-rm"] };
    let (code, said) = run(Command::new("unshare").args(user).args(["sh", "-c", &script]));
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("ended 2"), "the disk is full: {said}");
    assert!(said.contains("the disk is full") && said.contains("safe"), "{said}");
    let last: serde_json::Value = serde_json::from_str(said.lines().rfind(|l| l.starts_with('{')).unwrap()).unwrap();
    assert_eq!(
        (&last["items"], &last["unfinished"], &last["interrupted"]),
        (&0.into(), &0.into(), &0.into()),
        "{said}"
    );
    let staged = said.lines().filter(|line| line.starts_with(&small)).count();
    assert_eq!((&last["parts_total"], staged), (&0.into(), 0), "nothing of it stays: {said}");
}

fn nix_root() -> bool {
    support::output(Command::new("id").arg("-u")).unwrap().trim() == "0"
}

#[test]
fn hostile_file_names_are_taken_and_never_used_as_paths() {
    let ready = Ready::new().unwrap();
    let dir = Path::new(&ready.world.path("hostile")).to_owned();
    std::fs::create_dir(&dir).unwrap();
    let long = "n".repeat(255);
    let names: [&[u8]; 8] = [
        b"..%2f..%2fetc%2fpasswd",
        b"-rf",
        b"$(touch owned).txt",
        "\u{202e}gpj.exe".as_bytes(),
        b"a\nb\tc.txt",
        b"\xff\xfe.bin",
        long.as_bytes(),
        "\u{1b}[2Jclear.txt".as_bytes(),
    ];
    for name in names {
        let path = dir.join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(&path, name).unwrap();
        let mut command = ready.world.command(&["add", "--"]);
        let (code, said) = run(command.arg(&path));
        assert_eq!(code, 0, "{said}");
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{202e}'),
            "control characters reach no terminal: {said:?}"
        );
    }
    ready.world.testamur(&["sync"]).unwrap();
    support::output(&mut ready.world.pull(&ready.server)).unwrap();
    let listed = ready.world.testamur(&["archive", "list"]).unwrap();
    let listed = listed["items"].as_array().unwrap();
    assert_eq!(listed.len(), names.len());
    for (n, item) in listed.iter().enumerate() {
        let out = ready.world.path(&format!("opened/{n}"));
        ready.world.testamur(&["archive", "open", item["item"].as_str().unwrap(), "--out", &out]).unwrap();
    }
    let folders = std::fs::read_dir(ready.world.path("opened")).unwrap().count();
    assert_eq!(folders, names.len(), "nothing was written outside the folders");
    assert!(!Path::new("owned").exists());
}

#[test]
fn malformed_invitations_policies_and_bundles_are_refused_by_name() {
    let ready = Ready::new().unwrap();
    let real = |name: &str| std::fs::read(ready.world.path(name)).unwrap();
    let fresh = ready.world.path("fresh-home");
    for (name, bytes) in [("invitation.json", real("invitation.json")), ("policy.dsse", real("policy.dsse"))] {
        let mut flipped = bytes.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        let broken =
            [vec![], b"{}".to_vec(), bytes[..bytes.len() / 2].to_vec(), flipped, vec![b'['; 100_000], vec![0xff; 4096]];
        for (n, bytes) in broken.into_iter().enumerate() {
            let file = ready.world.path(&format!("broken-{n}-{name}"));
            std::fs::write(&file, bytes).unwrap();
            if name == "invitation.json" {
                refused(&ready, &["--home", &fresh, "join", &file]);
                assert!(!Path::new(&fresh).join("outbox.sqlite").exists(), "no half-made home is left");
            } else {
                let out = ready.world.path("never.json");
                refused(&ready, &["org", "invite", &ready.world.path("org"), "--policy", &file, "--out", &out]);
                assert!(!Path::new(&out).exists());
            }
        }
    }
    for (n, bytes) in [vec![], b"PK\x03\x04".to_vec(), vec![0; 100_000], real("policy.dsse")].into_iter().enumerate() {
        let file = ready.world.path(&format!("broken-{n}.zip"));
        std::fs::write(&file, bytes).unwrap();
        refused(&ready, &["verify", &file]);
    }
    refused(&ready, &["verify", &ready.world.path("no-such-bundle.zip")]);
    refused(&ready, &["verify", &ready.world.path("org")]);
}

#[test]
fn wrong_words_on_the_command_line_are_explained() {
    let ready = Ready::new().unwrap();
    let file = ready.world.path("x.txt");
    std::fs::write(&file, "x").unwrap();
    for at in ["91,0", "here", "43.2", "1,2,3", "nan,nan"] {
        refused(&ready, &["add", &file, "--at", at]);
    }
    refused(&ready, &["archive", "show", "not-an-id"]);
    refused(&ready, &["archive", "show", "00000000000000000000000000000000"]);
    refused(&ready, &["org", "init", &ready.world.path("org"), "--name", "Again"]);
    refused(&ready, &["org", "init", &ready.world.path("org2"), "--name", "N", "--shares", "2", "--threshold", "3"]);
    refused(&ready, &["join", &ready.world.path("invitation.json")]);
    assert_eq!(items(&ready), 0);
}

#[test]
fn a_home_that_begins_nowhere_is_refused_and_one_that_may_not_be_read_is_not_called_new() {
    let ready = Ready::new().unwrap();
    let folder = ready.world.path("elsewhere");
    std::fs::create_dir(&folder).unwrap();
    for (variable, value) in [("HOME", ""), ("HOME", "here"), ("TESTAMUR_HOME", ""), ("TESTAMUR_HOME", "./here")] {
        let mut command = Command::new(ready.world.program("testamur"));
        command.env_remove("XDG_DATA_HOME").env_remove("TESTAMUR_HOME").env(variable, value).current_dir(&folder);
        let (code, said) = run(command.args(["join", &ready.world.path("invitation.json")]));
        assert!(code == 2 && said.contains(variable) && said.contains("not a whole path"), "{said}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "a key was made");
    }
    // A name without a target represents every folder that cannot be read.
    let round = ready.world.path("round");
    std::os::unix::fs::symlink(&round, &round).unwrap();
    let said = refused(&ready, &["--home", &round, "status"]);
    assert!(said.contains("could not be looked into") && !said.contains("not joined"), "{said}");
    // As a user without permission, if this test may change its user.
    let home = ready.world.path("home");
    let program = ready.world.program("testamur");
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program).args(["--home", &home, "status"]);
    let (code, said) = run(&mut other);
    if code == 2 && said.contains("testamur: ") {
        assert!(said.contains("permission is denied") && !said.contains("not joined"), "{said}");
    }
}

#[test]
fn a_pipe_or_a_device_in_place_of_a_file_holds_nothing_up() {
    let ready = Ready::new().unwrap();
    let pipe = ready.world.path("pipe.zip");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [pipe.as_str(), "/dev/tty", "/dev/zero"] {
        for args in [["verify", path].as_slice(), &["join", path], &["add", path], &["verify", "x", "--policy", path]] {
            let mut command = Command::new("timeout");
            command.arg("20").arg(ready.world.program("testamur"));
            let (code, said) = run(command.args(["--home", &ready.world.path("home")]).args(args));
            assert_eq!(code, 2, "{args:?}: {said}");
        }
    }
}

#[test]
fn a_part_that_is_cut_is_named_with_its_item_and_keeps_no_other_from_being_sent() {
    let ready = Ready::new().unwrap();
    for name in ["cut.txt", "whole.txt"] {
        std::fs::write(ready.world.path(name), name).unwrap();
        ready.world.testamur(&["add", &ready.world.path(name)]).unwrap();
    }
    let listed = ready.world.testamur(&["list"]).unwrap();
    let item = listed["items"][1]["item"].as_str().unwrap().to_owned();
    let mut parts = Vec::new();
    for folder in std::fs::read_dir(ready.world.path("home/parts")).unwrap() {
        let folder = folder.unwrap().path();
        parts.extend(std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
    }
    // The parts of the first item are the older ones.
    parts.sort_by_key(|path| path.metadata().unwrap().modified().unwrap());
    std::fs::write(&parts[0], b"").unwrap();
    let (code, said) = run(&mut ready.world.command(&["status"]));
    assert!(code == 0 && said.contains(&item) && said.contains("lost unless a copy exists"), "{said}");
    let said = refused(&ready, &["sync"]);
    assert!(said.contains(&item) && said.contains("lost unless a copy exists") && !said.contains("full"), "{said}");
    assert_eq!(ready.world.testamur(&["status"]).unwrap()["delivered"], 1, "the other item was held up");
}

#[test]
fn a_home_that_another_process_uses_is_refused_and_the_other_goes_on() {
    let ready = Ready::new().unwrap();
    let mut recorder = ready.world.command(&["record", "--name", "a", "--type", "audio/ogg"]);
    let mut recorder = recorder.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    support::first_line(&mut recorder).unwrap();
    let file = ready.world.path("x.txt");
    std::fs::write(&file, "x").unwrap();
    let (code, said) = run(ready.world.command(&["add", &file]).env("TESTAMUR_WAIT_S", "0"));
    assert!(code == 2 && said.contains("another program has this home open"), "{said}");
    std::io::Write::write_all(recorder.stdin.as_mut().unwrap(), b"still recording").unwrap();
    drop(recorder.stdin.take());
    assert!(recorder.wait().unwrap().success());
    assert_eq!(items(&ready), 1);
}

#[test]
fn a_server_that_is_away_costs_nothing_and_is_said_plainly() {
    let ready = Ready::new().unwrap();
    let file = ready.world.path("x.txt");
    std::fs::write(&file, "x").unwrap();
    ready.world.testamur(&["add", &file]).unwrap();
    let Ready { world, server, .. } = &ready;
    let _ = support::output(Command::new("kill").args(["-STOP", &server.pid().to_string()]));
    let (code, said) = run(world.command(&["sync"]).env("TESTAMUR_TIMEOUT_S", "2"));
    let _ = support::output(Command::new("kill").args(["-CONT", &server.pid().to_string()]));
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("stays acknowledged"), "what it means for the evidence: {said}");
    assert!(said.contains("Sync again"), "what to do next: {said}");
    let status = world.testamur(&["status"]).unwrap();
    assert_eq!((status["items"].as_u64(), status["noted"].as_u64()), (Some(1), Some(0)), "{status}");
}
