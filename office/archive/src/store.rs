//! The archivist's disk: the received sealed parts, and the locked index over them.
//!
//! Owns `<home>/archive/`. Parts keep the exact bytes that the device sealed; readable data is only in SQLCipher. Never
//! holds the archive key, and never lets two processes in at once.
//!
//! ```text
//! archive/lock             held while open
//! archive/key.json         salt and cost of Argon2id
//! archive/index.sqlite     SQLCipher, raw key
//! archive/parts/<digest>   sealed parts, those too that wait for the witness key
//! archive/quarantine/<digest>   sealed parts that did not open or do not match, or that no entry names
//! ```

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use disk::durable::UNFINISHED;
use disk::{Disk, Durable, Lock, OsDisk, Step, cipher};
use evidence::part::MAX_SEALED;
use evidence::{Digest, Envelope, PublicKey, SignedEntry, SignedPolicy};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use zeroize::Zeroizing;

use crate::columns::{blob, damaged, with_hint};
use crate::last_opened::LastOpened;
use crate::passphrase::Stretching;
use crate::{Error, Result, migration};

/// The tables: filed statements, logs, the list, the desk, references, words of the organisation, doubts, parts that
/// wait for their policy.
const SCHEMA: [&str; 8] = [
    include_str!("schema.sql"),
    migration::LOGS,
    include_str!("schema_list.sql"),
    include_str!("schema_desk.sql"),
    include_str!("schema_related.sql"),
    include_str!("schema_said.sql"),
    include_str!("schema_doubts.sql"),
    UNWEIGHED,
];
const UNWEIGHED: &str = include_str!("schema_unweighed.sql");
const VERSION: i64 = 14;
const ORGANISATION: &str = "organisation";

/// The open store. One process at a time.
pub struct Store {
    pub(crate) index: Connection,
    folders: Folders,
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    pub(crate) last: RefCell<LastOpened>,
    // The system releases it when the process ends, even after a kill.
    _lock: Option<Lock>,
}

/// The folders of parts. Cheap to share with threads that write them.
#[derive(Clone)]
pub(crate) struct Folders {
    parts: PathBuf,
    quarantine: PathBuf,
    durable: Durable,
}

impl Store {
    /// Returns true if there is an archive under this home.
    pub fn exists(home: &Path) -> bool {
        home.join("archive").join("index.sqlite").exists()
    }

    /// Opens the archive under `home`, or makes an empty one locked with this passphrase.
    pub fn open_or_create(home: &Path, passphrase: &str) -> Result<Self> {
        Self::open_or_create_on(home, passphrase, Arc::new(OsDisk))
    }

    /// Opens or makes the archive like [`Store::open_or_create`], with every durable step taken on `on`.
    pub fn open_or_create_on(home: &Path, passphrase: &str, on: Arc<dyn Disk>) -> Result<Self> {
        let durable = Durable::new(on);
        let dir = home.join("archive");
        let disk = || Error::disk("the archive's folder");
        durable.create_folders(&dir).map_err(disk())?;
        let lock = lock(&dir)?;
        let settings = dir.join("key.json");
        if !settings.exists() {
            if dir.join("index.sqlite").exists() {
                return Err(Error::malformed("the archive", "key.json is missing"));
            }
            durable.write_new(&settings, &Stretching::generate()?.to_json()?).map_err(disk())?;
        }
        Self::open_locked(&dir, lock, passphrase, durable)
    }

    /// Opens the archive under `home`. Errors: `WrongPassphrase`, `Busy`, `Refused` if there is none.
    pub fn open(home: &Path, passphrase: &str) -> Result<Self> {
        let dir = home.join("archive");
        if !Self::exists(home) {
            return Err(Error::refused("the archive", "there is none in this home; pull first"));
        }
        let lock = lock(&dir)?;
        Self::open_locked(&dir, lock, passphrase, Durable::os())
    }

    fn open_locked(dir: &Path, lock: Lock, passphrase: &str, durable: Durable) -> Result<Self> {
        let disk = || Error::disk("the archive's folder");
        let folders = Folders { parts: dir.join("parts"), quarantine: dir.join("quarantine"), durable };
        folders.durable.create_folders(&folders.parts).map_err(disk())?;
        folders.durable.create_folders(&folders.quarantine).map_err(disk())?;
        let settings = fs::read(dir.join("key.json")).map_err(disk())?;
        let key = Stretching::parse(&settings)?.key(passphrase)?;
        let path = dir.join("index.sqlite");
        let index = open_index(&path, &key, &folders.durable)?;
        let store = Self { index, folders, path, key, last: RefCell::default(), _lock: Some(lock) };
        store.clear_unfinished()?;
        store.renew_names()?;
        store.write_lines()?;
        Ok(store)
    }

