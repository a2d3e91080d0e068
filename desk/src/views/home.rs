//! A home's state in the window.

use evidence::DeviceCode;
use evidence::ItemId;
use evidence::code::Script;
use evidence::invitation::MAX_INVITATION;
use evidence::policy::Review;
use serde::Serialize;
use vault::{Home, PolicyChange, Preference, Recovery, Result};

use super::settings::PreferencesView;

/// The state of the home, or that there is none yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum StatusView {
    /// No home yet: an invitation makes one.
    Unjoined {
        /// Largest invitation, in bytes.
        invitation_limit: u64,
        /// True where the app can be tried alone.
        trial: bool,
        /// True where this machine has an archive: then it is an archivist's, and begins there.
        archive: bool,
        /// Preferences chosen in this run.
        preferences: PreferencesView,
    },
    /// A home.
    Joined(Box<HomeView>),
}

/// A home's state.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct HomeView {
    /// The organisation's name, as its policy says it.
    pub organisation: String,
    /// Version of the policy in force.
    pub policy_version: u64,
    /// Digest of the genesis entry, hex.
    pub device: String,
    /// The words of its code that a person compares with the organisation.
    pub code: CodeView,
    /// True when the server knows the device.
    pub enrolled: bool,
    /// The instant at which its invitation ended, where no server knows the device and its own clock is past that.
    pub admission_ended: Option<String>,
    /// True when it belongs to a trial: everything stays on this device.
    pub trial: bool,
    /// True when a panic has destroyed the keys: nothing can be added or sent.
    pub destroyed: bool,
    /// The person's preferences.
    pub preferences: PreferencesView,
    /// Changes by new policies that no person has said that they know.
    pub policy_changes: Vec<PolicyChangeCode>,
    /// True when the policy lets whoever unlocks the vault look at what was captured here.
    pub review: bool,
    /// Items on the chain.
    pub items: u64,
    /// Entries in the chain, genesis included.
    pub entries: u64,
    /// Entries that the server's log proves.
    pub noted: u64,
    /// Items with a delivered receipt over every part.
    pub delivered: u64,
    /// Items without one.
    pub undelivered: u64,
    /// Files of which only a piece is sealed, known to the person or not.
    pub pieces: u64,
    /// True while receipts are being checked after a start: more may be noted and delivered than is said here.
    pub checking: bool,
    /// Sealed parts that the server has not acknowledged.
    pub waiting_parts: u64,
    /// Their size in bytes.
    pub waiting_bytes: u64,
    /// The newest entry.
    pub head: HeadView,
    /// Findings and repairs of the start, worst first.
    pub findings: Vec<FindingView>,
}

/// A renewal that was taken.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RenewedView {
    /// Number of the entry by which the organisation admitted the device again.
    pub seq: u64,
    /// The home after it.
    pub home: StatusView,
}

/// One code in both scripts: the sounds are the same.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CodeView {
    /// For English.
    pub latin: String,
    /// For Kazakh and Russian.
    pub cyrillic: String,
}

impl CodeView {
    pub(super) fn of(code: &DeviceCode) -> Self {
        Self { latin: code.words(Script::Latin), cyrillic: code.words(Script::Cyrillic) }
    }
}

/// The newest entry of the chain.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeadView {
    /// Its sequence number; genesis is 0.
    pub seq: u64,
    /// Its digest, hex.
    pub digest: String,
}

/// One thing that the start found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FindingView {
    /// Kind of the finding.
    pub code: FindingCode,
    /// How many.
    pub count: u64,
    /// The items concerned, hex, where they are known.
    pub items: Vec<String>,
}

/// Kinds of findings of a start; the window explains each in the reader's language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// The chain cannot go on, and the disk is too full to begin a new one: nothing can be added.
    SigningKeyLost,
    /// This start began a new chain, because the one that was here cannot go on.
    NewChain,
    /// Parts that no entry named, filed as found.
    Found,
    /// Parts that are neither here nor with the server.
    Missing,
    /// Torn files, set aside.
    SetAside,
    /// Items that could not be closed for want of space.
    Postponed,
    /// Files that were cut off while they were taken in, of which no person has said that they know.
    CutFile,
    /// Recordings that had been cut off, now closed.
    Interrupted,
    /// Parts that were durable without their place in the chain, now in it.
    Adopted,
}

/// A change of a policy that matters to the person who captures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum PolicyChangeCode {
    /// The people who can open captures.
    Archive,
    /// The people who can open the witness compartment.
    Witnesses,
    /// Whoever opens the vault may look at it on this device, which nobody could before.
    Looking,
    /// How long one may look at it on this device, or that one no longer may.
    Review,
    /// Where it is sent.
    Servers,
    /// Whose receipts count.
    Logs,
    /// Whether sealed parts stay here after delivery.
    Keeping,
    /// The forms in use.
    Forms,
    /// The organisation's name.
    Name,
}

