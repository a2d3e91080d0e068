//! The verdict on every sort of bundle ends in a paragraph for people: correct results first, then the faults, by
//! name, each fact once, and no guessed cause.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use std::collections::BTreeSet;
use std::io::Cursor;

use evidence::bundle::{ENTRIES, NOTED};
use evidence::part::Role;
use support::{
    Captured, CapturedMedia, Device, Files, Scene, World, bundle, judge, salted, sum, with_lines, with_manifest, zipped,
};
use verify::{CODES, Status, Trust, Verdict, ZipSource};

/// Three photos of one device, each delivered.
struct Desk {
    world: World,
    device: Device,
    photos: Vec<Captured>,
}

const GATE: &str = "media/gate-0.jpg";

impl Desk {
    fn new() -> Self {
        let mut world = World::new();
        let mut device = world.device("phone");
        world.log.append(device.entries[0].envelope().payload());
        device.wait(60);
        support::note(&mut device, "note", "before", world.log.seen());
        let entry = device.entries[1].clone();
        world.log.append(entry.envelope().payload());
        world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
        let photos = ["gate", "bus", "street"].map(|label| {
            device.wait(60);
            let parts = vec![salted(label, format!("\u{ff}{label}, as it was").as_bytes())];
            let mut record = support::photo_record(support::item_id(label), &device, &parts);
            record.media[0].name = format!("{label}.jpg");
            let photo = support::photo_with(&mut device, label, parts, &record, world.log.seen());
            let entry = device.entries.last().unwrap().clone();
            world.log.append(entry.envelope().payload());
            world.log.deliver(&[&entry], "2026-06-09T05:45:00Z");
            photo
        });
        Self { world, device, photos: photos.to_vec() }
    }

    fn files(&self) -> Files {
        bundle(&self.world, &self.device.entries, &self.photos.iter().collect::<Vec<_>>())
    }

    fn record(&self) -> String {
        format!("records/{}", self.photos[0].record.as_ref().unwrap().commitment())
    }
}

/// One sort of bundle, with the expected last paragraph.
struct Sort {
    what: &'static str,
    verdict: Verdict,
    /// The paragraph's first words.
    begins: &'static str,
    /// Texts that occur in it exactly once.
    named: Vec<String>,
}

fn sort(what: &'static str, verdict: Verdict, begins: &'static str, named: &[&str]) -> Sort {
    Sort { what, verdict, begins, named: named.iter().map(|n| (*n).to_owned()).collect() }
}

const RIGHT: &str = "Everything was checked, and nothing failed: ";
const OPEN: &str = "Nothing failed. ";
const SOME: &str = "Nothing is wrong with ";
const WRONG: &str = "Wrong";
const CUT: &str = "The zip ends too early";

fn at((files, trust): (Files, Trust)) -> Verdict {
    judge(&files, &trust).unwrap()
}

/// Returns a recording that was never closed.
fn unfinished() -> (Files, Trust) {
    let mut world = World::new();
    let mut device = world.device("phone");
    let (id, parts) = (support::item_id("gate"), vec![salted("gate", b"\xff gate")]);
    let mut opening = support::photo_record(id, &device, &[]);
    (opening.media[0].size, opening.media[0].sha256) = (None, None);
    let opening = salted("opening", &opening.to_content(&[9; 32]).unwrap());
    let entry = device.add(Some(id), &[(Role::Opening, &opening), (Role::Media(0), &parts[0])], None);
    world.log.append(entry.envelope().payload());
    let media = vec![CapturedMedia { file: GATE.to_owned(), first_part: 0, parts }];
    let item = Captured { id, device: device.id(), opening: Some(opening), record: None, media };
    (bundle(&world, &device.entries, &[&item]), world.trust())
}

/// Returns a photo of a device whose clock is hours ahead of the cosigners.
fn late() -> (Files, Trust) {
    let mut world = World::new();
    let mut device = world.device("phone");
    device.wait(24 * 3_600);
    let parts = vec![salted("gate", b"\xff gate")];
    let mut record = support::photo_record(support::item_id("gate"), &device, &parts);
    record.media[0].name = "gate.jpg".to_owned();
    let photo = support::photo_with(&mut device, "gate", parts, &record, None);
    for entry in &device.entries {
        world.log.append(entry.envelope().payload());
    }
    (bundle(&world, &device.entries, &[&photo]), world.trust())
}

