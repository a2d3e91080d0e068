//! Clock and chance, taken from the operating system in this one place. Everyone else gets them as arguments.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{Error, Result};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The system's clock.
pub fn system_clock() -> Clock {
    Arc::new(Timestamp::now)
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::Unavailable { what: "the system's randomness", source: None })?;
    Ok(bytes)
}
