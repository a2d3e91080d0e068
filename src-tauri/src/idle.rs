//! Locks the vault when nobody has used the window for a while.
//!
//! Owns when the window was last used. Counts here and not in the page, which the system may put to sleep.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use vault::{OsSurroundings, Preference, Surroundings as _};

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
    clock: OsSurroundings,
    used: Mutex<u64>,
}

impl Idle {
    /// Calls `lock` whenever the window was left alone for as long as was chosen, for as long as the process lives.
    ///
    /// What is being recorded is use, though nobody touches the window: an interview is not locked away in its middle.
    pub fn start(device: Arc<Device>, recorder: Arc<Recorder>, lock: impl Fn() + Send + 'static) -> Arc<Self> {
        let idle = Arc::new(Self { clock: OsSurroundings::new(), used: Mutex::new(0) });
        let own = Arc::clone(&idle);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(LOOK);
                if recorder.is_live() {
                    own.touch();
                }
                if own.left_alone() >= wait(&device) {
                    lock();
                    own.touch();
                }
            }
        });
        idle
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
