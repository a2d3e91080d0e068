//! An interview with a witness: consent first, identity apart, own words beside facts, read back, signed off.
//!
//! Owns the order of these steps. A [`Draft`] is the only state of an unfinished interview; [`Draft::apply`] takes one
//! change at a time and refuses, by field and key, a change that breaks a rule. The result is three records: consent,
//! identity, testimony. Only the second has the identity. `docs/testimony.md`.

mod before;
mod body;
mod change;
mod codes;
mod consent;
mod draft;
mod error;
mod filed;
mod finish;
mod identity;
mod offer;
mod pseudonym;
mod receipt;
mod records;
mod section;
mod strokes;
mod text;
mod voices;
mod ways;

pub use before::Before;
pub use body::{Body, FiledIdentity};
pub use change::Change;
pub use codes::{Choice, Fact, Known, ReadBack, SectionKind, Step, Use, YesNo};
pub use consent::{Card, Consent, How};
pub use draft::{Draft, Filed, IdentityCard, Purpose, SignOff};
pub use error::{Error, Result};
pub use filed::{FiledConsent, Testimony, may_name};
pub use identity::{Identity, NameMarks};
pub use offer::{Finding, Missing, Offer};
pub use pseudonym::{RANDOM as PSEUDONYM_RANDOM, propose as propose_pseudonym};
pub use receipt::{WORDS as RECEIPT_WORDS, are_of as receipt_words_are_of, words as receipt_words};
pub use records::{
    CONSENT_FORMAT, DRAFT_FORMAT, FACTS, IDENTITY_FORMAT, MAX_BYTES, NewRecord, TESTIMONY_FORMAT, WITNESSES,
};
pub use section::{AudioRange, Correction, Line, Section};
pub use strokes::{SIDE as DRAWING_SIDE, Strokes};
pub use ways::{BegunVoice, WayToAgree, WayToClose, Ways};
