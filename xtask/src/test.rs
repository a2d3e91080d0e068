//! `cargo xtask test`: installs missing tools and runs every test, fastest first.

use crate::foreign;
use crate::install;
use crate::shell::{Beside, Done, Failed, cargo, has, root, show, target};
use crate::window::npm;

pub fn run(args: &[String]) -> Done {
    if !args.is_empty() {
        return Err(Failed::new("cargo xtask test takes no arguments; for one test use cargo test -p PACKAGE NAME"));
    }
    install::packages(install::WALK)?;
    install::packages(install::TEST)?;
    install::packages(install::APP)?;
    install::packages(install::PAGES)?;
    let python = install::python()?;
    let node = install::node()?;
    // The walls and cargo-deny read the dependencies of every platform offline; a build downloads its own alone.
    show("cargo fetch", cargo().args(["fetch", "--locked"]))?;
    show("formatting", cargo().args(["fmt", "--all", "--check"]))?;
    println!("\n=== prose");
    crate::prose::run(&[])?;
    show("lints", cargo().args(["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]))?;
    show("npm ci", npm().args(["ci", "--no-audit", "--no-fund"]))?;
    show("the UI's types and texts", npm().args(["run", "check"]))?;
    // The journeys and the verifier page's tests start the real programs; cargo builds them with the tests' profile.
    show("the programs", cargo().args(["build", "--locked", "-p", "testamur-cli", "-p", "testamur-server"]))?;
    let verifier = crate::verifier::page()?;
    // In parallel with the core's tests: in sequence the two took most of an hour.
    let mut chromium = npm();
    chromium.args(["run", "pages"]).env("TESTAMUR_VERIFIER", verifier).env("TESTAMUR_BIN", target().join("debug"));
    let pages = Beside::start("the UI's pages in Chromium", &mut chromium)?;
    let mut tests = cargo();
    tests.args(["test", "--locked", "--no-fail-fast"]).env("TESTAMUR_PYTHON", &python).env("TESTAMUR_NODE", &node);
    show("tests", tests.env("TESTAMUR_BIN", target().join("debug")))?;
    foreign::portable()?;
    foreign::android()?;
    let deny = install::cargo_deny()?;
    let mut check = std::process::Command::new(deny);
    check.current_dir(root()).args(["--offline", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
    show("licences, bans and sources of dependencies", &mut check)?;
    show("the UI's tests", npm().args(["test"]))?;
    pages.end()?;
    app()?;
    crate::walk::run()?;
    println!("\neverything passed");
    Ok(())
}

/// Runs the real app on a display of its own.
fn app() -> Done {
    show("the UI is built", npm().args(["run", "build"]))?;
    let app = |args: &[&str]| {
        let mut command = cargo();
        command.args(args.first()).args(["--locked", "-p", "testamur-app"]).args(args.get(1..).unwrap_or_default());
        command
    };
    show("lints of the app", &mut app(&["clippy", "--all-targets", "--", "-D", "warnings"]))?;
    show("tests of the app as it is shipped", &mut app(&["test"]))?;
    show(
        "lints of the app under test",
        &mut app(&["clippy", "--all-targets", "--features", "e2e", "--", "-D", "warnings"]),
    )?;
    // One window at a time: two cores that encode three videos at once cannot keep pace.
    show("the real window", &mut app(&["test", "--features", "e2e", "--test", "window", "--", "--test-threads=1"]))
}

/// Runs every fuzz target for some seconds, from its committed seeds. New inputs go to the target folder;
/// `tests/fuzz/seed.py TARGET FILE` adds a finding to the seeds, as a regression.
pub fn fuzz(args: &[String]) -> Done {
    let seconds: u32 = match args {
        [] => 600,
        [word] => word.parse().map_err(|_| Failed::new("cargo xtask fuzz [SECONDS]"))?,
        _ => return Err(Failed::new("cargo xtask fuzz [SECONDS]")),
    };
    if !has("cargo-fuzz") {
        return Err(Failed::new("cargo-fuzz is missing: cargo install cargo-fuzz --locked (and a nightly toolchain)"));
    }
    let corpus = root().join("tests/fuzz/corpus");
    let mut packed: Vec<_> = std::fs::read_dir(&corpus)?.flatten().map(|e| e.path()).collect();
    packed.sort();
    for packed in packed {
        let name = packed.file_stem().unwrap_or_default();
        let (found, seeds) = (target().join("fuzz-corpus").join(name), target().join("fuzz-seeds").join(name));
        std::fs::create_dir_all(&found)?;
        tar::Archive::new(std::fs::File::open(&packed)?).unpack(&seeds)?;
        let mut run = std::process::Command::new("cargo");
        run.current_dir(root())
            .args(["+nightly", "fuzz", "run", "--fuzz-dir", "tests/fuzz"])
            .arg(name)
            .arg(found)
            .arg(seeds);
        run.arg("--").arg(format!("-max_total_time={seconds}")).env("CARGO_TARGET_DIR", target().join("fuzz"));
        show(&format!("fuzzing {}", name.to_string_lossy()), &mut run)?;
    }
    Ok(())
}
