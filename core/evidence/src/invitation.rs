//! An invitation: policy, organisation key and a ticket that works once. A device can be set up from it offline.

pub mod codes;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::digest::parse_hex;
use crate::{Digest, Envelope, Error, PublicKey, Result, SignedPolicy, json};

/// Format name of version 2.
pub const FORMAT: &str = "testamur-invitation-v2";
/// DSSE payload type of a ticket.
pub const TICKET_TYPE: &str = "application/vnd.testamur.ticket+json";
/// Largest invitation, in bytes.
pub const MAX_INVITATION: usize = 512 * 1024;

/// The documents that a person needs to capture for an organisation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Invitation {
    /// Always [`FORMAT`].
    pub format: String,
    /// The key that signed policy and ticket. The person who hands over the invitation vouches for it.
    pub organisation: PublicKey,
    /// The signed policy.
    pub policy: Envelope,
    /// The signed ticket.
    pub ticket: Envelope,
    /// The secret half of the ticket's admission key. Its holder can become the invited device.
    pub admission: AdmissionSecret,
    /// The log's newest checkpoint when the invitation was made, as a signed note: the device's entries were made
    /// after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
}

/// 32 secret bytes, written as 64 hex digits, wiped from memory when they are dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct AdmissionSecret(Zeroizing<[u8; 32]>);

/// Permission by the organisation to enrol one device, or to let one archivist's key read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// The organisation that permits.
    pub organisation: PublicKey,
    /// The permitted role.
    pub role: Role,
    /// For a device: the key whose secret the invitation brings. It makes the ticket usable once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_key: Option<PublicKey>,
    /// For a device: origin of the one log where the ticket may be used. None: the organisation has no log yet, and no
    /// server accepts the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<String>,
    /// For the renewal of one device: digest of its genesis entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Digest>,
    /// For an archivist: the transport key that may read. Absent for a device, whose key does not exist yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// A server refuses the ticket after this instant, by its own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// Roles that a ticket permits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Append entries and upload their parts.
    Device,
    /// Read all entries and sealed parts of the organisation.
    Archivist,
}

impl Invitation {
    /// Reads an invitation that can still be used, and checks both signatures.
    ///
    /// Errors: those of [`Invitation::read`], and `Refused` if the invitation was used, which wipes its secret.
    pub fn parse(bytes: &[u8]) -> Result<(Self, SignedPolicy)> {
        let read = Self::read(bytes)?;
        if read.0.is_used() {
            return Err(Error::refused("invitation", "it was used already: its secret was wiped"));
        }
        Ok(read)
    }

    /// Reads an invitation, used or not, and checks both signatures.
    pub fn read(bytes: &[u8]) -> Result<(Self, SignedPolicy)> {
        #[derive(Deserialize)]
        struct Kind {
            format: String,
        }
        let kind: Kind = json::parse("invitation", bytes, MAX_INVITATION)?;
        if kind.format != FORMAT {
            return Err(Error::unsupported("invitation", &kind.format));
        }
        let invitation: Self = json::parse("invitation", bytes, MAX_INVITATION)?;
        let policy = SignedPolicy::open(invitation.policy.clone(), &invitation.organisation)?;
        let ticket = Ticket::open(&invitation.ticket, &invitation.organisation)?;
        if ticket.role != Role::Device {
            return Err(Error::refused("invitation", "its ticket is not for a device"));
        }
        Ok((invitation, policy))
    }

    /// Returns true if the secret was wiped, which happens when a device is admitted by the invitation.
    pub fn is_used(&self) -> bool {
        self.admission.seed().iter().all(|byte| *byte == 0)
    }

    /// Returns the device that this invitation renews; none if it is for a new device.
    ///
    /// Errors: `Refused` if the organisation did not sign the ticket.
    pub fn renews(&self) -> Result<Option<Digest>> {
        Ok(Ticket::open(&self.ticket, &self.organisation)?.device)
    }
}

/// Extracts the invitation from copied text: from the first curly bracket to the last, without the line breaks and
/// quotation marks (`>`) that e-mail programs insert. An invitation has no line break of its own.
pub fn within(copied: &str) -> Zeroizing<String> {
    let (from, to) = (copied.find('{').unwrap_or_default(), copied.rfind('}').unwrap_or_default());
    let lines = copied.get(from..=to).unwrap_or(copied).lines();
    let unquoted = |mut line: &str| {
        while let Some(rest) = line.strip_prefix('>') {
            line = rest.strip_prefix(' ').unwrap_or(rest);
        }
        line.to_owned()
    };
    Zeroizing::new(lines.map(unquoted).collect())
}

impl AdmissionSecret {
    /// Takes 32 random bytes.
    pub fn new(seed: Zeroizing<[u8; 32]>) -> Self {
        Self(seed)
    }

    /// Returns the 32 bytes.
    pub fn seed(&self) -> &Zeroizing<[u8; 32]> {
        &self.0
    }
}

impl fmt::Debug for AdmissionSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AdmissionSecret")
    }
}

impl Serialize for AdmissionSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&Zeroizing::new(hex::encode(self.0.as_slice())))
    }
}

impl<'de> Deserialize<'de> for AdmissionSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        let seed = parse_hex(&text).ok_or_else(|| serde::de::Error::custom("not 64 lower-case hex digits"))?;
        Ok(Self(Zeroizing::new(seed)))
    }
}

impl Ticket {
    /// Reads a ticket that `organisation` signed.
    pub fn open(envelope: &Envelope, organisation: &PublicKey) -> Result<Self> {
        let ticket: Self = json::parse("ticket", envelope.open("ticket", TICKET_TYPE, organisation)?, 4096)?;
        if ticket.organisation != *organisation {
            return Err(Error::refused("ticket", "it names another organisation"));
        }
        let is_archivist = ticket.role == Role::Archivist;
        if is_archivist != ticket.key.is_some() || is_archivist == ticket.admission_key.is_some() {
            return Err(Error::malformed("ticket", "it names a key that its role has not, or none"));
        }
        Ok(ticket)
    }
}
