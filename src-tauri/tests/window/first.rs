//! The first minute in the real window: a trial walks the whole way alone, what was chosen lasts, and all of it is gone at
//! its end.

use std::path::Path;

use serde_json::json;

use crate::client::Window;
use crate::stage::{Stage, picture};

fn settings(window: &Window) {
    window.go("settings");
    window.seen(".settings");
}

/// Seals a photo as the capture screen does.
fn photo(window: &Window) {
    let script = "return __TAURI_INTERNALS__.invoke('capture_photo', new Uint8Array([255, 216, 255, 217]),
        { headers: { name: 'photo.jpg', 'media-type': 'image%2Fjpeg' } })";
    assert!(window.run(script, json!([]))["item"].is_string());
}

#[test]
fn a_trial_is_one_tap_goes_all_the_way_comes_back_and_leaves_nothing() {
    let stage = Stage::new();
    let trial = stage.home().with_file_name("trial");
    let window = stage.open();
    window.expect("Open an invitation");
    picture(&window, "first-minute-en");
    window.click("[data-way=trial]");
    window.seen("[data-banner=trial]");
    window.seen("nav [data-screen=capture][aria-current=page]");
    assert!(Path::new(&trial).join("organisation/organisation.json").exists());
    photo(&window);
    window.click("nav [data-screen=mine]");
    window.seen("[data-row='0'] .dots[aria-label^='Delivered']");
    picture(&window, "mine-en");
    settings(&window);
    picture(&window, "settings-trial-en");
    window.put("select[name=language]", "ru");
    window.put("select[name=theme]", "dark");
    window.expect("Настройки");
    drop(window);

    let window = stage.open();
    window.expect("Проба: всё остаётся на этом устройстве.");
    let shown = window.run("return [document.documentElement.lang, document.documentElement.dataset.theme]", json!([]));
    assert_eq!(shown, json!(["ru", "dark"]));
    photo(&window);
    window.click("nav [data-screen=mine]");
    window.seen("[data-row='1'] .dots[aria-label^='Доставлено']");
    window.seen("[data-row='0'] .dots[aria-label^='Доставлено']");
    settings(&window);
    window.click("[data-trial-ask]");
    window.seen("[data-trial-end]");
    window.click("[data-trial-end]");
    window.expect("Откройте приглашение");
    assert!(!trial.exists(), "the trial is still there");
    assert!(!stage.home().join("outbox.sqlite").exists(), "the home is still there");
    picture(&window, "first-minute-ru");
}

#[test]
fn the_scanner_says_plainly_what_the_camera_is_and_a_code_before_it_is_looked_for() {
    let stage = Stage::new();
    let window = stage.open();
    window.expect("Open an invitation");
    window.click("[data-way=scan]");
    // The mock camera shows no code: it opens, and waits for one.
    window.expect("Hold the code before the camera.");
    picture(&window, "scan-en");
    window.click("[data-back]");
    window.seen("[data-way=paste]");
}
