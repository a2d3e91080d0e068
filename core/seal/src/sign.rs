//! Keys that sign more than once: a device's transport key and an organisation's key.

use ed25519_dalek::{Signer, SigningKey};
use evidence::admission::ADMISSION_TYPE;
use evidence::entry::Link;
use evidence::word::WORD_TYPE;
use evidence::{Admission, Details, Envelope, PublicKey, SignedPolicy, Word, dsse};
use zeroize::Zeroizing;

use crate::Result;
use crate::ratchet::public;

/// Authenticates a device's or an archivist's requests. Signs requests only, never evidence.
pub struct TransportKey(SigningKey);

impl TransportKey {
    /// Takes 32 secret bytes.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Returns the public key.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// Returns the 32 secret bytes, for the vault and the organisation's folder.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Signs the signature base of a request (RFC 9421).
    pub fn sign(&self, signature_base: &[u8]) -> [u8; 64] {
        self.0.sign(signature_base).to_bytes()
    }
}

/// Signs one admission and is erased. An invitation brings it.
pub struct AdmissionKey(SigningKey);

impl AdmissionKey {
    /// Takes 32 secret bytes.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Returns the public key, which the ticket names.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// Adds the ticket, and its admission of this genesis or renewal, to the details. `key` signs the entry.
    ///
    /// Errors: `Refused` if the details are those of another entry.
    pub fn admit(self, details: &mut Details, link: &Link, key: PublicKey, ticket: Envelope) -> Result<()> {
        let other = || crate::Error::Refused("an invitation admits genesis or a renewal");
        let genesis = details.genesis().ok_or_else(other)?;
        let admission = Admission {
            ticket: ticket.digest(),
            organisation: genesis.organisation,
            device: link.device,
            seq: link.seq,
            prev: link.prev,
            key,
            transport_key: genesis.transport_key,
            policy: genesis.policy,
            seen: link.seen.clone(),
        };
        details.admission = Some(envelope(&self.0, ADMISSION_TYPE, admission.to_payload()?)?);
        details.ticket = Some(ticket);
        Ok(())
    }
}

/// Signs policies and tickets. Kept offline.
pub struct OrganisationKey(SigningKey);

impl OrganisationKey {
    /// Takes 32 secret bytes.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Returns the public key, which names the organisation for devices, servers and verifiers.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// Returns the 32 secret bytes, for the organisation's folder.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Signs a policy.
    pub fn sign_policy(&self, policy: &evidence::Policy) -> Result<SignedPolicy> {
        let envelope = self.sign(evidence::policy::PAYLOAD_TYPE, policy.to_payload()?)?;
        Ok(SignedPolicy::open(envelope, &self.public()?)?)
    }

    /// Signs a ticket.
    pub fn sign_ticket(&self, ticket: &evidence::invitation::Ticket) -> Result<Envelope> {
        self.sign(evidence::invitation::TICKET_TYPE, evidence::json::print(ticket)?)
    }

    /// Signs a statement about a device.
    pub fn say(&self, word: &Word) -> Result<Envelope> {
        self.sign(WORD_TYPE, word.to_payload()?)
    }

    fn sign(&self, payload_type: &str, payload: Vec<u8>) -> Result<Envelope> {
        envelope(&self.0, payload_type, payload)
    }
}

fn envelope(key: &SigningKey, payload_type: &str, payload: Vec<u8>) -> Result<Envelope> {
    let signature = key.sign(&dsse::pae(payload_type, &payload)).to_bytes();
    Ok(Envelope::new(payload_type, payload, &public(key)?, signature))
}
