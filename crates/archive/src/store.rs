//! The archivist's disk: sealed parts as they came, and the locked index over them.
//!
//! Owns `<home>/archive/`. Parts stay byte for byte as the device sealed them; what is readable stands in SQLCipher
//! only. Never holds the archive key, and never lets two processes in at once.
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
use std::time::Duration;

use evidence::part::MAX_SEALED;
use evidence::{Digest, Envelope, PublicKey, SignedEntry, SignedPolicy};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use zeroize::Zeroizing;

use crate::passphrase::Stretching;
use crate::reading::LastOpened;
use crate::{Error, Result, durable, migration};

/// The tables: what was filed, logs, the list, the desk, references, words of the organisation, doubts, parts that wait for their policy.
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
const VERSION: i64 = 13;
const ORGANISATION: &str = "organisation";

/// The open store. One process at a time.
pub struct Store {
    pub(crate) index: Connection,
    folders: Folders,
    path: PathBuf,
    key: Zeroizing<[u8; 32]>,
    pub(crate) last: RefCell<LastOpened>,
    // Released by the system when the process ends, however it ends.
    _lock: Option<File>,
}

/// Where parts lie. Cheap to share with threads that write them.
#[derive(Clone)]
pub(crate) struct Folders {
    parts: PathBuf,
    quarantine: PathBuf,
}

impl Store {
    /// True when there is an archive under this home.
    pub fn exists(home: &Path) -> bool {
        home.join("archive").join("index.sqlite").exists()
    }

    /// Opens the archive under `home`, or makes an empty one locked with this passphrase.
    pub fn open_or_create(home: &Path, passphrase: &str) -> Result<Self> {
        let dir = home.join("archive");
        let disk = || Error::disk("the archive's folder");
        durable::folder(&dir).map_err(disk())?;
        let lock = lock(&dir)?;
        let settings = dir.join("key.json");
        if !settings.exists() {
            if dir.join("index.sqlite").exists() {
                return Err(Error::malformed("the archive", "key.json is missing"));
            }
            durable::write_new(&settings, &Stretching::generate()?.to_json()?).map_err(disk())?;
        }
        Self::open_locked(&dir, lock, passphrase)
    }

    /// Opens the archive under `home`. Errors: `WrongPassphrase`, `Busy`, `Refused` when there is none.
    pub fn open(home: &Path, passphrase: &str) -> Result<Self> {
        let dir = home.join("archive");
        if !Self::exists(home) {
            return Err(Error::refused("the archive", "there is none in this home; pull first"));
        }
        let lock = lock(&dir)?;
        Self::open_locked(&dir, lock, passphrase)
    }

    fn open_locked(dir: &Path, lock: File, passphrase: &str) -> Result<Self> {
        let disk = || Error::disk("the archive's folder");
        let folders = Folders { parts: dir.join("parts"), quarantine: dir.join("quarantine") };
        durable::folder(&folders.parts).map_err(disk())?;
        durable::folder(&folders.quarantine).map_err(disk())?;
        let settings = fs::read(dir.join("key.json")).map_err(disk())?;
        let key = Stretching::parse(&settings)?.key(passphrase)?;
        let path = dir.join("index.sqlite");
        let index = open_index(&path, &key)?;
        let store = Self { index, folders, path, key, last: RefCell::default(), _lock: Some(lock) };
        store.clear_unfinished()?;
        store.renew_names()?;
        store.write_lines()?;
        Ok(store)
    }

    /// This archive opened a second time, for work that takes long and must not keep others waiting. It does not hold the
    /// archive's lock, so it must end soon after this store does.
    pub fn another(&self) -> Result<Self> {
        let (path, key) = (self.path.clone(), self.key.clone());
        let (index, folders) = (open_index(&path, &key)?, self.folders.clone());
        Ok(Self { index, folders, path, key, last: RefCell::default(), _lock: None })
    }

