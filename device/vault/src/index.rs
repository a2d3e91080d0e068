//! The readable index: the items that a person may see on the device, only if the policy grants review and the vault is
//! unlocked. Built directly from the sealed parts, so that no readable copy waits in between.

use std::collections::BTreeMap;
use std::io::Cursor;

use evidence::part::Role;
use evidence::policy::Review;
use evidence::record::{Kind, Location, Media, Method};
use evidence::{ClaimedTime, Digest, Ending, ItemId, Opening, PlainPart, Record, Story};
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};
use rusqlite::{OptionalExtension, params};
use seal::ReviewIdentity;
use serde::{Deserialize, Serialize};

use crate::error::SEALED_PART;
use crate::home::Home;
use crate::store::{number, unsigned};
use crate::{Error, Reason, Result, Unlocked, store};

/// Largest photo that a thumbnail is made of, in bytes.
const MAX_PHOTO: u64 = 32 * 1024 * 1024;
/// Most pixels per side of such a photo.
const MAX_SIDE: u32 = 12_000;
/// Most memory for decoding one photo, in bytes: 44 megapixels of three bytes.
const MAX_DECODED: u64 = 128 * 1024 * 1024;
/// Pixels of a thumbnail's longer side.
const THUMBNAIL: u32 = 320;

/// A page of items whose record came after an entry. Queried once per item: a database index serves each part of it.
const FINISHED: &str = "SELECT e.seq, e.item FROM entries e
     WHERE e.seq > ?1 AND EXISTS (SELECT 1 FROM parts p WHERE p.item = e.item AND p.seq = e.seq AND p.role = 'record')
     ORDER BY e.seq LIMIT ?2";

/// One item's row in the index, for the person who captured it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Readable {
    /// The kind of evidence.
    pub kind: Kind,
    /// The way it came here.
    pub method: Method,
    /// The wall clock at the start of its capture.
    pub claimed_at: ClaimedTime,
    /// The place, or the reason why it is unknown.
    pub location: Location,
    /// Its media: names, types, sizes.
    #[serde(default)]
    pub media: Vec<Media>,
    /// The remark, if there is one.
    #[serde(default)]
    pub note: Option<String>,
    /// True if there is a thumbnail.
    pub thumbnail: bool,
}

impl Home {
    /// Adds at most `limit` items to the index that were finished since the last call, oldest first, and returns
    /// whether more are waiting. Each item is durable in the index before the next is begun, so an interrupted call
    /// loses at most one item's work.
    ///
    /// One item costs reading and decoding a photo of at most 32 MiB: a caller that holds a lock should ask for one
    /// item at a time.
    pub fn refresh(&self, vault: &Unlocked, limit: usize) -> Result<bool> {
        let Some(identity) = &vault.identity else { return Ok(false) };
        if self.policy()?.policy().review == Review::Never {
            return Ok(false);
        }
        let mut waiting = self.finished_since(vault.indexed()?, limit.saturating_add(1))?;
        let more = waiting.len() > limit;
        waiting.truncate(limit);
        for (seq, item) in waiting {
            self.index(vault, identity, seq, &item)?;
        }
        Ok(more)
    }

    fn index(&self, vault: &Unlocked, identity: &ReviewIdentity, seq: u64, item: &ItemId) -> Result<()> {
        let failed = "the index could not be stored";
        let record = if self.is_hidden(item)? { Ok(None) } else { self.read_record(identity, item) };
        let found = match record {
            Ok(record) => record.filter(|r| !r.is_of_witnesses()),
            // The item was sealed before review was granted or for the witnesses, or was delivered and removed: the
            // index leaves it out.
            Err(Error::Seal(_) | Error::Unavailable { reason: Reason::NotHere, .. }) => None,
            // Damaged on this disk: the archive will report the part that it receives, and the other items are still
            // shown.
            Err(Error::Malformed { what: SEALED_PART, .. } | Error::Evidence(_)) => None,
            Err(e) => return Err(e),
        };
        let thumbnail = found.as_ref().and_then(|r| self.thumbnail_of(identity, item, r));
        let readable = found.map(|r| Readable::new(r, thumbnail.is_some()));
        let tx = vault.db()?.unchecked_transaction().map_err(Error::sql(failed))?;
        let id = item.as_bytes().as_slice();
        if let Some(readable) = readable {
            let body = evidence::json::print(&readable)?;
            let body = String::from_utf8(body).map_err(|_| Error::Bug("JSON is no text"))?;
            tx.execute("INSERT OR REPLACE INTO readable (item, body) VALUES (?1, ?2)", params![id, body])
                .map_err(Error::sql(failed))?;
        }
        if let Some(jpeg) = thumbnail {
            tx.execute("INSERT OR REPLACE INTO thumbnails (item, jpeg) VALUES (?1, ?2)", params![id, jpeg])
                .map_err(Error::sql(failed))?;
        }
        tx.execute("INSERT OR REPLACE INTO progress (id, indexed_seq) VALUES (1, ?1)", [number(seq)])
            .map_err(Error::sql(failed))?;
        tx.commit().map_err(Error::sql(failed))
    }

