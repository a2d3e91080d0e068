//! Judges a bundle, a chain, a receipt: five answers, each passed, failed or not checked with its reasons.
//!
//! Owns every check that needs no secret. Never opens a path, asks a clock or reaches a secret: files come through
//! [`BundleSource`], trust and time are arguments. Builds for `wasm32-unknown-unknown`.
//!
//! The order for a bundle: `read` reads its small files, then `enrolment` and `policies`, `chains`, `proving`,
//! `enrolment` (devices), `time`, and for each item `content`, `completeness`, `time`, `delivery`; `findings` become
//! the `verdict`.

mod answers;
mod chains;
mod codes;
mod completeness;
mod container;
mod content;
mod copies;
mod delivery;
mod ending;
mod enrolment;
mod error;
mod escape;
pub mod faults;
mod findings;
pub mod heading;
mod history;
mod inflated;
mod instants;
mod joins;
mod judge;
mod log_key;
mod logs;
mod policies;
mod proofs;
mod proving;
mod quorums;
mod read;
mod repacked;
mod roots;
mod salvage;
mod shown;
mod sides;
mod source;
mod standing;
mod stated;
mod story;
mod sums;
mod text;
mod time;
mod trust;
mod unknown;
mod verdict;

pub use answers::{Answer, Answers, Finding, Question, Status};
pub use codes::{CODES, Code, MORE};
pub use container::ZipSource;
pub use error::{Error, Result};
pub use escape::escape;
pub use heading::Heading;
pub use judge::{Signers, bundle, chain, receipts, signers};
pub use log_key::LogKey;
pub use source::{BundleSource, Damage, FileInfo, MAX_FILES, MemorySource, folder_around};
pub use standing::State;
pub use story::{End, Said};
pub use trust::Trust;
pub use verdict::{
    Bound, Claimed, FORMAT, FileState, FileVerdict, Interval, ItemVerdict, Organisation, Verdict, Voucher,
};
