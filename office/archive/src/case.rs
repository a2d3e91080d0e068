//! One item in the index: its parts, as the first entry of its path states them, and its record.

use std::collections::BTreeMap;

use evidence::part::{FirstOfRole, Role};
use evidence::{ClaimedTime, Digest, Ending, ItemId, Opening, PlainPart, Record, Story};
use organisation::PartKey;
use rusqlite::OptionalExtension;
use serde::Serialize;

use crate::Result;
use crate::columns::{blob, damaged, digest, role};
use crate::store::Store;
use crate::telling::Telling;

/// One medium of an item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Medium {
    /// Its original name; never a path. Absent for parts that no record names.
    pub name: Option<String>,
    /// Its original media type.
    pub media_type: Option<String>,
    /// SHA-256 of the plain file, if the record states it.
    pub sha256: Option<Digest>,
    /// The file's last change, according to its file system at the import: a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<ClaimedTime>,
    /// True if the file was changed during its import.
    pub changed: bool,
    /// Number of its first part.
    pub first_part: u32,
    /// Number of its parts.
    pub parts: u32,
    /// True if the recording was cut off.
    pub interrupted: bool,
    /// Numbers of parts that are not held.
    pub missing: Vec<u32>,
    /// Plain bytes of the parts held.
    pub bytes: u64,
}

/// One part as the index has it.
#[derive(Clone)]
pub(crate) struct PartRow {
    pub(crate) role: Role,
    pub(crate) commitment: Digest,
    pub(crate) digest: Digest,
    pub(crate) sealed_size: u64,
    pub(crate) state: i64,
    pub(crate) salt: Vec<u8>,
    pub(crate) size: u32,
    key: Vec<u8>,
}

impl PartRow {
    pub(crate) fn is_held(&self) -> bool {
        self.state == HELD
    }

    pub(crate) fn key(&self) -> Result<PartKey> {
        Ok(PartKey::from_slice(&self.key)?)
    }
}

pub(crate) const HELD: i64 = 1;
pub(crate) const QUARANTINED: i64 = 2;

/// One item with all its data in the index.
pub(crate) struct Case {
    pub(crate) item: ItemId,
    pub(crate) device: Digest,
    /// The last entry of the chosen path.
    pub(crate) as_of: Digest,
    /// The entries of the path, in order.
    pub(crate) entries: Vec<Digest>,
    /// False while an earlier entry is missing.
    pub(crate) linked: bool,
    /// Media by number, as stated first.
    pub(crate) media: BTreeMap<u32, PartRow>,
    pub(crate) opening: Option<PartRow>,
    pub(crate) record: Option<PartRow>,
    /// The item's story: the closing's values follow the opening's.
    pub(crate) story: Option<Story>,
}

impl Store {
    /// Reads one item from the index.
    pub(crate) fn case(&self, item: &ItemId) -> Result<Case> {
        let Telling { device, as_of, entries, linked } = self.telling(item)?;
        let mut case = Case {
            item: *item,
            device,
            as_of,
            entries,
            linked,
            media: BTreeMap::new(),
            opening: None,
            record: None,
            story: None,
        };
        let sql = "SELECT role, number, commitment, digest, sealed_size, state, salt, content_size, file_key
                   FROM part WHERE entry = ?1 ORDER BY position";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut statements = FirstOfRole::default();
        for (place, entry) in case.entries.iter().enumerate() {
            let mut rows = rows.query([blob(entry)])?;
            while let Some(row) = rows.next()? {
                let part = read_part(row)?;
                // Later statements never replace the first one, even if its part is not held.
                if !statements.says(place, part.role) {
                    continue;
                }
                match part.role {
                    Role::Opening => case.opening = Some(part),
                    Role::Record => case.record = Some(part),
                    Role::Media(n) => drop(case.media.insert(n, part)),
                }
            }
        }
        let opening = self.plain(&case.opening)?.and_then(|part| Opening::open(&part).ok());
        let opening = opening.filter(|opening| opening.record.id == *item);
        let ending = self.plain(&case.record)?.and_then(|part| Ending::parse(part.content()).ok());
        let ending = ending.filter(|ending| ending.id() == *item);
        case.story = Story::of(case.opening.is_some(), opening.as_ref(), ending.as_ref());
        Ok(case)
    }

