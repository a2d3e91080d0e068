//! A log with cosigners, and the server's custody statements in it.

use std::collections::BTreeMap;

use ed25519_dalek::{Signer, SigningKey};
use evidence::entry::{PAYLOAD_TYPE, Seen};
use evidence::part::Sealed;
use evidence::receipt::{Consistency, Custody, Delivered, Holdings, Noted};
use evidence::{Carried, Digest, Envelope, PublicKey, Signed, SignedEntry, Token, dsse};
use jiff::Timestamp;
use tlog::{Checkpoint, Hash, KeyKind, Proof, SignedCheckpoint, VerifierKey, leaf_hash, tree};

use super::{ORIGIN, fields, seed, ts};

/// A log and its server's custody chain.
#[derive(Clone)]
pub struct Log {
    secret: SigningKey,
    pub key: VerifierKey,
    cosigner: SigningKey,
    pub cosigner_key: VerifierKey,
    /// Further cosigners.
    pub more: Vec<(SigningKey, VerifierKey)>,
    pub leaves: Vec<Vec<u8>>,
    nodes: BTreeMap<(u8, u64), Hash>,
    custody: Vec<(Carried, u64)>,
    /// The cosigner's signing time, in seconds since 1970.
    pub cosigned_at: u64,
    /// Signers and times of the checkpoints that custody statements carry; none: all cosigners, at the statement's own
    /// time.
    pub carried_by: Option<Vec<(usize, u64)>>,
}

impl Log {
    pub fn new(label: &str) -> Self {
        Self::named(ORIGIN, label)
    }

    /// Returns a log of another origin.
    pub fn named(origin: &str, label: &str) -> Self {
        let secret = SigningKey::from_bytes(&seed(label));
        let cosigner = SigningKey::from_bytes(&seed("cosigner"));
        let key = VerifierKey::new(origin, KeyKind::Ed25519, secret.verifying_key().as_bytes()).unwrap();
        let cosigner_key =
            VerifierKey::new("cosigner.example.net", KeyKind::Cosigner, cosigner.verifying_key().as_bytes()).unwrap();
        let cosigned_at = ts("2026-06-09T08:00:00Z").as_second() as u64;
        Self {
            secret,
            key,
            cosigner,
            cosigner_key,
            more: Vec::new(),
            leaves: Vec::new(),
            nodes: BTreeMap::new(),
            custody: Vec::new(),
            cosigned_at,
            carried_by: None,
        }
    }

    /// Returns the C2SP signature bytes of a custody statement or policy by the log's key.
    pub fn sign_statement(&self, payload: Vec<u8>) -> Envelope {
        let signature = self.secret.sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
        Envelope::new(PAYLOAD_TYPE, payload, &self.public(), signature)
    }

    pub fn public(&self) -> PublicKey {
        PublicKey::from_bytes(&self.key.public_bytes()).unwrap()
    }

    /// Appends a leaf and returns its index.
    pub fn append(&mut self, leaf: &[u8]) -> u64 {
        let index = self.leaves.len() as u64;
        let batch = tree::append(&self.nodes, index, &[leaf_hash(leaf)]).unwrap();
        self.nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        self.leaves.push(leaf.to_vec());
        index
    }

    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub fn root(&self, size: u64) -> Hash {
        tree::root(&self.nodes, size).unwrap()
    }

    /// Returns the log as a device sees it now; none while it is empty.
    pub fn seen(&self) -> Option<Seen> {
        let size = self.size();
        (size > 0).then(|| Seen {
            origin: self.key.name().to_owned(),
            size,
            root: Digest::from_bytes(*self.root(size).as_bytes()),
        })
    }

    pub fn checkpoint(&self, size: u64, cosigned: bool) -> SignedCheckpoint {
        let all: Vec<_> = (0..=self.more.len()).map(|n| (n, self.cosigned_at)).collect();
        self.checkpoint_by(size, if cosigned { &all } else { &[] })
    }

    /// Returns the checkpoint that a custody statement of this time carries. Its cosigners' clocks are right even if
    /// the server's is wrong.
    fn carried(&self, at: Timestamp) -> SignedCheckpoint {
        let at = u64::try_from(at.as_second()).unwrap_or(1).clamp(1, self.cosigned_at);
        let all = || (0..=self.more.len()).map(|n| (n, at)).collect();
        self.checkpoint_by(self.size(), &self.carried_by.clone().unwrap_or_else(all))
    }

