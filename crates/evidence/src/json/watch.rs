//! Notes the fields that reading passes over: signed by somebody, and unknown to this version.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Names that are kept; the count goes on.
const NAMED: usize = 5;
/// Longest path that is kept, in characters.
const MAX_NAME: usize = 60;

/// Fields that reading passed over.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Unknown {
    /// How many there are.
    pub count: usize,
    /// Paths of a few of them, without the places in lists, as strangers wrote them.
    pub names: BTreeSet<String>,
}

impl Unknown {
    /// Adds those of another object.
    pub fn join(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        for name in other.names {
            self.name(name);
        }
    }

    fn name(&mut self, name: String) {
        if self.names.len() < NAMED {
            self.names.insert(name);
        }
    }
}

/// Where reading stands, and what it passed over.
#[derive(Default)]
pub struct Watch {
    key: RefCell<String>,
    path: RefCell<Vec<String>>,
    found: RefCell<Unknown>,
}

impl Watch {
    /// A key was read; its value comes next.
    pub fn key(&self, key: &str) {
        self.key.replace(key.chars().take(MAX_NAME).collect());
    }

    /// The value of the newest key is read now.
    pub fn enter(&self) {
        self.path.borrow_mut().push(self.key.take());
    }

    /// It was read.
    pub fn leave(&self) {
        self.path.borrow_mut().pop();
    }

    /// It was passed over.
    pub fn passed_over(&self) {
        let path = self.path.borrow().join("/");
        let mut found = self.found.borrow_mut();
        found.count = found.count.saturating_add(1);
        found.name(path.chars().take(MAX_NAME).collect());
    }

    /// All that was passed over.
    pub fn found(self) -> Unknown {
        self.found.into_inner()
    }
}
