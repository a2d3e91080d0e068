//! Forms and their answers: FORM.json defines the questions, ANSWERS.json has the answers; together they become a
//! record's body.
//!
//! Owns the rule that "no" differs from "not asked", and the visible questions, calculations and findings at each
//! change. Reads a filled form again as rows under its own words. No part of a form is dropped silently: an unknown
//! one is `Unsupported`. Pure: the day is an argument. `docs/forms.md` is the reference.

mod answer;
mod answers;
mod definition;
mod edtf;
mod error;
mod eval;
mod expr;
mod filed;
mod fill;
mod kind;
mod limits;
mod model;
mod token;
mod value;
mod view;

pub use answer::Answer;
pub use answers::{ANSWERS_FORMAT, Answers};
pub use definition::FORM_FORMAT;
pub use edtf::{Day, is_vague_date};
pub use error::{Error, Result};
pub use filed::{FiledAnswer, FiledFinding, FiledForm, FiledPart, Said, shipped};
pub use fill::Filled;
pub use kind::{Gives, QuestionKind};
pub use limits::{MAX_BYTES, MAX_ROWS};
pub use model::{Check, Choice, Form, LANGUAGES, Labels, Question, Severity};
pub use view::{Calculated, Finding, Place, View};

#[cfg(test)]
mod tests;
