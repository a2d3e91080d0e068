//! A trial in the window.

use serde::Serialize;

use super::sending::SendingCode;

/// Where the trial on this device lies.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrialView {
    /// Folder of its organisation: keys, and the shares in the folder `shares` of it.
    pub organisation: String,
    /// Folder of its server.
    pub server: String,
    /// True while its server answers.
    pub running: bool,
}

/// How far it is until something of the trial can be looked at as the archivist would.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum LookView {
    /// It is still being captured.
    Capturing,
    /// It is on its way to the trial's server.
    Sending {
        /// True when the server's log proves that it exists: its content is still on the way.
        noted: bool,
        /// Why the last attempt ended.
        trouble: Option<SendingCode>,
    },
    /// The trial's archive is being opened, or made.
    Opening,
    /// The archive takes in what the server has.
    TakingIn {
        /// Parts opened and checked so far.
        parts: u64,
        /// Parts that are still wanted.
        waiting: u64,
    },
    /// It is in the archive, which is open.
    Ready,
}
