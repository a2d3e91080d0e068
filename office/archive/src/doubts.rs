//! Doubts about the signer of an item because of its device, stored beside the list, so that a list, a search and a
//! pull can show them.
//!
//! Owns no rule: `verify` judges the files of a bundle of all items of the device. A device with one chain, a ticket of
//! its own and only good words from the organisation is not judged, because no doubt is possible.

use std::collections::{BTreeMap, BTreeSet};

use evidence::{Digest, Envelope, ItemId, PublicKey, Word, word::Spoken};
use rusqlite::{OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use verify::State;

use crate::columns::{blob, damaged, digest, item, word};
use crate::devices::Standing;
use crate::finding::{self, Finding, FindingKind};
use crate::store::{self, Store};
use crate::{Error, Result};

/// Most other users of a ticket that are judged beside a device.
const RIVALS: usize = 64;

/// Doubts about the signer of an item, the gravest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// Its device was ended, and no log noted the item before the end.
    Ended,
    /// A copy of the device's key was used elsewhere, and no proof shows that this use was first.
    CopiedKey,
    /// No ticket of the organisation admits its device.
    NotAdmitted,
    /// Another device used the same invitation, and no proof shows that this one was first.
    TicketShared,
    /// Its device was ended after a log noted the item: the signer stays valid.
    EndedLater,
}

impl Doubt {
    /// Every doubt.
    pub const ALL: [Self; 5] = [Self::Ended, Self::CopiedKey, Self::NotAdmitted, Self::TicketShared, Self::EndedLater];

    /// Returns the doubt for a verdict's code.
    fn of(code: &str) -> Option<Self> {
        Some(match code {
            "ended" => Self::Ended,
            "copied-key" | "copied-key-unnoted" => Self::CopiedKey,
            "not-admitted" | "enrolled-elsewhere" => Self::NotAdmitted,
            "ticket-settled" | "ticket-shared" => Self::TicketShared,
            "ended-later" => Self::EndedLater,
            _ => return None,
        })
    }
}

/// Number of a device's items with one doubt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Doubted {
    /// Digest of the device's genesis entry.
    pub device: Digest,
    /// The doubt.
    pub doubt: Doubt,
    /// Number of items.
    pub items: u64,
}

/// The effect of an end on the items here.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Behind {
    /// Items that a log noted: their signer stays valid.
    pub noted: u64,
    /// Items that no log noted: their signer becomes unchecked.
    pub unnoted: u64,
}

impl Store {
    /// Returns the doubts about the signer of an item, the gravest first.
    pub(crate) fn doubts_of(&self, item: &ItemId) -> Result<Vec<Doubt>> {
        let mut rows = self.index.prepare_cached("SELECT doubt FROM doubt WHERE item = ?1")?;
        let words =
            rows.query_map([item.as_bytes()], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut doubts = words.iter().map(|word| read(word)).collect::<Result<Vec<_>>>()?;
        doubts.sort_unstable();
        Ok(doubts)
    }

    /// Counts these items by device and doubt.
    pub(crate) fn doubted(&self, items: &BTreeSet<ItemId>) -> Result<Vec<Doubted>> {
        let mut counts: BTreeMap<(Digest, Doubt), u64> = BTreeMap::new();
        let mut rows = self.index.prepare_cached("SELECT device, doubt FROM doubt WHERE item = ?1")?;
        for item in items {
            for row in rows.query_map([item.as_bytes()], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))? {
                let (device, doubt) = row?;
                *counts.entry((digest(&device)?, read(&doubt)?)).or_default() += 1;
            }
        }
        Ok(counts.into_iter().map(|((device, doubt), items)| Doubted { device, doubt, items }).collect())
    }

    /// Returns the effect that an end would have on the items here and does not have yet. The end need not be filed.
    ///
    /// Errors: `Refused` for a word that this archive's organisation did not sign.
    pub fn behind(&self, end: &Envelope) -> Result<Behind> {
        let organisation = self.organisation()?.ok_or_else(|| Error::refused("the word", "the archive is empty"))?;
        let device = Word::open(end, &organisation)?.device;
        let said = [Spoken { word: end.clone(), proof: None }];
        let mut behind = Behind::default();
        let rivals = self.rivals(&BTreeSet::from([device]))?;
        for (item, codes) in self.signers(&device, rivals, &said)?.0 {
            let now = self.doubts_of(&item)?;
            let then: BTreeSet<Doubt> = codes.iter().filter_map(|code| Doubt::of(code)).collect();
            let new = |doubt: &Doubt| then.contains(doubt) && !now.contains(doubt);
            behind.noted += u64::from(new(&Doubt::EndedLater));
            behind.unnoted += u64::from(new(&Doubt::Ended));
        }
        Ok(behind)
    }

