//! Capture in the real window, with the webview's mock camera and microphone: the recorded items, the state after a
//! kill, and the archivist's view.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{Ready, last_json, output, text};

use crate::client::Window;
use crate::dialog::{size, titled};
use crate::hand::xdotool;
use crate::stage::{Stage, picture};

/// Returns the item of the newest row that the core lists.
fn newest(window: &Window) -> Value {
    let script =
        "return __TAURI_INTERNALS__.invoke('items', { before: null, limit: 1 }).then((p) => p.items[0] ?? null)";
    window.run(script, json!([]))
}

fn id(item: &Value) -> String {
    item["item"].as_str().unwrap().to_owned()
}

/// Waits until the server has signed for every item and returns their number.
fn delivered(window: &Window) -> Value {
    let script = "return __TAURI_INTERNALS__.invoke('items', { before: null, limit: 50 })
        .then((p) => p.items.length > 0 && p.items.every((i) => i.delivered) && p.items.length)";
    window.until("delivery of everything", 90, script, &json!([]))
}

fn ready(window: &Window) {
    window.seen("[data-lens=ready]");
    let shown = "const v = document.querySelector('video'); return v.videoWidth > 0 && v.readyState >= 2";
    window.until("a picture in the viewfinder", 20, shown, &json!([]));
}

fn record(window: &Window, what: &str, life: Duration) {
    window.click(&format!("[data-do={what}]"));
    window.seen(&format!("[data-live={what}]"));
    std::thread::sleep(life);
}

/// Returns the seconds that a file plays, by the timestamps of its packets: a stream that grew has no duration of its
/// own.
fn plays(file: &Path, stream: &str) -> f64 {
    let mut probe = Command::new("ffprobe");
    probe.args(["-v", "error", "-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0"]);
    let said = output(probe.arg(file)).unwrap();
    let times = said.lines().filter_map(|l| l.trim_end_matches(',').parse::<f64>().ok());
    let (first, last) = times.fold((f64::MAX, 0.0_f64), |(a, b), t| (a.min(t), b.max(t)));
    // A file with an error in the middle fails here.
    output(Command::new("ffmpeg").args(["-v", "error", "-xerror", "-i"]).arg(file).args(["-f", "null", "-"])).unwrap();
    last - first
}

/// Opens an item as the archivist and returns its first file and its record.
fn opened(ready: &Ready, item: &str) -> (std::path::PathBuf, Value) {
    let out = ready.world.path(&format!("opened-{item}"));
    let said = ready.world.testamur(&["archive", "open", item, "--out", &out]).unwrap();
    let record: Value = serde_json::from_slice(&std::fs::read(Path::new(&out).join("record.json")).unwrap()).unwrap();
    (text(&said, "/files/0/path").unwrap_or_default().into(), record["record"].clone())
}

#[test]
fn what_the_lens_shows_is_sealed_and_a_kill_loses_at_most_a_second() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(480, 800);
    ready(&window);
    picture(&window, "capture-en");

    // A photo by the shutter, and one tap for its tag. The photo is not shown, because review is not granted; after the
    // first tag the sheet closes by itself, or by a button.
    window.click("[data-do=photo]");
    window.expect("What was it?");
    assert_eq!(window.run("return document.querySelectorAll('img').length", json!([])), json!(0));
    window.click("[data-tag=force]");
    window.seen("[data-tag=force][aria-pressed=true]");
    picture(&window, "review-en");
    window.click("[data-do=skip]");
    window.gone("[data-review]");
    window.seen("[data-do=tag]");
    window.seen("[data-captured='1']");
    let photo = window.run(
        "return __TAURI_INTERNALS__.invoke('items', { before: null, limit: 9 }).then((p) => p.items.at(-1))",
        json!([]),
    );

    // Five seconds of video.
    record(&window, "video", Duration::from_millis(5_300));
    picture(&window, "recording-en");
    window.click("[data-do=stop]");
    window.gone("[data-live]");
    let video = newest(&window);
    assert_eq!((video["live"].clone(), video["finished"].clone()), (json!(true), json!(true)), "{video}");

    // Three seconds of sound.
    record(&window, "audio", Duration::from_secs(3));
    window.click("[data-do=stop]");
    window.gone("[data-live]");
    let sound = newest(&window);

    // The count without words.
    window.go("tally");
    window.seen("[data-tally=person-to-van]");
    for _ in 0..3 {
        window.click("[data-tally=person-to-van]");
    }
    window.click("[data-undo]");
    window.until(
        "the count",
        5,
        "return document.querySelector('[data-tally=person-to-van] .count').textContent === '2'",
        &json!([]),
    );
    picture(&window, "tally-en");

    // The list names the kind of each capture of this run, and the length of the recordings.
    window.go("mine");
    window.seen("[data-kind=photo]");
    window.expect("Sound 0:0");
    picture(&window, "mine-this-run-en");

    // Killed in the middle of a recording.
    window.go("capture");
    ready(&window);
    record(&window, "video", Duration::from_secs(4));
    let killed = newest(&window);
    assert_eq!(killed["finished"], json!(false), "{killed}");
    let life = window.run("return document.querySelector('.clock').textContent", json!([]));
    let began = Instant::now();
    stage.kill_app();
    let seconds: f64 = life.as_str().unwrap().rsplit(':').next().unwrap().parse().unwrap();
    drop(window);
    assert!(began.elapsed() < Duration::from_secs(30));

    // Opened again: the recording is closed as cut off, and all items are delivered without a message.
    let window = stage.open();
    window.seen(".frame");
    window.go("status");
    window.expect("1 recording was cut off.");
    let items = delivered(&window);
    assert_eq!(items, json!(9), "photo, tag, video, sound, four taps, the killed recording");
    drop(window);

    // The archivist opens all of them.
    let pulled = last_json(&output(&mut world.world.pull(&world.server)).unwrap()).unwrap();
    assert_eq!(pulled["findings"], json!([]));
    let (file, record) = opened(&world, &id(&photo));
    let picture = image::open(&file).unwrap();
    assert!(picture.width() >= 640 && picture.height() >= 480, "{} x {}", picture.width(), picture.height());
    assert_eq!((record["kind"].clone(), record["method"].clone()), (json!("photo"), json!("captured")));
    let (file, record) = opened(&world, &id(&video));
    assert_eq!(record["method"], "captured");
    let (seen, heard) = (plays(&file, "v"), plays(&file, "a"));
    assert!(seen > 4.5 && heard > 4.5, "the video plays {seen:.2} s, its sound {heard:.2} s");
    assert!((seen - heard).abs() < 0.7, "picture and sound part by {:.2} s", seen - heard);
    let (file, _) = opened(&world, &id(&sound));
    assert!(plays(&file, "a") > 2.4);
    let (file, record) = opened(&world, &id(&killed));
    assert_eq!(record["media"][0]["interrupted"], json!(true));
    let kept = plays(&file, "v");
    assert!(kept >= seconds - 1.0, "killed after {seconds} s, {kept:.2} s play");
}

