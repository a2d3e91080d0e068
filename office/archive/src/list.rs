//! The list: one line per item, by page, searched by words and filters, in the wanted order.
//!
//! Owns the table of lines, which repeats data of the other tables so that ten thousand items can be searched without
//! reading a record. The lines of all items that a pull touched are rewritten before the pull ends.

use std::collections::BTreeSet;

use evidence::record::{Kind, Method};
use evidence::{ClaimedTime, Digest, ItemId};
use jiff::Timestamp;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use serde::{Deserialize, Serialize};
use verify::heading::Heading;

use crate::columns::{blob, damaged, digest, item, number, word};
use crate::doubts::{self, Doubt};
use crate::store::Store;
use crate::view::{Summary, Wholeness};
use crate::{Error, Result, called, texts, words};

/// Most lines of one page.
pub const MAX_PAGE: usize = 500;
/// Number of hex digits from which on a query matches an item's id.
const ID_DIGITS: usize = 12;
/// Lines written in one transaction.
const GROUP: i64 = 256;

/// Most items of one [`Store::found`].
pub const MAX_FOUND: usize = 100_000;

/// The wanted lines and their order. The default wants all, the newest claimed time first.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Prefixes of words of the note, of names of media, of small text files, of answers, of the archivist's own note
    /// and of the item's name in a list, and whole words of its kind and its state in any language, in any case and
    /// script; all must match. With 12 or more hex digits: a prefix of an item's id.
    pub words: String,
    /// Of this kind.
    pub kind: Option<Kind>,
    /// Of this method.
    pub method: Option<Method>,
    /// Of this device: digest of its genesis entry.
    pub device: Option<Digest>,
    /// Claimed at this instant or later.
    pub from: Option<Timestamp>,
    /// Claimed before this instant.
    pub to: Option<Timestamp>,
    /// Here and in order, with a problem, or not taken in yet.
    pub wholeness: Option<Wholeness>,
    /// Completely covered by custody statements; or not.
    pub delivered: Option<bool>,
    /// With this doubt about its signer.
    pub doubt: Option<Doubt>,
    /// With this mark of the archivist.
    pub marked: Option<Marked>,
    /// Only items with new data from the last intake that brought any.
    pub newest: bool,
    /// The sort key of the lines. Lines with equal keys are ordered by claimed time.
    pub sort: Sort,
    /// True for ascending order.
    pub ascending: bool,
}

/// A mark by the archivist.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marked {
    /// Looked at.
    LookedAt,
    /// Not looked at.
    NotLookedAt,
    /// Important.
    Important,
    /// With a note of the archivist.
    OwnNote,
}

/// Sort keys of a list.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    /// The device's clock at the first entry.
    #[default]
    Claimed,
    /// The title: numbers, Latin, Cyrillic, and then lines without one.
    Title,
    /// The kind.
    Kind,
    /// Plain bytes of the parts held.
    Bytes,
    /// The device.
    Device,
    /// The order of arrival.
    Arrived,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 6] = [Self::Claimed, Self::Title, Self::Kind, Self::Bytes, Self::Device, Self::Arrived];

    /// Returns the columns of the index that has this order.
    fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Claimed => &["claimed_ms", "item"],
            Self::Title => &["title_key", "claimed_ms", "item"],
            Self::Kind => &["kind", "claimed_ms", "item"],
            Self::Bytes => &["bytes", "claimed_ms", "item"],
            Self::Device => &["device", "claimed_ms", "item"],
            Self::Arrived => &["arrived", "claimed_ms", "item"],
        }
    }

    /// Returns the value of the first column, if that is not the claimed time.
    fn key(self, line: &Summary) -> Option<Key> {
        match self {
            Self::Claimed => None,
            Self::Title => Some(Key::Text(words::sort_key(line.title.as_deref()))),
            Self::Kind => Some(Key::Text(word(&line.kind))),
            Self::Bytes => Some(Key::Number(number(line.bytes))),
            Self::Device => Some(Key::Device(line.device)),
            Self::Arrived => Some(Key::Number(number(line.arrived))),
        }
    }
}

