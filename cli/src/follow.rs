//! `testamur policy`: a newer policy of the organisation reaches this device by a file or a carrier's folder.

use std::path::Path;

use archive::{Carrier, Source as _};
use evidence::{Envelope, SignedPolicy};
use serde_json::json;
use vault::Home;

use crate::door::Door;
use crate::input::read_small;
use crate::opening;
use crate::trouble::{Done, Trouble};

/// Follows the newest policy in the file or folder, if it descends from the current one; its entry is in the chain
/// when this returns.
pub fn follow(door: &Door, from: &Path) -> Done {
    let home = opening::open(door)?;
    let before = home.policy()?;
    let found = if from.is_dir() {
        newest(&home, from)?
    } else {
        Some(Envelope::parse(&read_small(from)?).map_err(|e| Trouble::at(from)(e.into()))?)
    };
    if let Some(envelope) = found {
        home.set_policy(envelope).map_err(|e| Trouble::at(from)(e.into()))?;
    }
    let (now, head) = (home.policy()?, home.status()?.head.seq);
    let changed = now.digest() != before.digest();
    let version = now.policy().version;
    let lines = if changed {
        format!("Policy {version} is in force here, and entry {head} names it")
    } else {
        format!("There is nothing newer there: policy {version} stays in force here")
    };
    door.done(&json!({ "policy": now.digest(), "version": version, "changed": changed }), lines);
    if changed {
        opening::tell_policy(&home)?;
    }
    Ok(())
}

/// Returns the newest policy in a carrier's folder that descends from the current one.
fn newest(home: &Home, folder: &Path) -> Done<Option<Envelope>> {
    let carrier = Carrier::open(folder)?;
    let found =
        carrier.policies(&home.organisation()?).map_err(|e| Trouble::at(folder)(Trouble::new(e.to_string())))?;
    let own = home.policy()?;
    let newer: Vec<&SignedPolicy> = found.signed.iter().filter(|policy| policy.descends_from(&own)).collect();
    let Some(newest) = newer.last() else { return Ok(None) };
    if newer.iter().any(|policy| newest.check_follows(policy).is_err()) {
        let why = "the organisation signed two newer policies there of which neither follows the other, and none is taken: ask the \
                   person who invited you which one is right, and take that one from its file";
        return Err(Trouble::at(folder)(Trouble::new(why)));
    }
    Ok(Some(newest.envelope().clone()))
}
