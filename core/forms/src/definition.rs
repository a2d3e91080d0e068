//! FORM.json becomes a form: every field is known and checked, or the form is refused with the question's id.
//!
//! Never sees an answer.

use std::collections::{BTreeMap, BTreeSet};

use evidence::record::Kind;
use evidence::{Digest, json};
use serde::Deserialize;
use serde_json::Value;

use crate::expr::{self, Expr, Named, Names};
use crate::kind::{Gives, QuestionKind};
use crate::limits::{MAX_BYTES, MAX_ROWS, MAX_WHOLE, is_id, shown};
use crate::model::{Check, Choice, Form, LANGUAGES, Labels, Question, Severity};
use crate::value::Type;
use crate::{Error, Result};

/// Format name of a form, version 1.
pub const FORM_FORMAT: &str = "testamur-form-v1";

/// Most questions in one form, groups and repeats counted.
const MAX_QUESTIONS: usize = 1_000;
/// Deepest nesting of groups and repeats.
const MAX_NESTING: usize = 4;
/// Most checks of one question.
const MAX_CHECKS: usize = 32;
/// All expressions of a form together, in bytes.
const MAX_EXPRESSIONS: usize = 64 * 1024;

#[derive(Deserialize)]
pub(crate) struct FormatOnly {
    pub format: String,
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
    #[serde(default)]
    codes: BTreeMap<String, String>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct WireQuestion {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    label: Labels,
    #[serde(default)]
    hint: Labels,
    #[serde(default)]
    required: bool,
    choices: Option<WireChoices>,
    #[serde(default)]
    constraint: WireConstraint,
    relevant: Option<String>,
    calculate: Option<String>,
    gives: Option<String>,
    #[serde(default)]
    checks: Vec<WireCheck>,
    questions: Option<Vec<WireQuestion>>,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// A list of its own, or the name of a list that several questions share.
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
struct WireCheck {
    id: String,
    that: String,
    severity: String,
    message: Labels,
    #[serde(flatten)]
    rest: BTreeMap<String, Value>,
}

/// Expressions of one question, before all ids are known.
#[derive(Default)]
struct Texts {
    relevant: Option<String>,
    calculate: Option<String>,
    checks: Vec<WireCheck>,
}

impl Form {
    /// Reads FORM.json. Errors name the question id.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        parse(bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Form> {
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
    labels("the title", &wire.title)?;
    let mut reading = Reading { lists: BTreeMap::new(), questions: Vec::new(), texts: Vec::new() };
    for (name, list) in wire.choices {
        let list = choices(&format!("choice list {}", shown(&name)), list)?;
        reading.lists.insert(name, list);
    }
    reading.add(wire.questions, None, None, 0)?;
    if reading.questions.is_empty() {
        return Err(Error::malformed("form", "it has no question"));
    }
    let mut form = Form {
        digest: Digest::of(bytes),
        id: wire.id,
        version: wire.version,
        kind,
        title: wire.title,
        questions: reading.questions,
        order: Vec::new(),
    };
    form.order = expressions(&mut form.questions, reading.texts)?;
    Ok(form)
}

struct Reading {
    lists: BTreeMap<String, Vec<Choice>>,
    questions: Vec<Question>,
    texts: Vec<Texts>,
}

impl Reading {
    fn add(
        &mut self,
        wires: Vec<WireQuestion>,
        parent: Option<usize>,
        repeat: Option<usize>,
        depth: usize,
    ) -> Result<()> {
        for mut wire in wires {
            if !is_id(&wire.id) {
                return Err(Error::malformed("form", "a question's id is not of letters, digits, - _ ."));
            }
            let place = format!("question {}", wire.id);
            let at = self.questions.len();
            if at >= MAX_QUESTIONS {
                return Err(Error::malformed("form", format!("it has more than {MAX_QUESTIONS} questions")));
            }
            let inner = wire.questions.take();
            let texts = Texts {
                relevant: wire.relevant.take(),
                calculate: wire.calculate.take(),
                checks: std::mem::take(&mut wire.checks),
            };
            let question = wire.check(&place, &self.lists, parent, repeat)?;
            let holds = matches!(question.kind, QuestionKind::Group | QuestionKind::Repeat { .. });
            let within = match question.kind {
                QuestionKind::Repeat { .. } if repeat.is_some() => {
                    return Err(Error::unsupported("form", format!("{place} is a repeat within a repeat")));
                }
                QuestionKind::Repeat { .. } => Some(at),
                _ => repeat,
            };
            self.questions.push(question);
            self.texts.push(texts);
            match inner {
                Some(inner) if holds && !inner.is_empty() => {
                    if depth >= MAX_NESTING {
                        return Err(Error::malformed("form", format!("{place} is nested too deep")));
                    }
                    self.add(inner, Some(at), within, depth + 1)?;
                }
                None if !holds => {}
                _ => {
                    let why = format!("{place} has questions of its own exactly when it is a group or a repeat");
                    return Err(Error::malformed("form", why));
                }
            }
        }
        Ok(())
    }
}

impl WireQuestion {
    fn check(
        self,
        place: &str,
        lists: &BTreeMap<String, Vec<Choice>>,
        parent: Option<usize>,
        repeat: Option<usize>,
    ) -> Result<Question> {
        let malformed = |why: &str| Error::malformed("form", format!("{place} {why}"));
        nothing_else("form", place, &self.rest)?;
        nothing_else("form", place, &self.constraint.rest)?;
        if self.kind != "calculate" || !self.label.is_empty() {
            labels(place, &self.label)?;
        }
        if !self.hint.is_empty() {
            labels(place, &self.hint)?;
        }
        let limits = self.constraint;
        let (numbers, length) = (limits.min.is_some() || limits.max.is_some(), limits.max_length.is_some());
        let offered = match self.choices {
            Some(WireChoices::Own(own)) => Some(choices(place, own)?),
            Some(WireChoices::Named(name)) => {
                Some(lists.get(&name).cloned().ok_or_else(|| malformed("names a choice list not there"))?)
            }
            None => None,
        };
        let codes = offered.iter().flatten().map(|c: &Choice| c.id.clone()).collect();
        let kind = match self.kind.as_str() {
            "note" => QuestionKind::Note,
            "text" => QuestionKind::Text { max_length: limits.max_length },
            "integer" => QuestionKind::Integer { min: whole(place, limits.min)?, max: whole(place, limits.max)? },
            "decimal" => QuestionKind::Decimal { min: limits.min, max: limits.max },
            "select_one" => QuestionKind::SelectOne(codes),
            "select_multiple" => QuestionKind::SelectMultiple(codes),
            "date" => QuestionKind::Date,
            "when" => QuestionKind::When,
            "time" => QuestionKind::Time,
            "datetime" => QuestionKind::DateTime,
            "items" => QuestionKind::Items,
            "point" => QuestionKind::Point,
            "calculate" => QuestionKind::Calculate {
                gives: match self.gives.as_deref() {
                    None | Some("number") => Gives::Number,
                    Some("text") => Gives::Text,
                    Some("boolean") => Gives::Boolean,
                    Some(other) => {
                        return Err(Error::unsupported("form", format!("{place} gives a {}", shown(other))));
                    }
                },
            },
            "group" => QuestionKind::Group,
            "repeat" => {
                QuestionKind::Repeat { min: rows(place, limits.min, 0)?, max: rows(place, limits.max, MAX_ROWS)? }
            }
            other => return Err(Error::unsupported("form", format!("{place} has type {}", shown(other)))),
        };
        if matches!(kind, QuestionKind::SelectOne(_) | QuestionKind::SelectMultiple(_)) != offered.is_some() {
            return Err(malformed("has choices exactly when it is a select"));
        }
        let number =
            matches!(kind, QuestionKind::Integer { .. } | QuestionKind::Decimal { .. } | QuestionKind::Repeat { .. });
        if (numbers && !number) || (length && self.kind != "text") {
            return Err(malformed("has a constraint that its type does not know"));
        }
        if limits.min.zip(limits.max).is_some_and(|(min, max)| min > max) {
            return Err(malformed("has a least value above its greatest"));
        }
        if self.gives.is_some() && self.kind != "calculate" {
            return Err(malformed("says what it gives and is no calculate"));
        }
        if self.required && !kind.takes_answers() {
            return Err(malformed("takes no answer and cannot be required"));
        }
        Ok(Question {
            id: self.id,
            kind,
            label: self.label,
            hint: self.hint,
            required: self.required,
            choices: offered.unwrap_or_default(),
            parent,
            repeat,
            checks: Vec::new(),
            relevant: None,
            calculate: None,
            reads: Vec::new(),
        })
    }
}

/// Reads every expression and returns an order in which the questions can be calculated.
fn expressions(questions: &mut [Question], texts: Vec<Texts>) -> Result<Vec<usize>> {
    let mut by_id = BTreeMap::new();
    let mut named = Vec::with_capacity(questions.len());
    for (at, question) in questions.iter().enumerate() {
        if by_id.insert(question.id.clone(), at).is_some() {
            return Err(Error::malformed("form", format!("question {} is there twice", question.id)));
        }
        named.push(Named { kind: question.kind.clone(), repeat: question.repeat });
    }
    let names = Names { by_id: &by_id, questions: &named };
    let mut left = MAX_EXPRESSIONS;
    let mut read = |place: &str, text: &str, within, wanted: Type| -> Result<(Expr, BTreeSet<usize>)> {
        left = left.checked_sub(text.len()).ok_or_else(|| {
            Error::malformed("form", format!("{place} is where its expressions exceed {MAX_EXPRESSIONS} bytes"))
        })?;
        let parsed = expr::parse(place, text, within, &names)?;
        if parsed.kind != wanted {
            return Err(Error::malformed("form", format!("{place} has an expression of another kind than it needs")));
        }
        Ok((parsed.expr, parsed.reads))
    };
    let mut needs = Vec::with_capacity(questions.len());
    for (question, texts) in questions.iter_mut().zip(texts) {
        let place = format!("question {}", question.id);
        let mut reads: BTreeSet<usize> = question.parent.into_iter().collect();
        if let Some(text) = &texts.relevant {
            let (expr, more) = read(&place, text, question.repeat, Type::Bool)?;
            question.relevant = Some(expr);
            reads.extend(more);
        }
        match (&question.kind, &texts.calculate) {
            (QuestionKind::Calculate { .. }, Some(text)) => {
                let wanted = question.kind.gives().ok_or(Error::Bug("a calculation gives nothing"))?;
                let (expr, more) = read(&place, text, question.repeat, wanted)?;
                question.calculate = Some(expr);
                question.reads = more.iter().copied().collect();
                reads.extend(more);
            }
            (QuestionKind::Calculate { .. }, None) | (_, Some(_)) => {
                return Err(Error::malformed("form", format!("{place} calculates exactly when it is a calculate")));
            }
            (_, None) => {}
        }
        needs.push(reads);
        if texts.checks.len() > MAX_CHECKS {
            return Err(Error::malformed("form", format!("{place} has more than {MAX_CHECKS} checks")));
        }
        let mut seen = BTreeSet::new();
        for check in texts.checks {
            nothing_else("form", &place, &check.rest)?;
            labels(&place, &check.message)?;
            if !is_id(&check.id) || !seen.insert(check.id.clone()) {
                return Err(Error::malformed("form", format!("{place} has a check without an id of its own")));
            }
            let severity = match check.severity.as_str() {
                "warn" => Severity::Warn,
                "error" => Severity::Error,
                other => {
                    return Err(Error::unsupported("form", format!("{place} has severity {}", shown(other))));
                }
            };
            let (that, reads) = read(&place, &check.that, question.repeat, Type::Bool)?;
            question.checks.push(Check { id: check.id, severity, message: check.message, that, reads });
        }
    }
    order(questions, &needs)
}

/// Puts questions after those that they need (Kahn). The questions that remain form a circle.
fn order(questions: &[Question], needs: &[BTreeSet<usize>]) -> Result<Vec<usize>> {
    let mut waiting: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); needs.len()];
    for (at, reads) in needs.iter().enumerate() {
        for read in reads {
            if let Some(list) = needed_by.get_mut(*read) {
                list.push(at);
            }
        }
    }
    let mut ready: Vec<usize> = (0..needs.len()).filter(|at| waiting.get(*at) == Some(&0)).collect();
    let mut order = Vec::with_capacity(needs.len());
    while let Some(at) = ready.pop() {
        order.push(at);
        for next in needed_by.get(at).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*next);
                }
            }
        }
    }
    let circle = questions.iter().zip(&waiting).find(|(_, waits)| **waits > 0);
    match circle {
        None => Ok(order),
        Some((question, _)) => {
            Err(Error::malformed("form", format!("question {} depends on itself, or on what does", question.id)))
        }
    }
}

