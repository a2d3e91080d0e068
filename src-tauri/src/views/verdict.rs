//! The five answers as the window shows them: findings of one code together, each code to be looked up in the reader's
//! language. The verifier's own English words stay beside them for experts.

use std::collections::BTreeSet;

use evidence::ItemId;
use serde::Serialize;
use verify::{Answer, Answers, Bound, ItemVerdict, Question, Status, Verdict, Voucher};

/// What a check came to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum StatusCode {
    /// Checked, and it holds.
    Passed,
    /// Could not be checked.
    NotChecked,
    /// Checked, and it does not hold.
    Failed,
}

/// Which of the five questions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum VoucherCode {
    /// Nobody: the order is proven, no instant is.
    Nobody,
    /// The server.
    Server,
    /// A cosigner.
    Cosigner,
}

/// Findings of one code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReasonView {
    /// What the checks came to.
    pub status: StatusCode,
    /// The finding's stable name.
    #[cfg_attr(test, ts(type = "VerdictCode"))]
    pub code: String,
    /// How many there are.
    pub count: u64,
    /// The verifier's words, in English, of the first few.
    pub details: Vec<String>,
}

/// The answer to one question.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BoundView {
    /// The instant, RFC 3339, where somebody vouches for one.
    pub at: Option<String>,
    /// Who says so.
    pub by: VoucherCode,
    /// The log whose checkpoint bounds it.
    pub log: String,
    /// That checkpoint's size.
    pub size: u64,
    /// False when only the device names that checkpoint.
    pub proven: bool,
}

/// What the verdict says of one item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ItemVerdictView {
    /// The item, hex.
    pub item: String,
    /// Digest of its device's genesis entry.
    pub device: String,
    /// Names of its media.
    pub media: Vec<String>,
    /// What the device's clock said.
    pub claimed: Option<String>,
    /// Its first entry was signed after this.
    pub not_before: Option<BoundView>,
    /// All of it existed by then.
    pub not_after: Option<BoundView>,
    /// The five answers for it alone.
    pub answers: Vec<AnswerView>,
}

/// Everything that was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
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
    /// Items of which parts are not here, in the archive's own verdicts: nobody withholds them.
    pub incomplete: Vec<String>,
}

/// Most items whose own answers are shown.
const MAX_ITEMS: usize = 1_000;
/// Most sentences shown of one code.
const MAX_DETAILS: usize = 5;

impl VerdictView {
    /// A verdict, judged at `judged_at`.
    pub fn of(verdict: &Verdict, judged_at: jiff::Timestamp, incomplete: &BTreeSet<ItemId>) -> Self {
        Self {
            judged_at: judged_at.to_string(),
            organisation: verdict.organisation.as_ref().map(|o| o.key.to_string()),
            name: verdict.organisation.as_ref().and_then(|o| o.name.clone()),
            trusted: verdict.organisation.as_ref().is_some_and(|o| o.trusted),
            answers: answers(&verdict.answers),
            items: verdict.items.iter().take(MAX_ITEMS).map(ItemVerdictView::from).collect(),
            items_left_out: verdict.items.len().saturating_sub(MAX_ITEMS) as u64,
            incomplete: incomplete.iter().map(ToString::to_string).collect(),
        }
    }
}

impl From<&ItemVerdict> for ItemVerdictView {
    fn from(item: &ItemVerdict) -> Self {
        Self {
            item: item.item.to_string(),
            device: item.device.to_string(),
            media: item.media.clone(),
            claimed: item.interval.claimed.as_ref().map(|c| c.at.to_string()),
            not_before: item.interval.not_before.as_ref().map(BoundView::from),
            not_after: item.interval.not_after.as_ref().map(BoundView::from),
            answers: answers(&item.answers),
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
    for finding in &answer.findings {
        let status = status(finding.status);
        let known = reasons.iter_mut().find(|r| r.status == status && r.code == finding.code);
        match known {
            Some(reason) => {
                reason.count += 1;
                if reason.details.len() < MAX_DETAILS {
                    reason.details.push(finding.text.clone());
                }
            }
            None => reasons.push(ReasonView {
                status,
                code: finding.code.to_owned(),
                count: 1,
                details: vec![finding.text.clone()],
            }),
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
        Status::Passed => StatusCode::Passed,
        Status::NotChecked => StatusCode::NotChecked,
        Status::Failed => StatusCode::Failed,
    }
}

/// Every code of a finding, for the window's types: a code without words in some language is then found by the texts'
/// check.
#[cfg(test)]
pub struct VerdictCode;

#[cfg(test)]
impl VerdictCode {
    /// The declaration, in the form that the generator has for enums.
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
            item: None,
            entry: None,
        };
        let all = Answer { status: Status::Failed, findings: (0..9).map(finding).collect() };
        let shown = answer(Question::Content, &all);
        assert_eq!((shown.reasons.len(), shown.reasons[0].count, shown.reasons[0].details.len()), (1, 9, 5));
        assert_eq!(shown.status, StatusCode::Failed);
    }
}
