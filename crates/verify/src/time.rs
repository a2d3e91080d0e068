//! When: what the device claims, and the interval that others prove.
//!
//! Answers *time*. A checkpoint that an entry names bounds it from below, a receipt from above; instants come from
//! custody statements and cosigners, and are called theirs. There is no clock here.

use std::collections::BTreeMap;

use evidence::record::Method;
use evidence::{Digest, Record, SignedEntry};
use jiff::{SignedDuration, Timestamp};

use crate::chains::{Chains, Device};
use crate::delivery::Proofs;
use crate::findings::{Findings, Scope};
use crate::verdict::Question::Time;
use crate::verdict::{Bound, Claimed, Interval, Voucher, escape};

/// Clocks of different machines may differ this far before it counts, as for requests in `docs/protocol.md`.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);
/// One machine's own clock may be off this far between two readings.
const OWN_CLOCK: SignedDuration = SignedDuration::from_secs(2);
const PROVEN: &str = "rely on the proven interval, not on the claimed time";

/// Bounds of every entry.
#[derive(Default)]
pub(crate) struct Times {
    lower: BTreeMap<Digest, Bound>,
    upper: BTreeMap<Digest, Bound>,
    /// The newest checkpoint that an entry or one before it names: origin and size.
    known: BTreeMap<Digest, (String, u64)>,
}

/// The server's instants along its log, for looking up by leaf index.
#[derive(Default)]
struct LogTimes {
    /// For each log: index of a custody statement, and the latest `at` up to there.
    latest_to: BTreeMap<String, BTreeMap<u64, Timestamp>>,
    /// For each log: index, and the earliest `at` from there on.
    earliest_from: BTreeMap<String, BTreeMap<u64, Timestamp>>,
}

impl LogTimes {
    fn of(proofs: &Proofs) -> Self {
        let mut at: BTreeMap<String, BTreeMap<u64, Timestamp>> = BTreeMap::new();
        for held in &proofs.custody {
            at.entry(held.place.origin.clone()).or_default().insert(held.place.index, held.custody.at);
        }
        let mut out = Self { latest_to: at.clone(), earliest_from: at };
        for log in out.latest_to.values_mut() {
            let mut latest = Timestamp::MIN;
            for at in log.values_mut() {
                latest = latest.max(*at);
                *at = latest;
            }
        }
        for log in out.earliest_from.values_mut() {
            let mut earliest = Timestamp::MAX;
            for at in log.values_mut().rev() {
                earliest = earliest.min(*at);
                *at = earliest;
            }
        }
        out
    }

    /// An instant at which the first `size` leaves were not all there yet.
    fn before_size(&self, origin: &str, size: u64) -> Option<Timestamp> {
        self.latest_to.get(origin)?.range(..size).next_back().map(|(_, at)| *at)
    }

    /// An instant at which the leaf `index` was there.
    fn after_index(&self, origin: &str, index: u64) -> Option<Timestamp> {
        self.earliest_from.get(origin)?.range(index.saturating_add(1)..).next().map(|(_, at)| *at)
    }
}

/// Judges all entries' times and bounds them.
pub(crate) fn entries(chains: &Chains, proofs: &Proofs, now: Option<Timestamp>, findings: &mut Findings) -> Times {
    let mut times = Times::default();
    let log = LogTimes::of(proofs);
    for (id, device) in &chains.devices {
        let mut order: Vec<&SignedEntry> = device.entries.iter().collect();
        order.sort_by_key(|e| (e.seq(), e.digest()));
        order.dedup_by_key(|e| e.digest());
        let parents: BTreeMap<Digest, &SignedEntry> = order.iter().map(|e| (e.digest(), *e)).collect();
        times.bound(&order, device, &log, proofs);
        for entry in order {
            let scope = entry.item().map_or(Scope::Device(*id), |item| Scope::Item(*id, item));
            let parent = entry.predicate().prev.and_then(|p| parents.get(&p)).copied();
            times.check(entry, parent, proofs, scope, now, findings);
        }
        for jump in &device.report.clock_jumps {
            let text = format!(
                "the clock of device {} was moved by {:+} ms against its running time before entry {}",
                id.short(),
                jump.by_ms,
                jump.seq
            );
            findings.open(Time, Scope::Device(*id), "clock-jump", text, PROVEN);
        }
    }
    for held in &proofs.custody {
        if now.is_some_and(|now| held.custody.at > now.saturating_add(CLOCKS).unwrap_or(Timestamp::MAX)) {
            let text = "a server's custody statement is dated after the time of judging";
            findings.fail(
                Time,
                Scope::All,
                "custody-in-the-future",
                text,
                "check this computer's clock, then the server's",
            );
        }
    }
    times
}

