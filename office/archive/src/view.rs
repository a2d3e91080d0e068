//! Reads the archive: items, their records, the state of their parts, and who held them when.
//!
//! Reads only the index: no sealed part is opened here. A device's claims, a log's notes and a server's deliveries stay
//! separate.

use std::collections::BTreeSet;

use evidence::closing::Later;
use evidence::receipt::SignedCustody;
use evidence::record::{Kind, Method};
use evidence::{Carried, ClaimedTime, Digest, ItemId, Record};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use testimony::Body;
use verify::LogKey;
use verify::heading::Heading;

use crate::case::{Case, HELD, Medium, QUARANTINED};
use crate::columns::{blob, damaged, item};
use crate::doubts::Doubt;
use crate::finding::{self, Finding};
use crate::store::Store;
use crate::witnesses::SEALED;
use crate::{Error, Result, words};

/// One line of the list.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Summary {
    /// The item.
    pub item: ItemId,
    /// Digest of the genesis entry of its device.
    pub device: Digest,
    /// Its kind, if its record was opened.
    pub kind: Option<Kind>,
    /// Its method, if its record was opened.
    pub method: Option<Method>,
    /// Its heading in English, else the first words of its note, else the name of its first medium; safe to show.
    /// `None` for items of the witness compartment and for records of other compartments that hold names.
    pub title: Option<String>,
    /// The name of its first medium, safe to show, if it may have a title.
    pub file_name: Option<String>,
    /// True if there is a small picture of it.
    pub thumbnail: bool,
    /// Its heading as data; `None` if its note or its file's name is the title, and if `title` is `None`.
    pub heading: Option<Heading>,
    /// The device's clock at its first entry.
    pub claimed_at: String,
    /// True if the entry with its record has come.
    pub finished: bool,
    /// True if its recording was cut off.
    pub interrupted: bool,
    /// True if every one of its entries is signed back to genesis.
    pub linked: bool,
    /// True if every one of its entries is in a log.
    pub noted: bool,
    /// True if custody statements cover all its entries and parts.
    pub delivered: bool,
    /// Parts that were opened and match their entries.
    pub held: u64,
    /// Parts that have not come yet.
    pub wanted: u64,
    /// Damaged parts.
    pub quarantined: u64,
    /// Parts that are here and wait for the witness key.
    pub sealed: u64,
    /// Plain bytes of the parts held.
    pub bytes: u64,
    /// True if a part of it is in the witness compartment, or is sealed so that this cannot be decided here.
    pub witness: bool,
    /// Doubts about its signer because of its device, the gravest first.
    pub doubts: Vec<Doubt>,
    /// Its place in the order of arrival.
    pub arrived: u64,
    /// True if the archivist looked at it.
    pub looked_at: bool,
    /// True if the archivist marked it as important.
    pub important: bool,
    /// The archivist's own note; empty if there is none.
    pub own_note: String,
    /// Other items whose records state equal bytes, counted up to a hundred.
    pub same: u64,
    /// Findings that the device noted in its record: a count that does not add up, an account that may name its person.
    pub stood_out: u64,
}

/// Whether an item is here and in order. Every item has exactly one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wholeness {
    /// Everything is here and in order.
    Whole,
    /// Parts are missing or damaged, or the item is cut off, unfinished or not signed back to genesis.
    Problem,
    /// Its parts wait at the source, none of its media is here, and nothing speaks against it: an intake brings it.
    Away,
}

impl Summary {
    /// Returns whether the item is here and in order.
    pub fn wholeness(&self) -> Wholeness {
        if self.quarantined > 0 || !self.linked {
            Wholeness::Problem
        } else if self.wanted > 0 && self.bytes == 0 {
            Wholeness::Away
        } else if self.wanted > 0 || self.interrupted || !self.finished {
            Wholeness::Problem
        } else {
            Wholeness::Whole
        }
    }
}

/// All facts about one item that the archive knows without opening media.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct View {
    /// The line of the list.
    pub summary: Summary,
    /// The record as it should be read; absent if none was opened.
    pub record: Option<Record>,
    /// Its end; absent if it adds no fact.
    pub end: Option<EndView>,
    /// Its media, and parts that no record names.
    pub media: Vec<Medium>,
    /// Other items whose records state equal bytes: a file that was imported twice.
    pub same: Vec<ItemId>,
    /// The times that devices, logs and servers state.
    pub custody: CustodyView,
    /// Findings about the item, its entries or its parts.
    pub findings: Vec<Finding>,
}

/// The end of an item: shown after its record, and never in place of it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EndView {
    /// The entry that carries it.
    pub entry: Digest,
    /// The device's clock at that entry: a claim.
    pub claimed_at: String,
    /// The end of the capture, as the closing claims.
    pub ended_at: Option<ClaimedTime>,
    /// Values that were added or corrected, or that contradict the record, by path.
    pub later: Vec<Later>,
}

