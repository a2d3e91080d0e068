//! Thumbnails: small pictures of photos, only in the locked index.
//!
//! Decides which items have one: photos whose record may be in a list, but no item of the witness compartment, and none
//! with a damaged part. Intake makes them while it has the parts open; those of an older archive are made on request.

use evidence::part::Role;
use evidence::record::{Kind, Media};
use evidence::{Digest, Ending, ItemId, Opening, Record, Story};
use pixels::MAX_PHOTO;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use zeroize::Zeroizing;

use crate::case::{Case, PartRow, QUARANTINED};
use crate::columns::blob;
use crate::finding::{self, Finding, FindingKind};
use crate::store::Store;
use crate::wanted::{Outcome, Thumbnail, Wanted};
use crate::{Error, Result, words};

/// Most parts of a photo: [`MAX_PHOTO`] in parts of the largest size.
const MAX_PARTS: u32 = 8;
/// Most parts that one thread opens together: a photo's, its opening record and its record.
const MAX_TOGETHER: usize = MAX_PARTS as usize + 2;

const DIFFER: &str = "its pixels, as this program decodes them, are not those of the tiles that its record states";

/// Returns the reason why stated tiles cannot be compared with pixels; `None` if they can.
fn uncompared(medium: &Media) -> Option<&'static str> {
    let tiles = medium.tiles.as_ref()?;
    if tiles.scheme != pixels::SCHEME {
        return Some("its record states tiles of a scheme that this program does not know");
    }
    medium.tile_seed.is_none().then_some("its record states tiles without their seed, so that nothing compares them")
}

impl Thumbnail {
    fn of<'a>(commitments: impl Iterator<Item = &'a Digest>, photo: &[u8], record: &Record) -> Self {
        let medium = record.media.first();
        let why = medium.and_then(uncompared);
        let stated = medium.and_then(|m| m.tiles.as_ref().zip(m.tile_seed)).filter(|_| why.is_none());
        let made = pixels::look(photo, |pixels| {
            let differ = stated.is_some_and(|(tiles, seed)| pixels.tiles(&seed).as_ref() != Some(tiles));
            (differ, pixels.small().unwrap_or_default())
        });
        let undecoded = stated.and(Some("its record states tiles, and this program cannot decode the picture"));
        let why = why.or(undecoded.filter(|_| made.is_none()));
        let (differ, jpeg) = made.unwrap_or_default();
        let differ = differ.then_some((FindingKind::TilesDiffer, DIFFER));
        Self { source: source(commitments), jpeg, tiles: differ.or(why.map(|why| (FindingKind::TilesUnchecked, why))) }
    }

    /// Returns the finding about the photo that it was made from.
    pub(crate) fn finding(&self, item: &ItemId) -> Option<Finding> {
        self.tiles.map(|(kind, why)| Finding::new(kind, item, why))
    }

    /// Stores it, and replaces an older one.
    pub(crate) fn keep(&self, index: &Connection, item: &ItemId) -> Result<()> {
        finding::settle_tiles(index, item)?;
        let sql = "INSERT OR REPLACE INTO thumbnail (item, source, jpeg) VALUES (?1, ?2, ?3)";
        index.prepare_cached(sql)?.execute(params![item.as_bytes(), blob(&self.source), self.jpeg])?;
        Ok(())
    }
}

fn source<'a>(commitments: impl Iterator<Item = &'a Digest>) -> Digest {
    Digest::of(&commitments.flat_map(|c| *c.as_bytes()).collect::<Vec<_>>())
}

/// Returns the numbers of the parts that show an item in a list; `None` for an item without a picture there.
fn pictured(record: &Record) -> Option<std::ops::Range<u32>> {
    let medium = record.media.first().filter(|_| record.kind == Kind::Photo && words::is_open(record))?;
    (medium.first_part == 0 && (1..=MAX_PARTS).contains(&medium.parts)).then_some(0..medium.parts)
}

/// Splits wanted parts for the threads: those of one photo together, all others one by one.
pub(crate) fn runs(wanted: &[Wanted]) -> impl Iterator<Item = &[Wanted]> {
    let of_items = wanted.chunk_by(|a, b| a.item.is_some() && a.item == b.item);
    of_items.flat_map(|parts| parts.chunks(if parts.len() <= MAX_TOGETHER { parts.len() } else { 1 }))
}

