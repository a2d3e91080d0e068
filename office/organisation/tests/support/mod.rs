//! A real organisation in a folder, and a log in memory.

#![allow(dead_code, reason = "each test binary uses its own share")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "test support")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use evidence::entry::{PAYLOAD_TYPE, Seen};
use evidence::policy::{RecipientKind, Review};
use evidence::receipt::{Custody, Holdings};
use evidence::{Carried, Digest, Envelope, PublicKey, SignedEntry, SignedPolicy, Token, dsse};
use jiff::Timestamp;
use organisation::{ArchiveKey, Founded, Organisation, PolicyTerms, Share, WitnessKey};
use tempfile::TempDir;
use tlog::{Checkpoint, Hash, KeyKind, Proof, VerifierKey, leaf_hash, tree};

pub const ORIGIN: &str = "log.example.org";

pub fn seed(label: &str) -> [u8; 32] {
    *Digest::of(label.as_bytes()).as_bytes()
}

/// An organisation in a folder, and the log that its policy names.
pub struct World {
    pub dir: TempDir,
    pub organisation: Organisation,
    pub shares: Vec<Share>,
    pub witness_shares: Vec<Share>,
    pub policy: SignedPolicy,
    pub log: Log,
}

impl World {
    pub fn new() -> Self {
        Self::of(RecipientKind::Hybrid)
    }

    /// Makes a world with keys of this kind. Debian's age opens only classic ones.
    pub fn of(kind: RecipientKind) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let made = Organisation::init_of(kind, &dir.path().join("org"), "Observers", 3, 2, None).unwrap();
        let Founded { organisation, shares, witness_shares } = made;
        let log = Log::new("log");
        let terms = PolicyTerms {
            servers: Vec::new(),
            logs: vec![organisation::log_of(&log.key.to_string()).unwrap()],
            review: Review::Never,
            keep_after_delivery: false,
            forms: Vec::new(),
            expires: None,
        };
        let policy = organisation.policy(terms, None).unwrap();
        Self { dir, organisation, shares, witness_shares, policy, log }
    }

    pub fn key(&self) -> ArchiveKey {
        self.organisation.restore(&self.shares[..2]).unwrap()
    }

    pub fn witness_key(&self) -> WitnessKey {
        self.organisation.restore_witness_key(&self.witness_shares).unwrap()
    }
}

/// A log in memory.
pub struct Log {
    secret: SigningKey,
    pub key: VerifierKey,
    leaves: Vec<Vec<u8>>,
    nodes: BTreeMap<(u8, u64), Hash>,
    pub custody: Vec<Carried>,
    pub delivered: BTreeSet<Digest>,
}

impl Log {
    pub fn new(label: &str) -> Self {
        let secret = SigningKey::from_bytes(&seed(label));
        let key = VerifierKey::new(ORIGIN, KeyKind::Ed25519, secret.verifying_key().as_bytes()).unwrap();
        Self {
            secret,
            key,
            leaves: Vec::new(),
            nodes: BTreeMap::new(),
            custody: Vec::new(),
            delivered: BTreeSet::new(),
        }
    }

    pub fn append(&mut self, leaf: &[u8]) {
        let batch = tree::append(&self.nodes, self.size(), &[leaf_hash(leaf)]).unwrap();
        self.nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        self.leaves.push(leaf.to_vec());
    }

    pub fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub fn root(&self, size: u64) -> Hash {
        tree::root(&self.nodes, size).unwrap()
    }

    pub fn seen(&self) -> Option<Seen> {
        let size = self.size();
        let root = Digest::from_bytes(*self.root(size).as_bytes());
        (size > 0).then(|| Seen { origin: ORIGIN.to_owned(), size, root })
    }

    pub fn note(&self, size: u64) -> tlog::Note {
        let checkpoint = Checkpoint::new(ORIGIN, size, self.root(size)).unwrap();
        let sign = |bytes: &[u8]| Ok::<_, tlog::Error>(self.secret.sign(bytes).to_bytes());
        checkpoint.sign(&self.key, sign).unwrap().note().clone()
    }

    pub fn proof(&self, leaf: &[u8]) -> Option<String> {
        let index = self.leaves.iter().position(|l| l == leaf)? as u64;
        let path = tree::inclusion_proof(&self.nodes, index, self.size()).unwrap();
        Some(Proof::new(index, path, self.note(self.size()), None).unwrap().to_string())
    }

    /// Returns a proof whose checkpoint a cosigner signed too.
    pub fn cosigned(&self, leaf: &[u8], key: &VerifierKey, secret: &SigningKey) -> Option<String> {
        let index = self.leaves.iter().position(|l| l == leaf)? as u64;
        let path = tree::inclusion_proof(&self.nodes, index, self.size()).unwrap();
        let mut signed = tlog::SignedCheckpoint::check(self.note(self.size()), &self.key).unwrap();
        let sign = |bytes: &[u8]| Ok::<_, tlog::Error>(secret.sign(bytes).to_bytes());
        let line = tlog::cosignature::cosign(signed.checkpoint(), 1_780_983_700, key, sign).unwrap();
        signed.add_cosignature(line, key).unwrap();
        Some(Proof::new(index, path, signed.note().clone(), None).unwrap().to_string())
    }

    pub fn consistency(&self, from: u64) -> Vec<Hash> {
        tree::consistency_proof(&self.nodes, from, self.size()).unwrap()
    }

    pub fn deliver(&mut self, entries: &[&SignedEntry]) -> Carried {
        let held = entries.iter().flat_map(|e| e.parts()).map(|p| p.sealed).collect();
        let details = Holdings { salt: Token::from_bytes([7; 16]), held }.to_bytes().unwrap();
        let custody = Custody {
            server: ORIGIN.to_owned(),
            seq: self.custody.len() as u64,
            prev: self.custody.last().map(|said| said.envelope.digest()),
            device: entries[0].device(),
            item: entries[0].item().unwrap(),
            details: Digest::of(&details),
            after: Some(self.note(self.size()).to_string()),
            at: Timestamp::from_second(1_780_983_660 + self.custody.len() as i64).unwrap(),
        };
        let covered: Vec<_> = entries.iter().map(|e| (e.seq(), e.digest())).collect();
        let payload = custody.payload(&covered).unwrap();
        let signature = self.secret.sign(&dsse::pae(PAYLOAD_TYPE, &payload)).to_bytes();
        let public = PublicKey::from_bytes(&self.key.public_bytes()).unwrap();
        let envelope = Envelope::new(PAYLOAD_TYPE, payload, &public, signature);
        self.append(envelope.payload());
        let said = Carried { envelope, details: Some(details) };
        self.custody.push(said.clone());
        said
    }
}

/// Returns every file below `dir` with its bytes.
pub fn files(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push((path.clone(), std::fs::read(path).unwrap()))
        }
    }
    found
}

pub fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}
