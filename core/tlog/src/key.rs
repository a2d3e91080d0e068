//! Verifier keys: name, key ID and Ed25519 public key in one line. Owns key IDs and strict signature checks; never
//! sees a secret key and never decides which keys to trust.

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::{Error, text};

/// Longest key name in bytes, the bound of `tlog-cosignature` for cosigner names.
const MAX_NAME: usize = 255;
/// Longest printed verifier key: name, two `+`, 8 hex digits, 44 characters of base64.
const MAX_VKEY: usize = MAX_NAME + 2 + 8 + 44;

/// The kind of message that a key signs; its byte is the signature type byte of C2SP `signed-note`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// 0x01: Ed25519 over the note text.
    Ed25519,
    /// 0x04: Ed25519 over a timestamped checkpoint, C2SP `tlog-cosignature`.
    Cosigner,
}

impl KeyKind {
    const fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosigner => 0x04,
        }
    }
}

/// A public key that its reader trusts under a name: `<name>+<key ID in hex>+<base64(type || public key)>`.
///
/// Source: C2SP `signed-note`, `golang.org/x/mod/sumdb/note`. Parse with [`str::parse`], print with `to_string`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: KeyKind,
    id: [u8; 4],
    public: VerifyingKey,
}

impl VerifierKey {
    /// Builds a key from its name and 32 public bytes (RFC 8032).
    ///
    /// Errors: `Malformed` if the name is empty, above 255 bytes, or has spaces, controls or `+`; or if the bytes are
    /// no point, or one of small order, for which anybody can sign.
    pub fn new(name: &str, kind: KeyKind, public: &[u8; 32]) -> Result<Self, Error> {
        check_name(name)?;
        let key = VerifyingKey::from_bytes(public).map_err(|_| Error::Malformed("not an Ed25519 public key"))?;
        if key.is_weak() {
            return Err(Error::Malformed("an Ed25519 public key of small order"));
        }
        Ok(Self { name: name.to_owned(), kind, id: key_id(name, kind, public), public: key })
    }

    /// Returns the name that signature lines carry.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the kind of message that the key signs.
    pub const fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns the first four bytes of `SHA-256(name || 0x0A || type || public key)`.
    pub const fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Returns the 32 public bytes.
    pub fn public_bytes(&self) -> [u8; 32] {
        self.public.to_bytes()
    }

    /// Checks a 64-byte Ed25519 signature with the strict rules, by which all verifiers agree on every signature.
    pub(crate) fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), Error> {
        let signature =
            Signature::from_slice(signature).map_err(|_| Error::Refused("signature of the wrong length"))?;
        self.public.verify_strict(message, &signature).map_err(|_| Error::Refused("the signature does not verify"))
    }
}

impl FromStr for VerifierKey {
    type Err = Error;

    /// Reads the printed form. Errors: `Malformed`, also if the key ID is not that of the key; `Unsupported` for other
    /// signature types.
    fn from_str(line: &str) -> Result<Self, Error> {
        const SHAPE: Error = Error::Malformed("verifier key is not name+id+key");
        if line.len() > MAX_VKEY {
            return Err(SHAPE);
        }
        // The base64 may contain a plus, the name and the ID may not.
        let (name, rest) = line.split_once('+').ok_or(SHAPE)?;
        let (id, key) = rest.split_once('+').ok_or(SHAPE)?;
        let bytes = text::base64(key)?;
        let kind = match bytes.first() {
            Some(0x01) => KeyKind::Ed25519,
            Some(0x04) => KeyKind::Cosigner,
            Some(_) => return Err(Error::Unsupported("signature type of the verifier key")),
            None => return Err(SHAPE),
        };
        let public: &[u8; 32] = bytes
            .get(1..)
            .and_then(|public| public.try_into().ok())
            .ok_or(Error::Malformed("verifier key of the wrong length"))?;
        let key = Self::new(name, kind, public)?;
        if id != hex(key.id) {
            return Err(Error::Malformed("the key ID is not that of the key"));
        }
        Ok(key)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.kind.byte()];
        bytes.extend_from_slice(self.public.as_bytes());
        write!(f, "{}+{}+{}", self.name, hex(self.id), text::to_base64(&bytes))
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({self})")
    }
}

/// Checks that a name is non-empty, bounded, and without Unicode spaces, `+` or control characters, C2SP
/// `signed-note`.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let allowed = |c: char| !c.is_whitespace() && c != '+' && c >= ' ';
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(allowed) {
        return Err(Error::Malformed("key name empty, too long, or with a space or plus"));
    }
    Ok(())
}

fn key_id(name: &str, kind: KeyKind, public: &[u8; 32]) -> [u8; 4] {
    let digest = Sha256::new().chain_update(name).chain_update([b'\n', kind.byte()]).chain_update(public).finalize();
    let [a, b, c, d, ..] = <[u8; 32]>::from(digest);
    [a, b, c, d]
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}
