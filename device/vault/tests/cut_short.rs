//! A panic waits for no one: every operation on a home, also its opening, ends before its next durable step.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use common::lived::Lived;
use common::meanwhile::Meanwhile;
use common::{Chosen, Fault, FaultDisk, World, copy};
use evidence::part::{Role, Sealed};
use evidence::policy::Review;
use evidence::{Digest, ItemId};
use vault::{Destroyed, Disk, Home, NewItem, OsDisk, Panic, Passphrase, Preference, Step};

const BOTH: [Panic; 2] = [Panic::Keys, Panic::Everything];

/// Returns a home whose start has much to repair (parts without an entry, and one part that is not in its place), and
/// further parts without an entry.
fn to_repair() -> (Lived, Vec<(PathBuf, Vec<u8>)>) {
    let mut lived = Lived::new();
    let (home, template) = (lived.world.home_path(), lived.world.dir.path().join("template"));
    let incoming = home.join("parts/incoming");
    let mut orphans = Vec::new();
    for n in 0..8 {
        let disk = FaultDisk::on(Step::CommitEntry, 0, Fault::KilledBefore);
        let (open, _) = Home::open(&home, disk, lived.around.clone()).unwrap();
        open.add_note(&format!("orphan {n}"), &NewItem::default()).unwrap_err();
        drop(open);
        orphans.extend(files(&incoming));
        lived.reset();
    }
    let disk = FaultDisk::on(Step::Rename, 0, Fault::KilledBefore);
    let (open, _) = Home::open(&home, disk, lived.around.clone()).unwrap();
    open.add_note("without its place", &NewItem::default()).unwrap_err();
    drop(open);
    let others = orphans.split_off(4);
    put(&orphans);
    assert_eq!(files(&incoming).len(), 5);
    std::fs::remove_dir_all(&template).unwrap();
    copy(&home, &template);
    lived.entries += 1;
    (lived, others)
}

fn put(files: &[(PathBuf, Vec<u8>)]) {
    files.iter().for_each(|(path, bytes)| std::fs::write(path, bytes).unwrap());
}

fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let paths = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    paths.map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

/// Checks the home after a panic at any state of the chain.
fn check(lived: &mut Lived, what: Panic, when: &str) {
    if what == Panic::Everything {
        return lived.check_all_gone(when);
    }
    let path = lived.world.home_path();
    let read = Home::open_to_read(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    let before = std::mem::replace(&mut lived.entries, read.entries(0, 100).unwrap().len());
    drop(read);
    assert!(lived.entries >= before, "{when}: an entry was lost");
    lived.check_keys_gone(when);
    lived.entries = before;
}

#[test]
fn an_opening_ends_at_the_very_step_during_which_a_panic_begins() {
    let (mut lived, _) = to_repair();
    let path = lived.world.home_path();
    for what in BOTH {
        for at in 0.. {
            lived.reset();
            let destroyed = Destroyed::default();
            let outside = destroyed.clone();
            let disk = Meanwhile::at(at, move || {
                outside.now(Panic::Keys);
                Ok(())
            });
            let opened = Home::open_until(&path, disk.clone(), lived.around.clone(), &destroyed);
            let Some(after) = disk.steps_after() else {
                assert!(at > 30, "an opening has only {at} steps");
                break;
            };
            let when = format!("{what:?}, step {at}");
            assert_eq!(after, 0, "{when}: more was written");
            // The panic may have come at the last step; such a home must not work either.
            let done = opened.and_then(|(home, _)| home.add_note("more", &NewItem::default()));
            assert!(done.unwrap_err().is_destroyed(), "{when}");
            Home::panic_at(&path, what, Arc::new(OsDisk), || false).unwrap();
            check(&mut lived, what, &when);
        }
    }
}

#[test]
fn a_joining_ends_at_the_very_step_during_which_a_panic_begins() {
    // The steps that make the parts' folders are all alike.
    for at in (0..8).chain(250..) {
        let world = World::new(Review::Never, true);
        let (path, around, destroyed) = (world.home_path(), Chosen::new(41), Destroyed::default());
        let outside = destroyed.clone();
        let disk = Meanwhile::at(at, move || {
            outside.now(Panic::Keys);
            Ok(())
        });
        let joined =
            Home::join_until(&path, &world.invitation(), None, disk.clone(), around.clone(), &destroyed).map(drop);
        let Some(after) = disk.steps_after() else { break };
        assert_eq!(after, 0, "step {at}");
        let last = joined.is_ok();
        assert!(last || joined.unwrap_err().is_destroyed());
        match Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false) {
            Err(e) => assert!(e.is_unjoined(), "step {at}: {e}"),
            Ok(()) if last => continue,
            Ok(()) => {}
        }
        assert!(around.handed_out.lock().unwrap().iter().all(|seed| !world.any_file_has(seed)), "step {at}");
        drop(world.join(Chosen::new(42)));
    }
}

