//! The five answers in the window: findings grouped by code, each code with a text in the reader's language. The
//! verifier's own English words stay beside them for experts.

use std::collections::{BTreeMap, BTreeSet};

use evidence::ItemId;
use evidence::record::Location;
use serde::Serialize;
use verify::faults::{causes, rank};
use verify::{Answer, Answers, Bound, FileState, FileVerdict, ItemVerdict, Question, Status, Verdict, Voucher};

use crate::end::EndView;
use crate::heading::HeadingView;
use crate::kinds::{KindCode, MethodCode};

/// The outcome of a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum StatusCode {
    /// Told beside the answers, and changes none.
    Remark,
    /// Checked, and it holds.
    Passed,
    /// Could not be checked.
    NotChecked,
    /// Checked, and it does not hold.
    Failed,
}

/// Which of the five questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum QuestionCode {
    /// Do the bytes match the commitments?
    Content,
    /// Who signed?
    Signer,
    /// When?
    Time,
    /// Is anything missing?
    Completeness,
    /// Did a server confirm?
    Delivery,
}

/// Who vouches for an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum VoucherCode {
    /// No voucher: the order is proven, no instant is.
    Nobody,
    /// The server.
    Server,
    /// A cosigner.
    Cosigner,
}

/// Findings of one code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ReasonView {
    /// The outcome of the checks.
    pub status: StatusCode,
    /// The finding's stable name.
    #[cfg_attr(feature = "ts", ts(type = "VerdictCode"))]
    pub code: String,
    /// How many there are.
    pub count: u64,
    /// The verifier's words, in English, of the first few.
    pub details: Vec<String>,
    /// The first few of the items it is about, hex.
    pub items: Vec<String>,
    /// Items that it is about, all together.
    pub about: u64,
    /// The first few of the files that it is about: their paths in the bundle.
    pub files: Vec<String>,
}

/// The answer to one question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct AnswerView {
    /// The question.
    pub question: QuestionCode,
    /// The worst status of its reasons.
    pub status: StatusCode,
    /// The reasons, worst first.
    pub reasons: Vec<ReasonView>,
}

/// One end of an interval.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct BoundView {
    /// The instant, RFC 3339, where somebody vouches for one.
    pub at: Option<String>,
    /// Who says so.
    pub by: VoucherCode,
    /// The log whose checkpoint bounds it.
    pub log: String,
    /// Size of the checkpoint, in leaves.
    pub size: u64,
    /// False when only the device names that checkpoint.
    pub proven: bool,
}

/// How a medium's file fares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FileCode {
    /// Every byte is one that the device committed to.
    Whole,
    /// Something in it is not.
    Altered,
    /// The bundle lists it and does not have it.
    Missing,
    /// The bundle shows none of it.
    Withheld,
}

/// One medium of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// Its path in the bundle.
    pub path: Option<String>,
    /// Its name as it came, safe to show.
    pub name: Option<String>,
    /// Its media type as it came.
    pub media_type: Option<String>,
    /// When it was changed last, as its file system said when it was brought in; RFC 3339.
    pub modified: Option<String>,
    /// Its bytes.
    pub size: Option<u64>,
    /// SHA-256 of it as it is, hex.
    pub sha256: Option<String>,
    /// Where its bytes begin in the zip; none in a folder and in the archive.
    pub offset: Option<u64>,
    /// How it fares.
    pub state: FileCode,
}

/// The verdict on one item.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ItemVerdictView {
    /// The item, hex.
    pub item: String,
    /// Digest of its device's genesis entry.
    pub device: String,
    /// Its kind, where its record is disclosed.
    pub kind: Option<KindCode>,
    /// How it came, likewise.
    pub method: Option<MethodCode>,
    /// Names of its media.
    pub media: Vec<String>,
    /// Its media, and how each fares.
    pub files: Vec<FileView>,
    /// Its heading, where its record says more than the name of a file.
    pub heading: Option<HeadingView>,
    /// Findings that the device noted in its record.
    pub stood_out: u64,
    /// Its note.
    pub note: Option<String>,
    /// Degrees north and east, where the record says them.
    pub place: Option<[f64; 2]>,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// Where the place comes from, or why it is missing.
    pub place_source: Option<String>,
    /// The statements at its end, where its record is disclosed and holds no names.
    pub end: Option<EndView>,
    /// The device's clock when the capture began, or else at the first entry.
    pub claimed: Option<String>,
    /// Its first entry was signed after this.
    pub not_before: Option<BoundView>,
    /// All of it existed by then.
    pub not_after: Option<BoundView>,
    /// The five answers for it alone.
    pub answers: Vec<AnswerView>,
}

