//! A home: one device's folder, opened by one process at a time. Opens it and follows policies.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use disk::{Disk, Lock, Step, sql_io};
use evidence::chain::Head;
use evidence::entry::Seen;
use evidence::{BootId, Digest, ItemId, PublicKey, SignedEntry, SignedPolicy};
use rusqlite::{Connection, params};
use seal::{OneTimeKey, Sealer, TransportKey};

use crate::access::{Access, Unread};
use crate::aside::Aside;
use crate::believed::Believed;
use crate::chains;
use crate::challenge::Asked;
use crate::destroy;
use crate::destroyed::Destroyed;
use crate::durable::Durable;
use crate::error::{IN_USE, NO_FOLDER, UNJOINED};
use crate::gate::Gate;
use crate::layout::Layout;
use crate::mend::Mended;
use crate::new_chain::{self, Broken};
use crate::readers::{Readers, Sealers, reviews};
use crate::store::seen;
use crate::{Error, Reason, Recovery, Result, Surroundings, mend, schema, slots, store, transport};

/// An open home. Clones share it, so that a recording and a sync can run side by side.
#[derive(Clone)]
pub struct Home(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) layout: Layout,
    pub(crate) durable: Durable,
    pub(crate) around: Arc<dyn Surroundings>,
    pub(crate) boot: BootId,
    /// Seal to the recipients of the policy in force. Looked up for every part, so that a newer policy applies
    /// immediately.
    sealers: Mutex<Sealers>,
    /// Counts the threads that seal parts for an entry; a new policy waits for them.
    pub(crate) sealing: Gate,
    /// Folders that parts were renamed into since their last sync.
    renamed: Mutex<BTreeSet<PathBuf>>,
    /// Set by the first failed durable step; later writes fail.
    pub(crate) dead: AtomicBool,
    /// Set by a panic: from then on no key is used or made, and no durable step starts.
    pub(crate) destroyed: Destroyed,
    /// Set once a panic has completed here.
    pub(crate) finished: AtomicBool,
    /// Held for reading by each thread that writes a part; a panic over everything takes it for writing.
    pub(crate) writing: RwLock<()>,
    pub(crate) state: Mutex<State>,
    /// The home that replaced this one after a failed write.
    pub(crate) successor: Mutex<Weak<Shared>>,
    /// Set when this home's state was closed in favour of its successor: it can no longer be read.
    pub(crate) replaced: AtomicBool,
    pub(crate) access: Access,
    /// Earlier chains that could not continue. They are only read and sent from.
    pub(crate) earlier: Vec<Home>,
    /// False for an earlier chain.
    pub(crate) is_current: bool,
    /// The pieces of this chain, and the earlier chains outside `earlier`, that cannot be read.
    pub(crate) unread: Vec<Unread>,
    /// Items that a full disk kept from being closed when this home was opened: no program writes to them.
    pub(crate) postponed: Mutex<BTreeSet<ItemId>>,
}

pub(crate) struct State {
    pub(crate) db: Connection,
    pub(crate) head: Head,
    /// The key that signs the next entry; `None` if the ratchet's slot was lost.
    pub(crate) key: Option<OneTimeKey>,
    pub(crate) organisation: PublicKey,
    pub(crate) policy: SignedPolicy,
    /// The recipient who may review items sealed from now on, as the chain names it.
    pub(crate) review: Option<String>,
    pub(crate) seen: Option<Seen>,
    /// The results of the receipt checks since the home was opened.
    pub(crate) believed: Believed,
    /// The newest challenge to the server about the parts that it holds.
    pub(crate) asked: Option<Asked>,
}

impl Home {
    /// Returns true if there is a home at `path`, a remnant of a join, or a folder that this process may not look into.
    /// Checks only the name.
    pub fn exists(path: &Path) -> bool {
        chains::has_outbox(&Layout::new(path)).unwrap_or(true)
    }