    /// Opens this archive a second time, for long work that must not block others. The copy does not hold the archive's
    /// lock, so it must end soon after this store does.
    pub fn another(&self) -> Result<Self> {
        let (path, key) = (self.path.clone(), self.key.clone());
        let folders = self.folders.clone();
        let index = open_index(&path, &key, &folders.durable)?;
        Ok(Self { index, folders, path, key, last: RefCell::default(), _lock: None })
    }

    /// Returns the organisation of this archive, known after the first pull.
    pub fn organisation(&self) -> Result<Option<PublicKey>> {
        let key: Option<Vec<u8>> =
            self.index.query_row("SELECT value FROM meta WHERE key = ?1", [ORGANISATION], |r| r.get(0)).optional()?;
        key.map(|bytes| {
            let bytes = bytes.as_slice().try_into().map_err(|_| damaged())?;
            Ok(PublicKey::from_bytes(bytes)?)
        })
        .transpose()
    }

    /// Binds the store permanently to its organisation.
    pub(crate) fn bind(&self, organisation: &PublicKey) -> Result<()> {
        match self.organisation()? {
            Some(known) if known == *organisation => Ok(()),
            Some(_) => Err(Error::refused("the pull", "this archive belongs to another organisation")),
            None => {
                let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
                self.index.execute(sql, params![ORGANISATION, organisation.as_bytes()])?;
                Ok(())
            }
        }
    }

    /// Returns every known policy, oldest first.
    pub fn policies(&self) -> Result<Vec<SignedPolicy>> {
        let Some(organisation) = self.organisation()? else { return Ok(Vec::new()) };
        let mut rows = self.index.prepare("SELECT envelope FROM policy ORDER BY version, digest")?;
        let rows = rows.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
        let mut policies = Vec::new();
        for envelope in rows {
            policies.push(SignedPolicy::open(evidence::Envelope::parse(&envelope?)?, &organisation)?);
        }
        Ok(policies)
    }

    /// Keeps a policy; every policy from any source passes through here.
    ///
    /// Errors: `Evidence` for a policy that the archive's organisation did not sign.
    pub(crate) fn keep_policy(&self, envelope: &Envelope) -> Result<()> {
        let organisation = self.organisation()?.ok_or(Error::Bug("a policy came before its organisation"))?;
        let policy = SignedPolicy::open(envelope.clone(), &organisation)?;
        let sql = "INSERT INTO policy (digest, version, envelope) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let version = i64::try_from(policy.policy().version).unwrap_or(i64::MAX);
        // The key id is a hint that is not signed; a carrier may have changed it.
        let envelope = with_hint(envelope, &organisation);
        self.index.execute(sql, params![blob(&policy.digest()), version, envelope.to_json()])?;
        Ok(())
    }

    /// Returns the way to durable bytes on this archive's disk.
    pub fn durable(&self) -> &Durable {
        &self.folders.durable
    }

    /// Commits the filed rows.
    pub(crate) fn commit(&self, transaction: Transaction<'_>) -> Result<()> {
        let failed = Error::disk("the archive's index");
        self.durable().commit(Step::CommitIndex, &self.path, transaction).map_err(failed)
    }

    pub(crate) fn folders(&self) -> Folders {
        self.folders.clone()
    }

    /// Reads the sealed bytes of a held part, checked against its digest; `buffer` is reused.
    pub(crate) fn read_part(&self, digest: &Digest, buffer: &mut Vec<u8>) -> Result<()> {
        if self.folders.read(digest, buffer).map_err(Error::disk("a sealed part"))? {
            return Ok(());
        }
        Err(Error::malformed("a sealed part", format!("{} was changed on disk", digest.short())))
    }

    /// Removes remnants of a kill: sealed bytes that no row names.
    fn clear_unfinished(&self) -> Result<()> {
        let disk = || Error::disk("the archive's folder");
        for folder in [&self.folders.parts, &self.folders.quarantine] {
            for file in fs::read_dir(folder).map_err(disk())? {
                let path = file.map_err(disk())?.path();
                if path.to_string_lossy().ends_with(UNFINISHED) {
                    fs::remove_file(path).map_err(disk())?;
                }
            }
        }
        Ok(())
    }
}

