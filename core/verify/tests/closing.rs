//! The opening binds: the values that the end of an item may give, and the verdict on an end that contradicts.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

mod support;

use evidence::closing::{Change, Correction, Counted};
use evidence::part::Role;
use evidence::record::Method;
use evidence::{Closing, Digest, PlainPart, Record};
use serde_json::json;
use support::{Captured, CapturedMedia, Device, Files, Scene, World, bundle, judge, salted, with_manifest};
use verify::{Question, Status, Trust, Verdict};

/// A device with one recording in two parts: its opening, its parts and its end are in an entry each.
struct Recorded {
    world: World,
    device: Device,
    item: Captured,
}

fn opening_record(device: &Device) -> Record {
    let mut record = support::photo_record(support::item_id("live"), device, &[]);
    record.method = Method::Captured;
    record.location = evidence::record::Location::missing("unavailable");
    record.body = json!({ "note": "at the gate" });
    let media = &mut record.media[0];
    (media.size, media.sha256) = (None, None);
    record
}

/// Returns a recording. `end` makes the content of the part `record` from the opening and a valid closing.
fn recorded(end: impl FnOnce(&Record, Closing) -> Vec<u8>) -> Recorded {
    recorded_with(true, 1, |_| (), end)
}

fn recorded_with(
    opens: bool,
    wait: i64,
    change: impl FnOnce(&mut Record),
    end: impl FnOnce(&Record, Closing) -> Vec<u8>,
) -> Recorded {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let mut record = opening_record(&device);
    change(&mut record);
    let opening = salted("opening", &record.to_content(&[9; 32]).unwrap());
    let parts = [salted("one", b"first half, "), salted("two", b"second half")];
    let id = record.id;
    let whole: Vec<u8> = parts.iter().flat_map(|p| p.content()).copied().collect();
    let counted =
        Counted { parts: 2, interrupted: false, size: Some(whole.len() as u64), sha256: Some(Digest::of(&whole)) };
    if opens {
        device.add(Some(id), &[(Role::Opening, &opening)], None);
        device.wait(1);
    }
    for (n, part) in parts.iter().enumerate() {
        device.add(Some(id), &[(Role::Media(n as u32), part)], None);
        device.wait(wait);
    }
    let closing = Closing::new(id, opening.commitment(), device.claimed(), vec![counted]);
    let last = salted("end", &end(&record, closing));
    device.add(Some(id), &[(Role::Record, &last)], None);
    let media = vec![CapturedMedia { file: "media/live.jpg".to_owned(), first_part: 0, parts: parts.to_vec() }];
    let opening = opens.then_some(opening);
    let item = Captured { id, device: device.id(), opening, record: Some(last), media };
    Recorded { world, device, item }
}

impl Recorded {
    fn files(&self) -> Files {
        bundle(&self.world, &self.device.entries, &[&self.item])
    }

    fn judge(&self) -> Verdict {
        judge(&self.files(), &Trust::default()).unwrap()
    }
}

fn has(verdict: &Verdict, question: Question, status: Status, code: &str) -> bool {
    verdict.items[0].answers.get(question).findings.iter().any(|f| f.status == status && f.code == code)
}

fn content(verdict: &Verdict) -> Status {
    verdict.items[0].answers.content.status
}

fn written(closing: Closing) -> Vec<u8> {
    closing.to_content(&[9; 32]).unwrap()
}

fn correction(value: serde_json::Value) -> Correction {
    Correction { value, reason: "I mistook the gate".to_owned() }
}

#[test]
fn a_closing_that_adds_and_corrects_passes_and_both_values_are_told_after_the_opening() {
    let recorded = recorded(|_, mut closing| {
        closing.adds.insert("location".to_owned(), json!({ "lat": 43.2, "lon": 76.8, "source": "gnss" }));
        closing.adds.insert("body/tag".to_owned(), json!("\u{202e}force"));
        closing.corrects.insert("body/note".to_owned(), correction(json!("at the other gate")));
        written(closing)
    });
    let verdict = recorded.judge();
    assert_eq!(content(&verdict), Status::Passed, "{verdict}");
    assert!(!has(&verdict, Question::Time, Status::Remark, "pause"));
    let item = &verdict.items[0];
    assert_eq!(item.note.as_deref(), Some("at the gate"), "the opening is what is told");
    assert!(matches!(item.location, Some(evidence::record::Location::Missing { .. })));
    let end = item.end.as_ref().unwrap();
    assert_eq!(end.entry, recorded.device.entries.last().unwrap().digest());
    assert!(end.ended_at.is_some() && end.claimed_at.is_some());
    let told: Vec<_> = end.later.iter().map(|s| (s.change, s.path.as_str(), s.before.is_some())).collect();
    let expected =
        [(Change::Added, "body/tag", false), (Change::Added, "location", true), (Change::Corrected, "body/note", true)];
    assert_eq!(told, expected);
    let text = verdict.to_string();
    assert!(
        text.contains("corrected at the end: body/note: first \"at the gate\", then \"at the other gate\""),
        "{text}"
    );
    assert!(!text.contains('\u{202e}'));
    assert_eq!(item.files[0].state, verify::FileState::Whole);
}

