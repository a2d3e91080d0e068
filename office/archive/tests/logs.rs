//! Logs in one archive: one that was set back, one that was replaced by another, two of one origin. None of them keeps
//! honest evidence out.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::BTreeSet;

use archive::source::Page;
use archive::{FindingKind, Report, Source, SourceFault, Store, Withhold};
use evidence::part::Sealed;
use evidence::policy::Review;
use evidence::{Envelope, SignedPolicy};
use export::{Form, Selection};
use organisation::{PolicyTerms, log_of};
use support::{Log, Server, World, item_id, judge};
use verify::Status;

fn kinds(report: &Report) -> BTreeSet<FindingKind> {
    report.findings.iter().map(|found| found.kind).collect()
}

/// Retires the organisation's log at its present tree, in favour of this one.
fn give_up(world: &World, next: &Log) -> SignedPolicy {
    let logs = vec![log_of(&next.key.to_string()).unwrap()];
    let terms = PolicyTerms {
        servers: Vec::new(),
        logs,
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    };
    let last = world.log.note(world.log.size()).to_string();
    world.organisation.policy_after(terms, &[last], None).unwrap()
}

fn delivered(world: &World, store: &Store, policy: &SignedPolicy, items: &[&str]) {
    for item in items {
        let out = world.dir.path().join(format!("bundle of {item}"));
        let made = "2026-06-09T12:00:00Z".parse().unwrap();
        Selection::of(store, &[item_id(item)], None, &Withhold::default(), &[], made)
            .and_then(|chosen| chosen.bundle(&out, Form::Folder))
            .unwrap();
        let trust = verify::Trust::from_policy(&policy.envelope().to_json()).unwrap().at(world.trust().at.unwrap());
        let verdict = judge(&out, &trust);
        assert_eq!(verdict.answers.delivery.status, Status::Passed, "{item}: {verdict}");
        std::fs::remove_dir_all(out).unwrap();
    }
}

#[test]
fn a_log_that_was_set_back_gives_what_stands_in_the_places_that_were_read_in_its_other_history() {
    let mut world = World::new();
    let (mut one, mut two) = (world.device("one"), world.device("two"));
    let mut branch = Log::new("log");
    for log in [&mut world.log, &mut branch] {
        Server::with(log, &[&one, &two]);
    }
    for n in 0..3 {
        one.photo(&format!("newest {n}"), "a.jpg", &[b"noted by the newest state"]);
    }
    two.photo("branch", "b.jpg", &[b"noted by the branch"]);
    let newest = Server::with(&mut world.log, &[&one]);
    let older = Server::with(&mut branch, &[&two]);
    assert!(branch.size() < world.log.size());
    for order in [[&newest, &older, &newest], [&older, &newest, &older]] {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(home.path(), support::PASSPHRASE).unwrap();
        for (n, server) in order.into_iter().enumerate() {
            let report = world.pull(&mut store, server).unwrap();
            let expected = if n == 0 { BTreeSet::new() } else { [FindingKind::LogContradiction].into() };
            assert!(kinds(&report).is_subset(&expected), "{:?}", report.findings);
        }
        assert_eq!(store.list().unwrap().len(), 4, "everything that either history holds");
        assert!(store.list().unwrap().iter().all(|item| item.noted && item.delivered));
    }
}

