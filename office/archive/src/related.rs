//! Relations between items: the items that a record names, and the records that name it.
//!
//! Owns the tables of headings and references, which repeat data of the records so that no record has to be searched.
//! They are read from the index alone; no sealed part is opened. A lying device can name any item: the reader sees
//! which record names which, and each record has its own five answers.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, ItemId, Record};
use rusqlite::params;
use serde::Serialize;
use serde_json::Value;
use verify::heading::Heading;

use crate::case::Case;
use crate::columns::{blob, item as read_item, number};
use crate::store::Store;
use crate::view::Summary;
use crate::{Result, list};

/// Most references to other items that are kept of one record.
const MAX_REFERENCES: usize = 400;
/// Most related items that are shown of one item.
pub const MAX_RELATED: usize = 200;
/// Most consents that are shown beside one testimony.
const MAX_CONSENTS: usize = 20;

/// The way in which one record names another item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The consent under which a testimony was taken.
    Consent,
    /// The consent that a person takes back.
    Withdraws,
    /// The record that this one replaces.
    Supersedes,
    /// A recording of an interview.
    Recording,
    /// A recording of a person agreeing.
    Voice,
    /// The card with a person's identity.
    Identity,
    /// Named without a closer relation.
    About,
    /// Not named, but about the same person.
    SamePerson,
    /// Its record states equal bytes: one file that was imported twice.
    SameFile,
}

const ALL: [Relation; 7] = [
    Relation::Consent,
    Relation::Withdraws,
    Relation::Supersedes,
    Relation::Recording,
    Relation::Voice,
    Relation::Identity,
    Relation::About,
];

/// Most items with equal bytes that are shown or counted.
const MAX_SAME: usize = 100;

/// The word for a person in the table of references.
const PERSON: &str = "person";

/// One related item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Related {
    /// The other item.
    pub item: ItemId,
    /// The relation.
    pub relation: Relation,
    /// True if the other item's record names this item; else this item's record names the other.
    pub back: bool,
    /// The other item's line of the list; `None` if the archive does not have it.
    pub line: Option<Summary>,
}

/// The related items and consents of an item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Around {
    /// SHA-256 of the signed record part: of its salt and its content.
    pub record: Option<Digest>,
    /// Related items, the nearest first, at most [`MAX_RELATED`].
    pub related: Vec<Related>,
    /// Related items beyond those.
    pub left_out: u64,
    /// Beside a testimony: every consent and every withdrawal of the person, the oldest first.
    pub consents: Vec<(ItemId, Record)>,
}

/// Returns the items and the person that a record names, each once, with the closest relation.
fn references(record: &Record) -> BTreeMap<ItemId, &'static str> {
    let mut found = BTreeMap::new();
    let mut keep = |relation: &'static str, value: Option<&Value>| {
        if let Some(other) = value.and_then(Value::as_str).and_then(|id| id.parse::<ItemId>().ok()) {
            keep_one(&mut found, other, relation);
        }
    };
    let body = &record.body;
    let at = |pointer: &str| body.pointer(pointer);
    let list = |pointer: &str| at(pointer).and_then(Value::as_array).into_iter().flatten();
    match body.get("format").and_then(Value::as_str) {
        Some("testamur-testimony-v1") => {
            keep(PERSON, at("/witness"));
            keep(word(Relation::Consent), at("/consent"));
            keep(word(Relation::Identity), at("/identity/item"));
            keep(word(Relation::Voice), at("/sign_off/item"));
            list("/recordings").for_each(|one| keep(word(Relation::Recording), Some(one)));
            let audio = list("/sections").filter_map(|s| s.get("audio")?.as_array()).flatten();
            audio.for_each(|range| keep(word(Relation::Recording), range.get("item")));
        }
        Some("testamur-consent-v1") => {
            keep(PERSON, at("/witness"));
            keep(word(Relation::Withdraws), at("/withdraws"));
            keep(word(Relation::Voice), at("/consent/how/item"));
            let uses = at("/consent/uses").and_then(Value::as_object);
            uses.into_iter().flat_map(|u| u.values()).for_each(|card| keep(word(Relation::Voice), card.get("voice")));
        }
        Some("testamur-identity-v1") => keep(PERSON, at("/witness")),
        _ => {}
    }
    record.supersedes.iter().for_each(|other| keep_one(&mut found, *other, word(Relation::Supersedes)));
    record.about.iter().for_each(|other| keep_one(&mut found, *other, word(Relation::About)));
    found.remove(&record.id);
    found
}

fn keep_one(found: &mut BTreeMap<ItemId, &'static str>, other: ItemId, relation: &'static str) {
    if found.len() < MAX_REFERENCES {
        found.entry(other).or_insert(relation);
    }
}

