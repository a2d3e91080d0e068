use evidence::Digest;
use evidence::record::Kind;

use super::*;

const FORM: &str = include_str!("../../../docs/examples/first-account.form.json");
const ANSWERS: &str = include_str!("../../../docs/examples/first-account.answers.json");

fn small(question: &str) -> String {
    format!(r#"{{"format":"testamur-form-v1","id":"f","version":1,"title":{{"en":"T"}},"questions":[{question}]}}"#)
}

fn answers(body: &str) -> String {
    format!(r#"{{"format":"testamur-answers-v1","form":{{"id":"f","version":1}},"answers":{body}}}"#)
}

fn fill(question: &str, body: &str) -> Result<Filled> {
    Form::parse(small(question).as_bytes())?.fill(answers(body).as_bytes())
}

const AGE: &str = r#"{"id":"age","type":"integer","label":{"en":"Age"},"constraint":{"min":0,"max":120}}"#;

#[test]
fn the_example_of_the_documentation_is_a_testimony() {
    let form = Form::parse(FORM.as_bytes()).unwrap();
    let filled = form.fill(ANSWERS.as_bytes()).unwrap();
    assert_eq!(filled.kind, Kind::Testimony);
    assert_eq!(filled.body["form"]["sha256"], serde_json::json!(Digest::of(FORM.as_bytes())));
    for question in form.questions.iter().filter(|q| q.kind != QuestionKind::Note) {
        for language in ["kk", "ru", "en"] {
            assert!(question.label.contains_key(language), "{} in {language}", question.id);
        }
        assert!(filled.body["answers"][&question.id]["state"].is_string(), "{}", question.id);
    }
}

#[test]
fn a_question_never_put_is_not_asked_and_never_no() {
    let filled = fill(AGE, "{}").unwrap();
    assert_eq!(filled.body["answers"]["age"], serde_json::json!({"state": "not-asked"}));
}

#[test]
fn every_state_of_an_answer_is_kept_apart() {
    let state = |body: &str| fill(AGE, body).unwrap().body["answers"]["age"].clone();
    assert_eq!(state(r#"{"age":"unknown"}"#)["state"], "unknown");
    assert_eq!(state(r#"{"age":"refused"}"#)["state"], "refused");
    assert_eq!(state(r#"{"age":"not-applicable"}"#)["state"], "not-applicable");
    assert_eq!(state(r#"{"age":{"value":0}}"#)["value"], 0);
    assert_eq!(state(r#"{"age":{"range":[20,30],"words":"young"}}"#)["words"], "young");
    assert_eq!(state(r#"{"age":{"about":40}}"#)["about"], 40);
}

#[test]
fn blanks_are_no_answer() {
    let text = r#"{"id":"told","type":"text","label":{"en":"A"}}"#;
    let several =
        r#"{"id":"told","type":"select_multiple","label":{"en":"A"},"choices":[{"id":"a","label":{"en":"A"}}]}"#;
    let required = text.replace(r#""type""#, r#""required":true,"type""#);
    for blank in ["", "   ", "\\n\\t", "\u{a0}\u{2003}", "\u{200b}\u{feff}", "\u{2800}\u{3164}"] {
        let body = format!(r#"{{"told":{{"value":"{blank}"}}}}"#);
        assert_eq!(fill(text, &body).unwrap().body["answers"]["told"]["state"], "not-asked", "{blank:?}");
        let refused = fill(&required, &body).unwrap_err().to_string();
        assert!(refused.contains("told") && refused.contains("must be asked"), "{blank:?}: {refused}");
    }
    let none = r#"{"told":{"value":[]}}"#;
    assert_eq!(fill(several, none).unwrap().body["answers"]["told"]["state"], "value", "none of these");
    let refused = fill(&several.replace(r#""choices""#, r#""required":true,"choices""#), none);
    assert!(refused.unwrap_err().to_string().contains("must be asked"));
    for said in [r#"{"told":{"value":"","words":"hm"}}"#, r#"{"told":{"value":"."}}"#, r#"{"told":"unknown"}"#] {
        fill(&required, said).unwrap();
    }
}

#[test]
fn wrong_answers_are_refused_by_question_id_and_never_quoted() {
    let secret = r#"{"age":{"value":"sekrit"}}"#;
    let select = r#"{"id":"age","type":"select_one","label":{"en":"A"},"choices":[{"id":"yes","label":{"en":"Y"}}]}"#;
    let several = select.replace("select_one", "select_multiple");
    let date = r#"{"id":"age","type":"date","label":{"en":"A"}}"#;
    let required = r#"{"id":"age","type":"text","label":{"en":"A"},"required":true}"#;
    for (question, body) in [
        (AGE, secret),
        (AGE, r#"{"age":{"value":121}}"#),
        (AGE, r#"{"age":{"value":1.5}}"#),
        (AGE, r#"{"age":{"range":[30,20]}}"#),
        (AGE, r#"{"age":{"range":[30]}}"#),
        (AGE, r#"{"age":{"value":1,"about":1}}"#),
        (AGE, r#"{"age":"sekrit"}"#),
        (AGE, r#"{"age":7}"#),
        (select, r#"{"age":{"value":"sekrit"}}"#),
        (select, r#"{"age":{"about":"yes"}}"#),
        (&several, r#"{"age":{"value":["yes","sekrit"]}}"#),
        (&several, r#"{"age":{"value":["yes","yes"]}}"#),
        (date, r#"{"age":{"value":"sekrit"}}"#),
        (required, "{}"),
        (required, r#"{"age":"not-asked"}"#),
    ] {
        let said = fill(question, body).unwrap_err().to_string();
        assert!(said.contains("age") && !said.contains("sekrit"), "{body}: {said}");
    }
    assert!(fill(AGE, r#"{"other":{"value":1}}"#).unwrap_err().to_string().contains("other"));
}

#[test]
fn what_this_build_does_not_know_is_unsupported_and_never_dropped() {
    for question in [
        r#"{"id":"q","type":"hologram","label":{"en":"A"}}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"},"appearance":"minimal"}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"},"relevant":"pulldata('a', 'b') = 1"}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"},"constraint":{"regex":"a+"}}"#,
    ] {
        assert!(matches!(Form::parse(small(question).as_bytes()), Err(Error::Unsupported { .. })), "{question}");
    }
    assert!(matches!(fill(AGE, r#"{"age":{"value":1,"mood":"x"}}"#), Err(Error::Unsupported { .. })));
    let later = small(AGE).replace("form-v1", "form-v2");
    assert!(matches!(Form::parse(later.as_bytes()), Err(Error::Unsupported { .. })));
}

#[test]
fn forms_that_contradict_themselves_are_refused() {
    for question in [
        r#"{"id":"q","type":"select_one","label":{"en":"A"}}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"},"choices":[{"id":"y","label":{"en":"Y"}}]}"#,
        r#"{"id":"q","type":"select_one","label":{"en":"A"},"choices":"nowhere"}"#,
        r#"{"id":"q","type":"text","label":{}}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"},"constraint":{"min":1}}"#,
        r#"{"id":"q q","type":"text","label":{"en":"A"}}"#,
        r#"{"id":"q","type":"integer","label":{"en":"A"},"constraint":{"min":0.5}}"#,
        r#"{"id":"q","type":"text","label":{"en":"A"}},{"id":"q","type":"text","label":{"en":"A"}}"#,
        "",
    ] {
        assert!(matches!(Form::parse(small(question).as_bytes()), Err(Error::Malformed { .. })), "{question}");
    }
}