    /// Returns the content of one part of an item for display. Fails with `Refused` if the policy does not grant
    /// review.
    pub fn open_part(&self, vault: &Unlocked, item: &ItemId, role: Role) -> Result<PlainPart> {
        if self.policy()?.policy().review == Review::Never {
            return Err(Error::Refused("the policy does not let this device show what it captured"));
        }
        if self.is_hidden(item)? {
            return Err(Error::Refused("the policy does not let this device show what was delivered"));
        }
        let identity = vault.identity.as_ref().ok_or(Error::Refused("this vault has no review identity"))?;
        self.open_sealed(identity, item, role)
    }

    /// Returns whether an item was delivered under a policy that shows items only until delivery. Its parts stay here
    /// until the server has shown that it has them.
    fn is_hidden(&self, item: &ItemId) -> Result<bool> {
        let mut state = self.0.lock()?;
        Ok(state.policy.policy().review == Review::UntilDelivered && state.believes_delivered(item)?)
    }

    /// Removes from the index the items that the policy hides: all under `never`, delivered ones under
    /// `until-delivered`.
    pub(crate) fn purge(&self, vault: &Unlocked) -> Result<()> {
        let failed = "the index could not be cleared";
        let delivered = {
            let mut state = self.0.lock()?;
            match state.policy.policy().review {
                Review::Always => return Ok(()),
                Review::Never => {
                    let all = "DELETE FROM readable; DELETE FROM thumbnails;";
                    return vault.db()?.execute_batch(all).map_err(Error::sql(failed));
                }
                Review::UntilDelivered => state.delivered_items("WHERE delivered = 1")?,
            }
        };
        let tx = vault.db()?.unchecked_transaction().map_err(Error::sql(failed))?;
        let mut gone = 0;
        for item in delivered {
            let id = item.as_bytes().as_slice();
            for sql in ["DELETE FROM readable WHERE item = ?1", "DELETE FROM thumbnails WHERE item = ?1"] {
                gone += tx.execute(sql, [id]).map_err(Error::sql(failed))?;
            }
        }
        tx.commit().map_err(Error::sql(failed))?;
        if gone > 0 {
            vault.db()?.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").map_err(Error::sql(failed))?;
        }
        Ok(())
    }

    /// Returns the SHA-256 of every whole medium in the index, with one item that has it. Empty if the policy grants no
    /// review: a device must not reveal whether it sealed a certain file.
    pub fn media_digests(&self, vault: &Unlocked) -> Result<BTreeMap<Digest, ItemId>> {
        let failed = "the index could not be read";
        let mut found = BTreeMap::new();
        if self.policy()?.policy().review == Review::Never {
            return Ok(found);
        }
        self.purge(vault)?;
        let db = vault.db()?;
        let mut query =
            db.prepare_cached("SELECT item, body FROM readable ORDER BY item").map_err(Error::sql(failed))?;
        let rows = query.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)));
        for row in rows.map_err(Error::sql(failed))? {
            let (item, body) = row.map_err(Error::sql(failed))?;
            let item = store::item_id(&item)?;
            let readable: Readable = evidence::json::parse("index", body.as_bytes(), evidence::part::MAX_CONTENT)?;
            readable.media.iter().filter_map(|m| m.sha256).for_each(|digest| {
                found.entry(digest).or_insert(item);
            });
        }
        Ok(found)
    }

    fn finished_since(&self, seq: u64, limit: usize) -> Result<Vec<(u64, ItemId)>> {
        let failed = "the outbox could not be read";
        let state = self.0.lock()?;
        let mut query = state.db.prepare_cached(FINISHED).map_err(Error::sql(failed))?;
        let rows = query
            .query_map([number(seq), number(limit as u64)], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)))
            .map_err(Error::sql(failed))?;
        rows.map(|row| {
            let (seq, item) = row.map_err(Error::sql(failed))?;
            Ok((unsigned(seq), store::item_id(&item)?))
        })
        .collect()
    }

    fn open_sealed(&self, identity: &ReviewIdentity, item: &ItemId, role: Role) -> Result<PlainPart> {
        let parts = store::item_parts(&self.0.lock()?.db, item)?;
        let part = parts.iter().find(|s| s.part.role == role).ok_or(Error::Refused("the item has no such part"))?.part;
        let plain = identity.open(&self.0.read_sealed(&part.sealed.sha256)?)?;
        if plain.commitment() != part.commitment {
            return Err(Error::malformed(SEALED_PART, "it does not have its commitment"));
        }
        Ok(plain)
    }

    /// Returns `None` if it is not certain that the record may be shown.
    fn read_record(&self, identity: &ReviewIdentity, item: &ItemId) -> Result<Option<Record>> {
        let ending = Ending::parse(self.open_sealed(identity, item, Role::Record)?.content())?;
        let parts = store::item_parts(&self.0.lock()?.db, item)?;
        if parts.iter().any(|s| s.part.role == Role::Opening) {
            let opening = Opening::open(&self.open_sealed(identity, item, Role::Opening)?)?;
            return Ok(Story::of(true, Some(&opening), Some(&ending)).map(|story| story.record));
        }
        let Some(story) = Story::of(false, None, Some(&ending)) else { return Ok(None) };
        // The start that closed the item after a kill did not know its compartment: only its parts show whether it may
        // be displayed.
        let media = parts.iter().map(|s| s.part.role).find(|r| matches!(r, Role::Media(_)));
        let shown = match (story.record.kind, media) {
            (Kind::Interrupted, Some(role)) => self.open_sealed(identity, item, role).is_ok(),
            _ => true,
        };
        Ok(shown.then_some(story.record))
    }

    /// Returns a small JPEG of a photo; `None` if the medium is no photo, too large, or not of its stated type.
    fn thumbnail_of(&self, identity: &ReviewIdentity, item: &ItemId, record: &Record) -> Option<Vec<u8>> {
        let media = record.media.first().filter(|m| record.kind == Kind::Photo && !m.interrupted)?;
        media.size.filter(|size| *size <= MAX_PHOTO)?;
        let mut bytes = Vec::new();
        for n in 0..media.parts {
            let part = self.open_sealed(identity, item, Role::Media(media.first_part.checked_add(n)?)).ok()?;
            bytes.extend_from_slice(part.content());
            if bytes.len() as u64 > MAX_PHOTO {
                return None;
            }
        }
        thumbnail(&bytes)
    }
}

