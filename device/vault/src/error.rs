//! Errors of the device's disk. Texts carry ids and counts, never content, names, places or paths.

use std::fmt;
use std::io;

use disk::{Strange, is_full, sql_io};
use evidence::ItemId;

/// Result of working on the device's disk.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Failures, by their cause.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Bytes on the disk or from the caller do not have the form that they claim.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The kind of data that was read.
        what: &'static str,
        /// The broken rule.
        why: String,
    },
    /// A later version made this home.
    #[error("{0} was made by a later version")]
    Unsupported(&'static str),
    /// A rule forbids the operation.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The disk, the operating system or the source failed. The text says which parts are safe.
    #[error("{what}: {reason}; {}", said(*reason, safe))]
    Unavailable {
        /// The failure in words: "an entry could not be stored".
        what: &'static str,
        /// The reason.
        reason: Reason,
        /// The parts and bytes of the item that are durable anyway.
        safe: Safe,
        /// The underlying error, if there is one.
        #[source]
        source: Option<io::Error>,
    },
    /// The received bytes are no valid evidence.
    #[error(transparent)]
    Evidence(#[from] evidence::Error),
    /// Signing or sealing failed.
    #[error(transparent)]
    Seal(#[from] seal::Error),
    /// The item could not be described.
    #[error(transparent)]
    Capture(#[from] capture::Error),
    /// The form or its answers could not be read.
    #[error(transparent)]
    Forms(#[from] forms::Error),
    /// A mistake in this program.
    #[error("bug: {0}")]
    Bug(&'static str),
}

/// The reason for an outside failure.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// No space is left on the disk.
    DiskFull,
    /// The disk failed, or did not confirm success.
    Disk,
    /// The operating system denies this process access.
    Denied,
    /// The medium is read-only.
    ReadOnly,
    /// The file or stream to capture could not be read to its end.
    Source,
    /// The person cancelled.
    Cancelled,
    /// A panic destroyed the keys of this device during the operation.
    Destroyed,
    /// A durable step failed before; the home must be opened again.
    Reopen,
    /// The part is no longer on this device.
    NotHere,
    /// The operating system gave no randomness.
    Randomness,
}

/// The parts and bytes of an item that are durable when an operation fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Safe {
    /// The item, if one was begun.
    pub item: Option<ItemId>,
    /// Its media parts that are sealed, signed and durable.
    pub parts: u32,
    /// Bytes of media in them.
    pub bytes: u64,
    /// True if the home was looked for after the failure and not found: the medium was removed, or the folder was
    /// deleted.
    pub gone: bool,
    /// True if its record is durable too. If not, the next start closes the item.
    pub closed: bool,
}

/// The reader's error when the person cancels an import. An error of kind `Interrupted` would not work: the standard
/// library retries after those.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl Cancelled {
    /// Returns the error for the reader's `read`.
    pub fn error() -> io::Error {
        io::Error::other(Self)
    }

    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|e| e.is::<Self>())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DiskFull => "the disk is full",
            Self::Disk => "the disk failed",
            Self::Denied => "permission is denied",
            Self::ReadOnly => "it is on a read-only medium, which can be read and carried from and takes nothing",
            Self::Source => "the source could not be read to its end",
            Self::Cancelled => "it was cancelled",
            Self::Destroyed => "the keys of this device were destroyed",
            Self::Reopen => "a write failed before, open the home again",
            Self::NotHere => "it is not on this device",
            Self::Randomness => "the operating system gave no randomness",
        })
    }
}

impl fmt::Display for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.item {
            _ if self.gone => write!(
                f,
                "the home is not there any more: what was sealed, {} bytes of this item too, is where its medium is, if that \
                 still exists",
                self.bytes
            ),
            None => f.write_str("everything acknowledged before is safe"),
            Some(item) => {
                let closed = if self.closed { "" } else { ", and will be closed as interrupted at the next start" };
                write!(f, "of item {item} {} parts with {} bytes are safe{closed}", self.parts, self.bytes)
            }
        }
    }
}

/// Returns the safe parts in words. If the key is destroyed, no start can close the item.
fn said(reason: Reason, safe: &Safe) -> String {
    match (reason, safe.item) {
        (Reason::Destroyed, Some(item)) => format!(
            "of item {item} {} sealed parts with {} bytes stay on this device for the archive to take",
            safe.parts, safe.bytes
        ),
        (Reason::Destroyed, None) => "what was sealed before stays on this device for the archive to take".to_owned(),
        _ => safe.to_string(),
    }
}

