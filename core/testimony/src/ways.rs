//! The chosen ways to agree and to close, and recordings that began.

use evidence::{ClaimedTime, ItemId};
use serde::{Deserialize, Serialize};

/// Ways that were chosen, gone to their end or not.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Ways {
    /// To agree.
    pub(crate) consent: Option<WayToAgree>,
    /// To close.
    pub(crate) sign_off: Option<WayToClose>,
}

/// A way to agree.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WayToAgree {
    /// In the person's own voice.
    Voice,
    /// By drawing.
    Sign,
    /// By saying so before somebody.
    Witnessed,
}

/// A way to close.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum WayToClose {
    /// By drawing.
    Drawn,
    /// In the person's own voice.
    Voice,
    /// Agreed, and not signed.
    AgreedNotSigned,
}

/// A voice that began.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct BegunVoice {
    /// The recording.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(crate) item: ItemId,
    /// When it began.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub(crate) at: ClaimedTime,
}

impl Ways {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
