//! The panic: all recordings are stopped, and the chosen extent is destroyed, within two seconds.
//!
//! Owns the order. The vault does the destruction on the disk.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use vault::Panic;

use crate::changes::Changes;
use crate::device::{Device, settled};
use crate::locked::Locked;
use crate::recorder::Recorder;
use crate::sending::Sending;
use crate::size::Kept;
#[cfg(feature = "trial")]
use crate::trial::Trial;
use crate::views::changes::ChangedCode;
use crate::views::home::StatusView;
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Longest wait for recordings to be sealed and the vault to be locked. A slow disk is no reason to keep a key.
const PATIENCE: Duration = Duration::from_millis(700);

/// Time between checks for another program's panic.
const FOLLOW: Duration = Duration::from_millis(100);

/// The parts of the app that a panic stops.
pub struct Panicking {
    pub(crate) device: Arc<Device>,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) sending: Arc<Sending>,
    pub(crate) locked: Arc<Locked>,
    #[cfg(feature = "trial")]
    pub(crate) trial: Arc<Trial>,
    pub(crate) size: Arc<Kept>,
    pub(crate) changes: Changes,
}

impl Panicking {
    /// Destroys the chosen extent, by default the keys, and returns the state afterwards.
    ///
    /// An error means that a part could not be destroyed; the next start continues.
    pub fn now(&self) -> Answer<StatusView> {
        self.size.hush();
        let after = self.destroy();
        match &after {
            // No data of this app is left, and this run writes no more.
            Ok(StatusView::Unjoined { .. }) => self.size.forget(),
            Ok(StatusView::Joined(_)) => self.size.again(),
            Err(_) => {}
        }
        after
    }

    fn destroy(&self) -> Answer<StatusView> {
        self.quiet();
        let on_trial = Cell::new(false);
        let done = self.device.panic(|chosen, trial| {
            on_trial.set(trial);
            // A trial's folder beside the home contains all of its keys, so the whole trial is destroyed.
            if trial || chosen == Some("everything") { Panic::Everything } else { Panic::Keys }
        });
        #[cfg(feature = "trial")]
        let done = match on_trial.get() {
            true => done.and(self.trial.destroy()),
            false => done.and_then(|()| self.trial.end_without_home()),
        };
        done.map_err(|_| TroubleView::from(ErrorCode::PanicUnfinished))?;
        self.sending.again();
        settled(&self.device)
    }

    /// Stops all recordings when another program's panic destroys the home, as long as the process lives.
    pub fn follow(self: Arc<Self>) {
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(FOLLOW);
                self.look();
            }
        });
    }

    fn look(&self) {
        if self.device.is_destroyed_elsewhere() {
            if self.quiet() {
                self.changes.tell(ChangedCode::Vault);
            }
            // The next panic or start removes the rest.
            #[cfg(feature = "trial")]
            let _ = self.trial.end_without_home();
            self.sending.again();
        }
    }

    /// Stops all recordings and locks the vault, as far as the time allows. Returns false if the vault was not open.
    fn quiet(&self) -> bool {
        self.sending.stop();
        let (say, hear) = channel();
        let (recorder, locked) = (Arc::clone(&self.recorder), Arc::clone(&self.locked));
        std::thread::spawn(move || {
            recorder.stop_all();
            let _ = say.send(locked.lock());
        });
        hear.recv_timeout(PATIENCE).unwrap_or(true)
    }
}

#[cfg(test)]
mod tests {
    use vault::Preference;

    use super::*;
    use crate::testing::{self, FailingDisk};

    const BETWEEN: Duration = Duration::from_millis(50);

    /// Makes the parts of the app as at a launch; the home's opening begins immediately.
    fn all(device: Device) -> Panicking {
        let device = Arc::new(device);
        let sending = Sending::start(Arc::clone(&device));
        Panicking {
            recorder: Arc::new(Recorder::new(Arc::clone(&device))),
            locked: Arc::new(Locked::new(Arc::clone(&device))),
            trial: Trial::start(Arc::clone(&device), Arc::clone(&sending), crate::trial::office_of(&device)),
            size: Kept::beside(device.path()),
            changes: Changes::default(),
            sending,
            device,
        }
    }

    fn join(device: &Device, folder: &std::path::Path) {
        testing::join(device, &testing::organisation(folder), testing::terms_with_server());
    }

    /// A panic takes part of a second; the work that it must not wait for takes longer than this, also on a loaded machine.
    const SOON: Duration = Duration::from_secs(4);

    #[allow(clippy::disallowed_methods, reason = "a test measures")]
    fn timed(panicking: &Panicking, most: Duration) -> StatusView {
        let begun = std::time::Instant::now();
        let after = panicking.now().unwrap();
        assert!(begun.elapsed() < most, "{:?}", begun.elapsed());
        after
    }

