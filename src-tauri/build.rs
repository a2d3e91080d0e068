//! Lists the commands that the window may call, so that the capability can grant them one by one. The list is read from
//! the sources, so it is always complete.

use std::path::Path;

fn main() {
    let folder = Path::new("src/commands");
    println!("cargo::rerun-if-changed=src/commands");
    let made = commands(folder).map_err(|e| format!("the commands could not be read: {e}")).and_then(|names| {
        let names: Vec<&'static str> = names.into_iter().map(|n| &*n.leak()).collect();
        let manifest = tauri_build::AppManifest::new().commands(names.leak());
        let attributes = tauri_build::Attributes::new().app_manifest(manifest);
        tauri_build::try_build(attributes).map_err(|e| format!("{e:#}"))
    });
    if let Err(error) = made {
        println!("cargo::error={error}");
    }
}

/// Returns the names of the functions below `#[tauri::command]`.
fn commands(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for file in std::fs::read_dir(folder)? {
        let text = std::fs::read_to_string(file?.path())?;
        let below = text.split("#[tauri::command").skip(1).filter_map(|t| t.split_once("fn ").map(|(_, name)| name));
        names.extend(below.filter_map(|t| t.split(['(', '<']).next()).map(|n| n.trim().to_owned()));
    }
    names.sort();
    Ok(names)
}
