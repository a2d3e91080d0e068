//! The archive of this machine, and who has it at the moment: a query, an intake, or no one.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archive::{Filter, Store, Wholeness};
use zeroize::Zeroizing;

use super::blame::{Asked, blame};
use super::input::organisation_at;
use super::judged::Judged;
use super::{intake, shares};
use crate::views::office::{ArchiveView, IntakeInput, IntakeState, IntakeView, OrganisationView};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};

/// Fewest characters of a new archive's passphrase, which protects all evidence in it.
const MIN_PASSPHRASE: usize = 12;

/// The archive of this machine, open or not.
pub struct Office {
    /// Returns the folder of the present archive: a trial has its own.
    home: Box<dyn Fn() -> PathBuf + Send + Sync>,
    place: Mutex<Place>,
    told: Mutex<IntakeView>,
    stop: AtomicBool,
    /// The last bundle that was judged at a path: its media can be opened.
    pub(super) judged: Mutex<Option<Judged>>,
    /// Bundles that this run wrote, the newest last: they can be shown in their folder.
    pub(super) written: Mutex<Vec<PathBuf>>,
    /// Number of closings: a store that was opened before is closed as soon as its user releases it.
    shuts: AtomicU64,
    /// Held during a verdict, or while a thumbnail is made: one of each at a time.
    pub(super) judging: Mutex<()>,
    pub(super) making: Mutex<()>,
}

/// The location of the store.
pub(super) enum Place {
    Closed,
    Open(Opened),
    TakingIn,
}

/// The store, and the number of closings when its passphrase was requested.
pub(super) struct Opened {
    pub(super) store: Box<Store>,
    shuts: u64,
}

impl Office {
    /// Uses the archive under this home. Touches no file yet.
    pub fn new(home: &Path) -> Arc<Self> {
        let home = home.to_owned();
        Self::at(move || home.clone())
    }

    /// Uses the archive under the folder that `home` returns at each access. Touches no file yet.
    pub fn at(home: impl Fn() -> PathBuf + Send + Sync + 'static) -> Arc<Self> {
        let (place, told) = (Mutex::new(Place::Closed), Mutex::default());
        let (judged, written) = (Mutex::default(), Mutex::default());
        let (judging, making) = (Mutex::default(), Mutex::default());
        let (stop, shuts) = (AtomicBool::new(false), AtomicU64::new(0));
        Arc::new(Self { home: Box::new(home), place, told, stop, judged, written, shuts, judging, making })
    }

    /// Returns whether there is an archive, and its content.
    pub fn state(&self) -> Answer<ArchiveView> {
        match &*self.place()? {
            Place::Closed if Store::exists(&(self.home)()) => Ok(ArchiveView::Closed),
            Place::Closed => Ok(ArchiveView::None),
            Place::TakingIn => Ok(ArchiveView::TakingIn),
            Place::Open(Opened { store, .. }) => {
                let count = |filter: &Filter| store.count(filter).map_err(blame(Asked::Archive));
                let policy = store.policy().map_err(blame(Asked::Archive))?;
                let devices = store.devices().map_err(blame(Asked::Archive))?;
                let unfinished = store.unfinished_bundles().map_err(blame(Asked::Archive))?;
                Ok(ArchiveView::Open {
                    organisation: policy.map(|p| verify::escape(&p.policy().name)),
                    items: count(&Filter::default())?,
                    problems: count(&Filter { wholeness: Some(Wholeness::Problem), ..Filter::default() })?,
                    away: count(&Filter { wholeness: Some(Wholeness::Away), ..Filter::default() })?,
                    unfinished: unfinished.iter().filter_map(|path| path.to_str()).map(str::to_owned).collect(),
                    devices: devices.iter().map(ToString::to_string).collect(),
                })
            }
        }
    }

    /// Opens the archive, or makes a new one.
    pub fn open(&self, passphrase: String, make: bool) -> Answer<ArchiveView> {
        let passphrase = Zeroizing::new(passphrase);
        {
            // Read before the wait: a closing in between must win.
            let shuts = self.shuts.load(Ordering::SeqCst);
            let mut place = self.place()?;
            if matches!(*place, Place::Closed) {
                if make && passphrase.chars().count() < MIN_PASSPHRASE {
                    return Err(ErrorCode::PassphraseShort.into());
                }
                let home = (self.home)();
                let opened = match (make, Store::exists(&home)) {
                    (true, false) => Store::open_or_create(&home, &passphrase),
                    _ => Store::open(&home, &passphrase),
                };
                let store = Box::new(opened.map_err(blame(Asked::Archive))?);
                *place = Place::Open(Opened { store, shuts });
            }
        }
        self.state()
    }

    /// Closes the archive. A running intake keeps it until it is over.
    pub fn close(&self) -> Answer<ArchiveView> {
        {
            let mut place = self.place()?;
            if matches!(*place, Place::Open(_)) {
                *place = Place::Closed;
            }
        }
        self.state()
    }

