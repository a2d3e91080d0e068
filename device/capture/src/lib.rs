//! Media and descriptions become parts: this crate decides what to write, and the caller writes.
//!
//! Pure: time, randomness and disk are the caller's. It takes bytes and answers and returns content to seal, in the
//! order in which it must become durable.

mod containers;
mod describe;
mod error;
mod fragments;
mod import;
mod interrupted;
mod media;
mod piece;
mod recorder;
mod tracks;

pub use describe::{Description, note_body};
pub use error::{Error, Result};
pub use import::Importer;
pub use interrupted::{Held, interrupted_record};
pub use media::{Guess, called, guess, kind_of};
pub use piece::{End, Medium, Piece};
pub use recorder::{CUT_AFTER_MS, HOLD_MS, Recorder};
