//! The commands of the README's "By hand" work, line by line.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use support::{output, programs};

/// Returns the block of commands under a heading of the README.
fn block<'a>(readme: &'a str, heading: &str) -> &'a str {
    let section = readme.split_once(heading).unwrap().1;
    section.split_once("```\n").unwrap().1.split_once("```").unwrap().0
}

#[test]
fn the_readme_s_commands_run_as_they_stand_in_an_empty_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let lines = block(&readme, "## By hand");
    let (build, rest) = lines.split_once('\n').unwrap();
    assert!(
        build.starts_with("cargo build --locked -p testamur-cli -p testamur-server "),
        "the programs are built first: {build}"
    );
    let (place, rest) = rest.split_once('\n').unwrap();
    assert_eq!(place, r#"export REPO=$PWD PATH=$PWD/target/debug:$PATH && cd "$(mktemp -d)""#);
    let dir = tempfile::tempdir().unwrap();
    // Only the port differs, because several tests run at once.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let script =
        format!("trap 'kill $(jobs -p) 2>&-; cat server.log' EXIT\n{}", rest.replace("8443", &port.to_string()));
    let path = format!("{}:{}", programs().unwrap().display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["-e", "-u", "-o", "pipefail", "-c", &script]).current_dir(&dir);
    bash.env("PATH", path).env("REPO", root).env_remove("TESTAMUR_HOME").env_remove("TESTAMUR_PASSPHRASE");
    let said = output(&mut bash).unwrap();
    for line in
        ["3 items delivered", "3 items touched", "Nothing failed. Passed: content, signer, completeness, delivery."]
    {
        assert!(said.contains(line), "{line} is not in:\n{said}");
    }
    for file in ["codes.svg", "codes-1.svg", "codes-8.svg", "bundle.zip"] {
        assert!(dir.path().join(file).is_file(), "{file} is missing:\n{said}");
    }
    assert!(!dir.path().join("codes-9.svg").exists());
}
