//! A panic leaves no key, at any fault in the middle of it and beside any other work.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use common::lived::{Lived, names, pass};
use common::{Chosen, FAULTS, Fault, FaultDisk, WATERMARK, World};
use evidence::Digest;
use evidence::policy::{RecipientKind, Review};
use seal::ReviewIdentity;
use sync::Outbox;
use vault::{Error, Home, NewItem, OsDisk, Panic, Preference, Reason, Step};

/// Makes every step of a panic fail in every way, in an open home and in a closed one.
fn every_step_goes_wrong(what: Panic, open_first: bool, check: fn(&Lived, &str)) {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for fault in FAULTS.into_iter().chain([Fault::Full]) {
        for at in 0.. {
            lived.reset();
            let disk = FaultDisk::new(at, fault);
            let before = match open_first {
                true => {
                    let quiet = FaultDisk::new(u64::MAX, fault);
                    drop(Home::open(&path, quiet.clone(), lived.around.clone()).unwrap());
                    lived.reset();
                    quiet.steps()
                }
                false => 0,
            };
            let disk = if before > 0 { FaultDisk::new(at + before, fault) } else { disk };
            let done = match open_first {
                true => Home::open(&path, disk.clone(), lived.around.clone()).unwrap().0.panic(what),
                false => Home::panic_at(&path, what, disk.clone(), || false),
            };
            let hit = disk.hit();
            let when = format!("{what:?}, {fault:?} of step {at} ({hit:?})");
            if at == 0 && matches!(fault, Fault::KilledBefore | Fault::Torn) {
                // The panic died before it had begun.
                assert!(done.is_err() && Home::open(&path, Arc::new(OsDisk), lived.around.clone()).is_ok());
                continue;
            }
            if done.is_ok() && !matches!(fault, Fault::Full) {
                assert!(hit.is_none() || at < 2, "{when} went unnoticed");
            }
            if done.is_ok() {
                lived.check_no_secret(&when);
            }
            if fault == Fault::Full && done.is_err() {
                // If the very last step found no space, the destruction is already complete.
                let again = Home::panic_at(&path, what, Arc::new(OsDisk), || false);
                assert!(again.is_ok() || names(&path) == ["lock"], "{when}");
            }
            check(&lived, &when);
            if hit.is_none() {
                done.unwrap();
                assert!(at > 10, "a panic has only {at} steps");
                assert!(at < 32, "a panic has {at} steps");
                break;
            }
        }
    }
}

#[test]
fn the_keys_are_gone_after_a_panic_whatever_step_of_it_fails() {
    every_step_goes_wrong(Panic::Keys, false, Lived::check_keys_gone);
}

#[test]
fn the_keys_of_an_open_home_are_gone_after_a_panic_whatever_step_of_it_fails() {
    every_step_goes_wrong(Panic::Keys, true, Lived::check_keys_gone);
}

#[test]
fn everything_is_gone_after_a_panic_whatever_step_of_it_fails() {
    every_step_goes_wrong(Panic::Everything, false, Lived::check_all_gone);
}

#[test]
fn everything_in_an_open_home_is_gone_after_a_panic_whatever_step_of_it_fails() {
    every_step_goes_wrong(Panic::Everything, true, Lived::check_all_gone);
}

#[test]
fn a_kill_after_the_first_erasure_leaves_no_key_that_signs() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for (at, erased) in [(0, "ratchet"), (1, "vault.salt")] {
        lived.reset();
        let disk = FaultDisk::on(Step::EraseSlot, at, Fault::KilledAfter);
        assert!(Home::panic_at(&path, Panic::Everything, disk, || false).is_err());
        assert!(std::fs::read(path.join("ratchet")).unwrap().iter().all(|b| *b == 0));
        assert!(std::fs::read(path.join(erased)).unwrap().iter().all(|b| *b == 0));
        assert!(path.join("parts").exists() && path.join("outbox.sqlite").exists(), "the keys go first");
    }
}

