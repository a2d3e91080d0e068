//! Entries by device, joined to genesis by their signatures. Answers *signer* as far as entries alone can: whether an
//! item's path is signed, and whether a copy of its key was used first. Never judges who enrolled a device.
//!
//! An entry that is joined to nothing is nobody's word: it is told beside the answers and counts for no item.

use std::collections::{BTreeMap, BTreeSet};

use evidence::path::{AsOf, Paths};
use evidence::{Digest, ItemId, SignedEntry};

use crate::findings::{Findings, Scope};
use crate::proofs::{LogKey, Proofs};
use crate::standing::Standing;
use crate::verdict::Question::{Completeness, Signer};

const COPY: &str = "find out who had the device or a copy of it; a renewal by the organisation would settle it";

/// One device's entries and how they are joined.
pub(crate) struct Device {
    pub(crate) entries: Vec<SignedEntry>,
    pub(crate) paths: Paths,
    /// Nodes that name an item.
    items: BTreeMap<ItemId, Vec<usize>>,
}

/// All devices of a bundle.
pub(crate) struct Chains {
    pub(crate) devices: BTreeMap<Digest, Device>,
}

/// An item as of an entry.
pub(crate) struct Telling<'a> {
    pub(crate) device: &'a Device,
    /// The entries that say something of it, first to last.
    pub(crate) entries: Vec<&'a SignedEntry>,
    pub(crate) as_of: AsOf,
}

impl Device {
    /// The entry of a linked node.
    pub(crate) fn entry(&self, node: usize) -> Option<&SignedEntry> {
        self.paths.nodes().get(node).and_then(|n| self.entries.get(n.position))
    }

    /// How many other items its linked entries name.
    pub(crate) fn others(&self, told: impl Fn(&ItemId) -> bool) -> usize {
        self.items.keys().filter(|item| !told(item)).count()
    }

    /// Linked entries, predecessors before successors.
    pub(crate) fn linked(&self) -> impl Iterator<Item = &SignedEntry> {
        self.paths.nodes().iter().filter_map(|n| self.entries.get(n.position))
    }
}

impl Chains {
    /// Groups entries by device, joins each to its genesis, and tells those that are joined the `details` they name.
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
            // Anybody can add lines that name the same details: only what is signed takes them.
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

    /// All linked entries by digest.
    pub(crate) fn index(&self) -> BTreeMap<Digest, &SignedEntry> {
        self.devices.values().flat_map(Device::linked).map(|e| (e.digest(), e)).collect()
    }

    /// An item as of an entry; none where that entry is not joined to genesis or does not name the item.
    pub(crate) fn telling(&self, device: &Digest, item: &ItemId, as_of: &Digest) -> Option<Telling<'_>> {
        let device = self.devices.get(device)?;
        let named = device.items.get(item)?;
        let as_of = device.paths.as_of(&device.entries, named, device.paths.node(as_of)?)?;
        let entries = as_of.positions.iter().filter_map(|n| device.entries.get(*n)).collect();
        Some(Telling { device, entries, as_of })
    }
}

/// How many of these entries come without readable details.
pub(crate) fn silent(entries: &[&SignedEntry]) -> usize {
    entries.iter().filter(|entry| entry.details().is_none()).count()
}

