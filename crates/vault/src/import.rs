//! Taking in what comes whole, files and photos: read once, hashed and sealed side by side, durable in groups of up to
//! 64 parts. Owns which parts stand in which entry, and how an item ends that was cut off.

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
use crate::items::{Added, NewItem};
use crate::readers::Readers;
use crate::{Acknowledged, Cancelled, Changed, Error, Reason, Result, Safe};

/// How far an import is.
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
    /// Imports everything that `reader` gives as one item with method `imported`.
    ///
    /// If the reader fails midway, the item is closed as interrupted with what came, and the error says what is safe.
    /// If the disk fails or is full, entries stay valid and the next start closes the item; parts that stand in no entry are removed, so that
    /// they take no room.
    ///
    /// A reader that gives [`crate::Changed`] at its end has a file that was changed while it was read: the item is closed as
    /// whole, its record says so, and so does [`Added::changed`].
    ///
    /// A reader cancels with [`Cancelled::error`]. Before the first entry nothing at all is left of the item; after it
    /// the item is closed as interrupted, because what is in the chain stays there.
    pub fn add_file(
        &self,
        reader: &mut dyn Read,
        name: &str,
        new: &NewItem,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Added> {
        self.add_medium(Method::Imported, reader, name, new, progress)
    }

    /// Seals a photo, or another medium that came whole, which this app has just taken: as [`Home::add_file`], with
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
        // Until the last entry: parts are sealed ahead of the entries they stand in.
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
            readers: new.readers(),
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
            // Every item that may take more than one entry, after a kill too, says first what it is going to be.
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
    /// True when the source stays: who has room again can import it again.
    again: bool,
    item: ItemId,
    readers: Readers,
    importer: Importer,
    tiling: Tiling,
    /// Commitment of the opening, once there is one.
    opening: Option<Digest>,
    /// Durable part files without an entry yet.
    pending: BTreeMap<Role, Staged>,
    /// Bytes of content in them.
    contents: BTreeMap<Role, usize>,
    /// The media part that the next entry begins with.
    next: u32,
    safe: Safe,
    entries: Vec<Acknowledged>,
    /// The first failure of sealing, of the disk, or of us: nothing is begun after it.
    failed: Option<Error>,
    /// True once an entry was begun that may be durable or not: only the next start can tell.
    in_doubt: bool,
    /// True once the reader failed.
    cut_off: bool,
    /// True once the reader said that its file was changed meanwhile.
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

    /// Keeps the first cause. A refusal to go on after it may come in before it, from the other thread.
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

    /// The parts that the next entry can carry: in order, without a gap.
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

    /// Writes the record or closing and commits what is left.
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
                    // Nothing is left of the item.
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

    /// Removes the parts of an item that has no entry. A kill in between leaves some of them without one, and the next
    /// start takes those in as it does after any kill.
    fn forget(&mut self) -> Result<()> {
        // Once the home is being opened again, what lies there is the opening's to take in.
        let _writing = self.shared.writing.read().unwrap_or_else(PoisonError::into_inner);
        self.shared.check_alive()?;
        let incoming = self.shared.layout.incoming();
        let removed = self.pending.values().try_for_each(|s| self.shared.durable.remove(&incoming.join(s.to_string())));
        removed.and_then(|()| self.shared.sync_incoming()).map_err(|e| {
            self.shared.poison();
            Error::disk("what was cancelled could not be removed", e)
        })
    }

    /// Removes the parts of a failed import that stand in no entry and that nothing rests on. Whatever stays, the next start takes in.
    fn make_room(&self) {
        // Once the home is being opened again, what lies there is the opening's to take in.
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
