//! Entries by device, joined to genesis by their signatures. Answers *signer* from entries alone: whether an item's
//! path is signed, and whether a copy of its key was used first. Never judges the enrolment of a device.
//!
//! An entry that is not joined to genesis is no device's statement: it is a remark and counts for no item.

use std::collections::{BTreeMap, BTreeSet};

use evidence::path::{AsOf, Paths};
use evidence::{Digest, ItemId, SignedEntry};

use crate::answers::Question::{Completeness, Signer};
use crate::findings::{Findings, Scope};

pub(crate) const COPY: &str =
    "find out who had the device or a copy of it; a renewal by the organisation would settle it";

/// The entries of one device, joined to its genesis.
pub(crate) struct Device {
    pub(crate) entries: Vec<SignedEntry>,
    pub(crate) paths: Paths,
    /// Nodes that name each item.
    items: BTreeMap<ItemId, Vec<usize>>,
}

/// All devices of a bundle.
pub(crate) struct Chains {
    pub(crate) devices: BTreeMap<Digest, Device>,
}

/// An item as of an entry.
pub(crate) struct Telling<'a> {
    pub(crate) device: &'a Device,
    /// The entries that name the item, first to last.
    pub(crate) entries: Vec<&'a SignedEntry>,
    pub(crate) as_of: AsOf,
}

impl Device {
    /// Returns the entry of a linked node.
    pub(crate) fn entry(&self, node: usize) -> Option<&SignedEntry> {
        self.paths.nodes().get(node).and_then(|n| self.entries.get(n.position))
    }

    /// Returns the number of other items that its linked entries name.
    pub(crate) fn others(&self, told: impl Fn(&ItemId) -> bool) -> usize {
        self.items.keys().filter(|item| !told(item)).count()
    }

    /// Returns the linked entries, predecessors before successors.
    pub(crate) fn linked(&self) -> impl Iterator<Item = &SignedEntry> {
        self.paths.nodes().iter().filter_map(|n| self.entries.get(n.position))
    }
}

impl Chains {
    /// Groups entries by device, joins each group to its genesis, and adds the named `details` to the joined entries.
    pub(crate) fn judge(
        entries: Vec<SignedEntry>,
        details: &BTreeMap<Digest, Vec<u8>>,
        findings: &mut Findings,
    ) -> Self {
        let mut groups: BTreeMap<Digest, Vec<SignedEntry>> = BTreeMap::new();
        for entry in entries {
            groups.entry(entry.device()).or_default().push(entry);
        }
        let judged = groups.into_iter().map(|(id, mut entries)| {
            let paths = Paths::of(id, &entries);
            // Anybody can add entries that name the same details, so only signed entries receive them.
            for node in paths.nodes() {
                if let Some(entry) = entries.get_mut(node.position)
                    && let Some(bytes) = details.get(&entry.details_digest())
                {
                    entry.tell(bytes.clone());
                }
            }
            let items = paths.items(&entries);
            (id, Device { paths, items, entries })
        });
        let chains = Self { devices: judged.collect() };
        for (id, device) in &chains.devices {
            device.explain(*id, findings);
        }
        chains
    }

    /// Returns all linked entries by digest.
    pub(crate) fn index(&self) -> BTreeMap<Digest, &SignedEntry> {
        self.devices.values().flat_map(Device::linked).map(|e| (e.digest(), e)).collect()
    }

    /// Returns an item as of an entry; none if that entry is not joined to genesis or does not name the item.
    pub(crate) fn telling(&self, device: &Digest, item: &ItemId, as_of: &Digest) -> Option<Telling<'_>> {
        let device = self.devices.get(device)?;
        let named = device.items.get(item)?;
        let as_of = device.paths.as_of(&device.entries, named, device.paths.node(as_of)?)?;
        let entries = as_of.positions.iter().filter_map(|n| device.entries.get(*n)).collect();
        Some(Telling { device, entries, as_of })
    }
}

/// Returns the number of these entries without readable details.
pub(crate) fn silent(entries: &[&SignedEntry]) -> usize {
    entries.iter().filter(|entry| entry.details().is_none()).count()
}

impl Device {
    /// Adds remarks about faults beside the paths of items.
    fn explain(&self, id: Digest, findings: &mut Findings) {
        let (scope, name) = (Scope::Device(id), id.short());
        for (missing, waiting) in &self.paths.waiting {
            let text = format!(
                "device {name}: {} entries wait for entry {}, which is not here; nobody can say yet whether they are \
                 genuine",
                waiting.len(),
                missing.short()
            );
            let next = "ask the server's operator or the archive for the missing entry";
            findings.remark(Completeness, scope, "waiting", text, next).entry(*missing);
        }
        if let Some(first) = self.paths.unsigned.first().and_then(|n| self.entries.get(*n)) {
            let text = format!(
                "{} lines of device {name} are signed by no key that could sign them, or follow nothing; they are \
                 nobody's word",
                self.paths.unsigned.len()
            );
            let next = "find out who put them there; they count for no item";
            findings.remark(Signer, scope, "unsigned-line", text, next).entry(first.digest());
        }
        let mut named = BTreeSet::new();
        let mut rivals: BTreeMap<usize, (u64, Digest, usize)> = BTreeMap::new();
        for (node, entry) in self.paths.nodes().iter().zip(self.linked()) {
            let (seq, digest) = (entry.seq(), entry.digest());
            if !named.insert(entry.link().next_key) {
                let text = format!("entry {seq} of device {name} names a key that was named before");
                let next = "the device did not erase its keys; treat entries after this one with care";
                findings.remark(Signer, scope, "key-reused", text, next).entry(digest);
            }
            if let (true, Some(parent)) = (node.has_rivals, node.parent) {
                rivals.entry(parent).or_insert((seq, digest, 0)).2 += 1;
            }
        }
        for (seq, first, count) in rivals.into_values() {
            let text = format!(
                "device {name}: {count} entries claim number {seq} on one predecessor: the device was copied or set \
                 back, and used twice"
            );
            findings.remark(Signer, scope, "fork", text, COPY).entry(first);
        }
    }
}
