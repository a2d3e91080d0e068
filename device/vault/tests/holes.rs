//! P7: after the loss, exchange or damage of any row, slot or part, the next capture succeeds and can be proven, and
//! every part on the disk is sent, shown as waiting, or filed as found.

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
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Chosen, FAULTS, Fault, FaultDisk, World, copy, restore};
use evidence::policy::Review;
use evidence::record::Kind;
use evidence::{Digest, ItemId, SignedEntry};
use rusqlite::Connection;
use sync::Outbox;
use vault::{Home, NewItem, OsDisk, Panic, Passphrase, Recovery};

/// The bytes of each item that was captured before the damage.
type Captured = BTreeMap<ItemId, Vec<u8>>;

/// A home with items that are delivered, noted, and only here.
struct Ground {
    world: World,
    around: Arc<Chosen>,
    /// Items that are captured and not yet delivered.
    waiting: Captured,
    delivered: BTreeSet<Digest>,
}

/// Returns the stride between tested cases: 1 with `TESTAMUR_WHOLE=1`.
fn stride(few: usize) -> usize {
    if std::env::var("TESTAMUR_WHOLE").is_ok_and(|value| value == "1") { 1 } else { few }
}

fn add(home: &Home, bytes: &[u8]) -> ItemId {
    home.add_file(&mut Cursor::new(bytes), "a.bin", &NewItem::default(), &mut |_| ()).unwrap().item
}

impl Ground {
    fn new(seed: u64) -> Self {
        let world = World::new(Review::Never, true);
        let around = Chosen::new(seed);
        let mut home = world.join(around.clone());
        add(&home, b"delivered");
        world.log.deliver_all(&mut home);
        home.enrolled().unwrap();
        let delivered = parts(&home.entries(0, 99).unwrap());
        let mut waiting = Captured::new();
        waiting.insert(add(&home, b"noted"), b"noted".to_vec());
        world.log.note_all(&mut home);
        for bytes in [b"first of three".as_slice(), b"second of three", b"third of three"] {
            waiting.insert(add(&home, bytes), bytes.to_vec());
        }
        drop(home);
        copy(&world.home_path(), &world.dir.path().join("template"));
        Self { world, around, waiting, delivered }
    }

    fn reset(&self) {
        restore(&self.world.dir.path().join("template"), &self.world.home_path());
    }

    fn db(&self) -> Connection {
        Connection::open(self.world.home_path().join("outbox.sqlite")).unwrap()
    }

    fn sql(&self, sql: &str) {
        self.db().execute_batch(sql).unwrap();
    }

    /// Checks the properties that must hold after any damage.
    fn holds(&self, what: &str) -> (Home, Recovery) {
        let (home, recovery) = Home::open(&self.world.home_path(), Arc::new(OsDisk), self.around.clone())
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        self.is_well(what, &home);
        (home, recovery)
    }

    fn is_well(&self, what: &str, home: &Home) {
        let added = home.add_note("after the damage", &NewItem::default()).unwrap_or_else(|e| panic!("{what}: {e}"));
        let entries = home.entries(0, 99).unwrap();
        let newest = entries.last().unwrap();
        assert_eq!(newest.digest(), added.entries[0].entry(), "{what}");
        home.check_all().unwrap_or_else(|e| panic!("{what}: {e}"));
        assert!(home.status().unwrap().can_sign, "{what}");
        // Every part on the disk that no server has can be sent by some chain here, or was filed as found.
        let mut bytes: BTreeSet<Vec<u8>> = BTreeSet::new();
        for chain in home.earlier().iter().chain([home]) {
            chain.check_all().unwrap_or_else(|e| panic!("{what}: {e}"));
            bytes.extend(self.opened(chain));
        }
        let here = self.still_here();
        for (item, captured) in &self.waiting {
            let lost = here.get(item).is_some_and(|whole| !whole);
            assert!(lost || bytes.contains(captured), "{what}: {} is nowhere", String::from_utf8_lossy(captured));
        }
    }