impl From<PolicyChange> for PolicyChangeCode {
    fn from(change: PolicyChange) -> Self {
        match change {
            PolicyChange::Archive => Self::Archive,
            PolicyChange::Witnesses => Self::Witnesses,
            PolicyChange::Looking => Self::Looking,
            PolicyChange::Review => Self::Review,
            PolicyChange::Servers => Self::Servers,
            PolicyChange::Logs => Self::Logs,
            PolicyChange::Keeping => Self::Keeping,
            PolicyChange::Forms => Self::Forms,
            PolicyChange::Name => Self::Name,
        }
    }
}

impl StatusView {
    /// Returns the state without a home.
    pub fn unjoined(archive: bool, preferences: PreferencesView) -> Self {
        Self::Unjoined { invitation_limit: MAX_INVITATION as u64, trial: cfg!(feature = "trial"), archive, preferences }
    }

    /// Returns the state of an open home, with the findings of its opening. `chosen` returns the preferences.
    pub fn joined(
        home: &Home,
        found: &Recovery,
        trial: bool,
        chosen: impl Fn(Preference) -> Option<String>,
    ) -> Result<Self> {
        let (status, policy) = (home.status()?, home.policy()?);
        let pieces = home.pieces()?;
        let recipients = (!status.policy_changes.is_empty()).then(|| "changed".to_owned());
        Ok(Self::Joined(Box::new(HomeView {
            organisation: policy.policy().name.clone(),
            policy_version: policy.policy().version,
            device: status.device.to_string(),
            code: CodeView::of(&DeviceCode::of(&status.device)),
            enrolled: status.enrolled,
            admission_ended: status.admitted_until.filter(|_| status.admission_ended).map(|until| until.to_string()),
            trial,
            destroyed: status.destroyed,
            preferences: PreferencesView { recipients, ..PreferencesView::of(chosen) },
            policy_changes: status.policy_changes.iter().map(|change| (*change).into()).collect(),
            review: status.review != Review::Never,
            items: status.items,
            entries: status.entries,
            noted: status.noted,
            delivered: status.delivered,
            undelivered: status.items.saturating_sub(status.delivered),
            pieces: pieces.all,
            checking: status.unchecked > 0,
            waiting_parts: status.parts_waiting,
            waiting_bytes: status.bytes_waiting,
            head: HeadView { seq: status.head.seq, digest: status.head.digest.to_string() },
            findings: findings(found, &pieces.untold),
        })))
    }
}

/// Returns the findings of this start, and the `pieces` of files, which every start reports until the person
/// acknowledges them.
fn findings(found: &Recovery, pieces: &[ItemId]) -> Vec<FindingView> {
    let counted = |code, count: u32| FindingView { code, count: count.into(), items: Vec::new() };
    let cut_off = |code, of: Vec<&ItemId>| FindingView {
        code,
        count: of.len() as u64,
        items: of.into_iter().map(ToString::to_string).collect(),
    };
    let live = found.interrupted.iter().filter(|item| !found.files.contains(item)).collect();
    let mut of: Vec<String> = found.missing.iter().map(|lost| lost.item.to_string()).collect();
    of.dedup();
    let missing = FindingView { code: FindingCode::Missing, count: found.missing.len() as u64, items: of };
    let mut all = vec![
        counted(FindingCode::SigningKeyLost, found.signing_key_lost.into()),
        counted(FindingCode::NewChain, found.new_chain.into()),
        missing,
        counted(FindingCode::SetAside, found.aside),
        counted(FindingCode::Postponed, found.postponed),
        cut_off(FindingCode::CutFile, pieces.iter().collect()),
        cut_off(FindingCode::Interrupted, live),
        counted(FindingCode::Found, found.found),
        counted(FindingCode::Adopted, found.adopted.saturating_add(found.renamed)),
    ];
    all.retain(|finding| finding.count > 0);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_start_finds_nothing_and_a_bad_one_says_the_worst_first() {
        assert_eq!(findings(&Recovery::default(), &[]), []);
        let items = vec![evidence::ItemId::from_bytes([7; 16]), evidence::ItemId::from_bytes([9; 16])];
        let found = Recovery {
            renamed: 1,
            adopted: 2,
            interrupted: items.clone(),
            files: items[..1].to_vec(),
            torn: 4,
            aside: 5,
            missing: vec![vault::LostPart { item: items[0], part: evidence::Digest::of(b"part") }; 6],
            postponed: 7,
            signing_key_lost: true,
            new_chain: true,
            dropped: 0,
            found: 8,
        };
        let said: Vec<_> =
            findings(&found, &items[..1]).into_iter().map(|f| (f.code, f.count, f.items.len())).collect();
        let expected = [
            (FindingCode::SigningKeyLost, 1, 0),
            (FindingCode::NewChain, 1, 0),
            (FindingCode::Missing, 6, 1),
            (FindingCode::SetAside, 5, 0),
            (FindingCode::Postponed, 7, 0),
            (FindingCode::CutFile, 1, 1),
            (FindingCode::Interrupted, 1, 1),
            (FindingCode::Found, 8, 0),
            (FindingCode::Adopted, 3, 0),
        ];
        assert_eq!(said, expected);
    }
}
