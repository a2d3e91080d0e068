//! A filled form, read from a record: the answers, in the order and under the words of the form.
//!
//! Input comes from strangers, and only its shape is trusted. Words come from a form only if the record names that
//! form by its digest; any other answer is shown under the record's own names, and marked so.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::kind::QuestionKind;
use crate::model::{Form, Labels, Question};

/// Most answers shown of one record.
const MAX_ANSWERS: usize = 2_000;
/// Longest name from a record, in characters.
const MAX_NAME: usize = 120;
/// Most values of one answer.
const MAX_SAID: usize = 200;

/// Returns the forms that this build knows by their digests.
pub fn shipped() -> &'static [Form] {
    static FORMS: OnceLock<Vec<Form>> = OnceLock::new();
    const BYTES: [&[u8]; 3] = [
        include_bytes!("../../../forms/detention.form.json"),
        include_bytes!("../../../forms/vote-count.form.json"),
        include_bytes!("../../../docs/examples/first-account.form.json"),
    ];
    FORMS.get_or_init(|| BYTES.iter().filter_map(|bytes| Form::parse(bytes).ok()).collect())
}

/// A form as it was filled in.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct FiledForm {
    /// Its title by language; empty where this build does not know the form.
    pub title: Labels,
    /// True when the form is known by its digest.
    pub known: bool,
    /// Its own name for itself.
    pub id: String,
    /// Its edition, as the record has it.
    pub version: String,
    /// SHA-256 of the form, as the record has it.
    pub sha256: String,
    /// The answers, in groups that stand together.
    pub parts: Vec<FiledPart>,
    /// Questions that were not asked.
    pub not_asked: Vec<FiledAnswer>,
    /// Questions that do not apply by the other answers.
    pub not_applicable: Vec<FiledAnswer>,
    /// Findings when it was filed.
    pub findings: Vec<FiledFinding>,
    /// Answers beyond those shown.
    pub left_out: u32,
}

/// Answers that stand together.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FiledPart {
    /// The part's name, by language; empty where it has none.
    pub label: Labels,
    /// Its answers, in the order of the form.
    pub answers: Vec<FiledAnswer>,
}

/// One answer, or one row of anything else that a record says.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "RowView"))]
pub struct FiledAnswer {
    /// The name that the record has for it.
    pub name: String,
    /// The words of the form's question, by language; empty where no form is known.
    pub label: Labels,
    /// The words of the repeat that it is a row of.
    pub of: Labels,
    /// Row of a repeat, from 1.
    pub row: Option<u32>,
    /// The type of its question, as `docs/forms.md` names it; empty where no form is known.
    pub kind: String,
    /// How it was answered: `value`, `range`, `about`, `unknown`, `refused`, `none` (said to be none); `value` outside forms.
    pub state: String,
    /// The values that were said. Choices carry the form's words; an open end of a range is empty.
    pub values: Vec<Said>,
    /// The person's own words beside it.
    pub words: Option<String>,
}

/// One thing that was said.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(rename = "SaidView"))]
pub struct Said {
    /// As the record has it.
    pub text: String,
    /// The words of the choice, by language; empty for anything else.
    pub label: Labels,
}

/// Something that stood out when the form was filed.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct FiledFinding {
    /// The check's message, by language; empty where no form is known.
    pub message: Labels,
    /// Its key.
    pub key: String,
    /// Row of a repeat, from 1.
    pub row: Option<u32>,
    /// The answers that the check read.
    pub values: Vec<FiledAnswer>,
}

