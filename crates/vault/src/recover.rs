//! Repairs at a start after a kill or a power cut, and the report of them.
//!
//! Every step can itself be cut off and done again. Nothing is deleted but copies that this module made. A panic ends it
//! within one step.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::Path;
use std::{fs, io};

use capture::{Held, interrupted_record};
use evidence::details::MAX_PARTS;
use evidence::part::Role;
use evidence::{Digest, DigestWriter, Head, ItemId, SignedEntry};
use rustix::fs::Access;
use serde::Serialize;

use crate::durable::Step;
use crate::home::Shared;
use crate::incoming::Staged;
use crate::readers::Readers;
use crate::{Error, Reason, Result, slots, store};

/// Bytes of a part that are read at once.
const BLOCK: usize = 256 * 1024;
/// Ending of a copy that is being written over its original.
const COPY: char = '~';

/// The findings and repairs of a start.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Recovery {
    /// Parts with an entry whose rename had been lost.
    pub renamed: u32,
    /// Parts that were durable without an entry, now in the chain.
    pub adopted: u32,
    /// Items that had been cut off, now closed as interrupted.
    pub interrupted: Vec<ItemId>,
    /// Those of them that no lens or microphone fed: files that were being taken in, and whose originals may still be there.
    pub files: Vec<ItemId>,
    /// Torn files that were set aside now.
    pub torn: u32,
    /// Files set aside by this start and all before.
    pub aside: u32,
    /// Parts that have an entry and are cut, gone or unreadable on this disk, though the server does not hold them: each is lost
    /// unless a copy exists.
    pub missing: Vec<LostPart>,
    /// Items that could not be closed because the disk is full; the next start tries again.
    pub postponed: u32,
    /// True when this start began a new chain, because the one that was here could not go on.
    pub new_chain: bool,
    /// Entries that nothing vouches for any more, set aside by this start.
    pub dropped: u32,
    /// Sealed parts that no entry named, filed as found by this start.
    pub found: u32,
    /// True when the key that could sign the next entry is gone: what is here can be sent, nothing can be added.
    pub signing_key_lost: bool,
}

/// A sealed part that this device does not have whole any more, and that the server does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct LostPart {
    /// The item that it belongs to.
    pub item: ItemId,
    /// Its digest: its name on the disk.
    pub part: Digest,
}

impl Recovery {
    /// True when there was nothing to repair and nothing is wrong.
    pub fn is_clean(&self) -> bool {
        *self == Self { aside: self.aside, ..Self::default() }
    }
}

impl Shared {
    pub(crate) fn recover(&self, report: &mut Recovery) -> Result<()> {
        let can_sign = self.lock()?.key.is_some();
        // A key that was destroyed on purpose is no loss to report.
        report.signing_key_lost = !can_sign && !self.destroyed.is_set();
        if can_sign {
            self.take_over()?;
            self.drop_half_filed()?;
        }
        let orphans = self.sort_incoming(can_sign, report)?;
        if can_sign {
            self.adopt_and_close(orphans, report)?;
        }
        report.aside = u32::try_from(names(&self.layout.aside())?.len()).unwrap_or(u32::MAX);
        report.missing.extend(self.lost_parts()?);
        Ok(())
    }

    /// Takes over newest parts that an earlier chain has no entry for, of items that it does not know either: they are adopted here.
    fn take_over(&self) -> Result<()> {
        let mut taken = false;
        for layout in crate::new_chain::earlier(&self.layout) {
            let chain = self.earlier.iter().find(|home| home.0.layout.root() == layout.root());
            if !layout.mended().exists() || !layout.incoming().is_dir() {
                continue;
            }
            for name in names(&layout.incoming())? {
                let Some(staged) = name.to_str().and_then(Staged::parse) else { continue };
                let known = match chain {
                    Some(chain) => store::knows_item(&chain.0.lock()?.db, &staged.item)?,
                    None => false,
                };
                let (from, to) = (layout.incoming().join(&name), self.layout.incoming().join(&name));
                if !known && !to.exists() {
                    self.durable.rename(Step::Rename, &from, &to).map_err(failed)?;
                    taken = true;
                }
            }
        }
        if taken { self.durable.sync_folder(&self.layout.incoming()).map_err(failed) } else { Ok(()) }
    }

