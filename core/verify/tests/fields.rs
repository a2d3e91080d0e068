//! Unknown signed fields are counted in remarks, and change no answer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::cell::Cell;

use evidence::bundle::{ENTRIES, WORDS};
use evidence::{Signed, lines};
use serde_json::{Value, json};
use support::fields::{Change, everything};
use support::{judge, sum};
use verify::{Finding, Question, Status, Verdict};

/// Objects of free JSON: the writer of a record's body or a closing's additions chooses the names in them.
const FREE: [&str; 3] = ["/body", "/adds", "/corrects"];

/// Collects the paths of the objects that have fields of ours.
fn objects(value: &Value, path: &str, into: &mut Vec<String>) {
    match value {
        Value::Object(fields) if !FREE.contains(&path) => {
            into.push(path.to_owned());
            fields
                .iter()
                .for_each(|(name, value)| objects(value, &format!("{path}/{}", name.replace('/', "~1")), into));
        }
        Value::Array(values) => {
            values.iter().enumerate().for_each(|(n, value)| objects(value, &format!("{path}/{n}"), into));
        }
        _ => {}
    }
}

/// Returns the bytes with one more field in the object at `path`, or unchanged if they have no such object.
fn with_field(bytes: Vec<u8>, path: &str, field: &str, said: &Value) -> Vec<u8> {
    let (mut value, lined) = value(&bytes);
    let Some(Value::Object(fields)) = value.pointer_mut(path) else { return bytes };
    fields.insert(field.to_owned(), said.clone());
    if lined { lines::print("record", &value, &[9; 32]).unwrap() } else { serde_json::to_vec(&value).unwrap() }
}

/// Returns the value of signed bytes, and whether they are lines.
fn value(bytes: &[u8]) -> (Value, bool) {
    match lines::decode("record", bytes) {
        Ok(value) => (value, true),
        Err(_) => (serde_json::from_slice(bytes).unwrap(), false),
    }
}

/// Returns every place, of every kind, at which one more field can be signed.
fn places() -> Vec<(Signed, String)> {
    let all = std::cell::RefCell::new(std::collections::BTreeSet::new());
    everything(&|kind, bytes| {
        let mut paths = Vec::new();
        objects(&value(&bytes).0, "", &mut paths);
        all.borrow_mut().extend(paths.into_iter().map(|path| (kind, path)));
        bytes
    });
    all.into_inner().into_iter().collect()
}

/// Returns the verdict on everything, with or without the organisation's confirmation of the device.
fn judged(without_confirmation: bool, change: Change<'_>) -> Verdict {
    let (mut files, trust) = everything(change);
    if without_confirmation {
        files.remove(WORDS);
        sum(&mut files);
    }
    judge(&files, &trust).unwrap()
}

/// Returns the deciding answers: overall and for each item, with the codes of their reasons.
fn answers(verdict: &Verdict) -> Vec<(Question, Status, Vec<&'static str>)> {
    let of = |answers: &verify::Answers| {
        Question::ALL.map(|question| {
            let answer = answers.get(question);
            let reasons = answer.findings.iter().filter(|f| f.status != Status::Remark);
            (question, answer.status, reasons.map(|f| f.code).collect())
        })
    };
    verdict.items.iter().map(|item| of(&item.answers)).chain([of(&verdict.answers)]).flatten().collect()
}

fn told(verdict: &Verdict) -> Vec<&Finding> {
    verdict.answers.completeness.findings.iter().filter(|f| f.code == "unknown-fields").collect()
}

#[test]
fn every_kind_is_in_the_bundle_and_all_of_it_passes() {
    let seen = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let (files, trust) = everything(&|kind, bytes| {
        seen.borrow_mut().insert(kind);
        assert_eq!(kind.unknown(&bytes).unwrap().count, 0, "{kind:?}");
        bytes
    });
    assert_eq!(seen.into_inner().into_iter().collect::<Vec<_>>(), Signed::ALL);
    let verdict = judge(&files, &trust).unwrap();
    assert!(verdict.all_passed() && verdict.exit_ok() && told(&verdict).is_empty(), "{verdict}");
}

