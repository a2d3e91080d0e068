//! A home: one device's folder, opened by one process at a time. Opens, follows policies.

use std::collections::BTreeSet;
use std::fs::File;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use evidence::chain::Head;
use evidence::entry::Seen;
use evidence::{BootId, Digest, ItemId, PublicKey, SignedEntry, SignedPolicy};
use rusqlite::{Connection, params};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use seal::{OneTimeKey, Sealer, TransportKey};

use crate::aside::Aside;
use crate::brought::{Access, Unread};
use crate::commit::seen;
use crate::destroy::{self, Destroyed};
use crate::durable::{Durable, Step};
use crate::error::{IN_USE, NO_FOLDER, UNJOINED, sql_io};
use crate::gate::Gate;
use crate::layout::Layout;
use crate::mend::Mended;
use crate::new_chain::{self, Broken};
use crate::possession::Asked;
use crate::readers::{Readers, Sealers, reviews};
use crate::receipts::Believed;
use crate::{Disk, Error, Reason, Recovery, Result, Surroundings, mend, schema, slots, store, transport};

/// An open home. Clones share it, so that a recording and a sync can run side by side.
#[derive(Clone)]
pub struct Home(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub(crate) layout: Layout,
    pub(crate) durable: Durable,
    pub(crate) around: Arc<dyn Surroundings>,
    pub(crate) boot: BootId,
    /// Seal to whom the policy in force names. Taken anew for every part, so that a newer policy holds at once.
    sealers: Mutex<Sealers>,
    /// Who seals parts for an entry; a new policy waits for them.
    pub(crate) sealing: Gate,
    /// Folders that parts were renamed into and that were not synced since.
    renamed: Mutex<BTreeSet<PathBuf>>,
    /// Set by the first failed durable step; nothing is written after it.
    pub(crate) dead: AtomicBool,
    /// Set by a panic: no key is used, none is made, and no durable step is begun from then on.
    pub(crate) destroyed: Destroyed,
    /// Set once a panic has gone through to its end here.
    pub(crate) finished: AtomicBool,
    /// Held for reading by whoever writes a part; a panic that removes everything waits for them.
    pub(crate) writing: RwLock<()>,
    pub(crate) state: Mutex<State>,
    /// The home that was opened in this one's stead, after a write had failed here.
    pub(crate) successor: Mutex<Weak<Shared>>,
    /// Set when this one's state was let go for that home: nothing can be read from it any more.
    pub(crate) replaced: AtomicBool,
    pub(crate) access: Access,
    /// Chains that could not go on, and that this one goes on from. They are read and sent from.
    pub(crate) earlier: Vec<Home>,
    /// False for one of those.
    pub(crate) is_current: bool,
    /// What of this chain, and of those before it that are not among `earlier`, cannot be read.
    pub(crate) unread: Vec<Unread>,
}

pub(crate) struct State {
    pub(crate) db: Connection,
    pub(crate) head: Head,
    /// The key that signs the next entry; none when the ratchet's slot was lost.
    pub(crate) key: Option<OneTimeKey>,
    pub(crate) organisation: PublicKey,
    pub(crate) policy: SignedPolicy,
    /// Who may review what is sealed from now on, as the chain names it.
    pub(crate) review: Option<String>,
    pub(crate) seen: Option<Seen>,
    /// The outcome of the checks of receipts since the home was opened.
    pub(crate) believed: Believed,
    /// The newest question to the server about what it has.
    pub(crate) asked: Option<Asked>,
}

impl Home {
    /// True when there is a home at `path`, or what a join left of one, or when nobody here may look. Asks nothing but the name.
    pub fn exists(path: &Path) -> bool {
        Layout::new(path).has_outbox().unwrap_or(true)
    }

    /// Opens a home and repairs what a kill or a power cut left behind. Finishes a panic that was cut off; one whose
    /// keys are destroyed can be read, and nothing can be added to it or sent ([`Status::destroyed`]).
    ///
    /// [`Status::destroyed`]: crate::Status::destroyed
    ///
    /// Refused when another process has it open, or when it never joined.
    pub fn open(path: &Path, disk: Arc<dyn Disk>, around: Arc<dyn Surroundings>) -> Result<(Self, Recovery)> {
        Self::open_until(path, disk, around, &Destroyed::default())
    }

    /// Opens a home as [`Home::open`] does, and lets go of its lock as soon as `destroyed` says that a panic has begun.
    pub fn open_until(
        path: &Path,
        disk: Arc<dyn Disk>,
        around: Arc<dyn Surroundings>,
        destroyed: &Destroyed,
    ) -> Result<(Self, Recovery)> {
        let layout = Layout::new(path);
        let durable = Durable::new(disk, destroyed, &layout);
        if !layout.has_outbox()? && destroy::begun(&layout).is_none() {
            return Err(Error::Refused(UNJOINED));
        }
        let lock = lock(&layout)?;
        let aside = Aside::default();
        let access = Access::Own { lock: Arc::new(lock), destroyed: destroyed.clone(), aside };
        Self::open_locked(layout, durable, around, access)
    }

