//! Entries by device: order, ratchet, gaps and forks. Answers *signer* as far as entries alone can, and the chain's
//! share of *completeness*. Never judges who enrolled a device.

use std::collections::{BTreeMap, BTreeSet};

use evidence::chain::{self, ChainFault, ChainReport};
use evidence::{Digest, ItemId, PublicKey, SignedEntry};

use crate::findings::{Findings, Scope};
use crate::verdict::Question::{Completeness, Signer};

/// One device's entries and what the chain says of them.
pub(crate) struct Device {
    pub(crate) entries: Vec<SignedEntry>,
    pub(crate) report: ChainReport,
    /// Positions of the entries that carry parts of an item.
    items: BTreeMap<ItemId, Vec<usize>>,
}

/// All devices of a bundle.
pub(crate) struct Chains {
    pub(crate) devices: BTreeMap<Digest, Device>,
}

impl Chains {
    /// Groups entries by device, in their order, and judges each chain.
    pub(crate) fn judge(entries: Vec<SignedEntry>, findings: &mut Findings) -> Self {
        let mut groups: BTreeMap<Digest, Vec<SignedEntry>> = BTreeMap::new();
        for entry in entries {
            groups.entry(entry.device()).or_default().push(entry);
        }
        let judged = groups.into_iter().map(|(device, entries)| {
            let report = chain::judge(&entries);
            let mut items: BTreeMap<ItemId, Vec<usize>> = BTreeMap::new();
            for (position, item) in entries.iter().enumerate().filter_map(|(n, e)| Some((n, e.item()?))) {
                items.entry(item).or_default().push(position);
            }
            (device, Device { entries, report, items })
        });
        let chains = Self { devices: judged.collect() };
        for (id, device) in &chains.devices {
            device.explain(*id, findings);
        }
        chains
    }

    /// All entries by digest.
    pub(crate) fn index(&self) -> BTreeMap<Digest, &SignedEntry> {
        self.devices.values().flat_map(|d| &d.entries).map(|e| (e.digest(), e)).collect()
    }

    /// Entries of `device` that carry parts of `item`, in the order of the chain.
    pub(crate) fn of_item(&self, device: &Digest, item: &ItemId) -> Vec<&SignedEntry> {
        let Some(device) = self.devices.get(device) else { return Vec::new() };
        let positions = device.items.get(item).into_iter().flatten();
        let mut found: Vec<_> = positions.filter_map(|n| device.entries.get(*n)).collect();
        found.sort_by_key(|e| e.seq());
        found.dedup_by_key(|e| e.digest());
        found
    }
}

impl Device {
    /// The key that must have signed each linked entry.
    fn signers(&self) -> BTreeMap<Digest, PublicKey> {
        let named = self.entries.iter().map(|e| (e.digest(), e.predicate().next_key)).collect::<BTreeMap<_, _>>();
        let linked = self.entries.iter().filter(|e| self.report.linked.contains(&e.digest()));
        let key = |e: &SignedEntry| match (e.genesis(), e.predicate().prev) {
            (Some(genesis), _) => Some(genesis.key),
            (None, Some(prev)) => named.get(&prev).copied(),
            (None, None) => None,
        };
        linked.filter_map(|e| Some((e.digest(), key(e)?))).collect()
    }

