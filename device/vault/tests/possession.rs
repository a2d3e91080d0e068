//! P10 on a real home: a sealed part leaves this device only after the right answer to a fresh challenge, and an
//! interruption at any step leaves the part or a finished deletion.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use common::{Chosen, Fault, FaultDisk, World, copy, restore};
use evidence::policy::Review;
use evidence::{Digest, ItemId};
use sync::held::{self, Challenge};
use sync::messages::HeldAnswer;
use sync::{Outbox, Possession};
use vault::{Home, NewItem, Step};

fn add(home: &Home, bytes: &[u8]) -> ItemId {
    home.add_file(&mut Cursor::new(bytes), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item
}

/// Returns the names of the sealed parts on the disk.
fn parts(world: &World) -> BTreeSet<String> {
    let sealed = |path: &std::path::Path| path.components().any(|c| c.as_os_str() == "parts");
    let names = world.files().into_iter().filter(|(path, _)| sealed(path));
    names.map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

/// Makes a home whose two items are delivered and present here whole.
fn delivered(seed: u64) -> (World, Arc<Chosen>, Home) {
    let world = World::new(Review::Never, false);
    let around = Chosen::new(seed);
    let mut home = world.join(around.clone());
    add(&home, b"first");
    add(&home, b"second");
    world.log.take_all(&mut home);
    for item in home.undelivered(9).unwrap() {
        let receipt = world.log.custody(&home, item, 0);
        home.delivered(&item, &[receipt], &world.log.checkpoint()).unwrap();
    }
    (world, around, home)
}

fn leaving(home: &Home) -> Vec<Digest> {
    home.leaving(100).unwrap().iter().map(|part| part.sha256).collect()
}

fn right(home: &Home, parts: &[Digest], challenge: &Challenge) -> Vec<HeldAnswer> {
    let answer = |part: &Digest| held::answer(challenge, &home.read_part(part).unwrap());
    parts.iter().map(|part| HeldAnswer { part: *part, answer: answer(part) }).collect()
}

type Lie = Box<dyn Fn(&[HeldAnswer]) -> Vec<HeldAnswer>>;

#[test]
fn no_generated_answer_but_the_right_one_lets_a_part_go() {
    let (world, _, mut home) = delivered(90);
    let here = parts(&world);
    let asked = leaving(&home);
    assert_eq!((here.len(), asked.len()), (4, 4));
    let earlier = home.challenge(&asked).unwrap();
    let replay = right(&home, &asked, &earlier);
    let mut lies: Vec<Lie> = vec![
        Box::new(|_| Vec::new()),
        Box::new(move |_| replay.clone()),
        Box::new(|all| all.iter().map(|a| HeldAnswer { answer: a.part, ..*a }).collect()),
        Box::new(|all| all.iter().map(|a| HeldAnswer { part: Digest::of(b"none"), ..*a }).collect()),
        Box::new(|all| {
            let turned = all.iter().cycle().skip(1);
            all.iter().zip(turned).map(|(a, b)| HeldAnswer { part: a.part, answer: b.answer }).collect()
        }),
    ];
    for byte in 0..32 {
        lies.push(Box::new(move |all| {
            let change = |answer: &HeldAnswer| {
                let mut bytes = *answer.answer.as_bytes();
                bytes[byte] ^= 1;
                HeldAnswer { answer: Digest::from_bytes(bytes), ..*answer }
            };
            all.iter().map(change).collect()
        }));
    }
    let mut challenges = vec![earlier];
    for (n, lie) in lies.iter().enumerate() {
        let challenge = home.challenge(&asked).unwrap();
        assert!(!challenges.contains(&challenge), "a challenge came twice");
        challenges.push(challenge);
        let right = right(&home, &asked, &challenge);
        let found = home.possession(&lie(&right)).unwrap();
        assert!(found.shown.is_empty() && found.not_shown.len() == 4, "lie {n}");
        assert_eq!(parts(&world), here, "lie {n}");
        // The right answers come too late: the challenge is spent.
        assert_eq!(home.possession(&right).unwrap(), Possession::default());
        assert_eq!(parts(&world), here, "lie {n}, and the right answers after it");
    }
    // One answer is right: one part is removed.
    let challenge = home.challenge(&asked).unwrap();
    let one = right(&home, &asked[..1], &challenge);
    let found = home.possession(&one).unwrap();
    assert_eq!((found.shown, found.not_shown.len()), (BTreeSet::from([asked[0]]), 3));
    assert_eq!(parts(&world).len(), 3);
    assert_eq!(home.status().unwrap().delivered, 2, "nobody is told that a receipt is none");
    // A part that was not asked about is not removed, even with its right answer.
    let challenge = home.challenge(&asked[1..2]).unwrap();
    let all = right(&home, &asked[1..], &challenge);
    assert_eq!(home.possession(&all).unwrap().shown, BTreeSet::from([asked[1]]));
    assert_eq!(parts(&world).len(), 2);
}

#[test]
fn a_part_that_is_damaged_here_stays_and_says_nothing_of_the_server() {
    let (world, _, mut home) = delivered(91);
    let asked = leaving(&home);
    let challenge = home.challenge(&asked).unwrap();
    let all = right(&home, &asked, &challenge);
    let name = asked[0].to_string();
    let path = world.home_path().join("parts").join(&name[..2]).join(&name);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let found = home.possession(&all).unwrap();
    assert_eq!((found.shown.len(), found.not_shown.len()), (3, 0));
    assert_eq!(parts(&world), BTreeSet::from([name]));
}

#[test]
fn an_answer_lets_nothing_go_that_is_not_delivered_or_that_the_policy_keeps() {
    for (keeps, delivers) in [(true, true), (false, false)] {
        let world = World::new(Review::Never, keeps);
        let mut home = world.join(Chosen::new(92));
        add(&home, b"kept");
        world.log.note_all(&mut home);
        let waiting: Vec<Digest> = home.waiting_parts(9).unwrap().iter().map(|part| part.digest).collect();
        let challenge = home.challenge(&waiting).unwrap();
        let all = right(&home, &waiting, &challenge);
        assert_eq!(home.possession(&all).unwrap().shown.len(), 2);
        assert_eq!(home.waiting_parts(9).unwrap(), [], "what is shown need not be sent");
        if delivers {
            world.log.deliver_all(&mut home);
            let challenge = home.challenge(&waiting).unwrap();
            let all = right(&home, &waiting, &challenge);
            assert_eq!(home.possession(&all).unwrap().shown.len(), 2);
        }
        assert_eq!((leaving(&home), parts(&world).len()), (Vec::new(), 2), "{keeps} {delivers}");
    }
}

#[test]
fn a_backup_that_was_put_back_asks_anew_and_believes_nothing_that_its_flags_say() {
    let (world, around, home) = delivered(93);
    drop(home);
    let backup = world.dir.path().join("backup");
    copy(&world.home_path(), &backup);
    let mut home = world.open(around.clone()).0;
    let lost = leaving(&home)[0];
    world.log.show(&mut home, &[]);
    assert_eq!((parts(&world).len(), leaving(&home).len()), (0, 0));
    drop(home);
    restore(&backup, &world.home_path());
    let (mut home, recovery) = world.open(around);
    assert!(recovery.is_clean() && parts(&world).len() == 4, "a start deletes nothing");
    // Meanwhile the server lost a part, and gives no answer for it.
    assert_eq!(world.log.show(&mut home, &[lost]).not_shown, BTreeSet::from([lost]));
    assert_eq!(parts(&world), BTreeSet::from([lost.to_string()]));
    assert_eq!(home.contradictions().unwrap(), [], "and nobody is accused");
}

#[test]
fn a_cut_off_between_answer_and_deletion_leaves_the_part_or_a_finished_deletion() {
    let (world, around, home) = delivered(94);
    let asked = leaving(&home);
    drop(home);
    copy(&world.home_path(), &world.dir.path().join("template"));
    let faults = [Fault::NotPersisted, Fault::ReportedFailed, Fault::KilledBefore, Fault::KilledAfter];
    for fault in faults {
        for (step, most) in
            [(Step::CommitReceipts, 2), (Step::Remove, 5), (Step::CommitSettings, 2), (Step::SyncFolder, 5)]
        {
            for at in 0..most {
                let what = format!("{fault:?} at {step:?} {at}");
                restore(&world.dir.path().join("template"), &world.home_path());
                let disk = FaultDisk::on(step, at, fault);
                let (mut home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
                let challenge = home.challenge(&asked).unwrap();
                let all = right(&home, &asked, &challenge);
                let done = home.possession(&all);
                let after = home.leaving(9);
                let cut_off = parts(&world);
                drop(home);
                let (mut home, recovery) = world.open(around.clone());
                assert!(recovery.is_clean(), "{what}: {recovery:?}");
                assert_eq!(parts(&world), cut_off, "{what}: a start deletes nothing");
                assert!(!(done.is_ok() && after.is_ok()) || cut_off.is_empty(), "{what}");
                let whole = |name: &String| home.read_part(&name.parse().unwrap()).is_ok();
                assert!(cut_off.iter().all(whole), "{what}: a part is there and not whole");
                home.check_all().unwrap();
                assert_eq!(home.status().unwrap().delivered, 2, "{what}");
                // No part is removed with the old answers; all are with new ones.
                assert_eq!(home.possession(&all).unwrap(), Possession::default(), "{what}");
                assert_eq!(world.log.show(&mut home, &[]).shown.len(), cut_off.len(), "{what}");
                assert_eq!((parts(&world).len(), leaving(&home).len()), (0, 0), "{what}");
            }
        }
    }
}
