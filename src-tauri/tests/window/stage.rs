//! A display of the test's own, a driver, and folders that are removed with the test.

use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::Window;

const USER: &str = "user";

/// The surroundings of a window without the app.
pub struct Stage {
    display: Child,
    driver: Child,
    port: u16,
    number: String,
    home: PathBuf,
    /// Removed with the stage.
    pub folder: tempfile::TempDir,
}

impl Stage {
    /// Starts Xvfb and WebKitWebDriver for a home that does not exist yet. Needs Debian's `xvfb` and
    /// `webkit2gtk-driver`.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home");
        Self::on(folder, home)
    }

    /// Starts them for a home in another place.
    pub fn at(home: &str) -> Self {
        Self::on(tempfile::tempdir().unwrap(), home.into())
    }

    fn on(folder: tempfile::TempDir, home: PathBuf) -> Self {
        let mut display = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts (apt-get install xvfb)");
        // It prints its number once it accepts connections.
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
            .env("TESTAMUR_HOME", &home)
            .env("HOME", &user)
            .env("XDG_DATA_HOME", user.join("data"))
            .env("XDG_CONFIG_HOME", user.join("config"))
            .env("XDG_CACHE_HOME", user.join("cache"))
            .env("LANG", "en_US.UTF-8")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            // The start folder of the system's dialogs.
            .current_dir(&user)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver starts (apt-get install webkit2gtk-driver)");
        let number = format!(":{}", number.trim());
        let stage = Self { display, driver, port, number, home, folder };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "WebKitWebDriver does not listen");
            std::thread::sleep(Duration::from_millis(20));
        }
        stage
    }

    /// Starts the real app.
    pub fn open(&self) -> Window {
        self.open_program(env!("CARGO_BIN_EXE_testamur-app"))
    }

    /// Starts a program that opens a webview.
    pub fn open_program(&self, program: &str) -> Window {
        Window::open(self.port, program).unwrap_or_else(|e| panic!("the app did not open: {e}"))
    }

    /// Starts the real app without a driver, which would capture the webview's own dialogs.
    pub fn open_undriven(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_testamur-app"))
            .env("DISPLAY", &self.number)
            .env("GDK_BACKEND", "x11")
            .env("TESTAMUR_HOME", &self.home)
            .env("HOME", self.user())
            .env("XDG_DATA_HOME", self.user().join("data"))
            .env("XDG_CONFIG_HOME", self.user().join("config"))
            .env("XDG_CACHE_HOME", self.user().join("cache"))
            .env("LANG", "en_US.UTF-8")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .current_dir(self.user())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the app starts")
    }

    /// Returns the display in the form for programs.
    pub fn display(&self) -> &str {
        &self.number
    }

    /// Starts a window manager, which filling the screen requires. It ends with the returned value. Needs Debian's
    /// `openbox`.
    pub fn manager(&self) -> Manager {
        let mut openbox = Command::new("openbox");
        openbox.env("DISPLAY", &self.number).env("HOME", self.user()).stdout(Stdio::null()).stderr(Stdio::null());
        Manager(openbox.spawn().expect("openbox starts (apt-get install openbox)"))
    }

    /// Returns the process id of the driver, whose children are the app and the webview's processes.
    pub fn driver_pid(&self) -> u32 {
        self.driver.id()
    }

    /// Returns the user's own folder, where the webview may write.
    pub fn user(&self) -> PathBuf {
        self.folder.path().join(USER)
    }

    /// Returns the app's home.
    pub fn home(&self) -> PathBuf {
        self.home.clone()
    }

    /// Ends the app like a removed battery: immediately, without a signal that it can handle.
    pub fn kill_app(&self) {
        let children = Command::new("pgrep").args(["-P", &self.driver_pid().to_string()]).output().unwrap();
        let pids = String::from_utf8(children.stdout).unwrap();
        let app = pids.split_whitespace().find(|pid| {
            std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.starts_with("testamur-app"))
        });
        let app = app.expect("the app runs under the driver");
        assert!(Command::new("kill").args(["-KILL", app]).status().unwrap().success());
    }
}

/// A running window manager.
pub struct Manager(Child);

impl Drop for Manager {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
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

/// Returns `screenshots/window/` of the checkout.
pub fn folder_of_pictures() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../screenshots/window");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Writes pictures of the window in both sizes and themes to `screenshots/window/` of the checkout.
pub fn picture(window: &Window, name: &str) {
    let folder = folder_of_pictures();
    let before = window.run("return document.documentElement.dataset.theme ?? null", json!([]));
    for (width, height) in [(360, 740), (1280, 800)] {
        window.resize(width, height);
        for theme in ["light", "dark"] {
            window.run("document.documentElement.dataset.theme = arguments[0]", json!([theme]));
            let frames = "return new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))";
            window.run(frames, json!([]));
            std::fs::write(folder.join(format!("{name}-{width}x{height}-{theme}.png")), window.screenshot()).unwrap();
        }
    }
    window.run("document.documentElement.dataset.theme = arguments[0]", json!([before]));
}