    #[test]
    fn a_panic_over_keys_takes_less_than_two_seconds_while_recording_and_leaves_what_is_sealed() {
        let dir = tempfile::tempdir().unwrap();
        let panicking = all(Device::new(dir.path().join("home")));
        join(&panicking.device, &dir.path().join("org"));
        panicking.locked.create("correct horse battery staple".to_owned()).unwrap();
        let item = panicking.recorder.begin("a.webm", "video/webm", &vault::NewItem::default()).unwrap().to_string();
        panicking.recorder.push(&item, &[7; 100_000]).unwrap();
        let StatusView::Joined(home) = timed(&panicking, Duration::from_secs(2)) else { panic!("unjoined") };
        assert!(home.destroyed && home.items == 1);
        assert_eq!(panicking.locked.state().unwrap(), crate::views::locked::LockView::Absent);
        let add = panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default()));
        assert_eq!(add.unwrap_err().code, ErrorCode::Destroyed);
        // The language of the app can still be chosen.
        panicking.device.set_preference(Preference::Language, "ru").unwrap();
    }

    #[test]
    fn a_panic_over_everything_leaves_an_unjoined_device_that_can_join_again() {
        let dir = tempfile::tempdir().unwrap();
        let panicking = all(Device::new(dir.path().join("home")));
        panicking.device.set_preference(Preference::Panic, "everything").unwrap();
        join(&panicking.device, &dir.path().join("org"));
        panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default())).unwrap();
        std::fs::write(dir.path().join("home.size"), "{}").unwrap();
        assert!(matches!(timed(&panicking, SOON), StatusView::Unjoined { .. }));
        assert!(!dir.path().join("home/parts").exists());
        assert!(!dir.path().join("home.size").exists(), "the window's size is still there");
        join(&panicking.device, &dir.path().join("other"));
        assert!(matches!(panicking.device.status().unwrap(), StatusView::Joined(home) if !home.destroyed));
    }

    #[test]
    fn a_panic_takes_the_keys_from_a_home_that_another_program_has_open() {
        for everything in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let first = all(Device::new(dir.path().join("home")));
            if everything {
                first.device.set_preference(Preference::Panic, "everything").unwrap();
            }
            join(&first.device, &dir.path().join("org"));
            first.sending.stop();
            let home = dir.path().join("home");
            let (disk, around) = (Arc::new(vault::OsDisk), Arc::new(vault::OsSurroundings::new()));
            let (other, _) = loop {
                first.device.close().unwrap();
                match vault::Home::open(&home, disk.clone(), around.clone()) {
                    Err(e) if e.is_in_use() => std::thread::sleep(BETWEEN),
                    found => break found.unwrap(),
                }
            };
            let panicking = all(Device::new(home.clone()));
            // The work does not end in time: the keys are destroyed anyway, and the unfinished panic is reported.
            assert_eq!(panicking.now().unwrap_err().code, ErrorCode::PanicUnfinished);
            assert!(std::fs::read(home.join("ratchet")).unwrap().iter().all(|b| *b == 0));
            assert!(other.add_note("x", &vault::NewItem::default()).unwrap_err().is_destroyed());
            drop(other);
            match timed(&panicking, SOON) {
                StatusView::Joined(home) => assert!(home.destroyed && !everything),
                StatusView::Unjoined { .. } => assert!(everything && !home.join("parts").exists()),
            }
        }
    }

    #[test]
    fn what_is_live_in_the_window_ends_when_another_program_destroys_its_home() {
        for what in [Panic::Keys, Panic::Everything] {
            let dir = tempfile::tempdir().unwrap();
            let panicking = all(Device::new(dir.path().join("home")));
            join(&panicking.device, &dir.path().join("org"));
            panicking.locked.create("correct horse battery staple".to_owned()).unwrap();
            let item =
                panicking.recorder.begin("a.webm", "video/webm", &vault::NewItem::default()).unwrap().to_string();
            panicking.look();
            panicking.recorder.push(&item, &[7; 100_000]).unwrap();
            let home = dir.path().join("home");
            let (say, hear) = channel();
            panicking.changes.follow(move |what| say.send(what).unwrap());
            testing::destroy_elsewhere(&home, what, || panicking.look());
            assert_eq!(hear.try_recv(), Ok(ChangedCode::Vault), "the page is not told");
            assert!(!home.join("ratchet").exists() && !home.join("vault.salt").exists());
            match settled(&panicking.device).unwrap() {
                StatusView::Joined(home) => assert!(home.destroyed && what == Panic::Keys && home.items == 1),
                StatusView::Unjoined { .. } => assert_eq!(what, Panic::Everything),
            }
            assert!(panicking.recorder.push(&item, &[7]).is_err());
        }
    }

    #[test]
    fn a_trial_goes_with_its_home_when_another_program_destroys_that() {
        for what in [Panic::Keys, Panic::Everything] {
            let dir = tempfile::tempdir().unwrap();
            let panicking = all(Device::new(dir.path().join("home")));
            panicking.trial.begin("Trial").unwrap();
            let (home, trial) = (dir.path().join("home"), dir.path().join("trial"));
            assert!(trial.join("organisation").exists());
            testing::destroy_elsewhere(&home, what, || panicking.look());
            panicking.look();
            assert!(!trial.exists(), "{what:?}: what opens everything is still there");
            assert!(matches!(settled(&panicking.device).unwrap(), StatusView::Unjoined { .. }), "{what:?}");
        }
    }

    #[test]
    fn a_device_that_never_joined_has_nothing_to_destroy() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(timed(&all(Device::new(dir.path().join("home"))), SOON), StatusView::Unjoined { .. }));
    }

    /// Makes a home with many parts that its opening must adopt, on a disk that takes seconds for that.
    fn long_to_open(folder: &std::path::Path, everything: bool) -> (Device, Arc<FailingDisk>) {
        let (device, disk) = testing::joined_on_failing_disk(folder);
        if everything {
            device.set_preference(Preference::Panic, "everything").unwrap();
        }
        device.close().unwrap();
        drop(device);
        testing::leave_orphans(&folder.join("home"), 64);
        (Device::on(folder.join("home"), disk.clone()), disk)
    }

    /// Runs a panic during the opening of the home, for any reason of the opening.
    fn cut_short(panicking: &Panicking, folder: &std::path::Path, everything: bool) {
        let device = Arc::clone(&panicking.device);
        let opening = std::thread::spawn(move || device.status());
        std::thread::sleep(Duration::from_millis(300));
        assert!(!opening.is_finished(), "it is open already");
        let after = timed(panicking, SOON);
        let waited = opening.join().unwrap().unwrap();
        assert_eq!(after, waited, "whoever waited for the opening is told what came of it");
        let home = folder.join("home");
        assert!(!home.join("ratchet").exists() && home.join("parts").exists() != everything);
        // Sending may have opened it again in this process.
        panicking.sending.stop();
        let next = loop {
            panicking.device.close().unwrap();
            match settled(&Device::new(home.clone())) {
                Err(trouble) if trouble.code == ErrorCode::HomeInUse => {}
                other => break other.unwrap(),
            }
        };
        match next {
            StatusView::Joined(home) => assert!(home.destroyed && !everything && home.findings.is_empty()),
            StatusView::Unjoined { .. } => {
                assert!(everything);
                join(&panicking.device, &folder.join("other"));
                panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default())).unwrap();
            }
        }
    }

    #[test]
    fn a_panic_does_not_wait_for_the_opening_at_the_launch_and_knows_what_was_chosen() {
        for everything in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let (device, disk) = long_to_open(dir.path(), everything);
            disk.slow_down(Duration::from_millis(20));
            cut_short(&all(device), dir.path(), everything);
        }
    }

    #[test]
    fn a_panic_does_not_wait_for_a_home_that_is_being_opened_again() {
        for everything in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let (device, disk) = testing::joined_on_failing_disk(dir.path());
            if everything {
                device.set_preference(Preference::Panic, "everything").unwrap();
            }
            device.close().unwrap();
            let panicking = all(Device::on(dir.path().join("home"), disk.clone()));
            let conversation = panicking.device.home().unwrap();
            testing::leave_orphans(&dir.path().join("home"), 64);
            disk.slow_down(Duration::from_millis(20));
            disk.fail();
            panicking.device.ask(|home| home.add_note("x", &vault::NewItem::default())).unwrap_err();
            let held = std::thread::spawn(move || {
                std::thread::sleep(Duration::from_millis(400));
                drop(conversation);
            });
            cut_short(&panicking, dir.path(), everything);
            held.join().unwrap();
        }
    }

    #[test]
    fn a_panic_does_not_wait_for_a_joining() {
        let dir = tempfile::tempdir().unwrap();
        let disk = Arc::new(FailingDisk::default());
        let panicking = all(Device::on(dir.path().join("home"), disk.clone()));
        disk.slow_down(Duration::from_millis(20));
        let organisation = testing::organisation(&dir.path().join("org"));
        let invitation = testing::invitation(&organisation, testing::terms_with_server());
        let device = Arc::clone(&panicking.device);
        let joining = std::thread::spawn(move || device.join(&invitation));
        while !dir.path().join("home/parts").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(matches!(timed(&panicking, SOON), StatusView::Unjoined { .. }));
        assert_eq!(joining.join().unwrap().unwrap_err().code, ErrorCode::Destroyed);
        join(&panicking.device, &dir.path().join("other"));
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
