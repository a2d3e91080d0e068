//! The proof that one leaf is in a log, readable offline: C2SP `tlog-proof`, header `c2sp.org/tlog-proof@v1`.
//!
//! Owns the text that joins index, inclusion proof and signed checkpoint. Never knows the leaf: the reader computes
//! its hash from its own bytes.

use std::fmt;

use crate::{
    Checkpoint, Cosignature, Cosigners, Error, Hash, Note, SignedCheckpoint, VerifierKey,
    note::MAX_NOTE,
    text::{base64, decimal, to_base64},
    tree::{MAX_PROOF, verify_inclusion},
};

/// First line of every proof.
pub const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// Most bytes of extra data, before base64.
pub const MAX_EXTRA: usize = 64 * 1024;
/// Largest proof in bytes: extra data, hash lines, note, and the short lines.
pub const MAX_TEXT: usize = MAX_EXTRA.div_ceil(3) * 4 + MAX_PROOF * 45 + MAX_NOTE + 128;

/// An inclusion proof with its checkpoint, well formed but not verified. Prints as the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    extra: Option<Vec<u8>>,
    index: u64,
    path: Vec<Hash>,
    note: Note,
}

/// A verified proof: the leaf's index, the tree head, the cosigners that saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Index of the leaf in the log.
    pub index: u64,
    /// The tree head that contains it, signed by the log.
    pub checkpoint: Checkpoint,
    /// The trusted cosigners that saw that tree head, and when.
    pub cosignatures: Vec<Cosignature>,
}

impl Proof {
    /// Joins the parts: `path` from [`inclusion_proof`](crate::tree::inclusion_proof), `note` a signed checkpoint.
    ///
    /// Errors: `Malformed` if `note` is no checkpoint, its tree has no such index, the path is above [`MAX_PROOF`]
    /// hashes, or the extra data is empty or above [`MAX_EXTRA`] bytes.
    pub fn new(index: u64, path: Vec<Hash>, note: Note, extra: Option<Vec<u8>>) -> Result<Self, Error> {
        let checkpoint: Checkpoint = note.text().parse()?;
        if index >= checkpoint.size() {
            return Err(Error::Malformed("index outside the tree of the checkpoint"));
        }
        if path.len() > MAX_PROOF {
            return Err(Error::Malformed("proof too long"));
        }
        if extra.as_ref().is_some_and(|extra| extra.is_empty() || extra.len() > MAX_EXTRA) {
            return Err(Error::Malformed("extra data empty or too long"));
        }
        Ok(Self { extra, index, path, note })
    }

    /// Reads a whole file. Errors: `Malformed`, also above [`MAX_TEXT`] bytes; `Unsupported` for another header.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > MAX_TEXT {
            return Err(Error::Malformed("proof too large"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Malformed("proof is not UTF-8"))?;
        let (head, note) = text.split_once("\n\n").ok_or(Error::Malformed("proof without a blank line"))?;
        let mut lines = head.split('\n');
        if lines.next() != Some(HEADER) {
            return Err(Error::Unsupported("header of a proof"));
        }
        let mut line = lines.next();
        let extra = match line.and_then(|line| line.strip_prefix("extra ")) {
            Some(data) => {
                line = lines.next();
                Some(base64(data)?)
            }
            None => None,
        };
        let index = line.and_then(|line| line.strip_prefix("index ")).ok_or(Error::Malformed("proof without index"))?;
        let index = decimal(index)?;
        let mut path = Vec::new();
        for line in lines {
            if path.len() == MAX_PROOF {
                return Err(Error::Malformed("proof too long"));
            }
            path.push(Hash::parse(line)?);
        }
        Self::new(index, path, Note::parse(note.as_bytes())?, extra)
    }

    /// Checks that the log of `key` holds `leaf` at the index, and that `cosigners` saw that tree.
    ///
    /// `leaf` is the [`leaf_hash`](crate::leaf_hash) of the entry. Errors: `Refused` if the inclusion proof, the
    /// log's signature, its origin or a cosignature does not hold, or the quorum is missed.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey, cosigners: &Cosigners) -> Result<Proven, Error> {
        let signed = SignedCheckpoint::check(self.note.clone(), key)?;
        let cosignatures = signed.cosignatures(cosigners)?;
        let checkpoint = signed.checkpoint().clone();
        self.is_in(leaf, &checkpoint)?;
        Ok(Proven { index: self.index, checkpoint, cosignatures })
    }

    /// Checks that the tree of `checkpoint` holds `leaf` at the index, for callers that have checked who signed it.
    ///
    /// Errors: `Refused` if the inclusion proof leads to another root.
    pub fn is_in(&self, leaf: &Hash, checkpoint: &Checkpoint) -> Result<(), Error> {
        verify_inclusion(leaf, self.index, checkpoint.size(), &self.path, &checkpoint.root())
    }

    /// Returns the claimed index of the leaf.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Returns the sibling hashes from the leaf up.
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    /// Returns the signed checkpoint, unchecked.
    pub const fn note(&self) -> &Note {
        &self.note
    }

    /// Returns the opaque extra data, which no signature covers.
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", to_base64(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.note)
    }
}