#[test]
fn a_removal_that_was_cut_off_halfway_is_finished_by_the_next_start_or_join() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    for join in [false, true] {
        lived.reset();
        let disk = FaultDisk::on(Step::Remove, 4, Fault::KilledBefore);
        assert!(Home::panic_at(&path, Panic::Everything, disk, || false).is_err());
        for n in 0..128 {
            drop(std::fs::remove_dir_all(path.join(format!("parts/{n:02x}"))));
        }
        drop(std::fs::remove_file(path.join("outbox.sqlite")));
        assert!(path.join("destroyed.everything").exists());
        if join {
            drop(lived.world.join(Chosen::new(33)));
            assert!(!path.join("destroyed.everything").exists() && !path.join("aside/torn").exists());
        } else {
            lived.check_all_gone("halfway");
        }
    }
}

#[test]
fn a_panic_over_keys_may_be_followed_by_one_over_everything_and_never_the_other_way() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    lived.check_keys_gone("twice");
    let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    home.panic(Panic::Everything).unwrap();
    home.panic(Panic::Everything).unwrap();
    home.panic(Panic::Keys).unwrap();
    assert!(home.status().unwrap_err().is_destroyed());
    drop(home);
    drop(std::fs::remove_file(path.join("destroyed.keys")));
    lived.check_all_gone("keys and then everything");
    lived.reset();
    std::fs::write(path.join("destroyed.everything"), b"").unwrap();
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    assert_eq!(names(&path), ["lock"], "what was begun is finished");
}

#[test]
fn a_folder_that_never_joined_has_nothing_to_destroy_and_one_cut_off_while_joining_is_emptied() {
    let world = World::new(Review::Never, true);
    let path = world.home_path();
    let none = Home::panic_at(&path, Panic::Everything, Arc::new(OsDisk), || false);
    assert!(none.unwrap_err().is_unjoined() && !path.exists());
    let disk = FaultDisk::on(Step::CommitEntry, 0, Fault::KilledBefore);
    let around = Chosen::new(34);
    assert!(Home::join(&path, &world.invitation(), None, disk, around.clone()).is_err());
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    assert_eq!(names(&path), ["lock"]);
    drop(world.join(around));
}

#[test]
fn damage_does_not_keep_a_panic_from_the_keys() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    std::fs::write(path.join("outbox.sqlite"), vec![7; 9_000]).unwrap();
    assert!(Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).is_err(), "the outbox was not seen to");
    assert!(!path.join("ratchet").exists() && !path.join("vault.salt").exists() && !path.join("vault.sqlite").exists());
    drop(Home::panic_at(&path, Panic::Everything, Arc::new(OsDisk), || false));
    assert!(Home::open(&path, Arc::new(OsDisk), lived.around.clone()).err().unwrap().is_unjoined());
    assert_eq!(names(&path), ["lock"]);
}

#[test]
fn a_recording_under_way_ends_and_says_what_is_safe() {
    let lived = Lived::new();
    let (home, _) = Home::open(&lived.world.home_path(), Arc::new(OsDisk), lived.around.clone()).unwrap();
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let vault = home.unlock(&pass()).unwrap();
    recording.push(b"0123456789").unwrap();
    lived.around.ms.fetch_add(900, Ordering::SeqCst);
    recording.tick().unwrap();
    home.clone().panic(Panic::Keys).unwrap();
    recording.push(b"never").ok();
    lived.around.ms.fetch_add(900, Ordering::SeqCst);
    let error = recording.tick().and_then(|()| recording.finish().map(drop)).unwrap_err();
    assert!(error.is_destroyed());
    let Error::Unavailable { reason: Reason::Destroyed, safe, .. } = &error else { panic!("{error}") };
    assert_eq!((safe.parts, safe.bytes, safe.closed), (1, 10, false));
    let said = error.to_string();
    assert!(
        said.contains("1 sealed parts with 10 bytes stay on this device") && !said.contains("next start"),
        "{said}"
    );
    let now = "2019-06-09T11:40:03.120+06:00".parse().unwrap();
    assert!(
        vault.save_draft("two", "lost", now).unwrap_err().is_destroyed(),
        "a draft went into a file without a name"
    );
    assert!(vault.drafts().unwrap_err().is_destroyed());
    assert!(home.add_note("more", &NewItem::default()).unwrap_err().is_destroyed());
    assert!(home.set_policy(lived.world.sign(&lived.world.policy)).is_err());
    assert!(home.status().unwrap().destroyed && !home.status().unwrap().can_sign);
    assert_eq!(home.status().unwrap().unfinished, 1);
    drop((vault, home));
    let path = lived.world.home_path();
    let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    lived.check_no_secret("after a recording");
    assert_eq!(home.status().unwrap().unfinished, 1, "nobody can close it any more");
}

