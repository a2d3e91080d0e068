//! The view that a screen renders at each change: visible questions, calculations and findings.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::{Labels, Severity};

/// A question, or one row of a question.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct Place {
    /// Id of the question.
    pub question: String,
    /// Row of the repeat around it, from 0.
    pub row: Option<usize>,
}

/// A calculation's result.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Calculated {
    /// The calculation's place in the form.
    #[serde(flatten)]
    pub place: Place,
    /// `{"state": "value", "value"}`, `{"state": "range", "range": [from, to]}` with null for an open end,
    /// `{"state": "cannot-tell"}` or `{"state": "not-applicable"}`.
    pub outcome: Value,
}

/// A check that failed or an answer that does not fit: a person should look.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Finding {
    /// The question of the check or answer.
    #[serde(flatten)]
    pub place: Place,
    /// The check's id or, for an answer that does not fit its question, one of the keys in `docs/forms.md`.
    pub key: String,
    /// Whether the finding prevents saving.
    pub severity: Severity,
    /// The check's message by language. Empty for an answer that does not fit its question: the application has these
    /// texts.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub message: Labels,
    /// Numbers, times and choices that the check read, by question: a state, or a list of states over rows.
    pub values: BTreeMap<String, Value>,
}

/// The state of a form with these answers.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct View {
    /// Visible questions, in the order of the form; those in a repeat come row by row.
    pub visible: Vec<Place>,
    /// Every calculation.
    pub calculated: Vec<Calculated>,
    /// Findings in the order of the form, at most 500.
    pub findings: Vec<Finding>,
    /// Number of further findings.
    pub findings_left_out: usize,
    /// Answers to questions that do not apply now. They are ignored, and a record with them is refused: the person
    /// removes them or corrects the answers that made them inapplicable.
    pub set_aside: Vec<Place>,
    /// True when no finding prevents saving.
    pub can_save: bool,
}
