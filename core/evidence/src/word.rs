//! Signed statements of the organisation about one device: that the device is the organisation's, and from which entry
//! on it no longer is.
//!
//! The log holds these words, so that anyone can tell their order. It shows only their digests.

use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope, Error, PublicKey, Result, Token, json};

/// DSSE payload type of a word.
pub const WORD_TYPE: &str = "application/vnd.testamur.word+json";
/// Largest payload, in bytes.
pub const MAX_WORD: usize = 4_096;

/// One statement of the organisation about a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// Random, so that the word cannot be guessed from its digest in the log.
    pub salt: Token,
    /// The organisation that makes the statement.
    pub organisation: PublicKey,
    /// Digest of the device's genesis entry.
    pub device: Digest,
    /// The content of the statement.
    pub says: Says,
    /// For [`Says::Ended`]: the last entry that is still the organisation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
    /// For [`Says::Ended`]: the first entry of the branch that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Digest>,
}

/// Statements that a word makes about a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// A person compared the device's code: the device is the organisation's, however weak its ticket.
    Confirmed,
    /// Entries that the device signs after the named point are not the organisation's until it is renewed.
    Ended,
}

/// The entries of a device that an end covers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Covers {
    /// Entries whose path holds this entry, without the entry itself.
    After(Digest),
    /// This entry and all entries whose path holds it.
    From(Digest),
}

/// A word in transit: a line of a bundle, with its proof if it is in a log.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spoken {
    /// The word, signed by the organisation key.
    pub word: Envelope,
    /// C2SP tlog-proof text for the word's [`leaf`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl Word {
    /// Returns a confirmation of a device.
    pub fn confirmed(salt: Token, organisation: PublicKey, device: Digest) -> Self {
        Self { salt, organisation, device, says: Says::Confirmed, after: None, from: None }
    }

    /// Returns an end of a device.
    pub fn ended(salt: Token, organisation: PublicKey, device: Digest, covers: Covers) -> Self {
        let (after, from) = match covers {
            Covers::After(entry) => (Some(entry), None),
            Covers::From(entry) => (None, Some(entry)),
        };
        Self { salt, organisation, device, says: Says::Ended, after, from }
    }

    /// Returns the payload bytes.
    pub fn to_payload(&self) -> Result<Vec<u8>> {
        json::print(self)
    }

    /// Reads a word that `organisation` signed.
    ///
    /// Errors: `Malformed`, also if an end names no entry or two; `Refused` for another key or organisation.
    pub fn open(envelope: &Envelope, organisation: &PublicKey) -> Result<Self> {
        let word: Self = json::parse("word", envelope.open("word", WORD_TYPE, organisation)?, MAX_WORD)?;
        if word.organisation != *organisation {
            return Err(Error::refused("word", "it names another organisation"));
        }
        let named = usize::from(word.after.is_some()) + usize::from(word.from.is_some());
        if named != usize::from(word.says == Says::Ended) {
            return Err(Error::malformed("word", "an end names one entry, and a confirmation none"));
        }
        Ok(word)
    }

    /// Returns the entries that an end covers; none for any other word.
    pub fn covers(&self) -> Option<Covers> {
        self.after.map(Covers::After).or(self.from.map(Covers::From))
    }
}

/// Returns the bytes of a word's leaf in a log. They reveal that the organisation made a statement, but neither its
/// content nor its device.
/// whom.
pub fn leaf(word: &Digest) -> Vec<u8> {
    format!("testamur-word-v1\n{word}\n").into_bytes()
}