#[test]
fn a_contradicting_path_another_opening_and_a_full_record_fail() {
    type End = fn(&Record, Closing) -> Vec<u8>;
    let ends: [(&str, End); 8] = [
        ("another note", |_, mut c| {
            c.adds.insert("body/note".to_owned(), json!("downloaded in 2011"));
            written(c)
        }),
        ("the whole body", |_, mut c| {
            c.adds.insert("body".to_owned(), json!("downloaded in 2011"));
            written(c)
        }),
        ("another method", |_, mut c| {
            c.adds.insert("method".to_owned(), json!("imported"));
            written(c)
        }),
        ("a second medium", |_, mut c| {
            c.adds.insert("media/1/name".to_owned(), json!("b.jpg"));
            written(c)
        }),
        ("a correction of nothing", |_, mut c| {
            c.corrects.insert("language".to_owned(), correction(json!("kk")));
            written(c)
        }),
        ("more media", |_, mut c| {
            c.media.push(Counted { parts: 0, interrupted: false, size: None, sha256: None });
            written(c)
        }),
        ("another opening", |_, c| written(Closing { opening: Digest::of(b"another"), ..c })),
        ("a full record", |record, c| {
            let mut record = record.clone();
            record.media[0].parts = c.media[0].parts;
            record.to_content(&[9; 32]).unwrap()
        }),
    ];
    for (what, end) in ends {
        let verdict = recorded(end).judge();
        assert!(has(&verdict, Question::Content, Status::Failed, "opening-contradicted"), "{what}: {verdict}");
        let item = &verdict.items[0];
        assert_eq!(
            (item.note.as_deref(), item.media.as_slice()),
            (Some("at the gate"), &["IMG_2041.jpg".to_owned()][..])
        );
    }
}

#[test]
fn as_of_the_entry_before_a_contradicting_end_nothing_fails() {
    let recorded = recorded(|record, _| record.to_content(&[9; 32]).unwrap());
    let before = recorded.device.entries[recorded.device.entries.len() - 2].digest();
    let files = with_manifest(recorded.files(), |m| {
        m.items[0].as_of = before;
        m.items[0].record = None;
    });
    let verdict = judge(&files, &Trust::default()).unwrap();
    assert_eq!(content(&verdict), Status::Passed, "{verdict}");
}

#[test]
fn a_field_that_no_closing_has_cannot_be_read() {
    let verdict = recorded(|_, closing| {
        let mut value = evidence::lines::decode("closing", &written(closing)).unwrap();
        value["kind"] = json!("document");
        evidence::lines::print("closing", &value, &[9; 32]).unwrap()
    })
    .judge();
    assert!(has(&verdict, Question::Content, Status::Failed, "record-unreadable"), "{verdict}");
    assert_eq!(verdict.items[0].note.as_deref(), Some("at the gate"));
}

#[test]
fn without_an_opening_in_the_first_entry_content_is_not_checked() {
    let full = recorded_with(
        false,
        1,
        |_| (),
        |record, c| {
            let mut record = record.clone();
            let media = &mut record.media[0];
            (media.parts, media.size, media.sha256) = (2, c.media[0].size, c.media[0].sha256);
            record.to_content(&[9; 32]).unwrap()
        },
    );
    let verdict = full.judge();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "no-opening"), "{verdict}");
    assert_eq!((content(&verdict), verdict.items[0].note.as_deref()), (Status::NotChecked, Some("at the gate")));
    // A closing without an opening is not shown.
    let verdict = recorded_with(false, 1, |_| (), |_, c| written(c)).judge();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "no-opening"), "{verdict}");
    assert_eq!((content(&verdict), &verdict.items[0].note), (Status::NotChecked, &None));
    // An item in one entry needs no opening.
    let scene = Scene::new();
    assert_eq!(content(&judge(&scene.files(), &Trust::default()).unwrap()), Status::Passed);
}

