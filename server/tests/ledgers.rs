//! The contract of a ledger, for each database behind [`Ledger`]. A database needs one line at the end, and a function
//! that opens it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use evidence::part::Sealed;
use evidence::{ChainFault, Digest, Head, ItemId, SignedEntry};
use support::gate::{Around, Commit};
use support::{Device, LOG, Organisation, Signer, bytes, seed, short};
use sync::auth::RequestSigner as _;
use tempfile::TempDir;
use testamur_server::Error;
use testamur_server::durable::{Durable, OsDisk, write_whole};
use testamur_server::keys::LogKey;
use testamur_server::ledger::{
    self, Actor, Change, Checked, Failure, Leaf, LeafKind, Ledger, LogHead, NewEntry, NewWord, OrgId, Snapshot,
    SqliteLedger, Usage,
};
use testamur_server::sequencer::Sequencer;

/// The end of each commit: as it should be, or without a report of its outcome.
#[derive(Default)]
struct Ends(AtomicU8);

const AS_THEY_SHOULD: u8 = 0;
const NOT_DONE: u8 = 1;
const DONE_AND_NOT_TOLD: u8 = 2;

/// Opens a ledger with the data of earlier ones in this folder, whose commits end so.
type Open = fn(&Path, Arc<Ends>) -> Arc<dyn Ledger>;

fn sqlite(folder: &Path, ends: Arc<Ends>) -> Arc<dyn Ledger> {
    Arc::new(SqliteLedger::open_on(&folder.join("ledger.sqlite"), true, Arc::new(Around(ends))).unwrap())
}

impl Commit for Arc<Ends> {
    fn commit(&self, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        match self.0.load(Ordering::SeqCst) {
            AS_THEY_SHOULD => act(),
            NOT_DONE => Err(io::Error::other("planted")),
            _ => act().and(Err(io::Error::other("planted"))),
        }
    }
}

struct Scene {
    folder: TempDir,
    open: Open,
    ends: Arc<Ends>,
    ledger: Arc<dyn Ledger>,
    organisation: Organisation,
    device: Device,
    org: OrgId,
    known: ledger::Device,
}

impl Scene {
    /// Makes a ledger with one organisation and one device, whose genesis is leaf 0.
    fn new(open: Open) -> Self {
        let (folder, ends) = (tempfile::tempdir().unwrap(), Arc::default());
        let ledger = open(folder.path(), Arc::clone(&ends));
        let organisation = Organisation::new();
        let device = Device::new(&organisation);
        let mut change = ledger.change().unwrap();
        change.set_log_head(&LogHead { size: 0, checkpoint: "none".to_owned() }).unwrap();
        let org = change.add_organisation(&organisation.key.public().unwrap(), &organisation.policy).unwrap();
        let known = change.add_device(org, &device.genesis.digest(), &device.signer.key()).unwrap();
        add(&mut *change, &known, 0, &device.genesis, Checked::Right, true);
        let _durable = change.commit().unwrap();
        Self { folder, open, ends, ledger, organisation, device, org, known }
    }

    /// Opens the ledger again, like another run of the server.
    fn again(&self) -> Arc<dyn Ledger> {
        (self.open)(self.folder.path(), Arc::default())
    }

    fn change(&self, work: impl FnOnce(&mut dyn Change)) {
        let mut change = self.ledger.change().unwrap();
        work(&mut *change);
        let _durable = change.commit().unwrap();
    }

    fn ask<T>(&self, question: impl FnOnce(&dyn Snapshot) -> ledger::Result<T>) -> T {
        question(&*self.ledger.snapshot().unwrap()).unwrap()
    }

    fn is_linked(&self, entry: &SignedEntry) -> bool {
        self.ask(|ledger| ledger.entry(&self.known, &entry.digest())).unwrap().linked
    }

    fn durable(&self) -> Durable {
        write_whole(&OsDisk, &self.folder.path().join("part"), b"part").unwrap()
    }
}

