//! The panic: everything live is stopped, and what was chosen is destroyed, within two seconds.
//!
//! Owns the order. What a panic is to the disk is the vault's.

use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use vault::{Panic, Preference};

use crate::device::Device;
use crate::ipc::Answer;
use crate::locked::Locked;
use crate::recorder::Recorder;
use crate::sending::Sending;
#[cfg(desktop)]
use crate::trial::Trial;
use crate::views::home::StatusView;
use crate::views::trouble::{ErrorCode, TroubleView};

/// Longest wait for recordings to be sealed and the vault to be locked. A slow disk is no reason to keep a key.
const PATIENCE: Duration = Duration::from_millis(700);
/// Looks at the state after it, and the time between two: others let go of the home meanwhile.
const LOOKS: u32 = 15;
const BETWEEN: Duration = Duration::from_millis(50);

/// What a panic stops.
pub struct Panicking {
    pub device: Arc<Device>,
    pub recorder: Arc<Recorder>,
    pub sending: Arc<Sending>,
    pub locked: Arc<Locked>,
    #[cfg(desktop)]
    pub trial: Arc<Trial>,
}

impl Panicking {
    /// Destroys what was chosen, keys unless it was everything, and says the state after it.
    ///
    /// An error says that not all of it could be destroyed; the next start goes on with it.
    pub fn now(&self) -> Answer<StatusView> {
        self.quiet();
        // For what was chosen. One that is open is not opened again: that takes time, and what was read last is known.
        let _ = self.device.held().is_some() || self.device.home().is_ok();
        let what = match self.device.preference_if_open(Preference::Panic).as_deref() {
            Some("everything") => Panic::Everything,
            _ => Panic::Keys,
        };
        // A trial keeps what opens everything beside it: it goes, and so does what it opens.
        #[cfg(desktop)]
        let on_trial = self.trial.is_on();
        #[cfg(desktop)]
        let what = if on_trial { Panic::Everything } else { what };
        let done = self.device.panic(what);
        #[cfg(desktop)]
        let done = if on_trial { done.and(self.trial.destroy()) } else { done };
        done.map_err(|_| TroubleView::from(ErrorCode::PanicUnfinished))?;
        self.sending.again();
        settled(&self.device)
    }

    /// Stops what is live, as far as that goes in time.
    fn quiet(&self) {
        self.sending.stop();
        let (say, hear) = channel();
        let (recorder, locked) = (Arc::clone(&self.recorder), Arc::clone(&self.locked));
        std::thread::spawn(move || {
            recorder.stop_all();
            locked.lock();
            let _ = say.send(());
        });
        let _ = hear.recv_timeout(PATIENCE);
    }
}

/// The state, once whoever still held the home has let go of it.
pub fn settled(device: &Device) -> Answer<StatusView> {
    for _ in 0..LOOKS {
        match device.status() {
            Err(trouble) if trouble.code == ErrorCode::HomeInUse => std::thread::sleep(BETWEEN),
            other => return other,
        }
    }
    device.status()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn all(home: std::path::PathBuf) -> Panicking {
        let device = Arc::new(Device::new(home));
        let sending = Sending::start(Arc::clone(&device));
        Panicking {
            recorder: Arc::new(Recorder::new(Arc::clone(&device))),
            locked: Arc::new(Locked::new(Arc::clone(&device))),
            trial: Trial::start(Arc::clone(&device), Arc::clone(&sending)),
            sending,
            device,
        }
    }

    fn join(device: &Device, folder: &std::path::Path) {
        testing::join(device, &testing::organisation(folder), testing::terms_with_server());
    }

    #[allow(clippy::disallowed_methods, reason = "a test measures")]
    fn timed(panicking: &Panicking) -> StatusView {
        let begun = std::time::Instant::now();
        let after = panicking.now().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        after
    }

    #[test]
    fn a_panic_over_keys_takes_less_than_two_seconds_while_recording_and_leaves_what_is_sealed() {
        let dir = tempfile::tempdir().unwrap();
        let panicking = all(dir.path().join("home"));
        join(&panicking.device, &dir.path().join("org"));
        panicking.locked.create("correct horse battery staple".to_owned()).unwrap();
        let item = panicking.recorder.begin("a.webm", "video/webm", &vault::NewItem::default()).unwrap().to_string();
        panicking.recorder.push(&item, &[7; 100_000]).unwrap();
        let StatusView::Joined(home) = timed(&panicking) else { panic!("unjoined") };
        assert!(home.destroyed && home.items == 1);
        assert_eq!(panicking.locked.state().unwrap(), crate::views::locked::LockView::Absent);
        let add = panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default()));
        assert_eq!(add.unwrap_err().code, ErrorCode::Destroyed);
        // What was chosen for the app can still be chosen.
        panicking.device.set_preference(Preference::Language, "ru").unwrap();
    }

    #[test]
    fn a_panic_over_everything_leaves_an_unjoined_device_that_can_join_again() {
        let dir = tempfile::tempdir().unwrap();
        let panicking = all(dir.path().join("home"));
        panicking.device.set_preference(Preference::Panic, "everything").unwrap();
        join(&panicking.device, &dir.path().join("org"));
        panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default())).unwrap();
        assert!(matches!(timed(&panicking), StatusView::Unjoined { .. }));
        assert!(!dir.path().join("home/parts").exists());
        join(&panicking.device, &dir.path().join("other"));
        assert!(matches!(panicking.device.status().unwrap(), StatusView::Joined(home) if !home.destroyed));
    }

    #[test]
    fn a_device_that_never_joined_has_nothing_to_destroy() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(timed(&all(dir.path().join("home"))), StatusView::Unjoined { .. }));
    }

    #[test]
    fn what_was_chosen_before_joining_is_kept_with_the_home() {
        let dir = tempfile::tempdir().unwrap();
        let device = Device::new(dir.path().join("home"));
        device.set_preference(Preference::Proxy, "socks5h://127.0.0.1:9050").unwrap();
        join(&device, &dir.path().join("org"));
        device.close().unwrap();
        let StatusView::Joined(home) = Device::new(dir.path().join("home")).status().unwrap() else {
            panic!("unjoined")
        };
        assert_eq!(home.preferences.proxy.as_deref(), Some("socks5h://127.0.0.1:9050"));
    }
}
