//! Verdicts on whole bundles: the good one, and every byte of it flipped in turn.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, reason = "tests")]

mod support;

use support::{Scene, judge, zipped};
use verify::{BundleSource, MemorySource, Question, Status, Trust};

#[test]
fn an_intact_bundle_passes_all_five_questions_in_both_forms() {
    let scene = Scene::new();
    let files = scene.files();
    let verdict = judge(&files, &scene.world.trust()).unwrap();
    assert!(verdict.all_passed(), "{verdict}");
    assert!(verdict.exit_ok());
    let zip = zipped(&files);
    let mut source = verify::ZipSource::open(std::io::Cursor::new(zip)).unwrap();
    assert_eq!(verify::bundle(&mut source, &scene.world.trust()).unwrap(), verdict);
    let interval = &verdict.items[0].interval;
    assert_eq!(interval.not_before.as_ref().unwrap().at, Some(support::ts("2026-06-09T05:41:30Z")));
    assert_eq!(interval.not_after.as_ref().unwrap().at, Some(support::ts("2026-06-09T08:00:00Z")));
}

#[test]
fn without_trust_nothing_fails_and_signer_time_and_delivery_stay_open() {
    let scene = Scene::new();
    let verdict = judge(&scene.files(), &Trust::default()).unwrap();
    assert!(verdict.exit_ok() && !verdict.all_passed());
    let status = Question::ALL.map(|q| verdict.answers.get(q).status);
    use Status::{NotChecked, Passed};
    assert_eq!(status, [Passed, NotChecked, NotChecked, Passed, NotChecked], "{verdict}");
}

#[test]
fn no_flipped_byte_of_any_file_passes_as_intact() {
    let scene = Scene::new();
    let (files, trust) = (scene.files(), scene.world.trust());
    let mut flipped = 0;
    for (path, bytes) in &files {
        let mut copy = files.clone();
        for (at, byte) in bytes.iter().enumerate() {
            copy.get_mut(path).unwrap()[at] ^= 1 << (at % 8);
            if let Ok(verdict) = judge(&copy, &trust) {
                assert!(!verdict.exit_ok(), "byte {at} of {path}:\n{verdict}");
            }
            copy.get_mut(path).unwrap()[at] = *byte;
            flipped += 1;
        }
    }
    assert!(flipped > 5_000, "only {flipped} bytes");
}

#[test]
fn no_flipped_byte_of_the_zip_passes_as_intact() {
    let scene = Scene::new();
    let (mut zip, trust) = (zipped(&scene.files()), scene.world.trust());
    for at in 0..zip.len() {
        zip[at] ^= 1 << (at % 8);
        let judged = verify::ZipSource::open(std::io::Cursor::new(&zip))
            .and_then(|mut source| verify::bundle(&mut source, &trust));
        if let Ok(verdict) = judged {
            assert!(!verdict.exit_ok(), "byte {at} of the zip:\n{verdict}");
        }
        zip[at] ^= 1 << (at % 8);
    }
}

#[test]
fn a_truncated_zip_is_refused_at_every_length() {
    let zip = zipped(&Scene::new().files());
    for length in 0..zip.len() {
        assert!(verify::ZipSource::open(std::io::Cursor::new(&zip[..length])).is_err(), "{length} bytes");
    }
}

#[test]
fn names_by_strangers_cannot_steer_a_terminal() {
    let shown = verify::escape("a\u{1b}[2J\u{202e}gpj.exe\u{200f}\nb\u{9b}\u{7f}");
    assert_eq!(shown, "a\\u{1b}[2J\\u{202e}gpj.exe\\u{200f}\\u{a}b\\u{9b}\\u{7f}");
    assert!(verify::escape(&"x".repeat(1_000)).chars().count() <= 121);
    // Bytes of a name that are no letters stay readable, and a name cannot imitate our escapes.
    assert_eq!(verify::escape(r"\xff-latin\xe9.jpg"), r"\xff-latin\xe9.jpg");
    assert_eq!(verify::escape(r"a\u{202e}b\"), r"a\u{5c}u{202e}b\u{5c}");
}

/// Counts how often each file is opened.
struct Counted {
    files: MemorySource,
    opened: std::collections::BTreeMap<String, usize>,
}

impl BundleSource for Counted {
    fn list(&mut self) -> verify::Result<Vec<verify::FileInfo>> {
        self.files.list()
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn std::io::Read + '_>> {
        *self.opened.entry(path.to_owned()).or_default() += 1;
        self.files.open(path)
    }
}

#[test]
fn details_are_read_once_however_many_lines_name_them() {
    let scene = Scene::new();
    let entry = scene.device.entries[2].envelope();
    let files = support::with_lines(scene.files(), evidence::bundle::ENTRIES, |lines| {
        for n in 0..200 {
            let (payload, signer) = (entry.payload().to_vec(), scene.world.log.public());
            let forged = evidence::Envelope::new(entry.payload_type(), payload, &signer, [n; 64]);
            lines.insert(0, String::from_utf8(forged.to_json()).unwrap());
        }
    });
    let mut source = Counted { files: MemorySource::new(files), opened: Default::default() };
    let verdict = verify::bundle(&mut source, &scene.world.trust()).unwrap();
    assert!(verdict.all_passed() && verdict.exit_ok(), "{verdict}");
    let details: Vec<_> = source.opened.iter().filter(|(path, _)| path.starts_with("details/")).collect();
    assert!(details.len() == 2 && details.iter().all(|(_, times)| **times == 1), "{details:?}");
}
