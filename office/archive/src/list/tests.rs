//! Ten thousand items, written into the tables as a pull would write them.

use std::time::Duration;

use evidence::record::{Location, Media};
use evidence::{PlainPart, Record};
use tempfile::TempDir;

use super::*;
use crate::Error;

const ITEMS: u64 = 10_000;
const PASSPHRASE: &str = "correct horse";

fn id(n: u64) -> ItemId {
    ItemId::from_bytes(Digest::of(format!("item {n}").as_bytes()).as_bytes()[..16].try_into().unwrap())
}

fn device(n: u64) -> Digest {
    Digest::of(format!("device {}", n % 7).as_bytes())
}

fn record(n: u64) -> Record {
    let at = format!("2026-06-09T{:02}:{:02}:00.000+06:00", n / 60 % 24, n % 60).parse().unwrap();
    let kind = [Kind::Photo, Kind::Video, Kind::Testimony][(n % 3) as usize];
    let mut record = Record::new(id(n), kind, Method::Captured, at, Location::missing("not-asked"));
    if n.is_multiple_of(5) {
        record.body = serde_json::json!({ "note": format!("Площадь номер {n}, Қазақстан") });
    }
    if n % 5 == 1 {
        let answers =
            serde_json::json!({ "where": { "state": "value", "value": "у фонтана" }, "hurt": { "state": "refused" } });
        record.body = serde_json::json!({ "form": { "id": "detention", "sha256": "00" }, "answers": answers });
    }
    if n % 5 == 2 {
        record.compartment = Some("names".to_owned());
        record.body = serde_json::json!({ "note": "Айгуль Секретова" });
    }
    record.media.push(Media {
        name: format!("IMG_{n}.jpg"),
        media_type: "image/jpeg".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: 0,
        interrupted: n % 100 == 3,
        ..Media::default()
    });
    record
}

/// Files one entry with its record, as filing and intake write them. Item 0 was imported whole and is in no log.
fn file(store: &Store, n: u64) {
    let record = record(n);
    let plain = PlainPart::new([7; 32], &record.to_content(&[9; 32]).unwrap()).unwrap();
    let (entry, commitment) = (Digest::of(format!("entry {n}").as_bytes()), plain.commitment());
    let (device, item) = (device(n), id(n));
    let sql = "INSERT INTO entry (digest, device, seq, prev, next_key, item, claimed_at, linked, envelope)
               VALUES (?1, ?2, ?3, x'', ?1, ?4, ?5, 1, x'')";
    let values = params![blob(&entry), blob(&device), number(n), item.as_bytes(), record.claimed_at.to_string()];
    store.index.prepare_cached(sql).unwrap().execute(values).unwrap();
    let sql = "INSERT INTO part (entry, position, device, item, role, number, commitment, digest, sealed_size, state,
                                 salt, content_size, file_key, why)
               VALUES (?1, 0, ?2, ?3, 2, 0, ?4, ?1, 1, 1, x'', 1, x'', '')";
    let values = params![blob(&entry), blob(&device), item.as_bytes(), blob(&commitment)];
    store.index.prepare_cached(sql).unwrap().execute(values).unwrap();
    let sql = "INSERT INTO record (commitment, plain) VALUES (?1, ?2)";
    store.index.prepare_cached(sql).unwrap().execute(params![blob(&commitment), plain.as_bytes()]).unwrap();
}

fn filled(items: u64) -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(dir.path(), PASSPHRASE).unwrap();
    store.index.execute_batch("BEGIN").unwrap();
    for n in 0..items {
        file(&store, n);
    }
    store.index.execute_batch("COMMIT").unwrap();
    store.write_lines().unwrap();
    (dir, store)
}

fn words(text: &str) -> Filter {
    Filter { words: text.to_owned(), ..Filter::default() }
}

/// Returns SQLite's plan for a page, a line per step.
fn plan(store: &Store, filter: &Filter, after: Option<Cursor>) -> String {
    let (sql, _) = filter.page(after);
    let mut rows = store.index.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let mut rows = rows.raw_query();
    let mut steps = String::new();
    while let Some(row) = rows.next().unwrap() {
        steps += &(row.get::<_, String>(3).unwrap() + "\n");
    }
    steps
}

