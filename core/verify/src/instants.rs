//! Instants along the logs, from valid custody statements. The server's instants give two readings, because a single
//! clock proves nothing and may be wrong in any statement. A quorum's instants come from the checkpoints in the
//! statements.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::log_key::LogKey;
use crate::proofs::Proofs;
use crate::quorums::instant;

/// A server's two readings of one bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Reading {
    /// By the nearest statement.
    pub(crate) narrow: Timestamp,
    /// By all statements on that side.
    pub(crate) wide: Timestamp,
}

/// Statements of each log, by index.
#[derive(Default)]
pub(crate) struct Instants {
    server: BTreeMap<LogKey, Vec<Statement>>,
    /// By the quorum's number: for each index, the latest instant after which the quorum saw a checkpoint that a
    /// statement up to that index carries.
    quorum: BTreeMap<usize, BTreeMap<u64, Timestamp>>,
}

struct Statement {
    index: u64,
    at: Timestamp,
    /// The latest `at` of the statements up to this index.
    latest: Timestamp,
    /// The earliest `at` of the statements from this index on.
    earliest: Timestamp,
}

impl Instants {
    pub(crate) fn of(proofs: &Proofs) -> Self {
        let (mut logs, mut quorum) =
            (BTreeMap::<_, BTreeMap<u64, Timestamp>>::new(), BTreeMap::<_, BTreeMap<_, _>>::new());
        // With fewer cosigners than the quorum, only the log itself places the statement.
        for held in proofs.custody.iter().filter(|held| held.place.quorum) {
            if let Some(at) = instant(held.custody.at) {
                let log = logs.entry(held.place.log.clone()).or_default();
                // Two statements at one index are two histories of the log: the order of lines must not choose.
                let known = log.entry(held.place.index).or_insert(at);
                *known = at.min(*known);
            }
            for (number, after) in &held.after {
                let known = quorum.entry(*number).or_default().entry(held.place.index).or_insert(*after);
                *known = (*after).min(*known);
            }
        }
        for statements in quorum.values_mut() {
            let mut latest = Timestamp::MIN;
            for after in statements.values_mut() {
                latest = latest.max(*after);
                *after = latest;
            }
        }
        let read = |statements: BTreeMap<u64, Timestamp>| {
            let mut latest = Timestamp::MIN;
            let mut out: Vec<Statement> = Vec::with_capacity(statements.len());
            for (index, at) in statements {
                latest = latest.max(at);
                out.push(Statement { index, at, latest, earliest: at });
            }
            let mut earliest = Timestamp::MAX;
            for statement in out.iter_mut().rev() {
                earliest = earliest.min(statement.at);
                statement.earliest = earliest;
            }
            out
        };
        Self { server: logs.into_iter().map(|(log, statements)| (log, read(statements))).collect(), quorum }
    }

    /// Returns the time by which the leaf `index` existed: that of the first statement above it.
    pub(crate) fn by(&self, log: &LogKey, index: u64) -> Option<Reading> {
        let log = self.server.get(log)?;
        let above = log.get(log.partition_point(|s| s.index <= index))?;
        Some(Reading { narrow: above.at, wide: above.latest })
    }

    /// Returns the time after which a checkpoint of `size` leaves was made: that of the last statement below it.
    pub(crate) fn after(&self, log: &LogKey, size: u64) -> Option<Reading> {
        let log = self.server.get(log)?;
        let below = log.get(log.partition_point(|s| s.index < size).checked_sub(1)?)?;
        Some(Reading { narrow: below.at, wide: below.earliest })
    }

    /// Returns the time after which a checkpoint of `size` leaves was made, by the quorum with this number: a leaf
    /// below it contains an earlier checkpoint that they had signed.
    pub(crate) fn vouched_after(&self, quorum: usize, size: u64) -> Option<Timestamp> {
        self.quorum.get(&quorum)?.range(..size).next_back().map(|(_, after)| *after)
    }
}
