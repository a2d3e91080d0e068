//! The details of an entry: claimed times, sizes, policy and parts. They are opaque bytes that travel beside the
//! entry, which names their digest. They may be withheld: neither the log nor the chain needs them.

use serde::{Deserialize, Serialize};

use crate::part::{MAX_SEALED, Role, Sealed};
use crate::{BootId, ClaimedTime, Digest, Envelope, Error, PublicKey, Result, Token, json};

/// Most parts that one entry may carry.
pub const MAX_PARTS: usize = 64;
/// Largest details, in bytes.
pub const MAX_DETAILS: usize = 65_535;

/// The private fields of an entry, in the order in which they are written.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Details {
    /// Random, so that sizes and times cannot be guessed from the digest in the entry.
    pub salt: Token,
    /// The device's wall clock.
    pub claimed_at: ClaimedTime,
    /// The device's running time, which no wall clock change moves.
    pub uptime: Uptime,
    /// Digest of the payload of the policy that the device followed.
    pub policy: Digest,
    /// The review recipient, if the parts were sealed to one beside the archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<String>,
    /// The parts, in order: the opening, media by number, the record.
    pub parts: Vec<PartStatement>,
    /// Genesis and renewals only: digest of the organisation key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Digest>,
    /// Genesis and renewals only: the key that authenticates this device's requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport_key: Option<PublicKey>,
    /// Genesis and renewals only: `linux`, `android`, `ios`, `macos`, `windows` or `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// Genesis and renewals only: the organisation's ticket. [`crate::admission`] judges whether it admits the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Envelope>,
    /// Genesis and renewals only: the admission, signed by the key that the ticket names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission: Option<Envelope>,
    /// Genesis only: the earlier chain of the same device that this one continues. The device claims it, and the claim
    /// admits no device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<Continues>,
}

/// A chain with a hole or a lost signing key, which another chain of the device continues.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Continues {
    /// Digest of the genesis entry of that chain.
    pub device: Digest,
    /// Digest of the last linked entry of that chain.
    pub entry: Digest,
}

/// Time since the capturing process began, by a clock that wall clock changes do not move.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Uptime {
    /// Random name of this process run.
    pub boot: BootId,
    /// Milliseconds since it began.
    pub ms: u64,
}

/// One part as the details state it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(from = "WirePart")]
pub struct PartStatement {
    /// The part's role in the item.
    pub role: Role,
    /// SHA-256 of the plain part.
    pub commitment: Digest,
    /// For an opening or a record: the root over its lines, so that single lines can be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tree: Option<Digest>,
    /// Digest and size of the sealed part.
    #[serde(flatten)]
    pub sealed: Sealed,
}

/// The fields are listed flat: with `flatten`, serde would swallow unknown fields and they could not be counted.
#[derive(Deserialize)]
struct WirePart {
    role: Role,
    commitment: Digest,
    tree: Option<Digest>,
    sha256: Digest,
    size: u64,
}

impl From<WirePart> for PartStatement {
    fn from(WirePart { role, commitment, tree, sha256, size }: WirePart) -> Self {
        Self { role, commitment, tree, sealed: Sealed { sha256, size } }
    }
}

/// The fields that only the details of genesis and of renewals have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Genesis<'a> {
    /// Digest of the organisation key.
    pub organisation: Digest,
    /// Digest of the policy's payload.
    pub policy: Digest,
    /// The key that authenticates this device's requests.
    pub transport_key: PublicKey,
    /// Platform class.
    pub platform: &'a str,
}

impl Details {
    /// Returns the bytes that an entry commits to. Refuses details that [`Details::parse`] would refuse.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        self.check()?;
        let bytes = json::print(self)?;
        match bytes.len() {
            0..=MAX_DETAILS => Ok(bytes),
            long => wrong(&format!("{long} bytes, {MAX_DETAILS} allowed")),
        }
    }

    /// Reads details.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let details: Self = json::parse("details", bytes, MAX_DETAILS)?;
        details.check()?;
        Ok(details)
    }

    /// Returns true when the record that finishes the item is among the parts.
    pub fn ends(&self) -> bool {
        self.parts.iter().any(|p| p.role == Role::Record)
    }

    /// Returns the fields that only genesis and renewals have; none if one of them is missing.
    pub fn genesis(&self) -> Option<Genesis<'_>> {
        Some(Genesis {
            organisation: self.organisation?,
            policy: self.policy,
            transport_key: self.transport_key?,
            platform: self.platform.as_deref()?,
        })
    }

    fn check(&self) -> Result<()> {
        if self.parts.len() > MAX_PARTS {
            return wrong("more than 64 parts");
        }
        if self.parts.iter().any(|p| p.sealed.size == 0 || p.sealed.size > MAX_SEALED as u64) {
            return wrong("a sealed part has an impossible size");
        }
        if self.parts.iter().any(|p| p.tree.is_some() && matches!(p.role, Role::Media(_))) {
            return wrong("a medium has no lines");
        }
        if self.parts.windows(2).any(|w| matches!(w, [a, b] if !a.role.is_followed_by(b.role))) {
            return wrong("the parts are not in order");
        }
        if self.platform.as_ref().is_some_and(|p| p.len() > 16 || !p.bytes().all(|b| b.is_ascii_lowercase())) {
            return wrong("the platform is not a class");
        }
        Ok(())
    }
}

fn wrong<T>(why: &str) -> Result<T> {
    Err(Error::malformed("details", why))
}
