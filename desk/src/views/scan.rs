//! The codes of an invitation that were read, in the window.

use serde::Serialize;

/// Kinds of codes that a picture shows; later ones say more.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ScanState {
    /// No code.
    #[default]
    Nothing,
    /// A code that is no invitation.
    Foreign,
    /// A code that a later version of the app made.
    Newer,
    /// One of several codes of an invitation.
    Some,
    /// The invitation.
    Whole,
}

/// The codes that were read so far.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ScanView {
    /// The kind of code that the picture showed.
    pub state: ScanState,
    /// Codes read so far.
    pub read: u64,
    /// Codes that there are.
    pub total: u64,
    /// The invitation's text, once it is whole.
    pub invitation: Option<String>,
}