impl Device {
    /// Tells faults around the chain beside the answers: none of them is the word of the path of an item.
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

/// Judges the path of one item: signed from genesis on, and not the second use of a copied key.
pub(crate) fn item(scope: Scope, telling: &Telling<'_>, copies: &Copies, findings: &mut Findings) {
    let device = telling.device;
    let last = device.entry(telling.as_of.node).map_or(0, SignedEntry::seq);
    let own = telling.entries.iter().filter_map(|entry| device.paths.node(&entry.digest()));
    match copies.of_any(own) {
        Some(Copy::First { index, log }) => {
            let text = format!(
                "a copy of the device's key was used elsewhere, and that use stands first in log {} (index {index}): \
                 nobody can tell whose hand signed this branch",
                crate::verdict::escape(log.name())
            );
            findings.open(Signer, scope, "copied-key", text, COPY);
        }
        Some(Copy::Unnoted) => {
            let text = "a copy of the device's key was used elsewhere, and no log shows which use came first";
            findings.open(Signer, scope, "copied-key-unnoted", text, "sync the device; the log's order decides");
        }
        None => {
            let text = format!(
                "{} entries in one chain from genesis to entry {last}, each signed by the key that the one before it named",
                last.saturating_add(1)
            );
            findings.pass(Signer, scope, "chain", text);
        }
    }
    if telling.as_of.named_after {
        let text = "later entries name this item again after it was finished; they say nothing of it";
        findings.remark(Completeness, scope, "named-after", text, "see what the device signed after this item");
    }
}

/// For each linked entry of one device, whether a copy of its key counts against it.
pub(crate) struct Copies {
    states: Vec<State>,
    /// True where the entry or one below it is noted.
    noted_below: Vec<bool>,
}

/// A use of a copied key that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Copy {
    /// The other branch is first, by its place in one log.
    First { log: LogKey, index: u64 },
    /// This branch stands in no log.
    Unnoted,
}

#[derive(Clone, Default)]
struct State {
    beaten: Option<(LogKey, u64)>,
    /// There is a fork above, and nothing from its first entry on this branch to here is noted.
    unnoted: bool,
}

impl Copies {
    /// A fork counts against a branch only if the other branch's first entry has a lower index in the same log, or if
    /// this branch is not noted at all. A later signature can change neither.
    ///
    /// A renewal by the organisation settles what was before it, for what comes after it.
    pub(crate) fn of_device(device: &Device, proofs: &Proofs, standing: Option<&Standing<'_>>) -> Self {
        let nodes = device.paths.nodes();
        let places = |node: usize| device.entry(node).map(|e| proofs.lowest(&e.digest())).unwrap_or_default();
        let mut noted_below: Vec<bool> = (0..nodes.len()).map(|node| !places(node).is_empty()).collect();
        let noted = noted_below.clone();
        // The two lowest indexes among rivals, by predecessor and log.
        let mut lowest: BTreeMap<(usize, &LogKey), Vec<(u64, usize)>> = BTreeMap::new();
        for (node, at) in nodes.iter().enumerate().rev() {
            let Some(parent) = at.parent else { continue };
            if noted_below.get(node) == Some(&true)
                && let Some(above) = noted_below.get_mut(parent)
            {
                *above = true;
            }
            if at.has_rivals {
                for (log, index) in places(node) {
                    let best = lowest.entry((parent, log)).or_default();
                    best.push((index, node));
                    best.sort_unstable();
                    best.truncate(2);
                }
            }
        }
        let mut states: Vec<State> = Vec::with_capacity(nodes.len());
        for (node, at) in nodes.iter().enumerate() {
            let above = at.parent.and_then(|p| states.get(p)).cloned().unwrap_or_default();
            let own_noted = noted.get(node) == Some(&true);
            let mut state = State { unnoted: (above.unnoted || at.has_rivals) && !own_noted, ..above };
            if let (true, Some(parent), None) = (at.has_rivals, at.parent, &state.beaten) {
                let own = places(node);
                let rivals = own.iter().filter_map(|(log, index)| {
                    let (other, _) = lowest.get(&(parent, *log))?.iter().find(|(_, rival)| *rival != node)?;
                    (other < index).then(|| ((*log).clone(), *other))
                });
                state.beaten = rivals.min_by_key(|(_, index)| *index);
            }
            states.push(if standing.is_some_and(|s| s.renews(node)) { State::default() } else { state });
        }
        Self { states, noted_below }
    }

    /// For the entries of one item: a renewal between them settles nothing for those before it.
    fn of_any(&self, nodes: impl DoubleEndedIterator<Item = usize>) -> Option<Copy> {
        nodes.rev().find_map(|node| self.of(node))
    }

    fn of(&self, node: usize) -> Option<Copy> {
        let state = self.states.get(node)?;
        if let Some((log, index)) = &state.beaten {
            return Some(Copy::First { log: log.clone(), index: *index });
        }
        (state.unnoted && self.noted_below.get(node) != Some(&true)).then_some(Copy::Unnoted)
    }
}