#[test]
fn ten_thousand_items_are_listed_by_page_from_an_index_and_each_stands_there_once() {
    let (_dir, store) = filled(ITEMS);
    let begun = clock();
    let (mut seen, mut after, mut pages) = (std::collections::BTreeSet::new(), None, 0);
    loop {
        let page = store.page(&Filter::default(), after, 200).unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.windows(2).all(|w| instant(&w[0].claimed_at) >= instant(&w[1].claimed_at)));
        after = Some(Cursor::after(Sort::Claimed, last));
        seen.extend(page.iter().map(|line| line.item));
        pages += 1;
    }
    assert_eq!((seen.len() as u64, pages), (ITEMS, 50));
    assert_eq!(store.count(&Filter::default()).unwrap(), ITEMS);
    // Fifty pages of an unoptimised build on a busy machine; a page that read records would take seconds.
    let took = clock() - begun;
    assert!(took < Duration::from_secs(5), "{took:?}");
    let day = Filter { from: "2026-06-09T00:00:00Z".parse().ok(), ..Filter::default() };
    let kind = Filter { kind: Some(Kind::Photo), ..day.clone() };
    let of_device = Filter { device: Some(device(1)), ..Filter::default() };
    let troubled = Filter { wholeness: Some(Wholeness::Problem), ..Filter::default() };
    let there = Filter { delivered: Some(true), ..Filter::default() };
    let line = &store.page(&Filter::default(), None, 1).unwrap()[0];
    for filter in [Filter::default(), day, kind, of_device, troubled, there] {
        for after in [None, Some(Cursor::after(filter.sort, line))] {
            let steps = plan(&store, &filter, after);
            assert!(!steps.contains("TEMP B-TREE") && steps.contains("INDEX line_by_"), "{filter:?}: {steps}");
        }
    }
    for (filter, expected) in [
        (words("площадь"), 2_000),
        (words("ПЛОЩ номер 995"), 12),
        (words("ploshchad"), 2_000),
        (words("казакстан 9995"), 1),
        (words("фонтан"), 2_000),
        (words("img_4200.jpg"), 1),
        (words("detention"), 2_000),
        (words("анкета"), 2_000),
        (words("куә сөзі"), 3_333),
        (words("refused"), 0),
        (words("секретова"), 0),
        (words("nowhere"), 0),
    ] {
        let found = store.count(&filter).unwrap();
        assert!(found == expected || expected == 12 && (1..=12).contains(&found), "{filter:?}: {found}");
        assert_eq!(store.page(&filter, None, MAX_PAGE).unwrap().len() as u64, found.min(MAX_PAGE as u64));
        assert!(plan(&store, &filter, None).contains("words"), "{filter:?}");
    }
    every_order_is_fast(&store);
}

#[allow(clippy::disallowed_methods, reason = "the test measures")]
fn clock() -> Duration {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap()
}

#[test]
fn filters_leave_what_they_say_and_together_what_all_of_them_say() {
    let (_dir, store) = filled(300);
    let count = |filter: Filter| store.count(&filter).unwrap();
    assert_eq!(count(Filter { kind: Some(Kind::Video), ..Filter::default() }), 100);
    assert_eq!(count(Filter { method: Some(Method::Imported), ..Filter::default() }), 0);
    assert_eq!(count(Filter { wholeness: Some(Wholeness::Problem), ..Filter::default() }), 3);
    assert_eq!(count(Filter { wholeness: Some(Wholeness::Whole), ..Filter::default() }), 297);
    assert_eq!(count(Filter { delivered: Some(false), ..Filter::default() }), 300);
    // 02:00 to 03:00 of that zone are minutes 120 to 179.
    let hour = Filter {
        from: "2026-06-08T20:00:00Z".parse().ok(),
        to: "2026-06-08T21:00:00Z".parse().ok(),
        ..Filter::default()
    };
    assert_eq!(count(hour.clone()), 60);
    assert_eq!(count(Filter { words: "площадь".to_owned(), kind: Some(Kind::Photo), ..hour }), 4);
    let by_id = id(17).to_string();
    assert_eq!(count(words(&by_id)), 1);
    assert_eq!(count(words(&by_id.chars().take(12).collect::<String>().to_uppercase())), 1);
    assert_eq!(count(words("ffffffffffffffff")), 0);
    let titles = |n| store.page(&words(&id(n).to_string()), None, 1).unwrap()[0].title.clone();
    assert_eq!(titles(0).as_deref(), Some("Площадь номер 0, Қазақстан"));
    assert_eq!(titles(3).as_deref(), Some("IMG_3.jpg"));
    assert_eq!(titles(2), None, "a witness is not named in a list");
    assert_eq!(store.devices().unwrap().len(), 7);
}

