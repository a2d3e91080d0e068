//! The signing ratchet: every key signs one entry and is erased.

use ed25519_dalek::{Signer, SigningKey};
use evidence::entry::{Link, PAYLOAD_TYPE, payload};
use evidence::{Carried, Details, Envelope, PublicKey, SignedEntry, dsse};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// The secret that may sign one entry. Not `Clone`, not `Debug`; erased from memory on drop.
pub struct OneTimeKey(SigningKey);

impl OneTimeKey {
    /// Takes 32 bytes from the operating system's randomness, or from the vault's slot.
    pub fn from_seed(seed: &Zeroizing<[u8; 32]>) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Returns the public key, which the preceding entry must name.
    pub fn public(&self) -> Result<PublicKey> {
        public(&self.0)
    }

    /// Returns the 32 secret bytes, for the vault's slot alone.
    pub fn seed(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }
}

/// Signs one entry over its details and uses up the key. `link.next_key` must be another key, whose secret the caller
/// has made durable already; otherwise the chain would end here.
pub fn sign_entry(key: OneTimeKey, link: Link, details: &Details) -> Result<SignedEntry> {
    let public = key.public()?;
    if link.next_key == public {
        return Err(Error::Refused("the next key is the one that signs now"));
    }
    if link.key.is_some_and(|k| k != public) {
        return Err(Error::Refused("genesis names another key than the one that signs it"));
    }
    let details = details.to_bytes()?;
    let payload = payload(&details, link)?;
    let signature = key.0.sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
    let envelope = Envelope::new(PAYLOAD_TYPE, payload, &public, signature);
    let entry = SignedEntry::from_carried(Carried { envelope, details: Some(details) })?;
    // Details that cannot be read would be useless for ever.
    if entry.details().is_none() {
        return Err(Error::Bug("the details contradict their entry"));
    }
    Ok(entry)
}

pub(crate) fn public(key: &SigningKey) -> Result<PublicKey> {
    PublicKey::from_bytes(key.verifying_key().as_bytes()).map_err(|_| Error::Bug("a secret gave a weak public key"))
}
