//! An attacker who can write the outbox can set any cell of it. The home must then refuse, or stay truthful in every
//! report and seal to the right recipients only.

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

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use common::log::TestLog;
use common::{Chosen, World, copy, restore};
use evidence::policy::{RecipientKind, Retired, Review};
use evidence::{Digest, ItemId};
use rusqlite::Connection;
use rusqlite::types::Value;
use seal::ReviewIdentity;
use sync::Outbox;
use sync::log::{Contradiction, ContradictionKind};
use vault::{Home, Listed, NewItem, OsDisk, Preference};

/// A home with all kinds of rows: an item delivered, one noted, one not sent, a recording, an earlier policy.
struct Lived {
    world: World,
    around: Arc<Chosen>,
    delivered: BTreeSet<ItemId>,
    noted: BTreeSet<u64>,
    listed: Vec<Listed>,
    /// Another organisation's home, whose cells are equally well formed.
    stranger: World,
    thief: ReviewIdentity,
}

fn add(home: &Home, bytes: &[u8]) -> ItemId {
    home.add_file(&mut Cursor::new(bytes), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item
}

impl Lived {
    fn new() -> Self {
        let mut world = World::new(Review::Never, true);
        let around = Chosen::new(81);
        let mut home = world.join(around.clone());
        let first = add(&home, b"first");
        world.log.deliver_all(&mut home);
        home.enrolled().unwrap();
        world.next();
        home.set_policy(world.sign(&world.policy)).unwrap();
        add(&home, b"second");
        world.log.note_all(&mut home);
        home.begin_recording("r.webm", "video/webm", &NewItem::default()).unwrap().finish().unwrap();
        home.set_preference(Preference::Language, "kk").unwrap();
        drop(home);
        let mut stranger = World::new(Review::Never, true);
        stranger.organisation = seal::OrganisationKey::from_seed(&zeroize::Zeroizing::new([9; 32]));
        stranger.log = TestLog::new(9);
        stranger.policy.logs[0].key = stranger.log.verifier().to_string();
        let thief = ReviewIdentity::generate(RecipientKind::Hybrid).unwrap();
        stranger.policy.archive_recipients = vec![world.archive.recipient(), thief.recipient()];
        let mut theirs = stranger.join(Chosen::new(82));
        add(&theirs, b"theirs");
        stranger.log.deliver_all(&mut theirs);
        drop(theirs);
        let home = world.open(around.clone()).0;
        home.check_all().unwrap();
        let listed = home.list(None, None, 100).unwrap().items;
        let receipts = home.noted_receipts(0, 100).unwrap();
        let noted = receipts.iter().map(|(seq, _)| *seq).collect();
        assert_eq!((listed.len(), receipts.len(), home.status().unwrap().delivered), (3, 4, 1));
        drop(home);
        copy(&world.home_path(), &world.dir.path().join("template"));
        Self { world, around, delivered: BTreeSet::from([first]), noted, listed, stranger, thief }
    }

    fn reset(&self) {
        restore(&self.world.dir.path().join("template"), &self.world.home_path());
    }

    fn db(path: &Path) -> Connection {
        Connection::open(path.join("outbox.sqlite")).unwrap()
    }

    /// Returns every value of a column here and in the stranger's home, and a few that fit every column of that type.
    fn values(&self, table: &str, column: &str) -> Vec<Value> {
        let mut out = vec![
            Value::Null,
            Value::Integer(0),
            Value::Integer(1),
            Value::Integer(2),
            Value::Integer(i64::MAX),
            Value::Text("x".to_owned()),
            Value::Text(self.thief.recipient()),
            Value::Text(self.stranger.log.checkpoint()),
            Value::Blob(vec![0; 16]),
            Value::Blob(vec![0; 32]),
            Value::Blob(vec![7; 32]),
            Value::Blob(self.stranger.organisation.public().unwrap().as_bytes().to_vec()),
            Value::Blob(self.stranger.sign(&self.stranger.policy).to_json()),
        ];
        for path in [self.world.home_path(), self.stranger.home_path()] {
            let db = Self::db(&path);
            let mut query = db.prepare(&format!("SELECT {column} FROM {table}")).unwrap();
            let rows = query.query_map([], |r| r.get::<_, Value>(0)).unwrap();
            out.extend(rows.map(Result::unwrap));
        }
        let mut seen = Vec::new();
        out.retain(|value| {
            !seen.contains(value) && {
                seen.push(value.clone());
                true
            }
        });
        out
    }

    /// Checks the home in its present state; returns the verdict, such as `stays true`.
    fn check(&self, what: &str) -> &'static str {
        let Ok((home, _)) = Home::open(&self.world.home_path(), Arc::new(OsDisk), self.around.clone()) else {
            return "refused at open";
        };
        self.says_the_truth(what, &home);
        let refused = home.check_all().is_err();
        self.says_the_truth(what, &home);
        if let Ok(added) = home.add_note("new", &NewItem::default()) {
            let entries = home.entries(added.entries[0].seq(), 1).unwrap();
            let sealed = home.read_part(&entries[0].parts()[0].sealed.sha256).unwrap();
            assert!(self.world.archive.open(&sealed).is_ok(), "{what}: the archive cannot open it");
            assert!(self.thief.open(&sealed).is_err(), "{what}: sealed to the thief");
        }
        if refused { "refused at the check" } else { "stays true" }
    }

    fn says_the_truth(&self, what: &str, home: &Home) {
        if let Ok(status) = home.status() {
            assert!(status.noted <= self.noted.len() as u64, "{what}: {} noted", status.noted);
            assert!(status.delivered <= 1, "{what}: {} delivered", status.delivered);
            assert_eq!(status.policy_version, 1, "{what}");
        }
        let Ok(listing) = home.list(None, None, 100) else { return };
        let true_of: BTreeMap<ItemId, &Listed> = self.listed.iter().map(|l| (l.item, l)).collect();
        for item in &listing.items {
            assert!(!item.delivered || self.delivered.contains(&item.item), "{what}: delivered");
            let noted = true_of.get(&item.item).is_some_and(|true_of| true_of.noted);
            assert!(!item.noted || noted, "{what}: noted");
        }
    }
}