    /// Returns the organisation's decision about a device that had to be judged.
    pub(crate) fn judged_state(&self, device: &Digest) -> Result<Option<State>> {
        let sql = "SELECT state FROM device_state WHERE device = ?1";
        let json: Option<String> =
            self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0)).optional()?;
        json.map(|json| serde_json::from_str(&json).map_err(|_| damaged())).transpose()
    }

    /// Judges every device with newly filed data. Returns the items with new doubts.
    pub(crate) fn judge_devices(&self) -> Result<BTreeSet<ItemId>> {
        let mut queue = self.unjudged()?;
        if queue.is_empty() {
            return Ok(BTreeSet::new());
        }
        // Without a known organisation no word can be attributed.
        let Some(organisation) = self.organisation()? else { return Ok(BTreeSet::new()) };
        let mut rivals: BTreeMap<Digest, BTreeSet<Digest>> = BTreeMap::new();
        for users in self.sharers()? {
            if !users.iter().any(|user| queue.contains(user)) {
                continue;
            }
            queue.extend(users.iter().copied());
            let mut first = self.first_noted(&users, RIVALS)?;
            first.extend(self.confirmed_of(&users, &organisation, RIVALS)?);
            for user in &users {
                rivals.insert(*user, first.iter().filter(|other| *other != user).copied().collect());
            }
        }
        let mut new = BTreeSet::new();
        for device in queue {
            let rivals = rivals.remove(&device);
            let (items, state) = if rivals.is_some() || self.is_in_question(&device, &organisation)? {
                match self.signers(&device, rivals.unwrap_or_default(), &[]) {
                    Err(e @ (Error::Malformed { .. } | Error::Refused { .. } | Error::Evidence(_))) => {
                        // A device that is too large, even on purpose, must not keep others from being listed.
                        finding::keep(&self.index, &Finding::new(FindingKind::Unsupported, device, e.to_string()))?;
                        (Vec::new(), None)
                    }
                    judged => judged?,
                }
            } else {
                (Vec::new(), None)
            };
            new.extend(self.keep_doubts(&device, &items, state)?);
        }
        Ok(new)
    }

    /// Returns, of the devices that used one ticket, at most `most` that a log noted first, then those that none noted:
    /// the others cannot change which one was first.
    fn first_noted(&self, users: &[Digest], most: usize) -> Result<Vec<Digest>> {
        let mut place = self.index.prepare_cached("SELECT min(leaf) FROM receipt WHERE statement = ?1")?;
        let mut placed = Vec::with_capacity(users.len());
        for user in users {
            let leaf: Option<i64> = place.query_row([blob(user)], |r| r.get(0))?;
            placed.push((leaf.is_none(), leaf, *user));
        }
        placed.sort_unstable();
        Ok(placed.into_iter().take(most).map(|(_, _, user)| user).collect())
    }

    /// Returns, of the devices that used one ticket, at most `most` that the organisation confirmed.
    fn confirmed_of(&self, users: &[Digest], organisation: &PublicKey, most: usize) -> Result<Vec<Digest>> {
        let mut confirmed = Vec::new();
        for user in users {
            if confirmed.len() < most && self.said(user, Some(organisation))?.confirmed {
                confirmed.push(*user);
            }
        }
        Ok(confirmed)
    }

    fn unjudged(&self) -> Result<BTreeSet<Digest>> {
        let mut rows = self.index.prepare_cached("SELECT device FROM unjudged")?;
        let rows = rows.query_map([], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| digest(&row?)).collect()
    }

    /// Returns true if a device that shares no ticket may have doubts.
    fn is_in_question(&self, device: &Digest, organisation: &PublicKey) -> Result<bool> {
        let genesis = store::entry(&self.index, device)?;
        let (standing, said) = self.standing(device, genesis.as_ref(), Some(organisation))?;
        if !said.ends.is_empty() || matches!(standing, Standing::NotAdmitted { .. }) {
            return Ok(true);
        }
        let sql = "SELECT count(*) <> count(DISTINCT seq) FROM entry WHERE device = ?1 AND linked = 1";
        Ok(self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0))?)
    }

    /// Keeps a device's judgement. An item with unchanged doubts keeps its line.
    fn keep_doubts(
        &self,
        device: &Digest,
        items: &[(ItemId, BTreeSet<&'static str>)],
        state: Option<State>,
    ) -> Result<BTreeSet<ItemId>> {
        let now: BTreeSet<(ItemId, Doubt)> = items
            .iter()
            .flat_map(|(item, codes)| codes.iter().filter_map(|code| Some((*item, Doubt::of(code)?))))
            .collect();
        let transaction = Transaction::new_unchecked(&self.index, TransactionBehavior::Immediate)?;
        let mut before = BTreeSet::new();
        {
            let mut rows = transaction.prepare_cached("SELECT item, doubt FROM doubt WHERE device = ?1")?;
            let rows = rows.query_map([blob(device)], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)))?;
            for row in rows {
                let (id, doubt) = row?;
                before.insert((item(&id)?, read(&doubt)?));
            }
            let mut gone = transaction.prepare_cached("DELETE FROM doubt WHERE item = ?1 AND doubt = ?2")?;
            for (id, doubt) in before.difference(&now) {
                gone.execute(params![id.as_bytes(), word(doubt)])?;
            }
            let mut came =
                transaction.prepare_cached("INSERT OR REPLACE INTO doubt (item, device, doubt) VALUES (?1, ?2, ?3)")?;
            for (id, doubt) in now.difference(&before) {
                came.execute(params![id.as_bytes(), blob(device), word(doubt)])?;
            }
        }
        match state {
            Some(state) => {
                let sql = "INSERT OR REPLACE INTO device_state (device, state) VALUES (?1, ?2)";
                let json = serde_json::to_string(&state).map_err(|_| Error::Bug("a state that cannot be written"))?;
                transaction.execute(sql, params![blob(device), json])?;
            }
            None => drop(transaction.execute("DELETE FROM device_state WHERE device = ?1", [blob(device)])?),
        }
        transaction.execute("DELETE FROM unjudged WHERE device = ?1", [blob(device)])?;
        self.commit(transaction)?;
        Ok(now.difference(&before).map(|(item, _)| *item).collect())
    }
}

/// Returns a doubt from the index.
pub(crate) fn read(word: &str) -> Result<Doubt> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).map_err(|_| damaged())
}
