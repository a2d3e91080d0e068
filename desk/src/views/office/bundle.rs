//! A bundle for others: its wanted content, and its counts once it is written.

use ::testimony::Use;
use export::BundleReport;
use serde::{Deserialize, Serialize};

/// The items to put into a bundle, and where to write it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BundleInput {
    /// The items.
    pub items: Vec<String>,
    /// Items whose media stay out.
    pub withhold_media: Vec<String>,
    /// Items whose records stay out.
    pub withhold_records: Vec<String>,
    /// The use that it is handed on for; accounts need it.
    pub purpose: Option<Use>,
    /// Accounts with a finding that they may name their witness, which the archivist has read: they may go as they are.
    pub looked: Vec<String>,
    /// Where to write it.
    pub path: String,
    /// A folder; else a zip.
    pub folder: bool,
}

/// Somebody's account: the uses that every person behind it agreed to, and whether it may name them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AllowedView {
    /// The item.
    pub item: String,
    /// False for an account by a form, which asks no consent.
    pub asked: bool,
    /// True where a finding of its record says that a name of the witness may stand in it.
    pub named: bool,
    /// The uses; none without a consent.
    pub uses: Vec<Use>,
}

/// The counts of a bundle that was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BundleView {
    /// Items in it.
    pub items: u64,
    /// Media in it.
    pub media: u64,
    /// Bytes of the zip, or of all files of the folder.
    pub bytes: u64,
    /// Media left out on purpose.
    pub withheld: u64,
    /// Items of which something is not here.
    pub incomplete: Vec<String>,
}

impl From<BundleReport> for BundleView {
    fn from(report: BundleReport) -> Self {
        Self {
            items: report.items as u64,
            media: report.media as u64,
            bytes: report.written,
            withheld: report.withheld as u64,
            incomplete: report.incomplete.iter().map(ToString::to_string).collect(),
        }
    }
}
