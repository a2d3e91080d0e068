//! One end of an entry's interval, and which of several counts. Owns that in one log the first place decides.

use jiff::Timestamp;

use crate::instants::Reading;
use crate::verdict::{Bound, Voucher};

/// One end of an entry's interval.
#[derive(Clone)]
pub(crate) struct Side {
    pub(crate) log: String,
    pub(crate) size: u64,
    /// Place of the leaf in the log, of an upper side.
    pub(crate) index: u64,
    pub(crate) proven: bool,
    pub(crate) vouched: Option<Timestamp>,
    pub(crate) server: Option<Reading>,
}

impl Side {
    /// The instant that counts: the quorum's where there is one.
    pub(crate) fn bound(&self) -> Bound {
        let (at, by) = match (self.vouched, self.server) {
            (Some(at), _) => (Some(at), Voucher::Cosigner),
            (None, Some(reading)) => (Some(reading.narrow), Voucher::Server),
            (None, None) => (None, Voucher::Nobody),
        };
        Bound { at, log: self.log.clone(), size: self.size, by, proven: self.proven }
    }
}

/// Adds a side to the best of each log. In one log the first place counts: a later statement that says an earlier time
/// contradicts the log's order, and takes nothing from what stood before it.
pub(crate) fn join(sides: &mut Vec<Side>, other: Side) {
    let Some(known) = sides.iter_mut().find(|side| side.log == other.log) else { return sides.push(other) };
    let vouched = known.vouched.into_iter().chain(other.vouched).min();
    let rank = |side: &Side| (side.server.is_none(), side.index, side.size);
    if rank(&other) < rank(known) {
        *known = other;
    }
    known.vouched = vouched;
}

/// The best of the sides of several logs: of each voucher the earliest instant.
pub(crate) fn earliest(sides: &[Side]) -> Option<Side> {
    let rank = |side: &&Side| (side.server.is_none(), side.server.map(|r| r.narrow), side.size);
    let vouched = sides.iter().filter_map(|side| side.vouched).min();
    let best = sides.iter().min_by_key(rank)?;
    Some(Side { vouched, ..best.clone() })
}
