//! An invitation: policy, organisation key and a ticket that works once. A device can be prepared from it offline.

pub mod codes;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Envelope, Error, PublicKey, Result, SignedPolicy, Token, json};

/// Format name of version 1.
pub const FORMAT: &str = "testamur-invitation-v1";
/// DSSE payload type of a ticket.
pub const TICKET_TYPE: &str = "application/vnd.testamur.ticket+json";
/// Largest invitation, in bytes.
pub const MAX_INVITATION: usize = 512 * 1024;

/// What is handed to a person who is to capture for an organisation.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Invitation {
    /// Always [`FORMAT`].
    pub format: String,
    /// The key that signed policy and ticket. Whoever hands over the invitation vouches for it.
    pub organisation: PublicKey,
    /// The signed policy.
    pub policy: Envelope,
    /// The signed ticket.
    pub ticket: Envelope,
}

/// Permission by the organisation: to enrol one device, or to let one archivist's key read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// The organisation that permits.
    pub organisation: PublicKey,
    /// What is permitted.
    pub role: Role,
    /// Makes the ticket usable once.
    pub token: Token,
    /// For an archivist: the transport key that may read. Absent for a device, whose key does not exist yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<PublicKey>,
    /// A server refuses the ticket after this instant, by its own clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// What a ticket permits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Append entries and upload their parts.
    Device,
    /// Read all entries and sealed parts of the organisation.
    Archivist,
}

impl Invitation {
    /// Reads an invitation and checks both signatures.
    pub fn parse(bytes: &[u8]) -> Result<(Self, SignedPolicy)> {
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
}

impl Ticket {
    /// Reads a ticket that `organisation` signed.
    pub fn open(envelope: &Envelope, organisation: &PublicKey) -> Result<Self> {
        let ticket: Self = json::parse("ticket", envelope.open("ticket", TICKET_TYPE, organisation)?, 4096)?;
        if ticket.organisation != *organisation {
            return Err(Error::refused("ticket", "it names another organisation"));
        }
        if (ticket.role == Role::Archivist) != ticket.key.is_some() {
            return Err(Error::malformed("ticket", "a key is named exactly for an archivist"));
        }
        Ok(ticket)
    }
}
