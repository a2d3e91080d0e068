//! age: parts are sealed to the archive's recipients and, where the policy grants it, to the review recipient.
//!
//! The opening of parts with the archive key lives in `archive`; only the device's own review identity is here.

use std::io::{Read, Write};
use std::str::FromStr;

use age::secrecy::ExposeSecret;
use age::x25519;
use evidence::part::{MAX_CONTENT, SALT_LEN, Sealed};
use evidence::{Digest, PlainPart};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// Seals parts to a fixed set of recipients.
#[derive(Clone)]
pub struct Sealer {
    recipients: Vec<x25519::Recipient>,
}

/// A sealed part in memory.
pub struct SealedPart {
    /// SHA-256 of the plain part.
    pub commitment: Digest,
    /// Digest and size of `bytes`.
    pub sealed: Sealed,
    /// An age v1 binary file.
    pub bytes: Vec<u8>,
}

impl Sealer {
    /// Takes `age1…` recipients. At least one.
    pub fn new<'a>(recipients: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let parse = |r: &str| {
            x25519::Recipient::from_str(r)
                .map_err(|_| Error::Malformed { what: "recipient", why: "not an age X25519 recipient" })
        };
        let recipients = recipients.into_iter().map(parse).collect::<Result<Vec<_>>>()?;
        if recipients.is_empty() {
            return Err(Error::Refused("there is no recipient to seal to"));
        }
        Ok(Self { recipients })
    }

    /// Seals one part. `buffer` is cleared and becomes the sealed bytes, so that callers can recycle memory.
    pub fn seal_into(&self, part: &PlainPart, mut buffer: Vec<u8>) -> Result<SealedPart> {
        buffer.clear();
        buffer.reserve(part.as_bytes().len() + 4096);
        let recipients = self.recipients.iter().map(|r| r as &dyn age::Recipient);
        let failed = |_| Error::Bug("age could not write to memory");
        let encryptor =
            age::Encryptor::with_recipients(recipients).map_err(|_| Error::Bug("age refused its recipients"))?;
        let mut writer = encryptor.wrap_output(&mut buffer).map_err(failed)?;
        writer.write_all(part.as_bytes()).map_err(failed)?;
        writer.finish().map_err(failed)?;
        let sealed = Sealed { sha256: Digest::of(&buffer), size: buffer.len() as u64 };
        Ok(SealedPart { commitment: part.commitment(), sealed, bytes: buffer })
    }

    /// Seals one part into fresh memory.
    pub fn seal(&self, part: &PlainPart) -> Result<SealedPart> {
        self.seal_into(part, Vec::new())
    }
}

/// The device's own age identity, kept in the locked vault only where the policy grants review.
pub struct ReviewIdentity(x25519::Identity);

impl ReviewIdentity {
    /// Makes a new identity from the operating system's randomness.
    pub fn generate() -> Self {
        Self(x25519::Identity::generate())
    }

    /// Reads `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = |_| Error::Malformed { what: "review identity", why: "not an age X25519 identity" };
        x25519::Identity::from_str(text).map(Self).map_err(wrong)
    }

    /// `AGE-SECRET-KEY-1…`, for the locked vault and nothing else.
    pub fn secret(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.to_string().expose_secret().to_owned())
    }

    /// The recipient to seal to.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_part_opens_to_the_same_part_and_every_flipped_bit_is_noticed() {
        let identity = ReviewIdentity::generate();
        let sealer = Sealer::new([identity.recipient().as_str()]).unwrap();
        let part = PlainPart::new([9; 32], b"what was seen").unwrap();
        let sealed = sealer.seal(&part).unwrap();
        assert_eq!(sealed.sealed.sha256, Digest::of(&sealed.bytes));
        assert_eq!(identity.open(&sealed.bytes).unwrap(), part);
        for at in 0..sealed.bytes.len() {
            let mut broken = sealed.bytes.clone();
            broken[at] ^= 1;
            assert!(identity.open(&broken).is_err(), "byte {at}");
        }
    }

    #[test]
    fn a_sealer_without_recipients_is_refused() {
        assert!(Sealer::new([]).is_err());
        assert!(Sealer::new(["age1nonsense"]).is_err());
    }
}
