//! Several failed checks of one file are one fault, named by the finding that explains the others.

use std::collections::BTreeMap;

use crate::answers::{Answer, Finding, Status};

/// Faults of one file, causes before consequences: each later fault follows from an earlier one.
const OF_A_FILE: [&str; 12] = [
    "file-damaged",
    "file-missing",
    "file-twice",
    "part-size",
    "salt-missing",
    "file-short",
    "file-long",
    "part-changed",
    "record-changed",
    "media-size",
    "media-digest",
    "file-changed",
];

/// Returns the position of a failed finding among the faults of its file; none for any other finding.
pub fn rank(finding: &Finding) -> Option<usize> {
    let failed = finding.status == Status::Failed && finding.file.is_some();
    OF_A_FILE.iter().position(|code| failed && *code == finding.code)
}

/// Returns for each file the finding that explains all of its faults.
pub fn causes(answer: &Answer) -> BTreeMap<&str, &Finding> {
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

/// Returns the findings of an answer, one for each fact: of the faults of a file only the one that explains them.
pub(crate) fn told(answer: &Answer) -> Vec<&Finding> {
    let causes = causes(answer);
    let is_told = |finding: &&Finding| match finding.file.as_deref() {
        Some(file) if rank(finding).is_some() => causes.get(file).is_some_and(|cause| std::ptr::eq(*cause, *finding)),
        _ => true,
    };
    answer.findings.iter().filter(is_told).collect()
}
