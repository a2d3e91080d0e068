//! Items that are one record alone: notes, testimony, forms. And what every item may say of itself.

use capture::form::{Day, Form};
use capture::{Description, Piece};
use evidence::record::{Kind, Location, Method};
use evidence::{ClaimedTime, Cut, Digest, ItemId};
use serde_json::Value;

use crate::home::Home;
use crate::readers::Readers;
use crate::{Acknowledged, Result};
use evidence::part::Role;

/// The details of a new item that a person or the app gives.
#[derive(Clone, Debug, Default)]
pub struct NewItem {
    /// A remark in words.
    pub note: Option<String>,
    /// Where; none counts as "not asked".
    pub location: Option<Location>,
    /// BCP 47 tag of the words.
    pub language: Option<String>,
    /// Media type of a file, where the caller knows better than its bytes.
    pub media_type: Option<String>,
    /// When the file that is taken in was changed last, as its file system says.
    pub modified: Option<ClaimedTime>,
    /// Items or persons it refers to.
    pub about: Vec<ItemId>,
    /// Records that this one corrects or withdraws.
    pub supersedes: Vec<ItemId>,
    /// The item that this one goes on from: a recording that ended because its chain had moved on without it.
    pub continues: Option<ItemId>,
    /// Compartment of the archive. An item of [`evidence::record::WITNESSES`] is sealed to the witness recipients alone,
    /// and refused where the policy names none: see [`crate::Error::is_without_witness_compartment`].
    pub compartment: Option<String>,
    /// Where the parts of a live recording begin, where the caller knows it before the first byte.
    pub cut: Cut,
}

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
    /// SHA-256 of the plain medium, where there is one.
    pub sha256: Option<Digest>,
    /// True when the file was changed while it was taken in: its bytes may be a mixture that was never on a disk. The record
    /// says so.
    pub changed: bool,
    /// Its entries, oldest first.
    pub entries: Vec<Acknowledged>,
}

impl NewItem {
    /// Who may open its parts.
    pub(crate) fn readers(&self) -> Readers {
        Readers::of(self.compartment.as_deref())
    }
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

    /// Files a record without media. `body` none: the note alone.
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
        let readers = new.readers();
        let _sealing = self.0.sealing.enter();
        let staged = self.0.stage_content(description.item, readers, false, piece.role, &piece.content)?;
        let entries = vec![self.0.commit(&[staged], false)?];
        let (item, claimed_at) = (description.item, description.claimed_at);
        Ok(Added { item, claimed_at, parts: 0, bytes: 0, sha256: None, changed: false, entries })
    }

    /// Every way in begins here, so that an item without readers is refused before anything of it is written.
    pub(crate) fn describe(&self, kind: Kind, method: Method, new: &NewItem) -> Result<Description> {
        self.0.sealer(new.readers())?;
        Ok(Description {
            item: self.0.new_item()?,
            kind,
            method,
            claimed_at: self.0.around.now(),
            zone: self.0.around.zone(),
            location: new.location.clone().unwrap_or_else(|| Location::missing("not-asked")),
            language: new.language.clone(),
            note: new.note.clone(),
            about: new.about.clone(),
            supersedes: new.supersedes.clone(),
            continues: new.continues,
            compartment: new.compartment.clone(),
            modified: new.modified,
            seed: self.0.seed()?,
        })
    }
}
