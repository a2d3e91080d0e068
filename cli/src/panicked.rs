//! `testamur panic`, and the end of other commands when a panic destroys their home.
#![allow(clippy::disallowed_methods, reason = "waits in real time for another program")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;
use vault::{Home, OsDisk, Seen};

use crate::args::Panic;
use crate::door::Door;
use crate::trouble::{Done, Trouble};

/// Interval between checks for another program's panic.
const LOOK: Duration = Duration::from_millis(50);
/// Time for a command that works with the home to end and report its sealed items. A command that waits for the
/// network or for its input is then ended.
const GRACE: Duration = Duration::from_millis(400);
/// Time for a program with an open home to end, unless it is stopped or stuck.
const PATIENCE: Duration = Duration::from_secs(5);

/// Ends this program when another one destroys its open home.
pub fn watch(home: &Home) {
    let watch = home.watch();
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(LOOK);
            match watch.look() {
                Seen::Quiet => {}
                Seen::Closed => return,
                Seen::Destroyed => break,
            }
        }
        std::thread::sleep(GRACE);
        eprintln!("testamur: {DESTROYED}");
        std::process::exit(2)
    });
}

/// The message of a command that another program's panic ended.
pub const DESTROYED: &str = "this home was destroyed by a panic while this command had it open. With the keys alone, what was sealed \
                             stays on this device for the archive to take; with everything, it has what was sent. Nothing more can \
                             be added or sent from here";

/// The message for a home that no longer exists.
pub const GONE: &str = "this home is not there any more: a panic destroyed everything in it, or somebody took it away. The server and \
                        the archive have what was sent";

/// Destroys without opening the home, so that a damaged home, or one open in another program, loses its keys too.
pub fn panic(door: &Door, args: &Panic) -> Done<bool> {
    let (what, gone) = match args.everything {
        true => (vault::Panic::Everything, "everything on this device: keys, vault, chain, and every sealed part"),
        false => (vault::Panic::Keys, "the keys of this device and its locked vault"),
    };
    if !args.yes {
        return Err(Trouble::new(format!(
            "nothing was destroyed. This would destroy {gone}, for ever; what has not been sent can be lost with it. \
             Say --yes to do it"
        )));
    }
    let path = door.home()?;
    let held = match destroy(&path, what) {
        Err(e) if e.is_held() => Some(Trouble::from(e)),
        Err(e) if e.is_unjoined() => return Err(e.into()),
        Err(e) => {
            let next =
                "Every other step was taken, and the next start tries again; --everything leaves nothing to damage";
            return Err(Trouble::new(format!("{}. {next}", Trouble::from(e).text())));
        }
        Ok(()) => None,
    };
    let name = if args.everything { "everything" } else { "keys" };
    let lines = match &held {
        Some(held) => format!("DESTROYED ON THE DISK, and not yet over: {}", held.text()),
        None if args.everything => {
            "Destroyed: keys, vault, chain and sealed parts. What had been sent is with the server and the archive."
                .to_owned()
        }
        None => {
            "Destroyed: the keys and the locked vault. What this device had sealed is still here and sealed: testamur \
                 archive pull --from takes it by cable. Nothing can be added, sent or opened here any more."
                .to_owned()
        }
    };
    door.done(&json!({ "destroyed": name, "held": held.is_some() }), lines);
    Ok(held.is_none())
}

fn destroy(path: &Path, what: vault::Panic) -> vault::Result<()> {
    let mut began = None;
    Home::panic_at(path, what, Arc::new(OsDisk), || {
        let began = *began.get_or_insert_with(Instant::now);
        std::thread::sleep(LOOK);
        began.elapsed() < PATIENCE
    })
}
