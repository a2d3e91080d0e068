//! The RFC 6962 tree over stored nodes.
//!
//! Owns the rules for complete subtrees: which exist, which a growth adds, and how they fold into a root. Only
//! complete subtrees are stored: node (level, index) covers leaves `index << level .. (index + 1) << level` and never
//! changes once it exists. Stores no node itself and judges no proof (`check` does).

mod check;
mod nodes;
mod prove;

pub use check::{MAX_PROOF, new_root, old_root, verify_consistency, verify_inclusion};
pub use nodes::{Batch, Node, Nodes, Overlay, append, root};
pub use prove::{consistency_proof, inclusion_proof};

pub use crate::text::MAX_SIZE;
