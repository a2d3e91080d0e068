//! This device's home as the window sees it: opened when first asked for, held until the window closes.
//!
//! Owns where the home lies and that it is open at most once in this process; the vault's lock refuses other processes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use evidence::PublicKey;
use tauri::{AppHandle, Manager, Runtime};
use vault::{Disk, Home, OsDisk, OsSurroundings, Panic, Preference, Reason, Recovery, Surroundings};

use crate::views::home::StatusView;
use crate::views::settings::PreferencesView;
use crate::views::trouble::{Asked, ErrorCode, TroubleView};

/// Where the home lies: `TESTAMUR_HOME`, or `home` in the platform's folder for this app's data.
pub fn home<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<PathBuf> {
    match std::env::var_os("TESTAMUR_HOME").filter(|dir| !dir.is_empty()) {
        Some(dir) => Ok(dir.into()),
        None => Ok(app.path().app_data_dir()?.join("home")),
    }
}

/// The home of this device, open or not.
pub struct Device {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    around: Arc<dyn Surroundings>,
    opened: Mutex<Option<Opened>>,
    /// What was chosen and is not on the disk: there was no home yet, or it could not be written.
    chosen: Mutex<BTreeMap<Preference, String>>,
    /// What was read last of what was chosen.
    known: Mutex<BTreeMap<Preference, String>>,
    /// The organisation that this home was found to belong to last.
    own: Mutex<Option<PublicKey>>,
    /// The organisation of the trial, if there is one.
    trial: Mutex<Option<PublicKey>>,
}

struct Opened {
    home: Home,
    found: Recovery,
}

impl Device {
    /// Touches nothing yet.
    pub fn new(path: PathBuf) -> Self {
        Self::on(path, Arc::new(OsDisk))
    }

    /// The same on a disk that a test may let fail.
    pub fn on(path: PathBuf, disk: Arc<dyn Disk>) -> Self {
        let around = Arc::new(OsSurroundings::new());
        Self {
            path,
            disk,
            around,
            opened: Mutex::new(None),
            chosen: Mutex::default(),
            known: Mutex::default(),
            own: Mutex::default(),
            trial: Mutex::default(),
        }
    }

    /// The folder of the home.
    #[cfg_attr(mobile, allow(dead_code, reason = "phones make no trial"))]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The device's wall clock.
    pub fn now(&self) -> evidence::ClaimedTime {
        self.around.now()
    }

    /// Fills `bytes` with randomness of the operating system.
    pub fn random(&self, bytes: &mut [u8]) -> Result<(), TroubleView> {
        self.around.fill_random(bytes).map_err(|_| ErrorCode::HomeUnavailable.into())
    }

