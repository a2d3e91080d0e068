//! Another person's home is read in place, and not one byte of it changes.

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
use std::fs::{self, Permissions};
use std::io::{self, Cursor};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, mpsc};
use std::time::{Duration, SystemTime};

use common::{Chosen, Fault, FaultDisk, World, copy};
use evidence::policy::Review;
use evidence::receipt::Noted;
use rusqlite::Connection;
use sync::Outbox;
use vault::{Disk, Error, Home, NewItem, OsDisk, Panic, Passphrase, Preference, Step};

fn pass() -> Passphrase {
    Passphrase::new("correct horse".to_owned()).unwrap()
}

/// A disk that fails every step.
struct Sealed;

impl Disk for Sealed {
    fn run(&self, step: Step, path: &Path, _: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        panic!("{step:?} on {} of a home that is only read", path.display());
    }
}

fn read(path: &Path) -> vault::Result<Home> {
    Home::open_to_read(path, Arc::new(Sealed), Chosen::new(61))
}

/// Reads a home once no program holds it: a parallel test that starts a program holds all locks of this process for a
/// moment.
fn read_when_free(path: &Path) -> vault::Result<Home> {
    for _ in 0..100 {
        match read(path) {
            Err(error) if error.is_in_use() => std::thread::sleep(Duration::from_millis(20)),
            other => return other,
        }
    }
    read(path)
}

/// Returns every name below `path` with its mode, the time of its last change, and its bytes.
fn snapshot(path: &Path) -> BTreeMap<PathBuf, (u32, SystemTime, Vec<u8>)> {
    let mut out = BTreeMap::new();
    let mut waiting = vec![path.to_owned()];
    while let Some(path) = waiting.pop() {
        let found = fs::symlink_metadata(&path).unwrap();
        let bytes = if found.is_file() { fs::read(&path).unwrap() } else { Vec::new() };
        if found.is_dir() {
            waiting.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        }
        out.insert(path, (found.permissions().mode(), found.modified().unwrap(), bytes));
    }
    out
}

fn permit(path: &Path, folders: u32, files: u32) {
    for name in snapshot(path).keys().rev() {
        let mode = if name.is_dir() { folders } else { files };
        fs::set_permissions(name, Permissions::from_mode(mode)).unwrap();
    }
}

/// Makes a home with a vault and three items, and a copy of it as a kill left it: its newest entries are only in the
/// log.
fn killed(world: &World) -> (Home, PathBuf) {
    let around = Chosen::new(62);
    let (path, invitation) = (world.home_path(), world.invitation());
    let home = Home::join(&path, &invitation, Some(&pass()), Arc::new(OsDisk), around).unwrap();
    for n in 0..3 {
        home.add_file(&mut Cursor::new([n; 100]), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
    }
    let brought = world.dir.path().join("brought");
    copy(&path, &brought);
    assert!(fs::metadata(brought.join("outbox.sqlite-wal")).unwrap().len() > 0, "the test needs a log");
    (home, brought)
}

/// Reads all of the home, and tries every operation that would write.
fn look_and_try_to_write(world: &World, path: &Path, entries: usize) {
    let mut home = read(path).unwrap();
    let found = home.entries(0, 100).unwrap();
    assert_eq!(found.len(), entries, "the newest entries were not read");
    for part in found.iter().flat_map(|e| e.parts()) {
        let plain = world.archive.open(&home.read_part(&part.sealed.sha256).unwrap()).unwrap();
        assert_eq!(plain.commitment(), part.commitment);
    }
    assert!(!home.status().unwrap().can_sign);
    let items: BTreeSet<_> = found.iter().filter_map(|entry| entry.item()).collect();
    assert_eq!(home.list(None, None, 10).unwrap().items.len(), items.len());
    let refused = |what: &str, done: vault::Result<()>| match done {
        Err(Error::Refused(why)) => assert!(why.contains("opened to be read"), "{what}: {why}"),
        other => panic!("{what}: {other:?}"),
    };
    refused("a note", home.add_note("more", &NewItem::default()).map(drop));
    refused("a recording", home.begin_recording("a.webm", "audio/webm", &NewItem::default()).map(drop));
    refused("a preference", home.set_preference(Preference::Language, "kk"));
    refused("a policy", home.set_policy(world.sign(&world.policy.successor().unwrap())));
    refused("enrolment", home.enrolled());
    let noted = Noted { entry: found[0].digest(), proof: String::new() };
    refused("a receipt", home.noted(&[noted], "checkpoint"));
    refused("progress", home.uploaded(&[found.iter().flat_map(|entry| entry.parts()).next().unwrap().sealed.sha256]));
    refused("the vault", home.unlock(&pass()).map(drop));
    refused("a panic", home.panic(Panic::Keys));
    refused("a panic over everything", home.panic(Panic::Everything));
}

#[test]
fn looking_at_a_brought_home_changes_no_name_no_byte_and_no_time_in_it() {
    let world = World::new(Review::Always, true);
    let (home, brought) = killed(&world);
    let entries = home.entries(0, 100).unwrap().len();
    drop(home);
    let without = world.dir.path().join("without-lock");
    copy(&brought, &without);
    fs::remove_file(without.join("lock")).unwrap();
    assert!(!brought.join("outbox.sqlite-shm").exists(), "a file for it cannot be made on a full disk");
    let closed = world.home_path();
    assert!(!closed.join("outbox.sqlite-wal").exists(), "the test needs one that was closed");
    for path in [&brought, &without, &closed] {
        let before = snapshot(path);
        look_and_try_to_write(&world, path, entries);
        let after = snapshot(path);
        assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{}", path.display());
        for (name, was) in &before {
            assert!(after[name] == *was, "{} was changed", name.display());
        }
    }
}

#[test]
fn a_stick_that_cannot_be_written_is_read() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(63);
    let home = world.join(around);
    home.add_note("said", &NewItem::default()).unwrap();
    let brought = world.dir.path().join("brought");
    copy(&world.home_path(), &brought);
    permit(&brought, 0o555, 0o444);
    let found = read_when_free(&brought).and_then(|home| home.entries(0, 100));
    permit(&brought, 0o755, 0o644);
    assert_eq!(found.unwrap().len(), 2);
}