    /// Closes the archive without waiting: an intake stops, and a query in progress is the last one.
    pub fn shut(self: &Arc<Self>) {
        self.leave();
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Closes the archive of an unused window: a running intake continues, and the archive is closed after it.
    pub fn leave(self: &Arc<Self>) {
        self.shuts.fetch_add(1, Ordering::SeqCst);
        *self.judged.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let own = Arc::clone(self);
        std::thread::spawn(move || {
            // A query that panicked leaves the lock poisoned, and the archive open.
            own.settle(&mut own.place.lock().unwrap_or_else(PoisonError::into_inner));
        });
    }

    /// Returns true if neither a query nor an intake has the archive any more. Does not block.
    pub fn is_shut(&self) -> bool {
        self.place.try_lock().is_ok_and(|mut place| {
            self.settle(&mut place);
            matches!(*place, Place::Closed)
        })
    }

    /// Returns an organisation as its folder describes it.
    pub fn organisation(&self, folder: &str) -> Answer<OrganisationView> {
        let organisation = organisation_at(folder)?;
        let policies = organisation.policies().map_err(blame(Asked::Organisation))?;
        let mut servers: Vec<String> =
            policies.iter().rev().flat_map(|p| p.policy().servers.iter().map(|s| s.url.clone())).collect();
        let mut seen = std::collections::BTreeSet::new();
        servers.retain(|url| seen.insert(url.clone()));
        let card = organisation.card();
        Ok(OrganisationView {
            name: verify::escape(&card.name),
            locked: organisation.is_locked().map_err(blame(Asked::Organisation))?,
            threshold: card.threshold,
            shares: card.shares,
            witnesses: card.witness_recipient.is_some(),
            servers,
        })
    }

    /// Begins an intake on a thread of its own and returns its first state. Reports wrong shares immediately.
    pub fn take_in(self: &Arc<Self>, mut input: IntakeInput) -> Answer<IntakeView> {
        let keys = match &*self.place()? {
            Place::Open(_) => intake::Joined::read(&input),
            Place::TakingIn => Err(ErrorCode::IntakeRunning.into()),
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
        };
        let keys = match keys {
            Ok(keys) => keys,
            Err(trouble) => {
                shares::wipe(&mut input);
                return Err(trouble);
            }
        };
        let opened = {
            let mut place = self.place()?;
            match std::mem::replace(&mut *place, Place::TakingIn) {
                Place::Open(opened) => {
                    // Reset while the place is held: a later closing is not undone.
                    self.stop.store(false, Ordering::SeqCst);
                    if self.is_over(&opened) {
                        self.stop.store(true, Ordering::SeqCst);
                    }
                    opened
                }
                other => {
                    let code = match other {
                        Place::TakingIn => ErrorCode::IntakeRunning,
                        _ => ErrorCode::ArchiveClosed,
                    };
                    *place = other;
                    shares::wipe(&mut input);
                    return Err(code.into());
                }
            }
        };
        self.tell(|told| *told = IntakeView { state: IntakeState::Running, ..IntakeView::default() });
        let mut held = Held { office: Arc::clone(self), opened: Some(opened) };
        std::thread::spawn(move || {
            let office = Arc::clone(&held.office);
            let Some(store) = held.opened.as_mut().map(|o| &mut *o.store) else { return };
            let done = intake::run(&input, &keys, store, &office.stop, &mut |so_far| {
                let stopping = office.stop.load(Ordering::Relaxed);
                office.tell(|told| told.follow(so_far, stopping));
            });
            shares::wipe(&mut input);
            drop(keys);
            // The store is returned before the end of the intake is reported.
            drop(held);
            office.tell(|told| told.end(done));
        });
        self.intake()
    }

    /// Returns the state of the intake.
    pub fn intake(&self) -> Answer<IntakeView> {
        self.told.lock().map(|told| told.clone()).map_err(|_| ErrorCode::Bug.into())
    }

    /// Asks the intake to stop: data in progress is filed first.
    pub fn stop(&self) -> Answer<IntakeView> {
        self.stop.store(true, Ordering::Relaxed);
        self.tell(|told| {
            if told.state == IntakeState::Running {
                told.state = IntakeState::Stopping;
            }
        });
        self.intake()
    }

    pub(super) fn ask<T>(&self, asked: Asked, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        match &*self.place()? {
            Place::Open(Opened { store, .. }) => ask(store).map_err(blame(asked)),
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::TakingIn => Err(ErrorCode::IntakeRunning.into()),
        }
    }

    /// Runs a long query, one at a time of those that share `turn`, while other queries are answered.
    pub(super) fn ask_aside<T>(&self, turn: &Mutex<()>, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.ask(Asked::Archive, Store::another)?;
        let answer = ask(&store).map_err(blame(Asked::Archive));
        match *self.place()? {
            // Once the archive is closed, earlier queries are not answered either.
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::Open(_) | Place::TakingIn => answer,
        }
    }

    pub(super) fn place(&self) -> Answer<MutexGuard<'_, Place>> {
        let mut place = self.place.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        self.settle(&mut place);
        Ok(place)
    }

    /// Closes a store that was open when the archive was closed.
    fn settle(&self, place: &mut Place) {
        if matches!(place, Place::Open(opened) if self.is_over(opened)) {
            *place = Place::Closed;
        }
    }

    fn is_over(&self, opened: &Opened) -> bool {
        self.shuts.load(Ordering::SeqCst) != opened.shuts
    }

    fn tell(&self, change: impl FnOnce(&mut IntakeView)) {
        if let Ok(mut told) = self.told.lock() {
            change(&mut told);
        }
    }
}

/// The store during an intake. It is returned at the end of the intake, even after a panic.
pub(super) struct Held {
    pub(super) office: Arc<Office>,
    pub(super) opened: Option<Opened>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // The waiting window must learn that the intake is over, even after a panic.
        if std::thread::panicking() {
            self.office.tell(|told| {
                told.state = IntakeState::Failed;
                told.trouble = Some(ErrorCode::Bug.into());
            });
        }
        if let (Some(opened), Ok(mut place)) = (self.opened.take(), self.office.place.lock()) {
            *place = if self.office.is_over(&opened) {
                // Before another task is let in, which would still find the archive held.
                drop(opened);
                Place::Closed
            } else {
                Place::Open(opened)
            };
        }
    }
}
