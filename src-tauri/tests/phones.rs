//! The permissions that a phone app requests and its rules for the app's data, read from the files that its builds
//! read.
//!
//! The SDKs built none of this (docs/mobile.md); these are the settings that a careless change would lose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use roxmltree::{Document, Node, ParsingOptions};

const MANIFEST: &str = "gen/android/app/src/main/AndroidManifest.xml";
const ACTIVITY: &str = "gen/android/app/src/main/java/org/testamur/app/MainActivity.kt";
const RULES: [&str; 2] = ["nothing_leaves", "no_backup"];

/// All permissions that the Android app requests. No location: the app itself never determines it.
const PERMISSIONS: [&str; 6] =
    ["ACCESS_NETWORK_STATE", "CAMERA", "INTERNET", "MODIFY_AUDIO_SETTINGS", "RECORD_AUDIO", "VIBRATE"];

/// All keys of an iPhone's property list besides Tauri's own: the reasons for camera and microphone.
const PLIST: [&str; 2] = ["NSCameraUsageDescription", "NSMicrophoneUsageDescription"];

/// All places of an app's data that Android may copy.
const DOMAINS: [&str; 9] = [
    "database",
    "device_database",
    "device_file",
    "device_root",
    "device_sharedpref",
    "external",
    "file",
    "root",
    "sharedpref",
];

#[test]
fn android_is_asked_for_nothing_beyond_the_list_and_copies_nothing() {
    let text = read(MANIFEST);
    assert_eq!(manifest_faults(&text), NONE);
    for rules in RULES {
        assert!(text.contains(&format!("\"@xml/{rules}\"")), "{rules}");
        assert_eq!(rules_faults(&read(&format!("gen/android/app/src/main/res/xml/{rules}.xml"))), NONE, "{rules}");
    }
    // A second manifest, for one kind of build, could request more.
    let manifests: Vec<_> =
        files(&at("gen/android")).into_iter().filter(|f| f.ends_with("AndroidManifest.xml")).collect();
    assert_eq!(manifests, [at(MANIFEST)]);
}

#[test]
fn a_manifest_that_asks_for_more_or_allows_copies_is_found() {
    let text = read(MANIFEST);
    let permission = |name: &str| {
        format!("<uses-permission android:name=\"android.permission.{name}\" />\n    <uses-feature android:name=\"x\"")
    };
    let feature = "<uses-feature android:name=\"android.hardware.camera\"";
    for name in ["ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION", "READ_CONTACTS", "READ_EXTERNAL_STORAGE"] {
        find_planted(&text, feature, &permission(name));
        let since = permission(name).replacen("uses-permission", "uses-permission-sdk-23", 1);
        find_planted(&text, feature, &since);
    }
    for (sound, faulty) in [
        ("android:allowBackup=\"false\"", "android:allowBackup=\"true\""),
        ("android:allowBackup=\"false\"", ""),
        ("android:dataExtractionRules=\"@xml/nothing_leaves\"", ""),
        ("android:fullBackupContent=\"@xml/no_backup\"", "android:fullBackupContent=\"true\""),
        ("android:usesCleartextTraffic=\"false\"", "android:usesCleartextTraffic=\"${usesCleartextTraffic}\""),
        ("android:usesCleartextTraffic=\"false\"", ""),
        ("<application", "<application android:networkSecurityConfig=\"@xml/n\""),
        ("<application", "<application android:debuggable=\"true\""),
        ("android:required=\"false\"", "android:required=\"true\""),
        ("</application>", "<provider android:name=\"x\" android:exported=\"false\" /></application>"),
        ("</application>", "<service android:name=\"x\" /></application>"),
        ("</application>", "<activity android:name=\"x\" /></application>"),
        ("<uses-permission android:name=\"android.permission.CAMERA\" />", ""),
    ] {
        find_planted(&text, sound, faulty);
    }

    fn find_planted(text: &str, sound: &str, faulty: &str) {
        assert!(text.contains(sound), "{sound}");
        assert_ne!(manifest_faults(&text.replacen(sound, faulty, 1)), NONE, "{faulty}");
    }
}

