//! Bundles: a zip or a folder of chosen items that anyone can verify without the archive.
//!
//! Streams media from sealed parts; memory does not grow with them.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use disk::durable;
use evidence::ItemId;

use crate::container::{Container, Form};
use crate::selection::Selection;
use crate::{Error, Result};

/// Counts of a bundle, and its incomplete items.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BundleReport {
    /// Items in it.
    pub items: usize,
    /// Public entries in it.
    pub entries: u64,
    /// Media files in it.
    pub media: usize,
    /// Plain bytes of media in it.
    pub bytes: u64,
    /// Bytes of the zip, or of all files of the folder.
    pub written: u64,
    /// Media left out on purpose.
    pub withheld: usize,
    /// Items whose media or record are left out because parts are missing or damaged.
    pub incomplete: BTreeSet<ItemId>,
}

impl Selection<'_> {
    /// Writes a bundle to `out`, which must not exist.
    ///
    /// Errors: `Refused` for no item, too many files or a taken name; `Unavailable` if a disk fails; then no file is
    /// left behind. After a kill [`archive::Store::unfinished_bundles`] names the file.
    pub fn bundle(&self, out: &Path, form: Form) -> Result<BundleReport> {
        let kept = self.store.begin_bundle(out);
        let written = self.write(out, form);
        if kept && (written.is_ok() || !leaves(out)) {
            // Forgotten the next time, if the archive's disk is full now.
            let _ = self.store.end_bundle(out);
        }
        written
    }

    fn write(&self, out: &Path, form: Form) -> Result<BundleReport> {
        let files = self.store.files(&self.items, &self.withhold, self.made_at)?;
        let names = files.names();
        let mut container = Container::create(out, form, &names, self.store.durable()).map_err(Error::writing)?;
        for name in &names {
            container.begin(name, files.size(name)).map_err(Error::writing)?;
            let mut failed = None;
            let poured = files.pour(name, &mut |piece| {
                container.write(piece).map_err(|e| {
                    let kind = e.kind();
                    failed = Some(e);
                    io::Error::from(kind)
                })
            });
            match failed {
                Some(e) => return Err(Error::writing(e)),
                None => poured?,
            }
            container.end().map_err(Error::writing)?;
        }
        let written = container.finish().map_err(Error::writing)?;
        let counts = files.into_counts();
        Ok(BundleReport {
            items: counts.items,
            entries: counts.entries,
            media: counts.media,
            bytes: counts.bytes,
            written,
            withheld: counts.withheld,
            incomplete: counts.incomplete,
        })
    }
}

/// Returns true if an unfinished file could not be removed.
fn leaves(out: &Path) -> bool {
    durable::beside(out).is_ok_and(|file| file.symlink_metadata().is_ok())
}
