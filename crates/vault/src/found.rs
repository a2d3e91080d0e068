//! Sealed parts that no entry names: they lay behind a hole in the chain. Each is sealed once more, byte for byte as it is, into an item
//! of kind `found`, so that what is still on the disk can be proven and sent.
//!
//! A part's plain bytes are known to nobody here, so its commitment cannot be stated again: who could write the outbox could have
//! stated any. The archive opens what is found twice.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use evidence::part::{MAX_CONTENT, MAX_SEALED, Role, SALT_LEN};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Digest, PlainPart, Record};

use crate::home::{Home, Shared};
use crate::incoming::Staged;
use crate::layout::Layout;
use crate::readers::Readers;
use crate::recover::{failed, names};
use crate::{Recovery, Result, mend, store};

/// Most parts that one item takes: a sealed part may need two, and an entry has room for 64.
const MOST: usize = 30;

impl Shared {
    /// Files what lies in the folders of this chain and of earlier ones and that no entry names.
    pub(crate) fn file_found(&self, report: &mut Recovery) -> Result<()> {
        let earlier: Vec<(Layout, Option<&Home>)> = crate::new_chain::earlier(&self.layout)
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

    /// Names of parts that were filed before, by a start that was cut off before it removed them: those of the marker, where an entry has
    /// the record that they were filed under.
    fn filed_before(&self, layout: &Layout) -> Result<BTreeSet<String>> {
        let list = fs::read_to_string(layout.mended()).unwrap_or_default();
        let mut lines = list.lines();
        let Some(record) = lines.next().and_then(|line| line.parse().ok()) else { return Ok(BTreeSet::new()) };
        let known = store::knows_commitment(&self.lock()?.db, &record)?;
        Ok(if known { lines.map(str::to_owned).collect() } else { BTreeSet::new() })
    }

    /// Whole sealed parts that no entry of `chain` names and that no server has said to hold. What is no sealed part is set aside.
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
            // This chain's own newest parts are adopted, not found.
            if !folder.is_dir() || folder == self.layout.incoming() {
                continue;
            }
            for name in names(&folder)? {
                let path = folder.join(&name);
                let digest = name.to_str().and_then(|name| {
                    name.parse().ok().or_else(|| Staged::parse(name).map(|staged| staged.part.sealed.sha256))
                });
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

    /// One item: each part a file of its own. The parts themselves go once it is durable.
    fn file_some(&self, layout: &Layout, paths: &[PathBuf], report: &mut Recovery) -> Result<()> {
        let (item, now) = (self.new_item()?, self.around.now());
        let mut record = Record::new(item, Kind::Found, Method::Imported, now, Location::missing("unavailable"));
        let (mut staged, mut number) = (Vec::new(), 0);
        for path in paths {
            self.destroyed.check_write()?;
            let bytes = fs::read(path).map_err(failed)?;
            let first_part = number;
            for piece in bytes.chunks(MAX_CONTENT) {
                staged.push(self.stage_content(item, Readers::Archive, false, Role::Media(number), piece)?);
                number += 1;
            }
            let sha256 = Digest::of(&bytes);
            record.media.push(Media {
                name: format!("{sha256}.age"),
                media_type: "application/octet-stream".to_owned(),
                size: Some(bytes.len() as u64),
                sha256: Some(sha256),
                first_part,
                parts: number - first_part,
                ..Media::default()
            });
        }
        let content = record.to_content(&self.seed()?)?;
        let mut salt = [0; SALT_LEN];
        self.random(&mut salt)?;
        let plain = PlainPart::new(salt, &content)?;
        // Before the record is there: with it the next start takes all of this into the chain.
        let list = paths.iter().filter_map(|path| name(path));
        let list = list.fold(plain.commitment().to_string(), |list, line| list + "\n" + line);
        self.durable.write_file(&layout.mended(), list.as_bytes()).map_err(failed)?;
        staged.push(self.stage(item, Readers::Archive, false, Role::Record, &plain, Vec::new())?.0);
        self.commit(&staged, false)?;
        for path in paths {
            self.durable.remove(path).map_err(failed)?;
        }
        report.found += u32::try_from(paths.len()).unwrap_or(u32::MAX);
        Ok(())
    }
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}
