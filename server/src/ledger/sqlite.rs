//! The ledger in one SQLite file: write-ahead log, `synchronous=FULL`, one writing connection, a few reading ones.
//!
//! Owns the SQL. Makes no decisions: a row that breaks a rule is the caller's error.

mod read;
mod write;

use std::fs::{OpenOptions, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::failure::{Error, Failure, Result};
use super::store::{Change, Ledger, Snapshot};
use crate::durable::{Disk, Durable, OsDisk};

const SCHEMA: &str = include_str!("schema.sql");
const TOLD: &str = include_str!("told.sql");
const SCHEMA_VERSION: i64 = 3;
const APPLICATION_ID: i64 = 0x7465_7374;
/// Mode of the ledger's files.
const OWNED: u32 = 0o600;
const COMMIT: &str = "the ledger's commit";
/// Cache of a reading connection, in KiB; the system caches the file's pages too.
const READER_KIB: i64 = 2_048;
/// Reading connections that are kept open.
const READERS: usize = 8;

/// The ledger in one SQLite file.
pub struct SqliteLedger {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl SqliteLedger {
    /// Opens the file, makes it if `create`, and brings its schema up to date.
    ///
    /// Errors: `Unavailable`, `Unsupported` for a file of a newer version.
    pub fn open(path: &Path, create: bool) -> crate::Result<Self> {
        Self::open_on(path, create, Arc::new(OsDisk))
    }

    /// Opens the file like [`SqliteLedger::open`], with commits as a step of `disk`.
    pub fn open_on(path: &Path, create: bool, disk: Arc<dyn Disk>) -> crate::Result<Self> {
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        owned(path, create)?;
        let mut writer = connect(path, flags)?;
        if !migrate(&mut writer)? {
            return Err(crate::Error::Unsupported("the version of the ledger"));
        }
        Ok(Self { disk, path: path.to_owned(), writer: Mutex::new(writer), readers: Mutex::new(Vec::new()) })
    }

    fn reader(&self) -> Result<Connection> {
        if let Some(connection) = lock(&self.readers).pop() {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = connect(&self.path, flags)?;
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -READER_KIB)?;
        Ok(connection)
    }
}

impl Ledger for SqliteLedger {
    fn snapshot(&self) -> Result<Box<dyn Snapshot + '_>> {
        let connection = self.reader()?;
        let view = View { ledger: self, connection: Some(connection) };
        view.sql()?.execute_batch("BEGIN")?;
        Ok(Box::new(view))
    }

    fn change(&self) -> Result<Box<dyn Change + '_>> {
        let writer = lock(&self.writer);
        writer.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Box::new(Writing { disk: &*self.disk, writer }))
    }
}

/// A connection inside a transaction: the common part of reading and writing.
trait Sql {
    fn sql(&self) -> Result<&Connection>;
}

struct View<'a> {
    ledger: &'a SqliteLedger,
    connection: Option<Connection>,
}

impl Sql for View<'_> {
    fn sql(&self) -> Result<&Connection> {
        self.connection.as_ref().ok_or(Error::damaged("a snapshot without its connection"))
    }
}

impl Drop for View<'_> {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        // A connection that cannot end its transaction is closed instead of kept.
        if connection.execute_batch("ROLLBACK").is_ok() {
            let mut readers = lock(&self.ledger.readers);
            if readers.len() < READERS {
                readers.push(connection);
            }
        }
    }
}

struct Writing<'a> {
    disk: &'a dyn Disk,
    writer: MutexGuard<'a, Connection>,
}

impl Sql for Writing<'_> {
    fn sql(&self) -> Result<&Connection> {
        Ok(&self.writer)
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        if !self.writer.is_autocommit() {
            let _ = self.writer.execute_batch("ROLLBACK");
        }
    }
}

impl Writing<'_> {
    fn end(self) -> Result<Durable> {
        let mut refused = None;
        let done = self.disk.commit(&mut || {
            self.writer.execute_batch("COMMIT").map_err(|e| {
                let told = std::io::Error::other(e.to_string());
                refused = Some(e);
                told
            })
        });
        match (done, refused) {
            (Ok(()), None) => Ok(crate::durable::committed()),
            (_, Some(error)) => Err(error.into()),
            (Err(error), None) => Err(Error::new(Failure::Undecided, COMMIT, error)),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let failure = match error.sqlite_error_code() {
            Some(ErrorCode::SystemIoFailure) => Failure::Undecided,
            Some(ErrorCode::DiskFull | ErrorCode::ConstraintViolation | ErrorCode::TooBig) => Failure::Refused,
            _ => Failure::Unavailable,
        };
        Self::new(failure, "ledger", error)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic while the lock was held left a transaction that its guard rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the file, and those that SQLite puts beside it with the same mode, private to the operator: a copy of the
/// folder may lose the folder's own mode.
fn owned(path: &Path, create: bool) -> Result<()> {
    let failed = |error| Error::new(Failure::Unavailable, "the ledger's file", error);
    if create {
        OpenOptions::new().write(true).create(true).truncate(false).mode(OWNED).open(path).map_err(failed)?;
    }
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        match std::fs::set_permissions(&name, Permissions::from_mode(OWNED)) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(e)),
            _ => {}
        }
    }
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.set_prepared_statement_cache_capacity(128);
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA cache_size = -16384;",
    )?;
    Ok(connection)
}

/// Brings the schema up to date; returns false for a file of a newer version.
fn migrate(connection: &mut Connection) -> Result<bool> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let version: i64 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    match version {
        0 => {
            transaction.execute_batch(SCHEMA)?;
            transaction.execute_batch(TOLD)?;
            transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        }
        2 => transaction.execute_batch(TOLD)?,
        SCHEMA_VERSION => {}
        _ => return Ok(false),
    }
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::ledger::rows::OrgId;

    #[test]
    fn a_failed_sync_leaves_the_change_undecided_and_a_full_disk_or_another_writer_does_not() {
        let sorted = |code| Error::from(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)).failure;
        for code in [rusqlite::ffi::SQLITE_IOERR, rusqlite::ffi::SQLITE_IOERR_FSYNC, rusqlite::ffi::SQLITE_IOERR_WRITE]
        {
            assert_eq!(sorted(code), Failure::Undecided, "{code}");
        }
        assert_eq!(sorted(rusqlite::ffi::SQLITE_FULL), Failure::Refused);
        assert_eq!(sorted(rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY), Failure::Refused);
        for code in [rusqlite::ffi::SQLITE_BUSY, rusqlite::ffi::SQLITE_CANTOPEN, rusqlite::ffi::SQLITE_CORRUPT] {
            assert_eq!(sorted(code), Failure::Unavailable, "{code}");
        }
    }

    #[test]
    fn a_ledger_of_the_version_before_gets_what_is_new() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("ledger.sqlite");
        drop(SqliteLedger::open(&path, true).unwrap());
        Connection::open(&path).unwrap().execute_batch("DROP TABLE told; PRAGMA user_version = 2").unwrap();
        for _ in 0..2 {
            let ledger = SqliteLedger::open(&path, false).unwrap();
            assert!(ledger.snapshot().unwrap().told_of(OrgId(1), 0, 9).unwrap().is_empty());
        }
    }
}
