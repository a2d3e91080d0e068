//! The locked vault knows whose it is: a home that somebody put in place of the right one is told at the next unlocking.

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
use common::{Chosen, World};
use evidence::policy::{RecipientKind, Review};
use rusqlite::Connection;
use seal::ReviewIdentity;
use sync::Outbox;
use vault::{Home, NewItem, OsDisk};

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
fn an_older_policy_that_came_back_is_told_though_the_outbox_remembers_no_newer() {
    let mut world = World::new(Review::Never, true);
    let home = joined(&world, 95);
    let old = world.sign(&world.policy);
    world.next();
    home.set_policy(world.sign(&world.policy)).unwrap();
    home.unlock(&pass()).unwrap();
    drop(home);
    let set_back = |sql: &str| {
        let db = Connection::open(world.home_path().join("outbox.sqlite")).unwrap();
        db.execute(sql, [old.to_json()]).unwrap();
    };
    // Kept is what was in force before; the newest one is in force itself.
    sql(&world, "DELETE FROM policies");
    set_back("UPDATE device SET policy = ?1");
    let home = world.open(Chosen::new(96)).0;
    assert!(home.unlock(&pass()).err().unwrap().is_policy_set_back());
    world.next();
    home.set_policy(world.sign(&world.policy)).unwrap();
    home.unlock(&pass()).unwrap();
}

#[test]
fn who_may_review_is_set_right_at_the_next_unlocking_and_that_is_told_once() {
    let world = World::new(Review::Always, true);
    let home = joined(&world, 97);
    drop(home);
    let thief = ReviewIdentity::generate(RecipientKind::Hybrid).unwrap();
    sql(&world, &format!("UPDATE device SET review_recipient = '{}'", thief.recipient()));
    let home = world.open(Chosen::new(98)).0;
    assert!(home.unlock(&pass()).err().unwrap().is_reviewer_exchanged());
    let vault = home.unlock(&pass()).unwrap();
    let added = home.add_note("after", &NewItem::default()).unwrap();
    let entry = home.entries(added.entries[0].seq(), 1).unwrap().remove(0);
    let sealed = home.read_part(&entry.parts()[0].sealed.sha256).unwrap();
    assert!(thief.open(&sealed).is_err());
    assert!(home.open_part(&vault, &added.item, evidence::part::Role::Record).is_ok());
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
