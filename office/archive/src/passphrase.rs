//! Derives the raw key of the index from a passphrase: salt and cost are in plain text beside it.

use disk::stretch::{self, Cost};
use evidence::json;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Error, Result};

const FORMAT: &str = "testamur-argon2id-v1";

/// Salt and cost, in plain text beside the index. Chosen when the archive is made.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stretching {
    format: String,
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Stretching {
    /// Makes a fresh salt; 32 MiB and 6 passes, so that opening needs far less than the 64 MiB that a pull may use.
    pub(crate) fn generate() -> Result<Self> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)
            .map_err(|e| Error::Unavailable { what: "the system's randomness", source: Box::new(e) })?;
        Ok(Self { format: FORMAT.to_owned(), salt: hex::encode(salt), memory_kib: 32 * 1024, passes: 6, lanes: 1 })
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>> {
        Ok(json::print(self)?)
    }

    /// Reads the output of [`Self::to_json`] within limits, so that a changed file cannot demand all memory.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let this: Self = json::parse("key settings", bytes, 4096)?;
        if this.format != FORMAT {
            return Err(Error::Unsupported { what: "key settings" });
        }
        let sane =
            (8 * 1024..=1024 * 1024).contains(&this.memory_kib) && (1..=64).contains(&this.passes) && this.lanes == 1;
        if sane { Ok(this) } else { Err(Error::malformed("key settings", "a cost is out of bounds")) }
    }

    /// Derives the 32 bytes that lock the index.
    pub(crate) fn key(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
        if passphrase.is_empty() {
            return Err(Error::refused("the passphrase", "it is empty"));
        }
        let salt = hex::decode(&self.salt).map_err(|_| Error::malformed("key settings", "the salt is not hex"))?;
        let cost = Cost { memory_kib: self.memory_kib, passes: self.passes };
        stretch::key(passphrase, &salt, cost).map_err(|_| Error::malformed("key settings", "a cost is out of bounds"))
    }
}
