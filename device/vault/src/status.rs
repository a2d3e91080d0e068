//! The home's report of itself: public facts, and the private ones that the policy lets a person see.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use evidence::chain::Head;
use evidence::policy::Review;
use evidence::{ClaimedTime, Digest, ItemId};
use jiff::Timestamp;
use rusqlite::params;
use serde::Serialize;

use crate::home::{Home, State};
use crate::index::Readable;
use crate::instructions::PolicyChange;
use crate::store::{number, unsigned};
use crate::{Error, Result, Unlocked, Unread, instructions, store};

const READ: &str = "the outbox could not be read";

/// The public facts of an item; a database index serves each part of the query.
const LISTED: &str = "SELECT i.item, i.seq, i.live, i.finished, i.interrupted, i.delivered,
        (SELECT count(*) FROM parts p WHERE p.item = i.item),
        (SELECT coalesce(sum(size), 0) FROM parts p WHERE p.item = i.item),
        NOT EXISTS (SELECT 1 FROM entries e WHERE e.item = i.item AND e.noted IS NULL)
     FROM items i";
const PAGE: &str = "WHERE i.seq < ?1 ORDER BY i.seq DESC LIMIT ?2";

/// Counts and the head.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Status {
    /// Items begun.
    pub items: u64,
    /// Items without a record yet: recordings and imports in progress.
    pub unfinished: u64,
    /// Items that were cut off.
    pub interrupted: u64,
    /// Sealed parts of all items.
    pub parts_total: u64,
    /// Parts that the server has not acknowledged.
    pub parts_waiting: u64,
    /// Bytes in the waiting parts.
    pub bytes_waiting: u64,
    /// Entries in the chain, genesis included.
    pub entries: u64,
    /// Entries with a noted receipt that was checked since the home was opened.
    pub noted: u64,
    /// Items whose delivered receipts cover all of their parts; the receipts were checked since the home was opened.
    pub delivered: u64,
    /// Entries whose receipts are not checked yet; [`Home::check`] checks them.
    pub unchecked: u64,
    /// The newest entry.
    pub head: Head,
    /// Digest of genesis, which identifies the device.
    pub device: Digest,
    /// True once the server has enrolled the device.
    pub enrolled: bool,
    /// The time after which a server refuses the invitation that admits this device; `None` without such a limit, and
    /// after a server has enrolled the device.
    pub admitted_until: Option<Timestamp>,
    /// True if that time is over by this device's own clock.
    pub admission_ended: bool,
    /// Version of the policy in force.
    pub policy_version: u64,
    /// The review that the policy grants on this device.
    pub review: Review,
    /// True if there is a locked vault.
    pub vault: bool,
    /// True if the chain can continue.
    pub can_sign: bool,
    /// True if a panic has destroyed this device's keys: this device can no longer add, send or open items.
    pub destroyed: bool,
    /// Changes by the organisation's policies that the person has not acknowledged.
    pub policy_changes: BTreeSet<PolicyChange>,
    /// The device whose chain this one continues.
    pub continues: Option<Digest>,
    /// Chains that could not continue, the first one first.
    pub earlier: Vec<EarlierChain>,
    /// Chains, or pieces of chains, that cannot be read.
    pub unread: Vec<Unread>,
    /// Contradictions of the server's log that this device found; see [`Home::contradictions`].
    pub log_contradictions: u64,
}

/// A chain that could not continue: its items can be read and sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EarlierChain {
    /// Digest of its genesis.
    pub device: Digest,
    /// Items begun.
    pub items: u64,
    /// Sealed parts that the server has not acknowledged.
    pub parts_waiting: u64,
    /// Bytes in the waiting parts.
    pub bytes_waiting: u64,
    /// Items that were not delivered.
    pub undelivered: u64,
}

/// The list of items, as far as the policy permits.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Listing {
    /// The review that the policy grants.
    pub review: Review,
    /// True if the policy grants review and the vault is locked or missing, so that only public facts are listed.
    pub locked: bool,
    /// The items, newest first.
    pub items: Vec<Listed>,
}

