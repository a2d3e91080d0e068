//! Forms and answers by strangers: refused with the question's id, in bounded time, without a panic.
#![allow(clippy::disallowed_types, clippy::disallowed_methods, reason = "bounded time can only be shown with a clock")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "tests fail loudly, in their own functions too")]

use std::time::{Duration, Instant};

use forms::{Day, Error, Form};
use proptest::prelude::*;
use serde_json::{Value, json};

const FORMS: [(&[u8], &[u8]); 3] = [
    (
        include_bytes!("../../../forms/detention.form.json"),
        include_bytes!("../../../docs/examples/detention.answers.json"),
    ),
    (
        include_bytes!("../../../forms/vote-count.form.json"),
        include_bytes!("../../../docs/examples/vote-count.answers.json"),
    ),
    (
        include_bytes!("../../../docs/examples/first-account.form.json"),
        include_bytes!("../../../docs/examples/first-account.answers.json"),
    ),
];

fn parse(questions: Value) -> Result<Form, Error> {
    let form = json!({ "format": "testamur-form-v1", "id": "f", "version": 1, "title": { "en": "T" },
        "choices": { "l": [ { "id": "a", "label": { "en": "A" } } ] }, "questions": questions });
    Form::parse(form.to_string().as_bytes())
}

fn number(id: &str) -> Value {
    json!({ "id": id, "type": "integer", "label": { "en": "N" } })
}

fn calculate(id: &str, expr: &str) -> Value {
    json!({ "id": id, "type": "calculate", "calculate": expr })
}

/// Returns the error of a calculation `bad` beside a number `n`, a text `t`, a choice `s`, choices `m`, a date `d`, a
/// point `p` and a repeat `rows` of `r`.
fn refused(expr: &str) -> Error {
    let of = |id: &str, kind: &str| json!({ "id": id, "type": kind, "label": { "en": "Q" } });
    let mut questions = vec![number("n"), of("t", "text"), of("d", "date"), of("p", "point"), of("c", "time")];
    for (id, kind) in [("s", "select_one"), ("m", "select_multiple")] {
        questions.push(json!({ "id": id, "type": kind, "label": { "en": "Q" }, "choices": "l" }));
    }
    questions.push(json!({ "id": "rows", "type": "repeat", "label": { "en": "Q" }, "questions": [number("r")] }));
    questions.push(json!({ "id": "other", "type": "repeat", "label": { "en": "Q" }, "questions": [number("o")] }));
    questions.push(calculate("bad", expr));
    parse(json!(questions)).map(|_| ()).expect_err(expr)
}

fn within(limit: Duration, what: &str, work: impl FnOnce()) {
    let began = Instant::now();
    work();
    assert!(began.elapsed() < limit, "{what} took {:?}", began.elapsed());
}

#[test]
fn an_expression_that_means_nothing_is_malformed_and_names_its_question() {
    for expr in [
        "",
        "1 +",
        "(1",
        "1)",
        "1 2",
        "${nowhere}",
        "${n} + ${t}",
        "${n} = 'a'",
        "not(${n})",
        "1 and 2",
        "${n} < ${n} < ${n}",
        "if(${n} = 1, 1)",
        "if(${n} = 1, 1, 'a')",
        "if(${s} = 'z', 1, 2)",
        "if(selected(${m}, 'z'), 1, 2)",
        "if(selected(${m}, ${t}), 1, 2)",
        "count-selected(${n})",
        "string-length(${n})",
        "coalesce()",
        "coalesce(${n}, ${t})",
        "min()",
        "sum(${n})",
        "sum(${r}, ${r})",
        "sum(sum(${r}))",
        "sum(${r} + ${o})",
        "${r}",
        "count(${n})",
        "count(${r} + 1)",
        "count(${bad})",
        "${p}",
        "${rows}",
        "minutes-between(${d}, ${c})",
        "minutes-between(at(${d}, '25:00'), ${d})",
        "at(${d}, ${t})",
        "today()",
        "if(today() = ${n}, 1, 2)",
        "answered(${n})",
        "'a'",
        "- 'a'",
        "if",
        "${n} § 2",
    ] {
        let error = refused(expr);
        assert!(matches!(error, Error::Malformed { .. }), "{expr}: {error}");
        assert!(error.to_string().contains("question bad"), "{expr}: {error}");
    }
}