/// Adds an entry with its leaf and parts, like intake.
fn add(change: &mut dyn Change, of: &ledger::Device, leaf: u64, entry: &SignedEntry, checked: Checked, linked: bool) {
    let (digest, envelope) = (entry.digest(), entry.to_json());
    let bytes = envelope.len() as u64;
    change.add_leaf(&Leaf { leaf, digest, kind: LeafKind::Entry, org: of.org, envelope }).unwrap();
    let (head, prev) = (Head::of(entry), entry.link().prev);
    let (item, finishes) = (entry.item(), entry.finishes_item());
    change
        .add_entry(&NewEntry { leaf, device: of.id, head: &head, prev, item, finishes, checked, linked }, bytes)
        .unwrap();
    for (place, part) in entry.parts().iter().enumerate() {
        change.add_part(of.id, leaf, place, &part.sealed, part.sealed.size < 1_000).unwrap();
    }
    if let Some(prev) = prev {
        change.note_fork(of.id, &prev, leaf).unwrap();
    }
}

fn fact(ledger: &dyn Ledger) -> Option<String> {
    ledger.snapshot().unwrap().meta("fact").unwrap()
}

fn a_change_that_is_dropped_did_not_happen_and_one_that_is_committed_is_there_for_good(open: Open) {
    let scene = Scene::new(open);
    scene.ledger.change().unwrap().set_meta("fact", "dropped").unwrap();
    assert_eq!(fact(&*scene.ledger), None);
    scene.change(|change| change.set_meta("fact", "kept").unwrap());
    assert_eq!((fact(&*scene.ledger), fact(&*scene.again())), (Some("kept".to_owned()), Some("kept".to_owned())));
}

fn a_snapshot_shows_one_state_whatever_is_committed_meanwhile(open: Open) {
    let scene = Scene::new(open);
    let before = scene.ledger.snapshot().unwrap();
    assert_eq!(before.meta("fact").unwrap(), None);
    scene.change(|change| change.set_meta("fact", "new").unwrap());
    assert_eq!(before.meta("fact").unwrap(), None);
    assert!(fact(&*scene.ledger).is_some());
}

fn a_change_shows_what_it_did_itself_and_nobody_else_sees_that(open: Open) {
    let scene = Scene::new(open);
    let mut change = scene.ledger.change().unwrap();
    change.set_meta("fact", "mine").unwrap();
    assert_eq!((change.meta("fact").unwrap().as_deref(), fact(&*scene.ledger)), (Some("mine"), None));
}

fn a_change_waits_for_the_one_under_way_and_sees_what_that_did(open: Open) {
    let scene = Scene::new(open);
    let mut first = scene.ledger.change().unwrap();
    first.set_meta("fact", "first").unwrap();
    let (ledger, (began, begins)) = (Arc::clone(&scene.ledger), mpsc::channel());
    let second = thread::spawn(move || {
        began.send(()).unwrap();
        ledger.change().unwrap().meta("fact").unwrap()
    });
    begins.recv().unwrap();
    let _durable = first.commit().unwrap();
    assert_eq!(second.join().unwrap().as_deref(), Some("first"));
}

fn work_that_is_undone_did_not_happen_and_the_rest_of_its_group_did(open: Open) {
    let scene = Scene::new(open);
    scene.change(|change| {
        for (name, keep) in [("one", true), ("two", false), ("three", true)] {
            change.mark().unwrap();
            change.set_meta(name, "done").unwrap();
            if keep { change.keep().unwrap() } else { change.undo().unwrap() }
        }
    });
    let there = ["one", "two", "three"].map(|name| scene.ask(|ledger| ledger.meta(name)).is_some());
    assert_eq!(there, [true, false, true]);
}

fn what_breaks_a_rule_of_the_tables_is_refused_and_its_group_goes_on(open: Open) {
    let scene = Scene::new(open);
    let again = Leaf { leaf: 0, digest: Digest::of(b"other"), kind: LeafKind::Entry, org: scene.org, envelope: vec![] };
    scene.change(|change| {
        change.mark().unwrap();
        assert_eq!(change.add_leaf(&again).unwrap_err().failure, Failure::Refused);
        change.undo().unwrap();
        change.set_meta("fact", "after").unwrap();
    });
    assert_eq!(fact(&*scene.ledger).as_deref(), Some("after"));
    assert_eq!(scene.ask(|ledger| ledger.leaves(0, 9)).len(), 1);
}