    /// Goes through `parts/incoming`: parts with an entry go to their place, whole ones without are given back, everything
    /// else is set aside. Where nobody can sign, parts without an entry stay where they lie, and are not read.
    fn sort_incoming(&self, can_sign: bool, report: &mut Recovery) -> Result<Vec<Staged>> {
        let incoming = self.layout.incoming();
        let (mut orphans, mut taken) = (Vec::new(), BTreeSet::new());
        for name in names(&incoming)? {
            let path = incoming.join(&name);
            let original = name.to_str().and_then(|n| n.strip_suffix(COPY));
            if original.is_some_and(|o| Staged::parse(o).is_some() && incoming.join(o).exists()) {
                self.durable.remove(&path).map_err(failed)?;
                continue;
            }
            let staged = name.to_str().and_then(Staged::parse);
            let known = match &staged {
                Some(staged) => store::knows_part(&self.lock()?.db, &staged.part.sealed.sha256)?,
                None => false,
            };
            if staged.is_some() && !known && !can_sign {
                continue;
            }
            let whole = staged.map_or(Ok(false), |s| self.is_whole(&s, &path))?;
            // The same bytes under another name were put there by hand: an item that has them is enough.
            let Some(staged) = staged.filter(|s| whole && (known || taken.insert(s.part.sealed.sha256))) else {
                self.set_aside(&path, &name)?;
                report.torn += 1;
                continue;
            };
            let digest = staged.part.sealed.sha256;
            if known {
                self.renamed(std::iter::once(digest));
                self.durable.rename(Step::Rename, &path, &self.layout.part(&digest)).map_err(failed)?;
                report.renamed += 1;
            } else {
                orphans.push(staged);
            }
        }
        orphans.sort_by_key(|s| (s.item, s.part.role, s.part.sealed.sha256));
        Ok(orphans)
    }

