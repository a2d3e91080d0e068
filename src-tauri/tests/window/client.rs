//! A small WebDriver client, one request per connection: only the W3C commands that these tests need.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use base64::Engine;
use serde_json::{Value, json};

/// Longest wait for any answer; without it the driver hangs for ever if the window does not appear.
const PATIENCE: Duration = Duration::from_secs(60);

/// One open window.
pub struct Window {
    port: u16,
    session: String,
}

impl Window {
    /// Starts `binary` under the driver at `port`. Fails with the driver's message.
    pub fn open(port: u16, binary: &str) -> Result<Self, String> {
        let options = json!({ "binary": binary, "args": [] });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let said = ask(port, "POST", "/session", &wanted)?;
        let session = said["sessionId"].as_str().ok_or_else(|| format!("no session: {said}"))?;
        Ok(Self { port, session: session.to_owned() })
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        let path = format!("/session/{}{path}", self.session);
        ask(self.port, method, &path, body).unwrap_or_else(|e| panic!("{method} {path}: {e}"))
    }

    /// Returns the value of `script`, or of its promise.
    pub fn run(&self, script: &str, args: Value) -> Value {
        self.call("POST", "/execute/sync", &json!({ "script": script, "args": args }))
    }

    /// Returns the text on the screen, with white space folded and without isolation marks.
    pub fn text(&self) -> String {
        let text = self.run("return document.body.innerText", json!([]));
        let text = text.as_str().unwrap().replace(['\u{2068}', '\u{2069}'], "");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Waits until `words` are on the screen.
    pub fn expect(&self, words: &str) {
        let began = Instant::now();
        while !self.text().contains(words) {
            assert!(began.elapsed() < Duration::from_secs(20), "no {words:?} on the screen:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until `script` returns a true value and returns it. `what` is the message if it never does.
    pub fn until(&self, what: &str, seconds: u64, script: &str, args: &Value) -> Value {
        let began = Instant::now();
        loop {
            let said = self.run(script, args.clone());
            if said != Value::Null && said != json!(false) {
                return said;
            }
            let waited = began.elapsed();
            assert!(waited < Duration::from_secs(seconds), "{what} never came; on the screen:\n{}", self.text());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Waits until the selected element is on the screen.
    pub fn seen(&self, selector: &str) {
        self.until(selector, 30, "return document.querySelector(arguments[0]) !== null", &json!([selector]));
    }

    /// Waits until the selected element is gone.
    pub fn gone(&self, selector: &str) {
        self.until(selector, 30, "return document.querySelector(arguments[0]) === null", &json!([selector]));
    }

    /// Opens a screen of the bar, or one behind "more".
    pub fn go(&self, screen: &str) {
        // The bar's screens depend on the home, which may still be opening.
        self.seen(&format!("nav [data-screen=more], nav [data-screen={screen}]"));
        let there = |selector: &str| {
            self.run("return document.querySelector(arguments[0]) !== null", json!([selector])) == json!(true)
        };
        let bar = format!("nav [data-screen={screen}]");
        if there(&bar) {
            return self.click(&bar);
        }
        self.click("nav [data-screen=more]");
        let inner = format!("main [data-screen={screen}]");
        self.seen(&inner);
        self.click(&inner);
    }

    /// Presses the selected element like a person: the driver refuses elements that are covered or out of sight.
    pub fn click(&self, selector: &str) {
        let began = Instant::now();
        // The driver presses the place where it found the element, so this waits until the element stops moving.
        let place = "const box = document.querySelector(arguments[0])?.getBoundingClientRect();
                     return box ? [box.x, box.y, box.width, box.height] : null";
        let mut was = self.run(place, json!([selector]));
        while began.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(50));
            let is = self.run(place, json!([selector]));
            if is == was {
                break;
            }
            was = is;
        }
        // On a loaded machine the page may be laid out anew between the driver's look and its press, which then meets
        // another element or none. A person sees that and presses again.
        let watch = "const wanted = document.querySelector(arguments[0]);
                     window.met = null;
                     addEventListener('pointerdown', ({ target }) => {
                         window.met = wanted !== null && (wanted.contains(target) || target.contains(wanted));
                     }, { capture: true, once: true });";
        loop {
            self.run(watch, json!([selector]));
            let path = format!("/session/{}/element/{}/click", self.session, self.element(selector));
            match ask(self.port, "POST", &path, &json!({})) {
                Ok(_) if began.elapsed() < Duration::from_secs(5) && self.missed() => {}
                Ok(_) => return,
                // An element that is being redrawn is pressed once it is stable. The driver considers an element
                // directly below the edge of a scrolling box unreachable; a person scrolls.
                Err(said) if is_moving(&said) && began.elapsed() < Duration::from_secs(5) => {
                    std::thread::sleep(Duration::from_millis(50));
                    self.run(
                        "document.querySelector(arguments[0])?.scrollIntoView({ block: 'nearest' })",
                        json!([selector]),
                    );
                }
                Err(said) => panic!("{selector} cannot be pressed: {said}"),
            }
        }
    }

    /// Returns true if the last press met another element than the wanted one. The page may be gone after a press.
    fn missed(&self) -> bool {
        let path = format!("/session/{}/execute/sync", self.session);
        ask(self.port, "POST", &path, &json!({ "script": "return window.met", "args": [] })) == Ok(json!(false))
    }

    /// Types `text` with the keyboard.
    pub fn keys(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.call("POST", &format!("/element/{element}/value"), &json!({ "text": text }));
    }

    /// Pastes `text` over a field's content, or chooses an option.
    pub fn put(&self, selector: &str, text: &str) {
        let script = "const [found, text] = [document.querySelector(arguments[0]), arguments[1]];
            found.value = text;
            for (const name of ['input', 'change']) found.dispatchEvent(new Event(name, { bubbles: true }));";
        self.run(script, json!([selector, text]));
    }

    fn element(&self, selector: &str) -> String {
        let path = format!("/session/{}/element", self.session);
        let began = Instant::now();
        let found = loop {
            match ask(self.port, "POST", &path, &json!({ "using": "css selector", "value": selector })) {
                Ok(found) => break found,
                // An element that is being redrawn leaves the page between its finding and the answer.
                Err(said) if is_moving(&said) && began.elapsed() < Duration::from_secs(5) => {
                    std::thread::sleep(Duration::from_millis(50));
                }
                Err(said) => panic!("{selector} cannot be found: {said}"),
            }
        };
        let id = found.as_object().and_then(|o| o.values().next()).and_then(Value::as_str);
        id.unwrap_or_else(|| panic!("no {selector}: {found}")).to_owned()
    }

    /// Makes the page `width` x `height` CSS pixels and waits for that size.
    pub fn resize(&self, width: u32, height: u32) {
        self.call("POST", "/window/rect", &json!({ "width": width, "height": height }));
        let began = Instant::now();
        while self.run("return [innerWidth, innerHeight]", json!([])) != json!([width, height]) {
            let size = self.run("return [innerWidth, innerHeight]", json!([]));
            assert!(began.elapsed() < Duration::from_secs(10), "the window is {size}, not {width} x {height}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Returns a PNG of the visible page.
    pub fn screenshot(&self) -> Vec<u8> {
        let png = self.call("GET", "/screenshot", &Value::Null);
        base64::engine::general_purpose::STANDARD.decode(png.as_str().unwrap()).unwrap()
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The driver ends the app; an error in a failing test cannot be reported.
        let _ = ask(self.port, "DELETE", &format!("/session/{}", self.session), &Value::Null);
    }
}

fn is_moving(said: &str) -> bool {
    ["element not interactable", "stale element reference"].iter().any(|error| said.contains(error))
}

fn ask(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let said = exchange(port, method, path, body).map_err(|e| format!("the driver did not answer: {e}"))?;
    let mut said: Value = serde_json::from_slice(&said).map_err(|e| format!("the driver's answer: {e}"))?;
    let value = said["value"].take();
    match value["error"].as_str() {
        Some(error) => Err(format!("{error}: {}", value["message"])),
        None => Ok(value),
    }
}

fn exchange(port: u16, method: &str, path: &str, body: &Value) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = if body.is_null() { Vec::new() } else { serde_json::to_vec(body)? };
    let length = body.len();
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n")?;
    stream.write_all(&body)?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(std::io::Error::other)?;
            }
            None if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    let mut said = vec![0; length];
    reader.read_exact(&mut said)?;
    Ok(said)
}
