//! The outbox's tables: plain SQLite that a person who takes the device can read. Holds the public content of the
//! entries, receipts, upload progress, and the transport key's secret under a pad (`transport.rs`), which signs
//! requests and opens nothing.
//!
//! Owns the SQL of the outbox. Every important row is bound by a digest or a signature and checked when read.

use evidence::details::PartStatement;
use evidence::entry::Seen;
use evidence::invitation::Ticket;
use evidence::part::{Role, Sealed};
use evidence::receipt::Delivered;
use evidence::{ClaimedTime, Digest, Envelope, ItemId, PublicKey, SignedEntry, SignedPolicy};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use sync::ExpectedCustody;
use sync::log::Contradiction;
use zeroize::Zeroizing;

use crate::incoming::Staged;
use crate::{Error, Result};

/// Size of the largest contradiction, in bytes: two notes and a proof.
pub(crate) const MAX_CONTRADICTION: usize = 64 * 1024;

/// Kinds of parts, in their sending order.
pub(crate) const KIND_RECORD: i64 = 0;
pub(crate) const KIND_STILL: i64 = 1;
pub(crate) const KIND_RECORDING: i64 = 2;

/// The device's row in the tables. The secret of its transport key is under a pad, which is in a file beside the
/// database.
pub(crate) struct Device {
    pub(crate) organisation: PublicKey,
    pub(crate) policy: Envelope,
    pub(crate) transport_row: Zeroizing<[u8; 32]>,
    pub(crate) enrolled: bool,
    pub(crate) checkpoint: Option<String>,
    pub(crate) vault: bool,
    pub(crate) review_recipient: Option<String>,
}

impl Device {
    /// Returns true once a panic has overwritten the transport key's secret.
    pub(crate) fn is_destroyed(&self) -> bool {
        self.transport_row.iter().all(|b| *b == 0)
    }
}

/// Reads the device's row; `None` before the device joined.
pub(crate) fn device(db: &Connection) -> Result<Option<Device>> {
    let sql = "SELECT organisation, policy, transport_seed, enrolled, checkpoint, vault, review_recipient
               FROM device WHERE id = 1";
    let row = db.query_row(sql, [], |r| {
        Ok((
            r.get::<_, Vec<u8>>(0)?,
            r.get::<_, Vec<u8>>(1)?,
            Zeroizing::new(r.get::<_, Vec<u8>>(2)?),
            r.get::<_, bool>(3)?,
            r.get::<_, Option<String>>(4)?,
            r.get::<_, bool>(5)?,
            r.get::<_, Option<String>>(6)?,
        ))
    });
    let row = row.optional().map_err(Error::sql("the outbox could not be read"))?;
    let Some((organisation, policy, seed, enrolled, checkpoint, vault, review_recipient)) = row else {
        return Ok(None);
    };
    let damaged = || Error::malformed("outbox", "a key has the wrong length");
    let organisation = PublicKey::from_bytes(organisation.as_slice().try_into().map_err(|_| damaged())?)?;
    let transport_row = Zeroizing::new(seed.as_slice().try_into().map_err(|_| damaged())?);
    let policy = Envelope::parse(&policy)?;
    Ok(Some(Device { organisation, policy, transport_row, enrolled, checkpoint, vault, review_recipient }))
}

/// Adds an entry, its item and its parts.
pub(crate) fn insert_entry(
    tx: &Transaction<'_>,
    entry: &SignedEntry,
    live: bool,
    interrupted: bool,
) -> rusqlite::Result<()> {
    insert_envelope(tx, entry)?;
    insert_rows(tx, entry, live, interrupted)
}

