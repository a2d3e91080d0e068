//! Findings by a forensic lab and by another user of the machine, and the strictest reading of a power cut.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice, reason = "tests")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io::{self, Cursor};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use common::{Chosen, Fault, FaultDisk, World, copy, index_all};
use evidence::part::Role;
use evidence::policy::{RecipientKind, Review};
use evidence::{Invitation, ItemId, SignedEntry};
use sync::Outbox;
use vault::{Disk, Home, NewItem, OsDisk, Passphrase, Step};

fn pass() -> Passphrase {
    Passphrase::new("correct horse".to_owned()).unwrap()
}

/// A disk whose folders keep, over a power cut, exactly the names of their own last sync.
#[derive(Default)]
struct Forgetful {
    kept: Mutex<BTreeMap<PathBuf, BTreeSet<OsString>>>,
}

impl Forgetful {
    fn keeps(&self, folder: &Path, name: &str) -> bool {
        let kept = self.kept.lock().unwrap();
        kept.get(folder).is_some_and(|names| names.iter().any(|n| n.to_str().is_some_and(|n| n.contains(name))))
    }

    /// Returns true if the path still leads to a file after a power cut; `top` existed before.
    fn leads_to(&self, top: &Path, path: &Path) -> bool {
        let mut at = path;
        while at != top {
            let (parent, name) = (at.parent().unwrap(), at.file_name().unwrap().to_str().unwrap());
            if !self.keeps(parent, name) {
                return false;
            }
            at = parent;
        }
        true
    }
}

impl Disk for Forgetful {
    fn run(&self, step: Step, path: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        act()?;
        if step == Step::SyncFolder {
            let names = std::fs::read_dir(path)?.map(|e| e.map(|e| e.file_name())).collect::<io::Result<_>>()?;
            self.kept.lock().unwrap().insert(path.to_owned(), names);
        }
        Ok(())
    }
}

/// Checks that every part of every entry can be found after a power cut, in its place or in `incoming`.
fn check_parts_last(world: &World, home: &Home, disk: &Forgetful, when: &str) {
    let parts = world.home_path().join("parts");
    for entry in home.entries(0, usize::MAX).unwrap() {
        for part in entry.parts() {
            let name = part.sealed.sha256.to_string();
            let found = disk.keeps(&parts.join(&name[..2]), &name) || disk.keeps(&parts.join("incoming"), &name);
            assert!(found, "{when}: {} of entry {} is in no folder that lasts", part.role, entry.seq());
        }
    }
}

#[test]
fn no_acknowledged_part_rests_on_a_rename_that_a_power_cut_forgets() {
    let world = World::new(Review::Never, true);
    let disk = Arc::new(Forgetful::default());
    let around = Chosen::new(1);
    let home = Home::join(&world.home_path(), &world.invitation(), None, disk.clone(), around.clone()).unwrap();
    for n in 0..3 {
        home.add_note(&format!("note {n}"), &NewItem::default()).unwrap();
        check_parts_last(&world, &home, &disk, "while it runs");
    }
    home.add_file(&mut Cursor::new(vec![1; 9 << 20]), "a.bin", &NewItem::default(), &mut |_| ()).unwrap();
    check_parts_last(&world, &home, &disk, "after an import");
    // A kill, which loses no data of the kernel's memory, and a start that does not know the renames before it.
    drop(home);
    let (home, _) = Home::open(&world.home_path(), disk.clone(), around.clone()).unwrap();
    home.add_note("after the kill", &NewItem::default()).unwrap();
    check_parts_last(&world, &home, &disk, "after a kill");
}

#[test]
fn parts_that_a_start_renames_last_as_well() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(2);
    drop(world.join(around.clone()));
    let dying = FaultDisk::on(Step::Rename, 0, Fault::KilledBefore);
    let (home, _) = Home::open(&world.home_path(), dying, around.clone()).unwrap();
    assert!(home.add_note("durable, and not renamed", &NewItem::default()).is_err());
    drop(home);
    let disk = Arc::new(Forgetful::default());
    let (home, recovery) = Home::open(&world.home_path(), disk.clone(), around).unwrap();
    assert_eq!(recovery.renamed, 1);
    home.add_note("the next one", &NewItem::default()).unwrap();
    check_parts_last(&world, &home, &disk, "after a start");
}

