//! Items that consist of one record: notes, testimony, forms. And the description that every item has.

use capture::{Description, Piece};
use evidence::record::{Kind, Method};
use evidence::{ClaimedTime, Digest, ItemId, NewItem};
use forms::{Day, Form};
use serde_json::Value;

use crate::home::Home;
use crate::readers::Readers;
use crate::{Acknowledged, Result};
use evidence::part::Role;

/// An item that is sealed, signed and durable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Added {
    /// The item.
    pub item: ItemId,
    /// The wall clock when its capture began.
    pub claimed_at: ClaimedTime,
    /// Media parts.
    pub parts: u32,
    /// Bytes of media.
    pub bytes: u64,
    /// SHA-256 of the plain medium; `None` without a medium.
    pub sha256: Option<Digest>,
    /// True if the file was changed during the import: its bytes may be a mixture that was never on a disk. The record
    /// says so.
    pub changed: bool,
    /// Its entries, oldest first.
    pub entries: Vec<Acknowledged>,
}

impl Home {
    /// Files a note.
    pub fn add_note(&self, text: &str, new: &NewItem) -> Result<Added> {
        let new = NewItem { note: Some(text.to_owned()), ..new.clone() };
        self.add_record(Kind::Note, Method::Entered, None, &new)
    }

    /// Files a testimony or another filled form. `form` and `answers` are the bytes of FORM.json and ANSWERS.json.
    pub fn add_answers(&self, form: &[u8], answers: &[u8], new: &NewItem) -> Result<Added> {
        // The day on this device's clock: a claim, like every other time.
        let now = self.0.around.now().to_string();
        let today = now.split('T').next().and_then(Day::parse);
        let filled = Form::parse(form)?.fill_on(answers, today)?;
        let new = NewItem { language: new.language.clone().or_else(|| filled.language.clone()), ..new.clone() };
        self.add_record(filled.kind, Method::Entered, Some(filled.body), &new)
    }

    /// Files a record without media. With `body` none, the record holds only the note.
    pub fn add_record(&self, kind: Kind, method: Method, body: Option<Value>, new: &NewItem) -> Result<Added> {
        let description = self.describe(kind, method, new)?;
        let mut record = description.record()?;
        if let Some(mut body) = body {
            if let (Some(fields), Some(note)) = (body.as_object_mut(), &new.note) {
                fields.insert("note".to_owned(), Value::String(note.clone()));
            }
            record.body = body;
        }
        let piece = Piece { role: Role::Record, content: record.to_content(&description.seed)? };
        let readers = Readers::of(new.compartment.as_deref());
        let _sealing = self.0.sealing.enter();
        let staged = self.0.stage_content(description.item, readers, false, piece.role, &piece.content)?;
        let entries = vec![self.0.commit(&[staged], false)?];
        let (item, claimed_at) = (description.item, description.claimed_at);
        Ok(Added { item, claimed_at, parts: 0, bytes: 0, sha256: None, changed: false, entries })
    }

    /// Describes a new item. Every capture and import begins here, so that an item without readers is refused before
    /// any part of it is written.
    pub(crate) fn describe(&self, kind: Kind, method: Method, new: &NewItem) -> Result<Description> {
        self.0.sealer(Readers::of(new.compartment.as_deref()))?;
        Ok(Description {
            item: self.0.new_item()?,
            kind,
            method,
            claimed_at: self.0.around.now(),
            zone: self.0.around.zone(),
            new: new.clone(),
            seed: self.0.seed()?,
        })
    }
}