/// Returns every sort of bundle.
fn sorts() -> Vec<Sort> {
    let desk = Desk::new();
    let trust = desk.world.trust();
    let files = desk.files();
    let record = desk.record();
    let policy = support::policy_path(&desk.world.policy);
    let changed = |path: &str, repair: bool, change: &dyn Fn(&mut Vec<u8>)| {
        let mut files = desk.files();
        change(files.get_mut(path).unwrap());
        if repair {
            sum(&mut files);
        }
        judge(&files, &trust).unwrap()
    };
    let without = |path: &str, repair: bool| {
        let mut files = desk.files();
        files.remove(path);
        if repair {
            sum(&mut files);
        }
        judge(&files, &trust).unwrap()
    };
    let with = |path: &str, repair: bool| {
        let mut files = desk.files();
        files.insert(path.to_owned(), b"planted".to_vec());
        if repair {
            sum(&mut files);
        }
        judge(&files, &trust).unwrap()
    };
    let listed = |change: &dyn Fn(&mut evidence::bundle::Item)| {
        judge(&with_manifest(desk.files(), |m| change(&mut m.items[0])), &trust).unwrap()
    };
    let withheld = |all: bool| {
        let mut files = with_manifest(desk.files(), |m| {
            let item = &mut m.items[0];
            item.media[0].file = None;
            for part in &mut item.media[0].parts {
                (part.salt, part.size) = (None, None);
            }
            item.record.as_mut().unwrap().withheld = all;
        });
        files.remove(GATE);
        if all {
            files.remove(&record);
        }
        sum(&mut files);
        judge(&files, &trust).unwrap()
    };
    let salvaged = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut zip = zipped(&files);
        change(&mut zip);
        verify::bundle(&mut ZipSource::salvage(Cursor::new(zip)).unwrap(), &trust).unwrap()
    };
    let place = |zip: &[u8], of: &[u8]| zip.windows(of.len()).position(|window| window == of).unwrap();
    let content = files[GATE].clone();
    let trusting_others = World::named("another organisation", "log").trust();
    let mut bare = desk.files();
    bare.retain(|path, _| !path.starts_with("receipts/"));
    sum(&mut bare);
    let details = format!("details/{}", desk.device.entries[2].details_digest());
    let flip = |b: &mut Vec<u8>| b[3] ^= 1;
    let mut several = desk.files();
    for path in [GATE, "media/bus-0.jpg"] {
        several.get_mut(path).unwrap()[3] ^= 1;
    }
    several.insert(record.clone(), several[&record].iter().map(|b| b ^ 1).collect());
    sum(&mut several);
    vec![
        sort("whole", judge(&files, &trust).unwrap(), RIGHT, &[]),
        sort("whole, one item", judge(&Scene::new().files(), &Scene::new().world.trust()).unwrap(), RIGHT, &[]),
        sort("altered file, sums written anew", changed(GATE, true, &flip), SOME, &[GATE, "gate.jpg (", "bus.jpg"]),
        sort("altered file", changed(GATE, false, &flip), SOME, &[GATE]),
        sort("shorter file", changed(GATE, true, &|b| b.truncate(5)), SOME, &[GATE]),
        sort("empty file", changed(GATE, true, &Vec::clear), SOME, &[GATE]),
        sort("longer file", changed(GATE, true, &|b| b.push(0)), SOME, &[GATE]),
        sort("altered record", changed(&record, true, &flip), SOME, &["the record of item c974e17b"]),
        sort(
            "altered record, sums as they were",
            changed(&record, false, &flip),
            SOME,
            &["the record of item c974e17b"],
        ),
        sort(
            "three altered files",
            judge(&several, &trust).unwrap(),
            SOME,
            &[GATE, "the record of item c974e17b", "media/bus-0.jpg"],
        ),
        sort("missing file, sums written anew", without(GATE, true), SOME, &[GATE]),
        sort("missing file", without(GATE, false), SOME, &[GATE]),
        sort("missing record", without(&record, false), SOME, &["the record of item c974e17b"]),
        sort("missing policy", without(&policy, false), WRONG, &[&policy]),
        sort("no policy", without(&policy, true), OPEN, &[]),
        sort("no receipts", judge(&bare, &trust).unwrap(), OPEN, &[]),
        sort("another organisation", judge(&files, &trusting_others).unwrap(), WRONG, &["another organisation"]),
        sort("nobody trusted", judge(&files, &Trust::default()).unwrap(), OPEN, &[]),
        sort("altered policy", changed(&policy, false, &|b| b.push(b' ')), WRONG, &[&policy]),
        sort(
            "zip, altered file",
            salvaged(&|z| {
                let at = place(z, &content);
                z[at] ^= 1;
            }),
            SOME,
            &[GATE],
        ),
        sort("zip, cut off", salvaged(&|z| z.truncate(place(z, &content) + 4)), CUT, &[GATE, "its end is missing"]),
        sort(
            "zip, altered directory",
            salvaged(&|z| {
                let at = z.len() - 30;
                z[at] ^= 1;
            }),
            RIGHT,
            &["does not agree with the zip"],
        ),
        sort("not finished", at(unfinished()), OPEN, &[]),
        sort("withheld medium", withheld(false), OPEN, &["completeness of gate.jpg ("]),
        sort("withheld item", withheld(true), OPEN, &["content of "]),
        sort("withheld details", without(&details, true), OPEN, &["content of gate.jpg ("]),
        sort("file of no item", with("media/planted.jpg", true), RIGHT, &["media/planted.jpg"]),
        sort("file of no item and no list", with("media/planted.jpg", false), RIGHT, &["media/planted.jpg"]),
        sort("file on no list", with("readme.txt", false), RIGHT, &["readme.txt"]),
        sort("file of a later version", with("anchors", true), RIGHT, &["anchors"]),
        sort(
            "entries that are not here",
            judge(&with_lines(desk.files(), ENTRIES, |l| drop(l.remove(1))), &trust).unwrap(),
            OPEN,
            &[],
        ),
        sort(
            "junk in a line",
            judge(&with_lines(desk.files(), NOTED, |l| l.push("junk".into())), &trust).unwrap(),
            RIGHT,
            &[NOTED],
        ),
        sort("salt left out", listed(&|i| i.media[0].parts[0].salt = None), SOME, &[GATE, "without what is needed"]),
        sort(
            "impossible size",
            listed(&|i| i.media[0].parts[0].size = Some(u32::MAX)),
            SOME,
            &[GATE, "without what is needed"],
        ),
        sort("a part that nothing states", listed(&|i| i.media[0].first_part = 5), SOME, &["gate.jpg ("]),
        sort("a claim against a quorum", at(late()), WRONG, &["gate.jpg ("]),
        sort("no items", judge(&with_manifest(desk.files(), |m| m.items.clear()), &trust).unwrap(), OPEN, &[]),
        sort("entries alone", verify::chain(desk.device.entries.clone(), &trust), OPEN, &[]),
        sort("nothing at all", verify::chain(Vec::new(), &Trust::default()), OPEN, &["Nothing could be checked"]),
    ]
}

