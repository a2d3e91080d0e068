//! The organisation's own words about one device, signed by its key: that it is the organisation's, and from where on it no longer
//! is.
//!
//! Words stand in the log, so that anyone can tell what came before them. The log shows only their digest.

use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope, Error, PublicKey, Result, Token, json};

/// DSSE payload type of a word.
pub const WORD_TYPE: &str = "application/vnd.testamur.word+json";
/// Largest payload, in bytes.
pub const MAX_WORD: usize = 4_096;

/// One word.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Word {
    /// Random, so that nobody guesses the word from the digest in the log.
    pub salt: Token,
    /// The organisation that says it.
    pub organisation: PublicKey,
    /// Digest of the device's genesis entry.
    pub device: Digest,
    /// The organisation's statement about the device.
    pub says: Says,
    /// To [`Says::Ended`]: the last entry that is still the organisation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Digest>,
    /// To [`Says::Ended`]: the first entry of the branch that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Digest>,
}

/// Statements that a word makes about a device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// A person compared the device's code: it is the organisation's, whatever its ticket is worth.
    Confirmed,
    /// Entries that the device signs from there on are not the organisation's until it is renewed.
    Ended,
}

/// Which entries of a device an end covers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Covers {
    /// Those whose path holds this entry, but not this entry.
    After(Digest),
    /// This entry, and those whose path holds it.
    From(Digest),
}

/// A word on its way: a line of a bundle, with its place in a log where it has one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Spoken {
    /// The word, signed by the organisation key.
    pub word: Envelope,
    /// C2SP tlog-proof text for the word's [`leaf`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

impl Word {
    /// A confirmation of a device.
    pub fn confirmed(salt: Token, organisation: PublicKey, device: Digest) -> Self {
        Self { salt, organisation, device, says: Says::Confirmed, after: None, from: None }
    }

    /// An end of a device.
    pub fn ended(salt: Token, organisation: PublicKey, device: Digest, covers: Covers) -> Self {
        let (after, from) = match covers {
            Covers::After(entry) => (Some(entry), None),
            Covers::From(entry) => (None, Some(entry)),
        };
        Self { salt, organisation, device, says: Says::Ended, after, from }
    }

    /// The payload bytes.
    pub fn to_payload(&self) -> Result<Vec<u8>> {
        json::print(self)
    }

    /// Reads a word that `organisation` signed.
    ///
    /// Errors: `Malformed`, also where an end names no entry, or two; `Refused` for another key or organisation.
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

    /// The entries that an end covers; none for any other word.
    pub fn covers(&self) -> Option<Covers> {
        self.after.map(Covers::After).or(self.from.map(Covers::From))
    }
}

/// The bytes of a word's leaf in a log: they show that the organisation said something, and not what, nor of whom.
pub fn leaf(word: &Digest) -> Vec<u8> {
    format!("testamur-word-v1\n{word}\n").into_bytes()
}
