//! A bundle's own files: a cut, changed or removed file always shows in content and completeness, by its name.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::io::Cursor;

use evidence::bundle::{CONSISTENCY, DELIVERED, ENTRIES, MANIFEST, NOTED, SUMS, WORDS};
use support::{Files, Scene, judge, sum, zipped};
use verify::{Status, Trust, Verdict, ZipSource};

type Change = (&'static str, fn(&[u8]) -> Option<Vec<u8>>);

/// All possible changes to a file; none if it is gone.
const CHANGES: [Change; 6] = [
    ("one byte is another, at the beginning", |bytes| Some(flipped(bytes, 0))),
    ("one byte is another, in the middle", |bytes| Some(flipped(bytes, bytes.len() / 2))),
    ("it is cut within a line", |bytes| Some(bytes[..bytes.len() * 2 / 3].to_vec())),
    ("its last line is cut", |bytes| {
        let end = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        Some(bytes[..end].to_vec())
    }),
    ("it is empty", |_| Some(Vec::new())),
    ("it is missing", |_| None),
];

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

fn patient(zip: &[u8], trust: &Trust) -> verify::Result<Verdict> {
    verify::bundle(&mut ZipSource::salvage(Cursor::new(zip))?, trust)
}

/// Returns a bundle with a file of every kind.
fn bundle() -> (Files, Trust, Vec<String>) {
    let scene = Scene::new();
    let mut files = scene.files();
    for path in [WORDS, CONSISTENCY] {
        files.entry(path.to_owned()).or_insert_with(|| b"{}\n{}\n".to_vec());
    }
    sum(&mut files);
    let details = files.keys().find(|path| path.starts_with("details/")).unwrap().clone();
    let policy = support::policy_path(&scene.world.policy);
    let own = [ENTRIES, MANIFEST, SUMS, NOTED, DELIVERED, CONSISTENCY, WORDS].map(str::to_owned);
    let own = own.into_iter().chain([details, policy]).collect();
    (files, scene.world.trust(), own)
}

/// Returns the last paragraph's first sentence.
fn first(verdict: &Verdict) -> String {
    let text = verdict.to_string();
    text.trim_end().rsplit("\n\n").next().unwrap().lines().next().unwrap().to_owned()
}

fn is_told(judged: verify::Result<Verdict>, path: &str, what: &str) {
    // Without its list of items or its list of files it is no bundle, which is an error.
    let verdict = match judged {
        Ok(verdict) => verdict,
        Err(_) => return assert!([MANIFEST, SUMS].contains(&path), "{what}"),
    };
    let (content, completeness) = (verdict.answers.content.status, verdict.answers.completeness.status);
    assert!(content > Status::Passed, "{what}: content {content}\n{verdict}");
    assert!(completeness > Status::Passed, "{what}: completeness {completeness}\n{verdict}");
    assert!(path == SUMS || content == Status::Failed, "{what}: content {content}\n{verdict}");
    assert!(!verdict.exit_ok(), "{what}\n{verdict}");
    // For a cut list in a folder, only the files that it lacks are known.
    let said = first(&verdict);
    assert!(said.contains(path) || path == SUMS && said.contains("SHA256SUMS"), "{what}: {said}\n{verdict}");
    // The list of items defines the comparison of their bytes; no other own file can make an item wrong.
    for item in verdict.items.iter().filter(|_| path != MANIFEST) {
        assert_ne!(item.answers.content.status, Status::Failed, "{what}\n{verdict}");
    }
}

#[test]
fn whichever_own_file_of_a_folder_is_hurt_content_and_completeness_do_not_pass_and_name_it() {
    let (files, trust, own) = bundle();
    assert!(judge(&files, &trust).unwrap().all_passed());
    for path in &own {
        for (how, change) in CHANGES {
            let mut hurt = files.clone();
            match change(&files[path]) {
                // A file of one line has no other line to leave out.
                Some(bytes) => drop(hurt.insert(path.clone(), bytes)),
                None => drop(hurt.remove(path)),
            }
            for (place, judged) in
                [("folder", judge(&hurt, &trust)), ("zip packed anew", patient(&zipped(&hurt), &trust))]
            {
                if path == SUMS && how == "its last line is cut" {
                    // Later receipts and words are on no list, so that list may lack its last line.
                    continue;
                }
                is_told(judged, path, &format!("{path} in a {place}: {how}"));
            }
        }
    }
}

#[test]
fn whichever_own_file_of_a_zip_is_hurt_where_it_stands_content_and_completeness_do_not_pass_and_name_it() {
    let (files, trust, own) = bundle();
    let zip = zipped(&files);
    for path in &own {
        let at = zip.windows(files[path].len()).position(|window| window == files[path]).unwrap();
        for place in [0, 1, 2, 3].map(|n| n * (files[path].len() - 1) / 3) {
            let mut hurt = zip.clone();
            hurt[at + place] ^= 1;
            is_told(patient(&hurt, &trust), path, &format!("byte {place} of {path}"));
        }
        let verdict = match patient(&zip[..at + files[path].len() / 2], &trust) {
            Ok(verdict) => verdict,
            Err(_) => continue,
        };
        let what = format!("the zip ends within {path}");
        assert!(verdict.answers.content.status == Status::Failed, "{what}\n{verdict}");
        assert!(verdict.answers.completeness.status > Status::Passed, "{what}\n{verdict}");
    }
}

#[test]
fn an_item_whose_bytes_are_whole_keeps_its_answers_where_a_list_of_receipts_was_changed() {
    let (files, trust, _) = bundle();
    let right = judge(&files, &trust).unwrap();
    let mut hurt = files.clone();
    hurt.get_mut(NOTED).unwrap().extend_from_slice(b"junk\n");
    let verdict = judge(&hurt, &trust).unwrap();
    assert_eq!(verdict.items, right.items);
    let last = verdict.to_string();
    assert!(last.contains("Nothing is wrong with 1 of 1 items"), "{last}");
    assert!(!last.contains("not of what is here"), "{last}");
}

#[test]
fn of_entries_that_may_be_cut_the_other_items_are_counted_as_the_least() {
    let mut scene = Scene::new();
    for label in ["one", "two", "three"] {
        support::photo(&mut scene.device, label, &[b"a picture"], None);
    }
    let (mut files, trust) = (scene.files(), scene.world.trust());
    assert!(judge(&files, &trust).unwrap().to_string().contains("state 4 other items"));
    let entries = String::from_utf8(files[ENTRIES].clone()).unwrap();
    let kept: Vec<&str> = entries.split_inclusive('\n').collect();
    files.insert(ENTRIES.to_owned(), kept[..kept.len() - 1].concat().into_bytes());
    let verdict = judge(&files, &trust).unwrap();
    assert!(verdict.to_string().contains("state at least 3 other items"), "{verdict}");
    assert_eq!(verdict.answers.completeness.status, Status::NotChecked);
}
