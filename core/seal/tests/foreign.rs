//! Foreign age programs read our sealed parts, and we read theirs: npm's `age-encryption`, which has both kinds of
//! recipients, and Debian's `age`, which has X25519 alone.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test starts programs; its room does not")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use evidence::PlainPart;
use evidence::policy::RecipientKind;
use seal::{ReviewIdentity, Sealer};

const KINDS: [RecipientKind; 2] = [RecipientKind::Hybrid, RecipientKind::Classic];

/// Returns the folder that `cargo xtask test` installs npm's packages into.
fn node() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let folder = std::env::var_os("TESTAMUR_NODE").map_or_else(|| target.join("node"), PathBuf::from);
    assert!(
        folder.join("node_modules/age-encryption").exists(),
        "the foreign checkers are not installed; run: cargo xtask test, or: mkdir -p {0} && \
         cp tests/node/package*.json {0} && npm ci --prefix {0}",
        folder.display()
    );
    folder
}

/// Returns the output of a program that reads `input`; none if it fails.
fn pipe(command: &mut Command, input: &[u8]) -> Option<Vec<u8>> {
    let name = command.get_program().to_owned();
    let quiet = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = quiet.spawn().unwrap_or_else(|e| panic!("{} does not start ({e})", name.display()));
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A program that stops reading closes the pipe early.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let out = child.wait_with_output().unwrap();
    writer.join().unwrap();
    out.status.success().then_some(out.stdout)
}

fn npm(args: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/node/age.mjs");
    pipe(Command::new("node").arg(script).args(args).env("TESTAMUR_NODE", node()), input)
}

fn part() -> PlainPart {
    PlainPart::new([3; 32], &vec![42; 200_000]).unwrap()
}

#[test]
fn npm_reads_our_keys_and_opens_our_parts_of_both_kinds() {
    for kind in KINDS {
        let (archive, review) = (ReviewIdentity::generate(kind).unwrap(), ReviewIdentity::generate(kind).unwrap());
        let told = npm(&["recipient", &archive.secret()], b"").unwrap();
        assert_eq!(String::from_utf8(told).unwrap(), archive.recipient());
        let recipients = [archive.recipient(), review.recipient()];
        let sealer = Sealer::with_slots(recipients.iter().map(String::as_str), 3).unwrap();
        let sealed = sealer.seal(&part()).unwrap().bytes;
        for identity in [&archive, &review] {
            assert_eq!(npm(&["open", &identity.secret()], &sealed).unwrap(), part().as_bytes());
        }
        let stranger = ReviewIdentity::generate(kind).unwrap();
        assert!(npm(&["open", &stranger.secret()], &sealed).is_none());
    }
}

#[test]
fn parts_that_npm_sealed_open_here_unless_they_are_of_two_kinds() {
    let [hybrid, classic] = KINDS.map(|kind| ReviewIdentity::generate(kind).unwrap());
    for identity in [&hybrid, &classic] {
        let sealed = npm(&["seal", &identity.recipient()], part().as_bytes()).unwrap();
        assert_eq!(identity.open(&sealed).unwrap(), part());
    }
    let mixed = npm(&["seal", &classic.recipient(), &hybrid.recipient()], part().as_bytes()).unwrap();
    assert_eq!(npm(&["open", &hybrid.secret()], &mixed).unwrap(), part().as_bytes());
    assert!(hybrid.open(&mixed).is_err());
    assert!(classic.open(&mixed).is_err());
}

#[test]
fn debians_age_opens_parts_of_the_classic_kind_with_their_fillers() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("identity.txt");
    for (kind, opens) in KINDS.into_iter().zip([false, true]) {
        let identity = ReviewIdentity::generate(kind).unwrap();
        std::fs::write(&key, identity.secret().as_bytes()).unwrap();
        let sealed = Sealer::with_slots([identity.recipient().as_str()], 3).unwrap().seal(&part()).unwrap().bytes;
        let opened = pipe(Command::new("age").args(["-d", "-i"]).arg(&key), &sealed);
        assert_eq!(opened.as_deref() == Some(part().as_bytes()), opens, "apt-get install age");
    }
}
