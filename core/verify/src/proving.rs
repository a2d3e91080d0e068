//! Checks receipts against the log keys of the policy: noted, delivered, cosigned. Trusts no other key.

use std::collections::{BTreeMap, BTreeSet};

use evidence::receipt::{Consistency, Delivered, Noted, SignedCustody};
use evidence::word::{self, Spoken};
use evidence::{Digest, PublicKey, SignedEntry};
use tlog::{Checkpoint, Hash, Note, Once, Proof, SignedCheckpoint, leaf_hash};

use crate::answers::Question::Delivery;
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::joins::Joins;
use crate::log_key::LogKey;
use crate::logs::{self, Named};
use crate::policies::Policies;
use crate::proofs::{Held, Place, Proofs};
use crate::quorums::Said;

const ASK: &str = "ask the server for this receipt again";
pub(crate) const ALARM: &str = "keep both; this is proof against the log's operator";

/// All objects of a bundle that lead to a log.
#[derive(Clone, Copy)]
pub(crate) struct Receipts<'a> {
    pub(crate) noted: &'a [Noted],
    pub(crate) delivered: &'a [Delivered],
    pub(crate) consistency: &'a [Consistency],
    pub(crate) words: &'a [Spoken],
}

/// Checks all receipts. Without a policy there is no key to check them with.
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
    let logs = logs::read(policies, &mut proofs.quorums, findings);
    let followed: BTreeSet<Digest> = entries.values().filter_map(|e| e.details()).map(|d| d.policy).collect();
    policies.name_quorums(&followed, &mut proofs.quorums);
    let (leaves, shown) = (BTreeMap::new(), BTreeMap::new());
    let joins = Joins::read(consistency);
    let heads = Once::default();
    let mut judge = Judge { logs, heads, consistency, joins, leaves, shown, proofs: &mut proofs, findings };
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

