//! Roots that logs provably had.

use std::collections::{BTreeMap, BTreeSet};

use tlog::Hash;

use crate::log_key::LogKey;

/// Most roots of one size that are kept: an honest log has one.
const MAX_ROOTS: usize = 8;

/// Roots of logs, by log and size.
pub(crate) type Roots = BTreeMap<(LogKey, u64), BTreeSet<Hash>>;

/// Keeps a root of one size and, of many, the least ones: a log that signs many histories costs little, and the order
/// of receipts does not choose.
pub(crate) fn keep_root(roots: &mut BTreeSet<Hash>, root: Hash) {
    roots.insert(root);
    if roots.len() > MAX_ROOTS {
        roots.pop_last();
    }
}
