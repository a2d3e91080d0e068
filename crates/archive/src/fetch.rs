//! Fetching, checking and opening wanted parts on several threads.
//!
//! Each thread has one buffer and handles one part at a time; memory does not grow with what is pulled. The parts of a
//! photo go to one thread, which makes its thumbnail before it gives the last of them away. The sealed file is durable
//! before the index says that it is held. Never touches the index: outcomes go to the one thread that does.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use evidence::part::{MAX_SEALED, Role, Sealed};
use evidence::{Digest, ItemId, PlainPart};

use crate::archive_key::{ArchiveKey, PartKey, Stanzas, WitnessKey};
use crate::opening::{Failure, Opened};
use crate::source::{Source, SourceFault};
use crate::store::Folders;
use crate::thumbnails::{Look, Thumbnail, runs};

/// Why a part is set aside that the archive key does not open, where there is no witness compartment.
pub(crate) const NOT_FOR_ARCHIVE: &str = "it is not sealed to the archive key";

/// The keys of a pull.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'a> {
    pub(crate) archive: &'a ArchiveKey,
    pub(crate) witness: Option<&'a WitnessKey>,
    /// Whether the organisation has a witness compartment: then what the archive key does not open may be of it.
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
    /// Opened, matches its entry, and its sealed bytes are on disk.
    Held(Kept),
    /// Its sealed bytes are on disk, and the archive key does not open them: it waits for the witness key.
    Sealed,
    /// The right bytes, and they are no good. They are set aside and not asked for again.
    Quarantined(&'static str),
    /// Other bytes than the entry names. Set aside; another source may be better.
    WrongBytes,
    /// The source does not have it.
    Missing,
    /// The source failed; the pull stops.
    SourceFailed(SourceFault),
    /// Our disk failed; the pull stops.
    DiskFailed(std::io::Error),
}

/// A part that was opened.
pub(crate) struct Kept {
    pub(crate) opened: Opened,
    pub(crate) key: PartKey,
    pub(crate) stanzas: Stanzas,
    /// Records come with their plain bytes.
    pub(crate) plain: Option<PlainPart>,
    /// True when the witness key opened it.
    pub(crate) witness: bool,
    /// The last part of a photo comes with its thumbnail.
    pub(crate) thumbnail: Option<Thumbnail>,
}

/// Fetches all of `wanted` on `workers` threads and hands each outcome to `done` on this thread, in any order.
/// Stops early when `done` says `false` or fails.
pub(crate) fn all<E>(
    wanted: &[Wanted],
    workers: usize,
    source: &dyn Source,
    keys: Keys<'_>,
    folders: &Folders,
    mut done: impl FnMut(&Wanted, Outcome) -> Result<bool, E>,
) -> Result<(), E> {
    let queue = Mutex::new(runs(wanted));
    std::thread::scope(|scope| {
        let (send, outcomes) = sync_channel(workers);
        for _ in 0..workers.clamp(1, 16) {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || {
                let mut buffer = Vec::with_capacity(MAX_SEALED + 1);
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some(run) = next else { return };
                    let mut look = Look::at(run);
                    for part in run {
                        let mut outcome = fetch(part, source, keys, folders, &mut buffer, &mut look);
                        look.note(part, &mut outcome);
                        // The other side is gone when it stopped early.
                        if send.send((part, outcome)).is_err() {
                            return;
                        }
                    }
                }
            });
        }
        drop(send);
        drain(outcomes, &mut done)
    })
}

fn drain<E>(
    outcomes: Receiver<(&Wanted, Outcome)>,
    done: &mut impl FnMut(&Wanted, Outcome) -> Result<bool, E>,
) -> Result<(), E> {
    for (part, outcome) in outcomes {
        if !done(part, outcome)? {
            break;
        }
    }
    Ok(())
}

