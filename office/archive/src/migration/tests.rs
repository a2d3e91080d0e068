#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use rusqlite::Connection;

use crate::Store;

#[path = "../../tests/support/mod.rs"]
mod support;

use support::{PASSPHRASE, Server, World};

/// The tables of version 12, filled from the present ones.
const BEFORE: &str = "
    CREATE TABLE cursor (source TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT;
    ALTER TABLE receipt RENAME TO r; ALTER TABLE checkpoint RENAME TO c; ALTER TABLE consistency RENAME TO k;
    CREATE TABLE receipt (
        statement BLOB NOT NULL PRIMARY KEY, origin TEXT NOT NULL, size INTEGER NOT NULL, leaf INTEGER NOT NULL,
        quorum INTEGER NOT NULL, proof TEXT NOT NULL) STRICT;
    INSERT INTO receipt SELECT statement, substr(log, 1, instr(log, '+') - 1), size, leaf, quorum, proof FROM r;
    CREATE TABLE checkpoint (
        origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL, proven INTEGER NOT NULL,
        PRIMARY KEY (origin, size, root)) STRICT;
    INSERT INTO checkpoint SELECT substr(log, 1, instr(log || '+', '+') - 1), size, root, note, proven FROM c WHERE note <> '';
    CREATE TABLE consistency (
        origin TEXT NOT NULL, older INTEGER NOT NULL, newer INTEGER NOT NULL, path BLOB NOT NULL,
        PRIMARY KEY (origin, older, newer)) STRICT;
    INSERT INTO consistency SELECT substr(log, 1, instr(log, '+') - 1), older, newer, path FROM k;
    DROP TABLE r; DROP TABLE c; DROP TABLE k; DROP TABLE bookmark;
    CREATE TRIGGER receipt_came AFTER INSERT ON receipt BEGIN SELECT 1; END;
    CREATE TRIGGER receipt_came_to_judge AFTER INSERT ON receipt BEGIN SELECT 1; END;
    CREATE TRIGGER receipt_changed_to_judge AFTER UPDATE ON receipt BEGIN SELECT 1; END;
    ALTER TABLE custody RENAME COLUMN log TO server;
    UPDATE custody SET server = substr(server, 1, instr(server, '+') - 1);";

/// Turns the index into one of this earlier version.
fn set_back(index: &Connection, version: i64) {
    index.execute_batch("ALTER TABLE line DROP COLUMN stood_out").unwrap();
    if version < 13 {
        index.execute_batch(BEFORE).unwrap();
    }
    if version == 11 {
        index.execute_batch("DROP TABLE unweighed").unwrap();
    }
    index.pragma_update(None, "user_version", version).unwrap();
}

/// Returns every row of logs, in a fixed order.
fn rows(store: &Store) -> Vec<String> {
    let sql = "SELECT 'receipt ' || hex(statement) || log || size || hex(root) || leaf || quorum || proof FROM receipt
               UNION SELECT 'checkpoint ' || log || size || hex(root) || note || proven FROM checkpoint WHERE note <> ''
               UNION SELECT 'proof ' || log || older || hex(older_root) || newer || hex(newer_root) || hex(path) FROM consistency
               UNION SELECT 'custody ' || hex(digest) || log FROM custody
               UNION SELECT 'trigger ' || sql FROM sqlite_master WHERE type = 'trigger' ORDER BY 1";
    let mut rows = store.index.prepare(sql).unwrap();
    rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn an_archive_of_an_earlier_version_keeps_what_it_knows_of_logs_under_their_keys() {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("first", "a.jpg", &[b"first"]);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    device.photo_seen("second", "b.jpg", &[b"second"], world.log.seen());
    let server = Server::with(&mut world.log, &[&device]);
    world.pull(&mut store, &server).unwrap();
    // The server in memory orders rows differently, so they are read from the beginning.
    store.index.execute_batch("DELETE FROM bookmark").unwrap();
    world.pull(&mut store, &server).unwrap();
    let known = rows(&store);
    for kind in ["receipt", "checkpoint", "proof", "custody", "trigger"] {
        assert!(known.iter().any(|row| row.starts_with(kind)), "{kind}: {known:?}");
    }
    for version in [13, 12, 11] {
        set_back(&store.index, version);
        drop(store);
        store = Store::open(&world.home(), PASSPHRASE).unwrap();
        let now = rows(&store);
        assert!(now == known, "{version}: {now:?}\n{known:?}");
    }
    world.pull(&mut store, &server).unwrap();
    assert!(rows(&store) == known, "rows are read anew and change nothing");
}

#[test]
fn an_empty_archive_of_an_earlier_version_is_opened() {
    for version in [11, 12, 13] {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open_or_create(dir.path(), PASSPHRASE).unwrap();
        set_back(&store.index, version);
        drop(store);
        for _ in 0..2 {
            let store = Store::open(dir.path(), PASSPHRASE).unwrap();
            let waiting: i64 = store.index.query_row("SELECT count(*) FROM unweighed", [], |row| row.get(0)).unwrap();
            assert_eq!(waiting, 0);
        }
    }
}
