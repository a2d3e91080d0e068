//! Opens an SQLCipher database with a raw key. Fixes in one place how SQLite treats deleted rows, where it puts
//! temporary tables, and when a transaction is durable.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};
use zeroize::Zeroizing;

/// The reason why a database did not open.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key is wrong, or the file is no database.
    #[error("the key does not open the database")]
    WrongKey,
    /// SQLite failed.
    #[error(transparent)]
    Sql(#[from] rusqlite::Error),
}

/// Opens the database at `path` for reading and writing; with `create`, makes a missing one.
///
/// Commits are durable (`synchronous=FULL`), deleted rows are overwritten, temporary tables stay in memory, and the
/// schema's own functions and views are not trusted.
pub fn open(path: &Path, key: &[u8; 32], create: bool) -> Result<Connection, Error> {
    let create = if create { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | create;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(Duration::from_secs(5))?;
    // Otherwise SQLCipher prints its own message about a wrong key to standard error.
    db.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    db.execute_batch(&statement(key))?;
    db.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0)).map_err(|e| match e.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Error::WrongKey,
        _ => e.into(),
    })?;
    db.execute_batch(
        "PRAGMA temp_store = MEMORY; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(db)
}

/// Returns the statement that gives SQLCipher the key; written without a second copy of the key's digits.
fn statement(key: &[u8; 32]) -> Zeroizing<String> {
    let digits = Zeroizing::new(hex::encode(key));
    let mut statement = Zeroizing::new(String::with_capacity(96));
    for piece in ["PRAGMA key = \"x'", digits.as_str(), "'\";"] {
        statement.push_str(piece);
    }
    statement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_key_opens_nothing_and_the_file_shows_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index.sqlite");
        assert!(matches!(open(&path, &[1; 32], false), Err(Error::Sql(_))), "nothing is made unasked");
        let db = open(&path, &[1; 32], true).unwrap();
        db.execute_batch("CREATE TABLE word (word TEXT); INSERT INTO word VALUES ('Aigerim');").unwrap();
        drop(db);
        assert!(matches!(open(&path, &[2; 32], false), Err(Error::WrongKey)));
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.starts_with(b"SQLite") && !bytes.windows(7).any(|at| at == b"Aigerim"));
        let db = open(&path, &[1; 32], false).unwrap();
        assert_eq!(db.query_row("SELECT word FROM word", [], |r| r.get::<_, String>(0)).unwrap(), "Aigerim");
    }
}
