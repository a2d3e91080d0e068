//! Repairs a home at its start after a kill or a power cut, and reports the repairs.
//!
//! Every step can be interrupted and repeated. Only copies that this module made are deleted. A panic ends it within
//! one step.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io::Read as _;
use std::path::Path;
use std::sync::PoisonError;
use std::{fs, io};

use capture::{Held, interrupted_record};
use disk::Step;
use evidence::details::MAX_PARTS;
use evidence::part::Role;
use evidence::{Digest, DigestWriter, Head, ItemId, SignedEntry};
use rustix::fs::Access;

use crate::home::Shared;
use crate::incoming::Staged;
use crate::readers::Readers;
use crate::recovery::{LostPart, Recovery};
use crate::{Error, Reason, Result, slots, store};

/// Bytes of a part that are read at once.
const BLOCK: usize = 256 * 1024;
/// Suffix of a copy that is being written over its original.
const COPY: char = '~';

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

    /// Moves parts from the `incoming` folders of earlier chains here if those chains have no entry for their items;
    /// this chain adopts them.
    fn take_over(&self) -> Result<()> {
        let mut taken = false;
        for layout in crate::chains::earlier(&self.layout) {
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

    /// Sorts `parts/incoming`: parts with an entry go to their place, whole parts without one are returned, and
    /// everything else is set aside. If the chain cannot sign, parts without an entry stay there unread.
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
            // Equal bytes under another name were put there by hand: one item for them is enough.
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
        // The size is checked first, so that no file is read that is too large for a part.
        let size = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).map(|m| m.len());
        if size != Some(staged.part.sealed.size) {
            return Ok(false);
        }
        let Ok(mut file) = fs::File::open(path) else { return Ok(false) };
        let (mut digest, mut block) = (DigestWriter::default(), vec![0; BLOCK]);
        loop {
            // A panic must not wait until a slow disk has returned the whole part.
            self.destroyed.check_write()?;
            match file.read(&mut block).map(|read| block.get(..read)) {
                Ok(None | Some([])) => return Ok(digest.finish() == staged.part.sealed.sha256),
                Ok(Some(bytes)) => digest.update(bytes),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Ok(false),
            }
        }
    }

    /// Moves a torn file aside under a free name.
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

    /// Adopts orphans into the chain and closes interrupted items. On a full disk the rest waits for the next start:
    /// the present parts can still be sent, which frees room.
    fn adopt_and_close(&self, orphans: Vec<Staged>, report: &mut Recovery) -> Result<()> {
        let mut open: BTreeSet<ItemId> = orphans.iter().map(|s| s.item).collect();
        open.extend(store::items(&self.lock()?.db, "WHERE finished = 0", [])?);
        let done = self.adopt(orphans, report).and_then(|()| self.close_unfinished(&mut open, None, report));
        let done = done.and_then(|()| self.file_found(report));
        match done {
            Err(e) if e.is_disk_full() => {
                report.postponed = u32::try_from(open.len().max(1)).unwrap_or(u32::MAX);
                *self.postponed.lock().unwrap_or_else(PoisonError::into_inner) = open;
                self.revive()
            }
            other => other,
        }
    }

    pub(crate) fn adopt(&self, orphans: Vec<Staged>, report: &mut Recovery) -> Result<()> {
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
                // Without an opening, only a single entry can describe the item: the one that adopts it.
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

    /// Returns true if an entry ends the item, independent of the tables.
    fn is_finished(&self, item: &ItemId) -> Result<bool> {
        let of_item = "WHERE item = ?1";
        let entries = store::entries(&self.lock()?.db, of_item, [item.as_bytes().as_slice()])?;
        Ok(entries.iter().any(SignedEntry::finishes_item))
    }

    /// Returns orphans under their own item if it is still open, or else under a fresh item that continues it: a
    /// finished item accepts no more parts.
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

    /// Writes an orphan again before an entry relies on it: its writer may have died before its sync was done or after
    /// a failed one, and then another sync of the same file is no proof.
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

    /// Closes every unfinished item, or `only` these. `open` keeps those that are still to be closed.
    pub(crate) fn close_unfinished(
        &self,
        open: &mut BTreeSet<ItemId>,
        only: Option<&BTreeSet<ItemId>>,
        report: &mut Recovery,
    ) -> Result<()> {
        let mut unfinished = store::items(&self.lock()?.db, "WHERE finished = 0 ORDER BY seq", [])?;
        unfinished.retain(|item| only.is_none_or(|only| only.contains(item)));
        open.retain(|item| unfinished.contains(item));
        for item in unfinished {
            let held = self.held(&item)?;
            let record = interrupted_record(&held)?;
            // The record repeats only facts from the outbox; no state here says whether the item is for the witnesses.
            let staged = self.stage_content(item, Readers::Archive, held.live, record.role, &record.content)?;
            self.commit(&[staged], true)?;
            open.remove(&item);
            report.interrupted.push(item);
            report.files.extend((!held.live).then_some(item));
        }
        Ok(())
    }

    /// Describes an item from the outbox alone, without a key that opens any of its parts.
    fn held(&self, item: &ItemId) -> Result<Held> {
        let state = self.lock()?;
        let parts = store::item_parts(&state.db, item)?;
        let entries = store::entries(&state.db, "WHERE item = ?1 ORDER BY seq", [item.as_bytes().as_slice()])?;
        let first = entries.first().ok_or(Error::Bug("an item without an entry"))?;
        // Entries of this run adopt parts of an earlier one, so they do not show when the item ended.
        let before = entries.iter().rfind(|e| e.details().is_some_and(|d| d.uptime.boot != self.boot));
        // An opening in any other entry is ignored.
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

    /// Continues after a full disk with the state that is really on the disk.
    fn revive(&self) -> Result<()> {
        let mut state = self.lock()?;
        let newest = store::newest_entry(&state.db)?.ok_or(Error::malformed("outbox", "it has no genesis entry"))?;
        state.head = Head::of(&newest);
        state.key = slots::recover(&self.durable, &self.layout, state.head.seq + 1, state.head.next_key)?;
        self.alive_again();
        Ok(())
    }

    /// Returns parts that must still be sent and are not whole on the disk. Checks sizes only.
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
                // No entry names the part: the next start mends the outbox.
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

/// Returns the numbers of the media parts.
fn numbers(parts: &[Staged]) -> Vec<u32> {
    parts.iter().filter_map(|s| if let Role::Media(n) = s.part.role { Some(n) } else { None }).collect()
}

/// Returns whether `b` follows `a` in the order that an entry requires.
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
