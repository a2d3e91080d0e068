//! The chain records whose instructions the device follows: policies and reviewers are named immediately, and only
//! named ones are valid.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::Arc;

use common::lived::pass;
use common::{Chosen, World};
use evidence::Digest;
use evidence::policy::Review;
use rusqlite::Connection;
use sync::Outbox;
use vault::{Error, Home, NewItem, OsDisk, PolicyChange};

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
    // A repetition makes no entry.
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

#[test]
fn a_server_brings_a_policy_of_the_organisation_and_nothing_else() {
    let mut world = World::new(Review::Never, true);
    let mut home = world.join(Chosen::new(160));
    let first = home.policy().unwrap().digest();
    let mut stranger = World::new(Review::Never, true);
    stranger.organisation = seal::OrganisationKey::from_seed(&zeroize::Zeroizing::new([9; 32]));
    // Another line of policies begins beside the one that the device follows.
    let mut beside = World::new(Review::Never, true);
    beside.policy.name = "Another first policy".to_owned();
    beside.next();
    for other in [stranger.sign(&stranger.policy), beside.sign(&beside.policy), world.sign(&world.policy)] {
        assert!(!home.follow(other).unwrap());
        assert_eq!((home.policy().unwrap().digest(), home.head().unwrap().seq), (first, 0));
    }
    world.next();
    assert!(home.follow(world.sign(&world.policy)).unwrap());
    assert_eq!(Outbox::policy(&home).unwrap(), world.sign(&world.policy).digest());
    assert!(home.policy_changes().unwrap().is_empty(), "nothing is another for whoever captures");
}

#[test]
fn what_a_policy_changed_is_told_until_the_person_knows() {
    let mut world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(161));
    let told = |home: &Home| home.policy_changes().unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(told(&home), []);
    world.archive = seal::ReviewIdentity::generate(evidence::policy::RecipientKind::Hybrid).unwrap();
    let recipient = world.archive.recipient();
    world.next().archive_recipients = vec![recipient];
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(told(&home), [PolicyChange::Archive]);
    drop(home);
    let home = world.open(Chosen::new(162)).0;
    // Two policies in a row, with no acknowledgement in between.
    world.next().name = "Another name".to_owned();
    home.set_policy(world.sign(&world.policy)).unwrap();
    world.next();
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(told(&home), [PolicyChange::Archive, PolicyChange::Name]);
    home.know_policy().unwrap();
    assert_eq!(told(&home), []);
    let next = world.next();
    next.forms = vec![Digest::of(b"a form")];
    next.keep_after_delivery = !next.keep_after_delivery;
    next.servers.push(evidence::policy::Server { url: "https://other.example".to_owned(), pins: Vec::new() });
    home.set_policy(world.sign(&world.policy)).unwrap();
    let changes = [PolicyChange::Servers, PolicyChange::Keeping, PolicyChange::Forms];
    assert_eq!(told(&home), changes);
    assert!(!changes.iter().any(|change| change.opens()));
    home.know_policy().unwrap();
    // Review lets a person who unlocks the device see items: that is reported too.
    world.next().review = Review::Always;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(told(&home), [PolicyChange::Looking]);
    // The duration of review is another change, which lets no one else open items.
    home.know_policy().unwrap();
    world.next().review = Review::UntilDelivered;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(told(&home), [PolicyChange::Review]);
    assert!(!PolicyChange::Review.opens());
    home.know_policy().unwrap();
    world.next().review = Review::Never;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert_eq!(told(&home), [PolicyChange::Review]);
    // Granted and withdrawn before any acknowledgement.
    for review in [Review::Always, Review::Never] {
        world.next().review = review;
        home.set_policy(world.sign(&world.policy)).unwrap();
    }
    assert_eq!(told(&home), [PolicyChange::Review]);
    // The value of an earlier version.
    home.set_preference(vault::Preference::Recipients, "changed").unwrap();
    assert_eq!(told(&home), [PolicyChange::Archive]);
}
