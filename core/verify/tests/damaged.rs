//! A zip that was damaged in transit: its intact files are judged, and the damaged file is named as data.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::io::Cursor;

use support::{Files, Scene, zipped};
use verify::{FileState, Finding, Question, Status, Trust, Verdict, ZipSource};

fn judge(zip: &[u8], trust: &Trust) -> verify::Result<Verdict> {
    verify::bundle(&mut ZipSource::salvage(Cursor::new(zip))?, trust)
}

fn damaged(verdict: &Verdict) -> Vec<&Finding> {
    verdict.answers.content.findings.iter().filter(|f| f.code == "file-damaged").collect()
}

fn medium(files: &Files) -> String {
    files.keys().find(|path| path.starts_with("media/")).unwrap().clone()
}

/// Returns the offset of a file's bytes in the zip.
fn place(zip: &[u8], content: &[u8]) -> usize {
    zip.windows(content.len()).position(|window| window == content).unwrap()
}

#[test]
fn an_intact_zip_is_judged_alike_by_the_strict_and_by_the_patient_reader() {
    let scene = Scene::new();
    let zip = zipped(&scene.files());
    let strict = verify::bundle(&mut ZipSource::open(Cursor::new(&zip)).unwrap(), &scene.world.trust()).unwrap();
    assert_eq!(judge(&zip, &scene.world.trust()).unwrap(), strict);
    assert!(strict.all_passed());
}

#[test]
fn one_changed_byte_of_a_medium_names_the_file_and_its_item_and_the_rest_is_judged() {
    let scene = Scene::new();
    let (files, trust) = (scene.files(), scene.world.trust());
    let path = medium(&files);
    let mut zip = zipped(&files);
    let at = place(&zip, &files[&path]);
    zip[at] ^= 1;
    let verdict = judge(&zip, &trust).unwrap();
    let named = damaged(&verdict);
    assert_eq!(named.len(), 1, "{verdict}");
    assert_eq!((named[0].file.as_deref(), named[0].item), (Some(path.as_str()), Some(scene.photo.id)));
    assert_eq!(named[0].status, Status::Failed);
    for question in [Question::Signer, Question::Time, Question::Completeness, Question::Delivery] {
        assert_eq!(verdict.answers.get(question).status, Status::Passed, "{verdict}");
    }
    let item = verdict.items.iter().find(|i| i.item == scene.photo.id).unwrap();
    assert_eq!(item.files[0].state, FileState::Altered);
    assert_eq!(item.files[0].path.as_deref(), Some(path.as_str()));
    assert!(verdict.to_string().contains(&path), "{verdict}");
}

#[test]
fn whichever_byte_is_changed_it_is_a_failure_of_content_and_seldom_an_end_of_judging() {
    let scene = Scene::new();
    let (mut zip, trust) = (zipped(&scene.files()), scene.world.trust());
    let (mut tried, mut refused) = (0, 0);
    // This step meets every kind of place; testing each byte would take minutes.
    for at in (0..zip.len()).step_by(11) {
        tried += 1;
        zip[at] ^= 1 << (at % 8);
        match judge(&zip, &trust) {
            Ok(verdict) => {
                assert!(!verdict.exit_ok(), "byte {at} of the zip:\n{verdict}");
            }
            // Without a readable list of items it is no bundle.
            Err(_) => refused += 1,
        }
        zip[at] ^= 1 << (at % 8);
    }
    assert!(refused * 4 < tried, "{refused} of {tried} bytes end the judging");
}

#[test]
fn a_zip_that_was_cut_off_is_read_as_far_as_it_goes() {
    let scene = Scene::new();
    let (files, trust) = (scene.files(), scene.world.trust());
    let zip = zipped(&files);
    let mut judged = 0;
    let lengths: Vec<usize> = (0..zip.len()).step_by(11).collect();
    for length in &lengths {
        if let Ok(verdict) = judge(&zip[..*length], &trust) {
            assert!(!verdict.exit_ok(), "{length} bytes:\n{verdict}");
            judged += 1;
        }
    }
    assert!(judged > lengths.len() / 3, "{judged} of {}", lengths.len());
    let path = medium(&files);
    let within = place(&zip, &files[&path]) + files[&path].len() - 1;
    let verdict = judge(&zip[..within], &trust).unwrap();
    assert!(damaged(&verdict).iter().any(|f| f.file.as_deref() == Some(path.as_str())), "{verdict}");
}

#[test]
fn a_damaged_line_of_entries_or_receipts_is_left_out_and_its_file_is_named() {
    let scene = Scene::new();
    let (files, trust) = (scene.files(), scene.world.trust());
    let policy = support::policy_path(&scene.world.policy);
    for path in ["entries.jsonl", "receipts/noted.jsonl", &policy, "SHA256SUMS"] {
        let mut zip = zipped(&files);
        // Neither JSON nor hex: the line is unreadable.
        let at = place(&zip, &files[path]);
        zip[at] = b'!';
        let verdict = judge(&zip, &trust).unwrap();
        assert!(damaged(&verdict).iter().any(|f| f.file.as_deref() == Some(path)), "{path}:\n{verdict}");
        assert!(!verdict.exit_ok());
    }
}

#[test]
fn what_is_no_zip_at_all_is_refused_by_the_patient_reader_too() {
    for bytes in [&b""[..], &[0; 22], b"PK\x03\x04", b"a letter and no bundle, longer than the end of a zip"] {
        assert!(ZipSource::salvage(Cursor::new(bytes)).is_err());
    }
}
