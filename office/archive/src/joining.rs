//! Joins the checkpoints of one log into one history with its server's proofs, and reports those that do not join.

use std::cmp::Ordering;

use rusqlite::{Connection, Rows, params};
use tlog::tree::verify_consistency;

use crate::columns::{damaged, number};
use crate::finding::{Finding, FindingKind};
use crate::log::{Log, Logs, Tree, keep_signed, subject, tree};
use crate::source::{Source, SourceFault};
use crate::{Error, Result};

/// Checkpoints joined in one pull; the oldest wait for the next.
const MAX_JOINED: usize = 64;

/// The newest state that a source shows of a log in the policies.
pub(crate) struct Tip<'a> {
    pub(crate) log: &'a Log,
    pub(crate) tree: Tree,
    note: String,
}

/// The reason why joining stopped.
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

/// Returns the source's present log, or the reason why its checkpoints cannot be joined; `None` if no log can be asked.
pub(crate) fn tip<'a>(
    logs: &'a Logs,
    source: &dyn Source,
) -> Result<Option<Result<Tip<'a>, &'static str>>, SourceFault> {
    let note = match source.newest() {
        Ok(Some(note)) => note,
        Ok(None) => return Ok(None),
        Err(fault @ (SourceFault::Unavailable(_) | SourceFault::UnknownLog)) => return Err(fault),
        Err(_) => return Ok(Some(Err("the source does not show its newest checkpoint"))),
    };
    let opened = logs.open(&note).ok_or("the source's checkpoint is not signed by this log");
    Ok(Some(opened.map(|(log, tree)| Tip { log, tree, note })))
}

/// Asks the source to join every checkpoint known of its log into one history.
pub(crate) fn join(index: &Connection, logs: &Logs, source: &dyn Source) -> Result<Vec<Finding>, Fault> {
    let why = match tip(logs, source).map_err(Fault::Source)? {
        None => return Ok(Vec::new()),
        Some(Ok(tip)) => {
            let findings = join_to_tip(index, logs, source, &tip)?;
            join_to_last(index, source, &tip)?;
            keep_the_better(index, &tip)?;
            return Ok(findings);
        }
        Some(Err(why)) => why,
    };
    let mut findings = Vec::new();
    for log in logs.all().filter(|log| log.last.is_none()) {
        if !unjoined(index, log)?.is_empty() {
            findings.push(Finding::new(FindingKind::LogUnchecked, log.key.name(), why));
        }
    }
    Ok(findings)
}

/// A tree that was shown, and whether the log signed it or a device only named it.
struct Shown {
    tree: Tree,
    signed: bool,
}

fn join_to_tip(index: &Connection, logs: &Logs, source: &dyn Source, tip: &Tip<'_>) -> Result<Vec<Finding>, Fault> {
    let (log, newest) = (tip.log, tip.tree);
    let open = unjoined(index, log)?;
    let mut findings = Vec::from_iter(keep_signed(index, log, newest, &tip.note)?);
    let mut joined = vec![newest];
    // A device names only an origin: if two logs have it, the tree may belong to the other one.
    let is_alone = logs.all().filter(|other| other.key.name() == log.key.name()).count() == 1;
    for Shown { tree, signed } in &open {
        let who = if *signed { "which the log signed" } else { "which a device says that it saw" };
        // A log that went back is not asked for a proof that it can no longer give.
        let broken = match continues(index, tip, *tree, source) {
            Ok(true) => {
                joined.push(*tree);
                continue;
            }
            Ok(false) => {
                let how = if newest.size < tree.size { "shorter than" } else { "no continuation of" };
                format!("the log's newest tree, of size {}, is {how} this one, {who}", newest.size)
            }
            Err(Fault::Source(fault)) if !matches!(fault, SourceFault::Unavailable(_)) => {
                format!("the source does not prove that its log continues this tree, {who}")
            }
            Err(other) => return Err(other),
        };
        if *signed || is_alone {
            findings.push(log.contradiction(subject(log.key.name(), *tree), &broken));
        }
    }
    for tree in joined {
        let sql = "UPDATE checkpoint SET proven = 1 WHERE log IN (?1, ?2) AND size = ?3 AND root = ?4";
        let values = params![log.name.as_str(), log.key.name(), number(tree.size), tree.root()];
        index.prepare_cached(sql)?.execute(values)?;
    }
    Ok(findings)
}

/// Returns whether the log's newest tree continues this one, as its server proves.
pub(crate) fn continues(index: &Connection, tip: &Tip<'_>, older: Tree, source: &dyn Source) -> Result<bool, Fault> {
    let newest = tip.tree;
    match older.size.cmp(&newest.size) {
        Ordering::Greater => Ok(false),
        Ordering::Equal => Ok(older.root == newest.root),
        Ordering::Less if older.size == 0 => Ok(true),
        Ordering::Less => prove(index, tip.log, older, newest, source),
    }
}

