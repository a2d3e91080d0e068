//! Logs as the archive sees them: whose keys count, which checkpoints anybody showed, and whether they agree.
//!
//! Every checkpoint of every receipt and of every device's `seen` is kept. Two of the same size with different roots
//! are a contradiction on sight; those of different sizes are joined by consistency proofs when a server can be
//! asked.

use std::cmp::Ordering;

use evidence::{Digest, PublicKey, SignedPolicy};
use rusqlite::{Connection, params};
use tlog::tree::verify_consistency;
use tlog::{Checkpoint, Cosigners, Hash, Note, SignedCheckpoint, VerifierKey};

use crate::filing::number;
use crate::finding::{Finding, FindingKind};
use crate::source::{Source, SourceFault};
use crate::store::damaged;
use crate::{Error, Result};

/// Checkpoints joined in one pull; the oldest wait for the next.
const MAX_JOINED: usize = 64;

/// A log of a policy.
pub(crate) struct Log {
    pub(crate) key: VerifierKey,
    /// The log's key, as it signs custody statements.
    pub(crate) signer: PublicKey,
    /// Size and root of its last checkpoint, where a policy says that it is in use no more.
    pub(crate) last: Option<(u64, Hash)>,
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
                let last = last.map(|retired| (retired.size, Hash(*retired.root.as_bytes())));
                logs.push(Log { signer: PublicKey::from_bytes(&key.public_bytes())?, key, last, cosigners });
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

    fn open(&self, note: &str) -> Option<Checkpoint> {
        let note = Note::parse(note.as_bytes()).ok()?;
        let log = self.of_note(&note)?;
        SignedCheckpoint::check(note, &log.key).ok().map(|signed| signed.checkpoint().clone())
    }
}

/// A checkpoint that somebody showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Seen {
    origin: String,
    size: u64,
    root: Hash,
    /// Empty where a device only named it.
    note: String,
}

impl Seen {
    /// One whose signature was checked.
    pub(crate) fn signed(checkpoint: &Checkpoint, note: String) -> Self {
        Self { origin: checkpoint.origin().to_owned(), size: checkpoint.size(), root: checkpoint.root(), note }
    }

    /// One that a device says it saw.
    pub(crate) fn claimed(origin: &str, size: u64, root: &Digest) -> Self {
        Self { origin: origin.to_owned(), size, root: Hash(*root.as_bytes()), note: String::new() }
    }

    /// Keeps it, and says so when the log showed another root of the same size.
    pub(crate) fn keep(&self, index: &Connection) -> Result<Option<Finding>> {
        let sql = "INSERT INTO checkpoint (origin, size, root, note, proven) VALUES (?1, ?2, ?3, ?4, 0)
                   ON CONFLICT DO UPDATE SET note = ?4 WHERE checkpoint.note = ''";
        let root = self.root.as_bytes().as_slice();
        index.prepare_cached(sql)?.execute(params![self.origin, number(self.size), root, self.note])?;
        // Two signed ones contradict each other; what a device only names is weighed when the log is asked.
        let sql = "SELECT EXISTS (SELECT 1 FROM checkpoint
                   WHERE origin = ?1 AND size = ?2 AND root <> ?3 AND note <> '' AND ?4 <> '')";
        let other: bool = index
            .prepare_cached(sql)?
            .query_row(params![self.origin, number(self.size), root, self.note], |r| r.get(0))?;
        let why = "the log signed two different trees of this size";
        Ok(other.then(|| Finding::new(FindingKind::LogContradiction, self.subject(), why)))
    }

    fn broken_by(&self, tip: &Checkpoint) -> Finding {
        let how = if tip.size() < self.size { "shorter than" } else { "no continuation of" };
        self.unproven(&format!("the log's newest tree, of size {}, is {how} this one", tip.size()))
    }

    fn unproven(&self, why: &str) -> Finding {
        let who = if self.note.is_empty() { "which a device says that it saw" } else { "which the log signed" };
        Finding::new(FindingKind::LogContradiction, self.subject(), format!("{why}, {who}"))
    }

    /// `origin size N root HEX`: the checkpoint in a finding.
    fn subject(&self) -> String {
        format!("{} size {} root {}", self.origin, self.size, hex::encode(self.root.as_bytes()))
    }
}

/// Asks the source to join every checkpoint known of its log into one history.
pub(crate) fn join(index: &Connection, logs: &Logs, source: &dyn Source) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    for log in logs.all() {
        let open = unjoined(index, log.key.name())?;
        findings.extend(join_log(index, logs, source, open)?);
        if let Some(last) = log.last {
            join_to_last(index, log, last, source)?;
        }
    }
    Ok(findings)
}

