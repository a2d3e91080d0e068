//! The live recorder: pushed bytes become parts soon enough that a kill loses at most one second.
//!
//! Owns only the bytes between the lens and the seal. Time is the monotonic clock that the caller passes in.

use evidence::closing::Counted;
use evidence::part::{MAX_CONTENT, Role};
use evidence::{Closing, Cut, DigestWriter, ItemId};
use serde_json::json;

use crate::fragments::Fragments;
use crate::{Description, End, Error, Medium, Piece, Result};

/// A part is cut when this many milliseconds have passed since its first byte was pushed.
///
/// Half of the promised second: the other half is left for a late tick, for sealing and for slow flash.
pub const CUT_AFTER_MS: u64 = 500;
/// Longest wait in milliseconds of an unfinished fragment since its first byte, so that its part can hold it whole.
pub const HOLD_MS: u64 = 750;

/// Path, in a closing, of the rule for the beginnings of parts.
const CUT: &str = "media/0/cut";

/// Cuts one live recording into parts. The caller must make every piece durable before it takes the next one.
pub struct Recorder {
    item: ItemId,
    /// The rule for the beginnings of parts, as in the opening.
    said: Cut,
    buffer: Vec<u8>,
    /// Time at which the first byte of `buffer` was pushed.
    since_ms: Option<u64>,
    fragments: Fragments,
    /// The last fragment that begins within `buffer`: its first byte and the time of its push.
    open: Option<(usize, u64)>,
    begins: Begins,
    /// Time at which the first byte of an incomplete head was pushed.
    head_ms: u64,
    /// True after the first fragment.
    found: bool,
    next_part: u32,
    size: u64,
    hash: DigestWriter,
}

/// The beginning of the bytes in the buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begins {
    Init,
    Fragment,
    /// The rest of an init segment or fragment that waited too long.
    Rest,
}

impl Recorder {
    /// Begins a recording. The piece is the opening record with everything known so far, so that a kill leaves no
    /// private data in the clear on the device. `said`: the rule for the beginnings of parts, as far as the caller
    /// knows it before the first byte.
    pub fn open(description: &Description, name: &str, media_type: &str, said: Cut) -> Result<(Self, Piece)> {
        let mut record = description.opening(name, media_type)?;
        record.media.iter_mut().for_each(|medium| medium.cut = said);
        let opening = Piece { role: Role::Opening, content: record.to_content(&description.seed)? };
        let recorder = Self {
            item: record.id,
            said,
            buffer: Vec::new(),
            since_ms: None,
            fragments: Fragments::new(),
            open: None,
            begins: Begins::Init,
            head_ms: 0,
            found: false,
            next_part: 0,
            size: 0,
            hash: DigestWriter::default(),
        };
        Ok((recorder, opening))
    }

    /// Adds bytes at `now_ms` of the monotonic clock and returns the pieces that must be sealed now.
    pub fn push(&mut self, now_ms: u64, bytes: &[u8]) -> Result<Vec<Piece>> {
        let (mut out, before, mut done) = (Vec::new(), self.size, 0);
        for begin in self.fragments.push(bytes) {
            // The head came in two pushes, so the fragment begins in earlier bytes.
            let at = usize::try_from(begin.saturating_sub(before)).unwrap_or(usize::MAX);
            self.append(now_ms, bytes.get(done..at).unwrap_or_default(), &mut out)?;
            done = done.max(at);
            out.extend(self.begin(begin, if begin < before { self.head_ms } else { now_ms })?);
        }
        self.append(now_ms, bytes.get(done..).unwrap_or_default(), &mut out)?;
        if self.fragments.unread() <= bytes.len() {
            self.head_ms = now_ms;
        }
        while let Some(piece) = self.tick(now_ms)? {
            out.push(piece);
        }
        Ok(out)
    }

