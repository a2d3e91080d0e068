//! P14: policies, logs, cosigners and recipients change, and devices learn of it or not.

use evidence::policy::Retired;
use evidence::receipt::Noted;
use evidence::{Digest, SignedPolicy};

use super::tape::Tape;
use super::town::{Town, append, cosigners};
use crate::support::{self, Files, Log, lines};

/// Changes something of the organisation; noted entries stay noted in the log of their time.
pub fn rotate(town: &mut Town, tape: &mut Tape<'_>) {
    let mut next = town.policies.last().unwrap().policy().successor().unwrap();
    match tape.below(4) {
        0 => next.archive_recipients = vec![support::hybrid()],
        1 => next.name = format!("Observers, renamed {}", town.policies.len()),
        // Further cosigners sign from now on, beside the earlier ones.
        2 => {
            let more: Vec<String> = cosigners(5)[3..].iter().map(|(_, key)| key.to_string()).collect();
            let log = &mut next.logs[0];
            log.cosigners.extend(more.into_iter().filter(|key| !log.cosigners.contains(key)).collect::<Vec<_>>());
        }
        _ => {
            let number = town.past.len();
            let mut log = Log::named(&format!("log-{number}.example.org"), &format!("log {number}"));
            log.more.clone_from(&town.world.log.more);
            log.cosigned_at = town.world.log.cosigned_at;
            let old = std::mem::replace(&mut town.world.log, log);
            let retired = next.logs.remove(0);
            let root = Digest::from_bytes(*old.root(old.size()).as_bytes());
            let mut named = retired.clone();
            (named.origin, named.key) = (town.world.log.key.name().to_owned(), town.world.log.key.to_string());
            next.retired.push(Retired { log: retired, size: old.size(), root });
            next.logs = vec![named];
            town.past.push(old);
            town.sizes.clear();
        }
    }
    town.take(next, tape);
}

/// Returns receipts by a thief of the first retired log's key, who continues from its last root or begins again.
pub fn stolen(town: &Town, tape: &mut Tape<'_>, files: &Files) -> Option<Files> {
    let mut log = town.past.first()?.clone();
    let mut files = files.clone();
    if tape.flag() {
        let mut anew = Log::new("log");
        anew.more.clone_from(&log.more);
        anew.cosigned_at = log.cosigned_at;
        log = anew;
    }
    let entries = town.entries();
    for entry in entries.iter().rev() {
        if log.index_of(entry.envelope().payload()).is_none() {
            log.append(entry.envelope().payload());
        }
    }
    for shot in &town.shots {
        log.deliver(&town.entries_of(shot).iter().collect::<Vec<_>>(), "2026-01-02T00:00:00Z");
    }
    let noted: Vec<Noted> = entries.iter().map(|entry| log.noted(entry)).collect();
    append(&mut files, evidence::bundle::NOTED, lines(noted));
    append(&mut files, evidence::bundle::DELIVERED, lines(log.delivered()));
    support::sum(&mut files);
    Some(files)
}

/// Returns trust in one of the organisation's policies.
pub fn trusting(town: &Town, policy: &SignedPolicy) -> verify::Trust {
    verify::Trust { policy: Some(policy.clone()), ..town.world.trust() }
}
