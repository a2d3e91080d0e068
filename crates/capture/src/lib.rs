//! Media, testimony and forms become parts: decides what to write, never writes.
//!
//! Pure: time, randomness and disk are the caller's. What comes in is bytes and answers, what goes out is content to
//! seal, in the order in which it must become durable.

mod describe;
mod error;
pub mod form;
mod import;
mod interrupted;
mod media;
mod recorder;

pub use describe::{Description, note_body};
pub use error::{Error, Result};
pub use import::{Imported, Importer, OPENING_FROM};
pub use interrupted::{Held, interrupted_record};
pub use media::{Guess, guess};
pub use recorder::{CUT_AFTER_MS, Recorder};

use evidence::part::Role;

/// One piece of content to seal as a part of the item, in the order in which it was handed out.
pub struct Piece {
    /// What the part is to its item.
    pub role: Role,
    /// Content of 1 byte up to [`evidence::part::MAX_CONTENT`].
    pub content: Vec<u8>,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Piece({}, {} bytes)", self.role, self.content.len())
    }
}