    /// The organisation whose archive this is, once something was pulled.
    pub fn organisation(&self) -> Result<Option<PublicKey>> {
        let key: Option<Vec<u8>> =
            self.index.query_row("SELECT value FROM meta WHERE key = ?1", [ORGANISATION], |r| r.get(0)).optional()?;
        key.map(|bytes| {
            let bytes = bytes.as_slice().try_into().map_err(|_| damaged())?;
            Ok(PublicKey::from_bytes(bytes)?)
        })
        .transpose()
    }

    /// Binds the store to its organisation, for good.
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

    /// Every policy known, oldest first.
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

    /// Keeps a policy: the one place where any comes in, from wherever it was brought.
    ///
    /// Errors: `Evidence` for one that the archive's organisation did not sign.
    pub(crate) fn keep_policy(&self, envelope: &Envelope) -> Result<()> {
        let organisation = self.organisation()?.ok_or(Error::Bug("a policy came before its organisation"))?;
        let policy = SignedPolicy::open(envelope.clone(), &organisation)?;
        let sql = "INSERT INTO policy (digest, version, envelope) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        let version = i64::try_from(policy.policy().version).unwrap_or(i64::MAX);
        // The key id is a hint that nothing signs; whoever carried the policy may have changed it.
        let envelope = crate::filing::with_hint(envelope, &organisation);
        self.index.execute(sql, params![blob(&policy.digest()), version, envelope.to_json()])?;
        Ok(())
    }

    pub(crate) fn folders(&self) -> Folders {
        self.folders.clone()
    }

    /// The sealed bytes of a held part, checked against its digest; `buffer` is reused.
    pub(crate) fn read_part(&self, digest: &Digest, buffer: &mut Vec<u8>) -> Result<()> {
        if self.folders.read(digest, buffer).map_err(Error::disk("a sealed part"))? {
            return Ok(());
        }
        Err(Error::malformed("a sealed part", format!("{} was changed on disk", digest.short())))
    }

    /// Removes what a kill left half written: sealed bytes that no row names.
    fn clear_unfinished(&self) -> Result<()> {
        let disk = || Error::disk("the archive's folder");
        for folder in [&self.folders.parts, &self.folders.quarantine] {
            for file in fs::read_dir(folder).map_err(disk())? {
                let path = file.map_err(disk())?.path();
                if path.to_string_lossy().ends_with(durable::UNFINISHED) {
                    fs::remove_file(path).map_err(disk())?;
                }
            }
        }
        Ok(())
    }
}

impl Folders {
    /// Reads a part into `buffer`; true when its bytes have the digest it is named by.
    pub(crate) fn read(&self, digest: &Digest, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
        buffer.clear();
        let file = File::open(self.part(digest))?;
        file.take(MAX_SEALED as u64 + 1).read_to_end(buffer)?;
        Ok(Digest::of(buffer) == *digest)
    }

    /// True when the part lies here already, whole; `buffer` then holds it.
    pub(crate) fn holds(&self, digest: &Digest, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
        match self.read(digest, buffer) {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            other => other,
        }
    }

    /// True when a file of that size lies under the part's name. Its bytes are checked whenever it is opened.
    pub(crate) fn lies(&self, digest: &Digest, size: u64) -> std::io::Result<bool> {
        match self.part(digest).metadata() {
            Err(e) if e.kind() == ErrorKind::NotFound => Ok(false),
            other => Ok(other?.len() == size),
        }
    }

    /// Makes a part's bytes durable; the name is durable after [`Self::sync`].
    pub(crate) fn write(&self, digest: &Digest, sealed: &[u8]) -> std::io::Result<()> {
        durable::write_renamed(&self.part(digest), sealed)
    }

    /// Sets bytes aside under the digest they were announced with.
    pub(crate) fn set_aside(&self, digest: &Digest, bytes: &[u8]) -> std::io::Result<()> {
        durable::write_renamed(&self.quarantine.join(digest.to_string()), bytes)
    }

