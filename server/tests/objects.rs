//! The contract of a store of whole parts, for each store behind [`Objects`]. A store needs one line at the end, and a
//! function that opens it. The contract of the spool, which is always on a disk, comes first.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use evidence::Digest;
use evidence::part::Sealed;
use support::bytes;
use tempfile::TempDir;
use testamur_server::durable::OsDisk;
use testamur_server::ledger::DeviceId;
use testamur_server::objects::{FileObjects, FileSpool, Objects, Spool, UploadName, Whole};

/// Replaces a part's bytes, like a failing disk or an intruder.
type Spoil = Box<dyn Fn(&Digest, &[u8])>;

/// Opens a store with the parts of earlier ones in this folder.
type Open = fn(&Path) -> (Box<dyn Objects>, Spoil);

fn files(data: &Path) -> (Box<dyn Objects>, Spoil) {
    let parts = data.join("parts");
    let spoil = move |digest: &Digest, bytes: &[u8]| {
        let name = digest.to_string();
        std::fs::write(parts.join(name.get(..2).unwrap()).join(name), bytes).unwrap();
    };
    (Box::new(FileObjects::open(data, Arc::new(OsDisk)).unwrap()), Box::new(spoil))
}

struct Scene {
    data: TempDir,
    open: Open,
    objects: Box<dyn Objects>,
    spoil: Spoil,
    spool: FileSpool,
    part: Vec<u8>,
    sealed: Sealed,
}

impl Scene {
    fn new(open: Open) -> Self {
        let data = tempfile::tempdir().unwrap();
        let (objects, spoil) = open(data.path());
        let spool = FileSpool::open(data.path(), Arc::new(OsDisk)).unwrap();
        let part = bytes(300_000);
        let sealed = Sealed { sha256: Digest::of(&part), size: part.len() as u64 };
        Self { data, open, objects, spoil, spool, part, sealed }
    }

    /// Opens the store again, like another run of the server.
    fn again(&self) -> Box<dyn Objects> {
        (self.open)(self.data.path()).0
    }

    fn name(&self, device: i64) -> UploadName {
        UploadName { device: DeviceId(device), digest: self.sealed.sha256 }
    }

    /// Spools bytes as an upload of the part by a device.
    fn finish(&self, device: i64, bytes: &[u8]) -> Option<Whole> {
        let mut incoming = self.spool.resume(&self.name(device), 0).unwrap().unwrap();
        bytes.chunks(100_000).for_each(|piece| incoming.write(piece).unwrap());
        incoming.finish(&self.sealed).unwrap()
    }

    fn put(&self, device: i64) {
        let _durable = self.objects.put(self.finish(device, &self.part).unwrap()).unwrap();
    }

    fn read(&self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.objects.open(&self.sealed.sha256).unwrap()?.read_to_end(&mut bytes).unwrap();
        Some(bytes)
    }
}

fn a_part_that_is_put_is_there_whole_and_its_upload_is_gone(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    assert_eq!(scene.read().unwrap(), scene.part);
    assert!(scene.spool.resume(&scene.name(1), scene.sealed.size).unwrap().is_none());
    for objects in [&scene.objects, &scene.again()] {
        assert!(objects.check(&scene.sealed, false).unwrap() && objects.check(&scene.sealed, true).unwrap());
    }
}

fn a_part_that_was_not_put_is_not_there_and_its_upload_still_is(open: Open) {
    let scene = Scene::new(open);
    drop(scene.finish(1, &scene.part).unwrap());
    assert!(scene.read().is_none());
    assert!(!scene.objects.check(&scene.sealed, false).unwrap());
    assert!(scene.objects.adopt(&scene.sealed).unwrap().is_none());
    assert!(scene.spool.resume(&scene.name(1), scene.sealed.size).unwrap().is_some());
}

fn the_bytes_of_another_part_never_become_this_one(open: Open) {
    let scene = Scene::new(open);
    let other = bytes(scene.part.len());
    assert!(scene.finish(1, &other).is_none());
    assert!(!scene.objects.check(&scene.sealed, false).unwrap());
    assert!(scene.objects.open(&scene.sealed.sha256).unwrap().is_none());
    assert!(scene.spool.resume(&scene.name(1), 1).unwrap().is_none(), "the wrong bytes were kept");
}

