//! Media and answers directly from the store: right, only in memory, and honest about missing parts.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test")]

mod support;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use archive::source::Page;
use archive::{Error, FindingKind, MAX_READ, MissingParts, Pull, Source, SourceFault, Store, Withhold};
use evidence::part::{MAX_CONTENT, Sealed};
use export::{Form, Selection};
use jiff::Timestamp;
use support::{Device, Server, World, codes, contains, files, item_id, judge};
use verify::Question;

const WHOLE: &[u8] = b"first half, second half";

fn now() -> Timestamp {
    "2026-06-10T00:00:00Z".parse().unwrap()
}

fn scene(contents: &[&[u8]]) -> (World, Device, Server, Store) {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("early", "IMG_0.jpg", &[b"an earlier picture"]);
    Server::with(&mut world.log, &[&device]);
    let seen = world.log.seen();
    device.photo_seen("square", "square.jpg", contents, seen);
    let server = Server::with(&mut world.log, &[&device]);
    let store = world.store();
    (world, device, server, store)
}

fn missing(error: Error) -> MissingParts {
    let Error::Unavailable { source, .. } = error else { unreachable!("{error:?}") };
    source.downcast_ref::<MissingParts>().unwrap().clone()
}

#[test]
fn every_range_of_a_medium_is_that_range_of_the_file() {
    let (world, _, server, mut store) = scene(&[b"first half, ", b"second", b" half"]);
    world.pull(&mut store, &server).unwrap();
    let item = item_id("square");
    for offset in 0..=WHOLE.len() + 2 {
        for len in 0..=WHOLE.len() + 2 {
            let expected = &WHOLE[offset.min(WHOLE.len())..(offset + len).min(WHOLE.len())];
            assert_eq!(store.read_medium(&item, 0, offset as u64, len).unwrap(), expected, "{offset} {len}");
        }
    }
    assert_eq!(store.read_medium(&item, 0, u64::MAX, MAX_READ).unwrap(), b"");
    assert!(matches!(store.read_medium(&item, 0, 0, MAX_READ + 1), Err(Error::Refused { .. })));
    assert!(matches!(store.read_medium(&item, 1, 0, 1), Err(Error::Refused { .. })));
    assert!(matches!(store.read_medium(&item_id("nobody"), 0, 0, 1), Err(Error::Refused { .. })));
    for (path, bytes) in files(world.dir.path()) {
        assert!(!contains(&bytes, b"first half"), "{path:?}");
    }
}

#[test]
fn a_medium_that_is_read_range_by_range_has_each_part_opened_once() {
    let (world, device, server, mut store) = scene(&[b"first half, ", b"second half"]);
    world.pull(&mut store, &server).unwrap();
    let (item, parts) = (item_id("square"), device.entries[2].parts());
    let path = |n: usize| world.home().join("archive/parts").join(parts[n].sealed.sha256.to_string());
    assert_eq!(store.read_medium(&item, 0, 0, 5).unwrap(), b"first");
    std::fs::remove_file(path(0)).unwrap();
    assert_eq!(store.read_medium(&item, 0, 5, 7).unwrap(), b" half, ");
    assert_eq!(store.read_medium(&item, 0, 12, 6).unwrap(), b"second");
    // The other part took its place.
    assert!(matches!(store.read_medium(&item, 0, 0, 5), Err(Error::Unavailable { .. })));
    std::fs::write(path(0), b"something else").unwrap();
    assert!(matches!(store.read_medium(&item, 0, 0, 5), Err(Error::Malformed { .. })));
    assert!(matches!(store.read_medium(&item, 0, 0, 5), Err(Error::Malformed { .. })), "half a part was kept");
    assert_eq!(store.read_medium(&item, 0, 18, 5).unwrap(), b" half");
}

