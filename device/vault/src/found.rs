//! Sealed parts that no entry names, because the chain has a hole. Each is sealed again, byte for byte, into an item of
//! kind `found`, so that it can be proven and sent.
//!
//! This device cannot open a sealed part, so it cannot state the part's commitment again: a person who can write the
//! outbox could have stated any. The archive opens such parts in two steps.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use evidence::part::{MAX_CONTENT, MAX_SEALED, Role, SALT_LEN};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Digest, ItemId, PlainPart, Record};

use crate::home::{Home, Shared};
use crate::incoming::Staged;
use crate::layout::Layout;
use crate::readers::Readers;
use crate::recover::{failed, names};
use crate::{Error, Reason, Recovery, Result, mend, store};

/// Most parts in one item: a sealed part may need two, and an entry has room for 64.
const MOST: usize = 30;

impl Shared {
    /// Files the parts in the folders of this chain and of earlier ones that no entry names.
    pub(crate) fn file_found(&self, report: &mut Recovery) -> Result<()> {
        let earlier: Vec<(Layout, Option<&Home>)> = crate::chains::earlier(&self.layout)
            .into_iter()
            .map(|layout| {
                let home = self.earlier.iter().find(|home| home.0.layout.root() == layout.root());
                (layout, home)
            })
            .collect();
        for (layout, home) in earlier {
            if layout.mended().exists() {
                self.file_all(&layout, home.map(|home| &*home.0), report)?;
            }
        }
        if self.layout.mended().exists() {
            self.file_all(&self.layout, Some(self), report)?;
        }
        Ok(())
    }

    fn file_all(&self, layout: &Layout, chain: Option<&Self>, report: &mut Recovery) -> Result<()> {
        let filed = self.filed_before(layout)?;
        let (gone, paths): (Vec<_>, Vec<_>) = self
            .unnamed(layout, chain, report)?
            .into_iter()
            .partition(|path| name(path).is_some_and(|n| filed.contains(n)));
        for path in &gone {
            self.durable.remove(path).map_err(failed)?;
        }
        for paths in paths.chunks(MOST) {
            self.file_some(layout, paths, report)?;
        }
        self.durable.remove(&layout.mended()).map_err(failed)?;
        self.durable.sync_folder(layout.root()).map_err(failed)
    }

    /// Returns the names of parts that an interrupted start filed but did not remove: those of the marker, if an entry
    /// of any chain has the record under which they were filed.
    fn filed_before(&self, layout: &Layout) -> Result<BTreeSet<String>> {
        let Some(filing) = Filing::read(layout) else { return Ok(BTreeSet::new()) };
        for chain in self.earlier.iter().map(|home| &*home.0).chain([self]) {
            if store::knows_commitment(&chain.lock()?.db, &filing.record)? {
                return Ok(filing.names);
            }
        }
        Ok(BTreeSet::new())
    }

    /// Removes the sealed parts of an incomplete item of found parts, left by an interrupted start: the original parts
    /// are still in their places, and are filed again.
    pub(crate) fn drop_half_filed(&self) -> Result<()> {
        let layouts = crate::chains::earlier(&self.layout);
        for filing in layouts.iter().chain([&self.layout]).filter_map(Filing::read) {
            if store::knows_item(&self.lock()?.db, &filing.item)? {
                continue;
            }
            let (mut staged, mut whole, mut has_record) = (Vec::new(), 0, false);
            for name in names(&self.layout.incoming())? {
                let path = self.layout.incoming().join(&name);
                let parsed = name.to_str().and_then(Staged::parse).filter(|staged| staged.item == filing.item);
                let Some(part) = parsed else { continue };
                whole += usize::from(self.is_whole(&part, &path)?);
                has_record |= part.part.commitment == filing.record;
                staged.push(path);
            }
            if staged.is_empty() || has_record && whole == filing.parts {
                continue;
            }
            for path in &staged {
                self.durable.remove(path).map_err(failed)?;
            }
            self.durable.sync_folder(&self.layout.incoming()).map_err(failed)?;
        }
        Ok(())
    }

