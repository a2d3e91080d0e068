//! A log's checkpoints, checked: signed by a log of the policy, continuing the older ones, containing the claimed
//! leaves.
//!
//! Owns the three checks between a reply and a receipt: the checkpoint's signature, its consistency with the newest
//! known one, and the inclusion of a leaf. Requires no cosigners: a receipt below the quorum is still a receipt, and
//! `verify` reports its cosigners.

use evidence::receipt::Noted;
use evidence::{Digest, PublicKey, policy};
use serde::{Deserialize, Serialize};
use tlog::tree::{verify_consistency, verify_inclusion};
use tlog::{Checkpoint, Hash, KeyKind, Note, Proof, SignedCheckpoint, VerifierKey, leaf_hash};

use crate::messages::NotedProof;

/// Largest checkpoint note that a reply may carry, in bytes: 16 cosignatures fit. It is repeated in every receipt.
pub const MAX_NOTE: usize = 8 * 1024;

/// A log of the policy. One key signs its checkpoints and its custody statements.
#[derive(Clone, Debug)]
pub struct TrustedLog {
    key: VerifierKey,
    signer: PublicKey,
}

/// The reason why a reply was not believed. Invalid data is never kept. Texts carry digests and sizes
/// only.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadReply {
    /// It does not answer the question, or has a wrong form.
    #[error("the reply is malformed: {0}")]
    Malformed(&'static str),
    /// The checkpoint is not signed by a log of the policy.
    #[error("the reply is refused: no log of the policy signed its checkpoint")]
    ForeignCheckpoint,
    /// An inclusion proof does not lead to the checkpoint.
    #[error("the reply is refused: the log does not hold {0} where it says")]
    NotIncluded(Digest),
    /// A custody statement is not signed by the log, or is not about the question.
    #[error("the reply is refused: the custody statement {0} does not hold")]
    FalseCustody(Digest),
    /// Custody statements do not cover exactly the entries and parts of the item.
    #[error("the reply is refused: the custody statements do not cover item {0}")]
    CustodyIncomplete(evidence::ItemId),
    /// Two checkpoints that the log signed cannot both be true, or the log cannot prove that they are.
    #[error("the log contradicts itself: {}", .0.kind.text())]
    Contradiction(Box<Contradiction>),
}

/// Two incompatible checkpoints signed by one log: the evidence against a server that rolled back or shows two
/// histories. Keep it and show it to others.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Contradiction {
    /// How they disagree.
    pub kind: ContradictionKind,
    /// The checkpoint that the device knew, as a signed note.
    pub known: String,
    /// The checkpoint of the reply, as a signed note.
    pub shown: String,
    /// The consistency proof of the reply.
    pub proof: Vec<Digest>,
}

/// How two checkpoints of one log disagree.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContradictionKind {
    /// The later checkpoint has fewer leaves.
    RolledBack,
    /// Both have the same number of leaves, and different roots: proof of two histories.
    TwoHistories,
    /// The proof that the later continues the earlier does not hold.
    NotContinued,
}

impl ContradictionKind {
    const fn text(self) -> &'static str {
        match self {
            Self::RolledBack => "it is shorter than it was",
            Self::TwoHistories => "it shows two histories of the same length",
            Self::NotContinued => "it does not prove that it continues what it said before",
        }
    }
}

impl TrustedLog {
    /// Reads the log's key from the policy. Errors: `Malformed` or `Unsupported` if it is no Ed25519 verifier key with
    /// the origin as its name.
    pub fn from_policy(log: &policy::Log) -> Result<Self, tlog::Error> {
        let this = Self::from_key(&log.key)?;
        if this.key.name() != log.origin {
            return Err(tlog::Error::Refused("the key is not named as the origin"));
        }
        Ok(this)
    }

    /// Reads a C2SP verifier key. Errors: those of [`TrustedLog::from_policy`].
    pub fn from_key(vkey: &str) -> Result<Self, tlog::Error> {
        let key: VerifierKey = vkey.parse()?;
        if key.kind() != KeyKind::Ed25519 {
            return Err(tlog::Error::Unsupported("a cosigner's key for a log"));
        }
        let weak = |_| tlog::Error::Malformed("not an Ed25519 public key");
        let signer = PublicKey::from_bytes(&key.public_bytes()).map_err(weak)?;
        Ok(Self { key, signer })
    }

