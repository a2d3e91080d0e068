//! A closing record: the last record of an item that has an opening. It shares no field with the opening, which keeps
//! the first account. Later values are dated by the closing's entry and shown after the opening's.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::lines::{self, escaped, prefixes};
use crate::part::MAX_CONTENT;
use crate::record::{Location, Media};
use crate::tiles::Tiles;
use crate::{ClaimedTime, Cut, Digest, Error, ItemId, PlainPart, Record, Result, json};

/// Format name of version 2.
pub const FORMAT: &str = "testamur-closing-v2";
/// Longest path, in bytes.
const MAX_PATH: usize = 1_000;
/// Fields of a record that no closing may name, because they frame the item. For instance, the compartment decided
/// which recipients the parts were sealed to, and a later value cannot change that.
const FRAME: [&str; 6] = ["format", "id", "opening", "compartment", "pad", "filler"];
/// Fields of a medium that are counted from its bytes and have fields of their own in a closing.
const COUNTED: [&str; 5] = ["first_part", "parts", "interrupted", "size", "sha256"];

/// The record in the last entry of an item that has an opening. It has no other field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Always [`FORMAT`].
    pub format: String,
    /// The item, as in the entry.
    pub id: ItemId,
    /// Commitment of the item's opening.
    pub opening: Digest,
    /// The device's wall clock when the capture ended.
    pub ended_at: ClaimedTime,
    /// Counts of each medium that the opening names, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Counted>,
    /// Values at paths that the opening does not have, or has as missing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub adds: BTreeMap<String, Value>,
    /// Paths of the opening whose values are to be replaced in reading.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub corrects: BTreeMap<String, Correction>,
}

/// Counts and digest of one medium.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// Number of its parts.
    pub parts: u32,
    /// True when it was cut off.
    #[serde(default)]
    pub interrupted: bool,
    /// Bytes of the plain file, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// SHA-256 of the plain file, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<Digest>,
}

/// A new value for a path of the opening, with a reason.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    /// The new value.
    pub value: Value,
    /// The reason for the correction.
    pub reason: String,
}

/// The record in the first entry of an item, with each of its values by path.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// The record, as far as this version knows its fields.
    pub record: Record,
    commitment: Digest,
    said: BTreeMap<String, Value>,
}

/// Content of a part `record`.
#[derive(Clone, PartialEq, Debug)]
pub enum Ending {
    /// The record of an item without an opening.
    Whole(Box<Record>),
    /// The closing of an item that has one.
    Closing(Closing),
}

/// An item in the order of its telling: first the opening's values, then those of the end.
#[derive(Clone, PartialEq, Debug)]
pub struct Story {
    /// The record, or the opening with the counts of the closing.
    pub record: Record,
    /// True when its media are counted.
    pub counted: bool,
    /// When the capture ended, as the closing claims.
    pub ended_at: Option<ClaimedTime>,
    /// Values of the end that the opening does not have, or has otherwise, by path.
    pub later: Vec<Later>,
}

/// One path for which the end gives a value.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Later {
    /// Relation to the opening.
    pub change: Change,
    /// The path.
    pub path: String,
    /// The opening's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value that the end gives.
    pub value: Value,
    /// The reason, if the value is a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Relation of a later value to the opening.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The opening has no value there, or a missing one.
    Added,
    /// The opening has another value, and the closing corrects it by name.
    Corrected,
    /// The value replaces one of the opening without a correction, or corrects a value that the opening does not have.
    Contradicted,
}

impl Closing {
    /// Builds a closing without additions and corrections.
    pub fn new(id: ItemId, opening: Digest, ended_at: ClaimedTime, media: Vec<Counted>) -> Self {
        let format = FORMAT.to_owned();
        Self { format, id, opening, ended_at, media, adds: BTreeMap::new(), corrects: BTreeMap::new() }
    }