/// One item: its public facts, and the private ones from the vault.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Listed {
    /// The item.
    pub item: ItemId,
    /// Number of its first entry. Passed to [`Home::list`] as `before`, it lists the next older items.
    pub seq: u64,
    /// The time that its first entry claims.
    pub claimed_at: ClaimedTime,
    /// True for a live recording.
    pub live: bool,
    /// True once its record is there.
    pub finished: bool,
    /// True if it was cut off.
    pub interrupted: bool,
    /// Sealed parts.
    pub parts: u64,
    /// Bytes in these parts.
    pub bytes: u64,
    /// True if every entry has a noted receipt.
    pub noted: bool,
    /// True if delivered receipts cover the whole item.
    pub delivered: bool,
    /// Its row in the vault's index, if the policy grants review and the vault is unlocked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readable: Option<Readable>,
}

impl Home {
    /// Returns the size in bytes of the largest file that this disk has room for; `None` if the system does not report
    /// the free room. Takes no lock.
    pub fn room(&self) -> Option<u64> {
        self.0.durable.reserve().room()
    }

    /// Returns counts and the head.
    pub fn status(&self) -> Result<Status> {
        // Before the state is locked: earlier chains have their own locks, and no lock is taken under another.
        let (mut earlier, mut unread) = (Vec::new(), self.unread());
        for chain in &self.0.earlier {
            // A chain that was changed since the start is reported, and does not affect the others.
            match chain.as_earlier() {
                Ok(told) => earlier.push(told),
                Err(e @ Error::Bug(_)) => return Err(e),
                Err(e) => unread.push(chain.unread_from_here(&e)),
            }
        }
        let state = self.0.lock()?;
        state.check_sound()?;
        let device = store::device(&state.db)?.ok_or(Error::Bug("an open home without a device"))?;
        let genesis = store::entry_at(&state.db, 0)?;
        let enrolled = device.enrolled && state.believed.is_known();
        let admitted_until = if enrolled { None } else { store::admitted_until(&state.db, &device.organisation)? };
        let count = |sql: &str| -> Result<u64> {
            state.db.query_row(sql, [], |r| r.get::<_, i64>(0)).map(unsigned).map_err(Error::sql(READ))
        };
        Ok(Status {
            items: count("SELECT count(*) FROM items")?,
            unfinished: count("SELECT count(*) FROM items WHERE finished = 0")?,
            interrupted: count("SELECT count(*) FROM items WHERE interrupted = 1")?,
            parts_total: count("SELECT count(*) FROM parts")?,
            parts_waiting: count("SELECT count(*) FROM parts WHERE uploaded = 0")?,
            bytes_waiting: count("SELECT coalesce(sum(size), 0) FROM parts WHERE uploaded = 0")?,
            entries: count("SELECT count(*) FROM entries")?,
            noted: state.believed.noted(),
            delivered: state.believed.delivered(),
            unchecked: state.unchecked()?,
            head: state.head,
            device: state.head.device,
            enrolled,
            admitted_until,
            admission_ended: admitted_until.is_some_and(|until| until < self.0.around.now().instant()),
            policy_version: state.policy.policy().version,
            review: state.policy.policy().review,
            vault: device.vault,
            can_sign: state.key.is_some(),
            destroyed: self.0.destroyed.is_set(),
            policy_changes: instructions::untold(&state.db)?,
            continues: genesis.and_then(|genesis| Some(genesis.details()?.continues?.device)),
            earlier,
            unread,
            log_contradictions: count("SELECT count(*) FROM contradictions")?,
        })
    }

    fn as_earlier(&self) -> Result<EarlierChain> {
        let Status { device, items, parts_waiting, bytes_waiting, delivered, .. } = self.status()?;
        let undelivered = items.saturating_sub(delivered);
        Ok(EarlierChain { device, items, parts_waiting, bytes_waiting, undelivered })
    }

    /// Returns true while entries, parts or finished items of this chain wait for the server.
    pub fn waits(&self) -> Result<bool> {
        self.check_all()?;
        let status = self.status()?;
        let finished = status.items.saturating_sub(status.unfinished);
        Ok(status.noted < status.entries || status.parts_waiting > 0 || status.delivered < finished)
    }

