//! The data folder: its layout, its contents on the first start, and the lock on it.
//!
//! Owns the order in which a new server is made. Never makes a new log key for an old log, nor a new log for an old
//! key: either would be a log with two histories.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::Lock;
use sync::messages::codes;
use tlog::SignedCheckpoint;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::durable::{self, Disk, Durable, OsDisk};
use crate::keys::LogKey;
use crate::ledger::{Ledger, SqliteLedger};
use crate::objects::{FileObjects, FileSpool, Objects, Spool};
use crate::surroundings::random;
use crate::tls::Identity;
use crate::tree::{self, Tree};
use crate::{Error, Result};

const LEDGER: &str = "ledger.sqlite";
const LOG_KEY: &str = "log.key";
const LOCK: &str = "serving.lock";

/// Name of the fact that says whether the first organisation needs a code: `open` or `closed`.
pub const ADMISSION: &str = "admission";
const VERIFIER: &str = "log_key";

/// An open data folder.
pub struct Home {
    /// The database of organisations, devices, entries and parts.
    pub ledger: Arc<dyn Ledger>,
    /// Uploads in progress.
    pub spool: Arc<dyn Spool>,
    /// Whole parts.
    pub objects: Arc<dyn Objects>,
    /// The log key.
    pub key: Arc<LogKey>,
    /// The TLS identity.
    pub identity: Identity,
    folder: PathBuf,
}

/// Proof that only this process serves the folder; released when dropped.
pub struct Serving(#[allow(dead_code, reason = "held until it is dropped")] Lock);

impl Home {
    /// Opens the folder; with `create`, makes missing files.
    ///
    /// Errors: `Refused` for an origin other than the log's, for a log without its key and a key without its log;
    /// `Malformed` for damaged files; `Unavailable` for the disk.
    pub fn open(config: &Config, create: bool) -> Result<Self> {
        Self::open_on(config, create, Arc::new(OsDisk))
    }

    /// Opens the folder like [`Home::open`], on another disk.
    pub fn open_on(config: &Config, create: bool, disk: Arc<dyn Disk>) -> Result<Self> {
        let data = config.data.as_path();
        if create {
            let _: Durable = durable::make_folder(&*disk, data).map_err(Error::unavailable("the data folder"))?;
        }
        let (ledger_file, key_file) = (data.join(LEDGER), data.join(LOG_KEY));
        if !ledger_file.exists() {
            if !create {
                return Err(Error::refused(codes::REFUSED, "there is no server in this folder; run `init` first"));
            }
            if key_file.exists() {
                return Err(Error::refused(
                    codes::REFUSED,
                    "there is a log key but no ledger: restore the ledger, or move the key away for a new log",
                ));
            }
        }
        let ledger: Arc<dyn Ledger> = Arc::new(SqliteLedger::open_on(&ledger_file, create, Arc::clone(&disk))?);
        let key = Arc::new(open_key(&*ledger, &key_file, config, &*disk)?);
        if config.origin.as_deref().is_some_and(|origin| origin != key.origin()) {
            return Err(Error::refused(codes::REFUSED, "the log has another origin, and an origin never changes"));
        }
        check_log(&*ledger, &key)?;
        let objects = Arc::new(FileObjects::open(data, disk.clone())?);
        let spool = Arc::new(FileSpool::open(data, disk.clone())?);
        let identity = Identity::open(data, config.tls.as_ref(), &*disk)?;
        Ok(Self { ledger, spool, objects, key, identity, folder: data.to_owned() })
    }

    /// Claims the folder for serving. Errors: `Refused` if another process serves it.
    pub fn serve(&self) -> Result<Serving> {
        let file = File::create(self.folder.join(LOCK)).map_err(Error::unavailable("the data folder"))?;
        let lock = Lock::exclusive(file).map_err(Error::unavailable("the data folder's lock"))?;
        lock.map(Serving).ok_or_else(|| Error::refused(codes::REFUSED, "another process serves this folder"))
    }
}

fn open_key(ledger: &dyn Ledger, file: &Path, config: &Config, disk: &dyn Disk) -> Result<LogKey> {
    let known = ledger.snapshot()?.meta(VERIFIER)?;
    let stored = match std::fs::read_to_string(file) {
        Ok(text) => Some(LogKey::parse(&Zeroizing::new(text))?),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
        Err(e) => return Err(Error::unavailable("the log key's file")(e)),
    };
    match (known, stored) {
        (Some(known), Some(key)) if known == key.verifier().to_string() => Ok(key),
        (Some(_), Some(_)) => Err(Error::refused(codes::REFUSED, "the log key is not the one of this log")),
        (Some(_), None) => Err(Error::refused(codes::REFUSED, "the log key's file is missing; restore it")),
        // A first start, perhaps one that was interrupted after it wrote the key.
        (None, stored) => {
            let key = match stored {
                Some(key) => key,
                None => {
                    let key = LogKey::new(&Zeroizing::new(random()?), config.origin.as_deref())?;
                    let failed = Error::unavailable("the log key's file");
                    let _: Durable = durable::write_whole(disk, file, key.to_file().as_bytes()).map_err(failed)?;
                    key
                }
            };
            let mut change = ledger.change()?;
            change.set_log_head(&tree::empty(&key)?)?;
            change.set_meta(ADMISSION, if config.closed { "closed" } else { "open" })?;
            change.set_meta(VERIFIER, &key.verifier().to_string())?;
            let _: Durable = change.commit()?;
            Ok(key)
        }
    }
}

/// Checks that the stored tree has the signed root; a log that fails this must not sign another one.
fn check_log(ledger: &dyn Ledger, key: &LogKey) -> Result<()> {
    let snapshot = ledger.snapshot()?;
    let head = snapshot.log_head()?;
    let signed = SignedCheckpoint::open(head.checkpoint.as_bytes(), key.verifier())?;
    let root = tlog::tree::root(&Tree::new(&*snapshot), head.size)?;
    if signed.checkpoint().size() != head.size || signed.checkpoint().root() != root {
        return Err(Error::malformed("log", "the stored tree is not the one that was signed"));
    }
    Ok(())
}
