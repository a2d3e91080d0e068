//! Quorums of cosigners, and whose instants count for which entry.
//!
//! The newest policy says whose receipts count, and whoever has the organisation's key can sign one that names any log and any
//! cosigners. So an instant is an entry's *own* only where the policy that the entry itself names has a quorum for that log which
//! says so too: no later policy makes an entry's claim wrong.

use std::collections::BTreeMap;

use evidence::Digest;
use evidence::policy::Log;
use jiff::Timestamp;
use tlog::{Cosignature, Cosigners, Note, VerifierKey};

use crate::once::Once;
use crate::proofs::{LogKey, instant};

/// Instants by the number of the quorum that says them.
pub(crate) type Said = BTreeMap<usize, Timestamp>;

/// An instant that a quorum of at least one cosigner says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Vouched {
    /// True where the quorum that the entry's own policy names for that log says so too.
    pub(crate) own: bool,
    pub(crate) at: Timestamp,
}

/// Cosigners of one log.
struct Quorum {
    log: LogKey,
    /// As policies write them, sorted.
    named: (Vec<String>, u32),
    cosigners: Cosigners,
}

/// The quorums of all policies that count or that an entry here names.
#[derive(Default)]
pub(crate) struct Quorums {
    quorums: Vec<Quorum>,
    /// Those under which receipts count.
    counting: BTreeMap<LogKey, usize>,
    of_policy: BTreeMap<(Digest, LogKey), usize>,
    held: Once<usize, (Vec<Cosignature>, usize)>,
}

impl Quorums {
    /// Takes the quorum that counts for a log; of several the first one.
    pub(crate) fn count(&mut self, log: &LogKey, named: &Log, cosigners: Cosigners) {
        let number = self.number(log, named, cosigners);
        self.counting.entry(log.clone()).or_insert(number);
    }

    /// Takes the quorum that a policy names for a log, where that log counts.
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

    /// The logs whose receipts count.
    pub(crate) fn logs(&self) -> impl Iterator<Item = &LogKey> {
        self.counting.keys()
    }

    /// The cosigners under whom receipts of a log count.
    pub(crate) fn cosigners(&self, log: &LogKey) -> Option<&Cosigners> {
        self.quorums.get(*self.counting.get(log)?).map(|quorum| &quorum.cosigners)
    }

    /// Which cosigners under whom receipts of a log count signed a checkpoint, and how many lines of theirs do not hold.
    pub(crate) fn counted(&self, log: &LogKey, note: &Note) -> (Vec<Cosignature>, usize) {
        self.counting.get(log).map(|number| self.holding(*number, note)).unwrap_or_default()
    }

    fn holding(&self, number: usize, note: &Note) -> (Vec<Cosignature>, usize) {
        let Some(quorum) = self.quorums.get(number) else { return Default::default() };
        self.held.of(number, note, || quorum.cosigners.holding(note).unwrap_or_default())
    }

    /// By when each quorum of a log had seen a checkpoint: so many of them say so or an earlier time.
    pub(crate) fn by(&self, log: &LogKey, note: &Note) -> Said {
        self.say(log, note, |_, quorum| quorum.checked_sub(1))
    }

    /// After when each quorum of a log saw a checkpoint: so many of them say so or a later time.
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

    /// The instant that counts for an entry that names this policy. `stricter` is the one of two that says less.
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

/// The keys of a log that a policy names.
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

/// Seconds since 1970 as an instant that can be one.
fn seconds(since: u64) -> Option<Timestamp> {
    instant(Timestamp::from_second(i64::try_from(since).ok()?).ok()?)
}
