//! A panic needs no lock: another program has the home open, and the keys are destroyed anyway, at any step of either
//! program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};

use common::lived::{Lived, names, pass};
use common::meanwhile::Meanwhile;
use common::{Chosen, Fault, FaultDisk, World, has};
use evidence::policy::Review;
use rusqlite::Connection;
use sync::Outbox;
use vault::{Destroyed, Disk, Error, Home, NewItem, OsDisk, Panic, Preference, Reason, Seen, Step};

const BOTH: [Panic; 2] = [Panic::Keys, Panic::Everything];

/// The real disk, until the program dies.
#[derive(Default)]
struct Dying(AtomicBool);

impl Disk for Dying {
    fn run(&self, _: Step, _: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if self.0.load(Ordering::SeqCst) { Err(io::Error::other("killed")) } else { act() }
    }
}

/// A disk that is full as long as the reserve file exists.
struct FullUntil(PathBuf);

impl Disk for FullUntil {
    fn run(&self, step: Step, _: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let full = step == Step::WriteFile && self.0.exists();
        if full { Err(io::ErrorKind::StorageFull.into()) } else { act() }
    }
}

fn panic_now(path: &Path, what: Panic) -> vault::Result<()> {
    Home::panic_at(path, what, Arc::new(OsDisk), || false)
}

/// Does every kind of work that writes keys, entries and settings.
fn work(home: &Home, around: &Chosen) -> vault::Result<()> {
    home.add_note("one more", &NewItem::default())?;
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default())?;
    recording.push(b"0123456789")?;
    around.ms.fetch_add(900, Ordering::SeqCst);
    recording.tick()?;
    home.set_preference(Preference::Language, "kk")?;
    recording.finish()?;
    Ok(())
}

/// Checks the home after a panic at any state of the chain.
fn check(lived: &mut Lived, what: Panic, when: &str) {
    if what == Panic::Everything {
        return lived.check_all_gone(when);
    }
    let read = Home::open_to_read(&lived.world.home_path(), Arc::new(OsDisk), lived.around.clone()).unwrap();
    let before = std::mem::replace(&mut lived.entries, read.entries(0, 100).unwrap().len());
    drop(read);
    assert!(lived.entries >= before, "{when}: an entry was lost");
    lived.check_keys_gone(when);
    lived.entries = before;
}

#[test]
fn no_key_is_left_whichever_step_of_another_program_a_panic_falls_into() {
    let mut lived = Lived::new();
    let path = lived.world.home_path();
    for (what, behind) in BOTH.into_iter().flat_map(|what| [(what, false), (what, true)]) {
        for at in 0.. {
            lived.reset();
            let elsewhere = path.clone();
            let disk = Meanwhile::beside(at, behind, move || {
                assert!(panic_now(&elsewhere, what).unwrap_err().is_held());
                let slots = std::fs::read(elsewhere.join("ratchet")).unwrap();
                assert!(slots.iter().all(|b| *b == 0), "the slots are there until the lock is had");
            });
            let opened = Home::open(&path, disk.clone(), lived.around.clone());
            let done = opened.and_then(|(home, _)| work(&home, &lived.around));
            if !disk.came() {
                done.unwrap();
                assert!(at > 25, "the work has only {at} steps");
                break;
            }
            let when = format!("{what:?}, step {at}, behind it: {behind}");
            let error = done.unwrap_err();
            assert!(error.is_destroyed() || error.is_unjoined(), "{when}: {error}");
            // The program that had the home open has finished the panic; no other came after it.
            check(&mut lived, what, &when);
        }
    }
}

