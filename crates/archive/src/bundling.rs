//! Bundles: chosen items, with as much of them as is to be disclosed, that anyone can verify alone.
//!
//! Owns what is to be withheld, and pours the files of a [`Plan`] into a zip or a folder. An
//! item of the witness compartment is in no bundle. Streams media from sealed
//! parts; memory does not grow with them.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::path::Path;

use evidence::ItemId;
use jiff::Timestamp;

use crate::container::{Container, Form};
use crate::plan::Plan;
use crate::store::Store;
use crate::{Error, Result, witnesses};

pub(crate) const WHAT: &str = "the bundle";

/// Media and records to leave out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Withhold {
    /// No media of any item.
    pub all_media: bool,
    /// No record of any item.
    pub all_records: bool,
    /// No media of these items.
    pub media: BTreeSet<ItemId>,
    /// No record of these items; their media then get neutral names.
    pub records: BTreeSet<ItemId>,
}

impl Withhold {
    /// Adds `media`, `record`, `media:ITEM` or `record:ITEM`. `find` turns the text of an item into one.
    pub fn add(&mut self, text: &str, find: impl FnOnce(&str) -> Result<ItemId>) -> Result<()> {
        match text.split_once(':') {
            None if text == "media" => self.all_media = true,
            None if text == "record" => self.all_records = true,
            Some(("media", item)) => drop(self.media.insert(find(item)?)),
            Some(("record", item)) => drop(self.records.insert(find(item)?)),
            _ => return Err(Error::refused("what to withhold", "it is media, record, media:ITEM or record:ITEM")),
        }
        Ok(())
    }

    pub(crate) fn has_media(&self, item: &ItemId) -> bool {
        self.all_media || self.media.contains(item)
    }

    pub(crate) fn has_record(&self, item: &ItemId) -> bool {
        self.all_records || self.records.contains(item)
    }
}

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
    /// Items whose media or record are left out because parts are missing or no good.
    pub incomplete: BTreeSet<ItemId>,
}

impl Store {
    /// Writes a bundle of `items` to `out`, which must not exist. `made_at` is the archivist's clock.
    ///
    /// Errors: `Refused` for an item that is not here or belongs to the witness compartment (whatever is withheld of
    /// it), too many files or a taken name; `Unavailable` when a disk fails; nothing is left behind then.
    pub fn bundle(
        &self,
        items: &[ItemId],
        withhold: &Withhold,
        made_at: Timestamp,
        out: &Path,
        form: Form,
    ) -> Result<BundleReport> {
        for item in items {
            let case = self.case(item)?;
            if self.is_of_witnesses(&case)? {
                return Err(Error::refused(WHAT, witnesses::kept_in(item)));
            }
            if !case.linked {
                let why =
                    format!("item {item} waits for an entry that did not come yet; nobody can check who signed it");
                return Err(Error::refused(WHAT, why));
            }
        }
        let plan = Plan::of(self, items, withhold, made_at)?;
        let files = plan.files();
        let mut container = Container::create(out, form, &files).map_err(disk)?;
        for name in &files {
            container.begin(name, plan.size(name)).map_err(disk)?;
            plan.pour(self, name, &mut |piece| container.write(piece))?;
            container.end().map_err(disk)?;
        }
        let written = container.finish().map_err(disk)?;
        Ok(BundleReport { written, ..plan.report })
    }
}

pub(crate) fn disk(e: io::Error) -> Error {
    match e.kind() {
        ErrorKind::AlreadyExists => Error::refused(WHAT, "its name is taken, and nothing is overwritten"),
        ErrorKind::FileTooLarge => Error::refused(WHAT, "a list in it would pass 4 GiB; choose fewer items"),
        _ => Error::disk(WHAT)(e),
    }
}
