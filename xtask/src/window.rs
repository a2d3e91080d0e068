//! `cargo xtask run` with a display: a trusted server, an organisation, a joined device, and the app on it; or the app
//! in a newcomer's first state.

use std::process::Command;

use support::World;

use crate::install;
use crate::shell::{Done, Failed, cargo, root, show, target};

/// Returns true when there is a display to open a window on.
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

/// Opens the app in an empty home, and waits until it is closed. A trial that starts in it uses the same folder.
pub fn open_fresh() -> Done {
    if !has_display() {
        return Err(Failed::new("cargo xtask run --fresh needs a display: set DISPLAY or WAYLAND_DISPLAY"));
    }
    install::packages(install::APP)?;
    build_ui()?;
    show("building the app", cargo().args(["build", "--locked", "-p", "testamur-app"]))?;
    let dir = tempfile::Builder::new().prefix("testamur-fresh-").tempdir()?;
    let home = dir.path().join("home");
    println!("\nhome            {} (made when the app joins)", home.display());
    println!("Close the window to end; everything that was made in it is removed then.");
    show("the app", Command::new(target().join("debug").join("testamur-app")).env("TESTAMUR_HOME", home))
}

/// Builds the pages of the window.
pub fn build_ui() -> Done {
    for args in [&["ci", "--no-audit", "--no-fund"][..], &["run", "build"]] {
        show(&format!("npm {}", args.join(" ")), npm().args(args))?;
    }
    Ok(())
}

/// Returns npm in the UI's folder.
pub fn npm() -> Command {
    let mut command = Command::new("npm");
    command.current_dir(root().join("ui"));
    command
}
