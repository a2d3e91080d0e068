//! The committed test vectors: input files by path, each with its expected result. Good ones are described by their
//! input data, never by the output of our own parser.

#![allow(dead_code, reason = "the generator and the tests use their own share")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "test support")]

mod border;
mod bundles;

use std::path::PathBuf;

use evidence::entry::PAYLOAD_TYPE;
use evidence::invitation::{AdmissionSecret, Role as TicketRole, Ticket};
use evidence::part::Role;
use evidence::{Carried, Digest, Envelope, Invitation};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Files, Scene, World};

/// Returns `tests/vectors` of the workspace.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors")
}

/// Folders of generated vectors.
pub const FORMATS: [&str; 12] = [
    "envelope",
    "entry",
    "details",
    "record",
    "closing",
    "tiles",
    "policy",
    "invitation",
    "admission",
    "word",
    "custody",
    "bundle",
];

/// Returns all reproducible vectors: path below `tests/vectors`, bytes.
pub fn all() -> Files {
    let mut out = Vectors::default();
    let scene = Scene::new();
    envelopes(&mut out, &scene);
    entries(&mut out, &scene);
    details(&mut out, &scene);
    records(&mut out, &scene);
    super::closings::closings(&scene, &mut |format, name, input, expected| out.put(format, name, input, expected));
    super::admissions::admissions(&scene, &mut |name, input, expected| out.put("admission", name, input, expected));
    super::admissions::renewals(&scene, &mut |name, input, expected| out.put("admission", name, input, expected));
    super::admissions::words(&scene, &mut |name, input, expected| out.put("word", name, input, expected));
    tiles(&mut out);
    policies(&mut out, &scene);
    invitations(&mut out, &scene);
    custody(&mut out, &scene);
    bundles::bundles(&mut out, &scene);
    out.0
}

/// Spoils a JSON value.
type Change<'a> = &'a dyn Fn(&mut Value);

#[derive(Default)]
struct Vectors(Files);

impl Vectors {
    fn put(&mut self, format: &str, name: &str, input: impl Into<Vec<u8>>, expected: Value) {
        self.0.insert(format!("{format}/{name}.json"), input.into());
        self.expect(&format!("{format}/{name}"), &expected);
    }

    fn expect(&mut self, name: &str, expected: &Value) {
        let text = format!("{}\n", serde_json::to_string_pretty(expected).unwrap());
        self.0.insert(format!("{name}.expected.json"), text.into_bytes());
    }
}

fn outcome(word: &str) -> Value {
    json!({ "outcome": word })
}

fn edit(json: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value: Value = serde_json::from_slice(json).unwrap();
    change(&mut value);
    serde_json::to_vec(&value).unwrap()
}

