//! What the organisation tells this device, and that its chain says so: a new policy or another reviewer is named by an entry
//! at once, in the transaction that puts it in force.

use evidence::policy::Review;
use evidence::{Digest, Envelope, SignedPolicy};
use rusqlite::{Connection, params};

use crate::commit::Next;
use crate::error::NO_KEY;
use crate::home::{Home, Shared, State};
use crate::readers::{Sealers, reviews};
use crate::{Error, Preference, Result, preferences, store};

/// What an entry says of the instructions that the device follows.
#[derive(Clone)]
pub(crate) struct Named {
    pub(crate) policy: Digest,
    pub(crate) review: Option<String>,
}

/// What the preference says until a person has been told.
const UNTOLD: &str = "changed";

/// True when the organisation has changed who can open what is captured here, and no person has said that they know.
pub(crate) fn untold(db: &Connection) -> Result<bool> {
    Ok(preferences::read(db, Preference::Recipients)?.as_deref() == Some(UNTOLD))
}

/// Who can open what is sealed under a policy.
fn opens(policy: &SignedPolicy) -> (&[String], &[String], Review) {
    let policy = policy.policy();
    (&policy.archive_recipients, &policy.witness_recipients, policy.review)
}

impl Home {
    /// True when the organisation has changed who can open what is captured here, and no person has said that they know.
    pub fn recipients_changed(&self) -> Result<bool> {
        untold(&self.0.lock()?.db)
    }

    /// A person has been told.
    pub fn know_recipients(&self) -> Result<()> {
        self.set_preference(Preference::Recipients, "known")
    }

    /// Follows a policy that descends from the one in force, and names it by an entry. Refused when it does not descend from that, is
    /// signed by somebody else, or cannot be named because the chain has no key. Waits for what is being sealed.
    ///
    /// A policy that no longer grants review takes effect at once for what is sealed from now on; what the locked vault
    /// still shows is removed at its next unlocking, before anything else. So does one with recipients of another kind: who
    /// reviews gets a new key at the next unlocking, and nothing is sealed for review before.
    pub fn set_policy(&self, envelope: Envelope) -> Result<()> {
        let _quiet = self.0.sealing.quiet();
        let mut guard = self.0.lock()?;
        self.0.check_can_add()?;
        let state = &mut *guard;
        let policy = SignedPolicy::open(envelope, &state.organisation)?;
        policy.check_follows(&state.policy)?;
        if policy.digest() == state.policy.digest() {
            return Ok(());
        }
        let review = state.review.clone().filter(|reviewer| reviews(policy.policy(), reviewer));
        self.0.follow(state, policy, review)
    }

    /// Seals to this reviewer from now on, and names it by an entry. False where the chain has no key, so that nothing is sealed
    /// any more, and where the policy grants review to nobody of the kind.
    pub(crate) fn set_reviewer(&self, recipient: String) -> Result<bool> {
        let _quiet = self.0.sealing.quiet();
        let mut guard = self.0.lock()?;
        let state = &mut *guard;
        if state.key.is_none() || !reviews(state.policy.policy(), &recipient) {
            return Ok(false);
        }
        self.0.check_can_add()?;
        let policy = state.policy.clone();
        self.0.follow(state, policy, Some(recipient))?;
        Ok(true)
    }
}

impl Shared {
    /// Puts policy and reviewer in force and names them, both or neither.
    fn follow(&self, state: &mut State, policy: SignedPolicy, review: Option<String>) -> Result<()> {
        if state.key.is_none() {
            return Err(Error::Refused(NO_KEY));
        }
        let sealers = Sealers::new(policy.policy(), review.as_deref())?;
        let named = Named { policy: policy.digest(), review: review.clone() };
        let (before, body) = (state.policy.digest(), state.policy.envelope().to_json());
        let changed = before != named.policy;
        let told = opens(&state.policy) != opens(&policy);
        let entry = self.append(state, Next::alone(named), |tx, entry| {
            if changed {
                // Receipts of its logs stay receipts.
                let keep = "INSERT INTO policies (digest, policy) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
                tx.execute(keep, params![store::blob(&before), body])?;
            }
            if told {
                preferences::set(tx, Preference::Recipients, UNTOLD)?;
            }
            let values = params![policy.envelope().to_json(), review];
            tx.execute("UPDATE device SET policy = ?1, review_recipient = ?2 WHERE id = 1", values)?;
            store::insert_entry(tx, entry, false, false)
        });
        if let Err(error) = entry {
            self.poison();
            return Err(error);
        }
        state.believed.trust(&policy);
        (state.policy, state.review) = (policy, review);
        self.seal_with(sealers)
    }
}
