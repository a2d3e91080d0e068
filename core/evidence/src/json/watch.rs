//! Notes the fields that a reader ignores: signed by their author, and unknown to this version.

use std::cell::RefCell;
use std::collections::BTreeSet;

/// Number of names that are kept; all are counted.
const NAMED: usize = 5;
/// Longest path that is kept, in characters.
const MAX_NAME: usize = 60;

/// Fields that a reader ignored.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Unknown {
    /// Number of ignored fields.
    pub count: usize,
    /// Paths of a few ignored fields, without list indices, as strangers wrote them.
    pub names: BTreeSet<String>,
}

impl Unknown {
    /// Adds the ignored fields of another object.
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

/// The reader's present path, and the fields that it ignored.
#[derive(Default)]
pub struct Watch {
    key: RefCell<String>,
    path: RefCell<Vec<String>>,
    found: RefCell<Unknown>,
}

impl Watch {
    /// Notes a key; its value comes next.
    pub fn key(&self, key: &str) {
        self.key.replace(key.chars().take(MAX_NAME).collect());
    }

    /// Enters the value of the newest key.
    pub fn enter(&self) {
        self.path.borrow_mut().push(self.key.take());
    }

    /// Leaves that value.
    pub fn leave(&self) {
        self.path.borrow_mut().pop();
    }

    /// Notes that the reader ignored the value.
    pub fn passed_over(&self) {
        let path = self.path.borrow().join("/");
        let mut found = self.found.borrow_mut();
        found.count = found.count.saturating_add(1);
        found.name(path.chars().take(MAX_NAME).collect());
    }

    /// Returns the ignored fields.
    pub fn found(self) -> Unknown {
        self.found.into_inner()
    }
}