#[test]
fn a_new_home_lasts_in_the_folders_that_were_made_for_it() {
    let world = World::new(Review::Never, true);
    let path = world.dir.path().join("local").join("share").join("home");
    let disk = Arc::new(Forgetful::default());
    Home::join(&path, &world.invitation(), None, disk.clone(), Chosen::new(3)).unwrap();
    for name in ["outbox.sqlite", "ratchet", "parts/incoming", "parts/00", "parts/ff", "aside"] {
        assert!(disk.leads_to(world.dir.path(), &path.join(name)), "{name} is lost in a power cut");
    }
}

#[test]
fn nobody_else_on_the_machine_can_read_a_home() {
    let world = World::new(Review::Always, true);
    let path = world.dir.path().join("local").join("home");
    let home = Home::join(&path, &world.invitation(), Some(&pass()), Arc::new(OsDisk), Chosen::new(4)).unwrap();
    let vault = home.unlock(&pass()).unwrap();
    home.add_note("seen", &NewItem::default()).unwrap();
    index_all(&home, &vault);
    let mut folders = vec![world.dir.path().join("local")];
    while let Some(folder) = folders.pop() {
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o077;
        assert_eq!(mode(&folder), 0, "{}", folder.display());
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                assert_eq!(mode(&path), 0, "{}", path.display());
            }
        }
    }
}

/// Records the length of the outbox's log when the first key was erased.
struct Watching {
    wal: PathBuf,
    first: Mutex<Option<u64>>,
}

impl Disk for Watching {
    fn run(&self, step: Step, _: &Path, act: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if step == Step::EraseSlot {
            let length = std::fs::metadata(&self.wal).map_or(0, |m| m.len());
            self.first.lock().unwrap().get_or_insert(length);
        }
        act()
    }
}

#[test]
fn an_entry_whose_sync_failed_is_written_once_more_before_its_key_is_erased() {
    let world = World::new(Review::Never, true);
    let around = Chosen::new(5);
    drop(world.join(around.clone()));
    let disk = FaultDisk::on(Step::CommitEntry, 1, Fault::ReportedFailed);
    let (home, _) = Home::open(&world.home_path(), disk, around.clone()).unwrap();
    home.add_note("one", &NewItem::default()).unwrap();
    assert!(home.add_note("its sync failed, and the kernel shows it all the same", &NewItem::default()).is_err());
    // The state after a kill: the database was not closed.
    let after = world.dir.path().join("after");
    copy(&world.home_path(), &after);
    let wal = after.join("outbox.sqlite-wal");
    assert!(std::fs::metadata(&wal).unwrap().len() > 0, "the test needs a log");
    let disk = Arc::new(Watching { wal, first: Mutex::default() });
    let (again, _) = Home::open(&after, disk.clone(), around).unwrap();
    assert_eq!(again.head().unwrap().seq, 2);
    assert_eq!(*disk.first.lock().unwrap(), Some(0), "the key was erased while the entry rested on a doubtful sync");
}

#[test]
fn the_secret_of_an_invitation_is_in_no_file_of_the_home() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(6));
    let (invitation, _) = Invitation::parse(&world.invitation()).unwrap();
    let secret = invitation.admission.seed();
    assert!(!world.any_file_has(secret.as_slice()));
    assert!(!world.any_file_has(hex::encode(secret.as_slice()).as_bytes()));
    let genesis = SignedEntry::from_carried(home.enrolment().unwrap().unwrap().genesis).unwrap();
    let admitted = evidence::admission::of_entry(&genesis, &world.organisation.public().unwrap()).unwrap();
    assert_eq!(admitted.name, invitation.ticket.digest());
}

