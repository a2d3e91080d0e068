//! The manifest of a bundle: a folder or zip that a verifier can judge alone.
//!
//! ```text
//! bundle.json                 this manifest
//! policy.dsse entries.jsonl   public entries from genesis to the last one needed, one envelope a line
//! records/<commitment>        plain record parts (salt and content): `sha256sum` gives the file's name
//! media/<name>                plain files
//! receipts/noted.jsonl        one `Noted` a line
//! receipts/delivered.jsonl    one `Delivered` a line
//! ```

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::part::SALT_LEN;
use crate::{Digest, Error, ItemId, PublicKey, Result, json};

/// Format name of version 1.
pub const FORMAT: &str = "testamur-bundle-v1";
/// Largest manifest, in bytes.
pub const MAX_MANIFEST: usize = 64 * 1024 * 1024;
/// Name of the manifest.
pub const MANIFEST: &str = "bundle.json";
/// Name of the policy's envelope.
pub const POLICY: &str = "policy.dsse";
/// Name of the list of entries.
pub const ENTRIES: &str = "entries.jsonl";
/// Name of the list of noted receipts.
pub const NOTED: &str = "receipts/noted.jsonl";
/// Name of the list of delivered receipts.
pub const DELIVERED: &str = "receipts/delivered.jsonl";

/// What a bundle discloses and what it withholds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// When it was made, by the archivist's clock.
    pub made_at: Timestamp,
    /// The key that signed the policy.
    pub organisation: PublicKey,
    /// The items.
    pub items: Vec<Item>,
}

/// One item of a bundle.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The item's id.
    pub item: ItemId,
    /// Digest of the genesis entry of the device that captured it.
    pub device: Digest,
    /// The opening record, when the item has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<RecordFile>,
    /// The record that finishes it; absent when the item was never finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordFile>,
    /// Its media, in order of their parts.
    pub media: Vec<MediaFile>,
}

/// A record part: its file is `records/<commitment>` unless withheld.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RecordFile {
    /// Commitment of the part.
    pub commitment: Digest,
    /// True when the file is left out on purpose.
    #[serde(default)]
    pub withheld: bool,
}

/// A medium and how to recompute its commitments.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaFile {
    /// Path inside the bundle, `media/…`; absent when withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Number of the first part.
    pub first_part: u32,
    /// Its parts in order. For withheld media: commitments only.
    pub parts: Vec<MediaPart>,
}

/// One part of a medium. The commitment is SHA-256(salt || the next `size` bytes of the file).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaPart {
    /// Commitment of the part, as its entry states it.
    pub commitment: Digest,
    /// Salt, 64 hex digits; absent when withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salt: Option<Salt>,
    /// Bytes of content; absent when withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
}

/// The salt of a part, hex.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Salt(pub [u8; SALT_LEN]);

impl Serialize for Salt {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(self.0))
    }
}

impl<'de> Deserialize<'de> for Salt {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        crate::digest::parse_hex(&text)
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("salt is malformed: not 64 lower-case hex digits"))
    }
}

impl Manifest {
    /// Reads a manifest and checks that every path in it stays inside the bundle.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Kind {
            format: String,
        }
        let kind: Kind = json::parse("bundle", bytes, MAX_MANIFEST)?;
        if kind.format != FORMAT {
            return Err(Error::unsupported("bundle", &kind.format));
        }
        let manifest: Self = json::parse("bundle", bytes, MAX_MANIFEST)?;
        for media in manifest.items.iter().flat_map(|i| &i.media) {
            if media.file.as_deref().is_some_and(|f| !is_media_path(f)) {
                return Err(Error::malformed("bundle", "a medium's path is not media/ and a plain name"));
            }
        }
        Ok(manifest)
    }
}

/// `media/` and a name of letters, digits, `.`, `-` and `_` that does not begin with a dot.
pub fn is_media_path(path: &str) -> bool {
    path.strip_prefix("media/").is_some_and(|name| {
        !name.is_empty()
            && name.len() <= 200
            && !name.starts_with('.')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    })
}