    /// Returns a record part's plain bytes.
    pub(crate) fn record_part(&self, commitment: &Digest) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT plain FROM record WHERE commitment = ?1";
        let plain: Option<Vec<u8>> =
            self.index.prepare_cached(sql)?.query_row([blob(commitment)], |r| r.get(0)).optional()?;
        // SQLCipher's MAC protects the pages; each part is checked against its own name anyway before it is returned.
        match plain {
            Some(plain) if Digest::of(&plain) != *commitment => Err(damaged()),
            other => Ok(other),
        }
    }

    /// Returns the plain part of a record that is held.
    fn plain(&self, part: &Option<PartRow>) -> Result<Option<PlainPart>> {
        let Some(part) = part.as_ref().filter(|part| part.is_held()) else { return Ok(None) };
        Ok(self.record_part(&part.commitment)?.and_then(|plain| PlainPart::from_bytes(plain).ok()))
    }
}

impl Case {
    /// Returns the record as it should be read.
    pub(crate) fn resolved(&self) -> Option<&Record> {
        self.story.as_ref().map(|story| &story.record)
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = &PartRow> {
        self.opening.iter().chain(&self.record).chain(self.media.values())
    }

    /// Returns the media that the record names, then parts that no record names.
    pub(crate) fn media(&self) -> Vec<Medium> {
        let mut media = Vec::new();
        let mut next = 0;
        for named in self.resolved().into_iter().flat_map(|r| &r.media) {
            // An opening does not count its parts yet; they follow as parts that no record names.
            if named.parts == 0 && self.resolved().is_some_and(|r| r.media.len() == 1) && !self.media.is_empty() {
                let parts = self.media.keys().last().map_or(0, |last| last.saturating_add(1));
                media.push(self.medium(Some(named), named.first_part, parts));
                return media;
            }
            next = named.first_part.saturating_add(named.parts);
            media.push(self.medium(Some(named), named.first_part, named.parts));
        }
        if let (Some(first), Some(last)) = (self.media.range(next..).next(), self.media.keys().last()) {
            media.push(self.medium(None, *first.0, (last - first.0).saturating_add(1)));
        }
        media
    }

    fn medium(&self, named: Option<&evidence::record::Media>, first_part: u32, parts: u32) -> Medium {
        // A hostile record may claim four thousand million parts; only the parts that entries name, and the first
        // thousand missing ones, are looked up.
        let end = first_part.saturating_add(parts);
        let held = self.media.range(first_part..end).filter(|(_, p)| p.is_held());
        let bytes = held.map(|(_, p)| u64::from(p.size)).sum();
        let awaited = self.resolved().is_none() && self.record.as_ref().is_some_and(|part| !part.is_held());
        let missing = (first_part..end).filter(|n| !self.media.get(n).is_some_and(PartRow::is_held)).take(1000);
        Medium {
            name: named.map(|m| m.name.clone()),
            media_type: named.map(|m| m.media_type.clone()),
            sha256: named.and_then(|m| m.sha256),
            modified: named.and_then(|m| m.modified),
            changed: named.is_some_and(|m| m.changed),
            first_part,
            parts,
            // Unknown while the record is still to come.
            interrupted: named.map_or(!awaited, |m| m.interrupted),
            missing: missing.collect(),
            bytes,
        }
    }
}

fn read_part(row: &rusqlite::Row<'_>) -> Result<PartRow> {
    let (commitment, name): (Vec<u8>, Vec<u8>) = (row.get(2)?, row.get(3)?);
    Ok(PartRow {
        role: role(row.get(0)?, row.get(1)?)?,
        commitment: digest(&commitment)?,
        digest: digest(&name)?,
        sealed_size: u64::try_from(row.get::<_, i64>(4)?).map_err(|_| damaged())?,
        state: row.get(5)?,
        salt: row.get(6)?,
        size: u32::try_from(row.get::<_, i64>(7)?).map_err(|_| damaged())?,
        key: row.get(8)?,
    })
}
