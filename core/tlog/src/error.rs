//! Errors, sorted by the party at fault. Texts are fixed sentences and never quote received bytes.

/// Every error of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not follow their specification: their writer is at fault.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// The bytes may be right, but this crate does not know the algorithm or the magnitude.
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    /// The bytes are well formed but do not prove their claim, or the caller asked for something impossible.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The storage has no node where a tree of this size must have one.
    #[error("unavailable: node {index} of level {level}")]
    Unavailable {
        /// Level of the node, 0 for leaves.
        level: u8,
        /// Index of the node within its level.
        index: u64,
    },
}