/// Asks for proofs that join the receipts of a log that went out of use to its last checkpoint, while its server answers.
fn join_to_last(index: &Connection, log: &Log, last: (u64, Hash), source: &dyn Source) -> Result<(), Fault> {
    let (origin, (size, root)) = (log.key.name(), last);
    let newest = Seen { origin: origin.to_owned(), size, root, note: String::new() };
    for seen in below(index, origin, size)? {
        match source.consistency(seen.size, size) {
            Ok(proof) if verify_consistency(seen.size, &seen.root, size, &root, &proof).is_ok() => {
                keep_proof(index, &seen, &newest, &proof)?;
            }
            Err(fault @ SourceFault::Unavailable(_)) => return Err(Fault::Source(fault)),
            // Another log's server has no such proof; without one the receipts do not count.
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// Why joining stopped.
pub(crate) enum Fault {
    /// The index failed.
    Ours(Error),
    /// The source failed.
    Source(SourceFault),
}

impl<E: Into<Error>> From<E> for Fault {
    fn from(e: E) -> Self {
        Self::Ours(e.into())
    }
}

fn join_log(index: &Connection, logs: &Logs, source: &dyn Source, open: Vec<Seen>) -> Result<Vec<Finding>, Fault> {
    let Some(origin) = open.first().map(|seen| seen.origin.clone()) else { return Ok(Vec::new()) };
    let unchecked = |why: &str| Ok(vec![Finding::new(FindingKind::LogUnchecked, &origin, why)]);
    let note = match source.newest() {
        Ok(Some(note)) => note,
        Ok(None) => return Ok(Vec::new()),
        Err(fault @ SourceFault::Unavailable(_)) => return Err(Fault::Source(fault)),
        Err(_) => return unchecked("the source does not show its newest checkpoint"),
    };
    let Some(tip) = logs.open(&note).filter(|c| c.origin() == origin) else {
        return unchecked("the source's checkpoint is not signed by this log");
    };
    let newest = Seen::signed(&tip, note);
    let mut findings = Vec::from_iter(newest.keep(index)?);
    let mut joined = Vec::new();
    for seen in &open {
        // A log that went back is not asked to prove what it no longer has.
        let continues = match seen.size.cmp(&newest.size) {
            Ordering::Greater => false,
            Ordering::Equal => seen.root == newest.root,
            Ordering::Less => match source.consistency(seen.size, newest.size) {
                Ok(proof) if verify_consistency(seen.size, &seen.root, tip.size(), &tip.root(), &proof).is_ok() => {
                    keep_proof(index, seen, &newest, &proof)?;
                    true
                }
                Ok(_) => false,
                Err(fault @ SourceFault::Unavailable(_)) => return Err(Fault::Source(fault)),
                Err(_) => {
                    findings.push(seen.unproven("the source does not prove that its log continues this tree"));
                    continue;
                }
            },
        };
        if continues {
            joined.push(seen);
        } else {
            findings.push(seen.broken_by(&tip));
        }
    }
    if !joined.is_empty() {
        joined.push(&newest);
    }
    for seen in joined {
        let sql = "UPDATE checkpoint SET proven = 1 WHERE origin = ?1 AND size = ?2 AND root = ?3";
        let root = seen.root.as_bytes().as_slice();
        index.prepare_cached(sql)?.execute(params![seen.origin, number(seen.size), root])?;
    }
    Ok(findings)
}

/// Kept for bundles, which must join the receipts of several pulls.
fn keep_proof(index: &Connection, older: &Seen, newer: &Seen, proof: &[Hash]) -> Result<()> {
    let sql = "INSERT INTO consistency (origin, older, newer, path) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
    let path: Vec<u8> = proof.iter().flat_map(|h| *h.as_bytes()).collect();
    index.prepare_cached(sql)?.execute(params![older.origin, number(older.size), number(newer.size), path])?;
    Ok(())
}

/// The newest joined checkpoint of a log, then every one that is not joined yet.
fn unjoined(index: &Connection, origin: &str) -> Result<Vec<Seen>> {
    let newest = "SELECT size, root, note FROM checkpoint WHERE origin = ?1 AND proven = 1 ORDER BY size DESC LIMIT 1";
    // Checkpoints that the log signed come before those that devices only name, so that a lying device hides nothing.
    let others = "SELECT size, root, note FROM checkpoint WHERE origin = ?1 AND proven = 0 AND size > 0
                  ORDER BY note = '', size DESC LIMIT ?2";
    let mut seen = take(origin, &mut index.prepare(newest)?.query([origin])?)?;
    seen.extend(take(origin, &mut index.prepare(others)?.query(params![origin, number(MAX_JOINED as u64)])?)?);
    Ok(seen)
}

/// Checkpoints of a log, from rows of size, root and note.
fn take(origin: &str, rows: &mut rusqlite::Rows<'_>) -> Result<Vec<Seen>> {
    let mut seen = Vec::new();
    while let Some(row) = rows.next()? {
        let (size, root): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let size = u64::try_from(size).map_err(|_| damaged())?;
        let root = Hash::try_from(root.as_slice()).map_err(|_| damaged())?;
        seen.push(Seen { origin: origin.to_owned(), size, root, note: row.get(2)? });
    }
    Ok(seen)
}

/// Checkpoints of receipts below this size that no kept proof joins to it.
fn below(index: &Connection, origin: &str, size: u64) -> Result<Vec<Seen>> {
    let sql = "SELECT DISTINCT c.size, c.root, c.note FROM checkpoint AS c JOIN receipt AS r ON r.origin = c.origin AND r.size = c.size
               WHERE c.origin = ?1 AND c.size < ?2 AND c.size > 0 AND c.note <> ''
               AND NOT EXISTS (SELECT 1 FROM consistency AS k WHERE k.origin = ?1 AND k.older = c.size AND k.newer = ?2)
               ORDER BY c.size DESC";
    take(origin, &mut index.prepare(sql)?.query(params![origin, number(size)])?)
}

/// Origins with checkpoints that nothing joins, and how many: for sources that cannot be asked.
pub(crate) fn unjoined_counts(index: &Connection) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT origin, count(*) FROM checkpoint WHERE proven = 0 AND note <> '' GROUP BY origin
               HAVING count(*) > 1 ORDER BY origin";
    let mut rows = index.prepare(sql)?;
    let rows = rows.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
    let mut counts = Vec::new();
    for row in rows {
        let (origin, count) = row?;
        counts.push((origin, u64::try_from(count).map_err(|_| damaged())?));
    }
    Ok(counts)
}