/// A place in the list: the line after which the next page begins.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    sort: Sort,
    key: Option<Key>,
    at_ms: i64,
    item: ItemId,
}

/// A line's value in the sort column.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Key {
    Number(i64),
    Text(String),
    Device(Digest),
}

impl Cursor {
    /// Returns the place after this line in a list with this order.
    pub fn after(sort: Sort, line: &Summary) -> Self {
        Self { sort, key: sort.key(line), at_ms: instant(&line.claimed_at), item: line.item }
    }

    fn values(self) -> impl Iterator<Item = Value> {
        let key = self.key.map(|key| match key {
            Key::Number(number) => Value::Integer(number),
            Key::Text(text) => Value::Text(text),
            Key::Device(device) => Value::Blob(blob(&device).to_vec()),
        });
        key.into_iter().chain([Value::Integer(self.at_ms), Value::Blob(self.item.as_bytes().to_vec())])
    }
}

impl Store {
    /// Returns up to `limit` lines (at most [`MAX_PAGE`]) after a place, in the filter's order.
    ///
    /// Errors: `Refused` for a place in a list with another order.
    pub fn page(&self, filter: &Filter, after: Option<Cursor>, limit: usize) -> Result<Vec<Summary>> {
        if after.as_ref().is_some_and(|after| after.sort != filter.sort) {
            return Err(Error::refused("the list", "the place is one of another order"));
        }
        let (sql, mut values) = filter.page(after);
        values.push(Value::Integer(number(limit.min(MAX_PAGE) as u64)));
        let mut rows = self.index.prepare_cached(&sql)?;
        let mut rows = rows.query(params_from_iter(values))?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// Returns every item that fits a filter, in its order; at most [`MAX_FOUND`].
    pub fn found(&self, filter: &Filter) -> Result<Vec<ItemId>> {
        let (wanted, mut values) = filter.conditions();
        let sql = format!("SELECT item FROM line{}{} LIMIT ?", conditions(&wanted), filter.order());
        values.push(Value::Integer(number(MAX_FOUND as u64)));
        let mut rows = self.index.prepare_cached(&sql)?;
        let rows = rows.query_map(params_from_iter(values), |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| item(&row?)).collect()
    }

    /// Returns the line of one item. Errors: `Refused` if the archive does not have it.
    pub fn line(&self, item: &ItemId) -> Result<Summary> {
        self.known_line(item)?.ok_or_else(|| Error::refused("the item", "the archive does not have it"))
    }

    /// Returns the line of one item; `None` if the archive does not have it.
    pub(crate) fn known_line(&self, item: &ItemId) -> Result<Option<Summary>> {
        let mut rows = self.index.prepare_cached(&format!("{LINES} WHERE item = ?"))?;
        let mut rows = rows.query([item.as_bytes()])?;
        rows.next()?.map(read).transpose()
    }

    /// Counts the lines that fit a filter.
    pub fn count(&self, filter: &Filter) -> Result<u64> {
        let (wanted, values) = filter.conditions();
        let sql = format!("SELECT count(*) FROM line{}", conditions(&wanted));
        let count: i64 = self.index.prepare_cached(&sql)?.query_row(params_from_iter(values), |r| r.get(0))?;
        u64::try_from(count).map_err(|_| damaged())
    }

    /// Returns all items, in the order of their arrival.
    pub fn list(&self) -> Result<Vec<Summary>> {
        let mut rows = self.index.prepare(&format!("{LINES} ORDER BY arrived"))?;
        let mut rows = rows.query([])?;
        let mut lines = Vec::new();
        while let Some(row) = rows.next()? {
            lines.push(read(row)?);
        }
        Ok(lines)
    }

    /// Returns the devices in the archive: digests of their genesis entries.
    pub fn devices(&self) -> Result<Vec<Digest>> {
        let mut rows = self.index.prepare("SELECT DISTINCT device FROM line ORDER BY device")?;
        let rows = rows.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| digest(&row?)).collect()
    }