#[test]
fn a_log_that_was_given_up_with_two_histories_is_called_wrong_no_more_and_what_leads_to_its_end_counts() {
    let mut world = World::new();
    let (mut one, mut two) = (world.device("one"), world.device("two"));
    let mut branch = Log::new("log");
    for log in [&mut world.log, &mut branch] {
        Server::with(log, &[&one, &two]);
    }
    one.photo("newest", "a.jpg", &[b"noted by the newest state"]);
    for n in 0..2 {
        two.photo(&format!("branch {n}"), "b.jpg", &[b"noted by the branch"]);
    }
    let older = Server::with(&mut branch, &[&two]);
    let newest = Server::with(&mut world.log, &[&one]);
    assert!(branch.size() > world.log.size(), "receipts of the branch are by a larger tree than the last one");
    let mut next = Log::new("its successor");
    let policy = give_up(&world, &next);
    let fresh = Server::with(&mut next, &[&two]);
    let servers = [&older, &newest, &fresh];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(home.path(), support::PASSPHRASE).unwrap();
        for n in order {
            let report = world.pull(&mut store, servers[n]).unwrap();
            assert!(kinds(&report).is_subset(&[FindingKind::LogUnchecked].into()), "{order:?}: {:?}", report.findings);
        }
        delivered(&world, &store, &policy, &["newest", "branch 0", "branch 1"]);
    }
}

#[test]
fn two_logs_of_one_origin_do_not_meet_and_an_entry_has_a_receipt_of_each() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("first", "a.jpg", &[b"first"]);
    let old = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &old).unwrap();
    let mut next = Log::new("another key of that origin");
    assert_eq!(next.key.name(), world.log.key.name());
    let policy = give_up(&world, &next);
    device.photo_seen("second", "b.jpg", &[b"second"], world.log.seen());
    // These entries in other places and trees, and fewer than were read of the first log.
    next.append(b"of somebody else");
    let fresh = Server::with(&mut next, &[&device]);
    let report = world.pull(&mut store, &fresh).unwrap();
    assert_eq!((report.findings.clone(), report.entries), (Vec::new(), 1));
    assert_eq!(report.noted, 3, "each entry has a receipt of the second log too");
    assert_eq!(world.pull(&mut store, &old).unwrap().findings, []);
    delivered(&world, &store, &policy, &["first", "second"]);
}

/// A server whose log signs no more, or never heard of these policies.
struct Halted<'a>(&'a Server, Option<SourceFault>);

impl Source for Halted<'_> {
    fn tell(&self, _: &[Envelope]) -> Result<(), SourceFault> {
        Err(SourceFault::SignsNoMore)
    }

    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        self.0.page(after, limit)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        self.0.part(wanted, buffer)
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        match &self.1 {
            Some(_) => Err(SourceFault::UnknownLog),
            None => self.0.newest(),
        }
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        self.0.consistency(from, to)
    }
}

#[test]
fn a_log_that_takes_no_word_more_gives_everything_that_it_has() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("first", "a.jpg", &[b"first"]);
    let mut store = world.store();
    world.pull(&mut store, &Server::default()).unwrap();
    let server = Server::with(&mut world.log, &[&device]);
    let word = world.organisation.confirm(device.entries[0].digest(), None).unwrap();
    store.hear(&word).unwrap();
    let report = world.pull(&mut store, &Halted(&server, None)).unwrap();
    assert_eq!((report.entries, report.parts, report.words_not_taken), (2, 2, 1));
    let refused = world.pull(&mut store, &Halted(&server, Some(SourceFault::UnknownLog))).unwrap_err();
    let archive::Error::Unavailable { source, .. } = refused else { panic!("{refused}") };
    assert!(source.to_string().contains("bring the policy that names it"), "{source}");
}

#[test]
fn a_gap_that_another_server_fills_is_told_no_more() {
    let mut world = World::new();
    let mut device = world.device("one");
    for item in ["first", "second", "third"] {
        device.photo(item, "a.jpg", &[item.as_bytes()]);
    }
    let whole = Server::with(&mut world.log, &[&device]);
    let half = Server { rows: vec![whole.rows[0].clone(), whole.rows[2].clone()], ..Server::default() };
    let mut store = world.store();
    assert_eq!(kinds(&world.pull(&mut store, &half).unwrap()), [FindingKind::Gap, FindingKind::PartMissing].into());
    world.pull(&mut store, &whole).unwrap();
    assert_eq!(store.findings().unwrap(), []);
}
