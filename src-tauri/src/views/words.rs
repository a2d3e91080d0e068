//! What a record says, as rows of words: a note as it is, answers under the words of the form that asked.
//!
//! Labels come from the forms that are shipped with the app, and only where the record names that very form by its
//! digest; any other answer is shown under the names the record itself has.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use capture::form::{Form, Labels, Question};
use serde::Serialize;
use serde_json::{Map, Value};

/// One row.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RowView {
    /// The name that the record has for it.
    pub name: String,
    /// The words of the form's question, by language; empty where no form is known.
    pub label: BTreeMap<String, String>,
    /// Row of a repeat, from 1.
    pub row: Option<u32>,
    /// How it was answered: `value`, `range`, `about`, `unknown`, `refused`, `not-applicable`; `value` outside forms.
    pub state: String,
    /// What was said. Choices carry the form's words.
    pub values: Vec<SaidView>,
    /// The person's own words beside it.
    pub words: Option<String>,
}

/// One thing that was said.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaidView {
    /// As the record has it.
    pub text: String,
    /// The words of the choice, by language; empty for anything else.
    pub label: BTreeMap<String, String>,
}

/// Most rows shown of one record.
const MAX_ROWS: usize = 2_000;
/// Parts of a body that are read elsewhere or by machines only.
const NOT_SHOWN: [&str; 3] = ["form", "findings", "parts_after_gap"];

/// The rows of a record's body. What was not asked is left out.
pub fn rows(body: &Value) -> Vec<RowView> {
    let mut rows = Vec::new();
    let form = body.pointer("/form/sha256").and_then(Value::as_str).and_then(form);
    if let Some(fields) = body.as_object() {
        for (name, value) in fields.iter().filter(|(name, _)| !NOT_SHOWN.contains(&name.as_str())) {
            match value.as_object() {
                Some(answers) if name == "answers" || name == "calculated" => states(answers, form, None, &mut rows),
                _ => flat(name, value, &mut rows),
            }
        }
    }
    rows.truncate(MAX_ROWS);
    rows
}

/// The shipped form with this digest.
fn form(digest: &str) -> Option<&'static Form> {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    const SHIPPED: [&[u8]; 2] =
        [include_bytes!("../../../forms/detention.form.json"), include_bytes!("../../../forms/vote-count.form.json")];
    let forms = FORMS.get_or_init(|| SHIPPED.iter().filter_map(|bytes| Form::parse(bytes).ok()).collect());
    forms.iter().find(|form| form.digest.to_string() == digest)
}

/// Answers in the order of the form, or of their names.
fn states(answers: &Map<String, Value>, form: Option<&Form>, row: Option<u32>, rows: &mut Vec<RowView>) {
    let asked: Vec<&str> = match form {
        Some(form) => form.questions.iter().map(|q| q.id.as_str()).filter(|id| answers.contains_key(*id)).collect(),
        None => answers.keys().map(String::as_str).collect(),
    };
    for name in asked {
        let Some(answer) = answers.get(name) else { continue };
        let question = form.and_then(|f| f.questions.iter().find(|q| q.id == name));
        let Some(state) = answer.get("state").and_then(Value::as_str) else {
            // Calculations of a repeat are lists of states.
            for (number, one) in (1..).zip(answer.as_array().into_iter().flatten()) {
                rows.extend(said(name, one, question, Some(number)));
            }
            continue;
        };
        let inner = answer.get("rows").and_then(Value::as_array);
        if state != "not-asked" && inner.is_none() {
            rows.extend(said(name, answer, question, row));
        }
        for (number, fields) in (1..).zip(inner.into_iter().flatten()) {
            if let Some(fields) = fields.as_object() {
                states(fields, form, Some(number), rows);
            }
        }
    }
}