#[test]
fn ranges_cross_the_largest_parts() {
    let large: Vec<u8> = (0..MAX_CONTENT + 1000).map(|n| (n * 31 % 251) as u8).collect();
    let (world, _, server, mut store) = scene(&[&large[..MAX_CONTENT], &large[MAX_CONTENT..]]);
    world.pull(&mut store, &server).unwrap();
    let item = item_id("square");
    let at = MAX_CONTENT - 500;
    assert_eq!(store.read_medium(&item, 0, at as u64, 1000).unwrap(), &large[at..at + 1000]);
    assert_eq!(store.read_medium(&item, 0, 17, MAX_READ).unwrap(), &large[17..17 + MAX_READ]);
}

#[test]
fn a_missing_part_is_named_and_what_stands_before_it_can_be_read() {
    let (world, device, mut server, mut store) = scene(&[b"one", b"two", b"three"]);
    server.missing.insert(device.entries[2].parts()[1].sealed.sha256);
    world.pull(&mut store, &server).unwrap();
    let item = item_id("square");
    assert_eq!(store.read_medium(&item, 0, 0, 3).unwrap(), b"one");
    for (offset, len) in [(0, 4), (3, 1), (100, 1)] {
        let missing = missing(store.read_medium(&item, 0, offset, len).unwrap_err());
        assert_eq!(missing, MissingParts { numbers: vec![1], whole: 3 });
    }
    // The five answers report it too, and none failed because of it.
    let judged = store.judge(&[item], now()).unwrap();
    assert_eq!(judged.incomplete, BTreeSet::from([item]));
    assert!(judged.verdict.exit_ok(), "{:#?}", judged.verdict);
}

#[test]
fn a_part_changed_on_our_own_disk_is_neither_played_nor_judged() {
    let (world, device, server, mut store) = scene(&[b"one", b"two"]);
    world.pull(&mut store, &server).unwrap();
    let part = device.entries[2].parts()[1].sealed.sha256;
    let path = world.home().join("archive/parts").join(part.to_string());
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let item = item_id("square");
    assert_eq!(store.read_medium(&item, 0, 0, 3).unwrap(), b"one");
    assert!(matches!(store.read_medium(&item, 0, 2, 2), Err(Error::Malformed { .. })));
    assert!(matches!(store.judge(&[item], now()), Err(Error::Malformed { .. })));
    assert!(store.judge(&[item_id("early")], now()).is_ok());
}

#[test]
fn the_store_and_a_bundle_of_it_get_the_same_answers() {
    let (world, device, server, mut store) = scene(&[b"first half, ", b"second half"]);
    world.pull(&mut store, &server).unwrap();
    let items = [item_id("square"), item_id("early")];
    let judged = store.judge(&items, now()).unwrap();
    assert_eq!(judged.incomplete, BTreeSet::new());
    let out = world.dir.path().join("bundle");
    Selection::of(&store, &items, None, &Withhold::default(), &[], now())
        .and_then(|chosen| chosen.bundle(&out, Form::Folder))
        .unwrap();
    let mut bundled = judge(&out, &world.trust());
    // The only difference is that a bundle has a list of digests.
    let sums = bundled.answers.content.findings.iter().position(|f| f.code == "sums").unwrap();
    bundled.answers.content.findings.remove(sums);
    assert_eq!(judged.verdict, bundled);
    assert!(judged.verdict.all_passed() || !codes(&judged.verdict.answers.time).is_empty());
    for question in Question::ALL {
        assert!(!judged.verdict.answers.get(question).findings.is_empty(), "{question:?}");
    }
    drop(device);
    assert!(matches!(store.judge(&[], now()), Err(Error::Refused { .. })));
    assert!(matches!(store.judge(&[item_id("nobody")], now()), Err(Error::Refused { .. })));
}

