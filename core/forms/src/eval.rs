//! Evaluates answers against their form: relevance, calculations and checks, each once, in time linear in the rows.
//!
//! Pure. Apart from the form's own severities, makes no decision about saving.

use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::answers::Answers;
use crate::edtf::Day;
use crate::expr::{Expr, Fold};
use crate::kind::QuestionKind;
use crate::limits::MAX_WHOLE;
use crate::model::{Form, Labels, Question, Severity};
use crate::value::{Arith, Type, Val, arith, both, compare, either};
use crate::view::{Calculated, Finding, Place, View};
use crate::{Error, Result};

/// Most findings in a view or a record.
const MAX_FINDINGS: usize = 500;

/// A form with answers, fully evaluated.
pub(crate) struct Evaluation<'a> {
    form: &'a Form,
    answers: &'a Answers,
    today: Option<Day>,
    /// By question and row: true, false, or none if it cannot be told.
    applies: Vec<Vec<Option<bool>>>,
    worth: Vec<Vec<Val>>,
    shown: Vec<Vec<bool>>,
}

impl Form {
    /// Returns the view for these answers: visible questions, calculations and findings. Pure, to be called at every
    /// change. Without `today`, results that depend on it are "cannot tell".
    pub fn evaluate(&self, answers: &Answers, today: Option<Day>) -> View {
        Evaluation::of(self, answers, today).view()
    }
}

impl<'a> Evaluation<'a> {
    pub(crate) fn of(form: &'a Form, answers: &'a Answers, today: Option<Day>) -> Self {
        let count = form.questions.len();
        let mut all = Self {
            form,
            answers,
            today,
            applies: vec![Vec::new(); count],
            worth: vec![Vec::new(); count],
            shown: vec![Vec::new(); count],
        };
        for at in &form.order {
            if let Some(question) = form.questions.get(*at) {
                all.reckon(*at, question);
            }
        }
        all.show();
        all
    }

    fn reckon(&mut self, at: usize, question: &Question) {
        let (mut applies, mut worth) = (Vec::new(), Vec::new());
        for row in self.rows_of(question) {
            let outer = question.parent.map_or(Some(true), |parent| self.applies_at(parent, row));
            let own = question.relevant.as_ref().map_or(Some(true), |expr| self.eval(expr, row).truth());
            let here = both(outer, own);
            worth.push(match (&question.calculate, self.cell(at, row)) {
                _ if here == Some(false) => Val::Missing,
                (Some(expr), _) => self.eval(expr, row),
                (None, Some(answer)) => answer.worth(question),
                (None, None) => Val::Missing,
            });
            applies.push(here);
        }
        if let (Some(a), Some(w)) = (self.applies.get_mut(at), self.worth.get_mut(at)) {
            (*a, *w) = (applies, worth);
        }
    }

    /// Shows the questions that apply. If relevance cannot be told, an answered question is shown, with all groups
    /// around it.
    fn show(&mut self) {
        for (at, question) in self.form.questions.iter().enumerate() {
            let shown = self.rows_of(question).map(|row| match self.applies_at(at, row) {
                Some(applies) => applies,
                None => self.cell(at, row).is_some_and(|a| *a != Answer::NotAsked),
            });
            let shown = shown.collect();
            if let Some(slot) = self.shown.get_mut(at) {
                *slot = shown;
            }
        }
        for (at, question) in self.form.questions.iter().enumerate().rev() {
            let Some(parent) = question.parent else { continue };
            for (row, shown) in self.shown.get(at).cloned().unwrap_or_default().into_iter().enumerate() {
                let row = if self.form.questions.get(parent).is_some_and(|p| p.repeat.is_some()) { row } else { 0 };
                if shown && let Some(slot) = self.shown.get_mut(parent).and_then(|s| s.get_mut(row)) {
                    *slot = true;
                }
            }
        }
    }

    /// Returns the rows of a question: one without a number outside repeats.
    fn rows_of(&self, question: &Question) -> Box<dyn Iterator<Item = Option<usize>>> {
        match question.repeat {
            None => Box::new(std::iter::once(None)),
            Some(repeat) => Box::new((0..self.rows(repeat).unwrap_or(0)).map(Some)),
        }
    }

    /// Returns the number of rows that a repeat was said to have.
    fn rows(&self, repeat: usize) -> Option<usize> {
        match self.cell(repeat, None) {
            Some(Answer::Rows(rows)) => Some(*rows),
            _ => None,
        }
    }

    fn row_in(&self, at: usize, row: Option<usize>) -> usize {
        let repeated = self.form.questions.get(at).is_some_and(|q| q.repeat.is_some());
        row.filter(|_| repeated).unwrap_or(0)
    }

