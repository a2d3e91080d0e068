//! The plain part that a player read last.

use evidence::Digest;
use zeroize::Zeroizing;

/// The plain part that was read last. Erased from memory when another one is read, or the store is closed.
#[derive(Default)]
pub(crate) struct LastOpened {
    pub(crate) part: Option<Digest>,
    pub(crate) plain: Zeroizing<Vec<u8>>,
}
