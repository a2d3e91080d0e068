//! The organisation renews a home: by an entry of its own chain, admitted by an invitation for this very device.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{Chosen, FAULTS, FaultDisk, World};
use evidence::policy::Review;
use evidence::{Digest, Invitation, SignedEntry, admission};
use seal::OrganisationKey;
use sync::Outbox;
use vault::{Home, NewItem, NotForUs, Surroundings as _};
use zeroize::Zeroizing;

fn renewal(world: &World, home: &Home) -> Vec<u8> {
    world.invitation_for(Some(home.device().unwrap()), None)
}

/// Returns the newest entry.
fn last(home: &Home) -> SignedEntry {
    home.entries(home.head().unwrap().seq, 1).unwrap().remove(0)
}

#[test]
fn a_renewal_is_an_entry_that_the_organisation_admits_and_capture_goes_on() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(1));
    home.add_note("before", &NewItem::default()).unwrap();
    let invitation = renewal(&world, &home);
    let renewed = home.renew(&invitation).unwrap();
    assert_eq!((renewed.seq(), renewed.parts()), (2, 0));
    let organisation = world.organisation.public().unwrap();
    let entry = last(&home);
    let (brought, _) = Invitation::parse(&invitation).unwrap();
    assert_eq!(admission::of_entry(&entry, &organisation).unwrap().name, brought.ticket.digest());
    assert!(!world.any_file_has(brought.admission.seed().as_slice()));
    home.add_note("after", &NewItem::default()).unwrap();
    drop(home);
    let (home, _) = world.open(Chosen::new(2));
    home.add_note("after a start", &NewItem::default()).unwrap();
    world.check_chain(&home, &[renewed.entry()]);
    // A server that does not know the device yet is shown the renewal with genesis.
    let asks = home.enrolment().unwrap().unwrap();
    let shown = [Some(asks.genesis), asks.renewal].map(|c| SignedEntry::from_carried(c.unwrap()).unwrap().seq());
    assert_eq!(shown, [0, 2]);
}

#[test]
fn a_renewal_brings_a_newer_policy_and_names_it() {
    let mut world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(3));
    world.next();
    home.renew(&renewal(&world, &home)).unwrap();
    assert_eq!(home.policy().unwrap().policy().version, 1);
    assert_eq!(last(&home).details().unwrap().policy, home.policy().unwrap().digest());
}

#[test]
fn an_invitation_that_is_refused_leaves_the_policy_as_it_was() {
    let mut world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(13));
    world.next();
    let mut wrong_secret: serde_json::Value = serde_json::from_slice(&renewal(&world, &home)).unwrap();
    wrong_secret["admission"] = "7".repeat(64).into();
    assert!(home.renew(&serde_json::to_vec(&wrong_secret).unwrap()).is_err());
    assert_eq!((home.policy().unwrap().policy().version, home.head().unwrap().seq), (0, 0));
}

#[test]
fn an_invitation_for_anything_else_leaves_the_chain_as_it_was() {
    let mut world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(4));
    world.secret = 5;
    let own = home.device().unwrap();
    let mut stranger = World::new(Review::Never, true);
    stranger.organisation = OrganisationKey::from_seed(&Zeroizing::new([9; 32]));
    let mut elsewhere = World::new(Review::Never, true);
    elsewhere.policy.logs[0].origin = "another.example".to_owned();
    let mut wrong_secret: serde_json::Value = serde_json::from_slice(&renewal(&world, &home)).unwrap();
    wrong_secret["admission"] = "7".repeat(64).into();
    for (other, why) in [
        (world.invitation(), Some(NotForUs::ForANewDevice)),
        (world.invitation_for(Some(Digest::of(b"another device")), None), Some(NotForUs::ForAnotherDevice)),
        (stranger.invitation_for(Some(own), None), Some(NotForUs::OfAnotherOrganisation)),
        (elsewhere.invitation_for(Some(own), None), Some(NotForUs::OfAnotherLog)),
        (serde_json::to_vec(&wrong_secret).unwrap(), None),
    ] {
        assert_eq!(home.renew(&other).err().unwrap().not_for_us(), why);
        assert_eq!(home.head().unwrap().seq, 0);
    }
    home.add_note("capture goes on", &NewItem::default()).unwrap();
    // And a renewal makes no new device.
    let fresh = World::new(Review::Never, true);
    let joined = Home::join(
        &fresh.home_path(),
        &world.invitation_for(Some(own), None),
        None,
        Arc::new(vault::OsDisk),
        Chosen::new(5),
    );
    assert_eq!(joined.err().unwrap().not_for_us(), Some(NotForUs::Renews));
}