impl Times {
    fn bound(&mut self, order: &[&SignedEntry], device: &Device, log: &LogTimes, proofs: &Proofs) {
        for entry in order {
            let inherited = entry.predicate().prev.and_then(|p| self.lower.get(&p)).cloned();
            let known = entry.predicate().prev.and_then(|p| self.known.get(&p)).cloned();
            let named = entry.predicate().seen.as_ref().map(|s| (s.origin.clone(), s.size));
            let newest = match (known, named) {
                (Some(known), Some(named)) if known.0 == named.0 => Some(known.max(named)),
                (known, named) => named.or(known),
            };
            self.known.extend(newest.map(|n| (entry.digest(), n)));
            let own = entry.predicate().seen.as_ref().map(|seen| {
                let root = proofs.roots.get(&(seen.origin.clone(), seen.size));
                let at = log.before_size(&seen.origin, seen.size);
                Bound {
                    at,
                    log: seen.origin.clone(),
                    size: seen.size,
                    by: if at.is_some() { Voucher::Server } else { Voucher::Nobody },
                    proven: root.is_some_and(|root| root.as_bytes() == seen.root.as_bytes()),
                }
            });
            // A proven bound of an entry before holds for this one too; an unproven newer one does not replace it.
            let best = match (inherited, own) {
                (Some(old), Some(new)) if old.proven && !new.proven => Some(old),
                (old, new) => new.or(old),
            };
            self.lower.extend(best.map(|b| (entry.digest(), b)));
        }
        for held in &proofs.custody {
            for (_, entry) in &held.entries {
                let bound = Bound {
                    at: Some(held.custody.at),
                    log: held.place.origin.clone(),
                    size: held.place.size,
                    by: Voucher::Server,
                    proven: true,
                };
                self.lower_the_upper(*entry, bound);
            }
        }
        for entry in order.iter().rev() {
            for place in proofs.noted.get(&entry.digest()).into_iter().flatten() {
                let server = log.after_index(&place.origin, place.index).map(|at| (at, Voucher::Server));
                let cosigned = place.cosigned.map(|at| (at, Voucher::Cosigner));
                let instant = [server, cosigned].into_iter().flatten().min_by_key(|(at, _)| *at);
                let bound = Bound {
                    at: instant.map(|(at, _)| at),
                    log: place.origin.clone(),
                    size: place.size,
                    by: instant.map_or(Voucher::Nobody, |(_, by)| by),
                    proven: true,
                };
                self.lower_the_upper(entry.digest(), bound);
            }
            // Whoever proves an entry proves all that it was built on.
            let linked = device.report.linked.contains(&entry.digest());
            if let (true, Some(prev), Some(bound)) = (linked, entry.predicate().prev, self.upper.get(&entry.digest())) {
                self.lower_the_upper(prev, bound.clone());
            }
        }
    }

    fn lower_the_upper(&mut self, entry: Digest, bound: Bound) {
        let rank = |b: &Bound| (b.at.is_none(), b.at, b.size);
        match self.upper.get(&entry) {
            Some(known) if rank(known) <= rank(&bound) => {}
            _ => {
                self.upper.insert(entry, bound);
            }
        }
    }

    fn check(
        &self,
        entry: &SignedEntry,
        parent: Option<&SignedEntry>,
        proofs: &Proofs,
        scope: Scope,
        now: Option<Timestamp>,
        findings: &mut Findings,
    ) {
        let (seq, digest, p) = (entry.seq(), entry.digest(), entry.predicate());
        let claimed = p.claimed_at.instant();
        let name = format!("entry {seq} of device {}", entry.device().short());
        let mut fail = |code, text: String, next: &str| findings.fail(Time, scope, code, text, next).entry(digest);
        if let Some(before) = parent.map(SignedEntry::predicate) {
            if later(before.claimed_at.instant(), claimed, OWN_CLOCK) {
                let text =
                    format!("{name} claims {}, earlier than the entry before it ({})", p.claimed_at, before.claimed_at);
                fail("claims-go-back", text, PROVEN);
            }
            if before.uptime.boot == p.uptime.boot && p.uptime.ms < before.uptime.ms {
                let text = format!("{name}: the running time went back within one run of the program");
                fail("uptime-goes-back", text, "the device was copied or set back; look for a fork");
            }
        }
        if let (Some(seen), Some((origin, size))) = (&p.seen, parent.and_then(|e| self.known.get(&e.digest())))
            && seen.origin == *origin
            && seen.size < *size
        {
            let text = format!("{name} knew checkpoint {} of the log, and an entry before it knew {size}", seen.size);
            fail("seen-goes-back", text, "the device was copied or set back; look for a fork");
        }
        if let (Some(seen), Some(places)) = (&p.seen, proofs.noted.get(&digest))
            && let Some(place) = places.iter().find(|place| place.origin == seen.origin && place.index < seen.size)
        {
            let text =
                format!("{name} names checkpoint {}, which was made after it was noted at {}", seen.size, place.index);
            fail("seen-after-noted", text, "one of the two is forged; ask the log's operator");
        }
        if let Some(at) = self.lower.get(&digest).and_then(|b| b.at)
            && later(at, claimed, CLOCKS)
        {
            let text = format!("{name} claims {}, but names a checkpoint that did not exist before {at}", p.claimed_at);
            fail("claimed-before-seen", text, PROVEN);
        }
        if let Some(at) = self.upper.get(&digest).and_then(|b| b.at)
            && later(claimed, at, CLOCKS)
        {
            let text = format!("{name} claims {}, but was already known to others at {at}", p.claimed_at);
            fail("claimed-after-noted", text, PROVEN);
        }
        if let Some(now) = now
            && later(claimed, now, CLOCKS)
        {
            let text = format!("{name} claims {}, later than the time of judging", p.claimed_at);
            fail("claimed-in-the-future", text, "check this computer's clock, then rely on the proven interval");
        }
    }
}