#[test]
fn a_function_that_is_not_in_the_list_is_unsupported_and_names_its_question() {
    for expr in [
        "pulldata('a')",
        "now()",
        "uuid()",
        "system('a')",
        "If(1 = 1, 1, 2)",
        "regex(${t}, 'a')",
        "jr:choice-name(${s})",
    ] {
        let error = refused(expr);
        assert!(matches!(error, Error::Unsupported { .. }), "{expr}: {error}");
        assert!(error.to_string().contains("question bad"), "{expr}: {error}");
    }
}

#[test]
fn what_a_form_may_not_do_is_refused_by_the_questions_id() {
    let inner = json!([number("n")]);
    let labelled = |id: &str, kind: &str, more: Value| {
        let mut question = json!({ "id": id, "type": kind, "label": { "en": "Q" } });
        question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        question
    };
    let check = |more: Value| {
        let mut check = json!({ "id": "k", "that": "true", "severity": "warn", "message": { "en": "M" } });
        check.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        labelled("bad", "integer", json!({ "checks": [check] }))
    };
    for (question, unsupported) in [
        (labelled("bad", "group", json!({})), false),
        (labelled("bad", "group", json!({ "questions": [] })), false),
        (labelled("bad", "text", json!({ "questions": inner })), false),
        (labelled("bad", "group", json!({ "questions": inner, "required": true })), false),
        (labelled("bad", "group", json!({ "questions": inner, "choices": "l" })), false),
        (labelled("bad", "repeat", json!({ "questions": inner, "constraint": { "max": 1000 } })), false),
        (labelled("bad", "integer", json!({ "constraint": { "min": 2, "max": 1 } })), false),
        (labelled("bad", "calculate", json!({})), false),
        (labelled("bad", "calculate", json!({ "calculate": "1", "gives": "date" })), true),
        (labelled("bad", "integer", json!({ "gives": "number" })), false),
        (labelled("bad", "integer", json!({ "calculate": "1" })), false),
        (labelled("bad", "calculate", json!({ "calculate": "'a'" })), false),
        (labelled("bad", "integer", json!({ "relevant": "1" })), false),
        (labelled("bad", "integer", json!({ "appearance": "big" })), true),
        (check(json!({ "severity": "fatal" })), true),
        (check(json!({ "that": "${bad} + 1" })), false),
        (check(json!({ "message": {} })), false),
        (check(json!({ "id": "k k" })), false),
        (check(json!({ "colour": "red" })), true),
        (
            labelled(
                "bad",
                "integer",
                json!({ "checks": [
            { "id": "k", "that": "true", "severity": "warn", "message": { "en": "M" } },
            { "id": "k", "that": "true", "severity": "warn", "message": { "en": "M" } } ] }),
            ),
            false,
        ),
        (
            labelled(
                "rows",
                "repeat",
                json!({ "questions": [
            labelled("bad", "repeat", json!({ "questions": inner })) ] }),
            ),
            true,
        ),
        (
            labelled(
                "rows",
                "repeat",
                json!({ "questions": [number("n"),
            calculate("bad", "sum(${n})")] }),
            ),
            false,
        ),
        (labelled("g", "group", json!({ "questions": [number("bad"), number("bad")] })), false),
    ] {
        let error = parse(json!([question])).expect_err(&question.to_string());
        assert!(error.to_string().contains("question bad"), "{question}: {error}");
        assert_eq!(matches!(error, Error::Unsupported { .. }), unsupported, "{question}: {error}");
    }
}

#[test]
fn calculations_and_relevance_in_a_circle_are_refused() {
    let relevant =
        |id: &str, expr: &str| json!({ "id": id, "type": "integer", "label": { "en": "Q" }, "relevant": expr });
    let group = json!({ "id": "a", "type": "group", "label": { "en": "Q" }, "relevant": "${b} = 1", "questions": [number("b")] });
    let rows = json!({ "id": "a", "type": "repeat", "label": { "en": "Q" }, "relevant": "sum(${b}) = 1", "questions": [number("b")] });
    for circle in [
        json!([calculate("a", "${a} + 1")]),
        json!([calculate("a", "${b}"), calculate("b", "${c}"), calculate("c", "${a}")]),
        json!([relevant("a", "${a} = 1")]),
        json!([relevant("a", "${b} = 1"), relevant("b", "answered(${a})")]),
        json!([group]),
        json!([rows]),
    ] {
        let error = parse(circle.clone()).expect_err(&circle.to_string());
        assert!(error.to_string().contains("depends on itself"), "{circle}: {error}");
    }
    // A long chain is no circle, and each question is calculated once.
    let chain: Vec<Value> = (0..999)
        .map(|i| calculate(&format!("c{i}"), &format!("${{c{}}} + ${{c{}}}", i + 1, i + 1)))
        .chain([number("c999")])
        .collect();
    within(Duration::from_secs(5), "a chain of 999 that doubles", || {
        let form = parse(json!(chain)).unwrap();
        assert_eq!(form.evaluate(&form.untouched(), None).calculated.len(), 999);
    });
}