pub(crate) struct Judge<'a> {
    logs: Vec<Named>,
    heads: Once<LogKey, Result<Checkpoint, tlog::Error>>,
    pub(crate) consistency: &'a [Consistency],
    pub(crate) joins: Joins,
    /// The leaf that each index of a log holds.
    leaves: BTreeMap<(LogKey, u64), Hash>,
    /// The root that each log signed for a size, with any cosigners or none.
    shown: BTreeMap<(LogKey, u64), Hash>,
    pub(crate) proofs: &'a mut Proofs,
    pub(crate) findings: &'a mut Findings,
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

    /// Files a place. Without the quorum it is the log's own claim, and the log's key could claim another place
    /// tomorrow.
    fn file(&mut self, leaf: Digest, place: Place) {
        if place.quorum {
            self.proofs.noted.entry(leaf).or_default().push(place);
        } else {
            self.proofs.below.insert(leaf);
        }
    }

    /// Checks a tlog proof for a leaf. Returns its place and the log's key; adds a finding and returns none if it does
    /// not hold.
    fn prove(&mut self, proof: &str, leaf: &[u8], entry: Digest, what: &str) -> Option<(Place, PublicKey)> {
        let proof = match Proof::parse(proof.as_bytes()) {
            Ok(proof) => proof,
            Err(error) => {
                let text = format!("{what} cannot be read ({error})");
                self.findings.remark(Delivery, Scope::All, "receipt-unreadable", text, ASK).entry(entry);
                return None;
            }
        };
        let origin = proof.note().text().lines().next().unwrap_or_default().to_owned();
        let of_origin: Vec<_> = self.logs.iter().filter(|log| log.key.name() == origin).collect();
        if of_origin.is_empty() {
            let text = format!("{what} is by the log {}, which the policy does not name", escape(&origin));
            let next = "ask the organisation whether that log is theirs, and for a policy that names it";
            self.findings.remark(Delivery, Scope::All, "log-unknown", text, next).entry(entry);
            return None;
        }
        let hash = leaf_hash(leaf);
        let mut why = None;
        for named @ Named { log, key, last } in of_origin {
            let head = self.head(named, proof.note());
            match head.and_then(|head| proof.is_in(&hash, &head).map(|()| head)) {
                Err(error) => why = Some(error),
                Ok(head) => {
                    if let Some((size, root)) = last {
                        let shown = (head.size(), head.root());
                        if !self.joins.continues_to_last(&origin, shown, (*size, *root)) {
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
                    let (log, public, last) = (log.clone(), PublicKey::from_bytes(&key.public_bytes()).ok()?, *last);
                    let place = self.place(&log, &head, hash, &proof, entry, what);
                    if let Some((size, root)) = last.filter(|_| place.quorum) {
                        self.proofs.prove_root(&log, size, root);
                    }
                    return Some((place, public));
                }
            }
        }
        let why = why.map(|e| format!(" ({e})")).unwrap_or_default();
        let text = format!("{what} does not prove it{why}");
        let next = "it is a receipt for something else, or by another key; ask the server for the right one";
        self.findings.remark(Delivery, Scope::All, "receipt-does-not-hold", text, next).entry(entry);
        None
    }

    /// Returns the tree head of a note that this log's key signed. Errors: those of [`SignedCheckpoint::check`].
    fn head(&self, Named { log, key, .. }: &Named, note: &Note) -> Result<Checkpoint, tlog::Error> {
        let check = || SignedCheckpoint::check(note.clone(), key).map(|signed| signed.checkpoint().clone());
        self.heads.of(log.clone(), note, check)
    }

    fn place(
        &mut self,
        log: &LogKey,
        head: &Checkpoint,
        leaf: Hash,
        proof: &Proof,
        entry: Digest,
        what: &str,
    ) -> Place {
        let (size, root, index, note) = (head.size(), head.root(), proof.index(), proof.note());
        let known = *self.shown.entry((log.clone(), size)).or_insert(root);
        let other_leaf = self.leaves.insert((log.clone(), index), leaf).is_some_and(|l| l != leaf);
        if known != root || other_leaf {
            let text = format!("log {} signed two different histories of size {size}", escape(log.name()));
            self.findings.remark(Delivery, Scope::All, "two-histories", text, ALARM).entry(entry);
        }
        let cosigners = self.proofs.quorums.cosigners(log);
        let (seen, bad) = self.proofs.quorums.counted(log, note);
        let quorum = cosigners.is_some_and(|c| seen.len() >= c.quorum());
        if bad > 0 {
            let text = format!("{what}: {bad} cosignatures do not hold and are ignored");
            self.findings.remark(Delivery, Scope::All, "cosignature", text, ASK).entry(entry);
        }
        if quorum {
            self.proofs.prove_root(log, size, root);
        }
        Place { log: log.clone(), index, size, quorum, seen: self.proofs.quorums.by(log, note) }
    }

    fn delivered(&mut self, receipt: &Delivered, entries: &BTreeMap<Digest, &SignedEntry>) {
        let digest = receipt.custody.envelope.digest();
        let what = format!("the delivered receipt {}", digest.short());
        let proven = self.prove(&receipt.proof, receipt.custody.envelope.payload(), digest, &what);
        let Some((place, public)) = proven else { return };
        let signed = match SignedCustody::open(&receipt.custody, &public) {
            Ok(signed) => signed,
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
        let wrong = if custody.server != place.log.name() {
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
        let after = custody.after.as_deref().map(|note| self.after(&place.log, note)).unwrap_or_default();
        self.proofs.custody.push(Held { entries: covered, parts: held, custody, after, place, digest });
    }
    /// Returns the time after which a statement was made that carries this checkpoint of its log.
    fn after(&self, log: &LogKey, note: &str) -> Said {
        let named = self.logs.iter().find(|named| named.log == *log);
        let signed = named.zip(Note::parse(note.as_bytes()).ok());
        let signed = signed.filter(|(named, note)| self.head(named, note).is_ok());
        signed.map(|(_, note)| self.proofs.quorums.after(log, &note)).unwrap_or_default()
    }
}