    /// Judges every device, and rewrites every line with newly filed data. Returns the items with new doubts.
    pub(crate) fn write_lines(&self) -> Result<BTreeSet<ItemId>> {
        let doubted = self.judge_devices()?;
        loop {
            let transaction = self.index.unchecked_transaction()?;
            let stale: Vec<Vec<u8>> = {
                let mut rows = transaction.prepare_cached("SELECT item FROM stale LIMIT ?1")?;
                let rows = rows.query_map([GROUP], |r| r.get(0))?;
                rows.collect::<rusqlite::Result<_>>()?
            };
            if stale.is_empty() {
                return Ok(doubted);
            }
            for bytes in stale {
                self.write_line(&item(&bytes)?)?;
                transaction.prepare_cached("DELETE FROM stale WHERE item = ?1")?.execute([bytes])?;
            }
            self.commit(transaction)?;
        }
    }

    pub(crate) fn write_line(&self, id: &ItemId) -> Result<()> {
        let known = "SELECT id FROM line WHERE item = ?1";
        let known: Option<i64> =
            self.index.prepare_cached(known)?.query_row([id.as_bytes()], |r| r.get(0)).optional()?;
        if let Some(known) = known {
            self.index.prepare_cached("DELETE FROM words WHERE rowid = ?1")?.execute([known])?;
        }
        let there = "SELECT EXISTS (SELECT 1 FROM entry WHERE item = ?1)";
        if !self.index.prepare_cached(there)?.query_row([id.as_bytes()], |r| r.get::<_, bool>(0))? {
            // All of the item's entries turned out to be forged.
            self.forget_related(id)?;
            for gone in ["DELETE FROM line WHERE item = ?1", "DELETE FROM thumbnail WHERE item = ?1"] {
                self.index.prepare_cached(gone)?.execute([id.as_bytes()])?;
            }
            return Ok(());
        }
        let case = self.case(id)?;
        let line = self.summary(&case)?;
        self.keep_related(&case, line.heading.as_ref())?;
        if !line.witness {
            self.keep_media(&case)?;
        }
        self.clear_thumbnail(&case, line.witness)?;
        let sql = "INSERT OR REPLACE INTO line (id, item, device, arrived, kind, method, title, claimed_at, claimed_ms,
                       finished, interrupted, linked, noted, delivered, held, wanted, quarantined, sealed, bytes,
                       problem, witness, title_key, file_name, thumbnail, looked_at, important, own_note, stood_out, intake)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                       ?22, ?23, ?24, ?25, ?26, ?27, ?28, coalesce((SELECT intake FROM brought WHERE item = ?2), 0))
                   RETURNING id";
        let row = params![
            known,
            id.as_bytes(),
            blob(&line.device),
            number(line.arrived),
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
            line.wholeness() as i64,
            line.witness,
            words::sort_key(line.title.as_deref()),
            line.file_name.as_deref().unwrap_or_default(),
            line.thumbnail,
            line.looked_at,
            line.important,
            !line.own_note.is_empty(),
            number(line.stood_out)
        ];
        let row: i64 = self.index.prepare_cached(sql)?.query_row(row, |r| r.get(0))?;
        let story = case.story.as_ref().filter(|_| !line.witness);
        let whole = words::whole(called::whole(&line, texts::has_text(&case, line.witness)));
        let mut said = called::of(&line);
        said.push(line.own_note);
        let text = whole
            + &words::with(&said, story.map(words::of_story).unwrap_or_default())
            + &self.text_words(&case, line.witness);
        if !text.trim().is_empty() {
            let sql = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
            self.index.prepare_cached(sql)?.execute(params![row, text])?;
        }
        Ok(())
    }
}

impl Filter {
    /// Returns the SQL for a page after a place, and the values of its question marks except the last, which is the
    /// limit.
    fn page(&self, after: Option<Cursor>) -> (String, Vec<Value>) {
        let (wanted, mut values) = self.conditions();
        let mut wanted: Vec<&str> = wanted;
        let columns = self.sort.columns();
        let (than, marks) = (if self.ascending { ">" } else { "<" }, vec!["?"; columns.len()].join(", "));
        let behind = format!("({}) {than} ({marks})", columns.join(", "));
        if let Some(after) = after {
            wanted.push(&behind);
            values.extend(after.values());
        }
        (format!("{LINES}{}{} LIMIT ?", conditions(&wanted), self.order()), values)
    }