    /// Opens a home and repairs the traces of a kill or a power cut. Finishes an interrupted panic; a home whose keys
    /// are destroyed can be read, but neither accepts items nor sends them ([`Status::destroyed`]).
    ///
    /// [`Status::destroyed`]: crate::Status::destroyed
    ///
    /// Fails with `Refused` if another process has the home open, or if it never joined.
    pub fn open(path: &Path, disk: Arc<dyn Disk>, around: Arc<dyn Surroundings>) -> Result<(Self, Recovery)> {
        Self::open_until(path, disk, around, &Destroyed::default())
    }

    /// Opens a home like [`Home::open`], and releases its lock as soon as `destroyed` reports a panic.
    pub fn open_until(
        path: &Path,
        disk: Arc<dyn Disk>,
        around: Arc<dyn Surroundings>,
        destroyed: &Destroyed,
    ) -> Result<(Self, Recovery)> {
        let layout = Layout::new(path);
        let durable = Durable::new(disk, destroyed, &layout);
        if !chains::has_outbox(&layout)? && layout.panic_begun().is_none() {
            return Err(Error::Refused(UNJOINED));
        }
        let lock = lock(&layout)?;
        let aside = Aside::default();
        let access = Access::Own { lock: Arc::new(lock), destroyed: destroyed.clone(), aside };
        Self::open_locked(layout, durable, around, access)
    }

    /// Opens and repairs the home that `access` has locked. If its chain cannot continue, a new chain takes its place.
    pub(crate) fn open_locked(
        layout: Layout,
        durable: Durable,
        around: Arc<dyn Surroundings>,
        access: Access,
    ) -> Result<(Self, Recovery)> {
        let before = destroy::resume(&durable, &layout)?.is_some();
        if before {
            // Recorded before the first step, which would otherwise mistake the old marker for a new panic.
            durable.until().before();
        }
        new_chain::resume(&durable, &layout)?;
        if !chains::has_outbox(&layout)? {
            return Err(Error::Refused(UNJOINED));
        }
        durable.reserve().look();
        let boot = boot(&around)?;
        let mut outbox = Opened::look(&layout, &durable, &around, true, before)?;
        let mut recovery = Recovery { dropped: outbox.dropped, ..Recovery::default() };
        if outbox.key.is_none() && !outbox.destroyed {
            let Opened { db, device, tip, named, .. } = outbox;
            let broken = Broken { device: &device, tip: tip.as_ref(), named };
            match new_chain::begin(&durable, &layout, &around, boot, db, &broken) {
                Ok(()) => recovery.new_chain = true,
                // A full disk prevents capture, but the home's parts can still be sent, which frees room.
                Err(e) if e.is_disk_full() && tip.is_some() => {}
                Err(e) => return Err(e),
            }
            outbox = Opened::look(&layout, &durable, &around, true, before)?;
        }
        let (earlier, unread) = Self::open_earlier(&layout, &durable, &around, boot, &access, &mut recovery)?;
        let Opened { db, key, tip, .. } = outbox;
        let newest = tip.ok_or(Error::malformed("outbox", "it has no entry that counts"))?;
        let home =
            Self::assemble(layout, durable, around, boot, db, access, Chain { key, earlier, is_over: false, unread })?;
        // After a kill between the renames of the newest entry's parts and the next entry, their folders may not be
        // synced.
        home.0.renamed(newest.parts().iter().map(|p| p.sealed.sha256));
        home.0.recover(&mut recovery)?;
        // A destroyed home cannot capture and needs no reserve.
        if !home.0.destroyed.is_set() {
            home.0.durable.reserve().make();
        }
        Ok((home, recovery))
    }

