//! Every durable step fails in every way, and no acknowledged entry is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::{Chosen, FAULTS, Fault, FaultDisk, WATERMARK, World, copy, restore};
use evidence::Digest;
use evidence::policy::Review;
use evidence::record::Location;
use vault::{Acknowledged, Disk, Home, NewItem, OsDisk, Result, Step};

fn new_item() -> NewItem {
    let location = Location::known(43.2389, 76.8897, None, "entered").unwrap();
    NewItem { note: Some(format!("note {WATERMARK}")), location: Some(location), ..NewItem::default() }
}

/// Makes a note, a recording and an import. Returns the entries that were acknowledged before a failure.
fn capture_things(home: &Home, around: &Chosen) -> (Vec<Digest>, Result<()>) {
    let mut safe = Vec::new();
    let done = (|| {
        let keep = |safe: &mut Vec<Digest>, entries: &[Acknowledged]| {
            safe.extend(entries.iter().map(Acknowledged::entry));
        };
        keep(&mut safe, &home.add_note("said", &new_item())?.entries);
        let mut recording = home.begin_recording(&format!("{WATERMARK}.webm"), "audio/webm", &new_item())?;
        for second in 0..3 {
            around.ms.fetch_add(500, Ordering::SeqCst);
            recording.push(format!("{second} {WATERMARK}").as_bytes())?;
            around.ms.fetch_add(500, Ordering::SeqCst);
            recording.tick()?;
        }
        keep(&mut safe, &recording.finish()?.entries);
        let file = format!("a file {WATERMARK}");
        let added = home.add_file(&mut Cursor::new(file), &format!("{WATERMARK}.txt"), &new_item(), &mut |_| ())?;
        keep(&mut safe, &added.entries);
        Ok(())
    })();
    (safe, done)
}

/// Returns a world whose home has joined, to be copied for each run.
fn template() -> (World, Arc<Chosen>) {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(1);
    drop(world.join(around.clone()));
    copy(&world.home_path(), &world.dir.path().join("template"));
    (world, around)
}

fn reset(world: &World) {
    restore(&world.dir.path().join("template"), &world.home_path());
}

/// Makes every step in turn fail in one way.
fn every_step_goes_wrong(fault: Fault) {
    let (world, joined) = template();
    let mut hit = std::collections::BTreeSet::new();
    for at in 0.. {
        reset(&world);
        let disk = FaultDisk::new(at, fault);
        let around = Chosen::new(1_000 + at);
        around.handed_out.lock().unwrap().extend(joined.handed_out.lock().unwrap().iter());
        let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
        let (acknowledged, done) = capture_things(&home, &around);
        let Some(step) = disk.hit() else {
            done.unwrap();
            assert!(at > 30, "the scenario has only {at} steps");
            break;
        };
        assert!(done.is_err(), "{fault:?} of step {at} ({step:?}) went unnoticed");
        assert!(home.add_note("more", &new_item()).is_err(), "the home went on after {fault:?} of {step:?}");
        hit.insert(step);
        drop(home);
        let (home, _) = world.open(around.clone());
        world.check(&home, &around, &acknowledged);
        let entries = home.status().unwrap().entries;
        drop(home);
        let (home, again) = world.open(around.clone());
        assert!(again.is_clean(), "{fault:?} of step {at} ({step:?}): the second start found {again:?}");
        assert_eq!(home.status().unwrap().entries, entries);
        home.add_note("goes on", &new_item()).unwrap();
        world.check_chain(&home, &acknowledged);
    }
    let all = [Step::WritePart, Step::SyncFolder, Step::WriteSlot, Step::CommitEntry, Step::EraseSlot, Step::Rename];
    assert_eq!(hit.into_iter().collect::<Vec<_>>(), all);
}

#[test]
fn nothing_acknowledged_is_lost_when_a_step_is_not_persisted() {
    every_step_goes_wrong(Fault::NotPersisted);
}

