//! Tells whether this log has ended: a device showed that it was set back, or the operator replaced it by another one.
//!
//! Owns the ledger's facts about this, and the refusal of later operations.

use sync::messages::codes;

use crate::Error;
use crate::ledger::{self, Snapshot};

/// Name of the fact with the newest contradicting checkpoint that a device showed.
pub const SHOWN: &str = "set_back";
/// Name of the fact with the last checkpoint of a replaced log.
pub const GIVEN_UP: &str = "given_up";

/// Returns the newest shown checkpoint that this log does not continue.
pub fn newest_shown(ledger: &dyn Snapshot) -> ledger::Result<Option<String>> {
    ledger.meta(SHOWN)
}

/// Returns the last checkpoint of a replaced log.
pub fn given_up(ledger: &dyn Snapshot) -> ledger::Result<Option<String>> {
    ledger.meta(GIVEN_UP)
}

/// Returns the refusal of operations that would have to be signed.
pub fn refusal() -> Error {
    Error::refused(
        codes::LOG_SET_BACK,
        "this server's log was set back to an older state, and nothing more is signed under its origin. What is on the device stays there",
    )
}
