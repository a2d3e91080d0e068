//! Admission: the organisation's statement, which no server can make, that a chain belongs to one of its devices.
//!
//! The organisation signs a ticket that names an admission key and no person. The invitation brings that key's secret.
//! The device signs once with this secret, over the key that signs the entry and over the device's own keys, and then
//! erases it.

use serde::{Deserialize, Serialize};

use crate::entry::{PAYLOAD_TYPE, Seen};
use crate::invitation::{Role, Ticket};
use crate::{Digest, Error, PublicKey, Result, SignedEntry, json};

/// DSSE payload type of an admission.
pub const ADMISSION_TYPE: &str = "application/vnd.testamur.admission+json";
/// Largest payload, in bytes.
const MAX_PAYLOAD: usize = 4_096;

/// The payload that the admission key signs. The admitted entry carries it in its details.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Admission {
    /// Digest of the ticket's payload.
    pub ticket: Digest,
    /// Digest of the organisation key.
    pub organisation: Digest,
    /// Digest of the device's genesis entry; absent in genesis itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Digest>,
    /// Sequence number of the entry in its chain.
    pub seq: u64,
    /// Digest of the preceding entry; absent in genesis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<Digest>,
    /// The key that signs the entry.
    pub key: PublicKey,
    /// The key that authenticates the device's requests from this entry on.
    pub transport_key: PublicKey,
    /// Digest of the payload of the policy that the device follows.
    pub policy: Digest,
    /// The checkpoint that the entry names as seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// A ticket that admits an entry, genesis or a renewal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Admitted {
    /// Digest of the ticket's payload: two entries that name the same used one invitation.
    pub name: Digest,
    /// The ticket.
    pub ticket: Ticket,
}

impl Admission {
    /// Returns the payload bytes.
    pub fn to_payload(&self) -> Result<Vec<u8>> {
        json::print(self)
    }
}

/// Returns the ticket by which `organisation` admitted a device, in genesis or in a renewal.
///
/// It does not check whether another entry used the ticket too or whether the ticket had expired; [`crate::chain`]
/// checks that a renewal is signed by the device's next key.
///
/// Errors: `Refused` or `Malformed`, with the reason, if the entry names no ticket, or one of another organisation, of
/// another device or for another purpose, or if its admission is not signed by the ticket's key over this entry.
pub fn of_entry(entry: &SignedEntry, organisation: &PublicKey) -> Result<Admitted> {
    let refused = |why: &str| Error::refused("admission", why);
    let details = entry.details().ok_or_else(|| refused("the entry's details are not here"))?;
    let says =
        entry.genesis().or(entry.renewal()).ok_or_else(|| refused("the entry is neither genesis nor a renewal"))?;
    let (Some(ticket), Some(admission)) = (&details.ticket, &details.admission) else {
        return Err(refused("the entry names no ticket of the organisation"));
    };
    let name = ticket.digest();
    let ticket = Ticket::open(ticket, organisation)?;
    let link = entry.link();
    let (Role::Device, Some(admission_key)) = (ticket.role, ticket.admission_key) else {
        return Err(refused("its ticket is not for a device"));
    };
    if ticket.device != link.device {
        return Err(refused(match link.device {
            None => "its ticket is not for a new device",
            Some(_) => "its ticket does not renew this device",
        }));
    }
    let said: Admission =
        json::parse("admission", admission.open("admission", ADMISSION_TYPE, &admission_key)?, MAX_PAYLOAD)?;
    let expected = Admission {
        ticket: name,
        organisation: organisation.digest(),
        device: link.device,
        seq: link.seq,
        prev: link.prev,
        key: link.key.unwrap_or(said.key),
        transport_key: says.transport_key,
        policy: says.policy,
        seen: link.seen.clone(),
    };
    if expected != said || says.organisation != organisation.digest() {
        return Err(refused("its admission was signed for another entry"));
    }
    if entry.envelope().open("entry", PAYLOAD_TYPE, &said.key).is_err() {
        return Err(refused("its admission names another key than the one that signed it"));
    }
    Ok(Admitted { name, ticket })
}
