//! A running intake, and its findings.

use archive::FindingKind;
use serde::{Deserialize, Serialize};

use crate::views::devices::DoubtedView;
use crate::views::trouble::TroubleView;

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

impl From<&archive::Finding> for FoundView {
    fn from(found: &archive::Finding) -> Self {
        let detail = verify::escape(&found.detail);
        Self { kind: found.kind.into(), subject: verify::escape(&found.subject), detail }
    }
}