#[test]
fn depth_and_length_are_bounded() {
    let nested = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    for expr in [
        nested("(", ")", 900),
        nested("-", "", 1_900),
        nested("coalesce(", ")", 190),
        nested("min(1,", ")", 200),
        format!("1{}", "+1".repeat(900)),
        "1".repeat(3_000),
        "'".repeat(1_999),
    ] {
        within(Duration::from_secs(5), "an expression", || drop(refused(&expr)));
    }
    // Moderate nesting is accepted.
    let fine = format!("{}1{}{}", "(".repeat(30), ")".repeat(30), " + 1".repeat(40));
    let form = parse(json!([calculate("x", &fine)])).unwrap();
    assert_eq!(form.evaluate(&form.untouched(), None).calculated[0].outcome["value"], 41);
    let within_groups = |depth: usize| {
        (0..depth).fold(
            number("n"),
            |inner, i| json!({ "id": format!("g{i}"), "type": "group", "label": { "en": "G" }, "questions": [inner] }),
        )
    };
    assert!(parse(json!([within_groups(4)])).is_ok());
    assert!(matches!(parse(json!([within_groups(5)])), Err(Error::Malformed { .. })));
    assert!(parse(json!([within_groups(40)])).is_err());
    let many: Vec<Value> = (0..1_001).map(|i| number(&format!("n{i}"))).collect();
    assert!(parse(json!(many)).is_err() && parse(json!(many[1..])).is_ok());
    let long = format!("1{}", " ".repeat(1_900));
    let heavy: Vec<Value> = (0..40).map(|i| calculate(&format!("c{i}"), &long)).collect();
    assert!(parse(json!(heavy)).unwrap_err().to_string().contains("65536"));
}

#[test]
fn the_heaviest_form_is_evaluated_in_bounded_time() {
    let checks: Vec<Value> = (0..30)
        .map(|i| json!({ "id": format!("k{i}"), "that": format!("${{n}} < 0{}", " or ${n} < 0".repeat(50)), "severity": "warn", "message": { "en": "M" } }))
        .collect();
    let inner: Vec<Value> = (0..99)
        .map(|i| number(&format!("n{i}")))
        .chain([json!({ "id": "n", "type": "integer",
        "label": { "en": "N" }, "checks": checks })])
        .collect();
    let sums: Vec<Value> =
        (0..400).map(|i| calculate(&format!("c{i}"), &format!("sum(${{n}}){}", " + sum(${n})".repeat(6)))).collect();
    let rows = json!({ "id": "rows", "type": "repeat", "label": { "en": "R" }, "questions": inner });
    let form = parse(sums.into_iter().chain([rows]).collect()).unwrap();
    let filled = |rows: usize| {
        let rows: Vec<Value> = (0..rows).map(|_| json!({ "n": { "value": 1 } })).collect();
        json!({ "format": "testamur-answers-v1", "form": { "id": "f", "version": 1 }, "answers": { "rows": { "rows": rows } } }).to_string()
    };
    within(Duration::from_secs(10), "the heaviest form", || {
        let answers = form.answers(filled(190).as_bytes()).unwrap();
        let view = form.evaluate(&answers, None);
        assert_eq!((view.findings.len(), view.findings_left_out), (500, 190 * 30 - 500));
        assert!(!view.can_save);
        assert_eq!(view.calculated[0].outcome["value"], 190 * 7);
    });
    assert!(form.fill(filled(190).as_bytes()).is_err(), "more findings than a record holds are said, not cut");
    assert!(form.answers(filled(201).as_bytes()).is_err());
}

