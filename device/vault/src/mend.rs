//! Mends an outbox in which rows are missing, changed or exchanged: rows that the chain's signatures or a log support
//! stay, and every other row is rebuilt from them.
//!
//! Decides which entries are still valid: those joined to genesis, and those joined to an entry that a log of the
//! policy noted. Invalid entries are written beside the home's torn files instead of being deleted. The rows of a
//! device and of its policy are not mended: a person who changed them chose the recipients of new items, so the home
//! refuses to open.

use std::collections::{BTreeMap, BTreeSet};

use evidence::chain::Head;
use evidence::{Digest, SignedEntry, SignedPolicy};
use rusqlite::{Connection, Transaction, params};

use crate::believed::Believed;
use crate::durable::Durable;
use crate::layout::Layout;
use crate::store::{blob, number};
use crate::{Error, Result, store, transport};
use disk::{Step, sql_io};

const FAILED: &str = "the outbox could not be mended";
/// Entries that are checked together.
const PAGE: usize = 256;
/// Receipts that are tried before the whole chain is walked.
const TRIED: usize = 8;

/// An outbox after it was mended.
#[derive(Default)]
pub(crate) struct Mended {
    /// The newest valid entry; `None` if there is none.
    pub(crate) tip: Option<SignedEntry>,
    /// Number of invalid entries.
    pub(crate) dropped: u32,
    /// The genesis that an invalid entry names.
    pub(crate) named: Option<Digest>,
}

/// Returns true if the chain cannot be walked from the newest noted entry, or from genesis, to its end, or if changed
/// rows were found before.
pub(crate) fn is_needed(layout: &Layout, db: &Connection, device: &store::Device) -> Result<bool> {
    if layout.broken().exists() {
        return Ok(true);
    }
    let walked = believed(db, device).and_then(|mut believed| walk(db, &mut believed));
    Ok(damaged(walked)? || begins_nowhere(db)?)
}

/// Returns true if an item lacks its first entry, or if no entry names a waiting part: the walk does not notice these
/// changes.
fn begins_nowhere(db: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM items i WHERE NOT EXISTS
               (SELECT 1 FROM entries e WHERE e.item = i.item AND e.seq = i.seq))
               OR EXISTS (SELECT 1 FROM parts p WHERE p.uploaded = 0 AND NOT EXISTS
               (SELECT 1 FROM entries e WHERE e.seq = p.seq AND e.item = p.item))";
    db.query_row(sql, [], |r| r.get(0)).map_err(Error::sql(FAILED))
}

/// Returns true for damage and false for success; returns other errors to the caller.
fn damaged(done: Result<()>) -> Result<bool> {
    match done {
        Ok(()) => Ok(false),
        Err(Error::Malformed { .. } | Error::Evidence(_)) => Ok(true),
        Err(other) => Err(other),
    }
}

fn believed(db: &Connection, device: &store::Device) -> Result<Believed> {
    let policy = SignedPolicy::open(device.policy.clone(), &device.organisation)?;
    let earlier = store::policies(db, &device.organisation)?;
    Ok(Believed::new(earlier.iter().chain([&policy])))
}

/// Walks from the newest entry with a receipt, or from genesis, to the end. Fails with `Malformed` if the chain is
/// broken.
pub(crate) fn walk(db: &Connection, believed: &mut Believed) -> Result<()> {
    let broken = |_| Error::malformed("the outbox", "its entries are not one chain: somebody changed it");
    store::flagged(db, 0, 1)?;
    let noted = store::newest_noted(db, TRIED)?;
    let covered = noted.into_iter().find(|(entry, proof)| believed.notes(entry, proof));
    let mut head = covered.map(|(entry, _)| Head::of(&entry));
    loop {
        let page = store::flagged(db, head.map_or(0, |head| head.seq + 1), PAGE)?;
        for (entry, _) in &page {
            head = Some(match head {
                None => Head::from_genesis(entry).map_err(broken)?,
                Some(head) => head.extend(entry).map_err(broken)?,
            });
        }
        if page.len() < PAGE {
            return Ok(());
        }
    }
}