/// Requests the proof that a tree continues an older one, and keeps it for bundles if it is valid.
fn prove(index: &Connection, log: &Log, older: Tree, newer: Tree, source: &dyn Source) -> Result<bool, Fault> {
    let proof = source.consistency(older.size, newer.size).map_err(Fault::Source)?;
    if verify_consistency(older.size, &older.root, newer.size, &newer.root, &proof).is_err() {
        return Ok(false);
    }
    let sql =
        "INSERT INTO consistency (log, older, older_root, newer, newer_root, path) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
               ON CONFLICT DO NOTHING";
    let path: Vec<u8> = proof.iter().flat_map(|h| *h.as_bytes()).collect();
    let (old, new) = (number(older.size), number(newer.size));
    index.prepare_cached(sql)?.execute(params![log.name.as_str(), old, older.root(), new, newer.root(), path])?;
    Ok(true)
}

/// Requests proofs that join the receipts of a retired log to its last checkpoint, while its server answers.
fn join_to_last(index: &Connection, source: &dyn Source, tip: &Tip<'_>) -> Result<(), Fault> {
    let Some(last) = tip.log.last else { return Ok(()) };
    for tree in below(index, tip.log, last)? {
        match prove(index, tip.log, tree, last, source) {
            // This tree is of another history; the next one need not be.
            Ok(_) => {}
            Err(Fault::Source(fault)) if !matches!(fault, SourceFault::Unavailable(_)) => return Ok(()),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

/// Keeps, of two receipts of a statement whose trees both lead to the tip, the one with the quorum, then the earlier
/// one. For a retired log all stay, because its tip may be forged.
fn keep_the_better(index: &Connection, tip: &Tip<'_>) -> Result<()> {
    if tip.log.last.is_some() {
        return Ok(());
    }
    let sql = "WITH tree (size, root) AS (
                   SELECT ?2, ?3 UNION SELECT older, older_root FROM consistency WHERE log = ?1 AND newer = ?2 AND newer_root = ?3)
               DELETE FROM receipt AS worse WHERE worse.log = ?1 AND (worse.size, worse.root) IN tree AND EXISTS (
                   SELECT 1 FROM receipt AS better
                   WHERE better.statement = worse.statement AND better.log = worse.log AND (better.size, better.root) IN tree
                   AND (better.quorum > worse.quorum OR better.quorum = worse.quorum AND better.size < worse.size))";
    index.prepare_cached(sql)?.execute(params![tip.log.name.as_str(), number(tip.tree.size), tip.tree.root()])?;
    Ok(())
}

/// Returns the newest joined checkpoint of a log, then every one that is not joined yet.
fn unjoined(index: &Connection, log: &Log) -> Result<Vec<Shown>> {
    let (name, origin) = (log.name.as_str(), log.key.name());
    let newest =
        "SELECT size, root, note <> '' FROM checkpoint WHERE log = ?1 AND proven = 1 ORDER BY size DESC LIMIT 1";
    // Signed checkpoints come before those that devices only name, so that a lying device hides none.
    let others = "SELECT size, root, note <> '' AS signed FROM checkpoint AS c WHERE proven = 0 AND size > 0
                  AND (log = ?1 OR log = ?2 AND NOT EXISTS (
                      SELECT 1 FROM checkpoint AS s WHERE s.log = ?1 AND s.size = c.size AND s.root = c.root))
                  ORDER BY signed DESC, size DESC LIMIT ?3";
    let mut seen = take(&mut index.prepare(newest)?.query([name])?)?;
    seen.extend(take(&mut index.prepare(others)?.query(params![name, origin, number(MAX_JOINED as u64)])?)?);
    Ok(seen)
}

/// Reads trees from rows of size, root and whether they are signed.
fn take(rows: &mut Rows<'_>) -> Result<Vec<Shown>> {
    let mut seen = Vec::new();
    while let Some(row) = rows.next()? {
        seen.push(Shown { tree: tree(row)?, signed: row.get(2)? });
    }
    Ok(seen)
}

/// Returns trees of receipts below this one that no kept proof joins to it.
fn below(index: &Connection, log: &Log, last: Tree) -> Result<Vec<Tree>> {
    let sql = "SELECT DISTINCT size, root FROM receipt AS r WHERE log = ?1 AND size < ?2 AND size > 0
               AND NOT EXISTS (SELECT 1 FROM consistency AS k WHERE k.log = ?1 AND k.older = r.size AND k.older_root = r.root
                               AND k.newer = ?2 AND k.newer_root = ?3)
               ORDER BY size DESC";
    let mut rows = index.prepare(sql)?;
    let mut rows = rows.query(params![log.name.as_str(), number(last.size), last.root()])?;
    let mut trees = Vec::new();
    while let Some(row) = rows.next()? {
        trees.push(tree(row)?);
    }
    Ok(trees)
}

/// Returns the logs with unjoined checkpoints and the number of these, for sources that cannot be asked.
pub(crate) fn unjoined_counts(index: &Connection, logs: &Logs) -> Result<Vec<(String, u64)>> {
    let sql = "SELECT count(*) FROM checkpoint WHERE log = ?1 AND proven = 0";
    let mut counts = Vec::new();
    for log in logs.all() {
        let count: i64 = index.prepare_cached(sql)?.query_row([log.name.as_str()], |r| r.get(0))?;
        if count > 1 {
            counts.push((log.key.name().to_owned(), u64::try_from(count).map_err(|_| damaged())?));
        }
    }
    counts.sort();
    Ok(counts)
}
