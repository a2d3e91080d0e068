//! The policies of an organisation: those that a bundle carries, and the one that the reader gave. Owns the choice of
//! the policies whose logs count, and the rule that entries follow a policy of the organisation.
//!
//! The newest policy that descends from the reader's own decides. If two lines of descent part, the verifier cannot
//! tell the organisation from a thief of its key: then both lines count, after the policy at which they part, and a
//! later policy cannot invalidate a receipt.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, Envelope, Policy, PublicKey, SignedEntry, SignedPolicy, policy};

use crate::answers::Question::Signer;
use crate::chains::Chains;
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::quorums::Quorums;
use crate::trust::Trust;

/// The organisation's policies, and those whose logs count.
#[derive(Default)]
pub(crate) struct Policies {
    /// The policies that the organisation signed.
    known: BTreeMap<Digest, SignedPolicy>,
    /// Policies whose logs count. For a log that several name, the first one decides.
    counting: Vec<SignedPolicy>,
    /// True when the bundle has a policy of its organisation.
    pub(crate) carried: bool,
}

impl Policies {
    /// Uses the reader's own policy, when there is no bundle.
    pub(crate) fn given(trust: &Trust) -> Self {
        let counting: Vec<_> = trust.policy.iter().cloned().collect();
        Self { known: counting.iter().map(|p| (p.digest(), p.clone())).collect(), counting, carried: false }
    }

    /// Reads the envelopes of a bundle, by path. `key` is the organisation that the bundle names.
    pub(crate) fn read(
        key: &PublicKey,
        envelopes: &BTreeMap<String, Envelope>,
        trust: &Trust,
        findings: &mut Findings,
    ) -> Self {
        let mut own: BTreeMap<Digest, SignedPolicy> = BTreeMap::new();
        for (path, envelope) in envelopes {
            match SignedPolicy::open(envelope.clone(), key) {
                Ok(signed) => {
                    if envelope.keyid() != key.to_string() {
                        let text = "a policy is signed by another key than its hint says";
                        let next = "the hint is not signed, the policy is";
                        findings.remark(Signer, Scope::All, "key-hint", text, next).file(path, None);
                    }
                    own.insert(signed.digest(), signed);
                }
                Err(error) => {
                    let text =
                        format!("a policy in the bundle is not the organisation's ({})", escape(&error.to_string()));
                    let next = "do not use its keys or names; ask the organisation for its policy";
                    findings.remark(Signer, Scope::All, "policy-not-by-organisation", text, next).file(path, None);
                }
            }
        }
        let carried = !own.is_empty();
        if trust.policy.is_some() && trust.organisation != Some(*key) {
            return Self { known: own, carried, ..Self::given(trust) };
        }
        let given = trust.policy.clone();
        let counting = counting(&own, given.as_ref(), findings);
        let known = own.into_iter().chain(given.map(|p| (p.digest(), p))).collect();
        Self { known, counting, carried }
    }

    /// Returns the policies whose logs count, the deciding one first.
    pub(crate) fn counting(&self) -> impl Iterator<Item = &Policy> {
        self.counting.iter().map(SignedPolicy::policy)
    }

    /// Adds the quorums that these policies name for the logs that count.
    pub(crate) fn name_quorums(&self, followed: &BTreeSet<Digest>, quorums: &mut Quorums) {
        for (digest, signed) in followed.iter().filter_map(|digest| self.known.get_key_value(digest)) {
            let policy = signed.policy();
            let logs = policy.logs.iter().chain(policy.retired.iter().map(|retired| &retired.log));
            logs.for_each(|log| quorums.name(*digest, log));
        }
    }

    /// Returns the organisation's name by its newest policy, if the bundle has one.
    pub(crate) fn name(&self) -> Option<&str> {
        self.counting.last().filter(|_| self.carried).map(|p| p.policy().name.as_str())
    }

    /// Checks that every shown entry follows a policy of the organisation in the bundle.
    pub(crate) fn followed(&self, chains: &Chains, findings: &mut Findings) {
        for (id, device) in &chains.devices {
            // Entries of an item are checked with that item.
            for entry in device.linked().filter(|entry| entry.item().is_none() && self.is_strange(entry)) {
                self.strange(Scope::Device(*id), entry, findings);
            }
        }
    }

    /// Checks that the entries of an item follow policies of the organisation in the bundle.
    pub(crate) fn followed_by_item(&self, scope: Scope, entries: &[&SignedEntry], findings: &mut Findings) {
        if let Some(entry) = entries.iter().find(|entry| self.is_strange(entry)) {
            self.strange(scope, entry, findings);
        }
    }

    fn is_strange(&self, entry: &SignedEntry) -> bool {
        entry.details().is_some_and(|details| !self.known.contains_key(&details.policy))
    }

    fn strange(&self, scope: Scope, entry: &SignedEntry, findings: &mut Findings) {
        // Without any policy, a single finding says so.
        if self.known.is_empty() {
            return;
        }
        let text = format!(
            "entry {} of device {} follows a policy that is not here: nobody can say whether it is the organisation's",
            entry.seq(),
            entry.device().short()
        );
        let next = "ask the bundle's maker for that policy";
        findings.open(Signer, scope, "policy-unknown", text, next).entry(entry.digest());
    }
}

/// Returns the policies whose logs count: the newest that descends from the given one or, without a given one, the
/// newest of all.
fn counting(
    own: &BTreeMap<Digest, SignedPolicy>,
    given: Option<&SignedPolicy>,
    findings: &mut Findings,
) -> Vec<SignedPolicy> {
    let mut candidates: Vec<&SignedPolicy> = own.values().collect();
    if let Some(given) = given {
        if let Some(other) =
            candidates.iter().find(|p| p.check_follows(given).is_err() && given.check_follows(p).is_err())
        {
            two_lines(given, other, "the one you gave counts", findings);
        }
        candidates.retain(|policy| policy.descends_from(given));
        candidates.push(given);
    }
    let newest = policy::newest(&candidates);
    match newest.as_slice() {
        [] => Vec::new(),
        [only] => {
            if let Some(given) = given.filter(|given| given.digest() != only.digest()) {
                let text = format!(
                    "the bundle carries version {} of the policy, signed by the organisation you trust and descended from your \
                     version {}: its logs count",
                    only.policy().version,
                    given.policy().version
                );
                findings.pass(Signer, Scope::All, "newer-policy", text);
            }
            vec![(*only).clone()]
        }
        [one, other, ..] => {
            two_lines(one, other, "the logs of both count", findings);
            let parts = candidates.iter().filter(|p| newest.iter().all(|n| n.descends_from(p)));
            let parts = parts.max_by_key(|p| p.policy().version).copied();
            parts.into_iter().chain(newest.iter().copied()).cloned().collect()
        }
    }
}

fn two_lines(one: &SignedPolicy, other: &SignedPolicy, counts: &str, findings: &mut Findings) {
    let text = format!(
        "the organisation signed version {} and version {} of its policy, and neither descends from the other; {counts}",
        one.policy().version,
        other.policy().version
    );
    let next = "ask the organisation which one is right, and whether its key is still its own";
    findings.remark(Signer, Scope::All, "two-policies", text, next);
}
