//! The list: one line for each item, by page, searched by words and filters.
//!
//! Owns the table of lines, which repeats what the other tables say so that ten thousand items can be searched
//! without reading a record. Lines are written again for whatever a pull touched, before the pull is over.

use evidence::record::{Kind, Method};
use evidence::{ClaimedTime, Digest, ItemId};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};

use crate::filing::number;
use crate::heading::Heading;
use crate::store::{Store, blob, damaged, digest, item};
use crate::view::Summary;
use crate::{Result, words};

/// Most lines of one page.
pub const MAX_PAGE: usize = 500;
/// Hex digits from which on a search is for an item's id.
const ID_DIGITS: usize = 12;
/// Lines written in one transaction.
const GROUP: i64 = 256;

/// Which lines are wanted. The default wants all.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Beginnings of words of the note, of names of media and of answers, in any case and script; all must be there.
    /// From 12 hex digits on: the beginning of an item's id.
    pub words: String,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// That came this way.
    pub method: Option<Method>,
    /// Of this device: digest of its genesis entry.
    pub device: Option<Digest>,
    /// Claimed at this instant or later.
    pub from: Option<Timestamp>,
    /// Claimed before this instant.
    pub to: Option<Timestamp>,
    /// With something missing, no good, cut off, unfinished or not signed back to genesis; or without.
    pub problem: Option<bool>,
    /// Covered by custody statements as a whole; or not.
    pub delivered: Option<bool>,
}

/// A place in the list: the line after which the next page begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    at_ms: i64,
    item: ItemId,
}

impl Cursor {
    /// The place behind this line.
    pub fn after(line: &Summary) -> Self {
        Self { at_ms: instant(&line.claimed_at), item: line.item }
    }
}

impl Store {
    /// Up to `limit` lines (at most [`MAX_PAGE`]) behind a place, the newest claim first.
    pub fn page(&self, filter: &Filter, after: Option<Cursor>, limit: usize) -> Result<Vec<Summary>> {
        let (mut wanted, mut values) = filter.conditions();
        if let Some(after) = after {
            wanted.push("(claimed_ms, item) < (?, ?)");
            values.extend([Value::Integer(after.at_ms), Value::Blob(after.item.as_bytes().to_vec())]);
        }
        values.push(Value::Integer(number(limit.min(MAX_PAGE) as u64)));
        let sql = format!("{LINES}{} ORDER BY claimed_ms DESC, item DESC LIMIT ?", conditions(&wanted));
        let mut rows = self.index.prepare_cached(&sql)?;
        let mut rows = rows.query(params_from_iter(values))?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// Lines that a filter leaves.
    pub fn count(&self, filter: &Filter) -> Result<u64> {
        let (wanted, values) = filter.conditions();
        let sql = format!("SELECT count(*) FROM line{}", conditions(&wanted));
        let count: i64 = self.index.prepare_cached(&sql)?.query_row(params_from_iter(values), |r| r.get(0))?;
        u64::try_from(count).map_err(|_| damaged())
    }

    /// All items, in the order of their arrival.
    pub fn list(&self) -> Result<Vec<Summary>> {
        let mut rows = self.index.prepare(&format!("{LINES} ORDER BY arrived"))?;
        let mut rows = rows.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// The line of one item; none when the archive does not have it.
    pub(crate) fn line(&self, id: &ItemId) -> Result<Option<Summary>> {
        let mut rows = self.index.prepare_cached(&format!("{LINES} WHERE item = ?1"))?;
        let mut rows = rows.query([id.as_bytes()])?;
        rows.next()?.map(read).transpose()
    }

    /// Devices in the archive: digests of their genesis entries.
    pub fn devices(&self) -> Result<Vec<Digest>> {
        let mut rows = self.index.prepare("SELECT DISTINCT device FROM line ORDER BY device")?;
        let rows = rows.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| digest(&row?)).collect()
    }

    /// Writes every line again that something was filed for.
    pub(crate) fn write_lines(&self) -> Result<()> {
        loop {
            let transaction = self.index.unchecked_transaction()?;
            let stale: Vec<Vec<u8>> = {
                let mut rows = transaction.prepare_cached("SELECT item FROM stale LIMIT ?1")?;
                let rows = rows.query_map([GROUP], |r| r.get(0))?;
                rows.collect::<rusqlite::Result<_>>()?
            };
            if stale.is_empty() {
                return Ok(());
            }
            for bytes in stale {
                self.write_line(&item(&bytes)?)?;
                transaction.prepare_cached("DELETE FROM stale WHERE item = ?1")?.execute([bytes])?;
            }
            transaction.commit()?;
        }
    }

    fn write_line(&self, id: &ItemId) -> Result<()> {
        let known = "SELECT id FROM line WHERE item = ?1";
        let known: Option<i64> =
            self.index.prepare_cached(known)?.query_row([id.as_bytes()], |r| r.get(0)).optional()?;
        if let Some(known) = known {
            self.index.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([known])?;
        }
        let arrived = "SELECT min(id) FROM entry WHERE item = ?1";
        let arrived: Option<i64> = self.index.prepare_cached(arrived)?.query_row([id.as_bytes()], |r| r.get(0))?;
        let Some(arrived) = arrived else {
            // All of its entries turned out to be forged.
            self.forget_related(id)?;
            self.index.prepare_cached("DELETE FROM line WHERE item = ?1")?.execute([id.as_bytes()])?;
            return Ok(());
        };
        let case = self.case(id)?;
        let line = self.summary(&case)?;
        self.keep_related(&case, line.heading.as_ref())?;
        let sql = "INSERT INTO line (id, item, device, arrived, kind, method, title, claimed_at, claimed_ms, finished,
                                     interrupted, linked, noted, delivered, held, wanted, quarantined, sealed, bytes, problem, witness)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
                   ON CONFLICT (item) DO UPDATE SET device = ?3, arrived = ?4, kind = ?5, method = ?6, title = ?7,
                       claimed_at = ?8, claimed_ms = ?9, finished = ?10, interrupted = ?11, linked = ?12, noted = ?13,
                       delivered = ?14, held = ?15, wanted = ?16, quarantined = ?17, sealed = ?18, bytes = ?19,
                       problem = ?20, witness = ?21
                   RETURNING id";
        let row = params![
            known,
            id.as_bytes(),
            blob(&line.device),
            arrived,
            word(&line.kind),
            word(&line.method),
            line.title.as_deref().unwrap_or_default(),
            line.claimed_at,
            instant(&line.claimed_at),
            line.finished,
            line.interrupted,
            line.linked,
            line.noted,
            line.delivered,
            number(line.held),
            number(line.wanted),
            number(line.quarantined),
            number(line.sealed),
            number(line.bytes),
            line.has_problem(),
            line.witness
        ];
        let row: i64 = self.index.prepare_cached(sql)?.query_row(row, |r| r.get(0))?;
        let text = case.resolved.as_ref().filter(|_| !line.witness).map(words::of).unwrap_or_default();
        if !text.trim().is_empty() {
            let sql = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
            self.index.prepare_cached(sql)?.execute(params![row, text])?;
        }
        Ok(())
    }
}

