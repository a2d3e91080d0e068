//! A tiled transparency log: tree, proof, signed note, checkpoint, tile.
//!
//! Owns the bytes of RFC 6962 and of the C2SP specifications `signed-note`, `tlog-checkpoint`, `tlog-cosignature`,
//! `tlog-tiles` and `tlog-proof`. Never touches a disk, a socket, a clock or a secret key: nodes come through
//! [`tree::Nodes`], signatures through a closure, time as a number.
//!
//! A log goes [`hash::leaf_hash`] -> [`tree::append`] -> [`checkpoint::Checkpoint::sign`] -> [`proof::Proof::new`];
//! a reader goes [`proof::Proof::parse`] -> [`proof::Proof::verify`].

pub mod checkpoint;
pub mod cosignature;
mod error;
pub mod hash;
mod key;
pub mod note;
mod once;
pub mod proof;
mod text;
pub mod tile;
pub mod tree;

pub use checkpoint::{Checkpoint, SignedCheckpoint};
pub use cosignature::{Cosignature, Cosigners};
pub use error::Error;
pub use hash::{Hash, leaf_hash, node_hash};
pub use key::{KeyKind, VerifierKey};
pub use note::{Note, Signature};
pub use once::Once;
pub use proof::{Proof, Proven};
pub use tile::TilePath;
pub use tree::{Batch, Node, Nodes};
