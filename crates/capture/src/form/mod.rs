//! Forms and their answers: FORM.json says what is asked, ANSWERS.json what was said; together they are a record's body.
//!
//! Owns the rule that "no" is not "not asked", and what a form shows, calculates and finds at each change. Nothing a
//! form asks for is dropped silently: what this build does not know is `Unsupported`. `docs/forms.md` is the reference.

mod answer;
mod answers;
mod definition;
mod edtf;
mod eval;
mod expr;
mod filed;
mod token;
mod value;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use evidence::Digest;
use evidence::record::Kind;
use serde::Serialize;
use serde_json::Value;

pub use answer::Answer;
pub use answers::Answers;
pub use edtf::Day;
pub(crate) use edtf::is_vague_date;
pub use filed::{FiledAnswer, FiledFinding, FiledForm, FiledPart, Said, shipped};
pub use view::{Calculated, Finding, Place, View};

use crate::Result;
use expr::Expr;
use value::Type;

/// Format name of a form, version 1.
pub const FORM_FORMAT: &str = "testamur-form-v1";
/// Format name of answers, version 1.
pub const ANSWERS_FORMAT: &str = "testamur-answers-v1";
/// Largest form or set of answers, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Most rows of one repeat.
pub const MAX_ROWS: usize = 200;
/// The languages every shipped form speaks.
pub const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];
/// 2^53: beyond it JSON numbers are not whole for every reader.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// A form that was read and checked.
#[derive(Clone, Debug, Serialize)]
pub struct Form {
    /// SHA-256 of its bytes as they came: what a policy names.
    pub digest: Digest,
    /// Its name for machines.
    pub id: String,
    /// Its edition.
    pub version: u32,
    /// Testimony, or a form that is none.
    pub kind: Kind,
    /// Its title by language.
    pub title: Labels,
    /// Its questions in the order of the form; what a group or repeat holds follows it.
    pub questions: Vec<Question>,
    /// Every question after those it reads.
    #[serde(skip)]
    order: Vec<usize>,
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
    /// How to ask, by language; may be empty.
    pub hint: Labels,
    /// True when it must be put to the person where it applies. Unknown and refused are answers.
    pub required: bool,
    /// Its choices, in order; empty unless a select.
    pub choices: Vec<Choice>,
    /// Index in [`Form::questions`] of the group or repeat it stands in.
    pub parent: Option<usize>,
    /// Index in [`Form::questions`] of the repeat it stands in, at whatever depth.
    pub repeat: Option<usize>,
    /// Conditions that should hold.
    pub checks: Vec<Check>,
    #[serde(skip)]
    relevant: Option<Expr>,
    #[serde(skip)]
    calculate: Option<Expr>,
    #[serde(skip)]
    reads: Vec<usize>,
}

impl Question {
    /// Positions in the form of the questions that a calculation reads; none for other questions.
    pub fn reads(&self) -> &[usize] {
        &self.reads
    }
}

/// One thing that can be chosen.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The code that is recorded.
    pub id: String,
    /// Its words by language.
    pub label: Labels,
    /// The same term in other vocabularies, by vocabulary: `huridocs-17` -> `030500000000`.
    pub codes: BTreeMap<String, String>,
}

/// A condition on answers that somebody should look at when it does not hold.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name, unique in its question: the key of its text.
    pub id: String,
    /// Whether it hinders saving.
    pub severity: Severity,
    /// The message, by language.
    pub message: Labels,
    #[serde(skip)]
    that: Expr,
    #[serde(skip)]
    reads: BTreeSet<usize>,
}

/// Whether a finding hinders saving.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Noted in the record; evidence is kept as it is.
    Warn,
    /// Must be mended first.
    Error,
}

