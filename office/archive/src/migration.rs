//! Migrates an archive of an earlier version, which identified logs by their origin, to logs by their keys.

use std::collections::BTreeMap;

use evidence::receipt::SignedCustody;
use evidence::{Carried, Envelope, PublicKey, SignedPolicy};
use rusqlite::{Connection, params};
use tlog::tree::verify_consistency;
use tlog::{Hash, Proof};

use crate::Result;
use crate::columns::number;
use crate::log::{Log, Logs, Tree, tree};

/// The tables of logs.
pub(crate) const LOGS: &str = include_str!("schema_logs.sql");

/// Adds the number of findings to each line. The next start writes every line again.
pub(crate) const STOOD_OUT: &str = "
    ALTER TABLE line ADD COLUMN stood_out INTEGER NOT NULL DEFAULT 0;
    INSERT OR IGNORE INTO stale (item) SELECT item FROM line;";

/// Moves the old tables to other names. Rows are read again from their server, once.
const ASIDE: &str = "
    DROP TRIGGER receipt_came; DROP TRIGGER receipt_came_to_judge; DROP TRIGGER receipt_changed_to_judge;
    ALTER TABLE receipt RENAME TO receipt_by_origin;
    ALTER TABLE checkpoint RENAME TO checkpoint_by_origin;
    ALTER TABLE consistency RENAME TO consistency_by_origin;
    ALTER TABLE custody RENAME COLUMN server TO log;";
const DONE: &str = "DROP TABLE receipt_by_origin; DROP TABLE checkpoint_by_origin; DROP TABLE consistency_by_origin; DROP TABLE cursor;";

/// Assigns each receipt, checkpoint and proof to the key of its log.
pub(crate) fn logs_by_key(index: &Connection) -> Result<()> {
    index.execute_batch(ASIDE)?;
    index.execute_batch(LOGS)?;
    let logs = Logs::of(&policies(index)?)?;
    checkpoints(index, &logs)?;
    receipts(index, &logs)?;
    proofs(index, &logs)?;
    custody(index, &logs)?;
    index.execute_batch(DONE)?;
    Ok(())
}

/// Returns the kept policies: each was checked when it came.
fn policies(index: &Connection) -> Result<Vec<SignedPolicy>> {
    let key: Option<[u8; 32]> =
        index.query_row("SELECT (SELECT value FROM meta WHERE key = 'organisation')", [], |r| r.get(0))?;
    let Some(key) = key else { return Ok(Vec::new()) };
    let organisation = PublicKey::from_bytes(&key)?;
    let mut rows = index.prepare("SELECT envelope FROM policy ORDER BY version, digest")?;
    let rows = rows.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
    rows.map(|row| Ok(SignedPolicy::open(Envelope::parse(&row?)?, &organisation)?)).collect()
}

fn checkpoints(index: &Connection, logs: &Logs) -> Result<()> {
    let mut rows = index.prepare("SELECT size, root, origin, note, proven FROM checkpoint_by_origin")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (tree, origin, note, proven) =
            (tree(row)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?, row.get::<_, bool>(4)?);
        let log = logs.open(&note).map_or(origin, |(log, _)| log.name.as_str().to_owned());
        let sql = "INSERT INTO checkpoint (log, size, root, note, proven) VALUES (?1, ?2, ?3, ?4, ?5)";
        index.prepare_cached(sql)?.execute(params![log, number(tree.size), tree.root(), note, proven])?;
    }
    Ok(())
}

fn receipts(index: &Connection, logs: &Logs) -> Result<()> {
    let mut rows = index.prepare("SELECT statement, leaf, quorum, proof FROM receipt_by_origin")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (statement, leaf, quorum, proof): (Vec<u8>, i64, bool, String) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let Ok(parsed) = Proof::parse(proof.as_bytes()) else { continue };
        let Some((log, tree)) = logs.open(&parsed.note().to_string()) else { continue };
        let sql =
            "INSERT INTO receipt (statement, log, size, root, leaf, quorum, proof) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (size, log) = (number(tree.size), log.name.as_str());
        index.prepare_cached(sql)?.execute(params![statement, log, size, tree.root(), leaf, quorum, proof])?;
    }
    Ok(())
}

/// Assigns the proofs, which were stored only with the sizes of their trees, to the logs whose trees they join.
fn proofs(index: &Connection, logs: &Logs) -> Result<()> {
    let mut trees: BTreeMap<(String, u64), Vec<Hash>> = BTreeMap::new();
    {
        let mut rows = index.prepare("SELECT size, root, origin FROM checkpoint_by_origin")?;
        let mut rows = rows.query([])?;
        while let Some(row) = rows.next()? {
            let Tree { size, root } = tree(row)?;
            trees.entry((row.get(2)?, size)).or_default().push(root);
        }
    }
    for log in logs.all() {
        if let Some(last) = log.last {
            trees.entry((log.key.name().to_owned(), last.size)).or_default().push(last.root);
        }
    }
    let mut rows = index.prepare("SELECT origin, older, newer, path FROM consistency_by_origin")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let (origin, older, newer, path): (String, i64, i64, Vec<u8>) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let proof: Vec<Hash> = path.as_chunks::<32>().0.iter().map(|hash| Hash(*hash)).collect();
        let of = |size: i64| {
            let size = u64::try_from(size).unwrap_or_default();
            let roots = trees.get(&(origin.clone(), size)).into_iter().flatten();
            roots.map(move |root| Tree { size, root: *root })
        };
        for (old, new) in of(older).flat_map(|old| of(newer).map(move |new| (old, new))) {
            if verify_consistency(old.size, &old.root, new.size, &new.root, &proof).is_err() {
                continue;
            }
            for log in logs.all().filter(|log| log.key.name() == origin) {
                let sql = "INSERT INTO consistency (log, older, older_root, newer, newer_root, path)
                           VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";
                let values = params![log.name.as_str(), older, old.root(), newer, new.root(), path];
                index.prepare_cached(sql)?.execute(values)?;
            }
        }
    }
    Ok(())
}

fn custody(index: &Connection, logs: &Logs) -> Result<()> {
    let mut rows = index.prepare("SELECT digest, envelope FROM custody")?;
    let rows = rows.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for (name, envelope) in rows {
        let carried = Carried::parse(&envelope)?;
        let signed = |log: &&Log| {
            SignedCustody::open(&carried, &log.signer).is_ok_and(|signed| signed.custody.server == log.key.name())
        };
        if let Some(log) = logs.all().find(signed) {
            index
                .prepare_cached("UPDATE custody SET log = ?2 WHERE digest = ?1")?
                .execute(params![name, log.name.as_str()])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
