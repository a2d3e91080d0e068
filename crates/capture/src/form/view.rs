//! The view that a screen renders at each change: what is shown, what follows, what stands out.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Labels, Severity};

/// One question, or one of its rows.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Place {
    /// Id of the question.
    pub question: String,
    /// Row of the repeat it stands in, from 0.
    pub row: Option<usize>,
}

/// A calculation's outcome.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Calculated {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// `{"state": "value", "value"}`, `{"state": "range", "range": [from, to]}` with null where open,
    /// `{"state": "cannot-tell"}` or `{"state": "not-applicable"}`.
    pub outcome: Value,
}

/// Something that somebody should look at.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// The check's id, or for what does not fit its question one of the keys in `docs/forms.md`.
    pub key: String,
    /// Whether it hinders saving.
    pub severity: Severity,
    /// The check's message by language; empty for what does not fit its question, which the application words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub message: Labels,
    /// Numbers, times and choices that the check read, by question: a state, or a list of states over rows.
    pub values: BTreeMap<String, Value>,
}

/// A form as it looks with these answers.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct View {
    /// Questions that are shown, in the order of the form; those in a repeat come row by row.
    pub visible: Vec<Place>,
    /// Every calculation.
    pub calculated: Vec<Calculated>,
    /// In the order of the form, at most 500.
    pub findings: Vec<Finding>,
    /// How many more there are.
    pub findings_left_out: usize,
    /// Answers to questions that do not apply now. They count for nothing, and a record with them is refused: the
    /// person takes them out, or mends what made them inapplicable.
    pub set_aside: Vec<Place>,
    /// True when nothing hinders saving.
    pub can_save: bool,
}