impl Folders {
    /// Reads a part into `buffer`; returns true if its bytes have the digest in its name.
    pub(crate) fn read(&self, digest: &Digest, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
        buffer.clear();
        let file = File::open(self.part(digest))?;
        file.take(MAX_SEALED as u64 + 1).read_to_end(buffer)?;
        Ok(Digest::of(buffer) == *digest)
    }

    /// Returns true if the whole part is already here; `buffer` then holds it.
    pub(crate) fn holds(&self, digest: &Digest, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
        match self.read(digest, buffer) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            other => other,
        }
    }

    /// Returns true if a file of that size has the part's name. Its bytes are checked whenever it is opened.
    pub(crate) fn lies(&self, digest: &Digest, size: u64) -> std::io::Result<bool> {
        match self.part(digest).metadata() {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            other => Ok(other?.len() == size),
        }
    }

    /// Makes a part's bytes durable; its name is durable after [`Self::sync`].
    pub(crate) fn write(&self, digest: &Digest, sealed: &[u8]) -> std::io::Result<()> {
        self.durable.write_renamed(&self.part(digest), sealed)
    }

    /// Sets bytes aside under their announced digest.
    pub(crate) fn set_aside(&self, digest: &Digest, bytes: &[u8]) -> std::io::Result<()> {
        self.durable.write_renamed(&self.quarantine.join(digest.to_string()), bytes)
    }

    /// Returns true if bytes with this digest are set aside under it.
    pub(crate) fn is_aside(&self, digest: &Digest) -> std::io::Result<bool> {
        match File::open(self.quarantine.join(digest.to_string())) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            file => {
                let mut bytes = Vec::new();
                file?.take(MAX_SEALED as u64 + 1).read_to_end(&mut bytes)?;
                Ok(Digest::of(&bytes) == *digest)
            }
        }
    }

    /// Makes the names of all written parts durable.
    pub(crate) fn sync(&self) -> std::io::Result<()> {
        self.durable.sync_folder(&self.parts)?;
        self.durable.sync_folder(&self.quarantine)
    }

    fn part(&self, digest: &Digest) -> PathBuf {
        self.parts.join(digest.to_string())
    }
}

fn lock(dir: &Path) -> Result<Lock> {
    let file = File::options().create(true).truncate(false).write(true).open(dir.join("lock"));
    let file = file.map_err(Error::disk("the archive's folder"))?;
    Lock::exclusive(file).map_err(Error::disk("the archive's lock"))?.ok_or(Error::Busy)
}

fn open_index(path: &Path, key: &Zeroizing<[u8; 32]>, durable: &Durable) -> Result<Connection> {
    let index = cipher::open(path, key, true)?;
    // An intake uses about a hundred different statements per item; the default cache holds 16.
    index.set_prepared_statement_cache_capacity(128);
    index.execute_batch("PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 16777216;")?;
    let version: i64 = index.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    match version {
        VERSION => {}
        0 => {
            let all = SCHEMA.concat();
            index.execute_batch(&format!("BEGIN IMMEDIATE; {all} PRAGMA user_version = {VERSION}; COMMIT;"))?;
        }
        11..VERSION => {
            let mut index = index;
            let change = index.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if version == 11 {
                change.execute_batch(UNWEIGHED)?;
            }
            if version < 13 {
                migration::logs_by_key(&change)?;
            }
            change.execute_batch(migration::STOOD_OUT)?;
            change.pragma_update(None, "user_version", VERSION)?;
            change.commit()?;
            return Ok(index);
        }
        // An older index has a format that this build cannot read: a pull into a new home rebuilds the archive.
        _ => return Err(Error::Unsupported { what: "the archive's index" }),
    }
    if version == 0 {
        durable.sync_parent(path).map_err(Error::disk("the archive's folder"))?;
    }
    Ok(index)
}

/// Returns a filed entry with its details, if they are here.
pub(crate) fn entry(index: &Connection, name: &Digest) -> Result<Option<SignedEntry>> {
    let sql = "SELECT envelope FROM entry WHERE digest = ?1";
    let json: Option<Vec<u8>> = index.prepare_cached(sql)?.query_row([blob(name)], |r| r.get(0)).optional()?;
    Ok(json.map(|json| SignedEntry::parse(&json)).transpose()?)
}
