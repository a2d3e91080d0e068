//! A trial, as the window shows it.

use serde::Serialize;

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
