//! The disk for the device, the archive and the server: durable steps, locks, ordinary files, encrypted databases, and
//! keys from passphrases.
//!
//! Knows no evidence, names no file of a user's folder and makes no decision: paths, bytes and costs are arguments.

#[cfg(feature = "cipher")]
pub mod cipher;
#[cfg(feature = "cipher")]
mod database;
pub mod durable;
mod fault;
#[cfg(feature = "lab")]
pub mod lab;
mod lock;
mod ordinary;
#[cfg(feature = "cipher")]
pub mod stretch;

#[cfg(feature = "cipher")]
pub use database::sql_io;
pub use durable::{Disk, Durable, OsDisk, Step};
pub use fault::is_full;
pub use lock::Lock;
pub use ordinary::{Strange, open_handed, open_ordinary, open_plain, saved_text};
