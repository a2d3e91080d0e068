//! Receipts against the log keys of the policy: noted, delivered, cosigned, and one history.
//!
//! Answers *delivery*, and hands the times that others vouch for to *time*. Trusts no key that the policy does not name.

use std::collections::{BTreeMap, BTreeSet};

use evidence::entry::Seen;
use evidence::part::Sealed;
use evidence::policy::Log;
use evidence::receipt::{Consistency, Custody, Delivered, Noted, SignedCustody};
use evidence::word::{self, Spoken};
use evidence::{Digest, ItemId, PublicKey, SignedEntry};
use jiff::Timestamp;
use tlog::{Cosigners, Hash, KeyKind, Proof, VerifierKey, leaf_hash};

use crate::chains::silent;
use crate::findings::{Findings, Scope};
use crate::joins::{Joins, Roots, Tree, Use, keep_root};
use crate::policies::Policies;
use crate::verdict::Question::{Delivery, Time};
use crate::verdict::escape;

const ASK: &str = "ask the server for this receipt again";
/// A consistency proof carries no signature: whoever made the bundle can have written it.
const UNSIGNED: &str = "ask the log for that proof yourself; only if the log has none is it a matter for its operator";
const ALARM: &str = "keep both; this is proof against the log's operator";

/// Proofs that receipts gave.
#[derive(Default)]
pub(crate) struct Proofs {
    /// Where the log holds an entry, or the organisation's word, for each proof under the policy's quorum.
    pub(crate) noted: BTreeMap<Digest, Vec<Place>>,
    /// Entries and words whose proof fewer cosigners signed than the policy asks for: nobody but the log says where they are.
    below: BTreeSet<Digest>,
    /// Custody statements that hold and are in the log.
    pub(crate) custody: Vec<Held>,
    /// Positions of the custody statements of an item.
    of_item: BTreeMap<(Digest, ItemId), Vec<usize>>,
    /// Roots that a receipt under the quorum, or a consistency proof to one, proves: by origin and size.
    roots: Roots,
}

impl Proofs {
    /// True when this root of a log is proven.
    pub(crate) fn has_root(&self, seen: &Seen) -> bool {
        let roots = self.roots.get(&(seen.origin.clone(), seen.size));
        roots.is_some_and(|roots| roots.contains(&Hash(*seen.root.as_bytes())))
    }

    /// Where logs hold an entry or a word: the lowest index in each.
    pub(crate) fn lowest(&self, leaf: &Digest) -> BTreeMap<&str, u64> {
        let mut lowest = BTreeMap::new();
        for place in self.noted.get(leaf).into_iter().flatten() {
            let index = lowest.entry(place.origin.as_str()).or_insert(place.index);
            *index = place.index.min(*index);
        }
        lowest
    }
}

/// Before this day nothing of this format existed: an earlier instant is none.
const FIRST: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// An instant that can be one.
pub(crate) fn instant(at: Timestamp) -> Option<Timestamp> {
    (at >= FIRST).then_some(at)
}

/// A leaf's place in a log.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) origin: String,
    pub(crate) index: u64,
    pub(crate) size: u64,
    /// True when the policy's quorum signed that checkpoint.
    pub(crate) quorum: bool,
    /// The time by which a quorum of at least one cosigner had seen it: so many of them say so or an earlier one.
    pub(crate) vouched: Option<Timestamp>,
}

/// A custody statement that holds, and its place in the log.
pub(crate) struct Held {
    pub(crate) entries: Vec<(u64, Digest)>,
    /// The parts it covers; none while its details are withheld or say nothing.
    pub(crate) parts: Option<Vec<Sealed>>,
    pub(crate) custody: Custody,
    pub(crate) place: Place,
    pub(crate) digest: Digest,
}

/// A log that counts, with its keys read.
struct Named {
    key: VerifierKey,
    cosigners: Cosigners,
    /// Size and root of its last checkpoint, where it is in use no more.
    last: Option<(u64, Hash)>,
}

/// The logs that the policies name.
struct Logs {
    logs: Vec<Named>,
}