fn a_commit_of_which_nobody_hears_is_undecided_until_the_ledger_is_opened_anew(open: Open) {
    for (end, is_there) in [(NOT_DONE, false), (DONE_AND_NOT_TOLD, true)] {
        let scene = Scene::new(open);
        let mut change = scene.ledger.change().unwrap();
        change.set_meta("fact", "perhaps").unwrap();
        scene.ends.0.store(end, Ordering::SeqCst);
        assert_eq!(change.commit().unwrap_err().failure, Failure::Undecided);
        assert_eq!(fact(&*scene.again()).is_some(), is_there);
    }
}

fn after_an_undecided_commit_the_log_is_written_no_more_and_still_read(open: Open) {
    let scene = Scene::new(open);
    let key = || Arc::new(LogKey::new(&seed(), Some(LOG)).unwrap());
    let set = |sequencer: Sequencer| async move {
        sequencer.submit(|step| Ok(step.change().set_meta("fact", "written")?)).await
    };
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let (sequencer, _thread) = Sequencer::start(Arc::clone(&scene.ledger), key()).unwrap();
        let refused = sequencer.submit(|_| Err::<(), _>(Error::Bug("planted"))).await;
        assert!(matches!(refused, Err(Error::Bug("planted"))));
        assert!(set(sequencer.clone()).await.is_ok(), "a change that was refused ended writing");
        scene.ends.0.store(NOT_DONE, Ordering::SeqCst);
        assert!(matches!(set(sequencer.clone()).await, Err(Error::Unavailable { .. })));
        scene.ends.0.store(AS_THEY_SHOULD, Ordering::SeqCst);
        let after = set(sequencer.clone()).await.unwrap_err().to_string();
        assert!(after.contains("started again"), "{after}");
        assert_eq!(fact(&*scene.ledger).as_deref(), Some("written"));
        let (anew, _thread) = Sequencer::start(scene.again(), key()).unwrap();
        assert!(set(anew).await.is_ok());
    });
}

fn an_organisation_has_every_policy_it_ever_had_and_one_in_force(open: Open) {
    let scene = Scene::new(open);
    let first = &scene.organisation.policy;
    let second = scene.organisation.key.sign_policy(&first.policy().successor().unwrap()).unwrap();
    let key = scene.organisation.key.public().unwrap();
    assert!(scene.ask(|ledger| ledger.other_policy(scene.org, &first.digest())).is_none());
    scene.change(|change| change.set_policy(scene.org, &second).unwrap());
    let (org, in_force) = scene.ask(|ledger| ledger.organisation(&key)).unwrap();
    assert_eq!((org, in_force.digest()), (scene.org, second.digest()));
    for policy in [first, &second] {
        assert!(scene.ask(|ledger| ledger.knows_policy(scene.org, &policy.digest())));
    }
    assert!(!scene.ask(|ledger| ledger.knows_policy(scene.org, &Digest::of(b"none"))));
    assert_eq!(scene.ask(|ledger| ledger.other_policy(scene.org, &first.digest())).as_ref(), Some(second.envelope()));
    assert_eq!(scene.ask(|ledger| ledger.policies()).len(), 2);
    assert!(scene.ask(|ledger| ledger.organisation(&Signer::new().key())).is_none());
    assert_eq!(scene.ask(|ledger| ledger.organisation_key(scene.org)), key);
}

fn a_code_and_a_ticket_are_used_once_and_a_key_speaks_for_one(open: Open) {
    let scene = Scene::new(open);
    let (code, ticket, by, archivist) = (Digest::of(b"code"), Digest::of(b"ticket"), Digest::of(b"by"), Signer::new());
    scene.change(|change| {
        change.add_code(&code, 1).unwrap();
        let spent = [(); 2].map(|()| change.spend_code(&code).unwrap());
        assert_eq!((spent, change.spend_code(&by).unwrap()), ([true, false], false));
        change.spend_ticket(scene.org, &ticket, &by).unwrap();
        change.add_archivist(scene.org, &archivist.key()).unwrap();
    });
    assert_eq!(scene.ask(|ledger| ledger.ticket(scene.org, &ticket)), Some(by));
    assert_eq!(scene.ask(|ledger| ledger.actor(&archivist.key())), Some(Actor::Archivist(scene.org)));
    assert_eq!(scene.ask(|ledger| ledger.actor(&scene.device.signer.key())), Some(Actor::Device(scene.known)));
    assert_eq!(scene.ask(|ledger| ledger.actors()).len(), 2);
    let refused = |work: &dyn Fn(&mut dyn Change) -> ledger::Result<()>| {
        let mut change = scene.ledger.change().unwrap();
        assert_eq!(work(&mut *change).unwrap_err().failure, Failure::Refused);
    };
    refused(&|change| change.spend_ticket(scene.org, &ticket, &code));
    refused(&|change| change.add_archivist(scene.org, &scene.device.signer.key()));
}

