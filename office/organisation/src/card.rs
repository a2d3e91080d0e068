//! The public facts of an organisation, `organisation.json`.

use evidence::PublicKey;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Format name of `organisation.json`.
pub const FORMAT: &str = "testamur-organisation-v1";

/// Public facts of an organisation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Card {
    /// Always [`FORMAT`].
    pub format: String,
    /// Its name for people.
    pub name: String,
    /// The key that signs its policies and tickets.
    pub organisation: PublicKey,
    /// The transport key of its archivist.
    pub archivist: PublicKey,
    /// The age recipient that devices seal to.
    pub archive_recipient: String,
    /// Number of shares of the archive key.
    pub shares: u8,
    /// Number of shares that restore it.
    pub threshold: u8,
    /// The set of its shares, 8 hex digits.
    pub set: String,
    /// The age recipient that devices seal the witness compartment to. Absent in folders that are older than the
    /// compartment: such an organisation has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_recipient: Option<String>,
    /// The set of the witness key's shares, 8 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witness_set: Option<String>,
}

/// Checks an organisation's name. Errors: `Refused`.
pub(crate) fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() || name.len() > 200 || name.chars().any(char::is_control) {
        return Err(Error::refused("the name", "it is empty, too long or has control characters"));
    }
    Ok(())
}