#[test]
fn no_key_is_left_whatever_another_program_does_at_any_step_of_a_panic() {
    let mut lived = Lived::new();
    let path = lived.world.home_path();
    for what in BOTH {
        for at in 0.. {
            lived.reset();
            let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
            let around = lived.around.clone();
            let at_work = home.clone();
            let disk = Meanwhile::beside(at, false, move || drop(work(&at_work, &around)));
            let held = Home::panic_at(&path, what, disk.clone(), || false);
            let when = format!("{what:?}, step {at}");
            assert!(held.unwrap_err().is_held(), "{when}");
            let over = !disk.came();
            drop(disk);
            let error = home.add_note("more", &NewItem::default()).unwrap_err();
            assert!(error.is_destroyed(), "{when}: {error}");
            drop(home);
            check(&mut lived, what, &when);
            if over {
                assert!(at > 5, "such a panic has only {at} steps");
                break;
            }
        }
    }
}

#[test]
fn a_panic_that_is_killed_at_any_step_is_finished_by_whoever_has_the_home() {
    let mut lived = Lived::new();
    let path = lived.world.home_path();
    for (what, fault) in BOTH.into_iter().flat_map(|what| [(what, Fault::KilledBefore), (what, Fault::KilledAfter)]) {
        for at in 0.. {
            lived.reset();
            let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
            let disk = FaultDisk::new(at, fault);
            let held = Home::panic_at(&path, what, disk.clone(), || false).unwrap_err();
            let when = format!("{what:?}, {fault:?} of step {at}");
            let done = work(&home, &lived.around);
            if at == 0 && fault == Fault::KilledBefore {
                // The program died before the panic had begun.
                done.unwrap();
                continue;
            }
            assert!(done.unwrap_err().is_destroyed(), "{when}");
            drop(home);
            check(&mut lived, what, &when);
            if disk.hit().is_none() {
                assert!(held.is_held() && at > 5, "{when}");
                break;
            }
        }
    }
}

#[test]
fn a_program_that_is_killed_leaves_the_rest_of_a_panic_to_the_next_start() {
    let mut lived = Lived::new();
    let path = lived.world.home_path();
    for what in BOTH {
        lived.reset();
        let disk = Arc::new(Dying::default());
        let (home, _) = Home::open(&path, disk.clone(), lived.around.clone()).unwrap();
        assert!(panic_now(&path, what).unwrap_err().is_held());
        lived.check_no_key_in_place("it does not end");
        disk.0.store(true, Ordering::SeqCst);
        drop(home);
        assert!(path.join(if what == Panic::Keys { "outbox.sqlite" } else { "destroyed.everything" }).exists());
        check(&mut lived, what, "killed");
    }
}

#[test]
fn the_lock_is_waited_for_as_long_as_it_is_said_and_the_panic_then_goes_through_to_its_end() {
    let mut lived = Lived::new();
    let path = lived.world.home_path();
    for what in BOTH {
        lived.reset();
        let mut held = Some(Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap().0);
        let mut asked = 0;
        let done = Home::panic_at(&path, what, Arc::new(OsDisk), || {
            asked += 1;
            if asked == 3 {
                held.take();
            }
            asked < 10
        });
        done.unwrap();
        assert_eq!(asked, 3);
        check(&mut lived, what, "waited for");
    }
}

#[test]
fn a_recording_ends_with_the_truth_while_its_source_is_silent() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    recording.push(b"0123456789").unwrap();
    lived.around.ms.fetch_add(900, Ordering::SeqCst);
    recording.tick().unwrap();
    assert!(panic_now(&path, Panic::Keys).unwrap_err().is_held());
    let (silent, _kept_open) = std::os::unix::net::UnixStream::pair().unwrap();
    let error = recording.run(silent, |_| ()).unwrap_err();
    let Error::Unavailable { reason: Reason::Destroyed, safe, .. } = &error else { panic!("{error}") };
    assert_eq!((safe.parts, safe.bytes, safe.closed), (1, 10, false));
    assert!(error.to_string().contains("1 sealed parts with 10 bytes stay on this device"), "{error}");
}

