//! The window's size, kept beside the home between starts: it is not secret, and the file holds only this.
//!
//! Decides when it is written: a while after the last change, never during a panic, and after a panic over everything
//! not again in that run. Desktops only.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::beside;

/// Time without another change after which a size is written.
const CALM: Duration = Duration::from_millis(400);
/// A window for one hand, and one for a desk.
const SMALL: (u32, u32) = (480, 800);
const LARGE: (u32, u32) = (1280, 800);
/// The minimum in `tauri.conf.json`.
const LEAST: (u32, u32) = (320, 480);

/// A size of the window in CSS pixels, without its frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// True if the window is as large as the screen.
    pub maximised: bool,
}

/// The kept size.
pub struct Kept {
    path: PathBuf,
    state: Mutex<State>,
    calm: Sender<()>,
}

#[derive(Default)]
struct State {
    /// The size at the opening, or the last written one.
    written: Option<Size>,
    /// The present size.
    now: Option<Size>,
    silent: bool,
    /// True while the window shows the harmless clock.
    covered: bool,
}

impl Size {
    /// Returns the size limited to the screen, which may be another one than before.
    fn on(self, screen: Option<(u32, u32)>) -> Self {
        let most = screen.unwrap_or((self.width, self.height));
        let fit = |wanted: u32, least: u32, most: u32| wanted.min(most).max(least);
        Self { width: fit(self.width, LEAST.0, most.0), height: fit(self.height, LEAST.1, most.1), ..self }
    }
}

impl Kept {
    /// Keeps the size beside a home. Touches no file yet.
    pub fn beside(home: &Path) -> Arc<Self> {
        let (calm, changed) = channel();
        let kept = Arc::new(Self { path: beside::file(home, ".size"), state: Mutex::default(), calm });
        let own = Arc::downgrade(&kept);
        std::thread::spawn(move || {
            while changed.recv().is_ok() {
                while changed.recv_timeout(CALM).is_ok() {}
                let Some(kept) = own.upgrade() else { return };
                kept.write();
            }
        });
        kept
    }

    /// Returns the size with which the window opens.
    pub fn opening(&self, screen: Option<(u32, u32)>, archivist: bool) -> Size {
        let (width, height) = if archivist { LARGE } else { SMALL };
        let first = Size { width, height, maximised: false };
        let size = beside::read(&self.path).unwrap_or(first).on(screen);
        self.state().written = Some(size);
        size
    }

    /// Records a new size of the window. While it fills the screen, the size before that is kept.
    pub fn note(&self, width: u32, height: u32, maximised: bool) {
        let mut state = self.state();
        if state.covered {
            return;
        }
        let before = state.now.or(state.written);
        let size = match before {
            Some(before) if maximised => Size { maximised, ..before },
            _ => Size { width, height, maximised },
        };
        state.now = Some(size);
        // The receiving thread lives as long as this struct.
        let _ = self.calm.send(());
    }

    /// Records whether the window shows the harmless clock. Its size is not the person's choice, and a window may learn
    /// its new size before it knows that it fills the screen.
    pub fn cover(&self, covered: bool) {
        self.state().covered = covered;
    }

    /// Stops writing.
    pub fn hush(&self) {
        self.state().silent = true;
    }

    /// Resumes writing.
    pub fn again(&self) {
        self.state().silent = false;
    }

    /// Removes the kept size.
    pub fn forget(&self) {
        let mut state = self.state();
        // The present size is not a person's change: it is not written again automatically.
        state.written = state.now.or(state.written);
        let _ = std::fs::remove_file(&self.path);
    }

    /// Writes an unwritten size at the end of the process.
    pub fn end(&self) {
        self.write();
    }

    fn write(&self) {
        let mut state = self.state();
        let Some(size) = state.now.filter(|now| !state.silent && Some(*now) != state.written) else { return };
        // A size that cannot be kept is chosen again at the next start.
        let written = serde_json::to_vec(&size).map_err(std::io::Error::other);
        if written.and_then(|text| std::fs::write(&self.path, text)).is_ok() {
            state.written = Some(size);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: u32, height: u32, maximised: bool) -> Size {
        Size { width, height, maximised }
    }

    fn beside(dir: &tempfile::TempDir) -> (PathBuf, Arc<Kept>) {
        let home = dir.path().join("home");
        let kept = Kept::beside(&home);
        (dir.path().join("home.size"), kept)
    }

    #[test]
    fn a_window_opens_as_it_was_left_and_the_first_time_small_or_for_an_archivist_large() {
        let dir = tempfile::tempdir().unwrap();
        let (_, kept) = beside(&dir);
        assert_eq!(kept.opening(Some((1600, 1000)), false), size(480, 800, false));
        assert_eq!(kept.opening(Some((1600, 1000)), true), size(1280, 800, false));
        kept.note(900, 700, false);
        kept.note(1600, 1000, true);
        kept.end();
        for archivist in [false, true] {
            assert_eq!(beside(&dir).1.opening(Some((1600, 1000)), archivist), size(900, 700, true));
        }
    }

    #[test]
    fn a_change_is_written_by_itself_a_while_after_the_last_one() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = beside(&dir);
        kept.opening(None, false);
        kept.note(700, 600, false);
        kept.note(710, 610, false);
        for _ in 0..100 {
            if path.exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), r#"{"width":710,"height":610,"maximised":false}"#);
    }

    #[test]
    fn a_size_fits_on_the_screen_that_is_there_and_is_never_smaller_than_a_window_may_be() {
        assert_eq!(size(2560, 1400, false).on(Some((1366, 768))), size(1366, 768, false));
        assert_eq!(size(1, 0, true).on(Some((1366, 768))), size(320, 480, true));
        assert_eq!(size(900, 700, false).on(None), size(900, 700, false));
    }

    #[test]
    fn a_file_that_says_no_size_is_as_if_there_were_none() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = beside(&dir);
        let long = format!("{}{{\"width\":900,\"height\":700,\"maximised\":false}}", " ".repeat(200));
        for broken in ["", "{", r#"{"width":-4,"height":700,"maximised":false}"#, r#"{"width":900}"#, "null", &long] {
            std::fs::write(&path, broken).unwrap();
            assert_eq!(kept.opening(None, false), size(480, 800, false), "{broken:?}");
        }
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert_eq!(kept.opening(None, false), size(480, 800, false));
    }

    #[test]
    fn a_size_that_nobody_changed_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = beside(&dir);
        kept.opening(None, false);
        kept.note(480, 800, false);
        kept.end();
        assert!(!path.exists());
    }

    #[test]
    fn nothing_is_written_during_a_panic_and_what_was_kept_can_be_removed() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = beside(&dir);
        kept.opening(None, false);
        kept.hush();
        kept.note(900, 700, false);
        kept.end();
        assert!(!path.exists());
        kept.again();
        kept.end();
        assert!(path.exists());
        kept.forget();
        kept.end();
        assert!(!path.exists(), "what was removed came back");
    }
    #[test]
    fn the_size_of_the_clock_is_never_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (path, kept) = beside(&dir);
        kept.opening(None, false);
        kept.note(700, 600, false);
        kept.cover(true);
        kept.note(1600, 1000, false);
        kept.end();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), r#"{"width":700,"height":600,"maximised":false}"#);
        kept.cover(false);
        kept.note(710, 610, false);
        kept.end();
        assert_eq!(std::fs::read_to_string(path).unwrap(), r#"{"width":710,"height":610,"maximised":false}"#);
    }
}
