//! Opens another person's home for reading: a phone's folder on a cable, or a copy on a stick.
//!
//! Reading changes nothing in that home (docs/decisions/0016). The outbox is copied and the copy is opened, because
//! SQLite would merge the log that a kill left into the database, and a newer version would migrate it. Every path is
//! checked to be an ordinary file of bounded size.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::{Lock, Strange, open_plain};
use evidence::part::MAX_SEALED;
use evidence::{BootId, Digest};
use rusqlite::Connection;
use serde::Serialize;
use tempfile::TempDir;

use crate::aside::Aside;
use crate::commit::SEALED_PART;
use crate::destroy::Destroyed;
use crate::durable::Durable;
use crate::error::{IN_USE, NO_FOLDER, READ_ONLY, UNJOINED};
use crate::home::{Chain, Home, Shared, boot};
use crate::incoming::Staged;
use crate::layout::{Layout, beside};
use crate::new_chain::{self, Earlier, Files};
use crate::reserve::Reserve;
use crate::{Disk, Error, LostPart, Result, Surroundings, mend, schema, store};

/// Largest outbox that is copied, in bytes: a stick may claim a file of any size. Millions of entries fit.
const MAX_OUTBOX: u64 = 16 << 30;

/// The copy's name.
const COPY: &str = "outbox.sqlite";
/// A folder in memory, on systems that have one.
const MEMORY: &str = "/dev/shm";

/// This process's rights in a home.
pub(crate) enum Access {
    /// This device's own home. The lock is held until the last clone is dropped, also of homes that replaced it after a
    /// failed write.
    Own {
        lock: Arc<Lock>,
        /// Shared by all clones: a panic through one of them also ends the others and an unlocked vault.
        destroyed: Destroyed,
        /// Drafts that wait for room on the disk; shared by all clones.
        aside: Aside,
    },
    /// Another person's home, only to be read. It may come without a lock file.
    Brought {
        _lock: Option<Arc<Lock>>,
        /// Parts that a kill left in `incoming`. A home that is only read does not move them to their places.
        incoming: BTreeMap<Digest, PathBuf>,
    },
}

impl Home {
    /// Opens another person's home for reading, with its earlier chains. Its folder is not written, repaired, erased,
    /// signed, or locked against other readers; methods that would change the home are refused. The newest entries are
    /// read even if a kill left them in the database's log, and outboxes of older versions are read too. Entries
    /// without a valid signature chain or receipt are left out and reported by [`Home::unread`].
    ///
    /// Needs as much room in the system's temporary folder as the outboxes take. The copies disappear when this process
    /// ends, even after a kill.
    ///
    /// Fails with `Refused` if another process has the home open for writing or if it never joined, and with
    /// `Malformed` if a path is no ordinary file.
    pub fn open_to_read(path: &Path, disk: Arc<dyn Disk>, around: Arc<dyn Surroundings>) -> Result<Self> {
        let reading = Reading::begin(path, disk, around)?;
        let (current, earlier) = new_chain::chains(&reading.layout);
        let (earlier, unread) = reading.earlier(earlier);
        reading.chain(None, current, Chain { earlier, unread, ..Chain::default() })
    }

    /// Opens, like [`Home::open_to_read`], each chain that can be read, the first one first, and returns the reasons
    /// for the others. If no chain can be read, fails with the current chain's error.
    pub fn chains_to_read(
        path: &Path,
        disk: Arc<dyn Disk>,
        around: Arc<dyn Surroundings>,
    ) -> Result<(Vec<Self>, Vec<Unread>)> {
        let reading = Reading::begin(path, disk, around)?;
        let (current, earlier) = new_chain::chains(&reading.layout);
        let (mut chains, mut unread) = reading.earlier(earlier);
        unread.extend(chains.iter().flat_map(|chain| chain.0.unread.clone()));
        match reading.chain(None, current, Chain::default()) {
            Ok(home) => {
                unread.extend(home.0.unread.clone());
                chains.push(home);
            }
            Err(e) if chains.is_empty() => return Err(e),
            Err(e) => unread.push(Unread::new(None, &e)),
        }
        Ok((chains, unread))
    }

    /// Returns true if the folder has a readable chain, even if an interrupted start left the newest one incomplete.
    pub fn can_be_read(path: &Path) -> bool {
        let layout = Layout::new(path);
        layout.has_outbox().unwrap_or(false) || !new_chain::earlier(&layout).is_empty()
    }

    /// Returns the chains, or pieces of chains, of this home that cannot be read.
    pub fn unread(&self) -> Vec<Unread> {
        self.0.earlier.iter().chain([self]).flat_map(|chain| chain.0.unread.clone()).collect()
    }

