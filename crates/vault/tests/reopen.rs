//! A home whose write failed goes on in the same process, whoever else still holds it.

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

use common::{Chosen, Fault, FaultDisk, World};
use evidence::Digest;
use evidence::policy::Review;
use vault::{Acknowledged, Disk, Error, Home, NewItem, OsDisk, Panic, Reason, Recovery, Step};

fn is_reopen(error: &Error) -> bool {
    matches!(error, Error::Unavailable { reason: Reason::Reopen, .. })
}

/// A home that has joined, on a disk that goes wrong.
fn home_on(disk: Arc<dyn Disk>) -> (World, Arc<Chosen>, Home) {
    let (world, around) = (World::new(Review::Never, true), Chosen::new(3));
    drop(world.join(around.clone()));
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    (world, around, home)
}

fn note(home: &Home, safe: &mut Vec<Digest>) -> vault::Result<()> {
    let added = home.add_note("said", &NewItem::default())?;
    safe.extend(added.entries.iter().map(Acknowledged::entry));
    Ok(())
}

#[test]
fn after_a_failed_step_of_any_kind_the_next_question_is_answered_though_others_hold_the_home() {
    for fault in [Fault::NotPersisted, Fault::ReportedFailed] {
        for at in 0.. {
            let disk = FaultDisk::new(at, fault);
            let (world, around, home) = home_on(disk.clone());
            let held = home.clone();
            let mut safe = Vec::new();
            let mut recording = home.begin_recording("v.webm", "video/webm", &NewItem::default());
            let done = (|| {
                around.ms.fetch_add(1_000, Ordering::SeqCst);
                if let Ok(recording) = &mut recording {
                    recording.push(&[7; 2_000])?;
                }
                note(&home, &mut safe)?;
                let mut file = Cursor::new(vec![1; 9_000]);
                let added = home.add_file(&mut file, "a.txt", &NewItem::default(), &mut |_| ())?;
                safe.extend(added.entries.iter().map(Acknowledged::entry));
                Ok::<_, Error>(())
            })();
            let Some(step) = *disk.hit.lock().unwrap() else {
                assert!(at > 20, "the scenario has only {at} steps");
                break;
            };
            assert!(done.is_err() || recording.is_err(), "{fault:?} of {step:?} went unnoticed");
            assert!(held.must_reopen());

            let (again, recovery) = held.reopen().unwrap();
            assert!(!recovery.signing_key_lost, "{fault:?} of {step:?}");
            note(&again, &mut safe).unwrap();
            world.check(&again, &around, &safe);

            // What is left of the old one can do nothing beside it.
            assert!(is_reopen(&note(&home, &mut Vec::new()).unwrap_err()));
            assert!(is_reopen(&home.entries(0, 1).unwrap_err()));
            if let Ok(recording) = recording {
                recording.finish().unwrap_err();
            }
            note(&again, &mut safe).unwrap();
            world.check(&again, &around, &safe);
            let other = Home::open(&world.home_path(), Arc::new(OsDisk), around.clone());
            assert!(other.is_err_and(|e| e.is_in_use()), "the lock was lost");
            drop((home, held, again));
            assert!(world.open(around.clone()).1.is_clean());
        }
    }
}

#[test]
fn whoever_asks_again_gets_the_home_that_others_got() {
    let (world, around, home) = home_on(FaultDisk::on(Step::CommitEntry, 0, Fault::NotPersisted));
    note(&home, &mut Vec::new()).unwrap_err();
    let got: Vec<Home> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| home.reopen().unwrap().0)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let mut safe = Vec::new();
    for one in &got {
        note(one, &mut safe).unwrap();
    }
    assert_eq!(safe.len(), got.len());
    world.check(&got[0], &around, &safe);
}

#[test]
fn a_home_in_good_order_is_given_back_as_it_is() {
    let (_world, _, home) = home_on(Arc::new(OsDisk));
    let (same, recovery) = home.reopen().unwrap();
    assert_eq!(recovery, Recovery::default());
    note(&same, &mut Vec::new()).unwrap();
    note(&home, &mut Vec::new()).unwrap();
}

#[test]
fn on_a_disk_that_stays_full_the_reopened_home_can_be_read_and_a_later_one_goes_on() {
    let disk = FaultDisk::on(Step::WritePart, 0, Fault::Full);
    let (world, around, home) = home_on(disk);
    assert!(note(&home, &mut Vec::new()).unwrap_err().is_disk_full());
    let (again, _) = home.reopen().unwrap();
    assert_eq!(again.entries(0, 9).unwrap().len(), 1);
    assert!(note(&again, &mut Vec::new()).unwrap_err().is_disk_full(), "the true cause is said, not an old one");
    drop((home, again));
    note(&world.open(around).0, &mut Vec::new()).unwrap();
}

#[test]
fn a_home_whose_keys_were_destroyed_is_not_brought_back() {
    let (_world, _, home) = home_on(FaultDisk::on(Step::CommitEntry, 0, Fault::NotPersisted));
    note(&home, &mut Vec::new()).unwrap_err();
    home.panic(Panic::Keys).unwrap();
    assert!(home.reopen().is_err());
}

#[test]
fn a_panic_through_the_reopened_home_leaves_nothing_though_the_old_one_is_still_held() {
    let (world, _, home) = home_on(FaultDisk::on(Step::CommitEntry, 0, Fault::NotPersisted));
    note(&home, &mut Vec::new()).unwrap_err();
    let (again, _) = home.reopen().unwrap();
    again.panic(Panic::Everything).unwrap();
    assert!(home.entries(0, 1).is_err());
    assert!(note(&home, &mut Vec::new()).is_err());
    assert!(!world.home_path().join("outbox.sqlite").exists());
    let open = std::fs::read_dir("/proc/self/fd").unwrap().filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok());
    let kept: Vec<_> = open.filter(|to| to.starts_with(world.home_path()) && !to.ends_with("lock")).collect();
    assert!(kept.is_empty(), "still open: {kept:?}");
}
