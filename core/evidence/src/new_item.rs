//! The details of a new item, before its bytes are known. An interview, a screen or a command gives them; this module
//! copies them into a record.

use crate::record::{Kind, Location, Method};
use crate::{ClaimedTime, Cut, ItemId, Record};

/// The details of a new item that a person or the app gives.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct NewItem {
    /// A remark in words.
    pub note: Option<String>,
    /// The place of capture; none is recorded as "not asked".
    pub location: Option<Location>,
    /// BCP 47 tag of the words.
    pub language: Option<String>,
    /// Media type of a file, where the caller knows better than its bytes.
    pub media_type: Option<String>,
    /// The last change of an imported file, by its file system.
    pub modified: Option<ClaimedTime>,
    /// Items or persons that the item refers to.
    pub about: Vec<ItemId>,
    /// Records that the item corrects or withdraws.
    pub supersedes: Vec<ItemId>,
    /// The item that this one continues: a recording that ended because its chain had moved on without it.
    pub continues: Option<ItemId>,
    /// Compartment of the archive. An item of [`crate::record::WITNESSES`] is sealed to the witness recipients alone,
    /// and refused if the policy names none.
    pub compartment: Option<String>,
    /// The rule for the beginnings of parts, if the caller knows it before the first byte.
    pub cut: Cut,
}

impl NewItem {
    /// Returns the record of `item` with these details, without media and without a body.
    pub fn record(&self, item: ItemId, kind: Kind, method: Method, claimed_at: ClaimedTime) -> Record {
        let location = self.location.clone().unwrap_or_else(|| Location::missing("not-asked"));
        let mut record = Record::new(item, kind, method, claimed_at, location);
        record.language.clone_from(&self.language);
        record.about.clone_from(&self.about);
        record.supersedes.clone_from(&self.supersedes);
        record.continues = self.continues;
        record.compartment.clone_from(&self.compartment);
        record
    }
}