    /// Returns the plain media that a chain's entries name, found ones included.
    fn opened(&self, chain: &Home) -> Vec<Vec<u8>> {
        let mut out = Vec::new();
        for entry in chain.entries(0, 999).unwrap() {
            for part in entry.parts().iter().filter(|p| matches!(p.role, evidence::part::Role::Media(_))) {
                let Ok(sealed) = chain.read_part(&part.sealed.sha256) else { continue };
                let plain = self.world.archive.open(&sealed).unwrap();
                assert_eq!(plain.commitment(), part.commitment);
                out.push(plain.content().to_vec());
                out.extend(self.world.archive.open(plain.content()).map(|again| again.content().to_vec()));
            }
        }
        out
    }

    /// Checks that no part was filed twice.
    fn found_once(&self, what: &str, home: &Home) {
        let entries = home.entries(0, 999).unwrap();
        let items: BTreeSet<ItemId> = entries.iter().filter_map(SignedEntry::item).collect();
        let records =
            items.iter().map(|item| self.world.item(home, item).0).filter(|record| record.kind == Kind::Found);
        let mut filed = BTreeSet::new();
        for medium in records.flat_map(|record| record.media) {
            assert!(filed.insert(medium.name.clone()), "{what}: {} was filed twice", medium.name);
        }
    }

    /// Returns, for each waiting item, whether its medium's sealed part is still on the disk under any name.
    fn still_here(&self) -> BTreeMap<ItemId, bool> {
        let files: Vec<Vec<u8>> = all_files(&self.world.home_path())
            .iter()
            .filter(|path| path.components().any(|c| c.as_os_str() == "parts"))
            .filter_map(|path| std::fs::read(path).ok())
            .filter_map(|bytes| Some(self.world.archive.open(&bytes).ok()?.content().to_vec()))
            .collect();
        let found: BTreeSet<Vec<u8>> = files
            .iter()
            .flat_map(|bytes| [Some(bytes.clone()), self.world.archive.open(bytes).ok().map(|p| p.content().to_vec())])
            .flatten()
            .collect();
        self.waiting.iter().map(|(item, bytes)| (*item, found.contains(bytes))).collect()
    }
}

fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { out.extend(all_files(&path)) } else { out.push(path) }
    }
    out
}

fn parts(entries: &[SignedEntry]) -> BTreeSet<Digest> {
    entries.iter().flat_map(|entry| entry.parts().iter().map(|part| part.sealed.sha256)).collect()
}

