//! The device's claimed times, and the interval that others prove.
//!
//! Answers *time* for each item from its own entries alone. A checkpoint that an entry names is its lower bound; a
//! receipt for the entry, or for a later one built on it, is its upper bound. *Failed* needs a quorum of cosigners; a
//! server's clock alone makes *not checked*. Moved clocks, other items and the verifier's own clock are remarks. There
//! is no clock here.

use std::collections::BTreeMap;

use evidence::record::Method;
use evidence::{ClaimedTime, Digest, Record, SignedEntry, Story};
use jiff::{SignedDuration, Timestamp};

use crate::answers::Question::Time;
use crate::chains::{Chains, Device, Telling};
use crate::escape::escape;
use crate::findings::{Findings, Scope};
use crate::instants::Instants;
use crate::log_key::LogKey;
use crate::proofs::Proofs;
use crate::quorums::Vouched;
use crate::sides::{Side, Upper, earliest, join, latest};
use crate::verdict::{Claimed, Interval};

/// Tolerated difference between the clocks of two machines, as for requests in `docs/protocol.md`.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);
/// Tolerated drift of one machine's clock between two readings.
const OWN_CLOCK: SignedDuration = SignedDuration::from_secs(2);
/// Pauses longer than this between two entries of one item are reported.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);
const PROVEN: &str = "rely on the proven interval, not on the claimed time";
const MOVED: &str = "clocks are corrected every day; the proven interval of each item counts";

/// Bounds of every linked entry.
#[derive(Default)]
pub(crate) struct Times {
    devices: BTreeMap<Digest, Vec<Sides>>,
}

/// Bounds of one entry.
#[derive(Clone, Default)]
struct Sides {
    lower: Option<Side>,
    upper: Option<Side>,
}

/// Bounds all linked entries, and reports the behaviour of their clocks as remarks.
pub(crate) fn entries(chains: &Chains, proofs: &Proofs, now: Option<Timestamp>, findings: &mut Findings) -> Times {
    let instants = Instants::of(proofs);
    let mut times = Times::default();
    for (id, device) in &chains.devices {
        times.devices.insert(*id, sides(device, &instants, proofs));
        tell_clocks(*id, device, proofs, now, findings);
    }
    let late = |at: Timestamp| now.is_some_and(|now| later(at, now, CLOCKS));
    if proofs.custody.iter().any(|held| late(held.custody.at)) {
        let text = "a server's custody statement is dated after the time of judging";
        let next = "check this computer's clock, then the server's";
        findings.remark(Time, Scope::All, "custody-in-the-future", text, next);
    }
    times
}

/// The largest checkpoint of each log whose root is proven.
type Proven = BTreeMap<LogKey, u64>;
/// The largest checkpoint that only the device names.
type Named = Option<(String, u64)>;

/// Returns the bounds: lower sides from genesis down, upper sides from the last entries up.
fn sides(device: &Device, instants: &Instants, proofs: &Proofs) -> Vec<Sides> {
    let nodes = device.paths.nodes();
    let policy = |node: usize| Some(device.entry(node)?.details()?.policy);
    let mut sides: Vec<Sides> = Vec::with_capacity(nodes.len());
    // The largest checkpoint of each log on the path with a proven root, and the largest that only the device names.
    let mut seen: Vec<(Proven, Named)> = Vec::with_capacity(nodes.len());
    for (node, at) in nodes.iter().enumerate() {
        let (mut proven, mut named) = at.parent.and_then(|p| seen.get(p)).cloned().unwrap_or_default();
        if let Some(own) = device.entry(node).and_then(|e| e.link().seen.as_ref()).filter(|own| own.size > 0) {
            let mut had = proofs.that_had(own).peekable();
            if had.peek().is_none() {
                named = named.max(Some((own.origin.clone(), own.size)));
            }
            for log in had {
                let known = proven.entry(log.clone()).or_default();
                *known = own.size.max(*known);
            }
        }
        let best = latest(proven.iter(), instants, &proofs.quorums, policy(node));
        let lower = best.or_else(|| {
            let (log, size) = named.clone()?;
            Some(Side { log, size, proven: false, vouched: None, server: None })
        });
        sides.push(Sides { lower, upper: None });
        seen.push((proven, named));
    }
    // The best side of each log so far, from the last entries up.
    let mut uppers: Vec<Vec<Upper>> = vec![Vec::new(); nodes.len()];
    for node in (0..nodes.len()).rev() {
        let mut own = uppers.get_mut(node).map(std::mem::take).unwrap_or_default();
        let places = device.entry(node).and_then(|e| proofs.noted.get(&e.digest())).into_iter().flatten();
        for place in places {
            join(&mut own, Upper::of(place, instants));
        }
        if let Some(sides) = sides.get_mut(node) {
            sides.upper = earliest(&own, &proofs.quorums, policy(node));
        }
        // A proof of an entry also proves all of its predecessors.
        if let Some(parent) = nodes.get(node).and_then(|n| n.parent).and_then(|p| uppers.get_mut(p)) {
            own.into_iter().for_each(|upper| join(parent, upper));
        }
    }
    sides
}

