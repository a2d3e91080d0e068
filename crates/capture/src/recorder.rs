//! The live recorder: pushed bytes become parts soon enough that a kill loses at most one second.
//!
//! Owns the bytes between the lens and the seal, nothing else. Time is the monotonic clock that the caller passes in.

use evidence::closing::Counted;
use evidence::part::{MAX_CONTENT, Role};
use evidence::{Closing, DigestWriter, ItemId};

use crate::{Description, End, Error, Medium, Piece, Result};

/// A part is cut when this many milliseconds have passed since its first byte was pushed.
///
/// Half of the promised second: the other half is left for a late tick, for sealing and for slow flash.
pub const CUT_AFTER_MS: u64 = 500;

/// Turns one live recording into parts. Every piece it hands out must be sealed and durable before the next one.
pub struct Recorder {
    item: ItemId,
    buffer: Vec<u8>,
    /// When the first byte of `buffer` was pushed.
    since_ms: Option<u64>,
    next_part: u32,
    size: u64,
    hash: DigestWriter,
}

impl Recorder {
    /// Begins a recording. The piece is the opening record: all that is known now, so that after a kill nothing
    /// private has to lie on the device in the clear.
    pub fn open(description: &Description, name: &str, media_type: &str) -> Result<(Self, Piece)> {
        let record = description.opening(name, media_type)?;
        let opening = Piece { role: Role::Opening, content: record.to_content(&description.seed)? };
        let (item, hash) = (record.id, DigestWriter::default());
        let recorder = Self { item, buffer: Vec::new(), since_ms: None, next_part: 0, size: 0, hash };
        Ok((recorder, opening))
    }

    /// Takes in bytes at `now_ms` of the monotonic clock and hands out what must be sealed now.
    pub fn push(&mut self, now_ms: u64, bytes: &[u8]) -> Result<Vec<Piece>> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            let room = MAX_CONTENT.saturating_sub(self.buffer.len()).min(rest.len());
            let (fits, later) = rest.split_at(room);
            self.since_ms.get_or_insert(now_ms);
            self.hash.update(fits);
            self.buffer.extend_from_slice(fits);
            self.size = self.size.saturating_add(fits.len() as u64);
            if self.buffer.len() >= MAX_CONTENT {
                out.push(self.cut()?);
            }
            rest = later;
        }
        out.extend(self.tick(now_ms)?);
        Ok(out)
    }

    /// Hands out what has waited for [`CUT_AFTER_MS`]. A clock that runs backwards counts as one that has run out.
    pub fn tick(&mut self, now_ms: u64) -> Result<Option<Piece>> {
        match self.since_ms {
            Some(since) if now_ms < since || now_ms - since >= CUT_AFTER_MS => self.cut().map(Some),
            _ => Ok(None),
        }
    }

    /// Milliseconds from `now_ms` until [`Recorder::tick`] has something to hand out; none while nothing waits.
    pub fn due_in_ms(&self, now_ms: u64) -> Option<u64> {
        self.since_ms.map(|since| (since + CUT_AFTER_MS).saturating_sub(now_ms).min(CUT_AFTER_MS))
    }

    /// Bytes that were pushed and not yet handed out.
    pub fn unsealed(&self) -> usize {
        self.buffer.len()
    }

    /// Ends the recording: the last bytes, if any, then its closing with size, digest and number of parts.
    pub fn finish(self, end: End) -> Result<(Vec<Piece>, Medium)> {
        self.end(end, false)
    }

    /// Ends a recording whose source failed. The closing says that it was cut off; size and digest are of what came.
    pub fn cut_off(self, end: End) -> Result<(Vec<Piece>, Medium)> {
        self.end(end, true)
    }

    fn end(mut self, end: End, interrupted: bool) -> Result<(Vec<Piece>, Medium)> {
        let mut out = Vec::new();
        if !self.buffer.is_empty() {
            out.push(self.cut()?);
        }
        let medium = Medium { size: self.size, sha256: self.hash.finish(), parts: self.next_part };
        let (size, sha256) = (Some(medium.size), Some(medium.sha256));
        let counted = Counted { parts: medium.parts, interrupted, size, sha256 };
        let closing = Closing::new(self.item, end.opening, end.at, vec![counted]);
        out.push(Piece { role: Role::Record, content: closing.to_content(&end.seed)? });
        Ok((out, medium))
    }

    fn cut(&mut self) -> Result<Piece> {
        let role = Role::Media(self.next_part);
        self.next_part = self.next_part.checked_add(1).ok_or(Error::Bug("more than 2^32 parts"))?;
        self.since_ms = None;
        Ok(Piece { role, content: std::mem::take(&mut self.buffer) })
    }
}

