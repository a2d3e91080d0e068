//! Makes transactions durable, and maps the errors of SQLite to one kind for a full disk, one for a write-protected one
//! and one for damage.

use std::path::Path;
use std::{fs, io};

use crate::durable::{Durable, Step, suffixed};

impl Durable {
    /// Commits a transaction of the database at `path`; SQLite syncs its log before this returns (`synchronous=FULL`).
    pub fn commit(&self, step: Step, path: &Path, transaction: rusqlite::Transaction<'_>) -> io::Result<()> {
        let mut transaction = Some(transaction);
        self.run(step, path, &mut || match transaction.take() {
            Some(transaction) => transaction.commit().map_err(sql_io),
            None => Err(io::Error::other("a transaction was committed twice")),
        })
    }

    /// Moves a database's log into the database, and empties it. Bytes that the log may have lost are written and
    /// synced again, and deleted rows are in no log any longer.
    pub fn checkpoint(&self, path: &Path, db: &rusqlite::Connection) -> io::Result<()> {
        let log = path.with_file_name(suffixed(path, "-wal")?);
        if fs::metadata(log).map_or(0, |m| m.len()) == 0 {
            return Ok(());
        }
        self.run(Step::Checkpoint, path, &mut || {
            let busy: i64 = db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0)).map_err(sql_io)?;
            if busy == 0 { Ok(()) } else { Err(io::Error::other("somebody else reads the database")) }
        })
    }
}

/// Converts a database error to one of its disk.
pub fn sql_io(error: rusqlite::Error) -> io::Error {
    let code = error.sqlite_error().map(|e| (e.code, e.extended_code));
    match code {
        // SQLite gives no cause when it cannot enlarge the file beside the database; a full disk is the only one.
        Some((rusqlite::ErrorCode::DiskFull, _) | (_, rusqlite::ffi::SQLITE_IOERR_SHMSIZE)) => {
            io::Error::new(io::ErrorKind::StorageFull, error)
        }
        Some((rusqlite::ErrorCode::ReadOnly, _)) => io::Error::new(io::ErrorKind::ReadOnlyFilesystem, error),
        Some((rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt, _)) => {
            io::Error::new(io::ErrorKind::InvalidData, error)
        }
        _ => io::Error::other(error),
    }
}
