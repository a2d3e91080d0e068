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

/// Returns the names of all packages that `package` reaches with its default features, without tests.
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

/// Returns every Rust source below `dir`, without tests and examples.
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

/// Returns files whose code, without comments, has one of `words`.
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

/// Returns true when `code` contains `word` without a following letter that would make it another word.
fn has_word(code: &str, word: &str) -> bool {
    let ends = |at: usize| code[at + word.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    code.match_indices(word).any(|(at, _)| !word.ends_with(char::is_alphanumeric) || ends(at))
}

const NETWORK: [&str; 5] = ["tokio", "reqwest", "hyper", "rustls", "axum"];
const ROOMS: [&str; 10] =
    ["core", "ground", "device", "office", "server", "desk", "cli", "verifier", "xtask", "src-tauri"];

/// For each wing, the other wings that it may use. Doors may use all.
const WINGS: [(&str, &[&str]); 6] = [
    ("core", &[]),
    ("ground", &["core"]),
    ("device", &["core", "ground"]),
    ("office", &["core", "ground"]),
    ("server", &["core", "ground"]),
    ("desk", &["core", "ground", "device", "office", "server"]),
];

#[test]
fn a_wing_stands_on_those_below_it_alone() {
    let out = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["metadata", "--offline", "--no-deps", "--format-version", "1"])
        .output()
        .unwrap();
    assert!(out.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&out.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let wing = |path: &str| {
        let below = Path::new(path).strip_prefix(root()).unwrap();
        below.components().next().unwrap().as_os_str().to_string_lossy().into_owned()
    };
    let mut upward = Vec::new();
    let mut seen = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let manifest = Path::new(package["manifest_path"].as_str().unwrap());
        let own = wing(manifest.parent().unwrap().to_str().unwrap());
        let Some((_, below)) = WINGS.iter().find(|(name, _)| *name == own) else { continue };
        seen += 1;
        // A test may use any crate.
        let dependencies = package["dependencies"].as_array().unwrap().iter().filter(|d| d["kind"] != "dev");
        for dependency in dependencies.filter_map(|d| d["path"].as_str()) {
            let to = wing(dependency);
            if to != own && !below.contains(&to.as_str()) {
                upward.push(format!("{} ({own}) stands on {dependency}", package["name"]));
            }
        }
    }
    assert!(seen >= 14, "only {seen} rooms were seen");
    assert_eq!(upward, Vec::<String>::new());
}

#[test]
fn the_log_knows_nothing_of_evidence() {
    assert_cannot_reach(
        "tlog",
        &["evidence", "seal", "forms", "testimony", "capture", "vault", "sync", "verify", "archive"],
    );
    assert_eq!(naming(&["core/tlog"], &["testamur", "evidence"]), BTreeSet::new());
}

#[test]
fn the_noun_reaches_no_other_room_and_no_disk_or_network() {
    assert_cannot_reach(
        "evidence",
        &[
            "seal",
            "forms",
            "testimony",
            "capture",
            "vault",
            "sync",
            "tlog",
            "verify",
            "archive",
            "rusqlite",
            "getrandom",
        ],
    );
    assert_cannot_reach("evidence", &NETWORK);
}

#[test]
fn the_verifier_reaches_no_secret_and_no_disk() {
    assert_cannot_reach(
        "verify",
        &["seal", "vault", "archive", "forms", "testimony", "capture", "sync", "age", "rusqlite"],
    );
    assert_cannot_reach("verify", &NETWORK);
}

#[test]
fn a_program_that_only_verifies_links_no_database_and_no_secret() {
    let elsewhere = ["seal", "vault", "organisation", "archive", "export", "sync", "capture", "age"];
    for room in ["reader", "verify", "verifier"] {
        assert_cannot_reach(room, &elsewhere);
        assert_cannot_reach(room, &["rusqlite", "libsqlite3-sys", "argon2", "cc", "pkg-config"]);
        assert_cannot_reach(room, &NETWORK);
    }
}

#[test]
fn the_server_reaches_no_content_key_and_no_device() {
    assert_cannot_reach("testamur-server", &["seal", "forms", "testimony", "capture", "vault", "archive", "age"]);
}

#[test]
fn forms_and_testimony_read_records_and_know_no_device_and_no_office() {
    let rooms = ["seal", "capture", "vault", "sync", "tlog", "verify", "archive", "rusqlite", "getrandom"];
    for room in ["forms", "testimony"] {
        assert_cannot_reach(room, &rooms);
        assert_cannot_reach(room, &NETWORK);
    }
    assert_cannot_reach("forms", &["testimony"]);
}

#[test]
fn capture_decides_and_never_writes() {
    assert_cannot_reach("capture", &["seal", "vault", "sync", "archive", "rusqlite", "getrandom"]);
    assert_cannot_reach("capture", &NETWORK);
}

#[test]
fn rooms_that_decide_touch_no_disk_and_no_clock() {
    let writes = ["std::fs", "File::", "SystemTime", "Instant::now"];
    let rooms = ["evidence", "forms", "pixels", "testimony", "tlog", "verify"].map(|room| format!("core/{room}"));
    let rooms: Vec<&str> = rooms.iter().map(String::as_str).chain(["device/capture"]).collect();
    assert_eq!(naming(&rooms, &writes), BTreeSet::new());
}

