//! The logs that the policies name, with their keys read, and what their cosigners say of time.

use evidence::policy::Log;
use jiff::Timestamp;
use tlog::{Cosignature, Cosigners, Hash, KeyKind, Note, SignedCheckpoint, VerifierKey};

use crate::findings::{Findings, Scope};
use crate::policies::Policies;
use crate::proofs::instant;
use crate::verdict::Question::Delivery;

/// A log that counts, with its keys read.
pub(crate) struct Named {
    pub(crate) key: VerifierKey,
    pub(crate) cosigners: Cosigners,
    /// Size and root of its last checkpoint, where it is in use no more.
    pub(crate) last: Option<(u64, Hash)>,
}

/// The time by which a quorum of at least one cosigner had seen a checkpoint: so many of them say so or an earlier one.
pub(crate) fn by(seen: &[Cosignature], quorum: usize) -> Option<Timestamp> {
    let at = quorum.checked_sub(1)?;
    seconds(*times(seen).get(at)?)
}

/// The time after which a quorum of at least one cosigner saw a checkpoint: so many of them say so or a later one.
fn after(seen: &[Cosignature], quorum: usize) -> Option<Timestamp> {
    let at = seen.len().checked_sub(quorum)?;
    seconds(*times(seen).get(at)?)
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

/// The logs that the policies name.
pub(crate) struct Logs {
    pub(crate) logs: Vec<Named>,
}

impl Logs {
    pub(crate) fn read(policies: &Policies, findings: &mut Findings) -> Self {
        let mut logs: Vec<Named> = Vec::new();
        let named = policies.counting().flat_map(|policy| {
            let retired = policy.retired.iter().map(|r| (&r.log, Some((r.size, Hash(*r.root.as_bytes())))));
            policy.logs.iter().map(|log| (log, None)).chain(retired)
        });
        for (log, last) in named {
            let log: &Log = log;
            let keys: Result<Vec<VerifierKey>, _> = log.cosigners.iter().map(|k| k.parse()).collect();
            let key = log.key.parse::<VerifierKey>().and_then(|key| match key.kind() {
                KeyKind::Ed25519 if key.name() == log.origin => Ok(key),
                _ => Err(tlog::Error::Refused("the key is not the origin's")),
            });
            let cosigners = keys.and_then(|keys| Cosigners::new(keys, log.quorum as usize));
            match (key, cosigners) {
                (Ok(key), _) if logs.iter().any(|known| known.key == key) => {}
                (Ok(key), Ok(cosigners)) => logs.push(Named { key, cosigners, last }),
                (Err(error), _) | (_, Err(error)) => {
                    let text = format!("the policy names a log whose keys cannot be used ({error})");
                    findings.open(Delivery, Scope::All, "log-key", text, "ask the organisation for a corrected policy");
                }
            }
        }
        Self { logs }
    }

    /// After when a statement was made that carries this checkpoint of the log `origin`: a quorum of its cosigners had signed it before.
    pub(crate) fn after(&self, origin: &str, note: &str) -> Option<Timestamp> {
        let note = Note::parse(note.as_bytes()).ok()?;
        let of_origin = self.logs.iter().filter(|log| log.key.name() == origin);
        of_origin
            .filter_map(|log| {
                SignedCheckpoint::check(note.clone(), &log.key).ok()?;
                let (seen, _) = log.cosigners.holding(&note).ok()?;
                after(&seen, log.cosigners.quorum())
            })
            .max()
    }

    /// True when a quorum of cosigners stands behind every receipt of these logs that counts.
    pub(crate) fn have_cosigners(&self, origin: &str) -> bool {
        self.logs.iter().filter(|log| log.key.name() == origin).all(|log| log.cosigners.quorum() > 0)
    }
}
