//! A record's words as a document: a testimony, a consent, a filled form, a note; any other record field by field.
//!
//! A record is shown as a document only if `testimony` or `forms` reads it completely. Fields beyond the document, and
//! records of newer versions, are shown under the record's own names, and the window says so.

pub mod related;
pub mod testimony;

use ::forms::{FiledAnswer, FiledForm, Labels, Said};
use ::testimony::{Body, FiledIdentity};
use serde::Serialize;
use serde_json::Value;
use testimony::{ConsentView, TestimonyView};

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
        identity: Box<FiledIdentity>,
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
/// Parts of a body that are shown elsewhere or are only for machines.
const NOT_SHOWN: [&str; 1] = ["parts_after_gap"];
/// Names of the fields that hold a note; the window has words for these names.
const NOTES: [&str; 2] = ["note", "text"];

/// Returns a record's body as a document, and its further fields.
pub fn document(body: &Value) -> (DocumentView, Vec<FiledAnswer>) {
    match Body::read(body) {
        Body::Testimony(read) => {
            let testimony = Box::new(TestimonyView::from(&*read));
            (DocumentView::Testimony { testimony }, beyond(body, &read))
        }
        Body::Consent(read) => {
            let consent = Box::new(ConsentView::from(&*read));
            (DocumentView::Consent { consent }, beyond(body, &read))
        }
        Body::Identity(identity) => {
            let mut rest = body.clone();
            if let Some(fields) = rest.as_object_mut() {
                fields.remove("format");
            }
            let rest = beyond(&rest, &identity);
            (DocumentView::Identity { identity }, rest)
        }
        Body::Form(form) => {
            let mut rest = body.clone();
            for read in ["form", "answers", "calculated", "findings"] {
                rest.as_object_mut().and_then(|fields| fields.remove(read));
            }
            (DocumentView::Form { form }, rows(&rest))
        }
        Body::Tag { tag, sure } => (DocumentView::Tag { tag, sure }, Vec::new()),
        Body::Tally { tally, step } => (DocumentView::Tally { tally, step: step.into() }, Vec::new()),
        Body::Other => {
            let rows = rows(body);
            let known = rows.iter().all(|row| NOTES.contains(&row.name.as_str()));
            (DocumentView::Plain { known }, rows)
        }
    }
}

/// Returns the rows of a body beyond the fields in `read`.
fn beyond(body: &Value, read: &impl Serialize) -> Vec<FiledAnswer> {
    let mut rest = body.clone();
    match serde_json::to_value(read) {
        Ok(read) => take_out(&mut rest, &read),
        Err(_) => return rows(body),
    }
    rows(&rest)
}

/// Removes from `rest` the values that `read` has. Bodies are at most 32 levels deep: their JSON is read no deeper.
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

/// Returns every leaf of a body with its path.
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
