//! One stream of changes that no request asked for: a door passes each on to its page.

use std::sync::{Arc, Mutex, PoisonError};

use crate::views::changes::ChangedCode;

type Heard = Arc<dyn Fn(ChangedCode) + Send + Sync>;

/// The stream, which all parts of the app share. Carries no content: the page asks for the new state.
#[derive(Clone, Default)]
pub struct Changes(Arc<Mutex<Vec<Heard>>>);

impl Changes {
    /// Calls `heard` at each later change, on the thread of the change, which must not block.
    pub fn follow(&self, heard: impl Fn(ChangedCode) + Send + Sync + 'static) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::new(heard));
    }

    /// Tells a change that has happened.
    pub(crate) fn tell(&self, what: ChangedCode) {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        heard.iter().for_each(|heard| heard(what));
    }
}
