//! A draft that could not be written to the disk survives a lock, and cannot be read without the passphrase.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::process::Command;
use std::sync::Arc;

use common::{Chosen, World};
use evidence::ClaimedTime;
use evidence::policy::Review;
use rustix::process::{Resource, getrlimit, setrlimit};
use vault::{Home, OsDisk, Panic, Passphrase, Unlocked};

fn pass() -> Passphrase {
    Passphrase::new("long enough words".to_owned()).unwrap()
}

fn now() -> ClaimedTime {
    "2019-06-09T11:40:03.120+06:00".parse().unwrap()
}

/// Returns the texts of the drafts, in the order of their names.
fn bodies(vault: &Unlocked) -> Vec<String> {
    vault.drafts().unwrap().into_iter().map(|draft| draft.body).collect()
}

/// Sets or lifts a limit that lets no file of this process grow.
fn full(full: bool) {
    let mut limit = getrlimit(Resource::Fsize);
    limit.current = if full { Some(1) } else { limit.maximum };
    setrlimit(Resource::Fsize, limit).unwrap();
}

fn vault_with_drafts() -> (World, Arc<Chosen>, Home, Unlocked) {
    let (world, around) = (World::new(Review::Never, true), Chosen::new(51));
    let home = Home::join(&world.home_path(), &world.invitation(), None, Arc::new(OsDisk), around.clone()).unwrap();
    let vault = home.create_vault(&pass()).unwrap();
    vault.save_draft("a", "first", now()).unwrap();
    vault.save_draft("b", "other", now()).unwrap();
    (world, around, home, vault)
}

fn lock_and_unlock_on_a_full_disk() {
    let (_world, _, home, vault) = vault_with_drafts();
    full(true);
    vault.save_draft("a", "second", now()).unwrap_err();
    vault.save_draft("a", "third", now()).unwrap_err();
    vault.save_draft("c", "new", now()).unwrap_err();
    vault.save_draft("d", "unwanted", now()).unwrap_err();
    assert_eq!(bodies(&vault), ["third", "other", "new", "unwanted"]);
    // The draft was never on the disk, so its removal needs no room there.
    vault.remove_draft("d").unwrap();
    drop(vault);
    full(false);
    assert!(home.unlock(&Passphrase::new("wrong".to_owned()).unwrap()).err().unwrap().is_wrong_passphrase());
    let vault = home.unlock(&pass()).unwrap();
    assert_eq!(bodies(&vault), ["third", "other", "new"]);
    vault.save_draft("a", "fourth", now()).unwrap();
    // The drafts are on the disk by now.
    drop((vault, home));
    let (home, _) = Home::open(&_world.home_path(), Arc::new(OsDisk), Chosen::new(52)).unwrap();
    assert_eq!(bodies(&home.unlock(&pass()).unwrap()), ["fourth", "other", "new"]);
}

fn a_later_save_takes_its_place() {
    let (_world, _, home, vault) = vault_with_drafts();
    full(true);
    vault.save_draft("a", "second", now()).unwrap_err();
    full(false);
    vault.save_draft("a", "third", now()).unwrap();
    assert_eq!(bodies(&vault), ["third", "other"]);
    drop(vault);
    assert_eq!(bodies(&home.unlock(&pass()).unwrap()), ["third", "other"]);
}

fn it_is_written_once_there_is_room_and_not_called_written_before() {
    let (world, _, home, vault) = vault_with_drafts();
    assert!(vault.write_waiting().unwrap(), "nothing waits");
    full(true);
    vault.save_draft("a", "second", now()).unwrap_err();
    vault.save_draft("c", "new", now()).unwrap_err();
    assert!(!vault.write_waiting().unwrap());
    full(false);
    assert!(vault.write_waiting().unwrap());
    drop((vault, home));
    let (home, _) = Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(52)).unwrap();
    assert_eq!(bodies(&home.unlock(&pass()).unwrap()), ["second", "other", "new"]);
}

fn it_survives_a_home_that_is_opened_again_and_no_panic_not_even_where_the_vault_is_open() {
    for panic in [false, true] {
        let (_world, _, home, vault) = vault_with_drafts();
        full(true);
        vault.save_draft("a", "second", now()).unwrap_err();
        home.add_note("ends this home", &vault::NewItem::default()).unwrap_err();
        drop(vault);
        full(false);
        let (again, _) = home.reopen().unwrap();
        if panic {
            let open = again.unlock(&pass()).unwrap();
            full(true);
            open.save_draft("a", "third", now()).unwrap_err();
            full(false);
            assert_eq!(bodies(&open), ["third", "other"], "it waits");
            again.panic(Panic::Keys).unwrap();
            assert!(open.drafts().unwrap_err().is_destroyed(), "what waits is read after a panic");
            assert!(open.save_draft("a", "fourth", now()).unwrap_err().is_destroyed());
            assert!(again.unlock(&pass()).err().unwrap().is_destroyed());
        } else {
            assert_eq!(bodies(&again.unlock(&pass()).unwrap()), ["second", "other"]);
        }
    }
}

#[test]
#[ignore = "run by the test below, in a process of its own: the limit holds for all of it"]
fn everything_on_a_full_disk() {
    lock_and_unlock_on_a_full_disk();
    a_later_save_takes_its_place();
    it_is_written_once_there_is_room_and_not_called_written_before();
    it_survives_a_home_that_is_opened_again_and_no_panic_not_even_where_the_vault_is_open();
}

#[test]
fn a_draft_that_a_full_disk_does_not_take_is_there_after_the_lock_and_only_with_the_passphrase() {
    // With the signal ignored, a write beyond the limit fails as on a full disk.
    let child = Command::new("sh")
        .args(["-c", "trap '' XFSZ; exec \"$@\"", "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "everything_on_a_full_disk", "--nocapture"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr) + String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success() && said.contains("1 passed"), "{said}");
}
