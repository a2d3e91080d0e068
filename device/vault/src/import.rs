//! Imports whole files and photos: reads each once, hashes and seals its pieces in parallel, and commits groups of up
//! to 64 parts.

mod pipeline;
mod tiles;
mod work;

use std::collections::BTreeMap;
use std::io::Read;

use capture::Importer;
use evidence::NewItem;
use evidence::part::SALT_LEN;
use evidence::record::{Kind, Method};
use zeroize::Zeroize;

use self::pipeline::{is_full, read_piece};
use self::tiles::Tiling;
pub use self::work::Progress;
use self::work::{Import, source_failed};
use crate::home::Home;
use crate::items::Added;
use crate::readers::Readers;
use crate::{Cancelled, Changed, Result, Safe};

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
