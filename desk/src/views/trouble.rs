//! An error for the window: a code with a text in the reader's language, and the item in question.

use serde::Serialize;
use vault::{Error, NotForUs, Reason};

/// An answer for the window, or a code that it explains.
pub type Answer<T> = Result<T, TroubleView>;

/// An error as the window gets it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TroubleView {
    /// The code that the window explains.
    pub code: ErrorCode,
    /// The item concerned, hex.
    pub item: Option<String>,
}

/// Codes of errors; the window explains each in the reader's language.
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
    /// Data in the home are damaged.
    HomeDamaged,
    /// A later version made the home.
    HomeUnsupported,
    /// Not an invitation, or not all of it.
    InvitationMalformed,
    /// An invitation of a later version.
    InvitationUnsupported,
    /// Its signatures do not hold, or it is for another role.
    InvitationRefused,
    /// It renews a device that joined before, and this one has not.
    InvitationRenews,
    /// It is another organisation's than this device's.
    InvitationForeign,
    /// It renews another device.
    InvitationOther,
    /// It makes a new device, and renews none.
    InvitationNew,
    /// This device took it already.
    InvitationUsed,
    /// Another device took it.
    InvitationSpent,
    /// It is good at a log that this device's policy does not name.
    InvitationLog,
    /// The home has joined before.
    AlreadyJoined,
    /// The keys of this home were destroyed.
    Destroyed,
    /// There is no home yet, or it was closed.
    NoHome,
    /// A file or recording could not be taken in to its end.
    SourceFailed,
    /// A file without a byte to seal.
    FileEmpty,
    /// The person stopped it.
    Stopped,
    /// The recording is not going on any more.
    NoRecording,
    /// The locked vault must be unlocked first.
    VaultLocked,
    /// There is no locked vault yet.
    VaultAbsent,
    /// The passphrase does not open the vault or the archive.
    PassphraseWrong,
    /// The field is empty.
    PassphraseEmpty,
    /// The vault was made for another home than the one it lies in.
    HomeExchanged,
    /// The vault knows a newer policy than the home.
    PolicySetBack,
    /// Another person could review the captures since the last unlocking.
    ReviewerExchanged,
    /// Not everything could be destroyed.
    PanicUnfinished,
    /// Not the address of a proxy.
    ProxyRefused,
    /// This device's home belongs to no trial.
    NoTrial,
    /// The trial's server could not be made or does not answer.
    TrialServer,
    /// Another program listens where the trial's server did.
    TrialPortTaken,
    /// Not all of the trial could be deleted.
    TrialStays,
    /// This device does not print from the app.
    CannotPrint,
    /// Something in the form hinders saving, and the person has to mend it.
    FormUnfinished,
    /// The answers are more than a form holds.
    FormTooLarge,
    /// A draft belongs to another edition of its form.
    FormChanged,
    /// No such draft is kept here.
    NoDraft,
    /// The organisation has no key for the witness compartment.
    NoWitnessCompartment,
    /// No such interview is open or kept here.
    NoInterview,
    /// Too short for a new archive.
    PassphraseShort,
    /// Another program has the archive open.
    ArchiveInUse,
    /// The archive is not open.
    ArchiveClosed,
    /// Data in the archive are damaged.
    ArchiveDamaged,
    /// A later version made the archive.
    ArchiveUnsupported,
    /// The archive's disk did not answer.
    ArchiveUnavailable,
    /// An intake has the archive.
    IntakeRunning,
    /// More shares are needed.
    SharesTooFew,
    /// A share is mistyped, given twice, or does not fit the others.
    SharesFaulty,
    /// Shares of another key or of another set.
    SharesForeign,
    /// There is no file in the folder.
    FolderEmpty,
    /// More files in the folder than the page can list.
    FolderTooLarge,
    /// It is no file but a pipe, a device, a socket, or this home.
    NoFile,
    /// A link in a folder that leads out of it, or nowhere.
    LinkLeft,
    /// The archivist's key is locked, and no passphrase was given.
    KeyLocked,
    /// The passphrase does not open the archivist's key.
    KeyPassphraseWrong,
    /// The folder is not an organisation's, or not whole.
    OrganisationUnreadable,
    /// The archive belongs to another organisation.
    OrganisationForeign,
    /// No policy names that server.
    ServerUnknown,
    /// The server or folder to take in from could not be reached or read.
    SourceUnreachable,
    /// The path is not whole, or leads to no file or folder.
    PathMissing,
    /// Something is at that path already.
    NameTaken,
    /// Accounts of persons who did not agree to the purpose of the bundle.
    ConsentMissing,
    /// An account may hold a name of its witness, and no archivist has looked yet.
    NameFound,
    /// An item may not leave, or there is too much for one bundle.
    BundleRefused,
    /// The disk that a bundle is written to is full.
    BundleDiskFull,
    /// The disk that a bundle is written to did not answer.
    BundleUnwritten,
    /// Not a bundle, or it could not be read to its end.
    BundleUnreadable,
    /// A bundle of a later version, or a zip that was packed again.
    BundleUnsupported,
    /// Not a policy, or not signed by the key that it names.
    PolicyUnreadable,
    /// Parts of a medium are not here.
    PartsMissing,
    /// No program on this device shows a folder.
    CannotShow,
    /// The window sent data that do not fit the command.
    BadRequest,
    /// Our own mistake.
    Bug,
}

