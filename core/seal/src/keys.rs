//! age keys of the two kinds that a policy may choose: hybrid, which is the default, and classic (X25519 alone).

use std::fmt;
use std::str::FromStr;

use age::DecryptError;
use age::secrecy::ExposeSecret;
use age::x25519;
use age_core::format::{FileKey, Stanza};
use evidence::policy::RecipientKind as Kind;
use zeroize::Zeroizing;

use crate::{Error, Result, hybrid};

/// First argument of a stanza of age's X25519.
const X25519: &str = "X25519";

/// Returns the first argument of stanzas of this kind.
pub fn tag(kind: Kind) -> &'static str {
    match kind {
        Kind::Hybrid => hybrid::TAG,
        Kind::Classic => X25519,
    }
}

/// A recipient that parts can be sealed to.
#[derive(Clone)]
pub struct Recipient(Public);

#[derive(Clone)]
enum Public {
    // Boxed: its expanded key has 5 KiB.
    Hybrid(Box<hybrid::Recipient>),
    Classic(x25519::Recipient),
}

impl Recipient {
    /// Reads `age1pq1…` or `age1…`.
    pub fn parse(text: &str) -> Result<Self> {
        match Kind::of(text) {
            Some(Kind::Hybrid) => Ok(Self(Public::Hybrid(Box::new(hybrid::Recipient::parse(text)?)))),
            Some(Kind::Classic) => x25519::Recipient::from_str(text)
                .map(|r| Self(Public::Classic(r)))
                .map_err(|_| Error::Malformed { what: "recipient", why: "not an age X25519 recipient" }),
            None => Err(Error::Malformed { what: "recipient", why: "not an age recipient of a kind known here" }),
        }
    }

    /// Returns the kind of the recipient.
    pub fn kind(&self) -> Kind {
        match &self.0 {
            Public::Hybrid(_) => Kind::Hybrid,
            Public::Classic(_) => Kind::Classic,
        }
    }

    /// Returns the stanza with which this recipient can unwrap the key of a file.
    pub(crate) fn wrap(&self, file_key: &FileKey) -> Result<Stanza> {
        match &self.0 {
            Public::Hybrid(recipient) => recipient.wrap(file_key),
            Public::Classic(recipient) => {
                let failed = |_| Error::Bug("a file key could not be wrapped");
                let (mut stanzas, _) = age::Recipient::wrap_file_key(recipient, file_key).map_err(failed)?;
                stanzas.pop().ok_or(Error::Bug("age made no stanza"))
            }
        }
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Public::Hybrid(recipient) => f.write_str(&recipient.text()),
            Public::Classic(recipient) => recipient.fmt(f),
        }
    }
}

/// An identity, which opens parts. Erased from memory on drop; not `Clone`, not `Debug`.
pub struct Identity(Secret);

enum Secret {
    Hybrid(Box<hybrid::Identity>),
    Classic { seed: Zeroizing<[u8; 32]>, identity: x25519::Identity },
}

