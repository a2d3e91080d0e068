//! Shares of the archive key and of the witness key: their spellings, their faults, splitting and joining, and the
//! check while they are typed.

mod fault;
mod joining;
mod opens;
mod share;
pub mod typing;

pub use fault::ShareFault;
pub(crate) use joining::{join, split};
pub use joining::{restore, restore_witness_key};
pub use opens::{Opens, PREFIX, WITNESS_PREFIX};
pub use share::{MAX_SHARES, MIN_THRESHOLD, SetId, Share, WORDS};
