//! All answers to a form, by question and row, as far as they could be read.
//!
//! Knows neither relevance nor checks.

use std::collections::BTreeMap;

use evidence::json;
use serde::Deserialize;
use serde_json::Value;

use crate::answer::{Answer, Fault, Wrong};
use crate::definition::{FormatOnly, nothing_else};
use crate::kind::QuestionKind;
use crate::limits::{MAX_BYTES, MAX_ROWS, shown};
use crate::model::{Form, Question};
use crate::{Error, Result};

/// Format name of answers, version 1.
pub const ANSWERS_FORMAT: &str = "testamur-answers-v1";

/// Most answers, asked or not, over all rows: the capacity of a record.
const MAX_CELLS: usize = 20_000;

/// Answers to one form.
#[derive(Clone, PartialEq, Debug)]
pub struct Answers {
    /// BCP 47 tag of the words in the answers, where given.
    pub language: Option<String>,
    /// By question: one for a plain question or a repeat, one per row within a repeat, none for a question that is
    /// never asked.
    pub(crate) cells: Vec<Vec<Answer>>,
    /// The answers that could not be read, by question and row.
    pub(crate) faults: Vec<(usize, Option<usize>, Fault)>,
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

impl Form {
    /// Returns the answers of a form in which no question was asked.
    pub fn untouched(&self) -> Answers {
        Answers::untouched(self)
    }

    /// Reads ANSWERS.json: an answer that does not fit its question becomes a finding of [`Form::evaluate`]. Refuses
    /// questions and rows that the form does not have.
    pub fn answers(&self, bytes: &[u8]) -> Result<Answers> {
        Answers::read(self, bytes)
    }
}

impl Answers {
    fn untouched(form: &Form) -> Self {
        let one = |q: &Question| {
            if q.repeat.is_none() && q.kind.takes_answers() { vec![Answer::NotAsked] } else { Vec::new() }
        };
        Self { language: None, cells: form.questions.iter().map(one).collect(), faults: Vec::new() }
    }

    fn read(form: &Form, bytes: &[u8]) -> Result<Self> {
        let format: FormatOnly = json::parse("answers", bytes, MAX_BYTES)?;
        if format.format != ANSWERS_FORMAT {
            return Err(Error::unsupported("answers", format!("format {}", shown(&format.format))));
        }
        let wire: WireAnswers = json::parse("answers", bytes, MAX_BYTES)?;
        nothing_else("answers", "the answers", &wire.rest)?;
        if wire.form.id != form.id || wire.form.version != form.version {
            return Err(Error::malformed("answers", "they belong to another form or another version of it"));
        }
        let by_id: BTreeMap<&str, usize> =
            form.questions.iter().enumerate().map(|(at, q)| (q.id.as_str(), at)).collect();
        let mut reading = Reading { form, by_id, answers: Self::untouched(form), cells: form.questions.len() };
        reading.answers.language = wire.language;
        for (id, given) in wire.answers {
            let (at, question) = reading.question(&id, None)?;
            if let QuestionKind::Repeat { min, max } = question.kind {
                reading.rows(at, question, (min, max), given)?;
            } else {
                reading.put(at, question, None, given)?;
            }
        }
        Ok(reading.answers)
    }

    /// Returns the answer to a question; `row` within a repeat. None if there is no such question or row.
    pub fn get(&self, form: &Form, id: &str, row: Option<usize>) -> Option<&Answer> {
        let at = form.questions.iter().position(|q| q.id == id)?;
        self.cells.get(at)?.get(row.unwrap_or(0))
    }

    /// Returns the first unreadable answer, as an error that names its question.
    pub(crate) fn first_fault(&self, form: &Form) -> Option<Error> {
        self.faults.first().and_then(|(at, _, fault)| {
            let id = &form.questions.get(*at)?.id;
            Some(Error::malformed("answers", format!("question {id}: {}", fault.why)))
        })
    }
}

struct Reading<'a> {
    form: &'a Form,
    by_id: BTreeMap<&'a str, usize>,
    answers: Answers,
    cells: usize,
}

impl<'a> Reading<'a> {
    /// Returns the question with that id if it is asked at this level: at the top, or in that repeat's rows.
    fn question(&self, id: &str, within: Option<usize>) -> Result<(usize, &'a Question)> {
        let found = self.by_id.get(id).and_then(|at| Some((*at, self.form.questions.get(*at)?)));
        let Some((at, question)) = found.filter(|(_, q)| q.repeat == within) else {
            let why = format!("question {} is not in the form, or not at this place in it", shown(id));
            return Err(Error::malformed("answers", why));
        };
        if !question.kind.takes_answers() {
            return Err(Error::malformed("answers", format!("question {id} takes no answer")));
        }
        Ok((at, question))
    }

    fn put(&mut self, at: usize, question: &Question, row: Option<usize>, given: Value) -> Result<()> {
        match Answer::read(question, given) {
            Ok(answer) => {
                if let Some(cell) = self.answers.cells.get_mut(at).and_then(|c| c.get_mut(row.unwrap_or(0))) {
                    *cell = answer;
                }
            }
            Err(Wrong::Fault(fault)) => self.answers.faults.push((at, row, fault)),
            Err(Wrong::Unsupported(why)) => return Err(Error::unsupported("answers", why)),
        }
        Ok(())
    }

    fn rows(&mut self, at: usize, question: &Question, limits: (usize, usize), given: Value) -> Result<()> {
        let malformed = |why: &str| Error::malformed("answers", format!("question {}: {why}", question.id));
        let mut fields = match given {
            Value::String(state) => {
                let answer = Answer::state(&state).ok_or_else(|| malformed("not one of the four states"))?;
                if let Some(cell) = self.answers.cells.get_mut(at).and_then(|c| c.first_mut()) {
                    *cell = answer;
                }
                return Ok(());
            }
            Value::Object(fields) => fields,
            _ => return Err(malformed("neither an object with rows nor one of the four states")),
        };
        let rows = fields.remove("rows");
        if let Some(key) = fields.keys().next() {
            let why = format!("question {} has a field {}", question.id, shown(key));
            return Err(Error::unsupported("answers", why));
        }
        let Some(Value::Array(rows)) = rows else { return Err(malformed("rows are not a list")) };
        let inner: Vec<usize> =
            self.form.questions.iter().enumerate().filter(|(_, q)| q.repeat == Some(at)).map(|(i, _)| i).collect();
        self.cells += rows.len().saturating_mul(inner.len());
        if rows.len() > MAX_ROWS || self.cells > MAX_CELLS {
            return Err(malformed("there are more rows than a record holds"));
        }
        if rows.len() < limits.0 || rows.len() > limits.1 {
            let why = "there are more or fewer rows than the form allows";
            self.answers.faults.push((at, None, Fault { key: "rows", why }));
        }
        if let Some(cell) = self.answers.cells.get_mut(at).and_then(|c| c.first_mut()) {
            *cell = Answer::Rows(rows.len());
        }
        for at in inner {
            if self.form.questions.get(at).is_some_and(|q| q.kind.takes_answers())
                && let Some(cells) = self.answers.cells.get_mut(at)
            {
                *cells = vec![Answer::NotAsked; rows.len()];
            }
        }
        for (row, given) in rows.into_iter().enumerate() {
            let Value::Object(given) = given else { return Err(malformed("a row is not an object")) };
            for (id, given) in given {
                let (inner, question) = self.question(&id, Some(at))?;
                self.put(inner, question, Some(row), given)?;
            }
        }
        Ok(())
    }
}
