//! The log key: the only secret with which the server signs. It signs checkpoints and custody statements.
//!
//! Owns the secret, its file format and the rule that separates the two kinds of message. Never signs bytes from
//! another author. See `docs/decisions/0003-custody-is-signed-by-the-log-key.md`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signer, SigningKey};
use evidence::{Envelope, PublicKey, dsse, entry};
use tlog::{Checkpoint, KeyKind, SignedCheckpoint, VerifierKey};
use zeroize::Zeroizing;

use crate::{Error, Result};

const PREFIX: &str = "PRIVATE+KEY+";
const ED25519: u8 = 0x01;

/// The secret log key with its name.
pub struct LogKey {
    secret: SigningKey,
    public: PublicKey,
    verifier: VerifierKey,
}

impl LogKey {
    /// Takes 32 random bytes and the origin; without one, the origin is made from the public key.
    ///
    /// Errors: `Refused` if the origin is no key name or begins like a DSSE message.
    pub fn new(seed: &Zeroizing<[u8; 32]>, origin: Option<&str>) -> Result<Self> {
        let secret = SigningKey::from_bytes(seed);
        let public = PublicKey::from_bytes(secret.verifying_key().as_bytes())?;
        let origin = match origin {
            Some(origin) => origin.to_owned(),
            None => {
                format!("testamur/{}", hex::encode(public.digest().as_bytes().first_chunk::<8>().unwrap_or(&[0; 8])))
            }
        };
        check_origin(&origin)?;
        let verifier = VerifierKey::new(&origin, KeyKind::Ed25519, public.as_bytes())?;
        Ok(Self { secret, public, verifier })
    }

    /// Reads `PRIVATE+KEY+name+id+base64`, the form of `golang.org/x/mod/sumdb/note`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::malformed("log key", "not PRIVATE+KEY+name+id+base64");
        let rest = text.trim_end_matches('\n').strip_prefix(PREFIX).ok_or_else(wrong)?;
        let (origin, rest) = rest.split_once('+').ok_or_else(wrong)?;
        let (id, encoded) = rest.split_once('+').ok_or_else(wrong)?;
        let bytes = Zeroizing::new(STANDARD.decode(encoded).map_err(|_| wrong())?);
        let (Some(&ED25519), Some(seed)) = (bytes.first(), bytes.get(1..)) else { return Err(wrong()) };
        let key = Self::new(&Zeroizing::new(seed.try_into().map_err(|_| wrong())?), Some(origin))?;
        if id != key.id() {
            return Err(Error::malformed("log key", "its id is not that of the key"));
        }
        Ok(key)
    }

    /// Returns the file format, only for the data folder.
    pub fn to_file(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(vec![ED25519]);
        bytes.extend_from_slice(self.secret.as_bytes());
        let encoded = Zeroizing::new(STANDARD.encode(&*bytes));
        Zeroizing::new(format!("{PREFIX}{}+{}+{}\n", self.origin(), self.id(), *encoded))
    }

    /// Returns the origin of the log.
    pub fn origin(&self) -> &str {
        self.verifier.name()
    }

    /// Returns the key that checks checkpoints and custody statements.
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Returns the public key alone.
    pub fn public(&self) -> PublicKey {
        self.public
    }

    /// Signs the tree head of this log.
    pub fn sign_checkpoint(&self, size: u64, root: tlog::Hash) -> Result<SignedCheckpoint> {
        let checkpoint = Checkpoint::new(self.origin(), size, root)?;
        checkpoint.sign(&self.verifier, |text| Ok::<_, Error>(self.secret.sign(text).to_bytes()))
    }

    /// Signs a custody statement.
    pub fn sign_custody(
        &self,
        custody: &evidence::receipt::Custody,
        entries: &[(u64, evidence::Digest)],
    ) -> Result<Envelope> {
        let payload = custody.payload(entries)?;
        if payload.len() > evidence::receipt::MAX_CUSTODY {
            return Err(Error::Bug("a custody statement does not fit into the log"));
        }
        let signature = self.secret.sign(&dsse::pae(entry::PAYLOAD_TYPE, &payload)).to_bytes();
        Ok(Envelope::new(entry::PAYLOAD_TYPE, payload, &self.public, signature))
    }

    fn id(&self) -> String {
        hex::encode(self.verifier.id())
    }
}

/// Checks the origin. One key signs note texts, which begin with the origin, and DSSE messages, which begin with
/// `DSSEv1 `: an origin must not begin so, or a note could be read as a statement.
fn check_origin(origin: &str) -> Result<()> {
    if origin.starts_with("DSSEv1") {
        return Err(Error::refused(sync::messages::codes::REFUSED, "an origin must not begin with DSSEv1"));
    }
    if origin.len() > 200 || !origin.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Error::malformed("origin", "longer than 200 bytes, or not plain ASCII without spaces"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seed() -> Zeroizing<[u8; 32]> {
        Zeroizing::new([7; 32])
    }

    #[test]
    fn a_log_key_reads_back_from_its_file_and_a_changed_name_is_noticed() {
        let key = LogKey::new(&seed(), Some("log.example.org")).unwrap();
        let file = key.to_file();
        assert_eq!(LogKey::parse(&file).unwrap().verifier(), key.verifier());
        assert!(LogKey::parse(&file.replace("example", "exbmple")).is_err());
        for cut in 0..file.len() - 2 {
            assert!(LogKey::parse(file.get(..cut).unwrap()).is_err(), "{cut}");
        }
    }

    #[test]
    fn no_origin_can_make_a_note_read_as_a_dsse_message() {
        for origin in ["DSSEv1 28", "DSSEv1", "DSSEv1/log", "a b", "", "a+b", "a\nb", "caf\u{e9}"] {
            assert!(LogKey::new(&seed(), Some(origin)).is_err(), "{origin:?}");
        }
        assert!(LogKey::new(&seed(), None).unwrap().origin().starts_with("testamur/"));
    }

    #[test]
    fn a_checkpoint_opens_under_the_verifier_key() {
        let key = LogKey::new(&seed(), None).unwrap();
        let signed = key.sign_checkpoint(0, tlog::hash::empty_root()).unwrap();
        assert!(SignedCheckpoint::open(signed.to_string().as_bytes(), key.verifier()).is_ok());
    }
}
