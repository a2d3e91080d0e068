//! Media, testimony and forms become parts: decides what to write, never writes.
//!
//! Pure: time, randomness and disk are the caller's. Bytes and answers come in, content to seal goes out,
//! in the order in which it must become durable.

mod containers;
mod describe;
mod error;
pub mod form;
mod fragments;
mod import;
mod interrupted;
pub mod marks;
mod media;
mod recorder;
pub mod testimony;
mod tracks;

pub use describe::{Description, note_body};
pub use error::{Error, Result};
pub use import::Importer;
pub use interrupted::{Held, interrupted_record};
pub use media::{Guess, called, guess, kind_of};
pub use recorder::{CUT_AFTER_MS, HOLD_MS, Recorder};

use evidence::part::Role;
use evidence::{ClaimedTime, Digest};

/// One piece of content to seal as a part of the item, in the order in which it was handed out.
pub struct Piece {
    /// The part's role in its item.
    pub role: Role,
    /// Content of 1 byte up to [`evidence::part::MAX_CONTENT`].
    pub content: Vec<u8>,
}

/// The values of an item's closing beside the counts of its medium.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct End {
    /// Commitment of the opening, as it was sealed.
    pub opening: Digest,
    /// The wall clock when the capture ended.
    pub at: ClaimedTime,
    /// Random and used once: the salts of its lines follow from it.
    pub seed: [u8; 32],
}

/// The size, digest and parts of a medium as it was taken in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Medium {
    /// Bytes of it.
    pub size: u64,
    /// SHA-256 of it.
    pub sha256: Digest,
    /// Parts it was cut into.
    pub parts: u32,
}

impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Piece({}, {} bytes)", self.role, self.content.len())
    }
}