    /// Returns the bytes that have waited long enough. A clock that runs backwards counts as run out.
    pub fn tick(&mut self, now_ms: u64) -> Result<Option<Piece>> {
        match self.since_ms {
            Some(since) if now_ms < since || now_ms - since >= self.patience() => {
                self.cut_now(self.fragments.unread()).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Returns the milliseconds from `now_ms` until [`Recorder::tick`] has a piece; none while the buffer is empty.
    pub fn due_in_ms(&self, now_ms: u64) -> Option<u64> {
        let patience = self.patience();
        self.since_ms.map(|since| (since + patience).saturating_sub(now_ms).min(patience))
    }

    /// Returns the number of bytes that were pushed and not yet returned.
    pub fn unsealed(&self) -> usize {
        self.buffer.len()
    }

    /// Ends the recording: the last bytes, if any, then its closing with size, digest and number of parts.
    pub fn finish(self, end: End) -> Result<(Vec<Piece>, Medium)> {
        self.end(end, false)
    }

    /// Ends a recording whose source failed. The closing says that it was cut off; size and digest cover the bytes
    /// that arrived.
    pub fn cut_off(self, end: End) -> Result<(Vec<Piece>, Medium)> {
        self.end(end, true)
    }

    fn end(mut self, end: End, interrupted: bool) -> Result<(Vec<Piece>, Medium)> {
        let mut out = Vec::new();
        if !self.buffer.is_empty() {
            out.push(self.cut(self.buffer.len(), None)?);
        }
        let medium = Medium { size: self.size, sha256: self.hash.finish(), parts: self.next_part };
        let (size, sha256) = (Some(medium.size), Some(medium.sha256));
        let counted = Counted { parts: medium.parts, interrupted, size, sha256 };
        let mut closing = Closing::new(self.item, end.opening, end.at, vec![counted]);
        if self.said == Cut::Bytes && self.found && self.fragments.follows() {
            closing.adds.insert(CUT.to_owned(), json!(Cut::Fragments));
        }
        out.push(Piece { role: Role::Record, content: closing.to_content(&end.seed)? });
        Ok((out, medium))
    }

    /// Adds bytes in which no fragment begins.
    fn append(&mut self, now_ms: u64, mut bytes: &[u8], out: &mut Vec<Piece>) -> Result<()> {
        while !bytes.is_empty() {
            let room = MAX_CONTENT.saturating_sub(self.buffer.len()).min(bytes.len());
            let (fits, later) = bytes.split_at(room);
            self.since_ms.get_or_insert(now_ms);
            self.hash.update(fits);
            self.buffer.extend_from_slice(fits);
            self.size = self.size.saturating_add(fits.len() as u64);
            if self.buffer.len() >= MAX_CONTENT {
                out.push(self.cut_now(0)?);
            }
            bytes = later;
        }
        Ok(())
    }

    /// Begins a fragment at this byte of the recording, pushed at `ms`. Returns waiting bytes that belong to no
    /// fragment.
    fn begin(&mut self, begin: u64, ms: u64) -> Result<Option<Piece>> {
        self.found = true;
        let handed_out = self.size.saturating_sub(self.buffer.len() as u64);
        let Some(at) = begin.checked_sub(handed_out).and_then(|at| usize::try_from(at).ok()) else { return Ok(None) };
        let piece = match self.begins {
            Begins::Fragment if at > 0 => {
                self.open = Some((at, ms));
                return Ok(None);
            }
            _ if at > 0 => Some(self.cut(at, Some(ms))?),
            _ => None,
        };
        self.begins = Begins::Fragment;
        Ok(piece)
    }

    /// Returns the longest wait, in milliseconds, of the first byte of the buffer.
    fn patience(&self) -> u64 {
        let may_wait = self.fragments.follows() && self.begins != Begins::Rest && self.open.is_none();
        if may_wait { HOLD_MS } else { CUT_AFTER_MS }
    }

    /// Returns the finished fragments; if there are none, all bytes but the last `unread`, or all bytes if there are
    /// no others.
    fn cut_now(&mut self, unread: usize) -> Result<Piece> {
        if let Some((at, ms)) = self.open.take().filter(|_| self.fragments.follows()) {
            return self.cut(at, Some(ms));
        }
        self.begins = Begins::Rest;
        match self.buffer.len().checked_sub(unread) {
            None | Some(0) => self.cut(self.buffer.len(), None),
            Some(len) => self.cut(len, Some(self.head_ms)),
        }
    }

    /// Returns the first `len` bytes of the buffer. `next_ms`: the time at which the byte after them was pushed.
    fn cut(&mut self, len: usize, next_ms: Option<u64>) -> Result<Piece> {
        let role = Role::Media(self.next_part);
        self.next_part = self.next_part.checked_add(1).ok_or(Error::Bug("more than 2^32 parts"))?;
        let rest = self.buffer.split_off(len);
        self.since_ms = next_ms.filter(|_| !rest.is_empty());
        Ok(Piece { role, content: std::mem::replace(&mut self.buffer, rest) })
    }
}

#[cfg(test)]
mod tests {
    use evidence::cut::{is_fragment, is_init};
    use evidence::{Digest, Record};
    use proptest::prelude::*;

    use super::*;
    use crate::describe::tests_support::{description, end};
    use crate::fragments::tests::clusters;

    fn media(pieces: &[Piece]) -> Vec<u8> {
        pieces.iter().filter(|p| matches!(p.role, Role::Media(_))).flat_map(|p| p.content.clone()).collect()
    }

    proptest! {
        #[test]
        fn a_kill_loses_at_most_half_a_second_and_a_late_tick(
            steps in prop::collection::vec((0u64..120, 0usize..3_000), 1..200)
        ) {
            let (mut recorder, _) = Recorder::open(&description(), "a.webm", "audio/webm", Cut::Bytes).unwrap();
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

    proptest! {
        #[test]
        fn parts_of_a_container_begin_with_its_fragments_or_could_not_wait(
            blocks in prop::collection::vec((0u64..900, 1usize..300), 1..20),
            at_once in prop::sample::select(vec![3, 11, 70, 900]),
        ) {
            let sizes: Vec<usize> = blocks.iter().map(|(_, size)| *size).collect();
            let (file, begins) = clusters(&sizes);
            let (mut recorder, _) = Recorder::open(&description(), "v.webm", "video/webm", Cut::Fragments).unwrap();
            let (mut now, mut sealed, mut waiting) = (0u64, Vec::new(), Vec::<(u64, usize)>::new());
            let ends = begins.iter().skip(1).copied().chain([file.len()]);
            let mut from = 0;
            for ((wait, _), to) in blocks.iter().zip(ends) {
                // Each cluster arrives gradually, the init segment together with the first one.
                for piece in file[from..to].chunks(at_once) {
                    now += wait / (to - from).div_ceil(at_once) as u64;
                    let before = sealed.len();
                    let due = recorder.due_in_ms(now);
                    sealed.extend(recorder.push(now, piece).unwrap());
                    prop_assert!(due != Some(0) || sealed.len() > before, "what was due was not handed out");
                    waiting.push((now, piece.len()));
                    let mut handed_out = waiting.iter().map(|(_, len)| len).sum::<usize>() - recorder.unsealed();
                    waiting.retain_mut(|(_, len)| {
                        let gone = handed_out.min(*len);
                        (handed_out, *len) = (handed_out - gone, *len - gone);
                        *len > 0
                    });
                    prop_assert!(waiting.iter().all(|(since, _)| now - since < HOLD_MS), "{waiting:?}");
                }
                from = to;
            }
            sealed.extend(recorder.finish(end()).unwrap().0);
            prop_assert!(media(&sealed) == file);
            // A part that does not begin with a fragment contains no beginning of one, and the init segment is alone.
            let mut at = 0;
            for part in sealed.iter().filter(|p| matches!(p.role, Role::Media(_))) {
                let within = at + 1..at + part.content.len();
                let fragment = begins.contains(&at);
                prop_assert!(fragment || !begins.iter().any(|begin| within.contains(begin)), "{at} {begins:?}");
                at += part.content.len();
            }
        }
    }

    /// Returns the parts of a stream whose clusters are pushed whole, one every `every_ms`.
    fn cut_every(every_ms: u64, sizes: &[usize]) -> Vec<Vec<u8>> {
        let (file, begins) = clusters(sizes);
        let (mut recorder, _) = Recorder::open(&description(), "v.webm", "video/webm", Cut::Fragments).unwrap();
        let mut pieces = recorder.push(0, &file[..begins[0]]).unwrap();
        for (place, begin) in begins.iter().enumerate() {
            let until = begins.get(place + 1).copied().unwrap_or(file.len());
            let now = every_ms * place as u64;
            while recorder.due_in_ms(now) == Some(0) {
                pieces.extend(recorder.tick(now).unwrap());
            }
            pieces.extend(recorder.push(now, &file[*begin..until]).unwrap());
        }
        pieces.extend(recorder.finish(end()).unwrap().0);
        pieces.retain(|piece| matches!(piece.role, Role::Media(_)));
        pieces.into_iter().map(|piece| piece.content).collect()
    }

    #[test]
    fn the_init_segment_is_the_first_part_and_every_other_one_begins_with_a_fragment() {
        for every_ms in [30, 200, 500, 540, 740] {
            let parts = cut_every(every_ms, &[900; 20]);
            assert!(is_init(&parts[0]) && !is_fragment(&parts[0]) && parts[0].len() < 100);
            assert!(parts.len() > 2 && parts[1..].iter().all(|part| is_fragment(part)), "{every_ms}");
        }
    }

    #[test]
    fn a_fragment_that_is_not_over_in_time_goes_on_in_the_next_part_and_the_one_after_it_begins_a_part_again() {
        let (file, begins) = clusters(&[4_000, 100]);
        let (mut recorder, _) = Recorder::open(&description(), "v.webm", "video/webm", Cut::Fragments).unwrap();
        let mut pieces = recorder.push(0, &file[..begins[0] + 1_000]).unwrap();
        assert_eq!(pieces.len(), 1, "the init segment does not wait");
        assert!(recorder.tick(HOLD_MS - 1).unwrap().is_none());
        pieces.extend(recorder.tick(HOLD_MS).unwrap());
        pieces.extend(recorder.push(HOLD_MS + 10, &file[begins[0] + 1_000..]).unwrap());
        pieces.extend(recorder.finish(end()).unwrap().0);
        let begin: Vec<bool> = pieces[..4].iter().map(|piece| is_fragment(&piece.content)).collect();
        assert_eq!(begin, [false, true, false, true]);
        assert!(media(&pieces) == file);
    }

    #[test]
    fn a_fragment_larger_than_a_part_goes_on_in_the_next_one() {
        let parts = cut_every(40, &[MAX_CONTENT + 10, 10, MAX_CONTENT - 1_000, 2_000]);
        assert!(parts.iter().all(|part| part.len() <= MAX_CONTENT));
        let begin: Vec<bool> = parts.iter().map(|part| is_fragment(part)).collect();
        assert_eq!(begin, [false, true, false, true, true]);
    }

    #[test]
    fn what_only_its_bytes_show_is_added_by_the_closing_and_what_the_opening_says_is_not_said_again() {
        let (file, _) = clusters(&[10, 10]);
        for (said, bytes, added) in [
            (Cut::Bytes, file.as_slice(), true),
            (Cut::Fragments, &file, false),
            (Cut::Bytes, b"OggS, or anything else that has no fragments", false),
            (Cut::Bytes, &file[..40], false),
        ] {
            let (mut recorder, opening) = Recorder::open(&description(), "v.webm", "video/webm", said).unwrap();
            let mut pieces = recorder.push(0, bytes).unwrap();
            pieces.extend(recorder.finish(end()).unwrap().0);
            assert_eq!(Record::parse(&opening.content).unwrap().media[0].cut, said);
            let closing = Closing::parse(&pieces.last().unwrap().content).unwrap();
            assert_eq!(closing.adds.get(CUT), added.then_some(&json!("fragments")));
            let plain = evidence::PlainPart::new([1; 32], &opening.content).unwrap();
            let opening = evidence::Opening::open(&plain).unwrap();
            let closing = Closing { opening: opening.commitment(), ..closing };
            let expected = if added { Cut::Fragments } else { said };
            assert_eq!(closing.resolved(&opening).record.media[0].cut, expected);
        }
    }

    #[test]
    fn a_tick_is_due_when_it_says_and_not_before() {
        let (mut recorder, _) = Recorder::open(&description(), "a.webm", "audio/webm", Cut::Bytes).unwrap();
        assert_eq!(recorder.due_in_ms(0), None);
        assert!(recorder.push(100, b"x").unwrap().is_empty());
        assert_eq!(recorder.due_in_ms(150), Some(450));
        assert!(recorder.tick(599).unwrap().is_none());
        assert_eq!(recorder.tick(600).unwrap().unwrap().content, b"x");
        assert!(recorder.tick(10_000).unwrap().is_none());
    }

    #[test]
    fn a_push_of_nine_mebibytes_is_cut_at_four() {
        let (mut recorder, _) = Recorder::open(&description(), "v.webm", "video/webm", Cut::Bytes).unwrap();
        let pieces = recorder.push(0, &vec![7; 9 * 1024 * 1024]).unwrap();
        assert_eq!(pieces.iter().map(|p| p.content.len()).collect::<Vec<_>>(), [MAX_CONTENT, MAX_CONTENT]);
        assert_eq!(recorder.unsealed(), 1024 * 1024);
    }

    #[test]
    fn the_opening_record_says_all_that_is_known_at_the_start() {
        let (recorder, opening) = Recorder::open(&description(), "a.webm", "audio/webm", Cut::Bytes).unwrap();
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
