//! A parsed form: its questions, their words and their conditions.
//!
//! Owns only the shape. `definition` makes a form, `eval` and `answers` work with it.

use std::collections::{BTreeMap, BTreeSet};

use evidence::Digest;
use evidence::record::Kind;
use serde::Serialize;

use crate::expr::Expr;
use crate::kind::QuestionKind;

/// The languages of every shipped form.
pub const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

/// A form that was parsed and checked.
#[derive(Clone, Debug, Serialize)]
pub struct Form {
    /// SHA-256 of its original bytes, which policies name.
    pub digest: Digest,
    /// Its name for machines.
    pub id: String,
    /// Its edition.
    pub version: u32,
    /// Testimony, or another form.
    pub kind: Kind,
    /// Its title by language.
    pub title: Labels,
    /// Its questions in the order of the form; the content of a group or repeat follows it.
    pub questions: Vec<Question>,
    /// Every question after the questions that it reads.
    #[serde(skip)]
    pub(crate) order: Vec<usize>,
}

/// Words by language: `kk`, `ru`, `en`; at least one.
pub type Labels = BTreeMap<String, String>;

/// One question, note, calculation, group or repeat.
#[derive(Clone, Debug, Serialize)]
pub struct Question {
    /// Its name for machines, unique in the form.
    pub id: String,
    /// Its type, with the bounds of an answer.
    pub kind: QuestionKind,
    /// Its words by language; a calculation may have none and is then not shown.
    pub label: Labels,
    /// Advice on how to ask, by language; may be empty.
    pub hint: Labels,
    /// True when it must be put to the person if it applies. Unknown and refused are answers.
    pub required: bool,
    /// Its choices, in order; empty unless a select.
    pub choices: Vec<Choice>,
    /// Index in [`Form::questions`] of the group or repeat around it.
    pub parent: Option<usize>,
    /// Index in [`Form::questions`] of the repeat around it, at any depth.
    pub repeat: Option<usize>,
    /// Conditions that should hold.
    pub checks: Vec<Check>,
    #[serde(skip)]
    pub(crate) relevant: Option<Expr>,
    #[serde(skip)]
    pub(crate) calculate: Option<Expr>,
    #[serde(skip)]
    pub(crate) reads: Vec<usize>,
}

impl Question {
    /// Returns the form's indices of the questions that a calculation reads; none for other questions.
    pub fn reads(&self) -> &[usize] {
        &self.reads
    }
}

/// One option of a select.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The recorded code.
    pub id: String,
    /// Its words by language.
    pub label: Labels,
    /// The code of this term in other vocabularies: `huridocs-17` -> `030500000000`.
    pub codes: BTreeMap<String, String>,
}

/// A condition on answers. If it does not hold, a person should look.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name, unique in its question: the key of its text.
    pub id: String,
    /// Whether a finding prevents saving.
    pub severity: Severity,
    /// The message, by language.
    pub message: Labels,
    #[serde(skip)]
    pub(crate) that: Expr,
    #[serde(skip)]
    pub(crate) reads: BTreeSet<usize>,
}

/// Whether a finding prevents saving.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It is noted in the record, and the evidence is kept unchanged.
    Warn,
    /// It must be corrected before saving.
    Error,
}

impl Form {
    /// Returns the texts without words in one of [`LANGUAGES`], as in `question age: hint kk`. Empty for a form that
    /// is fit to be shipped.
    pub fn untranslated(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut look = |place: &str, what: &str, words: &Labels| {
            for language in LANGUAGES.iter().filter(|l| words.get(**l).is_none_or(|t| t.trim().is_empty())) {
                out.push(format!("{place}: {what} {language}"));
            }
        };
        look("the form", "title", &self.title);
        for question in &self.questions {
            let place = format!("question {}", question.id);
            if !question.label.is_empty() {
                look(&place, "label", &question.label);
            }
            if !question.hint.is_empty() {
                look(&place, "hint", &question.hint);
            }
            for choice in &question.choices {
                look(&place, &format!("choice {}", choice.id), &choice.label);
            }
            for check in &question.checks {
                look(&place, &format!("check {}", check.id), &check.message);
            }
        }
        out
    }
}