fn an_entry_before_its_predecessor_is_a_gap_until_that_comes_and_all_after_it_is_linked_then(open: Open) {
    let mut scene = Scene::new(open);
    let [first, second, third] = [(); 3].map(|()| scene.device.entry(None, &[]));
    scene.change(|change| {
        add(change, &scene.known, 1, &third, Checked::Right, false);
        add(change, &scene.known, 2, &second, Checked::Gap, false);
    });
    let missing = first.digest();
    let gap = ChainFault::Gap { seq: second.seq(), entry: second.digest(), missing };
    assert_eq!(scene.ask(|ledger| ledger.faults(scene.known.id, 9)), [gap]);
    let waiting = scene.ask(|ledger| ledger.followers(scene.known.id, &missing));
    assert_eq!((waiting.len(), waiting[0].leaf, waiting[0].checked), (1, 2, Checked::Gap));
    assert_eq!(waiting[0].envelope, second.to_json());
    scene.change(|change| {
        add(change, &scene.known, 3, &first, Checked::Right, true);
        change.set_checked(2, Checked::Right).unwrap();
        change.link_from(scene.known.id, 2).unwrap();
    });
    assert_eq!(scene.ask(|ledger| ledger.faults(scene.known.id, 9)), []);
    assert!([&first, &second, &third].into_iter().all(|entry| scene.is_linked(entry)));
}

fn two_entries_after_one_are_a_fork_and_a_wrong_signature_is_told(open: Open) {
    let mut scene = Scene::new(open);
    let (other, _) = scene.device.fork(None, &[]);
    let one = scene.device.entry(None, &[]);
    let wrong = scene.device.entry(None, &[]);
    scene.change(|change| {
        add(change, &scene.known, 1, &one, Checked::Right, true);
        add(change, &scene.known, 2, &other, Checked::Right, true);
        add(change, &scene.known, 3, &wrong, Checked::Wrong, false);
    });
    let mut entries = vec![one.digest(), other.digest()];
    entries.sort();
    let fork = ChainFault::Fork { seq: 1, entries };
    let bad = ChainFault::BadSignature { seq: 2, entry: wrong.digest() };
    let found = scene.ask(|ledger| ledger.faults(scene.known.id, 9));
    assert!(found.len() == 2 && found.contains(&fork) && found.contains(&bad), "{found:?}");
    let counts = scene.ask(|ledger| ledger.counts());
    assert_eq!((counts.entries, counts.forks, counts.gaps, counts.bad_signatures), (4, 1, 0, 1));
}