fn envelopes(out: &mut Vectors, scene: &Scene) {
    let entry = &scene.device.entries[1];
    let good = entry.envelope().to_json();
    let key = scene.device.key(1).public().unwrap();
    let ok =
        |signed: bool| json!({ "outcome": "ok", "key": key, "signed-by-key": signed, "payload-type": PAYLOAD_TYPE });
    let mut whole = ok(true);
    whole["payload-sha256"] = json!(Digest::of(entry.envelope().payload()));
    out.put("envelope", "good", good.clone(), whole);
    let spaced = serde_json::to_vec_pretty(&serde_json::from_slice::<Value>(&good).unwrap()).unwrap();
    out.put("envelope", "good-with-spaces-and-another-order", spaced, ok(true));
    out.put("envelope", "good-with-unknown-field", edit(&good, |v| v["later"] = json!(1)), ok(true));
    out.put("envelope", "good-without-keyid", edit(&good, |v| drop(sig(v).remove("keyid"))), ok(true));
    let other_type = edit(&good, |v| v["payloadType"] = json!("application/json"));
    let mut expected = ok(false);
    expected["payload-type"] = json!("application/json");
    out.put("envelope", "signature-over-another-type", other_type, expected);
    let flipped = edit(&good, |v| {
        let text = v["payload"].as_str().unwrap().to_owned();
        let swapped = if text.starts_with('e') { "f" } else { "e" };
        v["payload"] = json!(format!("{swapped}{}", &text[1..]));
    });
    out.put("envelope", "payload-changed", flipped, ok(false));
    let malleable = {
        // The signature with s + L: equal to lenient verifiers, refused by RFC 8032.
        let mut signature = *entry.envelope().signature();
        add_group_order(&mut signature[32..]);
        let payload = entry.envelope().payload().to_vec();
        Envelope::new(PAYLOAD_TYPE, payload, &key, signature).to_json()
    };
    out.put("envelope", "signature-with-s-above-the-order", malleable, ok(false));
    for (name, change) in [
        (
            "two-signatures",
            &(|v: &mut Value| {
                let first = v["signatures"][0].clone();
                v["signatures"].as_array_mut().unwrap().push(first);
            }) as Change<'_>,
        ),
        ("no-signature", &|v| v["signatures"] = json!([])),
        ("signature-of-63-bytes", &|v| v["signatures"][0]["sig"] = json!("A".repeat(84))),
        ("signature-url-safe-base64", &|v| v["signatures"][0]["sig"] = json!("_".repeat(86) + "==")),
        ("payload-unpadded-base64", &|v| v["payload"] = json!("eyJ9eA")),
        ("payload-with-stray-bits", &|v| v["payload"] = json!("eyJ9eB==")),
        ("payload-missing", &|v| drop(v.as_object_mut().unwrap().remove("payload"))),
        ("payload-type-missing", &|v| drop(v.as_object_mut().unwrap().remove("payloadType"))),
    ] {
        out.put("envelope", name, edit(&good, change), outcome("malformed"));
    }
    let text = String::from_utf8(good.clone()).unwrap();
    out.put("envelope", "key-twice", text.replacen('{', "{\"payload\":\"\",", 1), outcome("malformed"));
    out.put("envelope", "bytes-after-the-end", format!("{text}x"), outcome("malformed"));
    let row = edit(&good, |v| {
        let signature = &v["signatures"][0];
        v["signatures"][0] = json!([signature["keyid"], signature["sig"]]);
    });
    out.put("envelope", "signature-as-an-array", row, outcome("malformed"));
    out.put("envelope", "cut-off", &text[..text.len() - 1], outcome("malformed"));
    out.put("envelope", "empty", "", outcome("malformed"));
    out.put("envelope", "not-utf8", b"{\"payload\":\"\xff\"}".to_vec(), outcome("malformed"));
    let deep = format!("{{\"x\":{}1{},{}", "[".repeat(40), "]".repeat(40), &text[1..]);
    out.put("envelope", "nested-too-deep", deep, outcome("malformed"));
}

fn sig(value: &mut Value) -> &mut serde_json::Map<String, Value> {
    value["signatures"][0].as_object_mut().unwrap()
}

/// Adds the order of edwards25519's prime subgroup to a little-endian scalar.
fn add_group_order(scalar: &mut [u8]) {
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let mut carry = 0u16;
    for (byte, add) in scalar.iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
}

/// Returns the payload of `entry` changed and signed again with the right key.
fn resigned(scene: &Scene, seq: u64, change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let payload = edit(scene.device.entries[seq as usize].envelope().payload(), change);
    let secret = ed25519_dalek::SigningKey::from_bytes(&scene.device.key(seq).seed());
    let pae = evidence::dsse::pae(PAYLOAD_TYPE, &payload);
    let signature = ed25519_dalek::Signer::sign(&secret, &pae).to_bytes();
    Envelope::new(PAYLOAD_TYPE, payload, &scene.device.key(seq).public().unwrap(), signature).to_json()
}