/// Rules that callers must tell apart.
/// The name of a part's file in errors.
pub(crate) const SEALED_PART: &str = "sealed part";
pub(crate) const IN_USE: &str = "another process has this home open";
pub(crate) const HELD: &str = "the keys on this disk are destroyed, and another program that has this home open has not ended yet: what it holds in memory goes when it ends. End it, or turn the device off; the next start finishes the rest";
pub(crate) const READ_ONLY: &str =
    "this home was opened to be read, and nothing in it may be changed; what is to be kept of it goes into the archive";
pub(crate) const UNJOINED: &str = "this home has not joined an organisation";
pub(crate) const NO_FOLDER: &str = "what lies there is no folder";
pub(crate) const JOINED: &str = "this home has joined already, and nothing was changed; to be admitted again, ask for an invitation for this device's code";
pub(crate) const KEYS_DESTROYED: &str = "the keys of this device were destroyed; what it had sealed stays sealed on it for the archive to take, and nothing can be added or sent";
pub(crate) const ALL_DESTROYED: &str = "everything on this device was destroyed";
pub(crate) const NO_WITNESS_COMPARTMENT: &str =
    "the policy names nobody who may open the witness compartment, so nothing was sealed for it";
pub(crate) const WRONG_PASSPHRASE: &str = "the passphrase is wrong";
pub(crate) const NO_VAULT: &str = "this home has no vault";
pub(crate) const ANOTHER_HOME: &str = "this is not the home that this vault was made for: somebody exchanged the device's chain or its organisation. Do not capture with it; keep it as it is and tell your organisation";
pub(crate) const NO_KEY: &str = "this chain cannot go on; what it holds can still be sent, and new evidence goes into the chain that goes on from it";
pub(crate) const POLICY_SET_BACK: &str = "a newer policy was in force here than the one that is there now: somebody set it back, and what was captured since may be sealed to people whom the organisation had taken off. Do not capture with it; tell your organisation";
pub(crate) const REVIEWER_EXCHANGED: &str = "somebody had exchanged who may review on this device: what was captured since the vault was unlocked last may be open to them. It is set right now; tell your organisation, and unlock again to go on";
pub(crate) const RENEWS: &str = "the invitation renews a device that joined before; it does not make a new one";
pub(crate) const OF_ANOTHER_ORGANISATION: &str = "the invitation is another organisation's; this device keeps its own";
pub(crate) const FOR_ANOTHER_DEVICE: &str = "the invitation renews another device; ask for one for this device's code";
pub(crate) const FOR_A_NEW_DEVICE: &str = "the invitation is for a new device; ask for one for this device's code";
pub(crate) const USED: &str = "this device took that invitation already; ask for another one to be renewed again";
pub(crate) const USED_BY_ANOTHER: &str = "the invitation was used already, by another device, and its secret was wiped then; ask for a new one, or to renew a device that has joined, for one for its code";
pub(crate) const OF_ANOTHER_LOG: &str = "the invitation is good at a log that this device's policy does not name";

/// The reason why a valid invitation is not for this device.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotForUs {
    /// It renews a device that has joined, and this device has not joined.
    Renews,
    /// It is from another organisation.
    OfAnotherOrganisation,
    /// It renews another device.
    ForAnotherDevice,
    /// It makes a new device.
    ForANewDevice,
    /// This device has already used it.
    Used,
    /// Another device used it, and its secret was wiped then.
    UsedByAnother,
    /// It is valid at a log that this device's policy does not name.
    OfAnotherLog,
}

impl Error {
    /// Returns the reason why an invitation is not for this device, if that is the error.
    pub fn not_for_us(&self) -> Option<NotForUs> {
        let Self::Refused(why) = self else { return None };
        Some(match *why {
            RENEWS => NotForUs::Renews,
            OF_ANOTHER_ORGANISATION => NotForUs::OfAnotherOrganisation,
            FOR_ANOTHER_DEVICE => NotForUs::ForAnotherDevice,
            FOR_A_NEW_DEVICE => NotForUs::ForANewDevice,
            USED => NotForUs::Used,
            USED_BY_ANOTHER => NotForUs::UsedByAnother,
            OF_ANOTHER_LOG => NotForUs::OfAnotherLog,
            _ => return None,
        })
    }