fn a_part_is_held_for_the_device_that_sent_it_and_counts_once_until_it_is_lost(open: Open) {
    let mut scene = Scene::new(open);
    let (medium, record) = (bytes(3_000), bytes(700));
    let (_, entry) = scene.device.item(&medium, &record);
    let (id, digest) = (scene.known.id, Digest::of(&medium));
    scene.change(|change| {
        add(change, &scene.known, 1, &entry, Checked::Right, true);
        change.begin_upload(id, &digest).unwrap();
    });
    let part = || scene.ask(|ledger| ledger.part(id, &digest)).unwrap();
    let usage = || scene.ask(|ledger| ledger.usage(id));
    let entries = usage().entries;
    assert_eq!((part().size, part().small, part().held, part().received), (3_000, false, false, Some(0)));
    assert_eq!(usage(), Usage { entries, held: 0, open: 3_000, uploads: 1 });
    scene.change(|change| change.set_received(id, &digest, 1_000, &scene.durable()).unwrap());
    assert_eq!((part().received, scene.ask(|ledger| ledger.uploads())), (Some(1_000), vec![(id, digest)]));
    for _ in 0..2 {
        scene.change(|change| change.hold(id, &digest, &scene.durable()).unwrap());
        assert_eq!((part().held, part().received), (true, None));
        assert_eq!(usage(), Usage { entries, held: 3_000, open: 0, uploads: 0 });
    }
    assert_eq!(scene.ask(|ledger| ledger.held_in(scene.org, &digest)), Some(3_000));
    assert_eq!(scene.ask(|ledger| ledger.held_in(OrgId(scene.org.0 + 1), &digest)), None);
    let sealed = |bytes: &[u8]| Sealed { sha256: Digest::of(bytes), size: bytes.len() as u64 };
    let parts = scene.ask(|ledger| ledger.entry_parts(id, 1));
    assert_eq!(parts, [(sealed(&medium), true), (sealed(&record), false)]);
    scene.change(|change| change.lose(&digest).unwrap());
    assert!(!part().held && usage().held == 0);
    assert_eq!(scene.ask(|ledger| ledger.held_in(scene.org, &digest)), None);
    scene.change(|change| {
        change.begin_upload(id, &digest).unwrap();
        change.end_upload(id, &digest).unwrap();
    });
    assert_eq!((part().received, scene.ask(|ledger| ledger.uploads()).len()), (None, 0));
    assert!(scene.ask(|ledger| ledger.part(id, &Digest::of(b"not announced"))).is_none());
}

fn an_item_has_its_entries_in_order_and_the_statement_that_covers_them(open: Open) {
    let mut scene = Scene::new(open);
    let (item, entry) = scene.device.item(&bytes(3_000), &bytes(700));
    let (other, id) = (ItemId::from_bytes(short()), scene.known.id);
    let statement = Digest::of(b"statement");
    scene.change(|change| {
        add(change, &scene.known, 1, &entry, Checked::Right, true);
        let leaf =
            Leaf { leaf: 2, digest: statement, kind: LeafKind::Custody, org: scene.org, envelope: b"s".to_vec() };
        change.add_leaf(&leaf).unwrap();
    });
    let covered = || {
        scene.ask(|ledger| ledger.item(id, &item)).iter().map(|e| (e.leaf, e.finishes, e.covered)).collect::<Vec<_>>()
    };
    assert_eq!((covered(), scene.ask(|ledger| ledger.counts()).undelivered), (vec![(1, true, false)], 1));
    assert!(scene.ask(|ledger| ledger.custody_head()).is_none());
    scene.change(|change| change.add_custody(0, 2, id, &item, &[1]).unwrap());
    assert_eq!((covered(), scene.ask(|ledger| ledger.counts()).undelivered), (vec![(1, true, true)], 0));
    let (seq, newest) = scene.ask(|ledger| ledger.custody_head()).unwrap();
    assert_eq!((seq, newest.leaf, newest.digest), (0, 2, statement));
    assert_eq!(scene.ask(|ledger| ledger.custody(id, &item)), [newest]);
    assert!(scene.ask(|ledger| ledger.item(id, &other)).is_empty());
}