impl Filter {
    /// Conditions and the values of their question marks, in order.
    fn conditions(&self) -> (Vec<&'static str>, Vec<Value>) {
        let (mut wanted, mut values) = (Vec::new(), Vec::new());
        let mut want = |condition: &'static str, value: Value| {
            wanted.push(condition);
            values.push(value);
        };
        if let Some((from, to)) = id_range(self.words.trim()) {
            want("item >= ?", Value::Blob(from));
            want("item <= ?", Value::Blob(to));
        } else if let Some(query) = words::query(&self.words) {
            want("id IN (SELECT rowid FROM words WHERE words MATCH ?)", Value::Text(query));
        }
        if self.kind.is_some() {
            want("kind = ?", Value::Text(word(&self.kind)));
        }
        if self.method.is_some() {
            want("method = ?", Value::Text(word(&self.method)));
        }
        if let Some(device) = &self.device {
            want("device = ?", Value::Blob(blob(device).to_vec()));
        }
        if let Some(from) = self.from {
            want("claimed_ms >= ?", Value::Integer(from.as_millisecond()));
        }
        if let Some(to) = self.to {
            want("claimed_ms < ?", Value::Integer(to.as_millisecond()));
        }
        if let Some(problem) = self.problem {
            want("problem = ?", Value::Integer(problem.into()));
        }
        if let Some(delivered) = self.delivered {
            want("delivered = ?", Value::Integer(delivered.into()));
        }
        (wanted, values)
    }
}

const LINES: &str = "SELECT item, device, kind, method, title, claimed_at, finished, interrupted, linked, noted,
                            delivered, held, wanted, quarantined, sealed, bytes, witness,
                            (SELECT words FROM heading WHERE heading.item = line.item) FROM line";

fn conditions(wanted: &[&str]) -> String {
    if wanted.is_empty() { String::new() } else { format!(" WHERE {}", wanted.join(" AND ")) }
}

/// First and last id that begin with these hex digits.
fn id_range(digits: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    if !(ID_DIGITS..=32).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let end = |fill: &str| hex::decode(format!("{digits}{}", fill.repeat(32 - digits.len()))).ok();
    Some((end("0")?, end("f")?))
}

fn read(row: &Row<'_>) -> Result<Summary> {
    let (id, device): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let title: String = row.get(4)?;
    let count = |at: usize| u64::try_from(row.get::<_, i64>(at)?).map_err(|_| damaged());
    Ok(Summary {
        item: item(&id)?,
        device: digest(&device)?,
        kind: of_word(&row.get::<_, String>(2)?),
        method: of_word(&row.get::<_, String>(3)?),
        title: (!title.is_empty()).then_some(title),
        claimed_at: row.get(5)?,
        finished: row.get(6)?,
        interrupted: row.get(7)?,
        linked: row.get(8)?,
        noted: row.get(9)?,
        delivered: row.get(10)?,
        held: count(11)?,
        wanted: count(12)?,
        quarantined: count(13)?,
        sealed: count(14)?,
        bytes: count(15)?,
        witness: row.get(16)?,
        heading: row.get::<_, Option<String>>(17)?.as_deref().and_then(heading),
    })
}

/// A heading as the index keeps it.
pub(crate) fn heading(words: &str) -> Option<Heading> {
    serde_json::from_str(words).ok()
}

/// Milliseconds since 1970 of a claimed time as an entry has it.
fn instant(claimed_at: &str) -> i64 {
    claimed_at.parse::<ClaimedTime>().map_or(0, |at| at.instant().as_millisecond())
}

/// The word that JSON uses for a kind or method.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn of_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests;
