//! Findings name their file and item as data; items list their content and the state of their files.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use evidence::Digest;
use support::{Scene, World, bundle, judge, salted, sum};
use verify::{FileState, Finding, Verdict};

fn find<'a>(verdict: &'a Verdict, code: &str) -> &'a Finding {
    let found = verdict.answers.content.findings.iter().find(|f| f.code == code);
    found.unwrap_or_else(|| panic!("no {code}:\n{verdict}"))
}

#[test]
fn an_intact_item_tells_its_files_with_their_digests_and_its_place() {
    let scene = Scene::new();
    let files = scene.files();
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    let item = &verdict.items[0];
    let [file] = item.files.as_slice() else { panic!("{:?}", item.files) };
    let path = file.path.clone().unwrap();
    assert_eq!(file.state, FileState::Whole);
    assert_eq!(file.sha256, Some(Digest::of(&files[&path])));
    assert_eq!(file.size, Some(files[&path].len() as u64));
    assert_eq!(file.name.as_deref(), item.media.first().map(String::as_str));
    assert!(item.location.is_some());
}

#[test]
fn an_altered_file_is_named_with_its_item_in_every_finding_about_it() {
    let scene = Scene::new();
    let mut files = scene.files();
    let path = files.keys().find(|p| p.starts_with("media/")).unwrap().clone();
    files.get_mut(&path).unwrap()[3] ^= 1;
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    for code in ["part-changed", "media-digest"] {
        let finding = find(&verdict, code);
        assert_eq!(finding.file.as_deref(), Some(path.as_str()), "{code}");
        assert_eq!(finding.item, Some(scene.photo.id), "{code}");
    }
    let item = verdict.items.iter().find(|i| i.item == scene.photo.id).unwrap();
    assert_eq!(item.files[0].state, FileState::Altered);
    assert_eq!(item.files[0].sha256, Some(Digest::of(&files[&path])), "the digest of the file as it is");
    files.remove(&path);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert_eq!(find(&verdict, "file-missing").file.as_deref(), Some(path.as_str()));
    let item = verdict.items.iter().find(|i| i.item == scene.photo.id).unwrap();
    assert_eq!((item.files[0].state, item.files[0].sha256), (FileState::Missing, None));
}

#[test]
fn a_stray_file_is_named_and_belongs_to_no_item() {
    let scene = Scene::new();
    let mut files = scene.files();
    files.insert("media/planted.jpg".to_owned(), b"planted".to_vec());
    sum(&mut files);
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    let finding = find(&verdict, "stray-file");
    assert_eq!((finding.file.as_deref(), finding.item), (Some("media/planted.jpg"), None));
}

#[test]
fn the_text_says_first_by_when_it_existed_and_never_time_not_checked_alone() {
    let scene = Scene::new();
    let verdict = judge(&scene.files(), &scene.world.trust()).unwrap();
    let text = verdict.to_string();
    assert!(text.contains("existed at the latest at 2026-06-09T08:00:00Z: proven (by a quorum of cosigners"), "{text}");
    assert!(text.contains("not earlier than 2026-06-09T05:41:30Z: proven"), "{text}");
    let untrusted = judge(&scene.files(), &verify::Trust::default()).unwrap().to_string();
    assert!(
        untrusted.contains("existed at the latest at 2026-06-09T08:00:00Z: only if the log is trusted"),
        "{untrusted}"
    );
    assert!(!untrusted.contains("2026-06-09T05:42:30Z: proven"), "{untrusted}");
}

#[test]
fn where_nothing_failed_the_text_names_what_passed_and_what_was_not_checked() {
    let scene = Scene::new();
    let untrusted = judge(&scene.files(), &verify::Trust::default()).unwrap().to_string();
    let end = untrusted.trim_end().lines().last().unwrap_or_default();
    assert!(end.starts_with("Nothing failed. Passed: content, "), "{end}");
    assert!(end.contains(". Not checked: signer, time, "), "{end}");
    assert!(!untrusted.contains("chose to show"), "what judges an archive speaks of nobody's choice:\n{untrusted}");
}

