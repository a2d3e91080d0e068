//! Every code that a person can meet has its words in each language of the window.
#![allow(clippy::disallowed_methods, reason = "a test reads files; its room does not")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::path::Path;

use archive::FindingKind;

/// Returns the names of a language's texts that are not empty, of all screens.
fn said(language: &str) -> BTreeSet<String> {
    let screens = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src");
    let texts =
        std::fs::read_dir(screens).unwrap().map(|screen| screen.unwrap().path().join(format!("{language}.ftl")));
    let texts: Vec<String> = texts.filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let mut names = BTreeSet::new();
    for text in &texts {
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some((name, words)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) else { continue };
            // Plural forms begin on the next line.
            if !words.trim().is_empty() || lines.peek().is_some_and(|next| next.starts_with(' ')) {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

#[test]
fn every_finding_of_the_archive_and_every_code_of_a_verdict_has_its_words_in_three_languages() {
    let findings = FindingKind::ALL.map(FindingKind::code);
    let findings = findings.iter().flat_map(|code| [format!("found-{code}"), format!("found-{code}-next")]);
    let verdicts =
        verify::CODES.iter().map(|code| code.code).chain([verify::MORE]).map(|code| format!("verdict-{code}"));
    let wanted: BTreeSet<String> = findings.chain(verdicts).collect();
    assert!(wanted.len() > 2 * FindingKind::ALL.len() + 100);
    for language in ["en", "ru", "kk"] {
        let lacking: Vec<_> = wanted.difference(&said(language)).cloned().collect();
        assert_eq!(lacking, Vec::<String>::new(), "{language}");
    }
}
