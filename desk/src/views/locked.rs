//! Whether the locked vault is open.

use serde::Serialize;

/// The locked vault.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum LockView {
    /// There is none yet: a passphrase makes it.
    Absent,
    /// A passphrase opens it.
    Locked,
    /// Open until it is locked.
    Open,
}
