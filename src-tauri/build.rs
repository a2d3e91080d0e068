//! Lists the commands that the window may call, so that the capability can grant them one by one.

const COMMANDS: &[&str] = &["status", "join"];

fn main() {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