    pub(crate) fn is_whole(&self, staged: &Staged, path: &Path) -> Result<bool> {
        // The size is looked at first, so that no file is read that could not be a part.
        let size = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|m| m.len());
        if size != Some(staged.part.sealed.size) {
            return Ok(false);
        }
        let Ok(mut file) = fs::File::open(path) else { return Ok(false) };
        let (mut digest, mut block) = (DigestWriter::default(), vec![0; BLOCK]);
        loop {
            // A panic does not wait for a slow disk to give all of it.
            self.destroyed.check_write()?;
            match file.read(&mut block).map(|read| block.get(..read)) {
                Ok(None | Some([])) => return Ok(digest.finish() == staged.part.sealed.sha256),
                Ok(Some(bytes)) => digest.update(bytes),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Ok(false),
            }
        }
    }

    /// Moves a torn file aside under a name that is free.
    pub(crate) fn set_aside(&self, path: &Path, name: &OsStr) -> Result<()> {
        let aside = self.layout.aside();
        let mut to = aside.join(name);
        for n in 1u32.. {
            if !to.exists() {
                break;
            }
            let mut other = name.to_owned();
            other.push(format!(".{n}"));
            to = aside.join(other);
        }
        self.durable.rename(Step::SetAside, path, &to).map_err(failed)
    }

    /// Brings orphans into the chain and closes what was cut off. On a full disk the rest waits for the next start:
    /// what is here can still be sent, which is what makes room.
    fn adopt_and_close(&self, orphans: Vec<Staged>, report: &mut Recovery) -> Result<()> {
        let mut open: BTreeSet<ItemId> = orphans.iter().map(|s| s.item).collect();
        open.extend(store::items(&self.lock()?.db, "WHERE finished = 0", [])?);
        let done = self.adopt(orphans, report).and_then(|()| self.close_unfinished(&mut open, report));
        let done = done.and_then(|()| self.file_found(report));
        match done {
            Err(e) if e.is_disk_full() => {
                report.postponed = u32::try_from(open.len().max(1)).unwrap_or(u32::MAX);
                self.revive()
            }
            other => other,
        }
    }

    fn adopt(&self, orphans: Vec<Staged>, report: &mut Recovery) -> Result<()> {
        for of_item in orphans.chunk_by(|a, b| a.item == b.item) {
            let (moved, continues) = self.of_open_item(of_item)?;
            let mut rest = moved.as_slice();
            while !rest.is_empty() {
                let ends =
                    rest.windows(2).position(|w| matches!(w, [a, b] if !follows(a, b))).map_or(rest.len(), |n| n + 1);
                let (run, later) = rest.split_at(ends.min(MAX_PARTS));
                for orphan in run {
                    self.write_again(orphan)?;
                }
                let mut run = run.to_vec();
                // Without an opening only one entry can say what it is: the one that takes it in.
                let first = later.is_empty() && run.len() == moved.len() && run.len() < MAX_PARTS;
                let silent = run.iter().all(|s| matches!(s.part.role, Role::Media(_)));
                let ended = match run.first().filter(|_| first && silent).map(|s| (s.item, s.live)) {
                    Some((item, live)) if !store::knows_item(&self.lock()?.db, &item)? => {
                        let now = self.around.now();
                        let parts = numbers(&run);
                        let (opening, seed) = (None, self.seed()?);
                        let held = Held { item, opening, parts, claimed_at: now, ended_at: now, live, continues, seed };
                        let record = interrupted_record(&held)?;
                        run.push(self.stage_content(item, Readers::Archive, live, record.role, &record.content)?);
                        Some(item)
                    }
                    _ => None,
                };
                self.commit(&run, ended.is_some())?;
                report.adopted += u32::try_from(run.len() - usize::from(ended.is_some())).unwrap_or(u32::MAX);
                report.interrupted.extend(ended);
                report.files.extend(ended.filter(|_| run.iter().all(|staged| !staged.live)));
                rest = later;
            }
        }
        Ok(())
    }

    /// True when an entry ends the item, whatever the tables say of it.
    fn is_finished(&self, item: &ItemId) -> Result<bool> {
        let of_item = "WHERE item = ?1";
        let entries = store::entries(&self.lock()?.db, of_item, [item.as_bytes().as_slice()])?;
        Ok(entries.iter().any(SignedEntry::finishes_item))
    }

    /// Orphans of an item that may still take them; else under a fresh item, which goes on from it: into a finished item
    /// nothing more is sealed, whoever finished it.
    fn of_open_item(&self, orphans: &[Staged]) -> Result<(Vec<Staged>, Option<ItemId>)> {
        let Some(item) = orphans.first().map(|s| s.item) else { return Ok((Vec::new(), None)) };
        if !self.is_finished(&item)? {
            return Ok((orphans.to_vec(), None));
        }
        let (fresh, mut next) = (self.new_item()?, 0u32);
        let mut moved = Vec::with_capacity(orphans.len());
        for orphan in orphans {
            let mut to = Staged { item: fresh, ..*orphan };
            if let Role::Media(number) = &mut to.part.role {
                (*number, next) = (next, next.saturating_add(1));
            }
            let incoming = self.layout.incoming();
            let (from, name) = (incoming.join(orphan.to_string()), incoming.join(to.to_string()));
            self.durable.rename(Step::Rename, &from, &name).map_err(failed)?;
            moved.push(to);
        }
        Ok((moved, Some(item)))
    }

    /// Writes an orphan once more before an entry rests on it: the process that wrote it may have died before its sync
    /// was done, or after one that failed, and then another sync of the same file proves nothing.
    fn write_again(&self, orphan: &Staged) -> Result<()> {
        let incoming = self.layout.incoming();
        let (path, copy) = (incoming.join(orphan.to_string()), incoming.join(format!("{orphan}{COPY}")));
        let bytes = fs::read(&path).map_err(failed)?;
        if Digest::of(&bytes) != orphan.part.sealed.sha256 {
            return Err(Error::unavailable("a part changed while it was adopted", Reason::Disk));
        }
        let written = self.durable.write_part(&copy, &bytes);
        let done = written.and_then(|()| self.durable.rename(Step::Rename, &copy, &path));
        done.map_err(|e| {
            self.poison();
            failed(e)
        })
    }

    fn close_unfinished(&self, open: &mut BTreeSet<ItemId>, report: &mut Recovery) -> Result<()> {
        let unfinished = store::items(&self.lock()?.db, "WHERE finished = 0 ORDER BY seq", [])?;
        open.retain(|item| unfinished.contains(item));
        for item in unfinished {
            let held = self.held(&item)?;
            let record = interrupted_record(&held)?;
            // It says only what the outbox shows; nothing here remembers whether the item is of the witnesses.
            let staged = self.stage_content(item, Readers::Archive, held.live, record.role, &record.content)?;
            self.commit(&[staged], true)?;
            open.remove(&item);
            report.interrupted.push(item);
            report.files.extend((!held.live).then_some(item));
        }
        Ok(())
    }

    /// An item as the outbox knows it, without a key that opens any of it.
    fn held(&self, item: &ItemId) -> Result<Held> {
        let state = self.lock()?;
        let parts = store::item_parts(&state.db, item)?;
        let entries = store::entries(&state.db, "WHERE item = ?1 ORDER BY seq", [item.as_bytes().as_slice()])?;
        let first = entries.first().ok_or(Error::Bug("an item without an entry"))?;
        // Entries of this run adopt what an earlier one left: they say nothing of when it ended.
        let before = entries.iter().rfind(|e| e.details().is_some_and(|d| d.uptime.boot != self.boot));
        // An opening anywhere else says nothing.
        let opening = first.parts().iter().find(|p| p.role == Role::Opening).map(|p| p.commitment);
        Ok(Held {
            item: *item,
            opening,
            parts: numbers(&parts),
            claimed_at: store::claimed_at(first)?,
            ended_at: store::claimed_at(before.or(entries.last()).unwrap_or(first))?,
            live: parts.iter().any(|s| s.live),
            continues: None,
            seed: self.seed()?,
        })
    }

    /// Goes on after a full disk with what is really there.
    fn revive(&self) -> Result<()> {
        let mut state = self.lock()?;
        let newest = store::newest_entry(&state.db)?.ok_or(Error::malformed("outbox", "it has no genesis entry"))?;
        state.head = Head::of(&newest);
        state.key = slots::recover(&self.durable, &self.layout, state.head.seq + 1, state.head.next_key)?;
        self.alive_again();
        Ok(())
    }

    /// Parts that must still be sent and are not whole on the disk. Their bytes are not read.
    pub(crate) fn lost_parts(&self) -> Result<Vec<LostPart>> {
        let what = "the outbox could not be read";
        let state = self.lock()?;
        let sql = "SELECT digest, item, size FROM parts WHERE uploaded = 0 ORDER BY item, seq";
        let mut query = state.db.prepare_cached(sql).map_err(Error::sql(what))?;
        let rows = query.query_map([], |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?, r.get(2)?)));
        let mut lost = Vec::new();
        for row in rows.map_err(Error::sql(what))? {
            self.destroyed.check_write()?;
            let (digest, item, size) = row.map_err(Error::sql(what))?;
            let (Ok(part), Ok(item)) = (store::digest(&digest), store::item_id(&item)) else {
                // No entry says so: the next start mends it.
                if self.check_own().is_ok() {
                    self.durable.write_file(&self.layout.broken(), &[]).map_err(failed)?;
                }
                continue;
            };
            let size = store::unsigned(size);
            let mut path = self.layout.part(&part);
            if let (false, Some(left)) = (path.exists(), self.left_in_incoming(&part)) {
                path = left.to_owned();
            }
            let whole = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() == size);
            if !whole || rustix::fs::access(&path, Access::READ_OK).is_err() {
                lost.push(LostPart { item, part });
            }
        }
        Ok(lost)
    }
}

/// Numbers of the media among parts.
fn numbers(parts: &[Staged]) -> Vec<u32> {
    parts.iter().filter_map(|s| if let Role::Media(n) = s.part.role { Some(n) } else { None }).collect()
}

/// The order that an entry asks of its parts.
fn follows(a: &Staged, b: &Staged) -> bool {
    a.item == b.item && a.part.role.is_followed_by(b.part.role)
}

pub(crate) fn names(folder: &Path) -> Result<Vec<OsString>> {
    let listed = fs::read_dir(folder).and_then(|d| d.map(|e| e.map(|e| e.file_name())).collect::<Result<Vec<_>, _>>());
    let mut names = listed.map_err(|e| Error::disk("a folder of the home could not be read", e))?;
    names.sort();
    Ok(names)
}

pub(crate) fn failed(e: io::Error) -> Error {
    Error::disk("the home could not be repaired", e)
}