#[test]
fn who_watches_a_home_sees_the_panic_and_has_finished_it_then() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for what in BOTH {
        lived.reset();
        let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
        let vault = home.unlock(&pass()).unwrap();
        let watch = home.watch();
        assert_eq!(watch.look(), Seen::Quiet);
        assert!(panic_now(&path, what).unwrap_err().is_held());
        assert_eq!(watch.look(), Seen::Destroyed);
        assert!(!path.join("vault.salt").exists() && !path.join("transport").exists());
        assert_eq!(path.join("parts").exists(), what == Panic::Keys);
        assert!(vault.drafts().unwrap_err().is_destroyed());
        drop((home, vault));
        assert_eq!(watch.look(), Seen::Closed);
    }
    // A home that was opened as destroyed can be watched for any time.
    lived.reset();
    panic_now(&path, Panic::Keys).unwrap();
    let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    assert_eq!(home.watch().look(), Seen::Quiet);
    home.set_preference(Preference::Language, "ru").unwrap();
    assert!(panic_now(&path, Panic::Everything).unwrap_err().is_held());
    assert_eq!(home.watch().look(), Seen::Destroyed);
    drop(home);
    lived.check_all_gone("after keys");
}

#[test]
fn a_joining_that_a_panic_falls_into_ends_and_leaves_no_key() {
    let mut before_it_began = Vec::new();
    for (what, behind) in BOTH.into_iter().flat_map(|what| [(what, false), (what, true)]) {
        for at in (0..8).chain(255..) {
            let world = World::new(Review::Never, true);
            let (path, around) = (world.home_path(), Chosen::new(51));
            let (elsewhere, (say, hear)) = (path.clone(), mpsc::channel());
            let disk = Meanwhile::beside(at, behind, move || say.send(panic_now(&elsewhere, what)).unwrap());
            let joined =
                Home::join_until(&path, &world.invitation(), None, disk.clone(), around.clone(), &Destroyed::default());
            if !disk.came() {
                assert!(at > 260, "a joining has only {at} steps");
                break;
            }
            let when = format!("{what:?}, step {at}, behind it: {behind}");
            let said = hear.recv().unwrap();
            if said.as_ref().is_err_and(Error::is_unjoined) {
                // No process had the lock yet: the panic came first, and reported that there was no home.
                before_it_began.push((at, behind));
                joined.unwrap_or_else(|e| panic!("{when}: {e}"));
                continue;
            }
            // A panic over keys succeeds immediately if there is no key yet; the join writes none afterwards.
            assert!(said.map_or_else(|e| e.is_held(), |()| what == Panic::Keys), "{when}");
            let added = joined.and_then(|home| home.add_note("more", &NewItem::default()));
            assert!(added.unwrap_err().is_destroyed(), "{when}");
            let secrets = || around.handed_out.lock().unwrap().iter().any(|seed| world.any_file_has(seed));
            assert!(!secrets(), "{when}");
            // The next process finishes it.
            match Home::open(&path, Arc::new(OsDisk), around.clone()) {
                Err(e) => {
                    assert!(e.is_unjoined(), "{when}: {e}");
                    assert_eq!(names(&path), ["lock"], "{when}");
                    drop(Home::join(&path, &world.invitation(), None, Arc::new(OsDisk), Chosen::new(52)).unwrap());
                }
                Ok((home, _)) => assert!(home.status().unwrap().destroyed && what == Panic::Keys, "{when}"),
            }
            assert!(!secrets(), "{when}");
        }
    }
    // The home's folder is made by then, and durable.
    assert!(before_it_began.iter().all(|(at, _)| *at < 2), "{before_it_began:?}");
}

#[test]
fn a_join_finishes_a_panic_over_keys_that_found_nothing_but_a_join() {
    let world = World::new(Review::Never, true);
    let path = world.home_path();
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(path.join("destroyed.keys"), b"").unwrap();
    let home = Home::join(&path, &world.invitation(), None, Arc::new(OsDisk), Chosen::new(53)).unwrap();
    assert!(!path.join("destroyed.keys").exists());
    home.add_note("goes on", &NewItem::default()).unwrap();
}

