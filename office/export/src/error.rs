//! Errors of the exports. The texts name the failed action; they carry ids and counts, never content, names, places or
//! paths.

use std::io::{self, ErrorKind};

use evidence::ItemId;
use testimony::Use;

const WHAT: &str = "the bundle";
/// Most items that one text names.
const MAX_NAMED: usize = 10;

/// Result of an export.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Failures of an export: two refusals of its own, and those of the archive or of the disk.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Items are accounts of persons who did not agree to the bundle's use.
    #[error("{}", no_consent(lacking, *purpose))]
    NoConsent {
        /// These items.
        lacking: Vec<ItemId>,
        /// The use; `None` if the caller stated none.
        purpose: Option<Use>,
    },
    /// According to their findings these accounts may hold a witness's name, and no archivist has read them yet.
    #[error(
        "the bundle is refused and nothing was written, because an account seems to hold a name of its witness, as a finding in its record says: {}",
        listed(items)
    )]
    Named {
        /// These items.
        items: Vec<ItemId>,
    },
    /// The archive or the disk failed, or a rule of theirs forbids the export.
    #[error(transparent)]
    Archive(#[from] archive::Error),
}

impl Error {
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::Archive(archive::Error::Refused { what: WHAT, why: why.into() })
    }

    /// Returns the error for a bundle whose writing failed.
    pub(crate) fn writing(source: io::Error) -> Self {
        match source.kind() {
            ErrorKind::AlreadyExists => Self::refused("its name is taken, and nothing is overwritten"),
            ErrorKind::FileTooLarge => Self::refused("a list in it would pass 4 GiB; choose fewer items"),
            _ => Self::Archive(archive::Error::Unavailable { what: WHAT, source: Box::new(source) }),
        }
    }
}

fn listed(items: &[ItemId]) -> String {
    let named: Vec<_> = items.iter().take(MAX_NAMED).map(ItemId::to_string).collect();
    let more = items.len().saturating_sub(MAX_NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", named.join(", "))
}

fn no_consent(lacking: &[ItemId], purpose: Option<Use>) -> String {
    let why = match purpose {
        Some(purpose) => format!("a consent of these persons to the use {} is not here, or it ended", purpose.name()),
        None => "nobody said which use the bundle is for".to_owned(),
    };
    format!(
        "the bundle is refused and nothing was written, because items are a person's account and {why}: {}",
        listed(lacking)
    )
}