impl Unlocked {
    /// Returns an item's row in the index; `None` if the item may not or cannot be read.
    pub fn readable(&self, item: &ItemId) -> Result<Option<Readable>> {
        let body = self
            .db()?
            .query_row("SELECT body FROM readable WHERE item = ?1", [item.as_bytes().as_slice()], |r| {
                r.get::<_, String>(0)
            })
            .optional()
            .map_err(Error::sql("the index could not be read"))?;
        body.map(|b| Ok(evidence::json::parse("index", b.as_bytes(), evidence::part::MAX_CONTENT)?)).transpose()
    }

    /// Returns an item's thumbnail, a JPEG of at most 320 pixels per side.
    pub fn thumbnail(&self, item: &ItemId) -> Result<Option<Vec<u8>>> {
        self.db()?
            .query_row("SELECT jpeg FROM thumbnails WHERE item = ?1", [item.as_bytes().as_slice()], |r| r.get(0))
            .optional()
            .map_err(Error::sql("the index could not be read"))
    }

    fn indexed(&self) -> Result<u64> {
        let seq = self
            .db()?
            .query_row("SELECT indexed_seq FROM progress WHERE id = 1", [], |r| r.get::<_, i64>(0))
            .optional()
            .map_err(Error::sql("the index could not be read"))?;
        Ok(seq.map_or(0, unsigned))
    }
}

impl Readable {
    fn new(record: Record, thumbnail: bool) -> Self {
        let note = record.body.get("note").and_then(|n| n.as_str()).map(str::to_owned);
        let Record { kind, method, claimed_at, location, media, .. } = record;
        Self { kind, method, claimed_at, location, media, note, thumbnail }
    }
}

/// Decodes within explicit limits: a small file can claim a picture of any size.
fn thumbnail(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_DECODED);
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().ok()?;
    if decoder.total_bytes() > MAX_DECODED {
        return None;
    }
    let mut picture = DynamicImage::from_decoder(decoder).ok()?.thumbnail(THUMBNAIL, THUMBNAIL);
    picture.apply_orientation(orientation);
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture.to_rgb8()).write_to(&mut out, image::ImageFormat::Jpeg).ok()?;
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        DynamicImage::new_luma8(width, height).write_to(&mut out, image::ImageFormat::Png).unwrap();
        out.into_inner()
    }

    #[test]
    fn the_next_item_to_index_is_found_by_indexes_alone() {
        let dir = tempfile::tempdir().unwrap();
        let db = crate::schema::open(&dir.path().join("outbox.sqlite")).unwrap();
        let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {FINISHED}")).unwrap();
        let plan = query.query_map([1_000, 2], |r| r.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = plan.map(Result::unwrap).collect();
        assert!(plan.len() > 1 && plan.iter().all(|p| !p.starts_with("SCAN")), "{plan:?}");
        assert!(!plan.iter().any(|p| p.contains("TEMP B-TREE")), "{plan:?}");
    }

    #[test]
    fn a_thumbnail_is_small_and_a_bomb_gives_none() {
        let small = thumbnail(&png(1_000, 500)).unwrap();
        let read = image::load_from_memory(&small).unwrap();
        assert_eq!((read.width(), read.height()), (320, 160));
        let bomb = png(MAX_SIDE + 1, 10);
        assert!(bomb.len() < 10_000 && thumbnail(&bomb).is_none());
        // 144 megapixels: within the limit per side, but above the memory limit.
        assert!(thumbnail(&png(MAX_SIDE, MAX_SIDE)).is_none());
        assert!(thumbnail(b"no picture").is_none());
    }
}