/// Adds an entry's own row.
pub(crate) fn insert_envelope(tx: &Transaction<'_>, entry: &SignedEntry) -> rusqlite::Result<()> {
    let item = entry.item().map(|i| i.as_bytes().to_vec());
    tx.prepare_cached("INSERT INTO entries (seq, digest, item, envelope) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![number(entry.seq()), blob(&entry.digest()), item, entry.to_json()])
        .map(|_| ())
}

/// Adds the rows of an entry's item and parts.
pub(crate) fn insert_rows(
    tx: &Transaction<'_>,
    entry: &SignedEntry,
    live: bool,
    interrupted: bool,
) -> rusqlite::Result<()> {
    let seq = number(entry.seq());
    let Some(item) = entry.item().map(|i| i.as_bytes().to_vec()) else { return Ok(()) };
    tx.prepare_cached("INSERT INTO items (item, seq, live) VALUES (?1, ?2, ?3) ON CONFLICT (item) DO NOTHING")?
        .execute(params![item, seq, live])?;
    if entry.finishes_item() {
        tx.prepare_cached("UPDATE items SET finished = 1, interrupted = ?2 WHERE item = ?1")?
            .execute(params![item, interrupted])?;
    }
    let mut add = tx.prepare_cached(
        "INSERT INTO parts (digest, item, seq, kind, role, commitment, tree, size) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for part in entry.parts() {
        let kind = kind_of(part.role, live);
        let (role, size) = (part.role.to_string(), number(part.sealed.size));
        let tree = part.tree.map_or(Vec::new(), |tree| tree.as_bytes().to_vec());
        add.execute(params![blob(&part.sealed.sha256), item, seq, kind, role, blob(&part.commitment), tree, size])?;
    }
    Ok(())
}

/// Returns the newest entry that renews this device's admission.
pub(crate) fn newest_renewal(db: &Connection) -> Result<Option<SignedEntry>> {
    Ok(admissions(db)?.into_iter().find(|entry| entry.renewal().is_some()))
}

/// Returns the entries by which the organisation admitted this device, the newest first: its renewals, then genesis.
pub(crate) fn admissions(db: &Connection) -> Result<Vec<SignedEntry>> {
    // Entries without an item are few: genesis, and those that name new instructions or renewals.
    let without_item = entries(db, "WHERE item IS NULL ORDER BY seq DESC", [])?;
    Ok(without_item.into_iter().filter(|entry| entry.genesis().or(entry.renewal()).is_some()).collect())
}

/// Returns the end of the newest ticket by which `organisation` admitted this device, if it has one.
pub(crate) fn admitted_until(db: &Connection, organisation: &PublicKey) -> Result<Option<Timestamp>> {
    let newest = admissions(db)?.into_iter().next();
    let Some(ticket) = newest.and_then(|entry| entry.details()?.ticket.clone()) else { return Ok(None) };
    Ok(Ticket::open(&ticket, organisation)?.expires)
}

/// Returns true if this ticket admitted or renewed this device.
pub(crate) fn took(db: &Connection, ticket: &Envelope) -> Result<bool> {
    let by = |entry: &SignedEntry| entry.details()?.ticket.as_ref().map(Envelope::digest);
    Ok(admissions(db)?.iter().any(|entry| by(entry) == Some(ticket.digest())))
}

/// Returns this organisation's earlier policies.
pub(crate) fn policies(db: &Connection, organisation: &PublicKey) -> Result<Vec<SignedPolicy>> {
    match readable_policies(db, organisation)? {
        (policies, unread) if unread.is_empty() => Ok(policies),
        _ => Err(Error::malformed("the outbox", "an earlier policy cannot be read, or does not have its digest")),
    }
}

/// Returns the readable earlier policies, and the names of the unreadable rows.
pub(crate) fn readable_policies(
    db: &Connection,
    organisation: &PublicKey,
) -> Result<(Vec<SignedPolicy>, Vec<Vec<u8>>)> {
    let failed = "the earlier policies could not be read";
    let mut query = db.prepare("SELECT digest, policy FROM policies LIMIT 1000").map_err(Error::sql(failed))?;
    let rows = query.query_map([], entry_row).map_err(Error::sql(failed))?;
    let (mut policies, mut unread) = (Vec::new(), Vec::new());
    for row in rows {
        let (name, body) = row.map_err(Error::sql(failed))?;
        let policy = Envelope::parse(&body).and_then(|envelope| SignedPolicy::open(envelope, organisation));
        match policy.ok().filter(|policy| blob(&policy.digest()) == name) {
            Some(policy) => policies.push(policy),
            None => unread.push(name),
        }
    }
    Ok((policies, unread))
}

/// An unchecked row of the entries.
pub(crate) struct RawEntry {
    pub(crate) seq: i64,
    pub(crate) digest: Vec<u8>,
    pub(crate) item: Option<Vec<u8>>,
    pub(crate) envelope: Vec<u8>,
    pub(crate) noted: Option<String>,
}

/// Calls `look` for every row of the entries.
pub(crate) fn each_row(db: &Connection, mut look: impl FnMut(RawEntry)) -> Result<()> {
    let failed = "the entries could not be read";
    let sql = "SELECT seq, digest, item, envelope, noted FROM entries";
    let mut query = db.prepare(sql).map_err(Error::sql(failed))?;
    let rows = query.query_map([], |r| {
        Ok(RawEntry { seq: r.get(0)?, digest: r.get(1)?, item: r.get(2)?, envelope: r.get(3)?, noted: r.get(4)? })
    });
    for row in rows.map_err(Error::sql(failed))? {
        look(row.map_err(Error::sql(failed))?);
    }
    Ok(())
}

/// Returns the newest entries with a proof, the newest first, at most `limit`.
pub(crate) fn newest_noted(db: &Connection, limit: usize) -> Result<Vec<(SignedEntry, String)>> {
    let found = proven(db, "WHERE noted IS NOT NULL ORDER BY seq DESC LIMIT ?1", [number(limit as u64)])?;
    Ok(found.into_iter().filter_map(|(entry, proof)| Some((entry, proof?))).collect())
}

/// Returns every readable delivered receipt.
pub(crate) fn all_receipts(db: &Connection) -> Result<Vec<Delivered>> {
    let failed = "the receipts could not be read";
    let mut query = db.prepare("SELECT receipt FROM receipts").map_err(Error::sql(failed))?;
    let rows = query.query_map([], |r| r.get::<_, String>(0)).map_err(Error::sql(failed))?;
    let mut out = Vec::new();
    for row in rows {
        let text = row.map_err(Error::sql(failed))?;
        out.extend(evidence::json::parse("receipt", text.as_bytes(), evidence::dsse::MAX_ENVELOPE).ok());
    }
    Ok(out)
}

/// Returns the pairs of checkpoints with which a log contradicts itself.
pub(crate) fn contradictions(db: &Connection) -> Result<Vec<Contradiction>> {
    let failed = "the log's contradictions could not be read";
    let mut query = db.prepare_cached("SELECT body FROM contradictions ORDER BY digest").map_err(Error::sql(failed))?;
    let rows = query.query_map([], |r| r.get::<_, String>(0)).map_err(Error::sql(failed))?;
    let mut out = Vec::new();
    for row in rows {
        let body = row.map_err(Error::sql(failed))?;
        out.push(evidence::json::parse("contradiction", body.as_bytes(), MAX_CONTRADICTION)?);
    }
    Ok(out)
}

/// Returns the newest entry.
pub(crate) fn newest_entry(db: &Connection) -> Result<Option<SignedEntry>> {
    let newest = db
        .query_row("SELECT digest, envelope FROM entries ORDER BY seq DESC LIMIT 1", [], entry_row)
        .optional()
        .map_err(Error::sql("the newest entry could not be read"))?;
    newest.map(entry).transpose()
}

/// Returns the digest of the newest entry.
pub(crate) fn newest_digest(db: &Connection) -> Result<Option<Digest>> {
    let name: Option<Vec<u8>> = db
        .prepare_cached("SELECT digest FROM entries ORDER BY seq DESC LIMIT 1")
        .and_then(|mut q| q.query_row([], |r| r.get(0)).optional())
        .map_err(Error::sql("the newest entry could not be read"))?;
    name.map(|name| digest(&name)).transpose()
}

/// Returns the entry with this sequence number.
pub(crate) fn entry_at(db: &Connection, seq: u64) -> Result<Option<SignedEntry>> {
    let found = db
        .query_row("SELECT digest, envelope FROM entries WHERE seq = ?1", [number(seq)], entry_row)
        .optional()
        .map_err(Error::sql("an entry could not be read"))?;
    found.map(entry).transpose()
}

/// Returns entries that fit `condition` (SQL of this program), oldest first.
pub(crate) fn entries(db: &Connection, condition: &str, values: impl rusqlite::Params) -> Result<Vec<SignedEntry>> {
    let failed = "the entries could not be read";
    let sql = format!("SELECT digest, envelope FROM entries {condition}");
    let mut query = db.prepare_cached(&sql).map_err(Error::sql(failed))?;
    let rows = query.query_map(values, entry_row).map_err(Error::sql(failed))?;
    rows.map(|r| r.map_err(Error::sql(failed)).and_then(entry)).collect()
}

/// Returns true if a part with this digest has an entry.
pub(crate) fn knows_part(db: &Connection, digest: &Digest) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM parts WHERE digest = ?1)")
        .and_then(|mut q| q.query_row([blob(digest)], |r| r.get(0)))
        .map_err(Error::sql("the outbox could not be read"))
}