impl FiledForm {
    /// Reads the body of a record; none when it is no filled form.
    pub fn read(body: &Value) -> Option<Self> {
        let answers = body.get("answers")?.as_object()?;
        let said = |key: &str| body.pointer(&format!("/form/{key}"));
        let digest = said("sha256").and_then(Value::as_str).unwrap_or_default();
        let form = shipped().iter().find(|form| form.digest.to_string() == digest);
        let nothing = Map::new();
        let calculated = body.get("calculated").and_then(Value::as_object).unwrap_or(&nothing);
        let mut reading = Reading::default();
        if let Some(form) = form {
            reading.known(form, answers, calculated);
        }
        reading.unknown(form, answers, 0);
        reading.unknown(form, calculated, 0);
        let findings = body.get("findings").and_then(Value::as_array).into_iter().flatten().take(MAX_SAID);
        let text = |value: Option<&Value>| value.map(plain).map(|text| name(&text)).unwrap_or_default();
        Some(Self {
            title: form.map(|f| f.title.clone()).unwrap_or_default(),
            known: form.is_some(),
            id: text(said("id")),
            version: text(said("version")),
            sha256: name(digest),
            parts: reading.parts,
            not_asked: reading.not_asked,
            not_applicable: reading.not_applicable,
            findings: findings.map(|found| finding(found, form)).collect(),
            left_out: reading.left_out,
        })
    }
}

#[derive(Default)]
struct Reading {
    parts: Vec<FiledPart>,
    not_asked: Vec<FiledAnswer>,
    not_applicable: Vec<FiledAnswer>,
    count: usize,
    left_out: u32,
}

/// The place of an answer in its form.
#[derive(Clone, Copy, Default)]
struct At<'a> {
    part: Option<&'a Labels>,
    of: Option<&'a Labels>,
    row: Option<u32>,
}

impl Reading {
    /// Takes answers and calculations in the order of the form; those of a repeat row by row.
    fn known(&mut self, form: &Form, answers: &Map<String, Value>, calculated: &Map<String, Value>) {
        for (index, question) in form.questions.iter().enumerate().filter(|(_, q)| q.repeat.is_none()) {
            let part = Some(part_of(form, question));
            let at = At { part, ..At::default() };
            let Some(answer) = answers.get(&question.id).or_else(|| calculated.get(&question.id)) else { continue };
            let rows = answer.get("rows").and_then(Value::as_array).filter(|rows| !rows.is_empty());
            let Some(rows) = rows else {
                self.take(question_of(question, answer), at);
                continue;
            };
            for (row, number) in rows.iter().zip(1u32..) {
                let at = At { of: Some(&question.label), row: Some(number), ..at };
                for inner in form.questions.iter().filter(|q| q.repeat == Some(index)) {
                    let calculated = || calculated.get(&inner.id)?.get(number as usize - 1);
                    if let Some(answer) = row.get(&inner.id).or_else(calculated) {
                        self.take(question_of(inner, answer), at);
                    }
                }
            }
        }
    }

    /// Takes answers that no known form asks for, under their own names.
    fn unknown(&mut self, form: Option<&Form>, answers: &Map<String, Value>, depth: u8) {
        for (id, answer) in answers {
            if form.is_some_and(|form| form.questions.iter().any(|q| q.id == *id)) {
                continue;
            }
            let rows = answer.get("rows").and_then(Value::as_array).or_else(|| answer.as_array());
            let Some(rows) = rows.filter(|_| depth == 0) else {
                self.take(answer_of(id, answer), At::default());
                continue;
            };
            for (row, number) in rows.iter().zip(1u32..) {
                let at = At { row: Some(number), ..At::default() };
                match row.as_object().filter(|fields| !fields.contains_key("state")) {
                    // A form has no repeat within a repeat.
                    Some(fields) => fields.iter().for_each(|(inner, answer)| {
                        self.take(answer_of(&format!("{id} / {inner}"), answer), at);
                    }),
                    None => self.take(answer_of(id, row), at),
                }
            }
        }
    }