    fn order(&self) -> String {
        let direction = if self.ascending { "ASC" } else { "DESC" };
        let columns: Vec<String> = self.sort.columns().iter().map(|column| format!("{column} {direction}")).collect();
        format!(" ORDER BY {}", columns.join(", "))
    }

    /// Returns conditions and the values of their question marks, in order.
    fn conditions(&self) -> (Vec<&'static str>, Vec<Value>) {
        let (mut wanted, mut values) = (Vec::new(), Vec::new());
        // These filters keep half of the list or more: unless the order is by time, walking along the order is faster
        // than sorting all matches. A plus keeps SQLite from using the filter's own index.
        let common = |indexed: &'static str, walked: &'static str| match self.sort {
            Sort::Claimed => indexed,
            _ => walked,
        };
        // Conditions without a value come first: every value belongs to a question mark that follows.
        match self.marked {
            Some(Marked::LookedAt) => wanted.push("looked_at = 1"),
            Some(Marked::NotLookedAt) => wanted.push(common("looked_at = 0", "+looked_at = 0")),
            Some(Marked::Important) => wanted.push("important = 1"),
            Some(Marked::OwnNote) => wanted.push("own_note = 1"),
            None => {}
        }
        if self.newest {
            wanted.push("intake = (SELECT max(intake) FROM line WHERE intake > 0)");
        }
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
        if let Some(doubt) = self.doubt {
            want("item IN (SELECT item FROM doubt WHERE doubt = ?)", Value::Text(word(&doubt)));
        }
        if let Some(wholeness) = self.wholeness {
            want(common("problem = ?", "+problem = ?"), Value::Integer(wholeness as i64));
        }
        if let Some(delivered) = self.delivered {
            want(common("delivered = ?", "+delivered = ?"), Value::Integer(delivered.into()));
        }
        (wanted, values)
    }
}

const LINES: &str = "SELECT item, device, kind, method, title, claimed_at, finished, interrupted, linked, noted,
                            delivered, held, wanted, quarantined, sealed, bytes, witness, file_name, thumbnail, arrived,
                            looked_at, important,
                            coalesce((SELECT note FROM mark WHERE own_note = 1 AND mark.item = line.item), ''),
                            (SELECT words FROM heading WHERE heading.item = line.item),
                            (SELECT group_concat(doubt, ' ') FROM doubt WHERE doubt.item = line.item),
                            (SELECT count(*) FROM (SELECT 1 FROM medium AS m
                                JOIN medium AS o ON o.sha256 = m.sha256 AND o.item <> m.item
                                WHERE m.item = line.item LIMIT 100)), stood_out
                     FROM line";

fn conditions(wanted: &[&str]) -> String {
    if wanted.is_empty() { String::new() } else { format!(" WHERE {}", wanted.join(" AND ")) }
}

/// Returns the first and last id that begin with these hex digits.
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
        file_name: Some(row.get::<_, String>(17)?).filter(|n| !n.is_empty()),
        thumbnail: row.get(18)?,
        doubts: doubts(row.get(24)?)?,
        arrived: count(19)?,
        looked_at: row.get(20)?,
        important: row.get(21)?,
        own_note: row.get(22)?,
        same: count(25)?,
        stood_out: count(26)?,
        heading: row.get::<_, Option<String>>(23)?.as_deref().and_then(heading),
    })
}

/// Parses the doubts of a row.
fn doubts(words: Option<String>) -> Result<Vec<Doubt>> {
    let mut doubts = words.iter().flat_map(|words| words.split(' ')).map(doubts::read).collect::<Result<Vec<_>>>()?;
    doubts.sort_unstable();
    Ok(doubts)
}

/// Parses a heading of the index.
pub(crate) fn heading(words: &str) -> Option<Heading> {
    serde_json::from_str(words).ok()
}

/// Returns the milliseconds since 1970 of an entry's claimed time.
fn instant(claimed_at: &str) -> i64 {
    claimed_at.parse::<ClaimedTime>().map_or(0, |at| at.instant().as_millisecond())
}

fn of_word<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests;
