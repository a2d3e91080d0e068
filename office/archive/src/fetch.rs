//! Fetches, checks and opens wanted parts on several threads.
//!
//! Each thread has one buffer and handles one part at a time, so memory does not grow with the pull. The parts of a
//! photo go to one thread, which makes its thumbnail before it passes the last of them on. The sealed file is durable
//! before the index says that it is held. Never touches the index: the calling thread writes the outcomes to it.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};

use evidence::Digest;
use evidence::part::{MAX_SEALED, Role};
use organisation::ArchiveKey;
use organisation::opening::{Failure, Opened};

use crate::source::{Source, SourceFault};
use crate::store::Folders;
use crate::thumbnails::{Look, runs};
use crate::wanted::{Kept, Keys, NOT_FOR_ARCHIVE, Outcome, Wanted};

/// Fetches all of `wanted` on `workers` threads and passes each outcome to `done` on this thread, in any order. Stops
/// early if `done` returns `false` or fails.
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
                        // The receiver is dropped if the pull stopped early.
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
    // An interrupted pull may have left it here, whole and without a row.
    let here = match folders.holds(name, buffer) {
        Ok(here) => here,
        Err(e) => return Outcome::DiskFailed(e),
    };
    if !here {
        buffer.clear();
        match source.part(&part.sealed, buffer) {
            Ok(()) => {}
            Err(SourceFault::NotFound) => return Outcome::Missing,
            // One part with wrong bytes from a server does not stop the others.
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

/// Opens a part with the archive key, else with the witness key. Returns `None` if only the absent witness key may open
/// it.
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
