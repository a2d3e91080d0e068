//! The window of the harmless clock: its title hides the app, on a desktop it fills the screen, and it is black like
//! the clock until the page is painted.
//!
//! Remembers the window's former state and restores it.

use std::sync::{Mutex, PoisonError};

/// Longest title, in characters: a name for a clock.
const MAX_TITLE: usize = 40;

/// The clock's background.
#[cfg(desktop)]
const BLACK: tauri::window::Color = tauri::window::Color(0, 0, 0, 255);

/// The visible parts of a window around its page.
pub trait Face {
    /// Returns its title.
    fn title(&self) -> tauri::Result<String>;
    /// Changes its title.
    fn set_title(&self, title: &str) -> tauri::Result<()>;
    /// Returns true while it fills the screen.
    fn is_full(&self) -> tauri::Result<bool>;
    /// Makes it fill the screen, or ends that.
    fn set_full(&self, full: bool) -> tauri::Result<()>;
    /// Gives it the clock's background where no page is painted yet, or the system's own again.
    fn set_dark(&self, dark: bool) -> tauri::Result<()>;
}

#[cfg(desktop)]
impl<R: tauri::Runtime> Face for tauri::WebviewWindow<R> {
    fn title(&self) -> tauri::Result<String> {
        self.title()
    }

    fn set_title(&self, title: &str) -> tauri::Result<()> {
        self.set_title(title)
    }

    fn is_full(&self) -> tauri::Result<bool> {
        self.is_fullscreen()
    }

    fn set_full(&self, full: bool) -> tauri::Result<()> {
        self.set_fullscreen(full)
    }

    fn set_dark(&self, dark: bool) -> tauri::Result<()> {
        self.set_background_color(dark.then_some(BLACK))
    }
}

/// The window's state before the clock.
struct Before {
    title: Option<String>,
    full: bool,
}

/// Knows whether the window shows the clock.
#[derive(Default)]
pub struct Harmless(Mutex<Option<Before>>);

impl Harmless {
    /// Shows the clock: the window gets the title `title` and fills the screen. If one step fails, the other is done
    /// anyway.
    pub fn begin(&self, face: &impl Face, title: &str) -> tauri::Result<()> {
        let mut before = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if before.is_none() {
            *before = Some(Before { title: face.title().ok(), full: face.is_full().unwrap_or(false) });
        }
        let short: String = title.chars().take(MAX_TITLE).collect();
        // The background comes first, because a growing window shows it before its page.
        let dark = face.set_dark(true);
        dark.and(face.set_title(&short)).and(face.set_full(true))
    }

    /// Ends the clock: the window is as before. Without a clock it has no effect.
    pub fn end(&self, face: &impl Face) -> tauri::Result<()> {
        let Some(before) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else { return Ok(()) };
        let called = before.title.map_or(Ok(()), |title| face.set_title(&title));
        let sized = if before.full { Ok(()) } else { face.set_full(false) };
        called.and(sized).and(face.set_dark(false))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;

    /// A window that obeys, or fails.
    struct Window {
        title: RefCell<String>,
        full: Cell<bool>,
        dark: Cell<bool>,
        /// True if it was dark whenever it grew.
        grew_dark: Cell<bool>,
        broken: bool,
    }

    impl Window {
        fn new(full: bool) -> Self {
            Self {
                title: RefCell::new("Testamur".to_owned()),
                full: Cell::new(full),
                dark: Cell::new(false),
                grew_dark: Cell::new(true),
                broken: false,
            }
        }

        fn looks(&self) -> (String, bool) {
            (self.title.borrow().clone(), self.full.get())
        }
    }

    impl Face for Window {
        fn title(&self) -> tauri::Result<String> {
            Ok(self.title.borrow().clone())
        }

        fn set_title(&self, title: &str) -> tauri::Result<()> {
            if self.broken {
                return Err(tauri::Error::WindowNotFound);
            }
            *self.title.borrow_mut() = title.to_owned();
            Ok(())
        }

        fn is_full(&self) -> tauri::Result<bool> {
            Ok(self.full.get())
        }

        fn set_full(&self, full: bool) -> tauri::Result<()> {
            self.full.set(full);
            self.grew_dark.set(self.grew_dark.get() && (!full || self.dark.get()));
            Ok(())
        }

        fn set_dark(&self, dark: bool) -> tauri::Result<()> {
            self.dark.set(dark);
            Ok(())
        }
    }

    #[test]
    fn while_the_clock_stands_the_window_is_called_by_it_and_fills_the_screen_and_comes_back_as_it_was() {
        for full in [false, true] {
            let (window, harmless) = (Window::new(full), Harmless::default());
            harmless.begin(&window, "Clock").unwrap();
            assert_eq!(window.looks(), ("Clock".to_owned(), true));
            // Begun twice: the state before the first time is restored.
            harmless.begin(&window, "Часы").unwrap();
            assert_eq!(window.looks(), ("Часы".to_owned(), true));
            harmless.end(&window).unwrap();
            assert_eq!(window.looks(), ("Testamur".to_owned(), full));
        }
    }

    #[test]
    fn the_window_is_black_before_it_grows_and_as_the_system_draws_it_after_the_clock() {
        for broken in [false, true] {
            let (window, harmless) = (Window { broken, ..Window::new(false) }, Harmless::default());
            let _ = harmless.begin(&window, "Clock");
            assert_eq!((window.dark.get(), window.grew_dark.get()), (true, true));
            let _ = harmless.end(&window);
            assert_eq!((window.dark.get(), window.full.get()), (false, false));
        }
    }

    #[test]
    fn a_window_in_which_no_clock_stood_stays_as_it_is() {
        let (window, harmless) = (Window::new(true), Harmless::default());
        harmless.end(&window).unwrap();
        assert_eq!(window.looks(), ("Testamur".to_owned(), true));
    }

    #[test]
    fn a_window_that_cannot_change_its_title_fills_the_screen_all_the_same() {
        let (window, harmless) = (Window { broken: true, ..Window::new(false) }, Harmless::default());
        harmless.begin(&window, "Clock").unwrap_err();
        assert_eq!(window.looks(), ("Testamur".to_owned(), true));
        harmless.end(&window).unwrap_err();
        assert_eq!(window.looks(), ("Testamur".to_owned(), false));
    }
}
