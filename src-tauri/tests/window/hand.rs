//! A hand on the real window: a mouse that moves and turns its wheel, a keyboard that is pressed key by key. Scripts
//! only read; they change no state.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::Window;
use crate::stage::Stage;

/// Longest time until a press has a visible effect.
const PATIENCE: Duration = Duration::from_secs(10);

/// One hand on one window of a stage. Needs Debian's `xdotool`.
pub struct Hand<'a> {
    stage: &'a Stage,
    window: &'a Window,
    id: String,
}

/// A field with typed text: its mark on the page, and the text that it must hold.
pub struct Typed {
    /// Names the field in reports.
    pub name: String,
    mark: u64,
    text: String,
}

impl<'a> Hand<'a> {
    /// Takes the window that the app has opened. There is no window manager, so the hand sets the focus.
    pub fn on(stage: &'a Stage, window: &'a Window) -> Self {
        let began = Instant::now();
        loop {
            let found = xdotool(stage, &["search", "--onlyvisible", "--name", "^Testamur$"]);
            if let Some(id) = found.split_whitespace().next() {
                xdotool(stage, &["windowfocus", "--sync", id]);
                return Self { stage, window, id: id.to_owned() };
            }
            assert!(began.elapsed() < PATIENCE, "the app's window never came");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Presses the left button in the middle of the first visible element that `selector` finds, after scrolling to it
    /// by wheel.
    pub fn press(&self, selector: &str) {
        let (x, y) = self.reach(selector);
        self.press_at(x, y);
    }

    /// Presses the left button at a place of the page, in CSS pixels.
    pub fn press_at(&self, x: i64, y: i64) {
        self.x(&["mousemove", "--window", &self.id, &x.to_string(), &y.to_string(), "click", "1"]);
    }

    /// Types `text`, one key every `delay` milliseconds.
    pub fn keys(&self, text: &str, delay: u32) {
        self.x(&["type", "--delay", &delay.to_string(), "--", text]);
    }

    /// Presses keys by X's names for them, one after the other.
    pub fn key(&self, names: &[&str]) {
        for name in names {
            self.x(&["key", name]);
        }
    }

    /// Turns the wheel at a place: clicks downward, or upward when negative.
    pub fn wheel(&self, x: i64, y: i64, clicks: i32) {
        let button = if clicks < 0 { "4" } else { "5" };
        let place = ["mousemove", "--window", &self.id, &x.to_string(), &y.to_string()].map(str::to_owned);
        let turn = ["click", "--repeat", &clicks.unsigned_abs().to_string(), "--delay", "4", button].map(str::to_owned);
        let all: Vec<&str> = place.iter().chain(&turn).map(String::as_str).collect();
        self.x(&all);
        self.settle();
    }

    /// Closes the system's dialogs over the app.
    pub fn close_dialogs(&self) {
        self.settle();
        let began = Instant::now();
        loop {
            let found = self.x(&["search", "--onlyvisible", "--name", "."]);
            let Some(dialog) = found.split_whitespace().find(|id| *id != self.id) else { break };
            assert!(began.elapsed() < PATIENCE, "a dialog stays over the app");
            self.x(&["windowfocus", "--sync", dialog, "key", "Escape"]);
            std::thread::sleep(Duration::from_millis(200));
        }
        self.x(&["windowfocus", "--sync", &self.id]);
    }

    /// Returns all parts of the frame that are out of place: the document behind its window, bar or hand out of sight.
    pub fn frame_faults(&self) -> Value {
        let script = "const faults = [];
            const page = document.scrollingElement;
            if (page.scrollHeight > innerHeight) faults.push(`the page is ${page.scrollHeight} px high in ${innerHeight}`);
            for (const one of [page, document.body]) if (one.scrollTop !== 0) faults.push(`scrolled by ${one.scrollTop} px`);
            for (const one of document.querySelectorAll('[data-taken], .frame > .bar')) {
                const { left, top, right, bottom } = one.getBoundingClientRect();
                if (left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
                    faults.push(`${one.className || 'the hand'} stands at ${left}..${right} x ${top}..${bottom}`);
            }
            if (!document.querySelector('[data-taken], [data-harmless]')) faults.push('no hand');
            return faults";
        self.window.run(script, json!([]))
    }

    /// Types into every text field of the screen, with a corrected slip in the middle of each, and returns the expected
    /// texts. Fields that appear through typing are filled as well.
    pub fn fill(&self, screen: &str) -> Vec<Typed> {
        let next = "const typed = /^(text|search|password|tel|url|email|number|)$/;
            const fields = [...document.querySelectorAll('main input, main textarea')].filter((one) =>
                (one.tagName === 'TEXTAREA' || typed.test(one.type)) && one.checkVisibility({ visibilityProperty: true }) &&
                !one.closest('[inert]') && !one.disabled && !one.readOnly);
            const nameOf = (one) => [one.closest('[data-question]')?.dataset.question, one.closest('[data-row]')?.dataset.row,
                one.id, one.name, one.getAttribute('aria-label')].filter(Boolean).join(' ');
            // A field that was drawn anew is still the field it was.
            for (const one of fields) one.dataset.hand ??= String(arguments[0].indexOf(nameOf(one)) + 1 || '');
            const one = fields.find((field) => field.dataset.hand === '');
            if (!one) return null;
            one.dataset.hand = arguments[0].length + 1;
            const digits = one.type === 'number' || /numeric|decimal/.test(one.inputMode);
            return { name: nameOf(one), digits: /^(day|month)-/.test(one.name) ? 2 : digits ? 4 : 0, longest: one.maxLength, value: one.value }";
        // Marks of another screen, or of a part that is hidden now, name other fields.
        self.window
            .run("for (const one of document.querySelectorAll('[data-hand]')) delete one.dataset.hand", json!([]));
        let (mut typed, mut names): (Vec<Typed>, Vec<String>) = (Vec::new(), Vec::new());
        loop {
            let mark = typed.len() as u64 + 1;
            let field = self.window.run(next, json!([names]));
            if field.is_null() {
                return typed;
            }
            names.push(field["name"].as_str().unwrap_or_default().to_owned());
            let name = format!("{screen}: {}", names[names.len() - 1]);
            // A day and a month have two digits: more are read as a whole date, and move to the next fields.
            let words = match field["digits"].as_u64() {
                Some(2) => "12",
                Some(4) => "1234",
                _ => "Almaty-47 ann",
            };
            let longest = field["longest"].as_i64().filter(|n| *n > 0).unwrap_or(100) as usize;
            let words: String = words.chars().take(longest).collect();
            let selector = format!("[data-hand='{mark}']");
            self.press(&selector);
            self.key(&["End"]);
            // Typed fast like a practised person, or slowly like one who searches for each letter.
            self.keys(&words, if mark % 4 == 1 { 90 } else { 8 });
            let mut text = format!("{}{words}", field["value"].as_str().unwrap_or_default());
            self.stands(&selector, &text, &name);
            self.key(&["Left", "BackSpace", "1"]);
            let at = text.chars().count() - 1;
            text = text.chars().take(at - 1).chain(['1']).chain(text.chars().skip(at)).collect();
            self.stands(&selector, &text, &name);
            assert_eq!(self.frame_faults(), json!([]), "{name}");
            typed.push(Typed { name, mark, text });
        }
    }

    /// Requires that every field still holds its text.
    pub fn whole(&self, typed: &[Typed], about: &str) {
        for one in typed {
            let script = "return document.querySelector(arguments[0])?.value ?? null";
            let value = self.window.run(script, json!([format!("[data-hand='{}']", one.mark)]));
            assert_eq!(value, json!(one.text), "{about}: {}", one.name);
        }
    }

    /// Waits until the field holds `text` and has the focus.
    fn stands(&self, selector: &str, text: &str, name: &str) {
        let script = "const one = document.querySelector(arguments[0]);
            return one === null ? 'gone' : [one.value, document.activeElement === one]";
        let began = Instant::now();
        loop {
            let seen = self.window.run(script, json!([selector]));
            if seen == json!([text, true]) {
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{name} holds {seen} (text, focus) instead of {text:?}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Scrolls by wheel until the middle of the element can be pressed, and returns it.
    fn reach(&self, selector: &str) -> (i64, i64) {
        let script = "const one = [...document.querySelectorAll(arguments[0])].find((e) => e.checkVisibility());
            if (!one) return null;
            const aimed = one.labels?.[0] && one.getBoundingClientRect().width < 2 ? one.labels[0] : one;
            const { left, top, width, height } = aimed.getBoundingClientRect();
            const [x, y] = [left + width / 2, top + Math.min(height / 2, 40)];
            const at = document.elementFromPoint(x, y);
            const main = document.querySelector('main').getBoundingClientRect();
            return { x, y, who: aimed.outerHTML.slice(0, 120), over: at?.outerHTML.slice(0, 120), free: at !== null && (aimed.contains(at) || at.contains(aimed) && at.tagName === 'LABEL'),
                box: [main.left + main.width / 2, main.top + main.height / 2], below: y > main.top + main.height / 2 }";
        let began = Instant::now();
        let mut before = Value::Null;
        loop {
            let seen = self.window.run(script, json!([selector]));
            // Pressed once it stops moving.
            if seen["free"] == json!(true) && seen == before {
                return (whole_pixels(&seen["x"]), whole_pixels(&seen["y"]));
            }
            assert!(began.elapsed() < PATIENCE, "{selector} cannot be reached: {seen}\n{}", self.window.text());
            if seen["free"] == json!(false) {
                let (x, y) = (whole_pixels(&seen["box"][0]), whole_pixels(&seen["box"][1]));
                self.wheel(x, y, if seen["below"] == json!(true) { 2 } else { -2 });
            }
            before = seen;
            std::thread::sleep(Duration::from_millis(60));
        }
    }

    fn settle(&self) {
        let script = "return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))";
        self.window.run(script, json!([]));
    }

    fn x(&self, args: &[&str]) -> String {
        xdotool(self.stage, args)
    }
}

fn whole_pixels(value: &Value) -> i64 {
    value.as_f64().unwrap_or_default().round() as i64
}

/// Runs `xdotool` on a stage's display.
pub fn xdotool(stage: &Stage, args: &[&str]) -> String {
    let done = Command::new("xdotool").args(args).env("DISPLAY", stage.display()).output();
    String::from_utf8(done.expect("xdotool starts (apt-get install xdotool)").stdout).unwrap()
}
