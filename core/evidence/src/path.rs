//! Linked entries of one device: a tree with genesis at its root, in which each entry is a child of its predecessor.
//!
//! An entry with its linked predecessors is its *path*; a path has no forks. An item is judged as of an entry, by the
//! entries on that entry's path alone, so that no later statement and no rival branch changes an earlier story.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Digest, Head, ItemId, SignedEntry};

/// One linked entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Node {
    /// Index among the given entries.
    pub position: usize,
    /// Its predecessor; none for genesis.
    pub parent: Option<usize>,
    /// One past the index of its last descendant: descendants directly follow their ancestor.
    pub end: usize,
    /// True when its predecessor has other linked successors.
    pub has_rivals: bool,
}

/// The linked entries of one device, predecessors before successors.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Paths {
    nodes: Vec<Node>,
    by_digest: BTreeMap<Digest, usize>,
    /// Positions of entries with a linked predecessor whose key did not sign them, or that do not follow it.
    pub unsigned: Vec<usize>,
    /// Positions of entries whose signatures cannot be checked yet, by the missing entry before them.
    pub waiting: BTreeMap<Digest, Vec<usize>>,
}

/// An item as of an entry: positions of the entries that name it, first to last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AsOf {
    /// The entries, at least one.
    pub positions: Vec<usize>,
    /// The last entry that names the item: the requested one, unless the item was finished before it.
    pub node: usize,
    /// True when the requested entry names the item after it was finished.
    pub named_after: bool,
}

impl Paths {
    /// Joins the entries of `device`, in any order and with duplicates, to its genesis.
    pub fn of(device: Digest, entries: &[SignedEntry]) -> Self {
        // A copy with a bad signature must not hide a copy of the same statement with a good one.
        let mut copies: BTreeMap<Digest, Vec<usize>> = BTreeMap::new();
        let mut children: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
        for (position, entry) in entries.iter().enumerate() {
            copies.entry(entry.digest()).or_default().push(position);
            if let Some(prev) = entry.link().prev {
                children.entry(prev).or_default().insert(entry.digest());
            }
        }
        let mut out = Self::default();
        let good = |digest: &Digest, check: &dyn Fn(&SignedEntry) -> Option<Head>| {
            let positions = copies.get(digest).map(Vec::as_slice).unwrap_or_default();
            positions.iter().find_map(|p| Some((*p, check(entries.get(*p)?)?)))
        };
        let mut open: Vec<(usize, Head, Option<usize>, bool)> = Vec::new();
        if let Some((position, head)) = good(&device, &|e| Head::from_genesis(e).ok()) {
            open.push((position, head, None, false));
        }
        while let Some((position, head, parent, has_rivals)) = open.pop() {
            let node = out.nodes.len();
            out.nodes.push(Node { position, parent, end: node + 1, has_rivals });
            out.by_digest.insert(head.digest, node);
            let next = children.get(&head.digest).into_iter().flatten();
            let next: Vec<_> = next.filter_map(|d| good(d, &|e| head.extend(e).ok())).collect();
            let rivals = next.len() > 1;
            open.extend(next.into_iter().rev().map(|(position, head)| (position, head, Some(node), rivals)));
        }
        for node in (1..out.nodes.len()).rev() {
            let Some(Node { parent: Some(parent), end, .. }) = out.nodes.get(node).copied() else { continue };
            if let Some(parent) = out.nodes.get_mut(parent) {
                parent.end = parent.end.max(end);
            }
        }
        out.sort_the_rest(entries, &copies);
        out
    }

    /// Sorts the entries that are not linked: into `unsigned` if their predecessor is linked, otherwise into
    /// `waiting`.
    fn sort_the_rest(&mut self, entries: &[SignedEntry], copies: &BTreeMap<Digest, Vec<usize>>) {
        let first = |digest: &Digest| copies.get(digest)?.first().copied();
        // For each entry that is not linked, the nearest missing predecessor.
        let mut roots: BTreeMap<Digest, Option<Digest>> = BTreeMap::new();
        for digest in copies.keys() {
            let Some(position) = first(digest).filter(|_| !self.by_digest.contains_key(digest)) else { continue };
            let (mut way, mut at, mut here) = (Vec::new(), *digest, Some(position));
            let missing = loop {
                if let Some(known) = roots.get(&at) {
                    break *known;
                }
                let Some(entry) = here.and_then(|p| entries.get(p)) else { break Some(at) };
                way.push(at);
                match entry.link().prev {
                    Some(prev) if !self.by_digest.contains_key(&prev) && way.len() <= copies.len() => {
                        at = prev;
                        here = first(&prev);
                    }
                    _ => break None,
                }
            };
            roots.extend(way.into_iter().map(|digest| (digest, missing)));
            match missing {
                Some(missing) => self.waiting.entry(missing).or_default().push(position),
                None => self.unsigned.push(position),
            }
        }
    }

    /// Returns the linked entries, predecessors before successors.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// Returns the node of an entry, if it is linked.
    pub fn node(&self, entry: &Digest) -> Option<usize> {
        self.by_digest.get(entry).copied()
    }

    /// Returns true when `node` is on the path of `of`.
    pub fn is_on_path(&self, node: usize, of: usize) -> bool {
        node <= of && self.nodes.get(node).is_some_and(|n| of < n.end)
    }

    /// Returns, for each item, the nodes that name it, predecessors before successors.
    pub fn items(&self, entries: &[SignedEntry]) -> BTreeMap<ItemId, Vec<usize>> {
        let mut items: BTreeMap<ItemId, Vec<usize>> = BTreeMap::new();
        for (node, at) in self.nodes.iter().enumerate() {
            if let Some(item) = entries.get(at.position).and_then(SignedEntry::item) {
                items.entry(item).or_default().push(node);
            }
        }
        items
    }

    /// Returns an item by the path of the node `of`. `named` are the nodes that name the item. None if `of` names
    /// another item, or no entry on its path names this one.
    pub fn as_of(&self, entries: &[SignedEntry], named: &[usize], of: usize) -> Option<AsOf> {
        named.binary_search(&of).ok()?;
        let (mut out, mut finished) = (AsOf { positions: Vec::new(), node: of, named_after: false }, false);
        for node in named.iter().copied().filter(|node| self.is_on_path(*node, of)) {
            if finished {
                out.named_after = true;
                break;
            }
            let position = self.nodes.get(node)?.position;
            out.positions.push(position);
            finished = entries.get(position)?.finishes_item();
            out.node = node;
        }
        (!out.positions.is_empty()).then_some(out)
    }
}
