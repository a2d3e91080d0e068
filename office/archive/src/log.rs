//! The archive's view of logs: whose keys count, which checkpoints were shown, and which of them contradict each other.
//!
//! A log is identified by its key, as in `verify`, so two logs of one origin stay separate. Every checkpoint of every
//! receipt and of every device's `seen` is kept.

use evidence::{Digest, PublicKey, SignedPolicy};
use rusqlite::{Connection, params};
use tlog::{Checkpoint, Cosigners, Hash, Note, Once, SignedCheckpoint, VerifierKey};
use verify::LogKey;

use crate::Result;
use crate::columns::{damaged, number};
use crate::finding::{Finding, FindingKind};

/// A log of a policy.
pub(crate) struct Log {
    pub(crate) key: VerifierKey,
    pub(crate) name: LogKey,
    /// The log's key, as it signs custody statements.
    pub(crate) signer: PublicKey,
    /// Size and root of its last checkpoint, if a policy retired it.
    pub(crate) last: Option<Tree>,
    /// Cosigners and quorum, as required by the newest policy that names the log; `None` if their keys are unusable.
    cosigners: Option<Cosigners>,
    signed: Once<(), Option<Signed>>,
}

impl Log {
    /// Returns the checkpoint of a note if the log signed it. Cosigners do not decide whether a receipt is kept;
    /// `verify` reports how many signed it.
    pub(crate) fn signed(&self, note: &Note) -> Option<Signed> {
        self.signed.of((), note, || {
            let signed = SignedCheckpoint::check(note.clone(), &self.key).ok()?;
            let quorum = self.cosigners.as_ref().is_some_and(|cosigners| cosigners.check(note).is_ok());
            Some(Signed { checkpoint: signed.checkpoint().clone(), quorum })
        })
    }

    /// Returns the finding that the log contradicts itself. For a retired log this is expected: only receipts that lead
    /// to its last checkpoint count.
    pub(crate) fn contradiction(&self, subject: impl ToString, why: &str) -> Finding {
        let Some(last) = self.last else { return Finding::new(FindingKind::LogContradiction, subject, why) };
        let why = format!(
            "{why}; the organisation gave this log up at size {}: receipts that lead to that tree count, and no others",
            last.size
        );
        Finding::new(FindingKind::LogUnchecked, subject, why)
    }
}

/// A checkpoint that its log signed.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) checkpoint: Checkpoint,
    /// True if as many cosigners signed it as the policy requires.
    pub(crate) quorum: bool,
}

/// A state of a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Tree {
    pub(crate) size: u64,
    pub(crate) root: Hash,
}

impl Tree {
    pub(crate) fn of(checkpoint: &Checkpoint) -> Self {
        Self { size: checkpoint.size(), root: checkpoint.root() }
    }

    /// Returns the root as a parameter.
    pub(crate) fn root(&self) -> &[u8] {
        self.root.as_bytes().as_slice()
    }
}

/// All logs that any policy of the organisation names.
pub(crate) struct Logs(Vec<Log>);

impl Logs {
    /// Reads the keys; two policies may name one log.
    pub(crate) fn of(policies: &[SignedPolicy]) -> Result<Self> {
        let mut logs: Vec<Log> = Vec::new();
        let in_use = policies.iter().flat_map(|p| &p.policy().logs);
        let retired = || policies.iter().flat_map(|p| &p.policy().retired);
        for named in in_use.chain(retired().map(|retired| &retired.log)) {
            let key: VerifierKey = named.key.parse()?;
            let keys: Option<Vec<VerifierKey>> = named.cosigners.iter().map(|key| key.parse().ok()).collect();
            let cosigners = keys.and_then(|keys| Cosigners::new(keys, named.quorum as usize).ok());
            if let Some(known) = logs.iter_mut().find(|log| log.key == key) {
                known.cosigners = cosigners;
            } else if key.name() == named.origin {
                let last = retired().find(|retired| retired.log.key == named.key);
                let last = last.map(|retired| Tree { size: retired.size, root: Hash(*retired.root.as_bytes()) });
                let (name, signer) = (LogKey::of(&key), PublicKey::from_bytes(&key.public_bytes())?);
                logs.push(Log { name, signer, key, last, cosigners, signed: Once::default() });
            }
        }
        Ok(Self(logs))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Log> {
        self.0.iter()
    }

    /// Returns the log of a note by the name and id of its key. Does not check the signature.
    pub(crate) fn of_note(&self, note: &Note) -> Option<&Log> {
        self.0.iter().find(|log| note.signatures().iter().any(|s| s.claims(&log.key)))
    }

    /// Returns the log that signed a checkpoint, and its tree.
    pub(crate) fn open(&self, note: &str) -> Option<(&Log, Tree)> {
        let note = Note::parse(note.as_bytes()).ok()?;
        let log = self.of_note(&note)?;
        log.signed(&note).map(|signed| (log, Tree::of(&signed.checkpoint)))
    }
}

/// Keeps a checkpoint that the log signed, and returns a finding if it signed another root of that size.
pub(crate) fn keep_signed(index: &Connection, log: &Log, tree: Tree, note: &str) -> Result<Option<Finding>> {
    keep(index, log.name.as_str(), tree, note)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM checkpoint WHERE log = ?1 AND size = ?2 AND root <> ?3)";
    let values = params![log.name.as_str(), number(tree.size), tree.root()];
    let other: bool = index.prepare_cached(sql)?.query_row(values, |r| r.get(0))?;
    let why = "the log signed two different trees of this size";
    Ok(other.then(|| log.contradiction(subject(log.key.name(), tree), why)))
}

/// Keeps a checkpoint that a device claims to have seen of a log with this origin; it is checked when that log can be
/// asked.
pub(crate) fn keep_claimed(index: &Connection, origin: &str, size: u64, root: &Digest) -> Result<()> {
    keep(index, origin, Tree { size, root: Hash(*root.as_bytes()) }, "")
}

fn keep(index: &Connection, log: &str, tree: Tree, note: &str) -> Result<()> {
    let sql =
        "INSERT INTO checkpoint (log, size, root, note, proven) VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT DO NOTHING";
    index.prepare_cached(sql)?.execute(params![log, number(tree.size), tree.root(), note])?;
    Ok(())
}

/// Returns `origin size N root HEX`: the checkpoint in a finding.
pub(crate) fn subject(origin: &str, tree: Tree) -> String {
    format!("{origin} size {} root {}", tree.size, hex::encode(tree.root()))
}

/// Returns a tree from the first two columns of a row.
pub(crate) fn tree(row: &rusqlite::Row<'_>) -> Result<Tree> {
    let (size, root): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let size = u64::try_from(size).map_err(|_| damaged())?;
    Ok(Tree { size, root: Hash::try_from(root.as_slice()).map_err(|_| damaged())? })
}