    /// Opens the earlier chains. An unreadable one prevents neither capture nor the opening of the others: it is
    /// reported, and if its outbox is unusable its parts are filed as found.
    fn open_earlier(
        layout: &Layout,
        durable: &Durable,
        around: &Arc<dyn Surroundings>,
        boot: BootId,
        access: &Access,
        recovery: &mut Recovery,
    ) -> Result<(Vec<Self>, Vec<Unread>)> {
        let Access::Own { lock, destroyed, aside } = access else { return Ok(Default::default()) };
        let (mut homes, mut unread, before) = (Vec::new(), Vec::new(), destroyed.is_set());
        let numbered = match chains::earlier_or_why(layout) {
            Ok(numbered) => numbered,
            Err(e) => {
                let why = Error::disk("the earlier chains could not be listed", e);
                return Ok((homes, vec![Unread::new(Some("earlier".to_owned()), &why)]));
            }
        };
        for (number, layout) in numbered {
            if !layout.is_folder() {
                unread.push(Unread::of(number, &NO_FOLDER));
                continue;
            }
            let (lock, destroyed, aside) = (Arc::clone(lock), destroyed.clone(), aside.clone());
            let access = Access::Own { lock, destroyed, aside };
            let (durable_of, around) = (durable.clone(), Arc::clone(around));
            let open = || -> Result<Self> {
                let outbox = Opened::look(&layout, durable, &around, false, before)?;
                recovery.dropped += outbox.dropped;
                if outbox.tip.is_none() {
                    return Err(Error::malformed("its outbox", "it has no entry that counts"));
                }
                let over = Chain { is_over: true, ..Chain::default() };
                Self::assemble(layout.clone(), durable_of, Arc::clone(&around), boot, outbox.db, access, over)
            };
            match open() {
                Ok(home) => {
                    let mut own = Recovery::default();
                    match home.0.recover(&mut own) {
                        Err(e) if e.is_of_one_place() => unread.push(Unread::of(number, &e)),
                        other => other?,
                    }
                    recovery.missing.extend(own.missing);
                    homes.push(home);
                }
                Err(e) if e.is_damage() => {
                    mend::mark(durable, &layout)?;
                    unread.push(Unread::of(number, &e));
                }
                Err(e) if e.is_of_one_place() => unread.push(Unread::of(number, &e)),
                Err(e) => return Err(e),
            }
        }
        Ok((homes, unread))
    }

    /// Returns the earlier chains, the first one first: each can be read and sent from, and accepts no entries.
    pub fn earlier(&self) -> Vec<Self> {
        self.0.earlier.clone()
    }

    pub(crate) fn assemble(
        layout: Layout,
        durable: Durable,
        around: Arc<dyn Surroundings>,
        boot: BootId,
        db: Connection,
        access: Access,
        chain: Chain,
    ) -> Result<Self> {
        let device = store::device(&db)?.ok_or(Error::Refused(UNJOINED))?;
        let device_destroyed = device.is_destroyed();
        let newest = store::newest_entry(&db)?.ok_or(Error::malformed("outbox", "it has no genesis entry"))?;
        let is_current = !chain.is_over;
        // A chain that no longer seals cannot seal to a wrong recipient, so a changed row that prevents capture does
        // not prevent reading.
        let seals = is_current && matches!(access, Access::Own { .. });
        let policy = belongs(&db, &newest, &device, &layout, seals)?;
        let earlier = store::policies(&db, &device.organisation)?;
        if seals && earlier.iter().any(|earlier| policy.check_follows(earlier).is_err()) {
            return Err(Error::malformed("the outbox", "a newer policy was in force here: somebody set it back"));
        }
        let mut believed = Believed::new(earlier.iter().chain([&policy]));
        // Homes of earlier versions have no such table.
        store::contradictions(&db).unwrap_or_default().iter().for_each(|found| believed.contradict(found));
        // Checks whether the server knows this device.
        if let Some((genesis, Some(proof))) = store::flagged(&db, 0, 1)?.first()
            && believed.counts(genesis, proof)
        {
            believed.set_noted(0);
        }
        let checkpoint = device.checkpoint.as_deref().filter(|note| believed.shows(note));
        let sealers = Sealers::new(policy.policy(), device.review_recipient.as_deref().filter(|_| seals))?;
        let destroyed = match &access {
            // The code that opened the home has looked for a marker; a later marker is a new panic.
            Access::Own { destroyed, .. } => destroyed.clone(),
            Access::Brought { .. } => {
                let destroyed = Destroyed::default();
                if layout.panic_begun().is_some() || device_destroyed {
                    destroyed.before();
                }
                destroyed
            }
        };
        let state = State {
            db,
            head: Head::of(&newest),
            key: chain.key,
            organisation: device.organisation,
            policy,
            review: device.review_recipient.clone(),
            seen: seen(checkpoint),
            believed,
            asked: None,
        };
        Ok(Self(Arc::new(Shared {
            layout,
            durable,
            around,
            boot,
            sealers: Mutex::new(sealers),
            sealing: Gate::default(),
            renamed: Mutex::default(),
            dead: AtomicBool::new(false),
            destroyed,
            writing: RwLock::default(),
            state: Mutex::new(state),
            finished: AtomicBool::new(false),
            successor: Mutex::default(),
            replaced: AtomicBool::new(false),
            access,
            earlier: chain.earlier,
            is_current,
            unread: chain.unread,
            postponed: Mutex::default(),
        })))
    }