/// Generates expressions that look right but mostly are not.
fn expression() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "${n}",
        "${t}",
        "${d}",
        "${m}",
        "${r}",
        "${rows}",
        "${bad}",
        "1",
        "0.5",
        "'a'",
        "(",
        ")",
        ",",
        "+",
        "-",
        "*",
        "div",
        "=",
        "!=",
        "<",
        ">=",
        "and",
        "or",
        "not(",
        "if(",
        "sum(",
        "min(",
        "max(",
        "count(",
        "coalesce(",
        "selected(",
        "count-selected(",
        "string-length(",
        "answered(",
        "today()",
        "at(",
        "minutes-between(",
        "'20:00'",
        "true",
        "§",
        "${",
    ]);
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.join(" "))
}

/// Replaces, removes or doubles one value somewhere in a document.
fn mutate(value: &mut Value, path: &mut std::slice::Iter<'_, u8>, with: &Value) {
    let Some(step) = path.next() else { return *value = with.clone() };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let at = usize::from(*step) % fields.len();
            if let Some(inner) = fields.values_mut().nth(at) {
                mutate(inner, path, with);
            }
        }
        Value::Array(all) if !all.is_empty() => {
            let at = usize::from(*step) % all.len();
            if *step > 250 {
                all.push(all[at].clone());
            } else {
                mutate(&mut all[at], path, with);
            }
        }
        other => *other = with.clone(),
    }
}

fn anything() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "unknown",
            "2019-06-XX/..",
            "repeat",
            "group",
            "${votes}",
            "sum(${votes}) = 1",
            "yes"
        ])
        .prop_map(Value::from),
        Just(json!([])),
        Just(json!({})),
        Just(json!({ "rows": [{}, {}] })),
        Just(json!({ "value": 9.0e300 })),
        Just(json!({ "range": [-1, "2019"] })),
    ]
}

fn try_out(form: &[u8], answers: &[u8]) {
    let Ok(form) = Form::parse(form) else { return };
    if let Ok(answers) = form.answers(answers) {
        let today = Day::parse("2019-06-09");
        let view = form.evaluate(&answers, today);
        assert_eq!(view, form.evaluate(&answers, today), "the same answers look the same");
        assert!(serde_json::to_string(&view).is_ok());
    }
    let saved = form.fill(answers);
    if let Ok(read) = form.answers(answers) {
        assert_eq!(saved.is_ok(), form.evaluate(&read, None).can_save, "what can be saved is what the screen says");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_expression_makes_it_panic(expr in expression(), junk in "\\PC{0,40}") {
        let repeat = json!({ "id": "rows", "type": "repeat", "label": { "en": "R" }, "questions": [number("r")] });
        let of = |id: &str, kind: &str| json!({ "id": id, "type": kind, "label": { "en": "Q" } });
        for text in [&expr, &junk] {
            for (kind, id) in [("number", "bad"), ("boolean", "bad"), ("text", "bad")] {
                let bad = json!({ "id": id, "type": "calculate", "gives": kind, "calculate": text });
                let many = json!({ "id": "m", "type": "select_multiple", "label": { "en": "M" }, "choices": "l" });
                let form = parse(json!([number("n"), of("t", "text"), of("d", "when"), many, repeat, bad]));
                if let Ok(form) = form {
                    let answers = json!({ "format": "testamur-answers-v1", "form": { "id": "f", "version": 1 }, "answers": {
                        "n": { "range": [-1, 3] }, "t": { "value": "a" }, "d": { "value": "2019-06-09/.." },
                        "m": { "value": ["a"] }, "rows": { "rows": [{ "r": { "value": 2 } }, {}] } } });
                    let read = form.answers(answers.to_string().as_bytes()).unwrap();
                    prop_assert_eq!(form.evaluate(&read, None).calculated.len(), 1);
                }
            }
        }
    }

    #[test]
    fn no_form_and_no_answers_make_it_panic(
        which in 0..3_usize,
        in_form in prop::collection::vec(any::<u8>(), 1..10),
        in_answers in prop::collection::vec(any::<u8>(), 1..6),
        with in anything(),
    ) {
        let (form, answers) = FORMS[which];
        let (mut bad_form, mut bad_answers): (Value, Value) =
            (serde_json::from_slice(form).unwrap(), serde_json::from_slice(answers).unwrap());
        mutate(&mut bad_form, &mut in_form.iter(), &with);
        mutate(&mut bad_answers["answers"], &mut in_answers.iter(), &with);
        let (bad_form, bad_answers) = (bad_form.to_string(), bad_answers.to_string());
        try_out(bad_form.as_bytes(), answers);
        try_out(form, bad_answers.as_bytes());
    }
}
