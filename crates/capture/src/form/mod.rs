//! Forms and their answers: FORM.json says what is asked, ANSWERS.json what was said; together they are a record's body.
//!
//! Owns the rule that "no" is not "not asked". Nothing a form asks for is dropped silently: what this build does not
//! know is `Unsupported`.

mod answer;

use std::collections::{BTreeMap, BTreeSet};

use evidence::record::Kind;
use evidence::{Digest, json};
use serde::Deserialize;
use serde_json::Value;

pub use answer::Answer;

use crate::{Error, Result};

/// Format name of a form, version 1.
pub const FORM_FORMAT: &str = "testamur-form-v1";
/// Format name of answers, version 1.
pub const ANSWERS_FORMAT: &str = "testamur-answers-v1";
/// Largest form or set of answers, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// Most questions in one form.
const MAX_QUESTIONS: usize = 1_000;

/// A form that was read and checked.
#[derive(Clone, Debug)]
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
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// Words by language: `kk`, `ru`, `en`; at least one.
pub type Labels = BTreeMap<String, String>;

/// One question.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its name for machines, unique in the form.
    pub id: String,
    /// What an answer looks like.
    pub kind: QuestionKind,
    /// Its words by language.
    pub label: Labels,
    /// True when it must be put to the person. Unknown and refused are answers.
    pub required: bool,
}

/// What an answer looks like.
#[derive(Clone, PartialEq, Debug)]
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
    /// A date in EDTF, vague where it is: `2019-06-09`, `2019-06-XX`, `2019-06~`.
    Date,
    /// A time of day: `11:40`.
    Time,
    /// Date and time with an offset: `2019-06-09T11:40:00+06:00`.
    DateTime,
}

/// A form with answers: what becomes a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Filled {
    /// Testimony or form.
    pub kind: Kind,
    /// BCP 47 tag of the words in the answers, where given.
    pub language: Option<String>,
    /// `{form: {sha256, id, version}, answers: {question: {state, …}}}`; every question has its state.
    pub body: Value,
}

impl Form {
    /// Reads FORM.json. Errors name the question id.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let format: FormatOnly = json::parse("form", bytes, MAX_BYTES)?;
        if format.format != FORM_FORMAT {
            return Err(Error::unsupported("form", format!("format {}", shown(&format.format))));
        }
        let wire: WireForm = json::parse("form", bytes, MAX_BYTES)?;
        nothing_else("form", "the form", &wire.rest)?;
        if !is_id(&wire.id) {
            return Err(Error::malformed("form", "its id is not of letters, digits, - _ ."));
        }
        let kind = match wire.kind.as_deref() {
            None | Some("testimony") => Kind::Testimony,
            Some("form") => Kind::Form,
            Some(other) => return Err(Error::unsupported("form", format!("kind {}", shown(other)))),
        };
        if wire.questions.is_empty() || wire.questions.len() > MAX_QUESTIONS {
            return Err(Error::malformed("form", format!("it has no question, or more than {MAX_QUESTIONS}")));
        }
        labels("the title", &wire.title)?;
        let mut lists = BTreeMap::new();
        for (name, choices) in wire.choices {
            let codes = codes(&format!("choice list {}", shown(&name)), &choices)?;
            lists.insert(name, codes);
        }
        let mut seen = BTreeSet::new();
        let mut questions = Vec::with_capacity(wire.questions.len());
        for question in wire.questions {
            let question = question.check(&lists)?;
            if !seen.insert(question.id.clone()) {
                return Err(Error::malformed("form", format!("question {} is there twice", question.id)));
            }
            questions.push(question);
        }
        let (id, version, title) = (wire.id, wire.version, wire.title);
        Ok(Self { digest: Digest::of(bytes), id, version, kind, title, questions })
    }

    /// Checks ANSWERS.json against this form. Errors name the question id, never the answer.
    pub fn fill(&self, bytes: &[u8]) -> Result<Filled> {
        let format: FormatOnly = json::parse("answers", bytes, MAX_BYTES)?;
        if format.format != ANSWERS_FORMAT {
            return Err(Error::unsupported("answers", format!("format {}", shown(&format.format))));
        }
        let wire: WireAnswers = json::parse("answers", bytes, MAX_BYTES)?;
        nothing_else("answers", "the answers", &wire.rest)?;
        if wire.form.id != self.id || wire.form.version != self.version {
            return Err(Error::malformed("answers", "they belong to another form or another version of it"));
        }
        let mut given = wire.answers;
        let mut answers = serde_json::Map::new();
        for question in &self.questions {
            let value = given.remove(&question.id);
            if question.kind == QuestionKind::Note {
                if value.is_some() {
                    let why = format!("question {} is a note and takes no answer", question.id);
                    return Err(Error::malformed("answers", why));
                }
                continue;
            }
            let answer = match value {
                Some(value) => Answer::read(question, value)?,
                None => Answer::NotAsked,
            };
            if question.required && answer == Answer::NotAsked {
                let why = format!("question {} must be asked; unknown and refused are answers", question.id);
                return Err(Error::malformed("answers", why));
            }
            answers.insert(question.id.clone(), answer.to_json());
        }
        if let Some(unknown) = given.keys().next() {
            return Err(Error::malformed("answers", format!("question {} is not in the form", shown(unknown))));
        }
        let form = serde_json::json!({ "sha256": self.digest, "id": self.id, "version": self.version });
        let body = serde_json::json!({ "form": form, "answers": answers });
        Ok(Filled { kind: self.kind, language: wire.language, body })
    }
}

