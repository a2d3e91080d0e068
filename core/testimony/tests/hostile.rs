//! Drafts, changes and bodies by strangers: refused in bounded time, without a panic, without quoting a person's
//! words.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly, in their own functions too"
)]

use evidence::ItemId;
use proptest::prelude::*;
use serde_json::{Value, json};
use testimony::{Change, Draft, Error, FiledConsent, Testimony};

fn draft() -> Value {
    let draft = Draft::new(
        ItemId::from_bytes([1; 16]),
        "Owl 47".to_owned(),
        "2019-06-12T12:00:00.000+06:00".parse().expect("a time"),
    );
    serde_json::from_str(&draft.expect("a draft").to_json().expect("JSON")).expect("JSON")
}

/// Returns a draft with a section that was told, read back and signed.
fn signed() -> Value {
    let mut draft = draft();
    let consent = json!({ "written_down": "yes", "recorded": "yes", "assent": "not-asked", "uses": {}, "language": "ru",
        "risks_named": true, "can_change_told": true, "how": { "kind": "witnessed", "by": "lawyer" } });
    draft["consent"] = consent.clone();
    draft["filed"] =
        json!({ "item": "02".repeat(16), "consent": consent, "child": "not-asked", "guardian": "not-asked" });
    draft["sections"] =
        json!([{ "section": "account", "lines": [{ "text": "secret", "known": "saw" }], "read_back": "right" }]);
    draft["sign_off"] = json!({ "kind": "agreed-not-signed" });
    draft["step"] = json!("sign-off");
    draft
}

fn parse(value: &Value) -> Result<Draft, Error> {
    Draft::parse(value.to_string().as_bytes())
}

fn refused(mut value: Value, pointer: &str, planted: Value) -> String {
    *value.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = planted;
    let said = parse(&value).err().unwrap_or_else(|| panic!("{pointer} was taken")).to_string();
    assert!(!said.contains("secret"), "{said}");
    said
}

#[test]
fn a_draft_on_the_disk_cannot_say_what_a_screen_could_not_have_said() {
    assert!(parse(&signed()).is_ok());
    refused(signed(), "/filed", Value::Null);
    refused(signed(), "/consent/written_down", json!("no"));
    refused(signed(), "/consent/written_down", json!("maybe secret"));
    refused(signed(), "/sections/0/read_back", json!("not-read"));
    refused(signed(), "/sections/0/read_back", json!("changed"));
    refused(signed(), "/sections/0/read_back", json!("left-out"));
    refused(signed(), "/sections/0/section", json!("van"));
    refused(signed(), "/sections/0/lines/0/text", json!("secret ".repeat(1_000)));
    refused(signed(), "/sections/0/lines", json!(vec![json!({ "text": "secret" }); 201]));
    refused(signed(), "/sign_off", json!({ "kind": "voice", "item": "09".repeat(16) }));
    refused(signed(), "/sign_off", json!({ "kind": "drawn", "strokes": [] }));
    refused(signed(), "/sign_off", json!({ "kind": "drawn", "strokes": [[[0, 70_000], [1, 1]]] }));
    refused(signed(), "/before/first_account", json!(false));
    refused(signed(), "/before/language", json!("secret language"));
    refused(signed(), "/pseudonym", json!(""));
    refused(signed(), "/witness", json!("secret"));
    refused(signed(), "/recordings", json!(vec!["09".repeat(16); 2]));
    refused(signed(), "/began_at", json!("yesterday"));
}

