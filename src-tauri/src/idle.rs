//! Locks the vault when nobody has used the window for a while.
//!
//! Owns when the window was last used. Counts here and not in the page, which the system may put to sleep.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vault::{OsSurroundings, Preference, Surroundings};

use crate::device::Device;
use crate::recorder::Recorder;
use crate::settings::minutes;

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(2);
/// Minutes until the vault is locked, unless chosen otherwise.
pub const USUAL: u32 = 5;

/// When the window was last used.
pub struct Idle {
    /// Counts on while the machine sleeps: a device that was seized is not found open days later.
    clock: Arc<dyn Surroundings>,
    used: Mutex<u64>,
}

impl Idle {
    /// Calls `lock` whenever the window was left alone for as long as was chosen, for as long as the process lives.
    ///
    /// What is being recorded is use, though nobody touches the window: an interview is not locked away in its middle.
    pub fn start(device: Arc<Device>, recorder: Arc<Recorder>, lock: impl Fn() + Send + 'static) -> Arc<Self> {
        let idle = Arc::new(Self { clock: Arc::new(OsSurroundings::new()), used: Mutex::new(0) });
        let own = Arc::clone(&idle);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(LOOK);
                own.look(recorder.is_live(), wait(&device), &lock);
            }
        });
        idle
    }

    fn look(&self, recording: bool, wait: Duration, lock: impl Fn()) {
        if recording {
            self.touch();
        }
        if self.left_alone() >= wait {
            lock();
            self.touch();
        }
    }

    /// The window is being used.
    pub fn touch(&self) {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner) = self.clock.monotonic_ms();
    }

    fn left_alone(&self) -> Duration {
        let used = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        Duration::from_millis(self.clock.monotonic_ms().saturating_sub(used))
    }
}

/// How long the window may be left alone.
fn wait(device: &Device) -> Duration {
    let chosen = device.preference_if_open(Preference::LockAfter).as_deref().and_then(minutes);
    Duration::from_secs(u64::from(chosen.unwrap_or(USUAL)) * 60)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use evidence::ClaimedTime;

    use super::*;

    /// A clock that a test turns on, as a machine's does that was asleep.
    #[derive(Default)]
    struct Clock(AtomicU64);

    impl Surroundings for Clock {
        fn now(&self) -> ClaimedTime {
            OsSurroundings::new().now()
        }

        fn zone(&self) -> Option<String> {
            None
        }

        fn monotonic_ms(&self) -> u64 {
            self.0.load(Ordering::SeqCst)
        }

        fn fill_random(&self, _: &mut [u8]) -> std::io::Result<()> {
            Err(std::io::Error::other("no chance is needed here"))
        }
    }

    /// After so many minutes between two looks: how often it was locked.
    fn locks_after(minutes: u64, recording: bool) -> u64 {
        let (clock, locks) = (Arc::new(Clock::default()), AtomicU64::new(0));
        let idle = Idle { clock: clock.clone(), used: Mutex::new(0) };
        let lock = || {
            locks.fetch_add(1, Ordering::SeqCst);
        };
        idle.touch();
        clock.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
        for _ in 0..3 {
            idle.look(recording, Duration::from_secs(5 * 60), lock);
        }
        locks.load(Ordering::SeqCst)
    }

    #[test]
    fn a_window_that_was_left_alone_is_locked_once_though_the_machine_slept_meanwhile() {
        assert_eq!(locks_after(5, false), 1);
        assert_eq!(locks_after(60 * 24, false), 1);
    }

    #[test]
    fn what_is_used_or_recorded_is_not_locked() {
        assert_eq!(locks_after(4, false), 0);
        assert_eq!(locks_after(60, true), 0);
    }
}
