//! Files that a person names: anything that is no file is reported at once, input from another program is read, and
//! text in an editor's encoding is read or refused with advice.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use support::{PASSPHRASE, Ready};

fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// Runs the command with a time limit; returns its exit code and its output.
fn run(ready: &Ready, args: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new("timeout");
    command.arg("20").arg(ready.world.program("testamur"));
    command.env("TESTAMUR_HOME", ready.world.path("home")).env("TESTAMUR_PASSPHRASE", PASSPHRASE);
    let out = command.args(args).stdin(Stdio::null()).output().unwrap();
    (out.status.code(), text(&out))
}

/// Runs a shell line in the world's folder, where `testamur` is the built program.
fn shell(ready: &Ready, line: &str) -> (Option<i32>, String) {
    let mut command = Command::new("timeout");
    command.args(["20", "bash", "-c", &format!("testamur() {{ \"$PROGRAM\" \"$@\"; }}; {line}")]);
    command.env("PROGRAM", ready.world.program("testamur")).current_dir(ready.world.path("."));
    command.env("TESTAMUR_HOME", ready.world.path("home")).env_remove("TESTAMUR_PASSPHRASE");
    let out = command.output().unwrap();
    (out.status.code(), text(&out))
}

const FORM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/first-account.form.json");
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/examples/first-account.answers.json");

