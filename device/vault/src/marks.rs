//! Records of one tap: tags, tallies, and the last word before a person is taken. Each is one part and one entry.

use evidence::ItemId;
use evidence::marks::{tag_body, tally_body};
use evidence::record::{Kind, Location, Method};
use serde_json::{Value, json};

use crate::home::Home;
use crate::items::Added;
use crate::{Error, Result, store};
use evidence::NewItem;

impl Home {
    /// Files a tag on `item`: a code of [`evidence::marks::TAGS`], and whether the person is sure.
    ///
    /// Fails with `Refused` for any other code, and if this device's chain has no such item.
    pub fn add_tag(&self, item: ItemId, code: &str, sure: bool, new: &NewItem) -> Result<Added> {
        let body = tag_body(code, sure).ok_or(Error::Refused("this tag is on no list"))?;
        if !store::knows_item(&self.0.lock()?.db, &item)? {
            return Err(Error::Refused("the item that the tag is about is not in this device's chain"));
        }
        let mut about = vec![item];
        about.extend(new.about.iter().filter(|other| **other != item));
        self.add_mark(body, &NewItem { about, ..new.clone() })
    }

    /// Files one tap of a tally: a code of [`evidence::marks::TALLIES`] and +1 or -1. Fails with `Refused` for other
    /// values.
    pub fn add_tally(&self, code: &str, step: i8, new: &NewItem) -> Result<Added> {
        let body = tally_body(code, step).ok_or(Error::Refused("this tally is on no list, or its step is not one"))?;
        self.add_mark(body, new)
    }

    /// Files that the person is being taken, with the chain's current head and the last known place (`last`, or else
    /// that of `new`). Its record is sent before every other waiting part.
    pub fn add_head(&self, new: &NewItem, last: Option<Location>) -> Result<Added> {
        let head = self.head()?;
        let body = json!({ "event": "taken", "head": { "seq": head.seq, "digest": head.digest } });
        let location = last.or_else(|| new.location.clone());
        self.add_record(Kind::Note, Method::Captured, Some(body), &NewItem { location, ..new.clone() })
    }

    fn add_mark(&self, body: Value, new: &NewItem) -> Result<Added> {
        self.add_record(Kind::Note, Method::Entered, Some(body), new)
    }
}
