//! The archive key: the age X25519 identity that opens what devices sealed. And the witness key, which alone opens the
//! compartment of the witnesses.
//!
//! Both exist in memory only, between the moment enough shares came together and the drop at the end of a pull. Never
//! written anywhere, never printed, never cloned.

use std::str::FromStr;
use std::sync::Mutex;

use age::secrecy::ExposeSecret;
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use evidence::{Digest, PlainPart};
use zeroize::Zeroizing;

use crate::opening::{self, Opened};
use crate::{Error, Result};

/// The organisation's age identity. Erased from memory on drop.
pub struct ArchiveKey {
    secret: Zeroizing<[u8; 32]>,
    identity: age::x25519::Identity,
}

impl ArchiveKey {
    /// A new key from the operating system's randomness.
    pub(crate) fn generate() -> Result<Self> {
        let mut secret = Zeroizing::new([0; 32]);
        getrandom::fill(secret.as_mut())
            .map_err(|e| Error::Unavailable { what: "the system's randomness", source: Box::new(e) })?;
        // RFC 7748 ignores five bits of a secret. They are set here, so that one recipient has one secret and a share
        // that is wrong in those bits only is noticed.
        if let [first, .., last] = secret.as_mut_slice() {
            *first &= 248;
            *last = (*last & 127) | 64;
        }
        Self::from_secret(secret)
    }

    /// Takes the 32 bytes that shares restored.
    pub(crate) fn from_secret(secret: Zeroizing<[u8; 32]>) -> Result<Self> {
        let text = bech32_text(&secret)?;
        let identity = age::x25519::Identity::from_str(&text)
            .map_err(|_| Error::Bug("age did not take an identity of 32 bytes"))?;
        Ok(Self { secret, identity })
    }

    /// The 32 secret bytes, for splitting and nothing else.
    pub(crate) fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// True when the bits that RFC 7748 ignores are as [`Self::generate`] sets them.
    pub(crate) fn is_clamped(&self) -> bool {
        matches!(self.secret.as_slice(), [first, .., last] if first & 7 == 0 && last & 192 == 64)
    }

    /// The recipient (`age1…`) that devices seal to.
    pub fn recipient(&self) -> String {
        self.identity.to_public().to_string()
    }

    /// `AGE-SECRET-KEY-1…`, for an archivist who wants to open parts with a foreign age program. The caller must not
    /// let it reach a disk.
    pub fn identity_text(&self) -> Result<Zeroizing<String>> {
        bech32_text(&self.secret)
    }

    /// Opens a sealed part, keeps its plain bytes, and gives the file key with which it can be opened again.
    pub(crate) fn open(&self, sealed: &[u8]) -> std::result::Result<(PlainPart, PartKey), opening::Failure> {
        let catcher = Catcher { identity: &self.identity, caught: Mutex::new(None) };
        let part = opening::whole(sealed, &catcher)?;
        Ok((part, catcher.key()?))
    }

    /// Opens a sealed part without keeping its plain bytes, which `look` sees: commitment, salt, size and file key.
    pub(crate) fn weigh(
        &self,
        sealed: &[u8],
        look: &mut dyn FnMut(&[u8]),
    ) -> std::result::Result<(Opened, PartKey), opening::Failure> {
        let catcher = Catcher { identity: &self.identity, caught: Mutex::new(None) };
        let opened = opening::stream(sealed, &catcher, &mut |piece| {
            look(piece);
            Ok(())
        })?;
        Ok((opened, catcher.key()?))
    }
}

/// The age identity behind the policy's witness recipient. Another type than [`ArchiveKey`], so that neither can be
/// handed over as the other. Erased from memory on drop.
pub struct WitnessKey(ArchiveKey);

impl WitnessKey {
    pub(crate) fn new(identity: ArchiveKey) -> Self {
        Self(identity)
    }

    /// The recipient (`age1…`) that devices seal the witness compartment to.
    pub fn recipient(&self) -> String {
        self.0.recipient()
    }

    /// `AGE-SECRET-KEY-1…`, under the same rule as [`ArchiveKey::identity_text`].
    pub fn identity_text(&self) -> Result<Zeroizing<String>> {
        self.0.identity_text()
    }

    /// How it opens parts.
    pub(crate) fn identity(&self) -> &ArchiveKey {
        &self.0
    }
}

/// `AGE-SECRET-KEY-1…` of 32 secret bytes.
fn bech32_text(secret: &[u8; 32]) -> Result<Zeroizing<String>> {
    let hrp = bech32::Hrp::parse("AGE-SECRET-KEY-").map_err(|_| Error::Bug("age's own prefix is not one"))?;
    let text = bech32::encode_upper::<bech32::Bech32>(hrp, secret)
        .map_err(|_| Error::Bug("32 bytes did not fit an age identity"))?;
    Ok(Zeroizing::new(text))
}

/// The age file key of one part: opens that part and nothing else, and leaves the sealed file as it is.
#[derive(Clone)]
pub(crate) struct PartKey(Zeroizing<[u8; FILE_KEY_BYTES]>);

impl PartKey {
    /// Reads the key as the index keeps it.
    pub(crate) fn from_slice(bytes: &[u8]) -> Result<Self> {
        let bytes =
            bytes.try_into().map_err(|_| Error::malformed("the archive's index", "a part's key is not whole"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The bytes, for the locked index and nothing else.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl age::Identity for PartKey {
    // age still checks the header's MAC under this key, so a wrong key opens nothing.
    fn unwrap_stanza(&self, _: &Stanza) -> Option<std::result::Result<FileKey, age::DecryptError>> {
        Some(Ok(FileKey::new(Box::new(*self.0))))
    }
}

/// Unwraps with the archive key and remembers the file key.
struct Catcher<'a> {
    identity: &'a age::x25519::Identity,
    caught: Mutex<Option<PartKey>>,
}

impl Catcher<'_> {
    fn key(self) -> std::result::Result<PartKey, opening::Failure> {
        self.caught.into_inner().ok().flatten().ok_or(opening::Failure::NotForUs)
    }
}

impl age::Identity for Catcher<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<std::result::Result<FileKey, age::DecryptError>> {
        let key = self.identity.unwrap_stanza(stanza)?;
        if let (Ok(key), Ok(mut caught)) = (&key, self.caught.lock()) {
            *caught = Some(PartKey(Zeroizing::new(*key.expose_secret())));
        }
        Some(key)
    }
}

/// First eight bytes of the digest of a recipient: enough to tell keys apart, too little to be one.
pub(crate) fn recipient_mark(recipient: &str) -> [u8; 8] {
    Digest::of(recipient.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default()
}
