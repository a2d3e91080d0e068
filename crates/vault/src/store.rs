//! The outbox's tables: plain SQLite that anyone who takes the device may read. Holds what the entries say in public,
//! receipts, upload progress, and the transport key's secret, which signs requests and opens nothing.
//!
//! Owns the SQL of the outbox. Every row that matters is bound by a digest or a signature and checked when read.

use std::path::Path;

use evidence::entry::PartStatement;
use evidence::part::{Role, Sealed};
use evidence::{Digest, Envelope, ItemId, PublicKey, SignedEntry};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use zeroize::Zeroizing;

use crate::incoming::Staged;
use crate::{Error, Result};

/// Version of the tables; migrations only add.
const VERSION: i64 = 3;

const TABLES: &str = "
CREATE TABLE device (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    organisation BLOB NOT NULL,
    policy BLOB NOT NULL,
    ticket BLOB,
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

/// What version 2 added: two checkpoints of a log that cannot both be true, as JSON.
const CONTRADICTIONS: &str = "
CREATE TABLE contradictions (
    digest BLOB PRIMARY KEY,
    body TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What version 3 added.
const PREFERENCES: &str = "
CREATE TABLE preferences (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
";

/// Kinds of parts in the order in which they are sent.
pub(crate) const KIND_RECORD: i64 = 0;
pub(crate) const KIND_STILL: i64 = 1;
pub(crate) const KIND_RECORDING: i64 = 2;

/// What the device knows of itself.
pub(crate) struct Device {
    pub(crate) organisation: PublicKey,
    pub(crate) policy: Envelope,
    pub(crate) ticket: Option<Envelope>,
    pub(crate) transport_seed: Zeroizing<[u8; 32]>,
    pub(crate) enrolled: bool,
    pub(crate) checkpoint: Option<String>,
    pub(crate) vault: bool,
    pub(crate) review_recipient: Option<String>,
}

impl Device {
    /// True once a panic has overwritten the transport key's secret.
    pub(crate) fn is_destroyed(&self) -> bool {
        self.transport_seed.iter().all(|b| *b == 0)
    }
}

/// Opens the outbox's database, making it if it is not there.
pub(crate) fn open(path: &Path) -> Result<Connection> {
    let failed = "the outbox could not be opened";
    let db = Connection::open(path).map_err(Error::sql(failed))?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )
    .map_err(Error::sql(failed))?;
    db.busy_timeout(std::time::Duration::from_secs(5)).map_err(Error::sql(failed))?;
    let version: i64 = db.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(Error::sql(failed))?;
    let missing = match version {
        0 => [TABLES, CONTRADICTIONS, PREFERENCES].concat(),
        1 => [CONTRADICTIONS, PREFERENCES].concat(),
        2 => PREFERENCES.to_owned(),
        VERSION => return Ok(db),
        _ => return Err(Error::Unsupported("the outbox")),
    };
    let made = format!("BEGIN IMMEDIATE; {missing} PRAGMA user_version = {VERSION}; COMMIT;");
    db.execute_batch(&made).map_err(Error::sql("the outbox's tables could not be made"))?;
    Ok(db)
}

/// What the device knows of itself; none before it joined.
pub(crate) fn device(db: &Connection) -> Result<Option<Device>> {
    let sql = "SELECT organisation, policy, ticket, transport_seed, enrolled, checkpoint, vault, review_recipient
               FROM device WHERE id = 1";
    let row = db.query_row(sql, [], |r| {
        Ok((
            r.get::<_, Vec<u8>>(0)?,
            r.get::<_, Vec<u8>>(1)?,
            r.get::<_, Option<Vec<u8>>>(2)?,
            Zeroizing::new(r.get::<_, Vec<u8>>(3)?),
            r.get::<_, bool>(4)?,
            r.get::<_, Option<String>>(5)?,
            r.get::<_, bool>(6)?,
            r.get::<_, Option<String>>(7)?,
        ))
    });
    let row = row.optional().map_err(Error::sql("the outbox could not be read"))?;
    let Some((organisation, policy, ticket, seed, enrolled, checkpoint, vault, review_recipient)) = row else {
        return Ok(None);
    };
    let damaged = || Error::malformed("outbox", "a key has the wrong length");
    let organisation = PublicKey::from_bytes(organisation.as_slice().try_into().map_err(|_| damaged())?)?;
    let transport_seed = Zeroizing::new(seed.as_slice().try_into().map_err(|_| damaged())?);
    let policy = Envelope::parse(&policy)?;
    let ticket = ticket.map(|t| Envelope::parse(&t)).transpose()?;
    Ok(Some(Device { organisation, policy, ticket, transport_seed, enrolled, checkpoint, vault, review_recipient }))
}

/// Adds an entry, its item and its parts.
pub(crate) fn insert_entry(
    tx: &Transaction<'_>,
    entry: &SignedEntry,
    live: bool,
    interrupted: bool,
) -> rusqlite::Result<()> {
    let seq = number(entry.seq());
    let item = entry.item().map(|i| i.as_bytes().to_vec());
    tx.prepare_cached("INSERT INTO entries (seq, digest, item, envelope) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![seq, blob(&entry.digest()), item, entry.envelope().to_json()])?;
    let Some(item) = item else { return Ok(()) };
    tx.prepare_cached("INSERT INTO items (item, seq, live) VALUES (?1, ?2, ?3) ON CONFLICT (item) DO NOTHING")?
        .execute(params![item, seq, live])?;
    if entry.finishes_item() {
        tx.prepare_cached("UPDATE items SET finished = 1, interrupted = ?2 WHERE item = ?1")?
            .execute(params![item, interrupted])?;
    }
    let mut add = tx.prepare_cached(
        "INSERT INTO parts (digest, item, seq, kind, role, commitment, size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for part in entry.parts() {
        let kind = match part.role {
            Role::Media(_) if live => KIND_RECORDING,
            Role::Media(_) => KIND_STILL,
            Role::Opening | Role::Record => KIND_RECORD,
        };
        let (role, size) = (part.role.to_string(), number(part.sealed.size));
        add.execute(params![blob(&part.sealed.sha256), item, seq, kind, role, blob(&part.commitment), size])?;
    }
    Ok(())
}

/// The newest entry.
pub(crate) fn newest_entry(db: &Connection) -> Result<Option<SignedEntry>> {
    let newest = db
        .query_row("SELECT digest, envelope FROM entries ORDER BY seq DESC LIMIT 1", [], entry_row)
        .optional()
        .map_err(Error::sql("the newest entry could not be read"))?;
    newest.map(entry).transpose()
}

/// The entry with this sequence number.
pub(crate) fn entry_at(db: &Connection, seq: u64) -> Result<Option<SignedEntry>> {
    let found = db
        .query_row("SELECT digest, envelope FROM entries WHERE seq = ?1", [number(seq)], entry_row)
        .optional()
        .map_err(Error::sql("an entry could not be read"))?;
    found.map(entry).transpose()
}

/// Entries that fit `condition` (SQL of ours), oldest first.
pub(crate) fn entries(db: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<SignedEntry>> {
    let failed = "the entries could not be read";
    let sql = format!("SELECT digest, envelope FROM entries {condition}");
    let mut query = db.prepare_cached(&sql).map_err(Error::sql(failed))?;
    let rows = query.query_map(values, entry_row).map_err(Error::sql(failed))?;
    rows.map(|r| r.map_err(Error::sql(failed)).and_then(entry)).collect()
}

/// True when a part with this digest has an entry.
pub(crate) fn knows_part(db: &Connection, digest: &Digest) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM parts WHERE digest = ?1)")
        .and_then(|mut q| q.query_row([blob(digest)], |r| r.get(0)))
        .map_err(Error::sql("the outbox could not be read"))
}

/// True when an item with this id has an entry.
pub(crate) fn knows_item(db: &Connection, item: &ItemId) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE item = ?1)")
        .and_then(|mut q| q.query_row([item.as_bytes().as_slice()], |r| r.get(0)))
        .map_err(Error::sql("the outbox could not be read"))
}

