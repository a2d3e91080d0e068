//! A device whose policy lets delivered parts leave, and a server that lost some of them.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use support::Ready;

/// Returns the sealed parts below a folder.
fn parts(folder: &str) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for folder in std::fs::read_dir(Path::new(folder).join("parts")).unwrap() {
        let files = std::fs::read_dir(folder.unwrap().path()).unwrap();
        out.extend(files.map(|file| file.unwrap().path()));
    }
    out
}

#[test]
fn parts_leave_the_device_once_the_server_shows_them_and_those_that_it_lost_stay() {
    let ready = Ready::under(&["--delete-after-delivery"]).unwrap();
    let (home, server) = (ready.world.path("home"), ready.world.path("server"));
    for n in 0..3 {
        let file = ready.world.path(&format!("{n}.txt"));
        std::fs::write(&file, format!("file {n}")).unwrap();
        ready.world.testamur(&["add", &file]).unwrap();
        if n < 2 {
            let before = parts(&home).len();
            let report = ready.world.testamur(&["sync"]).unwrap();
            let counts = [&report["parts_sent"], &report["parts_removed"], &report["parts_not_shown"]];
            assert_eq!(counts, [2, 2, 0], "{report}");
            assert_eq!((before, parts(&home).len(), parts(&server).len()), (2, 0, 2 * (n + 1)));
        }
    }
    // A backup of the device from before its last conversation, and a server that has lost a part since.
    let backup = ready.world.path("backup");
    support::output(std::process::Command::new("cp").args(["-a", &home, &backup])).unwrap();
    let kept = parts(&home);
    ready.world.testamur(&["sync"]).unwrap();
    std::fs::remove_dir_all(&home).unwrap();
    std::fs::rename(&backup, &home).unwrap();
    let lost = kept[0].file_name().unwrap();
    let there = parts(&server).into_iter().find(|path| path.file_name() == Some(lost)).unwrap();
    let bytes = std::fs::read(&there).unwrap();
    std::fs::write(&there, &bytes[1..]).unwrap();
    let report = ready.world.testamur(&["sync"]).unwrap();
    // The entry is sent again; parts that the server shows are not, and lost ones are.
    let counts = ["parts_sent", "parts_held", "parts_removed", "parts_not_shown"].map(|name| &report[name]);
    assert_eq!(counts, [1, 1, 2, 0], "{report}");
    assert_eq!((parts(&home).len(), std::fs::read(there).unwrap()), (0, bytes));
}
