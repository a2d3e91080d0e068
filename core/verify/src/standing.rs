//! The organisation's relation to its devices: which it admitted, which it admitted again, and from which entry on it
//! ended a device.
//!
//! Answers the second half of *signer*, for each item as of its own entries: a renewal counts for later entries, and
//! an end for entries that were noted after the end. Also gives each device's present state.

use std::collections::{BTreeMap, BTreeSet};

use evidence::word::{Covers, Spoken};
use evidence::{Digest, PublicKey, SignedEntry, Word, admission};
use serde::{Deserialize, Serialize};

use crate::answers::Question::Signer;
use crate::chains::{Chains, Device, Telling};
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::log_key::LogKey;
use crate::proofs::Proofs;

/// All devices of a bundle.
pub(crate) type Standings<'a> = BTreeMap<Digest, Standing<'a>>;

/// The relation of the organisation to one device.
#[derive(Default)]
pub(crate) struct Standing<'a> {
    /// The reason why its genesis alone does not admit it.
    trouble: Option<Trouble>,
    /// Nodes by which the organisation admitted it again.
    renewals: BTreeSet<usize>,
    ends: Vec<End<'a>>,
    /// Places of the organisation's confirmation of this device, by log; none if no log has one.
    confirmed: Option<BTreeMap<&'a LogKey, u64>>,
    /// Other devices of its ticket, which the organisation confirmed instead of this one.
    settled: Vec<Settled<'a>>,
    /// For each node, the lowest index of it or of a descendant, by log. Empty unless the device was ended or settled.
    noted: Vec<BTreeMap<&'a LogKey, u64>>,
}

enum Trouble {
    NoGenesis,
    /// It was set up for another organisation.
    Elsewhere(Digest),
    /// No ticket admits it, for this reason.
    NotAdmitted(String),
    /// Another device used its invitation.
    Shared(Digest),
}

/// A device's present state, which applies to its next entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum State {
    /// The bundle lacks its first entry, or that entry's details.
    Unknown,
    /// It was set up for another organisation.
    Elsewhere,
    /// No ticket admits it.
    NotAdmitted,
    /// Another device used its invitation, and no log shows which was first, or the organisation confirmed the other
    /// one.
    Shared,
    /// Its own ticket admits it.
    Admitted,
    /// The organisation compared its code and confirmed it.
    Confirmed,
    /// The organisation admitted it again.
    Renewed {
        /// Number of the renewal entry.
        seq: u64,
    },
    /// The organisation ended it and has not admitted it again since.
    Ended {
        /// Number of the entry that the end names.
        seq: u64,
        /// True when that entry is covered too, not only those after it.
        itself: bool,
    },
}

/// An end whose entry is on a path in the bundle.
struct End<'a> {
    node: usize,
    /// True when that entry is covered too.
    itself: bool,
    seq: u64,
    /// The end's own places, by log.
    places: BTreeMap<&'a LogKey, u64>,
}

/// A device of the same ticket that the organisation confirmed.
struct Settled<'a> {
    rival: Digest,
    /// Places of the confirmation, by log.
    places: BTreeMap<&'a LogKey, u64>,
}

