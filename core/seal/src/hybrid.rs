//! `mlkem768x25519` of age (C2SP `age.md`): the file key wrapped by HPKE with X-Wing, which combines ML-KEM-768 and
//! X25519. Only a break of both opens a part.
//!
//! Owns one stanza: wrapping it, opening it, and the texts of its keys. The age crate has no such recipient yet
//! (`docs/decisions/0022`); once it has, this file is to be removed.

use age::DecryptError;
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use age_core::primitives::{bech32_decode, bech32_encode};
use age_core::secrecy::ExposeSecret;
use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use bech32::Hrp;
use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::{Deserializable, HpkeError, OpModeR, OpModeS, Serializable};
use rand_core::OsRng;
use zeroize::Zeroizing;

use crate::xwing::{EncappedKey, PrivateKey, PublicKey, XWing};
use crate::{Error, Result};

/// First argument of the stanza.
pub(crate) const TAG: &str = "mlkem768x25519";
const INFO: &[u8] = b"age-encryption.org/mlkem768x25519";
const RECIPIENT: Hrp = Hrp::parse_unchecked("age1pq");
const IDENTITY: Hrp = Hrp::parse_unchecked("age-secret-key-pq-");

/// A recipient `age1pq1…`.
#[derive(Clone)]
pub(crate) struct Recipient(PublicKey);

/// An identity `AGE-SECRET-KEY-PQ-1…`.
pub(crate) struct Identity(PrivateKey);

impl Recipient {
    /// Reads a recipient in its only spelling.
    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::Malformed { what: "recipient", why: "not a hybrid age recipient" };
        let bytes = decode(text, RECIPIENT).ok_or_else(wrong)?;
        let recipient = Self(Deserializable::from_bytes(&bytes).map_err(|_| wrong())?);
        if recipient.text() == text { Ok(recipient) } else { Err(wrong()) }
    }

    pub(crate) fn text(&self) -> String {
        bech32_encode(RECIPIENT, &self.0.to_bytes())
    }

    /// Wraps the key of a file for this recipient.
    pub(crate) fn wrap(&self, file_key: &FileKey) -> Result<Stanza> {
        let (enc, body) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, XWing, _>(
            &OpModeS::Base,
            &self.0,
            INFO,
            file_key.expose_secret(),
            &[],
            &mut OsRng,
        )
        .map_err(|_| Error::Bug("a file key could not be wrapped"))?;
        let args = vec![BASE64_STANDARD_NO_PAD.encode(enc.to_bytes())];
        Ok(Stanza { tag: TAG.to_owned(), args, body })
    }
}

impl Identity {
    /// Takes 32 bytes from the system's randomness, or from shares.
    pub(crate) fn from_seed(seed: Zeroizing<[u8; 32]>) -> Self {
        Self(PrivateKey::from_seed(seed))
    }

    pub(crate) fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::Malformed { what: "identity", why: "not a hybrid age identity" };
        let bytes = Zeroizing::new(decode(text, IDENTITY).ok_or_else(wrong)?);
        let seed = bytes.as_slice().try_into().map_err(|_| wrong())?;
        Ok(Self::from_seed(Zeroizing::new(seed)))
    }

    pub(crate) fn text(&self) -> Zeroizing<String> {
        let lower = Zeroizing::new(bech32_encode(IDENTITY, self.seed()));
        Zeroizing::new(lower.to_ascii_uppercase())
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        self.0.seed()
    }

    pub(crate) fn recipient(&self) -> Recipient {
        Recipient(self.0.public())
    }

    /// Unwraps the key of a file. None: the stanza is for another recipient. An error: the stanza names this kind but
    /// has a wrong form.
    pub(crate) fn unwrap(&self, stanza: &Stanza) -> Option<std::result::Result<FileKey, DecryptError>> {
        if stanza.tag != TAG {
            return None;
        }
        let [argument] = stanza.args.as_slice() else { return Some(Err(DecryptError::InvalidHeader)) };
        let enc = BASE64_STANDARD_NO_PAD.decode(argument).ok();
        let enc = enc.and_then(|enc| EncappedKey::from_bytes(&enc).ok());
        // Checked before anything is opened, so that no body opens under two keys.
        let (Some(enc), true) = (enc, stanza.body.len() == FILE_KEY_BYTES + 16) else {
            return Some(Err(DecryptError::InvalidHeader));
        };
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, XWing>(
            &OpModeR::Base,
            &self.0,
            &enc,
            INFO,
            &stanza.body,
            &[],
        );
        let opened = match opened {
            Ok(opened) => Zeroizing::new(opened),
            Err(HpkeError::DecapError) => return Some(Err(DecryptError::InvalidHeader)),
            Err(_) => return None,
        };
        let key: [u8; FILE_KEY_BYTES] = opened.as_slice().try_into().ok()?;
        Some(Ok(FileKey::new(Box::new(key))))
    }
}

/// Returns the bytes of a Bech32 text with this prefix.
fn decode(text: &str, prefix: Hrp) -> Option<Vec<u8>> {
    bech32_decode(text, |_| (), |hrp| (hrp == prefix).then_some(()).ok_or(()), |_, bytes| Ok(bytes.collect())).ok()
}