impl Logs {
    fn read(policies: &Policies, findings: &mut Findings) -> Self {
        let mut logs: Vec<Named> = Vec::new();
        let named = policies.counting().flat_map(|policy| {
            let retired = policy.retired.iter().map(|r| (&r.log, Some((r.size, Hash(*r.root.as_bytes())))));
            policy.logs.iter().map(|log| (log, None)).chain(retired)
        });
        for (log, last) in named {
            let log: &Log = log;
            let keys: Result<Vec<VerifierKey>, _> = log.cosigners.iter().map(|k| k.parse()).collect();
            let key = log.key.parse::<VerifierKey>().and_then(|key| match key.kind() {
                KeyKind::Ed25519 if key.name() == log.origin => Ok(key),
                _ => Err(tlog::Error::Refused("the key is not the origin's")),
            });
            let cosigners = keys.and_then(|keys| Cosigners::new(keys, log.quorum as usize));
            match (key, cosigners) {
                (Ok(key), _) if logs.iter().any(|known| known.key == key) => {}
                (Ok(key), Ok(cosigners)) => logs.push(Named { key, cosigners, last }),
                (Err(error), _) | (_, Err(error)) => {
                    let text = format!("the policy names a log whose keys cannot be used ({error})");
                    findings.open(Delivery, Scope::All, "log-key", text, "ask the organisation for a corrected policy");
                }
            }
        }
        Self { logs }
    }

    /// True when a quorum of cosigners stands behind every receipt of these logs that counts.
    fn have_cosigners(&self, origin: &str) -> bool {
        self.logs.iter().filter(|log| log.key.name() == origin).all(|log| log.cosigners.quorum() > 0)
    }
}

/// Everything that leads to a log.
#[derive(Clone, Copy)]
pub(crate) struct Receipts<'a> {
    pub(crate) noted: &'a [Noted],
    pub(crate) delivered: &'a [Delivered],
    pub(crate) consistency: &'a [Consistency],
    pub(crate) words: &'a [Spoken],
}

/// Checks all receipts. Without a policy there is no key to check with.
pub(crate) fn receipts(
    policies: &Policies,
    entries: &BTreeMap<Digest, &SignedEntry>,
    Receipts { noted, delivered, consistency, words }: Receipts<'_>,
    findings: &mut Findings,
) -> Proofs {
    let mut proofs = Proofs::default();
    if noted.is_empty() && delivered.is_empty() {
        let next = "sync the device, then make the bundle again";
        findings.open(Delivery, Scope::All, "no-receipts", "the bundle has no receipt of any server", next);
        return proofs;
    }
    if policies.counting().next().is_none() {
        let text = format!("{} receipts, and no policy that says whose they should be", noted.len() + delivered.len());
        findings.open(Delivery, Scope::All, "no-policy", text, "give the organisation's policy with --policy");
        return proofs;
    }
    let logs = Logs::read(policies, findings);
    let (leaves, shown) = (BTreeMap::new(), BTreeMap::new());
    let joins = Joins::read(consistency);
    let mut judge = Judge { logs, consistency, joins, leaves, shown, proofs: &mut proofs, findings };
    for receipt in noted {
        judge.noted(receipt, entries);
    }
    for receipt in delivered {
        judge.delivered(receipt, entries);
    }
    words.iter().for_each(|spoken| judge.word(spoken));
    judge.join(entries);
    judge.histories(entries);
    judge.custody_chain();
    if !findings.spoiled(Delivery, Scope::All) {
        let text = format!(
            "{} noted and {} delivered receipts hold under the policy's log keys",
            noted.len(),
            delivered.len()
        );
        findings.pass(Delivery, Scope::All, "receipts", text);
    }
    proofs
}

struct Judge<'a> {
    logs: Logs,
    consistency: &'a [Consistency],
    joins: Joins,
    /// Which leaf each place of a log holds.
    leaves: BTreeMap<(String, u64), Hash>,
    /// Which root each log signed for a size, whoever else did.
    shown: BTreeMap<(String, u64), Hash>,
    proofs: &'a mut Proofs,
    findings: &'a mut Findings,
}

