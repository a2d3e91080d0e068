//! The committed vectors keep their meaning, and our own reader agrees with them.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::path::Path;

use evidence::closing::Change;
use evidence::receipt::SignedCustody;
use evidence::{
    Carried, Closing, Details, Digest, Envelope, Error, Invitation, Opening, PlainPart, PublicKey, Record, SignedEntry,
    SignedPolicy,
};
use serde_json::{Value, json};
use support::vectors::{FORMATS, all, folder};

/// Calls `judge` with name, input and expectation of every vector of a format whose input is one JSON file.
fn each(format: &str, judge: impl Fn(&str, &[u8], &Value)) {
    let mut count = 0;
    let mut inputs = 0;
    for entry in std::fs::read_dir(folder().join(format)).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let Some(stem) = name.strip_suffix(".expected.json") else {
            inputs += 1;
            continue;
        };
        let expected = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let input = std::fs::read(folder().join(format).join(format!("{stem}.json"))).unwrap();
        judge(stem, &input, &expected);
        count += 1;
    }
    assert_eq!(count, inputs, "every {format} vector has its expectation");
    assert!(count >= 5, "{count} vectors of {format}");
}

fn word<T>(result: &Result<T, Error>) -> &'static str {
    match result {
        Ok(_) => "ok",
        Err(Error::Malformed { .. }) => "malformed",
        Err(Error::Unsupported { .. }) => "unsupported",
        Err(Error::Refused { .. }) => "refused",
        Err(Error::Bug(_)) => "bug",
    }
}

fn key(expected: &Value, name: &str) -> PublicKey {
    expected[name].as_str().unwrap().parse().unwrap()
}

/// Compares a result with the expectation, field by field of `read`, as far as the vector has them.
fn same(name: &str, read: &Value, expected: &Value) {
    let mut told = 0;
    for (field, value) in read.as_object().unwrap() {
        if let Some(wanted) = expected.get(field) {
            assert_eq!(value, wanted, "{name}: {field}");
            told += 1;
        }
    }
    assert!(told > 0, "{name} tells nothing");
}

#[test]
fn regenerating_gives_the_committed_bytes() {
    let mut committed = BTreeMap::new();
    fn walk(folder: &Path, under: &str, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{under}/{}", entry.file_name().to_str().unwrap());
            match entry.file_type().unwrap().is_dir() {
                true => walk(&entry.path(), &name, out),
                false => drop(out.insert(name, std::fs::read(entry.path()).unwrap())),
            }
        }
    }
    let generated = all();
    for format in FORMATS {
        walk(&folder().join(format), format, &mut committed);
    }
    let only = |a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>| {
        a.keys().filter(|name| !b.contains_key(*name)).cloned().collect::<Vec<_>>()
    };
    let (stale, new) = (only(&committed, &generated), only(&generated, &committed));
    assert!(stale.is_empty() && new.is_empty(), "{stale:?} {new:?}: cargo run -p verify --example make_vectors");
    for (path, bytes) in &generated {
        assert!(committed[path] == *bytes, "{path} changed; vectors never change silently");
    }
}

#[test]
fn envelopes_are_read_as_the_vectors_say() {
    each("envelope", |name, input, expected| {
        let read = Envelope::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(envelope) = read else { return };
        let seen = json!({
            "signed-by-key": envelope.verify(&key(expected, "key")),
            "payload-type": envelope.payload_type(),
            "payload-sha256": envelope.digest(),
        });
        same(name, &seen, expected);
    });
}

#[test]
fn entries_are_read_as_the_vectors_say() {
    each("entry", |name, input, expected| {
        let read = SignedEntry::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(entry) = read else { return };
        assert!(entry.envelope().verify(&key(expected, "signed-by")), "{name}");
        let seen = json!({
            "digest": entry.digest(),
            "device": entry.device(),
            "seq": entry.seq(),
            "item": entry.item(),
            "details": entry.details_digest(),
            "ends": entry.finishes_item(),
            "next-key": entry.link().next_key,
        });
        same(name, &seen, expected);
    });
}

#[test]
fn details_are_read_as_the_vectors_say() {
    each("details", |name, input, expected| {
        let read = Details::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(details) = read else { return };
        let seen = json!({
            "sha256": Digest::of(input),
            "claimed-at": details.claimed_at,
            "parts": details.parts,
            "organisation": details.organisation,
            "continues": details.continues,
        });
        same(name, &seen, expected);
    });
}

