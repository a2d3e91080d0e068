//! Keys that sign more than once: a device's transport key and an organisation's key.

use ed25519_dalek::{Signer, SigningKey};
use evidence::{Envelope, PublicKey, SignedPolicy, dsse};
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

    fn sign(&self, payload_type: &str, payload: Vec<u8>) -> Result<Envelope> {
        let signature = self.0.sign(&dsse::pae(payload_type, &payload)).to_bytes();
        Ok(Envelope::new(payload_type, payload, &self.public()?, signature))
    }
}