/// Returns the text above the items, and the last paragraph.
fn split(text: &str) -> (String, String) {
    let paragraphs: Vec<&str> = text.trim_end().split("\n\n").collect();
    (paragraphs[0].to_owned(), (*paragraphs.last().unwrap()).to_owned())
}

#[test]
fn every_sort_of_bundle_ends_in_a_paragraph_that_names_what_is_wrong_once() {
    for Sort { what, verdict, begins, named } in sorts() {
        let text = verdict.to_string();
        let (_, last) = split(&text);
        assert!(last.starts_with(begins) && last.ends_with('.'), "{what}: {last}\n\n{text}");
        for name in named {
            assert_eq!(last.matches(&name).count(), 1, "{what}: {name} in {last}\n\n{text}");
        }
        let right = verdict.answers.exit_ok();
        assert_eq!(last.contains("Nothing failed") || last.starts_with(RIGHT), right, "{what}: {last}");
        assert_eq!(last.contains("Wrong"), !right, "{what}: {last}");
        assert!(verdict.whole || last.contains("About the bundle itself") || last.contains("Wrong"), "{what}: {last}");
        for code in CODES.iter().map(|c| c.code).filter(|c| c.contains('-')) {
            assert!(!last.contains(code), "{what}: a code, {code}, in {last}");
        }
    }
}

#[test]
fn no_sentence_is_said_twice_and_no_cause_is_told_that_nobody_knows() {
    for Sort { what, verdict, .. } in sorts() {
        let text = verdict.to_string();
        let (answers, last) = split(&text);
        // An item may occur under several reasons.
        let lines = answers.lines().filter(|line| !line.trim_start().starts_with("of "));
        let sentences = lines.map(|line| line.trim().split_once(": ").map_or(line.trim(), |(_, said)| said));
        let sentences: Vec<&str> = sentences.filter(|said| !said.starts_with("as above")).collect();
        for said in [sentences, last.split(['.', '\n']).map(str::trim).filter(|s| !s.is_empty()).collect()] {
            let once: BTreeSet<&str> = said.iter().copied().collect();
            let twice: Vec<&&str> = said.iter().filter(|s| said.iter().filter(|o| o == s).count() > 1).collect();
            assert_eq!(once.len(), said.len(), "{what}: {twice:?}\n{text}");
        }
        assert!(!text.contains("on its way") && !text.contains("medium 0"), "{what}: {text}");
    }
}