/// The times of an item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CustodyView {
    /// Its entries in the order of the chain.
    pub entries: Vec<EntryView>,
    /// Custody statements about it.
    pub delivered: Vec<DeliveredView>,
}

/// One entry of an item.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct EntryView {
    /// Its digest.
    pub digest: Digest,
    /// Its place in the chain.
    pub seq: u64,
    /// The device's clock: a claim.
    pub claimed_at: String,
    /// True if it is signed back to genesis.
    pub linked: bool,
    /// Its earliest known place in a log.
    pub noted: Option<NotedView>,
}

/// A place in a log.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct NotedView {
    /// Origin of the log.
    pub origin: String,
    /// Index of the leaf.
    pub index: u64,
    /// Size of the tree that proves it.
    pub size: u64,
}

/// One custody statement.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct DeliveredView {
    /// Origin of the server's log.
    pub server: String,
    /// The server's clock when it held these parts.
    pub at: String,
    /// Parts it covers.
    pub parts: u64,
    /// Its own place in the log.
    pub noted: Option<NotedView>,
}

impl Store {
    /// Returns the items whose id begins with `prefix` (hex digits), so that people may type less.
    pub fn find(&self, prefix: &str) -> Result<Vec<ItemId>> {
        let prefix = prefix.to_ascii_lowercase();
        if prefix.is_empty() || prefix.len() > 32 || !prefix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::refused("the item", "an item's id is up to 32 hex digits"));
        }
        let sql = "SELECT DISTINCT item FROM entry WHERE item <> x'' AND lower(hex(item)) LIKE ?1 || '%' ORDER BY item";
        let mut rows = self.index.prepare(sql)?;
        let rows = rows.query_map([prefix], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| item(&row?)).collect()
    }

    /// Returns all known facts about one item. Errors: `Refused` if the archive does not have it.
    pub fn show(&self, item: &ItemId) -> Result<View> {
        let case = self.case(item)?;
        let summary = self.summary(&case)?;
        let custody = CustodyView { entries: self.entries_of(&case)?, delivered: self.delivered_of(&case)? };
        let mut about: BTreeSet<String> = BTreeSet::from([item.to_string(), case.device.to_string()]);
        about.extend(custody.entries.iter().map(|e| e.digest.to_string()));
        for part in case.parts() {
            about.extend([part.digest.to_string(), part.commitment.to_string()]);
        }
        let findings = finding::about(&self.index, &about)?;
        let end = case.story.as_ref().zip(custody.entries.last()).and_then(|(story, entry)| {
            let said = story.ended_at.is_some() || !story.later.is_empty();
            let (entry, claimed_at) = (entry.digest, entry.claimed_at.clone());
            said.then(|| EndView { entry, claimed_at, ended_at: story.ended_at, later: story.later.clone() })
        });
        let (record, same) = (case.resolved().cloned(), self.same_bytes(item)?);
        Ok(View { media: case.media(), record, end, same, summary, custody, findings })
    }

    /// Returns every finding of every pull, the gravest first.
    pub fn findings(&self) -> Result<Vec<Finding>> {
        finding::all(&self.index)
    }

    pub(crate) fn summary(&self, case: &Case) -> Result<Summary> {
        let entries = self.entries_of(case)?;
        let claimed_at = entries.first().map(|e| e.claimed_at.clone()).unwrap_or_default();
        let arrived = "SELECT min(id) FROM entry WHERE item = ?1";
        let arrived: i64 = self.index.prepare_cached(arrived)?.query_row([case.item.as_bytes()], |r| r.get(0))?;
        let record = case.resolved();
        let witness = self.is_of_witnesses(case)?;
        let (looked_at, important, own_note) = self.marks(&case.item)?;
        let open = record.filter(|_| !witness).filter(|r| words::is_open(r));
        let heading = if open.is_some() { self.heading_of(case)? } else { None };
        let count = |state: i64| case.parts().filter(|p| p.state == state).count() as u64;
        Ok(Summary {
            item: case.item,
            device: case.device,
            kind: record.map(|r| r.kind),
            method: record.map(|r| r.method),
            title: heading.as_ref().map(Heading::english).or_else(|| open.and_then(words::title)),
            file_name: record.filter(|_| !witness).and_then(words::file_name),
            thumbnail: self.has_thumbnail(case, witness)?,
            heading,
            claimed_at,
            finished: case.record.is_some(),
            interrupted: record.is_some_and(|r| r.media.iter().any(|m| m.interrupted)),
            linked: case.linked,
            noted: entries.iter().all(|e| e.noted.is_some()),
            delivered: self.is_delivered(case, &entries)?,
            held: count(HELD),
            wanted: count(0),
            quarantined: count(QUARANTINED),
            sealed: count(SEALED),
            bytes: case.media.values().filter(|p| p.is_held()).map(|p| u64::from(p.size)).sum(),
            witness,
            doubts: self.doubts_of(&case.item)?,
            arrived: u64::try_from(arrived).map_err(|_| damaged())?,
            looked_at,
            important,
            own_note,
            same: self.same_bytes(&case.item)?.len() as u64,
            stood_out: open.map_or(0, |record| Body::read(&record.body).stood_out() as u64),
        })
    }

    /// Returns whether custody statements cover every entry and every part of the item.
    fn is_delivered(&self, case: &Case, own: &[EntryView]) -> Result<bool> {
        let mut entries = BTreeSet::new();
        let mut held = BTreeSet::new();
        for said in self.custody_of(case)? {
            entries.extend(said.entries.iter().map(|(_, digest)| *digest));
            held.extend(said.held.iter().flatten().map(|s| (s.sha256, s.size)));
        }
        Ok(case.record.is_some()
            && own.iter().all(|e| entries.contains(&e.digest))
            && case.parts().all(|p| held.contains(&(p.digest, p.sealed_size))))
    }

    /// Returns the signed custody statements about an item, in the order of the server's chain. Signatures were checked
    /// when they were filed.
    pub(crate) fn custody_of(&self, case: &Case) -> Result<Vec<SignedCustody>> {
        let sql = "SELECT envelope FROM custody WHERE item = ?1 AND device = ?2 ORDER BY log, seq";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map(params![case.item.as_bytes(), blob(&case.device)], |r| r.get::<_, Vec<u8>>(0))?;
        let mut statements = Vec::new();
        for row in rows {
            statements.push(SignedCustody::kept(&Carried::parse(&row?)?)?);
        }
        Ok(statements)
    }

    /// Returns every custody statement about a device's items whose entries are all filed: others could not be checked.
    pub(crate) fn custody_of_device(&self, device: &Digest) -> Result<Vec<(SignedCustody, Carried)>> {
        let mut rows = self.index.prepare_cached("SELECT envelope FROM custody WHERE device = ?1 ORDER BY log, seq")?;
        let mut filed = self
            .index
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM entry WHERE digest = ?1 AND device = ?2 AND linked = 1)")?;
        let mut found = Vec::new();
        for row in rows.query_map([blob(device)], |r| r.get::<_, Vec<u8>>(0))? {
            let carried = Carried::parse(&row?)?;
            let said = SignedCustody::kept(&carried)?;
            let mut whole = true;
            for (_, entry) in &said.entries {
                whole &= filed.query_row(params![blob(entry), blob(device)], |r| r.get::<_, bool>(0))?;
            }
            if whole {
                found.push((said, carried));
            }
        }
        Ok(found)
    }

    /// Returns the entries that tell an item.
    fn entries_of(&self, case: &Case) -> Result<Vec<EntryView>> {
        let mut rows = self.index.prepare_cached("SELECT seq, claimed_at, linked FROM entry WHERE digest = ?1")?;
        let mut entries = Vec::new();
        for name in &case.entries {
            let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, i64>(0)?, r.get(1)?, r.get(2)?));
            let (seq, claimed_at, linked) = rows.query_row([blob(name)], read)?;
            entries.push(EntryView {
                digest: *name,
                seq: u64::try_from(seq).map_err(|_| damaged())?,
                claimed_at,
                linked,
                noted: noted(&self.index, name)?,
            });
        }
        Ok(entries)
    }

    fn delivered_of(&self, case: &Case) -> Result<Vec<DeliveredView>> {
        let mut delivered = Vec::new();
        for said in self.custody_of(case)? {
            delivered.push(DeliveredView {
                server: said.custody.server,
                at: said.custody.at.to_string(),
                parts: said.held.map_or(0, |held| held.len() as u64),
                noted: noted(&self.index, &said.digest)?,
            });
        }
        Ok(delivered)
    }
}

fn noted(index: &Connection, statement: &Digest) -> Result<Option<NotedView>> {
    let sql = "SELECT log, leaf, size FROM receipt WHERE statement = ?1 ORDER BY quorum DESC, size LIMIT 1";
    let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?));
    let row = index.prepare_cached(sql)?.query_row([blob(statement)], read).optional()?;
    row.map(|(log, index, size)| {
        let unsigned = |n| u64::try_from(n).map_err(|_| damaged());
        let origin = LogKey::of(&log.parse()?).name().to_owned();
        Ok(NotedView { origin, index: unsigned(index)?, size: unsigned(size)? })
    })
    .transpose()
}
