//! The media and records of chosen items that are left out of a bundle: their commitments stay in it.

use std::collections::BTreeSet;

use evidence::ItemId;

use crate::{Error, Result};

/// Media and records to leave out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Withhold {
    /// No media of any item.
    pub all_media: bool,
    /// No record of any item.
    pub all_records: bool,
    /// No media of these items.
    pub media: BTreeSet<ItemId>,
    /// No record of these items; their media get neutral names.
    pub records: BTreeSet<ItemId>,
}

impl Withhold {
    /// Adds `media`, `record`, `media:ITEM` or `record:ITEM`. `find` parses the text of an item.
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

    /// Returns true if no media of the item are shown.
    pub fn has_media(&self, item: &ItemId) -> bool {
        self.all_media || self.media.contains(item)
    }

    /// Returns true if no record of the item is shown.
    pub fn has_record(&self, item: &ItemId) -> bool {
        self.all_records || self.records.contains(item)
    }
}
