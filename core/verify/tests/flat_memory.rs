//! Judging a large medium takes the memory of a small one. Alone in its process, because peak memory belongs to the
//! whole process.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test reads files; its room does not")]
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::io::Read;

use evidence::bundle::{MediaPart, Salt};
use evidence::details::PartStatement;
use evidence::part::{MAX_CONTENT, Role, Sealed};
use evidence::{Digest, DigestWriter};
use support::{Files, Scene, sum, with_manifest};
use verify::{BundleSource, FileInfo, MemorySource, Status};

const PARTS: u32 = 48;
const PATH: &str = "media/large.bin";

/// A medium of zeros that exists on no disk, beside files in memory.
struct Large {
    small: MemorySource,
}

impl BundleSource for Large {
    fn list(&mut self) -> verify::Result<Vec<FileInfo>> {
        let mut files = self.small.list()?;
        files.push(FileInfo { path: PATH.to_owned(), size: u64::from(PARTS) * MAX_CONTENT as u64 });
        Ok(files)
    }

    fn open(&mut self, path: &str) -> verify::Result<Box<dyn Read + '_>> {
        if path == PATH {
            return Ok(Box::new(std::io::repeat(0).take(u64::from(PARTS) * MAX_CONTENT as u64)));
        }
        self.small.open(path)
    }
}

/// Returns the peak resident memory of this process, in KiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_medium_of_192_mib_takes_less_than_four_more() {
    let mut scene = Scene::new();
    let zeros = vec![0; 64 * 1024];
    let (mut stated, mut listed, mut whole) = (Vec::new(), Vec::new(), DigestWriter::default());
    for number in 0..PARTS {
        let salt = support::seed(&format!("large {number}"));
        let mut hash = DigestWriter::default();
        hash.update(&salt);
        for _ in 0..MAX_CONTENT / zeros.len() {
            hash.update(&zeros);
            whole.update(&zeros);
        }
        let commitment = hash.finish();
        let sealed = Sealed { sha256: Digest::of(&salt), size: MAX_CONTENT as u64 + 1_300 };
        stated.push(PartStatement { role: Role::Media(number), commitment, tree: None, sealed });
        listed.push(MediaPart { commitment, salt: Some(Salt(salt)), size: Some(MAX_CONTENT as u32) });
    }
    let details = scene.device.details(stated);
    assert!(details.to_bytes().unwrap().len() < 65_536);
    let link = scene.device.link(Some(support::item_id("large")), false, None);
    let entry = seal::sign_entry(scene.device.key(3), link, &details).unwrap();
    let as_of = entry.digest();
    scene.device.entries.push(entry.clone());
    let mut files = with_manifest(scene.files(), |m| {
        let mut item = m.items[0].clone();
        item.item = support::item_id("large");
        item.as_of = as_of;
        item.record = None;
        item.media[0].file = Some(PATH.to_owned());
        item.media[0].parts = listed;
        m.items.push(item);
    });
    let digest = whole.finish();
    support::tell(&mut files, &entry);
    sum(&mut files);
    let text = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let mut sums = evidence::bundle::parse_sums(text.as_bytes()).unwrap();
    sums.insert(PATH.to_owned(), digest);
    files.insert("SHA256SUMS".into(), evidence::bundle::print_sums(&sums));

    let judge = |files: &Files, large: bool| {
        let small = MemorySource::new(files.clone());
        let mut large_source = Large { small: small.clone() };
        let mut small_source = small;
        let source: &mut dyn BundleSource = if large { &mut large_source } else { &mut small_source };
        verify::bundle(source, &scene.world.trust()).unwrap()
    };
    judge(&scene.files(), false);
    let before = peak();
    let verdict = judge(&files, true);
    let grown = peak() - before;
    assert_eq!(verdict.answers.content.status, Status::Passed, "{verdict}");
    assert!(grown < 4 * 1024, "{grown} KiB more");
}
