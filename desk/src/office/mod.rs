//! The archivist's office: the archive of this machine, opened with its passphrase and held until it is closed.
//!
//! Ensures that one task at a time uses the store: a query waits for the one before it, and during an intake no other
//! task has it. Long work, a verdict or a thumbnail that is not made yet, uses a store of its own and blocks only work
//! of its kind. Has no rule of evidence; plain media pass through memory and are not kept.

mod blame;
mod bundles;
mod copied;
mod input;
mod intake;
mod judged;
mod judging;
mod pulling;
mod queries;
mod room;
mod shares;
#[cfg(test)]
mod tests;

pub use self::judging::{judge_lent, judge_path};
pub use self::pulling::{Keys, Unjoined, Unopened, open_folder};
pub use self::room::Office;
pub use self::shares::{check_shares, look};
