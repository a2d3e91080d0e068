//! A full or read-only disk never locks sealed evidence in. The disks are real, so the test must mount them: without
//! permission it reports that and ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should stop")]

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use support::{Ready, World};

/// A small file system, unmounted when this value is dropped.
struct Disk {
    at: PathBuf,
}

impl Disk {
    /// Mounts a file system; none without permission.
    fn new(world: &World, kind: &str, megabytes: u32) -> Option<Self> {
        let at = PathBuf::from(world.path(&format!("disk-{kind}")));
        std::fs::create_dir(&at).unwrap();
        let done = match kind {
            "tmpfs" => {
                run(Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={megabytes}m"), "tmpfs"]).arg(&at))
            }
            _ => {
                let image = world.path("disk.img");
                File::create(&image).unwrap().set_len(u64::from(megabytes) << 20).unwrap();
                run(Command::new("mkfs.ext4").args(["-q", "-m", "0", &image]))
                    && run(Command::new("mount").args(["-o", "loop", &image]).arg(&at))
            }
        };
        if !done {
            eprintln!("no {kind} can be mounted here: nothing was tested");
        }
        done.then_some(Self { at })
    }

    fn path(&self, name: &str) -> String {
        self.at.join(name).to_string_lossy().into_owned()
    }

    /// Fills its last byte, as another program would.
    fn fill(&self) {
        let mut file = File::create(self.at.join("of-another-program")).unwrap();
        for size in [1 << 20, 4096, 1] {
            while file.write_all(&vec![7; size]).is_ok() {}
        }
    }

    fn read_only(&self) {
        assert!(run(Command::new("mount").args(["-o", "remount,ro"]).arg(&self.at)));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run(Command::new("umount").arg("-l").arg(&self.at));
    }
}

fn run(command: &mut Command) -> bool {
    command.output().is_ok_and(|out| out.status.success())
}

fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

/// Returns the command in the home on that disk.
fn on(disk: &Disk, world: &World, args: &[&str]) -> Output {
    world.plain(args).env("TESTAMUR_HOME", disk.path("home")).env("TESTAMUR_TIMEOUT_S", "10").output().unwrap()
}

fn works(disk: &Disk, world: &World, args: &[&str]) -> String {
    let out = on(disk, world, args);
    assert_eq!(out.status.code(), Some(0), "{args:?}: {}", text(&out));
    text(&out)
}

/// Joins on that disk and seals `files` small files there.
fn lived_in(ready: &Ready, disk: &Disk, files: usize) {
    let world = &ready.world;
    let (policy, paper) = (world.path("policy.dsse"), world.path("on-disk.json"));
    let server = ["--server", &ready.server.url, "--out", &paper];
    world.testamur(&[&["org", "invite", &world.path("org"), "--policy", &policy][..], &server].concat()).unwrap();
    works(disk, world, &["join", &paper]);
    for n in 0..files {
        let file = world.path(&format!("{n}.txt"));
        std::fs::write(&file, format!("file {n}")).unwrap();
        works(disk, world, &["add", &file]);
    }
}

/// Returns the number of files below a folder of the home.
fn count(disk: &Disk, folder: &str) -> usize {
    std::fs::read_dir(Path::new(&disk.path("home")).join(folder)).unwrap().count()
}

#[test]
fn what_is_sealed_leaves_a_disk_that_something_else_filled() {
    for kind in ["ext4", "tmpfs"] {
        let ready = Ready::new().unwrap();
        let world = &ready.world;
        let Some(disk) = Disk::new(world, kind, 48) else { return };
        lived_in(&ready, &disk, 3);
        disk.fill();
        assert!(works(&disk, world, &["status"]).contains("3 items sealed here, 0 delivered"));
        assert_eq!(works(&disk, world, &["list"]).matches("bytes sealed").count(), 3);
        works(&disk, world, &["carry", &world.path("carried")]);
        let said = works(&disk, world, &["sync"]);
        assert!(said.contains("3 items delivered"), "{kind}: {said}");
        assert!(works(&disk, world, &["status"]).contains("3 items sealed here, 3 delivered"));
        let photo = world.path("photo.jpg");
        std::fs::write(&photo, vec![5; 7 << 20]).unwrap();
        let out = on(&disk, world, &["add", &photo]);
        assert!(out.status.code() == Some(2) && text(&out).contains("the disk is full"), "{kind}: {}", text(&out));
        std::fs::remove_file(disk.path("of-another-program")).unwrap();
        works(&disk, world, &["status"]);
        works(&disk, world, &["add", &photo]);
    }
}

#[test]
fn an_import_that_does_not_fit_leaves_nothing_behind() {
    for kind in ["ext4", "tmpfs"] {
        let ready = Ready::new().unwrap();
        let world = &ready.world;
        let Some(disk) = Disk::new(world, kind, 32) else { return };
        lived_in(&ready, &disk, 1);
        let film = world.path("film.webm");
        std::fs::write(&film, vec![5; 40 << 20]).unwrap();
        for _ in 0..2 {
            let out = on(&disk, world, &["add", &film]);
            let said = text(&out);
            assert!(out.status.code() == Some(2) && said.contains("the disk is full"), "{kind}: {said}");
            assert_eq!((count(&disk, "parts/incoming"), count(&disk, "aside")), (0, 0), "{kind}: {said}");
        }
        works(&disk, world, &["add", &world.path("0.txt")]);
        assert!(works(&disk, world, &["sync"]).contains("2 items delivered"));
        assert_eq!((count(&disk, "parts/incoming"), count(&disk, "aside")), (0, 0));
    }
}

#[test]
fn a_recording_that_fills_the_disk_is_closed_and_leaves() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let Some(disk) = Disk::new(world, "ext4", 32) else { return };
    lived_in(&ready, &disk, 1);
    let mut record = world.plain(&["record", "--name", "a.webm", "--type", "video/webm"]);
    record.env("TESTAMUR_HOME", disk.path("home")).stdin(File::open("/dev/zero").unwrap());
    let out = record.output().unwrap();
    let said = text(&out);
    assert!(out.status.code() == Some(2) && said.contains("the disk is full") && said.contains("are safe"), "{said}");
    let said = works(&disk, world, &["status"]);
    assert!(said.contains("closed as interrupted") && !said.contains("still open"), "{said}");
    assert!(works(&disk, world, &["sync"]).contains("2 items delivered"));
    works(&disk, world, &["panic", "--everything", "--yes"]);
}

