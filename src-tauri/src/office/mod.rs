//! The archivist's office: the archive of this machine, opened with its passphrase and held until it is closed.
//!
//! Owns that one thing at a time uses the store: a question waits for the one before it, and while an intake has the
//! store nobody else does. Work that takes long, a verdict or a thumbnail that is still to be made, has a store of its own
//! and keeps only its like waiting. No rule of evidence stands here; plain media pass through memory and are kept nowhere.

mod blame;
mod bundles;
mod choose;
// The same file as the command's: a copied home is read alike through both doors, and neither room of it may know the
// other.
#[path = "../../../cli/src/copied.rs"]
mod copied;
mod intake;
mod shares;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use archive::{Cursor, Filter, Organisation, Store};
use evidence::ItemId;
use zeroize::Zeroizing;

pub use self::bundles::{judge_lent, judge_path};
pub use self::choose::choose;
pub use self::shares::{check_shares, look};

use self::blame::{Asked, blame};
use crate::ipc::Answer;
use crate::views::devices::DeviceView;
use crate::views::office::{
    ArchiveView, BundleInput, BundleView, CaseView, FilterInput, IntakeInput, IntakeState, IntakeView, LineView,
    LinesView, MarkInput, OrganisationView,
};
use crate::views::trouble::{ErrorCode, TroubleView};
use crate::views::verdict::VerdictView;

/// Fewest characters of a new archive's passphrase: it guards everything that was ever taken in.
const MIN_PASSPHRASE: usize = 12;

/// Bundles of one day in one folder whose names are tried before none is proposed.
const MAX_NAMES: u32 = 99;

/// The archive of this machine, open or not.
pub struct Office {
    /// The folder in which the archive lies now: a trial has one of its own.
    home: Box<dyn Fn() -> PathBuf + Send + Sync>,
    place: Mutex<Place>,
    told: Mutex<IntakeView>,
    stop: AtomicBool,
    /// The bundle at a path that was judged last: its media can be opened.
    judged: Mutex<Option<bundles::Judged>>,
    /// Bundles that this run wrote, the newest last: they can be shown in their folder.
    written: Mutex<Vec<PathBuf>>,
    /// How often it was shut: what was opened before is closed as soon as whoever uses it lets go.
    shuts: AtomicU64,
    /// Held while a verdict is found, and while a thumbnail is made: one of each at a time.
    judging: Mutex<()>,
    making: Mutex<()>,
}

/// Where the store is.
enum Place {
    Closed,
    Open(Opened),
    TakingIn,
}

/// The store, and how often the archive had been shut when its passphrase was asked for.
struct Opened {
    store: Box<Store>,
    shuts: u64,
}

impl Office {
    /// The archive under this home. Touches nothing yet.
    #[cfg(any(test, mobile))]
    pub fn new(home: &Path) -> Arc<Self> {
        let home = home.to_owned();
        Self::at(move || home.clone())
    }

    /// The archive under the folder that `home` names whenever it is looked for. Touches nothing yet.
    pub fn at(home: impl Fn() -> PathBuf + Send + Sync + 'static) -> Arc<Self> {
        let (place, told) = (Mutex::new(Place::Closed), Mutex::default());
        let (judged, written) = (Mutex::default(), Mutex::default());
        let (judging, making) = (Mutex::default(), Mutex::default());
        let (stop, shuts) = (AtomicBool::new(false), AtomicU64::new(0));
        Arc::new(Self { home: Box::new(home), place, told, stop, judged, written, shuts, judging, making })
    }

    /// Whether there is an archive and what is in it.
    pub fn state(&self) -> Answer<ArchiveView> {
        match &*self.place()? {
            Place::Closed if Store::exists(&(self.home)()) => Ok(ArchiveView::Closed),
            Place::Closed => Ok(ArchiveView::None),
            Place::TakingIn => Ok(ArchiveView::TakingIn),
            Place::Open(Opened { store, .. }) => {
                let count = |filter: &Filter| store.count(filter).map_err(blame(Asked::Archive));
                let policy = store.policy().map_err(blame(Asked::Archive))?;
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
        {
            // Before the wait: what is shut meanwhile is shut.
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
        self.leave();
        self.stop.store(true, Ordering::SeqCst);
    }

    /// Closes the archive of a window that was left alone: an intake goes on, and the archive is closed after it.
    pub fn leave(self: &Arc<Self>) {
        self.shuts.fetch_add(1, Ordering::SeqCst);
        *self.judged.lock().unwrap_or_else(PoisonError::into_inner) = None;
        let own = Arc::clone(self);
        std::thread::spawn(move || {
            // A question that died in its middle leaves it poisoned, and open.
            own.settle(&mut own.place.lock().unwrap_or_else(PoisonError::into_inner));
        });
    }

    /// True when no question and no intake has the archive any more. Waits for nobody.
    #[cfg(desktop)]
    pub fn is_shut(&self) -> bool {
        self.place.try_lock().is_ok_and(|mut place| {
            self.settle(&mut place);
            matches!(*place, Place::Closed)
        })
    }

    /// An organisation as its folder describes it.
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

    /// Begins an intake on a thread of its own and says how it begins. Shares that do not open are told at once.
    pub fn take_in(self: &Arc<Self>, mut input: IntakeInput) -> Answer<IntakeView> {
        let keys = match &*self.place()? {
            Place::Open(_) => intake::Keys::join(&input),
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
                    // While the place is held: a shut that comes from here on is not taken back.
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
            let next =
                page.last().filter(|_| page.len() == limit as usize).map(|line| Cursor::after(filter.sort, line));
            Ok(LinesView { lines: page.iter().map(LineView::from).collect(), next, total: store.count(&filter)? })
        })
    }

    /// Every device that brought anything, those first that came first.
    pub fn devices(&self) -> Answer<Vec<DeviceView>> {
        self.ask(Asked::Archive, |store| Ok(store.known_devices()?.iter().map(DeviceView::from).collect()))
    }

    /// Every item that a filter leaves, in its order.
    pub fn found(&self, filter: &FilterInput) -> Answer<Vec<String>> {
        let filter = read_filter(filter)?;
        self.ask(Asked::Archive, |store| Ok(store.found(&filter)?.iter().map(ToString::to_string).collect()))
    }

    /// A small JPEG of an item; empty when there is none.
    pub fn thumbnail(&self, item: &str) -> Answer<Vec<u8>> {
        let item = read_item(item)?;
        match self.ask(Asked::Archive, |store| store.kept_thumbnail(&item))? {
            Some(kept) => Ok(kept),
            None => self.ask_aside(&self.making, |store| Ok(store.thumbnail(&item)?.unwrap_or_default())),
        }
    }

    /// Marks an item and gives its line as it is then.
    pub fn mark(&self, item: &str, change: MarkInput) -> Answer<LineView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| Ok(LineView::from(&store.mark(&item, &change.into())?)))
    }

