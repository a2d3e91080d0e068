//! The walls of ARCHITECTURE.md, proven from `cargo tree` and from the sources.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Names of all packages that `package` reaches with its default features, tests left out.
fn reaches(package: &str) -> BTreeSet<String> {
    let out = Command::new(env!("CARGO"))
        .current_dir(root())
        .args([
            "tree",
            "--offline",
            "--package",
            package,
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .output()
        .unwrap();
    assert!(out.status.success(), "cargo tree: {}", String::from_utf8_lossy(&out.stderr));
    let text = String::from_utf8(out.stdout).unwrap();
    let names: BTreeSet<String> = text.lines().filter_map(|l| l.split(' ').next()).map(str::to_owned).collect();
    assert!(names.contains(package), "cargo tree does not list {package} itself");
    names
}

fn assert_cannot_reach(package: &str, forbidden: &[&str]) {
    let names = reaches(package);
    let found: Vec<_> = forbidden.iter().filter(|f| names.contains(**f)).collect();
    assert!(found.is_empty(), "{package} reaches {found:?}");
}

/// Every Rust source below `dir`, tests and examples left out.
fn sources(dir: &str) -> Vec<(String, String)> {
    fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() && name != "tests" && name != "examples" && name != "target" && name != "node_modules" {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                out.push(path);
            }
        }
    }
    let mut paths = Vec::new();
    walk(&root().join(dir), &mut paths);
    assert!(!paths.is_empty(), "no sources in {dir}");
    let read = |p: PathBuf| {
        let text = std::fs::read_to_string(&p).unwrap();
        // Code below `#[cfg(test)]` is a test.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        (p.strip_prefix(root()).unwrap().display().to_string(), code)
    };
    paths.into_iter().map(read).collect()
}

/// Files whose code, comments left out, has one of `words`.
fn naming(dirs: &[&str], words: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in dirs.iter().flat_map(|d| sources(d)) {
        let code = text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        if words.iter().any(|w| has_word(&code, w)) {
            found.insert(path);
        }
    }
    found
}

/// True when `word` stands in `code` and no letter follows that would make it another word.
fn has_word(code: &str, word: &str) -> bool {
    let ends = |at: usize| code[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    code.match_indices(word).any(|(at, _)| !word.ends_with(char::is_alphanumeric) || ends(at))
}

const NETWORK: [&str; 5] = ["tokio", "reqwest", "hyper", "rustls", "axum"];
const ROOMS: [&str; 5] = ["crates", "server", "cli", "xtask", "src-tauri"];

#[test]
fn the_log_knows_nothing_of_evidence() {
    assert_cannot_reach("tlog", &["evidence", "seal", "capture", "vault", "sync", "verify", "archive"]);
    assert_eq!(naming(&["crates/tlog"], &["testamur", "evidence"]), BTreeSet::new());
}

#[test]
fn the_noun_reaches_no_other_room_and_no_disk_or_network() {
    assert_cannot_reach(
        "evidence",
        &["seal", "capture", "vault", "sync", "tlog", "verify", "archive", "rusqlite", "getrandom"],
    );
    assert_cannot_reach("evidence", &NETWORK);
}

#[test]
fn the_verifier_reaches_no_secret_and_no_disk() {
    assert_cannot_reach("verify", &["seal", "vault", "archive", "capture", "sync", "age", "rusqlite"]);
    assert_cannot_reach("verify", &NETWORK);
}

#[test]
fn the_server_reaches_no_content_key_and_no_device() {
    assert_cannot_reach("testamur-server", &["seal", "capture", "vault", "archive", "age"]);
}

#[test]
fn capture_decides_and_never_writes() {
    assert_cannot_reach("capture", &["seal", "vault", "sync", "archive", "rusqlite", "getrandom"]);
    assert_cannot_reach("capture", &NETWORK);
    let writes = ["std::fs", "File::", "SystemTime", "Instant::now"];
    assert_eq!(
        naming(&["crates/capture", "crates/evidence", "crates/pixels", "crates/tlog", "crates/verify"], &writes),
        BTreeSet::new()
    );
}

#[test]
fn pixels_know_no_room_but_the_noun_and_no_disk() {
    assert_cannot_reach(
        "pixels",
        &["seal", "capture", "vault", "sync", "tlog", "verify", "archive", "rusqlite", "getrandom"],
    );
    assert_cannot_reach("pixels", &NETWORK);
}

#[test]
fn the_session_has_no_sockets_unless_asked() {
    assert_cannot_reach("sync", &["seal", "vault", "capture", "archive", "verify"]);
    assert_cannot_reach("sync", &NETWORK);
}

#[test]
fn the_device_does_not_reach_the_archive_and_the_archive_not_the_device() {
    assert_cannot_reach("vault", &["archive", "verify"]);
    assert_cannot_reach("archive", &["vault", "capture"]);
}

#[test]
fn core_rooms_carry_no_c_code() {
    for room in ["evidence", "pixels", "seal", "capture", "tlog", "verify"] {
        assert_cannot_reach(room, &["cc", "cmake", "bindgen", "pkg-config", "ring", "libsqlite3-sys"]);
    }
}

#[test]
fn only_seal_and_the_servers_key_room_name_a_signing_key() {
    let outside: Vec<_> = naming(&ROOMS, &["SigningKey"])
        .into_iter()
        .filter(|p| !p.starts_with("crates/seal/") && p != "server/src/keys.rs")
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn only_seal_and_archive_name_age() {
    let outside: Vec<_> = naming(&ROOMS, &["age::", "age_core::"])
        .into_iter()
        .filter(|p| !p.starts_with("crates/seal/") && !p.starts_with("crates/archive/"))
        .collect();
    // `image::`, `storage::` and `package::` end in the same letters; only the crate itself counts.
    let outside: Vec<_> = outside.into_iter().filter(|p| names_crate(p, "age")).collect();
    assert_eq!(outside, Vec::<String>::new());
}

fn names_crate(path: &str, name: &str) -> bool {
    let text = std::fs::read_to_string(root().join(path)).unwrap();
    let wanted = format!("{name}::");
    text.match_indices(&wanted).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
    })
}

#[test]
fn one_file_per_disk_says_how_bytes_become_durable() {
    let outside: Vec<_> = naming(&ROOMS, &["sync_all(", "sync_data(", "fdatasync(", "fsync("])
        .into_iter()
        // The bench measures what a sync costs.
        .filter(|p| !p.ends_with("/durable.rs") && p != "xtask/src/bench.rs")
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn every_door_keeps_its_memory_in_before_anything_else() {
    for (door, main) in
        [("cli/src/main.rs", "fn main"), ("server/src/main.rs", "fn main"), ("src-tauri/src/lib.rs", "pub fn run")]
    {
        let text = std::fs::read_to_string(root().join(door)).unwrap();
        let body = text.split_once(main).and_then(|(_, rest)| rest.split_once('{')).unwrap().1;
        let uses = |line: &&str| line.trim_start().starts_with("use ") || line.trim().ends_with("};");
        let first =
            body.lines().map(str::trim).filter(|l| !l.is_empty()).find(|l| l.contains('(') && !uses(l)).unwrap();
        assert!(first.contains("memory::keep_in()"), "{door} begins with {first}");
    }
}

#[test]
fn unsafe_code_stands_only_in_the_shells_platform_room() {
    let outside: Vec<_> = naming(&ROOMS, &["unsafe {", "unsafe fn", "unsafe impl"])
        .into_iter()
        .filter(|p| !p.starts_with("src-tauri/src/platform/"))
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}
