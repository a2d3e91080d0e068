//! A record's words as a document: a testimony, a consent, a filled form, a note; anything else leaf by leaf.
//!
//! A record is read as a document only where `capture` reads it whole. Fields beyond the document, and records of newer
//! versions, stand under the record's own names, and that is said.

pub mod related;
pub mod testimony;

use capture::form::{FiledAnswer, FiledForm, Labels, Said};
use capture::testimony::{CONSENT_FORMAT, FiledConsent, IDENTITY_FORMAT, TESTIMONY_FORMAT, Testimony};
use serde::Serialize;
use serde_json::Value;
use testimony::{ConsentView, IdentityView, TestimonyView};

/// The documents that a record is read as.
#[derive(Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "document", rename_all = "kebab-case")]
pub enum DocumentView {
    /// A person's account.
    Testimony {
        /// All of it.
        testimony: Box<TestimonyView>,
    },
    /// A person's consent, or its withdrawal.
    Consent {
        /// All of it.
        consent: Box<ConsentView>,
    },
    /// Who a person is, of the witness compartment.
    Identity {
        /// All of it.
        identity: Box<IdentityView>,
    },
    /// A form that was filled in.
    Form {
        /// All of it.
        form: Box<FiledForm>,
    },
    /// One tap about another item.
    Tag {
        /// Its code.
        tag: String,
        /// False when the person marked it as not sure.
        sure: bool,
    },
    /// One tap of a count.
    Tally {
        /// Its code.
        tally: String,
        /// 1 or -1.
        step: i32,
    },
    /// Rows only.
    Plain {
        /// False when the record says something that this version of the app does not know.
        known: bool,
    },
}

/// Most rows shown of one record.
const MAX_ROWS: usize = 2_000;
/// Longest name of a row, in characters.
const MAX_NAME: usize = 120;
/// Parts of a body that are read elsewhere or by machines only.
const NOT_SHOWN: [&str; 1] = ["parts_after_gap"];
/// Names of the fields that hold a note; the window has words for these names.
const NOTES: [&str; 2] = ["note", "text"];

/// A record's body as a document, and what it says beyond that.
pub fn document(body: &Value) -> (DocumentView, Vec<FiledAnswer>) {
    match body.get("format").and_then(Value::as_str) {
        Some(TESTIMONY_FORMAT) => Testimony::read(body).ok().map(|read| {
            let testimony = Box::new(TestimonyView::from(&read));
            (DocumentView::Testimony { testimony }, beyond(body, &read))
        }),
        Some(CONSENT_FORMAT) => FiledConsent::read(body).ok().map(|read| {
            let consent = Box::new(ConsentView::from(&read));
            (DocumentView::Consent { consent }, beyond(body, &read))
        }),
        Some(IDENTITY_FORMAT) => IdentityView::read(body).map(|read| {
            let rest = beyond(body, &read.written());
            (DocumentView::Identity { identity: Box::new(read) }, rest)
        }),
        Some(_) => None,
        None => without_format(body),
    }
    .unwrap_or_else(|| {
        let rows = rows(body);
        let known = rows.iter().all(|row| NOTES.contains(&row.name.as_str()));
        (DocumentView::Plain { known }, rows)
    })
}

fn without_format(body: &Value) -> Option<(DocumentView, Vec<FiledAnswer>)> {
    if let Some(form) = FiledForm::read(body) {
        let mut rest = body.clone();
        for read in ["form", "answers", "calculated", "findings"] {
            rest.as_object_mut()?.remove(read);
        }
        return Some((DocumentView::Form { form: Box::new(form) }, rows(&rest)));
    }
    if let Some(tag) = body.get("tag").and_then(Value::as_str) {
        let sure = body.get("sure").and_then(Value::as_bool)?;
        let whole = capture::marks::tag_body(tag, sure).as_ref() == Some(body);
        return whole.then(|| (DocumentView::Tag { tag: tag.to_owned(), sure }, Vec::new()));
    }
    let tally = body.get("tally").and_then(Value::as_str)?;
    let step = i8::try_from(body.get("step")?.as_i64()?).ok()?;
    let whole = capture::marks::tally_body(tally, step).as_ref() == Some(body);
    whole.then(|| (DocumentView::Tally { tally: tally.to_owned(), step: step.into() }, Vec::new()))
}

/// The rows of a body beyond what was read of it.
fn beyond(body: &Value, read: &impl Serialize) -> Vec<FiledAnswer> {
    let mut rest = body.clone();
    match serde_json::to_value(read) {
        Ok(read) => take_out(&mut rest, &read),
        Err(_) => return rows(body),
    }
    rows(&rest)
}

/// Leaves of `rest` only what `read` does not have. Bodies are at most 32 levels deep: their JSON is read no deeper.
fn take_out(rest: &mut Value, read: &Value) {
    match (&mut *rest, read) {
        (Value::Object(fields), Value::Object(read)) => {
            for (key, value) in fields.iter_mut() {
                if let Some(read) = read.get(key) {
                    take_out(value, read);
                }
            }
            fields.retain(|_, value| !value.is_null());
        }
        (Value::Array(values), Value::Array(read)) if values.len() == read.len() => {
            values.iter_mut().zip(read).for_each(|(value, read)| take_out(value, read));
            if values.iter().any(|value| !value.is_null()) {
                return;
            }
            values.clear();
        }
        _ => {
            *rest = Value::Null;
            return;
        }
    }
    let empty =
        |value: &Value| value.as_object().is_some_and(serde_json::Map::is_empty) || *value == Value::Array(Vec::new());
    if empty(rest) {
        *rest = Value::Null;
    }
}

/// Every leaf of a body under the way to it.
fn rows(body: &Value) -> Vec<FiledAnswer> {
    let mut rows = Vec::new();
    for (name, value) in body.as_object().into_iter().flatten().filter(|(name, _)| !NOT_SHOWN.contains(&name.as_str()))
    {
        flat(&cut(name), value, &mut rows);
    }
    rows
}

fn flat(name: &str, value: &Value, rows: &mut Vec<FiledAnswer>) {
    if rows.len() >= MAX_ROWS {
        return;
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, v)| flat(&cut(&format!("{name} / {key}")), v, rows)),
        Value::Array(values) if values.iter().any(|v| v.is_object() || v.is_array()) => {
            (1..).zip(values).for_each(|(n, v): (u32, _)| flat(&cut(&format!("{name} {n}")), v, rows));
        }
        Value::Null => {}
        value => {
            let values: Vec<&Value> = value.as_array().map_or(vec![value], |all| all.iter().collect());
            rows.push(FiledAnswer {
                name: name.to_owned(),
                label: Labels::new(),
                of: Labels::new(),
                row: None,
                kind: String::new(),
                state: "value".to_owned(),
                values: values.into_iter().map(said).collect(),
                words: None,
            });
        }
    }
}

fn said(value: &Value) -> Said {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Said { text, label: Labels::new() }
}

fn cut(name: &str) -> String {
    name.chars().take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests;
