//! Twice the input takes less than 2.5 times the time. Alone in its process, because the test measures the process's
//! own time, which a loaded machine does not change.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss, reason = "tests")]

mod support;

use std::time::Duration;

use evidence::Record;
use evidence::closing::{Closing, Counted, Opening};
use evidence::record::{Kind, Location, Media, Method};
use rustix::time::{ClockId, clock_gettime};
use support::{Captured, Files, World, bundle, judge, note};
use verify::Status;

/// Returns the processor time of this process since its start.
fn spent() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// Returns the least time of three for judging `files`; every item's content and signer must pass.
fn judged(files: &Files, world: &World, items: usize) -> Duration {
    let once = || {
        let before = spent();
        let verdict = judge(files, &world.trust()).unwrap();
        let took = spent() - before;
        assert_eq!(verdict.items.len(), items);
        for item in &verdict.items {
            assert_eq!(
                (item.answers.content.status, item.answers.signer.status),
                (Status::Passed, Status::Passed),
                "{item:?}"
            );
        }
        took
    };
    (0..3).map(|_| once()).min().unwrap()
}

/// Compares the times for the world of `n` and of twice as many.
fn grows(n: usize, of: impl Fn(usize) -> (World, Files, usize)) {
    takes_no_longer_than_it_grew(n, |n| {
        let (world, files, items) = of(n);
        judged(&files, &world, items)
    });
}

fn takes_no_longer_than_it_grew(n: usize, time: impl Fn(usize) -> Duration) {
    let [one, two] = [n, 2 * n].map(time);
    let times = two.as_secs_f64() / one.as_secs_f64();
    println!("{n}: {one:?}, twice as many: {two:?}, {times:.2} times");
    assert!(times < 2.5, "twice the input took {times:.2} times as long: {one:?}, then {two:?}");
}

fn all(world: &World, entries: &[evidence::SignedEntry], items: &[Captured]) -> Files {
    bundle(world, entries, &items.iter().collect::<Vec<_>>())
}

/// Returns `n` notes of one device, each delivered by a custody statement of its own.
fn items(n: usize) -> (World, Files, usize) {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let notes: Vec<_> = (0..n)
        .map(|i| {
            device.wait(1);
            let item = note(&mut device, &format!("note {i}"), "Seen.", None);
            let entry = device.entries.last().unwrap().clone();
            world.log.append(entry.envelope().payload());
            world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
            item
        })
        .collect();
    let files = all(&world, &device.entries, &notes);
    (world, files, n)
}

/// Returns one note of each of `n` devices.
fn devices(n: usize) -> (World, Files, usize) {
    let mut world = World::new();
    let (mut entries, mut notes) = (Vec::new(), Vec::new());
    for i in 0..n {
        let mut device = world.device(&format!("device {i}"));
        notes.push(note(&mut device, &format!("note {i}"), "Seen.", None));
        for entry in &device.entries {
            world.log.append(entry.envelope().payload());
        }
        entries.extend(device.entries);
    }
    let files = all(&world, &entries, &notes);
    (world, files, n)
}

/// Returns one note with `n` custody statements.
fn custody(n: usize) -> (World, Files, usize) {
    let mut world = World::new();
    let mut device = world.device("device");
    let item = note(&mut device, "note", "Seen.", None);
    for entry in &device.entries {
        world.log.append(entry.envelope().payload());
    }
    for _ in 0..n {
        world.log.deliver(&[&device.entries[1]], "2026-06-09T05:41:30Z");
    }
    let files = all(&world, &device.entries, &[item]);
    (world, files, 1)
}

#[test]
fn twice_as_many_items_devices_or_words_of_custody_take_less_than_two_and_a_half_times_the_time() {
    // In turn, because the threads of a process share its time.
    grows(200, items);
    grows(200, devices);
    grows(400, custody);
    takes_no_longer_than_it_grew(2_000, marked);
}

/// Returns the least time of three for telling a story with `n` media, each marked as changed by the end.
fn marked(n: usize) -> Duration {
    let id = support::item_id("many media");
    let at = evidence::ClaimedTime::new(support::ts("2026-06-09T05:40:00Z"), jiff::tz::offset(6));
    let missing = Location::missing("not-asked");
    let mut record = Record::new(id, Kind::Document, Method::Imported, at, missing);
    let medium = |n| Media {
        name: format!("{n}.jpg"),
        media_type: "image/jpeg".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: 0,
        ..Media::default()
    };
    record.media = (0..n).map(medium).collect();
    let opening = Opening::open(&support::salted("opening", &record.to_content(&[9; 32]).unwrap())).unwrap();
    let counted = Counted { parts: 1, interrupted: false, size: None, sha256: None };
    let mut closing = Closing::new(id, opening.commitment(), at, vec![counted; n]);
    closing.adds = (0..n).map(|n| (format!("media/{n}/changed"), true.into())).collect();
    let once = || {
        let before = spent();
        let story = closing.resolved(&opening);
        let took = spent() - before;
        assert!(story.record.media.iter().all(|medium| medium.changed) && !story.is_contradicted());
        took
    };
    (0..3).map(|_| once()).min().unwrap()
}
