//! The first minute in the real window: a trial takes an item up to the five answers, the chosen settings last, and all
//! of it is gone at the end.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use evidence::Invitation;
use evidence::invitation::codes;
use qrcode::{Color, EcLevel, QrCode};
use serde_json::{Value, json};

use crate::client::Window;
use crate::dialog::{Dialog, titled};
use crate::hand::xdotool;
use crate::stage::{Stage, picture};
use crate::{check_layout_of, files_with};

fn settings(window: &Window) {
    window.go("settings");
    window.seen(".settings");
}

/// Seals a photo like the capture screen.
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
    window.expect("Учебный режим: всё только на этом устройстве, больше ни у кого.");
    let shown = window.run("return [document.documentElement.lang, document.documentElement.dataset.theme]", json!([]));
    assert_eq!(shown, json!(["ru", "dark"]));
    photo(&window);
    window.click("nav [data-screen=mine]");
    window.seen("[data-row='1'] .dots[aria-label^='Доставлено']");
    window.seen("[data-row='0'] .dots[aria-label^='Доставлено']");
    end(&window);
    window.expect("Откройте приглашение");
    assert!(!trial.exists(), "the trial is still there");
    assert!(!stage.home().join("outbox.sqlite").exists(), "the home is still there");
    picture(&window, "first-minute-ru");
}

/// Ends the trial from the settings.
fn end(window: &Window) {
    settings(window);
    window.click("[data-trial-ask]");
    window.seen("[data-trial-end]");
    window.click("[data-trial-end]");
}

/// Taps the newest row of the captured items, and waits for the archive's answers about it.
fn look(window: &Window) {
    window.click("nav [data-screen=mine]");
    window.seen("[data-row='0'] [data-look]");
    window.click("[data-row='0'] [data-look]");
    // On a page of its own in a narrow window, beside the list in a wide one.
    let five = "return document.querySelectorAll('main li[data-question], main [data-short]').length === 5";
    window.until("five answers", 60, five, &json!([]));
}

#[test]
fn an_item_tapped_in_a_trial_is_seen_as_the_archivist_would_and_no_file_of_it_stays() {
    let stage = Stage::new();
    let window = stage.open();
    window.expect("Open an invitation");
    window.click("[data-way=trial]");
    window.seen("[data-banner=trial]");
    photo(&window);
    look(&window);
    window.expect("a real archive opens only with shares that several people keep");
    window.expect("photo.jpg");
    let status = "return document.querySelector('[data-question=delivery]').dataset.status";
    assert_eq!(window.run(status, json!([])), json!("passed"));
    check_layout_of(&window, "an item of a trial");
    picture(&window, "trial-answers-en");

    // A later capture needs only that tap too.
    photo(&window);
    look(&window);
    window.go("office");
    window.expect("2 items");
    assert!(stage.home().with_file_name("trial").join("archive/index.sqlite").exists());
    assert!(!stage.home().join("archive").exists(), "the archive of this machine was touched");

    end(&window);
    window.expect("Open an invitation");
    let mut left = files_with(stage.folder.path(), "");
    left.retain(|path| !path.starts_with(stage.user()));
    assert_eq!(left, Vec::<PathBuf>::new(), "the trial left files");
}

/// Records for three seconds in practice, opens it as the archivist sees it, and presses Play; again after each end,
/// and from a moved slider.
fn recorded_and_played(window: &Window, what: &str) {
    window.click("nav [data-screen=capture]");
    window.seen("[data-lens=ready]");
    window.click(&format!("[data-do={what}]"));
    window.seen(&format!("[data-live={what}]"));
    std::thread::sleep(Duration::from_secs(3));
    window.click("[data-do=stop]");
    window.gone("[data-live]");
    look(window);
    window.click(".stage .play");
    let film = what == "video";
    for _ in 0..3 {
        plays(window, what);
        window.until("the end", 20, "return document.querySelector('.stage video, .stage audio').ended", &json!([]));
        if film {
            window.click("[data-player=play]");
        } else {
            // A sound has the engine's own button.
            window.run("document.querySelector('.stage audio').play().catch(() => undefined)", json!([]));
        }
    }
    plays(window, what);
    if film {
        window.put("[data-player=at]", "0");
        plays(window, what);
    }
}

