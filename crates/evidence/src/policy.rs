//! A policy: the organisation's signed instructions to its devices, servers and verifiers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope, Error, PublicKey, Result, json};

/// DSSE payload type of a policy.
pub const PAYLOAD_TYPE: &str = "application/vnd.testamur.policy+json";
/// Format name of version 1.
pub const FORMAT: &str = "testamur-policy-v1";
/// Largest policy payload, in bytes.
pub const MAX_PAYLOAD: usize = 64 * 1024;
/// Most archive recipients; [`crate::part::MAX_SEALED`] leaves room for as many.
pub const MAX_RECIPIENTS: usize = 15;

/// What an organisation tells its devices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Always [`FORMAT`].
    pub format: String,
    /// Only grows; a device never goes back.
    pub version: u64,
    /// The organisation's name for people.
    pub name: String,
    /// age X25519 recipients (`age1…`) that every part is sealed to.
    pub archive_recipients: Vec<String>,
    /// Where to send.
    pub servers: Vec<Server>,
    /// Logs whose receipts count.
    pub logs: Vec<Log>,
    /// PEM roots of time-stamp authorities whose tokens count.
    #[serde(default)]
    pub timestamp_roots: Vec<String>,
    /// Whether, and how long, a device may look at what it captured.
    pub review: Review,
    /// Whether a device keeps sealed parts after they were delivered.
    pub keep_after_delivery: bool,
    /// Digests of the forms in use.
    #[serde(default)]
    pub forms: Vec<Digest>,
    /// After this instant a *new* device should ask for a newer policy. Capture never stops for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A trusted server.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Server {
    /// `https://host[:port]`, without a path.
    pub url: String,
    /// SHA-256 of the SubjectPublicKeyInfo of keys that may appear in TLS. Empty: public certificate authorities.
    #[serde(default)]
    pub pins: Vec<Digest>,
}

/// A log and the keys that speak for it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Log {
    /// Origin line of its checkpoints.
    pub origin: String,
    /// C2SP verifier key: `name+hash+base64`. It signs checkpoints and custody statements.
    pub key: String,
    /// C2SP verifier keys of cosigners.
    #[serde(default)]
    pub cosigners: Vec<String>,
    /// How many cosigners must have signed.
    #[serde(default)]
    pub quorum: u32,
}

/// Whether a device may look at what it captured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// The device holds no key that opens anything.
    Never,
    /// Until the server's delivered receipt.
    UntilDelivered,
    /// As long as the device keeps it. Whoever opens the vault sees it.
    Always,
}

impl Policy {
    /// Reads and checks a policy's payload bytes.
    pub fn parse(payload: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Kind {
            format: String,
        }
        let kind: Kind = json::parse("policy", payload, MAX_PAYLOAD)?;
        if kind.format != FORMAT {
            return Err(Error::unsupported("policy", &kind.format));
        }
        let policy: Self = json::parse("policy", payload, MAX_PAYLOAD)?;
        policy.check()?;
        Ok(policy)
    }

    /// The payload bytes to sign.
    pub fn to_payload(&self) -> Result<Vec<u8>> {
        self.check()?;
        json::print(self)
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::malformed("policy", why));
        if self.archive_recipients.is_empty() || self.archive_recipients.len() > MAX_RECIPIENTS {
            return wrong("it names no archive recipient, or more than 15");
        }
        let plain = |r: &String| {
            r.starts_with("age1") && r.len() == 62 && r.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if !self.archive_recipients.iter().all(plain) {
            return wrong("an archive recipient is not an age X25519 recipient");
        }
        if self.name.trim().is_empty() || self.name.len() > 200 || self.name.chars().any(char::is_control) {
            return wrong("the name is empty, too long or has control characters");
        }
        if self.servers.iter().any(|s| !s.url.starts_with("https://") || s.url.len() > 300) {
            return wrong("a server's address does not begin with https://");
        }
        if self.logs.iter().any(|l| l.origin.is_empty() || l.quorum as usize > l.cosigners.len()) {
            return wrong("a log has no origin, or a quorum larger than its cosigners");
        }
        Ok(())
    }
}

/// A policy with its signature.
#[derive(Clone, PartialEq, Debug)]
pub struct SignedPolicy {
    envelope: Envelope,
    policy: Policy,
}

impl SignedPolicy {
    /// Checks that `organisation` signed the policy in `envelope`.
    pub fn open(envelope: Envelope, organisation: &PublicKey) -> Result<Self> {
        let policy = Policy::parse(envelope.open("policy", PAYLOAD_TYPE, organisation)?)?;
        Ok(Self { envelope, policy })
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Its envelope, as signed.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// SHA-256 of the payload: what genesis names.
    pub fn digest(&self) -> Digest {
        self.envelope.digest()
    }

    /// Refuses a policy that is older than the one in force.
    pub fn check_newer_than(&self, current: &Self) -> Result<()> {
        let (new, old) = (self.policy.version, current.policy.version);
        if new > old || (new == old && self.digest() == current.digest()) {
            return Ok(());
        }
        Err(Error::refused("policy", format!("version {new} does not follow version {old}")))
    }
}