impl Judge<'_> {
    fn noted(&mut self, receipt: &Noted, entries: &BTreeMap<Digest, &SignedEntry>) {
        let Some(entry) = entries.get(&receipt.entry) else {
            let text = format!("a noted receipt is for entry {}, which is not in the bundle", receipt.entry.short());
            self.findings.remark(Delivery, Scope::All, "receipt-without-entry", text, ASK).entry(receipt.entry);
            return;
        };
        let what = format!("the noted receipt of entry {} of device {}", entry.seq(), entry.device().short());
        if let Some((place, _)) = self.prove(&receipt.proof, entry.envelope().payload(), receipt.entry, &what) {
            self.file(receipt.entry, place);
        }
    }

    fn word(&mut self, spoken: &Spoken) {
        let (Some(proof), digest) = (&spoken.proof, spoken.word.digest()) else { return };
        let what = format!("the receipt of the organisation's word {}", digest.short());
        if let Some((place, _)) = self.prove(proof, &word::leaf(&digest), digest, &what) {
            self.file(digest, place);
        }
    }

    /// Without the quorum a place is the log's word alone: its key could show any other one tomorrow.
    fn file(&mut self, leaf: Digest, place: Place) {
        if place.quorum {
            self.proofs.noted.entry(leaf).or_default().push(place);
        } else {
            self.proofs.below.insert(leaf);
        }
    }

    /// Checks a tlog proof for a leaf; says what is wrong, or gives its place and the log's key.
    fn prove(&mut self, proof: &str, leaf: &[u8], entry: Digest, what: &str) -> Option<(Place, VerifierKey)> {
        let proof = match Proof::parse(proof.as_bytes()) {
            Ok(proof) => proof,
            Err(error) => {
                let text = format!("{what} cannot be read ({error})");
                self.findings.remark(Delivery, Scope::All, "receipt-unreadable", text, ASK).entry(entry);
                return None;
            }
        };
        let origin = proof.note().text().lines().next().unwrap_or_default().to_owned();
        let of_origin: Vec<_> = self.logs.logs.iter().filter(|log| log.key.name() == origin).collect();
        if of_origin.is_empty() {
            let text = format!("{what} is by the log {}, which the policy does not name", escape(&origin));
            let next = "ask the organisation whether that log is theirs, and for a policy that names it";
            self.findings.remark(Delivery, Scope::All, "log-unknown", text, next).entry(entry);
            return None;
        }
        let hash = leaf_hash(leaf);
        let mut why = None;
        for Named { key, cosigners, last } in of_origin {
            match proof.verify(&hash, key, &Cosigners::none()) {
                Err(error) => why = Some(error),
                Ok(proven) => {
                    if let Some((size, root)) = last {
                        let shown = (proven.checkpoint.size(), proven.checkpoint.root());
                        if !self.joins.continues(&origin, shown, (*size, *root)) {
                            let text = format!(
                                "{what} is by the log {}, which went out of use at size {size}, and nothing joins it to what \
                                 the log was then",
                                escape(&origin)
                            );
                            let next =
                                "whoever has the key of such a log can sign anything; ask for a proof up to that size";
                            self.findings.remark(Delivery, Scope::All, "log-retired", text, next).entry(entry);
                            return None;
                        }
                    }
                    let (key, last) = (key.clone(), *last);
                    let seen = cosigners.holding(proof.note());
                    let quorum = cosigners.quorum();
                    let place = self.place(proven, hash, seen, quorum, entry, what);
                    if let Some((size, root)) = last.filter(|_| place.quorum) {
                        self.proofs.roots.entry((origin, size)).or_default().insert(root);
                    }
                    return Some((place, key));
                }
            }
        }
        let why = why.map(|e| format!(" ({e})")).unwrap_or_default();
        let text = format!("{what} does not prove it{why}");
        let next = "it is a receipt for something else, or by another key; ask the server for the right one";
        self.findings.remark(Delivery, Scope::All, "receipt-does-not-hold", text, next).entry(entry);
        None
    }

    fn place(
        &mut self,
        proven: tlog::Proven,
        leaf: Hash,
        seen: Result<(Vec<tlog::Cosignature>, usize), tlog::Error>,
        quorum: usize,
        entry: Digest,
        what: &str,
    ) -> Place {
        let (origin, size) = (proven.checkpoint.origin().to_owned(), proven.checkpoint.size());
        let root = proven.checkpoint.root();
        let known = *self.shown.entry((origin.clone(), size)).or_insert(root);
        let other_leaf = self.leaves.insert((origin.clone(), proven.index), leaf).is_some_and(|l| l != leaf);
        if known != root || other_leaf {
            let text = format!("log {} signed two different histories of size {size}", escape(&origin));
            self.findings.remark(Delivery, Scope::All, "two-histories", text, ALARM).entry(entry);
        }
        let (seen, bad) = seen.unwrap_or_default();
        if bad > 0 {
            let text = format!("{what}: {bad} cosignatures do not hold and are ignored");
            self.findings.remark(Delivery, Scope::All, "cosignature", text, ASK).entry(entry);
        }
        let mut times: Vec<u64> = seen.iter().map(|c| c.time).collect();
        times.sort_unstable();
        let vouched = quorum.checked_sub(1).and_then(|last| times.get(last));
        let vouched = vouched.and_then(|at| instant(Timestamp::from_second(i64::try_from(*at).ok()?).ok()?));
        let quorum = seen.len() >= quorum;
        if quorum {
            keep_root(self.proofs.roots.entry((origin.clone(), size)).or_default(), root);
        }
        Place { origin, index: proven.index, size, quorum, vouched }
    }

    fn delivered(&mut self, receipt: &Delivered, entries: &BTreeMap<Digest, &SignedEntry>) {
        let digest = receipt.custody.envelope.digest();
        let what = format!("the delivered receipt {}", digest.short());
        let proven = self.prove(&receipt.proof, receipt.custody.envelope.payload(), digest, &what);
        let Some((place, key)) = proven else { return };
        let opened = PublicKey::from_bytes(&key.public_bytes())
            .and_then(|public| SignedCustody::open(&receipt.custody, &public).map(|signed| (signed, public)));
        let (signed, public) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let text = format!("{what} is not a custody statement by the log's key ({error})");
                self.findings.remark(Delivery, Scope::All, "custody-signature", text, ASK).entry(digest);
                return;
            }
        };
        let SignedCustody { entries: covered, custody, held, .. } = signed;
        if receipt.custody.envelope.keyid() != public.to_string() {
            let text = format!("{what} is signed by another key than its hint says");
            let next = "the hint is not signed, the statement is";
            self.findings.remark(Delivery, Scope::All, "key-hint", text, next).entry(digest);
        }
        let wrong = if custody.server != place.origin {
            Some("names another log than the one it stands in".to_owned())
        } else {
            covered.iter().find_map(|(seq, digest)| match entries.get(digest) {
                Some(e) if e.seq() != *seq || e.device() != custody.device || e.item() != Some(custody.item) => {
                    Some(format!("says of entry {} what the entry itself does not say", e.seq()))
                }
                _ => None,
            })
        };
        if let Some(wrong) = wrong {
            self.findings.remark(Delivery, Scope::All, "custody-differs", format!("{what} {wrong}"), ASK).entry(digest);
            return;
        }
        let about = (custody.device, custody.item);
        self.proofs.of_item.entry(about).or_default().push(self.proofs.custody.len());
        self.proofs.custody.push(Held { entries: covered, parts: held, custody, place, digest });
    }

    /// Consistency proofs join checkpoints: those of receipts with one another, and roots that devices saw with those.
    fn join(&mut self, entries: &BTreeMap<Digest, &SignedEntry>) {
        let signed = self.proofs.roots.clone();
        // The largest checkpoint of a receipt that leads to each tree.
        let mut reach: BTreeMap<(&str, Tree), u64> = BTreeMap::new();
        for ((origin, size), roots) in &signed {
            for end in roots.iter().flat_map(|root| self.joins.ends(origin, (*size, *root))) {
                reach.insert((origin, end), *size);
            }
        }
        let seen: BTreeSet<(&str, Tree)> = entries
            .values()
            .filter_map(|entry| entry.link().seen.as_ref())
            .map(|seen| (seen.origin.as_str(), (seen.size, Hash(*seen.root.as_bytes()))))
            .collect();
        for (origin, tree) in seen {
            let ends = self.joins.ends(origin, tree);
            if ends.iter().any(|end| reach.get(&(origin, *end)).is_some_and(|size| *size >= tree.0)) {
                keep_root(self.proofs.roots.entry((origin.to_owned(), tree.0)).or_default(), tree.1);
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
            let [((origin, from), older), ((other, to), newer)] = pair else { continue };
            let mut joins =
                |old: &Hash| newer.iter().any(|new| self.joins.continues(origin, (*from, *old), (*to, *new)));
            if origin == other && *from > 0 && !older.iter().any(&mut joins) {
                let text = format!(
                    "nothing proves that checkpoint {to} of log {} continues checkpoint {from}",
                    escape(origin)
                );
                let next = "any C2SP tlog client can ask the log for that proof";
                // A cosigner signs nothing that does not continue what it signed before.
                if self.logs.have_cosigners(origin) {
                    self.findings.remark(Delivery, Scope::All, "consistency", text, next);
                } else {
                    self.findings.open(Delivery, Scope::All, "consistency", text, next);
                }
            }
        }
    }

    /// Checkpoints that devices saw must be the ones that receipts prove.
    fn histories(&mut self, entries: &BTreeMap<Digest, &SignedEntry>) {
        for entry in entries.values() {
            let Some(seen) = &entry.link().seen else { continue };
            let proven = self.proofs.roots.contains_key(&(seen.origin.clone(), seen.size));
            if proven && !self.proofs.has_root(seen) {
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

    /// The server's own chain: one statement for each number, each built on the one before, in the order of the log,
    /// and a clock that does not go back.
    fn custody_chain(&mut self) {
        let mut held: Vec<&Held> = self.proofs.custody.iter().collect();
        held.sort_by(|a, b| {
            (&a.custody.server, a.custody.seq, a.digest).cmp(&(&b.custody.server, b.custody.seq, b.digest))
        });
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
            if a.custody.server != b.custody.server {
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
            if a.custody.seq < b.custody.seq && a.place.index > b.place.index && a.place.origin == b.place.origin {
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

/// Judges whether one item, as of its entry, is noted and delivered whole.
pub(crate) fn item(
    scope: Scope,
    device: &Digest,
    item: &ItemId,
    entries: &[&SignedEntry],
    proofs: &Proofs,
    findings: &mut Findings,
) {
    let positions = proofs.of_item.get(&(*device, *item));
    let mine = || positions.into_iter().flatten().filter_map(|n| proofs.custody.get(*n));
    let whole: Vec<&Held> = mine().filter(|h| h.place.quorum).collect();
    let covered: BTreeSet<Digest> = whole.iter().flat_map(|h| &h.entries).map(|(_, d)| *d).collect();
    let held: BTreeMap<Digest, u64> =
        whole.iter().flat_map(|h| h.parts.iter().flatten()).map(|s| (s.sha256, s.size)).collect();
    let untold = whole.iter().filter(|h| h.parts.is_none()).count();
    let parts: Vec<_> = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
    let lacking = parts.iter().filter(|s| held.get(&s.sha256) != Some(&s.size)).count();
    let uncovered = entries.iter().filter(|e| !covered.contains(&e.digest())).count();
    let unnoted = entries.iter().filter(|e| !proofs.noted.contains_key(&e.digest())).count();
    let below = entries.iter().filter(|e| proofs.below.contains(&e.digest())).count()
        + mine().filter(|h| !h.place.quorum).count();
    if below > 0 && (unnoted > 0 || uncovered > 0) {
        let text = format!("{below} receipts of this item have fewer cosigners than the policy asks for");
        findings.open(Delivery, scope, "quorum", text, "ask for the receipts again after the cosigners have signed");
    }
    if mine().next().is_none() {
        let text = "no delivered receipt: nobody but the device is known to hold the parts";
        findings.open(Delivery, scope, "not-delivered", text, "sync the device, then make the bundle again");
    } else if lacking > 0 && untold > 0 && uncovered == 0 {
        let text =
            format!("{untold} delivered receipts come without readable details: nothing says which parts are held");
        findings.open(Delivery, scope, "custody-withheld", text, "ask the bundle's maker for the details");
    } else if lacking > 0 || uncovered > 0 {
        let text = format!(
            "the delivered receipts leave out {lacking} of {} parts and {uncovered} of {} entries",
            parts.len(),
            entries.len()
        );
        findings.open(Delivery, scope, "custody-incomplete", text, "the item is not delivered; ask the server again");
    }
    if unnoted > 0 {
        let text = format!("{unnoted} of {} entries have no noted receipt that holds", entries.len());
        findings.open(Delivery, scope, "not-noted", text, "sync the device, then make the bundle again");
    }
    let silent = silent(entries);
    if silent > 0 {
        let text = format!("{silent} entries come without readable details: nothing says which parts must be held");
        findings.open(Delivery, scope, "details-withheld", text, "ask the bundle's maker for the details");
    }
    if !findings.spoiled(Delivery, scope) {
        let text = format!("noted in the log, and all {} parts held by the server", parts.len());
        findings.pass(Delivery, scope, "delivered", text);
    }
}