/// True when `a` is later than `b` by more than `by`.
fn later(a: Timestamp, b: Timestamp, by: SignedDuration) -> bool {
    a.duration_since(b) > by
}

/// Bounds one item and says how good the bounds are.
pub(crate) fn item(
    scope: Scope,
    entries: &[&SignedEntry],
    record: Option<&Record>,
    times: &Times,
    findings: &mut Findings,
) -> Interval {
    let Some(first) = entries.first() else { return Interval::default() };
    let claimed = match record {
        Some(record) => Claimed { at: record.claimed_at, source: "record" },
        None => Claimed { at: first.predicate().claimed_at, source: "entry" },
    };
    let lower = times.lower.get(&first.digest()).cloned();
    let uppers: Vec<&Bound> = entries.iter().filter_map(|e| times.upper.get(&e.digest())).collect();
    let whole = uppers.len() == entries.len();
    let upper = uppers.into_iter().max_by_key(|b| (b.at.is_none(), b.at, b.size)).filter(|_| whole).cloned();
    if let Some(record) = record {
        check_record(scope, entries, record, lower.as_ref(), findings);
    }
    match &upper {
        None => {
            let text = "nobody but the device vouches for a time by which this existed";
            findings.open(Time, scope, "no-upper-bound", text, "sync the device, then make the bundle again");
        }
        Some(bound) if bound.at.is_none() => {
            let text = format!(
                "it was in log {} by checkpoint {}, and nobody says when that was",
                escape(&bound.log),
                bound.size
            );
            findings.open(Time, scope, "upper-without-time", text, "a delivered receipt or a cosigner would say");
        }
        Some(_) => {}
    }
    match &lower {
        None => {
            let text = "nothing proves that it was not made earlier than claimed";
            let next = "the device knew no checkpoint then; nothing can be done about it now";
            findings.open(Time, scope, "no-lower-bound", text, next);
        }
        Some(bound) if !bound.proven => {
            let text = format!(
                "only the device says that it knew checkpoint {} of log {} before",
                bound.size,
                escape(&bound.log)
            );
            findings.open(
                Time,
                scope,
                "lower-claimed",
                text,
                "ask the log for a consistency proof from that checkpoint",
            );
        }
        Some(bound) if bound.at.is_none() => {
            let text = format!(
                "it was made after checkpoint {} of log {}, and nobody says when that was",
                bound.size,
                escape(&bound.log)
            );
            findings.open(Time, scope, "lower-without-time", text, "a delivered receipt of an earlier item would say");
        }
        Some(_) => {}
    }
    if let (Some(after), Some(before)) =
        (lower.as_ref().filter(|b| b.proven).and_then(|b| b.at), upper.as_ref().and_then(|b| b.at))
        && later(after, before, CLOCKS)
    {
        let text = format!(
            "it existed by {before}, and was signed after {after}: the clocks that say so contradict each other"
        );
        let next = "the fault is not the device's; find out whose clock was wrong, and until then rely on neither";
        findings.fail(Time, scope, "bounds-contradict", text, next);
    }
    if !findings.spoiled(Time, scope) {
        let text = format!("claimed {}, and the proven interval agrees", claimed.at);
        findings.pass(Time, scope, "interval", text);
    }
    Interval { claimed: Some(claimed), not_before: lower, not_after: upper }
}

fn check_record(
    scope: Scope,
    entries: &[&SignedEntry],
    record: &Record,
    lower: Option<&Bound>,
    findings: &mut Findings,
) {
    let claimed = record.claimed_at.instant();
    if let Some(last) = entries.last()
        && later(claimed, last.predicate().claimed_at.instant(), OWN_CLOCK)
    {
        let text = format!("the record claims {}, later than the entry that carries it", record.claimed_at);
        findings.fail(Time, scope, "record-after-entry", text, PROVEN).entry(last.digest());
    }
    if let (Method::Captured, Some(first)) = (record.method, entries.first())
        && later(first.predicate().claimed_at.instant(), claimed, CLOCKS)
    {
        let text = format!(
            "the record claims {}, long before its first entry ({}); a capture is signed as it happens",
            record.claimed_at,
            first.predicate().claimed_at
        );
        findings.fail(Time, scope, "record-before-entry", text, PROVEN).entry(first.digest());
    }
    // What was entered by hand may have been begun long before it was signed; a capture is signed as it happens.
    if let (Method::Captured, Some(at)) = (record.method, lower.and_then(|b| b.at))
        && later(at, claimed, CLOCKS)
    {
        let text = format!("the record claims {}, but its first entry cannot be older than {at}", record.claimed_at);
        findings.fail(Time, scope, "record-before-seen", text, PROVEN);
    }
}