    fn explain(&self, id: Digest, findings: &mut Findings) {
        let scope = Scope::Device(id);
        let name = id.short();
        for fault in &self.report.faults {
            explain_fault(fault, &name, scope, findings);
        }
        for pair in self.entries.windows(2) {
            if let [before, after] = pair
                && before.seq() > after.seq()
            {
                let text = format!(
                    "in the list of entries of device {name}, entry {} stands before entry {}",
                    before.seq(),
                    after.seq()
                );
                let next = "somebody turned the list around; ask for the bundle from its maker again";
                findings.fail(Signer, scope, "entries-out-of-order", text, next).entry(after.digest());
            }
        }
        let digests: BTreeSet<_> = self.entries.iter().map(SignedEntry::digest).collect();
        if digests.len() != self.entries.len() {
            let text = format!("an entry of device {name} is listed twice");
            findings.fail(Signer, scope, "entry-twice", text, "ask for the bundle from its maker again");
        }
        let signers = self.signers();
        for entry in &self.entries {
            if let Some(key) = signers.get(&entry.digest())
                && entry.envelope().keyid() != key.to_string()
            {
                let text =
                    format!("entry {} of device {name} is signed by another key than its hint says", entry.seq());
                let next = "the hint is not signed, the entry is; ask for the bundle from its maker again";
                findings.fail(Signer, scope, "key-hint", text, next).entry(entry.digest());
            }
        }
        let unlinked = self.entries.iter().filter(|e| !self.report.linked.contains(&e.digest())).count();
        if unlinked > 0 {
            let text = format!(
                "{unlinked} of {} entries of device {name} are not joined to genesis: nobody can say whose key should \
                 have signed them",
                self.entries.len()
            );
            findings.open(Signer, scope, "not-joined", text, "ask for the missing entries");
        }
        if !findings.spoiled(Signer, scope) {
            let text = format!(
                "device {name}: {} entries in one chain from genesis, each signed by the key that the one before it named",
                self.entries.len()
            );
            findings.pass(Signer, scope, "chain", text);
        }
        if !findings.spoiled(Completeness, scope) {
            let last = self.report.tips.first().map_or(0, |t| t.seq);
            let text = format!(
                "device {name}: no entry is missing from genesis to entry {last}; later ones are not part of this bundle"
            );
            findings.pass(Completeness, scope, "no-gap", text);
        }
    }
}

fn explain_fault(fault: &ChainFault, name: &str, scope: Scope, findings: &mut Findings) {
    match fault {
        ChainFault::NoGenesis => {
            let text = format!("device {name}: the chain's first entry is missing");
            findings.fail(Completeness, scope, "no-genesis", text, "ask for the entries from genesis on");
        }
        ChainFault::ForeignEntry { entry } => {
            let text = format!("an entry of another device stands in the chain of device {name}");
            findings.fail(Signer, scope, "foreign-entry", text, "find out who put it there").entry(*entry);
        }
        ChainFault::BadSignature { seq, entry } => {
            let text = format!(
                "entry {seq} of device {name} is not signed by the only key that could sign it, or was changed"
            );
            let next = "do not rely on this entry or any after it; compare with the server's copy";
            findings.fail(Signer, scope, "bad-signature", text, next).entry(*entry);
        }
        ChainFault::WrongSequence { seq, entry } => {
            let text = format!("entry {seq} of device {name} has a number that does not follow the one before");
            findings.fail(Signer, scope, "wrong-sequence", text, "compare with the server's copy").entry(*entry);
        }
        ChainFault::KeyReused { seq, entry } => {
            let text =
                format!("entry {seq} of device {name} names a key that was used before, so that it could sign twice");
            let next = "the device did not erase its keys; treat entries after this one with care";
            findings.fail(Signer, scope, "key-reused", text, next).entry(*entry);
        }
        ChainFault::Gap { seq, entry, missing } => {
            let text = format!(
                "device {name}: entry {} ({}), on which entry {seq} is built, is missing",
                seq.saturating_sub(1),
                missing.short()
            );
            let next = "it existed and was left out or deleted; ask the server's operator or the archive for it";
            findings.fail(Completeness, scope, "gap", text, next).entry(*entry);
        }
        ChainFault::Fork { seq, entries } => {
            let text = format!(
                "device {name}: {} different entries claim number {seq}: the device was copied or set back",
                entries.len()
            );
            let next = "both branches are kept; find out which copy of the device made which";
            findings.fail(Completeness, scope, "fork", text, next);
            if let Some(entry) = entries.first() {
                findings.entry(*entry);
            }
        }
    }
}