#[test]
fn many_items_fit_a_screen_each_reason_once_with_their_names_and_what_matters_last() {
    let mut world = World::new();
    let mut device = world.device("phone");
    world.log.append(device.entries[0].envelope().payload());
    let photos: Vec<_> = (0..40)
        .map(|n| support::photo(&mut device, &format!("photo {n}").replace(' ', "-"), &[b"picture"], None))
        .collect();
    let mut files = support::bundle(&world, &device.entries, &photos.iter().collect::<Vec<_>>());
    let hurt: Vec<String> = files.keys().filter(|p| p.starts_with("media/")).take(2).cloned().collect();
    for path in &hurt {
        files.get_mut(path).unwrap()[0] ^= 1;
    }
    sum(&mut files);
    let text = judge(&files, &world.trust()).unwrap().to_string();
    assert!(text.lines().count() <= 40, "{}\n{text}", text.lines().count());
    assert_eq!(text.matches("does not have the bytes that the device sealed").count(), 1, "{text}");
    assert!(text.contains("of IMG_2041.jpg ("), "{text}");
    assert!(text.contains("(and 37 more of this kind)"), "{text}");
    let content: Vec<&str> = text.lines().skip_while(|l| !l.starts_with("content")).take(3).collect();
    assert!(content[1].contains("passed:"), "what is normal comes first: {content:?}");
    assert!(text.contains("38 more items; --json gives each"), "{text}");
}

#[test]
fn several_items_are_a_line_each_and_no_sentence_is_said_for_each() {
    let mut world = World::new();
    let mut device = world.device("phone");
    world.log.append(device.entries[0].envelope().payload());
    let photos: Vec<_> =
        (0..10).map(|n| support::photo(&mut device, &format!("photo-{n}"), &[b"picture"], None)).collect();
    let mut files = support::bundle(&world, &device.entries, &photos.iter().collect::<Vec<_>>());
    let text = judge(&files, &world.trust()).unwrap().to_string();
    assert!(text.lines().count() <= 40, "{text}");
    let mut counted: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    text.lines().for_each(|line| *counted.entry(line.trim()).or_default() += 1);
    counted.remove("of all 10 items");
    assert!(counted.iter().all(|(line, count)| line.is_empty() || *count == 1), "{counted:?}\n{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("item IMG_2041.jpg (")).count(), 10, "{text}");
    // Faulty items come after all others, at length.
    let hurt = files.keys().find(|path| path.starts_with("media/")).unwrap().clone();
    files.get_mut(&hurt).unwrap()[0] ^= 1;
    sum(&mut files);
    let text = judge(&files, &world.trust()).unwrap().to_string();
    let wrong = text.find("what the device sealed existed").unwrap();
    assert!(
        text.lines().filter(|line| line.starts_with("item ")).count() == 10 && text.rfind("item IMG").unwrap() < wrong
    );
}

#[test]
fn an_item_is_called_as_its_disclosed_record_says_unless_that_holds_names() {
    let called = |compartment: Option<&str>| {
        let mut world = World::new();
        let mut device = world.device("device");
        world.log.append(device.entries[0].envelope().payload());
        device.wait(60);
        let parts = vec![salted("p0", b"one")];
        let mut record = support::photo_record(support::item_id("photo"), &device, &parts);
        record.body = serde_json::json!({ "format": "testamur-testimony-v1", "pseudonym": "Duck 34" });
        record.compartment = compartment.map(str::to_owned);
        let captured = support::photo_with(&mut device, "photo", parts, &record, world.log.seen());
        world.log.append(device.entries[1].envelope().payload());
        let verdict = judge(&bundle(&world, &device.entries, &[&captured]), &world.trust()).unwrap();
        verdict.items[0].heading.as_ref().map(verify::Heading::english)
    };
    assert_eq!(called(Some("facts")).as_deref(), Some("Testimony of Duck 34"));
    assert_eq!(called(Some("names")), None);
}
