//! Lines of a record: each tree becomes lines and returns from them, and readers refuse the forbidden lines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use evidence::lines::{self, Line, MIN_SIZE, STEP};
use evidence::padding::padme;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Returns predictable salts.
fn salts() -> impl FnMut() -> [u8; 16] {
    let mut n = 0u8;
    move || {
        n = n.wrapping_add(1);
        [n; 16]
    }
}

fn encode(tree: &Value) -> evidence::Result<Vec<u8>> {
    lines::encode("record", tree, &mut salts())
}

fn photo() -> Value {
    json!({
        "format": "testamur-record-v2", "id": "55c64d0fcd6f9d5f7c828093857e3fdf", "kind": "photo",
        "location": { "lat": 43.2389, "lon": 76.8897, "source": "gnss" },
        "media": [{ "name": "a.jpg", "size": 3 }, { "name": "b.jpg" }],
        "body": { "answers": { "q17": "yes", "a/b~c": [1, null], "empty": {} }, "note": "at the square" },
    })
}

fn closing() -> Value {
    json!({
        "format": "testamur-closing-v2", "id": "55c64d0fcd6f9d5f7c828093857e3fdf", "opening": "ab",
        "media": [{ "parts": 3 }],
        "adds": { "body/answers/q17": "no", "language": "kk" },
        "corrects": { "media/0/name": { "value": "c.jpg", "reason": "a slip" } },
    })
}

/// Returns the paths of the printed lines, in order.
fn paths(content: &[u8]) -> Vec<String> {
    let lines = lines::split("record", content).unwrap();
    lines.into_iter().map(|line| Line::parse("record", line).unwrap().path).collect()
}

#[test]
fn a_record_and_a_closing_are_lines_whose_paths_name_what_they_say() {
    let content = encode(&photo()).unwrap();
    let told = paths(&content);
    assert_eq!(told[..3], ["format", "id", "kind"]);
    assert_eq!(
        told[3..11],
        [
            "body/answers/a~1b~0c",
            "body/answers/empty",
            "body/answers/q17",
            "body/note",
            "location",
            "media/0/name",
            "media/0/size",
            "media/1/name"
        ]
    );
    assert!(told[11..told.len() - 1].iter().all(|path| path == "filler") && told[told.len() - 1] == "pad");
    assert_eq!((told.len(), content.len()), (16, MIN_SIZE));
    assert_eq!(lines::decode("record", &content).unwrap(), photo());

    let content = encode(&closing()).unwrap();
    assert_eq!(
        paths(&content)[..7],
        ["format", "id", "opening", "adds/body/answers/q17", "adds/language", "corrects/media/0/name", "media/0/parts"]
    );
    assert_eq!(lines::decode("record", &content).unwrap(), closing());
}

#[test]
fn every_line_has_a_salt_of_its_own_and_counts_for_the_root() {
    let content = encode(&photo()).unwrap();
    let split = lines::split("record", &content).unwrap();
    let mut salts: Vec<_> = split.iter().map(|line| Line::parse("record", line).unwrap().salt).collect();
    salts.sort_unstable();
    salts.dedup();
    assert_eq!(salts.len(), split.len());
    let root = lines::root("record", &content).unwrap();
    for at in 0..content.len() {
        let mut other = content.clone();
        other[at] ^= 1;
        assert!(lines::root("record", &other).is_err() || lines::root("record", &other).unwrap() != root, "byte {at}");
    }
}

/// Returns sixteen lines after `change` has edited some.
fn lines_of(change: impl FnOnce(&mut Vec<Value>)) -> Vec<u8> {
    let content = encode(&photo()).unwrap();
    let mut lines: Vec<Value> =
        lines::split("record", &content).unwrap().iter().map(|line| serde_json::from_slice(line).unwrap()).collect();
    change(&mut lines);
    lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect()
}

#[test]
fn what_the_rules_refuse_is_refused() {
    let refused = |what: &str, content: Vec<u8>| {
        let read = lines::decode("record", &content);
        assert!(matches!(read, Err(evidence::Error::Malformed { .. })), "{what}: {read:?}");
    };
    assert!(lines::decode("record", &lines_of(|_| {})).is_ok());
    refused("the first lines in another order", lines_of(|l| l.swap(0, 1)));
    refused("the third line elsewhere", lines_of(|l| l.swap(2, 3)));
    refused("a path twice", lines_of(|l| l[12][1] = json!("body/note")));
    refused("a prefix", lines_of(|l| l[12][1] = json!("body/answers")));
    refused("a path below a value", lines_of(|l| l[12][1] = json!("location/lat")));
    refused("a line too few", lines_of(|l| drop(l.remove(12))));
    refused("a line too many", lines_of(|l| l.insert(12, l[12].clone())));
    refused("no pad", lines_of(|l| l[15][1] = json!("filler")));
    refused("two pads", lines_of(|l| l[14][1] = json!("pad")));
    refused("a pad that says something", lines_of(|l| l[15][2] = json!("hidden")));
    refused("a filler that says something", lines_of(|l| l[14][2] = json!(7)));
    refused("a short salt", lines_of(|l| l[5][0] = json!("0102")));
    refused("a salt in capitals", lines_of(|l| l[5][0] = json!("AB".repeat(16))));
    refused("a salt that is none", lines_of(|l| l[5][0] = json!(null)));
    refused("two fields", lines_of(|l| drop(l[5].as_array_mut().unwrap().pop())));
    refused("four fields", lines_of(|l| l[5].as_array_mut().unwrap().push(json!(1))));
    refused("a medium without a number", lines_of(|l| l[8][1] = json!("media/one/name")));
    refused("a medium with a zero before", lines_of(|l| l[8][1] = json!("media/00/name")));
    refused("a medium left out", lines_of(|l| l[10][1] = json!("media/2/name")));
    refused(
        "a value where media are",
        lines_of(|l| l[8..11].iter_mut().zip(["media", "x", "y"]).for_each(|(l, path)| l[1] = json!(path))),
    );
    for path in ["", "/", "a/", "/a", "a//b", "a~2", "a~", &"x".repeat(1_100)] {
        refused(path, lines_of(|l| l[12][1] = json!(path)));
    }
    let mut open = lines_of(|_| {});
    open.pop();
    refused("a last line without its end", open);
    refused("an empty line", [lines_of(|_| {}), b"\n".to_vec()].concat());
    refused("nothing", Vec::new());
}

/// Generates any value that a form or a record may hold.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i32>().prop_map(|n| Value::from(f64::from(n) / 64.0)),
        ".{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z/~]{1,4}", inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn tree() -> impl Strategy<Value = Value> {
    let media = prop::collection::vec(prop::collection::btree_map("[a-z/~]{1,4}", value(), 1..4), 1..4);
    (any::<bool>(), value(), value(), media).prop_map(|(whole, body, place, media)| {
        let head = if whole { "kind" } else { "opening" };
        json!({ "format": "f", "id": "i", head: "k", "body": body, "location": place, "media": media })
    })
}

proptest! {
    #[test]
    fn every_tree_comes_back_from_its_lines(tree in tree()) {
        let content = encode(&tree).unwrap();
        prop_assert_eq!(lines::decode("record", &content).unwrap(), tree);
        prop_assert_eq!(content.len() as u64, padme(content.len() as u64));
        prop_assert_eq!(lines::split("record", &content).unwrap().len() % STEP, 0);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = lines::decode("record", &bytes);
        let _ = lines::root("record", &bytes);
    }
}