#[test]
fn an_index_of_another_version_is_left_alone() {
    for version in [1, 10, 15, 99] {
        let (dir, store) = filled(1);
        store.index.execute_batch(&format!("PRAGMA user_version = {version}")).unwrap();
        drop(store);
        assert!(matches!(Store::open(dir.path(), PASSPHRASE), Err(Error::Unsupported { .. })), "{version}");
    }
}

#[test]
fn a_line_follows_what_becomes_of_its_parts_and_entries() {
    let (_dir, store) = filled(3);
    let line = || store.page(&words(&id(1).to_string()), None, 1).unwrap().pop();
    assert_eq!(line().unwrap().wholeness(), Wholeness::Whole);
    store.index.execute("UPDATE part SET state = 2 WHERE item = ?1", [id(1).as_bytes()]).unwrap();
    store.write_lines().unwrap();
    let troubled = line().unwrap();
    assert_eq!((troubled.quarantined, troubled.kind, troubled.wholeness()), (1, None, Wholeness::Problem));
    assert_eq!(store.count(&words("фонтан")).unwrap(), 0, "words of a record that is no longer held");
    store.index.execute("DELETE FROM part WHERE item = ?1", [id(1).as_bytes()]).unwrap();
    store.index.execute("DELETE FROM entry WHERE item = ?1", [id(1).as_bytes()]).unwrap();
    store.write_lines().unwrap();
    assert_eq!(line(), None);
    assert_eq!(store.list().unwrap().len(), 2);
}

#[test]
fn an_item_that_only_waits_at_its_source_is_not_taken_in_and_has_no_problem() {
    let (_dir, store) = filled(300);
    let count = |wholeness| store.count(&Filter { wholeness: Some(wholeness), ..Filter::default() }).unwrap();
    let counts = || [Wholeness::Whole, Wholeness::Problem, Wholeness::Away].map(count);
    assert_eq!(counts(), [297, 3, 0]);
    // Item 3 is cut off, and item 1 is whole: neither can be said of an item that has not come.
    for n in [1, 3] {
        store.index.execute("UPDATE part SET state = 0 WHERE item = ?1", [id(n).as_bytes()]).unwrap();
    }
    store.write_lines().unwrap();
    assert_eq!(counts(), [296, 2, 2]);
    assert_eq!(store.count(&words("not taken in yet")).unwrap(), 2, "the list's sign is found by its words");
    assert_eq!(store.count(&words("parts are missing")).unwrap(), 0);
    // Damage outweighs the wait.
    store.index.execute("UPDATE part SET state = 2 WHERE item = ?1", [id(1).as_bytes()]).unwrap();
    store.write_lines().unwrap();
    assert_eq!(counts(), [296, 3, 1]);
}

fn took(work: &mut dyn FnMut()) -> Duration {
    let begun = clock();
    work();
    clock() - begun
}