impl Standing<'_> {
    /// Returns true for a node by which the organisation admitted the device again.
    pub(crate) fn renews(&self, node: usize) -> bool {
        self.renewals.contains(&node)
    }

    /// Returns true when the organisation admitted the device again.
    pub(crate) fn is_renewed(&self) -> bool {
        !self.renewals.is_empty()
    }

    /// Returns the state for the device's next entry. If the chain forks, that of the branch that is not ended.
    pub(crate) fn state(&self, device: &Device) -> State {
        let nodes = device.paths.nodes();
        let ends = nodes.iter().enumerate().filter(|(node, at)| at.end == node + 1).map(|(node, _)| node);
        let last = ends.map(|node| (self.next(device, node), node)).max_by_key(|(state, node)| {
            (!matches!(state, State::Ended { .. }), device.entry(*node).map_or(0, SignedEntry::seq))
        });
        last.map_or(State::Unknown, |(state, _)| state)
    }

    /// Returns the state for an entry after this one that is noted later than everything in the bundle.
    fn next(&self, device: &Device, node: usize) -> State {
        let paths = &device.paths;
        let renewed = self.renewed(device, node);
        let ended = self.ends.iter().filter(|end| paths.is_on_path(end.node, node));
        if let Some(end) = ended.filter(|end| !self.answers(device, renewed, end)).min_by_key(|end| end.seq) {
            return State::Ended { seq: end.seq, itself: end.itself };
        }
        if let Some(entry) = renewed.and_then(|node| device.entry(node)) {
            return State::Renewed { seq: entry.seq() };
        }
        match &self.trouble {
            None if self.confirmed.is_some() => State::Confirmed,
            None if !self.settled.is_empty() => State::Shared,
            None => State::Admitted,
            Some(Trouble::NoGenesis) => State::Unknown,
            Some(Trouble::Elsewhere(_)) => State::Elsewhere,
            Some(Trouble::NotAdmitted(_)) => State::NotAdmitted,
            Some(Trouble::Shared(_)) => State::Shared,
        }
    }

    /// Returns the newest renewal on the path of an entry.
    fn renewed(&self, device: &Device, node: usize) -> Option<usize> {
        self.renewals.iter().rev().copied().find(|renewal| device.paths.is_on_path(*renewal, node))
    }

    fn covers(device: &Device, end: &End<'_>, node: usize) -> bool {
        device.paths.is_on_path(end.node, node) && (end.itself || node != end.node)
    }

    /// Returns the indexes of an entry or a descendant in logs; none if no log has one.
    fn noted(&self, node: usize) -> Option<&BTreeMap<&LogKey, u64>> {
        self.noted.get(node).filter(|noted| !noted.is_empty())
    }

    /// Returns true when a renewal overrides this end for later entries: the organisation could not know of the
    /// renewal when it ended the device.
    fn answers(&self, device: &Device, renewal: Option<usize>, end: &End<'_>) -> bool {
        let known = |node: usize| self.noted(node).is_some_and(|noted| before(noted, &end.places));
        renewal.is_some_and(|node| Self::covers(device, end, node) && !known(node))
    }

    /// Returns true when a word with these places does not affect these entries: entries in a log stay valid unless
    /// that log shows that the word came first.
    fn came_later(&self, word: &BTreeMap<&LogKey, u64>, nodes: &[usize]) -> bool {
        nodes.iter().all(|node| self.noted(*node).is_some_and(|noted| !before(word, noted)))
    }

    /// Reports for an item that the organisation confirmed another device with the same ticket.
    fn tell_settled(&self, scope: Scope, device: &Digest, nodes: &[usize], findings: &mut Findings) {
        let by = |settled: &&Settled<'_>| !self.came_later(&settled.places, nodes);
        let Some(settled) = self.settled.iter().find(by).or(self.settled.first()) else { return };
        let (name, rival) = (device.short(), settled.rival.short());
        let what =
            format!("device {name} and device {rival} used one invitation, and the organisation confirmed {rival}");
        let next = "ask the organisation who used that invitation first, and compare the code of this device";
        if by(&settled) {
            let text = format!("{what}; no log noted this item before it said so");
            findings.open(Signer, scope, "ticket-settled", text, next).entry(settled.rival);
        } else {
            let text = format!("{what}; nothing shows that it said so before this item was noted");
            findings.remark(Signer, scope, "ticket-settled-later", text, next).entry(settled.rival);
        }
    }

    /// Reports faults of a device's genesis for the whole device, whatever came later.
    pub(crate) fn explain(&self, device: Digest, findings: &mut Findings) {
        if let Some(trouble) = &self.trouble {
            trouble.tell(device, Scope::Device(device), findings);
        }
    }
}

impl Trouble {
    fn tell(&self, device: Digest, scope: Scope, findings: &mut Findings) {
        let name = device.short();
        match self {
            Self::NoGenesis => {
                let text = format!("device {name} has no genesis with its details here");
                findings.open(Signer, scope, "no-genesis", text, "ask for it");
            }
            Self::Elsewhere(other) => {
                let text = format!("device {name} was set up for the organisation {other}, not for this one");
                let next = "find out which organisation that is";
                findings.open(Signer, scope, "enrolled-elsewhere", text, next);
            }
            Self::NotAdmitted(why) => {
                let text = format!(
                    "device {name} says that it was set up for this organisation, which does not say so: {why}"
                );
                let next = "compare the device's code with the organisation's list of its devices";
                findings.open(Signer, scope, "not-admitted", text, next);
            }
            Self::Shared(other) => {
                let text = format!(
                    "device {name} and device {} used one invitation, and nothing shows that {name} was first",
                    other.short()
                );
                let next = "ask the organisation which of the two it meant";
                findings.open(Signer, scope, "ticket-shared", text, next).entry(*other);
            }
        }
    }
}

