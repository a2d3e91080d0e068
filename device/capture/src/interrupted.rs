//! The end of an item whose capture was cut off, made by a process that cannot open the captured parts.

use evidence::closing::Counted;
use evidence::part::Role;
use evidence::record::{Kind, Location, Media, Method};
use evidence::{ClaimedTime, Closing, Digest, ItemId, Record};

use crate::{Piece, Result};

/// The device's knowledge of an item that was cut off.
#[derive(Clone, Debug)]
pub struct Held {
    /// The item.
    pub item: ItemId,
    /// Commitment of its opening, if its first entry states one.
    pub opening: Option<Digest>,
    /// Numbers of its media parts, ascending.
    pub parts: Vec<u32>,
    /// The time that its first entry claims.
    pub claimed_at: ClaimedTime,
    /// The last known time before the cut.
    pub ended_at: ClaimedTime,
    /// True for a live stream; false for an import of a file.
    pub live: bool,
    /// The item that this one continues, if any.
    pub continues: Option<ItemId>,
    /// Random and used once: the salts of the record's lines are derived from it.
    pub seed: [u8; 32],
}

/// Closes an item that was cut off. The medium is the unbroken run of parts from 0; parts after a hole stay in their
/// entries. If no opening became durable, a record has the few known facts.
pub fn interrupted_record(held: &Held) -> Result<Piece> {
    let run = held.parts.iter().zip(0u32..).take_while(|(have, want)| **have == *want).count();
    let parts = u32::try_from(run).unwrap_or(u32::MAX);
    if let Some(opening) = held.opening {
        let counted = Counted { parts, interrupted: true, size: None, sha256: None };
        let closing = Closing::new(held.item, opening, held.ended_at, vec![counted]);
        return Ok(Piece { role: Role::Record, content: closing.to_content(&held.seed)? });
    }
    let after: Vec<u32> = held.parts.iter().skip(run).copied().collect();
    let method = if held.live { Method::Captured } else { Method::Imported };
    let place = Location::missing("unavailable");
    let mut record = Record::new(held.item, Kind::Interrupted, method, held.claimed_at, place);
    record.continues = held.continues;
    record.media =
        vec![Media { media_type: "application/octet-stream".to_owned(), parts, interrupted: true, ..Media::default() }];
    if !after.is_empty() {
        record.body = serde_json::json!({ "parts_after_gap": after });
    }
    Ok(Piece { role: Role::Record, content: record.to_content(&held.seed)? })
}

#[cfg(test)]
mod tests {
    use evidence::{Cut, Opening, PlainPart};

    use super::*;
    use crate::Recorder;
    use crate::describe::tests_support::{description, end};

    fn held(opening: Option<Digest>, parts: Vec<u32>) -> Held {
        let d = description();
        let (item, claimed_at, ended_at) = (d.item, d.claimed_at, end().at);
        Held { item, opening, parts, claimed_at, ended_at, live: true, continues: None, seed: [4; 32] }
    }

    #[test]
    fn an_interrupted_recording_keeps_name_and_place_of_its_opening() {
        let (_, opening) = Recorder::open(&description(), "a.webm", "audio/webm", Cut::Bytes).unwrap();
        let opening = Opening::open(&PlainPart::new([1; 32], &opening.content).unwrap()).unwrap();
        let held = held(Some(opening.commitment()), vec![0, 1, 2, 4]);
        let closing = Closing::parse(&interrupted_record(&held).unwrap().content).unwrap();
        assert_eq!(closing.ended_at, end().at);
        let story = closing.resolved(&opening);
        assert!(story.later.is_empty());
        let media = &story.record.media[0];
        assert_eq!((media.name.as_str(), media.parts, media.interrupted), ("a.webm", 3, true));
        assert_eq!(story.record.kind, Kind::Audio);
    }

    #[test]
    fn without_an_opening_parts_after_a_gap_are_listed_and_not_counted_into_the_medium() {
        let held = Held { continues: Some(ItemId::from_bytes([9; 16])), ..held(None, vec![0, 1, 3, 5]) };
        let record = Record::parse(&interrupted_record(&held).unwrap().content).unwrap();
        assert_eq!((record.media[0].parts, record.kind, record.continues), (2, Kind::Interrupted, held.continues));
        assert_eq!(record.body["parts_after_gap"], serde_json::json!([3, 5]));
    }
}
