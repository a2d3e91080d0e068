//! The description of an item, by a person or the app, before its bytes are known.

use evidence::record::{Kind, Media, Method};
use evidence::{ClaimedTime, ItemId, NewItem, Record};
use serde_json::Value;

use crate::{Error, Result};

/// Longest name of a medium, in bytes; file systems allow 255.
const MAX_NAME: usize = 4_096;
/// Longest note, in bytes: a quarter of a part, so that the record always fits.
const MAX_NOTE: usize = 1024 * 1024;

/// An item's details at the beginning of its capture.
#[derive(Clone, Debug)]
pub struct Description {
    /// The item.
    pub item: ItemId,
    /// The kind of evidence.
    pub kind: Kind,
    /// The way in which the item came into the app.
    pub method: Method,
    /// The device's wall clock when the capture began.
    pub claimed_at: ClaimedTime,
    /// IANA zone name of the device, where known.
    pub zone: Option<String>,
    /// The details that a person or the app gave.
    pub new: NewItem,
    /// Random and used once: the salts of the record's lines are derived from it.
    pub seed: [u8; 32],
}

/// Returns the body of a record with words: `{"note": text}`; null without words.
pub fn note_body(note: Option<&str>) -> Value {
    match note {
        Some(text) => serde_json::json!({ "note": text }),
        None => Value::Null,
    }
}

impl Description {
    /// Returns the record without media. Refuses notes of more than 1 MiB and malformed language tags.
    pub fn record(&self) -> Result<Record> {
        if self.new.note.as_ref().is_some_and(|n| n.len() > MAX_NOTE) {
            return Err(Error::malformed("description", format!("the note has more than {MAX_NOTE} bytes")));
        }
        let tag = |t: &str| t.len() <= 35 && !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if self.new.language.as_deref().is_some_and(|t| !tag(t)) {
            return Err(Error::malformed("description", "the language is not a BCP 47 tag"));
        }
        let mut record = self.new.record(self.item, self.kind, self.method, self.claimed_at);
        record.zone.clone_from(&self.zone);
        record.body = note_body(self.new.note.as_deref());
        Ok(record)
    }

    /// Returns the record with one medium that has no parts yet.
    pub(crate) fn opening(&self, name: &str, media_type: &str) -> Result<Record> {
        if name.len() > MAX_NAME {
            return Err(Error::malformed("description", format!("the name has more than {MAX_NAME} bytes")));
        }
        if !is_media_type(media_type) {
            return Err(Error::malformed("description", "the media type is not type/subtype"));
        }
        let mut record = self.record()?;
        record.media = vec![Media {
            name: name.to_owned(),
            media_type: media_type.to_owned(),
            modified: self.new.modified,
            ..Media::default()
        }];
        Ok(record)
    }
}

/// Returns true for `type/subtype` of RFC 6838, with parameters as in `video/webm;codecs=vp9`.
fn is_media_type(text: &str) -> bool {
    let name = |t: &str| {
        !t.is_empty() && t.len() <= 127 && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let essence = text.split(';').next().unwrap_or_default().trim_end();
    let printable = text.len() <= 255 && text.bytes().all(|b| (0x20..0x7f).contains(&b));
    printable && essence.split_once('/').is_some_and(|(a, b)| name(a) && name(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_are_told_from_other_words() {
        for good in ["audio/webm", "video/webm;codecs=vp9", "application/vnd.oasis.opendocument.text", "image/svg+xml"]
        {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["", "audio", "/", "audio/", "a b/c", "audio/webm\n", "audio/вебм", "../../etc"] {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}

#[cfg(test)]
pub(crate) mod tests_support {
    use super::*;

    pub(crate) fn description() -> Description {
        Description {
            item: ItemId::from_bytes([7; 16]),
            kind: Kind::Audio,
            method: Method::Captured,
            claimed_at: "2019-06-09T11:40:03.120+06:00".parse().unwrap(),
            zone: Some("Asia/Almaty".to_owned()),
            new: NewItem {
                language: Some("kk".to_owned()),
                note: Some("at the gate".to_owned()),
                ..NewItem::default()
            },
            seed: [5; 32],
        }
    }

    pub(crate) fn end() -> crate::End {
        let at = "2019-06-09T11:52:03.120+06:00".parse().unwrap();
        crate::End { opening: evidence::Digest::of(b"opening"), at, seed: [6; 32] }
    }
}