    fn cell(&self, at: usize, row: Option<usize>) -> Option<&'a Answer> {
        self.answers.cells.get(at)?.get(self.row_in(at, row))
    }

    fn applies_at(&self, at: usize, row: Option<usize>) -> Option<bool> {
        self.applies.get(at).and_then(|a| a.get(self.row_in(at, row))).copied().flatten()
    }

    fn is_shown(&self, at: usize, row: Option<usize>) -> bool {
        self.shown.get(at).and_then(|s| s.get(self.row_in(at, row))).is_some_and(|shown| *shown)
    }

    fn told(&self, at: usize, row: Option<usize>) -> bool {
        self.applies_at(at, row) != Some(false) && self.cell(at, row).is_some_and(Answer::told)
    }

    fn eval(&self, expr: &Expr, row: Option<usize>) -> Val {
        let truth = |e: &Expr| self.eval(e, row).truth();
        match expr {
            Expr::Known(value) => value.clone(),
            Expr::Today => self.today.map(Day::bounds).map_or(Val::Missing, |(from, to)| Val::span(from, to)),
            Expr::Ref(at) => {
                self.worth.get(*at).and_then(|w| w.get(self.row_in(*at, row))).cloned().unwrap_or(Val::Missing)
            }
            Expr::Negative(of) => arith(Arith::Minus, &Val::exact(0.0), &self.eval(of, row)),
            Expr::Not(of) => truth(of).map(|t| !t).into(),
            Expr::And(a, b) => both(truth(a), truth(b)).into(),
            Expr::Or(a, b) => either(truth(a), truth(b)).into(),
            Expr::Arith(op, a, b) => arith(*op, &self.eval(a, row), &self.eval(b, row)),
            Expr::Compare(op, a, b) => compare(*op, &self.eval(a, row), &self.eval(b, row)).into(),
            Expr::If(condition, then, other) => match truth(condition) {
                Some(true) => self.eval(then, row),
                Some(false) => self.eval(other, row),
                None => Val::Missing,
            },
            Expr::Coalesce(all) => {
                all.iter().map(|e| self.eval(e, row)).find(|v| *v != Val::Missing).unwrap_or(Val::Missing)
            }
            Expr::Least(all) => extreme(all.iter().map(|e| self.eval(e, row)), f64::min),
            Expr::Greatest(all) => extreme(all.iter().map(|e| self.eval(e, row)), f64::max),
            Expr::Selected(of, code) => match self.eval(of, row) {
                Val::Codes(codes) => Val::Bool(codes.iter().any(|c| c == code)),
                Val::Text(text, _) => Val::Bool(*text == **code),
                _ => Val::Missing,
            },
            Expr::CountSelected(of) => match self.eval(of, row) {
                Val::Codes(codes) => Val::exact(codes.len() as f64),
                _ => Val::Missing,
            },
            Expr::Length(of) => match self.eval(of, row) {
                Val::Text(_, length) => Val::exact(length as f64),
                _ => Val::Missing,
            },
            Expr::Answered(at) => Val::Bool(self.told(*at, row)),
            // A day's last minute is its 1439th.
            Expr::At(day, minute) => match self.eval(day, row) {
                Val::Span(from, to) => {
                    let minute = f64::from(*minute);
                    Val::span((from / 1440.0).floor() * 1440.0 + minute, (to / 1440.0).floor() * 1440.0 + minute)
                }
                _ => Val::Missing,
            },
            Expr::MinutesBetween(from, to) => arith(Arith::Minus, &self.eval(to, row), &self.eval(from, row)),
            Expr::Rows(repeat) => self.over(*repeat).map_or(Val::Missing, |rows| Val::exact(rows as f64)),
            Expr::CountOver(repeat, at) => self.over(*repeat).map_or(Val::Missing, |rows| {
                Val::exact((0..rows).filter(|row| self.told(*at, Some(*row))).count() as f64)
            }),
            Expr::Over(fold, repeat, of) => {
                let Some(rows) = self.over(*repeat) else { return Val::Missing };
                let mut each = (0..rows).map(|row| self.eval(of, Some(row)));
                match fold {
                    Fold::Sum => each
                        .try_fold(Val::exact(0.0), |sum, v| match arith(Arith::Plus, &sum, &v) {
                            Val::Missing => None,
                            sum => Some(sum),
                        })
                        .unwrap_or(Val::Missing),
                    Fold::Least => extreme(each, f64::min),
                    Fold::Greatest => extreme(each, f64::max),
                }
            }
        }
    }

    /// Returns the number of rows to calculate over; none if the repeat does not apply.
    fn over(&self, repeat: usize) -> Option<usize> {
        self.rows(repeat).filter(|_| self.applies_at(repeat, None) != Some(false))
    }

    /// Returns every question in every row, in the order in which a person meets them.
    fn places(&self) -> Vec<(usize, &'a Question, Option<usize>)> {
        let mut out = Vec::new();
        let questions = &self.form.questions;
        for (at, question) in questions.iter().enumerate().filter(|(_, q)| q.repeat.is_none()) {
            out.push((at, question, None));
            let QuestionKind::Repeat { .. } = question.kind else { continue };
            let inner: Vec<_> = questions.iter().enumerate().filter(|(_, q)| q.repeat == Some(at)).collect();
            for row in 0..self.rows(at).unwrap_or(0) {
                out.extend(inner.iter().map(|(at, question)| (*at, *question, Some(row))));
            }
        }
        out
    }

    fn state(&self, at: usize, row: Option<usize>) -> Value {
        if self.applies_at(at, row) == Some(false) {
            return Answer::NotApplicable.to_json();
        }
        match self.form.questions.get(at) {
            Some(Question { kind: QuestionKind::Calculate { .. }, .. }) => {
                outcome(self.worth.get(at).and_then(|w| w.get(self.row_in(at, row))).unwrap_or(&Val::Missing))
            }
            _ => self.cell(at, row).unwrap_or(&Answer::NotAsked).to_json(),
        }
    }

    fn findings(&self, places: &[(usize, &Question, Option<usize>)]) -> (Vec<Finding>, usize, bool) {
        let (mut out, mut left_out, mut hindered) = (Vec::new(), 0, false);
        let mut add = |finding: Finding| {
            hindered |= finding.severity == Severity::Error;
            if out.len() < MAX_FINDINGS { out.push(finding) } else { left_out += 1 }
        };
        let faulty: std::collections::BTreeMap<_, _> =
            self.answers.faults.iter().map(|(at, row, fault)| ((*at, *row), fault)).collect();
        for (at, question, row) in places {
            let place = || Place { question: question.id.clone(), row: *row };
            let built_in = |key: &str| Finding {
                place: place(),
                key: key.to_owned(),
                severity: Severity::Error,
                message: Labels::new(),
                values: std::collections::BTreeMap::new(),
            };
            if let Some(fault) = faulty.get(&(*at, *row)) {
                add(built_in(fault.key));
            } else if question.required && self.is_shown(*at, *row) && self.cell(*at, *row).is_some_and(Answer::is_open)
            {
                add(built_in("required"));
            }
            if !self.is_shown(*at, *row) {
                continue;
            }
            for check in question.checks.iter().filter(|c| self.eval(&c.that, *row).truth() == Some(false)) {
                add(Finding {
                    place: place(),
                    key: check.id.clone(),
                    severity: check.severity,
                    message: check.message.clone(),
                    values: check.reads.iter().filter_map(|read| self.read(*read, question.repeat, *row)).collect(),
                });
            }
        }
        (out, left_out, hindered)
    }

    /// Returns the answer that a check read, without words: a finding may be visible where the answer is not.
    fn read(&self, at: usize, within: Option<usize>, row: Option<usize>) -> Option<(String, Value)> {
        let question = self.form.questions.get(at)?;
        let kind = question.kind.gives()?;
        if matches!(question.kind, QuestionKind::Text { .. } | QuestionKind::Items) || kind == Type::Codes {
            return None;
        }
        let state = |row| {
            let mut state = self.state(at, row);
            if let Some(fields) = state.as_object_mut() {
                fields.remove("words");
            }
            state
        };
        let value = match question.repeat {
            Some(repeat) if within != Some(repeat) => (0..self.rows(repeat)?).map(|row| state(Some(row))).collect(),
            _ => state(row),
        };
        Some((question.id.clone(), value))
    }

    fn set_aside(&self, places: &[(usize, &Question, Option<usize>)]) -> Vec<Place> {
        let beside = places.iter().filter(|(at, _, row)| {
            let has = |a: &Answer| !matches!(a, Answer::NotAsked | Answer::NotApplicable);
            self.applies_at(*at, *row) == Some(false) && self.cell(*at, *row).is_some_and(has)
        });
        beside.map(|(_, question, row)| Place { question: question.id.clone(), row: *row }).collect()
    }

    pub(crate) fn view(&self) -> View {
        let places = self.places();
        let (findings, findings_left_out, hindered) = self.findings(&places);
        let set_aside = self.set_aside(&places);
        let name = |question: &Question, row| Place { question: question.id.clone(), row };
        let visible = |(at, question, row): &(usize, &Question, Option<usize>)| {
            let bare = matches!(question.kind, QuestionKind::Calculate { .. }) && question.label.is_empty();
            (!bare && self.is_shown(*at, *row)).then(|| name(question, *row))
        };
        let calculated = |(at, question, row): &(usize, &Question, Option<usize>)| {
            let place = name(question, *row);
            question.calculate.as_ref().map(|_| Calculated { place, outcome: self.state(*at, *row) })
        };
        View {
            visible: places.iter().filter_map(visible).collect(),
            calculated: places.iter().filter_map(calculated).collect(),
            can_save: !hindered && set_aside.is_empty() && findings_left_out == 0,
            findings,
            findings_left_out,
            set_aside,
        }
    }

    /// Returns the body of a record. Errors: `Malformed` with the question that prevents saving.
    pub(crate) fn body(&self) -> Result<Value> {
        let places = self.places();
        let hindered = |id: &str, why: &str| Err(Error::malformed("answers", format!("question {id}: {why}")));
        if let Some(place) = self.set_aside(&places).first() {
            return hindered(&place.question, "has an answer, and by the other answers it does not apply");
        }
        let (findings, left_out, _) = self.findings(&places);
        if let Some(finding) = findings.iter().find(|f| f.severity == Severity::Error) {
            return match finding.key.as_str() {
                "required" => hindered(&finding.place.question, "must be asked; unknown and refused are answers"),
                key => hindered(&finding.place.question, &format!("check {key} does not hold")),
            };
        }
        if left_out > 0 {
            return Err(Error::malformed("answers", format!("there are more than {MAX_FINDINGS} findings")));
        }
        let (mut answers, mut calculated) = (Map::new(), Map::new());
        for (at, question) in self.form.questions.iter().enumerate().filter(|(_, q)| q.repeat.is_none()) {
            if question.calculate.is_some() {
                calculated.insert(question.id.clone(), self.state(at, None));
            } else if question.kind.takes_answers() {
                let mut state = self.state(at, None);
                if let (Some(rows), Some(fields)) = (self.over(at), state.as_object_mut()) {
                    fields.insert("rows".to_owned(), (0..rows).map(|row| self.row(at, row)).collect());
                }
                answers.insert(question.id.clone(), state);
            }
        }
        let inner = self.form.questions.iter().enumerate().filter(|(_, q)| q.repeat.is_some());
        for (at, question) in inner.filter(|(_, q)| q.calculate.is_some()) {
            let rows = self.rows_of(question).map(|row| self.state(at, row)).collect();
            calculated.insert(question.id.clone(), rows);
        }
        let findings: Vec<Value> = findings
            .iter()
            .map(|f| {
                let mut out = json!({ "question": f.place.question, "key": f.key, "severity": f.severity });
                if let Some(fields) = out.as_object_mut() {
                    fields.extend(f.place.row.map(|row| ("row".to_owned(), json!(row))));
                    fields.insert("values".to_owned(), json!(f.values));
                }
                out
            })
            .collect();
        let form = json!({ "sha256": self.form.digest, "id": self.form.id, "version": self.form.version });
        Ok(json!({ "form": form, "answers": answers, "calculated": calculated, "findings": findings }))
    }

    fn row(&self, repeat: usize, row: usize) -> Value {
        let inner = self.form.questions.iter().enumerate().filter(|(_, q)| q.repeat == Some(repeat));
        let states = inner.filter(|(_, q)| q.kind.takes_answers());
        Value::Object(states.map(|(at, q)| (q.id.clone(), self.state(at, Some(row)))).collect())
    }
}

fn extreme(mut all: impl Iterator<Item = Val>, pick: impl Fn(f64, f64) -> f64) -> Val {
    let Some(first) = all.next() else { return Val::Missing };
    all.try_fold(first, |best, next| match (best, next) {
        (Val::Span(a, z), Val::Span(b, y)) => Some(Val::span(pick(a, b), pick(z, y))),
        _ => None,
    })
    .unwrap_or(Val::Missing)
}

fn outcome(value: &Val) -> Value {
    let number = |n: f64| match n {
        n if !n.is_finite() => Value::Null,
        n if n.fract() == 0.0 && n.abs() <= MAX_WHOLE => json!(n as i64),
        n => json!(n),
    };
    match value {
        Val::Bool(truth) => json!({ "state": "value", "value": truth }),
        Val::Text(text, _) => json!({ "state": "value", "value": &**text }),
        Val::Span(from, to) if from == to => json!({ "state": "value", "value": number(*from) }),
        Val::Span(from, to) => json!({ "state": "range", "range": [number(*from), number(*to)] }),
        Val::Missing | Val::Codes(_) => json!({ "state": "cannot-tell" }),
    }
}