#[test]
fn a_policy_without_review_holds_for_a_recording_that_is_going_on() {
    let mut world = World::new(Review::Always, true);
    let around = Chosen::new(7);
    let home = world.join(around.clone());
    let vault = home.create_vault(&pass()).unwrap();
    let before = home.add_note("who can read this", &NewItem::default()).unwrap().item;
    let mut recording = home.begin_recording("a.webm", "audio/webm", &NewItem::default()).unwrap();
    let item = recording.item();
    recording.push(b"before").unwrap();
    around.ms.fetch_add(1_000, std::sync::atomic::Ordering::SeqCst);
    recording.tick().unwrap();
    let opens = |item: &ItemId, role: Role| home.open_part(&vault, item, role).is_ok();
    assert!(opens(&before, Role::Record) && opens(&item, Role::Media(0)));
    world.next().review = Review::Never;
    home.set_policy(world.sign(&world.policy)).unwrap();
    recording.push(b"after").unwrap();
    recording.finish().unwrap();
    // Granted again, so that this home checks; the vault that stayed open still has the old key.
    world.next().review = Review::Always;
    home.set_policy(world.sign(&world.policy)).unwrap();
    assert!(opens(&item, Role::Media(0)), "what was sealed to the device before");
    assert!(
        !opens(&item, Role::Media(1)) && !opens(&item, Role::Record),
        "sealed to the device after review was withdrawn"
    );
    // The header reveals no reviewer: as many stanzas as before, all of one kind.
    for entry in home.entries(1, usize::MAX).unwrap() {
        for part in entry.parts() {
            let sealed = home.read_part(&part.sealed.sha256).unwrap();
            let header = sealed.windows(4).position(|w| w == b"\n---").unwrap();
            let header = String::from_utf8_lossy(&sealed[..header]).into_owned();
            assert_eq!((header.matches("-> ").count(), header.matches("-> mlkem768x25519 ").count()), (2, 2));
            assert!(world.archive.open(&sealed).is_ok());
        }
    }
}

#[test]
fn a_policy_of_another_kind_of_recipients_holds_for_review_from_the_next_unlocking_on() {
    let mut world = World::of(RecipientKind::Classic, Review::Always, true);
    let around = Chosen::new(9);
    let home = world.join(around);
    let vault = home.create_vault(&pass()).unwrap();
    let note = |text: &str| home.add_note(text, &NewItem::default()).unwrap().item;
    let old = note("sealed to X25519");
    assert!(home.open_part(&vault, &old, Role::Record).is_ok());
    world.archive = seal::ReviewIdentity::generate(RecipientKind::Hybrid).unwrap();
    let recipient = world.archive.recipient();
    world.next().archive_recipients = vec![recipient];
    home.set_policy(world.sign(&world.policy)).unwrap();
    let between = note("sealed to the archive and to nobody else");
    drop(vault);
    let vault = home.unlock(&pass()).unwrap();
    let new = note("sealed to both");
    let opens = [&old, &between, &new].map(|item| home.open_part(&vault, item, Role::Record).is_ok());
    assert_eq!(opens, [false, false, true]);
    drop((vault, home));
    // The new reviewer stays after a start too.
    assert!(world.open(Chosen::new(10)).0.unlock(&pass()).is_ok());
}

#[test]
fn ordinary_records_have_one_size_whatever_they_say() {
    let world = World::new(Review::Never, true);
    let home = world.join(Chosen::new(8));
    let file = |name: &str, bytes: &[u8], note: Option<&str>| {
        let new = NewItem { note: note.map(str::to_owned), ..NewItem::default() };
        home.add_file(&mut Cursor::new(bytes), name, &new, &mut |_| ()).unwrap();
    };
    file("a.jpg", b"\xff\xd8\xff\xe0", None);
    file("a list of everybody who was held that night, with the numbers.xlsx", b"PK", None);
    file("v.mp4", &[0; 100], Some("the gate, the second van, three men in plain clothes who took the phone"));
    home.add_note("no", &NewItem::default()).unwrap();
    home.add_note(&"word ".repeat(60), &NewItem::default()).unwrap();
    let recording = home.begin_recording("a.webm", "audio/webm;codecs=opus", &NewItem::default()).unwrap();
    recording.finish().unwrap();
    let entries = home.entries(0, usize::MAX).unwrap();
    // Sizes of the content, because age adds a stanza of random length to each header.
    let records = entries.iter().flat_map(|e| [Role::Opening, Role::Record].map(|role| world.content(&home, e, role)));
    let sizes: BTreeSet<usize> = records.flatten().map(|content| content.len()).collect();
    assert_eq!(sizes.len(), 1, "sizes tell records apart: {sizes:?}");
}