/// Returns true if a part with this commitment has an entry.
pub(crate) fn knows_commitment(db: &Connection, commitment: &Digest) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM parts WHERE commitment = ?1)")
        .and_then(|mut q| q.query_row([blob(commitment)], |r| r.get(0)))
        .map_err(Error::sql("the outbox could not be read"))
}

/// Returns the item that a part belongs to.
pub(crate) fn item_of_part(db: &Connection, digest: &Digest) -> Result<Option<ItemId>> {
    let found = db
        .prepare_cached("SELECT item FROM parts WHERE digest = ?1")
        .and_then(|mut q| q.query_row([blob(digest)], |r| r.get::<_, Vec<u8>>(0)).optional());
    found.map_err(Error::sql("the outbox could not be read"))?.map(|item| item_id(&item)).transpose()
}

/// Returns true if an item with this id has an entry.
pub(crate) fn knows_item(db: &Connection, item: &ItemId) -> Result<bool> {
    db.prepare_cached("SELECT EXISTS (SELECT 1 FROM items WHERE item = ?1)")
        .and_then(|mut q| q.query_row([item.as_bytes().as_slice()], |r| r.get(0)))
        .map_err(Error::sql("the outbox could not be read"))
}

/// Returns the parts of an item, in the order of their entries, and whether it was recorded live.
pub(crate) fn item_parts(db: &Connection, item: &ItemId) -> Result<Vec<Staged>> {
    let failed = "the parts of an item could not be read";
    let mut query = db
        .prepare_cached(
            "SELECT p.role, p.commitment, p.tree, p.digest, p.size, i.live FROM parts p JOIN items i ON i.item = p.item
             WHERE p.item = ?1 ORDER BY p.seq",
        )
        .map_err(Error::sql(failed))?;
    let rows = query.query_map([item.as_bytes().as_slice()], |r| {
        let of = |at: usize| r.get::<_, Vec<u8>>(at);
        Ok((r.get::<_, String>(0)?, of(1)?, of(2)?, of(3)?, r.get(4)?, r.get::<_, bool>(5)?))
    });
    let mut out = Vec::new();
    for row in rows.map_err(Error::sql(failed))? {
        let (role, commitment, tree, sha256, size, live) = row.map_err(Error::sql(failed))?;
        let sealed = Sealed { sha256: digest(&sha256)?, size: unsigned(size) };
        let tree = tree_of(&tree)?;
        let part = PartStatement { role: role.parse()?, commitment: digest(&commitment)?, tree, sealed };
        out.push(Staged { item: *item, live, part });
    }
    out.sort_by_key(|s| s.part.role);
    Ok(out)
}

