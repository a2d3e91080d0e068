//! The chain says whose instructions the device follows: a policy and a reviewer are named at once, and no others hold.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::Arc;

use common::lived::pass;
use common::{Chosen, World};
use evidence::policy::Review;
use rusqlite::Connection;
use vault::{Error, Home, NewItem, OsDisk};

fn refused(world: &World, sql: &str, values: impl rusqlite::Params) -> String {
    let path = world.home_path().join("outbox.sqlite");
    Connection::open(path).unwrap().execute(sql, values).unwrap();
    match Home::open(&world.home_path(), Arc::new(OsDisk), Chosen::new(151)) {
        Err(Error::Malformed { why, .. }) => why,
        other => panic!("{:?}", other.map(drop)),
    }
}

#[test]
fn a_new_policy_is_named_by_an_entry_at_once_and_an_older_one_opens_no_more() {
    let mut world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(150));
    let old = world.sign(&world.policy);
    home.add_note("under the first", &NewItem::default()).unwrap();
    world.next();
    let new = world.sign(&world.policy);
    home.set_policy(new.clone()).unwrap();
    // Once more says nothing new.
    home.set_policy(new.clone()).unwrap();
    let entries = home.entries(0, 10).unwrap();
    let named: Vec<_> = entries.iter().map(|e| (e.item().is_some(), e.details().unwrap().policy)).collect();
    assert_eq!(named, [(false, old.digest()), (true, old.digest()), (false, new.digest())]);
    drop(home);
    let home = world.open(Chosen::new(152)).0;
    assert_eq!(home.policy().unwrap().digest(), new.digest());
    home.check_all().unwrap();
    home.add_note("under the second", &NewItem::default()).unwrap();
    drop(home);
    Connection::open(world.home_path().join("outbox.sqlite")).unwrap().execute("DELETE FROM policies", []).unwrap();
    assert!(refused(&world, "UPDATE device SET policy = ?1", [old.to_json()]).contains("names last"));
}

#[test]
fn who_may_review_is_named_by_every_entry_and_an_exchanged_one_opens_no_more() {
    let mut world = World::new(Review::Always, true);
    let home = world.join(Chosen::new(153));
    home.add_note("before there is a vault", &NewItem::default()).unwrap();
    let vault = home.create_vault(&pass()).unwrap();
    drop(vault);
    home.unlock(&pass()).unwrap();
    home.add_note("after", &NewItem::default()).unwrap();
    let review = |home: &Home| -> Vec<_> {
        home.entries(0, 10).unwrap().iter().map(|e| e.details().unwrap().review.clone()).collect()
    };
    let named = review(&home);
    assert!(named[..2] == [None, None] && named[2].is_some() && named[2] == named[3] && named.len() == 4, "{named:?}");
    world.next().review = Review::Never;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(review(&home)[4], None);
    world.next().review = Review::Always;
    home.set_policy(world.sign(&world.policy)).unwrap();
    home.unlock(&pass()).unwrap();
    assert!(review(&home).last().unwrap().is_some(), "granted again");
    drop(home);
    let thief = seal::ReviewIdentity::generate(evidence::policy::RecipientKind::Hybrid).unwrap().recipient();
    assert!(refused(&world, "UPDATE device SET review_recipient = ?1", [thief]).contains("names last"));
}
