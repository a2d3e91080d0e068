//! The manifest of a bundle: a folder or zip that a verifier can judge alone.
//!
//! ```text
//! bundle.json                 this manifest
//! policies/<digest>           envelopes of the policies that shown entries name, and of the newest, by payload digest
//! entries.jsonl               public entries from genesis to the last one needed, one envelope a line
//! details/<digest>            details of the items' entries and of genesis: `sha256sum` gives the file's name
//! records/<commitment>        plain record parts (salt and content): `sha256sum` gives the file's name
//! trees/<root>                single lines of the record part with this root, one `ShownLine` a line, if any
//! media/<name>                plain files
//! organisation/words.jsonl    the organisation's statements about these devices, one `Spoken` a line, if any
//! receipts/noted.jsonl        one `Noted` a line
//! receipts/delivered.jsonl    one `Delivered` a line
//! receipts/consistency.jsonl  one `Consistency` a line, wherever the receipts lead to more than one checkpoint
//! SHA256SUMS                  digest and path of every other file, as `sha256sum -c SHA256SUMS` reads it
//! ```
//!
//! The sums cover the bytes that no signature covers (the manifest, key ids, line breaks), so that every changed byte
//! is noticed. Anyone can make new sums: only signatures prove the author.
//!
//! The zip form is a plain container: every file stored without compression under its path, no folders, no extra
//! fields but zip64 sizes, no comments, the time 1980-01-01 00:00, Unix mode 0644. Each freedom (compression, times,
//! attributes) would be a byte that could change unseen. A zip that another program packed again is judged as a folder
//! with its files.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::part::SALT_LEN;
use crate::{Digest, Error, ItemId, PublicKey, Result, json};

/// Format name of version 2.
pub const FORMAT: &str = "testamur-bundle-v2";
/// Most items in a manifest.
pub const MAX_ITEMS: usize = 100_000;
/// Largest manifest, in bytes.
pub const MAX_MANIFEST: usize = 64 * 1024 * 1024;
/// Name of the manifest.
pub const MANIFEST: &str = "bundle.json";
/// Folder of policies, each named by the digest of its payload.
pub const POLICIES: &str = "policies/";
/// Name of the list of entries.
pub const ENTRIES: &str = "entries.jsonl";
/// Folder of the entries' details, each named by its digest.
pub const DETAILS: &str = "details/";
/// Folder of single lines of records, each file named by the root over the lines of its record part.
pub const TREES: &str = "trees/";
/// Largest file of single lines, in bytes.
pub const MAX_TREE: usize = 16 * 1024 * 1024;
/// Name of the list of noted receipts.
pub const NOTED: &str = "receipts/noted.jsonl";
/// Name of the list of delivered receipts.
pub const DELIVERED: &str = "receipts/delivered.jsonl";

/// Name of the list of consistency proofs.
pub const CONSISTENCY: &str = "receipts/consistency.jsonl";
/// Name of the list of the organisation's words about these devices.
pub const WORDS: &str = "organisation/words.jsonl";
/// Name of the list of digests.
pub const SUMS: &str = "SHA256SUMS";
/// Largest list of digests, in bytes.
pub const MAX_SUMS: usize = 64 * 1024 * 1024;

/// The list of the items and files that a bundle discloses or withholds.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always [`FORMAT`].
    pub format: String,
    /// When it was made, by the archivist's clock.
    pub made_at: Timestamp,
    /// The key that signed the policy.
    pub organisation: PublicKey,
    /// The items that the bundle discloses, whole or in part.
    pub items: Vec<Item>,
}

/// One item of a bundle.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The item's id.
    pub item: ItemId,
    /// Digest of the genesis entry of the device that captured it.
    pub device: Digest,
    /// The entry as of which the item is shown: only the entries on its path are read.
    pub as_of: Digest,
    /// The opening record, if the item has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<RecordFile>,
    /// The record that finishes it; absent when the item was never finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordFile>,
    /// The media, in order of their parts.
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

