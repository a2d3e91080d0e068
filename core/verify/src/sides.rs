//! One end of an entry's interval, and the choice among several. Owns the rules that the first place in a log decides,
//! and that the instants of the entry's own quorum come before others.

use evidence::Digest;

use crate::instants::{Instants, Reading};
use crate::log_key::LogKey;
use crate::proofs::Place;
use crate::quorums::{Quorums, Said, Vouched};
use crate::verdict::{Bound, Voucher};

/// One end of an entry's interval.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) log: String,
    pub(crate) size: u64,
    pub(crate) proven: bool,
    pub(crate) vouched: Option<Vouched>,
    pub(crate) server: Option<Reading>,
}

impl Side {
    /// Returns the instant that counts: the quorum's if there is one.
    pub(crate) fn bound(&self) -> Bound {
        let (at, by) = match (self.vouched, self.server) {
            (Some(vouched), _) => (Some(vouched.at), Voucher::Cosigner),
            (None, Some(reading)) => (Some(reading.narrow), Voucher::Server),
            (None, None) => (None, Voucher::Nobody),
        };
        Bound { at, log: self.log.clone(), size: self.size, by, proven: self.proven }
    }
}

/// One log's latest time for the existence of an entry, from its own place or that of a later entry.
#[derive(Clone)]
pub(crate) struct Upper {
    log: LogKey,
    index: u64,
    size: u64,
    said: Said,
    server: Option<Reading>,
}

impl Upper {
    pub(crate) fn of(place: &Place, instants: &Instants) -> Self {
        let server = instants.by(&place.log, place.index);
        let (log, index, size, said) = (place.log.clone(), place.index, place.size, place.seen.clone());
        Self { log, index, size, said, server }
    }
}

/// Adds a log's statement to the best of each log. In one log the first place counts: a later statement with an
/// earlier time contradicts the log's order and does not change the earlier statement.
pub(crate) fn join(uppers: &mut Vec<Upper>, other: Upper) {
    let Some(known) = uppers.iter_mut().find(|upper| upper.log == other.log) else { return uppers.push(other) };
    let mut said = std::mem::take(&mut known.said);
    for (quorum, at) in &other.said {
        let known = said.entry(*quorum).or_insert(*at);
        *known = (*at).min(*known);
    }
    let rank = |upper: &Upper| (upper.server.is_none(), upper.index, upper.size);
    if rank(&other) < rank(known) {
        *known = other;
    }
    known.said = said;
}

/// Returns the upper side of an entry with this policy: the earliest instant of each voucher.
pub(crate) fn earliest(uppers: &[Upper], quorums: &Quorums, policy: Option<Digest>) -> Option<Side> {
    let vouched = |upper: &Upper| quorums.of(&upper.log, |n| upper.said.get(&n).copied(), policy, Ord::max);
    let vouched = uppers.iter().filter_map(vouched).min_by_key(|vouched| (!vouched.own, vouched.at));
    let best = uppers.iter().min_by_key(|u| (u.server.is_none(), u.server.map(|r| r.narrow), u.size))?;
    Some(Side { log: best.log.name().to_owned(), size: best.size, proven: true, vouched, server: best.server })
}

/// Returns the lower side of an entry with this policy, after the largest proven checkpoint of each log.
pub(crate) fn latest<'a>(
    proven: impl Iterator<Item = (&'a LogKey, &'a u64)>,
    instants: &Instants,
    quorums: &Quorums,
    policy: Option<Digest>,
) -> Option<Side> {
    let side = |(log, size): (&LogKey, &u64)| Side {
        log: log.name().to_owned(),
        size: *size,
        proven: true,
        vouched: quorums.of(log, |n| instants.vouched_after(n, *size), policy, Ord::min),
        server: instants.after(log, *size),
    };
    let rank = |side: &Side| (side.vouched.map(|v| (v.own, v.at)), side.server.map(|r| r.narrow), side.size);
    proven.map(side).max_by_key(rank)
}
