//! From a passphrase to the raw key of the index: Argon2id (RFC 9106). Keeps neither.

use argon2::{Algorithm, Argon2, Params, Version};
use evidence::json;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{Error, Result};

const FORMAT: &str = "testamur-argon2id-v1";

/// Salt and cost, kept in plain beside the index. Chosen when the archive is made.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stretching {
    format: String,
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Stretching {
    /// Fresh salt; 32 MiB and 6 passes, so that opening stays far below the 64 MiB that a pull may take.
    pub(crate) fn generate() -> Result<Self> {
        let mut salt = [0; 16];
        crate::organisation::fill(&mut salt)?;
        Ok(Self { format: FORMAT.to_owned(), salt: hex::encode(salt), memory_kib: 32 * 1024, passes: 6, lanes: 1 })
    }

    pub(crate) fn to_json(&self) -> Result<Vec<u8>> {
        Ok(json::print(self)?)
    }

    /// Reads what [`Self::to_json`] wrote, with limits, so that a changed file cannot ask for all memory.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self> {
        let this: Self = json::parse("key settings", bytes, 4096)?;
        if this.format != FORMAT {
            return Err(Error::Unsupported { what: "key settings" });
        }
        let sane =
            (8 * 1024..=1024 * 1024).contains(&this.memory_kib) && (1..=64).contains(&this.passes) && this.lanes == 1;
        if sane { Ok(this) } else { Err(Error::malformed("key settings", "a cost is out of bounds")) }
    }

    /// The 32 bytes that lock the index.
    pub(crate) fn key(&self, passphrase: &str) -> Result<Zeroizing<[u8; 32]>> {
        if passphrase.is_empty() {
            return Err(Error::refused("the passphrase", "it is empty"));
        }
        let salt = hex::decode(&self.salt).map_err(|_| Error::malformed("key settings", "the salt is not hex"))?;
        let wrong = |_| Error::malformed("key settings", "a cost is out of bounds");
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32)).map_err(wrong)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &salt, key.as_mut())
            .map_err(wrong)?;
        Ok(key)
    }
}
