//! An unsigned line has one canonical print: a line in another spelling is ignored and reported in a remark.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use evidence::bundle::{CONSISTENCY, DELIVERED, ENTRIES, MANIFEST, NOTED, WORDS};
use serde_json::{Map, Value};
use support::fields::everything;
use support::{Files, judge, sum, with_lines};
use verify::{Answers, Finding, Question, Status, Trust, Verdict};

/// The files whose lines are unsigned as written.
const LINES: [&str; 5] = [ENTRIES, WORDS, NOTED, DELIVERED, CONSISTENCY];

/// Returns other spellings of one JSON text with the same meaning.
fn spellings(line: &str) -> Vec<(&'static str, String)> {
    let value: Value = serde_json::from_str(line).unwrap();
    let fields = value.as_object().unwrap();
    // Sorted by name, forwards and backwards: the line itself is at most one of the two.
    let mut turned: Vec<String> = fields.iter().map(|(name, value)| format!("{name:?}:{value}")).collect();
    if format!("{{{}}}", turned.join(",")) == line {
        turned.reverse();
    }
    let first = fields.keys().next().unwrap().clone();
    let escaped = format!("\\u{:04x}{}", first.chars().next().unwrap() as u32, &first[1..]);
    let mut more: Map<String, Value> = fields.clone();
    more.insert("x-later".to_owned(), 1.into());
    vec![
        ("a space after", format!("{line} ")),
        ("a space before", format!(" {line}")),
        ("a carriage return", format!("{line}\r")),
        ("spaces inside", line.replacen("\":", "\" : ", 1)),
        ("another order", format!("{{{}}}", turned.join(","))),
        ("an escaped character", line.replacen(&format!("{first:?}"), &format!("\"{escaped}\""), 1)),
        ("one more field", serde_json::to_string(&more).unwrap()),
    ]
}

fn statuses(verdict: &Verdict) -> Vec<Status> {
    let of = |answers: &Answers| Question::ALL.map(|question| answers.get(question).status);
    verdict.items.iter().map(|item| of(&item.answers)).chain([of(&verdict.answers)]).flatten().collect()
}

fn found<'a>(verdict: &'a Verdict, code: &str) -> Option<&'a Finding> {
    verdict.answers.completeness.findings.iter().find(|finding| finding.code == code)
}

fn judged(files: &Files, trust: &Trust) -> Verdict {
    judge(files, trust).unwrap()
}

#[test]
fn a_line_in_another_spelling_counts_as_one_that_is_not_here_and_nothing_fails() {
    let (files, trust) = everything(&|_, bytes| bytes);
    let mut tried = 0;
    for path in LINES {
        let lines = String::from_utf8(files[path].clone()).unwrap();
        for (place, line) in lines.lines().enumerate() {
            let without = judged(&with_lines(files.clone(), path, |l| drop(l.remove(place))), &trust);
            for (what, other) in spellings(line) {
                assert_ne!(other, line, "{what}");
                let verdict = judged(&with_lines(files.clone(), path, |l| l[place].clone_from(&other)), &trust);
                let told = found(&verdict, "unreadable-line").unwrap_or_else(|| panic!("{what} in {path}:\n{verdict}"));
                assert_eq!((told.status, told.file.as_deref()), (Status::Remark, Some(path)), "{what}");
                assert_eq!(statuses(&verdict), statuses(&without), "{what} in line {place} of {path}:\n{verdict}");
                // Details that no entry names any more are a file of no item, as with any dropped line.
                assert_eq!(verdict.whole, without.whole, "{what} in line {place} of {path}:\n{verdict}");
                assert!(verdict.answers.exit_ok(), "{what} in line {place} of {path}:\n{verdict}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn a_line_in_another_spelling_takes_nothing_from_the_good_one_beside_it() {
    let (files, trust) = everything(&|_, bytes| bytes);
    let sound = statuses(&judged(&files, &trust));
    for path in LINES {
        let lines = String::from_utf8(files[path].clone()).unwrap();
        for (what, other) in spellings(lines.lines().next().unwrap()) {
            let verdict = judged(&with_lines(files.clone(), path, |l| l.insert(0, other.clone())), &trust);
            assert_eq!(statuses(&verdict), sound, "{what} in {path}:\n{verdict}");
            assert!(found(&verdict, "unreadable-line").is_some() && verdict.exit_ok(), "{what} in {path}");
        }
    }
}

#[test]
fn a_manifest_in_another_spelling_is_read_and_that_is_told() {
    let (files, trust) = everything(&|_, bytes| bytes);
    let sound = judged(&files, &trust);
    assert!(found(&sound, "other-print").is_none());
    let line = String::from_utf8(files[MANIFEST].clone()).unwrap();
    for (what, other) in spellings(&line).into_iter().chain([("a line break", format!("{line}\n"))]) {
        let mut files = files.clone();
        files.insert(MANIFEST.to_owned(), other.into_bytes());
        sum(&mut files);
        let verdict = judged(&files, &trust);
        let told = found(&verdict, "other-print").unwrap_or_else(|| panic!("{what}:\n{verdict}"));
        assert_eq!((told.status, told.file.as_deref()), (Status::Remark, Some(MANIFEST)));
        assert_eq!(statuses(&verdict), statuses(&sound), "{what}:\n{verdict}");
        assert!(verdict.exit_ok(), "{what}");
    }
}
