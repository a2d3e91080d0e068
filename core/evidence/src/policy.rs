//! A policy: the organisation's signed instructions to its devices, servers and verifiers.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Digest, Envelope, Error, PublicKey, Result, json};

/// DSSE payload type of a policy.
pub const PAYLOAD_TYPE: &str = "application/vnd.testamur.policy+json";
/// Format name of version 1.
pub const FORMAT: &str = "testamur-policy-v1";
/// Largest policy payload, in bytes.
pub const MAX_PAYLOAD: usize = 64 * 1024;
/// Most stanzas of a sealed part; [`crate::part::MAX_SEALED`] leaves room for as many.
pub const MAX_SLOTS: usize = 8;

/// Settings that an organisation gives its devices.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Always [`FORMAT`].
    pub format: String,
    /// Number of earlier policies, equal to the length of `ancestors`.
    pub version: u64,
    /// Digests of all earlier policies, oldest first. A device accepts only a policy that has the device's present
    /// policy among them.
    pub ancestors: Vec<Digest>,
    /// The organisation's name, for people.
    pub name: String,
    /// age recipients of every part outside the compartment `witnesses`. All recipients of a policy are of one
    /// [`RecipientKind`].
    pub archive_recipients: Vec<String>,
    /// The only age recipients of parts of the compartment `witnesses`. Empty: the organisation has no such
    /// compartment, and the device refuses its items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witness_recipients: Vec<String>,
    /// Number of stanzas of every sealed part, in any compartment: recipients, then fillers. At least
    /// [`Policy::slots_for`], at most [`MAX_SLOTS`].
    pub slots: u8,
    /// The servers that devices send to.
    pub servers: Vec<Server>,
    /// Logs whose receipts count.
    pub logs: Vec<Log>,
    /// Logs whose receipts counted once, each with its final size: every log that an ancestor named and `logs` does
    /// not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<Retired>,
    /// PEM roots of time-stamp authorities whose tokens count.
    #[serde(default)]
    pub timestamp_roots: Vec<String>,
    /// The permission to look at captured items on the device, and its end.
    pub review: Review,
    /// Whether a device keeps sealed parts after they were delivered. The default is true.
    #[serde(default = "keep")]
    pub keep_after_delivery: bool,
    /// Digests of the forms in use.
    #[serde(default)]
    pub forms: Vec<Digest>,
    /// Instant after which a *new* device should ask for a newer policy. Capture never stops because of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A server that drops the bytes it accepts can still sign, so the copy on the device stays unless the organisation
/// decides otherwise.
const fn keep() -> bool {
    true
}

/// Kinds of age recipients. All recipients of one policy have one kind, because the weakest would decide for all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecipientKind {
    /// `age1pq1…`, age's `mlkem768x25519`: also closed to a reader who stores parts until there are quantum computers.
    Hybrid,
    /// `age1…`, X25519 alone: every age program can open it.
    Classic,
}

impl RecipientKind {
    /// Returns the kind of a recipient, from the shape of its text.
    pub fn of(recipient: &str) -> Option<Self> {
        let shaped = |prefix: &str, len: usize| {
            let rest = recipient.strip_prefix(prefix).filter(|_| recipient.len() == len);
            rest.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
        };
        // Bech32: one letter for each five bits of 1,216 or of 32 bytes, and six check letters.
        if shaped("age1pq1", 1959) { Some(Self::Hybrid) } else { shaped("age1", 62).then_some(Self::Classic) }
    }
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

/// A log and the keys whose signatures count for it.
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

/// A log that the organisation gave up. Its receipts count up to its final size, if a proof joins them to its final
/// root: a later holder of its key can add nothing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Retired {
    /// The log, with the keys that earlier policies named.
    #[serde(flatten)]
    pub log: Log,
    /// The final number of leaves.
    pub size: u64,
    /// The root over these leaves.
    pub root: Digest,
}

