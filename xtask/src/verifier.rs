//! `cargo xtask verifier`: the verifier as one HTML file, `testamur-verifier.html` in the target folder.

use std::path::PathBuf;
use std::process::Command;

use crate::foreign::{WEB, cargo_for};
use crate::install::{self, Std};
use crate::shell::{Done, Failed, root, show, target};
use crate::window::npm;

/// Installs the page's npm packages, then builds the page.
pub fn run(args: &[String]) -> Done {
    if !args.is_empty() {
        return Err(Failed::new("cargo xtask verifier takes no arguments"));
    }
    show("npm ci", npm().args(["ci", "--no-audit", "--no-fund"]))?;
    page().map(drop)
}

/// Builds the page with the packages that are there, and returns its path.
pub fn page() -> Done<PathBuf> {
    let std = install::std_for(WEB)?;
    let mut build = cargo_for(WEB, &std, "build");
    build.args(["--profile", "page", "-p", "verifier"]);
    let mut folder = target();
    if matches!(std, Std::Debian) {
        // Objects of the two compilers do not mix.
        folder.push("wasm-debian");
        build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-22").env("CARGO_TARGET_DIR", &folder);
    }
    show(&format!("the verifier as WebAssembly ({std})"), &mut build)?;
    let module = folder.join(WEB).join("page/verifier.wasm");
    let out = root().join(target()).join("testamur-verifier.html");
    let mut pack = Command::new("node");
    pack.current_dir(root().join("ui")).arg("scripts/verifier.mjs").arg(root().join(module)).arg(&out);
    show("the verifier as one page", &mut pack)?;
    Ok(out)
}
