//! Single lines of a withheld record: each is shown as the device sealed it, or ignored.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use evidence::bundle::ShownLine;
use evidence::part::Role;
use evidence::record::{Kind, Location, Method};
use evidence::{Digest, Record, lines};
use support::shown::{shown_lines, tree_path, with_lines_alone};
use support::{Captured, Files, Scene, judge, sum};
use verify::{Answer, Status, Verdict};

fn codes(answer: &Answer) -> Vec<&'static str> {
    answer.findings.iter().map(|finding| finding.code).collect()
}

fn told(verdict: &Verdict) -> Vec<(&str, &str)> {
    verdict.items[0].lines.iter().map(|line| (line.path.as_str(), line.value.as_str())).collect()
}

/// Spoils a shown line.
type Change<'a> = &'a dyn Fn(&mut ShownLine);

/// Index of the line that names the item: other lines count only with it.
const ID: u64 = 1;

/// Returns the bundle with a changed line beside the line with the item's id.
fn changed(scene: &Scene, change: impl FnOnce(&mut ShownLine)) -> Files {
    let path = tree_path(scene.photo.record.as_ref().unwrap());
    let mut files = with_lines_alone(scene, &[ID, 4]);
    let mut shown: Vec<ShownLine> =
        files[&path].split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    change(&mut shown[1]);
    files.insert(path, support::lines(shown));
    sum(&mut files);
    files
}

#[test]
fn every_line_of_a_record_can_be_shown_without_the_others() {
    let scene = Scene::new();
    let record = scene.photo.record.as_ref().unwrap();
    let all: Vec<lines::Line> = lines::split("record", record.content())
        .unwrap()
        .into_iter()
        .map(|line| lines::Line::parse("record", line).unwrap())
        .collect();
    for (place, line) in all.iter().enumerate() {
        let verdict = judge(&with_lines_alone(&scene, &[ID, place as u64]), &scene.world.trust()).unwrap();
        let silent = ["filler", "pad"].contains(&line.path.as_str());
        assert_eq!(verdict.answers.content.status, Status::Passed, "line {place}: {verdict}");
        assert!(codes(&verdict.answers.content).contains(&"lines-shown"), "line {place}: {verdict}");
        assert_eq!(verdict.answers.completeness.status, Status::NotChecked, "the others are withheld");
        let paths: BTreeSet<&str> = told(&verdict).iter().map(|(path, _)| *path).collect();
        let expected = if silent { BTreeSet::from(["id"]) } else { BTreeSet::from(["id", line.path.as_str()]) };
        assert_eq!(paths, expected);
        assert!(verdict.whole);
    }
    let every: Vec<u64> = (0..all.len() as u64).collect();
    let verdict = judge(&with_lines_alone(&scene, &every), &scene.world.trust()).unwrap();
    assert!(told(&verdict).contains(&("kind", "photo")), "{verdict}");
    assert!(verdict.to_string().contains("line         kind: photo"), "{verdict}");
}

