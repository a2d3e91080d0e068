//! The values of the index's columns: numbers, digests, ids, roles and words.

use evidence::part::Role;
use evidence::{Digest, Envelope, ItemId, PublicKey};
use serde::Serialize;

use crate::{Error, Result};

/// Returns the error for a value that this program did not write.
pub(crate) fn damaged() -> Error {
    Error::malformed("the archive's index", "a value has the wrong form")
}

/// Returns a digest as a parameter.
pub(crate) fn blob(digest: &Digest) -> &[u8] {
    digest.as_bytes().as_slice()
}

/// Reads a digest from a column.
pub(crate) fn digest(bytes: &[u8]) -> Result<Digest> {
    bytes.try_into().map(Digest::from_bytes).map_err(|_| damaged())
}

/// Reads an item id from a column.
pub(crate) fn item(bytes: &[u8]) -> Result<ItemId> {
    bytes.try_into().map(ItemId::from_bytes).map_err(|_| damaged())
}

/// Caps numbers at SQLite's maximum; real ones never reach it.
pub(crate) fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Returns a role's columns in the index.
pub(crate) fn role_columns(role: Role) -> (i64, i64) {
    match role {
        Role::Opening => (0, 0),
        Role::Media(n) => (1, i64::from(n)),
        Role::Record => (2, 0),
    }
}

/// Parses a role that [`role_columns`] wrote.
pub(crate) fn role(role: i64, number: i64) -> Result<Role> {
    match role {
        0 => Ok(Role::Opening),
        1 => u32::try_from(number).map(Role::Media).map_err(|_| damaged()),
        2 => Ok(Role::Record),
        _ => Err(damaged()),
    }
}

/// Returns the word that JSON uses for a kind or method.
pub(crate) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns the envelope with its signer's key as the hint, as the index keeps it.
pub(crate) fn with_hint(envelope: &Envelope, signer: &PublicKey) -> Envelope {
    Envelope::new(envelope.payload_type(), envelope.payload().to_vec(), signer, *envelope.signature())
}
