//! The queries as SQL, for any holder of a transaction.

use std::collections::{BTreeMap, BTreeSet};

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, Envelope, Head, ItemId, PublicKey, SignedPolicy};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Sql;
use crate::ledger::failure::{Error, Failure, Result};
use crate::ledger::rows::{
    Actor, Checked, Counts, Device, DeviceId, Follower, ItemEntry, KnownEntry, Leaf, LeafKind, LogHead, OrgId, Part,
    Usage,
};
use crate::ledger::store::Snapshot;

impl<T: Sql> Snapshot for T {
    fn meta(&self, name: &str) -> Result<Option<String>> {
        let mut ask = self.sql()?.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
        Ok(ask.query_row([name], |row| row.get(0)).optional()?)
    }

    fn counts(&self) -> Result<Counts> {
        let count = |sql: &str| -> Result<u64> { Ok(self.sql()?.query_row(sql, [], |row| row.get(0))?) };
        Ok(Counts {
            organisations: count("SELECT count(*) FROM organisations")?,
            devices: count("SELECT count(*) FROM devices")?,
            archivists: count("SELECT count(*) FROM keys WHERE device IS NULL")?,
            entries: count("SELECT count(*) FROM entries")?,
            log_size: count("SELECT coalesce(max(size), 0) FROM log")?,
            parts_announced: count("SELECT count(*) FROM parts")?,
            parts_held: count("SELECT count(*) FROM parts WHERE held = 1")?,
            bytes_held: count("SELECT coalesce(sum(held_bytes), 0) FROM devices")?,
            uploads: count("SELECT count(*) FROM uploads")?,
            forks: count("SELECT count(DISTINCT device || hex(prev)) FROM entries WHERE forked = 1")?,
            gaps: count("SELECT count(*) FROM entries WHERE checked = 0")?,
            bad_signatures: count("SELECT count(*) FROM entries WHERE checked = 2")?,
            undelivered: count(
                "SELECT count(*) FROM (SELECT DISTINCT device, item FROM entries WHERE custody = -1 AND item <> x'')",
            )?,
            codes: count("SELECT count(*) FROM codes WHERE spent = 0")?,
        })
    }

    fn is_empty(&self) -> Result<bool> {
        let found: bool = self.sql()?.query_row("SELECT EXISTS (SELECT 1 FROM organisations)", [], |row| row.get(0))?;
        Ok(!found)
    }

