//! Every pair of opening and closing: the values that a closing may give, and that no opening is ever replaced.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};

use evidence::closing::{self, Change, Correction, Counted, Later};
use evidence::record::{self, Kind, Location, Media, Method};
use evidence::{ClaimedTime, Closing, Digest, Ending, Error, ItemId, Opening, PlainPart, Record, Story, lines};
use serde_json::{Value, json};

/// Splitmix64, which gives the same cases on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    fn maybe<T>(&mut self, value: T) -> Option<T> {
        (self.below(2) == 0).then_some(value)
    }
}

const KINDS: [Kind; 10] = [
    Kind::Photo,
    Kind::Video,
    Kind::Audio,
    Kind::Document,
    Kind::Testimony,
    Kind::Form,
    Kind::Note,
    Kind::OfficialClaim,
    Kind::HeldHead,
    Kind::Interrupted,
];

fn at(minute: u64) -> ClaimedTime {
    format!("2026-06-09T11:{minute:02}:03.120+06:00").parse().unwrap()
}

fn id(n: u8) -> ItemId {
    ItemId::from_bytes([n; 16])
}

/// Lists all fields, so that a new field does not compile until its case is decided here.
fn record(chance: &mut Chance) -> Record {
    let places = [
        Location::missing("not-asked"),
        Location::missing("unavailable"),
        Location::known(43.2389, 76.8897, Some(12.5), "gnss").unwrap(),
    ];
    let bodies = [
        Value::Null,
        json!({}),
        json!({ "note": "at the gate" }),
        json!({ "answers": { "q17": "yes", "a/b": 1, "deep": { "er": [1, 2] } }, "note": "x" }),
        json!("only words"),
    ];
    let media = |chance: &mut Chance| Media {
        name: chance.one(&["a.webm", "b", ""]).to_owned(),
        media_type: "video/webm".to_owned(),
        size: chance.maybe(9),
        sha256: chance.maybe(Digest::of(b"whole")),
        first_part: 0,
        parts: 0,
        ..Media::default()
    };
    Record {
        format: record::FORMAT.to_owned(),
        id: id(7),
        kind: chance.one(&KINDS),
        method: chance.one(&[Method::Captured, Method::Imported, Method::Entered]),
        claimed_at: at(chance.below(60)),
        zone: chance.maybe("Asia/Almaty".to_owned()),
        location: chance.one(&places),
        language: chance.maybe("kk".to_owned()),
        media: (0..chance.below(3)).map(|_| media(chance)).collect(),
        about: (0..chance.below(3)).map(|n| id(n as u8)).collect(),
        supersedes: (0..chance.below(2)).map(|n| id(n as u8)).collect(),
        continues: chance.maybe(id(6)),
        compartment: chance.maybe("facts".to_owned()),
        body: chance.one(&bodies),
    }
}

const PATHS: [&str; 24] = [
    "kind",
    "method",
    "claimed_at",
    "zone",
    "location",
    "location/lat",
    "language",
    "about",
    "supersedes",
    "continues",
    "body",
    "body/note",
    "body/note/more",
    "body/answers",
    "body/answers/q17",
    "body/answers/q18",
    "body/answers/a~1b",
    "body/answers/deep/er",
    "body/tag",
    "media/0/name",
    "media/0/media_type",
    "media/0/tiles",
    "media/1/name",
    "later",
];

fn closing(chance: &mut Chance, opening: &Opening) -> Closing {
    let counted = |chance: &mut Chance| Counted {
        parts: chance.below(5) as u32,
        interrupted: chance.below(2) == 0,
        size: chance.maybe(chance_size(chance.0)),
        sha256: chance.maybe(if chance.0.is_multiple_of(5) { Digest::of(b"other") } else { Digest::of(b"whole") }),
    };
    let place = json!({ "lat": 1.0, "lon": 2.0, "source": "gnss" });
    let value = |path: &str| if path == "location" { place.clone() } else { json!("said at the end") };
    let paths = |chance: &mut Chance, most: u64| -> BTreeSet<&str> {
        (0..chance.below(most)).map(|_| chance.one(&PATHS)).collect()
    };
    let adds: BTreeMap<String, Value> = paths(chance, 3).iter().map(|p| ((*p).to_owned(), value(p))).collect();
    let corrects = paths(chance, 3).into_iter().filter(|p| !adds.contains_key(*p));
    let correction = |p: &str| Correction { value: value(p), reason: "I saw it wrongly".to_owned() };
    let corrects: BTreeMap<String, Correction> = corrects.map(|p| (p.to_owned(), correction(p))).collect();
    let media = opening.record.media.len() as u64 + u64::from(chance.below(20) == 0);
    Closing {
        format: closing::FORMAT.to_owned(),
        id: id(7),
        opening: if chance.below(20) == 0 { Digest::of(b"another") } else { opening.commitment() },
        ended_at: at(59),
        media: (0..media).map(|_| counted(chance)).collect(),
        adds,
        corrects,
    }
}