#[test]
fn rules_that_let_something_be_copied_are_found() {
    let text = read("gen/android/app/src/main/res/xml/nothing_leaves.xml");
    let root = "<exclude domain=\"root\" path=\".\" />";
    for faulty in ["", "<include domain=\"root\" path=\".\" />", "<exclude domain=\"root\" path=\"cache\" />"] {
        assert_ne!(rules_faults(&text.replacen(root, faulty, 1)), NONE, "{faulty}");
    }
    let transfer = text.split("<device-transfer>").next().unwrap().to_owned() + "</data-extraction-rules>";
    assert_ne!(rules_faults(&transfer), NONE);
}

#[test]
fn the_screen_is_never_pictured() {
    let text = read(ACTIVITY);
    assert_eq!(activity_faults(&text), NONE);
    let set = text.lines().find(|line| line.contains("setFlags")).unwrap();
    for faulty in [
        text.replace(set, ""),
        text.replace(set, &format!("//{set}")),
        text.replace("super.onCreate", &format!("window.clearFlags(SOME)\n{}", "super.onCreate")),
        text.replace(set, "").replace("super.onCreate(savedInstanceState)", &format!("super.onCreate(x)\n{set}")),
    ] {
        assert_ne!(activity_faults(&faulty), NONE, "{faulty}");
    }
}

#[test]
fn an_iphone_is_asked_for_camera_and_microphone_and_told_why() {
    let text = read("Info.ios.plist");
    assert_eq!(plist_faults(&text), NONE);
    let location = "<key>NSLocationWhenInUseUsageDescription</key><string>It is written into the record.</string>";
    for faulty in [
        text.replace("<dict>", &format!("<dict>{location}")),
        text.replace("<dict>", "<dict><key>UIFileSharingEnabled</key><true/>"),
        text.replace("NSCameraUsageDescription", "NSCamera"),
        text.replacen("The app uses the camera to take photos and videos, only while you capture.", "", 1),
    ] {
        assert_ne!(plist_faults(&faulty), NONE, "{faulty}");
    }
    assert!(!at("Info.plist").exists(), "Tauri would merge it for iOS too; its keys are not on the list");
}

#[test]
fn gradle_calls_the_command_line_that_fits_the_locked_tauri() {
    let lock = read("../Cargo.lock");
    let locked = lock.split("name = \"tauri\"\nversion = \"").nth(1).unwrap().split('"').next().unwrap();
    let minor = |version: &str| version.rsplit_once('.').unwrap().0.to_owned();
    let task = read("gen/android/buildSrc/src/main/java/org/testamur/app/kotlin/BuildTask.kt");
    let called = task.split("@tauri-apps/cli@").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(minor(called), minor(locked));
    let docs = read("../docs/mobile.md");
    assert!(docs.contains(&format!("@tauri-apps/cli@{called}")));
    assert!(docs.contains(&format!("tauri-cli --version {called} --locked")));
}

const NONE: Vec<String> = Vec::new();

