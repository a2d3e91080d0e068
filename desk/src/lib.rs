//! The application without a window: the open home, recordings, sending, interviews, the office and practice mode.
//!
//! Owns the state of a running app and the form of its answers ([`views`]). Names no window and holds no rule of
//! evidence: a question asks another crate. The window and the command are doors over it.

mod beside;
pub mod capture;
pub mod changes;
pub mod device;
pub mod folder;
pub mod forms;
pub mod idle;
pub mod instance;
pub mod lend;
pub mod locked;
mod look;
pub mod marks;
pub mod mine;
pub mod office;
mod open;
pub mod panic;
pub mod recorder;
pub mod scan;
pub mod sending;
pub mod settings;
pub mod size;
pub mod testimony;
#[cfg(test)]
mod testing;
#[cfg(feature = "trial")]
pub mod trial;
pub mod views;

pub use open::Desk;
