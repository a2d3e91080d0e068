//! The list: which lines are wanted, the lines, and the archivist's own marks.

use archive::{Cursor, Mark, Marked, Sort, Summary, Wholeness};
use serde::{Deserialize, Serialize};
use verdict::{HeadingView, KindCode, MethodCode};

use crate::views::devices::DoubtCode;

/// Which lines of the list are wanted, and in which order. Empty and absent fields want all.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FilterInput {
    /// Beginnings of words, or of an item's id.
    pub words: String,
    /// Of this kind.
    pub kind: Option<KindCode>,
    /// Captured, imported or entered.
    pub method: Option<MethodCode>,
    /// Of this device: digest of its genesis entry.
    pub device: Option<String>,
    /// Claimed at this instant (RFC 3339) or later.
    pub from: Option<String>,
    /// Claimed before this instant (RFC 3339).
    pub to: Option<String>,
    /// In order, with a problem, or not taken in yet.
    pub wholeness: Option<WholenessCode>,
    /// Delivered as a whole, or not.
    pub delivered: Option<bool>,
    /// With this against its signer.
    pub doubt: Option<DoubtCode>,
    /// Marked like this by the archivist.
    pub marked: Option<MarkedCode>,
    /// Only items that the last intake brought something new to.
    pub newest: bool,
    /// The key that the lines are sorted by.
    pub sort: SortCode,
    /// The smallest first.
    pub ascending: bool,
}

macro_rules! same {
    ($(#[$doc:meta])* $code:ident of $kind:ident in $home:literal: $($name:ident),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum $code { $(#[allow(missing_docs, reason = $home)] $name,)+ }

        impl From<$kind> for $code {
            fn from(kind: $kind) -> Self {
                match kind { $($kind::$name => Self::$name,)+ }
            }
        }

        impl From<$code> for $kind {
            fn from(code: $code) -> Self {
                match code { $($code::$name => Self::$name,)+ }
            }
        }
    };
}

same!(
    /// Whether an item is here and in order.
    WholenessCode of Wholeness in "documented in archive::view": Whole, Problem, Away
);
same!(
    /// A mark of the archivist.
    MarkedCode of Marked in "documented in archive::list": LookedAt, NotLookedAt, Important, OwnNote
);
same!(
    /// Keys that a list is sorted by.
    SortCode of Sort in "documented in archive::list": Claimed, Title, Kind, Bytes, Device, Arrived
);

/// How to mark an item; null leaves it as it is.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MarkInput {
    /// Whether it was looked at.
    pub looked_at: Option<bool>,
    /// Whether it is important.
    pub important: Option<bool>,
    /// The archivist's own words, at most 2,000 characters; empty words remove the note.
    pub note: Option<String>,
}

impl From<MarkInput> for Mark {
    fn from(input: MarkInput) -> Self {
        Self { looked_at: input.looked_at, important: input.important, note: input.note }
    }
}

/// One line of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct LineView {
    /// The item, hex.
    pub item: String,
    /// Digest of its device's genesis entry.
    pub device: String,
    /// Its kind, where its record was opened.
    pub kind: Option<KindCode>,
    /// How it came, likewise.
    pub method: Option<MethodCode>,
    /// First words or name; none for what names people.
    pub title: Option<String>,
    /// Its heading, in place of `title`; none where a note or a file's name is the title.
    pub heading: Option<HeadingView>,
    /// Name of its first medium, safe to show, likewise; also where a note is the title.
    pub file_name: Option<String>,
    /// True when a small picture is kept.
    pub thumbnail: bool,
    /// The device's clock at its first entry.
    pub claimed_at: String,
    /// Whether it is here and in order.
    pub wholeness: WholenessCode,
    /// True when its record came.
    pub finished: bool,
    /// True when its recording was cut off.
    pub interrupted: bool,
    /// True when every entry is signed back to genesis.
    pub linked: bool,
    /// True when every entry is in a log.
    pub noted: bool,
    /// True when custody statements cover all of it.
    pub delivered: bool,
    /// Parts that did not come yet.
    pub wanted: u64,
    /// Parts that are no good.
    pub quarantined: u64,
    /// Parts that wait for the witness key.
    pub sealed: u64,
    /// Plain bytes of the parts held.
    pub bytes: u64,
    /// True for items of the witness compartment: they leave in no bundle.
    pub witness: bool,
    /// Doubts about its signer because of its device, the gravest first.
    pub doubts: Vec<DoubtCode>,
    /// True when the archivist looked at it.
    pub looked_at: bool,
    /// True when the archivist marked it as important.
    pub important: bool,
    /// The archivist's own words; empty without any.
    pub own_note: String,
    /// Findings that the device noted in its record.
    pub stood_out: u64,
}

/// A page of the list.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LinesView {
    /// The lines, in the order that was asked for.
    pub lines: Vec<LineView>,
    /// The cursor to ask for the next page with; none at the end.
    #[cfg_attr(test, ts(type = "unknown"))]
    pub next: Option<Cursor>,
    /// Lines that the filter leaves, all pages together.
    pub total: u64,
}

impl From<&Summary> for LineView {
    fn from(line: &Summary) -> Self {
        Self {
            item: line.item.to_string(),
            device: line.device.to_string(),
            kind: line.kind.map(KindCode::from),
            method: line.method.map(MethodCode::from),
            title: line.title.clone(),
            heading: line.heading.as_ref().map(HeadingView::from),
            file_name: line.file_name.clone(),
            thumbnail: line.thumbnail,
            claimed_at: line.claimed_at.clone(),
            wholeness: line.wholeness().into(),
            finished: line.finished,
            interrupted: line.interrupted,
            linked: line.linked,
            noted: line.noted,
            delivered: line.delivered,
            wanted: line.wanted,
            quarantined: line.quarantined,
            sealed: line.sealed,
            bytes: line.bytes,
            witness: line.witness,
            doubts: line.doubts.iter().map(|doubt| (*doubt).into()).collect(),
            looked_at: line.looked_at,
            important: line.important,
            own_note: line.own_note.clone(),
            stood_out: line.stood_out,
        }
    }
}