#[test]
fn an_opening_in_a_later_entry_says_nothing() {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let record = opening_record(&device);
    let opening = salted("opening", &record.to_content(&[9; 32]).unwrap());
    let part = salted("one", b"x");
    device.add(Some(record.id), &[(Role::Media(0), &part)], None);
    device.add(Some(record.id), &[(Role::Opening, &opening)], None);
    let counted = Counted { parts: 1, interrupted: false, size: None, sha256: None };
    let closing = Closing::new(record.id, opening.commitment(), device.claimed(), vec![counted]);
    let end = salted("end", &written(closing));
    device.add(Some(record.id), &[(Role::Record, &end)], None);
    let media = vec![CapturedMedia { file: "media/live.jpg".to_owned(), first_part: 0, parts: vec![part] }];
    let item = Captured { id: record.id, device: device.id(), opening: None, record: Some(end), media };
    let verdict = judge(&bundle(&world, &device.entries, &[&item]), &Trust::default()).unwrap();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "no-opening"), "{verdict}");
    assert_eq!((content(&verdict), &verdict.items[0].note), (Status::NotChecked, &None));
}

#[test]
fn an_opening_or_first_details_withheld_leave_content_unchecked() {
    let good = recorded(|_, c| written(c));
    let name = |part: &PlainPart| format!("records/{}", part.commitment());
    let mut files = good.files();
    files.remove(&name(good.item.opening.as_ref().unwrap()));
    let withheld = with_manifest(files.clone(), |m| m.items[0].opening.as_mut().unwrap().withheld = true);
    let verdict = judge(&withheld, &Trust::default()).unwrap();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "opening-withheld"), "{verdict}");
    assert_eq!((content(&verdict), &verdict.items[0].note), (Status::NotChecked, &None));
    let unlisted = with_manifest(files, |m| m.items[0].opening = None);
    let verdict = judge(&unlisted, &Trust::default()).unwrap();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "opening-withheld"), "{verdict}");

    // A contradicting end is no failure while the details that would vouch for the opening are withheld.
    let bad = recorded(|record, _| record.to_content(&[9; 32]).unwrap());
    let mut files = bad.files();
    files.remove(&format!("{}{}", evidence::bundle::DETAILS, bad.device.entries[1].details_digest()));
    support::sum(&mut files);
    let verdict = judge(&files, &Trust::default()).unwrap();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "details-withheld"), "{verdict}");
    assert_eq!(content(&verdict), Status::NotChecked, "{verdict}");
}

#[test]
fn a_pause_is_told_and_changes_nothing() {
    for (wait, told) in [(10, false), (11, true), (2_400, true)] {
        let verdict = recorded_with(true, wait, |_| (), |_, c| written(c)).judge();
        assert_eq!(has(&verdict, Question::Time, Status::Remark, "pause"), told, "{wait}: {verdict}");
        assert_eq!(content(&verdict), Status::Passed);
    }
}

#[test]
fn a_closing_counts_the_media_and_says_that_they_were_cut_off() {
    let verdict = recorded(|_, mut c| {
        c.media[0] = Counted { parts: 2, interrupted: true, size: None, sha256: None };
        written(c)
    })
    .judge();
    assert!(has(&verdict, Question::Completeness, Status::NotChecked, "interrupted"), "{verdict}");
    let verdict = recorded(|_, mut c| {
        c.media[0].parts = 3;
        written(c)
    })
    .judge();
    assert!(has(&verdict, Question::Completeness, Status::NotChecked, "media-differ"), "{verdict}");
    let verdict = recorded(|_, mut c| {
        c.media[0].sha256 = Some(Digest::of(b"another"));
        written(c)
    })
    .judge();
    assert!(has(&verdict, Question::Content, Status::Failed, "media-digest"), "{verdict}");
}

#[test]
fn what_an_opening_says_of_its_bytes_binds_too() {
    let verdict =
        recorded_with(true, 1, |r| r.media[0].sha256 = Some(Digest::of(b"another")), |_, c| written(c)).judge();
    assert!(has(&verdict, Question::Content, Status::Failed, "opening-contradicted"), "{verdict}");
}

#[test]
fn a_contradiction_stands_where_the_details_of_an_entry_between_are_withheld() {
    let recorded = recorded(|_, mut closing| {
        closing.adds.insert("method".to_owned(), json!("imported"));
        written(closing)
    });
    let mut files = recorded.files();
    files.remove(&format!("details/{}", recorded.device.entries[2].details_digest()));
    support::sum(&mut files);
    let verdict = judge(&files, &Trust::default()).unwrap();
    assert!(has(&verdict, Question::Content, Status::NotChecked, "details-withheld"), "{verdict}");
    assert!(has(&verdict, Question::Content, Status::Failed, "opening-contradicted"), "{verdict}");
}
