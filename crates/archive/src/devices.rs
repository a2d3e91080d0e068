//! The devices of an archive: for each its code, what it brought, and whether the organisation admitted it.
//!
//! Owns no verdict: it says what a bundle of the device's items would lead a verifier to ask.

use std::collections::{BTreeMap, BTreeSet};

use evidence::admission::Confirmation;
use evidence::{DeviceCode, Digest, Envelope, SignedEntry, admission};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use crate::store::{self, Store, blob, damaged, digest};
use crate::{Error, Result};

/// One device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DeviceView {
    /// Digest of its genesis entry.
    pub device: Digest,
    /// Its code in Latin letters.
    pub code: String,
    /// Its code in Cyrillic letters.
    pub code_cyrillic: String,
    /// Its platform class, where its genesis says it here.
    pub platform: Option<String>,
    /// The device's clock at its first entry; empty where that is not here.
    pub claimed_at: String,
    /// Linked entries.
    pub entries: u64,
    /// Items that these name.
    pub items: u64,
    /// How the organisation stands to it.
    #[serde(flatten)]
    pub standing: Standing,
    /// Other devices that used the same invitation.
    pub shares_ticket_with: Vec<Digest>,
}

/// How the organisation stands to a device.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "standing", rename_all = "kebab-case")]
pub enum Standing {
    /// The organisation confirmed it after its code was compared.
    Confirmed,
    /// Its own ticket admits it.
    Admitted,
    /// No ticket of the organisation admits it.
    NotAdmitted {
        /// Why.
        why: String,
    },
    /// Its first entry, or that entry's details, are not here.
    Unknown,
}

impl Store {
    /// Every device that brought anything, those first that came first.
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
            let standing = match (&genesis, &organisation) {
                _ if self.confirmation(&device)?.is_some() => Standing::Confirmed,
                (Some(genesis), Some(key)) if genesis.details().is_some() => {
                    match admission::of_genesis(genesis, key) {
                        Ok(_) => Standing::Admitted,
                        Err(why) => Standing::NotAdmitted { why: why.to_string() },
                    }
                }
                _ => Standing::Unknown,
            };
            let code = DeviceCode::of(&device);
            devices.push(DeviceView {
                device,
                code: code.words(evidence::code::Script::Latin),
                code_cyrillic: code.words(evidence::code::Script::Cyrillic),
                platform: details.and_then(|details| details.platform.clone()),
                claimed_at: details.map(|details| details.claimed_at.to_string()).unwrap_or_default(),
                entries: count(entries)?,
                items: count(items)?,
                standing,
                shares_ticket_with: Vec::new(),
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

    /// Files the organisation's word for a device.
    ///
    /// Errors: `Refused` for one that this archive's organisation did not sign.
    pub fn confirm(&self, said: &Envelope) -> Result<Digest> {
        let organisation =
            self.organisation()?.ok_or_else(|| Error::refused("the confirmation", "the archive is empty"))?;
        let device = Confirmation::open(said, &organisation)?.device;
        let sql = "INSERT INTO confirmation (device, envelope) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.index.prepare_cached(sql)?.execute(params![blob(&device), said.to_json()])?;
        Ok(device)
    }

    /// The organisation's word for a device, where it was filed.
    pub(crate) fn confirmation(&self, device: &Digest) -> Result<Option<Envelope>> {
        let sql = "SELECT envelope FROM confirmation WHERE device = ?1";
        let found = self.index.prepare_cached(sql)?.query_row([blob(device)], |r| r.get::<_, Vec<u8>>(0)).optional()?;
        Ok(found.map(|json| Envelope::parse(&json)).transpose()?)
    }

    /// Devices that used an invitation of one of these, and are none of them. Leaving them out of a bundle would make a copy of an
    /// invitation look like the device that it was for.
    pub(crate) fn rivals(&self, devices: &BTreeSet<Digest>) -> Result<BTreeSet<Digest>> {
        let sql = "SELECT g.envelope FROM (SELECT DISTINCT device FROM entry) AS d
                   JOIN entry AS g ON g.digest = d.device WHERE g.linked = 1";
        let mut rows = self.index.prepare_cached(sql)?;
        let mut geneses = Vec::new();
        for row in rows.query_map([], |r| r.get::<_, Vec<u8>>(0))? {
            geneses.push(SignedEntry::parse(&row?)?);
        }
        let shared =
            of_one_ticket(&geneses).into_iter().filter(|users| users.iter().any(|user| devices.contains(user)));
        Ok(shared.flatten().filter(|user| !devices.contains(user)).collect())
    }
}

/// Devices by their geneses, together where they name one ticket.
fn of_one_ticket(geneses: &[SignedEntry]) -> Vec<Vec<Digest>> {
    let mut by_ticket: BTreeMap<Digest, Vec<Digest>> = BTreeMap::new();
    for genesis in geneses {
        if let Some(ticket) = genesis.details().and_then(|details| details.ticket.as_ref()) {
            by_ticket.entry(ticket.digest()).or_default().push(genesis.digest());
        }
    }
    by_ticket.into_values().collect()
}
