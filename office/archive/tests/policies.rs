//! Policies over the years in one archive: bundles carry the policies that their entries name, and receipts of a
//! retired log still count.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use archive::{Carrier, CarrierWriter, Finding, FindingKind, Pull, Source, Store, Withhold};
use evidence::policy::Review;
use evidence::{Digest, SignedPolicy};
use export::{Form, Selection};
use organisation::{Organisation, PolicyTerms, log_of};
use support::{Log, Server, World, files, item_id, judge};
use verify::{Question, Status};

fn terms(logs: Vec<evidence::policy::Log>) -> PolicyTerms {
    PolicyTerms {
        servers: Vec::new(),
        logs,
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    }
}

fn bundle(world: &World, store: &archive::Store, item: &str) -> std::path::PathBuf {
    let out = world.dir.path().join(format!("bundle {item}"));
    let made = "2026-06-09T12:00:00Z".parse().unwrap();
    Selection::of(store, &[item_id(item)], None, &Withhold::default(), &[], made)
        .and_then(|chosen| chosen.bundle(&out, Form::Folder))
        .unwrap();
    out
}

fn carried(bundle: &Path) -> BTreeSet<Digest> {
    let names = files(&bundle.join("policies")).into_iter().map(|(path, _)| path);
    names.map(|path| path.file_name().unwrap().to_str().unwrap().parse().unwrap()).collect()
}

/// Checks all answers except the time: no entry here has seen a checkpoint.
fn all_but_time(verdict: &verify::Verdict) {
    for question in Question::ALL.into_iter().filter(|question| *question != Question::Time) {
        assert_eq!(verdict.answers.get(question).status, Status::Passed, "{question:?}: {verdict}");
    }
}

#[test]
fn a_bundle_carries_the_policies_that_its_entries_name_and_the_newest() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("first", "a.jpg", &[b"under the first"]);
    let mut policies = vec![world.policy.clone()];
    for name in ["second", "third", "fourth"] {
        policies.push(world.organisation.policy(terms(world.policy.policy().logs.clone()), None).unwrap());
        if name != "fourth" {
            device.follow(policies.last().unwrap());
            device.photo(name, "b.jpg", &[name.as_bytes()]);
        }
    }
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let named = |places: &[usize]| places.iter().map(|n| policies[*n].digest()).collect::<BTreeSet<_>>();
    // Genesis names the first policy.
    for (item, places) in [("first", &[0, 3][..]), ("second", &[0, 1, 3]), ("third", &[0, 2, 3])] {
        let out = bundle(&world, &store, item);
        assert_eq!(carried(&out), named(places), "{item}");
        let verdict = judge(&out, &world.trust());
        all_but_time(&verdict);
    }
}

