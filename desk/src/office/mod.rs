//! The archivist's office: the archive of this machine, opened with its passphrase and held until it is closed.
//!
//! Ensures that one task at a time uses the store: a query waits for the one before it, and during an intake no other
//! task has it. Long work, a verdict or a thumbnail that is not made yet, uses a store of its own and blocks only work
//! of its kind. Has no rule of evidence; plain media pass through memory and are not kept.

mod blame;
mod bundles;
mod copied;
mod intake;
mod pulling;
mod shares;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archive::{Allowed, Cursor, Filter, Store, Wholeness};
use evidence::ItemId;
use organisation::Organisation;
use zeroize::Zeroizing;

pub use self::bundles::{judge_lent, judge_path};
pub use self::pulling::{Keys, Unjoined, Unopened, open_folder};
pub use self::shares::{check_shares, look};

use self::blame::{Asked, blame, blame_bundle};
use crate::views::devices::DeviceView;
use crate::views::office::{
    AllowedView, ArchiveView, BundleInput, BundleView, CaseView, FilterInput, IntakeInput, IntakeState, IntakeView,
    LineView, LinesView, MarkInput, OrganisationView,
};
use crate::views::trouble::{Answer, ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// Fewest characters of a new archive's passphrase, which protects all evidence in it.
const MIN_PASSPHRASE: usize = 12;

/// Most names that are tried for the bundles of one day in one folder before none is proposed.
const MAX_NAMES: u32 = 99;

/// The archive of this machine, open or not.
pub struct Office {
    /// Returns the folder of the present archive: a trial has its own.
    home: Box<dyn Fn() -> PathBuf + Send + Sync>,
    place: Mutex<Place>,
    told: Mutex<IntakeView>,
    stop: AtomicBool,
    /// The last bundle that was judged at a path: its media can be opened.
    judged: Mutex<Option<bundles::Judged>>,
    /// Bundles that this run wrote, the newest last: they can be shown in their folder.
    written: Mutex<Vec<PathBuf>>,
    /// Number of closings: a store that was opened before is closed as soon as its user releases it.
    shuts: AtomicU64,
    /// Held during a verdict, or while a thumbnail is made: one of each at a time.
    judging: Mutex<()>,
    making: Mutex<()>,
}

/// The location of the store.
enum Place {
    Closed,
    Open(Opened),
    TakingIn,
}

/// The store, and the number of closings when its passphrase was requested.
struct Opened {
    store: Box<Store>,
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

    /// Returns a page of the list.
    pub fn page(&self, filter: &FilterInput, after: Option<Cursor>, limit: u32) -> Answer<LinesView> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| {
            let page = store.page(&filter, after, limit as usize)?;
            let next =
                page.last().filter(|_| page.len() == limit as usize).map(|line| Cursor::after(filter.sort, line));
            Ok(LinesView { lines: page.iter().map(LineView::from).collect(), next, total: store.count(&filter)? })
        })
    }

    /// Lists every device with any entry here, in the order of arrival.
    pub fn devices(&self) -> Answer<Vec<DeviceView>> {
        self.ask(Asked::Archive, |store| Ok(store.known_devices()?.iter().map(DeviceView::from).collect()))
    }

    /// Returns every item that fits a filter, in its order.
    pub fn found(&self, filter: &FilterInput) -> Answer<Vec<String>> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| Ok(store.found(&filter)?.iter().map(ToString::to_string).collect()))
    }

    /// Returns a small JPEG of an item; empty if there is none.
    pub fn thumbnail(&self, item: &str) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        match self.ask(Asked::Archive, |store| store.kept_thumbnail(&item))? {
            Some(kept) => Ok(kept),
            None => self.ask_aside(&self.making, |store| Ok(store.thumbnail(&item)?.unwrap_or_default())),
        }
    }

    /// Marks an item and returns its new line.
    pub fn mark(&self, item: &str, change: MarkInput) -> Answer<LineView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| Ok(LineView::from(&store.mark(&item, &change.into())?)))
    }

    /// Returns all facts about one item without its media.
    pub fn case(&self, item: &str) -> Answer<CaseView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| {
            let (mut case, around) = (CaseView::from(&store.show(&item)?), store.around(&item)?);
            case.record = case.record.map(|record| record.within(&around));
            Ok(case)
        })
    }

    /// Returns bytes of a medium.
    pub fn medium(&self, item: &str, medium: u32, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| store.read_medium(&item, medium as usize, offset, length as usize))
    }

    /// Returns the five answers for items of the archive, under its own newest policy.
    pub fn judge(&self, items: &[String]) -> Answer<VerdictView> {
        let items = items.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>()?;
        let now = now();
        self.ask_aside(&self.judging, |store| {
            let judged = store.judge(&items, now)?;
            Ok(VerdictView::of(&judged.verdict, now, &judged.incomplete))
        })
    }

    /// Writes a bundle.
    pub fn bundle(&self, input: &BundleInput) -> Answer<BundleView> {
        let plan = bundles::Wanted::read(input)?;
        let made = self.ask(Asked::Bundle, |store| Ok(plan.write(store, now()).map(BundleView::from)))?;
        let made = made.map_err(blame_bundle)?;
        self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?.push(plan.into_path());
        Ok(made)
    }

    /// Removes the files that a kill in the middle of a bundle left.
    pub fn discard_bundles(&self) -> Answer<ArchiveView> {
        self.ask(Asked::Bundle, Store::remove_unfinished_bundles)?;
        self.state()
    }

    /// Returns, for each of these items that is a person's account, the uses that its persons agree to today.
    pub fn allowed(&self, items: &[String]) -> Answer<Vec<AllowedView>> {
        let items = items.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>()?;
        let allowed = self.ask(Asked::Archive, |store| store.allowed(&items, now()))?;
        let view = |Allowed { item, asked, named, uses }: Allowed| AllowedView {
            item: item.to_string(),
            asked,
            named,
            uses: uses.into_iter().collect(),
        };
        Ok(allowed.into_iter().map(view).collect())
    }

    /// Returns a free path: `name` in the folder of this run's newest bundle, else in `documents`. Empty if neither is
    /// a folder.
    pub fn bundle_place(&self, name: &str, documents: Option<PathBuf>) -> Answer<String> {
        if Path::new(name).file_name() != Some(name.as_ref()) {
            return Err(ErrorCode::BadRequest.into());
        }
        let last = {
            let written = self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
            written.last().and_then(|path| path.parent()).map(Path::to_owned)
        };
        let Some(folder) = last.into_iter().chain(documents).find(|folder| folder.is_dir()) else {
            return Ok(String::new());
        };
        let (stem, ending) = name.rsplit_once('.').map_or((name, ""), |(stem, _)| (stem, name.split_at(stem.len()).1));
        let names = std::iter::once(name.to_owned()).chain((2..=MAX_NAMES).map(|n| format!("{stem}-{n}{ending}")));
        let free = names.map(|name| folder.join(name)).find(|path| path.symlink_metadata().is_err());
        // A path that is no valid text cannot be typed either.
        Ok(free.as_deref().and_then(Path::to_str).unwrap_or_default().to_owned())
    }

    /// Returns the path, if this run wrote a bundle there.
    pub fn written(&self, path: &str) -> Answer<PathBuf> {
        let path = absolute(path)?;
        let written = self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if !written.contains(&path) {
            return Err(ErrorCode::BadRequest.into());
        }
        if path.exists() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
    }

    /// Returns bytes of a medium from the last bundle that was judged at a path.
    pub fn judged_medium(&self, file: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let judged = self.judged.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        judged.as_ref().ok_or(TroubleView::from(ErrorCode::BadRequest))?.read(file, offset, length)
    }

    /// Returns the policy of the open archive, which verdicts of foreign bundles may trust.
    pub fn policy(&self) -> Answer<Option<evidence::SignedPolicy>> {
        match &*self.place()? {
            Place::Open(Opened { store, .. }) => store.policy().map_err(blame(Asked::Archive)),
            _ => Ok(None),
        }
    }

    fn ask<T>(&self, asked: Asked, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        match &*self.place()? {
            Place::Open(Opened { store, .. }) => ask(store).map_err(blame(asked)),
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::TakingIn => Err(ErrorCode::IntakeRunning.into()),
        }
    }

    /// Runs a long query, one at a time of those that share `turn`, while other queries are answered.
    fn ask_aside<T>(&self, turn: &Mutex<()>, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.ask(Asked::Archive, Store::another)?;
        let answer = ask(&store).map_err(blame(Asked::Archive));
        match *self.place()? {
            // Once the archive is closed, earlier queries are not answered either.
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::Open(_) | Place::TakingIn => answer,
        }
    }

    fn place(&self) -> Answer<MutexGuard<'_, Place>> {
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
struct Held {
    office: Arc<Office>,
    opened: Option<Opened>,
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

/// Returns the archivist's clock.
#[allow(clippy::disallowed_methods, reason = "a door reads the clock and hands it on")]
fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Returns a path that does not depend on the app's working directory.
fn absolute(path: &str) -> Answer<PathBuf> {
    let path = PathBuf::from(path.trim());
    if path.is_absolute() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
}

/// Returns the organisation of this folder. A folder without an organisation is another error than a missing folder.
fn organisation_at(folder: &str) -> Answer<Organisation> {
    let path = absolute(folder)?;
    Organisation::open(&path).map_err(|error| match blame(Asked::Organisation)(error) {
        TroubleView { code: ErrorCode::PathMissing, .. } if path.exists() => ErrorCode::OrganisationUnreadable.into(),
        other => other,
    })
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
        wholeness: input.wholeness.map(Into::into),
        delivered: input.delivered,
        doubt: input.doubt.map(Into::into),
        marked: input.marked.map(Into::into),
        newest: input.newest,
        sort: input.sort.into(),
        ascending: input.ascending,
    })
}

#[cfg(test)]
mod tests;