#[test]
fn whatever_row_is_deleted_exchanged_or_spoilt_the_next_capture_succeeds_and_nothing_is_lost() {
    let ground = Ground::new(201);
    let mut damage: Vec<String> = Vec::new();
    for table in ["entries", "items", "parts", "receipts"] {
        damage.push(format!("DELETE FROM {table}"));
        let key = if table == "entries" { "seq" } else { "rowid" };
        let keyed = matches!(table, "entries" | "receipts");
        let rows: i64 = ground.db().query_row(&format!("SELECT count(*) FROM {table}"), [], |r| r.get(0)).unwrap();
        for n in 0..rows {
            damage.push(match keyed {
                true => format!(
                    "DELETE FROM {table} WHERE {key} = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {n})"
                ),
                false if table == "items" => {
                    format!("DELETE FROM items WHERE item = (SELECT item FROM items ORDER BY seq LIMIT 1 OFFSET {n})")
                }
                false => format!(
                    "DELETE FROM parts WHERE digest = (SELECT digest FROM parts ORDER BY digest LIMIT 1 OFFSET {n})"
                ),
            });
        }
    }
    for n in 0..6 {
        damage.push(format!("UPDATE entries SET envelope = x'00' WHERE seq = {n}"));
        damage.push(format!("UPDATE entries SET digest = zeroblob(32) WHERE seq = {n}"));
        damage.push(format!("UPDATE entries SET item = zeroblob(16) WHERE seq = {n}"));
        damage.push(format!("UPDATE entries SET noted = 'x' WHERE seq = {n}"));
        damage.push(format!("UPDATE entries SET seq = seq + 100 WHERE seq = {n}"));
        if n > 0 {
            let before = n - 1;
            damage.push(format!(
                "UPDATE entries SET seq = 99 WHERE seq = {n}; UPDATE entries SET seq = {n} WHERE seq = {before};
                 UPDATE entries SET seq = {before} WHERE seq = 99"
            ));
            damage.push(format!(
                "UPDATE entries SET envelope = (SELECT envelope FROM entries WHERE seq = {before}) WHERE seq = {n}"
            ));
        }
    }
    damage.push("DELETE FROM entries WHERE seq > 2".to_owned());
    damage.push("UPDATE parts SET size = size + 1".to_owned());
    damage.push("UPDATE parts SET commitment = zeroblob(32)".to_owned());
    damage.push("UPDATE items SET seq = 0, finished = 0".to_owned());
    let (mut begun, stride) = (0, stride(5));
    for sql in damage.iter().step_by(stride) {
        ground.reset();
        ground.sql(sql);
        // The first check finds damage of rows alone, and the next start mends it.
        if let Ok((home, _)) = Home::open(&ground.world.home_path(), Arc::new(OsDisk), ground.around.clone()) {
            home.add_note("before it is known", &NewItem::default()).unwrap_or_else(|e| panic!("{sql}: {e}"));
            drop(home.check_all());
        }
        let (home, _) = ground.holds(sql);
        begun += usize::from(!home.earlier().is_empty() || home.status().unwrap().continues.is_some());
        drop(home);
        let (_, again) = ground.holds(sql);
        assert!(!again.new_chain && again.found == 0 && again.dropped == 0, "{sql}: {again:?}");
    }
    assert!(begun > 10 / stride && begun < damage.len() / stride, "{begun} of {}", damage.len());
}

#[test]
fn whatever_becomes_of_the_slots_the_next_capture_succeeds_and_the_earlier_chain_can_be_sent() {
    let ground = Ground::new(202);
    let ratchet = ground.world.home_path().join("ratchet");
    type Spoil = fn(&Path);
    let spoil: [(&str, Spoil); 5] = [
        ("zeroed", |path| std::fs::write(path, vec![0; 8192]).unwrap()),
        ("gone", |path| std::fs::remove_file(path).unwrap()),
        ("cut", |path| std::fs::write(path, b"x").unwrap()),
        ("a folder", |path| {
            std::fs::remove_file(path).unwrap();
            std::fs::create_dir(path).unwrap();
        }),
        ("of another chance", |path| std::fs::write(path, vec![7; 8192]).unwrap()),
    ];
    for (what, spoil) in spoil {
        ground.reset();
        let before = Home::open(&ground.world.home_path(), Arc::new(OsDisk), ground.around.clone()).unwrap().0;
        let (device, head, known) = (before.device().unwrap(), before.head().unwrap(), before.entries(0, 99).unwrap());
        drop(before);
        spoil(&ratchet);
        let (home, recovery) = ground.holds(what);
        assert!(recovery.new_chain && !recovery.signing_key_lost, "{what}: {recovery:?}");
        assert_eq!((recovery.dropped, recovery.found), (0, 0), "{what}: nothing is behind a hole");
        assert_ne!(home.device().unwrap(), device, "{what}");
        let genesis = home.entries(0, 1).unwrap().remove(0);
        let continues = genesis.details().unwrap().continues.unwrap();
        assert_eq!((continues.device, continues.entry), (device, head.digest), "{what}");
        assert!(genesis.details().unwrap().ticket.is_none(), "{what}");
        let status = home.status().unwrap();
        assert_eq!((status.continues, status.earlier.len()), (Some(device), 1), "{what}");
        assert_eq!((status.earlier[0].device, status.earlier[0].undelivered), (device, 4), "{what}");
        let mut earlier = home.earlier().remove(0);
        assert_eq!(earlier.entries(0, 99).unwrap(), known, "{what}");
        assert!(earlier.add_note("never", &NewItem::default()).is_err(), "{what}");
        ground.world.log.deliver_all(&mut earlier);
        assert_eq!(earlier.status().unwrap().parts_waiting, 0, "{what}");
        let status = home.status().unwrap();
        assert_eq!(status.earlier[0].undelivered, 0, "{what}");
    }
}