/// Checks that it plays: it is before its end, and moves.
fn plays(window: &Window, what: &str) {
    let heard = "const one = document.querySelector('.stage video, .stage audio'), spans = [];
        for (let n = 0; n < one.buffered.length; n += 1) spans.push([one.buffered.start(n), one.buffered.end(n)]);
        return { at: one.ended || one.seeking ? null : one.currentTime, paused: one.paused, ready: one.readyState, duration: one.duration, spans };";
    let began = Instant::now();
    let mut was = None;
    loop {
        let now = window.run(heard, json!([]));
        let at = now["at"].as_f64();
        if at.zip(was).is_some_and(|(at, was)| at > was && at > 0.5) {
            return;
        }
        was = at.or(was);
        assert!(began.elapsed() < Duration::from_secs(20), "the {what} stands still: {now}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn what_this_window_recorded_plays_in_it() {
    let stage = Stage::new();
    let window = stage.open();
    window.expect("Open an invitation");
    window.click("[data-way=trial]");
    window.seen("[data-banner=trial]");
    for what in ["video", "audio"] {
        recorded_and_played(&window, what);
    }
    end(&window);
    window.expect("Open an invitation");
}

/// Waits until the page has this size.
fn opens_at(window: &Window, width: u32, height: u32) {
    let size = "return innerWidth === arguments[0] && innerHeight === arguments[1]";
    window.until(&format!("{width} x {height}"), 10, size, &json!([width, height]));
}

#[test]
fn the_window_opens_as_large_as_it_was_left_and_an_archivists_large_at_the_archive() {
    let stage = Stage::new();
    let window = stage.open();
    window.expect("Open an invitation");
    opens_at(&window, 480, 800);
    window.resize(900, 700);
    let kept = stage.home().with_file_name("home.size");
    let began = Instant::now();
    while !kept.exists() {
        assert!(began.elapsed() < Duration::from_secs(10), "the size was not kept");
        std::thread::sleep(Duration::from_millis(50));
    }
    drop(window);
    let window = stage.open();
    window.expect("Open an invitation");
    opens_at(&window, 900, 700);
    drop(window);

    std::fs::write(&kept, "{").unwrap();
    drop(archive::Store::open_or_create(&stage.home(), "five random words of mine").unwrap());
    let window = stage.open();
    window.seen("#passphrase");
    opens_at(&window, 1280, 800);
    assert_eq!(window.run("return document.activeElement.id", json!([])), json!("passphrase"));
    picture(&window, "archivist-first-screen-en");
    window.click("nav [data-screen=capture]");
    window.expect("Open an invitation");
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

/// Replaces the camera: a hand that holds one code after another before it, tilted, unevenly lit, with a sensor's
/// noise.
const HAND: &str = "const [codes] = arguments;
    const sheet = (width, height, paint) => {
        const canvas = Object.assign(document.createElement('canvas'), { width, height });
        paint(canvas.getContext('2d'));
        return canvas;
    };
    const lit = (pen, from, to, side) => {
        const light = pen.createLinearGradient(0, 0, side, side);
        light.addColorStop(0, from); light.addColorStop(1, to);
        pen.fillStyle = light; pen.fillRect(0, 0, side, side);
    };
    window.papers = codes.map(({ side, dark }) => sheet(760, 760, (pen) => {
        lit(pen, '#eee', '#999', 760);
        pen.fillStyle = '#2a2a2a';
        const dot = 760 / (side + 8);
        for (const at of dark) pen.fillRect((at % side + 4) * dot, (Math.floor(at / side) + 4) * dot, dot + 0.4, dot + 0.4);
    }));
    if (window.hand) return true;
    const noise = sheet(1380, 1060, (pen) => {
        for (let n = 0; n < 9000; n += 1) {
            pen.fillStyle = n % 2 ? '#fff2' : '#0002';
            pen.fillRect(Math.random() * 1380, Math.random() * 1060, 2, 2);
        }
    });
    window.lenses = [];
    let frame = 0;
    const draw = (pen) => {
        pen.setTransform(1, 0, 0, 1, 0, 0);
        lit(pen, '#777', '#444', 1280);
        const sway = Math.sin(frame / 7) * 0.02;
        pen.setTransform(0.97, 0.1 + sway, -0.12 - sway, 0.93, 330 + frame % 5, 60);
        pen.drawImage(window.papers[Math.floor(frame / 15) % window.papers.length], 0, 0);
        pen.setTransform(1, 0, 0, 1, 0, 0);
        pen.drawImage(noise, -Math.random() * 100, -Math.random() * 100);
        frame += 1;
    };
    const camera = sheet(1280, 960, draw);
    window.hand = setInterval(() => draw(camera.getContext('2d')), 100);
    // What hangs on the object itself may be collected with its wrapper.
    MediaDevices.prototype.getUserMedia = async () => {
        const lens = camera.captureStream(10);
        window.lenses.push(lens);
        return lens;
    };
    return true;";

/// Whether this many openings of the camera were ended.
const LET_GO: &str = "const first = window.lenses.slice(0, arguments[0]);
    return first.length === arguments[0] && first.every((lens) => !lens.active)";

/// Returns the dark squares of a code.
fn squares(text: &String) -> Value {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
    let dark: Vec<usize> =
        code.to_colors().iter().enumerate().filter(|(_, c)| **c == Color::Dark).map(|(at, _)| at).collect();
    json!({ "side": code.width(), "dark": dark })
}

#[test]
fn an_invitation_held_before_the_camera_code_after_code_joins_the_device() {
    let stage = Stage::new();
    let text = crate::invitation(&stage.folder.path().join("organisation"));
    let (invitation, _) = Invitation::parse(text.as_bytes()).unwrap();
    let codes: Vec<Value> = codes::write(&invitation).unwrap().iter().map(squares).collect();
    assert!(codes.len() > 1);

    let window = stage.open();
    window.expect("Open an invitation");
    window.run(HAND, json!([[squares(&"https://example.org".to_owned())]]));
    window.click("[data-way=scan]");
    window.expect("That code is not an invitation");
    picture(&window, "scan-foreign-en");
    window.click("[data-back]");
    window.seen("[data-way=scan]");
    assert_eq!(window.run(LET_GO, json!([1])), json!(true), "the camera was let go");

    window.run(HAND, json!([&codes[..1]]));
    window.click("[data-way=scan]");
    window.expect("1 of");
    picture(&window, "scan-some-en");
    window.run(HAND, json!([codes]));
    window.seen("[data-banner=joined]");
    window.expect("This device has joined Invented Observers.");
    // The third is the capture screen's own.
    assert_eq!(window.run(LET_GO, json!([2])), json!(true), "the camera was let go");
    window.go("status");
    window.expect("Check code");
}

#[test]
fn a_file_that_the_page_asks_for_stands_on_no_list_of_recent_files() {
    let stage = Stage::new();
    let invitation = stage.folder.path().join("invite-from-aigul.json");
    std::fs::write(&invitation, "{}").unwrap();
    let mut app = stage.open_undriven();
    let began = Instant::now();
    // The button works only once the page is drawn; an earlier press has no effect.
    let dialog = loop {
        let id = xdotool(&stage, &["search", "--onlyvisible", "--name", "^Testamur$"]);
        if let Some(id) = id.split_whitespace().next() {
            xdotool(&stage, &["windowfocus", "--sync", id, "mousemove", "--window", id, "240", "212", "click", "1"]);
        }
        std::thread::sleep(Duration::from_secs(2));
        if titled(&stage, "Choose files") {
            break Dialog::wait(&stage, "Choose files");
        }
        assert!(began.elapsed() < Duration::from_secs(40), "no dialog came");
    };
    dialog.press(&["ctrl+l"]);
    dialog.choose(&invitation);
    // GTK writes its list a quarter of a second after a change.
    std::thread::sleep(Duration::from_secs(2));
    let listed = files_with(&stage.user(), "aigul");
    app.kill().unwrap();
    app.wait().unwrap();
    assert_eq!(listed, Vec::<PathBuf>::new(), "the path of the invitation was kept");
}
