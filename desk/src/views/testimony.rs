//! An interview in the window. The window also gets the draft itself, which agrees with it.

use std::collections::BTreeMap;

use ::testimony::{Draft, Missing, Offer, Step};
use serde::Serialize;

use super::trouble::TroubleView;

/// An interview that was begun and not filed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    /// Its name.
    pub id: String,
    /// When it was saved last, by the device's clock.
    pub saved_at: String,
    /// The person's pseudonym; none when this version cannot read the draft.
    pub pseudonym: Option<String>,
    /// Where it stands; none when this version cannot read it.
    pub step: Option<Step>,
}

/// An interview under way.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct InterviewView {
    /// Its name.
    pub id: String,
    /// All that was said and done, but not who the person is.
    pub draft: Draft,
    /// The steps that are open now, and the rules that hinder others.
    pub offer: Offer,
    /// Why what was asked for last was refused; none when it was done.
    pub refused: Option<Missing>,
    /// Why it could not be saved: it is in memory only; none when it is safe.
    pub unsaved: Option<TroubleView>,
    /// True when the organisation has somebody to seal an identity card to.
    pub witness_compartment: bool,
    /// True while the names of the identity card are watched for.
    pub names_watched: bool,
    /// The recording that was begun by what was asked for; none otherwise.
    pub recording: Option<String>,
}

/// A testimony that was filed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FiledView {
    /// Its item, hex.
    pub item: String,
    /// Six words by language.
    pub words: BTreeMap<String, Vec<String>>,
    /// The person's pseudonym.
    pub pseudonym: String,
    /// True when the draft could not be removed from the vault after filing.
    pub draft_left: bool,
}

/// The outcome of closing an interview.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum ClosingView {
    /// Filed.
    Filed {
        /// The testimony.
        filed: FiledView,
    },
    /// Refused by a rule; it goes on.
    Open {
        /// How it stands.
        interview: Box<InterviewView>,
    },
}
