//! Locks the vault when the window was not used for a while.
//!
//! Owns the time of the last use. Counts here instead of in the page, which the system may put to sleep.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vault::{OsSurroundings, Preference, Surroundings};

use crate::device::Device;
use crate::look::minutes;

/// Time between checks.
const LOOK: Duration = Duration::from_secs(2);
/// Minutes until the vault is locked, by default.
pub const USUAL: u32 = 5;

/// When the window was last used.
pub struct Idle {
    /// Counts while the machine sleeps, so that a seized device is not found open days later.
    clock: Arc<dyn Surroundings>,
    used: Mutex<u64>,
    wait: Box<dyn Fn() -> Duration + Send + Sync>,
    lock: Box<dyn Fn() + Send + Sync>,
}

impl Idle {
    /// Calls `lock` whenever the window was unused for the chosen time, as long as the process lives.
    ///
    /// A recording in progress is no use: capture needs no vault (`docs/decisions/0039`). For a recorded interview the
    /// page reports use.
    pub fn start(device: Arc<Device>, lock: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        let idle = Arc::new(Self {
            clock: Arc::new(OsSurroundings::new()),
            used: Mutex::new(0),
            wait: Box::new(move || wait(&device)),
            lock: Box::new(lock),
        });
        let own = Arc::clone(&idle);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(LOOK);
                own.look(false);
            }
        });
        idle
    }

    /// Reports that the window is in use. A late touch locks: after a long sleep of the machine the vault is locked
    /// even if no check ran before the touch.
    pub fn touch(&self) {
        self.look(true);
    }

    fn look(&self, touched: bool) {
        let wait = (self.wait)();
        let mut since = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.monotonic_ms();
        let over = Duration::from_millis(now.saturating_sub(*since)) >= wait;
        if touched || over {
            *since = now;
        }
        drop(since);
        if over {
            (self.lock)();
        }
    }
}

/// Returns the time for which the window may be unused.
fn wait(device: &Device) -> Duration {
    let chosen = device.known_preference(Preference::LockAfter).as_deref().and_then(minutes);
    Duration::from_secs(u64::from(chosen.unwrap_or(USUAL)) * 60)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use evidence::ClaimedTime;

    use super::*;
    use crate::locked::Locked;
    use crate::recorder::Recorder;
    use crate::testing;
    use crate::views::locked::LockView;

    /// A clock that a test advances, as if the machine had slept.
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

    /// Returns a window that was just used, its clock, and the number of lockings since.
    fn idle() -> (Idle, Arc<Clock>, Arc<AtomicU64>) {
        let (clock, locks) = (Arc::new(Clock::default()), Arc::new(AtomicU64::new(0)));
        let count = Arc::clone(&locks);
        let idle = Idle {
            clock: clock.clone(),
            used: Mutex::new(0),
            wait: Box::new(|| Duration::from_secs(5 * 60)),
            lock: Box::new(move || {
                count.fetch_add(1, Ordering::SeqCst);
            }),
        };
        (idle, clock, locks)
    }

    fn pass(clock: &Clock, minutes: u64) {
        clock.0.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    #[test]
    fn a_window_that_was_left_alone_is_locked_once_though_the_machine_slept_meanwhile() {
        for minutes in [5, 60 * 24] {
            let (idle, clock, locks) = idle();
            pass(&clock, minutes);
            (0..3).for_each(|_| idle.look(false));
            assert_eq!(locks.load(Ordering::SeqCst), 1);
        }
    }

    #[test]
    fn a_touch_that_comes_after_the_time_locks_before_anybody_looked_at_the_clock() {
        let (idle, clock, locks) = idle();
        pass(&clock, 60);
        idle.touch();
        assert_eq!(locks.load(Ordering::SeqCst), 1);
        idle.touch();
        assert_eq!(locks.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn it_waits_as_long_as_was_chosen_also_for_a_home_that_comes_or_goes_later() {
        let folder = tempfile::tempdir().unwrap();
        let device = Device::new(folder.path().join("home"));
        let minutes = || wait(&device).as_secs() / 60;
        assert_eq!(minutes(), u64::from(USUAL));
        device.set_preference(Preference::LockAfter, "3").unwrap();
        assert_eq!(minutes(), 3);
        testing::join(&device, &testing::organisation(&folder.path().join("org")), testing::terms_with_server());
        assert_eq!(minutes(), 3);
        device.set_preference(Preference::LockAfter, "30").unwrap();
        assert_eq!(minutes(), 30);
        device.panic(|_, _| vault::Panic::Keys).unwrap();
        assert_eq!(minutes(), 30, "what was chosen stays with what was sealed");
        device.panic(|_, _| vault::Panic::Everything).unwrap();
        assert_eq!(minutes(), u64::from(USUAL));
    }

    #[test]
    fn what_is_used_is_not_locked() {
        let (idle, clock, locks) = idle();
        for _ in 0..10 {
            pass(&clock, 4);
            idle.touch();
            pass(&clock, 4);
            idle.look(false);
            idle.touch();
        }
        assert_eq!(locks.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_recording_that_nobody_attends_goes_on_while_the_vault_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let device = testing::joined(folder.path(), testing::terms_with_server());
        let locked = Arc::new(Locked::new(Arc::clone(&device)));
        let recorder = Recorder::new(Arc::clone(&device));
        locked.create("four plain words here".to_owned()).unwrap();
        let item = recorder.begin("v.webm", "video/webm", &vault::NewItem::default()).unwrap().to_string();
        recorder.push(&item, b"before").unwrap();
        let (mut idle, clock, _) = idle();
        let own = Arc::clone(&locked);
        idle.lock = Box::new(move || {
            own.lock();
        });
        pass(&clock, 5);
        idle.look(false);
        assert_eq!(locked.state().unwrap(), LockView::Locked);
        recorder.push(&item, b", and after").unwrap();
        assert_eq!(recorder.finish(&item, false).unwrap().bytes, 17);
    }
}