/// One line of a record part that is shown without the other lines.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ShownLine {
    /// Index among the lines of the record part, from 0.
    pub index: u64,
    /// Number of lines of the record part.
    pub size: u64,
    /// The line without its newline.
    pub line: String,
    /// RFC 6962 audit path from the line to the root, from its sibling up.
    pub proof: Vec<Digest>,
}

/// A medium and how to recompute its commitments.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MediaFile {
    /// Path inside the bundle, `media/…`; absent when withheld.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Number of the first part.
    pub first_part: u32,
    /// Its parts in order. Withheld media have commitments only.
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
        if manifest.items.len() > MAX_ITEMS {
            return Err(Error::refused("bundle", format!("{} items, {MAX_ITEMS} allowed", manifest.items.len())));
        }
        for media in manifest.items.iter().flat_map(|i| &i.media) {
            if media.file.as_deref().is_some_and(|f| !is_media_path(f)) {
                return Err(Error::malformed("bundle", "a medium's path is not media/ and a plain name"));
            }
            // One number beyond the last part is left, so that counting through the parts never overflows.
            let parts = u32::try_from(media.parts.len()).ok();
            if parts.and_then(|n| media.first_part.checked_add(n)).is_none_or(|end| end == u32::MAX) {
                return Err(Error::malformed("bundle", "a medium's parts are numbered beyond all numbers"));
            }
        }
        Ok(manifest)
    }
}

/// Returns the bytes of [`SUMS`]: one line `<64 hex>  <path>` for each file but the list itself, sorted by path.
pub fn print_sums(files: &BTreeMap<String, Digest>) -> Vec<u8> {
    let lines = files.iter().filter(|(path, _)| *path != SUMS).map(|(path, digest)| format!("{digest}  {path}\n"));
    lines.collect::<String>().into_bytes()
}

/// Reads [`SUMS`]. Refuses any spelling but that of [`print_sums`], so that no byte is free.
pub fn parse_sums(bytes: &[u8]) -> Result<BTreeMap<String, Digest>> {
    let wrong = |why: &str| Error::malformed("list of digests", why);
    if bytes.len() > MAX_SUMS {
        return Err(wrong("too large"));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("not UTF-8"))?;
    let mut files = BTreeMap::new();
    for line in text.split_terminator('\n') {
        let (digest, path) = line.split_once("  ").ok_or_else(|| wrong("a line is not a digest and a path"))?;
        files.insert(path.to_owned(), digest.parse()?);
    }
    if print_sums(&files) == bytes { Ok(files) } else { Err(wrong("not one line a file, sorted by path")) }
}

/// Returns true for `media/` and a name of letters, digits, `.`, `-` and `_` that neither begins nor ends with a dot
/// (some systems drop the last one).
pub fn is_media_path(path: &str) -> bool {
    path.strip_prefix("media/").is_some_and(|name| {
        !name.is_empty()
            && name.len() <= 200
            && !name.starts_with('.')
            && !name.ends_with('.')
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_digests_has_one_spelling() {
        let files = BTreeMap::from([("b".to_owned(), Digest::of(b"b")), ("a c".to_owned(), Digest::of(b"a"))]);
        let bytes = print_sums(&files);
        assert_eq!(parse_sums(&bytes).unwrap(), files);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                assert!(parse_sums(&changed).is_err() || parse_sums(&changed).unwrap() != files, "byte {at}");
            }
        }
        let twice = [bytes.as_slice(), bytes.as_slice()].concat();
        assert!(parse_sums(&twice).is_err());
        let turned = bytes.split_inclusive(|b| *b == b'\n').rev().collect::<Vec<_>>().concat();
        assert!(parse_sums(&turned).is_err());
        assert!(parse_sums(&bytes[..bytes.len() - 1]).is_err());
    }
}