#[test]
fn a_home_on_a_read_only_medium_is_read_and_carried() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let Some(disk) = Disk::new(world, "ext4", 48) else { return };
    lived_in(&ready, &disk, 2);
    disk.read_only();
    assert!(works(&disk, world, &["status"]).contains("2 items sealed here"));
    let said = works(&disk, world, &["list"]);
    assert!(said.matches("bytes sealed").count() == 2 && said.contains("read-only"), "{said}");
    works(&disk, world, &["carry", &world.path("carried")]);
    for refused in [&["sync"][..], &["add", &world.path("0.txt")], &["panic", "--keys", "--yes"]] {
        let out = on(&disk, world, refused);
        let said = text(&out);
        assert!(out.status.code() == Some(2) && said.contains("read-only"), "{refused:?}: {said}");
        assert!(!said.contains("the disk failed"), "{refused:?}: {said}");
    }
}

#[test]
fn earlier_chains_on_a_read_only_medium_are_counted_listed_carried_and_pulled() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let Some(disk) = Disk::new(world, "ext4", 48) else { return };
    lived_in(&ready, &disk, 1);
    for _ in 0..2 {
        std::fs::remove_file(disk.path("home/ratchet")).unwrap();
        works(&disk, world, &["add", &world.path("0.txt")]);
    }
    disk.read_only();
    assert_eq!(works(&disk, world, &["status"]).matches("an earlier chain of this device").count(), 2);
    assert_eq!(works(&disk, world, &["list"]).matches("bytes sealed").count(), 3);
    assert!(works(&disk, world, &["carry", &world.path("carried")]).contains("6 entries and 6 sealed parts"));
    let shares = [1, 2].map(|n| world.path(&format!("org/shares/share-{n}.txt"))).join(",");
    for (from, archive) in [(disk.path("home"), "archive-of-home"), (world.path("carried"), "archive-of-carried")] {
        let (org, archive) = (world.path("org"), world.path(archive));
        let args = ["--home", &archive, "archive", "pull", "--org", &org, "--shares", &shares, "--from", &from];
        let pulled = world.testamur(&args).unwrap();
        assert_eq!((&pulled["entries"], &pulled["parts"]), (&6.into(), &6.into()), "{pulled}");
    }
}