#[test]
fn pixels_know_no_room_but_the_noun_and_no_disk() {
    assert_cannot_reach(
        "pixels",
        &[
            "seal",
            "forms",
            "testimony",
            "capture",
            "vault",
            "sync",
            "tlog",
            "verify",
            "archive",
            "rusqlite",
            "getrandom",
        ],
    );
    assert_cannot_reach("pixels", &NETWORK);
}

#[test]
fn the_session_has_no_sockets_unless_asked() {
    assert_cannot_reach("sync", &["seal", "vault", "forms", "testimony", "capture", "archive", "verify"]);
    assert_cannot_reach("sync", &NETWORK);
}

#[test]
fn the_device_does_not_reach_the_archive_and_the_archive_not_the_device() {
    assert_cannot_reach("vault", &["archive", "verify"]);
    assert_cannot_reach("archive", &["vault", "capture", "export"]);
    assert_cannot_reach("export", &["vault", "capture"]);
    assert_cannot_reach("export", &NETWORK);
}

#[test]
fn the_organisation_knows_no_evidence_store_and_no_network_and_alone_splits_keys() {
    let rooms = ["archive", "export", "verify", "forms", "testimony", "vault", "capture", "rusqlite"];
    assert_cannot_reach("organisation", &rooms);
    assert_cannot_reach("organisation", &NETWORK);
    let splits = naming(&ROOMS, &["blahaj::", "bip39::"]);
    assert!(!splits.is_empty() && splits.iter().all(|path| path.starts_with("office/organisation/")), "{splits:?}");
}

/// The crates of a window.
const WINDOW: [&str; 7] = ["tauri", "tauri-build", "wry", "tao", "gtk", "webkit2gtk", "rfd"];

#[test]
fn the_desk_knows_no_window() {
    assert_cannot_reach("desk", &WINDOW);
    assert_cannot_reach("testamur-cli", &WINDOW);
    assert!(WINDOW.iter().all(|name| reaches("testamur-app").contains(*name)), "a window's crate has another name now");
}

#[test]
fn only_the_window_names_tauri() {
    let words = ["tauri::", "webkit2gtk::", "gtk::", "rfd::"];
    let outside: Vec<_> = naming(&ROOMS, &words).into_iter().filter(|p| !p.starts_with("src-tauri/")).collect();
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn the_command_makes_no_practice_mode() {
    assert_cannot_reach("testamur-cli", &["testamur-server"]);
}

#[test]
fn core_rooms_carry_no_c_code() {
    for room in ["evidence", "pixels", "seal", "forms", "testimony", "capture", "tlog", "verify"] {
        assert_cannot_reach(room, &["cc", "cmake", "bindgen", "pkg-config", "ring", "libsqlite3-sys"]);
    }
}

#[test]
fn only_seal_and_the_servers_key_room_name_a_signing_key() {
    let outside: Vec<_> = naming(&ROOMS, &["SigningKey"])
        .into_iter()
        .filter(|p| !p.starts_with("core/seal/") && p != "server/src/keys.rs")
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}

#[test]
fn only_seal_and_the_organisation_name_age() {
    let outside: Vec<_> = naming(&ROOMS, &["age::", "age_core::"])
        .into_iter()
        .filter(|p| !p.starts_with("core/seal/") && !p.starts_with("office/organisation/"))
        .collect();
    // `image::`, `storage::` and `package::` end with the same letters; only the crate itself counts.
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
        // The bench measures the cost of an fsync.
        .filter(|p| p != "xtask/src/bench.rs")
        .collect();
    assert_eq!(outside, ["ground/disk/src/durable.rs", "server/src/durable.rs"]);
}

#[test]
fn one_room_locks_files_opens_encrypted_databases_and_stretches_passphrases() {
    for (words, home) in [
        (["flock(", "Flock"], "ground/disk/src/lock.rs"),
        (["PRAGMA key", "cipher_log_level"], "ground/disk/src/cipher.rs"),
        (["Argon2::", "argon2::"], "ground/disk/src/stretch.rs"),
    ] {
        assert_eq!(naming(&ROOMS, &words), BTreeSet::from([home.to_owned()]), "{words:?}");
    }
}

#[test]
fn every_door_keeps_its_memory_in_before_anything_else() {
    for (door, main) in
        [("cli/src/main.rs", "fn main"), ("server/src/main.rs", "fn main"), ("src-tauri/src/app.rs", "pub fn run")]
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
    // The verifier page's functions have exported names and one import; they read through no raw pointer.
    let names: Vec<_> = naming(&ROOMS, &["unsafe extern", "#[unsafe("])
        .into_iter()
        .filter(|p| !p.starts_with("src-tauri/src/platform/"))
        .collect();
    assert_eq!(names, ["verifier/src/abi.rs"]);
    let outside: Vec<_> = naming(&ROOMS, &["unsafe {", "unsafe fn", "unsafe impl"])
        .into_iter()
        .filter(|p| !p.starts_with("src-tauri/src/platform/"))
        .collect();
    assert_eq!(outside, Vec::<String>::new());
}
