//! The device's own identity, with which it opens its own parts if the policy grants review.

use std::io::Read;

use evidence::PlainPart;
use evidence::part::{MAX_CONTENT, SALT_LEN};
use evidence::policy::RecipientKind;
use zeroize::Zeroizing;

use crate::{Error, Identity, Result};

/// The device's own age identity, kept in the locked vault only if the policy grants review.
pub struct ReviewIdentity(Identity);

impl ReviewIdentity {
    /// Makes a new identity from the operating system's randomness.
    pub fn generate(kind: RecipientKind) -> Result<Self> {
        Identity::generate(kind).map(Self)
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self> {
        Identity::parse(text).map(Self)
    }

    /// Returns the identity's text, for the locked vault alone.
    pub fn secret(&self) -> Zeroizing<String> {
        self.0.text()
    }

    /// Returns the kind of the identity's recipient.
    pub fn kind(&self) -> RecipientKind {
        self.0.kind()
    }

    /// Returns the recipient to seal to.
    pub fn recipient(&self) -> String {
        self.0.recipient().to_string()
    }

    /// Opens a part that was sealed to this identity.
    pub fn open(&self, sealed: &[u8]) -> Result<PlainPart> {
        let wrong = |why| Error::Malformed { what: "sealed part", why };
        let decryptor = age::Decryptor::new_buffered(sealed).map_err(|_| wrong("not an age file"))?;
        let reader = decryptor
            .decrypt(std::iter::once(&self.0 as &dyn age::Identity))
            .map_err(|_| wrong("not sealed to this review identity"))?;
        let mut bytes = Vec::with_capacity(sealed.len());
        let limit = (SALT_LEN + MAX_CONTENT + 1) as u64;
        reader.take(limit).read_to_end(&mut bytes).map_err(|_| wrong("damaged or cut off"))?;
        Ok(PlainPart::from_bytes(bytes)?)
    }
}