#[test]
fn nothing_acknowledged_is_lost_when_a_step_is_persisted_and_reported_failed() {
    every_step_goes_wrong(Fault::ReportedFailed);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_before_a_step() {
    every_step_goes_wrong(Fault::KilledBefore);
}

#[test]
fn nothing_acknowledged_is_lost_when_the_process_is_killed_after_a_step() {
    every_step_goes_wrong(Fault::KilledAfter);
}

#[test]
fn nothing_acknowledged_is_lost_when_a_part_is_torn() {
    every_step_goes_wrong(Fault::Torn);
}

#[test]
fn a_second_fault_while_the_first_is_repaired_loses_nothing_either() {
    let (world, joined) = template();
    let mut second_hits = 0;
    for first in (0..40).step_by(3) {
        for fault in [Fault::ReportedFailed, Fault::KilledAfter, Fault::Torn] {
            reset(&world);
            let around = Chosen::new(5_000 + first);
            around.handed_out.lock().unwrap().extend(joined.handed_out.lock().unwrap().iter());
            let disk = FaultDisk::new(first, fault);
            let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
            let (acknowledged, _) = capture_things(&home, &around);
            drop(home);
            copy(&world.home_path(), &world.dir.path().join("broken"));
            for second in (first % 2..10).step_by(2) {
                let again = FAULTS[second as usize % FAULTS.len()];
                restore(&world.dir.path().join("broken"), &world.home_path());
                let disk = FaultDisk::new(second, again);
                drop(Home::open(&world.home_path(), disk.clone(), around.clone()));
                second_hits += u32::from(disk.hit().is_some());
                let (home, _) = world.open(around.clone());
                world.check_chain(&home, &acknowledged);
                drop(home);
                assert!(world.open(around.clone()).1.is_clean());
            }
            std::fs::remove_dir_all(world.dir.path().join("broken")).unwrap();
        }
    }
    assert!(second_hits > 100, "only {second_hits} repairs were disturbed");
}

#[test]
fn a_join_that_is_cut_off_is_begun_again() {
    for fault in [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter] {
        // The first 259 steps make folders, all alike.
        for at in [0, 5, 257, 258, 259, 260, 261, 262, 263, 264, 265] {
            let world = World::new(Review::Never, true);
            let around = Chosen::new(9);
            let disk = FaultDisk::new(at, fault);
            let joined = Home::join(&world.home_path(), &world.invitation(), None, disk.clone(), around.clone());
            assert_eq!(joined.is_err(), disk.hit().is_some());
            drop(joined);
            let disk: Arc<dyn Disk> = Arc::new(OsDisk);
            let home = match Home::open(&world.home_path(), disk.clone(), around.clone()) {
                Ok((home, _)) => home,
                Err(_) => Home::join(&world.home_path(), &world.invitation(), None, disk, around.clone()).unwrap(),
            };
            home.add_note("first", &new_item()).unwrap();
            world.check(&home, &around, &[]);
        }
    }
}

#[test]
fn an_import_of_many_parts_survives_a_fault_in_each_of_its_steps() {
    let (world, joined) = template();
    let file: Vec<u8> = (0..5 * 4 * 1024 * 1024 + 77u32).map(|n| (n % 251) as u8).collect();
    let mut at = 0;
    loop {
        reset(&world);
        let fault = FAULTS[at as usize / 2 % FAULTS.len()];
        let disk = FaultDisk::new(at, fault);
        let around = Chosen::new(7_000 + at);
        around.handed_out.lock().unwrap().extend(joined.handed_out.lock().unwrap().iter());
        let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
        let done = home.add_file(&mut Cursor::new(&file), WATERMARK, &new_item(), &mut |_| ());
        if disk.hit().is_none() {
            let added = done.unwrap();
            let (record, media) = world.item(&home, &added.item);
            assert!(media == file && record.media[0].sha256 == Some(Digest::of(&file)));
            assert_eq!((added.parts, added.entries.len()), (6, 1));
            break;
        }
        assert!(done.is_err());
        drop(home);
        let (home, report) = world.open(around.clone());
        world.check_chain(&home, &[]);
        assert!(!world.any_file_has(WATERMARK.as_bytes()));
        for item in &report.interrupted {
            let (record, media) = world.item(&home, item);
            assert!(record.media[0].interrupted);
            assert!(record.media[0].parts <= 6 && file.starts_with(&media), "the parts in a row are the file's");
        }
        at += 2;
    }
    assert!(at > 12);
}

#[test]
fn a_full_disk_stops_a_recording_and_the_message_says_what_is_safe() {
    let (world, joined) = template();
    reset(&world);
    let around = Chosen::new(77);
    around.handed_out.lock().unwrap().extend(joined.handed_out.lock().unwrap().iter());
    // Opening record and three parts fit.
    let disk = FaultDisk::on(Step::WritePart, 4, Fault::Full);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    let mut recording = home.begin_recording("a.webm", "audio/webm", &new_item()).unwrap();
    let item = recording.item();
    let error = loop {
        around.ms.fetch_add(600, Ordering::SeqCst);
        match recording.push(b"0123456789").and_then(|()| recording.tick()) {
            Ok(()) => around.ms.fetch_add(600, Ordering::SeqCst),
            Err(e) => break e,
        };
        if let Err(e) = recording.tick() {
            break e;
        }
    };
    assert!(error.is_disk_full());
    let said = error.to_string();
    assert!(said.contains("the disk is full") && said.contains("3 parts with 30 bytes are safe"), "{said}");
    assert!(said.contains(&item.to_string()));
    drop((recording, home));

    // On a disk that is still full the home opens anyway, so that sending can free room.
    let full = FaultDisk::on(Step::WritePart, 0, Fault::Full);
    let (home, report) = Home::open(&world.home_path(), full, around.clone()).unwrap();
    assert_eq!((report.postponed, report.interrupted.len()), (1, 0));
    assert_eq!(home.status().unwrap().unfinished, 1);
    drop(home);

    let (home, report) = world.open(around.clone());
    assert_eq!(report.interrupted, [item]);
    world.check(&home, &around, &[]);
    assert_eq!(world.item(&home, &item).1, b"0123456789".repeat(3));
}
