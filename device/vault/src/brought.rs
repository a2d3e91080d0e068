//! Opens another person's home for reading: a phone's folder on a cable, or a copy on a stick.
//!
//! Reading changes nothing in that home (docs/decisions/0016). The outbox is copied and the copy is opened, because
//! SQLite would merge the log that a kill left into the database, and a newer version would migrate it. Every path is
//! checked to be an ordinary file of bounded size.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::{Disk, Lock, Strange, open_plain};
use evidence::part::MAX_SEALED;
use evidence::{BootId, Digest};

use crate::access::{Access, Unread, Unvouched, open_copy, place};
use crate::chains::{self, Earlier, Files};
use crate::durable::Durable;
use crate::error::{IN_USE, NO_FOLDER, READ_ONLY, SEALED_PART, UNJOINED, failed};
use crate::home::{Chain, Home, Shared, boot};
use crate::incoming::Staged;
use crate::layout::Layout;
use crate::reserve::Reserve;
use crate::{Error, LostPart, Result, Surroundings, mend, store};

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
        let (current, earlier) = chains::chains(&reading.layout);
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
        let (current, earlier) = chains::chains(&reading.layout);
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
        chains::has_outbox(&layout).unwrap_or(false) || !chains::earlier(&layout).is_empty()
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
        if !chains::has_outbox(&layout)? && chains::earlier(&layout).is_empty() {
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