    /// Returns a checkpoint that these cosigners signed, each at its own time. The first one has the number 0.
    pub fn checkpoint_by(&self, size: u64, cosigners: &[(usize, u64)]) -> SignedCheckpoint {
        let sign = |secret: &SigningKey, bytes: &[u8]| Ok::<_, tlog::Error>(secret.sign(bytes).to_bytes());
        let checkpoint = Checkpoint::new(self.key.name(), size, self.root(size)).unwrap();
        let mut signed = checkpoint.clone().sign(&self.key, |b| sign(&self.secret, b)).unwrap();
        for (number, at) in cosigners {
            let (secret, key) = match number.checked_sub(1) {
                Some(place) => (&self.more[place].0, &self.more[place].1),
                None => (&self.cosigner, &self.cosigner_key),
            };
            let line = tlog::cosignature::cosign(&checkpoint, *at, key, |b| sign(secret, b)).unwrap();
            signed.add_cosignature(line, key).unwrap();
        }
        signed
    }

    /// Returns a tlog proof for the leaf at `index` in the tree of `size`.
    pub fn proof(&self, index: u64, size: u64, cosigned: bool) -> String {
        self.proof_under(index, &self.checkpoint(size, cosigned))
    }

    /// Returns a tlog proof for the leaf at `index` under this checkpoint.
    pub fn proof_under(&self, index: u64, checkpoint: &SignedCheckpoint) -> String {
        let path = tree::inclusion_proof(&self.nodes, index, checkpoint.checkpoint().size()).unwrap();
        Proof::new(index, path, checkpoint.note().clone(), None).unwrap().to_string()
    }

    pub fn index_of(&self, leaf: &[u8]) -> Option<u64> {
        self.leaves.iter().position(|l| l == leaf).map(|i| i as u64)
    }

    pub fn noted(&self, entry: &SignedEntry) -> Noted {
        let index = self.index_of(entry.envelope().payload()).expect("the entry is in the log");
        Noted { entry: entry.digest(), proof: self.proof(index, self.size(), true) }
    }

    /// Has the server sign that it holds the parts of these entries, and logs the statement.
    pub fn deliver(&mut self, entries: &[&SignedEntry], at: &str) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        self.deliver_these(entries, held, at)
    }

    pub fn deliver_these(&mut self, entries: &[&SignedEntry], held: Vec<Sealed>, at: &str) -> Carried {
        self.state_custody(entries, held, at, &|_, bytes| bytes)
    }

    /// Signs the custody statement over these entries after `change`.
    pub fn deliver_as(&mut self, entries: &[&SignedEntry], at: &str, change: fields::Change<'_>) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        self.state_custody(entries, held, at, change)
    }

    fn state_custody(
        &mut self,
        entries: &[&SignedEntry],
        held: Vec<Sealed>,
        at: &str,
        change: fields::Change<'_>,
    ) -> Carried {
        let seq = self.custody.len() as u64;
        let salt = Token::from_bytes(seed(&format!("custody {seq}"))[..16].try_into().unwrap());
        let details = change(Signed::Holdings, Holdings { salt, held }.to_bytes().unwrap());
        let custody = Custody {
            server: self.key.name().to_owned(),
            seq,
            prev: self.custody.last().map(|(said, _)| said.envelope.digest()),
            device: entries[0].device(),
            item: entries[0].item().unwrap(),
            details: Digest::of(&details),
            after: Some(self.carried(ts(at)).note().to_string()),
            at: ts(at),
        };
        let covered: Vec<_> = entries.iter().map(|e| (e.seq(), e.digest())).collect();
        let envelope = self.sign_statement(change(Signed::Custody, custody.payload(&covered).unwrap()));
        let index = self.append(envelope.payload());
        let said = Carried { envelope, details: Some(details) };
        self.custody.push((said.clone(), index));
        said
    }

    pub fn delivered(&self) -> Vec<Delivered> {
        let proof = |index| self.proof(index, self.size(), true);
        self.custody.iter().map(|(e, i)| Delivered { custody: e.clone(), proof: proof(*i) }).collect()
    }

    pub fn consistency(&self, from: u64, to: u64) -> Consistency {
        let proof = tree::consistency_proof(&self.nodes, from, to).unwrap();
        let proof = proof.iter().map(|h| Digest::from_bytes(*h.as_bytes())).collect();
        Consistency { origin: self.key.name().to_owned(), from, to, proof }
    }
}
