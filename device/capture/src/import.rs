//! Import of a whole file or of a photo just taken: cut every 4 MiB, hashed, the record at the end. A file of more
//! than one part has an opening before its first part, and ends with a closing.
//!
//! Owns the count and the digest. The bytes stay in the caller's buffers, so that a file of any size costs the same.

use evidence::closing::Counted;
use evidence::part::{MAX_CONTENT, Role};
use evidence::record::{Kind, Method};
use evidence::tiles::Tiles;
use evidence::{Closing, Digest, DigestWriter, Record};
use serde_json::json;

use crate::{Description, End, Error, Medium, Piece, Result, guess};

/// Path of the mark, in a closing, that the file changed during import.
const CHANGED: &str = "media/0/changed";
/// Paths of a photo's tiles and of the seed of their salts, in a closing.
const TILES: [&str; 2] = ["media/0/tiles", "media/0/tile_seed"];
/// The seed of the tiles is derived from the seed of the lines, and does not reveal it.
const TILE_SEED: &[u8] = b"testamur-tile-seed-v1";

/// Follows one file from its first piece to its record.
pub struct Importer {
    record: Record,
    seed: [u8; 32],
    next_part: u32,
    size: u64,
    hash: DigestWriter,
    changed: bool,
    tiles: Option<Tiles>,
}

impl Importer {
    /// Begins an import. `first` is the first piece of the file (empty for an empty file), which is not added yet.
    ///
    /// `media_type` none: guessed from the first bytes and the name's ending. A container for films counts as sound if
    /// the first piece shows only sound tracks. The description's kind is replaced by that of the media type; its
    /// method stays, and is `captured` or `imported`, because a file cannot be entered by hand.
    pub fn open(description: &Description, name: &str, media_type: Option<&str>, first: &[u8]) -> Result<Self> {
        let guessed = match media_type {
            Some(given) => crate::called(given, first),
            None => guess(name, first),
        };
        if description.method == Method::Entered {
            return Err(Error::Bug("a medium that was entered by hand"));
        }
        let description = Description { kind: guessed.kind, ..description.clone() };
        let record = description.opening(name, &guessed.media_type)?;
        Ok(Self {
            record,
            seed: description.seed,
            next_part: 0,
            size: 0,
            hash: DigestWriter::default(),
            changed: false,
            tiles: None,
        })
    }

    /// Adds the next piece, of 1 byte up to 4 MiB, and returns its part's role.
    pub fn take(&mut self, content: &[u8]) -> Result<Role> {
        if content.is_empty() || content.len() > MAX_CONTENT {
            return Err(Error::Bug("a piece of a file is empty or larger than a part"));
        }
        let role = Role::Media(self.next_part);
        self.next_part = self.next_part.checked_add(1).ok_or_else(|| Error::malformed("file", "too many parts"))?;
        self.hash.update(content);
        self.size = self.size.saturating_add(content.len() as u64);
        Ok(role)
    }

    /// Returns the opening, with everything that is known before the end.
    pub fn opening(&self) -> Result<Piece> {
        Ok(Piece { role: Role::Opening, content: self.record.to_content(&self.seed)? })
    }

    /// Returns the kind: photo, video, audio or document.
    pub fn kind(&self) -> Kind {
        self.record.kind
    }

    /// Returns the number of parts so far.
    pub fn parts(&self) -> u32 {
        self.next_part
    }

    /// Notes that the file changed during import; the record or closing will say so.
    pub fn mark_changed(&mut self) {
        self.changed = true;
    }

    /// Returns the seed of the tiles' salts.
    pub fn tile_seed(&self) -> Digest {
        let mut hash = DigestWriter::default();
        hash.update(TILE_SEED);
        hash.update(&self.seed);
        hash.finish()
    }

    /// Adds the tiles of a photo, salted from [`Importer::tile_seed`]; the record or closing will have them.
    pub fn mark_tiles(&mut self, tiles: Tiles) {
        self.tiles = Some(tiles);
    }

