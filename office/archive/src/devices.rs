//! The devices of an archive: each with its code, its items, and its admission by the organisation.
//!
//! Gives no verdict: it reports the facts that a verifier would question in a bundle of the device's items.

use std::collections::{BTreeMap, BTreeSet};

use evidence::word::Covers;
use evidence::{DeviceCode, Digest, PublicKey, SignedEntry, Word, admission};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;
use verify::State;

use crate::Result;
use crate::columns::{blob, damaged, digest, number};
use crate::store::{self, Store};

/// One device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DeviceView {
    /// Digest of its genesis entry.
    pub device: Digest,
    /// Its code in Latin letters.
    pub code: String,
    /// Its code in Cyrillic letters.
    pub code_cyrillic: String,
    /// The device whose chain it claims to continue.
    pub continues: Option<Digest>,
    /// Its platform class, if the details of its genesis are here.
    pub platform: Option<String>,
    /// The device's clock at its first entry; empty if that entry is not here.
    pub claimed_at: String,
    /// Its clock at the newest entry whose details are here; empty if there is none.
    pub last_at: String,
    /// Linked entries.
    pub entries: u64,
    /// Items that these entries name.
    pub items: u64,
    /// The organisation's decision about it.
    #[serde(flatten)]
    pub standing: Standing,
    /// The organisation's present decision about it, by the order of the log.
    pub now: State,
    /// Other devices that used the same invitation.
    pub shares_ticket_with: Vec<Digest>,
    /// Numbers of the entries by which the organisation renewed it.
    pub renewed_at: Vec<u64>,
    /// Entries from which on the organisation ended it.
    pub ends: Vec<EndOfDevice>,
}

/// An end that the organisation declared.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct EndOfDevice {
    /// The entry that it names.
    pub entry: Digest,
    /// The number of that entry; `None` if it is not here.
    pub seq: Option<u64>,
    /// True if that entry itself is covered too.
    pub itself: bool,
    /// True if a log holds the end: then it covers entries that are noted later.
    pub logged: bool,
}

/// The organisation's decision about a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// The organisation confirmed it after a person compared its code.
    Confirmed,
    /// A ticket of its own admits it.
    Admitted,
    /// No ticket of the organisation admits it.
    NotAdmitted {
        /// The reason.
        why: String,
    },
    /// Its first entry, or that entry's details, are not here.
    Unknown,
}

impl Store {
    /// Returns every device with any entry here, in the order of arrival.
    pub fn known_devices(&self) -> Result<Vec<DeviceView>> {
        let organisation = self.organisation()?;
        let sql = "SELECT device, sum(linked), count(DISTINCT CASE WHEN linked = 1 AND item <> x'' THEN item END)
                   FROM entry GROUP BY device ORDER BY min(id)";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, i64>(1)?, r.get::<_, i64>(2)?)))?;
        let mut devices = Vec::new();
        let mut geneses = Vec::new();
        for row in rows {
            let (device, entries, items) = row?;
            let device = digest(&device)?;
            let count = |n: i64| u64::try_from(n).map_err(|_| damaged());
            let genesis = store::entry(&self.index, &device)?;
            let details = genesis.as_ref().and_then(SignedEntry::details);
            let (standing, said) = self.standing(&device, genesis.as_ref(), organisation.as_ref())?;
            let renewed_at = self.renewed_at(&device, organisation.as_ref())?;
            let now = match (self.judged_state(&device)?, renewed_at.last(), &standing) {
                (Some(judged), ..) => judged,
                (None, Some(seq), _) => State::Renewed { seq: *seq },
                (None, None, Standing::Confirmed) => State::Confirmed,
                (None, None, Standing::Admitted) => State::Admitted,
                (None, None, Standing::NotAdmitted { .. }) => State::NotAdmitted,
                (None, None, Standing::Unknown) => State::Unknown,
            };
            let code = DeviceCode::of(&device);
            devices.push(DeviceView {
                device,
                code: code.words(evidence::code::Script::Latin),
                code_cyrillic: code.words(evidence::code::Script::Cyrillic),
                continues: details.and_then(|details| Some(details.continues?.device)),
                platform: details.and_then(|details| details.platform.clone()),
                claimed_at: details.map(|details| details.claimed_at.to_string()).unwrap_or_default(),
                last_at: self.last_at(&device)?,
                entries: count(entries)?,
                items: count(items)?,
                standing,
                now,
                shares_ticket_with: Vec::new(),
                renewed_at,
                ends: said.ends,
            });
            geneses.extend(genesis);
        }
        for users in of_one_ticket(&geneses).into_iter().filter(|users| users.len() > 1) {
            for view in devices.iter_mut().filter(|view| users.contains(&view.device)) {
                view.shares_ticket_with = users.iter().copied().filter(|user| *user != view.device).collect();
            }
        }
        Ok(devices)
    }