#[test]
fn a_panic_over_a_home_that_is_being_opened_again_ends_that_and_destroys_what_lies_there() {
    let (mut lived, others) = to_repair();
    let path = lived.world.home_path();
    for what in BOTH {
        for at in (0..).step_by(3) {
            lived.reset();
            let disk = Arc::new(Meanwhile::default());
            let (home, _) = Home::open(&path, disk.clone(), lived.around.clone()).unwrap();
            disk.plan(0, || Err(io::Error::other("the disk fails")));
            home.add_note("lost", &NewItem::default()).unwrap_err();
            put(&others);
            let (panicking, (say, hear)) = (home.clone(), channel());
            disk.plan(at, move || {
                std::thread::spawn(move || {
                    let done = panicking.panic(what);
                    drop(panicking);
                    say.send(done)
                });
                // By now the panic has begun, and waits for this step.
                std::thread::sleep(Duration::from_millis(15));
                Ok(())
            });
            let again = home.reopen();
            let when = format!("{what:?}, step {at}");
            if disk.steps_after().is_none() {
                assert!(at > 30, "opening again has only {at} steps");
                break;
            }
            hear.recv_timeout(Duration::from_secs(5)).unwrap().unwrap();
            let noted = again.and_then(|(home, _)| home.add_note("more", &NewItem::default()));
            assert!(noted.unwrap_err().is_destroyed(), "{when}");
            assert!(home.reopen().is_err(), "{when}");
            drop(home);
            check(&mut lived, what, &when);
        }
    }
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test measures")]
fn a_panic_does_not_wait_until_large_parts_are_hashed() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    let mut hashing = Duration::ZERO;
    for n in 0..48 {
        let large = vec![n; 4 << 20];
        let begun = Instant::now();
        let sealed = Sealed { sha256: Digest::of(&large), size: large.len() as u64 };
        hashing += begun.elapsed();
        let (item, role) = (ItemId::from_bytes([n; 16]), Role::Media(0).to_string().replace('/', "-"));
        let name = format!("{item}.live.{role}.{0}.{0}.{1}", sealed.sha256, sealed.size);
        std::fs::write(path.join("parts/incoming").join(name), &large).unwrap();
    }
    let destroyed = Destroyed::default();
    let outside = destroyed.clone();
    let panicking = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(10));
        let begun = Instant::now();
        outside.now(Panic::Keys);
        begun
    });
    let opened = Home::open_until(&path, Arc::new(OsDisk), lived.around.clone(), &destroyed).map(drop);
    let took = panicking.join().unwrap().elapsed();
    assert!(opened.unwrap_err().is_destroyed());
    assert!(took * 4 < hashing, "it went on for {took:?}, and hashing all takes {hashing:?}");
}

#[test]
fn what_was_chosen_is_known_at_a_glance_of_a_home_that_was_left_with_much_to_repair() {
    let (lived, _) = to_repair();
    let path = lived.world.home_path();
    let before = files(&path.join("parts/incoming"));
    let glance = Home::glance_at(&path).unwrap();
    assert_eq!(glance.preferences.get(&Preference::Language).map(String::as_str), Some("kk"));
    assert_eq!((glance.preferences.len(), files(&path.join("parts/incoming"))), (1, before));
    let (home, recovery) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    assert_eq!((recovery.adopted, home.glance().unwrap()), (4, glance));
    assert_eq!(Home::glance_at(&path).unwrap(), home.glance().unwrap(), "who has it open keeps nobody from a glance");
    drop(home);
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    assert!(Home::glance_at(&path).is_ok_and(|glance| !glance.preferences.is_empty()));
    Home::panic_at(&path, Panic::Everything, Arc::new(OsDisk), || false).unwrap();
    assert!(Home::glance_at(&path).unwrap_err().is_unjoined());
}

/// The real disk. Once a vault is made, its salt is in a pipe: an unlocking thread waits for the other end.
struct SaltInPipe(PathBuf);

impl Disk for SaltInPipe {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        OsDisk.run(step, path, act)?;
        if step == Step::CommitSettings {
            std::fs::rename(&self.0, self.0.with_extension("kept"))?;
            assert!(std::process::Command::new("mkfifo").arg(&self.0).status()?.success());
        }
        Ok(())
    }
}

#[test]
fn a_panic_that_begins_while_a_vault_is_unlocked_for_the_first_time_finds_no_key_written_after_it() {
    let (world, around, panic) = (World::new(Review::Never, true), Chosen::new(77), Destroyed::default());
    let path = world.home_path();
    drop(Home::join(&path, &world.invitation(), None, Arc::new(OsDisk), around.clone()).unwrap());
    let salt = path.join("vault.salt");
    let (home, _) = Home::open_until(&path, Arc::new(SaltInPipe(salt.clone())), around, &panic).unwrap();
    let made = std::thread::spawn(move || home.create_vault(&Passphrase::new("long words".to_owned()).unwrap()).err());
    while !(salt.with_extension("kept").exists() && salt.exists()) {
        std::thread::sleep(Duration::from_millis(1));
    }
    // Opens once the other end does, which has already checked for a panic.
    let mut pipe = std::fs::File::options().write(true).open(&salt).unwrap();
    let vault = std::fs::read(path.join("vault.sqlite")).unwrap();
    panic.now(Panic::Keys);
    io::Write::write_all(&mut pipe, &std::fs::read(salt.with_extension("kept")).unwrap()).unwrap();
    drop(pipe);
    assert!(made.join().unwrap().unwrap().is_destroyed());
    assert!(std::fs::read(path.join("vault.sqlite")).unwrap() == vault, "the vault was written to after the panic");
}
