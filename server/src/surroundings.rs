//! Clock and randomness, taken from the operating system only here. All other code gets them as arguments.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{Error, Result};

/// Returns the present time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Returns the system's clock.
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// Returns random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Unavailable { what: "the system's randomness", source: None })?;
    Ok(bytes)
}