    /// Returns the organisation's decision about a device by its genesis, and its words about it.
    pub(crate) fn standing(
        &self,
        device: &Digest,
        genesis: Option<&SignedEntry>,
        organisation: Option<&PublicKey>,
    ) -> Result<(Standing, Said)> {
        let said = self.said(device, organisation)?;
        let standing = match (genesis, organisation) {
            _ if said.confirmed => Standing::Confirmed,
            (Some(genesis), Some(key)) if genesis.details().is_some() => match admission::of_entry(genesis, key) {
                Ok(_) => Standing::Admitted,
                Err(why) => Standing::NotAdmitted { why: why.to_string() },
            },
            _ => Standing::Unknown,
        };
        Ok((standing, said))
    }

    /// Returns the device's clock at its newest linked entry with a time.
    fn last_at(&self, device: &Digest) -> Result<String> {
        let sql = "SELECT claimed_at FROM entry WHERE device = ?1 AND linked = 1 AND claimed_at <> ''
                   ORDER BY seq DESC LIMIT 1";
        let last: Option<String> =
            self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0)).optional()?;
        Ok(last.unwrap_or_default())
    }

    pub(crate) fn said(&self, device: &Digest, organisation: Option<&PublicKey>) -> Result<Said> {
        let mut said = Said::default();
        let Some(organisation) = organisation else { return Ok(said) };
        for spoken in self.words_about(device)? {
            let (entry, itself) = match Word::open(&spoken.word, organisation)?.covers() {
                None => {
                    said.confirmed = true;
                    continue;
                }
                Some(Covers::After(entry)) => (entry, false),
                Some(Covers::From(entry)) => (entry, true),
            };
            let seq = store::entry(&self.index, &entry)?.map(|entry| entry.seq());
            said.ends.push(EndOfDevice { entry, seq, itself, logged: spoken.proof.is_some() });
        }
        Ok(said)
    }

    fn renewed_at(&self, device: &Digest, organisation: Option<&PublicKey>) -> Result<Vec<u64>> {
        let Some(key) = organisation else { return Ok(Vec::new()) };
        let renewals = self.renewals(device)?;
        let admitted = renewals.iter().filter(|entry| admission::of_entry(entry, key).is_ok());
        Ok(admitted.map(SignedEntry::seq).collect())
    }

    /// Returns the linked entries of a device with this number: several if its chain forks.
    pub fn entries_numbered(&self, device: &Digest, seq: u64) -> Result<Vec<Digest>> {
        let sql = "SELECT digest FROM entry WHERE device = ?1 AND seq = ?2 AND linked = 1 ORDER BY digest";
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map(params![blob(device), number(seq)], |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| digest(&row?)).collect()
    }

    /// Returns the number of a device's newest linked entry; `None` if no entry is linked.
    pub fn newest_number(&self, device: &Digest) -> Result<Option<u64>> {
        let sql = "SELECT max(seq) FROM entry WHERE device = ?1 AND linked = 1";
        let newest: Option<i64> = self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get(0))?;
        newest.map(|seq| u64::try_from(seq).map_err(|_| damaged())).transpose()
    }

    /// Returns other devices that used an invitation of one of these. Without them, a bundle would show a device with a
    /// copied invitation as the invited one.
    pub(crate) fn rivals(&self, devices: &BTreeSet<Digest>) -> Result<BTreeSet<Digest>> {
        let shared = self.sharers()?.into_iter().filter(|users| users.iter().any(|user| devices.contains(user)));
        Ok(shared.flatten().filter(|user| !devices.contains(user)).collect())
    }

    /// Returns groups of devices that used one ticket together.
    pub(crate) fn sharers(&self) -> Result<Vec<Vec<Digest>>> {
        let sql = "SELECT g.envelope FROM (SELECT DISTINCT device FROM entry) AS d
                   JOIN entry AS g ON g.digest = d.device WHERE g.linked = 1";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut geneses = Vec::new();
        for row in rows.query_map([], |r| r.get::<_, Vec<u8>>(0))? {
            geneses.push(SignedEntry::parse(&row?)?);
        }
        Ok(of_one_ticket(&geneses).into_iter().filter(|users| users.len() > 1).collect())
    }
}

/// The organisation's words about a device.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) confirmed: bool,
    pub(crate) ends: Vec<EndOfDevice>,
}

/// Groups devices whose geneses name one ticket.
fn of_one_ticket(geneses: &[SignedEntry]) -> Vec<Vec<Digest>> {
    let mut by_ticket: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
    for genesis in geneses {
        if let Some(ticket) = genesis.details().and_then(|details| details.ticket.as_ref()) {
            by_ticket.entry(ticket.digest()).or_default().push(genesis.digest());
        }
    }
    by_ticket.into_values().collect()
}