/// Mends the tables in one transaction, after it leaves a marker that parts may exist which no entry names.
///
/// Fails if the device's own row is unusable, or if the disk fails.
pub(crate) fn mend(durable: &Durable, layout: &Layout, db: &mut Connection, device: &store::Device) -> Result<Mended> {
    let Chosen { kept, dropped, named, unread } = choose(layout, db, device)?;
    for (name, bytes) in &dropped {
        let path = layout.aside().join(format!("{name}.entry.json"));
        durable.write_file(&path, bytes).map_err(|e| Error::disk(FAILED, e))?;
    }
    mark(durable, layout)?;
    let flags = Flags::read(db)?;
    let tx = db.transaction().map_err(Error::sql(FAILED))?;
    rewrite(&tx, &kept, &flags, &unread).map_err(|e| Error::disk(FAILED, sql_io(e)))?;
    durable.commit(Step::CommitSettings, &layout.outbox(), tx).map_err(|e| Error::disk(FAILED, e))?;
    durable.remove(&layout.broken()).map_err(|e| Error::disk(FAILED, e))?;
    let dropped = u32::try_from(dropped.len()).unwrap_or(u32::MAX);
    Ok(Mended { tip: kept.into_iter().next_back().map(|kept| kept.entry), dropped, named })
}

/// Mends the copy of an outbox that is only read, and returns the number of entries that this removed.
pub(crate) fn mend_copy(layout: &Layout, db: &mut Connection, device: &store::Device) -> Result<u32> {
    let Chosen { kept, dropped, unread, .. } = choose(layout, db, device)?;
    let flags = Flags::read(db)?;
    let tx = db.transaction().map_err(Error::sql(FAILED))?;
    rewrite(&tx, &kept, &flags, &unread).and_then(|()| tx.commit()).map_err(Error::sql(FAILED))?;
    Ok(u32::try_from(dropped.len()).unwrap_or(u32::MAX))
}

/// Leaves the marker that parts may exist which no entry names. An existing marker keeps its list of filed parts.
pub(crate) fn mark(durable: &Durable, layout: &Layout) -> Result<()> {
    if layout.mended().exists() {
        return Ok(());
    }
    let marked = durable.write_file(&layout.mended(), &[]).and_then(|()| durable.sync_folder(layout.root()));
    marked.map_err(|e| Error::disk(FAILED, e))
}

/// A valid entry.
struct Kept {
    /// Its current row number.
    row: i64,
    entry: SignedEntry,
    noted: Option<String>,
    /// True if the row agrees with the entry.
    fits: bool,
}

/// The bytes of former entries' rows, by their digest.
type Dropped = BTreeMap<Digest, Vec<u8>>;

/// The rows of an outbox, judged by its own policies.
struct Chosen {
    /// The chain, from genesis on.
    kept: Vec<Kept>,
    dropped: Dropped,
    /// The device of the first removed entry.
    named: Option<Digest>,
    /// Names of earlier policies that cannot be read.
    unread: Vec<Vec<u8>>,
}

fn choose(layout: &Layout, db: &Connection, device: &store::Device) -> Result<Chosen> {
    let policy = SignedPolicy::open(device.policy.clone(), &device.organisation)?;
    let (policies, unread) = store::readable_policies(db, &device.organisation)?;
    let mut believed = Believed::new(policies.iter().chain([&policy]));
    let (mut found, mut dropped) = (Vec::new(), Dropped::new());
    store::each_row(db, |row| {
        match SignedEntry::parse(&row.envelope).ok().filter(|entry| entry.details().is_some()) {
            Some(entry) => {
                let fits = number(entry.seq()) == row.seq
                    && blob(&entry.digest()) == row.digest
                    && entry.item().map(|item| item.as_bytes().to_vec()) == row.item;
                found.push(Kept { row: row.seq, entry, noted: row.noted, fits });
            }
            None => drop(dropped.insert(Digest::of(&row.envelope), row.envelope)),
        }
    })?;
    found.sort_by_key(|kept| (kept.entry.seq(), !kept.fits, kept.row));
    let (mut kept, mut head, mut named): (Vec<Kept>, Option<Head>, _) = (Vec::new(), None, None);
    for one in found {
        let joined = match &head {
            Some(head) => head.extend(&one.entry).ok(),
            None if ours(layout, &one.entry, device)? => Head::from_genesis(&one.entry).ok(),
            None => None,
        };
        let follows = |head: &Head| head.device == one.entry.device() && head.seq < one.entry.seq();
        // A server notes an entry only after its predecessor, so an entry that a log holds is joined to genesis there.
        let mut covered = || one.noted.as_ref().is_some_and(|proof| believed.notes(&one.entry, proof));
        let joined = joined.or_else(|| (head.as_ref().is_none_or(follows) && covered()).then(|| Head::of(&one.entry)));
        match joined {
            Some(next) => {
                head = Some(next);
                kept.push(one);
            }
            None => {
                named.get_or_insert(one.entry.device());
                dropped.insert(one.entry.digest(), one.entry.to_json());
            }
        }
    }
    Ok(Chosen { kept, dropped, named, unread })
}