/// A thread's view of an item while it opens a run of its parts.
pub(crate) struct Look<'a> {
    run: &'a [Wanted],
    /// The bytes of the media so far, while they may be a photo.
    photo: Option<Zeroizing<Vec<u8>>>,
    opening: Option<Opening>,
    ending: Option<Ending>,
    /// True while each part was held and none is from the witness compartment.
    whole: bool,
}

impl<'a> Look<'a> {
    pub(crate) fn at(run: &'a [Wanted]) -> Self {
        // A run without a record does not describe its media.
        let whole = run.iter().any(|p| p.role == Role::Record);
        Self { run, photo: whole.then(Zeroizing::default), opening: None, ending: None, whole }
    }

    /// Adds a piece of a medium.
    pub(crate) fn piece(&mut self, piece: &[u8]) {
        let Some(photo) = &mut self.photo else { return };
        if photo.is_empty() {
            // Reserved at full size at first, so that growing leaves no copy behind.
            let size = self.run.iter().filter(|p| matches!(p.role, Role::Media(_))).map(|p| p.sealed.size).sum::<u64>();
            photo.reserve(usize::try_from(size).unwrap_or(0));
        }
        if photo.len() + piece.len() > MAX_PHOTO || (photo.is_empty() && !pixels::is_one(piece)) {
            self.photo = None;
        } else {
            photo.extend_from_slice(piece);
        }
    }

    /// Notes the outcome of a part of the run; the last one gets the thumbnail.
    pub(crate) fn note(&mut self, part: &Wanted, outcome: &mut Outcome) {
        let Outcome::Held(kept) = outcome else {
            self.whole = false;
            return;
        };
        let plain = kept.plain.as_ref();
        self.whole &= !kept.witness;
        match part.role {
            Role::Opening => self.opening = plain.and_then(|part| Opening::open(part).ok()),
            Role::Record => self.ending = plain.and_then(|part| Ending::parse(part.content()).ok()),
            Role::Media(_) => {}
        }
        let records = self.opening.iter().map(|opening| &opening.record);
        let mut records = records.chain(self.ending.iter().filter_map(Ending::whole));
        self.whole &= !records.any(Record::is_of_witnesses);
        if self.whole && self.run.last().is_some_and(|last| last.id == part.id) {
            kept.thumbnail = self.thumbnail();
        }
    }

    /// Returns `None` for an item that has none, or that has further parts elsewhere.
    fn thumbnail(&mut self) -> Option<Thumbnail> {
        let item = self.run.first()?.item;
        let has_opening = self.run.iter().any(|part| part.role == Role::Opening);
        let story = Story::of(has_opening, self.opening.as_ref(), self.ending.as_ref());
        let record = story.filter(|story| story.counted && Some(story.record.id) == item)?.record;
        let commitment = |n| self.run.iter().find(|p| p.role == Role::Media(n)).map(|p| &p.commitment);
        let commitments = pictured(&record)?.map(commitment).collect::<Option<Vec<_>>>()?;
        let photo = self.photo.as_ref().map_or(&[][..], |p| p.as_slice());
        Some(Thumbnail::of(commitments.into_iter(), photo, &record))
    }
}

impl Store {
    /// Returns a JPEG of at most 320 pixels per side; `None` if the item has no picture. Makes it if no intake did.
    ///
    /// Errors: `Refused` if the archive does not have the item; `Malformed` if a part on the archive's disk was
    /// changed.
    pub fn thumbnail(&self, item: &ItemId) -> Result<Option<Vec<u8>>> {
        self.kept_thumbnail(item)?
            .map_or_else(|| self.make_thumbnail(item), |kept| Ok(Some(kept).filter(|k| !k.is_empty())))
    }

