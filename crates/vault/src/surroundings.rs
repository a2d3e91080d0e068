//! What the device says of itself: wall clock, zone, running time, randomness. Arguments, so that tests can choose them.

use std::io;
use std::time::Instant;

use evidence::ClaimedTime;

/// Clock, zone and chance.
pub trait Surroundings: Send + Sync {
    /// The wall clock: a claim.
    fn now(&self) -> ClaimedTime;

    /// IANA name of the zone the device is set to, where known.
    fn zone(&self) -> Option<String>;

    /// Milliseconds since the process began; no change of the wall clock moves it.
    fn monotonic_ms(&self) -> u64;

    /// Fills `bytes` with randomness of the operating system.
    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The operating system's surroundings.
#[derive(Clone, Copy, Debug)]
pub struct OsSurroundings {
    began: Instant,
}

impl OsSurroundings {
    /// Running time counts from here.
    #[allow(clippy::disallowed_methods, reason = "the device's clock is read here and nowhere else")]
    pub fn new() -> Self {
        Self { began: Instant::now() }
    }
}

impl Default for OsSurroundings {
    fn default() -> Self {
        Self::new()
    }
}

impl Surroundings for OsSurroundings {
    fn now(&self) -> ClaimedTime {
        let now = jiff::Zoned::now();
        ClaimedTime::new(now.timestamp(), now.offset())
    }

    fn zone(&self) -> Option<String> {
        jiff::tz::TimeZone::system().iana_name().map(str::to_owned)
    }

    fn monotonic_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(|e| io::Error::other(e.to_string()))
    }
}