fn whole(place: &str, limit: Option<f64>) -> Result<Option<i64>> {
    match limit {
        None => Ok(None),
        Some(n) if n.fract() == 0.0 && n.abs() <= MAX_WHOLE => Ok(Some(n as i64)),
        Some(_) => Err(Error::malformed("form", format!("{place} has a limit that is no whole number"))),
    }
}

fn rows(place: &str, limit: Option<f64>, otherwise: usize) -> Result<usize> {
    match limit {
        None => Ok(otherwise),
        Some(n) if n.fract() == 0.0 && (0.0..=MAX_ROWS as f64).contains(&n) => Ok(n as usize),
        Some(_) => Err(Error::malformed("form", format!("{place} has a number of rows outside 0 to {MAX_ROWS}"))),
    }
}

fn choices(place: &str, wires: Vec<WireChoice>) -> Result<Vec<Choice>> {
    let mut seen = BTreeSet::new();
    let mut out = Vec::with_capacity(wires.len());
    for wire in wires {
        nothing_else("form", place, &wire.rest)?;
        labels(place, &wire.label)?;
        if !is_id(&wire.id) || !seen.insert(wire.id.clone()) {
            return Err(Error::malformed("form", format!("{place} has a choice without an id of its own")));
        }
        out.push(Choice { id: wire.id, label: wire.label, codes: wire.codes });
    }
    if out.is_empty() {
        return Err(Error::malformed("form", format!("{place} offers no choice")));
    }
    Ok(out)
}

fn labels(place: &str, labels: &Labels) -> Result<()> {
    if !LANGUAGES.iter().any(|l| labels.get(*l).is_some_and(|t| !t.trim().is_empty())) {
        return Err(Error::malformed("form", format!("{place} has words in none of kk, ru, en")));
    }
    Ok(())
}

pub(crate) fn nothing_else(what: &'static str, place: &str, rest: &BTreeMap<String, Value>) -> Result<()> {
    match rest.keys().next() {
        None => Ok(()),
        Some(key) => Err(Error::unsupported(what, format!("{place} has a field {}", shown(key)))),
    }
}