#[test]
fn a_pipe_or_a_device_at_any_door_holds_nothing_up() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let (pipe, org, share) = (world.path("pipe"), world.path("org"), world.path("org/shares/share-1.txt"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let policy = world.path("policy.dsse");
    for path in [pipe.as_str(), "/dev/zero", "/dev/tty", &world.path("home")] {
        for args in [
            &["join", path] as &[&str],
            &["verify", "x", "--policy", path],
            &["add", path],
            &["testify", "--form", path, "--answers", ANSWERS],
            &["testify", "--form", FORM, "--answers", path],
            &["org", "rehearse", path, &share],
            &["org", "invite", &org, "--policy", path, "--out", "x"],
            &[
                "org",
                "policy",
                &org,
                "--server",
                "https://127.0.0.1:1",
                "--log-key",
                &ready.server.log_key,
                "--retire",
                path,
                "--out",
                "x",
            ],
            &[
                "org",
                "policy",
                path,
                "--server",
                "https://127.0.0.1:1",
                "--log-key",
                &ready.server.log_key,
                "--out",
                "x",
            ],
            &["archive", "pull", "--org", &org, "--shares", path, "--server", &ready.server.url],
            &["archive", "pull", "--org", &org, "--shares", &share, "--from", path],
            &["--passphrase-file", path, "org", "init", &world.path("new"), "--name", "N"],
        ] {
            // `add` and `--from` accept a folder.
            if path.ends_with("home") && (args[0] == "add" || args.contains(&"--from")) {
                continue;
            }
            let (code, said) = run(&ready, args);
            assert_eq!(code, Some(2), "{args:?}: {said}");
        }
    }
    let (code, said) = run(&ready, &["join", &pipe]);
    assert!(code == Some(2) && said.contains("no file") && said.contains("give -"), "{said}");
    let server = |cert: &str, key: &str| {
        let mut command = Command::new("timeout");
        command.arg("20").arg(world.program("testamur-server"));
        let out =
            command.args(["--data", &world.path("s2"), "--origin", "o.example", "--tls-cert", cert, "--tls-key", key]);
        let out = out.arg("--listen").arg("127.0.0.1:0").output().unwrap();
        (out.status.code(), text(&out))
    };
    for (cert, key) in
        [(pipe.as_str(), policy.as_str()), (&world.path("server/tls.cert.pem"), &pipe), ("/dev/zero", &pipe)]
    {
        let (code, said) = server(cert, key);
        assert!(code == Some(2) && said.contains("file"), "{cert}: {said}");
    }
}

#[test]
fn another_program_may_hand_over_what_is_asked_for() {
    let ready = Ready::new().unwrap();
    let locked = "a passphrase of many words";
    let log_key = &ready.server.log_key;
    for line in [
        format!(
            "testamur org invite org --policy <(cat policy.dsse) --out fresh.json --passphrase-file <(echo {PASSPHRASE})"
        ),
        "testamur --home h1 join - < fresh.json && grep -q 000000000000000000000000 fresh.json".to_owned(),
        format!(
            "testamur org invite org --policy - --out fresh.json --passphrase-file <(echo {PASSPHRASE}) < policy.dsse"
        ),
        "testamur --home h2 join <(cat fresh.json)".to_owned(),
        "testamur org rehearse <(cat org/shares/share-1.txt) - < org/shares/share-2.txt".to_owned(),
        "cat org/shares/share-1.txt | testamur org rehearse /dev/stdin org/shares/share-3.txt".to_owned(),
        format!("testamur --passphrase-file <(echo {locked}) org init locked --name Locked"),
        format!(
            "testamur --passphrase-file - org policy locked --server https://127.0.0.1:1 --log-key '{log_key}' --out p2 <<< '{locked}'"
        ),
    ] {
        let (code, said) = shell(&ready, &line);
        assert_eq!(code, Some(0), "{line}: {said}");
    }
    let (code, said) = shell(&ready, &format!("testamur testify --form <(cat '{FORM}') --answers - < '{ANSWERS}'"));
    assert_eq!(code, Some(0), "{said}");
    // A bundle from a pipe is judged in memory.
    let world = &ready.world;
    std::fs::write(world.path("a.txt"), "a").unwrap();
    world.testamur(&["add", &world.path("a.txt")]).unwrap();
    world.testamur(&["sync"]).unwrap();
    assert!(world.pull(&ready.server).status().unwrap().success());
    let listed = world.testamur(&["archive", "list", "--words", "a.txt"]).unwrap();
    let item = listed["items"][0]["item"].as_str().unwrap().to_owned();
    world.testamur(&["archive", "bundle", &item, "--out", &world.path("b.zip")]).unwrap();
    for line in [
        "testamur verify - < b.zip",
        "cat b.zip | testamur verify /dev/stdin",
        "testamur verify <(cat b.zip) --policy <(cat policy.dsse)",
    ] {
        let (code, said) = shell(&ready, line);
        assert!(code == Some(0) && said.contains("content"), "{line}: {said}");
    }
}

/// Returns a text as UTF-16 with its byte order mark, the "Unicode" of Windows.
fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn answers_are_read_as_an_editor_saved_them_or_refused_with_what_to_do() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let (form, answers) = (std::fs::read_to_string(FORM).unwrap(), std::fs::read_to_string(ANSWERS).unwrap());
    let path = world.path("answers.json");
    let mut items = 0;
    for bytes in [[b"\xef\xbb\xbf", answers.as_bytes()].concat(), utf16(&answers, false), utf16(&answers, true)] {
        std::fs::write(&path, bytes).unwrap();
        world.testamur(&["testify", "--form", FORM, "--answers", &path]).unwrap();
        items += 1;
    }
    std::fs::write(world.path("form.json"), utf16(&form, false)).unwrap();
    world.testamur(&["testify", "--form", &world.path("form.json"), "--answers", ANSWERS]).unwrap();
    assert_eq!(world.testamur(&["status"]).unwrap()["items"], items + 1);
    // Windows-1251: "Площадь" on the second line.
    let mut cp1251 = b"{ \"format\":\n \"".to_vec();
    cp1251.extend([0xcf, 0xeb, 0xee, 0xf9, 0xe0, 0xe4, 0xfc, b'"', b'}']);
    let mut cut = utf16(&answers, false);
    cut.pop();
    for bytes in [cp1251.as_slice(), &cut, b"\xff\xfe\x00\xd8\x00\x00"] {
        std::fs::write(&path, bytes).unwrap();
        for args in [["--form", FORM, "--answers", &path], ["--form", &path, "--answers", ANSWERS]] {
            let (code, said) = run(&ready, &[&["testify"], &args[..]].concat());
            assert!(code == Some(2) && said.contains("UTF-8") && said.contains("answers.json"), "{said}");
        }
    }
    std::fs::write(&path, cp1251).unwrap();
    let (_, said) = run(&ready, &["testify", "--form", FORM, "--answers", &path]);
    assert!(said.contains("line 2") && said.contains("save"), "{said}");
    // This editor may also have saved a share, or an invitation, whose secret is wiped in any encoding.
    for (n, name) in ["share-1", "share-2"].iter().enumerate() {
        let share = std::fs::read_to_string(world.path(&format!("org/shares/{name}.txt"))).unwrap();
        std::fs::write(world.path(&format!("{name}.txt")), utf16(&share, n == 1)).unwrap();
    }
    let (code, said) = run(&ready, &["org", "rehearse", &world.path("share-1.txt"), &world.path("share-2.txt")]);
    assert_eq!(code, Some(0), "{said}");
    let (org, policy, fresh) = (world.path("org"), world.path("policy.dsse"), world.path("fresh.json"));
    for big in [false, true] {
        world.testamur(&["org", "invite", &org, "--policy", &policy, "--out", &fresh]).unwrap();
        let invitation = std::fs::read_to_string(&fresh).unwrap();
        let secret: serde_json::Value = serde_json::from_str(&invitation).unwrap();
        let secret = secret["admission"].as_str().unwrap().to_owned();
        std::fs::File::create(&fresh).unwrap().write_all(&utf16(&invitation, big)).unwrap();
        let (code, said) = run(&ready, &["--home", &world.path(&format!("h-{big}")), "join", &fresh]);
        assert!(code == Some(0) && !said.contains("could not be wiped"), "{said}");
        let left = std::fs::read(&fresh).unwrap();
        let needle = &utf16(&secret, big)[2..];
        assert!(!left.windows(needle.len()).any(|w| w == needle), "the secret is still there");
    }
}