/// Everything that was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct VerdictView {
    /// When it was judged, RFC 3339 in UTC.
    pub judged_at: String,
    /// The organisation's key, hex.
    pub organisation: Option<String>,
    /// Its name by its own policy.
    pub name: Option<String>,
    /// True when the reader's own policy vouches for that key.
    pub trusted: bool,
    /// The five answers for everything together.
    pub answers: Vec<AnswerView>,
    /// One for each item.
    pub items: Vec<ItemVerdictView>,
    /// Items beyond those.
    pub items_left_out: u64,
    /// Items, all together, for which somebody vouches by when they existed.
    pub dated: u64,
    /// The latest of these instants, RFC 3339 in UTC.
    pub latest: Option<String>,
    /// Items of which parts are not here, in the archive's own verdicts: nobody withholds them.
    pub incomplete: Vec<String>,
}

/// Most items whose own answers are shown.
const MAX_ITEMS: usize = 1_000;
/// Most sentences shown of one code.
const MAX_DETAILS: usize = 5;
/// Most items and files that are named for one code.
const MAX_NAMED: usize = 24;

impl VerdictView {
    /// Returns the view of a verdict, judged at `judged_at`.
    pub fn of(verdict: &Verdict, judged_at: jiff::Timestamp, incomplete: &BTreeSet<ItemId>) -> Self {
        let known = verdict.items.iter().filter_map(|item| item.interval.not_after.as_ref()?.at);
        Self {
            judged_at: judged_at.to_string(),
            organisation: verdict.organisation.as_ref().map(|o| o.key.to_string()),
            name: verdict.organisation.as_ref().and_then(|o| o.name.clone()),
            trusted: verdict.organisation.as_ref().is_some_and(|o| o.trusted),
            answers: answers(&verdict.answers),
            items: verdict.items.iter().take(MAX_ITEMS).map(ItemVerdictView::from).collect(),
            items_left_out: verdict.items.len().saturating_sub(MAX_ITEMS) as u64,
            dated: known.clone().count() as u64,
            latest: known.max().map(|at| at.to_string()),
            incomplete: incomplete.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&ItemVerdict> for ItemVerdictView {
    fn from(item: &ItemVerdict) -> Self {
        let (place, accuracy_m, source) = match &item.location {
            Some(Location::Known { lat, lon, accuracy_m, source }) => {
                (Some([*lat, *lon]), *accuracy_m, Some(source.as_str()))
            }
            Some(Location::Missing { missing }) => (None, None, Some(missing.as_str())),
            None => (None, None, None),
        };
        Self {
            item: item.item.to_string(),
            device: item.device.to_string(),
            kind: word(item, 0),
            method: word(item, 1),
            media: item.media.clone(),
            files: item.files.iter().map(FileView::from).collect(),
            heading: item.heading.as_ref().map(HeadingView::from),
            stood_out: item.stood_out,
            note: item.note.clone(),
            place,
            accuracy_m,
            place_source: source.map(verify::escape),
            end: item.end.as_ref().map(EndView::from),
            claimed: item.interval.claimed.as_ref().map(|c| c.at.to_string()),
            not_before: item.interval.not_before.as_ref().map(BoundView::from),
            not_after: item.interval.not_after.as_ref().map(BoundView::from),
            answers: answers(&item.answers),
        }
    }
}

/// Returns one of the two words of an item's kind; `None` for a word of a later version.
fn word<T: serde::de::DeserializeOwned>(item: &ItemVerdict, which: usize) -> Option<T> {
    let word = item.kind.as_deref()?.split(", ").nth(which)?;
    serde_json::from_value(word.into()).ok()
}

impl From<&FileVerdict> for FileView {
    fn from(file: &FileVerdict) -> Self {
        Self {
            path: file.path.clone(),
            name: file.name.clone().filter(|name| !name.is_empty()),
            media_type: file.media_type.clone(),
            modified: file.modified.map(|at| at.to_string()),
            size: file.size,
            sha256: file.sha256.map(|d| d.to_string()),
            offset: None,
            state: match file.state {
                FileState::Whole => FileCode::Whole,
                FileState::Altered => FileCode::Altered,
                FileState::Missing => FileCode::Missing,
                FileState::Withheld => FileCode::Withheld,
            },
        }
    }
}

impl From<&Bound> for BoundView {
    fn from(bound: &Bound) -> Self {
        let by = match bound.by {
            Voucher::Nobody => VoucherCode::Nobody,
            Voucher::Server => VoucherCode::Server,
            Voucher::Cosigner => VoucherCode::Cosigner,
        };
        let at = bound.at.map(|at| at.to_string());
        Self { at, by, log: verify::escape(&bound.log), size: bound.size, proven: bound.proven }
    }
}

fn answers(answers: &Answers) -> Vec<AnswerView> {
    Question::ALL.iter().map(|question| answer(*question, answers.get(*question))).collect()
}

fn answer(question: Question, answer: &Answer) -> AnswerView {
    let mut reasons: Vec<ReasonView> = Vec::new();
    let causes = causes(answer);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut seen: BTreeMap<(StatusCode, &str), BTreeSet<ItemId>> = BTreeMap::new();
    for finding in &answer.findings {
        let status = status(finding.status);
        let file = finding.file.as_deref().filter(|_| rank(finding).is_some());
        let code = file.and_then(|file| causes.get(file)).map_or(finding.code, |cause| cause.code);
        let place = reasons.iter().position(|r| r.status == status && r.code == code);
        let place = place.unwrap_or_else(|| {
            let code = code.to_owned();
            let (details, items, files) = (Vec::new(), Vec::new(), Vec::new());
            reasons.push(ReasonView { status, code, count: 0, details, items, about: 0, files });
            reasons.len() - 1
        });
        let Some(reason) = reasons.get_mut(place) else { continue };
        // One file is one fault, even if several of its checks fail.
        reason.count += u64::from(file.is_none_or(|file| told.insert(file)));
        // Each sentence is shown once; the count says how often it applies.
        if reason.details.len() < MAX_DETAILS && !reason.details.contains(&finding.text) {
            reason.details.push(finding.text.clone());
        }
        if let Some(item) = finding.item.filter(|item| seen.entry((status, code)).or_default().insert(*item)) {
            reason.about += 1;
            if reason.items.len() < MAX_NAMED {
                reason.items.push(item.to_string());
            }
        }
        if let Some(file) =
            finding.file.as_ref().filter(|f| reason.files.len() < MAX_NAMED && !reason.files.contains(f))
        {
            reason.files.push(file.clone());
        }
    }
    let question = match question {
        Question::Content => QuestionCode::Content,
        Question::Signer => QuestionCode::Signer,
        Question::Time => QuestionCode::Time,
        Question::Completeness => QuestionCode::Completeness,
        Question::Delivery => QuestionCode::Delivery,
    };
    AnswerView { question, status: status(answer.status), reasons }
}

fn status(status: Status) -> StatusCode {
    match status {
        Status::Remark => StatusCode::Remark,
        Status::Passed => StatusCode::Passed,
        Status::NotChecked => StatusCode::NotChecked,
        Status::Failed => StatusCode::Failed,
    }
}

/// Every code of a finding, for the window's types: a code without words in some language is then found by the texts'
/// check.
#[cfg(feature = "ts")]
pub struct VerdictCode;

#[cfg(feature = "ts")]
impl VerdictCode {
    /// Returns the declaration, in the form that the generator has for enums.
    pub fn decl() -> String {
        let codes: BTreeSet<&str> = verify::CODES.iter().map(|c| c.code).chain([verify::MORE]).collect();
        let codes: Vec<String> = codes.iter().map(|c| format!("{c:?}")).collect();
        format!("type VerdictCode = {};", codes.join(" | "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_one_code_are_one_reason_with_a_count_and_the_first_few_sentences() {
        let finding = |n: usize| verify::Finding {
            status: Status::Failed,
            code: "part-changed",
            text: format!("part {n}"),
            next: None,
            item: Some(ItemId::from_bytes([(n % 3) as u8; 16])),
            file: Some(format!("media/{n}")),
            entry: None,
        };
        let all = Answer { status: Status::Failed, findings: (0..9).map(finding).collect() };
        let shown = answer(Question::Content, &all);
        assert_eq!((shown.reasons.len(), shown.reasons[0].count, shown.reasons[0].details.len()), (1, 9, 5));
        assert_eq!(shown.status, StatusCode::Failed);
        assert_eq!((shown.reasons[0].about, shown.reasons[0].items.len(), shown.reasons[0].files.len()), (3, 3, 9));
    }

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