#[test]
fn a_line_that_is_not_proven_says_nothing_and_takes_nothing_from_the_rest() {
    let scene = Scene::new();
    let changes: [(&str, Change<'_>); 5] = [
        ("words", &|line| line.line = line.line.replace('"', "'")),
        ("another salt", &|line| line.line.replace_range(2..4, "00")),
        ("place", &|line| line.index += 1),
        ("proof", &|line| line.proof[0] = Digest::of(b"x")),
        ("a shorter proof", &|line| line.proof.truncate(1)),
    ];
    for (what, change) in changes {
        let verdict = judge(&changed(&scene, change), &scene.world.trust()).unwrap();
        assert!(codes(&verdict.answers.content).contains(&"line-not-of-record"), "{what}: {verdict}");
        assert_eq!(verdict.answers.content.status, Status::Passed, "{what}: the id is shown all the same");
        assert_eq!(told(&verdict).len(), 1, "{what}");
    }
    let alone = judge(&with_lines_alone(&scene, &[4]), &scene.world.trust()).unwrap();
    assert!(codes(&alone.answers.content).contains(&"line-not-of-record"), "nothing says whose line it is: {alone}");
    assert_eq!((alone.answers.content.status, told(&alone)), (Status::NotChecked, vec![]));
    // Beside a record that is shown whole, such a line changes no answer.
    let path = tree_path(scene.photo.record.as_ref().unwrap());
    let mut files = scene.files();
    files.insert(path, b"{}\n".to_vec());
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert_eq!(verdict.answers.content.status, Status::Passed, "{verdict}");
    assert!(codes(&verdict.answers.content).contains(&"line-not-of-record"), "{verdict}");
}

#[test]
fn lines_under_a_root_that_no_entry_of_the_items_states_are_of_nobody() {
    let scene = Scene::new();
    let note = scene.note.record.as_ref().unwrap();
    let mut files = scene.files();
    files.insert(tree_path(note), shown_lines(note, &[2]));
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert!(codes(&verdict.answers.content).contains(&"stray-file"), "{verdict}");
    assert!(told(&verdict).is_empty() && !verdict.whole);
}

#[test]
fn lines_of_another_items_record_are_not_this_items() {
    let mut scene = Scene::new();
    let note = scene.note.record.clone().unwrap();
    // A device states, for an item of its own, the root of another device's record.
    let id = support::item_id("liar");
    scene.device.add(Some(id), &[(Role::Record, &note)], None);
    let entry = scene.device.entries.last().unwrap().digest();
    let every: Vec<u64> = (0..lines::split("record", note.content()).unwrap().len() as u64).collect();
    let mut files =
        support::with_manifest(support::bundle(&scene.world, &scene.device.entries, &[&scene.photo]), |m| {
            m.items[0].item = id;
            m.items[0].as_of = entry;
            m.items[0].record.as_mut().unwrap().withheld = true;
            m.items[0].media.clear();
        });
    support::tell(&mut files, scene.device.entries.last().unwrap());
    files.insert(tree_path(&note), shown_lines(&note, &every));
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert!(codes(&verdict.answers.content).contains(&"line-not-of-record"), "{verdict}");
    assert!(told(&verdict).is_empty() && verdict.answers.content.status != Status::Passed, "{verdict}");
}

#[test]
fn a_shown_line_that_names_somebody_is_printed_as_the_bundle_s_maker_shows_it_and_names_no_item() {
    let mut scene = Scene::new();
    let at = scene.device.claimed();
    let id = support::item_id("testimony");
    let mut record = Record::new(id, Kind::Testimony, Method::Entered, at, Location::missing("not-asked"));
    record.compartment = Some("names".to_owned());
    record.body = serde_json::json!({ "note": "Aigul was led away" });
    let part = support::salted("testimony", &record.to_content(&[9; 32]).unwrap());
    scene.device.add(Some(id), &[(Role::Record, &part)], scene.world.log.seen());
    let told = Captured { id, device: scene.device.id(), opening: None, record: Some(part.clone()), media: Vec::new() };
    let whole = support::bundle(&scene.world, &scene.device.entries, &[&told, &scene.photo]);
    let verdict = judge(&whole, &scene.world.trust()).unwrap();
    assert!(!verdict.to_string().contains("Aigul"), "a record is told without its words: {verdict}");
    let mut files = support::with_manifest(whole, |m| m.items[0].record.as_mut().unwrap().withheld = true);
    files.remove(&format!("records/{}", part.commitment()));
    let every: Vec<u64> = (0..lines::split("record", part.content()).unwrap().len() as u64).collect();
    files.insert(tree_path(&part), shown_lines(&part, &every));
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    let item = verdict.items.iter().find(|item| item.item == id).unwrap();
    assert!(item.heading.is_none() && item.note.is_none() && item.end.is_none(), "{item:?}");
    assert!(item.lines.iter().any(|line| line.path == "body/note" && line.value == "Aigul was led away"));
    let text = verdict.to_string();
    assert_eq!(text.matches("Aigul").count(), 1, "{text}");
    assert!(text.contains("line         body/note: Aigul was led away"), "{text}");
}
