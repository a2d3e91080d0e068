//! The archive in the window: the list, an item with its record and its custody, a running intake, a bundle.

use ::testimony::Use;
use archive::view::NotedView;
use archive::{Cursor, FindingKind, Mark, Marked, Medium, Sort, Summary, View, Wholeness};
use evidence::Record;
use evidence::record::Location;
use export::BundleReport;
use serde::{Deserialize, Serialize};
use verdict::{EndView, HeadingView, KindCode, LaterView, MethodCode};
use verify::Said;

use super::devices::{DoubtCode, DoubtedView};
use super::trouble::TroubleView;
use super::words::DocumentView;
use super::words::related::{BesideView, RelatedView};
use ::forms::FiledAnswer;

/// The archive on this machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ArchiveView {
    /// There is none yet.
    None,
    /// There is one; its passphrase opens it.
    Closed,
    /// An intake holds it.
    TakingIn,
    /// It is open.
    Open {
        /// The organisation's name by its newest policy; none before the first intake.
        organisation: Option<String>,
        /// Items in it.
        items: u64,
        /// Items with a problem.
        problems: u64,
        /// Items that no intake has brought yet.
        away: u64,
        /// Files that a kill in the middle of a bundle left, by path.
        unfinished: Vec<String>,
        /// Devices that made them: digests of their genesis entries.
        devices: Vec<String>,
    },
}

/// An organisation as its folder describes it, before anything is taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct OrganisationView {
    /// Its name.
    pub name: String,
    /// True when its keys need a passphrase.
    pub locked: bool,
    /// Shares that the archive key needs.
    pub threshold: u8,
    /// Shares there are.
    pub shares: u8,
    /// True when it has a witness compartment.
    pub witnesses: bool,
    /// Servers that its policies name.
    pub servers: Vec<String>,
}

/// The settings of an intake. Paths, and texts of shares as they were typed.
#[derive(Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct IntakeInput {
    /// The organisation's folder.
    pub organisation: String,
    /// Opens its archivist's key, for a server.
    pub passphrase: Option<String>,
    /// Shares of the archive key.
    pub shares: Vec<String>,
    /// Shares of the witness key; none to leave that compartment sealed.
    pub witness_shares: Vec<String>,
    /// The server's address; else the folder.
    pub server: Option<String>,
    /// A carrier's folder or a copied home.
    pub folder: Option<String>,
    /// `socks5h://host:port`.
    pub proxy: Option<String>,
}

/// How an intake goes.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct IntakeView {
    /// Idle, running or over, and how it ended.
    pub state: IntakeState,
    /// New entries so far.
    pub entries: u64,
    /// Parts opened and checked so far.
    pub parts: u64,
    /// Their sealed bytes.
    pub bytes: u64,
    /// Parts that are still wanted.
    pub waiting: u64,
    /// Once it is over: items that got something new.
    pub items: u64,
    /// Parts set aside.
    pub quarantined: u64,
    /// Parts that the source does not have.
    pub missing: u64,
    /// Parts that wait for the witness key.
    pub sealed: u64,
    /// Against which of the items that it touched something stands.
    pub doubted: Vec<DoubtedView>,
    /// New findings, the loudest first.
    pub findings: Vec<FoundView>,
    /// Findings beyond those.
    pub findings_left_out: u64,
    /// Why it failed.
    pub trouble: Option<TroubleView>,
}

/// The states of an intake.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum IntakeState {
    /// There was none in this run.
    #[default]
    Idle,
    /// It goes on.
    Running,
    /// It was asked to stop and finishes the parts in progress.
    Stopping,
    /// Everything came that the source has.
    Done,
    /// It stopped when it was asked to.
    Stopped,
    /// It failed; data filed before that stays.
    Failed,
}

/// One thing that an intake noticed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundView {
    /// Kind of the finding.
    pub kind: FoundCode,
    /// Digest or id of what it is about.
    pub subject: String,
    /// The archive's own words, in English.
    pub detail: String,
}

macro_rules! found {
    ($($name:ident),+ $(,)?) => {
        /// Kinds of things that an intake notices, the loudest first.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        #[serde(rename_all = "kebab-case")]
        pub enum FoundCode { $(#[allow(missing_docs, reason = "documented where the archive defines it")] $name,)+ }

        impl From<FindingKind> for FoundCode {
            fn from(kind: FindingKind) -> Self {
                match kind { $(FindingKind::$name => Self::$name,)+ }
            }
        }
    };
}

found!(
    LogContradiction,
    Fork,
    Gap,
    KeyReused,
    EntryRefused,
    ForeignOrganisation,
    ItemClaimedTwice,
    SealedToOthers,
    PartQuarantined,
    PartWrongBytes,
    PartUnnamed,
    PartMissing,
    PartLost,
    RecordUnreadable,
    TilesDiffer,
    TilesUnchecked,
    ReceiptRefused,
    UnknownLog,
    LogUnchecked,
    PoliciesPart,
    PolicyMissing,
    PolicyRefused,
    WordRefused,
    Malformed,
    Unsupported,
);

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

/// The outcomes of printing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PrintedCode {
    /// It was handed to a printer.
    Printed,
    /// It was written to a file.
    Saved,
    /// The person closed the dialog.
    Cancelled,
    /// The system took it and says no more.
    Unknown,
}

/// How printing ended.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PrintedView {
    /// The outcome.
    pub became: PrintedCode,
    /// Where the file was written, as the system says it.
    pub path: Option<String>,
}

impl From<PrintedCode> for PrintedView {
    fn from(became: PrintedCode) -> Self {
        Self { became, path: None }
    }
}

/// The purposes for which a file or folder is chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ChooseFor {
    /// A folder that exists.
    Folder,
    /// A file that exists.
    File,
    /// A new file.
    Save,
}

/// Most steps of custody that are shown.
const MAX_STEPS: usize = 400;

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

impl From<&archive::Finding> for FoundView {
    fn from(found: &archive::Finding) -> Self {
        let detail = verify::escape(&found.detail);
        Self { kind: found.kind.into(), subject: verify::escape(&found.subject), detail }
    }
}

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
        let (document, rows) = super::words::document(&record.body);
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

/// Returns the statements at the end of an item of the archive.
fn end(end: &archive::view::EndView) -> EndView {
    EndView {
        claimed_at: Some(end.claimed_at.clone()).filter(|at| !at.is_empty()),
        ended_at: end.ended_at.map(|at| at.to_string()),
        later: end.later.iter().map(|later| LaterView::from(&Said::from(later))).collect(),
    }
}