/// Reports faults of one device's clocks as remarks; they count for no item.
fn tell_clocks(id: Digest, device: &Device, proofs: &Proofs, now: Option<Timestamp>, findings: &mut Findings) {
    let mut tell = |code, text: String, entry: &SignedEntry| {
        findings.remark(Time, Scope::Device(id), code, text, MOVED).entry(entry.digest());
    };
    let mut known: Vec<Option<(String, u64)>> = Vec::with_capacity(device.paths.nodes().len());
    for (node, at) in device.paths.nodes().iter().enumerate() {
        let Some(entry) = device.entry(node) else { continue };
        let (seq, p, details) = (entry.seq(), entry.link(), entry.details());
        let name = format!("entry {seq} of device {}", id.short());
        let above = at.parent.and_then(|p| known.get(p)).cloned().flatten();
        let parent = at.parent.and_then(|p| device.entry(p));
        if let (Some(parent), Some(own)) = (parent, details)
            && let Some(before) = parent.details()
        {
            let (claimed, earlier) = (own.claimed_at.instant(), before.claimed_at.instant());
            if later(earlier, claimed, OWN_CLOCK) {
                let by = apart(earlier, claimed);
                let text = format!("{name} claims {}, {by} earlier than the entry before it", own.claimed_at);
                tell("claims-go-back", text, entry);
            }
            if before.uptime.boot == own.uptime.boot && own.uptime.ms < before.uptime.ms {
                tell("uptime-goes-back", format!("{name}: the running time went back within one run"), entry);
            }
            if let Some(jump) = evidence::chain::clock_jump(parent, entry) {
                let text = format!("{name}: the clock was moved by {:+} ms against its running time", jump.by_ms);
                tell("clock-jump", text, entry);
            }
        }
        if let Some(seen) = &p.seen {
            if above.as_ref().is_some_and(|(origin, size)| *origin == seen.origin && *size > seen.size) {
                tell("seen-goes-back", format!("{name} knew less of the log than an entry before it"), entry);
            }
            let places = proofs.noted.get(&entry.digest()).into_iter().flatten();
            if places.into_iter().any(|place| place.log.name() == seen.origin && place.index < seen.size) {
                let text = format!("{name} names a checkpoint that was made after the entry was noted");
                tell("seen-after-noted", text, entry);
            }
        }
        if let (Some(now), Some(own)) = (now, details)
            && later(own.claimed_at.instant(), now, CLOCKS)
        {
            let text = format!("{name} claims {}, later than the time of judging", own.claimed_at);
            tell("claimed-in-the-future", text, entry);
        }
        let own = p.seen.as_ref().map(|s| (s.origin.clone(), s.size));
        known.push(own.max(above));
    }
}

/// Returns true when `a` is later than `b` by more than `by`.
fn later(a: Timestamp, b: Timestamp, by: SignedDuration) -> bool {
    a.duration_since(b) > by
}

