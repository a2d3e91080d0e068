//! Names through all programs: from a disk into the archive, out of it, into a bundle, and through other people's
//! hands.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, clippy::panic, reason = "a test")]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::Output;

use support::Ready;

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF picture";

fn text(out: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}

#[test]
fn a_name_keeps_its_letters_from_the_disk_to_the_verdict_and_litter_costs_nothing() {
    let ready = Ready::new().unwrap();
    let world = &ready.world;
    let names: [&[u8]; 4] =
        ["Мать.jpg".as_bytes(), "Әке на площади.jpg".as_bytes(), b"photo.jpg.exe", b"\xff-latin\xe9.jpg"];
    for name in names {
        let path = std::path::Path::new(&world.path("")).join(OsStr::from_bytes(name));
        std::fs::write(&path, JPEG).unwrap();
        let out = world.plain(&["add", "--note", "у ворот"]).arg(&path).output().unwrap();
        assert!(out.status.success(), "{}", text(&out));
        assert_eq!(text(&out).contains("not UTF-8"), name.contains(&0xff), "{}", text(&out));
    }
    let latin = std::path::Path::new(&world.path("")).join(OsStr::from_bytes(names[3]));
    let told: serde_json::Value =
        serde_json::from_slice(&world.command(&["add"]).arg(&latin).output().unwrap().stdout).unwrap();
    assert_eq!(told["items"][0]["name_escaped"], r"\xff-latin\xe9.jpg", "{told}");
    world.testamur(&["sync"]).unwrap();
    assert!(world.pull(&ready.server).output().unwrap().status.success());
    let listed = text(&world.plain(&["archive", "list"]).output().unwrap());
    for name in ["Мать.jpg", "Әке на площади.jpg", "photo.jpg.exe", r"\xff-latin\xe9.jpg"] {
        let line = listed.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}:\n{listed}"));
        assert!(line.contains("photo") && (line.contains("у ворот") || name.starts_with('\\')), "{line}");
    }
    let opened = |name: &str| {
        let item = listed.lines().find(|line| line.contains(name)).unwrap().split(' ').next().unwrap().to_owned();
        let told = world.testamur(&["archive", "open", &item, "--out", &world.path(&format!("o-{item}"))]).unwrap();
        let path = told["files"][0]["path"].as_str().unwrap().to_owned();
        assert_eq!(std::fs::read(&path).unwrap(), JPEG);
        path.rsplit('/').next().unwrap().to_owned()
    };
    assert_eq!(opened("Мать.jpg"), "Мать.jpg");
    assert_eq!(opened("Әке на площади.jpg"), "Әке на площади.jpg");
    assert_eq!(opened("photo.jpg.exe"), "photo.jpg.exe.jpg");
    assert_eq!(opened(r"\xff-latin\xe9.jpg"), "%FF-latin%E9.jpg");
    let items: Vec<&str> = listed.lines().filter_map(|line| line.split(' ').next()).collect();
    let bundle = world.path("bundle");
    world.testamur(&[&["archive", "bundle"], &items[..], &["--out", &bundle]].concat()).unwrap();
    for entry in std::fs::read_dir(format!("{bundle}/media")).unwrap() {
        assert!(entry.unwrap().file_name().to_str().unwrap().is_ascii());
    }
    for litter in [".DS_Store", "media/Thumbs.db", "desktop.ini", "копия.txt", "media/copy (1).jpg"] {
        std::fs::write(format!("{bundle}/{litter}"), b"x").unwrap();
    }
    let out = world.plain(&["verify", &bundle, "--policy", &world.path("policy.dsse")]).output().unwrap();
    let said = text(&out);
    assert_eq!(out.status.code(), Some(0), "{said}");
    for word in ["content      passed", "Мать.jpg", ".DS_Store", "media/Thumbs.db", "копия.txt", "media/copy (1).jpg"]
    {
        assert!(said.contains(word), "{word}:\n{said}");
    }
    assert!(said.lines().count() <= 40, "{said}");
}