fn entries(out: &mut Vectors, scene: &Scene) {
    for (name, seq) in [("good-genesis", 0u64), ("good-note", 1), ("good-photo", 2)] {
        let entry = &scene.device.entries[seq as usize];
        let item = match seq {
            1 => json!(scene.note.id),
            2 => json!(scene.photo.id),
            _ => Value::Null,
        };
        let expected = json!({
            "outcome": "ok",
            "digest": Digest::of(entry.envelope().payload()),
            "device": Digest::of(scene.device.entries[0].envelope().payload()),
            "seq": seq,
            "item": item,
            "ends": seq > 0,
            "details": Digest::of(entry.details_bytes().unwrap()),
            "signed-by": scene.device.key(seq).public().unwrap(),
            "next-key": scene.device.key(seq + 1).public().unwrap(),
        });
        out.put("entry", name, entry.envelope().to_json(), expected);
    }
    let kept = resigned(scene, 2, |v| v["predicate"]["later"] = json!({ "minor": true }));
    let expected = json!({ "outcome": "ok", "seq": 2, "signed-by": scene.device.key(2).public().unwrap() });
    out.put("entry", "good-with-unknown-field", kept, expected);
    let p = "predicate";
    let bad: [(&str, u64, &str, Change<'_>); 13] = [
        ("version-3", 2, "unsupported", &|v| v["predicateType"] = json!("urn:testamur:entry:v3")),
        ("another-predicate", 2, "malformed", &|v| v["predicateType"] = json!("https://slsa.dev/provenance/v1")),
        ("another-statement-version", 2, "unsupported", &|v| v["_type"] = json!("https://in-toto.io/Statement/v2")),
        ("without-subject", 2, "malformed", &|v| v["subject"] = json!([])),
        ("two-subjects", 2, "malformed", &|v| v["subject"] = json!([v["subject"][0], v["subject"][0]])),
        ("end-of-no-item", 2, "malformed", &|v| drop(v[p].as_object_mut().unwrap().remove("item"))),
        ("subject-with-a-strange-name", 2, "malformed", &|v| v["subject"][0]["name"] = json!("../details")),
        ("digest-in-upper-case", 2, "malformed", &|v| {
            let upper = v["subject"][0]["digest"]["sha256"].as_str().unwrap().to_uppercase();
            v["subject"][0]["digest"]["sha256"] = json!(upper);
        }),
        ("digest-as-an-array", 2, "malformed", &|v| {
            v["subject"][0]["digest"] = json!([v["subject"][0]["digest"]["sha256"]]);
        }),
        ("later-entry-with-a-genesis-key", 2, "malformed", &|v| v[p]["key"] = v[p]["next_key"].clone()),
        ("genesis-with-prev", 0, "malformed", &|v| v[p]["prev"] = json!(Digest::of(b"x"))),
        ("genesis-without-key", 0, "malformed", &|v| drop(v[p].as_object_mut().unwrap().remove("key"))),
        ("next-key-of-small-order", 2, "malformed", &|v| v[p]["next_key"] = json!(format!("01{}", "0".repeat(62)))),
    ];
    for (name, seq, word, change) in bad {
        out.put("entry", name, resigned(scene, seq, change), outcome(word));
    }
}

fn details(out: &mut Vectors, scene: &Scene) {
    let media = &scene.photo.media[0].parts;
    let photo = parts_json(&[
        (Role::Media(0), &media[0]),
        (Role::Media(1), &media[1]),
        (Role::Record, scene.photo.record.as_ref().unwrap()),
    ]);
    for (name, seq, parts) in [("good-genesis", 0usize, json!([])), ("good-photo", 2, photo)] {
        let entry = &scene.device.entries[seq];
        let said = entry.details().unwrap();
        let expected = json!({
            "outcome": "ok",
            "sha256": Digest::of(entry.details_bytes().unwrap()),
            "claimed-at": said.claimed_at.to_string(),
            "parts": parts,
            "organisation": said.organisation,
        });
        out.put("details", name, entry.details_bytes().unwrap(), expected);
    }
    let edited = |change: &dyn Fn(&mut Value)| edit(scene.device.entries[2].details_bytes().unwrap(), change);
    let kept = edited(&|v| v["later"] = json!({ "minor": true }));
    out.put("details", "good-with-unknown-field", kept, json!({ "outcome": "ok", "organisation": null }));
    let old = &scene.device;
    let new = scene.world.going_on("the new chain", old);
    let expected = json!({ "outcome": "ok", "continues": { "device": old.id(), "entry": old.entries[2].digest() } });
    let continues = new.entries[0].details_bytes().unwrap();
    out.put("details", "good-genesis-that-continues-another", continues, expected);
    let another: [(&str, Change<'_>); 3] = [
        ("continues-without-an-entry", &|v| drop(v["continues"].as_object_mut().unwrap().remove("entry"))),
        ("continues-as-an-array", &|v| v["continues"] = json!([v["continues"]["device"], v["continues"]["entry"]])),
        ("continues-nothing-in-words", &|v| v["continues"]["device"] = json!("another")),
    ];
    for (name, change) in another {
        out.put("details", name, edit(continues, change), outcome("malformed"));
    }
    let bad: [(&str, Change<'_>); 10] = [
        ("without-salt", &|v| drop(v.as_object_mut().unwrap().remove("salt"))),
        ("salt-too-short", &|v| v["salt"] = json!("00")),
        ("parts-out-of-order", &|v| v["parts"].as_array_mut().unwrap().swap(0, 1)),
        ("part-number-with-a-zero-before", &|v| v["parts"][0]["role"] = json!("part/00")),
        ("part-with-a-strange-role", &|v| v["parts"][0]["role"] = json!("../part/0")),
        ("part-as-an-array", &|v| v["parts"][0] = json!(["part/0"])),
        ("sealed-part-above-the-limit", &|v| v["parts"][0]["size"] = json!(5_000_000)),
        ("sealed-part-of-no-bytes", &|v| v["parts"][0]["size"] = json!(0)),
        ("claimed-without-an-offset", &|v| v["claimed_at"] = json!("2026-06-09T11:40:03.120")),
        ("sixty-five-parts", &|v| {
            let part = v["parts"][0].clone();
            let numbered = |n| {
                let mut part = part.clone();
                part["role"] = json!(format!("part/{n}"));
                part
            };
            v["parts"] = (0..65).map(numbered).collect();
        }),
    ];
    for (name, change) in bad {
        out.put("details", name, edited(change), outcome("malformed"));
    }
}

fn parts_json(parts: &[(Role, &evidence::PlainPart)]) -> Value {
    let part = |(role, part): &(Role, &evidence::PlainPart)| {
        let state = super::state(*role, part);
        let (sha256, size) = (state.sealed.sha256, state.sealed.size);
        let mut said = json!({ "role": role.to_string(), "commitment": Digest::of(part.as_bytes()), "sha256": sha256, "size": size });
        if let Ok(tree) = evidence::lines::root("record", part.content()) {
            said["tree"] = json!(tree);
        }
        said
    };
    parts.iter().map(part).collect()
}

fn records(out: &mut Vectors, scene: &Scene) {
    let photo = scene.photo.record.as_ref().unwrap().content().to_vec();
    let note = scene.note.record.as_ref().unwrap().content().to_vec();
    let ok = |id: evidence::ItemId, kind: &str, method: &str, media: usize| json!({ "outcome": "ok", "id": id, "kind": kind, "method": method, "media": media });
    out.put("record", "good-photo", photo.clone(), ok(scene.photo.id, "photo", "imported", 1));
    out.put("record", "good-note", note.clone(), ok(scene.note.id, "note", "entered", 0));
    let later = edit_lines(&note, |v| v["later"] = json!([1, 2]));
    out.put("record", "good-with-unknown-field", later, ok(scene.note.id, "note", "entered", 0));
    let found = edit_lines(&photo, |v| v["kind"] = json!("found"));
    out.put("record", "good-found", found, ok(scene.photo.id, "found", "imported", 1));
    let dated = edit_lines(&photo, |v| {
        v["media"][0]["modified"] = json!("2019-06-09T05:40:00.000+00:00");
        v["media"][0]["changed"] = json!(true);
    });
    out.put("record", "good-with-a-file-date-and-changed", dated, ok(scene.photo.id, "photo", "imported", 1));
    let at_fragments = edit_lines(&photo, |v| v["media"][0]["cut"] = json!("fragments"));
    out.put("record", "good-cut-at-fragments", at_fragments, ok(scene.photo.id, "photo", "imported", 1));
    let stated =
        json!({ "scheme": pixels::SCHEME, "width": 70, "height": 50, "tile": 32, "root": Digest::of(b"root") });
    let tiled = edit_lines(&photo, |v| {
        (v["media"][0]["tiles"], v["media"][0]["tile_seed"]) = (stated.clone(), json!(Digest::of(b"seed")));
    });
    out.put("record", "good-with-tiles", tiled, ok(scene.photo.id, "photo", "imported", 1));
    let alone = edit_lines(&photo, |v| {
        v["media"][0]["tiles"] = stated.clone();
        v["media"][0]["tiles"]["scheme"] = json!("another.scheme-9");
    });
    out.put("record", "good-with-tiles-of-another-scheme", alone, ok(scene.photo.id, "photo", "imported", 1));
    for (name, field, value) in [
        ("tiles-without-a-root", "root", Value::Null),
        ("tiles-of-no-width", "width", json!(0)),
        ("tiles-higher-than-a-picture", "height", json!(65_536)),
        ("tiles-of-no-side", "tile", json!(0)),
        ("tiles-too-large", "tile", json!(257)),
        ("tiles-of-a-scheme-without-a-name", "scheme", json!("")),
        ("tiles-of-a-scheme-in-capitals", "scheme", json!("Testamur")),
    ] {
        let spoiled = edit_lines(&photo, |v| {
            v["media"][0]["tiles"] = stated.clone();
            v["media"][0]["tiles"][field] = value;
        });
        out.put("record", name, spoiled, outcome("malformed"));
    }
    let hostile = edit_lines(&photo, |v| v["media"][0]["name"] = json!("../../\u{202e}gpj.exe\u{1b}[2J\n"));
    out.put("record", "good-with-a-hostile-name", hostile, ok(scene.photo.id, "photo", "imported", 1));
    let bad: [(&str, &str, Change<'_>); 12] = [
        ("tiles-that-are-a-list", "malformed", &|v| v["media"][0]["tiles"] = json!([1])),
        ("tile-seed-too-short", "malformed", &|v| v["media"][0]["tile_seed"] = json!("00".repeat(16))),
        ("cut-that-is-none", "malformed", &|v| v["media"][0]["cut"] = json!("frames")),
        ("file-date-that-is-no-time", "malformed", &|v| v["media"][0]["modified"] = json!("yesterday")),
        ("changed-that-is-no-truth", "malformed", &|v| v["media"][0]["changed"] = json!("yes")),
        ("version-3", "unsupported", &|v| v["format"] = json!("testamur-record-v3")),
        ("place-not-on-earth", "malformed", &|v| v["location"]["lat"] = json!(91.0)),
        ("place-without-a-reason", "malformed", &|v| v["location"] = json!({})),
        ("media-that-leave-a-part-out", "malformed", &|v| v["media"][0]["first_part"] = json!(1)),
        ("unknown-method", "malformed", &|v| v["method"] = json!("guessed")),
        ("id-too-short", "malformed", &|v| v["id"] = json!("0011")),
        ("number-of-parts-below-zero", "malformed", &|v| v["media"][0]["parts"] = json!(-1)),
    ];
    for (name, word, change) in bad {
        out.put("record", name, edit_lines(&photo, change), outcome(word));
    }
    let text = String::from_utf8(note.clone()).unwrap();
    out.put("record", "cut-off", &text[..text.len() / 2], outcome("malformed"));
    out.put("record", "last-line-without-its-end", text.trim_end(), outcome("malformed"));

    // The lines themselves: of the note, which has eight.
    let count = text.lines().count();
    type Flaw<'a> = (&'a str, &'a dyn Fn(&mut Vec<Value>));
    let flaws: [Flaw<'_>; 14] = [
        ("without-format", &|l| drop(l.remove(0))),
        ("first-lines-in-another-order", &|l| l.swap(1, 2)),
        ("path-twice", &|l| l[4][1] = l[3][1].clone()),
        ("path-that-is-a-prefix", &|l| l[4][1] = json!("location/lat")),
        ("path-with-an-empty-step", &|l| l[4][1] = json!("body//a")),
        ("path-in-another-spelling", &|l| l[4][1] = json!("body/a~2")),
        ("line-too-few", &|l| drop(l.remove(l.len() - 2))),
        ("line-too-many", &|l| l.insert(l.len() - 1, json!(["00".repeat(16), "filler", ""]))),
        ("without-pad", &|l| l.last_mut().unwrap()[1] = json!("filler")),
        ("pad-that-says-something", &|l| l.last_mut().unwrap()[2] = json!("hidden")),
        ("salt-too-short", &|l| l[3][0] = json!("00".repeat(8))),
        ("salt-in-capitals", &|l| l[3][0] = json!("AB".repeat(16))),
        ("line-of-four", &|l| l[3].as_array_mut().unwrap().push(json!(1))),
        ("line-that-is-an-object", &|l| l[3] = json!({ "salt": "00".repeat(16), "path": "zone", "value": 1 })),
    ];
    for (name, flaw) in flaws {
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), count);
        flaw(&mut lines);
        let content: String = lines.iter().map(|line| format!("{line}\n")).collect();
        out.put("record", name, content, outcome("malformed"));
    }
}

/// Changes the values in the lines of a record.
fn edit_lines(content: &[u8], change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut value = evidence::lines::decode("record", content).unwrap();
    change(&mut value);
    evidence::lines::print("record", &value, &[9; 32]).unwrap()
}

/// Makes vectors of pixels and the root over their tiles.
fn tiles(out: &mut Vectors) {
    for (name, width, height) in [
        ("good-one-tile", 3, 2),
        ("good-smaller-at-the-edges", 70, 50),
        ("good-of-four", 64, 64),
        ("good-one-row", 33, 1),
        ("good-one-whole-tile", 32, 32),
    ] {
        let colour = |x: u32, y: u32| [x * 3, y * 5, x ^ y].map(|part| u8::try_from(part % 256).unwrap());
        let picture = pixels::RgbImage::from_fn(width, height, |x, y| colour(x, y).into());
        let seed = Digest::of(name.as_bytes());
        let leaves = pixels::leaves(&picture, &seed);
        let input = json!({ "width": width, "height": height, "tile": pixels::TILE, "tile_seed": seed, "rgb": hex::encode(picture.as_raw()) });
        let expected = json!({ "outcome": "ok", "root": evidence::tiles::root(&leaves), "leaves": leaves });
        out.put("tiles", name, input.to_string(), expected);
    }
}

fn policies(out: &mut Vectors, scene: &Scene) {
    let world = &scene.world;
    let key = world.organisation.public().unwrap();
    let refuse = |word: &str| json!({ "outcome": word, "organisation": key });
    let good = world.policy.envelope();
    let expected = json!({
        "outcome": "ok", "organisation": key, "digest": Digest::of(good.payload()), "version": 0,
        "name": "Observers of Almaty", "archive-recipients": [super::RECIPIENT], "log": super::ORIGIN, "quorum": 1,
    });
    out.put("policy", "good", good.to_json(), expected);
    let stranger = World::named("impostor", "log");
    out.put("policy", "signed-by-another-organisation", stranger.policy.envelope().to_json(), refuse("refused"));
    out.put("policy", "payload-of-an-entry", scene.device.entries[0].envelope().to_json(), refuse("unsupported"));
    let bad: [(&str, &str, Change<'_>); 15] = [
        ("version-2", "unsupported", &|v| v["format"] = json!("testamur-policy-v2")),
        ("without-ancestors", "malformed", &|v| drop(v.as_object_mut().unwrap().remove("ancestors"))),
        ("version-beyond-its-ancestors", "malformed", &|v| v["version"] = json!(u64::MAX)),
        ("ancestor-named-twice", "malformed", &|v| {
            (v["version"], v["ancestors"]) = (json!(2), json!(vec![Digest::of(b"policy"); 2]));
        }),
        ("without-recipients", "malformed", &|v| v["archive_recipients"] = json!([])),
        ("more-recipients-than-slots", "malformed", &|v| v["archive_recipients"] = json!(vec![super::RECIPIENT; 2])),
        ("nine-slots", "malformed", &|v| v["slots"] = json!(9)),
        ("recipients-of-two-kinds", "malformed", &|v| {
            (v["archive_recipients"], v["slots"]) = (json!([super::RECIPIENT, super::hybrid()]), json!(2));
        }),
        ("without-slots", "malformed", &|v| drop(v.as_object_mut().unwrap().remove("slots"))),
        ("ssh-recipient", "malformed", &|v| v["archive_recipients"] = json!(["ssh-ed25519 AAAA"])),
        ("server-without-tls", "malformed", &|v| v["servers"][0]["url"] = json!("http://example.org")),
        ("name-with-a-control-character", "malformed", &|v| v["name"] = json!("a\u{7}b")),
        ("quorum-above-the-cosigners", "malformed", &|v| v["logs"][0]["quorum"] = json!(2)),
        ("log-named-twice", "malformed", &|v| {
            let log = v["logs"][0].clone();
            v["logs"].as_array_mut().unwrap().push(log);
        }),
        ("unknown-review", "malformed", &|v| v["review"] = json!("sometimes")),
    ];
    for (name, word, change) in bad {
        out.put(
            "policy",
            name,
            organisation_signs(evidence::policy::PAYLOAD_TYPE, edit(good.payload(), change)),
            refuse(word),
        );
    }
}

/// Signs any payload with the organisation key, as no honest organisation would.
fn organisation_signs(payload_type: &str, payload: Vec<u8>) -> Vec<u8> {
    let secret = ed25519_dalek::SigningKey::from_bytes(&super::seed("organisation"));
    let pae = evidence::dsse::pae(payload_type, &payload);
    let signature = ed25519_dalek::Signer::sign(&secret, &pae).to_bytes();
    let key = evidence::PublicKey::from_bytes(secret.verifying_key().as_bytes()).unwrap();
    Envelope::new(payload_type, payload, &key, signature).to_json()
}

fn invitations(out: &mut Vectors, scene: &Scene) {
    let organisation = &scene.world.organisation;
    let key = organisation.public().unwrap();
    let secret = Zeroizing::new(super::seed("admission"));
    let ticket = Ticket {
        organisation: key,
        role: TicketRole::Device,
        admission_key: Some(seal::AdmissionKey::from_seed(&secret).public().unwrap()),
        log: Some("log.example.org".to_owned()),
        device: None,
        key: None,
        expires: None,
    };
    let invitation = |ticket: &Ticket, signer: &seal::OrganisationKey| {
        let invitation = Invitation {
            format: evidence::invitation::FORMAT.to_owned(),
            organisation: key,
            policy: scene.world.policy.envelope().clone(),
            ticket: signer.sign_ticket(ticket).unwrap(),
            admission: AdmissionSecret::new(secret.clone()),
            checkpoint: None,
        };
        evidence::json::print(&invitation).unwrap()
    };
    let good = invitation(&ticket, organisation);
    let expected = json!({
        "outcome": "ok", "organisation": key, "admission-key": ticket.admission_key, "policy": Digest::of(scene.world.policy.envelope().payload()),
    });
    out.put("invitation", "good", good.clone(), expected.clone());
    let impostor = seal::OrganisationKey::from_seed(&Zeroizing::new(super::seed("impostor")));
    let archivist = Ticket { role: TicketRole::Archivist, admission_key: None, key: Some(key), ..ticket.clone() };
    let renewal = Ticket { device: Some(Digest::of(b"a device")), ..ticket.clone() };
    let mut of_one = expected.clone();
    of_one["renews"] = json!(renewal.device);
    out.put("invitation", "good-renewal", invitation(&renewal, organisation), of_one);
    let without_key = Ticket { admission_key: None, ..ticket.clone() };
    let with_key = Ticket { key: Some(key), ..ticket.clone() };
    let elsewhere = Ticket { organisation: impostor.public().unwrap(), ..ticket.clone() };
    for (name, word, bytes) in [
        ("ticket-signed-by-another", "refused", invitation(&ticket, &impostor)),
        ("ticket-for-an-archivist", "refused", invitation(&archivist, organisation)),
        ("ticket-for-another-organisation", "refused", invitation(&elsewhere, organisation)),
        ("device-ticket-with-a-key", "malformed", invitation(&with_key, organisation)),
        ("device-ticket-without-its-key", "malformed", invitation(&without_key, organisation)),
        ("version-1", "unsupported", edit(&good, |v| v["format"] = json!("testamur-invitation-v1"))),
        ("version-3", "unsupported", edit(&good, |v| v["format"] = json!("testamur-invitation-v3"))),
        ("without-secret", "malformed", edit(&good, |v| drop(v.as_object_mut().unwrap().remove("admission")))),
        ("used-and-wiped", "refused", edit(&good, |v| v["admission"] = json!("0".repeat(64)))),
        ("organisation-swapped", "refused", edit(&good, |v| v["organisation"] = json!(impostor.public().unwrap()))),
        (
            "policy-and-ticket-swapped",
            "unsupported",
            edit(&good, |v| {
                let (policy, ticket) = (v["policy"].clone(), v["ticket"].clone());
                (v["policy"], v["ticket"]) = (ticket, policy);
            }),
        ),
        ("without-ticket", "malformed", edit(&good, |v| drop(v.as_object_mut().unwrap().remove("ticket")))),
    ] {
        out.put("invitation", name, bytes, outcome(word));
    }
}

fn custody(out: &mut Vectors, scene: &Scene) {
    let log = &scene.world.log;
    let delivered = log.delivered();
    let good = &delivered[1].custody;
    let payload = good.envelope.payload();
    let entry = &scene.device.entries[2];
    let expected = |held: Option<usize>| {
        json!({
            "outcome": "ok", "key": log.public(), "digest": Digest::of(payload), "seq": 1,
            "prev": delivered[0].custody.envelope.digest(), "item": scene.photo.id,
            "entries": [[2, Digest::of(entry.envelope().payload())]], "held": held, "at": "2026-06-09T05:42:30Z",
        })
    };
    let print =
        |envelope: Envelope, details: Option<Vec<u8>>| evidence::json::print(&Carried { envelope, details }).unwrap();
    out.put("custody", "good", print(good.envelope.clone(), good.details.clone()), expected(Some(3)));
    out.put("custody", "details-withheld", print(good.envelope.clone(), None), expected(None));
    let other = delivered[0].custody.details.clone();
    out.put("custody", "details-of-another-statement", print(good.envelope.clone(), other), expected(None));

    // Unreadable details are ignored, and the statement stays valid.
    let untold = |name: &str, change: &dyn Fn(&mut Value), out: &mut Vectors| {
        let details = edit(good.details.as_ref().unwrap(), change);
        let payload = edit(payload, |v| v["predicate"]["details"] = json!(Digest::of(&details)));
        let mut said = expected(None);
        said["digest"] = json!(Digest::of(&payload));
        out.put("custody", name, print(log.sign_statement(payload), Some(details)), said);
    };
    untold("details-without-salt", &|v| drop(v.as_object_mut().unwrap().remove("salt")), out);
    untold("details-without-parts", &|v| v["held"] = json!([]), out);
    untold("details-with-a-part-of-no-size", &|v| v["held"][0]["size"] = json!(0), out);

    let refuse = |word: &str| json!({ "outcome": word, "key": log.public() });
    let again = |change: &dyn Fn(&mut Value)| print(log.sign_statement(edit(payload, change)), good.details.clone());
    let foreign = World::named("organisation", "another log").log.sign_statement(payload.to_vec());
    out.put("custody", "signed-by-another-log", print(foreign, good.details.clone()), refuse("refused"));
    let an_entry = print(log.sign_statement(entry.envelope().payload().to_vec()), None);
    out.put("custody", "an-entry-and-no-custody", an_entry, refuse("malformed"));
    let later = again(&|v| v["predicateType"] = json!("urn:testamur:custody:v3"));
    out.put("custody", "version-3", later, refuse("unsupported"));
    let later = again(&|v| {
        v["predicateType"] = json!("urn:testamur:custody:v3");
        v["predicate"] = json!({ "of": "later" });
    });
    out.put("custody", "version-3-with-other-fields", later, refuse("unsupported"));
    type Flaw<'a> = (&'a str, &'a dyn Fn(&mut Value));
    let flaws: [Flaw<'_>; 6] = [
        ("subject-that-is-no-entry", &|v| v["subject"][0]["name"] = json!("part/0")),
        ("subject-with-a-zero-before", &|v| v["subject"][0]["name"] = json!("entry/02")),
        ("without-subjects", &|v| v["subject"] = json!([])),
        ("more-than-128-subjects", &|v| v["subject"] = json!(vec![v["subject"][0].clone(); 129])),
        ("without-time", &|v| drop(v["predicate"].as_object_mut().unwrap().remove("at"))),
        ("without-details", &|v| drop(v["predicate"].as_object_mut().unwrap().remove("details"))),
    ];
    for (name, flaw) in flaws {
        out.put("custody", name, again(flaw), refuse("malformed"));
    }
}

/// Returns sealed parts, which differ on every run: they were made once and committed.
pub fn parts() -> Files {
    let mut out = Files::new();
    let sealer = seal::Sealer::new([super::RECIPIENT]).unwrap();
    let stranger = seal::ReviewIdentity::generate(evidence::policy::RecipientKind::Classic).unwrap();
    let elsewhere = seal::Sealer::new([stranger.recipient().as_str()]).unwrap();
    let both = seal::Sealer::new([super::RECIPIENT, stranger.recipient().as_str()]).unwrap();
    let mut put = |name: &str, bytes: &[u8], part: Option<&evidence::PlainPart>, outcome: &str| {
        out.insert(format!("part/{name}.age"), bytes.to_vec());
        let mut expected = json!({ "outcome": outcome, "sha256": Digest::of(bytes), "size": bytes.len() });
        if let Some(part) = part {
            expected["commitment"] = json!(Digest::of(part.as_bytes()));
            expected["salt"] = json!(hex::encode(&part.as_bytes()[..32]));
            expected["content-sha256"] = json!(Digest::of(&part.as_bytes()[32..]));
        }
        let text = format!("{}\n", serde_json::to_string_pretty(&expected).unwrap());
        out.insert(format!("part/{name}.expected.json"), text.into_bytes());
    };
    let byte = super::salted("byte", b"!");
    let record = Scene::new().note.record.unwrap();
    let long = super::salted("long", &(0..150_000u32).flat_map(u32::to_le_bytes).take(150_000).collect::<Vec<_>>());
    for (name, part) in [("good-one-byte", &byte), ("good-record", &record), ("good-three-chunks", &long)] {
        put(name, &sealer.seal(part).unwrap().bytes, Some(part), "ok");
    }
    put("good-two-recipients", &both.seal(&byte).unwrap().bytes, Some(&byte), "ok");
    let good = sealer.seal(&record).unwrap().bytes;
    put("sealed-to-another", &elsewhere.seal(&record).unwrap().bytes, None, "refused");
    put("cut-off", &good[..good.len() - 1], None, "malformed");
    let mut flipped = good.clone();
    *flipped.last_mut().unwrap() ^= 1;
    put("last-byte-changed", &flipped, None, "malformed");
    let mut header = good.clone();
    header[30] ^= 1;
    put("header-changed", &header, None, "malformed");
    put("longer-by-one-byte", &[good.as_slice(), b"x"].concat(), None, "malformed");
    put("empty", b"", None, "malformed");
    let hybrid = super::hybrid();
    let sealer = seal::Sealer::with_slots([hybrid.as_str()], 3).unwrap();
    put("good-hybrid-with-fillers", &sealer.seal(&byte).unwrap().bytes, Some(&byte), "ok");
    let sealer = seal::Sealer::new([hybrid.as_str()]).unwrap();
    put("good-hybrid", &sealer.seal(&record).unwrap().bytes, Some(&record), "ok");
    out
}
