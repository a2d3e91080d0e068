//! Quorums of cosigners, and the entries for which their instants count.
//!
//! The newest policy decides whose receipts count, and a holder of the organisation's key can sign a policy with any
//! log and any cosigners. So an instant is an entry's *own* only if the policy that the entry itself names has a
//! quorum for that log that confirms the instant: no later policy can make an entry's claim wrong.

use std::collections::BTreeMap;

use evidence::Digest;
use evidence::policy::Log;
use jiff::Timestamp;
use tlog::{Cosignature, Cosigners, Note, Once, VerifierKey};

use crate::log_key::LogKey;

/// Instants by the number of the quorum that gives them.
pub(crate) type Said = BTreeMap<usize, Timestamp>;

/// An instant from a quorum of at least one cosigner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Vouched {
    /// True if the quorum that the entry's own policy names for that log confirms it.
    pub(crate) own: bool,
    pub(crate) at: Timestamp,
}

/// Cosigners of one log.
struct Quorum {
    log: LogKey,
    /// The cosigners in the policy's spelling, sorted, and the quorum.
    named: (Vec<String>, u32),
    cosigners: Cosigners,
}

/// The quorums of all policies that count, or that an entry in the bundle names.
#[derive(Default)]
pub(crate) struct Quorums {
    quorums: Vec<Quorum>,
    /// The quorums under which receipts count.
    counting: BTreeMap<LogKey, usize>,
    of_policy: BTreeMap<(Digest, LogKey), usize>,
    held: Once<usize, (Vec<Cosignature>, usize)>,
}

impl Quorums {
    /// Adds the quorum that counts for a log; of several, the first one.
    pub(crate) fn count(&mut self, log: &LogKey, named: &Log, cosigners: Cosigners) {
        let number = self.number(log, named, cosigners);
        self.counting.entry(log.clone()).or_insert(number);
    }

    /// Adds the quorum that a policy names for a log that counts.
    pub(crate) fn name(&mut self, policy: Digest, named: &Log) {
        let Ok((key, cosigners)) = read(named) else { return };
        let log = LogKey::of(&key);
        if self.counting.contains_key(&log) {
            let number = self.number(&log, named, cosigners);
            self.of_policy.entry((policy, log)).or_insert(number);
        }
    }

    fn number(&mut self, log: &LogKey, named: &Log, cosigners: Cosigners) -> usize {
        let mut names = named.cosigners.clone();
        names.sort_unstable();
        let named = (names, named.quorum);
        let known = self.quorums.iter().position(|known| known.log == *log && known.named == named);
        known.unwrap_or_else(|| {
            self.quorums.push(Quorum { log: log.clone(), named, cosigners });
            self.quorums.len() - 1
        })
    }

    /// Returns the logs whose receipts count.
    pub(crate) fn logs(&self) -> impl Iterator<Item = &LogKey> {
        self.counting.keys()
    }

    /// Returns the cosigners under which receipts of a log count.
    pub(crate) fn cosigners(&self, log: &LogKey) -> Option<&Cosigners> {
        self.quorums.get(*self.counting.get(log)?).map(|quorum| &quorum.cosigners)
    }

    /// Returns the valid signatures of a log's counting cosigners on a checkpoint, and the number of their lines that
    /// do not hold.
    pub(crate) fn counted(&self, log: &LogKey, note: &Note) -> (Vec<Cosignature>, usize) {
        self.counting.get(log).map(|number| self.holding(*number, note)).unwrap_or_default()
    }

    fn holding(&self, number: usize, note: &Note) -> (Vec<Cosignature>, usize) {
        let Some(quorum) = self.quorums.get(number) else { return Default::default() };
        self.held.of(number, note, || quorum.cosigners.holding(note).unwrap_or_default())
    }

    /// Returns the time by which each quorum of a log had seen a checkpoint: enough cosigners give this time or an
    /// earlier one.
    pub(crate) fn by(&self, log: &LogKey, note: &Note) -> Said {
        self.say(log, note, |_, quorum| quorum.checked_sub(1))
    }

    /// Returns the time after which each quorum of a log saw a checkpoint: enough cosigners give this time or a later
    /// one.
    pub(crate) fn after(&self, log: &LogKey, note: &Note) -> Said {
        self.say(log, note, usize::checked_sub)
    }

    fn say(&self, log: &LogKey, note: &Note, which: impl Fn(usize, usize) -> Option<usize>) -> Said {
        let of_log = self.quorums.iter().enumerate().filter(|(_, quorum)| quorum.log == *log);
        let said = of_log.filter_map(|(number, quorum)| {
            let seen = self.holding(number, note).0;
            let place = which(seen.len(), quorum.cosigners.quorum())?;
            Some((number, seconds(*times(&seen).get(place)?)?))
        });
        said.collect()
    }

    /// Returns the instant that counts for an entry with this policy. `stricter` chooses the weaker claim of two.
    pub(crate) fn of(
        &self,
        log: &LogKey,
        said: impl Fn(usize) -> Option<Timestamp>,
        policy: Option<Digest>,
        stricter: fn(Timestamp, Timestamp) -> Timestamp,
    ) -> Option<Vouched> {
        let at = said(*self.counting.get(log)?)?;
        let own = policy.and_then(|policy| said(*self.of_policy.get(&(policy, log.clone()))?));
        Some(own.map_or(Vouched { own: false, at }, |own| Vouched { own: true, at: stricter(at, own) }))
    }
}

/// Returns the keys of a log that a policy names.
pub(crate) fn read(log: &Log) -> Result<(VerifierKey, Cosigners), tlog::Error> {
    let key = log.key.parse::<VerifierKey>()?;
    if key.kind() != tlog::KeyKind::Ed25519 || key.name() != log.origin {
        return Err(tlog::Error::Refused("the key is not the origin's"));
    }
    let cosigners = log.cosigners.iter().map(|k| k.parse()).collect::<Result<_, _>>()?;
    Ok((key, Cosigners::new(cosigners, log.quorum as usize)?))
}

fn times(seen: &[Cosignature]) -> Vec<u64> {
    let mut times: Vec<u64> = seen.iter().map(|line| line.time).collect();
    times.sort_unstable();
    times
}

/// No data of this format is older than this day, so an earlier instant is invalid.
const FIRST: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// Returns the instant if it is plausible, otherwise none.
pub(crate) fn instant(at: Timestamp) -> Option<Timestamp> {
    (at >= FIRST).then_some(at)
}

/// Returns seconds since 1970 as an instant if it is plausible, otherwise none.
fn seconds(since: u64) -> Option<Timestamp> {
    instant(Timestamp::from_second(i64::try_from(since).ok()?).ok()?)
}