fn fetch(
    part: &Wanted,
    source: &dyn Source,
    keys: Keys<'_>,
    folders: &Folders,
    buffer: &mut Vec<u8>,
    look: &mut Look<'_>,
) -> Outcome {
    let name = &part.sealed.sha256;
    // A pull that was killed may have left it here, whole and without a row.
    let here = match folders.holds(name, buffer) {
        Ok(here) => here,
        Err(e) => return Outcome::DiskFailed(e),
    };
    if !here {
        buffer.clear();
        match source.part(&part.sealed, buffer) {
            Ok(()) => {}
            Err(SourceFault::NotFound) => return Outcome::Missing,
            // One part that a server gives wrongly does not keep the others away.
            Err(SourceFault::Malformed(_)) => return Outcome::WrongBytes,
            Err(fault) => return Outcome::SourceFailed(fault),
        }
        if buffer.len() as u64 != part.sealed.size || Digest::of(buffer) != *name {
            buffer.truncate(MAX_SEALED);
            return match folders.set_aside(name, buffer) {
                Ok(()) => Outcome::WrongBytes,
                Err(e) => Outcome::DiskFailed(e),
            };
        }
    }
    let kept = match open(part, keys, buffer, look) {
        Ok(kept) => kept,
        Err(why) => {
            return match folders.set_aside(name, buffer) {
                Ok(()) => Outcome::Quarantined(why),
                Err(e) => Outcome::DiskFailed(e),
            };
        }
    };
    if !here && let Err(e) = folders.write(name, buffer) {
        return Outcome::DiskFailed(e);
    }
    kept.map_or(Outcome::Sealed, Outcome::Held)
}

/// Opens a part with the archive key, else with the witness key. None: only the witness key, which is not here, may
/// open it.
fn open(part: &Wanted, keys: Keys<'_>, sealed: &[u8], look: &mut Look<'_>) -> Result<Option<Kept>, &'static str> {
    let kept = match (open_with(part, keys.archive, sealed, &mut |piece| look.piece(piece)), keys.witness) {
        (Err(Failure::NotForUs), Some(witness)) => {
            let kept = open_with(part, witness.identity(), sealed, &mut |_| {}).map_err(|failure| match failure {
                Failure::NotForUs => "it is sealed neither to the archive key nor to the witness key",
                other => why(other),
            })?;
            Kept { witness: true, ..kept }
        }
        (Err(Failure::NotForUs), None) if keys.has_witnesses => return Ok(None),
        (other, _) => other.map_err(why)?,
    };
    if kept.opened.commitment != part.commitment {
        return Err("what it holds is not what its entry committed to");
    }
    Ok(Some(kept))
}

fn open_with(part: &Wanted, key: &ArchiveKey, sealed: &[u8], look: &mut dyn FnMut(&[u8])) -> Result<Kept, Failure> {
    let (witness, thumbnail) = (false, None);
    match part.role {
        Role::Media(_) => {
            let (opened, (key, stanzas)) = key.weigh(sealed, look)?;
            Ok(Kept { opened, key, stanzas, plain: None, witness, thumbnail })
        }
        Role::Opening | Role::Record => {
            let (plain, (key, stanzas)) = key.open(sealed)?;
            let size = u32::try_from(plain.content().len()).map_err(|_| Failure::WrongSize)?;
            let opened = Opened { commitment: plain.commitment(), salt: plain.salt(), size };
            Ok(Kept { opened, key, stanzas, plain: Some(plain), witness, thumbnail })
        }
    }
}

fn why(failure: Failure) -> &'static str {
    match failure {
        Failure::NotAge => "it is not an age file",
        Failure::NotForUs => NOT_FOR_ARCHIVE,
        Failure::TwoKinds => "it is sealed to recipients of two kinds, and the weaker one decides who opens it",
        Failure::Damaged => "it was damaged before it was sealed into its entry",
        Failure::WrongSize => "it holds nothing, or more than a part may hold",
        Failure::Sink => "its plain bytes could not be taken",
    }
}