#[test]
fn a_home_of_an_older_version_is_read_and_stays_what_it_is() {
    for (version, later) in
        [(1, ["policies", "contradictions", "preferences"].as_slice()), (2, &["policies", "preferences"])]
    {
        let world = World::new(Review::Never, true);
        let home = world.join(Chosen::new(64));
        home.add_note("said", &NewItem::default()).unwrap();
        drop(home);
        let db = Connection::open(world.home_path().join("outbox.sqlite")).unwrap();
        for table in later {
            db.execute_batch(&format!("DROP TABLE {table};")).unwrap();
        }
        db.execute_batch(&format!("PRAGMA user_version = {version};")).unwrap();
        drop(db);
        let before = snapshot(&world.home_path());
        let home = read_when_free(&world.home_path()).unwrap();
        assert_eq!(home.entries(0, 100).unwrap().len(), 2);
        assert_eq!(home.contradictions().unwrap().len(), 0);
        assert_eq!(home.preference(Preference::Language).unwrap(), None);
        drop(home);
        assert!(snapshot(&world.home_path()) == before, "a home of version {version} was migrated where it lies");
    }
}

#[test]
fn a_home_that_is_in_use_is_not_read_and_readers_do_not_keep_each_other_out() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(65);
    let home = world.join(around.clone());
    assert!(read(&world.home_path()).err().unwrap().is_in_use());
    drop(home);
    let (one, two) = (read_when_free(&world.home_path()).unwrap(), read_when_free(&world.home_path()).unwrap());
    let open = Home::open(&world.home_path(), Arc::new(OsDisk), around.clone());
    assert!(open.err().unwrap().is_in_use(), "opened while somebody reads it");
    drop((one, two));
    world.open(around);
    let nowhere = world.dir.path().join("nowhere");
    fs::create_dir(&nowhere).unwrap();
    assert!(read_when_free(&nowhere).err().unwrap().is_unjoined());
    assert_eq!(fs::read_dir(&nowhere).unwrap().count(), 0);
}

#[test]
fn parts_that_a_kill_left_in_incoming_are_read_where_they_lie() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(66);
    drop(world.join(around.clone()));
    let dying = FaultDisk::on(Step::Rename, 0, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), dying, around).unwrap();
    assert!(home.add_note("durable, and not renamed", &NewItem::default()).is_err());
    drop(home);
    let before = snapshot(&world.home_path());
    let home = read_when_free(&world.home_path()).unwrap();
    let entries = home.entries(1, 10).unwrap();
    assert_eq!(entries.len(), 1);
    assert!(world.content(&home, &entries[0], evidence::part::Role::Record).is_some());
    drop(home);
    assert!(snapshot(&world.home_path()) == before);
}

#[test]
fn pipes_and_links_in_place_of_files_hold_nobody_up() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(67));
    home.add_note("said", &NewItem::default()).unwrap();
    let part = home.entries(1, 1).unwrap()[0].parts()[0].sealed.sha256;
    drop(home);
    let name = part.to_string();
    let part_file = format!("parts/{}/{name}", &name[..2]);
    let hostile = |file: &str, link: Option<&str>| {
        let path = world.dir.path().join(format!("{}{}", file.replace('/', "-"), link.is_some()));
        copy(&world.home_path(), &path);
        let _ = fs::remove_file(path.join(file));
        match link {
            Some(to) => std::os::unix::fs::symlink(to, path.join(file)).unwrap(),
            None => assert!(Command::new("mkfifo").arg(path.join(file)).status().unwrap().success()),
        }
        let (done, waiting) = mpsc::channel();
        std::thread::spawn(move || done.send(read_when_free(&path).and_then(|home| home.read_part(&part))));
        waiting.recv_timeout(Duration::from_secs(10)).unwrap_or_else(|_| panic!("{file} holds the reader up"))
    };
    for file in ["outbox.sqlite", "outbox.sqlite-wal", "lock", &part_file] {
        for link in [None, Some("/dev/zero")] {
            let error = hostile(file, link).unwrap_err();
            // A database that is no ordinary file is no home.
            assert!(error.is_unjoined() || error.to_string().contains("no ordinary file"), "{file}: {error}");
        }
    }
}

#[test]
#[ignore = "run by the test below, in a process of its own"]
fn reads_and_dies() {
    let path = std::env::var_os("TESTAMUR_BROUGHT").unwrap();
    let home = read_when_free(Path::new(&path)).unwrap();
    assert_eq!(home.entries(0, 100).unwrap().len(), 5);
    std::process::abort();
}

#[test]
fn of_the_copy_that_is_read_nothing_lingers_not_even_after_a_kill() {
    let world = World::new(Review::Always, true);
    let (_home, brought) = killed(&world);
    let temporary = world.dir.path().join("temporary");
    fs::create_dir(&temporary).unwrap();
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "reads_and_dies", "--nocapture"])
        .env("TESTAMUR_BROUGHT", &brought)
        .env("TMPDIR", &temporary)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stderr);
    assert!(child.status.code().is_none(), "it ended by itself: {said}");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "the copy stayed behind");
}