const fn word(relation: Relation) -> &'static str {
    match relation {
        Relation::Consent => "consent",
        Relation::Withdraws => "withdraws",
        Relation::Supersedes => "supersedes",
        Relation::Recording => "recording",
        Relation::Voice => "voice",
        Relation::Identity => "identity",
        Relation::About => "about",
        Relation::SamePerson => "same-person",
        Relation::SameFile => "same-file",
    }
}

fn of_word(found: &str) -> Option<Relation> {
    ALL.into_iter().find(|relation| word(*relation) == found)
}

impl Store {
    /// Returns the related items and consents of an item. Errors: `Refused` if the archive does not have it.
    pub fn around(&self, item: &ItemId) -> Result<Around> {
        let case = self.case(item)?;
        let mut found: Vec<(ItemId, Relation, bool)> = Vec::new();
        for (other, relation) in self.references("SELECT other, relation FROM reference WHERE item = ?1", item)? {
            found.extend(of_word(&relation).map(|relation| (other, relation, false)));
        }
        for (other, relation) in self.references("SELECT item, relation FROM reference WHERE other = ?1", item)? {
            found.extend(of_word(&relation).map(|relation| (other, relation, true)));
        }
        let persons = self.persons(item)?;
        for person in &persons {
            let sql = "SELECT item, relation FROM reference WHERE other = ?1";
            let theirs = self.references(sql, person)?;
            found.extend(theirs.into_iter().map(|(other, _)| (other, Relation::SamePerson, true)));
        }
        found.extend(self.same_bytes(item)?.into_iter().map(|other| (other, Relation::SameFile, true)));
        // Of several relations to an item the closest one stays, and an item is not related to itself.
        let mut seen = BTreeSet::from([*item]);
        seen.extend(persons);
        found.sort_by_key(|(other, relation, back)| (*relation, *back, *other));
        found.retain(|(other, _, _)| seen.insert(*other));
        let consents = self.consents_beside(&case, &found)?;
        let left_out = number(found.len().saturating_sub(MAX_RELATED) as u64).unsigned_abs();
        found.truncate(MAX_RELATED);
        let related = found
            .into_iter()
            .map(|(item, relation, back)| Ok(Related { item, relation, back, line: self.known_line(&item)? }));
        let record = case.record.as_ref().or(case.opening.as_ref()).map(|part| part.commitment);
        Ok(Around { record, related: related.collect::<Result<_>>()?, left_out, consents })
    }

    /// Returns all consents and withdrawals of a testimony's person, from all records.
    fn consents_beside(&self, case: &Case, found: &[(ItemId, Relation, bool)]) -> Result<Vec<(ItemId, Record)>> {
        let testimony = case.resolved().and_then(Heading::of);
        if !matches!(testimony, Some(Heading::Testimony { .. })) {
            return Ok(Vec::new());
        }
        let mut wanted: BTreeSet<ItemId> = found.iter().map(|(other, _, _)| *other).collect();
        for (consent, _, _) in found.iter().filter(|(_, relation, _)| *relation == Relation::Consent) {
            let sql = "SELECT item, relation FROM reference WHERE other = ?1 AND relation = 'withdraws'";
            wanted.extend(self.references(sql, consent)?.into_iter().map(|(other, _)| other));
        }
        let mut consents = Vec::new();
        for other in wanted {
            let heading = self.heading(&other)?;
            if !matches!(heading, Some(Heading::Consent { .. } | Heading::Withdrawal { .. })) {
                continue;
            }
            consents.extend(self.case(&other)?.story.map(|story| (other, story.record)));
            if consents.len() >= MAX_CONSENTS {
                break;
            }
        }
        consents.sort_by_key(|(item, record)| (record.claimed_at.instant(), *item));
        Ok(consents)
    }

    /// Returns the persons that an item's record is about: those that some record calls a person.
    fn persons(&self, item: &ItemId) -> Result<Vec<ItemId>> {
        let sql = "SELECT other, relation FROM reference AS r WHERE item = ?1 AND EXISTS
                   (SELECT 1 FROM reference AS p WHERE p.other = r.other AND p.relation = 'person') LIMIT 8";
        Ok(self.references(sql, item)?.into_iter().map(|(person, _)| person).collect())
    }

