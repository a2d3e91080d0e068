//! One import in progress: which parts wait, which entries are made, and how an interrupted item ends.

use std::collections::BTreeMap;
use std::io;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use capture::{End, Importer, Medium};
use evidence::details::MAX_PARTS;
use evidence::part::Role;
use evidence::{Digest, ItemId};

use super::tiles::{PATIENCE, Tiling};
use crate::home::Shared;
use crate::incoming::Staged;
use crate::readers::Readers;
use crate::{Acknowledged, Cancelled, Error, Reason, Result, Safe};

/// Progress of an import.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// The item.
    pub item: ItemId,
    /// Bytes read so far.
    pub bytes: u64,
    /// The parts and bytes that are durable so far.
    pub safe: Safe,
}

pub(super) struct Import<'a> {
    pub(super) shared: &'a Shared,
    /// True if the source stays, so that the person can import it again once there is room.
    pub(super) again: bool,
    pub(super) item: ItemId,
    pub(super) readers: Readers,
    pub(super) importer: Importer,
    pub(super) tiling: Tiling,
    /// Commitment of the opening, once there is one.
    pub(super) opening: Option<Digest>,
    /// Durable part files that have no entry yet.
    pub(super) pending: BTreeMap<Role, Staged>,
    /// Bytes of content in them.
    pub(super) contents: BTreeMap<Role, usize>,
    /// Number of the media part with which the next entry begins.
    pub(super) next: u32,
    pub(super) safe: Safe,
    pub(super) entries: Vec<Acknowledged>,
    /// The first failure of sealing, of the disk, or of this program: it ends the import.
    pub(super) failed: Option<Error>,
    /// True once it is unknown whether an entry is durable: only the next start can tell.
    pub(super) in_doubt: bool,
    /// True once the reader failed.
    pub(super) cut_off: bool,
    /// True once the reader reported that its file was changed meanwhile.
    pub(super) changed: bool,
}

impl Import<'_> {
    pub(super) fn open_record(&mut self) {
        let opening = self.importer.opening().map_err(Error::from);
        match opening.and_then(|p| self.shared.stage_content(self.item, self.readers, false, p.role, &p.content)) {
            Ok(staged) => {
                self.opening = Some(staged.part.commitment);
                self.pending.insert(staged.part.role, staged);
            }
            Err(e) => self.fail(e),
        }
    }

    /// Keeps the first cause. The other thread's refusal to continue may arrive before it.
    pub(super) fn fail(&mut self, error: Error) {
        if self.failed.as_ref().is_none_or(|e| matches!(e, Error::Unavailable { reason: Reason::Reopen, .. })) {
            self.failed = Some(error);
        }
    }

    /// Commits every entry that is full.
    pub(super) fn commit_full(&mut self) {
        while self.failed.is_none() && self.run().len() == MAX_PARTS {
            self.commit_run();
        }
    }

    /// Returns the parts that the next entry can carry: in order, without a gap.
    fn run(&self) -> Vec<Staged> {
        let mut next = self.next;
        let in_order = |s: &&Staged| match s.part.role {
            Role::Media(n) if n == next => {
                next += 1;
                true
            }
            Role::Media(_) => false,
            Role::Opening | Role::Record => true,
        };
        self.pending.values().take_while(in_order).take(MAX_PARTS).copied().collect()
    }

    fn commit_run(&mut self) {
        let run = self.run();
        match self.shared.commit(&run, self.cut_off) {
            Ok(done) => {
                self.entries.push(done);
                for staged in run {
                    let role = staged.part.role;
                    self.pending.remove(&role);
                    let content = self.contents.remove(&role).unwrap_or(0) as u64;
                    if let Role::Media(n) = role {
                        self.next = n + 1;
                        self.safe.parts += 1;
                        self.safe.bytes += content;
                    }
                }
            }
            Err(e) => {
                self.in_doubt = true;
                self.fail(e);
            }
        }
    }

    /// Writes the record or closing and commits the remaining parts.
    pub(super) fn close(mut self, read_error: Option<io::Error>) -> Result<(Medium, Vec<Acknowledged>)> {
        let read_error = match read_error {
            Some(cause) if Cancelled::is(&cause) && self.entries.is_empty() && self.failed.is_none() => {
                self.forget()?;
                return Err(source_failed(cause, Safe::default()));
            }
            other => other,
        };
        if self.changed {
            self.importer.mark_changed();
        }
        self.cut_off = read_error.is_some();
        let medium = match self.failed {
            None => self.write_record(),
            Some(_) => None,
        };
        while self.failed.is_none() && !self.pending.is_empty() {
            self.commit_run();
        }
        let (Some(medium), None) = (medium, &self.failed) else {
            if self.again && !self.in_doubt {
                self.make_room();
                if self.entries.is_empty() {
                    // No part of the item is left.
                    self.safe = Safe::default();
                }
            }
            let failed = self.failed.unwrap_or(Error::Bug("an import failed without saying why"));
            return Err(failed.with_safe(self.shared.look_again(self.safe)));
        };
        self.safe.closed = true;
        match read_error {
            Some(cause) => Err(source_failed(cause, self.safe)),
            None => Ok((medium, self.entries)),
        }
    }

    /// Removes the parts of an item that has no entry. A kill in between leaves some of them, and the next start adopts
    /// those as after any kill.
    fn forget(&mut self) -> Result<()> {
        // While the home is being reopened, the reopening owns these files.
        let _writing = self.shared.writing.read().unwrap_or_else(PoisonError::into_inner);
        self.shared.check_alive()?;
        let incoming = self.shared.layout.incoming();
        let removed = self.pending.values().try_for_each(|s| self.shared.durable.remove(&incoming.join(s.to_string())));
        removed.and_then(|()| self.shared.sync_incoming()).map_err(|e| {
            self.shared.poison();
            Error::disk("what was cancelled could not be removed", e)
        })
    }

    /// Removes the parts of a failed import that have no entry. The next start adopts any that remain.
    fn make_room(&self) {
        // While the home is being reopened, the reopening owns these files.
        let _writing = self.shared.writing.read().unwrap_or_else(PoisonError::into_inner);
        if self.shared.replaced.load(Ordering::SeqCst) {
            return;
        }
        let incoming = self.shared.layout.incoming();
        for staged in self.pending.values() {
            drop(self.shared.durable.remove(&incoming.join(staged.to_string())));
        }
    }

    fn write_record(&mut self) -> Option<Medium> {
        let tiling = std::mem::take(&mut self.tiling);
        if !self.cut_off
            && let Some(tiles) = tiling.finish(PATIENCE)
        {
            self.importer.mark_tiles(tiles);
        }
        let end = self
            .opening
            .map(|opening| self.shared.seed().map(|seed| End { opening, at: self.shared.around.now(), seed }));
        let made = end.transpose().and_then(|end| {
            let made = if self.cut_off { self.importer.cut_off(end) } else { self.importer.finish(end) };
            made.map_err(Error::from)
        });
        let staged = made.and_then(|(p, medium)| {
            let staged = self.shared.stage_content(self.item, self.readers, false, p.role, &p.content)?;
            Ok((staged, medium))
        });
        match staged {
            Ok((staged, medium)) => {
                self.pending.insert(staged.part.role, staged);
                Some(medium)
            }
            Err(e) => {
                self.fail(e);
                None
            }
        }
    }
}

pub(super) fn source_failed(cause: io::Error, safe: Safe) -> Error {
    let reason = if Cancelled::is(&cause) { Reason::Cancelled } else { Reason::Source };
    Error::Unavailable { what: "the file was not taken in whole", reason, safe, source: Some(cause) }
}