/// Checks a home of two chains, or of one that was becoming two, after a panic.
fn check_chains(lived: &Lived, what: Panic, when: &str) {
    lived.check_no_key_in_place(when);
    if what == Panic::Everything {
        return lived.check_all_gone(when);
    }
    let (home, _) = Home::open(&lived.world.home_path(), Arc::new(OsDisk), lived.around.clone())
        .unwrap_or_else(|e| panic!("{when}: {e}"));
    assert!(home.status().unwrap().destroyed, "{when}");
    lived.check_no_secret(when);
    let entries: usize = home.earlier().iter().chain([&home]).map(|chain| chain.entries(0, 100).unwrap().len()).sum();
    assert!(entries >= lived.entries, "{when}: the chain is there for the archive");
}

#[test]
fn the_keys_of_earlier_chains_and_of_one_that_is_being_begun_are_overwritten_without_the_lock() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    let seeds = lived.around.handed_out.lock().unwrap().len();
    let reset = || {
        lived.reset();
        lived.around.handed_out.lock().unwrap().truncate(seeds);
        std::fs::remove_file(path.join("ratchet")).unwrap();
    };
    for what in BOTH {
        reset();
        let disk = Arc::new(Dying::default());
        let (home, recovery) = Home::open(&path, disk.clone(), lived.around.clone()).unwrap();
        assert!(recovery.new_chain && path.join("earlier/1/transport").exists());
        assert!(panic_now(&path, what).unwrap_err().is_held());
        lived.check_no_key_in_place("it does not end");
        disk.0.store(true, Ordering::SeqCst);
        drop(home);
        check_chains(&lived, what, "two chains");
    }
    for (nth, (what, behind)) in BOTH.into_iter().flat_map(|what| [(what, false), (what, true)]).enumerate() {
        for at in 0.. {
            // A new chain's home has many folders, all alike.
            let alike = (16..260).contains(&at);
            if (alike && at % 61 != 0) || (!alike && !(at as usize + nth).is_multiple_of(2)) {
                continue;
            }
            reset();
            let elsewhere = path.clone();
            let disk =
                Meanwhile::beside(at, behind, move || assert!(panic_now(&elsewhere, what).unwrap_err().is_held()));
            let opened = Home::open(&path, disk.clone(), lived.around.clone());
            if !disk.came() {
                assert!(opened.unwrap().1.new_chain && at > 280, "such a start has only {at} steps");
                break;
            }
            drop(opened);
            check_chains(&lived, what, &format!("{what:?}, step {at}, behind it: {behind}"));
        }
    }
}

/// Counts how often each file is overwritten.
#[derive(Default)]
struct Counting(Mutex<BTreeMap<PathBuf, u32>>);

impl Disk for Counting {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if step == Step::EraseSlot {
            *self.0.lock().unwrap().entry(path.to_owned()).or_default() += 1;
        }
        act()
    }
}

#[test]
fn a_panic_overwrites_each_key_of_each_chain_once() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for _ in 0..2 {
        std::fs::remove_file(path.join("ratchet")).unwrap();
        drop(lived.world.open(lived.around.clone()));
    }
    let template = lived.world.dir.path().join("three chains");
    common::copy(&path, &template);
    for (what, open) in BOTH.into_iter().flat_map(|what| [(what, false), (what, true)]) {
        common::restore(&template, &path);
        let disk = Arc::new(Counting::default());
        if open {
            let (home, _) = Home::open(&path, disk.clone(), lived.around.clone()).unwrap();
            disk.0.lock().unwrap().clear();
            home.panic(what).unwrap();
        } else {
            Home::panic_at(&path, what, disk.clone(), || false).unwrap();
        }
        let counted = disk.0.lock().unwrap();
        let twice: Vec<_> = counted.iter().filter(|(_, times)| **times > 1).collect();
        assert!(twice.is_empty(), "{what:?}, open: {open}: {twice:?}");
        // The slots of one, the pads of three, the vault and its salt.
        assert_eq!(counted.len(), 6, "{what:?}, open: {open}: {counted:?}");
        drop(counted);
        check_chains(&lived, what, "three chains");
    }
}