#[test]
fn a_pull_can_be_stopped_and_goes_on_where_it_was() {
    let mut world = World::new();
    let mut device = world.device("one");
    for n in 0..40 {
        device.photo(&format!("item {n}"), "a.jpg", &[format!("content {n}").as_bytes()]);
    }
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let (policies, key) = (world.organisation.policies().unwrap(), world.key());
    let pull = Pull {
        card: world.organisation.card(),
        policies: &policies,
        key: &key,
        witness_key: None,
        source: &server,
        workers: 2,
    };
    // Stopped while rows come, then while parts come.
    let (stop, told) = (AtomicBool::new(false), AtomicUsize::new(0));
    let first = pull
        .run_until(&stop, &mut store, &mut |_| stop.store(told.fetch_add(1, Ordering::SeqCst) > 2, Ordering::SeqCst));
    let first = first.unwrap();
    assert!(first.stopped && first.entries > 0 && first.parts == 0, "{first:?}");
    assert_eq!(first.findings, []);
    assert_eq!(store.list().unwrap().len(), first.items.len());
    stop.store(false, Ordering::SeqCst);
    let second = pull.run_until(&stop, &mut store, &mut |p| stop.store(p.parts > 20, Ordering::SeqCst)).unwrap();
    assert!(second.stopped && second.parts > 20 && second.parts < 80, "{second:?}");
    let fetched = server.fetched();
    let third = pull.run(&mut store, &mut |_| {}).unwrap();
    assert!(!third.stopped);
    assert_eq!((first.entries + second.entries + third.entries, second.parts + third.parts), (41, 80));
    // Only parts that two threads were handling at the stop are found on the disk or fetched again.
    assert!(server.fetched() - fetched <= 80 - second.parts as usize);
    assert!(store.list().unwrap().iter().all(|line| line.wholeness() == archive::Wholeness::Whole));
}

/// A person's source: the order of its rows is not guaranteed, so no bookmark is kept.
struct Brought(Server);

impl Source for Brought {
    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        self.0.page(after, limit)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        self.0.part(wanted, buffer)
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        Ok(None)
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        self.0.consistency(from, to)
    }
}

/// Pulls until no rows or parts are left, stopped every time, with the archive closed in between: after one step, two,
/// three, and again, or later every time if the source has to be read from its beginning. Returns the report of each
/// pull.
fn stop_again_and_again(world: &World, source: &dyn Source) -> Vec<archive::Report> {
    let (policies, key) = (world.organisation.policies().unwrap(), world.key());
    let pull =
        Pull { card: world.organisation.card(), policies: &policies, key: &key, witness_key: None, source, workers: 2 };
    let mut reports: Vec<archive::Report> = Vec::new();
    loop {
        let (stop, round) = (AtomicBool::new(false), reports.len());
        let mut moments = if source.newest().unwrap().is_some() { round % 3 } else { round };
        let mut store = world.store();
        let report = pull.run_until(&stop, &mut store, &mut |_| {
            stop.store(moments == 0, Ordering::SeqCst);
            moments = moments.saturating_sub(1);
        });
        let report = report.unwrap();
        assert_eq!(report.findings.iter().filter(|f| f.kind != FindingKind::LogUnchecked).count(), 0, "{report:?}");
        reports.push(report);
        let taken = reports.iter().flat_map(|r| &r.items).collect::<BTreeSet<_>>();
        drop(store);
        assert_eq!(world.store().list().unwrap().len(), taken.len(), "what was taken before the stop is not there");
        if !reports[reports.len() - 1].stopped {
            return reports;
        }
        assert!(reports.len() < 100, "it does not come to an end");
    }
}