    /// Returns true if the home was opened for reading ([`Home::open_to_read`]).
    pub fn is_only_read(&self) -> bool {
        self.0.check_own().is_err()
    }

    /// Returns the policy in force.
    pub fn policy(&self) -> Result<SignedPolicy> {
        Ok(self.0.lock()?.policy.clone())
    }

    /// Returns the policies that the chain names: the earlier ones and the one in force.
    pub fn policies(&self) -> Result<Vec<SignedPolicy>> {
        let state = self.0.lock()?;
        let mut all = store::policies(&state.db, &state.organisation)?;
        all.push(state.policy.clone());
        all.sort_by_key(|policy| policy.policy().version);
        Ok(all)
    }

    /// Returns the organisation key.
    pub fn organisation(&self) -> Result<PublicKey> {
        Ok(self.0.lock()?.organisation)
    }

    /// Returns the digest of the genesis entry, which identifies the device.
    pub fn device(&self) -> Result<Digest> {
        Ok(self.0.lock()?.head.device)
    }

    /// Returns the newest entry and the key that must sign the next.
    pub fn head(&self) -> Result<Head> {
        Ok(self.0.lock()?.head)
    }

    /// Returns the key that authenticates this device's requests. Fails once a panic has destroyed it.
    pub fn transport_key(&self) -> Result<TransportKey> {
        let state = self.0.lock()?;
        self.0.destroyed.check()?;
        let key = transport::key(&self.0.layout, &state.db)?;
        if key.is_none() && self.0.layout.panic_begun().is_some() {
            return Err(Error::unavailable("its keys were destroyed", crate::Reason::Destroyed));
        }
        key.ok_or_else(|| Error::malformed("the transport key", "a file of this home is gone or changed, and nothing can be sent from here: testamur carry takes what is here, and new evidence needs a new home"))
    }

    /// Returns entries from sequence number `from` on, oldest first, at most `limit`.
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>> {
        let state = self.0.lock()?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        store::entries(&state.db, "WHERE seq >= ?1 ORDER BY seq LIMIT ?2", params![store::number(from), limit])
    }
}

impl Shared {
    /// Makes a random item id. It is written to the disk only with the item's first part.
    pub(crate) fn new_item(&self) -> Result<ItemId> {
        let mut id = [0; 16];
        self.random(&mut id)?;
        Ok(ItemId::from_bytes(id))
    }

    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, State>> {
        // A thread panicked while it held the lock, so the state in memory is unknown: the next start reads it from the
        // disk.
        let unusable = || Error::unavailable("the home cannot be used", Reason::Reopen);
        let state = self.state.lock().map_err(|_| unusable())?;
        if self.replaced.load(Ordering::SeqCst) {
            return Err(unusable());
        }
        self.look();
        self.destroyed.check_read()?;
        Ok(state)
    }

