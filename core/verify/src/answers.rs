//! The five questions, their answers, and the findings that decide them. Owns the rule that the worst finding is the
//! answer.

use std::fmt;

use evidence::{Digest, ItemId};
use serde::Serialize;

/// Results of a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Shown beside the answers without changing one.
    Remark,
    /// Checked, and it holds.
    Passed,
    /// Could not be checked; the finding gives the reason and a way to check it.
    NotChecked,
    /// Checked, and it does not hold.
    Failed,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Remark => "remark",
            Self::Passed => "passed",
            Self::NotChecked => "not checked",
            Self::Failed => "FAILED",
        })
    }
}

/// One of the five questions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Do the bytes match the commitments?
    Content,
    /// Who signed: chain and ratchet from genesis, and who enrolled the device?
    Signer,
    /// When: not before, not after, claimed?
    Time,
    /// Is anything missing: gaps, forks, interruptions, withheld parts?
    Completeness,
    /// Did a server confirm: receipts, log consistency, cosigners?
    Delivery,
}

impl Question {
    /// All five, in the order in which they are answered.
    pub const ALL: [Self; 5] = [Self::Content, Self::Signer, Self::Time, Self::Completeness, Self::Delivery];

    /// Returns the question's name in the verdict's JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Content => "content",
            Self::Signer => "signer",
            Self::Time => "time",
            Self::Completeness => "completeness",
            Self::Delivery => "delivery",
        }
    }
}

/// One reason for an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Finding {
    /// The result of the check.
    pub status: Status,
    /// Stable name of the finding, for machines.
    pub code: &'static str,
    /// The reason, for people. Safe to print: text by strangers is escaped.
    pub text: String,
    /// Advice, if the reader can do something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The item that the finding is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The file that the finding is about, by its path in the bundle, if any. Escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The entry that the finding is about, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Digest>,
}

/// The answer to one question: the worst status of its findings, and the findings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answer {
    /// `failed` if any finding failed, else `not checked` if any could not be checked, else `passed`.
    pub status: Status,
    /// The reasons, worst first.
    pub findings: Vec<Finding>,
}

/// The five answers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Answers {
    /// Do the bytes match the commitments?
    pub content: Answer,
    /// Who signed?
    pub signer: Answer,
    /// When?
    pub time: Answer,
    /// Is anything missing?
    pub completeness: Answer,
    /// Did a server confirm?
    pub delivery: Answer,
}

impl Answer {
    /// Sorts the findings and takes the worst status. With only remarks, the answer is `not checked`.
    pub(crate) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|f| std::cmp::Reverse(f.status));
        let worst = findings.first().map_or(Status::NotChecked, |f| f.status);
        let status = if worst == Status::Remark { Status::NotChecked } else { worst };
        Self { status, findings }
    }
}

impl Answers {
    /// Returns the answer to one question.
    pub fn get(&self, question: Question) -> &Answer {
        match question {
            Question::Content => &self.content,
            Question::Signer => &self.signer,
            Question::Time => &self.time,
            Question::Completeness => &self.completeness,
            Question::Delivery => &self.delivery,
        }
    }

    /// Returns true when no answer failed.
    pub fn exit_ok(&self) -> bool {
        Question::ALL.iter().all(|q| self.get(*q).status != Status::Failed)
    }
}
