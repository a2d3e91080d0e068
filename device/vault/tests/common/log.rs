//! A server's log in memory, with its receipts.

use std::collections::BTreeMap;
use std::sync::Mutex;

use evidence::entry::PAYLOAD_TYPE;
use evidence::receipt::{Custody, Delivered, Holdings, Noted};
use evidence::{Carried, Digest, Envelope, ItemId, SignedEntry, Token, dsse};
use seal::TransportKey;
use sync::messages::HeldAnswer;
use sync::{Outbox, Possession, held};
use tlog::{Checkpoint, Hash, KeyKind, Proof, VerifierKey, leaf_hash, tree};
use vault::Home;
use zeroize::Zeroizing;

/// The origin of the log that every policy of these tests names.
pub const ORIGIN: &str = "log.example.org";

/// One log and its key.
pub struct TestLog {
    pub key: TransportKey,
    origin: String,
    state: Mutex<(BTreeMap<Digest, u64>, Nodes)>,
}

type Nodes = BTreeMap<(u8, u64), Hash>;

impl TestLog {
    pub fn new(seed: u8) -> Self {
        Self::named(ORIGIN, seed)
    }

    pub fn named(origin: &str, seed: u8) -> Self {
        let key = TransportKey::from_seed(&Zeroizing::new([seed; 32]));
        Self { key, origin: origin.to_owned(), state: Mutex::default() }
    }

    pub fn verifier(&self) -> VerifierKey {
        let public = *self.key.public().unwrap().as_bytes();
        VerifierKey::new(&self.origin, KeyKind::Ed25519, &public).unwrap()
    }

    fn append(&self, payload: &[u8]) -> u64 {
        let mut state = self.state.lock().unwrap();
        let (leaves, nodes) = &mut *state;
        let size = leaves.len() as u64;
        if let Some(at) = leaves.get(&Digest::of(payload)) {
            return *at;
        }
        let batch = tree::append(nodes, size, &[leaf_hash(payload)]).unwrap();
        nodes.extend(batch.nodes.iter().map(|n| ((n.level, n.index), n.hash)));
        leaves.insert(Digest::of(payload), size);
        size
    }

    fn proof(&self, index: u64) -> String {
        let state = self.state.lock().unwrap();
        let (leaves, nodes) = &*state;
        let size = leaves.len() as u64;
        let path = tree::inclusion_proof(nodes, index, size).unwrap();
        let checkpoint = Checkpoint::new(&self.origin, size, tree::root(nodes, size).unwrap()).unwrap();
        let sign = |m: &[u8]| Ok::<_, tlog::Error>(self.key.sign(m));
        let note = checkpoint.sign(&self.verifier(), sign).unwrap();
        Proof::new(index, path, note.note().clone(), None).unwrap().to_string()
    }

    /// Returns the newest checkpoint.
    pub fn checkpoint(&self) -> String {
        let index = self.append(b"a leaf of somebody else");
        let text = self.proof(index);
        text.split_once("\n\n").unwrap().1.to_owned()
    }

    /// Notes these entries.
    pub fn note(&self, entries: &[SignedEntry]) -> Vec<Noted> {
        let at: Vec<u64> = entries.iter().map(|e| self.append(e.envelope().payload())).collect();
        let receipt = |(e, i): (&SignedEntry, u64)| Noted { entry: e.digest(), proof: self.proof(i) };
        entries.iter().zip(at).map(receipt).collect()
    }

    /// Notes every entry of a home that lacks a receipt.
    pub fn note_all(&self, home: &mut Home) {
        let entries = home.unnoted(0, 100_000).unwrap();
        let noted = self.note(&entries);
        home.noted(&noted, &self.checkpoint()).unwrap();
    }

    /// Notes every entry and confirms that every part arrived.
    pub fn take_all(&self, home: &mut Home) {
        self.note_all(home);
        let waiting: Vec<Digest> = home.waiting_parts(100_000).unwrap().iter().map(|p| p.digest).collect();
        home.uploaded(&waiting).unwrap();
    }

    /// Returns a custody statement over an item without its first `forget` parts.
    pub fn custody(&self, home: &Home, item: ItemId, forget: usize) -> Delivered {
        let expected = home.expected(&item).unwrap();
        let held = expected.parts[forget..].to_vec();
        let details = Holdings { salt: Token::from_bytes([3; 16]), held }.to_bytes().unwrap();
        let custody = Custody {
            server: self.origin.clone(),
            seq: 0,
            prev: None,
            device: home.device().unwrap(),
            item,
            details: Digest::of(&details),
            after: None,
            at: "2019-06-09T06:00:00Z".parse().unwrap(),
        };
        self.sign(&custody, details, &expected.entries)
    }

    /// Signs a custody statement and notes it.
    pub fn sign(&self, custody: &Custody, details: Vec<u8>, entries: &[(u64, Digest)]) -> Delivered {
        let payload = custody.payload(entries).unwrap();
        let signature = self.key.sign(&dsse::pae(PAYLOAD_TYPE, &payload));
        let envelope = Envelope::new(PAYLOAD_TYPE, payload, &self.key.public().unwrap(), signature);
        let index = self.append(envelope.payload());
        Delivered { custody: Carried { envelope, details: Some(details) }, proof: self.proof(index) }
    }

    /// Delivers very many items under one checkpoint.
    pub fn deliver_many(&self, home: &mut Home) {
        self.take_all(home);
        let items = home.undelivered(100_000).unwrap();
        let signed: Vec<_> = items.iter().map(|item| (*item, self.custody(home, *item, 0).custody)).collect();
        let checkpoint = self.checkpoint();
        for (item, custody) in signed {
            let proof = self.proof(self.append(custody.envelope.payload()));
            home.delivered(&item, &[Delivered { custody, proof }], &checkpoint).unwrap();
        }
    }

    /// Answers the home's challenge like a server that has all parts except `lost`.
    pub fn show(&self, home: &mut Home, lost: &[Digest]) -> Possession {
        let parts: Vec<Digest> = home.leaving(100_000).unwrap().iter().map(|part| part.sha256).collect();
        let challenge = home.challenge(&parts).unwrap();
        let has = parts.iter().filter(|part| !lost.contains(part));
        let answer = |part: &Digest| held::answer(&challenge, &home.read_part(part).unwrap());
        let answers: Vec<_> = has.map(|part| HeldAnswer { part: *part, answer: answer(part) }).collect();
        home.possession(&answers).unwrap()
    }

    /// Takes every part, delivers every finished item, and answers a challenge.
    pub fn deliver_all(&self, home: &mut Home) {
        self.take_all(home);
        for item in home.undelivered(100_000).unwrap() {
            let receipt = self.custody(home, item, 0);
            home.delivered(&item, &[receipt], &self.checkpoint()).unwrap();
        }
        self.show(home, &[]);
    }
}
