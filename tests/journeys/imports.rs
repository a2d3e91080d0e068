//! Imported files: one that changes during the import, its date, the same file twice, folders and lists of many files.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test in real time")]

use std::fs::{self, File, FileTimes};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;
use support::{Ready, World, last_json};

fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

fn values(out: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Pulls everything sealed so far into the archive.
fn pulled(ready: &Ready) {
    ready.world.testamur(&["sync"]).unwrap();
    let out = ready.world.pull(&ready.server).output().unwrap();
    assert!(out.status.success(), "{}", text(&out));
}

/// Waits for a sealed part without an entry; false after the time limit.
fn wait_for_parts(world: &World) {
    let incoming = world.path("home/parts/incoming");
    for _ in 0..2_000 {
        if fs::read_dir(&incoming).is_ok_and(|mut found| found.next().is_some()) {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Does something to a file at a path.
type Change<'a> = &'a dyn Fn(&str);

#[test]
fn a_file_that_changes_while_it_is_taken_in_is_marked_and_no_success() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let path = world.path("film.mp4");
    let open = |path: &str| File::options().write(true).open(path).unwrap();
    let changes: [(&str, Change<'_>); 3] = [
        ("cut", &|path| open(path).set_len(0).unwrap()),
        ("appended", &|path| File::options().append(true).open(path).unwrap().write_all(&[9; 4_096]).unwrap()),
        ("rewritten", &|path| open(path).write_all(&vec![9; 60_000_000]).unwrap()),
    ];
    let mut items = Vec::new();
    for (name, change) in changes {
        fs::write(&path, vec![7; 60_000_000]).unwrap();
        let mut command = world.command(&["add", &path]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for_parts(world);
        change(&path);
        let out = child.wait_with_output().unwrap();
        assert_eq!(out.status.code(), Some(1), "{name}: {}", text(&out));
        let said = last_json(&String::from_utf8_lossy(&out.stdout)).unwrap();
        let item = &said["items"][0];
        assert_eq!(item["changed"], true, "{name}: {said}");
        if name == "appended" {
            assert_eq!(item["size"], 60_000_000, "what it had when it was opened");
        }
        items.push(item["item"].as_str().unwrap().to_owned());
    }
    let status = world.testamur(&["status"]).unwrap();
    assert_eq!((&status["items"], &status["interrupted"]), (&3.into(), &0.into()), "{status}");
    pulled(&ready);
    for item in &items {
        let shown = world.testamur(&["archive", "show", item]).unwrap();
        assert_eq!(shown["record"]["media"][0]["changed"], true, "{shown}");
    }
    let out = world.plain(&["archive", "show", &items[0]]).output().unwrap();
    assert!(text(&out).contains("CHANGED WHILE IT WAS TAKEN IN"), "{}", text(&out));
    let bundle = world.path("b.zip");
    world.testamur(&["archive", "bundle", &items[1], "--out", &bundle]).unwrap();
    let out = world.plain(&["verify", &bundle, "--policy", &world.path("policy.dsse")]).output().unwrap();
    assert!(out.status.success() && text(&out).contains("changed while it was taken in"), "{}", text(&out));
    // A small file takes one entry, and an unchanged file gets no remark.
    fs::write(&path, "still").unwrap();
    let out = world.plain(&["add", &path]).output().unwrap();
    assert!(out.status.success() && !text(&out).contains("CHANGED"), "{}", text(&out));
}

#[test]
fn the_date_that_a_file_had_is_kept_and_given_back() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let (small, large) = (world.path("old.jpg"), world.path("old.mp4"));
    fs::write(&small, b"\xff\xd8\xff\xe0 old").unwrap();
    fs::write(&large, vec![3; 9_000_000]).unwrap();
    let date = UNIX_EPOCH + Duration::from_millis(1_560_058_800_120);
    let before = UNIX_EPOCH - Duration::from_secs(86_400);
    for (path, date) in [(&small, date), (&large, before)] {
        File::options().write(true).open(path).unwrap().set_times(FileTimes::new().set_modified(date)).unwrap();
    }
    let added = world.testamur(&["add", &small, &large]).unwrap();
    pulled(&ready);
    for (n, (name, said, date)) in
        [("small", "2019-06-09T05:40:00.120+00:00", date), ("large", "1969-12-31T00:00:00.000+00:00", before)]
            .into_iter()
            .enumerate()
    {
        let item = added["items"][n]["item"].as_str().unwrap();
        let shown = world.testamur(&["archive", "show", item]).unwrap();
        assert_eq!(shown["media"][0]["modified"], said, "{shown}");
        let told = text(&world.plain(&["archive", "show", item]).output().unwrap());
        assert!(told.contains(&format!("file's date  {said}")) && told.contains("a claim"), "{told}");
        let out = world.path(name);
        let opened = world.testamur(&["archive", "open", item, "--out", &out]).unwrap();
        let file = opened["files"][0]["path"].as_str().unwrap();
        assert_eq!(fs::metadata(file).unwrap().modified().unwrap(), date, "{file}");
        let bundle = world.path(&format!("{name}.zip"));
        world.testamur(&["archive", "bundle", item, "--out", &bundle]).unwrap();
        let told = text(&world.plain(&["verify", &bundle]).output().unwrap());
        assert!(told.contains(said) && told.contains("a claim"), "{told}");
    }
}

#[test]
fn the_same_file_twice_is_told_where_the_device_may_know_it() {
    let never = Ready::new().unwrap();
    let file = never.world.path("a.txt");
    fs::write(&file, "a").unwrap();
    let twice = never.world.testamur(&["add", &file, &file]).unwrap();
    assert_eq!(twice["items"][1]["same_as"], twice["items"][0]["item"], "one run knows what it has sealed");
    let said = text(&never.world.plain(&["add", &file]).output().unwrap());
    assert!(!said.contains("same bytes"), "a device without review must not tell what it sealed: {said}");
    pulled(&never);
    let world = &never.world;
    let listed = world.testamur(&["archive", "list"]).unwrap();
    let copies: Vec<u64> = listed["items"].as_array().unwrap().iter().map(|i| i["same"].as_u64().unwrap()).collect();
    assert_eq!(copies, [2, 2, 2], "{listed}");
    let item = twice["items"][0]["item"].as_str().unwrap();
    let shown = world.testamur(&["archive", "show", item]).unwrap();
    assert_eq!(shown["same"].as_array().unwrap().len(), 2, "{shown}");
    assert!(text(&world.plain(&["archive", "list"]).output().unwrap()).contains("same file as 2 others"));
    let always = Ready::under(&["--review", "always"]).unwrap();
    let file = always.world.path("a.txt");
    fs::write(&file, "a").unwrap();
    let first = always.world.testamur(&["add", &file]).unwrap();
    let second = always.world.testamur(&["add", &file]).unwrap();
    assert_eq!(second["items"][0]["same_as"], first["items"][0]["item"], "{second}");
}

/// Returns a folder with photos and other files.
fn card(world: &World) -> String {
    let root = world.path("DCIM");
    for n in 0..60 {
        let folder = Path::new(&root).join(format!("{}", 100 + n / 20));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("IMG_{n:04}.jpg")), format!("photo {n}")).unwrap();
    }
    root
}

#[test]
fn a_folder_is_taken_in_file_by_file_and_goes_on_where_it_stopped() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let (root, list) = (card(world), world.path("list"));
    // Stopped in the middle: sealed files are not sealed again.
    let mut command = world.command(&["add", &root, "--resume", &list]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while fs::read_to_string(&list).map_or(0, |text| text.lines().count()) < 12 {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let sealed = fs::read_to_string(&list).unwrap().matches('\n').count() as u64;
    assert!((12..60).contains(&sealed));
    let out = world.command(&["add", &root, "--resume", &list]).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    let told = values(&out);
    let last = told.last().unwrap();
    assert_eq!(last["sealed_before"], sealed, "{last}");
    assert_eq!(told.len() as u64 - 1, 60 - sealed, "a line for each file");
    // A kill separates an item from its line at most once.
    let items = world.testamur(&["status"]).unwrap()["items"].as_u64().unwrap();
    assert!((60..=61).contains(&items), "{items}");
    let again = world.testamur(&["add", &root, "--resume", &list]).unwrap();
    assert_eq!((&again["sealed"], &again["sealed_before"]), (&0.into(), &60.into()));
    // Another file under an old name is another file. Anything that is no file is named, and the others continue.
    fs::write(format!("{root}/100/IMG_0001.jpg"), "another photo").unwrap();
    fs::write(format!("{root}/100/empty.jpg"), "").unwrap();
    assert!(Command::new("mkfifo").arg(format!("{root}/101/pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("/etc/hostname", format!("{root}/102/link")).unwrap();
    let out = world.command(&["add", &root, "--resume", &list]).output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", text(&out));
    for named in ["empty.jpg: the file is empty", "pipe: it is no file", "link: it is a link that leads out"] {
        assert!(String::from_utf8_lossy(&out.stderr).contains(named), "{named}: {}", text(&out));
    }
    let told = values(&out);
    assert!(told.iter().any(|v| v["sealed"] == 1 && v["failed"] == 3 && v["sealed_before"] == 59), "{told:?}");
}

#[test]
fn names_come_from_a_list_and_the_home_is_never_sealed_into_itself() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let root = card(world);
    let line = format!("find '{root}' -name '*.jpg' -print0 | \"$PROGRAM\" add --json --files-from - -0");
    let shell = |line: &str| {
        let mut command = Command::new("bash");
        command.args(["-c", line]).env("PROGRAM", world.program("testamur")).env("TESTAMUR_HOME", world.path("home"));
        command.output().unwrap()
    };
    let out = shell(&line);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out));
    assert_eq!(values(&out).last().unwrap()["sealed"], 60);
    let list = world.path("names.txt");
    fs::write(&list, format!("{root}/100/IMG_0003.jpg\r\n{root}/none.jpg\n\n{root}/101\n")).unwrap();
    let out = world.command(&["add", "--files-from", &list]).output().unwrap();
    assert!(out.status.code() == Some(2) && text(&out).contains("none.jpg: there is no such file"), "{}", text(&out));
    assert!(values(&out).iter().any(|v| v["sealed"] == 21 && v["failed"] == 1), "{}", text(&out));
    fs::write(&list, "").unwrap();
    let out = world.command(&["add", "--files-from", &list]).output().unwrap();
    assert!(out.status.code() == Some(2) && text(&out).contains("names no file"), "{}", text(&out));
    let out = world.plain(&["add", &world.path("home"), &format!("{root}/102")]).output().unwrap();
    assert!(out.status.code() == Some(2) && text(&out).contains("sealed into"), "{}", text(&out));
    assert!(text(&out).contains("20 files sealed"), "{}", text(&out));
}
