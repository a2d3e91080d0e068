//! A home whose write failed continues in the same process, even if other threads still hold it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::{self, Cursor};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use common::{Chosen, Fault, FaultDisk, World};
use evidence::Digest;
use evidence::policy::Review;
use vault::{Acknowledged, Disk, Error, Home, NewItem, OsDisk, Panic, Passphrase, Reason, Recovery, Step};

/// The real disk; while the flag is set, it writes parts and fails every other step.
#[derive(Default)]
struct Broken(AtomicBool);

impl Disk for Broken {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) && step != Step::WritePart {
            return Err(io::Error::other("the disk fails"));
        }
        OsDisk.run(step, path, act)
    }
}

/// Makes a home that could not be reopened after a failed write; the disk works again.
fn half_reopened() -> (World, Arc<Chosen>, Home) {
    let disk = Arc::new(Broken::default());
    let (world, around, home) = home_on(disk.clone());
    note(&home, &mut Vec::new()).unwrap();
    disk.0.store(true, Ordering::SeqCst);
    note(&home, &mut Vec::new()).unwrap_err();
    assert!(home.reopen().is_err());
    disk.0.store(false, Ordering::SeqCst);
    (world, around, home)
}

fn is_reopen(error: &Error) -> bool {
    matches!(error, Error::Unavailable { reason: Reason::Reopen, .. })
}

/// Makes a home that has joined, on a failing disk.
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
            let Some(step) = disk.hit() else {
                assert!(at > 20, "the scenario has only {at} steps");
                break;
            };
            assert!(done.is_err() || recording.is_err(), "{fault:?} of {step:?} went unnoticed");
            assert!(held.must_reopen());

            let (again, recovery) = held.reopen().unwrap();
            assert!(!recovery.signing_key_lost, "{fault:?} of {step:?}");
            note(&again, &mut safe).unwrap();
            world.check(&again, &around, &safe);

            // The old home and its recording cannot work beside the new one.
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

/// The real disk; while the flag is set, it has no room for parts.
#[derive(Default)]
struct Filled(AtomicBool);

impl Disk for Filled {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) && step == Step::WritePart {
            return Err(io::ErrorKind::StorageFull.into());
        }
        OsDisk.run(step, path, act)
    }
}

#[test]
fn a_recording_that_filled_the_disk_is_closed_once_there_is_room_while_another_one_goes_on() {
    let disk = Arc::new(Filled::default());
    let (world, around, full) = home_on(disk.clone());
    let begin = |home: &Home| home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let mut recording = begin(&full);
    let item = recording.item();
    let second = |recording: &mut vault::Recording| {
        around.ms.fetch_add(600, Ordering::SeqCst);
        recording.push(b"0123456789").and_then(|()| {
            around.ms.fetch_add(600, Ordering::SeqCst);
            recording.tick()
        })
    };
    second(&mut recording).unwrap();
    disk.0.store(true, Ordering::SeqCst);
    assert!(second(&mut recording).unwrap_err().is_disk_full());
    let (home, found) = full.reopen().unwrap();
    assert_eq!((found.postponed, home.status().unwrap().unfinished), (1, 1));

    let listed = home.progress_of(None, &item).unwrap().unwrap();
    assert!(listed.interrupted && !listed.finished, "nobody feeds it any more");

    disk.0.store(false, Ordering::SeqCst);
    let mut other = begin(&home);
    second(&mut other).unwrap();
    let done = home.close_postponed().unwrap().unwrap();
    assert_eq!(done.interrupted, [item]);
    assert_eq!(home.close_postponed().unwrap(), None, "nothing waits any more");
    second(&mut other).unwrap();
    other.finish().unwrap();
    assert_eq!(home.status().unwrap().unfinished, 0);
    drop((recording, full, home));
    let (home, found) = world.open(around);
    assert!(found.is_clean(), "{found:?}");
    assert_eq!(home.status().unwrap().unfinished, 0);
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

#[test]
fn a_home_that_could_not_be_opened_again_can_be_once_the_disk_is_whole() {
    let (world, around, home) = half_reopened();
    let mut safe = Vec::new();
    let (again, _) = home.reopen().unwrap();
    note(&again, &mut safe).unwrap();
    world.check(&again, &around, &safe);
}

#[test]
fn a_panic_over_a_home_that_could_not_be_opened_again_destroys_the_keys_that_lie_on_the_disk() {
    for what in [Panic::Keys, Panic::Everything] {
        let (world, around, home) = half_reopened();
        let seed = *home_seed(&world);
        assert!(world.any_file_has(&seed));
        home.panic(what).unwrap();
        assert!(!world.any_file_has(&seed), "{what:?}: the transport key is still there");
        assert_eq!(world.home_path().join("outbox.sqlite").exists(), what == Panic::Keys);
        drop(home);
        let opened = Home::open(&world.home_path(), Arc::new(OsDisk), around);
        assert_eq!(opened.is_ok_and(|(home, _)| home.status().unwrap().destroyed), what == Panic::Keys);
    }
}

/// Returns the transport key's seed from the outbox.
fn home_seed(world: &World) -> Box<[u8; 32]> {
    let db = rusqlite::Connection::open(world.home_path().join("outbox.sqlite")).unwrap();
    Box::new(db.query_row("SELECT transport_seed FROM device", [], |row| row.get(0)).unwrap())
}

#[test]
fn a_panic_through_the_reopened_home_ends_a_vault_that_was_unlocked_before() {
    let disk = Arc::new(Broken::default());
    let (_world, _, home) = home_on(disk.clone());
    let unlocked = home.create_vault(&Passphrase::new("four plain words here".to_owned()).unwrap()).unwrap();
    disk.0.store(true, Ordering::SeqCst);
    note(&home, &mut Vec::new()).unwrap_err();
    disk.0.store(false, Ordering::SeqCst);
    let (again, _) = home.reopen().unwrap();
    unlocked.drafts().unwrap();
    again.panic(Panic::Keys).unwrap();
    assert!(unlocked.drafts().is_err(), "what was unlocked can still be read");
}