    fn organisation(&self, key: &PublicKey) -> Result<Option<(OrgId, SignedPolicy)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT o.id, p.envelope FROM organisations o JOIN policies p ON p.org = o.id AND p.digest = o.policy
             WHERE o.key = ?1",
        )?;
        let found = ask.query_row([key.as_bytes()], |row| Ok((OrgId(row.get(0)?), row.get::<_, Vec<u8>>(1)?)));
        let Some((id, envelope)) = found.optional()? else { return Ok(None) };
        let envelope = Envelope::parse(&envelope).map_err(damaged)?;
        Ok(Some((id, SignedPolicy::open(envelope, key).map_err(damaged)?)))
    }

    fn policies(&self) -> Result<Vec<(OrgId, SignedPolicy)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT o.id, o.key, p.envelope FROM policies p JOIN organisations o ON o.id = p.org ORDER BY o.id, p.version",
        )?;
        let row = |row: &Row<'_>| Ok((OrgId(row.get(0)?), public_key(row, 1)?, row.get::<_, Vec<u8>>(2)?));
        let mut policies = Vec::new();
        for row in ask.query_map([], row)? {
            let (org, key, envelope) = row?;
            let envelope = Envelope::parse(&envelope).map_err(damaged)?;
            policies.push((org, SignedPolicy::open(envelope, &key).map_err(damaged)?));
        }
        Ok(policies)
    }

    fn knows_policy(&self, org: OrgId, policy: &Digest) -> Result<bool> {
        let mut ask =
            self.sql()?.prepare_cached("SELECT EXISTS (SELECT 1 FROM policies WHERE org = ?1 AND digest = ?2)")?;
        Ok(ask.query_row(params![org.0, policy.as_bytes()], |row| row.get(0))?)
    }

    fn organisation_key(&self, org: OrgId) -> Result<PublicKey> {
        let mut ask = self.sql()?.prepare_cached("SELECT key FROM organisations WHERE id = ?1")?;
        Ok(ask.query_row([org.0], |row| public_key(row, 0))?)
    }

    fn other_policy(&self, org: OrgId, followed: &Digest) -> Result<Option<Envelope>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT p.envelope FROM organisations o JOIN policies p ON p.org = o.id AND p.digest = o.policy
             WHERE o.id = ?1 AND o.policy <> ?2",
        )?;
        let found = ask.query_row(params![org.0, followed.as_bytes()], |row| row.get::<_, Vec<u8>>(0)).optional()?;
        found.map(|envelope| Envelope::parse(&envelope).map_err(damaged)).transpose()
    }

    fn has_word(&self, org: OrgId, word: &Digest) -> Result<bool> {
        let mut ask =
            self.sql()?.prepare_cached("SELECT EXISTS (SELECT 1 FROM words WHERE org = ?1 AND digest = ?2)")?;
        Ok(ask.query_row(params![org.0, word.as_bytes()], |row| row.get(0))?)
    }

    fn is_confirmed(&self, org: OrgId, genesis: &Digest) -> Result<bool> {
        let mut ask = self
            .sql()?
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM words WHERE org = ?1 AND device = ?2 AND confirms = 1)")?;
        Ok(ask.query_row(params![org.0, genesis.as_bytes()], |row| row.get(0))?)
    }

    fn ticket(&self, org: OrgId, ticket: &Digest) -> Result<Option<Digest>> {
        let mut ask = self.sql()?.prepare_cached("SELECT by FROM tickets WHERE org = ?1 AND ticket = ?2")?;
        Ok(ask.query_row(params![org.0, ticket.as_bytes()], |row| digest(row, 0)).optional()?)
    }

    fn actor(&self, key: &PublicKey) -> Result<Option<Actor>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT k.org, d.id, d.genesis FROM keys k LEFT JOIN devices d ON d.id = k.device WHERE k.key = ?1",
        )?;
        Ok(ask.query_row([key.as_bytes()], actor).optional()?)
    }

    fn actors(&self) -> Result<Vec<(PublicKey, Actor)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT k.org, d.id, d.genesis, k.key FROM keys k LEFT JOIN devices d ON d.id = k.device",
        )?;
        let rows = ask.query_map([], |row| Ok((public_key(row, 3)?, actor(row)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn log_head(&self) -> Result<LogHead> {
        let mut ask = self.sql()?.prepare_cached("SELECT size, checkpoint FROM log WHERE one = 1")?;
        Ok(ask.query_row([], |row| Ok(LogHead { size: row.get(0)?, checkpoint: row.get(1)? }))?)
    }

    fn tile(&self, level: u8, number: u64) -> Result<Option<Vec<u8>>> {
        let mut ask = self.sql()?.prepare_cached("SELECT hashes FROM tiles WHERE level = ?1 AND number = ?2")?;
        Ok(ask.query_row(params![level, number], |row| row.get(0)).optional()?)
    }

    fn leaves(&self, from: u64, limit: u64) -> Result<Vec<Leaf>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT leaf, digest, kind, org, envelope FROM leaves WHERE leaf >= ?1 ORDER BY leaf LIMIT ?2",
        )?;
        let rows = ask.query_map(params![from, limit], leaf)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn leaves_of(&self, org: OrgId, from: u64, limit: u64) -> Result<Vec<Leaf>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT leaf, digest, kind, org, envelope FROM leaves WHERE org = ?1 AND leaf >= ?2 ORDER BY leaf LIMIT ?3",
        )?;
        let rows = ask.query_map(params![org.0, from, limit], leaf)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn told_of(&self, org: OrgId, after: u64, limit: u64) -> Result<Vec<(u64, Leaf)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT l.leaf, l.digest, l.kind, l.org, l.envelope, t.place FROM told AS t JOIN leaves AS l ON l.leaf = t.leaf
             WHERE t.org = ?1 AND t.place > ?2 ORDER BY t.place LIMIT ?3",
        )?;
        let rows = ask.query_map(params![org.0, after, limit], |row| Ok((row.get(5)?, leaf(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn entry(&self, device: &Device, name: &Digest) -> Result<Option<KnownEntry>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT leaf, seq, next_key, checked, linked FROM entries WHERE digest = ?1 AND device = ?2",
        )?;
        let found = ask.query_row(params![name.as_bytes(), device.id.0], |row| {
            Ok(KnownEntry {
                leaf: row.get(0)?,
                head: Head { device: device.genesis, seq: row.get(1)?, digest: *name, next_key: public_key(row, 2)? },
                checked: checked(row, 3)?,
                linked: row.get(4)?,
            })
        });
        Ok(found.optional()?)
    }

    fn followers(&self, device: DeviceId, prev: &Digest) -> Result<Vec<Follower>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT e.leaf, e.checked, l.envelope FROM entries e JOIN leaves l ON l.leaf = e.leaf
             WHERE e.device = ?1 AND e.prev = ?2 ORDER BY e.leaf",
        )?;
        let rows = ask.query_map(params![device.0, prev.as_bytes()], |row| {
            Ok(Follower { leaf: row.get(0)?, checked: checked(row, 1)?, envelope: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn faults(&self, device: DeviceId, limit: u64) -> Result<Vec<ChainFault>> {
        let mut faults = Vec::new();
        let ask = "SELECT seq, digest, prev FROM entries WHERE device = ?1 AND checked = 0 ORDER BY seq LIMIT ?2";
        let mut ask = self.sql()?.prepare_cached(ask)?;
        let gap =
            |row: &Row<'_>| Ok(ChainFault::Gap { seq: row.get(0)?, entry: digest(row, 1)?, missing: digest(row, 2)? });
        for fault in ask.query_map(params![device.0, limit], gap)? {
            faults.push(fault?);
        }
        let ask = "SELECT seq, digest FROM entries WHERE device = ?1 AND checked = 2 ORDER BY seq LIMIT ?2";
        let mut ask = self.sql()?.prepare_cached(ask)?;
        let bad = |row: &Row<'_>| Ok(ChainFault::BadSignature { seq: row.get(0)?, entry: digest(row, 1)? });
        for fault in ask.query_map(params![device.0, limit], bad)? {
            faults.push(fault?);
        }
        let ask = "SELECT seq, digest, prev FROM entries WHERE device = ?1 AND forked = 1 ORDER BY seq, leaf LIMIT ?2";
        let mut ask = self.sql()?.prepare_cached(ask)?;
        let mut rows = ask.query(params![device.0, limit.saturating_mul(4)])?;
        let mut forks: BTreeMap<(u64, Digest), BTreeSet<Digest>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            forks.entry((row.get(0)?, digest(row, 2)?)).or_default().insert(digest(row, 1)?);
        }
        let listed = forks.into_iter().take(usize::try_from(limit).unwrap_or(usize::MAX));
        faults
            .extend(listed.map(|((seq, _), entries)| ChainFault::Fork { seq, entries: entries.into_iter().collect() }));
        Ok(faults)
    }

    fn part(&self, device: DeviceId, name: &Digest) -> Result<Option<Part>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT p.size, p.small, p.held, u.received FROM parts p
             LEFT JOIN uploads u ON u.device = p.device AND u.digest = p.digest WHERE p.device = ?1 AND p.digest = ?2",
        )?;
        let found = ask.query_row(params![device.0, name.as_bytes()], |row| {
            Ok(Part { size: row.get(0)?, small: row.get(1)?, held: row.get(2)?, received: row.get(3)? })
        });
        Ok(found.optional()?)
    }

    fn usage(&self, device: DeviceId) -> Result<Usage> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT d.entry_bytes, d.held_bytes, coalesce(sum(p.size), 0), count(p.size) FROM devices d
             LEFT JOIN uploads u ON u.device = d.id
             LEFT JOIN parts p ON p.device = u.device AND p.digest = u.digest WHERE d.id = ?1",
        )?;
        let usage = |row: &Row<'_>| {
            Ok(Usage { entries: row.get(0)?, held: row.get(1)?, open: row.get(2)?, uploads: row.get(3)? })
        };
        Ok(ask.query_row([device.0], usage)?)
    }

    fn item(&self, device: DeviceId, item: &ItemId) -> Result<Vec<ItemEntry>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT leaf, seq, digest, finishes, custody FROM entries
             WHERE device = ?1 AND item = ?2 AND item <> x'' ORDER BY seq, leaf",
        )?;
        let rows = ask.query_map(params![device.0, item.as_bytes()], |row| {
            Ok(ItemEntry {
                leaf: row.get(0)?,
                seq: row.get(1)?,
                digest: digest(row, 2)?,
                finishes: row.get(3)?,
                covered: row.get::<_, i64>(4)? >= 0,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn entry_parts(&self, device: DeviceId, leaf: u64) -> Result<Vec<(Sealed, bool)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT e.digest, e.size, p.held AND p.size = e.size FROM entry_parts e
             JOIN parts p ON p.device = ?1 AND p.digest = e.digest WHERE e.leaf = ?2 ORDER BY e.place",
        )?;
        let rows = ask.query_map(params![device.0, leaf], |row| {
            Ok((Sealed { sha256: digest(row, 0)?, size: row.get(1)? }, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn custody(&self, device: DeviceId, item: &ItemId) -> Result<Vec<Leaf>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT l.leaf, l.digest, l.kind, l.org, l.envelope FROM custody c JOIN leaves l ON l.leaf = c.leaf
             WHERE c.device = ?1 AND c.item = ?2 ORDER BY c.seq",
        )?;
        let rows = ask.query_map(params![device.0, item.as_bytes()], leaf)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn custody_head(&self) -> Result<Option<(u64, Leaf)>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT l.leaf, l.digest, l.kind, l.org, l.envelope, c.seq FROM custody c JOIN leaves l ON l.leaf = c.leaf
             ORDER BY c.seq DESC LIMIT 1",
        )?;
        Ok(ask.query_row([], |row| Ok((row.get(5)?, leaf(row)?))).optional()?)
    }

    fn held_in(&self, org: OrgId, name: &Digest) -> Result<Option<u64>> {
        let mut ask = self.sql()?.prepare_cached(
            "SELECT p.size FROM parts p JOIN devices d ON d.id = p.device
             WHERE p.digest = ?1 AND p.held = 1 AND d.org = ?2 LIMIT 1",
        )?;
        Ok(ask.query_row(params![name.as_bytes(), org.0], |row| row.get(0)).optional()?)
    }

    fn uploads(&self) -> Result<Vec<(DeviceId, Digest)>> {
        let mut ask = self.sql()?.prepare_cached("SELECT device, digest FROM uploads")?;
        let rows = ask.query_map([], |row| Ok((DeviceId(row.get(0)?), digest(row, 1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn digest(row: &Row<'_>, column: usize) -> rusqlite::Result<Digest> {
    row.get(column).map(Digest::from_bytes)
}

fn public_key(row: &Row<'_>, column: usize) -> rusqlite::Result<PublicKey> {
    let bytes: [u8; 32] = row.get(column)?;
    let wrong = |e: evidence::Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Blob, Box::new(e))
    };
    PublicKey::from_bytes(&bytes).map_err(wrong)
}

fn checked(row: &Row<'_>, column: usize) -> rusqlite::Result<Checked> {
    Ok(match row.get::<_, i64>(column)? {
        0 => Checked::Gap,
        1 => Checked::Right,
        _ => Checked::Wrong,
    })
}

fn leaf(row: &Row<'_>) -> rusqlite::Result<Leaf> {
    Ok(Leaf {
        leaf: row.get(0)?,
        digest: digest(row, 1)?,
        kind: match row.get::<_, i64>(2)? {
            0 => LeafKind::Entry,
            1 => LeafKind::Custody,
            _ => LeafKind::Word,
        },
        org: OrgId(row.get(3)?),
        envelope: row.get(4)?,
    })
}

/// Reports a row that was checked before it was stored and has changed: the disk's fault, not the client's.
fn damaged(error: evidence::Error) -> Error {
    Error::new(Failure::Unavailable, "a row of the ledger", error)
}

fn actor(row: &Row<'_>) -> rusqlite::Result<Actor> {
    let org = OrgId(row.get(0)?);
    Ok(match row.get::<_, Option<i64>>(1)? {
        None => Actor::Archivist(org),
        Some(id) => Actor::Device(Device { id: DeviceId(id), org, genesis: digest(row, 2)? }),
    })
}