#[derive(Deserialize)]
struct FormatOnly {
    format: String,
}

#[derive(Deserialize)]
struct WireForm {
    #[serde(rename = "format")]
    _format: String,
    id: String,
    version: u32,
    kind: Option<String>,
    title: Labels,
    #[serde(default)]
    choices: BTreeMap<String, Vec<WireChoice>>,
    questions: Vec<WireQuestion>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireChoice {
    id: String,
    label: Labels,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireQuestion {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    label: Labels,
    #[serde(default)]
    hint: Labels,
    #[serde(default)]
    required: bool,
    choices: Option<WireChoices>,
    #[serde(default)]
    constraint: WireConstraint,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// A list of its own, or the name of one that the form shares among questions.
#[derive(Deserialize)]
#[serde(untagged)]
enum WireChoices {
    Named(String),
    Own(Vec<WireChoice>),
}

#[derive(Deserialize, Default)]
struct WireConstraint {
    min: Option<f64>,
    max: Option<f64>,
    max_length: Option<usize>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireAnswers {
    #[serde(rename = "format")]
    _format: String,
    form: WireFormName,
    language: Option<String>,
    answers: BTreeMap<String, Value>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireFormName {
    id: String,
    version: u32,
}

impl WireQuestion {
    fn check(self, lists: &BTreeMap<String, BTreeSet<String>>) -> Result<Question> {
        let id = self.id;
        if !is_id(&id) {
            return Err(Error::malformed("form", "a question's id is not of letters, digits, - _ ."));
        }
        let place = format!("question {id}");
        nothing_else("form", &place, &self.rest)?;
        nothing_else("form", &place, &self.constraint.rest)?;
        labels(&place, &self.label)?;
        if !self.hint.is_empty() {
            labels(&place, &self.hint)?;
        }
        let limits = self.constraint;
        let (numbers, length) = (limits.min.is_some() || limits.max.is_some(), limits.max_length.is_some());
        let choices = match self.choices {
            Some(WireChoices::Own(own)) => Some(codes(&place, &own)?),
            Some(WireChoices::Named(name)) => {
                let list = lists.get(&name).cloned();
                Some(list.ok_or_else(|| Error::malformed("form", format!("{place} names a choice list not there")))?)
            }
            None => None,
        };
        let select = matches!(self.kind.as_str(), "select_one" | "select_multiple");
        let number = matches!(self.kind.as_str(), "integer" | "decimal");
        if select != choices.is_some() {
            return Err(Error::malformed("form", format!("{place} has choices exactly when it is a select")));
        }
        if (numbers && !number) || (length && self.kind != "text") {
            return Err(Error::malformed("form", format!("{place} has a constraint that its type does not know")));
        }
        if self.required && self.kind == "note" {
            return Err(Error::malformed("form", format!("{place} is a note and cannot be required")));
        }
        let choices = choices.unwrap_or_default();
        let kind = match self.kind.as_str() {
            "note" => QuestionKind::Note,
            "text" => QuestionKind::Text { max_length: limits.max_length },
            "integer" => QuestionKind::Integer { min: whole(&place, limits.min)?, max: whole(&place, limits.max)? },
            "decimal" => QuestionKind::Decimal { min: limits.min, max: limits.max },
            "select_one" => QuestionKind::SelectOne(choices),
            "select_multiple" => QuestionKind::SelectMultiple(choices),
            "date" => QuestionKind::Date,
            "time" => QuestionKind::Time,
            "datetime" => QuestionKind::DateTime,
            other => return Err(Error::unsupported("form", format!("{place} has type {}", shown(other)))),
        };
        Ok(Question { id, kind, label: self.label, required: self.required })
    }
}

fn whole(place: &str, limit: Option<f64>) -> Result<Option<i64>> {
    match limit {
        None => Ok(None),
        // 2^53: beyond it JSON numbers are not whole for every reader.
        Some(n) if n.fract() == 0.0 && n.abs() <= 9_007_199_254_740_992.0 => Ok(Some(n as i64)),
        Some(_) => Err(Error::malformed("form", format!("{place} has a limit that is no whole number"))),
    }
}

fn codes(place: &str, choices: &[WireChoice]) -> Result<BTreeSet<String>> {
    let mut out = BTreeSet::new();
    for choice in choices {
        nothing_else("form", place, &choice.rest)?;
        labels(place, &choice.label)?;
        if !is_id(&choice.id) || !out.insert(choice.id.clone()) {
            return Err(Error::malformed("form", format!("{place} has a choice without an id of its own")));
        }
    }
    if out.is_empty() {
        return Err(Error::malformed("form", format!("{place} offers no choice")));
    }
    Ok(out)
}

fn labels(place: &str, labels: &Labels) -> Result<()> {
    if !["kk", "ru", "en"].iter().any(|l| labels.get(*l).is_some_and(|t| !t.trim().is_empty())) {
        return Err(Error::malformed("form", format!("{place} has words in none of kk, ru, en")));
    }
    Ok(())
}

fn nothing_else(what: &'static str, place: &str, rest: &BTreeMap<String, Value>) -> Result<()> {
    match rest.keys().next() {
        None => Ok(()),
        Some(key) => Err(Error::unsupported(what, format!("{place} has a field {}", shown(key)))),
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