fn two_devices_that_send_one_part_leave_one(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    scene.put(2);
    assert_eq!(scene.read().unwrap(), scene.part);
    assert!(scene.spool.resume(&scene.name(2), scene.sealed.size).unwrap().is_none());
}

fn a_spoilt_part_is_found_by_reading_it_back_and_is_set_aside(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    (scene.spoil)(&scene.sealed.sha256, &bytes(scene.part.len()));
    assert!(scene.objects.check(&scene.sealed, false).unwrap(), "its size is right");
    assert!(!scene.objects.check(&scene.sealed, true).unwrap());
    assert!(scene.read().is_none(), "the spoilt bytes are still served");
    scene.put(1);
    assert!(scene.objects.check(&scene.sealed, true).unwrap());
}

fn a_part_that_lost_its_end_is_found_by_its_size(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    (scene.spoil)(&scene.sealed.sha256, scene.part.get(1..).unwrap());
    assert!(!scene.objects.check(&scene.sealed, false).unwrap());
    assert!(scene.read().is_none());
}

fn a_part_that_is_put_over_a_spoilt_one_is_right_again(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    (scene.spoil)(&scene.sealed.sha256, &bytes(scene.part.len()));
    scene.put(2);
    assert_eq!(scene.read().unwrap(), scene.part);
    assert!(scene.again().check(&scene.sealed, true).unwrap());
}

fn only_a_part_that_reads_back_right_is_adopted(open: Open) {
    let scene = Scene::new(open);
    scene.put(1);
    assert!(scene.again().adopt(&scene.sealed).unwrap().is_some());
    assert_eq!(scene.read().unwrap(), scene.part, "to adopt a part changed it");
    (scene.spoil)(&scene.sealed.sha256, &bytes(scene.part.len()));
    assert!(scene.again().adopt(&scene.sealed).unwrap().is_none());
}

#[test]
fn an_upload_goes_on_at_any_byte_that_the_spool_has_and_forgets_what_was_beyond() {
    let scene = Scene::new(files);
    let mut incoming = scene.spool.resume(&scene.name(1), 0).unwrap().unwrap();
    incoming.write(scene.part.get(..200_000).unwrap()).unwrap();
    let _durable = incoming.flush().unwrap();
    drop(incoming);
    assert!(scene.spool.resume(&scene.name(1), 200_001).unwrap().is_none(), "bytes that never came");
    let mut incoming = scene.spool.resume(&scene.name(1), 77_777).unwrap().unwrap();
    assert!(scene.spool.resume(&scene.name(1), 200_000).unwrap().is_none(), "bytes beyond the offset were kept");
    incoming.write(scene.part.get(77_777..).unwrap()).unwrap();
    assert!(incoming.finish(&scene.sealed).unwrap().is_some());
}

#[test]
fn an_upload_that_the_ledger_does_not_know_is_swept_and_one_that_is_discarded_is_gone() {
    let scene = Scene::new(files);
    for device in [1, 2, 3] {
        drop(scene.finish(device, &scene.part).unwrap());
    }
    assert_eq!(scene.spool.sweep(&[scene.name(1), scene.name(3)]).unwrap(), 1);
    scene.spool.discard(&scene.name(3)).unwrap();
    scene.spool.discard(&scene.name(3)).unwrap();
    let there = |device| scene.spool.resume(&scene.name(device), 1).unwrap().is_some();
    assert_eq!([there(1), there(2), there(3)], [true, false, false]);
}

macro_rules! each {
    ($store:ident: $($sentence:ident)*) => { mod $store { $(#[test] fn $sentence() { super::$sentence(super::$store); })* } };
}

macro_rules! keeps_the_contract {
    ($store:ident) => {
        each! { $store:
            a_part_that_is_put_is_there_whole_and_its_upload_is_gone
            a_part_that_was_not_put_is_not_there_and_its_upload_still_is
            the_bytes_of_another_part_never_become_this_one
            two_devices_that_send_one_part_leave_one
            a_spoilt_part_is_found_by_reading_it_back_and_is_set_aside
            a_part_that_lost_its_end_is_found_by_its_size
            a_part_that_is_put_over_a_spoilt_one_is_right_again
            only_a_part_that_reads_back_right_is_adopted
        }
    };
}

keeps_the_contract!(files);