#[test]
fn an_unknown_field_at_any_place_of_any_kind_is_told_and_changes_no_answer() {
    let sound = |alone| answers(&judged(alone, &|_, bytes| bytes));
    let (both, alone) = (sound(false), sound(true));
    assert_ne!(both, alone);
    let places = places();
    assert!(places.len() > 30, "{places:?}");
    for (kind, path) in places.iter().filter(|(kind, _)| *kind != Signed::Closing) {
        for said in [json!("later"), json!({ "deep": [1, { "x": null }] }), json!(null)] {
            let changed = Cell::new(0);
            // A confirmed device needs no ticket, so a changed ticket shows only without a confirmation.
            let by_ticket = matches!(kind, Signed::Ticket | Signed::Admission);
            let verdict = judged(by_ticket, &|of, bytes| {
                let before = bytes.clone();
                let after = if of == *kind { with_field(bytes, path, "x-later", &said) } else { bytes };
                changed.set(changed.get() + usize::from(after != before));
                after
            });
            assert!(changed.get() > 0, "{kind:?} {path}");
            assert_eq!(answers(&verdict), *if by_ticket { &alone } else { &both }, "{kind:?} {path}:\n{verdict}");
            assert!(verdict.exit_ok(), "{verdict}");
            let told = told(&verdict);
            assert!(!told.is_empty(), "{kind:?} {path}:\n{verdict}");
            for finding in told {
                assert_eq!(finding.status, Status::Remark);
                assert!(finding.text.contains("x-later"), "{}", finding.text);
                assert!(finding.text.contains(kind.name()) || *kind == Signed::Entry, "{}", finding.text);
                assert_eq!(finding.item.is_some(), *kind == Signed::Record);
            }
        }
    }
}

#[test]
fn a_record_with_other_lines_than_its_entry_states_fails_content() {
    for role in ["opening", "record"] {
        let (files, trust) = everything(&|of, bytes| {
            if of != Signed::Details {
                return bytes;
            }
            let mut value: Value = serde_json::from_slice(&bytes).unwrap();
            let parts = value["parts"].as_array_mut().unwrap();
            for part in parts.iter_mut().filter(|part| part["role"] == role) {
                part["tree"] = json!(evidence::Digest::of(b"another tree"));
            }
            serde_json::to_vec(&value).unwrap()
        });
        let verdict = judge(&files, &trust).unwrap();
        assert_eq!(verdict.answers.content.status, Status::Failed, "{role}: {verdict}");
        assert!(verdict.answers.content.findings.iter().any(|f| f.code == "record-unreadable"), "{role}: {verdict}");
    }
}

#[test]
fn a_closing_has_no_field_beside_its_own() {
    for (_, path) in places().iter().filter(|(kind, _)| *kind == Signed::Closing) {
        let (files, trust) = everything(&|of, bytes| {
            if of == Signed::Closing { with_field(bytes, path, "x-later", &json!(1)) } else { bytes }
        });
        let verdict = judge(&files, &trust).unwrap();
        let of = |q: Question| verdict.answers.get(q).status;
        assert_eq!(of(Question::Content), Status::Failed, "{path}: {verdict}");
        for question in [Question::Signer, Question::Time, Question::Completeness, Question::Delivery] {
            assert_eq!(of(question), Status::Passed, "{path}: {verdict}");
        }
    }
}

#[test]
fn many_unknown_fields_are_counted_and_a_few_are_named_as_far_as_they_can_be_printed() {
    let (files, trust) = everything(&|of, mut bytes| {
        if of == Signed::Entry {
            for n in 0..40 {
                bytes =
                    with_field(bytes, "/predicate", &format!("\u{1b}[2J\u{202e}{n:02}{}", "x".repeat(300)), &json!(n));
            }
        }
        bytes
    });
    let verdict = judge(&files, &trust).unwrap();
    let [told] = told(&verdict)[..] else { panic!("{verdict}") };
    assert!(
        told.text.starts_with("5 entries have 200 fields that this verifier does not know (predicate/"),
        "{}",
        told.text
    );
    assert!(told.text.contains(", …)") && told.text.chars().count() < 700, "{}", told.text);
    assert!(!told.text.contains(['\u{1b}', '\u{202e}']) && told.entry.is_some(), "{}", told.text);
    assert!(verdict.all_passed() && verdict.exit_ok(), "{verdict}");
}

#[test]
fn what_nobody_signed_tells_of_no_field() {
    let (files, trust) = everything(&|_, bytes| bytes);
    let planted = support::with_lines(files, ENTRIES, |lines| {
        let entry = evidence::Envelope::parse(lines[1].as_bytes()).unwrap();
        let payload = with_field(entry.payload().to_vec(), "/predicate", "x-later", &json!(1));
        let hint = entry.keyid().parse().unwrap();
        let forged = evidence::Envelope::new(entry.payload_type(), payload, &hint, *entry.signature());
        lines.push(String::from_utf8(forged.to_json()).unwrap());
    });
    let verdict = judge(&planted, &trust).unwrap();
    assert!(verdict.all_passed() && told(&verdict).is_empty(), "{verdict}");
}
