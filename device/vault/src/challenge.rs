//! A server is asked to prove that it has parts.

use std::collections::BTreeSet;

use evidence::Digest;
use sync::held::Challenge;

/// A challenge without an answer so far, and the parts that it asks for.
pub(crate) struct Asked {
    pub(crate) challenge: Challenge,
    pub(crate) parts: BTreeSet<Digest>,
}
