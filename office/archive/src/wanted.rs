//! A part that a pull wants, and the outcome of fetching it.

use evidence::part::{Role, Sealed};
use evidence::{Digest, ItemId, PlainPart};
use organisation::opening::Opened;
use organisation::{ArchiveKey, PartKey, Stanzas, WitnessKey};

use crate::finding::FindingKind;
use crate::source::SourceFault;

/// The reason for setting aside a part that the archive key does not open, if there is no witness compartment.
pub(crate) const NOT_FOR_ARCHIVE: &str = "it is not sealed to the archive key";

/// The keys of a pull.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    pub(crate) archive: &'a ArchiveKey,
    pub(crate) witness: Option<&'a WitnessKey>,
    /// True if the organisation has a witness compartment: then a part that the archive key does not open may belong to
    /// it.
    pub(crate) has_witnesses: bool,
}

/// One part that is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Row of the index.
    pub(crate) id: i64,
    pub(crate) item: Option<ItemId>,
    pub(crate) role: Role,
    pub(crate) commitment: Digest,
    pub(crate) sealed: Sealed,
}

/// Outcomes of fetching a wanted part.
pub(crate) enum Outcome {
    /// Opened, matches its entry, and its sealed bytes are on the disk.
    Held(Kept),
    /// Its sealed bytes are on the disk, and the archive key does not open them: it waits for the witness key.
    Sealed,
    /// The bytes match their digest, but are unusable. They are set aside and not requested again.
    Quarantined(&'static str),
    /// Bytes with another digest than the entry names. Set aside; another source may have the right ones.
    WrongBytes,
    /// The source does not have it.
    Missing,
    /// The source failed; the pull stops.
    SourceFailed(SourceFault),
    /// This program's disk failed; the pull stops.
    DiskFailed(std::io::Error),
}

/// A part that was opened.
pub(crate) struct Kept {
    pub(crate) opened: Opened,
    pub(crate) key: PartKey,
    pub(crate) stanzas: Stanzas,
    /// The plain bytes, for a record.
    pub(crate) plain: Option<PlainPart>,
    /// True if the witness key opened it.
    pub(crate) witness: bool,
    /// The thumbnail, with the last part of a photo.
    pub(crate) thumbnail: Option<Thumbnail>,
}

/// A new thumbnail.
pub(crate) struct Thumbnail {
    /// Digest of the parts that it was made from.
    pub(crate) source: Digest,
    /// Empty if they hold no readable picture.
    pub(crate) jpeg: Vec<u8>,
    /// A finding about the tiles that the record states.
    pub(crate) tiles: Option<(FindingKind, &'static str)>,
}
