//! Imports whole files and photos: reads each once, hashes and seals its pieces in parallel, and commits groups of up
//! to 64 parts. Decides which parts go into which entry, and how an interrupted item ends.

mod pipeline;
mod tiles;

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use capture::{End, Importer, Medium};
use evidence::details::MAX_PARTS;
use evidence::part::{Role, SALT_LEN};
use evidence::record::{Kind, Method};
use evidence::{Digest, ItemId};
use zeroize::Zeroize;

use self::pipeline::{is_full, read_piece};
use self::tiles::{PATIENCE, Tiling};
use crate::home::{Home, Shared};
use crate::incoming::Staged;
use crate::items::Added;
use crate::readers::Readers;
use crate::{Acknowledged, Cancelled, Changed, Error, Reason, Result, Safe};
use evidence::NewItem;

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

impl Home {
    /// Imports all bytes of `reader` as one item with method `imported`.
    ///
    /// If the reader fails midway, the item is closed as interrupted with the bytes so far, and the error says which
    /// parts are safe. If the disk fails or is full, entries stay valid and the next start closes the item; parts
    /// without an entry are removed to free their room.
    ///
    /// A reader that returns [`crate::Changed`] at its end reports that its file was changed during the reading: the
    /// item is closed as whole, and its record and [`Added::changed`] say so.
    ///
    /// A reader cancels with [`Cancelled::error`]. Before the first entry the whole item is removed; after it the item
    /// is closed as interrupted, because the chain keeps its entries.
    pub fn add_file(
        &self,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        self.add_medium(Method::Imported, reader, name, new, progress)
    }

    /// Seals a photo, or another whole medium, that this app has just captured: like [`Home::add_file`], but with
    /// method `captured`. A medium that fits one part is one entry.
    pub fn add_captured(
        &self,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        self.add_medium(Method::Captured, reader, name, new, progress)
    }

    fn add_medium(
        &self,
        method: Method,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        let description = self.describe(Kind::Document, method, new)?;
        // Held until the last entry: parts are sealed before their entries.
        let _sealing = self.0.sealing.enter();
        let item = description.item;
        let mut first = Vec::with_capacity(pipeline::FIRST);
        let safe = Safe { item: Some(item), ..Safe::default() };
        let mut read_error = read_piece(&self.0, reader, &mut first)?;
        let content = first.get(SALT_LEN..).unwrap_or_default();
        if let Some(cause) = read_error.take_if(|e| content.is_empty() || Cancelled::is(e)) {
            first.zeroize();
            return Err(source_failed(cause, Safe::default()));
        }
        let changed = read_error.take_if(|e| Changed::is(e)).is_some();
        let importer = Importer::open(&description, name, new.media_type.as_deref(), content)?;
        let tiling = Tiling::new(method, importer.kind(), content);
        let mut import = Import {
            shared: &self.0,
            again: method == Method::Imported,
            item,
            readers: Readers::of(new.compartment.as_deref()),
            importer,
            tiling,
            opening: None,
            pending: BTreeMap::new(),
            contents: BTreeMap::new(),
            next: 0,
            safe,
            entries: Vec::new(),
            failed: None,
            in_doubt: false,
            cut_off: false,
            changed,
        };
        if read_error.is_none() && !changed && is_full(&first) {
            // An item that may take more than one entry first states its kind, so that this is known even after a kill.
            import.open_record();
            read_error = import.pipeline(reader, first, progress);
        } else {
            import.inline(first);
        }
        let changed = changed || read_error.take_if(|e| Changed::is(e)).is_some();
        import.changed = changed;
        let (medium, entries) = import.close(read_error)?;
        let (parts, bytes, sha256) = (medium.parts, medium.size, Some(medium.sha256));
        Ok(Added { item, claimed_at: description.claimed_at, parts, bytes, sha256, changed, entries })
    }
}

struct Import<'a> {
    shared: &'a Shared,
    /// True if the source stays, so that the person can import it again once there is room.
    again: bool,
    item: ItemId,
    readers: Readers,
    importer: Importer,
    tiling: Tiling,
    /// Commitment of the opening, once there is one.
    opening: Option<Digest>,
    /// Durable part files that have no entry yet.
    pending: BTreeMap<Role, Staged>,
    /// Bytes of content in them.
    contents: BTreeMap<Role, usize>,
    /// Number of the media part with which the next entry begins.
    next: u32,
    safe: Safe,
    entries: Vec<Acknowledged>,
    /// The first failure of sealing, of the disk, or of this program: it ends the import.
    failed: Option<Error>,
    /// True once it is unknown whether an entry is durable: only the next start can tell.
    in_doubt: bool,
    /// True once the reader failed.
    cut_off: bool,
    /// True once the reader reported that its file was changed meanwhile.
    changed: bool,
}

impl Import<'_> {
    fn open_record(&mut self) {
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
    fn fail(&mut self, error: Error) {
        if self.failed.as_ref().is_none_or(|e| matches!(e, Error::Unavailable { reason: Reason::Reopen, .. })) {
            self.failed = Some(error);
        }
    }

    /// Commits every entry that is full.
    fn commit_full(&mut self) {
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
    fn close(mut self, read_error: Option<io::Error>) -> Result<(Medium, Vec<Acknowledged>)> {
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

fn source_failed(cause: io::Error, safe: Safe) -> Error {
    let reason = if Cancelled::is(&cause) { Reason::Cancelled } else { Reason::Source };
    Error::Unavailable { what: "the file was not taken in whole", reason, safe, source: Some(cause) }
}
