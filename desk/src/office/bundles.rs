//! A bundle for others, as the page asks for it.

use std::path::PathBuf;

use archive::{Store, Withhold};
use evidence::ItemId;
use export::{BundleReport, Form, Selection};
use jiff::Timestamp;
use testimony::Use;

use super::input::{absolute, read_item};
use crate::views::office::BundleInput;
use crate::views::trouble::{Answer, ErrorCode};

/// A requested bundle, parsed from the window's input.
pub(super) struct Wanted {
    items: Vec<ItemId>,
    withhold: Withhold,
    purpose: Option<Use>,
    looked: Vec<ItemId>,
    out: PathBuf,
    form: Form,
}

impl Wanted {
    pub(super) fn read(input: &BundleInput) -> Answer<Self> {
        let ids = |texts: &[String]| texts.iter().map(|i| read_item(i)).collect::<Answer<Vec<_>>>();
        let (media, records) = (ids(&input.withhold_media)?, ids(&input.withhold_records)?);
        let withhold = Withhold {
            media: media.into_iter().collect(),
            records: records.into_iter().collect(),
            ..Withhold::default()
        };
        let out = absolute(&input.path)?;
        if out.symlink_metadata().is_ok() {
            return Err(ErrorCode::NameTaken.into());
        }
        let form = if input.folder { Form::Folder } else { Form::Zip };
        let (items, looked) = (ids(&input.items)?, ids(&input.looked)?);
        Ok(Self { items, withhold, purpose: input.purpose, looked, out, form })
    }

    /// Returns its path.
    pub(super) fn into_path(self) -> PathBuf {
        self.out
    }

    pub(super) fn write(&self, store: &Store, made_at: Timestamp) -> export::Result<BundleReport> {
        Selection::of(store, &self.items, self.purpose, &self.withhold, &self.looked, made_at)?
            .bundle(&self.out, self.form)
    }
}
