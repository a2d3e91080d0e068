//! Checkpoints, C2SP `tlog-checkpoint`: a log's origin, size and root as a signed note.
//!
//! Owns the lines of the text and the rule that the log's key carries the log's origin. Never says that two
//! checkpoints agree: that takes a consistency proof.

use std::{fmt, str::FromStr};

use crate::{
    Error, Hash, Note, VerifierKey,
    hash::empty_root,
    text::{MAX_SIZE, decimal, has_control},
};

/// Longest checkpoint text in bytes.
pub const MAX_TEXT: usize = 16 * 1024;
/// Longest origin line in bytes; cosigners accept no longer one.
pub const MAX_ORIGIN: usize = 255;

/// A tree head: the size and root that a log claims. Printing gives the text of the note, each line ending in a
/// newline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// Builds a tree head without extension lines.
    ///
    /// Errors: `Malformed` if the origin is empty, above [`MAX_ORIGIN`] bytes or has control characters, or if an
    /// empty tree does not have the empty root; `Unsupported` above [`MAX_SIZE`] leaves.
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, Error> {
        if origin.is_empty() || origin.len() > MAX_ORIGIN || origin.contains('\n') || has_control(origin) {
            return Err(Error::Malformed("origin of a checkpoint"));
        }
        if size > MAX_SIZE {
            return Err(Error::Unsupported("tree above 2^63 - 1 leaves"));
        }
        if size == 0 && root != empty_root() {
            return Err(Error::Malformed("the empty tree has another root"));
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// Returns the identity of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Returns the number of leaves in the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the RFC 6962 root over these leaves.
    pub const fn root(&self) -> Hash {
        self.root
    }

    /// Returns the opaque lines after the root, usually none.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// Signs the text as the log; the name of `key` must be the origin. Errors: those of [`Note::sign`], and `Refused`
    /// for another name.
    pub fn sign<E: From<Error>>(
        self,
        key: &VerifierKey,
        sign: impl FnOnce(&[u8]) -> Result<[u8; 64], E>,
    ) -> Result<SignedCheckpoint, E> {
        self.belongs_to(key)?;
        let note = Note::sign(&self.to_string(), key, sign)?;
        Ok(SignedCheckpoint { checkpoint: self, note })
    }

    fn belongs_to(&self, key: &VerifierKey) -> Result<(), Error> {
        if self.origin == key.name() { Ok(()) } else { Err(Error::Refused("the key is not named as the origin")) }
    }
}

impl FromStr for Checkpoint {
    type Err = Error;

    /// Reads the text of a note. Errors: `Malformed`, also above [`MAX_TEXT`] bytes.
    fn from_str(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_TEXT {
            return Err(Error::Malformed("checkpoint too large"));
        }
        let body = text.strip_suffix('\n').ok_or(Error::Malformed("checkpoint does not end in a newline"))?;
        if has_control(body) {
            return Err(Error::Malformed("control character in a checkpoint"));
        }
        let mut lines = body.split('\n');
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(Error::Malformed("checkpoint of fewer than three lines"));
        };
        let mut checkpoint = Self::new(origin, decimal(size)?, Hash::parse(root)?)?;
        for line in lines {
            if line.is_empty() {
                return Err(Error::Malformed("empty line in a checkpoint"));
            }
            checkpoint.extensions.push(line.to_owned());
        }
        Ok(checkpoint)
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// A checkpoint with its note; exists only after the log's own signature was checked. Prints as the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    pub(crate) note: Note,
}

impl SignedCheckpoint {
    /// Reads a signed checkpoint and checks that the log of `key` signed it.
    ///
    /// The name of `key` must be the origin: `tlog-checkpoint` recommends it, and without it one key could speak for
    /// many logs. Errors: `Malformed` bytes; `Refused` for another origin or a signature missing or wrong.
    pub fn open(note: &[u8], key: &VerifierKey) -> Result<Self, Error> {
        Self::check(Note::parse(note)?, key)
    }

    /// Checks a parsed note as [`open`](Self::open) does.
    pub fn check(note: Note, key: &VerifierKey) -> Result<Self, Error> {
        note.verify(key)?;
        let checkpoint: Checkpoint = note.text().parse()?;
        checkpoint.belongs_to(key)?;
        Ok(Self { checkpoint, note })
    }

    /// Returns the tree head.
    pub const fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Returns the note as it was signed.
    pub const fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}