fn chance_size(n: u64) -> u64 {
    if n.is_multiple_of(7) { 10 } else { 9 }
}

fn part(record: &Record) -> PlainPart {
    PlainPart::new([3; 32], &record.to_content(&[9; 32]).unwrap()).unwrap()
}

/// Decides the same question in another way: by JSON pointers into the opening's JSON.
fn may_add(opening: &Value, path: &str) -> bool {
    let steps: Vec<&str> = path.split('/').collect();
    for end in 1..=steps.len() {
        let way = &steps[..end];
        let found = opening.pointer(&format!("/{}", way.join("/")));
        let Some(found) = found.filter(|v| !v.is_null()) else { return way[0] != "media" || end > 2 };
        let walked = match way {
            ["media"] | ["media", _] => true,
            ["body", ..] => found.as_object().is_some_and(|o| !o.is_empty()),
            _ => false,
        };
        if end == steps.len() {
            return found.get("missing").is_some();
        }
        if !walked {
            return false;
        }
    }
    false
}

fn expected(opening: &Opening, closing: &Closing) -> bool {
    let json = serde_json::to_value(&opening.record).unwrap();
    let facts = opening.record.media.iter().zip(&closing.media).all(|(before, now)| {
        let same = |a: Option<u64>, b: Option<u64>| a.is_none() || b.is_none() || a == b;
        let digests = before.sha256.is_none() || now.sha256.is_none() || before.sha256 == now.sha256;
        same(before.size, now.size) && digests
    });
    facts
        && closing.opening == opening.commitment()
        && closing.media.len() == opening.record.media.len()
        && closing.adds.keys().all(|path| may_add(&json, path))
        && closing.corrects.keys().all(|path| opening.said().contains_key(path))
}

#[test]
fn a_closing_passes_with_disjoint_additions_or_named_corrections_and_the_opening_is_always_told() {
    let mut chance = Chance(15);
    let (mut passed, mut failed, mut refused) = (0, 0, 0);
    for case in 0..10_000 {
        let record = record(&mut chance);
        let opening = Opening::open(&part(&record)).unwrap();
        let closing = closing(&mut chance, &opening);
        let content = match closing.to_content(&[9; 32]) {
            Ok(content) => content,
            // A path above another gives one place two values.
            Err(Error::Malformed { .. }) => {
                refused += 1;
                continue;
            }
            Err(other) => panic!("{other}"),
        };
        let ending = Ending::parse(&content).unwrap();
        let story = Story::of(true, Some(&opening), Some(&ending)).unwrap();
        assert_eq!(!story.is_contradicted(), expected(&opening, &closing), "case {case}: {record:?} {closing:?}");
        *if story.is_contradicted() { &mut failed } else { &mut passed } += 1;
        // The story has every path of the opening with the opening's value, for any closing.
        let told = Opening::open(&part(&story.record)).unwrap();
        assert_eq!(told.said().iter().collect::<Vec<_>>(), opening.said().iter().collect::<Vec<_>>(), "case {case}");
        // Every value of the closing follows it, with the value that it would replace.
        for (path, value) in &closing.adds {
            let later = find(&story, path);
            assert!(later.value == *value && later.before.as_ref() == opening.said().get(path));
        }
        for (path, correction) in &closing.corrects {
            let later = find(&story, path);
            assert_eq!((&later.value, later.reason.as_ref()), (&correction.value, Some(&correction.reason)));
            assert_eq!(later.before.as_ref(), opening.said().get(path));
        }
    }
    assert!(passed > 1_000 && failed > 1_000 && refused < 2_000, "{passed} {failed} {refused}");
}

