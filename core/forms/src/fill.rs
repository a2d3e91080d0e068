//! A form and its answers become the body of a record.

use evidence::record::Kind;
use serde_json::Value;

use crate::Result;
use crate::edtf::Day;
use crate::eval::Evaluation;
use crate::model::Form;

/// A filled form, from which the caller makes a record.
#[derive(Clone, PartialEq, Debug)]
pub struct Filled {
    /// Testimony or form.
    pub kind: Kind,
    /// BCP 47 tag of the words in the answers, if given.
    pub language: Option<String>,
    /// `{form: {sha256, id, version}, answers: {question: {state, …}}, calculated, findings}`; every question has its
    /// state.
    pub body: Value,
}

impl Form {
    /// Checks ANSWERS.json against this form. Errors name the question id, never the answer. Checks of severity
    /// `warn` never refuse; they are findings in the body.
    pub fn fill(&self, bytes: &[u8]) -> Result<Filled> {
        self.fill_on(bytes, None)
    }

    /// Fills the form as [`Form::fill`] does, on a known day.
    pub fn fill_on(&self, bytes: &[u8], today: Option<Day>) -> Result<Filled> {
        let answers = self.answers(bytes)?;
        if let Some(error) = answers.first_fault(self) {
            return Err(error);
        }
        let body = Evaluation::of(self, &answers, today).body()?;
        Ok(Filled { kind: self.kind, language: answers.language, body })
    }
}
