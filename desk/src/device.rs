//! This device's home for the window: opened on first use, held until the window closes.
//!
//! Owns the place of the home, and ensures that it is open at most once in this process; the vault's lock refuses other
//! processes.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use evidence::PublicKey;
use vault::{
    Destroyed, Disk, Glance, Home, OsDisk, OsSurroundings, Panic, Preference, Reason, Recovery, Seen, Surroundings,
};

use crate::look;
use crate::views::home::{RenewedView, StatusView};
use crate::views::settings::PreferencesView;
use crate::views::trouble::{Answer, Asked, ErrorCode, TroubleView};

/// Returns the place of the home: the folder that `TESTAMUR_HOME` names, or `home` in the folder that `data` returns,
/// which is the platform's for this app's data.
///
/// # Errors
///
/// Fails if `named` is not an absolute path, or if `data` fails.
pub fn home<E: From<io::Error>>(
    named: Option<OsString>,
    data: impl FnOnce() -> Result<PathBuf, E>,
) -> Result<PathBuf, E> {
    match named.map(PathBuf::from) {
        Some(dir) if dir.is_absolute() => Ok(dir),
        // A relative path would name another home when the app starts in another folder.
        Some(_) => {
            let said = "TESTAMUR_HOME is empty or not a whole path; set it to a path that begins with /, or not at all";
            Err(io::Error::new(io::ErrorKind::InvalidInput, said).into())
        }
        None => Ok(data()?.join("home")),
    }
}

/// Number of checks during a panic over a home that another program has open, and the time between them.
const LOOKS: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(50);
/// Number of checks of the state after a panic: other threads release the home meanwhile.
const SETTLING: u32 = 15;

/// The home of this device, open or not.
pub struct Device {
    path: PathBuf,
    disk: Arc<dyn Disk>,
    around: Arc<dyn Surroundings>,
    opened: Mutex<Option<Opened>>,
    /// Preferences that are not on the disk, because there was no home yet or they could not be written.
    chosen: Mutex<BTreeMap<Preference, String>>,
    /// The home's organisation and preferences at its last opening, and the preferences set since.
    known: Mutex<Option<Glance>>,
    /// The organisation of the trial, if there is one.
    trial: Mutex<Option<PublicKey>>,
    /// Tells threads that use or open the home that a panic has begun. A later home gets a new one.
    destroyed: Mutex<Destroyed>,
    /// Held by a panic from its beginning to its end.
    panicking: Mutex<()>,
}

struct Opened {
    home: Home,
    found: Recovery,
}

impl Device {
    /// Makes the device without opening or changing anything.
    pub fn new(path: PathBuf) -> Self {
        Self::on(path, Arc::new(OsDisk))
    }