/// Returns true for the genesis of this device: from its organisation, and with its transport key.
fn ours(layout: &Layout, genesis: &SignedEntry, device: &store::Device) -> Result<bool> {
    let same = genesis.genesis().is_some_and(|says| says.organisation == device.organisation.digest());
    Ok(same && transport::fits(layout, device, genesis)?)
}

/// Facts of items and parts that only the tables hold.
struct Flags {
    uploaded: BTreeSet<Vec<u8>>,
    /// Live, interrupted, delivered, here.
    items: BTreeMap<Vec<u8>, [bool; 4]>,
}

impl Flags {
    fn read(db: &Connection) -> Result<Self> {
        let read = || -> rusqlite::Result<Self> {
            let mut parts = db.prepare("SELECT digest FROM parts WHERE uploaded = 1")?;
            let uploaded = parts.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
            let mut items = db.prepare("SELECT item, live, interrupted, delivered, here FROM items")?;
            let flag = |r: &rusqlite::Row<'_>, at| r.get::<_, i64>(at).map(|flag| flag == 1);
            let row = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, [flag(r, 1)?, flag(r, 2)?, flag(r, 3)?, flag(r, 4)?]));
            let items = items.query_map([], row)?.collect::<rusqlite::Result<_>>()?;
            Ok(Self { uploaded, items })
        };
        read().map_err(Error::sql(FAILED))
    }
}

fn rewrite(tx: &Transaction<'_>, kept: &[Kept], flags: &Flags, unread: &[Vec<u8>]) -> rusqlite::Result<()> {
    let stay: BTreeSet<i64> = kept.iter().filter(|kept| kept.fits).map(|kept| kept.row).collect();
    let mut rows = tx.prepare("SELECT seq FROM entries")?;
    let rows = rows.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    for row in rows.iter().filter(|row| !stay.contains(row)) {
        tx.prepare_cached("DELETE FROM entries WHERE seq = ?1")?.execute([row])?;
    }
    tx.execute_batch("DELETE FROM parts; DELETE FROM items")?;
    for one in kept {
        let item = one.entry.item().map(|item| item.as_bytes().to_vec());
        let [live, interrupted, ..] = item.as_ref().and_then(|item| flags.items.get(item)).copied().unwrap_or_default();
        if !one.fits {
            store::insert_envelope(tx, &one.entry)?;
            let noted = "UPDATE entries SET noted = ?2 WHERE seq = ?1";
            tx.prepare_cached(noted)?.execute(params![number(one.entry.seq()), one.noted])?;
        }
        store::insert_rows(tx, &one.entry, live, interrupted)?;
    }
    for digest in &flags.uploaded {
        tx.prepare_cached("UPDATE parts SET uploaded = 1 WHERE digest = ?1")?.execute([digest])?;
    }
    for (item, [.., delivered, here]) in &flags.items {
        let keep = "UPDATE items SET delivered = ?2, here = ?3 WHERE item = ?1 AND finished = 1";
        tx.prepare_cached(keep)?.execute(params![item, delivered, here])?;
    }
    for digest in unread {
        tx.execute("DELETE FROM policies WHERE digest = ?1", [digest])?;
    }
    Ok(())
}

/// Returns the parts that valid custody statements name: a server has them, even if their entries are missing here.
pub(crate) fn held(db: &Connection, believed: &mut Believed) -> Result<BTreeSet<Digest>> {
    let mut held = BTreeSet::new();
    for receipt in store::all_receipts(db)? {
        held.extend(believed.holds(&receipt).into_iter().map(|sealed| sealed.sha256));
    }
    Ok(held)
}
