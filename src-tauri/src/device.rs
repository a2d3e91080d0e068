//! This device's home as the window sees it: opened when first asked for, held until the window closes.
//!
//! Owns where the home lies and that it is open at most once in this process; the vault's lock refuses other processes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use evidence::PublicKey;
use tauri::{AppHandle, Manager, Runtime};
use vault::{
    Destroyed, Disk, Glance, Home, OsDisk, OsSurroundings, Panic, Preference, Reason, Recovery, Seen, Surroundings,
};

use crate::look;
use crate::views::home::{RenewedView, StatusView};
use crate::views::settings::PreferencesView;
use crate::views::trouble::{Asked, ErrorCode, TroubleView};

/// Where the home lies: `TESTAMUR_HOME`, or `home` in the platform's folder for this app's data.
pub fn home<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<PathBuf> {
    match std::env::var_os("TESTAMUR_HOME").map(PathBuf::from) {
        Some(dir) if dir.is_absolute() => Ok(dir),
        // From another folder it would be another home.
        Some(_) => {
            let said = "TESTAMUR_HOME is empty or not a whole path; set it to a path that begins with /, or not at all";
            Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, said).into())
        }
        None => Ok(app.path().app_data_dir()?.join("home")),
    }
}

/// Looks of a panic at a home that another program has open, and the time between two.
const LOOKS: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(50);

/// The home of this device, open or not.
pub struct Device {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    around: Arc<dyn Surroundings>,
    opened: Mutex<Option<Opened>>,
    /// Preferences that are not on the disk: there was no home yet, or they could not be written.
    chosen: Mutex<BTreeMap<Preference, String>>,
    /// The home's organisation and preferences when it was opened last, and the preferences set since.
    known: Mutex<Option<Glance>>,
    /// The organisation of the trial, if there is one.
    trial: Mutex<Option<PublicKey>>,
    /// Tells whoever is at work with the home, or opens it, that a panic has begun. Another one for the home after it.
    destroyed: Mutex<Destroyed>,
    /// Held by a panic from its beginning to its end.
    panicking: Mutex<()>,
}

struct Opened {
    home: Home,
    found: Recovery,
}

impl Device {
    /// Makes and changes nothing yet.
    pub fn new(path: PathBuf) -> Self {
        Self::on(path, Arc::new(OsDisk))
    }

    /// A device on a disk that a test may let fail; makes and changes nothing yet.
    pub fn on(path: PathBuf, disk: Arc<dyn Disk>) -> Self {
        let around = Arc::new(OsSurroundings::new());
        // A home has its own choices; a file that stayed beside it must not stand before them.
        let chosen = if Home::exists(&path) { BTreeMap::new() } else { look::read(&path) };
        Self {
            path,
            disk,
            around,
            opened: Mutex::new(None),
            chosen: Mutex::new(chosen),
            known: Mutex::default(),
            trial: Mutex::default(),
            destroyed: Mutex::default(),
            panicking: Mutex::default(),
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
        match self.look() {
            // A panic ended the opening: what there is after it is the answer.
            Err(trouble) if trouble.code == ErrorCode::Destroyed => {
                drop(self.panicking.lock());
                self.look()
            }
            other => other,
        }
    }

    fn look(&self) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        match self.open(&mut opened)? {
            Some(Opened { home, found }) => {
                let (home, found) = (home.clone(), found.clone());
                drop(opened);
                self.joined(&home, &found)
            }
            None => {
                let chosen = PreferencesView::of(|which| self.chosen().get(&which).cloned());
                Ok(StatusView::unjoined(archive::Store::exists(&self.path), chosen))
            }
        }
    }

