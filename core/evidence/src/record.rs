//! A record: the private description of one item, as lines in one part. A record is never edited: a correction is a
//! new record.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::part::MAX_CONTENT;
use crate::tiles::Tiles;
use crate::{ClaimedTime, Cut, Digest, Error, ItemId, Result, json, lines};

/// Format name of version 2.
pub const FORMAT: &str = "testamur-record-v2";
/// The compartment for the persons behind pseudonyms, sealed to the policy's witness recipients alone.
pub const WITNESSES: &str = "witnesses";

/// The private description of one item.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    /// Always [`FORMAT`].
    pub format: String,
    /// The item, as in the entry.
    pub id: ItemId,
    /// The kind of the captured item.
    pub kind: Kind,
    /// The way in which the item came into the app.
    pub method: Method,
    /// The device's wall clock when the capture began.
    pub claimed_at: ClaimedTime,
    /// IANA zone name the device was set to, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The place, or the reason why it is not known. Never guessed.
    pub location: Location,
    /// BCP 47 tag of the words in this record, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The media, in order of their parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Items or persons that this record refers to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<ItemId>,
    /// Records that this one corrects, withdraws or closes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub supersedes: Vec<ItemId>,
    /// The item that this one continues: its recorder found that the chain's head had moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<ItemId>,
    /// Compartment of the archive: `facts`, `names`, `witnesses` or `contributors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compartment: Option<String>,
    /// Content by kind, such as a note's text or a testimony's answers.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub body: Value,
}

/// Kinds of captured items.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A still image.
    Photo,
    /// Moving images, with or without sound.
    Video,
    /// Sound.
    Audio,
    /// Any other file.
    Document,
    /// A person's account, by a form.
    Testimony,
    /// A filled form that is no testimony.
    Form,
    /// A remark about another item.
    Note,
    /// A statement by an official source.
    OfficialClaim,
    /// Another device's chain head, held for it.
    HeldHead,
    /// A capture that was cut off before its opening was durable: its intended kind is unknown.
    Interrupted,
    /// Sealed parts found behind a hole in the device's chain, each sealed again as a file.
    Found,
}

/// The way in which an item came into the app. An imported file is never called captured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Recorded in the app.
    Captured,
    /// A file from elsewhere.
    Imported,
    /// Entered by hand.
    Entered,
}

/// Where an item was captured.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(untagged, try_from = "WireLocation")]
pub enum Location {
    /// A point on WGS 84.
    Known {
        /// Degrees north.
        lat: f64,
        /// Degrees east.
        lon: f64,
        /// Radius in metres, where the source gives one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accuracy_m: Option<f64>,
        /// `entered`, `gnss`, `network` or `file`.
        source: String,
    },
    /// The place is unknown, for one of the reasons `not-asked`, `refused` and `unavailable`.
    Missing {
        /// The reason.
        missing: String,
    },
}

/// Both kinds of a location in one struct, because serde would read an untagged enum from arrays too.
#[derive(Deserialize)]
struct WireLocation {
    lat: Option<f64>,
    lon: Option<f64>,
    accuracy_m: Option<f64>,
    source: Option<String>,
    missing: Option<String>,
}

impl TryFrom<WireLocation> for Location {
    type Error = &'static str;

    fn try_from(wire: WireLocation) -> Result<Self, Self::Error> {
        match wire {
            WireLocation { lat: Some(lat), lon: Some(lon), accuracy_m, source: Some(source), .. } => {
                Ok(Self::Known { lat, lon, accuracy_m, source })
            }
            WireLocation { missing: Some(missing), .. } => Ok(Self::Missing { missing }),
            _ => Err("a location is neither a point nor a reason"),
        }
    }
}

/// One medium of an item, such as a photo or a recording.
#[derive(Clone, PartialEq, Default, Debug, Serialize, Deserialize)]
pub struct Media {
    /// The original name; shown escaped, never used as a path.
    pub name: String,
    /// Media type (RFC 6838).
    pub media_type: String,
    /// Bytes of the plain file, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// SHA-256 of the plain file, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
    /// Number of the first part (`part/N`) of this medium.
    pub first_part: u32,
    /// Number of parts.
    pub parts: u32,
    /// True when the recording was cut off.
    #[serde(default)]
    pub interrupted: bool,
    /// The last change of an imported file, by its file system. A claim of the person who had the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<ClaimedTime>,
    /// True when the file changed during import: its bytes may be a mixture that was never on a disk.
    #[serde(default, skip_serializing_if = "is_false")]
    pub changed: bool,
    /// The rule for the beginnings of its parts.
    #[serde(default, deserialize_with = "said", skip_serializing_if = "Cut::is_bytes")]
    pub cut: Cut,
    /// The tiling of a captured photo's pixels, with the root over the tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// The seed of the tiles' salts. With it, a reader can test guesses about hidden tiles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tile_seed: Option<Digest>,
}

