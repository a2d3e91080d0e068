//! Compares the recipients of opened parts, by the number and kind of their stanzas, with the policy that their own
//! entry names.
//!
//! Only that policy is used. While it is missing the stanzas are kept, and compared when it comes.

use evidence::policy::RecipientKind;
use evidence::{Digest, SignedEntry, SignedPolicy};
use organisation::Stanzas;
use rusqlite::{Connection, params};

use crate::Result;
use crate::columns::{blob, damaged, digest, number};
use crate::finding::{self, Finding, FindingKind};

/// Compares a part that was just opened, or keeps its stanzas for later.
pub(crate) fn weigh(
    index: &Connection,
    policies: &[SignedPolicy],
    part: i64,
    name: &Digest,
    seen: Stanzas,
) -> Result<Option<Finding>> {
    let sql = "SELECT e.envelope FROM entry AS e JOIN part AS p ON p.entry = e.digest WHERE p.id = ?1";
    let entry: Vec<u8> = index.prepare_cached(sql)?.query_row([part], |r| r.get(0))?;
    let Some(named) = SignedEntry::parse(&entry)?.details().map(|details| details.policy) else { return Ok(None) };
    if let Some(policy) = policies.iter().find(|policy| policy.digest() == named) {
        return Ok(sealed_to_others(policy, seen, name));
    }
    let kind = i64::from(seen.kind == RecipientKind::Classic);
    let sql = "INSERT OR REPLACE INTO unweighed (part, policy, kind, stanzas) VALUES (?1, ?2, ?3, ?4)";
    index.prepare_cached(sql)?.execute(params![part, blob(&named), kind, number(seen.count as u64)])?;
    let why = "entries here name it and it is not here: nobody can say whether their parts were sealed to others too";
    Ok(Some(Finding::new(FindingKind::PolicyMissing, named, why)))
}

/// Compares the parts that waited for policies that are here now.
pub(crate) fn weigh_those_that_waited(index: &Connection, policies: &[SignedPolicy]) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for policy in policies {
        let named = policy.digest();
        let sql = "SELECT u.kind, u.stanzas, p.digest FROM unweighed AS u JOIN part AS p ON p.id = u.part
                   WHERE u.policy = ?1";
        let mut rows = index.prepare_cached(sql)?;
        let mut rows = rows.query([blob(&named)])?;
        while let Some(row) = rows.next()? {
            let kind = if row.get::<_, bool>(0)? { RecipientKind::Classic } else { RecipientKind::Hybrid };
            let count = usize::try_from(row.get::<_, i64>(1)?).map_err(|_| damaged())?;
            let seen = Stanzas { kind, count };
            findings.extend(sealed_to_others(policy, seen, &digest(&row.get::<_, Vec<u8>>(2)?)?));
        }
        index.prepare_cached("DELETE FROM unweighed WHERE policy = ?1")?.execute([blob(&named)])?;
        finding::settle_policy(index, &named)?;
    }
    Ok(findings)
}

/// Returns a finding for a part whose header differs from the policy.
fn sealed_to_others(policy: &SignedPolicy, seen: Stanzas, name: &Digest) -> Option<Finding> {
    let policy = policy.policy();
    if seen == (Stanzas { kind: policy.recipient_kind(), count: usize::from(policy.slots) }) {
        return None;
    }
    let Stanzas { kind, count } = seen;
    let kind = match kind {
        RecipientKind::Hybrid => "hybrid",
        RecipientKind::Classic => "classic",
    };
    let why = format!("its header has {count} stanzas of the {kind} kind, as its policy does not say");
    Some(Finding::new(FindingKind::SealedToOthers, name, why))
}