    /// True when bytes lie aside under this digest, and have it.
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

    /// Makes the names of all parts written so far durable.
    pub(crate) fn sync(&self) -> std::io::Result<()> {
        durable::sync_folder(&self.parts)?;
        durable::sync_folder(&self.quarantine)
    }

    fn part(&self, digest: &Digest) -> PathBuf {
        self.parts.join(digest.to_string())
    }
}

fn lock(dir: &Path) -> Result<File> {
    let path = dir.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(path);
    let file = file.map_err(Error::disk("the archive's folder"))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(Errno::WOULDBLOCK) => Err(Error::Busy),
        Err(e) => Err(Error::disk("the archive's lock")(e.into())),
    }
}

fn open_index(path: &Path, key: &Zeroizing<[u8; 32]>) -> Result<Connection> {
    let index = Connection::open(path)?;
    index.busy_timeout(Duration::from_secs(5))?;
    // An intake asks about a hundred different things of the index for each item; 16 are kept unless more are asked for.
    index.set_prepared_statement_cache_capacity(128);
    // Otherwise SQLCipher tells standard error about a wrong passphrase in its own words.
    index.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    let mut pragma = Zeroizing::new(String::with_capacity(96));
    let hex = Zeroizing::new(hex::encode(key.as_slice()));
    for piece in ["PRAGMA key = \"x'", hex.as_str(), "'\";"] {
        pragma.push_str(piece);
    }
    index.execute_batch(&pragma)?;
    let version = index.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).map_err(|e| match e {
        rusqlite::Error::SqliteFailure(inner, _) if inner.code == rusqlite::ErrorCode::NotADatabase => {
            Error::WrongPassphrase
        }
        other => other.into(),
    })?;
    index.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF; PRAGMA cache_size = -8192; PRAGMA journal_size_limit = 16777216;",
    )?;
    match version {
        VERSION => {}
        0 => {
            let all = SCHEMA.concat();
            index.execute_batch(&format!("BEGIN IMMEDIATE; {all} PRAGMA user_version = {VERSION}; COMMIT;"))?;
        }
        11 | 12 => {
            let mut index = index;
            let change = index.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if version == 11 {
                change.execute_batch(UNWEIGHED)?;
            }
            migration::logs_by_key(&change)?;
            change.pragma_update(None, "user_version", VERSION)?;
            change.commit()?;
            return Ok(index);
        }
        // An earlier one holds an earlier format, which nothing here reads: a pull into a new home makes the archive anew.
        _ => return Err(Error::Unsupported { what: "the archive's index" }),
    }
    if version == 0 {
        durable::sync_parent(path).map_err(Error::disk("the archive's folder"))?;
    }
    Ok(index)
}

pub(crate) fn damaged() -> Error {
    Error::malformed("the archive's index", "a value has the wrong form")
}

/// A filed entry with what is here of its details.
pub(crate) fn entry(index: &Connection, name: &Digest) -> Result<Option<SignedEntry>> {
    let sql = "SELECT envelope FROM entry WHERE digest = ?1";
    let json: Option<Vec<u8>> = index.prepare_cached(sql)?.query_row([blob(name)], |r| r.get(0)).optional()?;
    Ok(json.map(|json| SignedEntry::parse(&json)).transpose()?)
}

/// A digest as a parameter.
pub(crate) fn blob(digest: &Digest) -> &[u8] {
    digest.as_bytes().as_slice()
}

/// A digest as a column.
pub(crate) fn digest(bytes: &[u8]) -> Result<Digest> {
    bytes.try_into().map(Digest::from_bytes).map_err(|_| damaged())
}

/// An item id as a column.
pub(crate) fn item(bytes: &[u8]) -> Result<evidence::ItemId> {
    bytes.try_into().map(evidence::ItemId::from_bytes).map_err(|_| damaged())
}
