//! Random bytes from the operating system.

use zeroize::Zeroizing;

use crate::{Error, Result};

/// Fills a buffer with random bytes. Errors: `Unavailable`.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).map_err(|e| Error::Unavailable { what: "the system's randomness", source: Box::new(e) })
}

/// Returns 32 random bytes, which are erased from memory on drop.
pub(crate) fn random() -> Result<Zeroizing<[u8; 32]>> {
    let mut seed = Zeroizing::new([0; 32]);
    fill(seed.as_mut())?;
    Ok(seed)
}