fn said(name: &str, answer: &Value, question: Option<&Question>, row: Option<u32>) -> Option<RowView> {
    let state = answer.get("state")?.as_str()?;
    let value = ["value", "range", "about"].iter().find_map(|key| answer.get(*key));
    let mut values = Vec::new();
    match value {
        Some(Value::Array(several)) => values.extend(several.iter().map(|v| one(v, question))),
        Some(value) => values.push(one(value, question)),
        None => {}
    }
    Some(RowView {
        name: verify::escape(name),
        label: question.map(|q| q.label.clone()).unwrap_or_default(),
        row,
        state: state.to_owned(),
        values,
        words: answer.get("words").and_then(Value::as_str).map(str::to_owned),
    })
}

fn one(value: &Value, question: Option<&Question>) -> SaidView {
    let text = plain(value);
    let choice = question.and_then(|q| q.choices.iter().find(|c| c.id == text));
    SaidView { label: choice.map(|c| c.label.clone()).unwrap_or_default(), text }
}

/// Anything else: every leaf under the way to it.
fn flat(name: &str, value: &Value, rows: &mut Vec<RowView>) {
    if rows.len() >= MAX_ROWS {
        return;
    }
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, v)| flat(&format!("{name} / {key}"), v, rows)),
        Value::Array(values) if values.iter().any(|v| v.is_object() || v.is_array()) => {
            (1..).zip(values).for_each(|(n, v): (u32, _)| flat(&format!("{name} {n}"), v, rows));
        }
        Value::Null => {}
        value => {
            let values: Vec<&Value> = value.as_array().map_or(vec![value], |all| all.iter().collect());
            rows.push(RowView {
                name: verify::escape(name),
                label: Labels::new(),
                row: None,
                state: "value".to_owned(),
                values: values.into_iter().map(|v| one(v, None)).collect(),
                words: None,
            });
        }
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_stand_under_the_words_of_the_form_that_asked_and_only_of_that_one() {
        let form = Form::parse(include_bytes!("../../../forms/detention.form.json")).unwrap();
        let question = form.questions.iter().find(|q| !q.choices.is_empty() && q.repeat.is_none()).unwrap();
        let choice = &question.choices[0];
        let mut body = json!({
            "form": { "sha256": form.digest, "id": form.id, "version": form.version },
            "answers": { question.id.clone(): { "state": "value", "value": choice.id, "words": "in their words" } },
        });
        let shown = rows(&body);
        assert_eq!(shown.len(), 1);
        assert_eq!((&shown[0].label, &shown[0].values[0].label), (&question.label, &choice.label));
        assert_eq!(shown[0].words.as_deref(), Some("in their words"));
        body["form"]["sha256"] = json!("00".repeat(32));
        assert_eq!((rows(&body)[0].label.len(), rows(&body)[0].name.as_str()), (0, question.id.as_str()));
    }

    #[test]
    fn what_was_not_asked_is_left_out_and_what_was_refused_is_told() {
        let body = json!({ "answers": { "a": { "state": "not-asked" }, "b": { "state": "refused" } } });
        let shown = rows(&body);
        assert_eq!(shown.iter().map(|r| (r.name.as_str(), r.state.as_str())).collect::<Vec<_>>(), [("b", "refused")]);
    }

    #[test]
    fn any_body_is_shown_leaf_by_leaf_and_rows_of_a_repeat_are_numbered() {
        let body = json!({ "note": "a note", "consent": { "court": true, "uses": ["media", "un"] }, "null": null });
        let names: Vec<_> = rows(&body).into_iter().map(|r| r.name).collect();
        assert_eq!(names, ["consent / court", "consent / uses", "note"]);
        let inner = json!([{ "who": { "state": "value", "value": "x" } }, { "who": { "state": "unknown" } }]);
        let body = json!({ "answers": { "people": { "state": "value", "rows": inner } } });
        let rows: Vec<_> = rows(&body).into_iter().map(|r| (r.name, r.row, r.state)).collect();
        assert_eq!(rows, [("who".into(), Some(1), "value".into()), ("who".into(), Some(2), "unknown".into())]);
        assert_eq!(super::rows(&json!("just a text")), []);
    }
}