#[test]
fn a_field_that_no_draft_has_is_refused_at_the_top() {
    let mut planted = draft();
    planted["name"] = json!("secret");
    let said = parse(&planted).expect_err("refused").to_string();
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn a_draft_of_a_later_version_is_unsupported_and_not_malformed() {
    let mut later = draft();
    later["format"] = json!("testamur-testimony-draft-v2");
    assert!(matches!(parse(&later), Err(Error::Unsupported { .. })));
    assert!(matches!(Draft::parse(b"{}"), Err(Error::Evidence(_))));
}

#[test]
fn size_depth_and_repeated_keys_are_limited() {
    let huge = format!("{{\"format\":\"testamur-testimony-draft-v1\",\"x\":\"{}\"}}", "a".repeat(2 * 1024 * 1024));
    let deep = format!("{{\"format\":\"testamur-testimony-draft-v1\",\"x\":{}1{}}}", "[".repeat(64), "]".repeat(64));
    let twice = draft().to_string().replacen("\"pseudonym\"", "\"witness\"", 1);
    for bytes in [huge.as_str(), &deep, &twice, "", "null", "[]", "\u{feff}{}"] {
        assert!(Draft::parse(bytes.as_bytes()).is_err());
    }
}

#[test]
fn a_change_that_nobody_knows_is_none() {
    for text in [
        r#"{"change":"file-consent","item":"02020202020202020202020202020202"}"#,
        r#"{"change":"identity-sealed","item":"02020202020202020202020202020202"}"#,
        r#"{"change":"right","section":"account","force":true}"#,
        r#"{"change":"right","section":"secret"}"#,
        r#"{"change":"sign-off","sign_off":{"kind":"forged"}}"#,
        r#"{"change":"consent","consent":{"written_down":"yes","uses":{"everything":{"choice":"yes"}}}}"#,
        r#"{}"#,
    ] {
        assert!(serde_json::from_str::<Change>(text).is_err(), "{text}");
    }
}

#[test]
fn a_body_of_another_format_or_shape_is_refused_with_the_right_blame() {
    assert!(matches!(Testimony::read(&json!({ "format": "testamur-testimony-v2" })), Err(Error::Unsupported { .. })));
    assert!(matches!(Testimony::read(&json!({ "format": 1 })), Err(Error::Malformed { .. })));
    assert!(matches!(Testimony::read(&json!([])), Err(Error::Malformed { .. })));
    assert!(matches!(FiledConsent::read(&json!({ "format": "testamur-consent-v1" })), Err(Error::Evidence(_))));
    assert!(matches!(FiledConsent::read(&json!({ "form": {}, "answers": {} })), Err(Error::Malformed { .. })));
}

#[test]
fn a_testimony_that_no_device_of_ours_would_file_is_not_read_as_one() {
    let section =
        json!({ "section": "account", "lines": [{ "text": "A bus came.", "known": "saw" }], "read_back": "right" });
    let whole = json!({
        "format": "testamur-testimony-v1", "witness": "01".repeat(16), "pseudonym": "Duck 34", "identity": { "state": "not-asked" },
        "consent": "02".repeat(16), "began_at": "2019-06-12T12:00:00.000+06:00", "ended_at": "2019-06-12T12:50:00.000+06:00",
        "before": {}, "sections": [section], "sign_off": { "kind": "drawn", "strokes": [[[0, 0], [1000, 1000]]] },
    });
    assert!(Testimony::read(&whole).is_ok());
    let many = |item: serde_json::Value, n: usize| serde_json::Value::Array(vec![item; n]);
    for (pointer, planted) in [
        ("/sign_off/strokes", json!([[[0, 0], [1001, 5]]])),
        ("/sign_off/strokes", json!([[[0, 0], [-1, 5]]])),
        ("/sign_off/strokes", json!([[[0, 0], [1e9, 5]]])),
        ("/sign_off/strokes", json!([[[0, 0, 0], [1, 5, 0]]])),
        ("/sign_off/strokes", many(json!([[0, 0], [1, 1]]), 201)),
        ("/sign_off/strokes", json!([many(json!([1, 1]), 6_001)])),
        ("/pseudonym", json!("n".repeat(61))),
        ("/pseudonym", json!(" ")),
        ("/sections", many(section.clone(), 2)),
        ("/sections/0/lines/0/text", json!("w".repeat(4_001))),
    ] {
        let mut body = whole.clone();
        *body.pointer_mut(pointer).unwrap() = planted;
        assert!(Testimony::read(&body).is_err(), "{pointer}");
    }
    let mut body = whole;
    body["recordings"] = many(json!("03".repeat(16)), 101);
    assert!(Testimony::read(&body).is_err(), "recordings");
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = Draft::parse(&bytes);
    }

    #[test]
    fn one_changed_byte_of_a_draft_is_a_draft_or_an_error(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = signed().to_string().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(draft) = Draft::parse(&bytes) {
            prop_assert!(Draft::parse(draft.to_json().expect("JSON").as_bytes()).is_ok());
        }
    }
}
