//! The locked vault knows its home: the next unlocking reports a home that was put in place of the right one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::sync::Arc;

use common::lived::pass;
use common::{Chosen, World, copy};
use evidence::policy::{RecipientKind, Review};
use rusqlite::Connection;
use seal::ReviewIdentity;
use vault::{Home, OsDisk};

fn joined(world: &World, seed: u64) -> Home {
    let home = world.join(Chosen::new(seed));
    home.create_vault(&pass()).unwrap();
    home
}

fn sql(world: &World, sql: &str) {
    Connection::open(world.home_path().join("outbox.sqlite")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn another_home_beside_the_vault_is_told_at_every_unlocking() {
    let (world, other) = (World::new(Review::Never, true), World::new(Review::Never, true));
    drop(joined(&world, 91));
    drop(joined(&other, 92));
    for file in ["vault.sqlite", "vault.salt"] {
        std::fs::copy(world.home_path().join(file), other.home_path().join(file)).unwrap();
    }
    for _ in 0..2 {
        let home = other.open(Chosen::new(93)).0;
        assert!(home.unlock(&pass()).err().unwrap().is_another_home());
    }
    world.open(Chosen::new(94)).0.unlock(&pass()).unwrap();
}

#[test]
fn an_older_home_that_came_back_is_told_by_the_policy_that_the_vault_remembers() {
    let mut world = World::new(Review::Never, true);
    let home = joined(&world, 95);
    home.unlock(&pass()).unwrap();
    drop(home);
    let (path, before) = (world.home_path(), world.dir.path().join("before"));
    copy(&path, &before);
    let home = world.open(Chosen::new(96)).0;
    world.next();
    home.set_policy(world.sign(&world.policy)).unwrap();
    home.unlock(&pass()).unwrap();
    drop(home);
    // The old chain agrees with its policy; only the vault, which the attackers cannot write, knows a newer one.
    for file in std::fs::read_dir(&path).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap();
        if name.starts_with("outbox") || name == "ratchet" {
            std::fs::remove_file(&file).unwrap();
        }
    }
    for name in ["outbox.sqlite", "ratchet"] {
        std::fs::copy(before.join(name), path.join(name)).unwrap();
    }
    let home = world.open(Chosen::new(97)).0;
    assert!(home.unlock(&pass()).err().unwrap().is_policy_set_back());
}

#[test]
fn an_exchanged_reviewer_opens_no_more() {
    let world = World::new(Review::Always, true);
    drop(joined(&world, 97));
    let thief = ReviewIdentity::generate(RecipientKind::Hybrid).unwrap();
    sql(&world, &format!("UPDATE device SET review_recipient = '{}'", thief.recipient()));
    assert!(Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(98)).is_err());
}

#[test]
fn who_may_review_stands_in_no_home_whose_policy_grants_no_review() {
    let world = World::new(Review::Never, true);
    drop(joined(&world, 99));
    sql(
        &world,
        &format!(
            "UPDATE device SET review_recipient = '{}'",
            ReviewIdentity::generate(RecipientKind::Hybrid).unwrap().recipient()
        ),
    );
    assert!(Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(100)).is_err());
}
