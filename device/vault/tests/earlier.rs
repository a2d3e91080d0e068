//! The chains in `earlier/`: each chain of a home is read separately, and an unreadable one hides no other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::BTreeMap;
use std::io::{self, Cursor};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use common::{Chosen, Fault, FaultDisk, World, copy};
use evidence::policy::Review;
use evidence::{Digest, SignedEntry};
use rusqlite::Connection;
use sync::Outbox;
use vault::{Disk, Home, NewItem, OsDisk, Panic, Preference, Step, Unread};

/// A disk that fails every step.
struct Sealed;

impl Disk for Sealed {
    fn run(&self, step: Step, path: &Path, _: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        panic!("{step:?} on {} of a home that is only read", path.display());
    }
}

fn add(home: &Home, words: &str) {
    home.add_file(&mut Cursor::new(words.as_bytes()), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
}

/// A home with two chains before the current one, each with an item that a log noted and one that exists only here.
struct Ground {
    world: World,
    around: Arc<Chosen>,
    /// Every entry that was acknowledged, by its digest.
    entries: BTreeMap<Digest, SignedEntry>,
}

impl Ground {
    fn new(seed: u64) -> Self {
        let world = World::new(Review::Never, true);
        let around = Chosen::new(seed);
        let (mut home, mut entries) = (world.join(around.clone()), BTreeMap::new());
        for chain in 1..=3 {
            add(&home, &format!("noted in chain {chain}"));
            world.log.note_all(&mut home);
            add(&home, &format!("waits in chain {chain}"));
            entries.extend(home.entries(0, 99).unwrap().into_iter().map(|entry| (entry.digest(), entry)));
            if chain < 3 {
                drop(home);
                std::fs::remove_file(world.home_path().join("ratchet")).unwrap();
                home = world.open(around.clone()).0;
            }
        }
        assert_eq!((home.earlier().len(), entries.len()), (2, 9));
        Self { world, around, entries }
    }

    /// Makes a copy of the home, to be damaged.
    fn brought(&self, name: &str) -> PathBuf {
        let path = self.world.dir.path().join(name);
        drop(std::fs::remove_dir_all(&path));
        copy(&self.world.home_path(), &path);
        path
    }

    /// Returns every readable chain at `path`, the places of the others, and the number of entries whose parts are all
    /// present.
    fn read(&self, path: &Path) -> (Vec<Home>, Vec<Unread>, usize) {
        let (chains, unread) = Home::chains_to_read(path, Arc::new(Sealed), self.around.clone()).unwrap();
        let whole = chains.iter().map(|chain| self.whole(chain)).sum();
        (chains, unread, whole)
    }

    fn whole(&self, chain: &Home) -> usize {
        let entries = chain.entries(0, 99).unwrap();
        for entry in &entries {
            for part in entry.parts() {
                let plain = self.world.archive.open(&chain.read_part(&part.sealed.sha256).unwrap()).unwrap();
                assert_eq!(plain.commitment(), part.commitment);
            }
        }
        entries.iter().filter(|entry| self.entries.contains_key(&entry.digest())).count()
    }
}

fn places(unread: &[Unread]) -> Vec<&str> {
    unread.iter().map(|one| one.place.as_deref().unwrap_or("the newest")).collect()
}

#[test]
fn a_home_that_is_only_read_shows_every_entry_and_part_of_every_chain() {
    let ground = Ground::new(301);
    let path = ground.brought("brought");
    let (chains, unread, whole) = ground.read(&path);
    assert_eq!((chains.len(), unread.len(), whole), (3, 0, 9));
    let noted: Vec<usize> = chains.iter().map(|chain| chain.noted_receipts(0, 99).unwrap().len()).collect();
    assert_eq!(noted, [2, 2, 2], "each chain has its own receipts");
    drop(chains);
    let home = Home::open_to_read(&path, Arc::new(Sealed), ground.around.clone()).unwrap();
    assert_eq!((home.earlier().len(), home.unread().len()), (2, 0));
    assert_eq!(home.status().unwrap().earlier.iter().map(|chain| chain.items).collect::<Vec<_>>(), [2, 2]);
    assert!(home.earlier()[0].add_note("never", &NewItem::default()).is_err());
    drop(home);
    // A part that is missing from an earlier chain is reported like one of the newest chain.
    let waits = ground.entries.values().find(|entry| entry.seq() == 2 && !entry.parts().is_empty()).unwrap();
    let name = waits.parts()[0].sealed.sha256.to_string();
    for place in ["earlier/1", "earlier/2", "."] {
        drop(std::fs::remove_file(path.join(place).join("parts").join(&name[..2]).join(&name)));
    }
    let home = Home::open_to_read(&path, Arc::new(Sealed), ground.around.clone()).unwrap();
    assert_eq!(home.lost_parts().unwrap().len(), 1);
}

#[test]
fn a_chain_that_cannot_be_read_is_named_and_keeps_no_other_away() {
    let ground = Ground::new(302);
    type Spoil = fn(&Path);
    let spoil: [(&str, Spoil); 6] = [
        ("no database", |chain| std::fs::write(chain.join("outbox.sqlite"), b"no database at all").unwrap()),
        ("no outbox", |chain| std::fs::remove_file(chain.join("outbox.sqlite")).unwrap()),
        ("a folder for an outbox", |chain| {
            std::fs::remove_file(chain.join("outbox.sqlite")).unwrap();
            std::fs::create_dir(chain.join("outbox.sqlite")).unwrap();
        }),
        ("another table", |chain| {
            Connection::open(chain.join("outbox.sqlite")).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
        }),
        ("no device", |chain| {
            Connection::open(chain.join("outbox.sqlite")).unwrap().execute_batch("DELETE FROM device").unwrap();
        }),
        ("no folder", |chain| {
            let elsewhere = chain.with_extension("elsewhere");
            std::fs::rename(chain, &elsewhere).unwrap();
            symlink(&elsewhere, chain).unwrap();
        }),
    ];
    for (what, spoil) in spoil {
        for place in ["earlier/1", "earlier/2"] {
            let path = ground.brought("spoilt");
            spoil(&path.join(place));
            let (chains, unread, whole) = ground.read(&path);
            assert_eq!((chains.len(), places(&unread), whole), (2, vec![place], 6), "{what}: {unread:?}");
            drop(chains);
            let read = Home::open_to_read(&path, Arc::new(Sealed), ground.around.clone()).unwrap();
            assert_eq!(places(&read.unread()), [place], "{what}");
            assert_eq!(places(&read.status().unwrap().unread), [place], "{what}");
            drop(read);
            // The device itself reports the chain at each start, and capture continues.
            for start in ["first", "second"] {
                let (home, recovery) = Home::open(&path, Arc::new(OsDisk), ground.around.clone())
                    .unwrap_or_else(|e| panic!("{what}, {start} start: {e}"));
                assert_eq!(places(&home.unread()), [place], "{what}, {start} start");
                assert_eq!(home.earlier().len(), 1, "{what}");
                assert!(start == "first" || recovery.found == 0, "{what}: {recovery:?}");
                home.add_note("goes on", &NewItem::default()).unwrap();
            }
        }
    }
    // The newest chain, and all of them.
    let path = ground.brought("spoilt");
    std::fs::write(path.join("outbox.sqlite"), b"no database at all").unwrap();
    let (_, unread, whole) = ground.read(&path);
    assert_eq!((places(&unread), whole), (vec!["the newest"], 6), "{unread:?}");
    assert!(Home::can_be_read(&path));
    for place in ["earlier/1", "earlier/2"] {
        std::fs::write(path.join(place).join("outbox.sqlite"), b"no database at all").unwrap();
    }
    assert!(Home::chains_to_read(&path, Arc::new(Sealed), ground.around.clone()).is_err());
}

#[test]
fn the_status_tells_a_chain_whose_rows_say_something_else_and_goes_on_with_the_others() {
    let ground = Ground::new(307);
    for place in ["earlier/1", "earlier/2"] {
        let path = ground.brought("changed");
        let db = Connection::open(path.join(place).join("outbox.sqlite")).unwrap();
        db.execute_batch("UPDATE parts SET size = size + 1").unwrap();
        drop(db);
        let home = Home::open_to_read(&path, Arc::new(Sealed), ground.around.clone()).unwrap();
        assert_eq!(home.earlier().iter().filter(|chain| chain.check_all().is_err()).count(), 1, "{place}");
        let status = home.status().unwrap();
        assert_eq!((places(&status.unread), status.earlier.len(), status.items), (vec![place], 1, 2));
    }
}

#[test]
fn of_a_chain_with_a_hole_everything_is_read_that_something_vouches_for() {
    let ground = Ground::new(303);
    // Of each chain entry 1 is noted, and entry 2 is not.
    for (place, seq, whole, told) in
        [("earlier/1", 0, 8, None), ("earlier/2", 1, 7, Some("earlier/2")), (".", 1, 7, Some("the newest"))]
    {
        let path = ground.brought("holed");
        let db = Connection::open(path.join(place).join("outbox.sqlite")).unwrap();
        db.execute("DELETE FROM entries WHERE seq = ?1", [seq]).unwrap();
        drop(db);
        let (chains, unread, came) = ground.read(&path);
        assert_eq!((chains.len(), places(&unread), came), (3, Vec::from_iter(told), whole), "{place}: {unread:?}");
        assert!(unread.iter().all(|one| one.why.starts_with("1 of its entries are left out")), "{unread:?}");
    }
}

#[test]
fn a_home_that_captures_nothing_because_its_own_row_was_changed_is_read_whole() {
    let ground = Ground::new(306);
    let path = ground.brought("changed");
    let db = Connection::open(path.join("outbox.sqlite")).unwrap();
    db.execute("UPDATE device SET review_recipient = 'age1pq1somebody', transport_seed = randomblob(32)", []).unwrap();
    drop(db);
    assert!(Home::open(&path, Arc::new(OsDisk), ground.around.clone()).is_err());
    let (chains, unread, whole) = ground.read(&path);
    assert_eq!((chains.len(), unread, whole), (3, Vec::new(), 9));
}

#[test]
fn a_home_is_read_whole_wherever_the_start_that_began_its_newest_chain_was_cut_off() {
    let ground = Ground::new(304);
    let template = ground.brought("template");
    std::fs::remove_file(template.join("ratchet")).unwrap();
    let path = ground.world.dir.path().join("cut");
    let mut between = 0;
    for fault in [Fault::KilledBefore, Fault::KilledAfter] {
        for at in 0.. {
            drop(std::fs::remove_dir_all(&path));
            copy(&template, &path);
            let disk = FaultDisk::on(Step::Rename, at, fault);
            drop(Home::open(&path, disk.clone(), ground.around.clone()));
            assert!(Home::can_be_read(&path), "{fault:?} of rename {at}");
            between += usize::from(!path.join("outbox.sqlite").exists());
            let (chains, unread, whole) = ground.read(&path);
            assert_eq!((unread, whole), (Vec::new(), 9), "{fault:?} of rename {at}");
            drop(chains);
            // A panic reads the preferences, and changes nothing by reading.
            let glance = Home::glance_at(&path).unwrap();
            assert!(!glance.preferences.contains_key(&Preference::Panic));
            let (home, _) = Home::open(&path, Arc::new(OsDisk), ground.around.clone()).unwrap();
            assert_eq!(home.earlier().len(), 3, "{fault:?} of rename {at}");
            home.add_note("goes on", &NewItem::default()).unwrap();
            if disk.hit().is_none() {
                assert!(at > 8, "such a start has only {at} renames");
                break;
            }
        }
    }
    assert!(between > 4, "no start was cut off between two chains");
}

#[test]
fn neither_a_join_nor_a_panic_over_keys_loses_a_home_that_was_cut_off_between_two_chains() {
    let ground = Ground::new(305);
    let template = ground.brought("template");
    std::fs::remove_file(template.join("ratchet")).unwrap();
    let path = ground.world.dir.path().join("cut");
    for at in 0.. {
        drop(std::fs::remove_dir_all(&path));
        copy(&template, &path);
        let disk = FaultDisk::on(Step::Rename, at, Fault::KilledAfter);
        drop(Home::open(&path, disk.clone(), ground.around.clone()));
        let joined = Home::join(&path, &ground.world.invitation(), None, Arc::new(OsDisk), ground.around.clone());
        assert!(joined.err().unwrap().is_joined(), "rename {at}: it joined over the evidence");
        drop(Home::glance_at(&path).unwrap());
        Home::panic_at(&path, Panic::Keys, Arc::new(OsDisk), || false).unwrap();
        let (chains, unread, whole) = ground.read(&path);
        assert_eq!((unread, whole), (Vec::new(), 9), "rename {at}");
        assert!(chains.iter().all(|chain| chain.status().unwrap().destroyed), "rename {at}");
        if disk.hit().is_none() {
            break;
        }
    }
}
