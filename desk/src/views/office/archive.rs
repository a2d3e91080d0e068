//! The archive on this machine.

use serde::Serialize;

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