    /// Returns a sealer to those readers, as the policy in force names them. Fails with `Refused` if it names none of
    /// that kind.
    pub(crate) fn sealer(&self, readers: Readers) -> Result<Arc<Sealer>> {
        let failed = |_| Error::unavailable("the home cannot be used", Reason::Reopen);
        self.sealers.lock().map_err(failed)?.of(readers)
    }

    pub(crate) fn seal_with(&self, new: Sealers) -> Result<()> {
        let failed = |_| Error::unavailable("the home cannot be used", Reason::Reopen);
        *self.sealers.lock().map_err(failed)? = new;
        Ok(())
    }

    /// Remembers the folders of parts that were, or are about to be, renamed into place.
    pub(crate) fn renamed(&self, parts: impl Iterator<Item = Digest>) {
        let folders = parts.filter_map(|digest| self.layout.part(&digest).parent().map(Path::to_owned));
        // A thread that panicked while it held this lock can only have begun to add.
        self.renamed.lock().unwrap_or_else(PoisonError::into_inner).extend(folders);
    }

    /// Syncs `incoming`. The new folders of renamed parts must be durable before `incoming` may forget their old names.
    pub(crate) fn sync_incoming(&self) -> std::io::Result<()> {
        let folders = std::mem::take(&mut *self.renamed.lock().unwrap_or_else(PoisonError::into_inner));
        for folder in &folders {
            self.durable.sync_folder(folder)?;
        }
        self.durable.sync_folder(&self.layout.incoming())
    }

    /// Changes settings of the device in one durable transaction.
    pub(crate) fn settings(
        &self,
        db: &mut Connection,
        change: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<usize>,
    ) -> Result<()> {
        self.write(db, Step::CommitSettings, "a setting could not be stored", |tx| change(tx).map(|_| ()))
    }

