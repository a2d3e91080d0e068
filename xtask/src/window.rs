//! `cargo xtask run` with a display: a trusted server, an organisation, a joined device, and the app on it.

use std::process::Command;

use support::World;

use crate::install;
use crate::shell::{Done, cargo, root, show, target};

/// True when there is a display to open a window on.
pub fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|v| !v.is_empty()))
}

/// Opens the app on a fresh trial home and waits until it is closed.
pub fn open() -> Done {
    install::packages(install::APP)?;
    build_ui()?;
    let programs = ["build", "--locked", "-p", "testamur-cli", "-p", "testamur-server"];
    show("building the programs", cargo().args(programs))?;
    show("building the app", cargo().args(["build", "--locked", "-p", "testamur-app"]))?;
    let dir = tempfile::Builder::new().prefix("testamur-trial-").tempdir()?;
    let world = World::new(dir.path(), target().join("debug"))?;
    let server = world.start_server()?;
    world.organise(&server)?;
    world.join()?;
    println!("\ntrusted server  {}\nhome            {}", server.url, world.path("home"));
    println!("Close the window to stop the server; the trial's folder is removed then.");
    show("the app", Command::new(world.program("testamur-app")).env("TESTAMUR_HOME", world.path("home")))
}

/// Builds what the window shows.
pub fn build_ui() -> Done {
    for args in [&["ci", "--no-audit", "--no-fund"][..], &["run", "build"]] {
        show(&format!("npm {}", args.join(" ")), npm().args(args))?;
    }
    Ok(())
}

/// npm in the UI's folder.
pub fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root().join("ui"));
    command
}