    /// Opens and repairs what the lock in `access` keeps others out of. A chain that cannot go on is gone on from by another one.
    pub(crate) fn open_locked(
        layout: Layout,
        durable: Durable,
        around: Arc<dyn Surroundings>,
        access: Access,
    ) -> Result<(Self, Recovery)> {
        let before = destroy::resume(&durable, &layout)?.is_some();
        if before {
            // Known before its first step, which would take the marker for news.
            durable.until().before();
        }
        new_chain::resume(&durable, &layout)?;
        if !layout.has_outbox()? {
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
                // Nothing can be captured on a full disk, and what is here can still be sent, which makes room.
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
        // A kill between the renames of the newest entry's parts and the next entry: nobody has synced their folders.
        home.0.renamed(newest.parts().iter().map(|p| p.sealed.sha256));
        home.0.recover(&mut recovery)?;
        // Who captures nothing more needs none.
        if !home.0.destroyed.is_set() {
            home.0.durable.reserve().make();
        }
        Ok((home, recovery))
    }

    /// Opens the chains that this one goes on from. One that cannot be read keeps nobody from capturing, and no other away: it is told,
    /// and where its outbox is none any more its parts are filed as found.
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
        let numbered = match new_chain::earlier_or_why(layout) {
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

    /// The chains that this one goes on from, the first one first: each can be read and sent from, and nothing is added to it.
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
        // Where nothing is sealed, nobody can choose who may open it: what a changed row refuses to capture can be read.
        let seals = is_current && matches!(access, Access::Own { .. });
        let policy = belongs(&db, &newest, &device, &layout, seals)?;
        let earlier = store::policies(&db, &device.organisation)?;
        if seals && earlier.iter().any(|earlier| policy.check_follows(earlier).is_err()) {
            return Err(Error::malformed("the outbox", "a newer policy was in force here: somebody set it back"));
        }
        let mut believed = Believed::new(earlier.iter().chain([&policy]));
        // A home of an earlier version has no such table.
        store::contradictions(&db).unwrap_or_default().iter().for_each(|found| believed.contradict(found));
        // Whether the server knows this device.
        if let Some((genesis, Some(proof))) = store::flagged(&db, 0, 1)?.first()
            && believed.counts(genesis, proof)
        {
            believed.set_noted(0);
        }
        let checkpoint = device.checkpoint.as_deref().filter(|note| believed.shows(note));
        let sealers = Sealers::new(policy.policy(), device.review_recipient.as_deref().filter(|_| seals))?;
        let destroyed = match &access {
            // Who opened it has looked; a marker that came since is news.
            Access::Own { destroyed, .. } => destroyed.clone(),
            Access::Brought { .. } => {
                let destroyed = Destroyed::default();
                if destroy::begun(&layout).is_some() || device_destroyed {
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
        })))
    }

    /// True when it was opened to be read ([`Home::open_to_read`]).
    pub fn is_only_read(&self) -> bool {
        self.0.check_own().is_err()
    }

    /// The policy in force.
    pub fn policy(&self) -> Result<SignedPolicy> {
        Ok(self.0.lock()?.policy.clone())
    }

    /// The policies that the chain names: those that were in force before, and the one that is.
    pub fn policies(&self) -> Result<Vec<SignedPolicy>> {
        let state = self.0.lock()?;
        let mut all = store::policies(&state.db, &state.organisation)?;
        all.push(state.policy.clone());
        all.sort_by_key(|policy| policy.policy().version);
        Ok(all)
    }

    /// The organisation key.
    pub fn organisation(&self) -> Result<PublicKey> {
        Ok(self.0.lock()?.organisation)
    }

    /// Digest of the genesis entry: the device's name.
    pub fn device(&self) -> Result<Digest> {
        Ok(self.0.lock()?.head.device)
    }

    /// The newest entry and the key that must sign the next.
    pub fn head(&self) -> Result<Head> {
        Ok(self.0.lock()?.head)
    }

    /// The key that authenticates this device's requests. Refused once a panic has destroyed it.
    pub fn transport_key(&self) -> Result<TransportKey> {
        let state = self.0.lock()?;
        self.0.destroyed.check()?;
        let key = transport::key(&self.0.layout, &state.db)?;
        if key.is_none() && destroy::begun(&self.0.layout).is_some() {
            return Err(Error::unavailable("its keys were destroyed", crate::Reason::Destroyed));
        }
        key.ok_or_else(|| Error::malformed("the transport key", "a file of this home is gone or changed, and nothing can be sent from here: testamur carry takes what is here, and new evidence needs a new home"))
    }

