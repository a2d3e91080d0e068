//! The window's code for an error of the archive, by what the archivist can do about it.

use std::io;

use archive::{Error, MissingParts, ShareFault};

use crate::views::trouble::{ErrorCode, TroubleView};

/// The request that failed: the same blame means different things.
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
    /// To take in from a source.
    Source,
    /// To write a bundle.
    Bundle,
    /// To judge a bundle.
    Judge,
}

pub(super) fn blame(asked: Asked) -> impl Fn(Error) -> TroubleView + Copy {
    move |error| code(&error, asked).into()
}

fn code(error: &Error, asked: Asked) -> ErrorCode {
    match error {
        Error::WrongPassphrase if asked == Asked::Server => ErrorCode::KeyLocked,
        Error::WrongPassphrase => ErrorCode::PassphraseWrong,
        Error::Busy => ErrorCode::ArchiveInUse,
        Error::Share(ShareFault::TooFew { .. }) => ErrorCode::SharesTooFew,
        Error::Share(ShareFault::ForeignKey | ShareFault::ForeignSet { .. } | ShareFault::OtherKey { .. }) => {
            ErrorCode::SharesForeign
        }
        Error::Share(_) => ErrorCode::SharesFaulty,
        Error::Unavailable { source, .. } if source.downcast_ref::<MissingParts>().is_some() => ErrorCode::PartsMissing,
        Error::Unavailable { source, .. } if is_full(&**source) => ErrorCode::DiskFull,
        Error::Unavailable { source, .. } if is_absent(&**source) && asked != Asked::Archive => ErrorCode::PathMissing,
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

fn is_full(source: &(dyn std::error::Error + 'static)) -> bool {
    source.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::StorageFull)
}

fn is_absent(source: &(dyn std::error::Error + 'static)) -> bool {
    source.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::NotFound)
}
