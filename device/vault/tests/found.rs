//! A start that files found parts may be interrupted at any step, by any fault: each part is filed exactly once, whole,
//! and none is lost.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::PathBuf;
use std::sync::Arc;

use common::{Chosen, FAULTS, Fault, FaultDisk, World, copy, restore};
use evidence::part::Role;
use evidence::policy::Review;
use evidence::record::Kind;
use evidence::{Digest, ItemId};
use rusqlite::Connection;
use sync::Outbox;
use vault::{Home, NewItem, OsDisk, Step};

/// A home whose parts are behind a hole, as left by a start that was killed before it filed the first of them.
struct Ground {
    world: World,
    around: Arc<Chosen>,
    /// The sealed parts that no entry names any more.
    unnamed: BTreeSet<Digest>,
}

impl Ground {
    /// Puts `files` behind the hole; with `is_unreadable`, no entry of the chain can be read.
    fn new(seed: u64, files: usize, is_unreadable: bool) -> Self {
        let world = World::new(Review::Never, true);
        let around = Chosen::new(seed);
        let home = world.join(around.clone());
        home.add_note("before the hole", &NewItem::default()).unwrap();
        for n in 0..files {
            let words = format!("behind the hole {n}");
            home.add_file(&mut Cursor::new(words.as_bytes()), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
        }
        let behind = if is_unreadable { 1 } else { 2 };
        let entries = home.entries(behind, 999).unwrap();
        let unnamed = entries.iter().flat_map(|entry| entry.parts().iter().map(|part| part.sealed.sha256)).collect();
        drop(home);
        let outbox = world.home_path().join("outbox.sqlite");
        if is_unreadable {
            std::fs::remove_file(world.home_path().join("ratchet")).unwrap();
        } else {
            Connection::open(&outbox).unwrap().execute_batch("DELETE FROM entries WHERE seq = 2").unwrap();
        }
        let ground = Self { world, around, unnamed };
        if is_unreadable {
            drop(ground.world.open(ground.around.clone()));
            std::fs::write(ground.world.home_path().join("earlier/1/outbox.sqlite"), b"no database at all").unwrap();
        }
        let before = FaultDisk::on(Step::WritePart, 0, Fault::KilledBefore);
        assert!(ground.open_on(before).is_err());
        copy(&ground.world.home_path(), &ground.template());
        ground
    }

    fn template(&self) -> PathBuf {
        self.world.dir.path().join("template")
    }

    fn open_on(&self, disk: Arc<FaultDisk>) -> vault::Result<Home> {
        Home::open(&self.world.home_path(), disk, self.around.clone()).map(|(home, _)| home)
    }

    /// Checks that every part is filed in one item of kind `found`, and that no interrupted item has any of them.
    fn filed_once(&self, what: &str) {
        let (home, recovery) = Home::open(&self.world.home_path(), Arc::new(OsDisk), self.around.clone())
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(recovery.interrupted, [], "{what}");
        assert!(!recovery.new_chain, "{what}: a chain for each start");
        let entries = home.entries(0, 999).unwrap();
        let items: BTreeSet<ItemId> = entries.iter().filter_map(|entry| entry.item()).collect();
        let mut filed = BTreeMap::new();
        for item in items {
            let (record, media) = self.world.item(&home, &item);
            assert_eq!(record.kind, Kind::Found, "{what}");
            let mut rest = media.as_slice();
            for medium in &record.media {
                let (bytes, others) = rest.split_at(medium.size.unwrap() as usize);
                assert_eq!(Some(Digest::of(bytes)), medium.sha256, "{what}");
                *filed.entry(medium.sha256.unwrap()).or_insert(0) += 1;
                rest = others;
            }
        }
        assert_eq!(filed.keys().copied().collect::<BTreeSet<_>>(), self.unnamed, "{what}");
        assert!(filed.values().all(|times| *times == 1), "{what}: filed twice");
        let parts = entries.iter().flat_map(|entry| entry.parts().to_vec());
        let mut content = BTreeSet::new();
        for part in parts.filter(|part| matches!(part.role, Role::Media(_))) {
            let plain = self.world.archive.open(&home.read_part(&part.sealed.sha256).unwrap()).unwrap();
            assert!(content.insert(Digest::of(plain.content())), "{what}: sealed twice");
        }
        drop(home);
        let (home, again) = Home::open(&self.world.home_path(), Arc::new(OsDisk), self.around.clone()).unwrap();
        assert_eq!((again.found, again.adopted, home.entries(0, 999).unwrap().len()), (0, 0, entries.len()), "{what}");
    }
}

fn every_step_goes_wrong(ground: &Ground, stride: usize) {
    for (nth, fault) in FAULTS.into_iter().enumerate() {
        for at in (nth as u64 % stride as u64..).step_by(stride) {
            restore(&ground.template(), &ground.world.home_path());
            let disk = FaultDisk::new(at, fault);
            let opened = ground.open_on(disk.clone());
            let hit = disk.hit();
            let Some(step) = hit else {
                assert!(opened.is_ok() && at > 20, "such a start has only {at} steps");
                break;
            };
            drop(opened);
            // A second start may be interrupted as well, at another step.
            if at % 3 == 0 {
                drop(ground.open_on(FaultDisk::new(at / 2, fault)));
            }
            ground.filed_once(&format!("{fault:?} of step {at} ({step:?})"));
        }
    }
}

#[test]
fn parts_behind_a_hole_are_filed_once() {
    every_step_goes_wrong(&Ground::new(401, 3, false), 1);
}

#[test]
fn parts_of_a_chain_that_cannot_be_read_are_filed_once() {
    every_step_goes_wrong(&Ground::new(402, 2, true), 1);
}

#[test]
fn more_parts_than_one_item_takes_are_filed_once() {
    every_step_goes_wrong(&Ground::new(403, 18, false), 31);
}