#[cfg(test)]
mod tests {
    use evidence::{Digest, Record};
    use proptest::prelude::*;

    use super::*;
    use crate::describe::tests_support::{description, end};

    fn media(pieces: &[Piece]) -> Vec<u8> {
        pieces.iter().filter(|p| matches!(p.role, Role::Media(_))).flat_map(|p| p.content.clone()).collect()
    }

    proptest! {
        #[test]
        fn a_kill_loses_at_most_half_a_second_and_a_late_tick(
            steps in prop::collection::vec((0u64..120, 0usize..3_000), 1..200)
        ) {
            let (mut recorder, _) = Recorder::open(&description(), "a.webm", "audio/webm").unwrap();
            let (mut now, mut pushed, mut sealed) = (1_000u64, Vec::new(), Vec::new());
            let mut first_unsealed: Option<u64> = None;
            for (wait, len) in steps {
                now += wait;
                let bytes = vec![now as u8; len];
                pushed.extend_from_slice(&bytes);
                if len > 0 { first_unsealed.get_or_insert(now); }
                let pieces = recorder.push(now, &bytes).unwrap();
                if !pieces.is_empty() { first_unsealed = None; }
                sealed.extend(media(&pieces));
                prop_assert_eq!(recorder.unsealed(), pushed.len() - sealed.len());
                prop_assert!(first_unsealed.is_none_or(|t| now - t < CUT_AFTER_MS));
            }
            let (pieces, _) = recorder.finish(end()).unwrap();
            sealed.extend(media(&pieces));
            prop_assert_eq!(&sealed, &pushed);
            let closing = Closing::parse(&pieces.last().unwrap().content).unwrap();
            prop_assert_eq!(closing.media[0].sha256, Some(Digest::of(&pushed)));
            prop_assert_eq!(closing.media[0].size, Some(pushed.len() as u64));
        }
    }

    #[test]
    fn a_tick_is_due_when_it_says_and_not_before() {
        let (mut recorder, _) = Recorder::open(&description(), "a.webm", "audio/webm").unwrap();
        assert_eq!(recorder.due_in_ms(0), None);
        assert!(recorder.push(100, b"x").unwrap().is_empty());
        assert_eq!(recorder.due_in_ms(150), Some(450));
        assert!(recorder.tick(599).unwrap().is_none());
        assert_eq!(recorder.tick(600).unwrap().unwrap().content, b"x");
        assert!(recorder.tick(10_000).unwrap().is_none());
    }

    #[test]
    fn a_push_of_nine_mebibytes_is_cut_at_four() {
        let (mut recorder, _) = Recorder::open(&description(), "v.webm", "video/webm").unwrap();
        let pieces = recorder.push(0, &vec![7; 9 * 1024 * 1024]).unwrap();
        assert_eq!(pieces.iter().map(|p| p.content.len()).collect::<Vec<_>>(), [MAX_CONTENT, MAX_CONTENT]);
        assert_eq!(recorder.unsealed(), 1024 * 1024);
    }

    #[test]
    fn the_opening_record_says_all_that_is_known_at_the_start() {
        let (recorder, opening) = Recorder::open(&description(), "a.webm", "audio/webm").unwrap();
        let record = Record::parse(&opening.content).unwrap();
        assert_eq!(opening.role, Role::Opening);
        assert_eq!((record.media[0].name.as_str(), record.body["note"].as_str()), ("a.webm", Some("at the gate")));
        let (pieces, _) = recorder.finish(end()).unwrap();
        assert_eq!(pieces.len(), 1);
        let closing = Closing::parse(&pieces[0].content).unwrap();
        assert_eq!((closing.id, closing.opening, closing.media[0].parts), (record.id, end().opening, 0));
        assert!(closing.adds.is_empty() && closing.corrects.is_empty());
    }
}
