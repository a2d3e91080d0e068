//! Derives the raw key of a database from a passphrase: Argon2id (RFC 9106), one lane, 32 bytes. Keeps neither.

use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

/// The cost of each guess of a passphrase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

/// Argon2id rejects this cost or salt: a salt has at least 8 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the cost or the salt is out of bounds")]
pub struct OutOfBounds;

/// Derives the 32 bytes. Equal passphrase, salt and cost always give the same key.
pub fn key(passphrase: &str, salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, OutOfBounds> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| OutOfBounds)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| OutOfBounds)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Output of `argon2 somesalt12345678 -id -t 2 -k 256 -p 1 -l 32 -r`, by the reference program of Debian's package
    /// argon2.
    #[test]
    fn the_key_is_the_reference_programs() {
        let cost = Cost { memory_kib: 256, passes: 2 };
        let key = key("correct horse", b"somesalt12345678", cost).unwrap();
        assert_eq!(hex::encode(key.as_slice()), "5b9b93da8de2d0683b9e006f070b66b6f91c3d7c950275cc7d4c43cd594990e3");
    }

    #[test]
    fn a_short_salt_or_no_memory_is_refused() {
        assert_eq!(key("words", b"short", Cost { memory_kib: 256, passes: 1 }), Err(OutOfBounds));
        assert_eq!(key("words", b"somesalt12345678", Cost { memory_kib: 0, passes: 1 }), Err(OutOfBounds));
    }
}
