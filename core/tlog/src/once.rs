//! A cache for checks of signed checkpoints: thousands of receipts may carry one checkpoint.

use std::cell::RefCell;
use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use crate::{Hash, Note};

/// Keeps answers about notes, each under the key or the quorum of the check.
pub struct Once<K, T>(RefCell<BTreeMap<(K, Hash), T>>);

impl<K, T> Default for Once<K, T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<K: Ord, T: Clone> Once<K, T> {
    /// Returns the answer of `check` about a note, from the cache if it has one for this note and this key.
    pub fn of(&self, under: K, note: &Note, check: impl FnOnce() -> T) -> T {
        let asked = (under, Hash(Sha256::digest(note.to_string().as_bytes()).into()));
        if let Some(known) = self.0.borrow().get(&asked) {
            return known.clone();
        }
        let answer = check();
        self.0.borrow_mut().insert(asked, answer.clone());
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_checked_once_under_each_key_and_another_note_by_itself() {
        let note = |text: &str| Note::parse(format!("{text}\n\n\u{2014} log AAAAAAAA\n").as_bytes()).unwrap();
        let (once, asked) = (Once::default(), RefCell::new(Vec::new()));
        let ask = |under: u8, text: &str| {
            once.of(under, &note(text), || {
                asked.borrow_mut().push((under, text.to_owned()));
                text.len()
            })
        };
        assert_eq!([ask(1, "a"), ask(1, "a"), ask(2, "a"), ask(1, "bb"), ask(1, "a")], [1, 1, 1, 2, 1]);
        assert_eq!(*asked.borrow(), [(1, "a".to_owned()), (2, "a".to_owned()), (1, "bb".to_owned())]);
    }
}