    /// Joins the organisation of `invitation` and says the state after it.
    pub fn join(&self, invitation: &str) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        if opened.is_some() {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        let (disk, around, until) = (Arc::clone(&self.disk), Arc::clone(&self.around), self.destroyed().clone());
        let home = Home::join_until(&self.path, invitation.as_bytes(), None, disk, around, &until)
            .map_err(|error| TroubleView::of(&error, Asked::Join))?;
        // Before anybody else can see the home: sending must never go past a proxy that was chosen. A preference that cannot be
        // written stays chosen for this run.
        let chosen = self.chosen().clone();
        for (which, value) in chosen {
            if home.set_preference(which, &value).is_ok() {
                self.chosen().remove(&which);
            }
        }
        look::forget(&self.path);
        self.learn(home.glance());
        let joined = Opened { home: home.clone(), found: Recovery::default() };
        *opened = Some(joined);
        drop(opened);
        self.joined(&home, &Recovery::default())
    }

    /// Takes an invitation that renews this device, and says the state after it.
    pub fn renew(&self, invitation: &str) -> Result<RenewedView, TroubleView> {
        let home = self.home()?;
        let renewed = home.renew(invitation.as_bytes()).map_err(|error| TroubleView::of(&error, Asked::Join))?;
        self.learn(home.glance());
        Ok(RenewedView { seq: renewed.seq(), home: self.status()? })
    }

    /// The value of a preference as far as it is known: none of a home that was not opened yet. Asks no disk and waits for nobody.
    pub fn known_preference(&self, which: Preference) -> Option<String> {
        let held = self.chosen().get(&which).cloned();
        held.or_else(|| self.known().as_ref().and_then(|known| known.preferences.get(&which).cloned()))
    }

    /// The value of a preference for this home.
    pub fn preference(&self, home: &Home, which: Preference) -> vault::Result<Option<String>> {
        let held = self.chosen().get(&which).cloned();
        held.map_or_else(|| home.preference(which), |value| Ok(Some(value)))
    }

    /// Chooses, durably once there is a home. Language, theme and the minutes to lock are kept without one too.
    pub fn set_preference(&self, which: Preference, value: &str) -> Result<(), TroubleView> {
        if self.open(&mut *self.lock()?)?.is_none() {
            let mut chosen = self.chosen();
            chosen.insert(which, value.to_owned());
            look::write(&self.path, &chosen);
            return Ok(());
        }
        self.ask(|home| home.set_preference(which, value))?;
        if let Some(known) = self.known().as_mut() {
            known.preferences.insert(which, value.to_owned());
        }
        self.chosen().remove(&which);
        Ok(())
    }

    /// Destroys the keys of the home, or all of it, open or not. A home that never joined has nothing to destroy. Waits for
    /// nobody's work: whoever has the home or opens it ends at the next step.
    ///
    /// `choose` is told what was chosen to be destroyed, and whether the home belongs to the trial. It may ask this device
    /// nothing.
    pub fn panic(&self, choose: impl FnOnce(Option<&str>, bool) -> Panic) -> Result<(), TroubleView> {
        let _alone = self.panicking.lock().unwrap_or_else(PoisonError::into_inner);
        // Whatever was chosen, the keys go.
        self.destroyed().now(Panic::Keys);
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if self.known().is_none() {
            // Its first opening was ended, or has not begun. An open home is asked itself: our own lock keeps us out. Of one that
            // another program has the keys go before it is asked anything.
            self.learn(match opened.as_ref() {
                Some(Opened { home, .. }) => home.glance(),
                None => {
                    drop(Home::panic_at(&self.path, Panic::Keys, Arc::clone(&self.disk), || false));
                    Home::glance_at(&self.path)
                }
            });
        }
        let what = choose(self.known_preference(Preference::Panic).as_deref(), self.is_trial());
        let done = match opened.take() {
            Some(Opened { home, .. }) => home.panic(what),
            // Another program has it: the keys go at once all the same, and that program ends at its next step.
            None => {
                let mut looks = LOOKS;
                Home::panic_at(&self.path, what, Arc::clone(&self.disk), || {
                    std::thread::sleep(BETWEEN);
                    looks = looks.saturating_sub(1);
                    looks > 0
                })
            }
        };
        *self.destroyed() = Destroyed::default();
        // Where no home is left, nothing is left of its look.
        if what == Panic::Everything || done.as_ref().is_err_and(vault::Error::is_unjoined) {
            look::forget(&self.path);
        }
        match done {
            Err(error) if !error.is_unjoined() => Err(TroubleView::of(&error, Asked::Home)),
            _ => {
                if what == Panic::Everything {
                    *self.known() = None;
                }
                Ok(())
            }
        }
    }