    /// Returns the stored thumbnail, empty if the item has no picture; `None` if it is still to be made, which takes as
    /// long as decoding the photo. Errors: `Refused` if the archive does not have the item.
    pub fn kept_thumbnail(&self, item: &ItemId) -> Result<Option<Vec<u8>>> {
        let sql =
            "SELECT l.thumbnail, t.jpeg FROM line AS l LEFT JOIN thumbnail AS t ON t.item = l.item WHERE l.item = ?1";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, bool>(0)?, r.get::<_, Option<Vec<u8>>>(1)?));
        match self.index.prepare_cached(sql)?.query_row([item.as_bytes()], read).optional()? {
            None => Err(Error::refused("the item", "the archive does not have it")),
            Some((false, _)) => Ok(Some(Vec::new())),
            Some((true, kept)) => Ok(kept),
        }
    }

    fn make_thumbnail(&self, item: &ItemId) -> Result<Option<Vec<u8>>> {
        let case = self.case(item)?;
        let witness = self.is_of_witnesses(&case)?;
        let Some(parts) = self.pictured(&case, witness)?.filter(|parts| parts.iter().all(|p| p.is_held())) else {
            return Ok(None);
        };
        let size = parts.iter().map(|p| p.size as usize).sum::<usize>();
        let (mut photo, mut sealed) = (Zeroizing::new(Vec::new()), Vec::new());
        if size <= MAX_PHOTO {
            photo.reserve(size);
            for part in &parts {
                self.pour(part, &mut sealed, &mut |piece| {
                    photo.extend_from_slice(piece);
                    Ok(())
                })?;
            }
        }
        let Some(record) = case.resolved() else { return Ok(None) };
        let made = Thumbnail::of(parts.iter().map(|p| &p.commitment), &photo, record);
        let transaction = Transaction::new_unchecked(&self.index, TransactionBehavior::Immediate)?;
        made.keep(&transaction, item)?;
        if let Some(found) = made.finding(item) {
            finding::keep(&transaction, &found)?;
        }
        let sql = "UPDATE line SET thumbnail = ?2 WHERE item = ?1";
        transaction.execute(sql, params![item.as_bytes(), !made.jpeg.is_empty()])?;
        self.commit(transaction)?;
        Ok(Some(made.jpeg).filter(|jpeg| !jpeg.is_empty()))
    }

    /// Returns true if the item has a thumbnail, or if its parts are here to make one.
    pub(crate) fn has_thumbnail(&self, case: &Case, witness: bool) -> Result<bool> {
        let Some(parts) = self.pictured(case, witness)? else { return Ok(false) };
        let sql = "SELECT source, length(jpeg) > 0 FROM thumbnail WHERE item = ?1";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, bool>(1)?));
        let kept = self.index.prepare_cached(sql)?.query_row([case.item.as_bytes()], read).optional()?;
        let source = source(parts.iter().map(|p| &p.commitment));
        Ok(match kept {
            Some((from, shows)) if from == blob(&source) => shows,
            _ => parts.iter().all(|p| p.is_held()),
        })
    }

    /// Removes a thumbnail that the item must no longer have, or that was made from other parts.
    pub(crate) fn clear_thumbnail(&self, case: &Case, witness: bool) -> Result<()> {
        let source = self.pictured(case, witness)?.map(|parts| source(parts.iter().map(|p| &p.commitment)));
        let sql = "DELETE FROM thumbnail WHERE item = ?1 AND source IS NOT ?2";
        self.index.prepare_cached(sql)?.execute(params![case.item.as_bytes(), source.as_ref().map(blob)])?;
        Ok(())
    }

    /// Returns the parts of an item's picture; `None` for an item that has no picture in a list, or that has a damaged
    /// part.
    fn pictured<'a>(&self, case: &'a Case, witness: bool) -> Result<Option<Vec<&'a PartRow>>> {
        let Some(numbers) = case.resolved().filter(|_| !witness).and_then(pictured) else { return Ok(None) };
        let sql = "SELECT EXISTS (SELECT 1 FROM part WHERE item = ?1 AND device = ?2 AND state = ?3)";
        let values = params![case.item.as_bytes(), blob(&case.device), QUARANTINED];
        if self.index.prepare_cached(sql)?.query_row(values, |r| r.get(0))? {
            return Ok(None);
        }
        Ok(numbers.map(|n| case.media.get(&n)).collect())
    }
}