#[test]
fn the_last_word_stops_seals_and_shows_a_clock() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(480, 800);
    ready(&window);
    record(&window, "video", Duration::from_secs(2));

    // Released too early: the app does not react.
    let hold = "const b = document.querySelector('[data-taken]');
        b.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, pointerId: 1 }));
        return new Promise((done) => setTimeout(() => {
            b.dispatchEvent(new PointerEvent('pointerup', { bubbles: true, pointerId: 1 }));
            done(document.querySelector('[data-harmless]') !== null);
        }, arguments[0]));";
    assert_eq!(window.run(hold, json!([800])), json!(false));
    window.seen("[data-live=video]");

    let began = Instant::now();
    window.run(hold, json!([2_100]));
    window.seen("[data-harmless]");
    window.seen("[data-harmless=done]");
    assert!(began.elapsed() < Duration::from_millis(2_100 + 4_000), "{:?}", began.elapsed());
    let visible = "return [...document.querySelectorAll('button span')].map((e) => e.textContent).join(' ')";
    let face = window.run(visible, json!([])).as_str().unwrap().to_lowercase();
    assert!(!face.contains("testamur") && face.contains(':'), "{face}");
    assert!(titled(&stage, "Clock") && !titled(&stage, "Testamur"), "the window still says whose it is");
    assert_eq!(window.run("return document.querySelectorAll('[title]').length", json!([])), json!(0));
    picture(&window, "harmless-en");
    let live = "return __TAURI_INTERNALS__.invoke('items', { before: null, limit: 9 }).then((p) => p.items.filter((i) => !i.finished).length)";
    assert_eq!(window.run(live, json!([])), json!(0), "something still goes on");

    // The keyboard works too, and holding the clock leads back.
    window.run(
        "const b = document.querySelector('[data-harmless]');
        b.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
        return new Promise((done) => setTimeout(done, 2200))",
        json!([]),
    );
    window.gone("[data-harmless]");
    // Afterwards one line reports the result, and the window has its old title.
    window.expect("1 recording stopped. Sealed.");
    window.expect("Everything sent.");
    picture(&window, "after-en");
    let began = Instant::now();
    while !titled(&stage, "Testamur") {
        assert!(began.elapsed() < Duration::from_secs(5), "the window does not get its name back");
        std::thread::sleep(Duration::from_millis(50));
    }
    window.click("[data-do=after-close]");
    window.gone("[data-after]");
    window.run("dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyX', key: 'X', ctrlKey: true, shiftKey: true, bubbles: true }))", json!([]));
    window.seen("[data-harmless=done]");
    delivered(&window);
    drop(window);

    // The head that was sent names the entry before it.
    output(&mut world.world.pull(&world.server)).unwrap();
    let list = world.world.testamur(&["archive", "list"]).unwrap();
    let heads =
        list["items"].as_array().unwrap().iter().filter(|i| i["kind"] == "note").map(|i| i["item"].as_str().unwrap());
    let heads: Vec<Value> =
        heads.map(|i| world.world.testamur(&["archive", "show", i]).unwrap()["record"]["body"].clone()).collect();
    assert_eq!(heads.len(), 2, "{heads:?}");
    assert!(heads.iter().all(|b| b["event"] == "taken" && b["head"]["seq"].as_u64() > Some(0)), "{heads:?}");
}

