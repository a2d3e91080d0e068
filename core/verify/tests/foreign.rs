//! Tools without shared code agree with us: openssl, securesystemslib, sha256sum, age, Python, and a second reader.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use evidence::{Digest, Envelope, dsse};
use serde_json::Value;
use support::vectors::{FORMATS, folder};

/// Runs a tool; names the package to install if it is missing.
fn run(command: &mut Command, package: &str) -> std::process::Output {
    let name = command.get_program().to_owned();
    command.output().unwrap_or_else(|e| panic!("{} does not start ({e}); apt-get install {package}", name.display()))
}

/// Returns the Python that `cargo xtask test` installs.
fn python() -> PathBuf {
    let from_target = || {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        target.join("py/bin/python")
    };
    let python = std::env::var_os("TESTAMUR_PYTHON").map_or_else(from_target, PathBuf::from);
    let venv = python.parent().unwrap().parent().unwrap();
    assert!(
        python.exists(),
        "the foreign checkers are not installed; run: cargo xtask test, or: python3 -m venv {0} && \
         {0}/bin/pip install -r tests/python/requirements.txt",
        venv.display()
    );
    python
}

/// Returns vectors that are signed envelopes: file, key, and whether the key signed it.
fn envelopes() -> Vec<(PathBuf, String, bool)> {
    let mut out = Vec::new();
    for (format, key) in [("envelope", "key"), ("entry", "signed-by"), ("policy", "organisation"), ("custody", "key")] {
        for entry in std::fs::read_dir(folder().join(format)).unwrap() {
            let path = entry.unwrap().path();
            let Some(stem) = path.to_str().unwrap().strip_suffix(".expected.json").map(str::to_owned) else { continue };
            let expected: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            if expected["outcome"] == "ok" {
                let signed = expected.get("signed-by-key").is_none_or(|v| v == true);
                out.push((format!("{stem}.json").into(), expected[key].as_str().unwrap().to_owned(), signed));
            } else if stem.ends_with("signed-by-another-organisation") || stem.ends_with("signed-by-another-log") {
                out.push((format!("{stem}.json").into(), expected[key].as_str().unwrap().to_owned(), false));
            }
        }
    }
    assert!(out.len() >= 12, "{} envelopes", out.len());
    assert!(out.iter().filter(|(_, _, signed)| !signed).count() >= 4);
    out
}

#[test]
fn openssl_agrees_about_every_signature() {
    let temp = tempfile::tempdir().unwrap();
    let path = |name: &str| temp.path().join(name);
    for (file, key, signed) in envelopes() {
        let envelope = Envelope::parse(&std::fs::read(&file).unwrap()).unwrap();
        // SubjectPublicKeyInfo of an Ed25519 key, RFC 8410.
        let der = [hex::decode("302a300506032b6570032100").unwrap(), hex::decode(&key).unwrap()].concat();
        std::fs::write(path("key.der"), der).unwrap();
        std::fs::write(path("pae"), dsse::pae(envelope.payload_type(), envelope.payload())).unwrap();
        std::fs::write(path("sig"), envelope.signature()).unwrap();
        let mut openssl = Command::new("openssl");
        openssl.args(["pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey"]).arg(path("key.der"));
        openssl.arg("-in").arg(path("pae")).arg("-sigfile").arg(path("sig"));
        let out = run(&mut openssl, "openssl");
        assert_eq!(out.status.success(), signed, "{}: {}", file.display(), String::from_utf8_lossy(&out.stderr));
    }
}

