//! How answers of the vault look to the window. The only place where the two meet.
//!
//! `ui/src/bridge/types.ts` is generated from here: `UPDATE_TYPES=1 cargo test -p testamur-app types` writes it, and
//! without the variable the same test compares. Counts are JSON numbers: exact below 2^53.

use evidence::invitation::MAX_INVITATION;
use evidence::policy::Review;
use serde::Serialize;
use vault::{Error, Home, Reason, Recovery, Result};

/// What the vault holds, or that there is none yet.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum StatusView {
    /// No home yet: an invitation makes one.
    Unjoined {
        /// Largest invitation, in bytes.
        invitation_limit: u64,
    },
    /// A home.
    Joined(HomeView),
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
    /// True when the server knows the device.
    pub enrolled: bool,
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
    /// Sealed parts that the server has not acknowledged.
    pub waiting_parts: u64,
    /// Their size in bytes.
    pub waiting_bytes: u64,
    /// The newest entry.
    pub head: HeadView,
    /// What the start found and did, worst first.
    pub findings: Vec<FindingView>,
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
    /// What it is.
    pub code: FindingCode,
    /// How many.
    pub count: u64,
    /// The items concerned, hex, where they are known.
    pub items: Vec<String>,
}

/// What a start may find; the window explains each in the reader's language.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FindingCode {
    /// The key that could sign the next entry is gone: nothing can be added.
    SigningKeyLost,
    /// Parts that are neither here nor with the server.
    Missing,
    /// Torn files, set aside.
    SetAside,
    /// Items that could not be closed for want of space.
    Postponed,
    /// Items that had been cut off, now closed.
    Interrupted,
    /// Parts that were durable without their place in the chain, now in it.
    Adopted,
}

/// What went wrong, as the window gets it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TroubleView {
    /// What it is.
    pub code: ErrorCode,
    /// The item concerned, hex.
    pub item: Option<String>,
}

/// What may go wrong; the window explains each in the reader's language.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ErrorCode {
    /// Another process has the home open.
    HomeInUse,
    /// The disk failed or may not be written to.
    HomeUnavailable,
    /// No space left.
    DiskFull,
    /// What lies in the home is not what it should be.
    HomeDamaged,
    /// A later version made the home.
    HomeUnsupported,
    /// Not an invitation, or not all of it.
    InvitationMalformed,
    /// An invitation of a later version.
    InvitationUnsupported,
    /// Its signatures do not hold, or it is for another role.
    InvitationRefused,
    /// The home has joined before.
    AlreadyJoined,
    /// Our own mistake.
    Bug,
}

/// What the window had asked for when something went wrong: the same blame means different things.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// To open or read the home.
    Home,
    /// To join with an invitation.
    Join,
}

impl StatusView {
    /// No home yet.
    pub fn unjoined() -> Self {
        Self::Unjoined { invitation_limit: MAX_INVITATION as u64 }
    }

    /// The state of an open home, and what opening it found.
    pub fn joined(home: &Home, found: &Recovery) -> Result<Self> {
        let (status, policy) = (home.status()?, home.policy()?);
        Ok(Self::Joined(HomeView {
            organisation: policy.policy().name.clone(),
            policy_version: policy.policy().version,
            device: status.device.to_string(),
            enrolled: status.enrolled,
            review: status.review != Review::Never,
            items: status.items,
            entries: status.entries,
            noted: status.noted,
            delivered: status.delivered,
            undelivered: status.items.saturating_sub(status.delivered),
            waiting_parts: status.parts_waiting,
            waiting_bytes: status.bytes_waiting,
            head: HeadView { seq: status.head.seq, digest: status.head.digest.to_string() },
            findings: findings(found),
        }))
    }
}

fn findings(found: &Recovery) -> Vec<FindingView> {
    let counted = |code, count: u32| FindingView { code, count: count.into(), items: Vec::new() };
    let interrupted = FindingView {
        code: FindingCode::Interrupted,
        count: found.interrupted.len() as u64,
        items: found.interrupted.iter().map(ToString::to_string).collect(),
    };
    let mut all = vec![
        counted(FindingCode::SigningKeyLost, found.signing_key_lost.into()),
        counted(FindingCode::Missing, found.missing),
        counted(FindingCode::SetAside, found.aside),
        counted(FindingCode::Postponed, found.postponed),
        interrupted,
        counted(FindingCode::Adopted, found.adopted.saturating_add(found.renamed)),
    ];
    all.retain(|finding| finding.count > 0);
    all
}

impl From<ErrorCode> for TroubleView {
    fn from(code: ErrorCode) -> Self {
        Self { code, item: None }
    }
}

