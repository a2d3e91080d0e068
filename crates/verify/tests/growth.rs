//! Twice the input takes less than 2.5 times the time. Alone in its process, because the time is the process's own: a
//! loaded machine changes nothing.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::cast_precision_loss, reason = "tests")]

mod support;

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use support::{Captured, Files, World, bundle, judge, note};
use verify::Status;

/// Processor time of this process since it began.
fn spent() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap())
}

/// The least time of three in which `files` are judged; every item's content and signer must pass.
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

/// Judges the world of `n` and of twice as many.
fn grows(n: usize, of: impl Fn(usize) -> (World, Files, usize)) {
    let [one, two] = [n, 2 * n].map(|n| {
        let (world, files, items) = of(n);
        judged(&files, &world, items)
    });
    let times = two.as_secs_f64() / one.as_secs_f64();
    println!("{n}: {one:?}, twice as many: {two:?}, {times:.2} times");
    assert!(times < 2.5, "twice the input took {times:.2} times as long: {one:?}, then {two:?}");
}

fn all(world: &World, entries: &[evidence::SignedEntry], items: &[Captured]) -> Files {
    bundle(world, entries, &items.iter().collect::<Vec<_>>())
}

/// `n` notes of one device, each delivered by a custody statement of its own.
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

/// One note of each of `n` devices.
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

/// One note that the server said `n` times that it holds.
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
    // One after the other: time of the process is shared among its threads.
    grows(200, items);
    grows(200, devices);
    grows(400, custody);
}