    /// Reads and checks the content bytes. An unknown field makes them malformed.
    pub fn parse(content: &[u8]) -> Result<Self> {
        if lines::format_of("closing", content)? != FORMAT {
            return Err(Error::unsupported("closing", "another format"));
        }
        let closing: Self = json::parse("closing", &lines::to_json("closing", content)?, MAX_CONTENT)?;
        closing.check()?;
        Ok(closing)
    }

    /// Returns the content bytes: lines salted from `seed`, which is random and used once.
    pub fn to_content(&self, seed: &[u8; 32]) -> Result<Vec<u8>> {
        self.check()?;
        lines::print("closing", self, seed)
    }

    /// Returns the story of an opening and this closing.
    pub fn resolved(&self, opening: &Opening) -> Story {
        let mut record = opening.record.clone();
        let mut later = Vec::new();
        let mut differs = |path: String, before: Value, value: Value| {
            later.push(Later { change: Change::Contradicted, path, before: Some(before), value, reason: None });
        };
        if self.id != record.id {
            differs("id".to_owned(), record.id.to_string().into(), self.id.to_string().into());
        }
        if self.opening != opening.commitment {
            differs("opening".to_owned(), opening.commitment.to_string().into(), self.opening.to_string().into());
        }
        if self.media.len() != record.media.len() {
            differs("media".to_owned(), record.media.len().into(), self.media.len().into());
        }
        let mut next = 0u32;
        for (place, (said, counted)) in record.media.iter_mut().zip(&self.media).enumerate() {
            let path = |field: &str| format!("media/{place}/{field}");
            // An opening counts no parts yet; if one does, its count must hold.
            if said.parts > 0 && said.parts != counted.parts {
                differs(path("parts"), said.parts.into(), counted.parts.into());
            }
            if said.interrupted && !counted.interrupted {
                differs(path("interrupted"), true.into(), false.into());
            }
            if let (Some(before), Some(now)) = (said.size, counted.size)
                && before != now
            {
                differs(path("size"), before.into(), now.into());
            }
            if let (Some(before), Some(now)) = (said.sha256, counted.sha256)
                && before != now
            {
                differs(path("sha256"), before.to_string().into(), now.to_string().into());
            }
            (said.first_part, said.parts, said.interrupted) = (next, counted.parts, counted.interrupted);
            said.size = said.size.or(counted.size);
            said.sha256 = said.sha256.or(counted.sha256);
            next = next.saturating_add(counted.parts);
        }
        let media = record.media.len();
        for (path, value) in &self.adds {
            let change = if opening.leaves_open(path, media) { Change::Added } else { Change::Contradicted };
            let before = opening.said.get(path).cloned();
            if change == Change::Added {
                take_in(&mut record.media, path, value);
            }
            later.push(Later { change, path: path.clone(), before, value: value.clone(), reason: None });
        }
        for (path, Correction { value, reason }) in &self.corrects {
            let before = opening.said.get(path).cloned();
            let change = if before.is_some() { Change::Corrected } else { Change::Contradicted };
            let (value, reason) = (value.clone(), Some(reason.clone()));
            later.push(Later { change, path: path.clone(), before, value, reason });
        }
        Story { record, counted: true, ended_at: Some(self.ended_at), later }
    }

    fn check(&self) -> Result<()> {
        let wrong = |why: &str| Err(Error::malformed("closing", why));
        let parts = self.media.iter().try_fold(0u32, |sum, media| sum.checked_add(media.parts));
        if parts.is_none() {
            return wrong("too many parts");
        }
        let mut named = BTreeMap::new();
        for path in self.adds.keys().chain(self.corrects.keys()) {
            if !may_be_named(path) {
                return wrong("a path is none, or one that no closing may name");
            }
            if named.insert(path.as_str(), ()).is_some() {
                return wrong("a path is added and corrected");
            }
        }
        let said = self.adds.iter().chain(self.corrects.iter().map(|(path, correction)| (path, &correction.value)));
        for (path, value) in said {
            read_as_in_a_record(path, value)?;
        }
        if named.keys().any(|path| prefixes(path).any(|prefix| named.contains_key(prefix))) {
            return wrong("a path is a prefix of another");
        }
        Ok(())
    }
}