/// Returns the time between two instants, for people.
fn apart(a: Timestamp, b: Timestamp) -> String {
    let seconds = a.duration_since(b).abs().as_secs();
    match seconds {
        0..=599 => format!("{seconds} s"),
        600..=35_999 => format!("{} min", seconds / 60),
        36_000..=863_999 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// Bounds one item, and compares its claims with its own bounds.
pub(crate) fn item(
    scope: Scope,
    telling: &Telling<'_>,
    id: &Digest,
    story: Option<&Story>,
    times: &Times,
    findings: &mut Findings,
) -> Interval {
    let Some(first) = telling.entries.first() else { return Interval::default() };
    let own = |entry: &SignedEntry| entry.details().map(|d| d.claimed_at);
    let record = story.map(|story| &story.record);
    let claimed = match record {
        Some(record) => Some(Claimed { at: record.claimed_at, source: "record" }),
        None => own(first).map(|at| Claimed { at, source: "entry" }),
    };
    let of = |entry: &SignedEntry| {
        let node = telling.device.paths.node(&entry.digest())?;
        times.devices.get(id)?.get(node)
    };
    let all: Vec<(&SignedEntry, Sides)> =
        telling.entries.iter().map(|e| (*e, of(e).cloned().unwrap_or_default())).collect();
    let lower = all.first().and_then(|(_, s)| s.lower.clone());
    let uppers: Vec<&Side> = all.iter().filter_map(|(_, s)| s.upper.as_ref()).collect();
    let whole = uppers.len() == all.len();
    let last = uppers.into_iter().max_by_key(|s| (s.bound().at.is_none(), s.bound().at, s.size));
    let upper = last.filter(|_| whole).cloned();
    tell_bounds(scope, lower.as_ref(), upper.as_ref(), findings);
    let mut judge = Claims { scope, findings };
    for (entry, sides) in &all {
        let what = format!("entry {}", entry.seq());
        if let Some(claim) = own(entry) {
            judge.against(&what, claim, sides.lower.as_ref(), sides.upper.as_ref());
        }
    }
    if let Some(record) = record {
        // An entered or imported item may be older than any signature about it.
        let lower = lower.as_ref().filter(|_| record.method == Method::Captured);
        judge.against("the record", record.claimed_at, lower, upper.as_ref());
        if let Some(at) = story.and_then(|story| story.ended_at) {
            judge.against("the closing", at, lower, upper.as_ref());
        }
        judge.beside(record, &telling.entries);
    }
    tell_pauses(scope, &telling.entries, findings);
    if !findings.spoiled(Time, scope) {
        match claimed {
            Some(Claimed { at, .. }) => {
                let text = format!("claimed {at}, and the proven interval agrees");
                findings.pass(Time, scope, "interval", text);
            }
            None => {
                let text = "the time that the device claims is withheld";
                findings.open(Time, scope, "details-withheld", text, "ask the bundle's maker for the details");
            }
        }
    }
    let bound = |side: Option<Side>| side.as_ref().map(Side::bound);
    Interval { claimed, not_before: bound(lower), not_after: bound(upper) }
}

/// Dates each part by its own entry, and reports a silence that is longer than a recorder waits.
fn tell_pauses(scope: Scope, entries: &[&SignedEntry], findings: &mut Findings) {
    let claimed = |entry: &SignedEntry| entry.details().map(|d| d.claimed_at.instant());
    let gap = |pair: &[&SignedEntry]| match pair {
        [before, after] => Some((claimed(after)?.duration_since(claimed(before)?), after.seq(), after.digest())),
        _ => None,
    };
    let pauses: Vec<_> = entries.windows(2).filter_map(gap).filter(|(gap, _, _)| *gap > PAUSE).collect();
    if let Some((longest, seq, digest)) = pauses.iter().max_by_key(|(gap, _, _)| *gap) {
        let text = format!(
            "{} pauses of more than {} s between the entries of this item, the longest of {} s before entry {seq}",
            pauses.len(),
            PAUSE.as_secs(),
            longest.as_secs()
        );
        let text = if pauses.len() == 1 { text.replace("1 pauses", "1 pause") } else { text };
        let next = "what came after a pause is only as old as its own entry";
        findings.remark(Time, scope, "pause", text, next).entry(*digest);
    }
}

struct Claims<'a> {
    scope: Scope,
    findings: &'a mut Findings,
}

impl Claims<'_> {
    /// Compares one claim with the bounds of its own entry.
    fn against(&mut self, what: &str, claim: ClaimedTime, lower: Option<&Side>, upper: Option<&Side>) {
        let (claimed, scope) = (claim.instant(), self.scope);
        if let Some(side) = upper {
            match (side.vouched, side.server) {
                (Some(Vouched { own, at }), _) if later(claimed, at, CLOCKS) => {
                    let by = apart(claimed, at);
                    let text = format!("{what} claims {claim}, {by} after a quorum of cosigners had seen it ({at})");
                    if own {
                        self.findings.fail(Time, scope, "claimed-after-vouched", text, PROVEN);
                    } else {
                        self.not_own(&text);
                    }
                }
                (None, Some(reading)) if later(claimed, reading.narrow, CLOCKS) => {
                    let text = format!(
                        "{what} claims {claim}, and the server of log {} says that it was there by {}, {} earlier{}",
                        escape(&side.log),
                        reading.narrow,
                        apart(claimed, reading.narrow),
                        torn(!later(claimed, reading.wide, CLOCKS))
                    );
                    self.findings.open(Time, scope, "claimed-after-noted", text, PROVEN);
                }
                _ => {}
            }
        }
        if let Some(side) = lower {
            match (side.vouched, side.server) {
                (Some(Vouched { own, at }), _) if later(at, claimed, CLOCKS) => {
                    let by = apart(at, claimed);
                    let text = format!(
                        "{what} claims {claim}, and names a log that holds what a quorum of cosigners signed at {at}, {by} later"
                    );
                    if own {
                        self.findings.fail(Time, scope, "claimed-before-vouched", text, PROVEN);
                    } else {
                        self.not_own(&text);
                    }
                }
                (None, Some(reading)) if later(reading.narrow, claimed, CLOCKS) => {
                    let text = format!(
                        "{what} claims {claim}, and names a checkpoint that the server of log {} had not made before {}, {} later{}",
                        escape(&side.log),
                        reading.narrow,
                        apart(reading.narrow, claimed),
                        torn(!later(reading.wide, claimed, CLOCKS))
                    );
                    self.findings.open(Time, scope, "claimed-before-seen", text, PROVEN);
                }
                _ => {}
            }
        }
    }

    /// Reports a claim that contradicts a quorum which the entry's own policy does not name for that log.
    fn not_own(&mut self, text: &str) {
        let text = format!("{text}; the policy that the device followed does not name these cosigners");
        let next = "ask the organisation who these cosigners are, and whether its key is still its own";
        self.findings.open(Time, self.scope, "quorum-not-followed", text, next);
    }

    /// Compares the record's claim with those of its entries: one clock with itself.
    fn beside(&mut self, record: &Record, entries: &[&SignedEntry]) {
        let claimed = record.claimed_at.instant();
        let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return };
        let own = |entry: &SignedEntry| entry.details().map(|d| d.claimed_at.instant());
        if own(last).is_some_and(|at| later(claimed, at, OWN_CLOCK)) {
            let text = format!("the record claims {}, later than the entry that carries it", record.claimed_at);
            self.findings.remark(Time, self.scope, "record-after-entry", text, PROVEN).entry(last.digest());
        }
        if record.method == Method::Captured && own(first).is_some_and(|at| later(at, claimed, CLOCKS)) {
            let text = format!("the record claims {}, long before its first entry", record.claimed_at);
            self.findings.remark(Time, self.scope, "record-before-entry", text, PROVEN).entry(first.digest());
        }
    }
}