    /// Describes this chain as unreadable from some point on; the other chains are still read.
    pub fn unread_from_here(&self, why: &Error) -> Unread {
        let root = self.0.layout.root();
        let number = root.file_name().map(|number| format!("earlier/{}", number.to_string_lossy()));
        Unread::new(number.filter(|_| !self.0.is_current), why)
    }

    /// Returns parts of any chain of this home that have an entry, are not whole on this disk, and are not held by the
    /// server.
    pub fn lost_parts(&self) -> Result<Vec<LostPart>> {
        let mut lost = Vec::new();
        for chain in self.0.earlier.iter().chain([self]) {
            lost.extend(chain.0.lost_parts()?);
        }
        Ok(lost)
    }
}

/// A chain of a home, or a piece of one, that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Unread {
    /// The chain's folder in the home, such as `earlier/2`. `None` for the current chain.
    pub place: Option<String>,
    /// The reason, without content.
    pub why: String,
}

impl Unread {
    pub(crate) fn new(place: Option<String>, why: &dyn fmt::Display) -> Self {
        Self { place, why: why.to_string() }
    }

    /// Describes the chain with this number.
    pub(crate) fn of(number: u64, why: &dyn fmt::Display) -> Self {
        Self::new(Some(place(number)), why)
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place.as_deref().unwrap_or("the newest chain"), self.why)
    }
}

fn place(number: u64) -> String {
    format!("earlier/{number}")
}

/// Number of entries that neither the chain's signatures nor a receipt support.
pub(crate) struct Unvouched(pub(crate) u32);

impl fmt::Display for Unvouched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count) = self;
        write!(
            f,
            "{count} of its entries are left out: what they rested on is gone or was changed, so nobody can vouch for them"
        )
    }
}

/// A home that is being opened for reading.
struct Reading {
    layout: Layout,
    durable: Durable,
    around: Arc<dyn Surroundings>,
    boot: BootId,
    lock: Option<Arc<Lock>>,
}

impl Reading {
    fn begin(path: &Path, disk: Arc<dyn Disk>, around: Arc<dyn Surroundings>) -> Result<Self> {
        let (layout, durable) = (Layout::new(path), Durable::of_nobody(disk, Reserve::default()));
        if !layout.has_outbox()? && new_chain::earlier(&layout).is_empty() {
            return Err(Error::Refused(UNJOINED));
        }
        let lock = lock(&layout)?.map(Arc::new);
        let boot = boot(&around)?;
        Ok(Self { layout, durable, around, boot, lock })
    }

    /// Opens each earlier chain that can be read; a chain that cannot be read does not hide the others.
    fn earlier(&self, chains: Earlier) -> (Vec<Home>, Vec<Unread>) {
        let chains = match chains {
            Ok(chains) => chains,
            Err(e) => {
                let why = Error::disk("the earlier chains could not be listed", e);
                return (Vec::new(), vec![Unread::new(Some("earlier".to_owned()), &why)]);
            }
        };
        let (mut homes, mut unread) = (Vec::new(), Vec::new());
        for (number, files) in chains {
            match self.chain(Some(number), files, Chain { is_over: true, ..Chain::default() }) {
                Ok(home) => homes.push(home),
                Err(e) => unread.push(Unread::of(number, &e)),
            }
        }
        (homes, unread)
    }

    /// Opens a copy of a chain and removes the entries that neither signatures nor receipts support.
    fn chain(&self, number: Option<u64>, files: Option<Files>, mut chain: Chain) -> Result<Home> {
        let files = files.ok_or(Error::malformed("the chain", NO_FOLDER))?;
        let mut db = open_copy(&files)?;
        let incoming = incoming(&files.layout)?;
        let device = store::device(&db)?.ok_or(Error::Refused(UNJOINED))?;
        if mend::is_needed(&files.layout, &db, &device)? {
            let dropped = mend::mend_copy(&files.layout, &mut db, &device)?;
            if dropped > 0 {
                chain.unread.push(Unread::new(number.map(place), &Unvouched(dropped)));
            }
        }
        let access = Access::Brought { _lock: self.lock.clone(), incoming };
        let (durable, around) = (self.durable.clone(), Arc::clone(&self.around));
        Home::assemble(files.layout, durable, around, self.boot, db, access, chain)
    }
}

impl Shared {
    /// Refuses an operation that would change another person's home.
    pub(crate) fn check_own(&self) -> Result<()> {
        match self.access {
            Access::Own { .. } => Ok(()),
            Access::Brought { .. } => Err(Error::Refused(READ_ONLY)),
        }
    }

