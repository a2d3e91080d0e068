//! Logs as the archive sees them: whose keys count, which checkpoints anybody showed, and what contradicts on sight.
//!
//! A log is its key, as in `verify`: two logs of one origin do not meet. Every checkpoint of every receipt and of every device's `seen`
//! is kept.

use evidence::{Digest, PublicKey, SignedPolicy};
use rusqlite::{Connection, params};
use tlog::{Checkpoint, Cosigners, Hash, Note, SignedCheckpoint, VerifierKey};
use verify::LogKey;

use crate::Result;
use crate::filing::number;
use crate::finding::{Finding, FindingKind};

/// A log of a policy.
pub(crate) struct Log {
    pub(crate) key: VerifierKey,
    pub(crate) name: LogKey,
    /// The log's key, as it signs custody statements.
    pub(crate) signer: PublicKey,
    /// Size and root of its last checkpoint, where a policy says that it is in use no more.
    pub(crate) last: Option<Tree>,
    /// Cosigners and quorum, as the newest policy that names the log asks for them; none where their keys cannot be used.
    cosigners: Option<Cosigners>,
}

impl Log {
    /// Cosigners do not decide whether a receipt is kept; `verify` says how many saw it.
    pub(crate) fn any_cosigners(&self) -> Cosigners {
        Cosigners::none()
    }

    /// True when as many cosigners signed the note as the policy asks for.
    pub(crate) fn has_quorum(&self, note: &Note) -> bool {
        self.cosigners.as_ref().is_some_and(|cosigners| cosigners.check(note).is_ok())
    }

    /// The log says two things. Of one that the organisation gave up it is known that it may: what leads to its last checkpoint counts.
    pub(crate) fn contradiction(&self, subject: impl ToString, why: &str) -> Finding {
        let Some(last) = self.last else { return Finding::new(FindingKind::LogContradiction, subject, why) };
        let why = format!(
            "{why}; the organisation gave this log up at size {}: receipts that lead to that tree count, and no others",
            last.size
        );
        Finding::new(FindingKind::LogUnchecked, subject, why)
    }
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

    /// The root as a parameter.
    pub(crate) fn root(&self) -> &[u8] {
        self.root.as_bytes().as_slice()
    }
}

/// All logs that any policy of the organisation names.
pub(crate) struct Logs(Vec<Log>);

impl Logs {
    /// Reads the keys; two policies may name the same log.
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
                logs.push(Log { name, signer, key, last, cosigners });
            }
        }
        Ok(Self(logs))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Log> {
        self.0.iter()
    }

    /// The log that a note claims to be of, by the name and id of its key. Its signature is not checked here.
    pub(crate) fn of_note(&self, note: &Note) -> Option<&Log> {
        self.0.iter().find(|log| note.signatures().iter().any(|s| s.claims(&log.key)))
    }

    /// The log that signed a checkpoint, and the tree.
    pub(crate) fn open(&self, note: &str) -> Option<(&Log, Tree)> {
        let note = Note::parse(note.as_bytes()).ok()?;
        let log = self.of_note(&note)?;
        SignedCheckpoint::check(note, &log.key).ok().map(|signed| (log, Tree::of(signed.checkpoint())))
    }
}

/// Keeps a checkpoint that the log signed, and says so when it signed another root of the same size.
pub(crate) fn keep_signed(index: &Connection, log: &Log, tree: Tree, note: &str) -> Result<Option<Finding>> {
    keep(index, log.name.as_str(), tree, note)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM checkpoint WHERE log = ?1 AND size = ?2 AND root <> ?3)";
    let values = params![log.name.as_str(), number(tree.size), tree.root()];
    let other: bool = index.prepare_cached(sql)?.query_row(values, |r| r.get(0))?;
    let why = "the log signed two different trees of this size";
    Ok(other.then(|| log.contradiction(subject(log.key.name(), tree), why)))
}

/// Keeps a checkpoint that a device says it saw of some log of this origin; it is weighed when that log is asked.
pub(crate) fn keep_claimed(index: &Connection, origin: &str, size: u64, root: &Digest) -> Result<()> {
    keep(index, origin, Tree { size, root: Hash(*root.as_bytes()) }, "")
}

fn keep(index: &Connection, log: &str, tree: Tree, note: &str) -> Result<()> {
    let sql =
        "INSERT INTO checkpoint (log, size, root, note, proven) VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT DO NOTHING";
    index.prepare_cached(sql)?.execute(params![log, number(tree.size), tree.root(), note])?;
    Ok(())
}

/// `origin size N root HEX`: the checkpoint in a finding.
pub(crate) fn subject(origin: &str, tree: Tree) -> String {
    format!("{origin} size {} root {}", tree.size, hex::encode(tree.root()))
}
