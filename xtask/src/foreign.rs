//! Type checks for foreign machines: the portable crates for WebAssembly, the app for Android.
//!
//! Skips linking and C code, so it needs no SDK; it does not prove that the programs build and run (`docs/mobile.md`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::{self, Std};
use crate::shell::{Done, cargo, root, show, target};

/// The crates that must compile to WebAssembly.
const PORTABLE: [&str; 8] = ["evidence", "forms", "testimony", "capture", "tlog", "verify", "verdict", "sync"];

/// The machine that a page runs on.
pub const WEB: &str = "wasm32-unknown-unknown";
const ANDROID: &str = "aarch64-linux-android";

/// A C compiler for build scripts during type checks. Its preprocessor is real (build scripts read versions from
/// headers); its objects are empty. It refuses all other calls, as probes for its make expect.
const STAND_IN: &str = r#"#!/bin/sh
case " $* " in *" -E "*) exec cc "$@" ;; esac
while [ $# -gt 1 ]; do
    if [ "$1" = -o ]; then
        : > "$2"
        exit
    fi
    shift
done
echo "stand-in compiler: nothing to write" >&2
exit 1
"#;

/// Checks that the portable crates compile to WebAssembly.
pub fn portable() -> Done {
    let std = install::std_for(WEB)?;
    let mut check = cargo_for(WEB, &std, "check");
    if matches!(std, Std::Debian) {
        check.env("CARGO_TARGET_DIR", target().join("wasm-debian"));
    }
    check.args(PORTABLE.iter().flat_map(|room| ["-p", room]));
    show(&format!("the portable rooms compile to WebAssembly ({std})"), &mut check)
}

/// Checks that the whole app compiles for an Android phone.
pub fn android() -> Done {
    install::packages(install::WALK)?;
    // Types do not depend on the pages, but their folder must exist.
    std::fs::create_dir_all(root().join("ui/dist"))?;
    let std = install::std_for(ANDROID)?;
    let folder = target().join("android");
    let stand_in = folder.join("stand-in");
    let compiler = stand_in_compiler(&stand_in)?;
    // Clippy checks the compiler's errors and the project's rules; Debian's rustc-web has no Clippy.
    let mut check = match std {
        Std::Rustup => cargo_for(ANDROID, &std, "clippy"),
        Std::Debian => cargo_for(ANDROID, &std, "check"),
    };
    check.args(["-p", "testamur-app", "--lib"]).env("CARGO_TARGET_DIR", &folder);
    check.env("CC_aarch64_linux_android", compiler).env("AR_aarch64_linux_android", "ar");
    // OpenSSL is not compiled either: this machine's headers tell the build script the version.
    let openssl = |name: &str| format!("AARCH64_LINUX_ANDROID_OPENSSL_{name}");
    check.env(openssl("NO_VENDOR"), "1").env(openssl("STATIC"), "1");
    check.env(openssl("INCLUDE_DIR"), "/usr/include").env(openssl("LIB_DIR"), stand_in);
    if matches!(std, Std::Rustup) {
        check.args(["--", "-D", "warnings"]);
    }
    show(&format!("the app compiles for Android ({std})"), &mut check)
}

/// Returns a cargo command that runs `verb` for the machine `triple`.
pub fn cargo_for(triple: &str, std: &Std, verb: &str) -> Command {
    let mut command = cargo();
    command.args([verb, "--locked", "--target", triple]);
    if matches!(std, Std::Debian) {
        command.arg("-Zbuild-std=std,panic_abort").env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    }
    command
}

/// Writes the stand-in compiler into `folder` unless it exists: a newer file would make build scripts run again.
fn stand_in_compiler(folder: &Path) -> Done<PathBuf> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::create_dir_all(folder)?;
    let path = folder.join("cc");
    if std::fs::read_to_string(&path).ok().as_deref() != Some(STAND_IN) {
        std::fs::write(&path, STAND_IN)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
    }
    Ok(path)
}
