//! Checks whether the server's clock can be right. A custody statement dates the evidence of people who trust this
//! server; a statement signed by a clock that was never set spoils their dates for ever, also of entries that were
//! noted before.
//!
//! Decides when a clock is behind: before this program was written, or before the newest statement that it signed.

use std::fmt;

use evidence::Digest;
use evidence::receipt::SignedCustody;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::keys::LogKey;
use crate::ledger::Snapshot;
use crate::{Error, Result};

/// A right clock never shows an earlier time: this version was written then. Updated with each release.
const WRITTEN: &str = "2026-11-01T00:00:00Z";
/// Largest step back of a correctly maintained clock; a statement in that time repeats the time of the one before it.
const SLEW: SignedDuration = SignedDuration::from_mins(1);

/// A clock's time and its lower bounds.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Reading {
    /// The clock.
    pub now: Timestamp,
    /// The signing time in the newest custody statement.
    pub newest_statement: Option<Timestamp>,
    /// The time when this program was written.
    pub written: Timestamp,
    /// True if the operator declared that the newest statement was signed by a wrong clock.
    pub accepted: bool,
}

/// The newest custody statement of a server.
#[derive(Clone, Copy, Debug)]
pub struct Newest {
    /// Its sequence number in the server's chain.
    pub seq: u64,
    /// Its digest.
    pub digest: Digest,
    /// Its signing time, by this server's clock.
    pub at: Timestamp,
}

/// Returns the newest statement in the ledger.
pub fn newest(ledger: &dyn Snapshot, key: &LogKey) -> Result<Option<Newest>> {
    let Some((seq, leaf)) = ledger.custody_head()? else { return Ok(None) };
    let signed = SignedCustody::open(&leaf.read_back()?, &key.public())?;
    Ok(Some(Newest { seq, digest: leaf.digest, at: signed.custody.at }))
}

impl Reading {
    /// Compares `now` with the newest statement, unless the operator took that one back.
    pub fn of(now: Timestamp, newest: Option<&Newest>, taken_back: Option<&Digest>) -> Result<Self> {
        let accepted = newest.is_some_and(|newest| taken_back == Some(&newest.digest));
        let written = WRITTEN.parse().map_err(|_| Error::Bug("the date of this version is no time"))?;
        Ok(Self { now, newest_statement: newest.map(|newest| newest.at), written, accepted })
    }

    /// Returns the time for a statement that is signed now; `None` if the clock is behind, so that no statement may be
    /// signed.
    pub fn instant(&self) -> Option<Timestamp> {
        if self.now < self.written {
            return None;
        }
        match self.newest_statement.filter(|_| !self.accepted) {
            Some(newest) if newest > self.now => (newest.duration_since(self.now) <= SLEW).then_some(newest),
            _ => Some(self.now),
        }
    }

    /// Returns true if no custody statement may be signed.
    pub fn is_behind(&self) -> bool {
        self.instant().is_none()
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = self.now;
        if !self.is_behind() {
            return write!(f, "right, as far as this server can tell ({now})");
        }
        let held = "Entries and parts are taken, and no custody is signed until it is right";
        match self.newest_statement.filter(|_| self.now >= self.written) {
            Some(newest) => write!(
                f,
                "BEHIND: it says {now}, and the newest statement was signed at {newest}. {held}. Where that statement is \
                 what was wrong, start once with --accept-clock"
            ),
            None => write!(f, "BEHIND: it says {now}, and this version was written on {}. {held}", self.written),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_clock_before_the_newest_statement_or_this_version_signs_nothing() {
        let digest = Digest::of(b"statement");
        let newest = Newest { seq: 7, digest, at: at("2026-12-01T12:00:00Z") };
        let signs =
            |now: &str, taken_back: Option<&Digest>| Reading::of(at(now), Some(&newest), taken_back).unwrap().instant();
        assert_eq!(signs("2026-12-01T12:00:01Z", None), Some(at("2026-12-01T12:00:01Z")));
        // Set back by a second: the times of one server's statements never decrease.
        assert_eq!(signs("2026-12-01T11:59:59Z", None), Some(newest.at));
        assert_eq!(signs("2026-12-01T11:58:00Z", None), None);
        assert_eq!(signs("2026-12-01T11:58:00Z", Some(&digest)), Some(at("2026-12-01T11:58:00Z")));
        assert_eq!(signs("2026-12-01T11:58:00Z", Some(&Digest::of(b"another"))), None);
        for long_ago in ["1970-01-01T00:00:05Z", "2026-10-31T23:59:59Z"] {
            assert_eq!(signs(long_ago, Some(&digest)), None);
            let first = Reading::of(at(long_ago), None, None).unwrap();
            assert!(first.is_behind() && first.to_string().contains("this version was written"), "{first}");
        }
        let behind = Reading::of(at("2026-12-01T11:00:00Z"), Some(&newest), None).unwrap().to_string();
        assert!(behind.contains("2026-12-01T12:00:00Z") && behind.contains("--accept-clock"), "{behind}");
    }
}
