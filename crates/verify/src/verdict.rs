//! The verdict: five separate answers with their reasons, for people and for machines. Owns the words; judges nothing.

use std::fmt;

use evidence::record::Location;
use evidence::{ClaimedTime, Digest, ItemId, PublicKey};
use jiff::Timestamp;
use serde::Serialize;

use crate::heading::Heading;
use crate::story::End;

/// Format name of version 1 of the JSON form.
pub const FORMAT: &str = "testamur-verdict-v1";

/// Results of a check.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Told beside the answers, and changes none.
    Remark,
    /// Checked, and it holds.
    Passed,
    /// Could not be checked; the finding says why and what would help.
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

/// Which of the five questions.
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

    /// The word.
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
    /// The reason, for people. Safe to print: whatever strangers wrote is escaped.
    pub text: String,
    /// Advice, unless there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The item it is about, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The file it is about, by its path in the bundle, if one. Escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The entry it is about, if one.
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

/// When an item's entries were made, by whom each bound is said.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Interval {
    /// The device's clock when the capture began (from the record), or in the item's first entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Claimed>,
    /// The item's first entry was signed after this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Bound>,
    /// All of the item's entries existed by then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Bound>,
}

/// A claimed time and where it stands.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Claimed {
    /// The time.
    pub at: ClaimedTime,
    /// `record` or `entry`.
    pub source: &'static str,
}

/// One end of an interval.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Bound {
    /// The instant, where somebody vouches for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Origin of the log whose checkpoint bounds it.
    pub log: String,
    /// Number of leaves of that checkpoint.
    pub size: u64,
    /// Who says when that was.
    pub by: Voucher,
    /// True when the checkpoint itself is proven by a receipt in the bundle; false when only the device names it.
    pub proven: bool,
}

/// Who vouches for an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voucher {
    /// No voucher: the order is proven, no instant is.
    Nobody,
    /// The server, in a custody statement that stands in its log.
    Server,
    /// A cosigner of the checkpoint.
    Cosigner,
}

/// How a medium's file fares.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
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
pub struct FileVerdict {
    /// Its path in the bundle; none when it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its name as it came, escaped, where the record is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its media type as it came, escaped, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// When the file was changed last, as its file system said when it was imported: a claim of whoever had it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<ClaimedTime>,
    /// Its length in bytes, as it is in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// SHA-256 of the file, as it is in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// How it fares.
    pub state: FileState,
}

/// The verdict on one item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ItemVerdict {
    /// The item.
    pub item: ItemId,
    /// Digest of its device's genesis entry.
    pub device: Digest,
    /// The entry as of which it is told.
    pub as_of: Digest,
    /// Kind and method, where the record is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Names of its media as they came, escaped.
    pub media: Vec<String>,
    /// Single lines of its records that are shown by themselves and proven.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineVerdict>,
    /// Its media, and how each fares.
    pub files: Vec<FileVerdict>,
    /// Its heading, as data, where the record is disclosed and holds no names. For windows: no part of the format.
    #[serde(skip)]
    pub heading: Option<Heading>,
    /// Its note, where the record is disclosed and holds no names: escaped, but for line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where, as the record says, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Its end, where the record is disclosed and holds no names: told after all of the above, and changing none of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// When.
    pub interval: Interval,
    /// The five answers for this item alone.
    #[serde(flatten)]
    pub answers: Answers,
}

/// A line of a record, as the device sealed it. Escaped, and cut after 120 characters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineVerdict {
    /// Where it stands in the record.
    pub path: String,
    /// The words, or the value as JSON.
    pub value: String,
}

/// Everything that was found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Verdict {
    /// Always [`FORMAT`].
    pub format: &'static str,
    /// The organisation that the bundle names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Organisation>,
    /// The five answers for everything together.
    #[serde(flatten)]
    pub answers: Answers,
    /// One for each item.
    pub items: Vec<ItemVerdict>,
    /// False when a file of the bundle is not as its own list says, or is on no list: told as remarks where no item's
    /// content is touched.
    pub whole: bool,
}

/// An organisation as a bundle names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Organisation {
    /// Its key.
    pub key: PublicKey,
    /// SHA-256 of the key: what genesis entries name.
    pub digest: Digest,
    /// Its name by its own policy, escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// True when whoever asked for the verdict vouches for the key.
    pub trusted: bool,
}

impl Answer {
    /// Sorts the findings and takes the worst status. Where nothing but remarks was found, nothing was checked.
    pub(crate) fn new(mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|f| std::cmp::Reverse(f.status));
        let worst = findings.first().map_or(Status::NotChecked, |f| f.status);
        let status = if worst == Status::Remark { Status::NotChecked } else { worst };
        Self { status, findings }
    }
}

impl Answers {
    /// The answer to one question.
    pub fn get(&self, question: Question) -> &Answer {
        match question {
            Question::Content => &self.content,
            Question::Signer => &self.signer,
            Question::Time => &self.time,
            Question::Completeness => &self.completeness,
            Question::Delivery => &self.delivery,
        }
    }

    /// True when no answer failed.
    pub fn exit_ok(&self) -> bool {
        Question::ALL.iter().all(|q| self.get(*q).status != Status::Failed)
    }
}

impl Verdict {
    /// True when nothing failed and the bundle is whole: exit code 0. A check that could not be made does not count as failed.
    pub fn exit_ok(&self) -> bool {
        self.whole && self.answers.exit_ok() && self.items.iter().all(|i| i.answers.exit_ok())
    }

    /// True when all five answers passed, with nothing left unchecked.
    pub fn all_passed(&self) -> bool {
        Question::ALL.iter().all(|q| self.answers.get(*q).status == Status::Passed)
    }
}

/// Text by strangers, made safe for a terminal: control, format and bidi characters become `\u{…}`, and it is cut at
/// 120 characters.
pub fn escape(text: &str) -> String {
    escape_up_to(text, 120)
}

/// A note by strangers of at most 2,000 characters: its line breaks stay, nothing else that could steer.
pub(crate) fn escape_note(text: &str) -> String {
    let mut left = 2_000usize;
    let mut lines = Vec::new();
    for line in text.trim().split('\n').map(|l| l.trim_end_matches('\r')) {
        if left == 0 {
            break;
        }
        lines.push(escape_up_to(line, left));
        left = left.saturating_sub(line.chars().count() + 1);
    }
    lines.join("\n")
}

fn escape_up_to(text: &str, most: usize) -> String {
    let mut out = String::new();
    let mut letters = text.chars().take(most).peekable();
    while let Some(c) = letters.next() {
        // A backslash stays where it cannot be taken for the beginning of an escape from here.
        let hidden = c.is_control()
            || (c == '\\' && letters.peek().is_none_or(|next| *next == 'u'))
            || matches!(c, '\u{61c}' | '\u{ad}' | '\u{180e}' | '\u{feff}')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
            || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}');
        if hidden { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    if text.chars().nth(most).is_some() {
        out.push('…');
    }
    out
}