    /// Entries from sequence number `from` on, oldest first, at most `limit`.
    pub fn entries(&self, from: u64, limit: usize) -> Result<Vec<SignedEntry>> {
        let state = self.0.lock()?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        store::entries(&state.db, "WHERE seq >= ?1 ORDER BY seq LIMIT ?2", params![store::number(from), limit])
    }
}

impl Shared {
    /// Fresh random bits. They are on the disk once something of the item is, and never before.
    pub(crate) fn new_item(&self) -> Result<ItemId> {
        let mut id = [0; 16];
        self.random(&mut id)?;
        Ok(ItemId::from_bytes(id))
    }

    pub(crate) fn lock(&self) -> Result<MutexGuard<'_, State>> {
        // A thread that died while it held the state left it unknown: the next start finds out what is on the disk.
        let unusable = || Error::unavailable("the home cannot be used", Reason::Reopen);
        let state = self.state.lock().map_err(|_| unusable())?;
        if self.replaced.load(Ordering::SeqCst) {
            return Err(unusable());
        }
        self.look();
        self.destroyed.check_read()?;
        Ok(state)
    }

    /// Seals to those readers whom the policy in force names. Refused when it names none of that kind.
    pub(crate) fn sealer(&self, readers: Readers) -> Result<Arc<Sealer>> {
        let failed = |_| Error::unavailable("the home cannot be used", Reason::Reopen);
        self.sealers.lock().map_err(failed)?.of(readers)
    }

    pub(crate) fn seal_with(&self, new: Sealers) -> Result<()> {
        let failed = |_| Error::unavailable("the home cannot be used", Reason::Reopen);
        *self.sealers.lock().map_err(failed)? = new;
        Ok(())
    }

    /// Remembers that these parts were, or are about to be, renamed into their places.
    pub(crate) fn renamed(&self, parts: impl Iterator<Item = Digest>) {
        let folders = parts.filter_map(|digest| self.layout.part(&digest).parent().map(Path::to_owned));
        // A thread that panicked while it held the lock had only begun to add.
        self.renamed.lock().unwrap_or_else(PoisonError::into_inner).extend(folders);
    }

    /// Makes the names in `incoming` last. A part that left must last in its new place before its folder is forgotten here.
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

    /// One durable transaction; a failure poisons the home.
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

/// Checks that the outbox is this device's: its genesis is of the organisation whose policy is in force, and so is the newest entry. Gives
/// the policy. Where genesis is gone, a log holds what follows it. The rest of the chain is walked by [`Home::check`].
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
        // An earlier chain that cannot be sent from can be read and carried all the same.
        let judged = seals && !device.is_destroyed() && destroy::begun(layout).is_none();
        // A panic may have come in between.
        if judged && !transport::fits(layout, device, &genesis)? && destroy::begun(layout).is_none() {
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

/// An outbox as a start finds it, mended where that was needed.
struct Opened {
    db: Connection,
    device: store::Device,
    /// The newest entry that counts.
    tip: Option<SignedEntry>,
    /// The genesis that entries name which do not count any more.
    named: Option<Digest>,
    dropped: u32,
    /// The key that signs the next entry.
    key: Option<OneTimeKey>,
    destroyed: bool,
}

impl Opened {
    /// `before` says that a panic over the home was there before it was opened.
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
        // Before a key is erased for an entry: its sync may have failed, and the kernel shows it all the same.
        match durable.checkpoint(&layout.outbox(), &db).map_err(failed) {
            // On a full disk nothing is lost by going on, and sending is what makes room.
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
        // Entries may have gone from the end, where the walk does not miss them.
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

/// A chain among those of its device.
#[derive(Default)]
pub(crate) struct Chain {
    /// The key that signs its next entry; none where it is gone, or where the home is only read.
    pub(crate) key: Option<OneTimeKey>,
    /// Those that it goes on from.
    pub(crate) earlier: Vec<Home>,
    /// True for one that could not go on.
    pub(crate) is_over: bool,
    /// What of it and of those before it cannot be read.
    pub(crate) unread: Vec<Unread>,
}

pub(crate) fn lock(layout: &Layout) -> Result<File> {
    let failed = |e| Error::disk("the home could not be locked", e);
    let open = File::options().create(true).truncate(false).write(true).mode(0o600).open(layout.lock());
    let file = open.map_err(failed)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(Errno::WOULDBLOCK) => Err(Error::Refused(IN_USE)),
        Err(e) => Err(failed(e.into())),
    }
}

pub(crate) fn boot(around: &Arc<dyn Surroundings>) -> Result<BootId> {
    let mut id = [0; 16];
    around.fill_random(&mut id).map_err(|e| Error::disk("the home could not be opened", e))?;
    Ok(BootId::from_bytes(id))
}