/// Returns the faults of a manifest: forbidden requests, and prohibitions that are missing.
fn manifest_faults(text: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let all = || document.descendants().filter(Node::is_element);
    let mut faults = Vec::new();
    let asked: BTreeSet<_> = all()
        .filter(|n| n.tag_name().name().starts_with("uses-permission"))
        .map(|n| android(n, "name").unwrap_or_default().trim_start_matches("android.permission."))
        .collect();
    if asked != BTreeSet::from(PERMISSIONS) {
        faults.push(format!("asks for {asked:?}"));
    }
    let application = all().find(|n| n.has_tag_name("application")).unwrap();
    for (name, wanted) in [
        ("allowBackup", Some("false")),
        ("dataExtractionRules", Some("@xml/nothing_leaves")),
        ("fullBackupContent", Some("@xml/no_backup")),
        ("usesCleartextTraffic", Some("false")),
        ("networkSecurityConfig", None),
        ("debuggable", None),
    ] {
        let found = android(application, name);
        if found != wanted {
            faults.push(format!("{name} is {found:?}"));
        }
    }
    // Another program could talk to any further component; a file provider would hand out files.
    let components: Vec<_> = application.children().filter(Node::is_element).collect();
    let only = matches!(components[..], [one] if one.has_tag_name("activity") && android(one, "name") == Some(".MainActivity"));
    if !only {
        faults.push(format!("has {} components", components.len()));
    }
    let required = |n: &Node| n.has_tag_name("uses-feature") && android(*n, "required") != Some("false");
    faults.extend(all().filter(required).map(|n| format!("does without no {:?}", android(n, "name"))));
    faults
}

/// Returns the sections of backup rules that allow a copy of any data.
fn rules_faults(text: &str) -> Vec<String> {
    let document = Document::parse(text).unwrap();
    let root = document.root_element();
    let sections: Vec<_> = match root.tag_name().name() {
        "full-backup-content" => vec![root],
        _ => root.children().filter(Node::is_element).collect(),
    };
    let names: Vec<_> = sections.iter().map(|s| s.tag_name().name()).collect();
    let mut faults = Vec::new();
    if !matches!(names[..], ["full-backup-content"] | ["cloud-backup", "device-transfer"]) {
        faults.push(format!("sections {names:?}"));
    }
    for section in sections {
        let excluded: Vec<_> = section
            .children()
            .filter(|n| n.has_tag_name("exclude") && n.attribute("path") == Some("."))
            .filter_map(|n| n.attribute("domain"))
            .collect();
        if BTreeSet::from_iter(excluded) != BTreeSet::from(DOMAINS)
            || section.children().any(|n| n.has_tag_name("include"))
        {
            faults.push(format!("{} leaves something", section.tag_name().name()));
        }
    }
    faults
}

/// Returns the faults in how the activity is hidden. It must be hidden before the first frame.
fn activity_faults(text: &str) -> Vec<String> {
    let code: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap().trim()).collect();
    let flag = "WindowManager.LayoutParams.FLAG_SECURE";
    let hidden = code.iter().position(|line| *line == format!("window.setFlags({flag}, {flag})"));
    let created = code.iter().position(|line| line.starts_with("super.onCreate"));
    let mut faults = Vec::new();
    if !matches!((hidden, created), (Some(hidden), Some(created)) if hidden < created) {
        faults.push("is not hidden before it is created".to_owned());
    }
    if code.iter().any(|line| line.contains("clearFlags") || line.contains("/*")) {
        faults.push("can be shown again".to_owned());
    }
    faults
}

/// Returns the faults of an iPhone's property list: foreign keys, and keys without a reason.
fn plist_faults(text: &str) -> Vec<String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).unwrap();
    let dict = document.descendants().find(|n| n.has_tag_name("dict")).unwrap();
    let keys: Vec<_> = dict.children().filter(|n| n.has_tag_name("key")).collect();
    let mut faults = Vec::new();
    if BTreeSet::from_iter(keys.iter().filter_map(|k| k.text())) != BTreeSet::from(PLIST) {
        faults.push(format!("{} keys", keys.len()));
    }
    for key in keys {
        let why = key.next_sibling_element().filter(|n| n.has_tag_name("string")).and_then(|n| n.text());
        if why.is_none_or(|why| why.trim().len() < 40) {
            faults.push(format!("{:?} says no reason", key.text()));
        }
    }
    faults
}

fn android<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attribute(("http://schemas.android.com/apk/res/android", name))
}

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    std::fs::read_to_string(at(path)).unwrap()
}

/// Returns every file below `dir` except build output.
fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("build") || path.ends_with(".gradle") => {}
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}
