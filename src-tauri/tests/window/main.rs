//! The real app in a real webview on a display of its own, on a temporary home.
//!
//! Writes `screenshots/` of the checkout. Needs Debian's `xvfb` and `webkit2gtk-driver`, and `ui/dist`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]
#![allow(clippy::disallowed_methods, reason = "a test waits for a window by the clock")]

mod capture;
mod client;
mod dialog;
mod first;
mod hand;
mod hands;
mod office;
mod stage;
mod testimony;

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use client::Window;
use evidence::policy::Review;
use jiff::Timestamp;
use organisation::{Organisation, PolicyTerms};
use serde_json::json;
use stage::{Stage, picture};
use vault::{Home, NewItem, OsDisk, OsSurroundings};

const ORGANISATION: &str = "Invented Observers";

/// Returns the text of an invitation, as a person gets it.
fn invitation(dir: &Path) -> String {
    let organisation = Organisation::init(dir, ORGANISATION, 3, 2, None).unwrap().organisation;
    let terms = PolicyTerms {
        servers: Vec::new(),
        logs: Vec::new(),
        review: Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    };
    let policy = organisation.policy(terms, None).unwrap();
    let invitation = organisation.invite(&policy, None, Timestamp::MAX, None, None).unwrap();
    serde_json::to_string_pretty(&invitation).unwrap()
}