#[test]
fn tiles_have_the_root_that_the_vectors_say() {
    each("tiles", |name, input, expected| {
        let said: Value = serde_json::from_slice(input).unwrap();
        let side = |name: &str| u32::try_from(said[name].as_u64().unwrap()).unwrap();
        let rgb = hex::decode(said["rgb"].as_str().unwrap()).unwrap();
        let picture = pixels::RgbImage::from_raw(side("width"), side("height"), rgb).unwrap();
        let leaves = pixels::leaves(&picture, &said["tile_seed"].as_str().unwrap().parse().unwrap());
        same(name, &json!({ "root": evidence::tiles::root(&leaves), "leaves": leaves }), expected);
    });
}

#[test]
fn records_are_read_as_the_vectors_say() {
    each("record", |name, input, expected| {
        let read = Record::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(record) = read else { return };
        let (id, kind, method) = (record.id, record.kind, record.method);
        same(name, &json!({ "id": id, "kind": kind, "method": method, "media": record.media.len() }), expected);
    });
}

#[test]
fn closings_are_read_as_the_vectors_say() {
    each("closing", |name, input, expected| {
        let read = Closing::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(closing) = read else { return };
        let mut part = hex::decode(expected["salt"].as_str().unwrap()).unwrap();
        part.extend(std::fs::read(folder().join(expected["read-beside"].as_str().unwrap())).unwrap());
        let opening = Opening::open(&PlainPart::from_bytes(part).unwrap()).unwrap();
        let story = closing.resolved(&opening);
        let of = |change| -> Vec<_> {
            let mut paths: Vec<_> = story.later.iter().filter(|l| l.change == change).map(|l| &l.path).collect();
            paths.sort();
            paths
        };
        let seen = json!({
            "id": closing.id,
            "ended-at": closing.ended_at.to_string(),
            "added": of(Change::Added),
            "corrected": of(Change::Corrected),
            "contradicted": of(Change::Contradicted),
        });
        same(name, &seen, expected);
    });
}

#[test]
fn policies_are_read_as_the_vectors_say() {
    each("policy", |name, input, expected| {
        let organisation = key(expected, "organisation");
        let read = Envelope::parse(input).and_then(|e| SignedPolicy::open(e, &organisation));
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(signed) = read else { return };
        let policy = signed.policy();
        let seen = json!({
            "digest": signed.digest(),
            "version": policy.version,
            "name": policy.name,
            "archive-recipients": policy.archive_recipients,
            "log": policy.logs[0].origin,
            "quorum": policy.logs[0].quorum,
        });
        same(name, &seen, expected);
    });
}

#[test]
fn invitations_are_read_as_the_vectors_say() {
    each("invitation", |name, input, expected| {
        let read = Invitation::parse(input);
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok((invitation, policy)) = read else { return };
        let ticket = evidence::invitation::Ticket::open(&invitation.ticket, &invitation.organisation).unwrap();
        let seen = json!({ "organisation": invitation.organisation, "admission-key": ticket.admission_key, "policy": policy.digest(), "renews": invitation.renews().unwrap() });
        same(name, &seen, expected);
    });
}

#[test]
fn words_are_read_as_the_vectors_say() {
    each("word", |name, input, expected| {
        let envelope = Envelope::parse(input).unwrap();
        let read = evidence::Word::open(&envelope, &key(expected, "organisation"));
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(said) = read else { return };
        let leaf = Digest::of(&evidence::word::leaf(&envelope.digest()));
        let seen = json!({ "device": said.device, "says": said.says, "after": said.after, "from": said.from, "leaf-sha256": leaf });
        same(name, &seen, expected);
    });
}

#[test]
fn admissions_are_judged_as_the_vectors_say() {
    each("admission", |name, input, expected| {
        let genesis = SignedEntry::parse(input).unwrap();
        let judged = evidence::admission::of_entry(&genesis, &key(expected, "organisation"));
        assert_eq!(expected["outcome"], word(&judged), "{name}: {judged:?}");
        let Ok(admitted) = judged else { return };
        same(name, &json!({ "organisation": admitted.ticket.organisation, "ticket": admitted.name }), expected);
    });
}

