//! Every durable step fails in each way: not done, done but reported as failed, and killed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that meets something unexpected must fail"
)]

mod support;

use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use evidence::Digest;
use evidence::part::Sealed;
use support::bytes;
use testamur_server::durable::{Disk, OpenFile, OsDisk};
use testamur_server::ledger::DeviceId;
use testamur_server::objects::{FileObjects, FileSpool, Objects, Spool, UploadName};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Fault {
    /// The step does not happen and reports that.
    NotDone,
    /// The step happens and reports that it did not.
    DoneButReportedFailed,
    /// The step and all later ones do not happen: the process is gone.
    Killed,
}

/// The real disk, except for one step.
struct Faulty {
    at: usize,
    fault: Fault,
    count: Arc<AtomicUsize>,
    steps: Arc<Mutex<Vec<&'static str>>>,
}

impl Faulty {
    fn step<T>(&self, name: &'static str, done: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        self.steps.lock().unwrap().push(name);
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        let failed = || Err(io::Error::other("planted"));
        match self.fault {
            Fault::Killed if n >= self.at => failed(),
            Fault::NotDone if n == self.at => failed(),
            Fault::DoneButReportedFailed if n == self.at => done().and_then(|_| failed()),
            _ => done(),
        }
    }

    fn copy(&self) -> Self {
        Self { at: self.at, fault: self.fault, count: Arc::clone(&self.count), steps: Arc::clone(&self.steps) }
    }
}

struct FaultyFile(Faulty, Box<dyn OpenFile>);

impl OpenFile for FaultyFile {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = &mut self.1;
        self.0.step("write", || file.write_all(bytes))
    }

    fn sync(&mut self) -> io::Result<()> {
        let file = &mut self.1;
        self.0.step("sync", || file.sync())
    }
}

impl Disk for Faulty {
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        OsDisk.make_folder(folder)
    }

    fn open_at(&self, path: &Path, offset: u64) -> io::Result<Box<dyn OpenFile>> {
        let file = self.step("open", || OsDisk.open_at(path, offset))?;
        Ok(Box::new(FaultyFile(self.copy(), file)))
    }

    fn read(&self, path: &Path) -> io::Result<Box<dyn Read + Send>> {
        self.step("read", || OsDisk.read(path))
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        OsDisk.length(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", || OsDisk.rename(from, to))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step("sync folder", || OsDisk.sync_folder(folder))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", || OsDisk.remove(path))
    }
}

/// Files behind both traits.
struct Store {
    spool: FileSpool,
    objects: FileObjects,
}

impl Store {
    fn open(data: &Path, disk: impl Disk) -> Self {
        let disk: Arc<dyn Disk> = Arc::new(disk);
        let objects = FileObjects::open(data, Arc::clone(&disk)).unwrap();
        Self { spool: FileSpool::open(data, disk).unwrap(), objects }
    }
}

/// The offset that was acknowledged before the fault, in bytes.
#[derive(Default)]
struct Told {
    offset: u64,
    whole: bool,
}

/// Sends a part in three pieces; stops at the first error, like a request.
fn send(on: &Store, name: &UploadName, part: &[u8], told: &mut Told) -> testamur_server::Result<()> {
    for piece in part.chunks(part.len() / 3 + 1) {
        let Some(mut incoming) = on.spool.resume(name, told.offset)? else { panic!("acknowledged bytes are gone") };
        incoming.write(piece)?;
        let end = told.offset + piece.len() as u64;
        if end == part.len() as u64 {
            let sealed = Sealed { sha256: name.digest, size: end };
            let whole = incoming.finish(&sealed)?;
            assert!(whole.is_some(), "the right bytes were thrown away");
            let put = whole.map(|whole| on.objects.put(whole)).transpose()?;
            told.whole = put.is_some();
        } else {
            let _durable = incoming.flush()?;
        }
        told.offset = end;
    }
    Ok(())
}

#[test]
fn nothing_acknowledged_is_lost_whatever_step_fails_and_the_next_attempt_succeeds() {
    let data = tempfile::tempdir().unwrap();
    drop(Store::open(data.path(), OsDisk));
    let mut tried = 0;
    for fault in [Fault::NotDone, Fault::DoneButReportedFailed, Fault::Killed] {
        for at in 0.. {
            let part = bytes(30_000);
            let name = UploadName { device: DeviceId(1), digest: Digest::of(&part) };
            let sealed = Sealed { sha256: name.digest, size: part.len() as u64 };
            let (count, steps) = (Arc::default(), Arc::default());
            let disk = Faulty { at, fault, count: Arc::clone(&count), steps: Arc::clone(&steps) };
            let mut told = Told::default();
            let sent = send(&Store::open(data.path(), disk), &name, &part, &mut told);
            let ended = count.load(Ordering::Relaxed) <= at;
            assert_eq!(sent.is_ok(), ended, "{fault:?} at step {at} of {:?}", steps.lock().unwrap());

            // Another process opens the folder.
            let store = Store::open(data.path(), OsDisk);
            let context = format!("{fault:?} at step {at} of {:?}", steps.lock().unwrap());
            if told.whole {
                assert!(store.objects.check(&sealed, true).unwrap(), "{context}");
            } else {
                // Acknowledged bytes are there, unless the part became whole without an acknowledgement.
                match store.spool.resume(&name, told.offset).unwrap() {
                    Some(_) => {
                        assert!(read(data.path(), &name).starts_with(&part[..told.offset as usize]), "{context}")
                    }
                    None => assert!(store.objects.check(&sealed, true).unwrap(), "{context}"),
                }
                let mut again = Told::default();
                send(&store, &name, &part, &mut again).unwrap();
                assert!(store.objects.check(&sealed, true).unwrap(), "{context}");
            }
            tried += 1;
            if ended {
                break;
            }
        }
    }
    assert!(tried > 30, "{tried}");
}

fn read(data: &Path, name: &UploadName) -> Vec<u8> {
    std::fs::read(data.join("incoming").join(format!("{}-{}", name.device.0, name.digest))).unwrap()
}

#[test]
fn a_part_is_told_durable_only_after_its_bytes_its_name_and_its_folder_are() {
    let part = bytes(3_000);
    let name = UploadName { device: DeviceId(1), digest: Digest::of(&part) };
    let data = tempfile::tempdir().unwrap();
    drop(Store::open(data.path(), OsDisk));
    let steps: Arc<Mutex<Vec<&'static str>>> = Arc::default();
    let disk = Faulty { at: usize::MAX, fault: Fault::NotDone, count: Arc::default(), steps: Arc::clone(&steps) };
    let store = Store::open(data.path(), disk);
    send(&store, &name, &part, &mut Told::default()).unwrap();
    let expected = [
        &["open", "write", "sync", "sync folder"][..],
        &["open", "write", "sync"],
        &["open", "write", "read", "sync", "rename", "sync folder"],
    ];
    assert_eq!(*steps.lock().unwrap(), expected.concat());
}