    /// The vault's state. Opens the home if it is not open; a home that never joined is a state, not a trouble.
    pub fn status(&self) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        match self.open(&mut opened)? {
            Some(Opened { home, found }) => {
                let (home, found) = (home.clone(), found.clone());
                drop(opened);
                self.joined(&home, &found)
            }
            None => Ok(StatusView::unjoined(PreferencesView::of(|which| self.chosen().get(&which).cloned()))),
        }
    }

    /// Joins the organisation of `invitation` and says the state after it.
    pub fn join(&self, invitation: &str) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        if opened.is_some() {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        let (disk, around) = (Arc::clone(&self.disk), Arc::clone(&self.around));
        let home = Home::join(&self.path, invitation.as_bytes(), None, disk, around)
            .map_err(|error| TroubleView::of(&error, Asked::Join))?;
        // Before anybody else can see the home: sending must never go past a proxy that was chosen. What cannot be
        // written stays chosen for this run.
        self.chosen().retain(|which, value| home.set_preference(*which, value).is_err());
        let joined = Opened { home: home.clone(), found: Recovery::default() };
        *opened = Some(joined);
        drop(opened);
        self.joined(&home, &Recovery::default())
    }

    /// What was chosen, as far as it is known without opening the home.
    pub fn preference_if_open(&self, which: Preference) -> Option<String> {
        if let Some(held) = self.chosen().get(&which) {
            return Some(held.clone());
        }
        let read = self.held().map(|home| home.preference(which));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match read {
            Some(Ok(Some(value))) => known.insert(which, value),
            Some(Ok(None)) => known.remove(&which),
            // It cannot be read now: what was read last stands.
            _ => None,
        };
        known.get(&which).cloned()
    }

    /// What was chosen for this home.
    pub fn preference(&self, home: &Home, which: Preference) -> vault::Result<Option<String>> {
        let held = self.chosen().get(&which).cloned();
        held.map_or_else(|| home.preference(which), |value| Ok(Some(value)))
    }

    /// Chooses, durably once there is a home.
    pub fn set_preference(&self, which: Preference, value: &str) -> Result<(), TroubleView> {
        if self.open(&mut *self.lock()?)?.is_none() {
            self.chosen().insert(which, value.to_owned());
            return Ok(());
        }
        self.ask(|home| home.set_preference(which, value))?;
        self.chosen().remove(&which);
        Ok(())
    }

    /// Destroys the keys of the home, or all of it, open or not. A home that never joined has nothing to destroy.
    pub fn panic(&self, what: Panic) -> Result<(), TroubleView> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        let done = match opened.take() {
            Some(Opened { home, .. }) => home.panic(what),
            None => Home::panic_at(&self.path, what, Arc::clone(&self.disk)),
        };
        match done {
            Err(error) if !error.is_unjoined() => Err(TroubleView::of(&error, Asked::Home)),
            _ => Ok(()),
        }
    }

    /// Says whose organisation is a trial's.
    #[cfg_attr(mobile, allow(dead_code, reason = "phones make no trial"))]
    pub fn on_trial(&self, organisation: Option<PublicKey>) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = organisation;
    }

    /// True when the home belongs to the trial, or did when it could be read last. A home that a failed write has ended is
    /// not opened again for this.
    #[cfg_attr(mobile, allow(dead_code, reason = "phones make no trial"))]
    pub fn is_on_trial(&self) -> bool {
        self.held().or_else(|| self.home().ok()).is_some_and(|home| self.is_trial(&home))
    }

    /// The home if it is open, also when a failed write has ended what it can do.
    pub fn held(&self) -> Option<Home> {
        self.opened.lock().ok()?.as_ref().map(|o| o.home.clone())
    }

    /// The open home; opens it first. A capture needs nothing else.
    pub fn home(&self) -> Result<Home, TroubleView> {
        let mut opened = self.lock()?;
        let found = self.open(&mut opened)?.map(|o| o.home.clone());
        found.ok_or_else(|| ErrorCode::NoHome.into())
    }

    /// Asks the open home. Where a write fails meanwhile that somebody else began, the question is asked once more of
    /// the home that goes on.
    pub fn ask<T>(&self, ask: impl Fn(&Home) -> vault::Result<T>) -> Result<T, TroubleView> {
        let answer = match ask(&self.home()?) {
            Err(error) if is_over(&error) => ask(&self.home()?),
            answer => answer,
        };
        answer.map_err(|error| TroubleView::of(&error, Asked::Home))
    }

    /// Forgets the open home. What others still hold of it goes on until they let go.
    #[cfg(test)]
    pub fn close(&self) -> Result<(), TroubleView> {
        *self.lock()? = None;
        Ok(())
    }

    fn joined(&self, home: &Home, found: &Recovery) -> Result<StatusView, TroubleView> {
        let chosen = |which| self.preference(home, which).ok().flatten();
        let view = StatusView::joined(home, found, self.is_trial(home), chosen);
        view.map_err(|error| TroubleView::of(&error, Asked::Home))
    }

    fn is_trial(&self, home: &Home) -> bool {
        let trial = *self.trial.lock().unwrap_or_else(PoisonError::into_inner);
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(read) = home.organisation() {
            *own = Some(read);
        }
        trial.is_some() && trial == *own
    }

    fn chosen(&self) -> MutexGuard<'_, BTreeMap<Preference, String>> {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The home as it can be used now: opened if it is not open, and opened again if a failed write has ended it.
    fn open<'a>(&self, opened: &'a mut Option<Opened>) -> Result<Option<&'a Opened>, TroubleView> {
        let found = match opened.as_ref().map(|o| &o.home) {
            None => Home::open(&self.path, Arc::clone(&self.disk), Arc::clone(&self.around)),
            Some(home) if home.must_reopen() => home.reopen(),
            Some(_) => return Ok(opened.as_ref()),
        };
        match found {
            Ok((home, found)) => *opened = Some(Opened { home, found }),
            Err(error) if error.is_unjoined() => return Ok(None),
            Err(error) => return Err(TroubleView::of(&error, Asked::Home)),
        }
        Ok(opened.as_ref())
    }

    fn lock(&self) -> Result<MutexGuard<'_, Option<Opened>>, TroubleView> {
        self.opened.lock().map_err(|_| ErrorCode::Bug.into())
    }
}

