//! P6: every pair of an opening and a closing, and an independent judgement of their relation.

use std::collections::BTreeMap;

use evidence::closing::{Correction, Counted};
use evidence::part::Role;
use evidence::record::{Location, Method};
use evidence::{Closing, Digest, PlainPart};
use serde_json::{Value, json};

use super::tape::Tape;
use crate::support::{self, Captured, CapturedMedia, Device, World, salted};

/// A recording with an opening and an end, and the expected judgement.
pub struct Pair {
    pub world: World,
    pub device: Device,
    pub shot: Captured,
    /// Every path of the opening, with its value.
    pub said: BTreeMap<String, Value>,
    /// True when the end contradicts no value of the opening.
    pub agrees: bool,
}

const PATHS: [&str; 14] = [
    "location",
    "language",
    "zone",
    "method",
    "kind",
    "claimed_at",
    "body/note",
    "body/tag",
    "body/answers/q1",
    "body/answers",
    "body",
    "media/0/name",
    "media/0/title",
    "media/1/name",
];

pub fn pair(tape: &mut Tape<'_>) -> Option<Pair> {
    let world = World::new();
    let mut device = world.device("device");
    let id = support::item_id("live");
    let mut record = support::photo_record(id, &device, &[]);
    record.method = Method::Captured;
    if tape.flag() {
        record.location = Location::missing("unavailable");
    }
    record.language = tape.flag().then(|| "kk".to_owned());
    record.body = tape
        .pick(&[
            json!({}),
            json!({ "note": "at the gate" }),
            json!({ "note": "at the gate", "answers": { "q1": 3, "q2": null } }),
            json!({ "answers": { "q1": "" }, "tag": { "missing": "not-asked" } }),
        ])
        .clone();
    let media = &mut record.media[0];
    let whole = b"one half, the other";
    let (size, sha256) = (Some(whole.len() as u64), Some(Digest::of(whole)));
    (media.size, media.sha256) = (size.filter(|_| tape.flag()), sha256.filter(|_| tape.rarely(3)));
    media.parts = if tape.rarely(4) { 2 } else { 0 };
    let counted = record.media[0].clone();
    let content = record.to_content(&[9; 32]).ok()?;
    let said = paths(&evidence::lines::decode("record", &content).ok()?);
    let opening = salted("opening", &content);
    let mut closing = Closing::new(
        id,
        if tape.rarely(12) { Digest::of(b"another opening") } else { opening.commitment() },
        device.claimed(),
        vec![Counted { parts: 2, interrupted: false, size: size.filter(|_| tape.flag()), sha256 }],
    );
    if tape.rarely(10) {
        closing.media[0].size = Some(7);
    }
    for _ in 0..tape.below(4) {
        let path = (*tape.pick(&PATHS)).to_owned();
        let place = json!({ "lat": 43.2, "lon": 76.8, "source": "gnss" });
        let value = if path == "location" { place } else { tape.pick(&[json!("x"), json!(3), json!(null)]).clone() };
        if tape.flag() {
            closing.corrects.insert(path, Correction { value, reason: "mistaken".to_owned() });
        } else {
            closing.adds.insert(path, value);
        }
    }
    // A closing that our programs never write is malformed, and tested in `tests/vectors/closing`.
    let end = closing.to_content(&[9; 32]).ok()?;
    let agrees = closing.opening == opening.commitment()
        && closing.adds.keys().all(|path| may_add(&said, path))
        && closing.corrects.keys().all(|path| said.contains_key(path))
        && (counted.size.is_none() || closing.media[0].size.is_none() || counted.size == closing.media[0].size);
    let bytes_fit = closing.media[0].size.is_none_or(|size| size == whole.len() as u64);
    let parts = [salted("one", &whole[..10]), salted("two", &whole[10..])];
    device.add(Some(id), &[(Role::Opening, &opening)], None);
    for (number, part) in (0..).zip(&parts) {
        device.add(Some(id), &[(Role::Media(number), part)], None);
    }
    let last = salted("end", &end);
    device.add(Some(id), &[(Role::Record, &last)], None);
    let media = vec![CapturedMedia { file: "media/live.jpg".to_owned(), first_part: 0, parts: parts.to_vec() }];
    let shot = Captured { id, device: device.id(), opening: Some(opening), record: Some(last), media };
    Some(Pair { world, device, shot, said, agrees: agrees && bytes_fit })
}

/// Returns true when the opening has no value at a path, above it or below it.
fn may_add(said: &BTreeMap<String, Value>, path: &str) -> bool {
    if path.starts_with("media/1") {
        return false;
    }
    said.iter().all(|(there, value)| {
        let missing = value.as_object().is_some_and(|object| object.len() == 1 && object.contains_key("missing"));
        let touches = there == path || there.starts_with(&format!("{path}/")) || path.starts_with(&format!("{there}/"));
        !touches || (there == path && missing)
    })
}

/// Returns the values of a record, by path, as `docs/format.md` defines them.
fn paths(record: &Value) -> BTreeMap<String, Value> {
    let mut said = BTreeMap::new();
    let mut open: Vec<(String, &Value)> =
        record.as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v)).collect();
    while let Some((path, value)) = open.pop() {
        let counted = ["first_part", "parts", "interrupted", "size", "sha256"];
        match (path.as_str(), value) {
            ("format" | "pad", _) => {}
            ("media", Value::Array(list)) => {
                for (place, medium) in list.iter().enumerate() {
                    let fields = medium.as_object().into_iter().flatten();
                    let named = fields.filter(|(field, _)| !counted.contains(&field.as_str()));
                    said.extend(named.map(|(field, value)| (format!("media/{place}/{field}"), value.clone())));
                }
            }
            (inside, Value::Object(fields)) if inside.starts_with("body") && !fields.is_empty() => {
                open.extend(fields.iter().map(|(key, value)| (format!("{path}/{key}"), value)));
            }
            (inside, Value::Null) if !inside.contains('/') => {}
            _ => drop(said.insert(path, value.clone())),
        }
    }
    said
}

/// Returns the paths of a record in its story, to compare with those of the opening.
pub fn told(part: &PlainPart) -> BTreeMap<String, Value> {
    evidence::lines::decode("record", part.content()).map(|value| paths(&value)).unwrap_or_default()
}