#[test]
fn every_order_is_a_walk_through_all_items_that_ends_and_turns_round() {
    let (_dir, store) = filled(500);
    let whole = store.list().unwrap();
    for sort in Sort::ALL {
        let walk = |ascending: bool| {
            let filter = Filter { sort, ascending, ..Filter::default() };
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.page(&filter, after.clone(), 33).unwrap();
                let Some(last) = page.last() else { break };
                // The window keeps the cursor as JSON.
                let text = serde_json::to_string(&Cursor::after(sort, last)).unwrap();
                after = Some(serde_json::from_str(&text).unwrap());
                seen.extend(page);
            }
            assert_eq!(store.found(&filter).unwrap(), seen.iter().map(|l| l.item).collect::<Vec<_>>(), "{sort:?}");
            assert!(!plan(&store, &filter, after).contains("TEMP B-TREE"), "{sort:?}");
            seen
        };
        let (up, mut down) = (walk(true), walk(false));
        down.reverse();
        assert_eq!(up, down, "{sort:?}");
        assert_eq!(up.iter().map(|l| l.item).collect::<std::collections::BTreeSet<_>>().len(), whole.len(), "{sort:?}");
        let keys: Vec<_> = up.iter().map(|l| (sort_value(sort, l), instant(&l.claimed_at), l.item)).collect();
        assert!(keys.is_sorted(), "{sort:?}");
        let other =
            Filter { sort: if sort == Sort::Claimed { Sort::Title } else { Sort::Claimed }, ..Filter::default() };
        let refused = store.page(&other, Some(Cursor::after(sort, &up[0])), 10);
        assert!(matches!(refused, Err(Error::Refused { .. })), "{sort:?}");
    }
}

/// Returns the text that a reader compares.
fn sort_value(sort: Sort, line: &Summary) -> String {
    match sort {
        Sort::Claimed => String::new(),
        Sort::Title => words::sort_key(line.title.as_deref()),
        Sort::Kind => word(&line.kind),
        Sort::Bytes => format!("{:020}", line.bytes),
        Sort::Device => line.device.to_string(),
        Sort::Arrived => format!("{:020}", line.arrived),
    }
}

/// Checks that every order is about as fast as the order by time.
fn every_order_is_fast(store: &Store) {
    for n in 0..300 {
        store
            .mark(&id(n * 7), &crate::Mark { looked_at: Some(true), important: Some(n % 3 == 0), note: None })
            .unwrap();
    }
    // The fastest of several runs, because the machine also does other work.
    let fastest = |work: &mut dyn FnMut(), enough: Duration| {
        let mut best = took(work);
        for _ in 0..10 {
            if best <= enough {
                break;
            }
            best = best.min(took(work));
        }
        best
    };
    let ask = |filter: &Filter, enough: Duration| {
        let middle = store.page(filter, None, MAX_PAGE).unwrap().pop().map(|line| Cursor::after(filter.sort, &line));
        [
            fastest(&mut || drop(store.page(filter, None, 200).unwrap()), enough),
            fastest(&mut || drop(store.page(filter, middle.clone(), 200).unwrap()), enough),
            fastest(&mut || assert!(store.count(filter).unwrap() <= ITEMS), enough),
            fastest(&mut || drop(store.found(filter).unwrap()), enough),
        ]
    };
    let filters = [
        Filter::default(),
        words("площадь"),
        Filter { kind: Some(Kind::Photo), ..Filter::default() },
        Filter { wholeness: Some(Wholeness::Whole), ..Filter::default() },
        Filter { delivered: Some(false), ..Filter::default() },
        Filter { marked: Some(Marked::NotLookedAt), ..Filter::default() },
        Filter { marked: Some(Marked::Important), ..Filter::default() },
        Filter { from: "2026-06-09T00:00:00Z".parse().ok(), ..Filter::default() },
        Filter { newest: true, ..Filter::default() },
    ];
    let usual = ask(&Filter::default(), Duration::ZERO).into_iter().max().unwrap();
    // Measured: below 50 ms each, 55 ms beside much other work. A sort that reads every record would take seconds.
    let enough = Duration::from_millis(150).max(usual * 5);
    for filter in filters {
        for sort in Sort::ALL {
            for ascending in [false, true] {
                let filter = Filter { sort, ascending, ..filter.clone() };
                let times = ask(&filter, enough);
                assert!(times.iter().all(|t| *t <= enough), "{filter:?}: {times:?}, by time {usual:?}");
            }
        }
    }
}
