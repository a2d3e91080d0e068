//! The start of the server's program: it answers wrong arguments with helpful words.
#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods, reason = "a test in real time")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

fn server(data: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testamur-server"));
    command.arg("--data").arg(data.join("srv")).args(["--origin", "start.example/log"]).args(args);
    command
}

/// Returns its complaint when it does not start.
fn complains(data: &Path, args: &[&str]) -> String {
    let out = server(data, args).output().unwrap();
    assert!(!out.status.success(), "{args:?}");
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// Returns its output until it is ready, and its standard error until then.
fn starts(data: &Path, args: &[&str]) -> (String, String) {
    let errors = std::fs::File::create(data.join("errors")).unwrap();
    let mut child = server(data, args).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    (line, std::fs::read_to_string(data.join("errors")).unwrap())
}

#[test]
fn it_listens_where_a_name_of_this_computer_says_and_tells_how_to_write_an_address() {
    let dir = tempfile::tempdir().unwrap();
    let (ready, errors) = starts(dir.path(), &["--listen", "localhost:0"]);
    assert!(
        ready.starts_with("ready https://127.0.0.1:") || ready.starts_with("ready https://[::1]:"),
        "{ready}{errors}"
    );
    for wrong in ["8443", "localhost", "nowhere.invalid:8443", "localhost:99999"] {
        let said = complains(dir.path(), &["--listen", wrong]);
        assert!(said.contains("localhost:8443"), "{wrong}: {said}");
    }
}

#[test]
fn a_disk_below_the_reserve_is_told_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let listen = ["--listen", "127.0.0.1:0", "--keep-free"];
    let (_, errors) = starts(dir.path(), &[&listen[..], &["9000000000000000"]].concat());
    assert!(errors.contains("every part is refused") && errors.contains("--keep-free"), "{errors}");
    let (_, errors) = starts(dir.path(), &[&listen[..], &["1"]].concat());
    assert!(!errors.contains("--keep-free"), "{errors}");
}

#[test]
fn files_of_the_operators_own_tls_identity_are_told_by_what_is_wrong_with_them() {
    let dir = tempfile::tempdir().unwrap();
    let pair = rcgen::generate_simple_self_signed(["a.example".to_owned()]).unwrap();
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let (cert, key) = (path("cert.pem"), path("key.pem"));
    std::fs::write(&cert, pair.cert.pem()).unwrap();
    std::fs::write(&key, pair.signing_key.serialize_pem()).unwrap();
    let other = |name: &str, text: &str| {
        std::fs::write(path(name), text).unwrap();
        path(name)
    };
    let pkcs8 =
        other("pkcs8.pem", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let old = other("old.pem", old);
    let noise = other("noise.pem", "hello");
    for (cert, key, why) in [
        (path("none.pem"), key.clone(), "certificate file is not there"),
        (cert.clone(), path("none.pem"), "key file is not there"),
        (noise.clone(), key.clone(), "holds no certificate"),
        (cert.clone(), noise, "holds no key"),
        (cert.clone(), cert.clone(), "holds no key"),
        (cert.clone(), pkcs8, "encrypted with a passphrase"),
        (cert.clone(), old, "encrypted with a passphrase"),
    ] {
        let said = complains(dir.path(), &["--tls-cert", &cert, "--tls-key", &key, "init"]);
        assert!(said.contains(why), "{why}: {said}");
    }
    assert!(server(dir.path(), &["--tls-cert", &cert, "--tls-key", &key, "init"]).output().unwrap().status.success());
}
