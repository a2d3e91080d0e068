//! The logs that the policies name, with parsed keys.

use evidence::policy::Log;
use tlog::{Hash, VerifierKey};

use crate::answers::Question::Delivery;
use crate::findings::{Findings, Scope};
use crate::log_key::LogKey;
use crate::policies::Policies;
use crate::quorums::{self, Quorums};

/// A log that counts.
pub(crate) struct Named {
    pub(crate) log: LogKey,
    pub(crate) key: VerifierKey,
    /// Size and root of its last checkpoint, if the log is retired.
    pub(crate) last: Option<(u64, Hash)>,
}

/// Returns the logs whose receipts count, and reads their cosigners into `quorums`.
pub(crate) fn read(policies: &Policies, quorums: &mut Quorums, findings: &mut Findings) -> Vec<Named> {
    let mut logs: Vec<Named> = Vec::new();
    let named = policies.counting().flat_map(|policy| {
        let retired = policy.retired.iter().map(|r| (&r.log, Some((r.size, Hash(*r.root.as_bytes())))));
        policy.logs.iter().map(|log| (log, None)).chain(retired)
    });
    for (named, last) in named {
        let named: &Log = named;
        match quorums::read(named) {
            Ok((key, _)) if logs.iter().any(|known| known.key == key) => {}
            Ok((key, cosigners)) => {
                let log = LogKey::of(&key);
                quorums.count(&log, named, cosigners);
                logs.push(Named { log, key, last });
            }
            Err(error) => {
                let text = format!("the policy names a log whose keys cannot be used ({error})");
                findings.open(Delivery, Scope::All, "log-key", text, "ask the organisation for a corrected policy");
            }
        }
    }
    logs
}