/// Judges every device: whether it names the organisation, and whether the organisation admitted it, by a ticket that
/// no other entry used first or by a statement of its own. For a device without a renewal, the finding is about the
/// whole device.
pub(crate) fn devices<'a>(
    key: PublicKey,
    chains: &Chains,
    proofs: &'a Proofs,
    words: &[Spoken],
    findings: &mut Findings,
) -> Standings<'a> {
    let mut said: BTreeMap<Digest, Vec<(Digest, Word)>> = BTreeMap::new();
    for spoken in words {
        if let Ok(word) = Word::open(&spoken.word, &key) {
            said.entry(word.device).or_default().push((spoken.word.digest(), word));
        }
    }
    let mut standings = Standings::new();
    let mut users: BTreeMap<Digest, Vec<User<'_>>> = BTreeMap::new();
    for (id, device) in &chains.devices {
        let words = said.get(id).map(Vec::as_slice).unwrap_or_default();
        let mut standing = Standing { ends: ends(device, words, proofs), ..Standing::default() };
        if !standing.ends.is_empty() {
            standing.noted = device.lowest(proofs);
        }
        for (digest, _) in words.iter().filter(|(_, word)| word.covers().is_none()) {
            lower(standing.confirmed.get_or_insert_default(), proofs.lowest(digest));
        }
        standing.trouble = genesis(key, *id, device, standing.confirmed.is_some(), proofs, &mut users, findings);
        let elsewhere = standing.trouble.as_ref().is_some_and(|trouble| matches!(trouble, Trouble::Elsewhere(_)));
        for (node, entry) in (0..).zip(device.linked()).filter(|(_, entry)| entry.renewal().is_some() && !elsewhere) {
            match admission::of_entry(entry, &key) {
                Ok(by) => {
                    standing.renewals.insert(node);
                    let user = User::of(device, *id, node, false, by.ticket.log.as_deref(), proofs);
                    users.entry(by.name).or_default().push(user);
                }
                Err(why) => refuse(*id, entry, &escape(&why.to_string()), findings),
            }
        }
        standings.insert(*id, standing);
    }
    for shared in users.values() {
        for user in shared {
            let rival = shared.iter().find(|other| other.counts_against(user));
            settle(user, rival, chains, &mut standings, findings);
        }
        confirm_one(shared, chains, proofs, &mut standings);
    }
    for (id, standing) in standings.iter().filter(|(_, standing)| !standing.is_renewed()) {
        standing.explain(*id, findings);
    }
    for (id, device) in &chains.devices {
        continues(*id, device, findings);
    }
    standings
}

/// Returns the fault of a device's genesis or of its ticket; none if both hold.
fn genesis<'a>(
    key: PublicKey,
    id: Digest,
    device: &Device,
    confirmed: bool,
    proofs: &'a Proofs,
    users: &mut BTreeMap<Digest, Vec<User<'a>>>,
    findings: &mut Findings,
) -> Option<Trouble> {
    let Some((entry, genesis)) = device.entry(0).and_then(|entry| Some((entry, entry.genesis()?))) else {
        return Some(Trouble::NoGenesis);
    };
    if genesis.organisation != key.digest() {
        return Some(Trouble::Elsewhere(genesis.organisation));
    }
    if confirmed {
        let text = format!("device {} was confirmed by this organisation, which compared its code", id.short());
        findings.pass(Signer, Scope::Device(id), "confirmed", text);
    }
    match admission::of_entry(entry, &key) {
        Ok(by) => {
            let user = User::of(device, id, 0, confirmed, by.ticket.log.as_deref(), proofs);
            users.entry(by.name).or_default().push(user);
            None
        }
        Err(_) if confirmed => None,
        Err(why) => Some(Trouble::NotAdmitted(escape(&why.to_string()))),
    }
}

