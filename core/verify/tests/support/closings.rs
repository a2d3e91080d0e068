//! Vectors of closings: each is read beside one opening, and names the relation of its paths to it.

#![allow(dead_code, reason = "the generator and the tests use their own share")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test support")]

use evidence::closing::Counted;
use evidence::record::{Location, Method};
use evidence::{Closing, Digest, PlainPart, lines};
use serde_json::{Value, json};

use super::Scene;

/// Path below `tests/vectors` of the opening of all these vectors.
pub const OPENING: &str = "record/good-opening.json";

/// Returns the opening: a recording without counts.
pub fn opening(scene: &Scene) -> PlainPart {
    let mut record = super::photo_record(super::item_id("recording"), &scene.device, &[]);
    record.method = Method::Captured;
    record.location = Location::missing("unavailable");
    record.body = json!({ "note": "At the gate", "answers": { "a/b": 1 } });
    let media = &mut record.media[0];
    (media.size, media.sha256) = (None, None);
    super::salted("opening", &record.to_content(&[9; 32]).unwrap())
}

type Change<'a> = &'a dyn Fn(&mut Value);
type Put<'a> = &'a mut dyn FnMut(&str, &str, Vec<u8>, Value);

pub fn closings(scene: &Scene, put: Put<'_>) {
    let opening = opening(scene);
    let id = super::item_id("recording");
    let said = json!({ "outcome": "ok", "id": id, "kind": "photo", "method": "captured", "media": 1 });
    put("record", "good-opening", opening.content().to_vec(), said);
    let counted = Counted { parts: 2, interrupted: false, size: Some(24), sha256: Some(Digest::of(b"the whole file")) };
    let ended_at = scene.device.claimed();
    let plain = Closing::new(id, opening.commitment(), ended_at, vec![counted]).to_content(&[9; 32]).unwrap();
    let edited = |change: Change<'_>| {
        let mut value: Value = lines::decode("closing", &plain).unwrap();
        change(&mut value);
        lines::print("closing", &value, &[9; 32]).unwrap()
    };
    let read = |added: &[&str], corrected: &[&str], contradicted: &[&str]| {
        json!({
            "outcome": "ok", "id": id, "ended-at": ended_at.to_string(),
            "read-beside": OPENING, "salt": hex::encode(opening.salt()),
            "added": added, "corrected": corrected, "contradicted": contradicted,
        })
    };
    put("closing", "good", plain.clone(), read(&[], &[], &[]));
    let place = json!({ "lat": 43.2389, "lon": 76.8897, "source": "gnss" });
    let correction = |value: Value| json!({ "value": value, "reason": "I mistook the gate" });
    let told: [(&str, Change<'_>, Value); 15] = [
        (
            "good-says-that-the-file-was-changed",
            &|v| v["adds"] = json!({ "media/0/changed": true }),
            read(&["media/0/changed"], &[], &[]),
        ),
        (
            "good-says-that-parts-begin-at-fragments",
            &|v| v["adds"] = json!({ "media/0/cut": "fragments" }),
            read(&["media/0/cut"], &[], &[]),
        ),
        (
            "good-adds-tiles",
            &|v| {
                let tiles = json!({ "scheme": "testamur-tiles-v1", "width": 70, "height": 50, "tile": 32, "root": Digest::of(b"root") });
                v["adds"] = json!({ "media/0/tiles": tiles, "media/0/tile_seed": Digest::of(b"seed") });
            },
            read(&["media/0/tile_seed", "media/0/tiles"], &[], &[]),
        ),
        ("good-interrupted", &|v| v["media"] = json!([{ "parts": 2, "interrupted": true }]), read(&[], &[], &[])),
        ("good-adds-what-was-missing", &|v| v["adds"] = json!({ "location": place }), read(&["location"], &[], &[])),
        (
            "good-adds-what-was-not-said",
            &|v| v["adds"] = json!({ "body/tag": "force", "language": "kk" }),
            read(&["body/tag", "language"], &[], &[]),
        ),
        (
            "good-corrects-by-name",
            &|v| v["corrects"] = json!({ "body/note": correction(json!("At the other gate")) }),
            read(&[], &["body/note"], &[]),
        ),
        (
            "good-corrects-a-key-with-a-slash",
            &|v| v["corrects"] = json!({ "body/answers/a~1b": correction(json!(2)) }),
            read(&[], &["body/answers/a~1b"], &[]),
        ),
        ("another-opening", &|v| v["opening"] = json!(Digest::of(b"another")), read(&[], &[], &["opening"])),
        ("adds-what-was-said", &|v| v["adds"] = json!({ "method": "imported" }), read(&[], &[], &["method"])),
        ("adds-above-what-was-said", &|v| v["adds"] = json!({ "body": "x" }), read(&[], &[], &["body"])),
        (
            "adds-below-what-was-said",
            &|v| v["adds"] = json!({ "body/note/more": "x" }),
            read(&[], &[], &["body/note/more"]),
        ),
        ("adds-a-medium", &|v| v["adds"] = json!({ "media/1/name": "b.jpg" }), read(&[], &[], &["media/1/name"])),
        (
            "corrects-what-was-not-said",
            &|v| v["corrects"] = json!({ "language": correction(json!("kk")) }),
            read(&[], &[], &["language"]),
        ),
        ("counts-no-medium", &|v| v["media"] = json!([]), read(&[], &[], &["media"])),
    ];
    for (name, change, expected) in told {
        put("closing", name, edited(change), expected);
    }
    let refused: [(&str, &str, Change<'_>); 14] = [
        ("version-3", "unsupported", &|v| v["format"] = json!("testamur-closing-v3")),
        ("with-another-field", "malformed", &|v| v["method"] = json!("captured")),
        ("with-another-field-of-a-medium", "malformed", &|v| v["media"][0]["name"] = json!("b.jpg")),
        ("with-another-field-of-a-correction", "malformed", &|v| {
            v["corrects"] = json!({ "zone": { "value": 1, "reason": "", "by": "x" } });
        }),
        ("adds-tiles-that-are-none", "malformed", &|v| v["adds"] = json!({ "media/0/tiles": 1 })),
        ("adds-a-tile-seed-that-is-none", "malformed", &|v| v["adds"] = json!({ "media/0/tile_seed": "00" })),
        ("adds-a-cut-that-is-none", "malformed", &|v| v["adds"] = json!({ "media/0/cut": "frames" })),
        ("adds-a-change-that-is-no-truth", "malformed", &|v| v["adds"] = json!({ "media/0/changed": "yes" })),
        ("adds-a-compartment", "malformed", &|v| v["adds"] = json!({ "compartment": "facts" })),
        ("adds-a-count", "malformed", &|v| v["adds"] = json!({ "media/0/sha256": "00" })),
        ("adds-and-corrects-one-path", "malformed", &|v| {
            v["adds"] = json!({ "zone": "Asia/Almaty" });
            v["corrects"] = json!({ "zone": correction(json!("Asia/Almaty")) });
        }),
        ("adds-by-another-spelling", "malformed", &|v| v["adds"] = json!({ "media/00/tiles": 1 })),
        ("adds-a-place-not-on-earth", "malformed", &|v| {
            v["adds"] = json!({ "location": { "lat": 91.0, "lon": 0.0, "source": "gnss" } });
        }),
        ("corrects-without-a-reason", "malformed", &|v| v["corrects"] = json!({ "zone": { "value": 1 } })),
    ];
    // The printer refuses lines that no reader takes, so such a line is added after printing.
    let below = edited(&|v| v["adds"] = json!({ "body/a": 1, "body/zzz": 1 }));
    let below = String::from_utf8(below).unwrap().replace("adds/body/zzz", "adds/body/a/b");
    put("closing", "adds-a-path-below-another", below.into_bytes(), json!({ "outcome": "malformed" }));
    let without = String::from_utf8(plain.clone()).unwrap().replace("\"opening\"", "\"zone\"");
    put("closing", "without-opening", without.into_bytes(), json!({ "outcome": "malformed" }));
    for (name, word, change) in refused {
        put("closing", name, edited(change), json!({ "outcome": word }));
    }
}
