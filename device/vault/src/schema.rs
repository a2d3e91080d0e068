//! The outbox's schema, and the check that a database has exactly this one.
//!
//! Owns the text of every table and index, and the opening of the database. An attacker who can write the file could
//! add a trigger that marks every new item "delivered", a view in place of a table, or an index: a database whose
//! objects differ from this version's is refused before anything is read from it, and SQLite is set to run no trigger
//! and no view of the file.

use std::path::Path;

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::IN_USE;
use crate::{Error, Result};

/// Version of the tables. A migration adds tables, or drops those that are no longer read.
const VERSION: i64 = 6;

/// The tables of version 1.
const TABLES: &str = "
CREATE TABLE device (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    organisation BLOB NOT NULL,
    policy BLOB NOT NULL,
    transport_seed BLOB NOT NULL,
    enrolled INTEGER NOT NULL DEFAULT 0,
    checkpoint TEXT,
    vault INTEGER NOT NULL DEFAULT 0,
    review_recipient TEXT
) STRICT;
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    item BLOB,
    envelope BLOB NOT NULL,
    noted TEXT
) STRICT;
CREATE INDEX entries_item ON entries (item, seq);
CREATE INDEX entries_unnoted ON entries (seq) WHERE noted IS NULL;
CREATE TABLE items (
    item BLOB PRIMARY KEY,
    seq INTEGER NOT NULL,
    live INTEGER NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    interrupted INTEGER NOT NULL DEFAULT 0,
    delivered INTEGER NOT NULL DEFAULT 0,
    here INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;
CREATE INDEX items_seq ON items (seq);
CREATE INDEX items_unfinished ON items (seq) WHERE finished = 0;
CREATE INDEX items_undelivered ON items (seq) WHERE finished = 1 AND delivered = 0;
CREATE INDEX items_here ON items (seq) WHERE delivered = 1 AND here = 1;
CREATE TABLE parts (
    digest BLOB PRIMARY KEY,
    item BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    role TEXT NOT NULL,
    commitment BLOB NOT NULL,
    tree BLOB NOT NULL,
    size INTEGER NOT NULL,
    uploaded INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_item ON parts (item, seq);
CREATE INDEX parts_waiting ON parts (kind, seq DESC) WHERE uploaded = 0;
CREATE TABLE receipts (
    id INTEGER PRIMARY KEY,
    item BLOB NOT NULL,
    receipt TEXT NOT NULL
) STRICT;
CREATE INDEX receipts_item ON receipts (item);
";

/// The table that version 2 added: two checkpoints of a log that contradict each other, as JSON.
const CONTRADICTIONS: &str = "
CREATE TABLE contradictions (
    digest BLOB PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The table that version 3 added.
const PREFERENCES: &str = "
CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// The tables that version 4 added: parts that were sent completely; and the earlier policies, whose logs signed older
/// receipts.
const LEFT: &str = "
CREATE TABLE sent (digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE policies (digest BLOB PRIMARY KEY, policy BLOB NOT NULL) STRICT, WITHOUT ROWID;
";

/// Version 5 drops `sent`: a part that was sent may be missing at the server, which is asked to show that it has it.
const SHOWN: &str = "
DROP TABLE sent;
";

/// Version 6 changes no table: it puts the row of the transport key under a pad, which an older program does not know.
const UNDER_A_PAD: &str = "";

/// The text that each version added, from version 1 on.
const ADDED: [&str; VERSION as usize] = [TABLES, CONTRADICTIONS, PREFERENCES, LEFT, SHOWN, UNDER_A_PAD];

/// One object: its type, name, table and text.
type Object = (String, String, String, Option<String>);

/// Opens the outbox's database, and makes it if it is missing. Fails with `Malformed` if its schema is not exactly this
/// one.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let failed = "the outbox could not be opened";
    let db = Connection::open(path).map_err(Error::sql(failed))?;
    harden(&db).map_err(Error::sql(failed))?;
    db.busy_timeout(std::time::Duration::from_secs(5)).map_err(Error::sql(failed))?;
    db.set_prepared_statement_cache_capacity(64);
    let version = db.query_row("PRAGMA user_version", [], |r| r.get::<_, i64>(0));
    let version = version.map_err(|e| match e.sqlite_error_code() {
        // A program that does not use the home's lock is reading it, perhaps to copy it.
        Some(rusqlite::ErrorCode::DatabaseBusy) => Error::Refused(IN_USE),
        _ => Error::sql(failed)(e),
    })?;
    // Before any other query.
    check(&db, version)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;",
    )
    .map_err(Error::sql(failed))?;
    if version == VERSION {
        return Ok(db);
    }
    let missing = additions(version, VERSION)?;
    let made = format!("BEGIN IMMEDIATE; {missing} PRAGMA user_version = {VERSION}; COMMIT;");
    db.execute_batch(&made).map_err(Error::sql("the outbox's tables could not be made"))?;
    Ok(db)
}

/// Opens a database with any schema, to destroy its keys: no change to it may protect them.
pub(crate) fn open_any(path: &Path) -> Result<Connection> {
    let failed = "the outbox could not be opened";
    let db = Connection::open(path).map_err(Error::sql(failed))?;
    harden(&db).map_err(Error::sql(failed))?;
    db.busy_timeout(std::time::Duration::from_secs(5)).map_err(Error::sql(failed))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;")
        .map_err(Error::sql(failed))?;
    Ok(db)
}

/// Ensures that no code in the file runs, and that this is the only connection.
fn harden(db: &Connection) -> rusqlite::Result<()> {
    let settings = [
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ];
    for (which, on) in settings {
        db.set_db_config(which, on)?;
    }
    // The process with the home's lock is the only user. SQLite then keeps the log's index in memory: its file beside
    // the database could not be made on a full disk, so that reading and sending would fail.
    db.execute_batch("PRAGMA cell_size_check = ON; PRAGMA locking_mode = EXCLUSIVE;")
}

/// Returns the SQL that version `from` lacks, up to version `to`.
fn additions(from: i64, to: i64) -> Result<String> {
    let at = |version: i64| usize::try_from(version).map_err(|_| Error::Unsupported("the outbox"));
    Ok(ADDED.get(at(from)?..at(to)?).ok_or(Error::Unsupported("the outbox"))?.concat())
}

/// Compares the schema with that of a fresh outbox of the same version.
fn check(db: &Connection, version: i64) -> Result<()> {
    let failed = "the outbox could not be opened";
    let fresh = Connection::open_in_memory().map_err(Error::sql(failed))?;
    fresh.execute_batch(&additions(0, version)?).map_err(Error::sql(failed))?;
    let ours = objects(&fresh, usize::MAX).map_err(Error::sql(failed))?;
    let theirs = objects(db, ours.len()).map_err(Error::sql(failed))?;
    // Two names for one tree would return one table's rows as another's.
    let apart = "SELECT count(DISTINCT rootpage) = count(*) FROM sqlite_schema";
    let apart: bool = db.query_row(apart, [], |r| r.get(0)).map_err(Error::sql(failed))?;
    if ours != theirs || !apart {
        return Err(Error::malformed(
            "the outbox",
            "its tables are not those that this app makes: somebody changed them",
        ));
    }
    Ok(())
}

/// Returns the objects in the order of type and name, at most one more than `most`.
fn objects(db: &Connection, most: usize) -> rusqlite::Result<Vec<Object>> {
    let mut query = db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
    let mut out = rows.take(most.saturating_add(1)).collect::<rusqlite::Result<Vec<Object>>>()?;
    out.sort();
    Ok(out)
}