#[test]
fn a_pull_that_is_stopped_again_and_again_takes_everything_once() {
    for brought in [false, true] {
        let mut world = World::new();
        let mut device = world.device("one");
        for n in 0..15 {
            device.photo(&format!("item {n}"), "a.jpg", &[format!("content {n}").as_bytes()]);
        }
        let mut server = Brought(Server::with(&mut world.log, &[&device]));
        if brought {
            // The newest row first: half of the rows look like a chain with a gap.
            server.0.rows.reverse();
        }
        let source: &dyn Source = if brought { &server } else { &server.0 };
        let reports = stop_again_and_again(&world, source);
        assert!(reports.len() > 4, "the test stopped nothing: {}", reports.len());
        assert!(reports.iter().any(|r| r.stopped && r.parts > 0 && r.parts < 30), "none was stopped among parts");
        assert_eq!(reports.iter().map(|r| r.entries).sum::<u64>(), 16);
        assert_eq!(reports.iter().map(|r| r.parts).sum::<u64>(), 30);
        // A few parts of a stopped pull may come again: those of two threads, those that each has ready, and those that
        // wait between.
        let again = server.0.fetched() - 30;
        assert!(again <= 6 * reports.len(), "{again} parts were fetched again in {} pulls", reports.len());
        assert!(world.store().list().unwrap().iter().all(|line| line.wholeness() == archive::Wholeness::Whole));
    }
}

/// A source that is stopped while it returns its third part.
struct StoppedAtThird<'a>(&'a Server, &'a AtomicBool);

impl Source for StoppedAtThird<'_> {
    fn page(&self, after: u64, limit: usize) -> Result<Page, SourceFault> {
        self.0.page(after, limit)
    }

    fn part(&self, wanted: &Sealed, buffer: &mut Vec<u8>) -> Result<(), SourceFault> {
        self.0.part(wanted, buffer)?;
        if self.0.fetched() == 3 {
            self.1.store(true, Ordering::SeqCst);
        }
        Ok(())
    }

    fn newest(&self) -> Result<Option<String>, SourceFault> {
        self.0.newest()
    }

    fn consistency(&self, from: u64, to: u64) -> Result<Vec<tlog::Hash>, SourceFault> {
        self.0.consistency(from, to)
    }
}

#[test]
fn a_stop_among_parts_waits_for_no_more_of_them_and_keeps_what_is_in_hand() {
    let mut world = World::new();
    let mut device = world.device("one");
    for n in 0..40 {
        device.photo(&format!("item {n}"), "a.jpg", &[format!("content {n}").as_bytes()]);
    }
    let (server, stop) = (Server::with(&mut world.log, &[&device]), AtomicBool::new(false));
    let (policies, key, mut store) = (world.organisation.policies().unwrap(), world.key(), world.store());
    let source = &StoppedAtThird(&server, &stop);
    let card = world.organisation.card();
    let pull = Pull { card, policies: &policies, key: &key, witness_key: None, source, workers: 1 };
    let report = pull.run_until(&stop, &mut store, &mut |_| {}).unwrap();
    // One thread: the third part, at most one that it has begun, and at most one that waits between the threads.
    assert!(report.stopped && (1..=5).contains(&report.parts), "{} parts", report.parts);
    let fetched = server.fetched();
    assert!(fetched <= 5, "{fetched} parts were asked for");
    let later = world.pull(&mut store, &server).unwrap();
    assert_eq!(report.parts + later.parts, 80, "what was in hand was not kept");
    assert!(report.parts + 3 >= fetched as u64, "{} of {fetched} were kept", report.parts);
}

#[test]
fn the_list_says_what_the_item_itself_says() {
    let (world, device, mut server, mut store) = scene(&[b"one", b"two", b"three"]);
    server.missing.insert(device.entries[2].parts()[1].sealed.sha256);
    server.parts_until_failure = Some(2);
    assert!(world.pull(&mut store, &server).is_err());
    let same = |store: &Store| {
        let lines = store.list().unwrap();
        assert_eq!(lines.len(), 2);
        for line in lines {
            assert_eq!(store.show(&line.item).unwrap().summary, line);
        }
    };
    same(&store);
    server.parts_until_failure = None;
    world.pull(&mut store, &server).unwrap();
    same(&store);
    let troubled = archive::Filter { wholeness: Some(archive::Wholeness::Problem), ..archive::Filter::default() };
    let page = store.page(&troubled, None, 10).unwrap();
    assert_eq!(page.iter().map(|l| l.item).collect::<Vec<_>>(), [item_id("square")]);
    assert_eq!(page[0].title.as_deref(), Some("what square shows"));
}
