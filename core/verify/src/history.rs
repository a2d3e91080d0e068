//! One history: checkpoints that continue each other, roots that devices saw, and the server's own chain.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, SignedEntry};
use tlog::Hash;

use crate::answers::Question::{Delivery, Time};
use crate::escape::escape;
use crate::findings::Scope;
use crate::joins::{Goals, Tree, Use};
use crate::log_key::LogKey;
use crate::proofs::Held;
use crate::proving::{ALARM, Judge};

/// A consistency proof carries no signature: the maker of the bundle may have written it.
const UNSIGNED: &str = "ask the log for that proof yourself; only if the log has none is it a matter for its operator";

impl Judge<'_> {
    /// Joins checkpoints by consistency proofs: those of receipts with one another, and with the roots that devices
    /// saw.
    pub(crate) fn join(&mut self, entries: &BTreeMap<Digest, &SignedEntry>) {
        let signed = self.proofs.roots.clone();
        let mut trees: BTreeMap<&LogKey, Vec<Tree>> = BTreeMap::new();
        for ((log, size), roots) in signed.iter().rev() {
            trees.entry(log).or_default().extend(roots.iter().map(|root| (*size, *root)));
        }
        let mut receipts: BTreeMap<&LogKey, Goals> =
            trees.into_iter().map(|(log, trees)| (log, self.joins.goals(log.name(), trees.into_iter()))).collect();
        let seen: BTreeSet<(&str, Tree)> = entries
            .values()
            .filter_map(|entry| entry.link().seen.as_ref())
            .map(|seen| (seen.origin.as_str(), (seen.size, Hash(*seen.root.as_bytes()))))
            .collect();
        for (origin, tree) in seen {
            for (log, receipts) in receipts.iter_mut().filter(|(log, _)| log.name() == origin) {
                if self.joins.meets(origin, tree, receipts).is_some_and(|size| size >= tree.0) {
                    self.proofs.prove_root(log, tree.0, tree.1);
                }
            }
        }
        for (proof, found) in self.consistency.iter().zip(self.joins.uses(self.consistency, &signed)) {
            let (origin, from, to) = (escape(&proof.origin), proof.from, proof.to);
            match found {
                Use::Holds => {}
                Use::Nothing => {
                    let text = format!(
                        "a consistency proof of log {origin} from {from} to {to} joins checkpoints that nothing here names"
                    );
                    let next = "it proves nothing for this bundle";
                    self.findings.remark(Delivery, Scope::All, "consistency-of-nothing", text, next);
                }
                Use::Broken => {
                    let text = format!(
                        "a proof that checkpoint {to} of log {origin} continues checkpoint {from} does not hold"
                    );
                    self.findings.remark(Delivery, Scope::All, "consistency", text, UNSIGNED);
                }
            }
        }
        let sizes: Vec<_> = signed.iter().collect();
        for pair in sizes.windows(2) {
            let [((log, from), older), ((other, to), newer)] = pair else { continue };
            let mut joins =
                |old: &Hash| newer.iter().any(|new| self.joins.continues(log.name(), (*from, *old), (*to, *new)));
            if log == other && *from > 0 && !older.iter().any(&mut joins) {
                let text = format!(
                    "nothing proves that checkpoint {to} of log {} continues checkpoint {from}",
                    escape(log.name())
                );
                let next = "any C2SP tlog client can ask the log for that proof";
                // An honest cosigner signs only a continuation of its earlier checkpoints.
                if self.proofs.quorums.cosigners(log).is_some_and(|cosigners| cosigners.quorum() > 0) {
                    self.findings.remark(Delivery, Scope::All, "consistency", text, next);
                } else {
                    self.findings.open(Delivery, Scope::All, "consistency", text, next);
                }
            }
        }
    }

    /// Checks that the checkpoints that devices saw are among those that receipts prove.
    pub(crate) fn histories(&mut self, entries: &BTreeMap<Digest, &SignedEntry>) {
        for entry in entries.values() {
            let Some(seen) = &entry.link().seen else { continue };
            let proven = self.proofs.roots_of(&seen.origin, seen.size).next().is_some();
            if proven && self.proofs.that_had(seen).next().is_none() {
                let text = format!(
                    "entry {} of device {} saw another history of log {} at size {} than receipts prove",
                    entry.seq(),
                    entry.device().short(),
                    escape(&seen.origin),
                    seen.size
                );
                let next = "the device says so, the log did not sign it; compare with the note that the device keeps";
                self.findings.remark(Delivery, Scope::All, "two-histories", text, next).entry(entry.digest());
            }
        }
    }

    /// Checks the server's own chain: one statement for each number, each built on the preceding one, in the order of
    /// the log, with a clock that never goes back.
    pub(crate) fn custody_chain(&mut self) {
        let mut held: Vec<&Held> = self.proofs.custody.iter().collect();
        held.sort_by(|a, b| (&a.place.log, a.custody.seq, a.digest).cmp(&(&b.place.log, b.custody.seq, b.digest)));
        held.dedup_by_key(|h| h.digest);
        for first in held.iter().filter(|h| (h.custody.seq == 0) != h.custody.prev.is_none()) {
            let text = format!(
                "custody statement {} of server {} says that it has another place in the server's chain",
                first.custody.seq,
                escape(&first.custody.server)
            );
            self.findings.remark(Delivery, Scope::All, "server-fork", text, ALARM).entry(first.digest);
        }
        for pair in held.windows(2) {
            let [a, b] = pair else { continue };
            if a.place.log != b.place.log {
                continue;
            }
            let server = escape(&a.custody.server);
            if a.custody.seq == b.custody.seq {
                let text = format!("server {server} signed two different custody statements number {}", a.custody.seq);
                self.findings.remark(Delivery, Scope::All, "server-fork", text, ALARM).entry(b.digest);
            }
            let next_to = a.custody.seq.checked_add(1) == Some(b.custody.seq);
            if next_to && b.custody.prev.is_some_and(|prev| prev != a.digest) {
                let text = format!(
                    "custody statement {} of server {server} is not built on statement {}: it kept two chains",
                    b.custody.seq, a.custody.seq
                );
                self.findings.remark(Delivery, Scope::All, "server-fork", text, ALARM).entry(b.digest);
            }
            if a.custody.seq < b.custody.seq && a.place.index > b.place.index {
                let text = format!(
                    "custody statement {} of server {server} stands in the log before statement {}",
                    b.custody.seq, a.custody.seq
                );
                self.findings.remark(Delivery, Scope::All, "server-fork", text, ALARM).entry(b.digest);
            }
            if b.custody.at < a.custody.at {
                let text = format!("the clock of server {server} went back before custody statement {}", b.custody.seq);
                let next = "times by this server are not reliable; use cosigners' times";
                self.findings.remark(Time, Scope::All, "server-clock", text, next).entry(b.digest);
            }
        }
    }
}
