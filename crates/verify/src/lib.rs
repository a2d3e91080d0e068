//! Judges a bundle, a chain, a receipt: five answers, each passed, failed or not checked with its reasons.
//!
//! Owns every check that needs no secret. Never opens a path, asks a clock or reaches a secret: files come through
//! [`BundleSource`], trust and time are arguments. Builds for `wasm32-unknown-unknown`.
//!
//! The way of a bundle: `read` its small files, then `enrolment` and `policies`, `chains`, `proving`, `enrolment` (devices),
//! `time`, and for each item `content`, `completeness`, `time`, `delivery`; `findings` become the `verdict`.

mod chains;
mod codes;
mod completeness;
mod container;
mod content;
mod delivery;
mod ending;
mod enrolment;
mod error;
pub mod faults;
mod findings;
pub mod heading;
mod history;
mod instants;
mod joins;
mod judge;
mod logs;
mod once;
mod policies;
mod proofs;
mod proving;
mod quorums;
mod read;
mod repacked;
mod salvage;
mod shown;
mod sides;
mod source;
mod standing;
mod story;
mod sums;
mod text;
mod time;
mod unknown;
mod verdict;

pub use codes::{CODES, Code, MORE};
pub use container::ZipSource;
pub use enrolment::Trust;
pub use error::{Error, Result};
pub use heading::Heading;
pub use judge::{Signers, bundle, chain, receipts, signers};
pub use proofs::LogKey;
pub use source::{BundleSource, Damage, FileInfo, MAX_FILES, MemorySource, folder_around};
pub use standing::State;
pub use story::{End, Said};
pub use verdict::{
    Answer, Answers, Bound, Claimed, FORMAT, FileState, FileVerdict, Finding, Interval, ItemVerdict, Organisation,
    Question, Status, Verdict, Voucher, escape,
};