    fn take(&mut self, mut answer: FiledAnswer, at: At<'_>) {
        // Skips calculations without an outcome and without words.
        if answer.state == "cannot-tell" || (answer.kind == "calculate" && answer.label.is_empty()) {
            return;
        }
        if self.count >= MAX_ANSWERS {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        self.count += 1;
        answer.row = at.row;
        answer.of = at.of.cloned().unwrap_or_default();
        match answer.state.as_str() {
            "not-asked" => self.not_asked.push(answer),
            "not-applicable" if answer.kind != "calculate" => self.not_applicable.push(answer),
            "not-applicable" => {}
            _ => {
                let label = at.part.cloned().unwrap_or_default();
                match self.parts.last_mut().filter(|part| part.label == label) {
                    Some(part) => part.answers.push(answer),
                    None => self.parts.push(FiledPart { label, answers: vec![answer] }),
                }
            }
        }
    }
}

/// Returns the words of the outermost group or repeat around a question, or of the question itself if it is one.
fn part_of<'a>(form: &'a Form, question: &'a Question) -> &'a Labels {
    static NONE: Labels = BTreeMap::new();
    let mut outermost = question;
    // Groups nest at most four deep.
    while let Some(parent) = outermost.parent.and_then(|at| form.questions.get(at)) {
        outermost = parent;
    }
    let holds = matches!(outermost.kind, QuestionKind::Group | QuestionKind::Repeat { .. });
    if holds { &outermost.label } else { &NONE }
}

fn question_of(question: &Question, answer: &Value) -> FiledAnswer {
    let mut read = answer_of(&question.id, answer);
    read.label.clone_from(&question.label);
    read.kind = kind(&question.kind).to_owned();
    for said in &mut read.values {
        if let Some(choice) = question.choices.iter().find(|choice| choice.id == said.text) {
            said.label.clone_from(&choice.label);
        }
    }
    let none = matches!(question.kind, QuestionKind::Repeat { .. }) && read.state == "value" && read.values.is_empty();
    if none {
        read.state = "none".to_owned();
    }
    read
}

fn answer_of(id: &str, answer: &Value) -> FiledAnswer {
    let state = answer.get("state").and_then(Value::as_str);
    let value = ["value", "range", "about"].iter().find_map(|key| answer.get(*key));
    let value = if state.is_some() { value } else { Some(answer) };
    let several = match value {
        Some(Value::Array(several)) => several.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    FiledAnswer {
        name: name(id),
        label: Labels::new(),
        of: Labels::new(),
        row: None,
        kind: String::new(),
        state: state.map_or_else(|| "value".to_owned(), name),
        values: several.iter().take(MAX_SAID).map(|v| Said { text: plain(v), label: Labels::new() }).collect(),
        words: answer.get("words").and_then(Value::as_str).map(str::to_owned),
    }
}

fn finding(found: &Value, form: Option<&Form>) -> FiledFinding {
    let text = |key: &str| found.get(key).and_then(Value::as_str).unwrap_or_default();
    let question = |id: &str| form.and_then(|f| f.questions.iter().find(|q| q.id == id));
    let check = question(text("question")).and_then(|q| q.checks.iter().find(|c| c.id == text("key")));
    let values = found.get("values").and_then(Value::as_object).into_iter().flatten().take(MAX_SAID);
    let read = |(id, value): (&String, &Value)| {
        let one = |answer: &Value| question(id).map_or_else(|| answer_of(id, answer), |q| question_of(q, answer));
        match value.as_array() {
            // The rows of a repeat that a sum read.
            Some(rows) => {
                let mut all = rows.iter().take(MAX_SAID).map(one);
                let first = all.next().unwrap_or_else(|| answer_of(id, &Value::Null));
                all.fold(first, |mut sum, row| {
                    sum.values.extend(row.values);
                    sum
                })
            }
            None => one(value),
        }
    };
    FiledFinding {
        message: check.map(|c| c.message.clone()).unwrap_or_default(),
        key: name(text("key")),
        row: found.get("row").and_then(Value::as_u64).and_then(|row| u32::try_from(row).ok()?.checked_add(1)),
        values: values.map(read).collect(),
    }
}

/// Returns a value as plain words; a place as its latitude and longitude, with how exact they are in metres where that was told.
fn plain(value: &Value) -> String {
    let exactness =
        || value.get("accuracy_m").and_then(Value::as_f64).map_or_else(String::new, |m| format!(" ± {m} m"));
    let coordinates =
        || Some(format!("{}, {}{}", value.get("lat")?.as_f64()?, value.get("lon")?.as_f64()?, exactness()));
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => coordinates().unwrap_or_else(|| other.to_string()),
    }
}

/// Returns a record's own name for a field, no longer than a line.
fn name(text: &str) -> String {
    text.chars().take(MAX_NAME).collect()
}

const fn kind(kind: &QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Note => "note",
        QuestionKind::Text { .. } => "text",
        QuestionKind::Integer { .. } => "integer",
        QuestionKind::Decimal { .. } => "decimal",
        QuestionKind::SelectOne(_) => "select-one",
        QuestionKind::SelectMultiple(_) => "select-multiple",
        QuestionKind::Date => "date",
        QuestionKind::When => "when",
        QuestionKind::Time => "time",
        QuestionKind::DateTime => "datetime",
        QuestionKind::Items => "items",
        QuestionKind::Point => "point",
        QuestionKind::Calculate { .. } => "calculate",
        QuestionKind::Group => "group",
        QuestionKind::Repeat { .. } => "repeat",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const COUNT: &[u8] = include_bytes!("../../../docs/examples/vote-count.answers.json");
    const DETENTION: &[u8] = include_bytes!("../../../docs/examples/detention.answers.json");

    fn filed(id: &str, answers: &[u8]) -> FiledForm {
        let form = shipped().iter().find(|form| form.id == id).unwrap();
        FiledForm::read(&form.fill(answers).unwrap().body).unwrap()
    }

    fn answers(filed: &FiledForm) -> impl Iterator<Item = &FiledAnswer> {
        filed.parts.iter().flat_map(|part| &part.answers)
    }

    #[test]
    fn every_answer_of_a_shipped_form_stands_once_under_words_in_three_languages() {
        for (id, bytes) in [("detention", DETENTION), ("vote-count", COUNT)] {
            let filed = filed(id, bytes);
            assert!(filed.known && filed.title.len() == 3 && filed.left_out == 0);
            let all: Vec<_> = answers(&filed).chain(&filed.not_asked).chain(&filed.not_applicable).collect();
            assert!(all.len() > 20 && answers(&filed).count() > 3, "{id}: {}", all.len());
            for answer in &all {
                assert_eq!(answer.label.len(), 3, "{id}: {}", answer.name);
                assert!(answer.row.is_none() || answer.of.len() == 3, "{id}: {}", answer.name);
                let chosen = answer.kind.starts_with("select");
                assert!(!chosen || answer.values.iter().all(|v| v.label.len() == 3), "{id}: {}", answer.name);
            }
            let places: std::collections::BTreeSet<_> = all.iter().map(|a| (&a.name, a.row)).collect();
            assert_eq!(places.len(), all.len(), "{id}");
        }
    }

    #[test]
    fn answers_come_in_the_order_of_the_form_within_their_parts_and_rows() {
        let filed = filed("vote-count", COUNT);
        let english: Vec<_> = filed.parts.iter().filter_map(|p| p.label.get("en")).map(String::as_str).collect();
        assert_eq!(english.first(), Some(&"Polling station"));
        let rows: Vec<_> = answers(&filed).filter_map(|a| a.row).collect();
        assert!(rows.contains(&2) && rows.is_sorted(), "{rows:?}");
    }

    #[test]
    fn a_form_that_is_not_known_stands_under_its_own_names_and_says_so() {
        let rows = json!([{ "who": { "state": "value", "value": "x" } }, { "who": { "state": "unknown" } }]);
        let body = json!({ "form": { "sha256": "00", "id": "newer", "version": 9 }, "answers": {
            "a": { "state": "not-asked" }, "b": { "state": "refused" }, "people": { "state": "value", "rows": rows } } });
        let filed = FiledForm::read(&body).unwrap();
        assert_eq!(
            (filed.known, filed.title.len(), filed.id.as_str(), filed.version.as_str()),
            (false, 0, "newer", "9")
        );
        let told: Vec<_> = answers(&filed).map(|a| (a.name.as_str(), a.row, a.state.as_str())).collect();
        assert_eq!(
            told,
            [("b", None, "refused"), ("people / who", Some(1), "value"), ("people / who", Some(2), "unknown")]
        );
        assert_eq!(filed.not_asked.len(), 1);
    }

    #[test]
    fn an_answer_to_a_question_that_the_form_does_not_have_is_shown_too() {
        let form = &shipped()[0];
        let body = json!({ "form": { "sha256": form.digest, "id": form.id, "version": 1 }, "answers": {
            "sex": { "state": "value", "value": "female" }, "planted": { "state": "value", "value": "words" } } });
        let filed = FiledForm::read(&body).unwrap();
        let told: Vec<_> = answers(&filed).map(|a| (a.name.as_str(), a.label.len())).collect();
        assert_eq!(told, [("sex", 3), ("planted", 0)]);
    }

    #[test]
    fn what_stood_out_carries_the_forms_message_and_the_numbers_that_contradict() {
        let form = shipped().iter().find(|form| form.id == "vote-count").unwrap();
        let answers = json!({ "format": "testamur-answers-v1", "form": { "id": "vote-count", "version": form.version }, "language": "ru",
            "answers": { "issued-station": { "value": 10 }, "issued-home": { "value": 1 }, "issued-absentee": { "value": 0 },
                         "received": { "value": 5 }, "unused": { "value": 1 }, "spoiled": { "value": 0 } } });
        let filled = form.fill(&serde_json::to_vec(&answers).unwrap()).unwrap();
        let filed = FiledForm::read(&filled.body).unwrap();
        let found = filed.findings.first().unwrap();
        assert_eq!(found.message.len(), 3, "{found:?}");
        assert!(!found.values.is_empty() && found.values.iter().all(|v| !v.values.is_empty()), "{found:?}");
    }

    #[test]
    fn what_a_device_lies_about_is_bounded() {
        let rows: Vec<_> = (0..5_000).map(|n| json!({ "x": { "state": "value", "value": n } })).collect();
        let long = "n".repeat(10_000);
        let mut body = json!({ "answers": { "list": { "state": "value", "rows": rows }, long: 1, "odd": [[[1]]] } });
        let filed = FiledForm::read(&body).unwrap();
        assert_eq!(answers(&filed).count() + filed.left_out as usize, 5_002);
        assert!(answers(&filed).count() == MAX_ANSWERS && answers(&filed).all(|a| a.name.len() <= MAX_NAME));
        body["answers"] =
            json!({ "x": { "state": 4 }, "y": null, "z": { "state": "value", "value": { "lat": 1.5, "lon": 2 } } });
        body["findings"] = json!([1, { "values": { "a": [1, 2], "b": [] }, "row": 4294967295u32 }]);
        let filed = FiledForm::read(&body).unwrap();
        assert_eq!((answers(&filed).count(), filed.findings.len()), (3, 2));
        assert_eq!(answers(&filed).last().unwrap().values[0].text, "1.5, 2");
        body["answers"]["z"]["value"]["accuracy_m"] = json!(20);
        let filed = FiledForm::read(&body).unwrap();
        assert_eq!(answers(&filed).last().unwrap().values[0].text, "1.5, 2 ± 20 m");
        for other in [json!(null), json!([]), json!({ "answers": [] })] {
            assert_eq!(FiledForm::read(&other), None);
        }
    }
}