/// Adds the fields that only a medium's end can know to the record, as if the opening had stated them.
fn take_in(media: &mut [Media], path: &str, value: &Value) {
    let Some((place, field)) = path.strip_prefix("media/").and_then(|rest| rest.split_once('/')) else { return };
    let Some(medium) = place.parse().ok().and_then(|place: usize| media.get_mut(place)) else { return };
    match field {
        "changed" => medium.changed = value.as_bool().unwrap_or(medium.changed),
        "cut" => medium.cut = Cut::deserialize(value).unwrap_or(medium.cut),
        "tiles" => medium.tiles = Tiles::deserialize(value).ok(),
        "tile_seed" => medium.tile_seed = Digest::deserialize(value).ok(),
        _ => {}
    }
}

/// Refuses a value that a record could not have at this path.
fn read_as_in_a_record(path: &str, value: &Value) -> Result<()> {
    fn read<T: DeserializeOwned>(value: &Value) -> Result<T> {
        json::parse("closing", &json::print(value)?, MAX_CONTENT)
    }
    let steps: Vec<&str> = path.split('/').collect();
    match steps.as_slice() {
        ["location"] => read::<Location>(value)?.check(),
        ["media", _, "changed"] => read::<bool>(value).map(drop),
        ["media", _, "cut"] => read::<Cut>(value).map(drop),
        ["media", _, "tiles"] => read::<Tiles>(value)?.check(),
        ["media", _, "tile_seed"] => read::<Digest>(value).map(drop),
        _ => Ok(()),
    }
}

impl Opening {
    /// Reads the plain part of an opening.
    pub fn open(part: &PlainPart) -> Result<Self> {
        let record = Record::parse(part.content())?;
        let tree = lines::decode("record", part.content())?;
        Ok(Self { record, commitment: part.commitment(), said: paths(&tree) })
    }

    /// Returns the commitment of its part.
    pub fn commitment(&self) -> Digest {
        self.commitment
    }

    /// Returns every value of the record, by path.
    pub fn said(&self) -> &BTreeMap<String, Value> {
        &self.said
    }

    /// Returns true when a closing may add `path`: the opening has no value at it, above it or below it.
    fn leaves_open(&self, path: &str, media: usize) -> bool {
        if let Some(rest) = path.strip_prefix("media/") {
            let number = rest.split('/').next().and_then(|n| n.parse::<usize>().ok());
            // A closing cannot add a medium that the opening does not name.
            if number.is_none_or(|n| n >= media) {
                return false;
            }
        }
        match self.said.get(path) {
            Some(said) => is_missing(said),
            None => {
                let below = format!("{path}/");
                let has_below = self.said.range(below.clone()..).next().is_some_and(|(p, _)| p.starts_with(&below));
                !has_below && !prefixes(path).any(|prefix| self.said.contains_key(prefix))
            }
        }
    }
}

impl Ending {
    /// Reads the content bytes of a part `record`.
    pub fn parse(content: &[u8]) -> Result<Self> {
        match lines::format_of("record", content)? == FORMAT {
            true => Closing::parse(content).map(Self::Closing),
            false => Record::parse(content).map(|record| Self::Whole(Box::new(record))),
        }
    }

    /// Returns the item that it names.
    pub fn id(&self) -> ItemId {
        match self {
            Self::Whole(record) => record.id,
            Self::Closing(closing) => closing.id,
        }
    }

    /// Returns the record if it is a whole one.
    pub fn whole(&self) -> Option<&Record> {
        match self {
            Self::Whole(record) => Some(record),
            Self::Closing(_) => None,
        }
    }
}