/// Decides whether the use of a ticket counts, given the `rival` use against it.
fn settle(
    user: &User<'_>,
    rival: Option<&User<'_>>,
    chains: &Chains,
    standings: &mut Standings<'_>,
    findings: &mut Findings,
) {
    let (scope, name) = (Scope::Device(user.device), user.device.short());
    let entry = chains.devices.get(&user.device).and_then(|device| device.entry(user.node));
    let (Some(standing), Some(entry)) = (standings.get_mut(&user.device), entry) else { return };
    match (user.node, rival) {
        (0, _) if user.confirmed => {}
        (0, Some(rival)) => standing.trouble = Some(Trouble::Shared(rival.device)),
        (0, None) => {
            let text = format!("device {name} was admitted by this organisation's own ticket");
            findings.pass(Signer, scope, "enrolled", text);
        }
        (node, Some(_)) => {
            standing.renewals.remove(&node);
            let why = "its invitation was used elsewhere, and nothing shows that this use was first";
            refuse(user.device, entry, why, findings);
        }
        (_, None) => {
            let text = format!("device {name} was admitted again by this organisation at entry {}", entry.seq());
            findings.pass(Signer, scope, "renewed", text);
        }
    }
}

/// Settles a ticket of which the organisation confirmed a device: the other devices need a confirmation of their own.
fn confirm_one<'a>(users: &[User<'_>], chains: &Chains, proofs: &'a Proofs, standings: &mut Standings<'a>) {
    let confirmed = |user: &&User<'_>| user.node == 0 && user.confirmed;
    let places = |user: &User<'_>| standings.get(&user.device).and_then(|standing| standing.confirmed.clone());
    let rivals: Vec<_> = users.iter().filter(confirmed).filter_map(|user| Some((user.device, places(user)?))).collect();
    if rivals.is_empty() {
        return;
    }
    for user in users.iter().filter(|user| user.node == 0 && !user.confirmed) {
        let (Some(standing), Some(device)) = (standings.get_mut(&user.device), chains.devices.get(&user.device)) else {
            continue;
        };
        standing.settled.extend(rivals.iter().map(|(rival, places)| Settled { rival: *rival, places: places.clone() }));
        if standing.noted.is_empty() {
            standing.noted = device.lowest(proofs);
        }
    }
}

/// Reports that a device continues a broken chain. Only the device claims this, and the claim does not admit it.
fn continues(id: Digest, device: &Device, findings: &mut Findings) {
    let Some(before) = device.entry(0).and_then(|genesis| genesis.details()?.continues) else { return };
    let text = format!(
        "device {} says that it goes on from device {}, whose chain could not be continued after entry {}; nobody but itself says so",
        id.short(),
        before.device.short(),
        before.entry.short()
    );
    let next = "look at that device's items too, and compare the code of this one";
    findings.remark(Signer, Scope::Device(id), "continues", text, next).entry(before.entry);
}

fn refuse(device: Digest, entry: &SignedEntry, why: &str, findings: &mut Findings) {
    let text = format!(
        "device {} says at entry {} that this organisation admitted it again, which does not say so: {why}",
        device.short(),
        entry.seq()
    );
    let next = "ask the organisation whether it renewed that device";
    findings.remark(Signer, Scope::Device(device), "renewal-refused", text, next).entry(entry.digest());
}