/// Returns entries from number `from` on, oldest first, at most `limit`, each with its stored proof. Fails with
/// `Malformed` if a row disagrees with its entry.
pub(crate) fn flagged(db: &Connection, from: u64, limit: usize) -> Result<Vec<(SignedEntry, Option<String>)>> {
    proven(db, "WHERE seq >= ?1 ORDER BY seq LIMIT ?2", params![number(from), number(limit as u64)])
}

/// Returns the entries of an item, oldest first, each with its stored proof. Fails with `Malformed` if a row disagrees
/// with its entry.
pub(crate) fn flagged_of(db: &Connection, item: &ItemId) -> Result<Vec<(SignedEntry, Option<String>)>> {
    proven(db, "WHERE item = ?1 ORDER BY seq", [item.as_bytes().as_slice()])
}

fn proven(
    db: &Connection,
    condition: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<(SignedEntry, Option<String>)>> {
    let failed = "the entries could not be read";
    let sql = format!("SELECT digest, envelope, seq, item, noted FROM entries {condition}");
    let mut query = db.prepare_cached(&sql).map_err(Error::sql(failed))?;
    let rows = query.query_map(values, |r| {
        Ok((entry_row(r)?, r.get::<_, i64>(2)?, r.get::<_, Option<Vec<u8>>>(3)?, r.get::<_, Option<String>>(4)?))
    });
    let mut out = Vec::new();
    for row in rows.map_err(Error::sql(failed))? {
        let (row, seq, item, proof) = row.map_err(Error::sql(failed))?;
        let entry = entry(row)?;
        if number(entry.seq()) != seq || entry.item().map(|i| i.as_bytes().to_vec()) != item {
            return Err(Error::malformed("outbox", "an entry is not in its place"));
        }
        out.push((entry, proof));
    }
    Ok(out)
}

/// Returns the numbers of an item's entries.
pub(crate) fn numbers(db: &Connection, item: &ItemId) -> Result<Vec<u64>> {
    let failed = "the entries could not be read";
    let mut query = db.prepare_cached("SELECT seq FROM entries WHERE item = ?1").map_err(Error::sql(failed))?;
    let rows = query.query_map([item.as_bytes().as_slice()], |r| r.get(0).map(unsigned)).map_err(Error::sql(failed))?;
    rows.map(|r| r.map_err(Error::sql(failed))).collect()
}

/// Returns the root over a record's lines; `None` for a medium.
fn tree_of(bytes: &[u8]) -> Result<Option<Digest>> {
    (!bytes.is_empty()).then(|| digest(bytes)).transpose()
}

/// Returns the rows of one entry's parts, each with its kind, in the order of the entry.
pub(crate) fn parts_of(db: &Connection, entry: &SignedEntry) -> Result<Vec<(PartStatement, i64)>> {
    let failed = "the parts of an entry could not be read";
    let Some(item) = entry.item() else { return Ok(Vec::new()) };
    let sql = "SELECT role, commitment, tree, digest, size, kind FROM parts WHERE item = ?1 AND seq = ?2";
    let mut query = db.prepare_cached(sql).map_err(Error::sql(failed))?;
    let rows = query.query_map(params![item.as_bytes().as_slice(), number(entry.seq())], |r| {
        let of = |at: usize| r.get::<_, Vec<u8>>(at);
        Ok((r.get::<_, String>(0)?, of(1)?, of(2)?, of(3)?, r.get(4)?, r.get(5)?))
    });
    let mut out = Vec::new();
    for row in rows.map_err(Error::sql(failed))? {
        let (role, commitment, tree, sha256, size, kind) = row.map_err(Error::sql(failed))?;
        let sealed = Sealed { sha256: digest(&sha256)?, size: unsigned(size) };
        let part =
            PartStatement { role: role.parse()?, commitment: digest(&commitment)?, tree: tree_of(&tree)?, sealed };
        out.push((part, kind));
    }
    let place = |part: &PartStatement| entry.parts().iter().position(|p| p == part);
    out.sort_by_key(|(part, _)| place(part));
    Ok(out)
}

/// An item's row in the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Flags {
    /// Number of its first entry.
    pub(crate) first: u64,
    pub(crate) live: bool,
    pub(crate) finished: bool,
    pub(crate) interrupted: bool,
    pub(crate) delivered: bool,
}

