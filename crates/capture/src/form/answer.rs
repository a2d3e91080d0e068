//! One answer: a value, a range, about so much, or one of the four ways of having none.

use evidence::ClaimedTime;
use serde_json::{Value, json};

use super::{Question, QuestionKind, shown};
use crate::{Error, Result};

/// Longest text of one answer, in characters, where the form sets no limit.
const MAX_TEXT: usize = 100_000;

/// What was said to one question. "No" is a value; "not asked" is the state of every question never put.
#[derive(Clone, PartialEq, Debug)]
pub enum Answer {
    /// `{"value": …}`
    Value {
        /// The value, checked against the question.
        value: Value,
        /// As it was told, in the person's words.
        words: Option<String>,
    },
    /// `{"range": [from, to]}`
    Range {
        /// Least.
        from: Value,
        /// Greatest.
        to: Value,
        /// As it was told.
        words: Option<String>,
    },
    /// `{"about": …}`
    About {
        /// About so much.
        value: Value,
        /// As it was told.
        words: Option<String>,
    },
    /// `"unknown"`: asked, and the person does not know.
    Unknown,
    /// `"not-asked"`
    NotAsked,
    /// `"refused"`: asked, and the person would not say.
    Refused,
    /// `"not-applicable"`
    NotApplicable,
}

impl Answer {
    pub(super) fn read(question: &Question, given: Value) -> Result<Self> {
        let id = &question.id;
        let wrong = |why: &str| Error::malformed("answers", format!("question {id}: {why}"));
        let mut fields = match given {
            Value::String(state) => {
                return match state.as_str() {
                    "unknown" => Ok(Self::Unknown),
                    "not-asked" => Ok(Self::NotAsked),
                    "refused" => Ok(Self::Refused),
                    "not-applicable" => Ok(Self::NotApplicable),
                    _ => Err(wrong("neither an object with value, range or about, nor one of the four states")),
                };
            }
            Value::Object(fields) => fields,
            _ => return Err(wrong("an answer is an object with value, range or about, or one of the four states")),
        };
        let words = match fields.remove("words") {
            None => None,
            Some(Value::String(words)) if words.chars().count() <= MAX_TEXT => Some(words),
            Some(_) => return Err(wrong("words are not a text, or too long")),
        };
        let (value, range, about) = (fields.remove("value"), fields.remove("range"), fields.remove("about"));
        if let Some(key) = fields.keys().next() {
            let why = format!("question {id} has a field {}", shown(key));
            return Err(Error::unsupported("answers", why));
        }
        let vague = !matches!(
            question.kind,
            QuestionKind::Text { .. } | QuestionKind::SelectOne(_) | QuestionKind::SelectMultiple(_)
        );
        match (value, range, about) {
            (Some(value), None, None) => Ok(Self::Value { value: checked(question, value)?, words }),
            (None, Some(Value::Array(ends)), None) if vague => {
                let Ok([from, to]) = <[Value; 2]>::try_from(ends) else {
                    return Err(wrong("a range has two ends"));
                };
                let (from, to) = (checked(question, from)?, checked(question, to)?);
                if from.as_f64().zip(to.as_f64()).is_some_and(|(a, b)| a > b) {
                    return Err(wrong("the range ends before it begins"));
                }
                Ok(Self::Range { from, to, words })
            }
            (None, None, Some(value)) if vague => Ok(Self::About { value: checked(question, value)?, words }),
            _ => Err(wrong("exactly one of value, range or about, and range or about only for numbers and times")),
        }
    }

    pub(super) fn to_json(&self) -> Value {
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
            Self::Unknown => json!({ "state": "unknown" }),
            Self::NotAsked => json!({ "state": "not-asked" }),
            Self::Refused => json!({ "state": "refused" }),
            Self::NotApplicable => json!({ "state": "not-applicable" }),
        }
    }
}