    /// Runs one durable transaction; a failure poisons the home.
    pub(crate) fn write(
        &self,
        db: &mut Connection,
        step: Step,
        failed: &'static str,
        change: impl FnOnce(&rusqlite::Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        self.check_alive()?;
        let done = db.transaction().and_then(|tx| change(&tx).map(|()| tx)).map_err(sql_io);
        let done = done.and_then(|tx| self.durable.commit(step, &self.layout.outbox(), tx));
        done.map_err(|e| {
            self.poison();
            Error::disk(failed, e)
        })
    }
}

/// Checks that the outbox is this device's: genesis and the newest entry must belong to the organisation whose policy
/// is in force. Returns the policy. If genesis is missing, a log must hold the entries after it. [`Home::check`] walks
/// the rest of the chain.
fn belongs(
    db: &Connection,
    newest: &SignedEntry,
    device: &store::Device,
    layout: &Layout,
    seals: bool,
) -> Result<SignedPolicy> {
    let wrong = |why: &str| Error::malformed("the outbox", format!("{why}: somebody changed it"));
    if let Some(genesis) = store::entry_at(db, 0)? {
        let first = Head::from_genesis(&genesis).map_err(|_| wrong("its entries are not one chain"))?;
        let names = genesis.genesis().ok_or(Error::Bug("a genesis without its fields"))?;
        if first.device != newest.device() {
            return Err(wrong("its entries are not one chain"));
        }
        if device.organisation.digest() != names.organisation {
            return Err(wrong("this device joined another organisation"));
        }
        // An earlier chain whose transport key does not fit can still be read and carried.
        let judged = seals && !device.is_destroyed() && layout.panic_begun().is_none();
        // A panic may have begun in between.
        if judged && !transport::fits(layout, device, &genesis)? && layout.panic_begun().is_none() {
            return Err(wrong("its transport key is another device's"));
        }
    }
    let policy = SignedPolicy::open(device.policy.clone(), &device.organisation)?;
    if !seals {
        return Ok(policy);
    }
    let says = newest.details().ok_or_else(|| wrong("its newest entry has no details"))?;
    if says.policy != policy.digest() {
        return Err(wrong("its policy is not the one that its chain names last"));
    }
    if !device.is_destroyed() && says.review != device.review_recipient {
        return Err(wrong("who may review is not whom its chain names last"));
    }
    if device.review_recipient.as_ref().is_some_and(|reviewer| !reviews(policy.policy(), reviewer)) {
        return Err(wrong("it names who may review, and the policy grants that to nobody of the kind"));
    }
    Ok(policy)
}

/// An outbox as a start finds it, repaired if necessary.
struct Opened {
    db: Connection,
    device: store::Device,
    /// The newest valid entry.
    tip: Option<SignedEntry>,
    /// The genesis named by entries that are no longer valid.
    named: Option<Digest>,
    dropped: u32,
    /// The key that signs the next entry.
    key: Option<OneTimeKey>,
    destroyed: bool,
}

impl Opened {
    /// Opens and repairs the outbox. `before` is true if a panic was recorded before this opening.
    fn look(
        layout: &Layout,
        durable: &Durable,
        around: &Arc<dyn Surroundings>,
        is_current: bool,
        before: bool,
    ) -> Result<Self> {
        let failed = |e| Error::disk("the outbox could not be opened", e);
        durable.keep_private(&layout.outbox()).map_err(failed)?;
        let mut db = schema::open(&layout.outbox())?;
        // Synced before a key is erased for an entry: an earlier sync may have failed although the kernel shows the
        // data.
        match durable.checkpoint(&layout.outbox(), &db).map_err(failed) {
            // On a full disk it is safe to continue, and sending frees room.
            Err(e) if e.is_disk_full() => {}
            other => other?,
        }
        let device = store::device(&db)?.ok_or(Error::Refused(UNJOINED))?;
        if device.is_destroyed() || before {
            if is_current {
                durable.until().before();
            }
            destroy::resume_outbox(durable, layout, &mut db)?;
            let tip = Some(store::newest_entry(&db)?.ok_or(Error::Refused(UNJOINED))?);
            return Ok(Self { db, device, tip, named: None, dropped: 0, key: None, destroyed: true });
        }
        let is_mended = mend::is_needed(layout, &db, &device)?;
        let mut found = match is_mended {
            true => mend::mend(durable, layout, &mut db, &device)?,
            false => Mended { tip: store::newest_entry(&db)?, ..Mended::default() },
        };
        let key = match found.tip.as_ref().map(Head::of) {
            Some(head) => slots::recover(durable, layout, head.seq + 1, head.next_key)?,
            None => None,
        };
        // Entries may be missing at the end, which the walk cannot notice.
        if key.is_none() && is_current && !is_mended {
            found = match mend::mend(durable, layout, &mut db, &device) {
                Err(e) if e.is_disk_full() => found,
                other => other?,
            };
        }
        transport::wrap(durable, layout, around, &mut db)?;
        let Mended { tip, named, dropped } = found;
        Ok(Self { db, device, tip, named, dropped, key, destroyed: false })
    }
}

/// A chain's state among the chains of its device.
#[derive(Default)]
pub(crate) struct Chain {
    /// The key that signs its next entry; `None` if it is lost, or if the home is only read.
    pub(crate) key: Option<OneTimeKey>,
    /// The earlier chains.
    pub(crate) earlier: Vec<Home>,
    /// True if this chain could not continue.
    pub(crate) is_over: bool,
    /// The pieces of this chain and the earlier chains that cannot be read.
    pub(crate) unread: Vec<Unread>,
}

pub(crate) fn lock(layout: &Layout) -> Result<Lock> {
    let failed = |e| Error::disk("the home could not be locked", e);
    let open = File::options().create(true).truncate(false).write(true).mode(0o600).open(layout.lock());
    let file = open.map_err(failed)?;
    Lock::exclusive(file).map_err(failed)?.ok_or(Error::Refused(IN_USE))
}

pub(crate) fn boot(around: &Arc<dyn Surroundings>) -> Result<BootId> {
    let mut id = [0; 16];
    around.fill_random(&mut id).map_err(|e| Error::disk("the home could not be opened", e))?;
    Ok(BootId::from_bytes(id))
}
