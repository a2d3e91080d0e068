//! A display of our own, a driver, and folders that vanish with the test.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Window;

const USER: &str = "user";

/// Everything a window needs that is not the app.
pub struct Stage {
    display: Child,
    driver: Child,
    port: u16,
    /// Vanishes with the stage.
    pub folder: tempfile::TempDir,
}

impl Stage {
    /// Starts Xvfb and WebKitWebDriver. Needs Debian's `xvfb` and `webkit2gtk-driver`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut display = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts (apt-get install xvfb)");
        // It says its number once it takes connections.
        let mut number = String::new();
        BufReader::new(display.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let user = folder.path().join(USER);
        std::fs::create_dir_all(&user).unwrap();
        let driver = Command::new("WebKitWebDriver")
            .args(["--host=127.0.0.1", &format!("--port={port}")])
            .env("DISPLAY", format!(":{}", number.trim()))
            .env("GDK_BACKEND", "x11")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("TESTAMUR_HOME", folder.path().join("home"))
            .env("HOME", &user)
            .env("XDG_DATA_HOME", user.join("data"))
            .env("XDG_CONFIG_HOME", user.join("config"))
            .env("XDG_CACHE_HOME", user.join("cache"))
            .env("LANG", "en_US.UTF-8")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts (apt-get install webkit2gtk-driver)");
        let stage = Self { display, driver, port, folder };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "WebKitWebDriver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        stage
    }

    /// Starts the real app.
    pub fn open(&self) -> Window {
        Window::open(self.port, env!("CARGO_BIN_EXE_testamur-app"))
            .unwrap_or_else(|e| panic!("the app did not open: {e}"))
    }

    /// The user's own folder, where the webview may write.
    pub fn user(&self) -> PathBuf {
        self.folder.path().join(USER)
    }

    /// The app's home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        for child in [&mut self.driver, &mut self.display] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Writes pictures of the window in both sizes and themes to `screenshots/` of the checkout: the beginning of the page
/// and, where it is longer than the window, its end.
pub fn picture(window: &Window, name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screenshots");
    std::fs::create_dir_all(&folder).unwrap();
    for (width, height) in [(360, 740), (1280, 800)] {
        window.resize(width, height);
        for theme in ["light", "dark"] {
            window.put("select[name=theme]", theme);
            let file = |part: &str| folder.join(format!("{name}-{width}x{height}-{theme}{part}.png"));
            std::fs::write(file(""), painted(window, width, height)).unwrap();
            if window.run("scrollTo(0, 1e6); return scrollY > 0", json!([])) == json!(true) {
                std::fs::write(file("-end"), painted(window, width, height)).unwrap();
                window.run("scrollTo(0, 0)", json!([]));
            }
        }
    }
    window.put("select[name=theme]", "auto");
}

/// A picture that shows what the page says it shows: the webview answers with an older frame at first.
fn painted(window: &Window, width: u32, height: u32) -> Vec<u8> {
    let frames =
        "return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60))))";
    let ground = "return getComputedStyle(document.documentElement).backgroundColor.match(/\\d+/g).map(Number)";
    let began = Instant::now();
    loop {
        window.run(frames, json!([]));
        let png = window.screenshot();
        let seen = image::load_from_memory(&png).unwrap().to_rgb8();
        let corners = [(1, 1), (1, height - 2)].map(|(x, y)| seen.get_pixel_checked(x, y).map(|p| json!(p.0)));
        let wanted = Some(window.run(ground, json!([])));
        if seen.dimensions() == (width, height) && corners.iter().all(|c| *c == wanted) {
            return png;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "the window does not paint {width} x {height}: {corners:?}");
    }
}
