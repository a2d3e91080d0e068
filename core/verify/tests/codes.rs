//! The list of codes is the list that the sources use: translators of findings rely on it.
#![allow(clippy::disallowed_methods, reason = "a test reads files; its room does not")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test may panic"
)]

use std::collections::BTreeSet;
use std::path::Path;

use verify::{CODES, Question, Status};

/// Returns the codes that the sources pass to `pass`, `open` and `fail`, with their status. The question precedes the
/// code, or is that of the file if a closure passes it.
fn in_sources() -> BTreeSet<(Question, Status, String)> {
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = file.unwrap().path();
        if path.file_name().is_some_and(|n| n == "codes.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (call, status) in [
            ("remark(", Status::Remark),
            ("tell(", Status::Remark),
            ("pass(", Status::Passed),
            ("open(", Status::NotChecked),
            ("fail(", Status::Failed),
        ] {
            for (at, _) in text.match_indices(call) {
                if text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                if let Some((question, code)) = arguments(&text[at + call.len()..]) {
                    found.insert((question, status, code));
                }
            }
        }
    }
    found
}

/// Returns question and code from the first arguments of a call, if the call makes a finding.
fn arguments(rest: &str) -> Option<(Question, String)> {
    let quoted = rest.find('"')?;
    let before = &rest[..quoted];
    // A finding's code is its first, second or third argument, and the first quoted one.
    if before.contains(';') || before.contains('{') || before.matches(',').count() > 3 {
        return None;
    }
    let code = rest[quoted + 1..].split('"').next()?;
    let plain = !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let word = before.trim().split(',').next().unwrap_or_default().trim();
    let question = match word {
        // The closure of time.rs takes only the code.
        "" => Some(Question::Time),
        word => Question::ALL.into_iter().find(|q| format!("{q:?}") == word),
    };
    question.filter(|_| plain).map(|q| (q, code.to_owned()))
}

#[test]
fn every_code_of_the_sources_is_listed_and_no_other() {
    let listed: BTreeSet<_> = CODES.iter().map(|c| (c.question, c.status, c.code.to_owned())).collect();
    let used = in_sources();
    assert!(used.len() > 80, "the search finds too little: {}", used.len());
    let missing: Vec<_> = used.difference(&listed).collect();
    let unused: Vec<_> = listed.difference(&used).collect();
    assert!(missing.is_empty() && unused.is_empty(), "not listed: {missing:?}; not used: {unused:?}");
    assert_eq!(listed.len(), CODES.len(), "a code is listed twice");
}
