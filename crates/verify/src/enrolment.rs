//! Who stands behind a device: the organisation that signed the policy, and the ticket by which it admitted the device.
//!
//! Answers the second half of *signer*. Trust is an argument: a bundle cannot vouch for its own organisation.

use std::collections::{BTreeMap, BTreeSet};

use evidence::admission::Confirmation;
use evidence::{Digest, Envelope, PublicKey, SignedPolicy, admission};
use jiff::Timestamp;

use crate::chains::Chains;
use crate::delivery::Proofs;
use crate::findings::{Findings, Scope};
use crate::policies::Policies;
use crate::verdict::Question::{Delivery, Signer, Time};
use crate::verdict::{Organisation, escape};
use crate::{Error, Result};

/// What the one who asks for a verdict vouches for.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    /// A policy that came another way than the bundle; its log keys count.
    pub policy: Option<SignedPolicy>,
    /// The organisation key that came another way than the bundle.
    pub organisation: Option<PublicKey>,
    /// The time of judging: nothing can have been claimed or signed later.
    pub at: Option<Timestamp>,
}

impl Trust {
    /// Trusts the policy in this envelope and the key that signed it. The envelope's key id must be that key.
    pub fn from_policy(envelope: &[u8]) -> Result<Self> {
        let envelope = Envelope::parse(envelope)?;
        let wrong = |_| Error::malformed("policy", "its key id is not the key that signed it");
        let organisation: PublicKey = envelope.keyid().parse().map_err(wrong)?;
        let policy = SignedPolicy::open(envelope, &organisation)?;
        Ok(Self { policy: Some(policy), organisation: Some(organisation), at: None })
    }

    /// The same, judged at `at`.
    pub fn at(self, at: Timestamp) -> Self {
        Self { at: Some(at), ..self }
    }
}

/// The organisation that a bundle names, and whether anybody vouches for it.
pub(crate) fn organisation(
    key: PublicKey,
    policies: &Policies,
    trust: &Trust,
    receipts: usize,
    findings: &mut Findings,
) -> Organisation {
    let trusted = trust.organisation == Some(key);
    if !policies.carried {
        let next = "ask the bundle's maker for the policy";
        findings.open(Signer, Scope::All, "no-policy", "the bundle carries no policy of the organisation", next);
    }
    let name = policies.name().map(escape);
    let called = name.as_deref().map(|n| format!(", which calls itself {n:?},")).unwrap_or_default();
    match trust.organisation {
        Some(_) if trusted => {
            let text = format!("the organisation {key}{called} is the one you trust");
            findings.pass(Signer, Scope::All, "organisation", text);
        }
        Some(other) => {
            let text = format!("the bundle names the organisation {key}{called} and you trust {other}");
            let next = "find out who made this bundle; its bytes may still be intact";
            findings.fail(Signer, Scope::All, "other-organisation", text, next);
        }
        None => {
            let text = format!("nobody vouches for the organisation {key}{called} that the bundle names");
            let next = "compare these digits with the organisation's own, or give its policy with --policy";
            findings.open(Signer, Scope::All, "organisation-unknown", text, next);
        }
    }
    if trust.policy.is_none() && !trusted && policies.carried && receipts > 0 {
        let text = "the log keys come from the bundle's own policy";
        let next = "give the organisation's policy with --policy";
        findings.open(Delivery, Scope::All, "log-not-trusted", text, next);
        findings.open(Time, Scope::All, "log-not-trusted", text, next);
    }
    Organisation { key, digest: key.digest(), name, trusted }
}

/// Whether each device names the organisation, and whether the organisation admitted it: by a ticket that no other device
/// used first, or by its own word for the device.
pub(crate) fn devices(
    key: PublicKey,
    chains: &Chains,
    proofs: &Proofs,
    confirmations: &[Envelope],
    findings: &mut Findings,
) {
    let confirmed = confirmations.iter().filter_map(|said| Confirmation::open(said, &key).ok());
    let confirmed: BTreeSet<Digest> = confirmed.map(|said| said.device).collect();
    let mut admitted: BTreeMap<Digest, Vec<User>> = BTreeMap::new();
    for (id, device) in &chains.devices {
        let (scope, name) = (Scope::Device(*id), id.short());
        let Some((entry, genesis)) = device.entry(0).and_then(|entry| Some((entry, entry.genesis()?))) else {
            let text = format!("device {name} has no genesis with its details here");
            findings.open(Signer, scope, "no-genesis", text, "ask for it");
            continue;
        };
        if genesis.organisation != key.digest() {
            let text =
                format!("device {name} was set up for the organisation {}, not for this one", genesis.organisation);
            let next = "find out which organisation that is";
            findings.open(Signer, scope, "enrolled-elsewhere", text, next);
            continue;
        }
        if confirmed.contains(id) {
            let text = format!("device {name} was confirmed by this organisation, which compared its code");
            findings.pass(Signer, scope, "confirmed", text);
        }
        match admission::of_genesis(entry, &key) {
            Ok(by) => {
                let places = |of: &Digest| {
                    let places = proofs.noted.get(of).into_iter().flatten();
                    places.filter(|p| Some(&p.origin) == by.ticket.log.as_ref()).map(|p| p.index).min()
                };
                let noted = device.linked().any(|entry| places(&entry.digest()).is_some());
                let user = User { device: *id, index: places(id), noted };
                admitted.entry(by.name).or_default().push(user);
            }
            Err(_) if confirmed.contains(id) => {}
            Err(why) => {
                let text = format!(
                    "device {name} says that it was set up for this organisation, which does not say so: {}",
                    escape(&why.to_string())
                );
                let next = "compare the device's code with the organisation's list of its devices";
                findings.open(Signer, scope, "not-admitted", text, next);
            }
        }
    }
    for users in admitted.values() {
        for user in users.iter().filter(|user| !confirmed.contains(&user.device)) {
            let (scope, name) = (Scope::Device(user.device), user.device.short());
            match users.iter().find(|other| other.counts_against(user)) {
                Some(other) => {
                    let text = format!(
                        "device {name} and device {} used one invitation, and nothing shows that {name} was first",
                        other.device.short()
                    );
                    let next = "ask the organisation which of the two it meant";
                    findings.open(Signer, scope, "ticket-shared", text, next).entry(other.device);
                }
                None => {
                    let text = format!("device {name} was admitted by this organisation's own ticket");
                    findings.pass(Signer, scope, "enrolled", text);
                }
            }
        }
    }
}

/// A device that a ticket admits, and its first entry's place in the one log where that ticket is good.
struct User {
    device: Digest,
    index: Option<u64>,
    /// True when the log holds any of its entries.
    noted: bool,
}

impl User {
    /// True when this use of a ticket is proven first, or the other is in no log.
    fn counts_against(&self, other: &Self) -> bool {
        let first = match (self.index, other.index) {
            (Some(own), Some(others)) => own < others,
            _ => false,
        };
        self.device != other.device && (first || !other.noted)
    }
}