/// Reads an item's row; `None` if the tables do not have it.
pub(crate) fn flags(db: &Connection, item: &ItemId) -> Result<Option<Flags>> {
    db.prepare_cached("SELECT seq, live, finished, interrupted, delivered FROM items WHERE item = ?1")
        .and_then(|mut q| {
            q.query_row([item.as_bytes().as_slice()], |r| {
                let [live, finished, interrupted, delivered] = [r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?];
                Ok(Flags { first: unsigned(r.get(0)?), live, finished, interrupted, delivered })
            })
            .optional()
        })
        .map_err(Error::sql("the items could not be read"))
}

/// Returns the delivered receipts of an item, as they were kept.
pub(crate) fn receipts(db: &Connection, item: &ItemId) -> Result<Vec<Delivered>> {
    let failed = "the receipts could not be read";
    let mut query =
        db.prepare_cached("SELECT receipt FROM receipts WHERE item = ?1 ORDER BY id").map_err(Error::sql(failed))?;
    let rows = query.query_map([item.as_bytes().as_slice()], |r| r.get::<_, String>(0)).map_err(Error::sql(failed))?;
    rows.map(|row| {
        let text = row.map_err(Error::sql(failed))?;
        Ok(evidence::json::parse("receipt", text.as_bytes(), evidence::dsse::MAX_ENVELOPE)?)
    })
    .collect()
}