#[test]
fn any_cell_set_to_another_well_formed_value_is_refused_or_makes_nothing_untrue() {
    let lived = Lived::new();
    let db = Lived::db(&lived.world.home_path());
    let list = "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'";
    let mut query = db.prepare(list).unwrap();
    let columns = query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))).unwrap();
    let columns: Vec<(String, String)> = columns.map(Result::unwrap).collect();
    drop(query);
    drop(db);
    assert!(columns.len() > 35, "{columns:?}");
    let mut told: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for (table, column) in &columns {
        for value in lived.values(table, column) {
            for rows in ["1 = 1", "rowid = 1"] {
                lived.reset();
                let db = Lived::db(&lived.world.home_path());
                let sql = format!("UPDATE OR REPLACE {table} SET {column} = ?1 WHERE {rows}");
                // A value that SQLite itself rejects cannot be there.
                let changed = db.execute(&sql, [&value]);
                drop(db);
                if !changed.is_ok_and(|rows| rows > 0) {
                    continue;
                }
                let what = format!("{table}.{column} = {value:?} where {rows}");
                let came = lived.check(&what);
                *told.entry((format!("{table}.{column}"), came)).or_default() += 1;
            }
        }
    }
    for column in ["device.organisation", "device.policy", "parts.size"] {
        assert!(told.keys().any(|(of, came)| of == column && came.starts_with("refused")), "{column}: {told:?}");
    }
    // Only the device's own row may prevent capture.
    let refused = told.keys().find(|(of, came)| *came == "refused at open" && !of.starts_with("device."));
    assert_eq!(refused, None);
    for row in ["device", "entries", "items", "parts", "receipts", "policies"] {
        lived.reset();
        Lived::db(&lived.world.home_path()).execute_batch(&format!("DELETE FROM {row}")).unwrap();
        lived.check(&format!("{row} emptied"));
    }
}