    /// Looks whether another program's panic destroys this home, and lets go of it then. Whoever opens it meanwhile sees that by itself.
    pub fn is_destroyed_elsewhere(&self) -> bool {
        let Ok(_alone) = self.panicking.try_lock() else { return false };
        let Ok(mut opened) = self.opened.try_lock() else { return false };
        let seen = match opened.as_ref() {
            Some(Opened { home, .. }) => home.watch().look() == Seen::Destroyed,
            None => self.destroyed().is_begun(),
        };
        if seen {
            *opened = None;
            *self.destroyed() = Destroyed::default();
            if !Home::exists(&self.path) {
                *self.known() = None;
                look::forget(&self.path);
            }
        }
        seen
    }

    /// Says whose organisation is a trial's.
    #[cfg_attr(mobile, allow(dead_code, reason = "phones make no trial"))]
    pub fn on_trial(&self, organisation: Option<PublicKey>) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = organisation;
    }

    /// True when the home belongs to the trial. One that was opened before is not opened again for this.
    #[cfg_attr(mobile, allow(dead_code, reason = "phones make no trial"))]
    pub fn is_on_trial(&self) -> bool {
        let known = self.known().is_some();
        (known || self.home().is_ok()) && self.is_trial()
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

    /// Forgets the open home. Handles that others still hold go on until they let go.
    #[cfg(test)]
    pub fn close(&self) -> Result<(), TroubleView> {
        *self.lock()? = None;
        Ok(())
    }

    fn joined(&self, home: &Home, found: &Recovery) -> Result<StatusView, TroubleView> {
        let chosen = |which| self.preference(home, which).ok().flatten();
        let view = StatusView::joined(home, found, self.is_trial(), chosen);
        view.map_err(|error| TroubleView::of(&error, Asked::Home))
    }

    fn is_trial(&self) -> bool {
        let trial = *self.trial.lock().unwrap_or_else(PoisonError::into_inner);
        trial.is_some() && trial == self.known().as_ref().map(|known| known.organisation)
    }

    /// A glance that cannot be read leaves the known one as it was.
    fn learn(&self, glance: vault::Result<Glance>) {
        if let Ok(glance) = glance {
            *self.known() = Some(glance);
        }
    }

    fn chosen(&self) -> MutexGuard<'_, BTreeMap<Preference, String>> {
        self.chosen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, Option<Glance>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn destroyed(&self) -> MutexGuard<'_, Destroyed> {
        self.destroyed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The home as it can be used now: opened if it is not open, and opened again if a failed write has ended it.
    fn open<'a>(&self, opened: &'a mut Option<Opened>) -> Result<Option<&'a Opened>, TroubleView> {
        let found = match opened.as_ref().map(|o| &o.home) {
            None => {
                let until = self.destroyed().clone();
                Home::open_until(&self.path, Arc::clone(&self.disk), Arc::clone(&self.around), &until)
            }
            Some(home) if home.must_reopen() => home.reopen(),
            Some(home) => {
                // A glance that could not be read at the opening is asked for again.
                if self.known().is_none() {
                    self.learn(home.glance());
                }
                return Ok(opened.as_ref());
            }
        };
        match found {
            Ok((home, found)) => {
                self.learn(home.glance());
                *opened = Some(Opened { home, found });
            }
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
mod tests;
