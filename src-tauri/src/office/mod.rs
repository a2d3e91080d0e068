//! The archivist's office: the archive of this machine, opened with its passphrase and held until it is closed.
//!
//! Owns that one thing at a time uses the store: a question waits for the one before it, and while an intake has the
//! store nobody else does. No rule of evidence stands here; plain media pass through memory and are kept nowhere.

mod blame;
mod bundles;
mod choose;
// The same file as the command's: a copied home is read alike through both doors, and neither room of it may know the
// other.
#[path = "../../../cli/src/copied.rs"]
mod copied;
mod intake;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use archive::{Cursor, Filter, Organisation, Store};
use evidence::ItemId;
use zeroize::Zeroizing;

pub use self::bundles::{judge_lent, judge_path};
pub use self::choose::choose;

use self::blame::{Asked, blame};
use crate::ipc::Answer;
use crate::views::office::{
    ArchiveView, BundleInput, BundleView, CaseView, FilterInput, IntakeInput, IntakeState, IntakeView, LineView,
    LinesView, OrganisationView,
};
use crate::views::trouble::{ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// Fewest characters of a new archive's passphrase: it guards everything that was ever taken in.
const MIN_PASSPHRASE: usize = 12;

/// The archive of this machine, open or not.
pub struct Office {
    home: PathBuf,
    place: Mutex<Place>,
    told: Mutex<IntakeView>,
    stop: AtomicBool,
    /// Set when the archive must be closed as soon as whoever uses it lets go.
    shut: AtomicBool,
}

/// Where the store is.
enum Place {
    Closed,
    Open(Box<Store>),
    TakingIn,
}

impl Office {
    /// The archive under this home. Touches nothing yet.
    pub fn new(home: &Path) -> Arc<Self> {
        let (place, told) = (Mutex::new(Place::Closed), Mutex::default());
        Arc::new(Self {
            home: home.to_owned(),
            place,
            told,
            stop: AtomicBool::new(false),
            shut: AtomicBool::new(false),
        })
    }

    /// Whether there is an archive and what is in it.
    pub fn state(&self) -> Answer<ArchiveView> {
        match &*self.place()? {
            Place::Closed if Store::exists(&self.home) => Ok(ArchiveView::Closed),
            Place::Closed => Ok(ArchiveView::None),
            Place::TakingIn => Ok(ArchiveView::TakingIn),
            Place::Open(store) => {
                let count = |filter: &Filter| store.count(filter).map_err(blame(Asked::Archive));
                let policy = store.policies().map_err(blame(Asked::Archive))?.pop();
                let devices = store.devices().map_err(blame(Asked::Archive))?;
                Ok(ArchiveView::Open {
                    organisation: policy.map(|p| verify::escape(&p.policy().name)),
                    items: count(&Filter::default())?,
                    problems: count(&Filter { problem: Some(true), ..Filter::default() })?,
                    devices: devices.iter().map(ToString::to_string).collect(),
                })
            }
        }
    }

    /// Opens the archive, or makes a new one.
    pub fn open(&self, passphrase: String, make: bool) -> Answer<ArchiveView> {
        let passphrase = Zeroizing::new(passphrase);
        self.shut.store(false, Ordering::Relaxed);
        {
            let mut place = self.place()?;
            if matches!(*place, Place::Closed) {
                if make && passphrase.chars().count() < MIN_PASSPHRASE {
                    return Err(ErrorCode::PassphraseShort.into());
                }
                let opened = match (make, Store::exists(&self.home)) {
                    (true, false) => Store::open_or_create(&self.home, &passphrase),
                    _ => Store::open(&self.home, &passphrase),
                };
                *place = Place::Open(Box::new(opened.map_err(blame(Asked::Archive))?));
            }
        }
        self.state()
    }

    /// Closes the archive. An intake that goes on keeps it until it is over.
    pub fn close(&self) -> Answer<ArchiveView> {
        {
            let mut place = self.place()?;
            if matches!(*place, Place::Open(_)) {
                *place = Place::Closed;
            }
        }
        self.state()
    }

    /// Closes the archive without waiting: an intake stops, and a question that is being answered is the last one.
    pub fn shut(self: &Arc<Self>) {
        self.stop.store(true, Ordering::Relaxed);
        self.leave();
    }

    /// The same for a window that was left alone: an intake goes on, and the archive is closed after it.
    pub fn leave(self: &Arc<Self>) {
        self.shut.store(true, Ordering::Relaxed);
        let own = Arc::clone(self);
        std::thread::spawn(move || drop(own.place()));
    }

    /// What an organisation's folder says.
    pub fn organisation(&self, folder: &str) -> Answer<OrganisationView> {
        let organisation = Organisation::open(&absolute(folder)?).map_err(blame(Asked::Organisation))?;
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

    /// Begins an intake on a thread of its own and says how it begins.
    pub fn take_in(self: &Arc<Self>, input: IntakeInput) -> Answer<IntakeView> {
        let store = {
            let mut place = self.place()?;
            match std::mem::replace(&mut *place, Place::TakingIn) {
                Place::Open(store) => store,
                other => {
                    let code = match other {
                        Place::TakingIn => ErrorCode::IntakeRunning,
                        _ => ErrorCode::ArchiveClosed,
                    };
                    *place = other;
                    return Err(code.into());
                }
            }
        };
        self.stop.store(false, Ordering::Relaxed);
        self.tell(|told| *told = IntakeView { state: IntakeState::Running, ..IntakeView::default() });
        let mut held = Held { office: Arc::clone(self), store: Some(store) };
        std::thread::spawn(move || {
            let office = Arc::clone(&held.office);
            let Some(store) = held.store.as_deref_mut() else { return };
            let done = intake::run(&input, store, &office.stop, &mut |so_far| {
                let stopping = office.stop.load(Ordering::Relaxed);
                office.tell(|told| told.follow(so_far, stopping));
            });
            drop(input);
            // The store is back before anybody hears that the intake is over.
            drop(held);
            office.tell(|told| told.end(done));
        });
        self.intake()
    }

    /// How the intake goes.
    pub fn intake(&self) -> Answer<IntakeView> {
        self.told.lock().map(|told| told.clone()).map_err(|_| ErrorCode::Bug.into())
    }

    /// Asks the intake to stop: what it has in its hands is filed first.
    pub fn stop(&self) -> Answer<IntakeView> {
        self.stop.store(true, Ordering::Relaxed);
        self.tell(|told| {
            if told.state == IntakeState::Running {
                told.state = IntakeState::Stopping;
            }
        });
        self.intake()
    }

    /// A page of the list.
    pub fn page(&self, filter: &FilterInput, after: Option<Cursor>, limit: u32) -> Answer<LinesView> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| {
            let page = store.page(&filter, after, limit as usize)?;
            let next = page.last().filter(|_| page.len() == limit as usize).map(Cursor::after);
            Ok(LinesView { lines: page.iter().map(LineView::from).collect(), next, total: store.count(&filter)? })
        })
    }

    /// Everything about one item but its media.
    pub fn case(&self, item: &str) -> Answer<CaseView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| Ok(CaseView::from(&store.show(&item)?)))
    }

    /// Bytes of a medium.
    pub fn medium(&self, item: &str, medium: u32, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| store.read_medium(&item, medium as usize, offset, length as usize))
    }

    /// The five answers for items of the archive, under its own newest policy.
    pub fn judge(&self, items: &[String]) -> Answer<VerdictView> {
        let items = items.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>()?;
        let now = now();
        self.ask(Asked::Archive, |store| {
            let judged = store.judge(&items, now)?;
            Ok(VerdictView::of(&judged.verdict, now, &judged.incomplete))
        })
    }

    /// Writes a bundle.
    pub fn bundle(&self, input: &BundleInput) -> Answer<BundleView> {
        let plan = bundles::Wanted::read(input)?;
        self.ask(Asked::Bundle, |store| plan.write(store, now()).map(BundleView::from))
    }

    /// The newest policy of the archive, where it is open: what verdicts of foreign bundles may trust.
    pub fn policy(&self) -> Answer<Option<evidence::SignedPolicy>> {
        match &*self.place()? {
            Place::Open(store) => Ok(store.policies().map_err(blame(Asked::Archive))?.pop()),
            _ => Ok(None),
        }
    }

    fn ask<T>(&self, asked: Asked, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        match &*self.place()? {
            Place::Open(store) => ask(store).map_err(blame(asked)),
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::TakingIn => Err(ErrorCode::IntakeRunning.into()),
        }
    }

    fn place(&self) -> Answer<MutexGuard<'_, Place>> {
        let mut place = self.place.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if self.shut.load(Ordering::Relaxed) && matches!(*place, Place::Open(_)) {
            *place = Place::Closed;
        }
        Ok(place)
    }

    fn tell(&self, change: impl FnOnce(&mut IntakeView)) {
        if let Ok(mut told) = self.told.lock() {
            change(&mut told);
        }
    }
}

