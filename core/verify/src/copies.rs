//! Whether a copy of a device's key was used first: the second use counts against the branch of an item.

use std::collections::BTreeMap;

use evidence::SignedEntry;

use crate::answers::Question::{Completeness, Signer};
use crate::chains::{COPY, Device, Telling};
use crate::findings::{Findings, Scope};
use crate::log_key::LogKey;
use crate::proofs::Proofs;
use crate::standing::Standing;

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
                crate::escape::escape(log.name())
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

/// For each linked entry of one device, whether a copy of its key counts against the entry.
pub(crate) struct Copies {
    states: Vec<State>,
    /// True if the entry or a descendant is noted.
    noted_below: Vec<bool>,
}

/// A use of a copied key that counts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Copy {
    /// The other branch is first, by its index in one log.
    First { log: LogKey, index: u64 },
    /// This branch is in no log.
    Unnoted,
}

#[derive(Clone, Default)]
struct State {
    beaten: Option<(LogKey, u64)>,
    /// There is an earlier fork, and no entry of this branch from the fork to here is noted.
    unnoted: bool,
}

impl Copies {
    /// Judges every fork of a device. A fork counts against a branch only if the other branch's first entry has a
    /// lower index in the same log, or if this branch is not noted at all. No later signature can change either.
    ///
    /// A renewal by the organisation settles earlier forks for the entries after it.
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

    /// Returns the copy that counts against any entry of an item: a renewal between the entries does not settle the
    /// earlier ones.
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