/// Opens the home once the app has ended, which releases the lock: the driver answers before that.
fn open_when_free(path: &Path) -> Home {
    let began = Instant::now();
    loop {
        match Home::open(path, Arc::new(OsDisk), Arc::new(OsSurroundings::new())) {
            Ok((home, _)) => return home,
            Err(error) => assert!(error.is_in_use() && began.elapsed() < Duration::from_secs(10), "{error}"),
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Returns files below `folder` that contain `words`.
pub fn files_with(folder: &Path, words: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
        } else if path.is_file()
            && (words.is_empty() || std::fs::read(&path).unwrap().windows(words.len()).any(|w| w == words.as_bytes()))
        {
            found.push(path);
        }
    }
    found
}

/// Returns controls on the screen that are smaller than 44 px, and whether the page is wider than the window.
fn faults_of_layout(window: &Window) -> serde_json::Value {
    let script = "const small = [...document.querySelectorAll('button, select, textarea, summary, label.button')]
            .filter((e) => e.getClientRects().length > 0)
            .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
            .filter(([, box]) => box.width < 44 || box.height < 44)
            .map(([name, box]) => `${name}: ${box.width} x ${box.height}`);
        const wide = document.documentElement.scrollWidth - innerWidth;
        return wide > 0 ? [...small, `${wide} px too wide`] : small;";
    window.run(script, json!([]))
}

/// Checks the layout of a screen without a language field.
fn check_layout_of(window: &Window, screen: &str) {
    for (width, height) in [(320, 640), (1280, 800)] {
        window.resize(width, height);
        assert_eq!(faults_of_layout(window), json!([]), "{screen} at {width}");
    }
}

fn check_layout(window: &Window, screen: &str) {
    // The first screen and the settings have a language field; other screens are checked in the present language.
    let choice = window.run("return document.querySelector('select[name=language]') !== null", json!([]));
    for language in ["kk", "ru", "en"] {
        if choice == json!(true) {
            window.put("select[name=language]", language);
        }
        for (width, height) in [(320, 640), (1280, 800)] {
            window.resize(width, height);
            assert_eq!(faults_of_layout(window), json!([]), "{screen} in {language} at {width}");
        }
    }
}

#[test]
fn an_invitation_makes_a_home_and_the_window_shows_its_state() {
    let stage = Stage::new();
    let text = invitation(&stage.folder.path().join("organisation"));

    let window = stage.open();
    window.expect("Open an invitation");
    check_layout(&window, "no home yet");
    picture(&window, "no-home-en");
    window.click("[data-way=paste]");
    window.seen("textarea");
    window.click("button[type=submit]");
    window.expect("Paste an invitation first.");

    window.keys("textarea", "{\"format\": \"testamur-invitation-v2\"");
    window.click("button[type=submit]");
    window.expect("This is not an invitation, or only a piece of one");
    check_layout(&window, "a torn invitation");
    picture(&window, "torn-invitation-en");

    let altered = text.replacen("\"sig\": \"", "\"sig\": \"AAAA", 1);
    assert_ne!(altered, text);
    window.put("textarea", &altered);
    window.click("button[type=submit]");
    window.expect("Nothing was changed on this device.");
    assert!(!stage.home().join("outbox.sqlite").exists(), "a refused invitation made a home");

    window.put("textarea", &text);
    window.click("button[type=submit]");
    window.expect("This device has joined Invented Observers.");
    window.go("status");
    window.expect("Ready. Nothing has been captured yet");
    window.expect("Entry 0");
    window.expect("The server does not know this device yet.");
    picture(&window, "joined-en");
    drop(window);

    // Captured by another program on this home, one recording cut off by a kill.
    let home = {
        let home = open_when_free(&stage.home());
        home.add_note("seen from the corner", &NewItem::default()).unwrap();
        home.add_note("and again", &NewItem::default()).unwrap();
        let mut recording = home.begin_recording("v.ogg", "audio/ogg", &NewItem::default()).unwrap();
        recording.push(&[7; 40_000]).unwrap();
        drop(recording);
        home
    };

    let window = stage.open();
    window.expect("The app is already running");
    check_layout(&window, "home in use");
    picture(&window, "home-in-use-en");
    window.click("[role=alert] button");
    window.expect("The app is already running");
    drop(home);
    window.click("[role=alert] button");
    window.go("status");
    window.expect("3 items are not delivered yet");
    window.expect("1 recording was cut off.");
    picture(&window, "state-en");
    for (language, words) in [("ru", "Ещё не доставлены 3 материала"), ("kk", "3 материал әлі жеткізілген жоқ")]
    {
        window.go("settings");
        window.seen("select[name=language]");
        window.put("select[name=language]", language);
        window.go("status");
        window.expect(words);
        picture(&window, &format!("state-{language}"));
    }
    check_layout(&window, "state");
    window.go("settings");
    window.seen("select[name=language]");
    check_layout(&window, "settings");
    window.go("status");
    window.seen("summary");
    window.click("summary");
    window.expect(ORGANISATION);
    window.click(".home > button");
    window.expect("3 items are not delivered yet");
    drop(window);
    drop(open_when_free(&stage.home()));
    assert_eq!(files_with(&stage.user(), ORGANISATION), Vec::<PathBuf>::new(), "the webview kept what it showed");
}

#[test]
fn the_page_can_run_no_foreign_code_and_reach_nothing_but_its_commands() {
    let stage = Stage::new();
    let window = stage.open();
    window.expect("Open an invitation");

    let refused = |script: &str| {
        let script = format!(
            "return (async () => {{ try {{ {script}; return 'went through' }} catch (e) {{ return 'refused: ' + e }} }})()"
        );
        let said = window.run(&script, json!([]));
        assert!(said.as_str().unwrap().starts_with("refused"), "{script}: {said}");
    };
    refused("await __TAURI_INTERNALS__.invoke('plugin:app|version')");
    refused(
        "await __TAURI_INTERNALS__.invoke('plugin:event|listen', { event: 'x', target: { kind: 'Any' }, handler: 1 })",
    );
    refused("await __TAURI_INTERNALS__.invoke('plugin:window|close', { label: 'main' })");
    refused("await __TAURI_INTERNALS__.invoke('plugin:path|resolve_directory', { directory: 1 })");
    refused("await __TAURI_INTERNALS__.invoke('no_such_command')");
    refused("await navigator.mediaDevices.getDisplayMedia({ video: true })");
    refused("if (open('/') === null) throw 'no window'");
    assert_eq!(window.run("return Object.isFrozen(Object.prototype)", json!([])), json!(true));

    // No connection is attempted: a listener that would answer gets none.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let there = listener.local_addr().unwrap().to_string();
    let script = "const [there] = arguments;
    return new Promise((done) => {
        const seen = [];
        document.addEventListener('securitypolicyviolation', (e) => seen.push(e.effectiveDirective));
        const add = (name, set) => document.body.append(Object.assign(document.createElement(name), set));
        add('script', { textContent: 'globalThis.ran = true' });
        add('script', { src: `http://${there}/x.js` });
        add('img', { src: `http://${there}/x.png` });
        add('iframe', { src: `http://${there}/` });
        fetch(`http://${there}/`).catch(() => undefined);
        try { new WebSocket(`ws://${there}/`) } catch { /* refused at once */ }
        try { eval('globalThis.ran = true') } catch { seen.push('eval') }
        setTimeout(() => done([globalThis.ran ?? false, [...new Set(seen)].sort()]), 500);
    })";
    let seen = json!(["connect-src", "eval", "frame-src", "img-src", "script-src", "script-src-elem"]);
    assert_eq!(window.run(script, json!([there])), json!([false, seen]));

    // The window stays on its page.
    window.run("location.href = `http://${arguments[0]}/`", json!([there]));
    std::thread::sleep(Duration::from_millis(500));
    window.expect("Open an invitation");
    assert_eq!(window.run("return location.origin", json!([])), json!("tauri://localhost"));
    assert_eq!(listener.accept().map(|_| ()).unwrap_err().kind(), ErrorKind::WouldBlock);
}