/// The type of a question, with the bounds of an answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "type", content = "of", rename_all = "snake_case")]
pub enum QuestionKind {
    /// Words shown, nothing asked.
    Note,
    /// Words, at most so many characters.
    Text {
        /// Most characters.
        max_length: Option<usize>,
    },
    /// A whole number.
    Integer {
        /// Least value.
        min: Option<i64>,
        /// Greatest value.
        max: Option<i64>,
    },
    /// A number.
    Decimal {
        /// Least value.
        min: Option<f64>,
        /// Greatest value.
        max: Option<f64>,
    },
    /// One of these codes.
    SelectOne(BTreeSet<String>),
    /// Any of these codes.
    SelectMultiple(BTreeSet<String>),
    /// A date in EDTF, vague where it is: `2019-06-09`, `2019-06-XX`, `2019-06~`, `2019-06-09/2019-06-10`.
    Date,
    /// A date, or a local date and time, in EDTF: `2019-06-09T11:40~`.
    When,
    /// A time of day: `11:40`.
    Time,
    /// Date and time with an offset: `2019-06-09T11:40:00+06:00`.
    #[serde(rename = "datetime")]
    DateTime,
    /// Ids of items of evidence, 1 to 64.
    Items,
    /// `{lat, lon, accuracy_m?}` on WGS 84.
    Point,
    /// Never asked; follows from other answers.
    Calculate {
        /// The type of its outcome.
        gives: Gives,
    },
    /// Questions that stand together.
    Group,
    /// Questions asked once per row.
    Repeat {
        /// Least number of rows once there are any.
        min: usize,
        /// Most rows.
        max: usize,
    },
}

/// The type of a calculation's outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Gives {
    /// A number, exact or between two.
    Number,
    /// Words or a code.
    Text,
    /// True or false.
    Boolean,
}

impl QuestionKind {
    /// True when a person can be asked it; repeats are, groups, notes and calculations are not.
    pub fn takes_answers(&self) -> bool {
        !matches!(self, Self::Note | Self::Group | Self::Calculate { .. })
    }

    /// The type of its answers in an expression; none where they have no value there.
    fn gives(&self) -> Option<Type> {
        Some(match self {
            Self::Text { .. } | Self::SelectOne(_) | Self::Calculate { gives: Gives::Text } => Type::Text,
            Self::Integer { .. } | Self::Decimal { .. } | Self::Calculate { gives: Gives::Number } => Type::Number,
            Self::SelectMultiple(_) | Self::Items => Type::Codes,
            Self::Date | Self::When => Type::Moment,
            Self::Time => Type::Clock,
            Self::DateTime => Type::Instant,
            Self::Calculate { gives: Gives::Boolean } => Type::Bool,
            Self::Note | Self::Point | Self::Group | Self::Repeat { .. } => return None,
        })
    }
}

/// A form with answers: what becomes a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Filled {
    /// Testimony or form.
    pub kind: Kind,
    /// BCP 47 tag of the words in the answers, where given.
    pub language: Option<String>,
    /// `{form: {sha256, id, version}, answers: {question: {state, …}}, calculated, findings}`; every question has its
    /// state.
    pub body: Value,
}

impl Form {
    /// Reads FORM.json. Errors name the question id.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        definition::parse(bytes)
    }

    /// Answers before anything was asked.
    pub fn untouched(&self) -> Answers {
        Answers::untouched(self)
    }

    /// Reads ANSWERS.json as far as it goes: an answer that does not fit its question becomes a finding of
    /// [`Form::evaluate`]. Refuses what the form does not have at all.
    pub fn answers(&self, bytes: &[u8]) -> Result<Answers> {
        Answers::read(self, bytes)
    }

    /// The view for these answers: what is shown, what follows, what stands out. Pure, to be called at every change.
    /// Without `today` whatever depends on it cannot be told.
    pub fn evaluate(&self, answers: &Answers, today: Option<Day>) -> View {
        eval::Evaluation::of(self, answers, today).view()
    }

    /// Checks ANSWERS.json against this form. Errors name the question id, never the answer. Checks of severity
    /// `warn` never refuse; they are findings in the body.
    pub fn fill(&self, bytes: &[u8]) -> Result<Filled> {
        self.fill_on(bytes, None)
    }

    /// Fills the form as [`Form::fill`] does, on a known day.
    pub fn fill_on(&self, bytes: &[u8], today: Option<Day>) -> Result<Filled> {
        let answers = Answers::read(self, bytes)?;
        if let Some(error) = answers.first_fault(self) {
            return Err(error);
        }
        let body = eval::Evaluation::of(self, &answers, today).body()?;
        Ok(Filled { kind: self.kind, language: answers.language, body })
    }

    /// The texts without words in one of [`LANGUAGES`]: `question age: hint kk`. Empty for a form fit to be shipped.
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

fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn shown(text: &str) -> String {
    text.chars().take(64).flat_map(char::escape_default).collect()
}

#[cfg(test)]
mod tests;