/// Returns the entries and sealed parts that delivered receipts of an item must cover.
pub(crate) fn expected(db: &Connection, item: &ItemId) -> Result<ExpectedCustody> {
    let entries = entries(db, "WHERE item = ?1 ORDER BY seq", [item.as_bytes().as_slice()])?;
    let parts = entries.iter().flat_map(|e| e.parts().iter().map(|p| p.sealed)).collect();
    Ok(ExpectedCustody { entries: entries.iter().map(|e| (e.seq(), e.digest())).collect(), parts })
}

/// Returns the kind under which a part is sent.
pub(crate) fn kind_of(role: Role, live: bool) -> i64 {
    match role {
        Role::Media(_) if live => KIND_RECORDING,
        Role::Media(_) => KIND_STILL,
        Role::Opening | Role::Record => KIND_RECORD,
    }
}

/// Returns items that fit `condition` (SQL of this program).
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
    if entry.details().is_none() {
        return Err(Error::malformed("outbox", "the details of an entry are not those it was signed over"));
    }
    Ok(entry)
}

/// Returns the time that an entry of the outbox claims.
pub(crate) fn claimed_at(entry: &SignedEntry) -> Result<ClaimedTime> {
    Ok(entry.details().ok_or(Error::Bug("an entry of the outbox without details"))?.claimed_at)
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

/// Converts to SQLite's signed 64 bits; no number here comes near their limit.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(crate) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Returns the newest checkpoint's origin, size and root, for an entry. A note that does not parse is left out, because
/// it is no proof.
pub(crate) fn seen(checkpoint: Option<&str>) -> Option<Seen> {
    let note = tlog::Note::parse(checkpoint?.as_bytes()).ok()?;
    let checkpoint: tlog::Checkpoint = note.text().parse().ok()?;
    let root = Digest::from_bytes(*checkpoint.root().as_bytes());
    Some(Seen { origin: checkpoint.origin().to_owned(), size: checkpoint.size(), root })
}