#[test]
fn the_clock_fills_the_screen_and_the_window_has_its_own_size_again_after_it() {
    let stage = Stage::new();
    let _manager = stage.manager();
    let window = stage.open();
    window.seen("[data-taken]");
    let waits = |title: &str, full: bool| {
        let began = Instant::now();
        while (size(&stage, title) == Some((1600, 1000))) != full {
            assert!(began.elapsed() < Duration::from_secs(10), "{title} is {:?}", size(&stage, title));
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    waits("Testamur", false);
    window.run("dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyX', key: 'X', ctrlKey: true, shiftKey: true, bubbles: true }))", json!([]));
    window.seen("[data-harmless=done]");
    waits("Clock", true);
    window.run(
        "document.querySelector('[data-harmless]').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
        return new Promise((done) => setTimeout(done, 2200))",
        json!([]),
    );
    window.gone("[data-harmless]");
    waits("Testamur", false);
    assert!(!titled(&stage, "Clock"));
}

/// Drops files of these sizes onto the lens.
const DROP: &str = "const [sizes] = arguments;
    const data = new DataTransfer();
    sizes.forEach((size, n) => data.items.add(new File([new Uint8Array(size).fill(n + 1)], `paper-${n}.pdf`, { type: 'application/pdf' })));
    document.querySelector('.capture').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";

#[test]
fn the_window_that_is_closed_while_files_are_taken_in_asks_first() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let _manager = stage.manager();
    let window = stage.open();
    window.resize(480, 800);
    ready(&window);
    let close = || {
        close_by_keys(&stage);
        window.seen("[data-closing]");
    };
    window.run(DROP, json!([[400_000_000, 400_000_000]]));
    window.seen("[data-import] progress");
    for _ in 0..2 {
        close();
        window.click("[data-do=stay]");
        window.gone("[data-closing]");
    }
    assert!(titled(&stage, "Testamur"));
    close();
    window.click("[data-do=leave]");
    is_closed(&stage);
}

#[test]
fn a_recording_that_the_window_s_closing_ends_is_not_called_cut_off() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let _manager = stage.manager();
    let window = stage.open();
    window.resize(480, 800);
    ready(&window);
    window.click("[data-do=video]");
    window.seen("[data-live=video]");
    std::thread::sleep(Duration::from_secs(2));
    close_by_keys(&stage);
    is_closed(&stage);
    drop(window);
    let window = stage.open();
    ready(&window);
    let newest = newest(&window);
    assert_eq!((&newest["finished"], &newest["interrupted"]), (&json!(true), &json!(false)), "{newest}");
}

/// Closes the window like its owner. Keys that are sent to a window itself bypass the window manager.
fn close_by_keys(stage: &Stage) {
    xdotool(stage, &["search", "--onlyvisible", "--name", "^Testamur$", "windowactivate", "--sync"]);
    xdotool(stage, &["key", "alt+F4"]);
}

fn is_closed(stage: &Stage) {
    let began = Instant::now();
    while titled(stage, "Testamur") {
        assert!(began.elapsed() < Duration::from_secs(10), "the window is still there");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn files_are_brought_in_several_at_a_time_and_can_be_stopped() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(480, 800);
    ready(&window);
    // Files as a drop brings them: two small ones and one that takes long enough to be stopped.
    window.run(DROP, json!([[70_000, 9_000_000]]));
    window.seen("[data-import] [data-do=close]");
    window.expect("Files sealed: 2 of 2");
    picture(&window, "import-en");
    // A finished list does not delay closing; an empty file is named and not sealed.
    window.run(DROP, json!([[0, 70_000]]));
    window.expect("The file is empty");
    window.expect("Files sealed: 1 of 2");
    window.click("[data-import] [data-do=close]");
    window.gone("[data-import]");

    let before = newest(&window);
    assert_eq!((before["noted"].is_boolean(), before["finished"].clone()), (true, json!(true)), "{before}");
    window.run(DROP, json!([[400_000_000, 5_000]]));
    window.seen("[data-import] progress");
    window.until(
        "some progress",
        20,
        "return document.querySelector('[data-import] progress')?.value > 16000000",
        &json!([]),
    );
    window.click("[data-import] [data-do=cancel]");
    // No part of the first file had become an entry yet, so none is kept, and the second file was never begun.
    window.until(
        "both left out",
        20,
        "return document.querySelectorAll('[data-import] [data-state=left]').length === 2",
        &json!([]),
    );
    assert_eq!(id(&newest(&window)), id(&before));
}