    /// Returns the path of a part that a kill left in `incoming` of a home that is only read.
    pub(crate) fn left_in_incoming(&self, digest: &Digest) -> Option<&Path> {
        match &self.access {
            Access::Brought { incoming, .. } => incoming.get(digest).map(PathBuf::as_path),
            Access::Own { .. } => None,
        }
    }

    /// Reads a sealed part and checks it against its digest.
    pub(crate) fn read_sealed(&self, digest: &Digest) -> Result<Vec<u8>> {
        let what = "a sealed part could not be read";
        let left = self.left_in_incoming(digest);
        let bytes = match (read_part(&self.layout.part(digest)), left) {
            (Err(e), Some(path)) if e.kind() == io::ErrorKind::NotFound => read_part(path),
            (read, _) => read,
        };
        let bytes = bytes.map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Error::unavailable(what, crate::Reason::NotHere),
            _ => failed(SEALED_PART, what)(e),
        })?;
        checked(bytes, digest)
    }
}

/// Reads a sealed part from a file, independent of any chain, and checks its digest.
pub(crate) fn read_lying(path: &Path, digest: &Digest) -> Result<Vec<u8>> {
    checked(read_part(path).map_err(failed(SEALED_PART, "a sealed part could not be read"))?, digest)
}

fn checked(bytes: Vec<u8>, digest: &Digest) -> Result<Vec<u8>> {
    if Digest::of(&bytes) != *digest {
        return Err(Error::malformed(SEALED_PART, format!("it does not have its digest {}", digest.short())));
    }
    Ok(bytes)
}

/// Locks out writers. Returns `None` if no process ever had the home open here, or if the lock file cannot be locked: a
/// writer would need the same lock.
fn lock(layout: &Layout) -> Result<Option<Lock>> {
    let failed = failed("the home's lock", "the home could not be locked");
    let file = match open_plain(&layout.lock()) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(&failed)?,
    };
    match Lock::shared(file) {
        Ok(Some(lock)) => Ok(Some(lock)),
        Ok(None) => Err(Error::Refused(IN_USE)),
        Err(e) if e.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(e) => Err(failed(e)),
    }
}

/// Opens a copy of a chain's database with its log. A rollback journal is not copied: the outbox never has one, and a
/// planted one could name other files for SQLite to remove.
pub(crate) fn open_copy(files: &Files) -> Result<Connection> {
    let failed = failed("the outbox", "the outbox could not be copied to be read");
    // Memory first: the copy contains the transport key, which should not reach a disk.
    let dir = copy_into(Path::new(MEMORY), files).or_else(|_| copy_into(&tempfile::env::temp_dir(), files));
    let dir = dir.map_err(&failed)?;
    let copied = dir.path().join(COPY);
    let db = schema::open(&copied)?;
    // SQLite keeps the files open. Without names they disappear with this process, even after a kill: they contain the
    // transport key.
    dir.close().map_err(&failed)?;
    Ok(db)
}

/// Copies the database and its log into a private folder below `place`.
fn copy_into(place: &Path, files: &Files) -> io::Result<TempDir> {
    let private = Permissions::from_mode(0o700);
    let dir = tempfile::Builder::new().prefix("testamur-").permissions(private).tempdir_in(place)?;
    let copied = dir.path().join(COPY);
    copy(&files.outbox, &copied)?;
    match copy(&files.log, &beside(&copied, "-wal")) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        other => other?,
    }
    Ok(dir)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let from = open_plain(from)?;
    let mut to = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to)?;
    if io::copy(&mut from.take(MAX_OUTBOX + 1), &mut to)? > MAX_OUTBOX {
        return Err(Strange("it is larger than an outbox can be").into());
    }
    Ok(())
}

fn incoming(layout: &Layout) -> Result<BTreeMap<Digest, PathBuf>> {
    let failed = |e| Error::disk("the home's newest parts could not be listed", e);
    let folder = match std::fs::read_dir(layout.incoming()) {
        // Programs that copy folders may leave out empty ones.
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        other => other.map_err(failed)?,
    };
    let mut found = BTreeMap::new();
    for file in folder {
        let file = file.map_err(failed)?;
        if let Some(staged) = file.file_name().to_str().and_then(Staged::parse) {
            found.insert(staged.part.sealed.sha256, file.path());
        }
    }
    Ok(found)
}

fn read_part(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_plain(path)?.take(MAX_SEALED as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_SEALED {
        return Err(Strange("it is larger than a part can be").into());
    }
    Ok(bytes)
}

pub(crate) fn failed(thing: &'static str, what: &'static str) -> impl Fn(io::Error) -> Error {
    move |e| match e.get_ref().and_then(|e| e.downcast_ref::<Strange>()) {
        Some(strange) => Error::malformed(thing, strange.to_string()),
        None => Error::disk(what, e),
    }
}