/// Reads a field. `null` means an absent field.
fn said<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(reader: D) -> Result<T, D::Error> {
    Option::deserialize(reader).map(Option::unwrap_or_default)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Location {
    /// Returns a point, checked to lie on Earth.
    pub fn known(lat: f64, lon: f64, accuracy_m: Option<f64>, source: &str) -> Result<Self> {
        let location = Self::Known { lat, lon, accuracy_m, source: source.to_owned() };
        location.check().map(|()| location)
    }

    /// Returns a missing location and its reason.
    pub fn missing(reason: &str) -> Self {
        Self::Missing { missing: reason.to_owned() }
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self {
            Self::Known { lat, lon, accuracy_m, .. } => {
                let on_earth = (-90.0..=90.0).contains(lat) && (-180.0..=180.0).contains(lon);
                let sane = accuracy_m.is_none_or(|m| m.is_finite() && m >= 0.0);
                if on_earth && sane { Ok(()) } else { Err(Error::malformed("record", "the location is not on Earth")) }
            }
            Self::Missing { .. } => Ok(()),
        }
    }
}

impl Record {
    /// Builds a record with the fields that every item has; the caller sets the others.
    pub fn new(id: ItemId, kind: Kind, method: Method, claimed_at: ClaimedTime, location: Location) -> Self {
        Self {
            format: FORMAT.to_owned(),
            id,
            kind,
            method,
            claimed_at,
            zone: None,
            location,
            language: None,
            media: Vec::new(),
            about: Vec::new(),
            supersedes: Vec::new(),
            continues: None,
            compartment: None,
            body: Value::Null,
        }
    }

    /// Reads and checks a record's content bytes.
    pub fn parse(content: &[u8]) -> Result<Self> {
        let format = lines::format_of("record", content)?;
        if format != FORMAT {
            return Err(Error::unsupported("record", &format));
        }
        let record: Self = json::parse("record", &lines::to_json("record", content)?, MAX_CONTENT)?;
        record.check()?;
        Ok(record)
    }

    /// Returns the content bytes: its lines, salted from `seed`, which is random and used once.
    pub fn to_content(&self, seed: &[u8; 32]) -> Result<Vec<u8>> {
        self.check()?;
        lines::print("record", self, seed)
    }

    /// Returns true for a record of the witnesses' compartment, which the archive key must not open.
    pub fn is_of_witnesses(&self) -> bool {
        self.compartment.as_deref() == Some(WITNESSES)
    }

    fn check(&self) -> Result<()> {
        self.location.check()?;
        let mut next = 0u32;
        for media in &self.media {
            if media.first_part != next {
                return Err(Error::malformed("record", "the media's parts do not follow each other"));
            }
            media.tiles.as_ref().map_or(Ok(()), Tiles::check)?;
            next = next.checked_add(media.parts).ok_or_else(|| Error::malformed("record", "too many parts"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let at = "2019-06-09T11:40:03.120+06:00".parse().unwrap();
        Record::new(ItemId::from_bytes([7; 16]), Kind::Note, Method::Entered, at, Location::missing("not-asked"))
    }

    #[test]
    fn a_record_comes_back_and_its_size_is_padded() {
        let content = record().to_content(&[7; 32]).unwrap();
        assert_eq!(content.len(), lines::MIN_SIZE);
        let mut long = record();
        long.body = serde_json::json!({ "note": "x".repeat(5_000) });
        let size = long.to_content(&[7; 32]).unwrap().len() as u64;
        assert!(size > 5_000 && size == crate::padding::padme(size));
        assert_eq!(Record::parse(&content).unwrap(), record());
    }

    #[test]
    fn a_later_major_version_is_unsupported_and_not_malformed() {
        let content =
            String::from_utf8(record().to_content(&[7; 32]).unwrap()).unwrap().replace("record-v2", "record-v3");
        assert!(matches!(Record::parse(content.as_bytes()), Err(Error::Unsupported { .. })));
    }

    #[test]
    fn a_place_that_is_not_on_earth_is_refused() {
        for (lat, lon) in [(91.0, 0.0), (0.0, 181.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert!(Location::known(lat, lon, None, "entered").is_err());
        }
        assert!(Location::known(43.2389, 76.8897, Some(12.5), "entered").is_ok());
    }
}
