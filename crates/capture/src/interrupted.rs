//! The record that closes an item whose capture was cut off, made by a process that cannot read what was captured.

use evidence::part::Role;
use evidence::record::{Kind, Location, Media, Method};
use evidence::{ClaimedTime, Digest, ItemId, Record};

use crate::{Piece, Result};

/// What the device still knows about an item that was cut off.
#[derive(Clone, Debug)]
pub struct Held {
    /// The item.
    pub item: ItemId,
    /// Commitment of its opening record, if that became durable.
    pub opening: Option<Digest>,
    /// Numbers of its media parts, ascending.
    pub parts: Vec<u32>,
    /// The time its first entry claims.
    pub claimed_at: ClaimedTime,
    /// True when bytes were streamed in live; false for a file that was being imported.
    pub live: bool,
}

/// Closes an interrupted item. The medium is the unbroken run of parts from 0; parts after a hole are kept in their
/// entries and listed under `parts_after_gap`.
pub fn interrupted_record(held: &Held) -> Result<Piece> {
    let run = held.parts.iter().zip(0u32..).take_while(|(have, want)| **have == *want).count();
    let after: Vec<u32> = held.parts.iter().skip(run).copied().collect();
    let method = if held.live { Method::Captured } else { Method::Imported };
    let reason = if held.opening.is_some() { "see-opening" } else { "unavailable" };
    let mut record = Record::new(held.item, Kind::Interrupted, method, held.claimed_at, Location::missing(reason));
    record.opening = held.opening;
    record.media = vec![Media {
        name: String::new(),
        media_type: "application/octet-stream".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: u32::try_from(run).unwrap_or(u32::MAX),
        interrupted: true,
    }];
    if !after.is_empty() {
        record.body = serde_json::json!({ "parts_after_gap": after });
    }
    Ok(Piece { role: Role::Record, content: record.to_content()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Recorder;
    use crate::describe::tests_support::description;

    fn held(parts: Vec<u32>) -> Held {
        let d = description();
        Held { item: d.item, opening: Some(Digest::of(b"o")), parts, claimed_at: d.claimed_at, live: true }
    }

    #[test]
    fn an_interrupted_record_takes_name_and_place_from_the_opening_record() {
        let (_, opening) = Recorder::open(&description(), "a.webm", "audio/webm").unwrap();
        let opening = Record::parse(&opening.content).unwrap();
        let closed = Record::parse(&interrupted_record(&held(vec![0, 1, 2])).unwrap().content).unwrap();
        assert_eq!(closed.kind, Kind::Interrupted);
        let resolved = closed.resolved(Some(&opening));
        let media = &resolved.media[0];
        assert_eq!((media.name.as_str(), media.parts, media.interrupted), ("a.webm", 3, true));
        assert_eq!(resolved.kind, Kind::Audio);
    }

    #[test]
    fn parts_after_a_gap_are_listed_and_not_counted_into_the_medium() {
        let record = Record::parse(&interrupted_record(&held(vec![0, 1, 3, 5])).unwrap().content).unwrap();
        assert_eq!(record.media[0].parts, 2);
        assert_eq!(record.body["parts_after_gap"], serde_json::json!([3, 5]));
    }
}
