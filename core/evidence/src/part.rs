//! A part: 32 bytes of salt, then up to 4 MiB of content. Parts are sealed one by one, so that a video needs no more
//! memory than a photo.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Digest, Error, Result};

/// Length of the salt that opens every plain part, in bytes.
pub const SALT_LEN: usize = 32;
/// Most content that one part carries, in bytes.
pub const MAX_CONTENT: usize = 4 * 1024 * 1024;
/// Largest sealed part that every reader must accept, in bytes: content, salt, age's nonce and tags, a header of 70
/// bytes and [`MAX_SLOTS`](crate::policy::MAX_SLOTS) stanzas of 1,557.
pub const MAX_SEALED: usize = MAX_CONTENT + SALT_LEN + 16 + 16 * 65 + 70 + crate::policy::MAX_SLOTS * 1557;

/// `salt || content`, in memory only.
#[derive(Clone, PartialEq, Eq)]
pub struct PlainPart(Vec<u8>);

impl PlainPart {
    /// Joins a fresh salt and content of 1 to [`MAX_CONTENT`] bytes.
    pub fn new(salt: [u8; SALT_LEN], content: &[u8]) -> Result<Self> {
        let mut bytes = Vec::with_capacity(SALT_LEN + content.len());
        bytes.extend_from_slice(&salt);
        bytes.extend_from_slice(content);
        Self::from_bytes(bytes)
    }

    /// Reads the `salt || content` of an opened part.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        match bytes.len().checked_sub(SALT_LEN) {
            None | Some(0) => Err(Error::malformed("part", "it has no content")),
            Some(n) if n > MAX_CONTENT => {
                Err(Error::malformed("part", format!("{n} bytes of content, {MAX_CONTENT} allowed")))
            }
            Some(_) => Ok(Self(bytes)),
        }
    }

    /// Returns the SHA-256 over salt and content, which binds the content and hides it.
    pub fn commitment(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// Returns the salt.
    pub fn salt(&self) -> [u8; SALT_LEN] {
        self.0.first_chunk().copied().unwrap_or([0; SALT_LEN])
    }

    /// Returns the content.
    pub fn content(&self) -> &[u8] {
        self.0.get(SALT_LEN..).unwrap_or_default()
    }

    /// Returns salt and content in their sealed order.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the bytes, for erasing or reuse.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl fmt::Debug for PlainPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlainPart({} bytes)", self.0.len())
    }
}

/// Digest and size of a sealed part, as an entry states them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sealed {
    /// SHA-256 of the sealed bytes: the part's name on disk, on the wire and in the store.
    pub sha256: Digest,
    /// Length of the sealed bytes.
    pub size: u64,
}

/// The role of a part in its item.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Role {
    /// `opening`: the record as it was known when a live recording began.
    Opening,
    /// `part/N`: the N-th piece of media, counted through the whole item.
    Media(u32),
    /// `record`: the record that finishes the item.
    Record,
}

/// Decides which statements of an item's parts count, in the order of its path: the first of each role, an opening in
/// the first entry only, and media parts with growing numbers.
#[derive(Clone, Default, Debug)]
pub struct FirstOfRole {
    stated: BTreeSet<Role>,
    last: Option<u32>,
}

impl FirstOfRole {
    /// Returns true when the next statement counts. `place` is the index of its entry among the item's entries.
    pub fn says(&mut self, place: usize, role: Role) -> bool {
        let counts = match role {
            Role::Opening => place == 0,
            Role::Media(n) => self.last.is_none_or(|last| n > last),
            Role::Record => true,
        };
        if !counts || !self.stated.insert(role) {
            return false;
        }
        if let Role::Media(n) = role {
            self.last = Some(n);
        }
        true
    }
}

impl Role {
    /// Returns true when a part with the role `next` may stand right behind one with this role in an entry.
    pub fn is_followed_by(self, next: Self) -> bool {
        match (self, next) {
            (Self::Media(x), Self::Media(y)) => x.checked_add(1) == Some(y),
            (a, b) => a < b,
        }
    }
}

impl Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opening => f.write_str("opening"),
            Self::Media(n) => write!(f, "part/{n}"),
            Self::Record => f.write_str("record"),
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "opening" => Ok(Self::Opening),
            "record" => Ok(Self::Record),
            _ => {
                let number =
                    text.strip_prefix("part/").filter(|n| !n.starts_with('+') && (*n == "0" || !n.starts_with('0')));
                let number = number.and_then(|n| n.parse().ok());
                number
                    .map(Self::Media)
                    .ok_or_else(|| Error::malformed("details", "a role is neither opening, part/N nor record"))
            }
        }
    }
}
