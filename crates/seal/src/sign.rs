//! Keys that sign more than once: a device's transport key and an organisation's key.

use ed25519_dalek::{Signer, SigningKey};
use evidence::admission::{ADMISSION_TYPE, CONFIRMATION_TYPE, Confirmation};
use evidence::entry::Link;
use evidence::{Admission, Details, Digest, Envelope, PublicKey, SignedPolicy, dsse};
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

    /// The public key.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// The 32 secret bytes, for the vault and the organisation's folder.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Signs the signature base of a request (RFC 9421).
    pub fn sign(&self, signature_base: &[u8]) -> [u8; 64] {
        self.0.sign(signature_base).to_bytes()
    }
}

/// Signs one admission and is forgotten. An invitation brings it.
pub struct AdmissionKey(SigningKey);

impl AdmissionKey {
    /// Takes 32 secret bytes.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// The public key, which the ticket names.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// Adds the ticket, and its admission of this very genesis, to the details.
    ///
    /// Errors: `Refused` where the details or the link are not those of genesis.
    pub fn admit(self, details: &mut Details, link: &Link, ticket: Envelope) -> Result<()> {
        let not_genesis = || crate::Error::Refused("only genesis is admitted by an invitation");
        let genesis = details.genesis().ok_or_else(not_genesis)?;
        let admission = Admission {
            ticket: ticket.digest(),
            organisation: genesis.organisation,
            device: link.device,
            seq: link.seq,
            prev: link.prev,
            key: link.key.ok_or_else(not_genesis)?,
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

    /// The public key: the organisation's name for devices, servers and verifiers.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// The 32 secret bytes, for the organisation's folder.
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

    /// Confirms a device, whose code a person has compared.
    pub fn confirm(&self, device: Digest) -> Result<Envelope> {
        let confirmation = Confirmation { organisation: self.public()?, device };
        self.sign(CONFIRMATION_TYPE, confirmation.to_payload()?)
    }

    fn sign(&self, payload_type: &str, payload: Vec<u8>) -> Result<Envelope> {
        envelope(&self.0, payload_type, payload)
    }
}

fn envelope(key: &SigningKey, payload_type: &str, payload: Vec<u8>) -> Result<Envelope> {
    let signature = key.sign(&dsse::pae(payload_type, &payload)).to_bytes();
    Ok(Envelope::new(payload_type, payload, &public(key)?, signature))
}