#[test]
fn a_part_behind_a_hole_is_filed_as_found_and_one_that_a_server_holds_is_not() {
    let ground = Ground::new(203);
    ground.sql("DELETE FROM entries WHERE seq = 3");
    let (home, recovery) = ground.holds("a hole");
    // Entries 4 and 5 are behind the hole, and so are the parts of the missing entry.
    assert_eq!((recovery.new_chain, recovery.dropped, recovery.found), (true, 2, 6));
    let entries = home.entries(0, 99).unwrap();
    let found = entries.iter().find(|entry| entry.item().is_some()).unwrap().item().unwrap();
    let (record, _) = ground.world.item(&home, &found);
    assert_eq!((record.kind, record.media.len()), (Kind::Found, 6));
    for medium in &record.media {
        assert_eq!(medium.name, format!("{}.age", medium.sha256.unwrap()));
        assert!(!ground.delivered.contains(&medium.sha256.unwrap()));
    }
    // A hole below an entry that a log noted has no effect: the chain continues, and delivered items stay delivered.
    ground.reset();
    ground.sql("DELETE FROM entries WHERE seq = 1");
    let (home, recovery) = ground.holds("a hole below a receipt");
    assert_eq!((recovery.new_chain, recovery.found, home.earlier().len()), (false, 0, 0), "{recovery:?}");
}

#[test]
fn parts_without_an_entry_are_adopted_by_the_new_chain_whatever_became_of_the_old_one() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(204);
    let home = world.join(around.clone());
    let mut recording = home.begin_recording("r.webm", "video/webm", &NewItem::default()).unwrap();
    recording.push(b"the first second").unwrap();
    around.ms.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
    recording.tick().unwrap();
    drop((recording, home));
    std::fs::remove_file(world.home_path().join("ratchet")).unwrap();
    let (home, recovery) = world.open(around.clone());
    assert!(recovery.new_chain && recovery.found <= 2, "{recovery:?}");
    home.add_note("goes on", &NewItem::default()).unwrap();
    let earlier = home.earlier().remove(0);
    let media: Vec<_> = [&earlier, &home]
        .iter()
        .flat_map(|chain| chain.entries(0, 99).unwrap().into_iter().map(|entry| (*chain, entry)))
        .flat_map(|(chain, entry)| {
            let roles: Vec<_> = entry.parts().iter().map(|part| part.role).collect();
            roles.into_iter().filter_map(|role| world.content(chain, &entry, role)).collect::<Vec<_>>()
        })
        .collect();
    assert!(media.iter().any(|bytes| bytes == b"the first second"));
}