#[test]
fn an_invitation_renews_once() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(9));
    let invitation = renewal(&world, &home);
    home.renew(&invitation).unwrap();
    assert_eq!(home.renew(&invitation).err().unwrap().not_for_us(), Some(NotForUs::Used));
    assert_eq!(home.head().unwrap().seq, 1);
}

/// Returns the invitation's file as it is after it admitted a device.
fn wiped(invitation: &[u8]) -> Vec<u8> {
    let mut used: serde_json::Value = serde_json::from_slice(invitation).unwrap();
    used["admission"] = "0".repeat(64).into();
    serde_json::to_vec(&used).unwrap()
}

#[test]
fn an_invitation_that_was_used_says_by_whom_and_is_not_called_altered() {
    let mut world = World::new(Review::Never, true);
    let first = world.invitation();
    let home = Home::join(&world.home_path(), &first, None, Arc::new(vault::OsDisk), Chosen::new(10)).unwrap();
    let one = renewal(&world, &home);
    home.renew(&one).unwrap();
    world.secret = 5;
    home.renew(&renewal(&world, &home)).unwrap();
    world.secret = 6;
    for (given, why) in [
        (first.clone(), NotForUs::Used),
        (wiped(&first), NotForUs::Used),
        (wiped(&one), NotForUs::Used),
        (one, NotForUs::Used),
        (wiped(&world.invitation()), NotForUs::UsedByAnother),
        (wiped(&world.invitation_for(Some(Digest::of(b"another device")), None)), NotForUs::ForAnotherDevice),
        (wiped(&renewal(&world, &home)), NotForUs::UsedByAnother),
    ] {
        assert_eq!(home.renew(&given).err().unwrap().not_for_us(), Some(why));
        assert_eq!(home.head().unwrap().seq, 2);
    }
    let fresh = World::new(Review::Never, true);
    let joined = |given: &[u8]| Home::join(&fresh.home_path(), given, None, Arc::new(vault::OsDisk), Chosen::new(11));
    assert_eq!(joined(&wiped(&first)).err().unwrap().not_for_us(), Some(NotForUs::UsedByAnother));
    assert!(!fresh.home_path().exists());
    // A second join with it is another error.
    let again = |given: &[u8]| {
        drop(world.open(Chosen::new(12)));
        Home::join(&world.home_path(), given, None, Arc::new(vault::OsDisk), Chosen::new(12)).err().unwrap()
    };
    drop(home);
    assert!(again(&wiped(&first)).is_joined());
    assert_eq!(again(&wiped(&world.invitation())).not_for_us(), Some(NotForUs::UsedByAnother));
}

#[test]
fn wherever_a_renewal_is_cut_off_the_home_captures_and_can_be_renewed_again() {
    let mut tried = 0;
    for fault in FAULTS {
        for at in 0.. {
            let world = World::new(Review::Never, true);
            drop(world.join(Chosen::new(6)));
            let disk = FaultDisk::new(at, fault);
            let opened = Home::open(&world.home_path(), disk.clone(), Chosen::new(7));
            let renewed = opened.and_then(|(home, _)| home.renew(&renewal(&world, &home)));
            let (home, _) = world.open(Chosen::new(8));
            if let Ok(renewed) = &renewed {
                assert_eq!(last(&home).digest(), renewed.entry(), "{fault:?} at {at}");
            }
            home.add_note("after", &NewItem::default()).unwrap();
            // The renewal is repeated unless it is already in the chain.
            if let Err(error) = home.renew(&renewal(&world, &home)) {
                assert_eq!(error.not_for_us(), Some(NotForUs::Used), "{fault:?} at {at}: {error}");
            }
            world.check_chain(&home, &[]);
            tried += 1;
            if disk.hit().is_none() {
                break;
            }
        }
    }
    assert!(tried >= 20, "{tried}");
}

#[test]
fn a_device_whose_invitation_has_ended_says_so_until_one_without_an_end_renews_it() {
    let mut world = World::new(Review::Never, true);
    let around = Chosen::new(9);
    let end = |ms: i64| jiff::Timestamp::from_millisecond(around.now().instant().as_millisecond() + ms).unwrap();
    world.expires = Some(end(60_000));
    let home = world.join(around.clone());
    let status = home.status().unwrap();
    assert_eq!((status.admitted_until, status.admission_ended), (world.expires, false));
    around.ms.fetch_add(60_001, std::sync::atomic::Ordering::SeqCst);
    let status = home.status().unwrap();
    assert_eq!((status.admitted_until, status.admission_ended), (world.expires, true));
    (world.expires, world.secret) = (None, 5);
    home.renew(&renewal(&world, &home)).unwrap();
    let status = home.status().unwrap();
    assert_eq!((status.admitted_until, status.admission_ended), (None, false));
}