/// The store while an intake has it. It goes back however the intake ends.
struct Held {
    office: Arc<Office>,
    store: Option<Box<Store>>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let (Some(store), Ok(mut place)) = (self.store.take(), self.office.place.lock()) {
            let shut = self.office.shut.load(Ordering::Relaxed);
            *place = if shut { Place::Closed } else { Place::Open(store) };
        }
    }
}

/// The archivist's clock.
#[allow(clippy::disallowed_methods, reason = "a door reads the clock and hands it on")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A path that does not depend on where the app was started.
fn absolute(path: &str) -> Answer<PathBuf> {
    let path = PathBuf::from(path.trim());
    if path.is_absolute() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
}

fn read_item(item: &str) -> Answer<ItemId> {
    item.parse().map_err(|_| ErrorCode::BadRequest.into())
}

fn read_filter(input: &FilterInput) -> Answer<Filter> {
    let bad = || TroubleView::from(ErrorCode::BadRequest);
    let instant = |text: &Option<String>| text.as_deref().map(str::parse).transpose().map_err(|_| bad());
    Ok(Filter {
        words: input.words.clone(),
        kind: input.kind.map(Into::into),
        method: input.method.map(Into::into),
        device: input.device.as_deref().map(str::parse).transpose().map_err(|_| bad())?,
        from: instant(&input.from)?,
        to: instant(&input.to)?,
        problem: input.problem,
        delivered: input.delivered,
    })
}

#[cfg(test)]
mod tests;
