//! Overwrites keys in place.

use std::io;
use std::path::Path;

use disk::{Durable, Step};

use crate::layout::Layout;
use crate::reserve::Reserve;
use crate::{Error, Result, chains};

/// Most bytes of one file that are overwritten in place: both signing slots, or the vault's first pages.
const OVERWRITTEN: u64 = 8192;

/// The first failure; the later steps are taken anyway.
#[derive(Default)]
pub(crate) struct Faults(pub(crate) Option<Error>);

impl Faults {
    pub(crate) fn note(&mut self, error: Error) {
        self.0.get_or_insert(error);
    }

    pub(crate) fn step(&mut self, done: io::Result<()>) {
        if let Err(e) = done {
            self.note(Error::disk("not everything was destroyed", e));
        }
    }

    pub(crate) fn and(&mut self, others: Self) {
        if let Some(e) = others.0 {
            self.note(e);
        }
    }

    pub(crate) fn done(self) -> Result<()> {
        self.0.map_or(Ok(()), Err)
    }
}

/// Overwrites every key in place, also those of earlier chains and of a chain that is being made. Needs no lock: the
/// file names stay, so that a program that has the home open writes to the same files and can overwrite them again.
pub(crate) fn erase_keys(durable: &Durable, reserve: &Reserve, layout: &Layout) -> Faults {
    let mut faults = Faults::default();
    reserve.give_up();
    let others = chains::others(layout);
    for path in std::iter::once(layout).chain(&others).flat_map(Layout::keys) {
        let erased = erase(durable, &path);
        if erased.is_err() {
            // Overwritten again, then removed in any case: a nameless key is at least harder to find.
            drop(erase(durable, &path));
        }
        faults.step(erased);
    }
    faults
}

fn erase(durable: &Durable, path: &Path) -> io::Result<()> {
    let len = match std::fs::metadata(path) {
        // A folder in place of a file holds no key.
        Ok(found) if found.is_dir() => return Ok(()),
        Ok(found) => found.len().min(OVERWRITTEN),
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(e),
    };
    let nothing = vec![0; usize::try_from(len).unwrap_or_default()];
    if nothing.is_empty() { Ok(()) } else { durable.write_slot(Step::EraseSlot, path, 0, &nothing) }
}