impl Identity {
    /// Returns a new identity from the system's randomness.
    pub fn generate(kind: Kind) -> Result<Self> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|_| Error::Unavailable("the system's randomness"))?;
        // RFC 7748 ignores five bits of a secret. They are set here, so that one recipient has one secret and a share
        // that is wrong only in those bits is noticed.
        if let (Kind::Classic, [first, .., last]) = (kind, seed.as_mut_slice()) {
            *first &= 248;
            *last = (*last & 127) | 64;
        }
        Self::from_seed(kind, seed)
    }

    /// Takes 32 secret bytes.
    pub fn from_seed(kind: Kind, seed: Zeroizing<[u8; 32]>) -> Result<Self> {
        match kind {
            Kind::Hybrid => Ok(Self(Secret::Hybrid(Box::new(hybrid::Identity::from_seed(seed))))),
            Kind::Classic => {
                let text = classic_text(&seed)?;
                let identity =
                    x25519::Identity::from_str(&text).map_err(|_| Error::Bug("32 bytes were no identity"))?;
                Ok(Self(Secret::Classic { seed, identity }))
            }
        }
    }

    /// Reads `AGE-SECRET-KEY-PQ-1…` or `AGE-SECRET-KEY-1…`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.get(..18).is_some_and(|start| start.eq_ignore_ascii_case("AGE-SECRET-KEY-PQ-")) {
            return Ok(Self(Secret::Hybrid(Box::new(hybrid::Identity::parse(text)?))));
        }
        let wrong = || Error::Malformed { what: "identity", why: "not an age identity of a kind known here" };
        x25519::Identity::from_str(text).map_err(|_| wrong())?;
        let (_, bytes) = bech32::decode(text).map_err(|_| wrong())?;
        let bytes = Zeroizing::new(bytes);
        let seed = bytes.as_slice().try_into().map_err(|_| wrong())?;
        Self::from_seed(Kind::Classic, Zeroizing::new(seed))
    }

    /// Returns the kind of the identity.
    pub fn kind(&self) -> Kind {
        match &self.0 {
            Secret::Hybrid(_) => Kind::Hybrid,
            Secret::Classic { .. } => Kind::Classic,
        }
    }

    /// Returns the 32 secret bytes.
    pub fn seed(&self) -> &[u8; 32] {
        match &self.0 {
            Secret::Hybrid(identity) => identity.seed(),
            Secret::Classic { seed, .. } => seed,
        }
    }

    /// Returns the spelling that age programs read. The caller must keep it from a disk in the clear.
    pub fn text(&self) -> Zeroizing<String> {
        match &self.0 {
            Secret::Hybrid(identity) => identity.text(),
            Secret::Classic { identity, .. } => Zeroizing::new(identity.to_string().expose_secret().to_owned()),
        }
    }

    /// Refuses a file with stanzas of several kinds, which stock age opens: the weakest of them would decide.
    pub fn check_kinds(&self, stanzas: &[Stanza]) -> std::result::Result<(), DecryptError> {
        let own = tag(self.kind());
        let mixed = stanzas.iter().any(|s| s.tag == own) && stanzas.iter().any(|s| s.tag != own && !is_grease(s));
        if mixed { Err(DecryptError::InvalidHeader) } else { Ok(()) }
    }

    /// Returns the recipient to seal to.
    pub fn recipient(&self) -> Recipient {
        Recipient(match &self.0 {
            Secret::Hybrid(identity) => Public::Hybrid(Box::new(identity.recipient())),
            Secret::Classic { identity, .. } => Public::Classic(identity.to_public()),
        })
    }
}

impl age::Identity for Identity {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<std::result::Result<FileKey, DecryptError>> {
        match &self.0 {
            Secret::Hybrid(identity) => identity.unwrap(stanza),
            Secret::Classic { identity, .. } => identity.unwrap_stanza(stanza),
        }
    }

    fn unwrap_stanzas(&self, stanzas: &[Stanza]) -> Option<std::result::Result<FileKey, DecryptError>> {
        let unwrapped = || stanzas.iter().find_map(|stanza| self.unwrap_stanza(stanza));
        self.check_kinds(stanzas).err().map(Err).or_else(unwrapped)
    }
}

/// Returns true for junk that stock age may add to a header: readers must keep ignoring unknown stanzas.
fn is_grease(stanza: &Stanza) -> bool {
    stanza.tag.ends_with("grease")
}

/// Returns `AGE-SECRET-KEY-1…` of 32 secret bytes.
fn classic_text(seed: &[u8; 32]) -> Result<Zeroizing<String>> {
    let hrp = bech32::Hrp::parse_unchecked("AGE-SECRET-KEY-");
    let text = bech32::encode_upper::<bech32::Bech32>(hrp, seed)
        .map_err(|_| Error::Bug("32 bytes did not fit an age identity"))?;
    Ok(Zeroizing::new(text))
}
