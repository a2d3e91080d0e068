//! One item: its record in words, its media, its custody.

use ::forms::FiledAnswer;
use ::testimony::FiledConsent;
use archive::view::NotedView;
use archive::{Around, Medium, View};
use evidence::Record;
use evidence::record::Location;
use serde::Serialize;
use verdict::{EndView, LaterView};
use verify::Said;

use super::intake::FoundView;
use super::list::LineView;
use crate::views::words::related::{BesideView, RelatedView};
use crate::views::words::{self, DocumentView};

/// Everything that the archive knows of an item without opening media.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct CaseView {
    /// Its line of the list.
    pub line: LineView,
    /// Its record; none when none was opened.
    pub record: Option<RecordView>,
    /// Its media.
    pub media: Vec<MediumView>,
    /// Who says what about when.
    pub custody: Vec<StepOfCustody>,
    /// Entries beyond those.
    pub entries_left_out: u64,
    /// Findings about it.
    pub findings: Vec<FoundView>,
}

/// A record in words.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// The device's clock when the capture began.
    pub claimed_at: String,
    /// IANA zone.
    pub zone: Option<String>,
    /// Degrees north and east, where known.
    pub place: Option<[f64; 2]>,
    /// Radius in metres.
    pub accuracy_m: Option<f64>,
    /// Where the place comes from, or why it is missing.
    pub place_source: String,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// The compartment, where it names one.
    pub compartment: Option<String>,
    /// Items it is about.
    pub about: Vec<String>,
    /// Items it corrects.
    pub supersedes: Vec<String>,
    /// The record as a document.
    pub document: DocumentView,
    /// Rows beyond the document: a note, or anything that this version of the app does not know.
    pub rows: Vec<FiledAnswer>,
    /// The statements at its end; none where the end says nothing of its own.
    pub end: Option<EndView>,
    /// SHA-256 of the record as it was signed, salt and content together.
    pub sha256: Option<String>,
    /// Items that belong to it, the nearest first.
    pub related: Vec<RelatedView>,
    /// Related items beyond those.
    pub related_left_out: u64,
    /// Beside a testimony: what its person agreed to and took back, the oldest first.
    pub consents: Vec<BesideView>,
}

/// One medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct MediumView {
    /// Its name as it came, safe to show.
    pub name: Option<String>,
    /// Its media type as it came.
    pub media_type: Option<String>,
    /// SHA-256 of the file, where the record states it.
    pub sha256: Option<String>,
    /// Parts it has.
    pub parts: u32,
    /// Bytes that are here.
    pub bytes: u64,
    /// True when the recording was cut off.
    pub interrupted: bool,
    /// When the file was changed last, as its file system said when it was brought in; RFC 3339.
    pub modified: Option<String>,
    /// True when the file was changed while it was taken in.
    pub changed: bool,
    /// Numbers of parts that are not here.
    pub missing: Vec<u32>,
}

/// One step of an item's custody.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "step", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum StepOfCustody {
    /// The device signed an entry.
    Signed {
        /// Number of the entry.
        seq: u64,
        /// Digest of the entry.
        digest: String,
        /// The device's clock.
        claimed_at: String,
        /// True when it is signed back to genesis.
        linked: bool,
        /// Origin of the log that has it.
        log: Option<String>,
        /// Its place in the log.
        index: Option<u64>,
    },
    /// A server signed that it holds parts.
    Delivered {
        /// Origin of the server's log.
        server: String,
        /// The server's clock.
        at: String,
        /// Parts it covers.
        parts: u64,
        /// The statement's own place in the log.
        index: Option<u64>,
    },
}

/// Most steps of custody that are shown.
const MAX_STEPS: usize = 400;

impl From<&Medium> for MediumView {
    fn from(medium: &Medium) -> Self {
        Self {
            name: medium.name.as_deref().filter(|n| !n.is_empty()).map(verify::escape),
            media_type: medium.media_type.clone(),
            sha256: medium.sha256.map(|d| d.to_string()),
            parts: medium.parts,
            bytes: medium.bytes,
            interrupted: medium.interrupted,
            modified: medium.modified.map(|at| at.to_string()),
            changed: medium.changed,
            missing: medium.missing.clone(),
        }
    }
}

impl From<&View> for CaseView {
    fn from(view: &View) -> Self {
        let noted = |noted: &Option<NotedView>| noted.as_ref().map(|n| (n.origin.clone(), n.index));
        let signed = view.custody.entries.iter().map(|entry| {
            let (log, index) = noted(&entry.noted).unzip();
            StepOfCustody::Signed {
                seq: entry.seq,
                digest: entry.digest.to_string(),
                claimed_at: entry.claimed_at.clone(),
                linked: entry.linked,
                log,
                index,
            }
        });
        let delivered = view.custody.delivered.iter().map(|held| StepOfCustody::Delivered {
            server: held.server.clone(),
            at: held.at.clone(),
            parts: held.parts,
            index: noted(&held.noted).map(|(_, index)| index),
        });
        let left_out = view.custody.entries.len().saturating_sub(MAX_STEPS);
        Self {
            line: LineView::from(&view.summary),
            record: view
                .record
                .as_ref()
                .map(|record| RecordView { end: view.end.as_ref().map(end), ..RecordView::from(record) }),
            media: view.media.iter().map(MediumView::from).collect(),
            custody: signed.take(MAX_STEPS).chain(delivered.take(MAX_STEPS)).collect(),
            entries_left_out: left_out as u64,
            findings: view.findings.iter().map(FoundView::from).collect(),
        }
    }
}

impl From<&Record> for RecordView {
    fn from(record: &Record) -> Self {
        let (place, accuracy_m, place_source) = match &record.location {
            Location::Known { lat, lon, accuracy_m, source } => (Some([*lat, *lon]), *accuracy_m, source.clone()),
            Location::Missing { missing } => (None, None, missing.clone()),
        };
        let (document, rows) = words::document(&record.body);
        Self {
            claimed_at: record.claimed_at.to_string(),
            zone: record.zone.clone(),
            place,
            accuracy_m,
            place_source: verify::escape(&place_source),
            language: record.language.clone(),
            compartment: record.compartment.clone(),
            about: record.about.iter().map(ToString::to_string).collect(),
            supersedes: record.supersedes.iter().map(ToString::to_string).collect(),
            document,
            rows,
            end: None,
            sha256: None,
            related: Vec::new(),
            related_left_out: 0,
            consents: Vec::new(),
        }
    }
}

impl RecordView {
    /// Adds the related items to the record.
    pub fn within(mut self, around: &Around) -> Self {
        self.sha256 = around.record.map(|digest| digest.to_string());
        self.related = around.related.iter().map(RelatedView::from).collect();
        self.related_left_out = around.left_out;
        let beside = around.consents.iter().filter_map(|(item, record)| {
            let read = FiledConsent::read(&record.body).ok()?;
            Some(BesideView {
                item: item.to_string(),
                claimed_at: record.claimed_at.to_string(),
                consent: (&read).into(),
            })
        });
        self.consents = beside.collect();
        self
    }
}

/// Returns the statements at the end of an item of the archive.
fn end(end: &archive::view::EndView) -> EndView {
    EndView {
        claimed_at: Some(end.claimed_at.clone()).filter(|at| !at.is_empty()),
        ended_at: end.ended_at.map(|at| at.to_string()),
        later: end.later.iter().map(|later| LaterView::from(&Said::from(later))).collect(),
    }
}
