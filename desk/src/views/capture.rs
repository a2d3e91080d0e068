//! Captured items in the window: the progress of each item, and the steps of a file that the page lends.

use serde::Serialize;
use vault::{Added, Listed, Readable, Safe};

use super::trouble::{ErrorCode, TroubleView};

/// An item that is sealed, signed and durable.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct SealedView {
    /// The item, hex.
    pub item: String,
    /// The time its first entry claims, as the list says it; none where that is not known here.
    pub claimed_at: Option<String>,
    /// Media parts that are safe.
    pub parts: u32,
    /// Bytes of media in them.
    pub bytes: u64,
    /// True when it was cut off: what came until then is safe.
    pub interrupted: bool,
    /// True when the file was changed while it was taken in; its record says so.
    pub changed: bool,
}

/// The outcome of the last word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TakenView {
    /// Recordings that were ended and sealed by it.
    pub stopped: u64,
    /// True when the head of the chain is sealed and leaves first.
    pub sealed: bool,
}

/// How far one item has come: public facts, and what the open vault says of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ItemView {
    /// The item, hex.
    pub item: String,
    /// The time its first entry claims, RFC 3339 with the device's offset.
    pub claimed_at: String,
    /// True for a live recording.
    pub live: bool,
    /// True once its record is sealed; false while it goes on.
    pub finished: bool,
    /// True when it was cut off.
    pub interrupted: bool,
    /// Sealed parts.
    pub parts: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// True when the server's log proves every entry of it.
    pub noted: bool,
    /// True when the server signed that it holds all of it.
    pub delivered: bool,
    /// Its kind, name and remark, where the policy grants review and the vault is open.
    pub readable: Option<ReadableView>,
}

/// An item's kind, name and remark, for the person who captured it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadableView {
    /// Its kind, as records name it.
    pub kind: String,
    /// The name of its first medium.
    pub name: Option<String>,
    /// The remark.
    pub note: Option<String>,
    /// True when there is a small picture of it.
    pub thumbnail: bool,
}

/// Some of the items, newest first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PageView {
    /// The items.
    pub items: Vec<ItemView>,
    /// Where the next page begins; none at the end.
    pub next: Option<u64>,
    /// True while names and small pictures of earlier items are still being read into the open vault: ask again.
    pub indexing: bool,
}

/// What is in a folder that was chosen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderView {
    /// Its files, in order.
    pub files: Vec<FolderFileView>,
    /// What in it is not taken in, and why.
    pub left: Vec<FolderFileView>,
    /// Links to something in the same folder, which is met by its own name.
    pub links: u64,
}

/// Something in a folder.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FolderFileView {
    /// Its path in the folder.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// Why it is not taken in.
    pub left: Option<ErrorCode>,
}

/// The core's next step with a file that the page lends.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum StepView {
    /// It wants these bytes.
    Want {
        /// The job, to be named with the bytes.
        job: u32,
        /// Where they begin.
        offset: u64,
        /// How many.
        length: u32,
    },
    /// It is done with the file. The answer's shape depends on what was asked for.
    Done {
        /// The job.
        job: u32,
        /// The answer.
        #[cfg_attr(test, ts(type = "unknown"))]
        answer: serde_json::Value,
    },
    /// It could not be done.
    Failed {
        /// The job.
        job: u32,
        /// Why.
        trouble: TroubleView,
    },
}

impl From<Added> for SealedView {
    fn from(added: Added) -> Self {
        let Added { parts, bytes, changed, .. } = added;
        let claimed_at = added.entries.first().map(|entry| entry.claimed_at().to_string());
        Self { item: added.item.to_string(), claimed_at, parts, bytes, interrupted: false, changed }
    }
}

impl SealedView {
    /// Returns the safe parts of an item that was cut off; `None` unless its record is safe too.
    pub fn cut_off(safe: &Safe) -> Option<Self> {
        let item = safe.item.filter(|_| safe.closed)?;
        let (parts, bytes) = (safe.parts, safe.bytes);
        Some(Self { item: item.to_string(), claimed_at: None, parts, bytes, interrupted: true, changed: false })
    }
}

impl From<&Listed> for ItemView {
    fn from(listed: &Listed) -> Self {
        Self {
            item: listed.item.to_string(),
            claimed_at: listed.claimed_at.to_string(),
            live: listed.live,
            finished: listed.finished,
            interrupted: listed.interrupted,
            parts: listed.parts,
            bytes: listed.bytes,
            noted: listed.noted,
            delivered: listed.delivered,
            readable: listed.readable.as_ref().map(ReadableView::from),
        }
    }
}

impl From<&Readable> for ReadableView {
    fn from(readable: &Readable) -> Self {
        let kind = serde_json::to_value(readable.kind).ok();
        Self {
            kind: kind.as_ref().and_then(|k| k.as_str()).unwrap_or_default().to_owned(),
            name: readable.media.first().map(|m| m.name.clone()),
            note: readable.note.clone(),
            thumbnail: readable.thumbnail,
        }
    }
}
