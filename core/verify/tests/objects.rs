//! Every type from strangers is read from JSON objects: an array of the fields in order, which serde would accept, is
//! malformed here as for every other tool.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod support;

use evidence::bundle::{CONSISTENCY, DELIVERED, MANIFEST, NOTED};
use evidence::receipt::{Consistency, Delivered, Holdings, Noted, SignedCustody};
use evidence::{Carried, Envelope, Invitation, Policy, PublicKey, Record, Signed, SignedEntry, json, lines};
use support::fields::everything;
use support::vectors::all;
use support::{Scene, World};

/// Returns the text with its object number `n`, counted from the beginning, replaced by the array of its values; none
/// after the last one.
fn as_array(text: &str, n: usize) -> Option<String> {
    let (mut out, mut open, mut count) = (String::new(), Vec::new(), 0);
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let mut taken = next.len_utf8();
        match next {
            '{' => {
                open.push(count == n);
                out.push(if count == n { '[' } else { '{' });
                count += 1;
            }
            '}' => out.push(if open.pop().unwrap() { ']' } else { '}' }),
            '[' => {
                open.push(false);
                out.push('[');
            }
            ']' => {
                open.pop();
                out.push(']');
            }
            '"' => {
                taken = string(rest);
                let is_key = rest[taken..].starts_with(':');
                if is_key && *open.last().unwrap() {
                    taken += 1;
                } else {
                    out.push_str(&rest[..taken]);
                }
            }
            other => out.push(other),
        }
        rest = &rest[taken..];
    }
    (count > n).then_some(out)
}

/// Returns the length in bytes of the string, with its quotes, at the beginning of `text`.
fn string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    unreachable!("a string without an end")
}

/// Tries every object of `text`: the text itself is accepted, each other spelling is refused. Returns the number of
/// attempts.
fn refused(what: &str, text: &[u8], read: impl Fn(&[u8]) -> bool) -> usize {
    let text = std::str::from_utf8(text).unwrap();
    assert!(read(text.as_bytes()), "{what} itself is not read: {text}");
    let spellings = (0..).map_while(|n| as_array(text, n));
    spellings.inspect(|other| assert!(!read(other.as_bytes()), "{what} was read from {other}")).count()
}

#[test]
fn no_struct_is_read_from_an_array_of_its_fields() {
    let scene = Scene::new();
    let log = &scene.world.log;
    let entry = scene.device.entries[2].envelope();
    let files = scene.files();
    let line = |path: &str| files[path].split(|b| *b == b'\n').next().unwrap().to_vec();
    let again = |like: &Envelope, payload: &[u8], key: &PublicKey| {
        Envelope::new(like.payload_type(), payload.to_vec(), key, *like.signature())
    };
    let key = log.public();
    let custody = log.delivered().remove(1).custody;
    let policy = Envelope::parse(&files[&support::policy_path(&scene.world.policy)]).unwrap();
    let invitation = all().remove("invitation/good.json").unwrap();

    let tried = [
        refused("envelope", &entry.to_json(), |b| Envelope::parse(b).is_ok()),
        refused("entry", entry.payload(), |b| SignedEntry::from_envelope(again(entry, b, &key)).is_ok()),
        refused("custody", custody.envelope.payload(), |b| {
            let envelope = log.sign_statement(b.to_vec());
            SignedCustody::open(&Carried { envelope, details: None }, &key).is_ok()
        }),
        refused("custody details", custody.details.as_ref().unwrap(), |b| Holdings::parse(b).is_ok()),
        refused("policy", policy.payload(), |b| Policy::parse(b).is_ok()),
        refused("invitation", &invitation, |b| Invitation::parse(b).is_ok()),
        refused("manifest", &files[MANIFEST], |b| evidence::bundle::Manifest::parse(b).is_ok()),
        refused("noted", &line(NOTED), |b| json::parse::<Noted>("receipt", b, 100_000).is_ok()),
        refused("delivered", &line(DELIVERED), |b| json::parse::<Delivered>("receipt", b, 100_000).is_ok()),
        refused("consistency", &line(CONSISTENCY), |b| json::parse::<Consistency>("receipt", b, 100_000).is_ok()),
    ];
    assert!(tried.iter().all(|n| *n > 0) && tried.iter().sum::<usize>() > 30, "{tried:?}");
}

#[test]
fn no_signed_object_of_any_kind_is_read_from_an_array_of_its_fields() {
    let samples = std::cell::RefCell::new(std::collections::BTreeMap::<Signed, Vec<Vec<u8>>>::new());
    everything(&|kind, bytes| {
        samples.borrow_mut().entry(kind).or_default().push(bytes.clone());
        bytes
    });
    let samples = samples.into_inner();
    for kind in Signed::ALL {
        for bytes in &samples[&kind] {
            let tried = match kind {
                Signed::Record | Signed::Closing => {
                    refused(kind.name(), &lines::to_json("record", bytes).unwrap(), |b| {
                        lined(b).is_some_and(|content| kind.unknown(&content).is_ok())
                    })
                }
                _ => refused(kind.name(), bytes, |b| kind.unknown(b).is_ok()),
            };
            assert!(tried > 0, "{kind:?}");
        }
    }
}

#[test]
fn no_record_is_read_from_an_array_of_fields() {
    let records =
        all().into_iter().filter(|(path, _)| path.starts_with("record/good") && !path.ends_with(".expected.json"));
    let mut tried = 0;
    for (path, content) in records {
        // A body is free JSON: its kind defines its shape, not the record.
        tried += refused_outside_of_body(&path, &content);
    }
    assert!(tried > 8, "{tried}");
}

fn refused_outside_of_body(what: &str, content: &[u8]) -> usize {
    assert!(Record::parse(content).is_ok(), "{what}");
    let mut value = lines::decode("record", content).unwrap();
    value.as_object_mut().unwrap().remove("body");
    refused(what, value.to_string().as_bytes(), |b| lined(b).is_some_and(|content| Record::parse(&content).is_ok()))
}

/// Returns the lines of a JSON value, if it can be a record.
fn lined(json: &[u8]) -> Option<Vec<u8>> {
    let value: serde_json::Value = serde_json::from_slice(json).ok()?;
    lines::print("record", &value, &[9; 32]).ok()
}

#[test]
fn an_array_of_the_fields_in_their_order_is_what_serde_alone_would_read() {
    // The spelling that this file plants would pass without our reader.
    let world = World::new();
    let text = serde_json::to_string(world.device("d").entries[0].envelope()).unwrap();
    let planted = as_array(&text, 1).unwrap();
    assert!(planted.contains(r#""signatures":[[""#), "{planted}");
    assert!(serde_json::from_str::<Envelope>(&planted).is_ok());
    assert!(Envelope::parse(planted.as_bytes()).is_err());
}
