//! The verdict: five separate answers with their reasons, for people and for machines. Owns the words.

use evidence::record::Location;
use evidence::{ClaimedTime, Digest, ItemId, PublicKey};
use jiff::Timestamp;
use serde::Serialize;

use crate::answers::{Answers, Question, Status};
use crate::heading::Heading;
use crate::story::End;

/// Format name of version 1 of the JSON form.
pub const FORMAT: &str = "testamur-verdict-v1";

/// The interval in which an item's entries were made, with the voucher of each bound.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Interval {
    /// The device's clock at the beginning of the capture (from the record) or in the item's first entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<Claimed>,
    /// The item's first entry was signed after this bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Bound>,
    /// All of the item's entries existed by this bound.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Bound>,
}

/// A claimed time and its source.
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
    /// The instant, if a party vouches for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Origin of the log whose checkpoint is the bound.
    pub log: String,
    /// Number of leaves of that checkpoint.
    pub size: u64,
    /// The party that gives the instant.
    pub by: Voucher,
    /// True when the checkpoint itself is proven by a receipt in the bundle; false when only the device names it.
    pub proven: bool,
}

/// Parties that vouch for an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Voucher {
    /// No voucher: only the order is proven.
    Nobody,
    /// The server, in a custody statement in its log.
    Server,
    /// A cosigner of the checkpoint.
    Cosigner,
}

/// The state of a medium's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
    /// Every byte is one that the device committed to.
    Whole,
    /// Some byte is not.
    Altered,
    /// The bundle lists it but does not have it.
    Missing,
    /// The bundle withholds it.
    Withheld,
}

/// One medium of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct FileVerdict {
    /// Its path in the bundle; none when it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its original name, escaped, if the record is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its media type from the record, escaped, if the record is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The last change of an imported file, by its file system: a claim of its holder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<ClaimedTime>,
    /// Its length in the bundle, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// SHA-256 of the file in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// The state of the file.
    pub state: FileState,
}

/// The verdict on one item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ItemVerdict {
    /// The item.
    pub item: ItemId,
    /// Digest of its device's genesis entry.
    pub device: Digest,
    /// The entry as of which the item is shown.
    pub as_of: Digest,
    /// Kind and method, if the record is disclosed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Original names of its media, escaped.
    pub media: Vec<String>,
    /// Proven single lines of its records.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<LineVerdict>,
    /// Its media files, each with its state.
    pub files: Vec<FileVerdict>,
    /// Its heading, as data, if the record is disclosed and has no names. For windows: no part of the format.
    #[serde(skip)]
    pub heading: Option<Heading>,
    /// Number of findings that the device noted in its record, if the record is disclosed. For windows: no part of the format.
    #[serde(skip)]
    pub stood_out: u64,
    /// Its note, if the record is disclosed and has no names: escaped except for line breaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The place in the record, if the record is disclosed and has no names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Its end, if the record is disclosed and has no names: shown after the fields above, and changing none of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// The interval of its entries.
    pub interval: Interval,
    /// The five answers for this item alone.
    #[serde(flatten)]
    pub answers: Answers,
}

/// A line of a record with the sealed value. Escaped, and cut after 120 characters.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct LineVerdict {
    /// The line's path in the record.
    pub path: String,
    /// The words, or the value as JSON.
    pub value: String,
}

/// The answers and all findings about a bundle.
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
    /// One verdict for each item.
    pub items: Vec<ItemVerdict>,
    /// False when a file of the bundle disagrees with its own list or is on no list: a remark, unless an item's
    /// content is affected.
    pub whole: bool,
}

/// An organisation as a bundle names it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Organisation {
    /// Its public key.
    pub key: PublicKey,
    /// SHA-256 of the key, which genesis entries name.
    pub digest: Digest,
    /// Its name by its own policy, escaped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// True when the reader of the verdict vouches for the key.
    pub trusted: bool,
}

impl Verdict {
    /// Returns true when no check failed and the bundle is whole: exit code 0. A check that could not be made does not
    /// count as failed.
    pub fn exit_ok(&self) -> bool {
        self.whole && self.answers.exit_ok() && self.items.iter().all(|i| i.answers.exit_ok())
    }

    /// Returns true when all five answers passed, without an unchecked question.
    pub fn all_passed(&self) -> bool {
        Question::ALL.iter().all(|q| self.answers.get(*q).status == Status::Passed)
    }
}