fn checked(question: &Question, value: Value) -> Result<Value> {
    let id = &question.id;
    let wrong = |why: &str| Err(Error::malformed("answers", format!("question {id}: {why}")));
    let code = |v: &Value, codes: &std::collections::BTreeSet<String>| v.as_str().is_some_and(|c| codes.contains(c));
    match &question.kind {
        QuestionKind::Note => return wrong("a note takes no answer"),
        QuestionKind::Text { max_length } => match value.as_str() {
            Some(text) if text.chars().count() <= max_length.unwrap_or(MAX_TEXT) => {}
            Some(_) => return wrong("the text is too long"),
            None => return wrong("not a text"),
        },
        QuestionKind::Integer { min, max } => match value.as_i64() {
            Some(n) if min.is_none_or(|m| n >= m) && max.is_none_or(|m| n <= m) => {}
            Some(_) => return wrong("the number is outside what the form allows"),
            None => return wrong("not a whole number"),
        },
        QuestionKind::Decimal { min, max } => match value.as_f64() {
            Some(n) if min.is_none_or(|m| n >= m) && max.is_none_or(|m| n <= m) => {}
            Some(_) => return wrong("the number is outside what the form allows"),
            None => return wrong("not a number"),
        },
        QuestionKind::SelectOne(codes) if !code(&value, codes) => return wrong("not one of the choices"),
        QuestionKind::SelectOne(_) => {}
        QuestionKind::SelectMultiple(codes) => {
            let Some(chosen) = value.as_array() else { return wrong("not a list of choices") };
            if !chosen.iter().all(|c| code(c, codes)) {
                return wrong("not one of the choices");
            }
            let distinct: std::collections::BTreeSet<_> = chosen.iter().filter_map(Value::as_str).collect();
            if distinct.len() != chosen.len() {
                return wrong("a choice is there twice");
            }
        }
        QuestionKind::Date if !value.as_str().is_some_and(is_date) => return wrong("not a date such as 2019-06-09"),
        QuestionKind::Date => {}
        QuestionKind::Time if !value.as_str().is_some_and(is_time) => return wrong("not a time such as 11:40"),
        QuestionKind::Time => {}
        QuestionKind::DateTime if value.as_str().is_none_or(|t| t.parse::<ClaimedTime>().is_err()) => {
            return wrong("not a time with an offset such as 2019-06-09T11:40:00+06:00");
        }
        QuestionKind::DateTime => {}
    }
    Ok(value)
}

/// EDTF level 1 as far as days: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `XX` for what is not known, one of `?~%` at the end.
fn is_date(text: &str) -> bool {
    let bare = text.strip_suffix(['?', '~', '%']).unwrap_or(text);
    let pieces: Vec<&str> = bare.split('-').collect();
    let number =
        |t: &str| (t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit())).then(|| t.parse::<u32>().ok()).flatten();
    let within = |t: &str, max: u32| t == "XX" || number(t).is_some_and(|n| (1..=max).contains(&n));
    let year = |t: &str| t.len() == 4 && t.bytes().all(|b| b.is_ascii_digit() || b == b'X');
    match pieces.as_slice() {
        [y] => year(y),
        [y, m] => year(y) && within(m, 12),
        [y, m, d] => year(y) && within(m, 12) && within(d, days(y, m)),
        _ => false,
    }
}

fn days(year: &str, month: &str) -> u32 {
    let leap = year.parse::<u32>().map_or(true, |y| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    match month {
        "02" if leap => 29,
        "02" => 28,
        "04" | "06" | "09" | "11" => 30,
        _ => 31,
    }
}

fn is_time(text: &str) -> bool {
    let number = |t: &str, below: u32| {
        t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()) && t.parse::<u32>().is_ok_and(|n| n < below)
    };
    text.split_once(':').is_some_and(|(h, m)| number(h, 24) && number(m, 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vague_date_stays_vague_and_an_impossible_one_is_refused() {
        for good in ["2019", "2019-06", "2019-06-09", "2019-06-XX", "2019-XX-XX", "201X", "2020-02-29", "2019-06-09~"] {
            assert!(is_date(good), "{good}");
        }
        for bad in [
            "",
            "19",
            "2019-13",
            "2019-02-29",
            "2019-06-31",
            "2019-6-9",
            "09.06.2019",
            "2019-06-09T11:40",
            "2019-06-0+",
        ] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
