//! The devices of an archive, with the doubts about their items, in the window.

use archive::{Doubt, Doubted, Standing, State};
use evidence::DeviceCode;
use serde::{Deserialize, Serialize};

use super::home::CodeView;

/// One device of the archive.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Digest of its genesis entry.
    pub device: String,
    /// The words of its code.
    pub code: CodeView,
    /// Its platform class, where its first entry says it here, safe to show.
    pub platform: Option<String>,
    /// Its clock at its first entry; empty where that is not here.
    pub first_at: String,
    /// Its clock at its newest entry that says one; empty where there is none.
    pub last_at: String,
    /// Items that it brought.
    pub items: u64,
    /// Entries that are joined to its first one.
    pub entries: u64,
    /// How the organisation stands to it now, by the order of the log.
    pub now: StateView,
    /// True when the organisation confirmed it.
    pub confirmed: bool,
    /// The code of the device whose chain it says that it goes on from.
    pub continues: Option<CodeView>,
    /// Codes of other devices that used its invitation.
    pub shares_with: Vec<CodeView>,
    /// Numbers of the entries by which the organisation admitted it again.
    pub renewed_at: Vec<u64>,
    /// From where on the organisation ended it.
    pub ends: Vec<EndOfDeviceView>,
}

/// An end of a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EndOfDeviceView {
    /// Number of the entry that it names; none where that is not here.
    pub seq: Option<u64>,
    /// True when that entry is covered too, and not only those after it.
    pub itself: bool,
    /// True when a log holds it.
    pub logged: bool,
}

/// How the organisation stands to a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum StateView {
    /// Its first entry is not here.
    Unknown,
    /// It was set up for another organisation.
    Elsewhere,
    /// No ticket admits it.
    NotAdmitted,
    /// Another device used its invitation, and the first of the two is unknown.
    Shared,
    /// Its ticket admits it.
    Admitted,
    /// The organisation confirmed it.
    Confirmed,
    /// The organisation admitted it again.
    Renewed {
        /// By this entry.
        seq: u64,
    },
    /// The organisation ended it.
    Ended {
        /// The entry that the end names.
        seq: u64,
        /// True when that entry is covered too.
        itself: bool,
    },
}

/// A doubt about the signer of an item.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum DoubtCode {
    /// Noted after its device was ended.
    Ended,
    /// Its device's key was copied.
    CopiedKey,
    /// Its device is not admitted.
    NotAdmitted,
    /// Its device's invitation was used twice.
    TicketShared,
    /// Noted before its device was ended.
    EndedLater,
}

/// Items of one device that a doubt stands against.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DoubtedView {
    /// The words of the device's code.
    pub code: CodeView,
    /// The doubt.
    pub doubt: DoubtCode,
    /// How many items.
    pub items: u64,
}

impl From<&archive::DeviceView> for DeviceView {
    fn from(device: &archive::DeviceView) -> Self {
        let end = |end: &archive::EndOfDevice| EndOfDeviceView { seq: end.seq, itself: end.itself, logged: end.logged };
        Self {
            device: device.device.to_string(),
            code: CodeView::of(&DeviceCode::of(&device.device)),
            platform: device.platform.as_deref().map(verify::escape),
            first_at: device.claimed_at.clone(),
            last_at: device.last_at.clone(),
            items: device.items,
            entries: device.entries,
            now: device.now.into(),
            confirmed: device.standing == Standing::Confirmed,
            continues: device.continues.map(|earlier| CodeView::of(&DeviceCode::of(&earlier))),
            shares_with: device.shares_ticket_with.iter().map(|other| CodeView::of(&DeviceCode::of(other))).collect(),
            renewed_at: device.renewed_at.clone(),
            ends: device.ends.iter().map(end).collect(),
        }
    }
}

impl From<State> for StateView {
    fn from(state: State) -> Self {
        match state {
            State::Unknown => Self::Unknown,
            State::Elsewhere => Self::Elsewhere,
            State::NotAdmitted => Self::NotAdmitted,
            State::Shared => Self::Shared,
            State::Admitted => Self::Admitted,
            State::Confirmed => Self::Confirmed,
            State::Renewed { seq } => Self::Renewed { seq },
            State::Ended { seq, itself } => Self::Ended { seq, itself },
        }
    }
}

impl From<Doubt> for DoubtCode {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::Ended => Self::Ended,
            Doubt::CopiedKey => Self::CopiedKey,
            Doubt::NotAdmitted => Self::NotAdmitted,
            Doubt::TicketShared => Self::TicketShared,
            Doubt::EndedLater => Self::EndedLater,
        }
    }
}

impl From<DoubtCode> for Doubt {
    fn from(code: DoubtCode) -> Self {
        match code {
            DoubtCode::Ended => Self::Ended,
            DoubtCode::CopiedKey => Self::CopiedKey,
            DoubtCode::NotAdmitted => Self::NotAdmitted,
            DoubtCode::TicketShared => Self::TicketShared,
            DoubtCode::EndedLater => Self::EndedLater,
        }
    }
}

impl From<&Doubted> for DoubtedView {
    fn from(some: &Doubted) -> Self {
        let code = CodeView::of(&DeviceCode::of(&some.device));
        Self { code, doubt: some.doubt.into(), items: some.items }
    }
}
