//! Errors, sorted by who must act. Texts are fixed sentences: never bytes that somebody sent.

/// Every error of this crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes do not follow their specification: whoever wrote them is to blame.
    #[error("malformed: {0}")]
    Malformed(&'static str),
    /// The bytes may be right, but this crate does not know that algorithm or that magnitude.
    #[error("unsupported: {0}")]
    Unsupported(&'static str),
    /// The bytes are well formed and do not prove what they claim, or the caller asked for what cannot be.
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
