//! The system's own dialogs, used like a person does: by their title and with the keyboard.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::hand::xdotool;
use crate::stage::Stage;

/// An open dialog on the stage's display. Needs Debian's `xdotool`.
pub struct Dialog<'a> {
    stage: &'a Stage,
    window: String,
}

impl<'a> Dialog<'a> {
    /// Waits until a dialog with that title is open.
    pub fn wait(stage: &'a Stage, title: &str) -> Self {
        let named = format!("^{title}$");
        let began = Instant::now();
        loop {
            let found = xdotool(stage, &["search", "--onlyvisible", "--name", &named]);
            if let Some(window) = found.split_whitespace().next() {
                // A new dialog does not accept keys yet.
                std::thread::sleep(Duration::from_millis(500));
                return Self { stage, window: window.to_owned() };
            }
            assert!(began.elapsed() < Duration::from_secs(20), "no dialog {title:?} came");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Presses keys by their X names.
    pub fn press(&self, keys: &[&str]) {
        self.focus();
        for key in keys {
            xdotool(self.stage, &["key", key]);
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    /// Types a path and confirms it.
    pub fn choose(self, path: &Path) {
        self.focus();
        // Replaces the proposed name.
        xdotool(self.stage, &["key", "ctrl+a"]);
        xdotool(self.stage, &["type", "--delay", "20", path.to_str().unwrap()]);
        std::thread::sleep(Duration::from_millis(500));
        // The first key press may only complete the typed text.
        let began = Instant::now();
        while self.is_here() {
            assert!(began.elapsed() < Duration::from_secs(10), "the dialog does not take {}", path.display());
            xdotool(self.stage, &["key", "--window", &self.window, "Return"]);
            std::thread::sleep(Duration::from_secs(1));
        }
    }

    /// Waits until the dialog is gone.
    pub fn gone(self) {
        let began = Instant::now();
        while self.is_here() {
            assert!(began.elapsed() < Duration::from_secs(10), "the dialog stays");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn is_here(&self) -> bool {
        xdotool(self.stage, &["search", "--onlyvisible", "--name", "."]).split_whitespace().any(|id| id == self.window)
    }

    fn focus(&self) {
        xdotool(self.stage, &["windowfocus", "--sync", &self.window]);
    }
}

/// Returns whether a window with that title is visible on the stage's display.
pub fn titled(stage: &Stage, title: &str) -> bool {
    !xdotool(stage, &["search", "--onlyvisible", "--name", &format!("^{title}$")]).trim().is_empty()
}

/// Returns width and height of the window with that title, if there is one.
pub fn size(stage: &Stage, title: &str) -> Option<(u32, u32)> {
    let named = format!("^{title}$");
    let said = xdotool(stage, &["search", "--onlyvisible", "--name", &named, "getwindowgeometry", "--shell"]);
    let side = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)?.parse().ok());
    Some((side("WIDTH=")?, side("HEIGHT=")?))
}
