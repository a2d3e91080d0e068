//! Determines whose account an item is, and which uses these persons agreed to.
//!
//! Owns the rule that no account leaves for a use without its person's consent. In doubt the answer is no: of several
//! consents each must allow the use, one withdrawal by any device ends them all, and a consent counts only if the
//! account's device filed it or the account names it.

use std::collections::BTreeSet;

use evidence::record::Kind;
use evidence::{Digest, ItemId, Record};
use forms::Day;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Params, params};
use testimony::{FiledConsent, Use};
use verify::heading::Heading;

use crate::case::Case;
use crate::columns::{blob, item as read_item};
use crate::store::Store;
use crate::{Error, Result};

/// A person's account: the uses that every person behind it agreed to, and whether its own record says that it may name
/// them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Allowed {
    /// The item.
    pub item: ItemId,
    /// True if a consent can be asked for: an account by a form names no person.
    pub asked: bool,
    /// True if a finding of its record says that it may hold a name.
    pub named: bool,
    /// The uses; none without a consent.
    pub uses: BTreeSet<Use>,
}

/// Facts that decide whether an item may leave the archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Leaving {
    /// True if a part of it is in the witness compartment, or is sealed so that this cannot be decided here.
    pub of_witnesses: bool,
    /// False while an earlier entry of its device is missing.
    pub linked: bool,
    /// True if its entries name media.
    pub has_media: bool,
    /// The person's account that it is; none for other items, and for items of the witness compartment.
    pub account: Option<Allowed>,
}

impl Store {
    /// Returns the facts that decide whether an item may leave at `at`. Errors: `Refused` for an unknown item.
    pub fn leaving(&self, item: &ItemId, at: Timestamp) -> Result<Leaving> {
        let case = self.case(item)?;
        let of_witnesses = self.is_of_witnesses(&case)?;
        let account = if of_witnesses { None } else { self.account(&case, at)? };
        Ok(Leaving { of_witnesses, linked: case.linked, has_media: !case.media.is_empty(), account })
    }

    /// Returns the uses that are agreed to at `at`, for each of these items that is an account outside the witness
    /// compartment. Errors: `Refused` for an unknown item.
    pub fn allowed(&self, items: &[ItemId], at: Timestamp) -> Result<Vec<Allowed>> {
        let allowed = items.iter().map(|item| Ok(self.leaving(item, at)?.account));
        Ok(allowed.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Returns a case as an account; `None` if it is no person's account.
    fn account(&self, case: &Case, at: Timestamp) -> Result<Option<Allowed>> {
        let on = latest_day(at)?;
        let persons = self.persons_behind(case)?;
        let named = case.resolved().is_some_and(|record| testimony::may_name(&record.body));
        let asked = !persons.is_empty();
        if !asked && !named && !case.resolved().is_some_and(|record| record.kind == Kind::Testimony) {
            return Ok(None);
        }
        let mut uses: BTreeSet<Use> = Use::ALL.iter().copied().filter(|_| asked).collect();
        for person in persons {
            let consents = self.standing_consents(&person, &case.device)?;
            uses.retain(|to| !consents.is_empty() && consents.iter().all(|c| agrees(c, *to, on)));
        }
        Ok(Some(Allowed { item: case.item, asked, named, uses }))
    }

    /// Returns the persons whose account an item is: it names one that a record of its device calls a person, or an
    /// interview of its device names it as a recording.
    fn persons_behind(&self, case: &Case) -> Result<BTreeSet<ItemId>> {
        let mut persons = self.ids(
            "SELECT p.other FROM reference AS r JOIN reference AS p ON p.item = r.item AND p.relation = 'person'
             JOIN line AS l ON l.item = r.item WHERE r.other = ?1 AND r.relation IN ('recording', 'voice') AND l.device = ?2",
            params![case.item.as_bytes(), blob(&case.device)],
        )?;
        let own = self.ids("SELECT other FROM reference WHERE item = ?1", [case.item.as_bytes()])?;
        let named = case.resolved().into_iter().flat_map(|record| &record.about).copied().chain(own);
        for other in named.collect::<BTreeSet<_>>() {
            let calls = "SELECT p.item FROM reference AS p JOIN line AS l ON l.item = p.item
                         WHERE p.other = ?1 AND p.relation = 'person' AND l.device = ?2 LIMIT 1";
            if !self.ids(calls, params![other.as_bytes(), blob(&case.device)])?.is_empty() {
                persons.insert(other);
            }
        }
        Ok(persons)
    }

    /// Returns the consents of a person that were not superseded; none once the person withdrew one.
    fn standing_consents(&self, person: &ItemId, device: &Digest) -> Result<Vec<Record>> {
        let withdrawn =
            "SELECT w.item FROM reference AS w JOIN reference AS p ON p.item = w.other AND p.relation = 'person'
                         WHERE w.relation = 'withdraws' AND p.other = ?1 LIMIT 1";
        if !self.ids(withdrawn, [person.as_bytes()])?.is_empty() {
            return Ok(Vec::new());
        }
        let theirs = "SELECT r.item FROM reference AS r JOIN line AS l ON l.item = r.item
                      WHERE r.other = ?1 AND r.relation = 'person' AND (l.device = ?2 OR EXISTS
                          (SELECT 1 FROM reference AS t JOIN line AS tl ON tl.item = t.item
                           WHERE t.other = r.item AND t.relation = 'consent' AND tl.device = ?2))";
        let mut consents = Vec::new();
        for item in self.ids(theirs, params![person.as_bytes(), blob(device)])? {
            let case = self.case(&item)?;
            let record = case.resolved().filter(|record| matches!(Heading::of(record), Some(Heading::Consent { .. })));
            consents.extend(record.filter(|_| case.linked).cloned());
        }
        let replaced: BTreeSet<ItemId> = consents.iter().flat_map(|c| &c.supersedes).copied().collect();
        consents.retain(|consent| !replaced.contains(&consent.id));
        Ok(consents)
    }

    fn ids(&self, sql: &str, values: impl Params) -> Result<BTreeSet<ItemId>> {
        let mut rows = self.index.prepare_cached(sql)?;
        let rows = rows.query_map(values, |r| r.get::<_, Vec<u8>>(0))?;
        rows.map(|row| read_item(&row?)).collect()
    }
}

/// Returns true if a filed consent allows the use. A consent that this build cannot read completely allows none.
fn agrees(consent: &Record, to: Use, on: Day) -> bool {
    FiledConsent::read(&consent.body).is_ok_and(|filed| filed.allows(to, on))
}

/// Returns the latest day that has begun anywhere on Earth, so that a consent never lasts longer than its person
/// thought.
fn latest_day(at: Timestamp) -> Result<Day> {
    let bug = || Error::Bug("the archivist's clock has no day");
    let at = at.checked_add(SignedDuration::from_hours(14)).map_err(|_| bug())?.to_string();
    at.split('T').next().and_then(Day::parse).ok_or_else(bug)
}

#[cfg(test)]
mod tests;
