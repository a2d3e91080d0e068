//! An interview with a witness: consent first, identity apart, own words beside facts, read back, signed off.
//!
//! Owns the order of these and what may not happen before what. A [`Draft`] is all that is kept while it is under way;
//! [`Draft::apply`] takes one change at a time and refuses, by field and key, what the rules do not allow. Three records
//! come of it: consent, identity, testimony. The identity is in the second and nowhere else. `docs/testimony.md`.

mod before;
mod change;
mod codes;
mod consent;
mod draft;
mod filed;
mod finish;
mod identity;
mod offer;
mod pseudonym;
mod receipt;
mod section;
mod strokes;
mod text;
mod voices;

use evidence::ItemId;
use evidence::record::Kind;
use serde_json::Value;

pub use before::Before;
pub use change::Change;
pub use codes::{Choice, Fact, Known, ReadBack, SectionKind, Step, Use, YesNo};
pub use consent::{Card, Consent, How};
pub use draft::{Draft, Filed, IdentityCard, Purpose, SignOff};
pub use filed::{FiledConsent, Testimony};
pub use identity::{Identity, NameMarks};
pub use offer::{Finding, Missing, Offer};
pub use pseudonym::{RANDOM as PSEUDONYM_RANDOM, propose as propose_pseudonym};
pub use receipt::{WORDS as RECEIPT_WORDS, are_of as receipt_words_are_of, words as receipt_words};
pub use section::{AudioRange, Correction, Line, Section};
pub use strokes::{SIDE as DRAWING_SIDE, Strokes};
pub use voices::{BegunVoice, WayToAgree, WayToClose, Ways};

/// Format name of a testimony's body.
pub const TESTIMONY_FORMAT: &str = "testamur-testimony-v1";
/// Format name of a consent's body.
pub const CONSENT_FORMAT: &str = "testamur-consent-v1";
/// Format name of an identity card's body.
pub const IDENTITY_FORMAT: &str = "testamur-identity-v1";
/// Format name of a draft.
pub const DRAFT_FORMAT: &str = "testamur-testimony-draft-v1";
/// Largest draft and largest body, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// Compartment of what says who a person is.
pub const WITNESSES: &str = evidence::record::WITNESSES;
/// Compartment of what happened, without names.
pub const FACTS: &str = "facts";

/// A record that is to be filed on its own, without media. The caller adds time, place and the item's id.
#[derive(Clone, PartialEq)]
pub struct NewRecord {
    /// The kind of evidence.
    pub kind: Kind,
    /// Its body.
    pub body: Value,
    /// BCP 47 tag of its words.
    pub language: Option<String>,
    /// The person and the items it refers to.
    pub about: Vec<ItemId>,
    /// Records that it takes the place of.
    pub supersedes: Vec<ItemId>,
    /// Its compartment.
    pub compartment: &'static str,
}