#[test]
fn receipts_of_a_log_that_went_out_of_use_count_in_bundles_up_to_its_end() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("before", "a.jpg", &[b"noted by the old log"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    // The log continues for others, and is then retired; its server still answers.
    world.log.append(b"an entry of another organisation");
    let last = world.log.note(world.log.size()).to_string();
    let next = log_of(&Log::new("second log").key.to_string()).unwrap();
    let newer: SignedPolicy = world.organisation.policy_after(terms(vec![next]), &[last], None).unwrap();
    let server = Server::with(&mut world.log, &[&device]);
    world.pull(&mut store, &server).unwrap();
    let out = bundle(&world, &store, "before");
    assert_eq!(carried(&out), [world.policy.digest(), newer.digest()].into());
    let trust = verify::Trust::from_policy(&newer.envelope().to_json()).unwrap().at(world.trust().at.unwrap());
    let verdict = judge(&out, &trust);
    all_but_time(&verdict);
    // A thief with its key now brings a smaller tree with that entry.
    let mut thief = Log::new("log");
    let forged = Server::with(&mut thief, &[&device]);
    world.pull(&mut store, &forged).unwrap();
    let again = store.judge(&[item_id("before")], world.trust().at.unwrap()).unwrap().verdict;
    assert_eq!(again.answers.delivery.status, Status::Passed, "{again}");
}

#[test]
fn the_stanzas_of_a_part_are_those_of_the_policy_that_its_own_entry_names() {
    let mut world = World::new();
    let logs = world.policy.policy().logs.clone();
    let wider = PolicyTerms { review: Review::Always, ..terms(logs) };
    let wider = world.organisation.policy(wider, None).unwrap();
    assert_eq!((world.policy.policy().slots, wider.policy().slots), (1, 2));
    let archive = world.organisation.card().archive_recipient.clone();
    let mut device = world.device("one");
    device.sealer = seal::Sealer::with_slots([archive.as_str()], 2).unwrap();
    device.photo("too-wide", "a.jpg", &[b"two stanzas under a policy of one"]);
    device.follow(&wider);
    device.photo("right", "b.jpg", &[b"two stanzas under a policy of two"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    let told: BTreeSet<_> = report.findings.iter().map(|found| (found.kind, found.subject.clone())).collect();
    let wrong = device.entries[1].parts().iter();
    let wrong = wrong.map(|part| (archive::FindingKind::SealedToOthers, part.sealed.sha256.to_string())).collect();
    assert_eq!(told, wrong);
}

/// Pulls with only these policies of the organisation's folder.
fn pull_with(world: &World, store: &mut Store, source: &dyn Source, policies: &[SignedPolicy]) -> archive::Report {
    let (card, key) = (world.organisation.card(), world.key());
    Pull { card, policies, key: &key, witness_key: None, source, workers: 1 }.run(store, &mut |_| {}).unwrap()
}

#[test]
fn a_part_is_compared_with_the_policy_that_its_entry_names_when_a_carrier_brings_it_and_with_no_other() {
    let mut world = World::new();
    let first = [world.policy.clone()];
    let logs = world.policy.policy().logs.clone();
    let wider = world.organisation.policy(PolicyTerms { review: Review::Always, ..terms(logs) }, None).unwrap();
    let archive = world.organisation.card().archive_recipient.clone();
    let mut device = world.device("one");
    device.follow(&wider);
    // One stanza, as the first policy requires and the wider one does not; then two.
    device.photo("narrow", "a.jpg", &[b"one stanza"]);
    device.sealer = seal::Sealer::with_slots([archive.as_str()], 2).unwrap();
    device.photo("right", "b.jpg", &[b"two stanzas"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let told = |report: &archive::Report| -> BTreeSet<_> {
        report.findings.iter().map(|found| (found.kind, found.subject.clone())).collect()
    };
    let report = pull_with(&world, &mut store, &server, &first);
    assert_eq!(told(&report), [(FindingKind::PolicyMissing, wider.digest().to_string())].into());
    // A stick brings another organisation's policy, junk, and the missing policy.
    let stick = world.dir.path().join("stick");
    let mut writer = CarrierWriter::create(&stick).unwrap();
    let stranger = World::new().policy;
    for policy in [&stranger, &wider, &world.policy, &wider] {
        writer.policy(policy.envelope()).unwrap();
    }
    writer.finish().unwrap().check().unwrap();
    std::fs::write(stick.join("policies/junk"), b"{").unwrap();
    let report = pull_with(&world, &mut store, &Carrier::open(&stick).unwrap(), &first);
    let narrow = device.entries[1].parts().iter().map(|part| part.sealed.sha256.to_string());
    let mut expected: BTreeSet<_> = narrow.map(|part| (FindingKind::SealedToOthers, part)).collect();
    expected.insert((FindingKind::PolicyRefused, stranger.digest().to_string()));
    expected.insert((FindingKind::PolicyRefused, "policies/junk".to_owned()));
    let unasked = report.findings.iter().filter(|found| found.kind != FindingKind::LogUnchecked);
    assert_eq!(unasked.map(|found| (found.kind, found.subject.clone())).collect::<BTreeSet<_>>(), expected);
    let missing = store.findings().unwrap().into_iter().any(|found| found.kind == FindingKind::PolicyMissing);
    assert!(!missing, "it came");
    let report = pull_with(&world, &mut store, &Carrier::open(&stick).unwrap(), &first);
    assert!(report.findings.iter().all(|found| found.kind != FindingKind::SealedToOthers), "it is told once");
    assert_eq!(carried(&bundle(&world, &store, "right")), [world.policy.digest(), wider.digest()].into());
}

/// Makes a thief who copied the organisation's folder, with its key.
fn thief(world: &World) -> Organisation {
    let copy = world.dir.path().join("copy of the organisation");
    for (path, bytes) in files(&world.dir.path().join("org")) {
        let path = copy.join(path.strip_prefix(world.dir.path().join("org")).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    Organisation::open(&copy).unwrap()
}

#[test]
fn a_carrier_brings_a_newer_policy_that_descends_from_the_archive_s_and_a_parting_one_takes_no_place() {
    let world = World::new();
    let thief = thief(&world);
    let logs = || world.policy.policy().logs.clone();
    let own = world.organisation.policy(terms(logs()), None).unwrap();
    let [.., rival] =
        [1, 2].map(|_| thief.policy(PolicyTerms { review: Review::Always, ..terms(logs()) }, None).unwrap());
    let next = world.organisation.policy(terms(logs()), None).unwrap();
    assert!(rival.policy().version == 2 && next.policy().version == 2);
    let known = [world.policy.clone(), own.clone()];
    let mut store = world.store();
    for (n, (brought, by)) in [(&rival, &own), (&next, &next), (&world.policy, &next)].into_iter().enumerate() {
        let stick = world.dir.path().join(format!("stick {n}"));
        let mut writer = CarrierWriter::create(&stick).unwrap();
        writer.policy(brought.envelope()).unwrap();
        writer.finish().unwrap();
        // A name through which no file can be read keeps no evidence out.
        std::os::unix::fs::symlink("loop", stick.join("policies/loop")).unwrap();
        pull_with(&world, &mut store, &Carrier::open(&stick).unwrap(), &known);
        assert_eq!(store.policy().unwrap().unwrap().digest(), by.digest(), "stick {n}");
    }
    assert_eq!(store.policies().unwrap().len(), 4, "all are kept: entries may name them");
}

/// Makes a world with two lines that part after the first policy: that of its folder, and that of a thief who copied
/// it.
fn parted() -> (World, SignedPolicy, SignedPolicy) {
    let world = World::new();
    let logs = || world.policy.policy().logs.clone();
    let thief = thief(&world);
    let rival = thief.policy(PolicyTerms { review: Review::Always, ..terms(logs()) }, None).unwrap();
    let own = world.organisation.policy(terms(logs()), None).unwrap();
    (world, own, rival)
}

/// Returns the lines that the archive's findings name, and whether each is followed.
fn told(store: &Store) -> BTreeMap<String, bool> {
    let parting = |finding: &Finding| finding.kind == FindingKind::PoliciesPart;
    let told = store.findings().unwrap().into_iter().filter(parting);
    told.map(|finding| (finding.subject, finding.detail.ends_with("; the archive follows it"))).collect()
}

fn stick_with(world: &World, name: &str, policies: &[&SignedPolicy]) -> Carrier {
    let stick = world.dir.path().join(name);
    let mut writer = CarrierWriter::create(&stick).unwrap();
    for policy in policies {
        writer.policy(policy.envelope()).unwrap();
    }
    writer.finish().unwrap();
    Carrier::open(&stick).unwrap()
}

#[test]
fn the_line_of_the_organisation_s_folder_is_followed_whichever_a_carrier_brought_first() {
    let (world, own, rival) = parted();
    let mut store = world.store();
    pull_with(&world, &mut store, &stick_with(&world, "first", &[&rival]), std::slice::from_ref(&world.policy));
    assert_eq!(
        store.policy().unwrap(),
        Some(rival.clone()),
        "it descends from the folder's, and nothing parts from it yet"
    );
    assert!(store.lines().unwrap().is_empty() && told(&store).is_empty());
    let known = [world.policy.clone(), own.clone()];
    pull_with(&world, &mut store, &stick_with(&world, "second", &[]), &known);
    assert_eq!(store.policy().unwrap(), Some(own.clone()));
    let told: Vec<_> = store.lines().unwrap().iter().map(|l| (l.policy, l.parts_after, l.own, l.followed)).collect();
    assert_eq!(told, [(own.digest(), Some(0), 1, true), (rival.digest(), Some(0), 1, false)]);
    // A copy of the folder with the other line changes no choice.
    pull_with(&world, &mut store, &stick_with(&world, "third", &[]), &[world.policy.clone(), rival.clone()]);
    assert_eq!(store.policy().unwrap(), Some(own));
}

#[test]
fn where_the_folder_says_nothing_the_archive_takes_neither_side_until_its_owner_chooses() {
    let (world, own, rival) = parted();
    for order in [[&own, &rival], [&rival, &own]] {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open_or_create(home.path(), support::PASSPHRASE).unwrap();
        for (n, policy) in order.into_iter().enumerate() {
            let name = format!("{} {n}", order[0].digest());
            pull_with(&world, &mut store, &stick_with(&world, &name, &[policy]), std::slice::from_ref(&world.policy));
        }
        assert_eq!(store.policy().unwrap(), Some(world.policy.clone()));
        assert!(store.lines().unwrap().iter().all(|line| !line.followed));
        assert_eq!(
            told(&store),
            [(&own, false), (&rival, false)].map(|(line, is)| (line.digest().to_string(), is)).into()
        );
        for wrong in ["", "ffffffffffff", "x"] {
            assert!(store.follow(wrong).is_err(), "{wrong}");
        }
        for chosen in order {
            store.follow(&chosen.digest().short()).unwrap();
            assert_eq!(store.policy().unwrap(), Some(chosen.clone()));
            assert_eq!(store.lines().unwrap()[0].policy, chosen.digest());
            let followed = [&own, &rival].map(|line| (line.digest().to_string(), line == chosen));
            assert_eq!(told(&store), followed.into(), "the window shows the findings");
        }
        drop(store);
        let store = Store::open(home.path(), support::PASSPHRASE).unwrap();
        assert_eq!(store.policy().unwrap(), Some(order[1].clone()), "the choice is kept");
    }
}
