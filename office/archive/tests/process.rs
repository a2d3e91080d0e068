//! Tests that need a process of their own: a real SIGKILL in the middle of a pull, and the memory that a pull uses.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use archive::source::Page;
use archive::{Carrier, CarrierWriter, Pull, Source, SourceFault, Store};
use evidence::part::{Role, Sealed};
use evidence::record::{Kind, Location, Media, Method};
use evidence::{Digest, DigestWriter, ItemId, PlainPart, Record};
use organisation::{Organisation, Share};
use support::{PASSPHRASE, World, files, item_id, salted, seed};

const DIR: &str = "TESTAMUR_TEST_DIR";
const DELAY: &str = "TESTAMUR_TEST_DELAY_MS";

/// A slow carrier, so that a kill meets it at work.
struct Slow(Carrier, Duration);

impl Source for Slow {
    fn page(&self, after: u64, _: usize) -> Result<Page, SourceFault> {
        std::thread::sleep(self.1);
        self.0.page(after, 40)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        std::thread::sleep(self.1);
        self.0.part(wanted, buffer)
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(None)
    }

    fn consistency(&self, _: u64, _: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        Err(SourceFault::NotFound)
    }
}

/// The child process of both tests; run alone it returns immediately.
#[test]
fn child() {
    let (Some(dir), Some(delay)) = (std::env::var_os(DIR), std::env::var(DELAY).ok()) else { return };
    let dir = PathBuf::from(dir);
    let organisation = Organisation::open(&dir.join("org")).unwrap();
    let share = |n: usize| {
        let text = std::fs::read_to_string(dir.join(format!("org/shares/share-{n}.txt"))).unwrap();
        Share::parse(&text, n).unwrap()
    };
    let key = organisation.restore(&[share(1), share(3)]).unwrap();
    let source = Slow(Carrier::open(&dir.join("stick")).unwrap(), Duration::from_millis(delay.parse().unwrap()));
    let mut store = Store::open_or_create(&dir.join("home"), PASSPHRASE).unwrap();
    // The peak from here on: the memory for stretching the passphrase has been returned.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = memory("VmRSS:");
    let policies = organisation.policies().unwrap();
    let pull = Pull {
        card: organisation.card(),
        policies: &policies,
        key: &key,
        witness_key: None,
        source: &source,
        workers: 2,
    };
    let report = pull.run(&mut store, &mut |p| println!("progress {} {}", p.entries, p.parts)).unwrap();
    assert_eq!(report.findings, []);
    println!("grew by {} KiB", memory("VmHWM:") - before);
}

fn memory(field: &str) -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn start(dir: &Path, delay: u64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(DIR, dir)
        .env(DELAY, delay.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_pull_that_is_killed_at_any_moment_loses_nothing_and_ends_when_asked_again() {
    let world = World::new();
    let mut device = world.device("one");
    for n in 0..100 {
        device.photo(&format!("item {n}"), "a.jpg", &[format!("WATERMARK {n}").as_bytes()]);
    }
    let mut writer = CarrierWriter::create(&world.dir.path().join("stick")).unwrap();
    for entry in &device.entries {
        writer.entry(entry).unwrap();
    }
    for part in device.parts.values() {
        writer.part(part).unwrap();
    }
    writer.finish().unwrap();
    let (mut held, mut cut_off) = (0, 0);
    for round in 0..12 {
        let mut child = start(world.dir.path(), 4);
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // A kill after so many steps of the pull, and a little later: within a page, a part, a commit.
        said.by_ref().filter(|l| l.starts_with("progress")).nth(round % 5);
        std::thread::sleep(Duration::from_millis([0, 11, 40][round % 3]));
        child.kill().unwrap();
        cut_off += usize::from(!child.wait().unwrap().success());
        for (path, bytes) in files(&world.home()) {
            assert!(!support::contains(&bytes, b"WATERMARK"), "{path:?}");
        }
        let store = Store::open_or_create(&world.home(), PASSPHRASE).unwrap();
        let now: u64 = store.list().unwrap().iter().map(|s| s.held).sum();
        assert!(now >= held, "{now} parts after {held}");
        held = now;
    }
    assert!(cut_off > 6 && held > 0, "{cut_off} of 12 were cut off, {held} parts were held by then");
    let done = start(world.dir.path(), 0).wait_with_output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let store = Store::open(&world.home(), PASSPHRASE).unwrap();
    let list = store.list().unwrap();
    assert_eq!(list.len(), 100);
    assert!(list.iter().all(|s| s.held == 2 && s.wanted == 0 && s.linked));
    assert_eq!(files(&world.home().join("archive/parts")).len(), device.parts.len());
    assert_eq!(files(&world.home().join("archive/quarantine")).len(), 0);
}

#[test]
fn memory_stays_flat_however_much_is_pulled() {
    const PARTS: u32 = 40;
    let mut world = World::new();
    let mut device = world.device("one");
    let mut writer = CarrierWriter::create(&world.dir.path().join("stick")).unwrap();
    let item = video(&mut device, &mut writer, PARTS);
    for entry in &device.entries {
        writer.entry(entry).unwrap();
    }
    writer.finish().unwrap();
    world.log.append(b"not asked");
    let done = start(world.dir.path(), 0).wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    let line = said.lines().find_map(|l| l.split_once("grew by ")).unwrap_or_else(|| panic!("{said}"));
    let grew: i64 = line.1.split(' ').next().unwrap().parse().unwrap();
    // 160 MiB passed through two threads that hold one part each.
    assert!(grew < 20 * 1024, "{grew} KiB");
    let store = Store::open(&world.home(), PASSPHRASE).unwrap();
    let view = store.show(&item).unwrap();
    assert_eq!(view.media[0].bytes, u64::from(PARTS) * (4 << 20));
}

/// Makes one large item whose sealed parts go directly to the carrier.
fn video(device: &mut support::Device, writer: &mut CarrierWriter, parts: u32) -> ItemId {
    let id = item_id("video");
    let content: Vec<u8> = seed("content").iter().copied().cycle().take(4 << 20).collect();
    let mut whole = DigestWriter::default();
    for n in 0..parts {
        whole.update(&content);
        let part = PlainPart::new(seed(&format!("salt {n}")), &content).unwrap();
        device.add(Some(id), &[(Role::Media(n), &part)], None);
        carry(device, writer);
    }
    let mut record = Record::new(id, Kind::Video, Method::Imported, device.claimed(), Location::missing("not-asked"));
    record.media.push(Media {
        name: "video.mp4".to_owned(),
        media_type: "video/mp4".to_owned(),
        size: Some(u64::from(parts) * (4 << 20)),
        sha256: Some(whole.finish()),
        first_part: 0,
        parts,
        ..Media::default()
    });
    device.add(Some(id), &[(Role::Record, &salted("record", &record.to_content(&[9; 32]).unwrap()))], None);
    carry(device, writer);
    id
}

fn carry(device: &mut support::Device, writer: &mut CarrierWriter) {
    while let Some((name, bytes)) = device.parts.pop_first() {
        let written: Digest = writer.part(&bytes).unwrap();
        assert_eq!(written, name);
    }
}