/// The permission to look at captured items on the device.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Review {
    /// Never: the device holds no key that opens parts.
    Never,
    /// Until the server's delivered receipt.
    UntilDelivered,
    /// For as long as the device keeps the item. A person who opens the vault sees it.
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

    /// Returns the payload bytes to sign.
    pub fn to_payload(&self) -> Result<Vec<u8>> {
        self.check()?;
        json::print(self)
    }

    /// Returns the most recipients that a part of any compartment has: every part needs this number of slots.
    pub fn slots_for(archive: &[String], witnesses: &[String], review: Review) -> u8 {
        let archive = archive.len() + usize::from(review != Review::Never);
        u8::try_from(archive.max(witnesses.len())).unwrap_or(u8::MAX)
    }

    /// Returns the kind of its recipients.
    pub fn recipient_kind(&self) -> RecipientKind {
        let first = self.archive_recipients.first();
        first.and_then(|recipient| RecipientKind::of(recipient)).unwrap_or(RecipientKind::Hybrid)
    }

    /// Returns a policy with the same content that comes after this one.
    pub fn successor(&self) -> Result<Self> {
        let mut ancestors = self.ancestors.clone();
        ancestors.push(Digest::of(&self.to_payload()?));
        Ok(Self { version: ancestors.len() as u64, ancestors, ..self.clone() })
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::malformed("policy", why));
        if self.version != self.ancestors.len() as u64 {
            return wrong("its version is not the number of its ancestors");
        }
        if self.ancestors.iter().collect::<BTreeSet<_>>().len() != self.ancestors.len() {
            return wrong("it names an ancestor twice");
        }
        let Some(kind) = self.archive_recipients.first().map(|r| RecipientKind::of(r)) else {
            return wrong("it names no archive recipient");
        };
        if kind.is_none() || self.archive_recipients.iter().any(|r| RecipientKind::of(r) != kind) {
            return wrong("an archive recipient is not an age recipient, or of another kind than the first");
        }
        if self.witness_recipients.iter().any(|r| RecipientKind::of(r) != kind) {
            return wrong("a witness recipient is not an age recipient of the kind of the archive recipients");
        }
        let needed = Self::slots_for(&self.archive_recipients, &self.witness_recipients, self.review);
        if self.slots < needed || usize::from(self.slots) > MAX_SLOTS {
            return wrong("its slots are fewer than its recipients, or more than 8");
        }
        // Otherwise the archive key alone would open the compartment.
        if self.witness_recipients.iter().any(|r| self.archive_recipients.contains(r)) {
            return wrong("a witness recipient is an archive recipient too");
        }
        if self.name.trim().is_empty() || self.name.len() > 200 || self.name.chars().any(char::is_control) {
            return wrong("the name is empty, too long or has control characters");
        }
        if self.servers.iter().any(|s| !s.url.starts_with("https://") || s.url.len() > 300) {
            return wrong("a server's address does not begin with https://");
        }
        let retired = || self.retired.iter().map(|retired| &retired.log);
        if self.logs.iter().chain(retired()).any(|l| l.origin.is_empty() || l.quorum as usize > l.cosigners.len()) {
            return wrong("a log has no origin, or a quorum larger than its cosigners");
        }
        let mut given_up: BTreeSet<_> = retired().map(|log| &log.key).collect();
        if given_up.len() != self.retired.len() || self.logs.iter().any(|log| !given_up.insert(&log.key)) {
            return wrong("a log is retired twice, or named as one in use too");
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

/// Returns the policies that no other one names as an ancestor: exactly one if the organisation does not contradict
/// itself.
pub fn newest<'a>(policies: &[&'a SignedPolicy]) -> Vec<&'a SignedPolicy> {
    let before: BTreeSet<&Digest> = policies.iter().flat_map(|p| &p.policy.ancestors).collect();
    policies.iter().filter(|policy| !before.contains(&policy.digest())).copied().collect()
}

impl SignedPolicy {
    /// Checks that `organisation` signed the policy in `envelope`.
    pub fn open(envelope: Envelope, organisation: &PublicKey) -> Result<Self> {
        let policy = Policy::parse(envelope.open("policy", PAYLOAD_TYPE, organisation)?)?;
        Ok(Self { envelope, policy })
    }

    /// Returns the policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Returns the signed envelope.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// Returns the SHA-256 of the payload, which genesis names.
    pub fn digest(&self) -> Digest {
        self.envelope.digest()
    }

    /// Returns true when `earlier` is an ancestor of this policy. The ancestors of `earlier` must be this policy's
    /// too, so that one line leads from the first policy to each.
    pub fn descends_from(&self, earlier: &Self) -> bool {
        let line = &earlier.policy.ancestors;
        self.policy.ancestors.strip_prefix(line.as_slice()).and_then(<[Digest]>::first) == Some(&earlier.digest())
    }

    /// Refuses a policy that is neither the current one nor its descendant.
    pub fn check_follows(&self, current: &Self) -> Result<()> {
        if self.digest() == current.digest() || self.descends_from(current) {
            return Ok(());
        }
        let (new, old) = (self.policy.version, current.policy.version);
        Err(Error::refused("policy", format!("version {new} does not descend from version {old}, which is in force")))
    }
}

#[cfg(test)]
mod tests;