/// The parts of an item, in the order of their entries, and whether it was recorded live.
pub(crate) fn item_parts(db: &Connection, item: &ItemId) -> Result<Vec<Staged>> {
    let failed = "the parts of an item could not be read";
    let mut query = db
        .prepare_cached(
            "SELECT p.role, p.commitment, p.digest, p.size, i.live FROM parts p JOIN items i ON i.item = p.item
             WHERE p.item = ?1 ORDER BY p.seq",
        )
        .map_err(Error::sql(failed))?;
    let rows = query.query_map([item.as_bytes().as_slice()], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, Vec<u8>>(1)?, r.get::<_, Vec<u8>>(2)?, r.get(3)?, r.get::<_, bool>(4)?))
    });
    let mut out = Vec::new();
    for row in rows.map_err(Error::sql(failed))? {
        let (role, commitment, sha256, size, live) = row.map_err(Error::sql(failed))?;
        let sealed = Sealed { sha256: digest(&sha256)?, size: unsigned(size) };
        let part = PartStatement { role: role.parse()?, commitment: digest(&commitment)?, sealed };
        out.push(Staged { item: *item, live, part });
    }
    out.sort_by_key(|s| s.part.role);
    Ok(out)
}

/// Items that fit `condition` (SQL of ours).
pub(crate) fn items(db: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<ItemId>> {
    let failed = "the items could not be read";
    let sql = format!("SELECT item FROM items {condition}");
    let mut query = db.prepare_cached(&sql).map_err(Error::sql(failed))?;
    let rows = query.query_map(values, |r| r.get::<_, Vec<u8>>(0)).map_err(Error::sql(failed))?;
    rows.map(|r| r.map_err(Error::sql(failed)).and_then(|b| item_id(&b))).collect()
}

fn entry_row(row: &Row<'_>) -> rusqlite::Result<(Vec<u8>, Vec<u8>)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn entry((name, envelope): (Vec<u8>, Vec<u8>)) -> Result<SignedEntry> {
    let entry = SignedEntry::parse(&envelope)?;
    if entry.digest() != digest(&name)? {
        return Err(Error::malformed("outbox", "an entry does not have its digest"));
    }
    Ok(entry)
}

pub(crate) fn blob(digest: &Digest) -> &[u8] {
    digest.as_bytes().as_slice()
}

pub(crate) fn digest(bytes: &[u8]) -> Result<Digest> {
    let bytes = bytes.try_into().map_err(|_| Error::malformed("outbox", "a digest has the wrong length"))?;
    Ok(Digest::from_bytes(bytes))
}

pub(crate) fn item_id(bytes: &[u8]) -> Result<ItemId> {
    let bytes = bytes.try_into().map_err(|_| Error::malformed("outbox", "an item id has the wrong length"))?;
    Ok(ItemId::from_bytes(bytes))
}

/// SQLite counts in signed 64 bits; nothing of ours comes near the end of them.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}
