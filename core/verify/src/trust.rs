//! The policy, key and time for which the reader of a verdict vouches.

use evidence::{Envelope, PublicKey, SignedPolicy};
use jiff::Timestamp;

use crate::{Error, Result};

/// The policy, key and time for which the reader of a verdict vouches.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// A policy from another source than the bundle; its log keys count.
    pub policy: Option<SignedPolicy>,
    /// The organisation key from another source than the bundle.
    pub organisation: Option<PublicKey>,
    /// The time of judging: a claim or signature cannot be later.
    pub at: Option<Timestamp>,
}

impl Trust {
    /// Trusts the policy in this envelope and the key that signed it. Errors if the envelope's key id is another key.
    pub fn from_policy(envelope: &[u8]) -> Result<Self> {
        let envelope = Envelope::parse(envelope)?;
        let wrong = |_| Error::malformed("policy", "its key id is not the key that signed it");
        let organisation: PublicKey = envelope.keyid().parse().map_err(wrong)?;
        let policy = SignedPolicy::open(envelope, &organisation)?;
        Ok(Self { policy: Some(policy), organisation: Some(organisation), at: None })
    }

    /// Returns this trust for a verdict at `at`.
    pub fn at(self, at: Timestamp) -> Self {
        Self { at: Some(at), ..self }
    }
}