#[test]
fn custody_statements_are_read_as_the_vectors_say() {
    each("custody", |name, input, expected| {
        let key = key(expected, "key");
        let read = Carried::parse(input).and_then(|said| SignedCustody::open(&said, &key));
        assert_eq!(expected["outcome"], word(&read), "{name}: {read:?}");
        let Ok(signed) = read else { return };
        let seen = json!({
            "digest": signed.digest,
            "seq": signed.custody.seq,
            "prev": signed.custody.prev,
            "item": signed.custody.item,
            "entries": signed.entries,
            "held": signed.held.map(|held| held.len()),
            "at": signed.custody.at,
        });
        same(name, &seen, expected);
    });
}

#[test]
fn bundles_are_judged_as_the_vectors_say() {
    let bundles = folder().join("bundle");
    let trust = || {
        let policy = std::fs::read(bundles.join("policy.dsse")).unwrap();
        verify::Trust::from_policy(&policy).unwrap().at(support::ts("2026-06-10T00:00:00Z"))
    };
    let mut count = 0;
    for entry in std::fs::read_dir(&bundles).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_type().unwrap().is_dir() {
            continue;
        }
        let name = entry.file_name().to_str().unwrap().to_owned();
        let mut files = support::Files::new();
        read_folder(&entry.path(), "", &mut files);
        let expected = std::fs::read(bundles.join(format!("{name}.expected.json"))).unwrap();
        let expected: Value = serde_json::from_slice(&expected).unwrap();
        count += 1;
        match support::judge(&files, &trust()) {
            Ok(verdict) => {
                assert_eq!(expected["outcome"], "verdict", "{name}: {verdict}");
                let seen = serde_json::to_value(&verdict).unwrap();
                for question in verify::Question::ALL {
                    let said = &seen[question.name()]["status"];
                    assert_eq!(*said, expected["answers"][question.name()], "{name}: {}:\n{verdict}", question.name());
                }
                for code in expected["findings"].as_array().unwrap() {
                    let found = verify::Question::ALL.iter().flat_map(|q| &verdict.answers.get(*q).findings);
                    assert!(found.into_iter().any(|f| *code == f.code), "{name}: no {code}:\n{verdict}");
                }
                assert_eq!(expected["exit"], i32::from(!verdict.exit_ok()), "{name}");
            }
            Err(error) => {
                let word = match error {
                    verify::Error::Malformed { .. } => "malformed",
                    verify::Error::Unsupported { .. } => "unsupported",
                    _ => "other",
                };
                assert_eq!((&expected["outcome"], &expected["exit"]), (&json!(word), &json!(2)), "{name}: {error}");
            }
        }
    }
    assert!(count >= 15, "{count} bundles");
}

fn read_folder(folder: &Path, under: &str, out: &mut support::Files) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{under}{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => read_folder(&entry.path(), &format!("{name}/"), out),
            false => drop(out.insert(name, std::fs::read(entry.path()).unwrap())),
        }
    }
}

#[test]
fn sealed_parts_open_as_the_vectors_say() {
    let folder = folder().join("part");
    let identity = std::fs::read_to_string(folder.join("identity.txt")).unwrap();
    let identity = identity.lines().find(|l| !l.starts_with('#')).unwrap();
    let identity = seal::ReviewIdentity::parse(identity).unwrap();
    assert_eq!(identity.recipient(), support::RECIPIENT);
    let hybrid = std::fs::read_to_string(folder.join("identity-hybrid.txt")).unwrap();
    let hybrid = seal::ReviewIdentity::parse(hybrid.trim()).unwrap();
    assert_eq!(hybrid.secret().as_str(), support::HYBRID);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(stem) = name.strip_suffix(".expected.json") else { continue };
        let expected: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        let sealed = std::fs::read(folder.join(format!("{stem}.age"))).unwrap();
        assert_eq!(expected["sha256"], json!(Digest::of(&sealed)), "{stem}");
        assert_eq!(expected["size"], json!(sealed.len()), "{stem}");
        count += 1;
        let identity = if stem.contains("hybrid") { &hybrid } else { &identity };
        match identity.open(&sealed) {
            Ok(part) => {
                assert_eq!(expected["outcome"], "ok", "{stem}");
                assert_eq!(expected["commitment"], json!(part.commitment()), "{stem}");
                assert_eq!(expected["content-sha256"], json!(Digest::of(part.content())), "{stem}");
                assert_eq!(expected["salt"], json!(hex::encode(part.salt())), "{stem}");
            }
            Err(_) => assert_ne!(expected["outcome"], "ok", "{stem}"),
        }
    }
    assert!(count >= 10, "{count} sealed parts");
}