    /// Returns true if another process has the home open.
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::Refused(IN_USE))
    }

    /// Returns true if a panic has destroyed the keys, but a program that had the home open is still running.
    pub fn is_held(&self) -> bool {
        matches!(self, Self::Refused(HELD))
    }

    /// Returns true if the home has not joined an organisation yet.
    pub fn is_unjoined(&self) -> bool {
        matches!(self, Self::Refused(UNJOINED))
    }

    /// Returns true if a join failed because the home has already joined.
    pub fn is_joined(&self) -> bool {
        matches!(self, Self::Refused(JOINED))
    }

    /// Returns true if a panic destroyed the keys of this device, or everything on it.
    pub fn is_destroyed(&self) -> bool {
        matches!(
            self,
            Self::Refused(KEYS_DESTROYED | ALL_DESTROYED) | Self::Unavailable { reason: Reason::Destroyed, .. }
        )
    }

    /// Returns true if an item was for the compartment `witnesses` and the policy has no such compartment.
    pub fn is_without_witness_compartment(&self) -> bool {
        matches!(self, Self::Refused(NO_WITNESS_COMPARTMENT))
    }

    /// Returns true if a passphrase did not open the vault. The error does not reveal the vault's content.
    pub fn is_wrong_passphrase(&self) -> bool {
        matches!(self, Self::Refused(WRONG_PASSPHRASE))
    }

    /// Returns true if the vault was made for another home.
    pub fn is_another_home(&self) -> bool {
        matches!(self, Self::Refused(ANOTHER_HOME))
    }

    /// Returns true if the vault knows a newer policy than the home.
    pub fn is_policy_set_back(&self) -> bool {
        matches!(self, Self::Refused(POLICY_SET_BACK))
    }

    /// Returns true if another reviewer's key could open items sealed since the last unlocking. Reported once.
    pub fn is_reviewer_exchanged(&self) -> bool {
        matches!(self, Self::Refused(REVIEWER_EXCHANGED))
    }

    /// Returns true if there is no vault yet.
    pub fn is_without_vault(&self) -> bool {
        matches!(self, Self::Refused(NO_VAULT))
    }

    pub(crate) fn malformed(what: &'static str, why: impl Into<String>) -> Self {
        Self::Malformed { what, why: why.into() }
    }

    pub(crate) fn unavailable(what: &'static str, reason: Reason) -> Self {
        Self::Unavailable { what, reason, safe: Safe::default(), source: None }
    }

    /// Reports a failed durable step or query, or a step that a panic stopped.
    pub(crate) fn disk(what: &'static str, source: io::Error) -> Self {
        if CutShort::is(&source) {
            return Self::unavailable(what, Reason::Destroyed);
        }
        let reason = match source.kind() {
            _ if is_full(&source) => Reason::DiskFull,
            io::ErrorKind::PermissionDenied => Reason::Denied,
            io::ErrorKind::ReadOnlyFilesystem => Reason::ReadOnly,
            _ => Reason::Disk,
        };
        Self::Unavailable { what, reason, safe: Safe::default(), source: Some(source) }
    }

    pub(crate) fn sql(what: &'static str) -> impl FnOnce(rusqlite::Error) -> Self {
        move |e| Self::disk(what, sql_io(e))
    }

    /// Adds the safe parts.
    pub(crate) fn with_safe(self, said: Safe) -> Self {
        match self {
            Self::Unavailable { what, reason, source, .. } => Self::Unavailable { what, reason, safe: said, source },
            other => other,
        }
    }

    /// Returns true if the operating system denies this process access.
    pub fn is_denied(&self) -> bool {
        matches!(self, Self::Unavailable { reason: Reason::Denied, .. })
    }

    /// Returns true if the data is damaged, so that a second attempt cannot succeed.
    pub(crate) fn is_damage(&self) -> bool {
        match self {
            Self::Malformed { .. } | Self::Evidence(_) | Self::Refused(_) => true,
            Self::Unavailable { source, .. } => source.as_ref().is_some_and(|e| e.kind() == io::ErrorKind::InvalidData),
            _ => false,
        }
    }

    /// Returns true if one file or folder cannot be read, while others may be readable.
    pub(crate) fn is_of_one_place(&self) -> bool {
        matches!(self, Self::Unavailable { reason: Reason::Disk | Reason::Denied | Reason::NotHere, .. })
    }

    /// Returns true if the medium is read-only.
    pub fn is_read_only(&self) -> bool {
        matches!(self, Self::Unavailable { reason: Reason::ReadOnly, .. })
    }

    /// Returns true if the disk is full.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Unavailable { reason: Reason::DiskFull, .. })
    }
}

/// Reports that a panic stopped a step.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a panic has begun")]
pub(crate) struct CutShort;

impl CutShort {
    pub(crate) fn is(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|e| e.is::<Self>())
    }
}

/// Maps a failed reading of `thing`, which may be no ordinary file.
pub(crate) fn failed(thing: &'static str, what: &'static str) -> impl Fn(io::Error) -> Error {
    move |e| match e.get_ref().and_then(|e| e.downcast_ref::<Strange>()) {
        Some(strange) => Error::malformed(thing, strange.to_string()),
        None => Error::disk(what, e),
    }
}