#[test]
fn flags_without_receipts_are_taken_back_and_everything_is_sent_again() {
    let world = World::new(Review::Never, false);
    let around = Chosen::new(83);
    let home = world.join(around.clone());
    add(&home, b"only copy");
    drop(home);
    let forge = "UPDATE entries SET noted = 'x'; UPDATE parts SET uploaded = 1; UPDATE items SET delivered = 1";
    Lived::db(&world.home_path()).execute_batch(forge).unwrap();
    let parts = || world.files().iter().filter(|(path, _)| path.components().any(|c| c.as_os_str() == "parts")).count();
    let (mut home, recovery) = world.open(around.clone());
    assert!(recovery.is_clean() && parts() == 2, "parts went for a flag");
    let status = home.status().unwrap();
    assert_eq!((status.noted, status.delivered, status.unchecked), (0, 0, 2));
    assert!(!home.list(None, None, 9).unwrap().items[0].delivered);
    assert_eq!(home.unnoted(0, 9).unwrap().len(), 2);
    assert_eq!(home.status().unwrap().unchecked, 0);
    world.log.deliver_all(&mut home);
    let status = home.status().unwrap();
    assert_eq!((status.noted, status.delivered, parts()), (2, 1, 0));
    drop(home);
    let home = world.open(around).0;
    let status = home.status().unwrap();
    assert!(status.noted == 1 && status.unchecked == 2, "noted before it was checked");
    assert!(home.list(None, None, 9).unwrap().items[0].delivered, "what is shown is checked");
    while home.check(1).unwrap() {}
    assert_eq!((home.status().unwrap().noted, home.status().unwrap().delivered), (2, 1));
}

#[test]
fn receipts_of_a_log_that_a_later_policy_does_not_name_stay_receipts() {
    let mut world = World::new(Review::Never, true);
    let around = Chosen::new(84);
    let mut home = world.join(around.clone());
    add(&home, b"before");
    world.log.deliver_all(&mut home);
    let next = TestLog::named("log.example.com", 5);
    world.next().logs[0].origin = "log.example.com".to_owned();
    world.policy.logs[0].key = next.verifier().to_string();
    home.set_policy(world.sign(&world.policy)).unwrap();
    add(&home, b"after");
    next.deliver_all(&mut home);
    drop(home);
    let home = world.open(around).0;
    home.check_all().unwrap();
    let status = home.status().unwrap();
    assert_eq!((status.noted, status.delivered), (4, 2), "the new policy has an entry too");
}

/// Prints the duration of a start with ten thousand delivered items; `-- --ignored --nocapture`.
#[test]
#[ignore = "measures; half a minute or more"]
fn a_start_with_ten_thousand_items_is_as_fast_as_it_was() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(85);
    let mut home = world.join(around.clone());
    for n in 0..10_000 {
        home.add_note(&format!("note {n}"), &NewItem::default()).unwrap();
    }
    world.log.deliver_many(&mut home);
    drop(home);
    for _ in 0..3 {
        let began = std::time::Instant::now();
        let home = world.open(around.clone()).0;
        let opened = began.elapsed();
        let shown = home.list(None, None, 100).unwrap().items;
        let listed = began.elapsed() - opened;
        assert!(shown.iter().all(|item| item.noted && item.delivered));
        home.check_all().unwrap();
        let checked = began.elapsed() - opened - listed;
        println!("open {opened:?}, the first page {listed:?}, all receipts {checked:?}");
        assert_eq!(home.status().unwrap().delivered, 10_000);
    }
}

type Spoil = fn(&Path);

#[test]
fn a_part_that_is_cut_gone_or_no_file_is_named_with_its_item() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(87);
    let home = world.join(around.clone());
    let item = add(&home, b"whole");
    add(&home, b"another");
    drop(home);
    copy(&world.home_path(), &world.dir.path().join("template"));
    let spoil: [(&str, Spoil); 3] = [
        ("cut", |path| std::fs::write(path, b"").unwrap()),
        ("gone", |path| std::fs::remove_file(path).unwrap()),
        ("a folder", |path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        let home = world.home_path();
        std::fs::remove_dir_all(&home).unwrap();
        copy(&world.dir.path().join("template"), &home);
        let part = world.open(around.clone()).0.entries(1, 1).unwrap()[0].parts()[0].sealed.sha256;
        let name = part.to_string();
        spoil(&home.join("parts").join(&name[..2]).join(&name));
        let (_, recovery) = world.open(around.clone());
        assert_eq!(recovery.missing, [vault::LostPart { item, part }], "{what}");
    }
}

