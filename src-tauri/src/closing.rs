//! Closing the window while work is in progress that must not end silently: the page is asked first.

#[cfg(desktop)]
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

#[cfg(desktop)]
use desk::recorder::Recorder;
#[cfg(desktop)]
use tauri::{Manager, Runtime, WebviewWindow, WindowEvent};

/// Whether the page must be asked before the window closes.
#[derive(Default)]
pub struct Closing {
    asks: AtomicBool,
    /// The page was told, and has not answered yet.
    unheard: AtomicBool,
}

impl Closing {
    /// Sets whether the page must be asked. The page repeats this when it was asked: a page that hangs must not keep
    /// the window open.
    pub fn ask(&self, asks: bool) {
        self.asks.store(asks, SeqCst);
        self.unheard.store(false, SeqCst);
    }

    /// Returns true if the window may close now, and false if the page must be told first.
    fn may_close(&self) -> bool {
        !self.asks.load(SeqCst) || self.unheard.swap(true, SeqCst)
    }
}

#[cfg(desktop)]
impl Closing {
    /// Follows the closing of the window.
    pub fn follow<R: Runtime>(self: &Arc<Self>, window: &WebviewWindow<R>) {
        let (closing, own) = (Arc::clone(self), window.clone());
        window.on_window_event(move |event| {
            let WindowEvent::CloseRequested { api, .. } = event else { return };
            if closing.may_close() {
                // A recording that a person ended by closing the window was not cut off.
                own.state::<Arc<Recorder>>().stop_all();
                return;
            }
            api.prevent_close();
            // A page that does not receive this does not answer: the next attempt closes the window.
            let _ = own.eval("window.dispatchEvent(new Event('closeasked'))");
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_in_which_nothing_goes_on_closes_at_once() {
        let closing = Closing::default();
        assert!(closing.may_close());
        closing.ask(true);
        closing.ask(false);
        assert!(closing.may_close());
    }

    #[test]
    fn a_page_that_asks_is_told_each_time_that_the_window_is_closed() {
        let closing = Closing::default();
        closing.ask(true);
        for _ in 0..3 {
            assert!(!closing.may_close());
            closing.ask(true);
        }
    }

    #[test]
    fn a_page_that_hangs_is_closed_the_second_time() {
        let closing = Closing::default();
        closing.ask(true);
        assert!(!closing.may_close());
        assert!(closing.may_close());
    }
}
