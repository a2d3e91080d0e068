//! Signed fields that this version does not know: counted in remarks, without changing an answer. A signer wrote them,
//! so a reader should know that the evidence says more than the verdict shows.

use std::collections::{BTreeMap, BTreeSet};

use evidence::admission::ADMISSION_TYPE;
use evidence::invitation::Ticket;
use evidence::json::Unknown;
use evidence::receipt::SignedCustody;
use evidence::{Digest, PublicKey, Signed, SignedPolicy, Word};

use crate::answers::Question::Completeness;
use crate::chains::Chains;
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::read::Files;

const NEXT: &str = "a newer verifier may know what they say";

/// Unknown fields of all objects of one kind.
#[derive(Default)]
struct Found {
    objects: usize,
    fields: Unknown,
    first: Option<Digest>,
}

/// Looks through all signed objects but records. `custody` names the statements with valid signatures: unsigned fields
/// are not reported.
pub(crate) fn tell(
    organisation: &PublicKey,
    files: &Files,
    chains: &Chains,
    custody: &BTreeSet<Digest>,
    findings: &mut Findings,
) {
    let mut all: BTreeMap<Signed, Found> = BTreeMap::new();
    let mut look = |kind: Signed, bytes: &[u8], name: Digest| {
        let Ok(fields) = kind.unknown(bytes) else { return };
        if fields.count > 0 {
            let found = all.entry(kind).or_default();
            found.objects += 1;
            found.fields.join(fields);
            found.first.get_or_insert(name);
        }
    };
    let policies = files.policies.values().cloned();
    for policy in policies.filter_map(|policy| SignedPolicy::open(policy, organisation).ok()) {
        look(Signed::Policy, policy.envelope().payload(), policy.digest());
    }
    for entry in chains.devices.values().flat_map(|device| device.linked()) {
        look(Signed::Entry, entry.envelope().payload(), entry.digest());
        let Some((details, bytes)) = entry.details().zip(entry.details_bytes()) else { continue };
        look(Signed::Details, bytes, entry.digest());
        let Some(signed) = &details.ticket else { continue };
        let Ok(ticket) = Ticket::open(signed, organisation) else { continue };
        look(Signed::Ticket, signed.payload(), entry.digest());
        let admission = details.admission.as_ref().zip(ticket.admission_key);
        if let Some(payload) =
            admission.and_then(|(said, key)| said.open(Signed::Admission.name(), ADMISSION_TYPE, &key).ok())
        {
            look(Signed::Admission, payload, entry.digest());
        }
    }
    let words = files.words.iter().map(|spoken| &spoken.word);
    for said in words.filter(|said| Word::open(said, organisation).is_ok()) {
        look(Signed::Word, said.payload(), said.digest());
    }
    let mut told = BTreeSet::new();
    for said in files.delivered.iter().map(|receipt| &receipt.custody) {
        let name = said.envelope.digest();
        if !custody.contains(&name) {
            continue;
        }
        if told.insert((Signed::Custody, name)) {
            look(Signed::Custody, said.envelope.payload(), name);
        }
        if let Ok(signed) = SignedCustody::kept(said)
            && let Some(bytes) = said.details.as_ref().filter(|_| signed.held.is_some())
            && told.insert((Signed::Holdings, name))
        {
            look(Signed::Holdings, bytes, name);
        }
    }
    for (kind, found) in all {
        let text = text(kind, found.objects, &found.fields);
        findings.remark(Completeness, Scope::All, "unknown-fields", text, NEXT);
        if let Some(first) = found.first {
            findings.entry(first);
        }
    }
}

/// Looks through the content of one record part.
pub(crate) fn of_record(content: &[u8], scope: Scope, findings: &mut Findings) {
    // A closing has none: an unknown field makes it malformed.
    if let Ok(fields) = Signed::Record.unknown(content)
        && fields.count > 0
    {
        findings.remark(Completeness, scope, "unknown-fields", text(Signed::Record, 1, &fields), NEXT);
    }
}

fn text(kind: Signed, objects: usize, fields: &Unknown) -> String {
    let names: Vec<String> = fields.names.iter().map(|name| escape(name)).collect();
    let more = if fields.count > names.len() { ", …" } else { "" };
    let fields = if fields.count == 1 { "1 field".to_owned() } else { format!("{} fields", fields.count) };
    let what = match (objects, kind) {
        (1, _) => format!("1 {} has", kind.name()),
        (n, Signed::Entry) => format!("{n} entries have"),
        (n, Signed::Policy) => format!("{n} policies have"),
        (n, Signed::Details) => format!("{n} entries' details have"),
        (n, _) => format!("{n} {}s have", kind.name()),
    };
    format!(
        "{what} {fields} that this verifier does not know ({}{more}): kept as signed, and they change no answer",
        names.join(", ")
    )
}