/// Returns words for a server whose other statements would allow the claim, so that its own clock may be wrong.
fn torn(allowed: bool) -> &'static str {
    if allowed { "; other statements of the same server would allow it" } else { "" }
}

/// Returns the logs of two bounds.
fn logs(lower: Option<&Side>, upper: Option<&Side>) -> String {
    let named: std::collections::BTreeSet<String> = lower.into_iter().chain(upper).map(|s| escape(&s.log)).collect();
    let named: Vec<String> = named.into_iter().map(|log| format!("log {log}")).collect();
    named.join(" and ")
}

/// Reports missing bounds, and the quality of the others.
fn tell_bounds(scope: Scope, lower: Option<&Side>, upper: Option<&Side>, findings: &mut Findings) {
    match upper.map(Side::bound) {
        None => {
            let text = "nobody but the device vouches for a time by which this existed";
            findings.open(Time, scope, "no-upper-bound", text, "sync the device, then make the bundle again");
        }
        Some(bound) if bound.at.is_none() => {
            let (log, size) = (escape(&bound.log), bound.size);
            let text = format!("it was in log {log} by checkpoint {size}, and nobody says when that was");
            findings.open(Time, scope, "upper-without-time", text, "a delivered receipt or a cosigner would say");
        }
        Some(_) => {}
    }
    match lower.map(Side::bound) {
        None => {
            let text = "nothing proves that it was not made earlier than claimed";
            let next = "no bundle can tell: ask who made it, and compare what else is known of that hour";
            findings.open(Time, scope, "no-lower-bound", text, next);
        }
        Some(bound) if !bound.proven => {
            let (log, size) = (escape(&bound.log), bound.size);
            let text = format!("only the device says that it knew checkpoint {size} of log {log} before");
            let next = "ask the log for a consistency proof from that checkpoint";
            findings.open(Time, scope, "lower-claimed", text, next);
        }
        Some(bound) if bound.at.is_none() => {
            let (log, size) = (escape(&bound.log), bound.size);
            let text = format!("it was made after checkpoint {size} of log {log}, and nobody says when that was");
            findings.open(Time, scope, "lower-without-time", text, "a delivered receipt of an earlier item would say");
        }
        Some(_) => {}
    }
    let at = |side: Option<&Side>| side.filter(|s| s.proven).and_then(|s| s.bound().at);
    if let (Some(after), Some(before)) = (at(lower), at(upper))
        && later(after, before, CLOCKS)
    {
        let text = format!(
            "it existed by {before}, and was signed after {after}: the clocks that say so, of {}, contradict each other",
            logs(lower, upper)
        );
        let next = "the fault is not the device's; find out whose clock was wrong, and until then rely on neither";
        findings.open(Time, scope, "bounds-contradict", text, next);
    }
}
