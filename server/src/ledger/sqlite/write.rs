//! The changes as SQL, inside the one writing transaction.

use evidence::part::Sealed;
use evidence::{Digest, ItemId, PublicKey, SignedPolicy};
use rusqlite::{OptionalExtension as _, params};

use super::Writing;
use crate::durable::Durable;
use crate::ledger::failure::Result;
use crate::ledger::rows::{Checked, Device, DeviceId, Leaf, LogHead, NewEntry, NewWord, OrgId};
use crate::ledger::store::Change;

impl Writing<'_> {
    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<usize> {
        Ok(self.writer.prepare_cached(sql)?.execute(values)?)
    }
}

impl Change for Writing<'_> {
    fn mark(&mut self) -> Result<()> {
        self.run("SAVEPOINT one", [])?;
        Ok(())
    }

    fn keep(&mut self) -> Result<()> {
        self.run("RELEASE one", [])?;
        Ok(())
    }

    fn undo(&mut self) -> Result<()> {
        self.run("ROLLBACK TO one", [])?;
        self.run("RELEASE one", [])?;
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<Durable> {
        self.end()
    }

    fn set_meta(&mut self, name: &str, value: &str) -> Result<()> {
        self.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)", [name, value])?;
        Ok(())
    }

    fn add_code(&mut self, hash: &Digest, made: i64) -> Result<()> {
        self.run("INSERT INTO codes (hash, made) VALUES (?1, ?2)", params![hash.as_bytes(), made])?;
        Ok(())
    }

    fn spend_code(&mut self, hash: &Digest) -> Result<bool> {
        Ok(self.run("UPDATE codes SET spent = 1 WHERE hash = ?1 AND spent = 0", [hash.as_bytes()])? == 1)
    }

    fn add_organisation(&mut self, key: &PublicKey, policy: &SignedPolicy) -> Result<OrgId> {
        let digest = policy.digest();
        self.run(
            "INSERT INTO organisations (key, policy) VALUES (?1, ?2)",
            params![key.as_bytes(), digest.as_bytes()],
        )?;
        let org = OrgId(self.writer.last_insert_rowid());
        self.set_policy(org, policy)?;
        Ok(org)
    }

    fn set_policy(&mut self, org: OrgId, policy: &SignedPolicy) -> Result<()> {
        let (digest, envelope) = (policy.digest(), policy.envelope().to_json());
        let version = policy.policy().version;
        self.run(
            "INSERT OR IGNORE INTO policies (org, digest, version, envelope) VALUES (?1, ?2, ?3, ?4)",
            params![org.0, digest.as_bytes(), version, envelope],
        )?;
        self.run("UPDATE organisations SET policy = ?2 WHERE id = ?1", params![org.0, digest.as_bytes()])?;
        Ok(())
    }

    fn spend_ticket(&mut self, org: OrgId, ticket: &Digest, by: &Digest) -> Result<()> {
        self.run(
            "INSERT INTO tickets (org, ticket, by) VALUES (?1, ?2, ?3)",
            params![org.0, ticket.as_bytes(), by.as_bytes()],
        )?;
        Ok(())
    }

    fn add_device(&mut self, org: OrgId, genesis: &Digest, key: &PublicKey) -> Result<Device> {
        self.run("INSERT INTO devices (org, genesis) VALUES (?1, ?2)", params![org.0, genesis.as_bytes()])?;
        let id = DeviceId(self.writer.last_insert_rowid());
        self.run("INSERT INTO keys (key, org, device) VALUES (?1, ?2, ?3)", params![key.as_bytes(), org.0, id.0])?;
        Ok(Device { id, org, genesis: *genesis })
    }

    fn add_word(&mut self, word: &NewWord) -> Result<()> {
        self.run(
            "INSERT INTO words (leaf, org, digest, device, confirms) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![word.leaf, word.org.0, word.digest.as_bytes(), word.device.as_bytes(), word.confirms],
        )?;
        Ok(())
    }

    fn add_archivist(&mut self, org: OrgId, key: &PublicKey) -> Result<()> {
        self.run("INSERT INTO keys (key, org, device) VALUES (?1, ?2, NULL)", params![key.as_bytes(), org.0])?;
        Ok(())
    }

    fn add_leaf(&mut self, leaf: &Leaf) -> Result<()> {
        self.run(
            "INSERT INTO leaves (leaf, digest, kind, org, envelope) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![leaf.leaf, leaf.digest.as_bytes(), leaf.kind as i64, leaf.org.0, leaf.envelope],
        )?;
        Ok(())
    }

    fn tell(&mut self, leaf: u64, envelope: &[u8]) -> Result<()> {
        self.run("UPDATE leaves SET envelope = ?2 WHERE leaf = ?1", params![leaf, envelope])?;
        self.run("INSERT INTO told (leaf, org) SELECT leaf, org FROM leaves WHERE leaf = ?1", [leaf])?;
        Ok(())
    }

    fn add_entry(&mut self, entry: &NewEntry<'_>, bytes: u64) -> Result<()> {
        self.run(
            "INSERT INTO entries (leaf, device, digest, seq, prev, next_key, item, finishes, checked, linked)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                entry.leaf,
                entry.device.0,
                entry.head.digest.as_bytes(),
                entry.head.seq,
                entry.prev.as_ref().map_or(&[][..], |d| d.as_bytes()),
                entry.head.next_key.as_bytes(),
                entry.item.as_ref().map_or(&[][..], |i| i.as_bytes()),
                entry.finishes,
                entry.checked as i64,
                entry.linked,
            ],
        )?;
        self.charge(entry.device, bytes)
    }

    fn charge(&mut self, device: DeviceId, bytes: u64) -> Result<()> {
        self.run("UPDATE devices SET entry_bytes = entry_bytes + ?2 WHERE id = ?1", params![device.0, bytes])?;
        Ok(())
    }

    fn add_part(&mut self, device: DeviceId, leaf: u64, place: usize, sealed: &Sealed, small: bool) -> Result<()> {
        let (digest, size) = (sealed.sha256.as_bytes(), sealed.size);
        self.run(
            "INSERT INTO entry_parts (leaf, place, digest, size) VALUES (?1, ?2, ?3, ?4)",
            params![leaf, place, digest, size],
        )?;
        self.run(
            "INSERT OR IGNORE INTO parts (device, digest, size, small) VALUES (?1, ?2, ?3, ?4)",
            params![device.0, digest, size, small],
        )?;
        Ok(())
    }

    fn note_fork(&mut self, device: DeviceId, prev: &Digest, leaf: u64) -> Result<()> {
        // Any other entry suffices: as soon as there are two, both are marked, and so is every later one.
        let mut ask = self
            .writer
            .prepare_cached("SELECT leaf FROM entries WHERE device = ?1 AND prev = ?2 AND leaf <> ?3 LIMIT 1")?;
        let other = ask.query_row(params![device.0, prev.as_bytes(), leaf], |row| row.get::<_, u64>(0)).optional()?;
        if let Some(other) = other {
            self.run("UPDATE entries SET forked = 1 WHERE leaf IN (?1, ?2) AND forked = 0", params![leaf, other])?;
        }
        Ok(())
    }

    fn set_checked(&mut self, leaf: u64, checked: Checked) -> Result<()> {
        self.run("UPDATE entries SET checked = ?2 WHERE leaf = ?1", params![leaf, checked as i64])?;
        Ok(())
    }

    fn link_from(&mut self, device: DeviceId, leaf: u64) -> Result<()> {
        self.run(
            "WITH RECURSIVE down (leaf, digest) AS (
                 SELECT leaf, digest FROM entries WHERE leaf = ?2
                 UNION
                 SELECT e.leaf, e.digest FROM down d JOIN entries e ON e.device = ?1 AND e.prev = d.digest
                 WHERE e.checked = 1
             ) UPDATE entries SET linked = 1 WHERE linked = 0 AND leaf IN (SELECT leaf FROM down)",
            params![device.0, leaf],
        )?;
        Ok(())
    }

    fn begin_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()> {
        self.run(
            "INSERT OR IGNORE INTO uploads (device, digest, received) VALUES (?1, ?2, 0)",
            params![device.0, digest.as_bytes()],
        )?;
        Ok(())
    }

    fn set_received(&mut self, device: DeviceId, digest: &Digest, received: u64, _bytes: &Durable) -> Result<()> {
        self.run(
            "INSERT INTO uploads (device, digest, received) VALUES (?1, ?2, ?3)
             ON CONFLICT (device, digest) DO UPDATE SET received = excluded.received",
            params![device.0, digest.as_bytes(), received],
        )?;
        Ok(())
    }

    fn end_upload(&mut self, device: DeviceId, digest: &Digest) -> Result<()> {
        self.run("DELETE FROM uploads WHERE device = ?1 AND digest = ?2", params![device.0, digest.as_bytes()])?;
        Ok(())
    }

    fn hold(&mut self, device: DeviceId, digest: &Digest, _bytes: &Durable) -> Result<()> {
        self.end_upload(device, digest)?;
        let held = self.run(
            "UPDATE parts SET held = 1 WHERE device = ?1 AND digest = ?2 AND held = 0",
            params![device.0, digest.as_bytes()],
        )?;
        if held == 1 {
            self.run(
                "UPDATE devices SET held_bytes = held_bytes
                     + (SELECT size FROM parts WHERE device = ?1 AND digest = ?2) WHERE id = ?1",
                params![device.0, digest.as_bytes()],
            )?;
        }
        Ok(())
    }

    fn lose(&mut self, digest: &Digest) -> Result<()> {
        self.run(
            "UPDATE devices SET held_bytes = held_bytes - p.size FROM parts p
             WHERE p.digest = ?1 AND p.held = 1 AND p.device = devices.id",
            [digest.as_bytes()],
        )?;
        self.run("UPDATE parts SET held = 0 WHERE digest = ?1 AND held = 1", [digest.as_bytes()])?;
        Ok(())
    }

    fn add_custody(&mut self, seq: u64, leaf: u64, device: DeviceId, item: &ItemId, entries: &[u64]) -> Result<()> {
        self.run(
            "INSERT INTO custody (seq, leaf, device, item) VALUES (?1, ?2, ?3, ?4)",
            params![seq, leaf, device.0, item.as_bytes()],
        )?;
        for entry in entries {
            self.run("UPDATE entries SET custody = ?2 WHERE leaf = ?1 AND custody = -1", params![entry, leaf])?;
        }
        Ok(())
    }

    fn set_tile(&mut self, level: u8, number: u64, hashes: &[u8]) -> Result<()> {
        self.run(
            "INSERT INTO tiles (level, number, hashes) VALUES (?1, ?2, ?3)
             ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes",
            params![level, number, hashes],
        )?;
        Ok(())
    }

    fn set_log_head(&mut self, head: &LogHead) -> Result<()> {
        self.run(
            "INSERT INTO log (one, size, checkpoint) VALUES (1, ?1, ?2)
             ON CONFLICT (one) DO UPDATE SET size = excluded.size, checkpoint = excluded.checkpoint",
            params![head.size, head.checkpoint],
        )?;
        Ok(())
    }
}