fn details_that_came_later_are_listed_in_the_order_in_which_they_came(open: Open) {
    let mut scene = Scene::new(open);
    let entries = [(); 2].map(|()| scene.device.entry(None, &[]));
    scene.change(|change| {
        add(change, &scene.known, 1, &entries[0], Checked::Right, true);
        add(change, &scene.known, 2, &entries[1], Checked::Right, true);
        change.tell(2, b"second, told first").unwrap();
        change.tell(1, b"first, told second").unwrap();
    });
    let told = scene.ask(|ledger| ledger.told_of(scene.org, 0, 9));
    assert_eq!(told.iter().map(|(_, leaf)| leaf.leaf).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(told[0].1.envelope, b"second, told first");
    let rest = scene.ask(|ledger| ledger.told_of(scene.org, told[0].0, 9));
    assert_eq!(rest, told[1..]);
    assert!(scene.ask(|ledger| ledger.told_of(OrgId(scene.org.0 + 1), 0, 9)).is_empty());
}

fn the_log_has_its_leaves_tiles_words_and_head_as_they_were_given(open: Open) {
    let scene = Scene::new(open);
    let (word, genesis) = (Digest::of(b"word"), scene.device.genesis.digest());
    let head = LogHead { size: 2, checkpoint: "signed".to_owned() };
    scene.change(|change| {
        change
            .add_leaf(&Leaf { leaf: 1, digest: word, kind: LeafKind::Word, org: scene.org, envelope: b"w".to_vec() })
            .unwrap();
        change.add_word(&NewWord { leaf: 1, org: scene.org, digest: word, device: genesis, confirms: true }).unwrap();
        change.set_tile(0, 0, &[1; 32]).unwrap();
        change.set_tile(0, 0, &[1; 64]).unwrap();
        change.set_log_head(&head).unwrap();
    });
    assert_eq!(scene.ask(|ledger| ledger.log_head()), head);
    assert_eq!(scene.ask(|ledger| ledger.tile(0, 0)), Some(vec![1; 64]));
    assert_eq!(scene.ask(|ledger| ledger.tile(1, 0)), None);
    assert!(
        scene.ask(|ledger| ledger.has_word(scene.org, &word))
            && scene.ask(|ledger| ledger.is_confirmed(scene.org, &genesis))
    );
    assert!(!scene.ask(|ledger| ledger.is_confirmed(scene.org, &word)));
    let leaves =
        |from, limit| scene.ask(|ledger| ledger.leaves(from, limit)).iter().map(|leaf| leaf.leaf).collect::<Vec<_>>();
    assert_eq!((leaves(0, 1), leaves(0, 9), leaves(1, 9), leaves(2, 9)), (vec![0], vec![0, 1], vec![1], vec![]));
    assert_eq!(scene.ask(|ledger| ledger.leaves_of(scene.org, 0, 9)), scene.ask(|ledger| ledger.leaves(0, 9)));
    assert!(scene.ask(|ledger| ledger.leaves_of(OrgId(scene.org.0 + 1), 0, 9)).is_empty());
    assert!(!scene.ask(|ledger| ledger.is_empty()));
}

fn a_statement_that_is_not_what_was_stored_is_unavailable_and_never_believed(open: Open) {
    let scene = Scene::new(open);
    let read = || scene.ask(|ledger| ledger.leaves(0, 1))[0].read_back();
    assert_eq!(read().unwrap().envelope.digest(), scene.device.genesis.digest());
    let other = Device::new(&scene.organisation).genesis.to_json();
    scene.change(|change| change.tell(0, &other).unwrap());
    assert_eq!(read().unwrap_err().failure, Failure::Unavailable);
}

macro_rules! each {
    ($database:ident: $($sentence:ident)*) => { mod $database { $(#[test] fn $sentence() { super::$sentence(super::$database); })* } };
}

macro_rules! keeps_the_contract {
    ($database:ident) => {
        each! { $database:
            a_change_that_is_dropped_did_not_happen_and_one_that_is_committed_is_there_for_good
            a_snapshot_shows_one_state_whatever_is_committed_meanwhile
            a_change_shows_what_it_did_itself_and_nobody_else_sees_that
            a_change_waits_for_the_one_under_way_and_sees_what_that_did
            work_that_is_undone_did_not_happen_and_the_rest_of_its_group_did
            what_breaks_a_rule_of_the_tables_is_refused_and_its_group_goes_on
            a_commit_of_which_nobody_hears_is_undecided_until_the_ledger_is_opened_anew
            after_an_undecided_commit_the_log_is_written_no_more_and_still_read
            an_organisation_has_every_policy_it_ever_had_and_one_in_force
            a_code_and_a_ticket_are_used_once_and_a_key_speaks_for_one
            an_entry_before_its_predecessor_is_a_gap_until_that_comes_and_all_after_it_is_linked_then
            two_entries_after_one_are_a_fork_and_a_wrong_signature_is_told
            a_part_is_held_for_the_device_that_sent_it_and_counts_once_until_it_is_lost
            an_item_has_its_entries_in_order_and_the_statement_that_covers_them
            details_that_came_later_are_listed_in_the_order_in_which_they_came
            the_log_has_its_leaves_tiles_words_and_head_as_they_were_given
            a_statement_that_is_not_what_was_stored_is_unavailable_and_never_believed
        }
    };
}

keeps_the_contract!(sqlite);