/// Judges one item: admitted as of its first entry, and neither ended nor settled for another device before its
/// entries were noted.
pub(crate) fn item(scope: Scope, device: &Digest, telling: &Telling<'_>, standing: &Standing, findings: &mut Findings) {
    let nodes = telling.entries.iter().filter_map(|entry| telling.device.paths.node(&entry.digest()));
    let nodes: Vec<usize> = nodes.collect();
    let simple = !standing.is_renewed() && standing.ends.is_empty() && standing.settled.is_empty();
    let (Some(first), false) = (nodes.first().copied(), simple) else {
        return;
    };
    let renewed = standing.renewed(telling.device, first);
    if renewed.is_none() {
        standing.tell_settled(scope, device, &nodes, findings);
    }
    if let (Some(trouble), None, true) = (&standing.trouble, renewed, standing.is_renewed()) {
        trouble.tell(*device, scope, findings);
    }
    let mut ended: Option<(&End<'_>, bool)> = None;
    for end in &standing.ends {
        let covered: Vec<usize> =
            nodes.iter().copied().filter(|node| Standing::covers(telling.device, end, *node)).collect();
        if covered.is_empty() || standing.answers(telling.device, renewed, end) {
            continue;
        }
        let later = standing.came_later(&end.places, &covered);
        if ended.is_none_or(|(_, was_later)| was_later && !later) {
            ended = Some((end, later));
        }
    }
    let Some((end, later)) = ended else { return };
    let what = if end.itself { "from" } else { "after" };
    let next = "ask the organisation what happened to the device, and when";
    if later {
        let text = format!(
            "the organisation ended this device {what} entry {}, and nothing shows that it said so before this item was noted",
            end.seq
        );
        findings.remark(Signer, scope, "ended-later", text, next);
    } else {
        let text = format!(
            "the organisation ended this device {what} entry {}, and no log noted this item before it said so",
            end.seq
        );
        findings.open(Signer, scope, "ended", text, next);
    }
}

/// Takes the lower index for each log.
fn lower<'a>(known: &mut BTreeMap<&'a LogKey, u64>, others: BTreeMap<&'a LogKey, u64>) {
    for (log, index) in others {
        let known = known.entry(log).or_insert(index);
        *known = index.min(*known);
    }
}

/// Returns true when the first has a lower index than the second in some log.
fn before(first: &BTreeMap<&LogKey, u64>, second: &BTreeMap<&LogKey, u64>) -> bool {
    first.iter().any(|(log, index)| second.get(log).is_some_and(|other| index < other))
}

fn ends<'a>(device: &Device, words: &[(Digest, Word)], proofs: &'a Proofs) -> Vec<End<'a>> {
    let end = |(digest, word): &(Digest, Word)| {
        let (entry, itself) = match word.covers()? {
            Covers::After(entry) => (entry, false),
            Covers::From(entry) => (entry, true),
        };
        // Each item's path is complete here, so an end on another path covers none of its entries.
        let node = device.paths.node(&entry)?;
        Some(End { node, itself, seq: device.entry(node)?.seq(), places: proofs.lowest(digest) })
    };
    words.iter().filter_map(end).collect()
}

impl Device {
    /// Returns for each node the indexes of it or of a descendant in logs: each shows that the node was signed by
    /// then.
    fn lowest<'a>(&self, proofs: &'a Proofs) -> Vec<BTreeMap<&'a LogKey, u64>> {
        let nodes = self.paths.nodes();
        let mut lowest: Vec<_> = self.linked().map(|entry| proofs.lowest(&entry.digest())).collect();
        for (node, at) in nodes.iter().enumerate().rev() {
            let Some((parent, own)) = at.parent.zip(lowest.get(node).cloned()) else { continue };
            let Some(above) = lowest.get_mut(parent) else { continue };
            lower(above, own);
        }
        lowest
    }
}

/// An entry that a ticket admits, with its places in the one log where that ticket is valid, by each key of that name.
struct User<'a> {
    device: Digest,
    node: usize,
    confirmed: bool,
    index: BTreeMap<&'a LogKey, u64>,
    /// The lowest index of the entry or of a descendant, by which it was signed.
    lowest: BTreeMap<&'a LogKey, u64>,
}

impl<'a> User<'a> {
    fn of(device: &Device, id: Digest, node: usize, confirmed: bool, log: Option<&str>, proofs: &'a Proofs) -> Self {
        let place = |node: usize| {
            let mut places = device.entry(node).map(|entry| proofs.lowest(&entry.digest())).unwrap_or_default();
            places.retain(|known, _| log == Some(known.name()));
            places
        };
        let end = device.paths.nodes().get(node).map_or(node, |at| at.end);
        let mut lowest = BTreeMap::new();
        (node..end).for_each(|node| lower(&mut lowest, place(node)));
        Self { device: id, node, confirmed, index: place(node), lowest }
    }

    /// Returns true when the log has this use of a ticket before anything that shows the other use, or the other is in
    /// no log: leaving out the receipt of a later use does not make it the first.
    fn counts_against(&self, other: &Self) -> bool {
        let first = other.lowest.is_empty() || before(&self.index, &other.lowest);
        (self.device, self.node) != (other.device, other.node) && first
    }
}