fn find<'a>(story: &'a Story, path: &str) -> &'a Later {
    story.later.iter().find(|later| later.path == path).unwrap()
}

#[test]
fn a_full_record_never_stands_in_place_of_an_opening() {
    let mut chance = Chance(16);
    for _ in 0..1_000 {
        let (first, last) = (record(&mut chance), record(&mut chance));
        let opening = Opening::open(&part(&first)).unwrap();
        for last in [&last, &first] {
            let ending = Ending::parse(&last.to_content(&[9; 32]).unwrap()).unwrap();
            let story = Story::of(true, Some(&opening), Some(&ending)).unwrap();
            assert!(story.is_contradicted() && story.record == first);
            // With the opening withheld, the end shows nothing; without an opening, the end is the record.
            assert_eq!(Story::of(true, None, Some(&ending)), None);
            assert_eq!(Story::of(false, Some(&opening), Some(&ending)).unwrap().record, *last);
        }
    }
}

fn plain() -> Closing {
    let media = vec![Counted { parts: 3, interrupted: false, size: Some(9), sha256: None }];
    Closing::new(id(7), Digest::of(b"o"), at(2), media)
}

#[test]
fn a_closing_has_no_other_field() {
    let content = plain().to_content(&[9; 32]).unwrap();
    assert_eq!(content.len(), lines::MIN_SIZE);
    assert_eq!(Closing::parse(&content).unwrap(), plain());
    for (place, field) in [("", "kind"), ("", "location"), ("/media/0", "name"), ("/media/0", "first_part")] {
        let mut value: Value = lines::decode("closing", &content).unwrap();
        value.pointer_mut(place).unwrap()[field] = json!("x");
        // A `kind` would take the place of the opening among the first lines.
        let Ok(content) = lines::print("closing", &value, &[9; 32]) else { continue };
        let error = Closing::parse(&content).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }), "{place} {field}");
    }
}

#[test]
fn paths_of_the_frame_counted_ones_and_other_spellings_are_refused() {
    let bad = [
        "",
        "/",
        "body/",
        "/body",
        "body//note",
        "format",
        "id",
        "opening",
        "compartment",
        "pad",
        "media",
        "media/0",
        "media/00/name",
        "media/+0/name",
        "media/x/name",
        "media/0/parts",
        "media/0/sha256",
        "media/0/size",
        "body/a~2b",
        "body/a~",
        &"x".repeat(1_001),
    ];
    for path in bad {
        let mut added = plain();
        added.adds.insert(path.to_owned(), json!(1));
        assert!(added.to_content(&[9; 32]).is_err(), "{path}");
        let mut corrected = plain();
        corrected.corrects.insert(path.to_owned(), Correction { value: json!(1), reason: String::new() });
        assert!(corrected.to_content(&[9; 32]).is_err(), "{path}");
    }
    let mut both = plain();
    both.adds.insert("body/note".to_owned(), json!(1));
    both.corrects.insert("body/note".to_owned(), Correction { value: json!(1), reason: String::new() });
    assert!(both.to_content(&[9; 32]).is_err());
    let mut nowhere = plain();
    nowhere.adds.insert("location".to_owned(), json!({ "lat": 91.0, "lon": 0.0, "source": "gnss" }));
    assert!(nowhere.to_content(&[9; 32]).is_err());
}

#[test]
fn what_a_later_version_says_at_the_beginning_is_not_said_again_at_the_end() {
    let record = record(&mut Chance(1));
    let mut value: Value = serde_json::to_value(&record).unwrap();
    value["weather"] = json!("rain");
    let part = PlainPart::new([3; 32], &lines::print("record", &value, &[9; 32]).unwrap()).unwrap();
    let opening = Opening::open(&part).unwrap();
    let mut closing = plain();
    closing.opening = part.commitment();
    closing.media.clear();
    closing.adds.insert("weather".to_owned(), json!("sun"));
    let story = closing.resolved(&opening);
    assert_eq!(find(&story, "weather").change, Change::Contradicted);
}
