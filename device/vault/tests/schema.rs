//! An outbox whose schema is not exactly ours is refused before any row is believed, and no code in it runs.

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

use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use common::{Chosen, World, copy, restore};
use evidence::policy::Review;
use rusqlite::Connection;
use vault::{Error, Home, NewItem, OsDisk};

/// One of each kind of object that SQLite knows, and one of our own objects removed or moved.
const CHANGES: [&str; 17] = [
    "CREATE TRIGGER t AFTER INSERT ON items BEGIN UPDATE items SET delivered = 1 WHERE item = NEW.item; END",
    "CREATE TRIGGER t AFTER INSERT ON entries BEGIN UPDATE entries SET noted = 'x' WHERE seq = NEW.seq; END",
    "CREATE VIEW v AS SELECT * FROM entries",
    "CREATE TABLE more (x)",
    "CREATE TABLE more (x INTEGER PRIMARY KEY AUTOINCREMENT)",
    "CREATE INDEX more ON entries (noted)",
    "CREATE UNIQUE INDEX more ON items (delivered) WHERE delivered = 1",
    "CREATE VIRTUAL TABLE more USING fts5(x)",
    "CREATE VIRTUAL TABLE more USING rtree(a, b, c)",
    "ANALYZE",
    "ALTER TABLE items ADD COLUMN more INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE items RENAME COLUMN here TO gone",
    "DROP INDEX items_undelivered; CREATE INDEX items_undelivered ON items (seq) WHERE finished = 1 AND delivered = 2",
    "DROP INDEX parts_waiting",
    "DROP TABLE contradictions",
    "DROP TABLE contradictions; CREATE VIEW contradictions AS SELECT x'00' AS digest, '' AS body",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = \
     'contradictions') WHERE name = 'policies'",
];

/// Looks at no end.
const ENDLESS: [&str; 2] = [
    "ALTER TABLE entries RENAME TO hidden; CREATE VIEW entries AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n \
     FROM c) SELECT n AS seq, x'00' AS digest, NULL AS item, x'00' AS envelope, NULL AS noted FROM c WHERE n > 1",
    "ALTER TABLE device RENAME TO hidden; CREATE VIEW device AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n \
     FROM c) SELECT h.* FROM hidden h, c WHERE n > 1",
];

fn change(home: &Path, sql: &str) {
    let db = Connection::open(home.join("outbox.sqlite")).unwrap();
    db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false).unwrap();
    db.execute_batch(sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
    db.close().unwrap();
}

fn refused(what: &str, opened: vault::Result<Home>) {
    match opened {
        Err(Error::Malformed { what: "the outbox", .. }) => {}
        Err(other) => panic!("{what}: {other:?}"),
        Ok(_) => panic!("{what}: it was opened"),
    }
}

#[test]
fn any_object_more_less_or_other_than_ours_is_refused_in_an_own_and_in_a_brought_home() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(71));
    home.add_file(&mut Cursor::new([1; 100]), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
    drop(home);
    let (path, template) = (world.home_path(), world.dir.path().join("template"));
    copy(&path, &template);
    for sql in CHANGES.iter().chain(&ENDLESS) {
        restore(&template, &path);
        change(&path, sql);
        let began = Instant::now();
        let around = Chosen::new(72);
        refused(sql, Home::open_to_read(&path, Arc::new(OsDisk), around.clone()));
        refused(sql, Home::open(&path, Arc::new(OsDisk), around.clone()).map(|(home, _)| home));
        refused(sql, Home::join(&path, &world.invitation(), None, Arc::new(OsDisk), around));
        assert!(Home::glance_at(&path).is_err(), "{sql}");
        assert!(began.elapsed() < Duration::from_secs(20), "{sql}");
    }
    restore(&template, &path);
    assert_eq!(world.open(Chosen::new(73)).0.status().unwrap().items, 1);
}

#[test]
fn an_outbox_of_an_older_version_is_taken_on_only_with_exactly_its_tables() {
    let world = World::new(Review::Never, true);
    drop(world.join(Chosen::new(74)));
    let (path, template) = (world.home_path(), world.dir.path().join("template"));
    copy(&path, &template);
    let older = [
        (4, "CREATE TABLE sent (digest BLOB PRIMARY KEY) STRICT, WITHOUT ROWID"),
        (3, "DROP TABLE policies"),
        (2, "DROP TABLE policies; DROP TABLE preferences"),
        (1, "DROP TABLE policies; DROP TABLE preferences; DROP TABLE contradictions"),
    ];
    for (version, sql) in older {
        restore(&template, &path);
        change(&path, &format!("{sql}; PRAGMA user_version = {version}"));
        assert_eq!(world.open(Chosen::new(75)).0.status().unwrap().entries, 1, "{version}");
        restore(&template, &path);
        change(&path, &format!("{sql}; CREATE VIEW more AS SELECT 1 AS digest; PRAGMA user_version = {version}"));
        refused("a view", Home::open_to_read(&path, Arc::new(OsDisk), Chosen::new(76)));
    }
    for version in [0, 4, 7, -1] {
        restore(&template, &path);
        change(&path, &format!("PRAGMA user_version = {version}"));
        assert!(Home::open(&path, Arc::new(OsDisk), Chosen::new(77)).is_err(), "{version}");
    }
}