impl TroubleView {
    /// What an error of the vault is to the window.
    pub fn of(error: &Error, asked: Asked) -> Self {
        let item = match error {
            Error::Unavailable { safe, .. } => safe.item.map(|id| id.to_string()),
            _ => None,
        };
        Self { code: code(error, asked), item }
    }
}

fn code(error: &Error, asked: Asked) -> ErrorCode {
    let join = asked == Asked::Join;
    match error {
        _ if error.is_in_use() => ErrorCode::HomeInUse,
        _ if error.is_joined() => ErrorCode::AlreadyJoined,
        Error::Unavailable { reason: Reason::DiskFull, .. } => ErrorCode::DiskFull,
        Error::Unavailable { .. } => ErrorCode::HomeUnavailable,
        // The vault reads nothing but the invitation as evidence when it joins; otherwise what lies in its home.
        Error::Evidence(evidence::Error::Malformed { .. }) if join => ErrorCode::InvitationMalformed,
        Error::Evidence(evidence::Error::Unsupported { .. }) if join => ErrorCode::InvitationUnsupported,
        Error::Evidence(evidence::Error::Refused { .. }) if join => ErrorCode::InvitationRefused,
        Error::Seal(_) if join => ErrorCode::InvitationRefused,
        Error::Unsupported(_) | Error::Evidence(evidence::Error::Unsupported { .. }) => ErrorCode::HomeUnsupported,
        Error::Malformed { .. } | Error::Refused(_) | Error::Seal(_) => ErrorCode::HomeDamaged,
        Error::Evidence(evidence::Error::Malformed { .. } | evidence::Error::Refused { .. }) => ErrorCode::HomeDamaged,
        Error::Evidence(evidence::Error::Bug(_)) | Error::Capture(_) | Error::Bug(_) => ErrorCode::Bug,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ts_rs::TS;

    use super::*;

    fn types() -> String {
        let config = ts_rs::Config::new().with_large_int("number");
        let declarations = [
            ErrorCode::decl(&config),
            FindingCode::decl(&config),
            FindingView::decl(&config),
            HeadView::decl(&config),
            HomeView::decl(&config),
            StatusView::decl(&config),
            TroubleView::decl(&config),
        ];
        let head = "// Generated from src-tauri/src/views.rs; that file says how. Not to be edited.\n";
        declarations.iter().fold(head.to_owned(), |text, one| text + "\nexport " + one + "\n")
    }

    #[test]
    fn the_windows_types_are_generated_from_the_views() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bridge/types.ts");
        if std::env::var_os("UPDATE_TYPES").is_some() {
            std::fs::write(&path, types()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), types(), "run it once with UPDATE_TYPES=1");
    }

    #[test]
    fn a_clean_start_finds_nothing_and_a_bad_one_says_the_worst_first() {
        assert_eq!(findings(&Recovery::default()), []);
        let items = vec![evidence::ItemId::from_bytes([7; 16]), evidence::ItemId::from_bytes([9; 16])];
        let found = Recovery {
            renamed: 1,
            adopted: 2,
            interrupted: items,
            torn: 4,
            aside: 5,
            missing: 6,
            postponed: 7,
            signing_key_lost: true,
        };
        let said: Vec<_> = findings(&found).into_iter().map(|f| (f.code, f.count, f.items.len())).collect();
        let expected = [
            (FindingCode::SigningKeyLost, 1, 0),
            (FindingCode::Missing, 6, 0),
            (FindingCode::SetAside, 5, 0),
            (FindingCode::Postponed, 7, 0),
            (FindingCode::Interrupted, 2, 2),
            (FindingCode::Adopted, 3, 0),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn the_same_blame_means_the_invitation_when_joining_and_the_home_otherwise() {
        let refused = Error::Evidence(evidence::Error::Refused { what: "policy", why: "its signature".to_owned() });
        assert_eq!(code(&refused, Asked::Join), ErrorCode::InvitationRefused);
        assert_eq!(code(&refused, Asked::Home), ErrorCode::HomeDamaged);
        let newer = Error::Evidence(evidence::Error::Unsupported { what: "invitation", version: "2".to_owned() });
        assert_eq!(code(&newer, Asked::Join), ErrorCode::InvitationUnsupported);
        assert_eq!(code(&Error::Unsupported("outbox"), Asked::Join), ErrorCode::HomeUnsupported);
    }

    #[test]
    fn a_trouble_names_the_item_that_is_safe_in_part() {
        let item = evidence::ItemId::from_bytes([0xab; 16]);
        let safe = vault::Safe { item: Some(item), ..vault::Safe::default() };
        let error = Error::Unavailable { what: "x", reason: Reason::DiskFull, safe, source: None };
        let view = serde_json::to_value(TroubleView::of(&error, Asked::Home)).unwrap();
        assert_eq!(view, serde_json::json!({ "code": "disk-full", "item": "ab".repeat(16) }));
    }
}