    /// Returns the origin line of its checkpoints.
    pub fn origin(&self) -> &str {
        self.key.name()
    }

    /// Returns the key that signs custody statements.
    pub fn signer(&self) -> &PublicKey {
        &self.signer
    }
}

/// A checkpoint with a valid signature, and the log that signed it.
#[derive(Clone, Debug)]
pub struct Shown<'a> {
    /// The log.
    pub log: &'a TrustedLog,
    signed: SignedCheckpoint,
    note: String,
}

impl<'a> Shown<'a> {
    /// Reads a note and finds the log of the policy that signed it.
    ///
    /// Errors: `Malformed` for a text that is no note or is longer than [`MAX_NOTE`], `ForeignCheckpoint` if no log of
    /// `logs` signed it.
    pub fn open(note: &str, logs: &'a [TrustedLog]) -> Result<Self, BadReply> {
        if note.len() > MAX_NOTE {
            return Err(BadReply::Malformed("the checkpoint is too large"));
        }
        let parsed = Note::parse(note.as_bytes()).map_err(|_| BadReply::Malformed("the checkpoint is no note"))?;
        let named: Checkpoint =
            parsed.text().parse().map_err(|_| BadReply::Malformed("the checkpoint is no checkpoint"))?;
        for log in logs.iter().filter(|l| l.origin() == named.origin()) {
            if let Ok(signed) = SignedCheckpoint::check(parsed.clone(), &log.key) {
                return Ok(Self { log, note: note.to_owned(), signed });
            }
        }
        Err(BadReply::ForeignCheckpoint)
    }

    /// Returns the signed note unchanged.
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Returns the number of leaves.
    pub fn size(&self) -> u64 {
        self.signed.checkpoint().size()
    }

    /// Checks that this checkpoint continues `known`, which the same log signed earlier. Another log needs no proof.
    ///
    /// Errors: `Contradiction` with both notes.
    pub fn continues(&self, known: Option<&Shown<'_>>, proof: &[Digest]) -> Result<(), BadReply> {
        let Some(known) = known.filter(|k| k.log.origin() == self.log.origin()) else {
            return Ok(());
        };
        let (old, new) = (known.signed.checkpoint(), self.signed.checkpoint());
        let kind = if new.size() < old.size() {
            ContradictionKind::RolledBack
        } else if new.size() == old.size() {
            if new.root() == old.root() {
                return Ok(());
            }
            ContradictionKind::TwoHistories
        } else {
            let hashes = hashes(proof);
            match verify_consistency(old.size(), &old.root(), new.size(), &new.root(), &hashes) {
                Ok(()) => return Ok(()),
                Err(_) => ContradictionKind::NotContinued,
            }
        };
        let (known, shown) = (known.note.clone(), self.note.clone());
        Err(BadReply::Contradiction(Box::new(Contradiction { kind, known, shown, proof: proof.to_vec() })))
    }

    /// Checks that the log holds `payload` at the place in `noted`. Returns the C2SP tlog-proof text.
    ///
    /// Errors: `NotIncluded`; `Malformed` if `noted` is about another payload.
    pub fn holds(&self, payload: &[u8], noted: &NotedProof) -> Result<String, BadReply> {
        let digest = Digest::of(payload);
        if noted.entry != digest {
            return Err(BadReply::Malformed("a proof names another statement"));
        }
        let path = hashes(&noted.proof);
        let checkpoint = self.signed.checkpoint();
        verify_inclusion(&leaf_hash(payload), noted.index, checkpoint.size(), &path, &checkpoint.root())
            .map_err(|_| BadReply::NotIncluded(digest))?;
        let proof = Proof::new(noted.index, path, self.signed.note().clone(), None);
        proof.map(|p| p.to_string()).map_err(|_| BadReply::NotIncluded(digest))
    }

    /// Returns a noted receipt after the check of [`Shown::holds`].
    pub fn noted(&self, payload: &[u8], noted: &NotedProof) -> Result<Noted, BadReply> {
        Ok(Noted { entry: noted.entry, proof: self.holds(payload, noted)? })
    }
}

fn hashes(digests: &[Digest]) -> Vec<Hash> {
    digests.iter().map(|d| Hash(*d.as_bytes())).collect()
}