    /// Returns whole sealed parts that no entry of `chain` names and that no server has confirmed to hold. Files that
    /// are no sealed parts are set aside.
    fn unnamed(&self, layout: &Layout, chain: Option<&Self>, report: &mut Recovery) -> Result<Vec<PathBuf>> {
        let held = match chain {
            Some(chain) => {
                let state = &mut *chain.lock()?;
                mend::held(&state.db, &mut state.believed)?
            }
            None => BTreeSet::new(),
        };
        let mut unnamed = Vec::new();
        for folder in names(&layout.parts())? {
            let folder = layout.parts().join(folder);
            // This chain's own newest parts are adopted instead.
            if !folder.is_dir() || folder == self.layout.incoming() {
                continue;
            }
            for name in names(&folder)? {
                let path = folder.join(&name);
                let digest = part_at(&path);
                let named = match (&digest, chain) {
                    (Some(digest), Some(chain)) => store::knows_part(&chain.lock()?.db, digest)?,
                    _ => false,
                };
                if named || digest.is_some_and(|digest| held.contains(&digest)) {
                    continue;
                }
                if digest.is_some_and(|digest| self.is_part(&path, &digest)) {
                    unnamed.push(path);
                } else {
                    self.set_aside(&path, &name)?;
                    report.torn += 1;
                }
            }
        }
        Ok(unnamed)
    }

    fn is_part(&self, path: &Path, digest: &Digest) -> bool {
        let ordinary =
            fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() <= MAX_SEALED as u64);
        ordinary && fs::read(path).is_ok_and(|bytes| !bytes.is_empty() && Digest::of(&bytes) == *digest)
    }

    /// Files one item, with each part as a file of its own. The originals are removed once it is durable.
    fn file_some(&self, layout: &Layout, paths: &[PathBuf], report: &mut Recovery) -> Result<()> {
        let (item, now) = (self.new_item()?, self.around.now());
        let mut record = Record::new(item, Kind::Found, Method::Imported, now, Location::missing("unavailable"));
        let mut number = 0;
        for path in paths {
            let sha256 = part_at(path).ok_or(Error::Bug("a found part without a digest"))?;
            let size = fs::metadata(path).map_err(failed)?.len();
            let parts = u32::try_from(size.div_ceil(MAX_CONTENT as u64)).unwrap_or(u32::MAX);
            record.media.push(Media {
                name: format!("{sha256}.age"),
                media_type: "application/octet-stream".to_owned(),
                size: Some(size),
                sha256: Some(sha256),
                first_part: number,
                parts,
                ..Media::default()
            });
            number += parts;
        }
        let content = record.to_content(&self.seed()?)?;
        let mut salt = [0; SALT_LEN];
        self.random(&mut salt)?;
        let plain = PlainPart::new(salt, &content)?;
        let names = paths.iter().filter_map(|path| name(path)).map(str::to_owned).collect();
        // Written before any part of the item: the next start learns from it whether the item is complete.
        let filing = Filing { record: plain.commitment(), item, parts: number as usize + 1, names };
        self.durable.write_file(&layout.mended(), filing.to_string().as_bytes()).map_err(failed)?;
        let mut staged = Vec::new();
        for (path, medium) in paths.iter().zip(&record.media) {
            self.destroyed.check_write()?;
            let bytes = fs::read(path).map_err(failed)?;
            if Some(Digest::of(&bytes)) != medium.sha256 {
                return Err(Error::unavailable("a part changed while it was filed", Reason::Disk));
            }
            for (piece, number) in bytes.chunks(MAX_CONTENT).zip(medium.first_part..) {
                staged.push(self.stage_content(item, Readers::Archive, false, Role::Media(number), piece)?);
            }
        }
        staged.push(self.stage(item, Readers::Archive, false, Role::Record, &plain, Vec::new())?.0);
        self.commit(&staged, false)?;
        for path in paths {
            self.durable.remove(path).map_err(failed)?;
        }
        report.found += u32::try_from(paths.len()).unwrap_or(u32::MAX);
        Ok(())
    }
}

/// The item under which found parts are being filed, as the marker records it.
struct Filing {
    /// The commitment of the item's record.
    record: Digest,
    item: ItemId,
    /// Number of its parts, including its record.
    parts: usize,
    /// Names of the found parts.
    names: BTreeSet<String>,
}

impl Filing {
    /// Returns `None` if no filing was begun.
    fn read(layout: &Layout) -> Option<Self> {
        let text = fs::read_to_string(layout.mended()).ok()?;
        let mut lines = text.lines();
        let first: Vec<&str> = lines.next()?.split(' ').collect();
        let [record, item, parts] = first.as_slice() else { return None };
        let (record, item, parts) = (record.parse().ok()?, item.parse().ok()?, parts.parse().ok()?);
        Some(Self { record, item, parts, names: lines.map(str::to_owned).collect() })
    }
}

impl fmt::Display for Filing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.record, self.item, self.parts)?;
        self.names.iter().try_for_each(|name| write!(f, "\n{name}"))
    }
}

/// Returns the digest in a sealed part's file name.
fn part_at(path: &Path) -> Option<Digest> {
    let name = name(path)?;
    name.parse().ok().or_else(|| Staged::parse(name).map(|staged| staged.part.sealed.sha256))
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}
