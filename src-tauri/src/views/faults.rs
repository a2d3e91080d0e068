//! Several checks that fail for one altered file are one fault, under the finding that explains the others.

use std::collections::BTreeMap;

use verify::{Answer, Finding, Status};

/// Faults of one file, the one that explains the others first: each of the later ones follows from an earlier one.
const OF_A_FILE: [&str; 12] = [
    "file-damaged",
    "file-missing",
    "file-twice",
    "file-short",
    "file-long",
    "part-changed",
    "part-size",
    "salt-missing",
    "record-changed",
    "media-size",
    "media-digest",
    "file-changed",
];

/// The place of a failed finding among the faults of its file; none for any other finding.
pub(super) fn rank(finding: &Finding) -> Option<usize> {
    let failed = finding.status == Status::Failed && finding.file.is_some();
    OF_A_FILE.iter().position(|code| failed && *code == finding.code)
}

/// For each file the finding that explains all of its faults.
pub(super) fn causes(answer: &Answer) -> BTreeMap<&str, &Finding> {
    let mut causes: BTreeMap<&str, &Finding> = BTreeMap::new();
    for finding in answer.findings.iter().filter(|finding| rank(finding).is_some()) {
        let Some(file) = finding.file.as_deref() else { continue };
        let cause = causes.entry(file).or_insert(finding);
        if rank(finding) < rank(cause) {
            *cause = finding;
        }
    }
    causes
}

#[cfg(test)]
mod tests {
    use evidence::ItemId;
    use verify::Question;

    use super::*;
    use crate::views::verdict::answer;

    #[test]
    fn one_altered_file_is_one_reason_with_the_words_of_every_check_that_failed() {
        let finding = |status, code, file: Option<&str>| verify::Finding {
            status,
            code,
            text: format!("{code} of {file:?}"),
            next: None,
            item: Some(ItemId::from_bytes([7; 16])),
            file: file.map(str::to_owned),
            entry: None,
        };
        let failed = |code, file| finding(Status::Failed, code, Some(file));
        let findings = vec![
            failed("file-changed", "media/1"),
            failed("file-changed", "bundle.json"),
            failed("part-changed", "media/1"),
            failed("part-changed", "media/1"),
            failed("media-digest", "media/1"),
            failed("part-changed", "media/2"),
            failed("file-damaged", "media/2"),
            finding(Status::Failed, "no-entry", None),
            finding(Status::NotChecked, "unknown-file", Some("media/1")),
        ];
        let shown = answer(Question::Content, &Answer { status: Status::Failed, findings });
        let said: Vec<_> = shown.reasons.iter().map(|r| (r.code.as_str(), r.count, r.files.join(" "))).collect();
        assert_eq!(
            said,
            [
                ("part-changed", 1, "media/1".to_owned()),
                ("file-changed", 1, "bundle.json".to_owned()),
                ("file-damaged", 1, "media/2".to_owned()),
                ("no-entry", 1, String::new()),
                ("unknown-file", 1, "media/1".to_owned()),
            ]
        );
        assert_eq!(shown.reasons[0].details.len(), 3, "{:?}", shown.reasons[0].details);
    }
}
