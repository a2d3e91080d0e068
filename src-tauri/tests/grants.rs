//! The window's permissions, read from the files that the build reads.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn parse(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

/// Returns the names of the functions below `#[tauri::command…]`.
fn commands() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/commands");
    let files = std::fs::read_dir(folder).unwrap().map(|e| std::fs::read_to_string(e.unwrap().path()).unwrap());
    let below = |text: String| -> Vec<String> {
        let names = text.split("#[tauri::command").skip(1).filter_map(|t| t.split("fn ").nth(1));
        names.map(|t| t.split('(').next().unwrap().to_owned()).collect()
    };
    files.flat_map(below).collect()
}

#[test]
fn the_window_is_granted_our_own_commands_and_nothing_else() {
    let found: Vec<_> = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("capabilities"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(found, ["main.json"]);
    let capability = parse("capabilities/main.json");
    let expected: BTreeSet<String> = commands().iter().map(|c| format!("allow-{}", c.replace('_', "-"))).collect();
    let granted: BTreeSet<String> = serde_json::from_value(capability["permissions"].clone()).unwrap();
    assert_eq!(granted, expected);
    assert_eq!(capability["windows"], json!(["main"]));
    for forbidden in ["remote", "webviews", "local", "platforms"] {
        assert_eq!(capability[forbidden], Value::Null, "{forbidden}");
    }
    let registered = read("src/app.rs");
    let registered: String = registered.lines().filter(|l| !l.trim_start().starts_with("#[")).collect();
    let registered = registered.split("generate_handler![").nth(1).unwrap().split(']').next().unwrap();
    let registered = registered.split(',').filter_map(|c| c.trim().rsplit("::").next()).filter(|c| !c.is_empty());
    assert_eq!(registered.map(str::to_owned).collect::<BTreeSet<_>>(), commands());
}

#[test]
fn the_page_may_load_its_own_files_and_talk_to_the_core_only() {
    let security = &parse("tauri.conf.json")["app"]["security"];
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(security["capabilities"], json!(["main"]));
    let csp = security["csp"].as_object().unwrap();
    assert_eq!(csp["default-src"], "'none'");
    let allowed = ["'none'", "'self'", "blob:", "ipc:", "http://ipc.localhost"];
    for (directive, sources) in csp {
        for source in sources.as_str().unwrap().split(' ') {
            assert!(allowed.contains(&source), "{directive} allows {source}");
        }
    }
    assert_eq!(csp["script-src"], "'self'");
    assert_eq!(csp["connect-src"], "ipc: http://ipc.localhost");
    for forbidden in ["dangerousDisableAssetCspModification", "assetProtocol", "devCsp", "pattern"] {
        assert_eq!(security[forbidden], Value::Null, "{forbidden}");
    }
}

#[test]
fn no_plugin_no_dev_server_and_no_global_bridge() {
    let conf = parse("tauri.conf.json");
    assert_eq!(conf["plugins"], Value::Null);
    assert_eq!(conf["build"]["devUrl"], Value::Null);
    assert_eq!(conf["app"]["withGlobalTauri"], false);
    assert!(!read("Cargo.toml").contains("tauri-plugin"));
}
