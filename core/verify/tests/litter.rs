//! A bundle that passed through other hands and programs: foreign files are named, and the verdict stays.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "the second reader is another program")]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::json;
use support::{Files, Scene, judge, sum, zipped};
use verify::{FileState, Question, Status, Trust, Verdict, ZipSource};
use zip::CompressionMethod::{Deflated, Stored};
use zip::write::SimpleFileOptions;

/// Files that file managers, systems and people leave in a folder.
const LITTER: [&str; 14] = [
    ".DS_Store",
    "._bundle.json",
    "media/.DS_Store",
    "media/Thumbs.db",
    "Thumbs.db",
    "desktop.ini",
    "копия.txt",
    "media/copy (1).jpg",
    "records/Мать.jpg",
    "media/deep/er/x.txt",
    "__MACOSX/._media",
    "BUNDLE.JSON",
    "media/planted.jpg",
    "notes.txt",
];

fn patient(zip: &[u8], trust: &Trust) -> verify::Result<Verdict> {
    verify::bundle(&mut ZipSource::salvage(Cursor::new(zip))?, trust)
}

fn named(verdict: &Verdict) -> Vec<String> {
    let found = verdict.answers.content.findings.iter().filter(|finding| finding.code == "unlisted-file");
    found
        .map(|finding| (finding.status, finding.file.clone().unwrap()))
        .map(|(status, file)| {
            assert_eq!(status, Status::Remark);
            file
        })
        .collect()
}

