//! Every durable step of an archive fails in every way: no filed data is lost, and the next pull continues.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use archive::{Store, Withhold};
use disk::lab::{FAULTS, Fault, FaultDisk};
use disk::{Disk, OsDisk, Step};
use evidence::ItemId;
use export::{BundleReport, Form, Selection};
use support::{PASSPHRASE, Server, World, item_id, judge};

/// The faults after which the process is gone.
const KILLS: [Fault; 3] = [Fault::KilledBefore, Fault::KilledAfter, Fault::Torn];
const ITEMS: [&str; 2] = ["square", "street"];

/// Makes three photos of one device, on a server.
fn scene() -> (World, Server) {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("early", "IMG_0.jpg", &[b"an earlier picture"]);
    Server::with(&mut world.log, &[&device]);
    for name in ITEMS {
        let seen = world.log.seen();
        device.photo_seen(name, &format!("{name}.jpg"), &[b"first half, ", b"second half"], seen);
    }
    let server = Server::with(&mut world.log, &[&device]);
    (world, server)
}

/// Makes a home whose passphrase needs the least work: a thousand archives are opened here.
fn home(world: &World) -> tempfile::TempDir {
    let home = tempfile::tempdir_in(world.dir.path()).unwrap();
    let work = r#"{"format":"testamur-argon2id-v1","salt":"00112233445566778899aabbccddeeff","memory_kib":8192,"passes":1,"lanes":1}"#;
    std::fs::create_dir(home.path().join("archive")).unwrap();
    std::fs::write(home.path().join("archive/key.json"), work).unwrap();
    home
}

fn items() -> Vec<ItemId> {
    ITEMS.map(item_id).to_vec()
}

fn bundle(store: &Store, out: &Path, form: Form) -> export::Result<BundleReport> {
    let made_at = "2026-06-09T12:00:00Z".parse().unwrap();
    Selection::of(store, &items(), None, &Withhold::default(), &[], made_at)?.bundle(out, form)
}

/// Opens every item that the list calls whole: the index never names bytes that are missing.
fn all_that_is_listed_opens(store: &Store, into: &Path) {
    for line in store.list().unwrap().iter().filter(|line| line.finished && line.wanted == 0) {
        let opened = store.open_item(&line.item, &into.join(line.item.to_string())).unwrap();
        for file in &opened.files {
            assert_eq!((file.missing.as_slice(), file.matches), ([].as_slice(), Some(true)), "{file:?}");
        }
    }
}

#[test]
fn a_pull_that_fails_at_any_step_loses_nothing_and_the_next_one_ends_it() {
    let (world, server) = scene();
    for fault in FAULTS.into_iter().chain([Fault::Full]) {
        let mut hit = BTreeSet::new();
        for at in 0.. {
            let home = home(&world);
            let disk = FaultDisk::new(at, fault);
            let pulled = Store::open_or_create_on(home.path(), PASSPHRASE, disk.clone())
                .and_then(|mut store| world.pull(&mut store, &server));
            let Some(step) = disk.hit() else {
                assert_eq!(pulled.unwrap().findings, []);
                assert!(at > 20, "the scene has only {at} steps");
                break;
            };
            assert!(pulled.is_err(), "{fault:?} of step {at} ({step:?}) went unnoticed");
            hit.insert(step);

            let mut store = Store::open_or_create(home.path(), PASSPHRASE)
                .unwrap_or_else(|e| panic!("{fault:?} of step {at} ({step:?}): {e}"));
            all_that_is_listed_opens(&store, &home.path().join("before"));
            let again = world.pull(&mut store, &server).unwrap();
            assert_eq!((again.missing, again.quarantined), (0, 0), "{fault:?} of step {at} ({step:?})");
            let whole = store.list().unwrap().iter().filter(|line| line.finished && line.wanted == 0).count();
            assert_eq!(whole, ITEMS.len() + 1, "{fault:?} of step {at} ({step:?})");
            all_that_is_listed_opens(&store, &home.path().join("after"));
            let fetched = server.fetched();
            assert_eq!(world.pull(&mut store, &server).unwrap().entries, 0);
            assert_eq!(server.fetched(), fetched, "a part that is here was fetched again");
        }
        let all = [Step::CreateFolder, Step::WriteFile, Step::SyncFolder, Step::Rename, Step::CommitIndex];
        assert_eq!(hit, BTreeSet::from(all), "{fault:?}");
    }
}

#[test]
fn a_bundle_that_fails_at_any_step_has_no_name_and_the_next_one_is_whole() {
    let (world, server) = scene();
    let home = home(&world);
    let opened = |on: Arc<dyn Disk>| Store::open_or_create_on(home.path(), PASSPHRASE, on).unwrap();
    world.pull(&mut opened(Arc::new(OsDisk)), &server).unwrap();
    for (form, least) in [(Form::Zip, 3), (Form::Folder, 20)] {
        for fault in FAULTS.into_iter().chain([Fault::Full]) {
            let counted = FaultDisk::new(u64::MAX, fault);
            drop(opened(counted.clone()));
            let opening = counted.steps();
            for at in opening.. {
                let out = world.dir.path().join("bundle");
                let disk = FaultDisk::new(at, fault);
                let store = opened(disk.clone());
                let made = bundle(&store, &out, form);
                let Some(step) = disk.hit() else {
                    made.unwrap();
                    assert!(at >= opening + least, "a bundle has only {} steps", at - opening);
                    remove(&out);
                    break;
                };
                // Without the note of a begun bundle the bundle is as good; a kill would not be named.
                assert!(made.is_err() || step == Step::CommitIndex, "{fault:?} of step {at} ({step:?}) went unnoticed");
                drop(store);
                if KILLS.contains(&fault) && step != Step::CommitIndex && !out.exists() {
                    // A kill runs no destructor: the file stays.
                    let half = world.dir.path().join("bundle.unfinished");
                    if !half.exists() {
                        std::fs::write(&half, b"half").unwrap();
                    }
                    let named = opened(Arc::new(OsDisk)).unfinished_bundles().unwrap();
                    assert_eq!(named, [half], "{fault:?} of step {at} ({step:?})");
                }
                // The last steps are the rename and the sync of its folder: then the name exists, and the bundle is
                // whole.
                if out.exists() {
                    assert!(passes(&out, form, &world), "{fault:?} of step {at} ({step:?})");
                    remove(&out);
                }
                let store = opened(Arc::new(OsDisk));
                bundle(&store, &out, form).unwrap();
                assert!(store.unfinished_bundles().unwrap().is_empty(), "after {fault:?} of step {at} ({step:?})");
                assert!(passes(&out, form, &world), "after {fault:?} of step {at} ({step:?})");
                remove(&out);
            }
        }
    }
}

/// Returns true if every answer of the verifier passed.
fn passes(out: &Path, form: Form, world: &World) -> bool {
    let verdict = match form {
        Form::Folder => judge(out, &world.trust()),
        Form::Zip => {
            let file = std::fs::File::open(out).unwrap();
            verify::bundle(&mut verify::ZipSource::open(file).unwrap(), &world.trust()).unwrap()
        }
    };
    verdict.all_passed()
}

fn remove(out: &Path) {
    if out.is_dir() {
        std::fs::remove_dir_all(out).unwrap();
    } else if out.exists() {
        std::fs::remove_file(out).unwrap();
    }
}
