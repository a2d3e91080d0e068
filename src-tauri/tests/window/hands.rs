//! Every screen of the real app, used by hand: real keys in every field, the wheel to both ends, the window rotated, a
//! kill in the middle. The text stays whole, and the frame does not move.

use serde_json::json;
use support::{PASSPHRASE, Ready};

use crate::client::Window;
use crate::hand::Hand;
use crate::stage::Stage;

/// A phone, the lowest size of the window, a desktop.
const SIZES: [(u32, u32); 3] = [(360, 740), (740, 480), (1280, 800)];

/// Opens a screen of the bar, or one behind another.
fn go(window: &Window, hand: &Hand, way: &[&str]) {
    for selector in way {
        window.seen(selector);
        hand.press(selector);
    }
    window.until(
        "the screen",
        20,
        "return document.querySelector('main h1, main h2, [data-lens], main [data-do]') !== null && !document.querySelector('[data-opening]')",
        &json!([]),
    );
}

/// Turns the wheel to both ends at two places and presses the scrolling keys, in every size.
fn scroll(window: &Window, hand: &Hand, screen: &str) {
    for (width, height) in SIZES {
        window.resize(width, height);
        for across in [0.4, 0.97] {
            let (x, y) = ((f64::from(width) * across) as i64, i64::from(height) / 3);
            for clicks in [40, -40] {
                hand.wheel(x, y, clicks);
                assert_eq!(hand.frame_faults(), json!([]), "{screen} at {width} x {height}, wheel at {across}");
            }
        }
        hand.key(&["End", "Home", "Next", "Prior"]);
        assert_eq!(hand.frame_faults(), json!([]), "{screen} at {width} x {height}, by keys");
    }
}

/// Fills a screen's fields, rotates the window, and requires that all text is still there.
fn type_and_turn(window: &Window, hand: &Hand, screen: &str) {
    window.resize(480, 800);
    let typed = hand.fill(screen);
    for (width, height) in SIZES {
        window.resize(width, height);
        hand.whole(&typed, &format!("{screen} turned to {width} x {height}"));
        assert_eq!(hand.frame_faults(), json!([]), "{screen} at {width} x {height}");
    }
}

/// Presses every button of a screen once, each on the freshly opened screen, and closes any system dialog.
fn press_every_button(window: &Window, hand: &Hand, screen: &str, way: &[&str]) {
    let mark = "const buttons = [...document.querySelectorAll('main button, main summary, main label.button')]
            .filter((one) => one.checkVisibility() && !one.disabled && !one.matches('[data-panic]'));
        for (const [n, one] of buttons.entries()) one.dataset.press = n;
        return buttons.length";
    window.resize(480, 800);
    let count = window.run(mark, json!([])).as_u64().unwrap();
    for at in 0..count {
        if at > 0 {
            go(window, hand, way);
            // A button that only typed text had enabled is gone with the text.
            if window.run(mark, json!([])).as_u64().unwrap() <= at {
                break;
            }
        }
        let button = format!("[data-press='{at}']");
        let name = window.run("return document.querySelector(arguments[0])?.innerText ?? ''", json!([button]));
        hand.press(&button);
        hand.close_dialogs();
        assert_eq!(hand.frame_faults(), json!([]), "{screen}, after the button {name}");
    }
}

const WRITE: &str = ".bar [data-screen=write]";
const MORE: &str = ".bar [data-screen=more]";

#[test]
fn hands_type_scroll_and_turn_on_every_screen_and_lose_nothing() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(480, 800);
    let hand = Hand::on(&stage, &window);
    window.seen("[data-lens]");

    let screens: [(&str, &[&str]); 10] = [
        ("capture", &[".bar [data-screen=capture]"]),
        ("tally", &[".bar [data-screen=tally]"]),
        ("write", &[WRITE]),
        ("mine", &[".bar [data-screen=mine]"]),
        ("more", &[MORE]),
        ("settings", &[MORE, "main [data-screen=settings]"]),
        ("status", &[MORE, "main [data-screen=status]"]),
        ("office", &[MORE, "main [data-screen=office]"]),
        ("verify", &[MORE, "main [data-screen=verify]"]),
        ("vote count", &[WRITE, "[data-form=vote-count]"]),
    ];
    for (screen, way) in screens {
        window.resize(480, 800);
        go(&window, &hand, way);
        scroll(&window, &hand, screen);
        type_and_turn(&window, &hand, screen);
        // The lens and the forms have tests of their own for each of their buttons.
        if !["capture", "vote count"].contains(&screen) {
            press_every_button(&window, &hand, screen, way);
        }
    }

    // The vault keeps unfinished forms: every part of a form, and then a kill.
    window.resize(480, 800);
    go(&window, &hand, &[WRITE, "main [data-screen=testimony]"]);
    window.seen("input[name=passphrase]");
    hand.press("input[name=passphrase]");
    hand.keys(PASSPHRASE, 8);
    hand.key(&["Return"]);
    window.seen("[data-begin]");
    go(&window, &hand, &["[data-begin]"]);
    scroll(&window, &hand, "testimony");
    type_and_turn(&window, &hand, "testimony");
    window.resize(480, 800);
    go(&window, &hand, &[WRITE, "[data-form=detention]"]);
    let mut parts = 0;
    loop {
        parts += 1;
        let typed = hand.fill(&format!("detention, part {parts}"));
        hand.whole(&typed, "detention");
        let shows = "return [...document.querySelectorAll('[data-do=next]')].some((e) => e.checkVisibility())";
        if window.run(shows, json!([])) == json!(false) {
            break;
        }
        let before = window.text();
        hand.press("[data-do=next]");
        window.until("the next part", 10, "return document.body.innerText !== arguments[0]", &json!([before]));
    }
    assert!(parts > 1, "the detention form has parts");
    scroll(&window, &hand, "detention");
}

#[test]
fn a_line_unfolded_by_the_mouse_lets_tab_go_on_and_back() {
    let world = Ready::new().unwrap();
    let stage = Stage::at(&world.world.path("home"));
    let window = stage.open();
    window.resize(480, 800);
    let hand = Hand::on(&stage, &window);
    window.seen("[data-lens]");
    go(&window, &hand, &[MORE, "main [data-screen=status]"]);
    hand.press("main summary");
    window.until("the unfolded line", 5, "return document.querySelector('main details').open", &json!([]));
    let left = "return !document.activeElement.closest('summary') && document.activeElement !== document.body";
    for key in ["Tab", "shift+Tab"] {
        window.run("document.querySelector('main summary').scrollIntoView()", json!([]));
        hand.press("main summary");
        hand.key(&[key]);
        window.until(&format!("another stop after {key}"), 3, left, &json!([]));
    }
}