    /// Returns the last part of a complete import: its record, or its closing if it has an opening.
    pub fn finish(&self, end: Option<End>) -> Result<(Piece, Medium)> {
        let medium = self.medium();
        let (size, sha256) = (Some(medium.size), Some(medium.sha256));
        let counted = Counted { parts: medium.parts, interrupted: false, size, sha256 };
        Ok((self.ended(end, counted)?, medium))
    }

    /// Returns the last part of a file that could not be read to its end. It has no size and no digest of the whole.
    pub fn cut_off(&self, end: Option<End>) -> Result<(Piece, Medium)> {
        let medium = self.medium();
        let counted = Counted { parts: medium.parts, interrupted: true, size: None, sha256: None };
        Ok((self.ended(end, counted)?, medium))
    }

    fn medium(&self) -> Medium {
        Medium { size: self.size, sha256: self.hash.clone().finish(), parts: self.next_part }
    }

    fn ended(&self, end: Option<End>, counted: Counted) -> Result<Piece> {
        let content = match end {
            Some(End { opening, at, seed }) => {
                let mut closing = Closing::new(self.record.id, opening, at, vec![counted]);
                if self.changed {
                    closing.adds.insert(CHANGED.to_owned(), true.into());
                }
                if let Some(tiles) = &self.tiles {
                    let [of_tiles, of_seed] = TILES.map(str::to_owned);
                    closing.adds.extend([(of_tiles, json!(tiles)), (of_seed, json!(self.tile_seed()))]);
                }
                closing.to_content(&seed)?
            }
            None => {
                let mut record = self.record.clone();
                let media = record.media.first_mut().ok_or(Error::Bug("an import without a medium"))?;
                (media.size, media.sha256) = (counted.size, counted.sha256);
                (media.parts, media.interrupted) = (counted.parts, counted.interrupted);
                media.changed = self.changed;
                media.tiles.clone_from(&self.tiles);
                media.tile_seed = self.tiles.as_ref().map(|_| self.tile_seed());
                record.to_content(&self.seed)?
            }
        };
        Ok(Piece { role: Role::Record, content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::tests_support::{description, end};
    use evidence::NewItem;

    #[test]
    fn an_imported_file_is_never_called_captured() {
        let imported = Description { method: Method::Imported, ..description() };
        let mut importer = Importer::open(&imported, "a.jpg", None, b"\xff\xd8\xff\xe0 rest").unwrap();
        importer.take(b"\xff\xd8\xff\xe0 rest").unwrap();
        let (piece, done) = importer.finish(None).unwrap();
        let record = Record::parse(&piece.content).unwrap();
        assert_eq!((record.method, record.kind), (Method::Imported, Kind::Photo));
        assert_eq!((done.parts, record.media[0].sha256), (1, Some(Digest::of(b"\xff\xd8\xff\xe0 rest"))));
    }

    #[test]
    fn sound_that_a_window_calls_a_film_is_sound() {
        let sound = crate::tracks::tests::webm(&[2]);
        let importer = Importer::open(&description(), "call.webm", Some("video/webm"), &sound).unwrap();
        assert_eq!(importer.kind(), Kind::Audio);
    }

    #[test]
    fn no_medium_is_entered_by_hand() {
        let entered = Description { method: Method::Entered, ..description() };
        assert!(matches!(Importer::open(&entered, "a.jpg", None, b"x"), Err(Error::Bug(_))));
    }

    #[test]
    fn an_empty_file_has_a_record_and_no_part() {
        let (piece, done) = Importer::open(&description(), "empty", None, b"").unwrap().finish(None).unwrap();
        let record = Record::parse(&piece.content).unwrap();
        assert_eq!((done.parts, record.media[0].size, record.media[0].parts), (0, Some(0), 0));
    }

    #[test]
    fn a_file_cut_off_claims_no_digest_of_the_whole() {
        let mut importer = Importer::open(&description(), "v.mp4", None, b"xyz").unwrap();
        importer.take(b"xyz").unwrap();
        let record = Record::parse(&importer.cut_off(None).unwrap().0.content).unwrap();
        assert!(record.media[0].interrupted && record.media[0].sha256.is_none() && record.media[0].size.is_none());
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_marked_and_keeps_its_date() {
        let modified = "2019-06-09T05:40:00.000+00:00".parse().ok();
        let new = NewItem { modified, ..description().new };
        let old = Description { method: Method::Imported, new, ..description() };
        let mut importer = Importer::open(&old, "v.mp4", None, b"xyz").unwrap();
        importer.take(b"xyz").unwrap();
        let unmarked = Record::parse(&importer.finish(None).unwrap().0.content).unwrap();
        assert_eq!((unmarked.media[0].changed, unmarked.media[0].modified), (false, modified));
        importer.mark_changed();
        let whole = Record::parse(&importer.finish(None).unwrap().0.content).unwrap();
        assert!(whole.media[0].changed && whole.media[0].sha256.is_some());
        // If an opening was sealed before, the closing adds the mark, and the story has it.
        let plain = |content: Vec<u8>| evidence::PlainPart::new([1; 32], &content).unwrap();
        let opening = evidence::Opening::open(&plain(importer.opening().unwrap().content)).unwrap();
        let closing = importer.finish(Some(End { opening: opening.commitment(), ..end() })).unwrap().0;
        let story = Closing::parse(&closing.content).unwrap().resolved(&opening);
        assert!(story.record.media[0].changed && !story.is_contradicted(), "{story:?}");
        assert_eq!(story.record.media[0].modified, modified);
    }

    #[test]
    fn the_tiles_of_a_photo_and_their_seed_are_lines_of_their_own_in_its_record_or_closing() {
        let tiles =
            Tiles { scheme: "x".to_owned(), width: 64, height: 9, tile: 32, root: Digest::of(b"the tiles of a photo") };
        for has_opening in [false, true] {
            let mut importer = Importer::open(&description(), "a.jpg", None, b"\xff\xd8\xff\xe0 rest").unwrap();
            importer.take(b"\xff\xd8\xff\xe0 rest").unwrap();
            importer.mark_tiles(tiles.clone());
            let seed = importer.tile_seed();
            let content = importer.finish(has_opening.then(end)).unwrap().0.content;
            let lines: Vec<_> = evidence::lines::split("record", &content).unwrap();
            let lines = lines.iter().map(|line| evidence::lines::Line::parse("record", line).unwrap());
            let said: Vec<_> = lines.filter(|line| line.path.contains("tile")).map(|l| (l.path, l.value)).collect();
            let above = if has_opening { "adds/" } else { "" };
            let expected = [("tile_seed", json!(seed)), ("tiles", json!(tiles))];
            let expected = expected.map(|(field, value)| (format!("{above}media/0/{field}"), value));
            assert_eq!(said, expected, "with an opening: {has_opening}");
        }
    }

    #[test]
    fn the_seed_of_tiles_is_another_one_for_each_photo_and_no_seed_of_lines() {
        let seed = |seed| {
            let description = Description { seed, ..description() };
            Importer::open(&description, "a.jpg", None, b"\xff\xd8\xff").unwrap().tile_seed()
        };
        assert_ne!(seed([1; 32]), seed([2; 32]));
        assert_ne!(*seed([1; 32]).as_bytes(), [1; 32]);
    }

    #[test]
    fn a_file_with_an_opening_is_closed_by_a_closing() {
        let mut importer = Importer::open(&description(), "v.mp4", None, b"xyz").unwrap();
        importer.take(b"xyz").unwrap();
        for (done, cut_off) in [(importer.finish(Some(end())), false), (importer.cut_off(Some(end())), true)] {
            let closing = Closing::parse(&done.unwrap().0.content).unwrap();
            assert_eq!((closing.opening, closing.ended_at), (end().opening, end().at));
            let media = &closing.media[0];
            assert_eq!((media.parts, media.interrupted, media.sha256.is_none()), (1, cut_off, cut_off));
        }
    }
}
