//! One answer: a value, a range, an approximate value, or one of the four states without a value.

use evidence::{ClaimedTime, ItemId};
use serde_json::{Value, json};

use crate::edtf;
use crate::kind::QuestionKind;
use crate::limits::{MAX_WHOLE, shown};
use crate::model::Question;
use crate::value::{Type, Val};

/// Longest text of one answer, in characters, if the form sets no limit.
const MAX_TEXT: usize = 100_000;
/// Most items named by one answer.
const MAX_ITEMS: usize = 64;

/// An answer to one question. "No" is a value; "not asked" is the state of every question that was not put.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// `{"value": …}`
    Value {
        /// The value, checked against the question.
        value: Value,
        /// The person's own words for the value.
        words: Option<String>,
    },
    /// `{"range": [from, to]}`
    Range {
        /// Least value.
        from: Value,
        /// Greatest value.
        to: Value,
        /// The person's own words for the range.
        words: Option<String>,
    },
    /// `{"about": …}`
    About {
        /// The approximate value.
        value: Value,
        /// The person's own words for the value.
        words: Option<String>,
    },
    /// `{"rows": […]}`: the number of rows of a repeat, 0 when the person said that there were none.
    Rows(usize),
    /// `"unknown"`: asked, and the person does not know.
    Unknown,
    /// `"not-asked"`
    NotAsked,
    /// `"refused"`: asked, and the person declined to answer.
    Refused,
    /// `"not-applicable"`
    NotApplicable,
}

/// The reason why an answer is invalid: the key of a text for the person, and the reason in plain English.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Fault {
    pub key: &'static str,
    pub why: &'static str,
}

/// An answer that does not fit, or one from a later version.
pub(crate) enum Wrong {
    Fault(Fault),
    Unsupported(String),
}

fn fault<T>(key: &'static str, why: &'static str) -> Result<T, Wrong> {
    Err(Wrong::Fault(Fault { key, why }))
}

impl Answer {
    pub(crate) fn read(question: &Question, given: Value) -> Result<Self, Wrong> {
        let mut fields = match given {
            Value::String(state) => {
                return Self::state(&state).map_or_else(
                    || fault("state", "neither an object with value, range or about, nor one of the four states"),
                    Ok,
                );
            }
            Value::Object(fields) => fields,
            _ => return fault("state", "an answer is an object with value, range or about, or one of the four states"),
        };
        let words = match fields.remove("words") {
            None => None,
            Some(Value::String(words)) if words.chars().count() <= MAX_TEXT => Some(words),
            Some(_) => return fault("words", "words are not a text, or too long"),
        };
        let (value, range, about) = (fields.remove("value"), fields.remove("range"), fields.remove("about"));
        if let Some(key) = fields.keys().next() {
            return Err(Wrong::Unsupported(format!("question {} has a field {}", question.id, shown(key))));
        }
        let vague = question.kind.gives().is_some_and(Type::ordered);
        match (value, range, about) {
            (Some(value), None, None) => {
                checked(question, &value)?;
                let blank = value.as_str().is_some_and(is_blank) && words.as_deref().is_none_or(is_blank);
                Ok(if blank { Self::NotAsked } else { Self::Value { value, words } })
            }
            (None, Some(Value::Array(ends)), None) if vague => {
                let Ok([from, to]) = <[Value; 2]>::try_from(ends) else {
                    return fault("range", "a range has two ends");
                };
                if let (Val::Span(a, _), Val::Span(_, b)) = (checked(question, &from)?, checked(question, &to)?)
                    && a > b
                {
                    return fault("range", "the range ends before it begins");
                }
                Ok(Self::Range { from, to, words })
            }
            (None, None, Some(value)) if vague => {
                checked(question, &value)?;
                Ok(Self::About { value, words })
            }
            _ => fault("state", "exactly one of value, range or about, and range or about only for numbers and times"),
        }
    }

    pub(crate) fn state(state: &str) -> Option<Self> {
        Some(match state {
            "unknown" => Self::Unknown,
            "not-asked" => Self::NotAsked,
            "refused" => Self::Refused,
            "not-applicable" => Self::NotApplicable,
            _ => return None,
        })
    }

    /// Returns `{"state": …}` as records have it; the caller adds a repeat's rows.
    pub(crate) fn to_json(&self) -> Value {
        let with = |mut value: Value, words: &Option<String>| {
            if let (Some(words), Some(fields)) = (words, value.as_object_mut()) {
                fields.insert("words".to_owned(), Value::String(words.clone()));
            }
            value
        };
        match self {
            Self::Value { value, words } => with(json!({ "state": "value", "value": value }), words),
            Self::Range { from, to, words } => with(json!({ "state": "range", "range": [from, to] }), words),
            Self::About { value, words } => with(json!({ "state": "about", "about": value }), words),
            Self::Rows(_) => json!({ "state": "value" }),
            Self::Unknown => json!({ "state": "unknown" }),
            Self::NotAsked => json!({ "state": "not-asked" }),
            Self::Refused => json!({ "state": "refused" }),
            Self::NotApplicable => json!({ "state": "not-applicable" }),
        }
    }

    /// Returns true if a required question was not put: it has no answer, or its answer is an empty list.
    pub(crate) fn is_open(&self) -> bool {
        match self {
            Self::NotAsked => true,
            Self::Value { value, words } => value.as_array().is_some_and(Vec::is_empty) && words.is_none(),
            _ => false,
        }
    }

