//! Combines several failed checks of one altered file into one fault, under the finding that explains the others.

pub(super) use verify::faults::{causes, rank};

#[cfg(test)]
mod tests {
    use evidence::ItemId;
    use verify::{Answer, Question, Status};

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
