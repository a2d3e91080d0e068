//! The archive key: the age identity that opens sealed parts of devices. And the witness key, the only key to the
//! compartment of the witnesses.
//!
//! Both exist only in memory, from the moment that enough shares were entered until the end of a pull. They are never
//! written, printed or cloned.

use std::sync::Mutex;

use age::secrecy::ExposeSecret;
use age_core::format::{FILE_KEY_BYTES, FileKey, Stanza};
use evidence::policy::RecipientKind;
use evidence::{Digest, PlainPart};
use seal::Identity;
use zeroize::Zeroizing;

use crate::opening::{self, Opened};
use crate::{Error, Result};

/// The organisation's age identity. Erased from memory on drop.
pub struct ArchiveKey(Identity);

impl ArchiveKey {
    /// Makes a new key from the operating system's randomness.
    pub(crate) fn generate(kind: RecipientKind) -> Result<Self> {
        Ok(Self(Identity::generate(kind)?))
    }

    /// Takes the 32 bytes that the shares restored.
    pub(crate) fn from_secret(kind: RecipientKind, secret: Zeroizing<[u8; 32]>) -> Result<Self> {
        Ok(Self(Identity::from_seed(kind, secret)?))
    }

    /// Returns the 32 secret bytes, only for splitting into shares.
    pub(crate) fn secret(&self) -> &[u8; 32] {
        self.0.seed()
    }

    /// Returns true if no other secret has this recipient: X25519 ignores five bits, and keys made here have a fixed
    /// value in them.
    pub(crate) fn is_the_only_one(&self) -> bool {
        let clamped = matches!(self.secret().as_slice(), [first, .., last] if first & 7 == 0 && last & 192 == 64);
        self.0.kind() == RecipientKind::Hybrid || clamped
    }

    /// Returns the recipient (`age1pq1…` or `age1…`) that devices seal to.
    pub fn recipient(&self) -> String {
        self.0.recipient().to_string()
    }

    /// Returns `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`, for an archivist who opens parts with another age
    /// program. The caller must not write it to a disk.
    pub fn identity_text(&self) -> Zeroizing<String> {
        self.0.text()
    }

    /// Opens a sealed part and returns its plain bytes, with the file key that opens it again.
    pub fn open(&self, sealed: &[u8]) -> std::result::Result<(PlainPart, (PartKey, Stanzas)), opening::Failure> {
        let catcher = Catcher::new(&self.0);
        let part = opening::whole(sealed, &catcher).map_err(|failure| catcher.why(failure))?;
        Ok((part, catcher.key()?))
    }

    /// Opens a sealed part and passes its plain bytes to `look` without keeping them. Returns commitment, salt, size
    /// and file key.
    pub fn weigh(
        &self,
        sealed: &[u8],
        look: &mut dyn FnMut(&[u8]),
    ) -> std::result::Result<(Opened, (PartKey, Stanzas)), opening::Failure> {
        let catcher = Catcher::new(&self.0);
        let opened = opening::stream(sealed, &catcher, &mut |piece| {
            look(piece);
            Ok(())
        });
        let opened = opened.map_err(|failure| catcher.why(failure))?;
        Ok((opened, catcher.key()?))
    }
}

/// The age identity behind the policy's witness recipient. A type of its own, so that it cannot be mistaken for
/// [`ArchiveKey`]. Erased from memory on drop.
pub struct WitnessKey(ArchiveKey);

impl WitnessKey {
    pub(crate) fn new(identity: ArchiveKey) -> Self {
        Self(identity)
    }

    /// Returns the recipient that devices seal the witness compartment to.
    pub fn recipient(&self) -> String {
        self.0.recipient()
    }

    /// Returns the text of its identity. The caller must not write it to a disk.
    pub fn identity_text(&self) -> Zeroizing<String> {
        self.0.identity_text()
    }

    /// Returns the identity that opens parts.
    pub fn identity(&self) -> &ArchiveKey {
        &self.0
    }
}

/// The age file key of one part: it opens only that part, and the sealed file stays unchanged.
#[derive(Clone)]
pub struct PartKey(Zeroizing<[u8; FILE_KEY_BYTES]>);

impl PartKey {
    /// Reads the key as stored in the index.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let bytes =
            bytes.try_into().map_err(|_| Error::malformed("the archive's index", "a part's key is not whole"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Returns the bytes, only for the locked index.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }
}

impl age::Identity for PartKey {
    // age still checks the header's MAC under this key, so a wrong key opens nothing.
    fn unwrap_stanza(&self, _: &Stanza) -> Option<std::result::Result<FileKey, age::DecryptError>> {
        Some(Ok(FileKey::new(Box::new(*self.0))))
    }
}

/// The number of stanzas in the header of an opened part. All are of the kind of the key that opened it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stanzas {
    /// The kind of all of them.
    pub kind: RecipientKind,
    /// Their number.
    pub count: usize,
}

/// Unwraps with the archive key, and remembers the file key and the header's stanzas.
struct Catcher<'a> {
    identity: &'a Identity,
    caught: Mutex<Caught>,
}

#[derive(Default)]
struct Caught {
    key: Option<PartKey>,
    stanzas: usize,
    two_kinds: bool,
}

impl<'a> Catcher<'a> {
    fn new(identity: &'a Identity) -> Self {
        Self { identity, caught: Mutex::default() }
    }

    /// Returns why a part did not open. age's own error does not separate mixed kinds of stanzas from other damage.
    fn why(&self, failure: opening::Failure) -> opening::Failure {
        match self.caught.lock() {
            Ok(caught) if caught.two_kinds => opening::Failure::TwoKinds,
            _ => failure,
        }
    }

    fn key(self) -> std::result::Result<(PartKey, Stanzas), opening::Failure> {
        let caught = self.caught.into_inner().map_err(|_| opening::Failure::NotForUs)?;
        let key = caught.key.ok_or(opening::Failure::NotForUs)?;
        Ok((key, Stanzas { kind: self.identity.kind(), count: caught.stanzas }))
    }
}

impl age::Identity for Catcher<'_> {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<std::result::Result<FileKey, age::DecryptError>> {
        let key = self.identity.unwrap_stanza(stanza)?;
        if let (Ok(key), Ok(mut caught)) = (&key, self.caught.lock()) {
            caught.key = Some(PartKey(Zeroizing::new(*key.expose_secret())));
        }
        Some(key)
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<std::result::Result<FileKey, age::DecryptError>> {
        let checked = self.identity.check_kinds(stanzas);
        if let Ok(mut caught) = self.caught.lock() {
            (caught.stanzas, caught.two_kinds) = (stanzas.len(), checked.is_err());
        }
        checked.err().map(Err).or_else(|| stanzas.iter().find_map(|s| self.unwrap_stanza(s)))
    }
}

/// Returns the first eight bytes of a recipient's digest: enough to tell keys apart, too little to be one.
pub(crate) fn recipient_mark(recipient: &str) -> [u8; 8] {
    Digest::of(recipient.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default()
}