#[test]
fn an_item_that_is_not_what_was_sealed_is_counted_nowhere_as_existing_by_then() {
    for Sort { what, verdict, .. } in sorts() {
        let text = verdict.to_string();
        let wrong = verdict.items.iter().filter(|i| i.answers.content.status == Status::Failed).count();
        let (right, all) = (verdict.items.len() - wrong, verdict.items.len());
        for count in right + 1..=all {
            assert!(!text.contains(&format!("{count} of {all} items existed")), "{what}: {text}");
        }
        let told = text.lines().filter(|l| l.trim_start().starts_with("what the device sealed existed")).count();
        assert_eq!(told, wrong, "{what}: {text}");
    }
}

#[test]
fn a_file_is_told_once_among_the_answers_however_many_checks_of_it_fail() {
    let desk = Desk::new();
    for change in [|b: &mut Vec<u8>| b[3] ^= 1, |b: &mut Vec<u8>| b.truncate(4), |b: &mut Vec<u8>| b.push(1)] {
        let mut files = desk.files();
        change(files.get_mut(GATE).unwrap());
        let (answers, _) = split(&judge(&files, &desk.world.trust()).unwrap().to_string());
        assert_eq!(answers.matches(GATE).count(), 1, "{answers}");
        assert_eq!(answers.matches("FAILED:").count(), 1, "{answers}");
    }
}

#[test]
fn of_many_wrong_items_a_few_are_named_and_the_others_counted() {
    let mut world = World::new();
    let mut device = world.device("phone");
    world.log.append(device.entries[0].envelope().payload());
    let photos: Vec<_> =
        (0..30).map(|n| support::photo(&mut device, &format!("photo-{n}"), &[b"picture"], None)).collect();
    let mut files = bundle(&world, &device.entries, &photos.iter().collect::<Vec<_>>());
    files.iter_mut().filter(|(path, _)| path.starts_with("media/")).take(20).for_each(|(_, b)| b[0] ^= 1);
    sum(&mut files);
    let (_, last) = split(&judge(&files, &world.trust()).unwrap().to_string());
    assert!(
        last.starts_with("Nothing is wrong with 10 of 30 items: ")
            && last.contains(" and 4 more. Right of these items: "),
        "{last}"
    );
    assert_eq!(last.matches("media/").count(), 6, "{last}");
    assert!(
        last.contains(
            " and 14 more do not have the bytes that the device sealed.\nRight of these items all the same: "
        ),
        "{last}"
    );
    assert_eq!(last.lines().count(), 4, "{last}");
}

#[test]
fn of_a_zip_that_was_cut_the_whole_items_are_named_before_the_files_that_are_gone() {
    let desk = Desk::new();
    let files = desk.files();
    let mut zip = zipped(&files);
    let record = files.iter().rfind(|(path, _)| path.starts_with("records/")).unwrap().1;
    let at = zip.windows(record.len()).position(|window| window == record.as_slice()).unwrap();
    zip.truncate(at + 4);
    let verdict = verify::bundle(&mut ZipSource::salvage(Cursor::new(zip)).unwrap(), &desk.world.trust()).unwrap();
    let (_, last) = split(&verdict.to_string());
    let lines: Vec<&str> = last.lines().collect();
    assert!(
        lines[0].starts_with("The zip ends too early") && lines[0].ends_with("Copy it again from where it came."),
        "{last}"
    );
    assert!(lines[1].starts_with("Nothing is wrong with 2 of 3 items: "), "{last}");
    assert!(last.find("Wrong: ").unwrap() > last.find(lines[1]).unwrap(), "{last}");
}

#[test]
fn where_the_list_alone_contradicts_a_file_it_is_said_that_the_list_may_be_altered() {
    let desk = Desk::new();
    let said = |path: &str| {
        let mut files = desk.files();
        let list = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        let other = |line: &str| {
            if line.ends_with(path) { format!("{}{}\n", "0".repeat(64), &line[64..]) } else { format!("{line}\n") }
        };
        files.insert("SHA256SUMS".into(), list.lines().map(other).collect::<String>().into_bytes());
        split(&judge(&files, &desk.world.trust()).unwrap().to_string()).1
    };
    let manifest = said("bundle.json");
    assert!(
        manifest.contains("Wrong: the list of items (bundle.json) is not the file that SHA256SUMS lists."),
        "{manifest}"
    );
    assert!(manifest.contains("It may be the list, SHA256SUMS, that was altered"), "{manifest}");
    let receipts = said("receipts/noted.jsonl");
    assert!(receipts.contains("receipts of the server (receipts/noted.jsonl)"), "{receipts}");
}