#[test]
fn after_a_failed_write_the_home_is_looked_for_before_anything_is_called_safe() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(88);
    let home = world.join(around.clone());
    let mut recording = home.begin_recording("r.webm", "video/webm", &NewItem::default()).unwrap();
    recording.push(b"first").unwrap();
    around.ms.fetch_add(2_000, std::sync::atomic::Ordering::SeqCst);
    recording.tick().unwrap();
    std::fs::rename(world.home_path(), world.dir.path().join("taken-away")).unwrap();
    recording.push(b"second").unwrap();
    around.ms.fetch_add(2_000, std::sync::atomic::Ordering::SeqCst);
    let error = recording.tick().unwrap_err();
    assert!(error.to_string().contains("not there any more") && !error.to_string().contains("safe"), "{error}");
    assert!(matches!(error, vault::Error::Unavailable { safe: vault::Safe { gone: true, bytes: 5, .. }, .. }));
}

#[test]
fn receipts_of_a_retired_log_count_up_to_its_last_size() {
    for (last, noted) in [(100, 2), (1, 1)] {
        let mut world = World::new(Review::Never, true);
        let around = Chosen::new(86);
        let mut home = world.join(around.clone());
        // Genesis alone, then a note: the second receipt is of a larger log.
        world.log.note_all(&mut home);
        add(&home, b"before");
        world.log.note_all(&mut home);
        let old = world.policy.logs[0].clone();
        let policy = world.next();
        policy.logs.clear();
        policy.retired = vec![Retired { log: old, size: last, root: Digest::of(b"root") }];
        home.set_policy(world.sign(&world.policy)).unwrap();
        drop(home);
        let home = world.open(around).0;
        home.check_all().unwrap();
        assert_eq!(home.status().unwrap().noted, noted, "{last}");
    }
}

#[test]
fn after_a_log_contradicted_itself_and_was_given_up_everything_is_sent_again_and_its_receipts_are_kept() {
    for (contradicted, reopened) in [(true, true), (true, false), (false, true)] {
        let mut world = World::new(Review::Never, true);
        let around = Chosen::new(87);
        let mut home = world.join(around.clone());
        let item = add(&home, b"noted on the branch that died");
        world.log.deliver_all(&mut home);
        home.enrolled().unwrap();
        let receipts = home.noted_receipts(0, 100).unwrap();
        assert_eq!((home.status().unwrap().delivered, home.unnoted(0, 100).unwrap().len()), (1, 0));
        // One key signs two trees.
        let (known, shown) = (world.log.checkpoint(), TestLog::new(2).checkpoint());
        let found = Contradiction { kind: ContradictionKind::RolledBack, known, shown, proof: Vec::new() };
        if contradicted {
            home.contradiction(&found).unwrap();
            assert_eq!(home.unnoted(0, 100).unwrap().len(), 0, "the organisation says which log counts, and no server");
        }
        let old = world.policy.logs[0].clone();
        let policy = world.next();
        policy.retired = vec![Retired { log: old, size: 100, root: Digest::of(b"root") }];
        let other = TestLog::named("log.example.org/2", 91);
        policy.logs[0].origin = "log.example.org/2".to_owned();
        policy.logs[0].key = other.verifier().to_string();
        home.set_policy(world.sign(&world.policy)).unwrap();
        if reopened {
            drop(home);
            home = world.open(around).0;
        }
        home.check_all().unwrap();
        let unnoted = home.unnoted(0, 100).unwrap().len();
        // The entry that names the policy waits in both cases.
        assert_eq!(unnoted, if contradicted { receipts.len() + 1 } else { 1 }, "{contradicted} {reopened}");
        assert_eq!(home.status().unwrap().delivered, u64::from(!contradicted));
        let aside = world.home_path().join("aside");
        let kept: String = std::fs::read_dir(aside)
            .map(|files| files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect())
            .unwrap_or_default();
        for (_, receipt) in &receipts {
            let line = String::from_utf8(evidence::json::print(receipt).unwrap()).unwrap();
            assert_eq!(kept.contains(&line), contradicted, "{line}");
        }
        assert_eq!(kept.contains("\"custody\""), contradicted, "{kept}");
        if contradicted {
            other.note_all(&mut home);
            assert_eq!(home.unnoted(0, 100).unwrap().len(), 0);
            assert!(home.undelivered(10).unwrap().contains(&item), "the new server is asked for it");
            assert_eq!(home.contradictions().unwrap(), [found]);
        }
    }
}
