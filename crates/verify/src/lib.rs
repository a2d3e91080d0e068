//! Judges a bundle, a chain, a receipt: five answers, each passed, failed or not checked with its reasons.
//!
//! Owns every check that needs no secret. Never opens a path, asks a clock or reaches a secret: files come through
//! [`BundleSource`], trust and time are arguments. Builds for `wasm32-unknown-unknown`.

mod container;
mod error;
mod source;
mod verdict;

pub use container::ZipSource;
pub use error::{Error, Result};
pub use source::{BundleSource, FileInfo, MAX_FILES, MemorySource};
pub use verdict::{
    Answer, Answers, Bound, Claimed, FORMAT, Finding, Interval, ItemVerdict, Organisation, Question, Status, Verdict,
    Voucher, escape,
};