    /// Makes the device on a disk that a test can make fail, without opening or changing anything.
    pub fn on(path: PathBuf, disk: Arc<dyn Disk>) -> Self {
        let around = Arc::new(OsSurroundings::new());
        // A home has its own preferences; a leftover file beside it must not override them.
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

    /// Returns the folder of the home.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the device's wall clock.
    pub fn now(&self) -> evidence::ClaimedTime {
        self.around.now()
    }

    /// Fills `bytes` with randomness of the operating system.
    pub fn random(&self, bytes: &mut [u8]) -> Result<(), TroubleView> {
        self.around.fill_random(bytes).map_err(|_| ErrorCode::HomeUnavailable.into())
    }

    /// Returns the home's state. Opens the home if it is not open; a home that never joined is a state, not an error.
    pub fn status(&self) -> Result<StatusView, TroubleView> {
        match self.look() {
            // A panic ended the opening: the state after it is the answer.
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

    /// Joins the organisation of `invitation` and returns the state afterwards.
    pub fn join(&self, invitation: &str) -> Result<StatusView, TroubleView> {
        let mut opened = self.lock()?;
        if opened.is_some() {
            return Err(ErrorCode::AlreadyJoined.into());
        }
        let (disk, around, until) = (Arc::clone(&self.disk), Arc::clone(&self.around), self.destroyed().clone());
        let home = Home::join_until(&self.path, invitation.as_bytes(), None, disk, around, &until)
            .map_err(|error| TroubleView::of(&error, Asked::Join))?;
        // Written before other threads can see the home: sending must never bypass a chosen proxy. A preference that
        // cannot be written stays chosen for this run.
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

    /// Uses an invitation that renews this device, and returns the state afterwards.
    pub fn renew(&self, invitation: &str) -> Result<RenewedView, TroubleView> {
        let home = self.home()?;
        let renewed = home.renew(invitation.as_bytes()).map_err(|error| TroubleView::of(&error, Asked::Join))?;
        self.learn(home.glance());
        Ok(RenewedView { seq: renewed.seq(), home: self.status()? })
    }

    /// Returns a preference as far as it is known: `None` for a home that was not opened yet. Reads no disk and does
    /// not block.
    pub fn known_preference(&self, which: Preference) -> Option<String> {
        let held = self.chosen().get(&which).cloned();
        held.or_else(|| self.known().as_ref().and_then(|known| known.preferences.get(&which).cloned()))
    }

    /// Returns the value of a preference for this home.
    pub fn preference(&self, home: &Home, which: Preference) -> vault::Result<Option<String>> {
        let held = self.chosen().get(&which).cloned();
        held.map_or_else(|| home.preference(which), |value| Ok(Some(value)))
    }

    /// Sets a preference, durably once there is a home. Language, theme and the minutes until locking are also kept
    /// without one.
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

    /// Destroys the keys of the home, or all of it, open or not. A home that never joined has nothing to destroy. Does
    /// not wait for other threads: those that use or open the home end at the next step.
    ///
    /// `choose` gets the chosen extent, and whether the home belongs to the trial. It must not call this device.
    pub fn panic(&self, choose: impl FnOnce(Option<&str>, bool) -> Panic) -> Result<(), TroubleView> {
        let _alone = self.panicking.lock().unwrap_or_else(PoisonError::into_inner);
        // The keys are destroyed with any chosen extent.
        self.destroyed().now(Panic::Keys);
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if self.known().is_none() {
            // The first opening was stopped, or has not begun. An open home is read directly, because this process's
            // own lock excludes it from its path. If another program has the home open, its keys are destroyed before
            // it is read.
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
            // Another program has it: the keys are destroyed immediately, and that program ends at its next step.
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
        // Without a home, its settings file is removed too.
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

    /// Checks whether another program's panic destroys this home, and closes it then. A thread that is opening it
    /// notices by itself.
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

    /// Sets the trial's organisation.
    pub fn on_trial(&self, organisation: Option<PublicKey>) {
        *self.trial.lock().unwrap_or_else(PoisonError::into_inner) = organisation;
    }

    /// Returns true if the home belongs to the trial. A home that was opened before is not opened again for this.
    pub fn is_on_trial(&self) -> bool {
        let known = self.known().is_some();
        (known || self.home().is_ok()) && self.is_trial()
    }

    /// Returns the open home; opens it first. A capture needs no more.
    pub fn home(&self) -> Result<Home, TroubleView> {
        let mut opened = self.lock()?;
        let found = self.open(&mut opened)?.map(|o| o.home.clone());
        found.ok_or_else(|| ErrorCode::NoHome.into())
    }

    /// Calls `ask` with the open home. If another thread's write fails meanwhile, `ask` is called once more with the
    /// reopened home.
    pub fn ask<T>(&self, ask: impl Fn(&Home) -> vault::Result<T>) -> Result<T, TroubleView> {
        let answer = match ask(&self.home()?) {
            Err(error) if is_over(&error) => ask(&self.home()?),
            answer => answer,
        };
        answer.map_err(|error| TroubleView::of(&error, Asked::Home))
    }

    /// Drops the open home. Other holders of a handle keep it until they drop it.
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

    /// Stores a glance. One that cannot be read leaves the stored one unchanged.
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

    /// Returns the home in a usable state: opened if it is not open, and reopened if a failed write has ended it.
    fn open<'a>(&self, opened: &'a mut Option<Opened>) -> Result<Option<&'a Opened>, TroubleView> {
        let found = match opened.as_ref().map(|o| &o.home) {
            None => {
                let until = self.destroyed().clone();
                Home::open_until(&self.path, Arc::clone(&self.disk), Arc::clone(&self.around), &until)
            }
            Some(home) if home.must_reopen() => home.reopen(),
            Some(home) => {
                // If the glance could not be read at the opening, it is read again.
                if self.known().is_none() {
                    self.learn(home.glance());
                }
                let closed = home.close_postponed();
                if let (Ok(Some(done)), Some(opened)) = (closed, opened.as_mut()) {
                    opened.found.closed(done);
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

/// Returns the state, once other holders have released the home.
pub fn settled(device: &Device) -> Answer<StatusView> {
    for _ in 0..SETTLING {
        match device.status() {
            Err(trouble) if trouble.code == ErrorCode::HomeInUse => std::thread::sleep(BETWEEN),
            other => return other,
        }
    }
    device.status()
}

/// Returns true if an earlier failed write has ended the home before this question wrote anything. Otherwise its data
/// may be in the chain already, and a second attempt would add it twice.
fn is_over(error: &vault::Error) -> bool {
    matches!(error, vault::Error::Unavailable { reason: Reason::Reopen, safe, .. } if safe.item.is_none())
}

#[cfg(test)]
mod tests;