    /// Returns the newest `limit` items before the entry `before`, with the facts that the policy lets a person see.
    ///
    /// With review `never`, or without an unlocked vault, these are only the public facts of the entries: times, sizes
    /// and progress. An item that is not in the index yet ([`Home::refresh`]) is listed in the same way.
    pub fn list(&self, vault: Option<&Unlocked>, before: Option<u64>, limit: usize) -> Result<Listing> {
        let review = self.policy()?.policy().review;
        let vault = vault.filter(|_| review != Review::Never);
        if let Some(vault) = vault {
            self.purge(vault)?;
        }
        let mut items = self.listed(PAGE, params![number(before.unwrap_or(u64::MAX)), number(limit as u64)])?;
        if let Some(vault) = vault {
            for listed in &mut items {
                listed.readable = vault.readable(&listed.item)?;
            }
        }
        Ok(Listing { review, locked: review != Review::Never && vault.is_none(), items })
    }

    /// Returns one item as [`Home::list`] lists it; `None` if there is no such item.
    pub fn progress_of(&self, vault: Option<&Unlocked>, item: &ItemId) -> Result<Option<Listed>> {
        let mut found = self.listed("WHERE i.item = ?1", [item.as_bytes().as_slice()])?.pop();
        let review = self.policy()?.policy().review;
        if let (Some(listed), Some(vault)) = (&mut found, vault)
            && (review == Review::Always || review == Review::UntilDelivered && !listed.delivered)
        {
            listed.readable = vault.readable(item)?;
        }
        Ok(found)
    }

    fn listed(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Listed>> {
        let mut guard = self.0.lock()?;
        let state = &mut *guard;
        state.check_sound()?;
        let mut out = Self::rows(state, condition, values)?;
        let postponed = self.0.postponed.lock().unwrap_or_else(PoisonError::into_inner);
        // A flag is no proof, so an item that is listed for the first time in this run is checked now.
        for listed in &mut out {
            // No source feeds it any more: it waits for room to be closed.
            listed.interrupted |= postponed.contains(&listed.item);
            listed.noted = listed.noted && state.believes_noted(&listed.item)?;
            listed.delivered = listed.delivered && state.believes_delivered(&listed.item)?;
        }
        Ok(out)
    }

    fn rows(state: &State, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Listed>> {
        let mut query = state.db.prepare_cached(&format!("{LISTED} {condition}")).map_err(Error::sql(READ))?;
        let rows = query.query_map(values, |r| {
            Ok((
                r.get::<_, Vec<u8>>(0)?,
                r.get(1)?,
                [r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?, r.get(8)?],
                (r.get(6)?, r.get(7)?),
            ))
        });
        let mut out = Vec::new();
        for row in rows.map_err(Error::sql(READ))? {
            let (item, seq, [live, finished, interrupted, delivered, noted], (parts, bytes)) =
                row.map_err(Error::sql(READ))?;
            let first = store::entry_at(&state.db, unsigned(seq))?;
            let first = first.ok_or(Error::malformed("outbox", "an item's first entry is not there"))?;
            out.push(Listed {
                item: store::item_id(&item)?,
                seq: unsigned(seq),
                claimed_at: store::claimed_at(&first)?,
                live,
                finished,
                interrupted,
                parts: unsigned(parts),
                bytes: unsigned(bytes),
                noted,
                delivered,
                readable: None,
            });
        }
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_list_is_served_by_indexes_alone() {
        let dir = tempfile::tempdir().unwrap();
        let db = crate::schema::open(&dir.path().join("outbox.sqlite")).unwrap();
        for (condition, values) in [(PAGE, vec![1_000i64, 100]), ("WHERE i.item = ?1", vec![1])] {
            let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {LISTED} {condition}")).unwrap();
            let plan = query.query_map(rusqlite::params_from_iter(values), |r| r.get::<_, String>(3)).unwrap();
            let plan: Vec<String> = plan.map(Result::unwrap).collect();
            assert!(plan.len() > 3 && plan.iter().any(|p| p.contains("SEARCH i USING")), "{plan:?}");
            assert!(plan.iter().all(|p| !p.starts_with("SCAN") || p.contains("CONSTANT")), "{plan:?}");
            assert!(!plan.iter().any(|p| p.contains("TEMP B-TREE")), "{plan:?}");
        }
    }
}