#[test]
fn a_home_that_is_only_read_tells_a_carrier_which_parts_are_lost() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let Some(disk) = Disk::new(world, "ext4", 48) else { return };
    lived_in(&ready, &disk, 2);
    let parts = Path::new(&disk.path("home")).join("parts");
    let folders = std::fs::read_dir(parts).unwrap().map(|e| e.unwrap().path()).filter(|p| !p.ends_with("incoming"));
    let part = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).next().unwrap().unwrap().path();
    std::fs::remove_file(part).unwrap();
    disk.read_only();
    let out = on(&disk, world, &["carry", &world.path("carried")]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    assert!(text(&out).contains("cannot be read whole on this device"), "{}", text(&out));
}

#[test]
fn files_are_sealed_though_the_list_of_a_run_cannot_be_written() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let Some(disk) = Disk::new(world, "tmpfs", 1) else { return };
    for n in 0..3 {
        std::fs::create_dir_all(world.path("card")).unwrap();
        std::fs::write(world.path(&format!("card/{n}.txt")), format!("file {n}")).unwrap();
    }
    File::create(disk.path("list")).unwrap();
    disk.fill();
    let out = world.plain(&["add", &world.path("card"), "--resume", &disk.path("list")]).output().unwrap();
    let said = text(&out);
    assert_eq!(out.status.code(), Some(1), "{said}");
    assert!(said.contains("3 files sealed, 3 SEALED AND NOT IN THE LIST") && !said.contains("not taken in"), "{said}");
    assert!(said.contains("the list of --resume could not be written"), "{said}");
    assert_eq!(world.testamur(&["status"]).unwrap()["items"], 3);
}

#[test]
fn a_list_names_every_item() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let names: Vec<String> = (0..253).map(|n| world.path(&format!("{n}.txt"))).collect();
    names.iter().for_each(|name| std::fs::write(name, name).unwrap());
    let files: Vec<&str> = names.iter().map(String::as_str).collect();
    world.testamur(&[&["add"], &files[..]].concat()).unwrap();
    let listed = world.testamur(&["list"]).unwrap();
    assert_eq!(listed["items"].as_array().unwrap().len(), 253);
    let lines = text(&world.plain(&["list"]).output().unwrap());
    assert_eq!(lines.matches("bytes sealed").count(), 253);
}

#[test]
fn what_does_not_fit_on_one_stick_goes_onto_two() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    for n in 0..6 {
        let file = world.path(&format!("{n}.bin"));
        std::fs::write(&file, vec![n; 3 << 20]).unwrap();
        world.testamur(&["add", &file]).unwrap();
    }
    let Some(stick) = Disk::new(world, "ext4", 18) else { return };
    let out = world.command(&["carry", &stick.at.to_string_lossy()]).output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", text(&out));
    let said = support::last_json(String::from_utf8_lossy(&out.stdout).lines().next().unwrap()).unwrap();
    let (next, left) = (said["next"].to_string(), said["parts_left"].as_u64().unwrap());
    assert!(said["parts"].as_u64().unwrap() >= 4 && left > 0, "{said}");
    let second = world.path("second");
    std::fs::create_dir(&second).unwrap();
    let rest = world.testamur(&["carry", &second, "--from", &next]).unwrap();
    assert!(rest["parts"].as_u64().unwrap() >= left, "{rest}");
    let again = world.testamur(&["carry", &second]).unwrap();
    assert!(again["folder"].as_str().unwrap().ends_with("second/carried-2"), "{again}");
    let refused = world.plain(&["carry", again["folder"].as_str().unwrap()]).output().unwrap();
    assert!(text(&refused).contains("here already"), "{}", text(&refused));
    let shares = format!("{},{}", world.path("org/shares/share-1.txt"), world.path("org/shares/share-2.txt"));
    let pull = |from: &str| {
        let org = world.path("org");
        let args =
            ["--home", &world.path("archive"), "archive", "pull", "--org", &org, "--shares", &shares, "--from", from];
        text(&world.command(&args).output().unwrap())
    };
    assert!(pull(&second).contains("its folder carried"), "{}", pull(&second));
    pull(said["folder"].as_str().unwrap());
    let last = pull(rest["folder"].as_str().unwrap());
    assert!(last.contains("\"missing\":0"), "{last}");
}
