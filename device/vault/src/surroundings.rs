//! The device's wall clock, zone, running time and randomness, as arguments, so that tests can choose them.

use std::io;

use evidence::ClaimedTime;

/// Clock, zone and chance.
pub trait Surroundings: Send + Sync {
    /// Returns the wall clock's time: a claim.
    fn now(&self) -> ClaimedTime;

    /// Returns the IANA name of the device's time zone, if known.
    fn zone(&self) -> Option<String>;

    /// Returns the milliseconds since the process began, including sleep; changes of the wall clock do not affect it.
    fn monotonic_ms(&self) -> u64;

    /// Fills `bytes` with randomness of the operating system.
    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()>;
}

/// The operating system's surroundings.
#[derive(Clone, Copy, Debug)]
pub struct OsSurroundings {
    began_ms: u64,
}

impl OsSurroundings {
    /// Starts the running time.
    pub fn new() -> Self {
        Self { began_ms: uptime_ms() }
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
        uptime_ms().saturating_sub(self.began_ms)
    }

    fn fill_random(&self, bytes: &mut [u8]) -> io::Result<()> {
        getrandom::fill(bytes).map_err(|e| io::Error::other(e.to_string()))
    }
}

/// Returns milliseconds of a clock that cannot be set and that continues while the machine sleeps. A clock that stops
/// in sleep would make every nap of a phone look like a change of its wall clock.
fn uptime_ms() -> u64 {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    const AWAKE_AND_ASLEEP: ClockId = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    const AWAKE_AND_ASLEEP: ClockId = ClockId::Monotonic;
    let now = clock_gettime(AWAKE_AND_ASLEEP);
    let seconds = u64::try_from(now.tv_sec).unwrap_or(0);
    let rest = u64::try_from(now.tv_nsec).unwrap_or(0) / 1_000_000;
    seconds.saturating_mul(1_000).saturating_add(rest)
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::process::Command;

    use super::*;

    const INSIDE: &str = "TESTAMUR_TEST_ASLEEP";

    /// A time namespace whose boot clock is a day ahead of the clock that stops in sleep, as after a day's sleep. If
    /// the kernel does not allow such a namespace, the test is skipped.
    #[test]
    fn running_time_goes_on_while_the_machine_sleeps() {
        let counted = std::time::Duration::from_millis(uptime_ms());
        if std::env::var_os(INSIDE).is_some() {
            assert!(counted.as_secs() > 86_400, "the running time stood still while the machine slept");
            return;
        }
        let unshare = |program: &std::ffi::OsStr| {
            let mut command = Command::new("unshare");
            command.args(["--time", "--boottime", "86400"]).arg(program).env(INSIDE, "1");
            command
        };
        if !unshare("true".as_ref()).status().is_ok_and(|s| s.success()) {
            return;
        }
        let own = std::env::current_exe().unwrap();
        let name = "surroundings::tests::running_time_goes_on_while_the_machine_sleeps";
        assert!(unshare(own.as_os_str()).args(["--exact", name]).status().unwrap().success());
    }
}