impl Story {
    /// Tells an item from its readable parts. `has_opening`: the item's first entry states an opening, readable or
    /// not. Returns none if that opening cannot be read: the end never replaces it.
    pub fn of(has_opening: bool, opening: Option<&Opening>, ending: Option<&Ending>) -> Option<Self> {
        match (opening.filter(|_| has_opening), ending) {
            (Some(opening), Some(Ending::Closing(closing))) => Some(closing.resolved(opening)),
            (Some(opening), Some(Ending::Whole(record))) => Some(replaced(opening, record)),
            (Some(opening), None) => Some(Self::without_end(&opening.record, false)),
            (None, Some(Ending::Whole(record))) if !has_opening => Some(Self::without_end(record, true)),
            (None, _) => None,
        }
    }

    /// Returns true when the end replaces a value of the opening.
    pub fn is_contradicted(&self) -> bool {
        self.later.iter().any(|later| later.change == Change::Contradicted)
    }

    fn without_end(record: &Record, counted: bool) -> Self {
        Self { record: record.clone(), counted, ended_at: None, later: Vec::new() }
    }
}

/// Tells an item whose opening is followed by a whole record. Such a record contradicts the opening even if all values
/// agree.
fn replaced(opening: &Opening, record: &Record) -> Story {
    let mut story = Story::without_end(&opening.record, false);
    let printed = serde_json::to_value(record).unwrap_or_default();
    for (path, value) in paths(&printed) {
        let before = opening.said.get(&path).cloned();
        if before.as_ref() != Some(&value) {
            story.later.push(Later { change: Change::Contradicted, path, before, value, reason: None });
        }
    }
    if story.later.is_empty() {
        let (path, value) = ("format".to_owned(), record.format.clone().into());
        story.later.push(Later { change: Change::Contradicted, path, before: None, value, reason: None });
    }
    story
}

/// Returns each value of a record by its path: `location`, `media/0/name`, `body/answers/q17`. Only the objects in
/// `media` and `body` are walked, and all lists but `media` are values. A slash in a key is written `~1`, a tilde
/// `~0`, as in RFC 6901.
fn paths(record: &Value) -> BTreeMap<String, Value> {
    let mut out = BTreeMap::new();
    for (key, value) in record.as_object().into_iter().flatten() {
        match (key.as_str(), value) {
            ("format", _) | (_, Value::Null) => {}
            ("media", Value::Array(media)) => {
                for (place, medium) in media.iter().enumerate() {
                    let fields = medium.as_object().into_iter().flatten();
                    for (field, value) in fields.filter(|(field, _)| !COUNTED.contains(&field.as_str())) {
                        out.insert(format!("media/{place}/{}", escaped(field)), value.clone());
                    }
                }
            }
            ("body", value) => walk("body", value, &mut out),
            (key, value) => drop(out.insert(escaped(key), value.clone())),
        }
    }
    out
}

fn walk(path: &str, value: &Value, out: &mut BTreeMap<String, Value>) {
    match value.as_object().filter(|object| !object.is_empty()) {
        Some(object) => object.iter().for_each(|(key, value)| walk(&format!("{path}/{}", escaped(key)), value, out)),
        None => drop(out.insert(path.to_owned(), value.clone())),
    }
}

/// Returns true for a path in its only spelling.
fn may_be_named(path: &str) -> bool {
    let steps: Vec<&str> = path.split('/').collect();
    let frame = steps.first().is_some_and(|head| FRAME.contains(head));
    let number = |n: &str| n.parse::<u32>().is_ok_and(|parsed| parsed.to_string() == n);
    let of_media = match steps.as_slice() {
        ["media", place, field, ..] => number(place) && !COUNTED.contains(field),
        ["media", ..] => false,
        _ => true,
    };
    let spelt = |step: &&str| !step.is_empty() && step.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    path.len() <= MAX_PATH && steps.iter().all(spelt) && !frame && of_media
}

/// Returns true for `{"missing": reason}`.
fn is_missing(value: &Value) -> bool {
    value.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("missing"))
}
