//! One end of an entry's interval, and which of several counts. Owns that in one log the first place decides, and that the instants
//! of the entry's own quorum come before those of others.

use evidence::Digest;

use crate::instants::{Instants, Reading};
use crate::proofs::{LogKey, Place};
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
    /// The instant that counts: the quorum's where there is one.
    pub(crate) fn bound(&self) -> Bound {
        let (at, by) = match (self.vouched, self.server) {
            (Some(vouched), _) => (Some(vouched.at), Voucher::Cosigner),
            (None, Some(reading)) => (Some(reading.narrow), Voucher::Server),
            (None, None) => (None, Voucher::Nobody),
        };
        Bound { at, log: self.log.clone(), size: self.size, by, proven: self.proven }
    }
}

/// What one log says of the time by which an entry, or one that was built on it, was there.
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

/// Adds what a log says to the best of each log. In one log the first place counts: a later statement that says an earlier time
/// contradicts the log's order, and takes nothing from what stood before it.
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

/// The upper side of an entry that names this policy: of each voucher the earliest instant.
pub(crate) fn earliest(uppers: &[Upper], quorums: &Quorums, policy: Option<Digest>) -> Option<Side> {
    let vouched = |upper: &Upper| quorums.of(&upper.log, |n| upper.said.get(&n).copied(), policy, Ord::max);
    let vouched = uppers.iter().filter_map(vouched).min_by_key(|vouched| (!vouched.own, vouched.at));
    let best = uppers.iter().min_by_key(|u| (u.server.is_none(), u.server.map(|r| r.narrow), u.size))?;
    Some(Side { log: best.log.name().to_owned(), size: best.size, proven: true, vouched, server: best.server })
}

/// The lower side of an entry that names this policy, after the largest proven checkpoint of each log.
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