#[test]
fn a_panic_over_keys_keeps_what_a_start_that_was_killed_between_two_chains_left() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for at in 0.. {
        lived.reset();
        std::fs::remove_file(path.join("ratchet")).unwrap();
        let disk = FaultDisk::on(Step::Rename, at, Fault::KilledAfter);
        drop(Home::open(&path, disk.clone(), lived.around.clone()));
        panic_now(&path, Panic::Keys).unwrap();
        check_chains(&lived, Panic::Keys, &format!("renamed {at}"));
        if disk.hit().is_none() {
            assert!(at > 8, "such a start has only {at} renames");
            break;
        }
    }
}

#[test]
fn a_home_of_an_older_version_gets_its_transport_key_under_a_pad_and_sends_with_the_same_key() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(61);
    let (path, public) = {
        let home = world.join(around.clone());
        (world.home_path(), home.transport_key().unwrap().public().unwrap())
    };
    let seed = *around
        .handed_out
        .lock()
        .unwrap()
        .iter()
        .find(|s| seal::TransportKey::from_seed(&zeroize::Zeroizing::new(**s)).public().unwrap() == public)
        .unwrap();
    assert!(!world.any_file_has(&seed), "it lies nowhere as it is");
    let older = || {
        let db = Connection::open(path.join("outbox.sqlite")).unwrap();
        db.execute("UPDATE device SET transport_seed = ?1", [seed.as_slice()]).unwrap();
        db.execute_batch("PRAGMA user_version = 5").unwrap();
        drop(std::fs::remove_file(path.join("transport")));
    };
    older();
    let read = Home::open_to_read(&path, Arc::new(OsDisk), around.clone()).unwrap();
    assert_eq!(read.transport_key().unwrap().public().unwrap(), public);
    drop(read);
    for fault in [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter, Fault::Full] {
        for at in 0..6 {
            older();
            drop(Home::open(&path, FaultDisk::new(at, fault), around.clone()));
            let (home, recovery) = Home::open(&path, Arc::new(OsDisk), around.clone()).unwrap();
            assert!(recovery.is_clean());
            assert_eq!(home.transport_key().unwrap().public().unwrap(), public, "{fault:?} {at}");
            drop(home);
            assert!(!world.any_file_has(&seed), "{fault:?} {at}");
        }
    }
    // A full disk gives up its reserve.
    older();
    assert!(path.join("reserve").exists(), "the test needs a home that holds room back");
    let full_once = Arc::new(FullUntil(path.join("reserve")));
    drop(Home::open(&path, full_once, around.clone()).unwrap());
    assert!(!world.any_file_has(&seed), "a full disk kept the key from its pad");
    // If there is no room at all, a panic beside that program destroys the key at the program's end.
    older();
    let full = FaultDisk::on(Step::WriteFile, 0, Fault::Full);
    let (home, _) = Home::open(&path, full, around.clone()).unwrap();
    assert!(world.any_file_has(&seed), "the test needs a home without a pad");
    let template = world.dir.path().join("keys");
    common::copy(&path, &template);
    assert!(panic_now(&path, Panic::Keys).unwrap_err().is_held());
    assert!(home.add_note("never", &NewItem::default()).unwrap_err().is_destroyed());
    drop(home);
    assert!(!world.any_file_has(&seed), "beside a program that has no pad");
    drop(std::fs::remove_dir_all(&path));
    common::copy(&template, &path);
    drop(Home::open(&path, Arc::new(OsDisk), around.clone()).unwrap());
    // Without the pad everything except sending works as before.
    std::fs::remove_file(path.join("transport")).unwrap();
    let (home, _) = Home::open(&path, Arc::new(OsDisk), around).unwrap();
    home.add_note("goes on", &NewItem::default()).unwrap();
    assert!(home.transport_key().is_err() && home.enrolment().is_ok());
    assert!(names(&path).contains(&"outbox.sqlite".to_owned()) && !has(b"x", &seed));
}