/// The window's failed request: one kind of error has different meanings for different requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// To open or read the home.
    Home,
    /// To join with an invitation, or to renew by one.
    Join,
}

impl From<ErrorCode> for TroubleView {
    fn from(code: ErrorCode) -> Self {
        Self { code, item: None }
    }
}

impl TroubleView {
    /// Returns the window's code for an error of the vault, and the item.
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
    if let Some(why) = error.not_for_us() {
        return match why {
            NotForUs::Renews => ErrorCode::InvitationRenews,
            NotForUs::OfAnotherOrganisation => ErrorCode::InvitationForeign,
            NotForUs::ForAnotherDevice => ErrorCode::InvitationOther,
            NotForUs::ForANewDevice => ErrorCode::InvitationNew,
            NotForUs::Used => ErrorCode::InvitationUsed,
            NotForUs::UsedByAnother => ErrorCode::InvitationSpent,
            NotForUs::OfAnotherLog => ErrorCode::InvitationLog,
        };
    }
    match error {
        _ if error.is_in_use() => ErrorCode::HomeInUse,
        _ if error.is_destroyed() => ErrorCode::Destroyed,
        _ if error.is_joined() => ErrorCode::AlreadyJoined,
        _ if error.is_wrong_passphrase() => ErrorCode::PassphraseWrong,
        _ if error.is_another_home() => ErrorCode::HomeExchanged,
        _ if error.is_policy_set_back() => ErrorCode::PolicySetBack,
        _ if error.is_reviewer_exchanged() => ErrorCode::ReviewerExchanged,
        _ if error.is_without_vault() => ErrorCode::VaultAbsent,
        _ if error.is_without_witness_compartment() => ErrorCode::NoWitnessCompartment,
        Error::Unavailable { reason: Reason::DiskFull, .. } => ErrorCode::DiskFull,
        Error::Unavailable { reason: Reason::Source, .. } => ErrorCode::SourceFailed,
        Error::Unavailable { reason: Reason::Cancelled, .. } => ErrorCode::Stopped,
        Error::Unavailable { .. } => ErrorCode::HomeUnavailable,
        // When it joins, the vault reads only the invitation as evidence; otherwise the data in its home.
        Error::Evidence(evidence::Error::Malformed { .. }) if join => ErrorCode::InvitationMalformed,
        Error::Evidence(evidence::Error::Unsupported { .. }) if join => ErrorCode::InvitationUnsupported,
        Error::Evidence(evidence::Error::Refused { .. }) if join => ErrorCode::InvitationRefused,
        // Its secret does not fit its ticket.
        Error::Seal(_) | Error::Refused(_) if join => ErrorCode::InvitationRefused,
        Error::Unsupported(_) | Error::Evidence(evidence::Error::Unsupported { .. }) => ErrorCode::HomeUnsupported,
        Error::Malformed { .. } | Error::Refused(_) | Error::Seal(_) => ErrorCode::HomeDamaged,
        Error::Evidence(evidence::Error::Malformed { .. } | evidence::Error::Refused { .. }) => ErrorCode::HomeDamaged,
        Error::Evidence(evidence::Error::Bug(_)) | Error::Capture(_) | Error::Forms(_) | Error::Bug(_) => {
            ErrorCode::Bug
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
