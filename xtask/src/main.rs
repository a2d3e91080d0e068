//! `cargo xtask run | test | ci | verifier | android | bench | prose | fuzz`: all commands that a newcomer needs.
#![allow(clippy::disallowed_methods, reason = "a door for developers: it measures time and owns no evidence")]
#![allow(missing_docs, reason = "a program, not a library")]

mod against;
mod bench;
mod foreign;
mod install;
mod measure;
mod prose;
mod samples;
mod shell;
mod test;
mod verifier;
mod walk;
mod window;

use std::process::ExitCode;

use shell::Failed;

const USAGE: &str = "usage: cargo xtask COMMAND

  run     install what is missing, start a trusted server and the app on a joined device; without a
          display, walk one piece of evidence through the whole way
          --fresh: open the app's first minute, without a home, an invitation or a server
  test    install what is missing, run every test
  ci      what CI runs: the same as test
  verifier build the verifier as one HTML file that needs no network
  android type-check the app for Android, without an SDK
  bench   measure what the README states; the file's size in MiB, default 1024
          --against FOLDER: time older programs and these in turn
  prose   count the phrases that docs/style.md refuses, by folder; with a path, print their lines
  fuzz    run every fuzz target (needs nightly and cargo-fuzz); seconds for each, default 600";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest = args.get(1..).unwrap_or_default();
    let done = match args.first().map(String::as_str) {
        Some("run") if rest == ["--fresh"] => window::open_fresh(),
        Some("run") if !rest.is_empty() => Err(Failed::new("cargo xtask run takes --fresh and nothing else")),
        Some("run") if window::has_display() => window::open(),
        Some("run") => walk::run(),
        Some("test" | "ci") => test::run(rest),
        Some("android") if !rest.is_empty() => Err(Failed::new("cargo xtask android takes no arguments")),
        Some("android") => foreign::android(),
        Some("verifier") => verifier::run(rest),
        Some("bench") => bench::run(rest),
        Some("prose") => prose::run(rest),
        Some("fuzz") => test::fuzz(rest),
        _ => Err(Failed::new(USAGE)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            eprintln!("\n{failed}");
            ExitCode::FAILURE
        }
    }
}
