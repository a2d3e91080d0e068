//! The page's core gives the command's answers: for every vector, as a folder and as a zip, and for hurt carriers.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::disallowed_methods, reason = "a test reads files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use verifier::{Answer, Host, answer};

const AT: &str = "2026-06-10T00:00:00Z";

fn bundles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/bundle")
}

fn policy() -> String {
    std::fs::read_to_string(bundles().join("policy.dsse")).unwrap()
}

/// Files in memory, as the page hands them over; reads at most `piece` bytes at once.
struct Files {
    files: Vec<Vec<u8>>,
    piece: usize,
}

impl Host for Files {
    fn read(&self, file: u32, offset: u64, into: &mut [u8]) -> Option<usize> {
        let bytes = self.files.get(file as usize)?.get(usize::try_from(offset).ok()?..)?;
        let length = bytes.len().min(into.len()).min(self.piece);
        into[..length].copy_from_slice(&bytes[..length]);
        Some(length)
    }
}

fn walk(folder: &Path, below: &str, out: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{below}{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => walk(&entry.path(), &format!("{name}/"), out),
            false => drop(out.insert(name, std::fs::read(entry.path()).unwrap())),
        }
    }
}

fn files(name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    walk(&bundles().join(name), "", &mut files);
    files
}

/// Returns the page's answer for a folder with these files.
fn of_folder(files: &BTreeMap<String, Vec<u8>>, policy: Option<&str>, organisation: Option<&str>) -> Answer {
    let listed: Vec<_> = files.iter().map(|(path, bytes)| json!({"path": path, "size": bytes.len()})).collect();
    let request = json!({
        "bundle": {"folder": {"files": listed}}, "policy": policy, "organisation": organisation, "at": AT,
    });
    let host = Files { files: files.values().cloned().collect(), piece: 1000 };
    answer(&host, request.to_string().as_bytes())
}

/// Returns the command's verdict on a folder with these files, or its error.
fn of_command(files: &BTreeMap<String, Vec<u8>>) -> Result<Value, String> {
    let temp = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = temp.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let trust = verify::Trust::from_policy(policy().as_bytes()).unwrap().at(AT.parse().unwrap());
    let mut source = reader::FolderSource::new(temp.path()).map_err(|e| e.to_string())?;
    verify::bundle(&mut source, &trust).map(|v| serde_json::to_value(&v).unwrap()).map_err(|e| e.to_string())
}

fn same(name: &str, files: &BTreeMap<String, Vec<u8>>) {
    match (of_folder(files, Some(&policy()), None), of_command(files)) {
        (Answer::Judged(judged), Ok(said)) => assert_eq!(serde_json::to_value(&judged.said).unwrap(), said, "{name}"),
        (Answer::Trouble { why, .. }, Err(error)) => assert_eq!(why, error, "{name}"),
        (page, command) => panic!("{name}: the page says {page:?}, the command {command:?}"),
    }
}

#[test]
fn every_vector_has_the_answer_that_the_command_gives() {
    let mut count = 0;
    for entry in std::fs::read_dir(bundles()).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            let name = entry.file_name().to_str().unwrap().to_owned();
            same(&name, &files(&name));
            count += 1;
        }
    }
    assert!(count >= 15, "{count} bundles");
}

#[test]
fn litter_in_a_folder_is_named_as_the_command_names_it() {
    let good = files("good");
    let with = |paths: &[&str]| {
        let mut files = good.clone();
        files.extend(paths.iter().map(|path| ((*path).to_owned(), b"x".to_vec())));
        files
    };
    same("beside", &with(&[".DS_Store", "media/.DS_Store", "media/Thumbs.db", "a copy.json"]));
    same("folders", &with(&["__MACOSX/media/._photo-0.jpg", ".git/config", "media/more/inside", "фото/1.jpg"]));
    let around =
        |folder: &'static str| good.iter().map(move |(path, bytes)| (format!("{folder}/{path}"), bytes.clone()));
    let mut inside: BTreeMap<_, _> = around("bundle").collect();
    inside.insert("notes.txt".to_owned(), b"x".to_vec());
    inside.insert("other/deep/file".to_owned(), b"x".to_vec());
    same("in a folder", &inside);
    inside.extend(around("again"));
    same("two bundles", &inside);
}

#[test]
fn a_key_counts_as_for_the_command_and_a_foreign_one_is_refused() {
    let good = files("good");
    let own = {
        let Answer::Judged(judged) = of_folder(&good, Some(&policy()), None) else { panic!("not judged") };
        judged.view.organisation.clone().unwrap()
    };
    let Answer::Judged(judged) = of_folder(&good, None, Some(&own)) else { panic!("not judged") };
    assert!(judged.view.trusted, "the key alone says whose bundle it is");
    let Answer::Judged(judged) = of_folder(&good, None, None) else { panic!("not judged") };
    assert!(!judged.view.trusted && judged.ok, "nobody vouches, and nothing failed");
    let code = |policy: Option<&str>, key: &str| match of_folder(&good, policy, Some(key)) {
        Answer::Trouble { code, .. } => code,
        Answer::Judged(_) => "judged",
    };
    assert_eq!(code(None, "abc"), "organisation-key-unreadable");
    // The key of RFC 8032, section 7.1, test 2: a good key of somebody else.
    let other = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    assert_eq!(code(Some(&policy()), other), "organisation-key-other");
    let Answer::Trouble { code, .. } = of_folder(&good, Some("{}"), None) else { panic!("judged by no policy") };
    assert_eq!(code, "policy-unreadable");
}

#[test]
fn a_file_that_the_browser_cannot_read_gives_no_verdict() {
    let request = json!({"bundle": {"zip": {"size": 5000}}, "policy": null, "organisation": null, "at": AT});
    let gone = Files { files: Vec::new(), piece: 1000 };
    let Answer::Trouble { code, blame, .. } = answer(&gone, request.to_string().as_bytes()) else { panic!("judged") };
    assert_eq!((code, blame), ("bundle-unreadable", "unavailable"));
}
