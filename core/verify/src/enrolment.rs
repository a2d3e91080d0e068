//! The organisation that a bundle names, and the policy whose logs count.
//!
//! Trust is an argument: a bundle cannot vouch for its own organisation.

use evidence::PublicKey;

use crate::answers::Question::{Delivery, Signer, Time};
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::policies::Policies;
use crate::trust::Trust;
use crate::verdict::Organisation;

/// Returns the organisation that a bundle names, and whether the reader vouches for it.
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
