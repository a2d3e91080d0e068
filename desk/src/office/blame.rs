//! Maps an error of the archive to the window's code, by the archivist's next step.

use std::io;

use archive::{Error, MissingParts};
use organisation::ShareFault;

use crate::views::trouble::{ErrorCode, TroubleView};

/// The failed request: one kind of error has different meanings for different requests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// To open or read the archive.
    Archive,
    /// To read an organisation's folder.
    Organisation,
    /// To join shares.
    Shares,
    /// To reach a server.
    Server,
    /// To import from a source.
    Source,
    /// To write a bundle.
    Bundle,
    /// To judge a bundle.
    Judge,
}

pub(super) fn blame<E: Into<Error>>(asked: Asked) -> impl Fn(E) -> TroubleView + Copy {
    move |error| code(&error.into(), asked).into()
}

/// Maps an error of an export.
pub(super) fn blame_bundle(error: export::Error) -> TroubleView {
    match error {
        export::Error::NoConsent { .. } => ErrorCode::ConsentMissing.into(),
        export::Error::Named { .. } => ErrorCode::NameFound.into(),
        export::Error::Archive(error) => blame(Asked::Bundle)(error),
    }
}

fn code(error: &Error, asked: Asked) -> ErrorCode {
    match error {
        Error::WrongPassphrase if asked == Asked::Server => ErrorCode::KeyPassphraseWrong,
        Error::WrongPassphrase => ErrorCode::PassphraseWrong,
        Error::Busy => ErrorCode::ArchiveInUse,
        Error::Share(ShareFault::TooFew { .. }) => ErrorCode::SharesTooFew,
        Error::Share(ShareFault::ForeignKey | ShareFault::ForeignSet { .. } | ShareFault::OtherKey { .. }) => {
            ErrorCode::SharesForeign
        }
        Error::Share(_) => ErrorCode::SharesFaulty,
        Error::Unavailable { source, .. } if source.downcast_ref::<MissingParts>().is_some() => ErrorCode::PartsMissing,
        Error::Unavailable { .. } if error.is_disk_full() && asked == Asked::Bundle => ErrorCode::BundleDiskFull,
        Error::Unavailable { .. } if error.is_disk_full() => ErrorCode::DiskFull,
        Error::Unavailable { source, .. } if is_absent(&**source) && asked != Asked::Archive => ErrorCode::PathMissing,
        Error::Unavailable { what: "the bundle", .. } if asked == Asked::Bundle => ErrorCode::BundleUnwritten,
        Error::Unavailable { what: "the source" | "the server", .. } => ErrorCode::SourceUnreachable,
        Error::Unavailable { .. } if asked == Asked::Judge => ErrorCode::BundleUnreadable,
        Error::Unavailable { .. } => ErrorCode::ArchiveUnavailable,
        Error::Refused { what: "the server", .. } => ErrorCode::ServerUnknown,
        Error::Refused { what: "the key file", .. } => ErrorCode::KeyLocked,
        Error::Refused { .. } if asked == Asked::Source => ErrorCode::OrganisationForeign,
        Error::Refused { .. } if asked == Asked::Bundle => ErrorCode::BundleRefused,
        Error::Refused { .. } if asked == Asked::Archive => ErrorCode::BadRequest,
        Error::Unsupported { .. } if asked == Asked::Judge => ErrorCode::BundleUnsupported,
        _ if asked == Asked::Judge => ErrorCode::BundleUnreadable,
        Error::Unsupported { .. } => ErrorCode::ArchiveUnsupported,
        Error::Bug(_) => ErrorCode::Bug,
        _ if asked == Asked::Organisation || asked == Asked::Server => ErrorCode::OrganisationUnreadable,
        _ => ErrorCode::ArchiveDamaged,
    }
}

fn is_absent(source: &(dyn std::error::Error + 'static)) -> bool {
    source.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_passphrase_is_called_wrong_and_whose_it_is() {
        assert_eq!(code(&Error::WrongPassphrase, Asked::Server), ErrorCode::KeyPassphraseWrong);
        assert_eq!(code(&Error::WrongPassphrase, Asked::Archive), ErrorCode::PassphraseWrong);
    }

    #[test]
    fn a_full_disk_a_used_up_quota_and_a_lost_disk_are_told_by_the_disk_that_it_is() {
        let failed = |what, kind: io::ErrorKind| Error::Unavailable { what, source: Box::new(io::Error::from(kind)) };
        for full in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            assert_eq!(code(&failed("the bundle", full), Asked::Bundle), ErrorCode::BundleDiskFull);
            assert_eq!(code(&failed("the archive's index", full), Asked::Source), ErrorCode::DiskFull);
        }
        let lost = |what| code(&failed(what, io::ErrorKind::ReadOnlyFilesystem), Asked::Bundle);
        assert_eq!(lost("the bundle"), ErrorCode::BundleUnwritten);
        assert_eq!(lost("a sealed part"), ErrorCode::ArchiveUnavailable);
    }
}