    /// Returns true when the person gave some value.
    pub(crate) fn told(&self) -> bool {
        matches!(self, Self::Value { .. } | Self::Range { .. } | Self::About { .. } | Self::Rows(_))
    }

    /// Returns the answer's value in an expression. "About" has no bounds.
    pub(crate) fn worth(&self, question: &Question) -> Val {
        let of = |value: &Value| checked(question, value).unwrap_or(Val::Missing);
        match self {
            Self::Value { value, .. } => of(value),
            Self::Range { from, to, .. } => match (of(from), of(to)) {
                (Val::Span(a, _), Val::Span(_, b)) => Val::span(a, b),
                _ => Val::Missing,
            },
            _ => Val::Missing,
        }
    }
}

/// Returns true if a text shows no character: blanks of any script, and invisible characters.
fn is_blank(text: &str) -> bool {
    const UNSEEN: [char; 12] = [
        '\u{ad}', '\u{115f}', '\u{1160}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}',
        '\u{2800}', '\u{3164}', '\u{feff}',
    ];
    text.chars().all(|c| c.is_whitespace() || c.is_control() || UNSEEN.contains(&c))
}

/// Returns a given value in the form that expressions read, if it fits the question.
fn checked(question: &Question, value: &Value) -> Result<Val, Wrong> {
    let number = |n: f64, least: Option<f64>, most: Option<f64>| {
        if n.abs() <= MAX_WHOLE && least.is_none_or(|m| n >= m) && most.is_none_or(|m| n <= m) {
            Ok(Val::exact(n))
        } else {
            fault("out-of-range", "the number is outside what the form allows")
        }
    };
    let text = value.as_str();
    match &question.kind {
        QuestionKind::Text { max_length } => match text.map(Val::text) {
            Some(Val::Text(_, length)) if length > max_length.unwrap_or(MAX_TEXT) => {
                fault("too-long", "the text is too long")
            }
            Some(text) => Ok(text),
            None => fault("not-a-text", "not a text"),
        },
        QuestionKind::Integer { min, max } => match value.as_i64() {
            Some(n) => number(n as f64, min.map(|m| m as f64), max.map(|m| m as f64)),
            None => fault("not-whole", "not a whole number"),
        },
        QuestionKind::Decimal { min, max } => match value.as_f64() {
            Some(n) => number(n, *min, *max),
            None => fault("not-a-number", "not a number"),
        },
        QuestionKind::SelectOne(codes) => match text {
            Some(code) if codes.contains(code) => Ok(Val::text(code)),
            _ => fault("not-a-choice", "not one of the choices"),
        },
        QuestionKind::SelectMultiple(codes) => {
            several(value, "not-a-choice", "not a list of different choices", |c| codes.contains(c))
        }
        QuestionKind::Items => match several(value, "not-items", "not a list of different item ids", |id| {
            id.parse::<ItemId>().is_ok()
        })? {
            Val::Codes(ids) if ids.is_empty() || ids.len() > MAX_ITEMS => fault("not-items", "not 1 to 64 item ids"),
            ids => Ok(ids),
        },
        QuestionKind::Date | QuestionKind::When => {
            let timed = question.kind == QuestionKind::When;
            match text.and_then(|t| edtf::read(t, timed)) {
                Some(bounds) => Ok(bounds.map_or(Val::Missing, |(from, to)| Val::span(from, to))),
                None => {
                    fault("not-a-date", "not a date such as 2019-06-09, 2019-06-XX or, with a time, 2019-06-09T11:40~")
                }
            }
        }
        QuestionKind::Time => match text.and_then(edtf::clock) {
            Some(minutes) => Ok(Val::exact(f64::from(minutes))),
            None => fault("not-a-time", "not a time such as 11:40"),
        },
        QuestionKind::DateTime => match text.and_then(|t| t.parse::<ClaimedTime>().ok()) {
            Some(time) => Ok(Val::exact(time.instant().as_millisecond() as f64 / 60_000.0)),
            None => fault("not-a-datetime", "not a time with an offset such as 2019-06-09T11:40:00+06:00"),
        },
        QuestionKind::Point if is_point(value) => Ok(Val::Missing),
        QuestionKind::Point => fault("not-a-point", "not a point with lat, lon and perhaps accuracy_m"),
        QuestionKind::Note | QuestionKind::Calculate { .. } | QuestionKind::Group | QuestionKind::Repeat { .. } => {
            fault("no-answer", "it takes no such answer")
        }
    }
}

fn several(value: &Value, key: &'static str, why: &'static str, fits: impl Fn(&str) -> bool) -> Result<Val, Wrong> {
    let chosen: Option<Vec<String>> =
        value.as_array().and_then(|all| all.iter().map(|c| c.as_str().map(str::to_owned)).collect());
    let Some(chosen) = chosen.filter(|all| all.iter().all(|c| fits(c))) else { return fault(key, why) };
    let distinct: std::collections::BTreeSet<_> = chosen.iter().collect();
    if distinct.len() != chosen.len() {
        return fault(key, "it is there twice");
    }
    Ok(Val::Codes(chosen.into()))
}

fn is_point(value: &Value) -> bool {
    let Some(fields) = value.as_object() else { return false };
    let within = |key: &str, most: f64| fields.get(key).and_then(Value::as_f64).is_some_and(|n| n.abs() <= most);
    let accuracy = match fields.get("accuracy_m") {
        None => fields.len() == 2,
        Some(metres) => fields.len() == 3 && metres.as_f64().is_some_and(|m| (0.0..=1e7).contains(&m)),
    };
    within("lat", 90.0) && within("lon", 180.0) && accuracy
}