/// An endless source; its reader stops because the home is destroyed.
struct Endless;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill(5);
        Ok(buffer.len())
    }
}

#[test]
fn whatever_other_clones_do_at_that_moment_no_key_and_no_part_comes_back() {
    for (what, wait) in [(Panic::Keys, 5), (Panic::Everything, 3), (Panic::Everything, 40), (Panic::Keys, 60)] {
        let lived = Lived::new();
        let path = lived.world.home_path();
        let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
        let threads: Vec<_> = (0..4)
            .map(|n| {
                let home = home.clone();
                std::thread::spawn(move || match n {
                    0 => home.add_file(&mut Endless, "a.bin", &NewItem::default(), &mut |_| ()).unwrap_err(),
                    1 => loop {
                        if let Err(e) = home.add_note(WATERMARK, &NewItem::default()) {
                            break e;
                        }
                    },
                    2 => loop {
                        if let Err(e) = home.set_preference(Preference::Theme, "sun") {
                            break e;
                        }
                    },
                    _ => loop {
                        let unlocked = home.unlock(&pass()).and_then(|v| v.set_setting("a", "b"));
                        if let Err(e) = unlocked.and_then(|()| home.transport_key().map(drop)) {
                            break e;
                        }
                    },
                })
            })
            .collect();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        home.panic(what).unwrap();
        let ended: Vec<Error> = threads.into_iter().map(|t| t.join().unwrap()).collect();
        for (n, error) in ended.iter().enumerate().take(3) {
            assert!(error.is_destroyed(), "{what:?} thread {n}: {error}");
        }
        drop(home);
        match what {
            Panic::Keys => {
                let (home, _) = Home::open(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
                assert!(home.status().unwrap().destroyed);
                let report = evidence::chain::judge(&home.entries(0, usize::MAX).unwrap());
                assert_eq!((report.faults.len(), report.tips.len()), (0, 1));
                assert!(!path.join("ratchet").exists() && !path.join("vault.salt").exists());
            }
            Panic::Everything => lived.check_all_gone("with others at work"),
        }
    }
}

#[test]
fn ten_thousand_parts_cost_a_panic_no_more_syncs_than_ten() {
    let steps = |parts: usize, what: Panic| {
        let lived = Lived::new();
        let path = lived.world.home_path();
        for n in 0..parts {
            let name = Digest::of(&n.to_le_bytes()).to_string();
            std::fs::write(path.join("parts").join(&name[..2]).join(&name), b"sealed").unwrap();
        }
        let disk = FaultDisk::new(u64::MAX, Fault::Full);
        Home::panic_at(&path, what, disk.clone(), || false).unwrap();
        assert_eq!(path.join("parts").exists(), what == Panic::Keys);
        disk.steps()
    };
    for what in [Panic::Keys, Panic::Everything] {
        let few = steps(10, what);
        assert_eq!(few, steps(10_000, what));
        assert!(few < 32, "{few} steps");
    }
}

#[test]
fn the_review_recipient_is_forgotten() {
    let lived = Lived::new();
    let path = lived.world.home_path();
    let recipient = b"age1";
    let count = |bytes: &[u8]| bytes.windows(recipient.len()).filter(|w| *w == recipient).count();
    let before = count(&std::fs::read(path.join("outbox.sqlite")).unwrap());
    Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
    let after = count(&std::fs::read(path.join("outbox.sqlite")).unwrap());
    assert_eq!(after, before - 1, "only the policy's own recipients, inside its base64, may be left");
    // Only the archive can still open this device's parts.
    let read = Home::open_to_read(&path, Arc::new(OsDisk), lived.around.clone()).unwrap();
    let entries = read.entries(1, 100).unwrap();
    let part = *entries.iter().flat_map(|entry| entry.parts()).next().unwrap();
    let sealed = read.read_part(&part.sealed.sha256).unwrap();
    assert!(
        ReviewIdentity::generate(RecipientKind::Hybrid).unwrap().open(&sealed).is_err()
            && lived.world.archive.open(&sealed).is_ok()
    );
}