/// Packs files as other programs do: with times, folders, compression, a folder around them, other slashes.
fn packed(files: &Files, options: SimpleFileOptions, around: &str, comment: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment(comment).unwrap();
    for folder in ["media/", "records/"] {
        writer.add_directory(format!("{around}{folder}"), options).unwrap();
    }
    for (path, bytes) in files {
        writer.start_file(format!("{around}{path}"), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn dated() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(Stored)
        .unix_permissions(0o600)
        .last_modified_time(zip::DateTime::from_date_and_time(2019, 6, 9, 11, 40, 0).unwrap())
}

fn around(files: Files, folder: &str) -> Files {
    files.into_iter().map(|(path, bytes)| (format!("{folder}{path}"), bytes)).collect()
}

#[test]
fn litter_is_named_beside_a_verdict_that_stands() {
    let scene = Scene::new();
    let clean = judge(&scene.files(), &scene.world.trust()).unwrap();
    let mut files = scene.files();
    for path in LITTER {
        files.insert(path.to_owned(), b"litter".to_vec());
    }
    for verdict in [judge(&files, &scene.world.trust()).unwrap(), {
        let zip = packed(&files, dated(), "", "");
        patient(&zip, &scene.world.trust()).unwrap()
    }] {
        assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
        let mut expected: Vec<_> = LITTER.map(str::to_owned).to_vec();
        let mut found = named(&verdict);
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(verdict.items, clean.items);
        // None of many names represents the others: a stranger could choose it.
        let text = verdict.to_string();
        assert!(text.matches("14 files are no part of the bundle").count() == 2, "{text}");
        assert!(!LITTER.iter().any(|path| text.contains(path)), "{text}");
    }
}

/// A stranger chooses the folder of a file, so the folder does not tell the kind of file.
#[test]
fn a_file_that_nothing_lists_is_called_by_its_path_alone() {
    let scene = Scene::new();
    for folder in ["media", "records", "receipts", "policies", "details"] {
        let path = format!("{folder}/Thumbs.db");
        let mut files = scene.files();
        files.insert(path.clone(), b"litter".to_vec());
        let text = judge(&files, &scene.world.trust()).unwrap().to_string();
        let told = format!("About the bundle itself: {path} is no part of the bundle and was not read.");
        assert!(text.contains(&told), "{text}");
    }
}

#[test]
fn a_file_that_is_judged_though_the_list_leaves_it_out_is_not_said_to_be_unread() {
    let scene = Scene::new();
    for (path, exit_ok) in [
        (evidence::bundle::NOTED.to_owned(), true),
        (support::policy_path(&scene.world.policy), false),
        (scene.photo.media[0].file.clone(), false),
    ] {
        let mut files = scene.files();
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        let rest: String = sums.lines().filter(|line| !line.ends_with(&path)).map(|line| format!("{line}\n")).collect();
        files.insert("SHA256SUMS".to_owned(), rest.into_bytes());
        let verdict = judge(&files, &scene.world.trust()).unwrap();
        assert!(verdict.all_passed() == exit_ok && verdict.exit_ok() == exit_ok, "{path}\n{verdict}");
        assert_eq!(named(&verdict), Vec::<String>::new(), "{verdict}");
        let read = verdict.answers.content.findings.iter().find(|found| found.code == "unlisted-read").unwrap();
        assert_eq!(read.file.as_deref(), Some(path.as_str()));
        assert!(!verdict.to_string().contains("The answers speak of none of it"), "{verdict}");
    }
}

#[test]
fn where_one_of_several_folders_has_a_list_it_is_the_bundle() {
    let scene = Scene::new();
    let clean = judge(&scene.files(), &scene.world.trust()).unwrap();
    let manifest = scene.files()[evidence::bundle::MANIFEST].clone();
    for planted in ["bundle.json", "a/bundle.json", "__MACOSX/bundle.json"] {
        let mut files = around(scene.files(), "Bundle 1/");
        files.insert(planted.to_owned(), manifest.clone());
        let zip = patient(&packed(&files, dated(), "", ""), &scene.world.trust()).unwrap();
        for verdict in [judge(&files, &scene.world.trust()).unwrap(), zip] {
            assert_eq!(verdict.items, clean.items);
            assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
            assert_eq!(named(&verdict), [planted]);
        }
    }
    // A whole bundle at the top is chosen, whatever the folders contain.
    let mut files = scene.files();
    files.extend(around(scene.files(), "other/"));
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert!(verdict.exit_ok() && verdict.items == clean.items, "{verdict}");
}

#[test]
fn litter_takes_no_word_of_a_real_fault() {
    let scene = Scene::new();
    let mut files = scene.files();
    let path = scene.photo.media[0].file.clone();
    files.get_mut(&path).unwrap()[3] ^= 0x20;
    files.insert("media/Thumbs.db".to_owned(), b"litter".to_vec());
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert_eq!(verdict.answers.content.status, Status::Failed);
    // A file on the bundle's own list is a part of it, and then belongs to no item.
    let mut files = scene.files();
    files.insert("media/planted.jpg".to_owned(), b"planted".to_vec());
    sum(&mut files);
    assert!(!judge(&files, &scene.world.trust()).unwrap().exit_ok());
    // Two listed files that many systems treat as one.
    let mut files = scene.files();
    files.insert(path.to_ascii_uppercase().replace("MEDIA/", "media/"), b"planted".to_vec());
    sum(&mut files);
    assert!(judge(&files, &scene.world.trust()).is_err());
}

#[test]
fn one_folder_around_the_bundle_is_looked_through() {
    let scene = Scene::new();
    let clean = judge(&scene.files(), &scene.world.trust()).unwrap();
    let mut files = around(scene.files(), "Пакет 1/");
    files.insert("__MACOSX/Пакет 1/._bundle.json".to_owned(), b"litter".to_vec());
    let folder = judge(&files, &scene.world.trust()).unwrap();
    let zip = patient(&packed(&files, dated(), "", ""), &scene.world.trust()).unwrap();
    for verdict in [folder, zip] {
        assert_eq!(verdict.items, clean.items);
        assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
        assert_eq!(named(&verdict), ["__MACOSX/Пакет 1/._bundle.json"]);
    }
    let mut two = around(scene.files(), "a/");
    two.extend(around(scene.files(), "b/"));
    let said = patient(&packed(&two, dated(), "", ""), &Trust::default()).unwrap_err().to_string();
    assert!(said.contains("2 bundles") && said.contains("a/, b/"), "{said}");
    let deep = around(scene.files(), "a/b/");
    let said = patient(&packed(&deep, dated(), "", ""), &Trust::default()).unwrap_err().to_string();
    assert!(said.contains("the folder that has bundle.json in it"), "{said}");
}

#[test]
fn a_zip_that_another_program_packed_again_is_judged_as_its_folder_would_be() {
    let scene = Scene::new();
    let clean = judge(&scene.files(), &scene.world.trust()).unwrap();
    let now = SimpleFileOptions::default();
    for options in
        [dated(), now.compression_method(Deflated), dated().compression_method(Deflated), dated().large_file(true)]
    {
        for folder in ["", "bundle/"] {
            for comment in ["", "sent on by the office"] {
                let zip = packed(&scene.files(), options, folder, comment);
                let verdict = patient(&zip, &scene.world.trust()).unwrap();
                assert_eq!(verdict.items, clean.items);
                assert!(verdict.exit_ok() && verdict.all_passed() && verdict.whole, "{verdict}");
            }
        }
    }
    // Our own spelling with a comment after it.
    let mut zip = zipped(&scene.files());
    let at = zip.len() - 2;
    zip[at] = 5;
    zip.extend(b"hello");
    assert!(patient(&zip, &scene.world.trust()).unwrap().exit_ok());
    // With a comment and a link too: foreign files are named there as well.
    let ours = SimpleFileOptions::default().compression_method(Stored).last_modified_time(zip::DateTime::default());
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment("hello").unwrap();
    for (path, bytes) in &scene.files() {
        writer.start_file(path.as_str(), ours.unix_permissions(0o644)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.add_symlink("media/link.jpg", "/etc/passwd", ours).unwrap();
    let verdict = patient(&writer.finish().unwrap().into_inner(), &scene.world.trust()).unwrap();
    assert!(verdict.exit_ok() && named(&verdict) == ["media/link.jpg"], "{verdict}");
    // Old Windows programs write the other slash.
    let turned = scene.files().into_iter().map(|(path, bytes)| (path.replace('/', "\\"), bytes)).collect();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let turned: BTreeMap<String, Vec<u8>> = turned;
    for (path, bytes) in &turned {
        writer.start_file(path.as_str(), dated()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    assert!(patient(&writer.finish().unwrap().into_inner(), &scene.world.trust()).unwrap().exit_ok());
}

#[test]
fn the_second_reader_says_the_same_of_folders_and_zips() {
    let scene = Scene::new();
    let dir = tempfile::tempdir().unwrap();
    let mut littered = around(scene.files(), "пакет/");
    for path in LITTER {
        littered.insert(format!("пакет/{path}"), b"litter".to_vec());
    }
    let mut hit = littered.clone();
    hit.get_mut(&format!("пакет/{}", scene.photo.media[0].file)).unwrap()[3] ^= 0x20;
    let two = around(scene.files(), "a/").into_iter().chain(around(scene.files(), "b/")).collect();
    for (n, (files, exit)) in [(scene.files(), 0), (littered, 0), (hit, 1), (two, 2)].iter().enumerate() {
        let folder = dir.path().join(format!("{n}"));
        for (path, bytes) in files {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        std::os::unix::fs::symlink("/etc/passwd", folder.join("link.jpg")).unwrap();
        let mut places = vec![folder];
        for method in [Stored, Deflated] {
            places.push(dir.path().join(format!("{n}-{method}.zip")));
            let zip = packed(files, dated().compression_method(method), "", "sent on");
            std::fs::write(places.last().unwrap(), &zip).unwrap();
            let ours = patient(&zip, &scene.world.trust()).map_or(2, |verdict| i32::from(!verdict.exit_ok()));
            assert_eq!(ours, *exit);
        }
        for place in places {
            let ask = json!({ "policy": hex::encode(scene.world.policy.envelope().to_json()), "place": place });
            let said = second_reader(&ask.to_string());
            assert_eq!(said["exit"], *exit, "{said} {place:?}");
        }
    }
}

fn second_reader(line: &str) -> serde_json::Value {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    let python = std::env::var_os("TESTAMUR_PYTHON").map_or_else(|| target.join("py/bin/python"), PathBuf::from);
    let mut command = Command::new(&python);
    command.arg("-B").arg(workspace.join("tests/python/judge_bundles.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child =
        command.spawn().unwrap_or_else(|e| panic!("{} does not start ({e}); run: cargo xtask test", python.display()));
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap()
}

#[test]
fn a_changed_byte_in_a_repacked_zip_fails_as_anywhere() {
    let scene = Scene::new();
    let path = scene.photo.media[0].file.clone();
    for method in [Stored, Deflated] {
        let mut files = scene.files();
        files.get_mut(&path).unwrap()[3] ^= 0x20;
        let verdict =
            patient(&packed(&files, dated().compression_method(method), "", ""), &scene.world.trust()).unwrap();
        assert_eq!(verdict.answers.content.status, Status::Failed, "{verdict}");
        assert_eq!(verdict.items.iter().filter(|i| i.files.iter().any(|f| f.state == FileState::Altered)).count(), 1);
    }
    let zip = packed(&scene.files(), dated().compression_method(Deflated), "", "");
    for at in (0..zip.len()).step_by(97) {
        let mut hit = zip.clone();
        hit[at] ^= 0x10;
        let judged = patient(&hit, &scene.world.trust());
        let Ok(verdict) = judged else { continue };
        assert!(
            !verdict.exit_ok()
                || verdict.all_passed()
                || verdict.answers.get(Question::Content).status != Status::Passed
        );
    }
    for length in [10, zip.len() / 2, zip.len() - 1] {
        let said = patient(&zip[..length], &Trust::default()).unwrap_err().to_string();
        assert!(said.contains("once more") || said.contains("unpack it"), "{length}: {said}");
    }
}

#[test]
fn a_link_or_a_locked_or_unknown_packing_in_a_zip_is_told_and_a_bomb_is_refused() {
    let scene = Scene::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &scene.files() {
        writer.start_file(path.as_str(), dated()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.add_symlink("media/link.jpg", "/etc/passwd", dated()).unwrap();
    let verdict = patient(&writer.finish().unwrap().into_inner(), &scene.world.trust()).unwrap();
    assert!(verdict.exit_ok() && verdict.all_passed(), "{verdict}");
    assert_eq!(named(&verdict), ["media/link.jpg"]);
    // Method and flags of every file in the directory, and before the files.
    let zip = packed(&scene.files(), dated(), "", "");
    for (flag, method, said) in [(1u8, 0u8, "password"), (0, 12, "method 12")] {
        let mut other = zip.clone();
        for at in 0..zip.len() - 12 {
            let shift = match &zip[at..at + 4] {
                b"PK\x01\x02" => 8,
                b"PK\x03\x04" => 6,
                _ => continue,
            };
            other[at + shift] |= flag;
            other[at + shift + 2] = method;
        }
        let error = patient(&other, &Trust::default()).unwrap_err().to_string();
        assert!(error.contains(said) && error.contains("unpack it and verify the folder"), "{error}");
    }
    // A file's length in directory and header: far more than any compression gains, and less than the real length.
    let zip = packed(&scene.files(), dated().compression_method(Deflated), "", "");
    let path = scene.photo.media[0].file.as_bytes();
    let at = zip.windows(path.len()).rposition(|name| name == path).unwrap() - 46 + 24;
    let header = zip.windows(path.len()).position(|name| name == path).unwrap() - 30 + 22;
    let with_size = |size: u32| {
        let mut lie = zip.clone();
        for at in [at, header] {
            lie[at..at + 4].copy_from_slice(&size.to_le_bytes());
        }
        patient(&lie, &scene.world.trust())
    };
    // If only one of them has it, two programs would see two bundles; so would they with a file that the directory
    // does not count.
    let mut lie = zip.clone();
    lie[at..at + 4].copy_from_slice(&3u32.to_le_bytes());
    let error = patient(&lie, &Trust::default()).unwrap_err().to_string();
    assert!(error.contains("header is not what its directory says"), "{error}");
    let mut lie = zip.clone();
    let end = zip.len() - 22;
    let count = u16::from_le_bytes([zip[end + 10], zip[end + 11]]) - 1;
    lie[end + 8..end + 10].copy_from_slice(&count.to_le_bytes());
    lie[end + 10..end + 12].copy_from_slice(&count.to_le_bytes());
    let error = patient(&lie, &Trust::default()).unwrap_err().to_string();
    assert!(error.contains("more than it counts"), "{error}");
    let error = with_size(u32::MAX - 1).unwrap_err().to_string();
    assert!(error.contains("unpack to") && error.contains("where there is room"), "{error}");
    let verdict = with_size(3).unwrap();
    assert_eq!(verdict.answers.content.status, Status::Failed, "{verdict}");
}
