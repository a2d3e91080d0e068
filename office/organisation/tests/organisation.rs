//! An organisation's folder: made once, never overwritten, its keys private.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::os::unix::fs::PermissionsExt;

use evidence::invitation::{Invitation, Role, Ticket};
use evidence::policy::{Review, Server};
use jiff::Timestamp;
use organisation::{Error, Organisation, PolicyTerms, TICKET_LIFE, log_of};
use support::{World, contains, files};

fn terms() -> PolicyTerms {
    PolicyTerms {
        servers: vec![Server { url: "https://testamur.example.org".to_owned(), pins: Vec::new() }],
        logs: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    }
}

fn now() -> Timestamp {
    "2026-11-22T00:00:00Z".parse().unwrap()
}

#[test]
fn nothing_is_ever_overwritten_and_every_file_is_private() {
    let world = World::new();
    let dir = world.dir.path().join("org");
    let before = files(&dir);
    let again = Organisation::init(&dir, "Others", 3, 2, None);
    assert!(matches!(again, Err(Error::Refused { .. })));
    assert_eq!(files(&dir), before);
    for (path, _) in before {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    for folder in [dir.clone(), dir.join("shares")] {
        assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    }
    let occupied = world.dir.path().join("occupied");
    std::fs::create_dir(&occupied).unwrap();
    std::fs::write(occupied.join("thesis.txt"), "years of work").unwrap();
    assert!(Organisation::init(&occupied, "Others", 3, 2, None).is_err());
    assert_eq!(std::fs::read(occupied.join("thesis.txt")).unwrap(), b"years of work");
}

#[test]
fn the_archive_key_is_nowhere_in_the_folder() {
    let world = World::new();
    let key = world.key();
    let text = key.identity_text();
    let bytes = age_secret(&text);
    for (path, content) in files(world.dir.path()) {
        assert!(!contains(&content.to_ascii_uppercase(), text.as_bytes()), "{path:?}");
        assert!(!contains(&content, &bytes), "{path:?}");
        assert!(!contains(&content.to_ascii_lowercase(), hex::encode(&bytes).as_bytes()), "{path:?}");
    }
}

fn age_secret(text: &str) -> Vec<u8> {
    bech32::decode(text).unwrap().1
}

#[test]
fn policies_grow_and_are_kept_and_belong_to_their_organisation() {
    let world = World::new();
    let next = || PolicyTerms { logs: world.policy.policy().logs.clone(), ..terms() };
    let second = world.organisation.policy(next(), None).unwrap();
    assert_eq!((world.policy.policy().version, second.policy().version), (0, 1));
    assert_eq!(second.policy().ancestors, [world.policy.digest()]);
    second.check_follows(&world.policy).unwrap();
    let third = world.organisation.policy(next(), None).unwrap();
    assert!(third.descends_from(&world.policy) && third.descends_from(&second));
    let kept: Vec<u64> = world.organisation.policies().unwrap().iter().map(|p| p.policy().version).collect();
    assert_eq!(kept, [0, 1, 2]);
    assert_eq!(second.policy().archive_recipients, [world.organisation.card().archive_recipient.clone()]);
    let other = World::new();
    assert!(other.organisation.read_policy(&second.envelope().to_json()).is_err());
    assert!(other.organisation.invite(&second, None, now(), None, None).is_err());
    let refused = world.organisation.policy(PolicyTerms { logs: vec![wrong_log()], ..terms() }, None);
    assert!(refused.is_err());
    assert!(log_of("nonsense").is_err());
}

#[test]
fn a_log_that_goes_out_of_use_is_retired_with_its_last_checkpoint_and_stays_so() {
    let mut world = World::new();
    world.log.append(b"one");
    let other = log_of(&support::Log::new("other").key.to_string()).unwrap();
    let moved = || PolicyTerms { logs: vec![other.clone()], ..terms() };
    let last = [world.log.note(1).to_string()];
    let strange = [support::Log::new("stranger").note(0).to_string()];
    let policy = |terms, last: &[String]| world.organisation.policy_after(terms, last, None);
    assert!(
        policy(moved(), &[]).is_err() && policy(moved(), &strange).is_err(),
        "receipts of before would count no more"
    );
    let same = || PolicyTerms { logs: world.policy.policy().logs.clone(), ..terms() };
    assert!(policy(same(), &last).is_err(), "a checkpoint of a log that stays");
    let second = policy(moved(), &last).unwrap();
    let [retired] = second.policy().retired.as_slice() else { panic!("{:?}", second.policy().retired) };
    assert_eq!((&retired.log, retired.size), (&world.policy.policy().logs[0], 1));
    assert_eq!(retired.root.as_bytes(), world.log.root(1).as_bytes());
    assert_eq!(policy(moved(), &[]).unwrap().policy().retired, second.policy().retired);
    let others = [support::Log::new("other").note(0).to_string()];
    assert!(policy(same(), &others).is_err(), "a retired log came back");
}

fn wrong_log() -> evidence::policy::Log {
    let mut log = log_of(&support::Log::new("log").key.to_string()).unwrap();
    log.origin = "elsewhere.example.org".to_owned();
    log
}

#[test]
fn an_invitation_is_whole_and_every_ticket_works_once() {
    let world = World::new();
    let expires = now().checked_add(TICKET_LIFE).unwrap();
    let one = world.organisation.invite(&world.policy, None, expires, None, None).unwrap();
    let two = world.organisation.invite(&world.policy, None, expires, None, None).unwrap();
    let (read, policy) = Invitation::parse(&evidence::json::print(&one).unwrap()).unwrap();
    assert_eq!(policy.digest(), world.policy.digest());
    let organisation = world.organisation.card().organisation;
    let ticket = Ticket::open(&read.ticket, &organisation).unwrap();
    assert_eq!((ticket.role, ticket.key, ticket.expires), (Role::Device, None, Some(expires)));
    assert_ne!(ticket.admission_key, Ticket::open(&two.ticket, &organisation).unwrap().admission_key);
    let archivist = world.organisation.archivist_ticket().unwrap();
    let ticket = Ticket::open(&archivist, &organisation).unwrap();
    let key = world.organisation.archivist_key(None).unwrap().public().unwrap();
    assert_eq!((ticket.role, ticket.key), (Role::Archivist, Some(key)));
}

#[test]
fn a_passphrase_locks_the_keys_and_a_wrong_one_says_so_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("org");
    let made = Organisation::init(&path, "Observers", 3, 2, Some("long and secret")).unwrap();
    assert!(made.organisation.is_locked().unwrap());
    let opened = Organisation::open(&path).unwrap();
    let wrong = opened.archivist_key(Some("short and wrong")).err().unwrap();
    assert!(matches!(wrong, Error::WrongPassphrase));
    assert_eq!(wrong.to_string(), "the passphrase is wrong");
    assert!(matches!(opened.archivist_key(None), Err(Error::Refused { .. })));
    let key = opened.archivist_key(Some("long and secret")).unwrap();
    assert_eq!(key.public().unwrap(), opened.card().archivist);
    let seed = hex::encode(key.seed().as_slice());
    for (file, content) in files(&path) {
        assert!(!contains(&content, seed.as_bytes()) && !contains(&content, key.seed().as_slice()), "{file:?}");
    }
    assert!(Organisation::init(&dir.path().join("empty"), "Observers", 3, 2, Some("")).is_err());
}

#[test]
fn a_swapped_key_file_is_noticed_before_it_signs() {
    let (one, two) = (World::new(), World::new());
    for file in ["organisation.key", "archivist.key"] {
        let from = two.dir.path().join("org").join(file);
        std::fs::copy(from, one.dir.path().join("org").join(file)).unwrap();
    }
    assert!(matches!(one.organisation.policy(terms(), None), Err(Error::Malformed { .. })));
    assert!(matches!(one.organisation.archivist_key(None), Err(Error::Malformed { .. })));
    assert_eq!(one.organisation.policies().unwrap().len(), 1);
}