    fn references(&self, sql: &str, about: &ItemId) -> Result<Vec<(ItemId, String)>> {
        let mut rows = self.index.prepare_cached(sql)?;
        let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?));
        let rows = rows.query_map([about.as_bytes()], read)?;
        rows.map(|row| row.map_err(Into::into).and_then(|(id, relation)| Ok((read_item(&id)?, relation)))).collect()
    }

    fn heading(&self, item: &ItemId) -> Result<Option<Heading>> {
        let mut rows = self.index.prepare_cached("SELECT words FROM heading WHERE item = ?1")?;
        let mut rows = rows.query([item.as_bytes()])?;
        let row = rows.next()?.map(|row| row.get::<_, String>(0)).transpose()?;
        Ok(row.as_deref().and_then(list::heading))
    }

    /// Returns the heading of a case; that of a consent has the pseudonym that a testimony of the same device gives the
    /// person.
    pub(crate) fn heading_of(&self, case: &Case) -> Result<Option<Heading>> {
        let Some(record) = case.resolved() else { return Ok(None) };
        let Some(heading) = Heading::of(record) else { return Ok(None) };
        if !matches!(heading, Heading::Consent { .. } | Heading::Withdrawal { .. }) {
            return Ok(Some(heading));
        }
        let sql = "SELECT h.words FROM heading AS h JOIN line AS l ON l.item = h.item
                   WHERE l.device = ?2 AND l.kind = 'testimony'
                     AND (h.item = ?1 OR h.item IN (SELECT item FROM reference WHERE other = ?1 AND relation = 'person'))
                   ORDER BY h.item LIMIT 1";
        let mut rows = self.index.prepare_cached(sql)?;
        for (other, relation) in references(record) {
            if relation != PERSON && relation != word(Relation::Withdraws) {
                continue;
            }
            let mut rows = rows.query(params![other.as_bytes(), blob(&case.device)])?;
            let found = rows.next()?.map(|row| row.get::<_, String>(0)).transpose()?;
            if let Some(named) = found.as_deref().and_then(list::heading) {
                return Ok(Some(heading.named(named.pseudonym().map(str::to_owned))));
            }
        }
        Ok(Some(heading))
    }

    /// Replaces the kept heading and references of a case.
    pub(crate) fn keep_related(&self, case: &Case, heading: Option<&Heading>) -> Result<()> {
        self.forget_related(&case.item)?;
        if let Some(words) = heading.and_then(|h| serde_json::to_string(h).ok()) {
            let sql = "INSERT INTO heading (item, words) VALUES (?1, ?2)";
            self.index.prepare_cached(sql)?.execute(params![case.item.as_bytes(), words])?;
        }
        let mut insert =
            self.index.prepare_cached("INSERT INTO reference (item, other, relation) VALUES (?1, ?2, ?3)")?;
        for (other, relation) in case.resolved().into_iter().flat_map(references) {
            insert.execute(params![case.item.as_bytes(), other.as_bytes(), relation])?;
        }
        // A consent is filed before the testimony that names its person, so its line waits for the pseudonym.
        if matches!(heading, Some(Heading::Testimony { .. })) {
            let sql = "INSERT OR IGNORE INTO stale (item)
                       SELECT r.item FROM reference AS r JOIN heading AS h ON h.item = r.item
                       WHERE h.words NOT LIKE '{\"of\":\"testimony\"%' AND (
                             (r.relation = 'withdraws' AND r.other = ?1)
                          OR (r.relation = 'person' AND r.other IN
                              (SELECT other FROM reference WHERE item = ?1 AND relation = 'person')))";
            self.index.prepare_cached(sql)?.execute([case.item.as_bytes()])?;
        }
        Ok(())
    }

    /// Keeps the digests of an item's media, so that one file under two items is reported.
    pub(crate) fn keep_media(&self, case: &Case) -> Result<()> {
        let mut insert = self.index.prepare_cached("INSERT OR IGNORE INTO medium (item, sha256) VALUES (?1, ?2)")?;
        for medium in case.resolved().into_iter().flat_map(|record| &record.media) {
            if let Some(sha256) = &medium.sha256 {
                insert.execute(params![case.item.as_bytes(), blob(sha256)])?;
            }
        }
        Ok(())
    }

    /// Returns other items whose records state equal bytes, at most a hundred.
    pub fn same_bytes(&self, item: &ItemId) -> Result<Vec<ItemId>> {
        let sql = "SELECT DISTINCT o.item FROM medium AS m JOIN medium AS o ON o.sha256 = m.sha256 AND o.item <> m.item
                   WHERE m.item = ?1 ORDER BY o.item LIMIT ?2";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map(params![item.as_bytes(), number(MAX_SAME as u64)], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| read_item(&row?)).collect()
    }

    /// Removes an item's heading and references.
    pub(crate) fn forget_related(&self, item: &ItemId) -> Result<()> {
        for sql in [
            "DELETE FROM heading WHERE item = ?1",
            "DELETE FROM reference WHERE item = ?1",
            "DELETE FROM medium WHERE item = ?1",
        ] {
            self.index.prepare_cached(sql)?.execute([item.as_bytes()])?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(crate) mod tests;