    /// Everything about one item but its media.
    pub fn case(&self, item: &str) -> Answer<CaseView> {
        let item = read_item(item)?;
        self.ask(Asked::Archive, |store| {
            let (mut case, around) = (CaseView::from(&store.show(&item)?), store.around(&item)?);
            case.record = case.record.map(|record| record.within(&around));
            Ok(case)
        })
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
        self.ask_aside(&self.judging, |store| {
            let judged = store.judge(&items, now)?;
            Ok(VerdictView::of(&judged.verdict, now, &judged.incomplete))
        })
    }

    /// Writes a bundle.
    pub fn bundle(&self, input: &BundleInput) -> Answer<BundleView> {
        let plan = bundles::Wanted::read(input)?;
        let made = self.ask(Asked::Bundle, |store| plan.write(store, now()).map(BundleView::from))?;
        self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?.push(plan.into_path());
        Ok(made)
    }

    /// A path under which nothing lies yet: `name` where the newest bundle of this run went, else in `documents`. Empty where
    /// neither is a folder.
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
        // A path that is no text cannot be typed either.
        Ok(free.as_deref().and_then(Path::to_str).unwrap_or_default().to_owned())
    }

    /// The path of a bundle that this run wrote, and no other.
    pub fn written(&self, path: &str) -> Answer<PathBuf> {
        let path = absolute(path)?;
        let written = self.written.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        if !written.contains(&path) {
            return Err(ErrorCode::BadRequest.into());
        }
        if path.exists() { Ok(path) } else { Err(ErrorCode::PathMissing.into()) }
    }

    /// Bytes of a medium of the bundle at a path that was judged last.
    pub fn judged_medium(&self, file: &str, offset: u64, length: u32) -> Answer<Vec<u8>> {
        let judged = self.judged.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        judged.as_ref().ok_or(TroubleView::from(ErrorCode::BadRequest))?.read(file, offset, length)
    }

    /// The policy that the archive goes by, where it is open: what verdicts of foreign bundles may trust.
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

    /// Asks what takes long, one at a time of those that share `turn`, while other questions are answered.
    fn ask_aside<T>(&self, turn: &Mutex<()>, ask: impl FnOnce(&Store) -> archive::Result<T>) -> Answer<T> {
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let store = self.ask(Asked::Archive, Store::another)?;
        let answer = ask(&store).map_err(blame(Asked::Archive));
        match *self.place()? {
            // Once it is closed it answers nothing, also not what it was asked before.
            Place::Closed => Err(ErrorCode::ArchiveClosed.into()),
            Place::Open(_) | Place::TakingIn => answer,
        }
    }

    fn place(&self) -> Answer<MutexGuard<'_, Place>> {
        let mut place = self.place.lock().map_err(|_| TroubleView::from(ErrorCode::Bug))?;
        self.settle(&mut place);
        Ok(place)
    }

    /// Closes what was open when the archive was shut.
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

/// The store while an intake has it. It goes back however the intake ends.
struct Held {
    office: Arc<Office>,
    opened: Option<Opened>,
}

impl Drop for Held {
    fn drop(&mut self) {
        // The window that waits for it must hear that it is over, however it ended.
        if std::thread::panicking() {
            self.office.tell(|told| {
                told.state = IntakeState::Failed;
                told.trouble = Some(ErrorCode::Bug.into());
            });
        }
        if let (Some(opened), Ok(mut place)) = (self.opened.take(), self.office.place.lock()) {
            *place = if self.office.is_over(&opened) {
                // Before anybody is let in who would find the archive still held.
                drop(opened);
                Place::Closed
            } else {
                Place::Open(opened)
            };
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

/// The organisation whose folder this is. A folder that is there and is none is another fault than a path with nothing at it.
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
        problem: input.problem,
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