#[test]
fn securesystemslib_agrees_about_every_envelope() {
    let script = folder().join("../python/check_envelopes.py");
    let mut child = Command::new(python())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the Python of the foreign checkers starts");
    let mut wanted = BTreeMap::new();
    let mut input = String::new();
    for (file, key, signed) in envelopes() {
        // A key id is optional in DSSE; this library insists on one.
        let word = match signed {
            _ if file.ends_with("good-without-keyid.json") => "unreadable",
            true => "verified",
            false => "refused",
        };
        let file = file.canonicalize().unwrap().to_str().unwrap().to_owned();
        input += &format!("{file} {key}\n");
        wanted.insert(file, word.to_owned());
    }
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).unwrap();
    let said: BTreeMap<String, String> =
        text.lines().map(|l| l.split_once(' ').unwrap()).map(|(f, w)| (f.to_owned(), w.to_owned())).collect();
    assert_eq!(said, wanted);
}

#[test]
fn the_second_reader_agrees_about_every_vector() {
    let script = folder().join("../python/check_vectors.py");
    // -B: no bytecode beside the sources.
    let out = run(Command::new(python()).arg("-B").arg(script).arg(folder()), "python3");
    let text = String::from_utf8(out.stdout).unwrap();
    assert!(out.status.success(), "{text}{}", String::from_utf8_lossy(&out.stderr));
    let counts: BTreeMap<&str, usize> = text
        .lines()
        .filter_map(|line| line.strip_suffix(" vectors, 0 disagreements")?.split_once(": "))
        .map(|(name, count)| (name, count.parse().unwrap()))
        .collect();
    // `document` are the examples of docs/format.md.
    for name in FORMATS.into_iter().chain(["tlog", "document"]) {
        assert!(counts.get(name).is_some_and(|count| *count > 0), "{name}: {text}");
    }
}

#[test]
fn sha256sum_agrees_about_bundles_and_names_records() {
    let check = |bundle: &Path| {
        let mut sha256sum = Command::new("sha256sum");
        sha256sum.args(["--check", "--strict", "--quiet", "SHA256SUMS"]).current_dir(bundle);
        run(&mut sha256sum, "coreutils").status.success()
    };
    for (name, intact) in [("good", true), ("good-with-media-withheld", true), ("medium-changed", false)] {
        assert_eq!(check(&folder().join("bundle").join(name)), intact, "{name}");
    }
    for record in std::fs::read_dir(folder().join("bundle/good/records")).unwrap() {
        let path = record.unwrap().path();
        let out = run(Command::new("sha256sum").arg(&path), "coreutils");
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(out.stdout.starts_with(name.as_bytes()), "the file's name is its digest");
    }
}

#[test]
fn age_opens_the_good_parts_and_no_bad_one() {
    let parts = folder().join("part");
    let mut opened = 0;
    for entry in std::fs::read_dir(&parts).unwrap() {
        let path = entry.unwrap().path();
        let Some(stem) = path.to_str().unwrap().strip_suffix(".expected.json").map(str::to_owned) else { continue };
        let expected: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let hybrid = path.file_name().unwrap().to_str().unwrap().contains("hybrid");
        let mut age = Command::new("age");
        age.args(["--decrypt", "--identity"]).arg(parts.join("identity.txt")).arg(format!("{stem}.age"));
        let out = run(&mut age, "age");
        // Debian's age has X25519 alone.
        assert_eq!(out.status.success(), expected["outcome"] == "ok" && !hybrid, "{stem}");
        if out.status.success() {
            assert_eq!(expected["commitment"], Digest::of(&out.stdout).to_string(), "{stem}");
            opened += 1;
        }
    }
    assert!(opened >= 4, "{opened} parts");
}

#[test]
fn python_unpacks_the_zip_form_to_the_same_files() {
    let files = support::Scene::new().files();
    let temp = tempfile::tempdir().unwrap();
    std::fs::write(temp.path().join("bundle.zip"), support::zipped(&files)).unwrap();
    let mut unzip = Command::new("python3");
    unzip.args(["-m", "zipfile", "-e", "bundle.zip", "out"]).current_dir(temp.path());
    let out = run(&mut unzip, "python3");
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    for (path, bytes) in &files {
        assert_eq!(&std::fs::read(temp.path().join("out").join(path)).unwrap(), bytes, "{path}");
    }
}
