//! The organisation's instructions to this device. An entry of the chain names a new policy or reviewer in the same
//! transaction that puts it in force.

use std::collections::BTreeSet;

use evidence::policy::Review;
use evidence::{Envelope, Policy, SignedPolicy};
use rusqlite::{Connection, params};
use serde::Serialize;

use crate::commit::{Named, Next};
use crate::error::NO_KEY;
use crate::home::{Home, Shared, State};
use crate::readers::{Sealers, reviews};
use crate::{Error, Preference, Result, preferences, store};

/// The start of the preference until the person is informed; the list of changes follows.
const UNTOLD: &str = "changed";

/// A change of a policy that matters to the person who captures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyChange {
    /// The people who can open new items.
    Archive,
    /// The people who can open the witness compartment.
    Witnesses,
    /// A person who opens the vault may now look at items on this device, and could not before.
    Looking,
    /// The time for which items may be viewed on this device, or the end of that right.
    Review,
    /// The servers that receive the items.
    Servers,
    /// The logs whose receipts count.
    Logs,
    /// Whether sealed parts stay on this device after delivery.
    Keeping,
    /// The forms in use.
    Forms,
    /// The organisation's name.
    Name,
}

impl PolicyChange {
    const ALL: [(Self, &'static str); 9] = [
        (Self::Archive, "archive"),
        (Self::Witnesses, "witnesses"),
        (Self::Looking, "looking"),
        (Self::Review, "review"),
        (Self::Servers, "servers"),
        (Self::Logs, "logs"),
        (Self::Keeping, "keeping"),
        (Self::Forms, "forms"),
        (Self::Name, "name"),
    ];

    /// Returns true if other people of the organisation than before can open items from now on.
    pub fn opens(self) -> bool {
        matches!(self, Self::Archive | Self::Witnesses)
    }

    /// Returns the changes from the first policy to the second.
    fn between(before: &Policy, after: &Policy) -> impl Iterator<Item = Self> {
        let changed = [
            (Self::Archive, before.archive_recipients != after.archive_recipients),
            (Self::Witnesses, before.witness_recipients != after.witness_recipients),
            (Self::Looking, before.review == Review::Never && after.review != Review::Never),
            (Self::Review, before.review != Review::Never && before.review != after.review),
            (Self::Servers, before.servers != after.servers),
            (Self::Logs, before.logs != after.logs),
            (Self::Keeping, before.keep_after_delivery != after.keep_after_delivery),
            (Self::Forms, before.forms != after.forms),
            (Self::Name, before.name != after.name),
        ];
        changed.into_iter().filter_map(|(what, changed)| changed.then_some(what))
    }
}

/// Returns the organisation's changes that no person has acknowledged.
pub(crate) fn untold(db: &Connection) -> Result<BTreeSet<PolicyChange>> {
    let said = preferences::read(db, Preference::Recipients)?.unwrap_or_default();
    let mut words = said.split(' ');
    if words.next() != Some(UNTOLD) {
        return Ok(BTreeSet::new());
    }
    let words: Vec<&str> = words.collect();
    if words.is_empty() {
        // An earlier version recorded no details.
        return Ok(BTreeSet::from([PolicyChange::Archive]));
    }
    Ok(PolicyChange::ALL.into_iter().filter_map(|(what, word)| words.contains(&word).then_some(what)).collect())
}

/// Returns the preference's value for these changes.
fn saying(changes: &BTreeSet<PolicyChange>) -> String {
    let words = PolicyChange::ALL.into_iter().filter_map(|(what, word)| changes.contains(&what).then_some(word));
    std::iter::once(UNTOLD).chain(words).collect::<Vec<_>>().join(" ")
}

impl Home {
    /// Returns the changes by the organisation's policies that no person has acknowledged.
    pub fn policy_changes(&self) -> Result<BTreeSet<PolicyChange>> {
        untold(&self.0.lock()?.db)
    }

    /// Records that the person knows of the changes.
    pub fn know_policy(&self) -> Result<()> {
        self.set_preference(Preference::Recipients, "known")
    }

    /// Follows a policy that descends from the one in force, and names it by an entry. Fails if it does not descend
    /// from that policy, has another signer, or cannot be named because the chain has no key. Waits for parts that are
    /// being sealed.
    ///
    /// A policy that no longer grants review applies immediately to new items; the next unlocking first removes the
    /// items that the locked vault still shows. The same holds for a policy with recipients of another kind: the
    /// reviewer gets a new key at the next unlocking, and items sealed before then are not for review.
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

    /// Seals to this reviewer from now on, and names the reviewer by an entry. Returns false if the chain has no key,
    /// so that sealing has ended, or if the policy grants no review with that kind of key.
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
        let mut changes: BTreeSet<_> = PolicyChange::between(state.policy.policy(), policy.policy()).collect();
        let tell = !changes.is_empty();
        // Earlier unacknowledged changes are reported together with the new ones.
        changes.extend(untold(&state.db)?);
        // Review was granted and withdrawn again before anyone was informed.
        if policy.policy().review == Review::Never {
            changes.remove(&PolicyChange::Looking);
        }
        let entry = self.append(state, Next::alone(named), |tx, entry| {
            if changed {
                // Receipts from the earlier policy's logs stay valid.
                let keep = "INSERT INTO policies (digest, policy) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
                tx.execute(keep, params![store::blob(&before), body])?;
            }
            if tell {
                preferences::set(tx, Preference::Recipients, &saying(&changes))?;
            }
            let values = params![policy.envelope().to_json(), review];
            tx.execute("UPDATE device SET policy = ?1, review_recipient = ?2 WHERE id = 1", values)?;
            store::insert_entry(tx, entry, false, false)
        });
        if let Err(error) = entry {
            self.poison();
            return Err(error);
        }
        if policy.policy().retired.len() > state.policy.policy().retired.len() {
            state.believed.begin_again();
        }
        state.believed.trust(&policy);
        (state.policy, state.review) = (policy, review);
        self.seal_with(sealers)
    }
}