/// True when a write that failed before has ended the home that was asked, and nothing of the answer is on the disk: what
/// is there may be in the chain by now, and would be there twice.
fn is_over(error: &vault::Error) -> bool {
    matches!(error, vault::Error::Unavailable { reason: Reason::Reopen, safe, .. } if safe.item.is_none())
}

#[cfg(test)]
mod tests {
    use vault::NewItem;

    use super::*;
    use crate::testing::joined_on_failing_disk;

    fn items(device: &Device) -> u64 {
        match device.status().unwrap() {
            StatusView::Joined(home) => home.items,
            StatusView::Unjoined { .. } => panic!("not joined"),
        }
    }

    fn note(device: &Device) -> Result<vault::Added, TroubleView> {
        device.ask(|home| home.add_note("seen", &NewItem::default()))
    }

    #[test]
    fn after_a_write_that_failed_the_next_one_is_kept_though_a_conversation_holds_the_home() {
        let folder = tempfile::tempdir().unwrap();
        let (device, disk) = joined_on_failing_disk(folder.path());
        let conversation = device.home().unwrap();
        note(&device).unwrap();
        disk.fail();
        assert_eq!(note(&device).unwrap_err().code, ErrorCode::HomeUnavailable);
        note(&device).unwrap();
        assert_eq!(items(&device), 2);
        drop(conversation);
    }

    #[test]
    fn a_write_that_another_one_ended_is_asked_once_more_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (device, disk) = joined_on_failing_disk(folder.path());
        let first = std::cell::Cell::new(true);
        note(&device).unwrap();
        let kept = device.ask(|home| {
            if first.replace(false) {
                // Somebody else's write fails while this question is on its way.
                disk.fail();
                home.add_note("lost", &NewItem::default()).unwrap_err();
            }
            home.add_note("kept", &NewItem::default())
        });
        kept.unwrap();
        assert_eq!(items(&device), 2, "kept once, and nothing else");
    }

    #[test]
    fn what_was_on_the_disk_when_another_write_failed_is_not_filed_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (device, disk) = joined_on_failing_disk(folder.path());
        let (home, failing) = (device.home().unwrap(), Arc::clone(&disk));
        // While the part of a tap is written, somebody else's write fails: the tap's entry can no more be made here.
        disk.before_next(move || {
            failing.fail();
            home.set_preference(Preference::Language, "ru").unwrap_err();
            Ok(())
        });
        let tapped = device.ask(|home| home.add_tally("press", 1, &NewItem::default()));
        assert_eq!(tapped.unwrap_err().code, ErrorCode::HomeUnavailable);
        assert_eq!(items(&device), 1, "one tap is counted once: the opening took it in");
    }

    #[test]
    fn what_was_chosen_is_known_also_while_the_home_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let (device, _) = joined_on_failing_disk(folder.path());
        device.set_preference(Preference::LockAfter, "1").unwrap();
        assert_eq!(device.preference_if_open(Preference::LockAfter).as_deref(), Some("1"));
        device.close().unwrap();
        assert_eq!(device.preference_if_open(Preference::LockAfter).as_deref(), Some("1"));
    }
}