/// Makes every step of a start that begins a new chain fail in one way.
fn every_step_goes_wrong(nth: usize, fault: Fault) {
    let (ground, stride) = (Ground::new(205), stride(7));
    for (what, sql) in [("hole", "DELETE FROM entries WHERE seq = 4"), ("tail", "DELETE FROM entries WHERE seq > 2")] {
        for at in 0.. {
            // A new home has many folders, all alike. Each fault uses other steps, so that all faults together omit
            // few.
            let alike = (16..260).contains(&at);
            if (alike && at % 61 != 0) || (!alike && !(at as usize + nth).is_multiple_of(stride)) {
                continue;
            }
            ground.reset();
            ground.sql(sql);
            let disk = FaultDisk::new(at, fault);
            let opened = Home::open(&ground.world.home_path(), disk.clone(), ground.around.clone());
            let hit = disk.hit();
            let Some(step) = hit else {
                assert!(opened.is_ok() && at > 280, "{what}: {at} steps");
                break;
            };
            drop(opened);
            let what = format!("{fault:?} of step {at} ({step:?}), {what}");
            assert!(Home::exists(&ground.world.home_path()), "{what}");
            let (home, _) = ground.holds(&what);
            assert_eq!(home.earlier().len(), 1, "{what}: a chain for each start");
            ground.found_once(&what, &home);
            drop(home);
            let (_, again) = ground.holds(&what);
            assert!(!again.new_chain && again.found == 0, "{what}: {again:?}");
        }
    }
}

#[test]
fn a_new_chain_that_is_cut_off_at_any_step_is_begun_once() {
    for (nth, fault) in FAULTS.into_iter().enumerate() {
        every_step_goes_wrong(nth, fault);
    }
}

#[test]
fn the_locked_vault_knows_a_chain_that_goes_on_and_the_policy_of_the_one_before_it() {
    let world = World::new(Review::Always, true);
    let around = Chosen::new(206);
    let passphrase = Passphrase::new("copper violin harvest nine".to_owned()).unwrap();
    let home = Home::join(&world.home_path(), &world.invitation(), Some(&passphrase), Arc::new(OsDisk), around.clone())
        .unwrap();
    drop(home.unlock(&passphrase).unwrap());
    add(&home, b"before");
    drop(home);
    for chains in 1..=2 {
        std::fs::remove_file(world.home_path().join("ratchet")).unwrap();
        let (home, recovery) = world.open(around.clone());
        assert!(recovery.new_chain);
        assert_eq!(home.earlier().len(), chains);
    }
    let (home, _) = world.open(around.clone());
    drop(home.unlock(&passphrase).unwrap());
    let item = add(&home, b"after");
    let vault = home.unlock(&passphrase).unwrap();
    assert!(vault.readable(&item).unwrap().is_some() || home.list(Some(&vault), None, 9).is_ok());
}

#[test]
fn a_panic_destroys_the_keys_of_every_chain() {
    let ground = Ground::new(207);
    std::fs::remove_file(ground.world.home_path().join("ratchet")).unwrap();
    drop(ground.holds("a lost key"));
    let template = ground.world.dir.path().join("two chains");
    copy(&ground.world.home_path(), &template);
    let seeds = |path: &Path| -> Vec<Vec<u8>> {
        let outboxes = all_files(path).into_iter().filter(|path| path.ends_with("outbox.sqlite"));
        outboxes
            .map(|path| {
                let db = Connection::open(path).unwrap();
                db.query_row("SELECT transport_seed FROM device", [], |r| r.get(0)).unwrap()
            })
            .collect()
    };
    assert_eq!(seeds(&ground.world.home_path()).len(), 2);
    for what in [Panic::Keys, Panic::Everything] {
        for open in [true, false] {
            restore(&template, &ground.world.home_path());
            let path = ground.world.home_path();
            if open {
                Home::open(&path, Arc::new(OsDisk), ground.around.clone()).unwrap().0.panic(what).unwrap();
            } else {
                Home::panic_at(&path, what, Arc::new(OsDisk), || false).unwrap();
            }
            assert!(seeds(&path).iter().all(|seed| seed.iter().all(|b| *b == 0)), "{what:?} {open}");
            let left = all_files(&path);
            assert!(!left.iter().any(|path| path.ends_with("ratchet")), "{what:?} {open}: {left:?}");
            assert_eq!(left.iter().any(|path| path.ends_with("outbox.sqlite")), what == Panic::Keys);
        }
    }
}
