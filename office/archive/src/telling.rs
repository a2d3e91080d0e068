//! Determines the entries that tell an item: those on one path, from the first that names it to the one that finishes
//! it.
//!
//! If a copied home tells two stories, the one whose last entry the log noted first is chosen. A later signed or
//! carried one cannot replace it.

use std::collections::BTreeMap;

use evidence::{Digest, ItemId};
use rusqlite::{OptionalExtension, params};

use crate::columns::{blob, damaged, digest};
use crate::store::Store;
use crate::{Error, Result};

/// An item's path up to an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Telling {
    pub(crate) device: Digest,
    /// The last entry about the item.
    pub(crate) as_of: Digest,
    /// The entries of the path, in order; at least one.
    pub(crate) entries: Vec<Digest>,
    /// False while an earlier entry is missing, so that no signature can be checked.
    pub(crate) linked: bool,
}

#[derive(Clone)]
struct Row {
    digest: Digest,
    prev: Vec<u8>,
    seq: i64,
    finishes: bool,
    leaf: Option<i64>,
}

/// Unfinished after finished, then the place in the log, then the longer path, then the name: the least one is chosen.
type Rank = (bool, i64, i64, Digest);

impl Store {
    /// Returns the path that tells the item. Errors: `Refused` if no entry names it.
    pub(crate) fn telling(&self, item: &ItemId) -> Result<Telling> {
        let sql = "SELECT device FROM entry WHERE item = ?1 ORDER BY linked DESC, id LIMIT 1";
        let device: Option<Vec<u8>> =
            self.index.prepare_cached(sql)?.query_row([item.as_bytes()], |r| r.get(0)).optional()?;
        let device = digest(&device.ok_or_else(|| Error::refused("the item", "the archive does not have it"))?)?;
        let linked = self.rows(item, &device, true)?;
        let (rows, is_linked) =
            if linked.is_empty() { (self.rows(item, &device, false)?, false) } else { (linked, true) };
        let path = if is_linked && self.is_forked(&device, &rows)? { self.noted_first(&rows)? } else { rows };
        let end = path.iter().position(|row| row.finishes).map_or(path.len(), |last| last + 1);
        let entries: Vec<Digest> = path.into_iter().take(end).map(|row| row.digest).collect();
        let as_of = *entries.last().ok_or(Error::Bug("an item without entries"))?;
        Ok(Telling { device, as_of, entries, linked: is_linked })
    }

    fn rows(&self, item: &ItemId, device: &Digest, linked: bool) -> Result<Vec<Row>> {
        let sql = "SELECT e.digest, e.prev, e.seq, (SELECT min(leaf) FROM receipt WHERE statement = e.digest), e.ends
                   FROM entry AS e
                   WHERE e.item = ?1 AND e.device = ?2 AND e.linked = ?3 ORDER BY e.seq, e.digest";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut rows = rows.query(params![item.as_bytes(), blob(device), linked])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            let name = digest(&row.get::<_, Vec<u8>>(0)?)?;
            out.push(Row {
                digest: name,
                prev: row.get(1)?,
                seq: row.get(2)?,
                leaf: row.get(3)?,
                finishes: row.get(4)?,
            });
        }
        Ok(out)
    }

    /// Returns true if two linked entries have one number in the part of the chain that these rows span.
    fn is_forked(&self, device: &Digest, rows: &[Row]) -> Result<bool> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(false) };
        let sql = "SELECT count(*) <> count(DISTINCT seq) FROM entry
                   WHERE device = ?1 AND linked = 1 AND seq BETWEEN ?2 AND ?3";
        let values = params![blob(device), first.seq, last.seq];
        Ok(self.index.prepare_cached(sql)?.query_row(values, |r| r.get(0))?)
    }

    /// Returns the rows of the path that the log noted first: a finished one before an unfinished one.
    fn noted_first(&self, rows: &[Row]) -> Result<Vec<Row>> {
        let named: BTreeMap<Digest, &Row> = rows.iter().map(|row| (row.digest, row)).collect();
        let least = rows.first().map_or(0, |row| row.seq);
        let mut before = self.index.prepare_cached("SELECT prev, seq FROM entry WHERE digest = ?1")?;
        let mut best: Option<(Rank, Vec<Row>)> = None;
        for row in rows {
            let (mut path, mut prev) = (vec![row.clone()], row.prev.clone());
            while !prev.is_empty() {
                let above = digest(&prev)?;
                let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?));
                let (next, seq) = before.query_row([blob(&above)], read).optional()?.ok_or_else(damaged)?;
                if seq < least {
                    break;
                }
                path.extend(named.get(&above).map(|row| (*row).clone()));
                prev = next;
            }
            path.reverse();
            // Entries after the finishing one do not count.
            if path.iter().rev().skip(1).any(|row| row.finishes) {
                continue;
            }
            let rank = (!row.finishes, row.leaf.unwrap_or(i64::MAX), -row.seq, row.digest);
            if best.as_ref().is_none_or(|(known, _)| rank < *known) {
                best = Some((rank, path));
            }
        }
        Ok(best.map(|(_, path)| path).unwrap_or_default())
    }
}
