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
/// Most archive recipients, and most witness recipients; [`crate::part::MAX_SEALED`] leaves room for as many.
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
    /// age X25519 recipients (`age1…`) that every part is sealed to, but those of the compartment `witnesses`.
    pub archive_recipients: Vec<String>,
    /// age X25519 recipients that the parts of the compartment `witnesses` are sealed to, and nobody else. Empty: the
    /// organisation has no witness compartment, and nothing is sealed for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witness_recipients: Vec<String>,
    /// Where to send.
    pub servers: Vec<Server>,
    /// Logs whose receipts count.
    pub logs: Vec<Log>,
    /// PEM roots of time-stamp authorities whose tokens count.
    #[serde(default)]
    pub timestamp_roots: Vec<String>,
    /// Whether, and how long, a device may look at what it captured.
    pub review: Review,
    /// Whether a device keeps sealed parts after they were delivered. True where nothing is said.
    #[serde(default = "keep")]
    pub keep_after_delivery: bool,
    /// Digests of the forms in use.
    #[serde(default)]
    pub forms: Vec<Digest>,
    /// After this instant a *new* device should ask for a newer policy. Capture never stops for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
}

/// A server that takes bytes and drops them can still sign: the copy on the device stays unless somebody decides otherwise.
const fn keep() -> bool {
    true
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
        if self.witness_recipients.len() > MAX_RECIPIENTS {
            return wrong("it names more than 15 witness recipients");
        }
        if !self.witness_recipients.iter().all(plain) {
            return wrong("a witness recipient is not an age X25519 recipient");
        }
        // The archive key alone would open the compartment.
        if self.witness_recipients.iter().any(|r| self.archive_recipients.contains(r)) {
            return wrong("a witness recipient is an archive recipient too");
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

#[cfg(test)]
mod tests {
    use super::*;

    /// A policy as it was written before there was a witness compartment.
    const OLD: &str = r#"{"format":"testamur-policy-v1","version":3,"name":"Observers","archive_recipients":["ARCHIVE"],"servers":[],"logs":[],"timestamp_roots":[],"review":"never","keep_after_delivery":true,"forms":[]}"#;

    fn recipient(letter: &str) -> String {
        format!("age1{}", letter.repeat(58))
    }

    fn old() -> Vec<u8> {
        OLD.replace("ARCHIVE", &recipient("q")).into_bytes()
    }

    #[test]
    fn a_policy_from_before_the_witness_compartment_is_valid_byte_for_byte() {
        let policy = Policy::parse(&old()).unwrap();
        assert_eq!(policy.witness_recipients, Vec::<String>::new());
        assert_eq!(policy.to_payload().unwrap(), old());
    }

    #[test]
    fn sealed_parts_stay_on_the_device_unless_the_policy_says_otherwise() {
        let silent = String::from_utf8(old()).unwrap().replace("\"keep_after_delivery\":true,", "");
        assert!(Policy::parse(silent.as_bytes()).unwrap().keep_after_delivery);
    }

    #[test]
    fn witness_recipients_come_back_and_a_field_of_later_is_still_ignored() {
        let mut policy = Policy::parse(&old()).unwrap();
        policy.witness_recipients = vec![recipient("w"), recipient("z")];
        let payload = policy.to_payload().unwrap();
        assert_eq!(Policy::parse(&payload).unwrap(), policy);
        let later = String::from_utf8(payload).unwrap().replace("\"servers\"", "\"names_recipients\":[1],\"servers\"");
        assert_eq!(Policy::parse(later.as_bytes()).unwrap(), policy);
    }

    #[test]
    fn wrong_witness_recipients_are_refused_like_wrong_archive_recipients() {
        let wrong = [
            (vec!["ssh-ed25519 AAAA".to_owned()], "a witness recipient is not an age X25519 recipient"),
            (vec![recipient("w"), recipient("W")], "a witness recipient is not an age X25519 recipient"),
            (vec![recipient("w"); 16], "it names more than 15 witness recipients"),
            (vec![recipient("w"), recipient("q")], "a witness recipient is an archive recipient too"),
        ];
        for (witness_recipients, why) in wrong {
            let mut policy = Policy::parse(&old()).unwrap();
            policy.witness_recipients = witness_recipients.clone();
            let said = policy.to_payload().unwrap_err().to_string();
            assert!(said.contains(why), "{said}");
            let read = serde_json::to_vec(&policy).unwrap();
            assert!(matches!(Policy::parse(&read), Err(Error::Malformed { .. })), "{witness_recipients:?}");
        }
    }
}
