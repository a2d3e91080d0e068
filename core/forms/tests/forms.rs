//! The two shipped forms, and the engine's promises about states, rows and relevance.
#![allow(clippy::unwrap_used, reason = "tests fail loudly, in their own functions too")]

use forms::{Answer, Day, Error, Filled, Form, LANGUAGES, QuestionKind, View};
use serde_json::{Value, json};

const DETENTION: &[u8] = include_bytes!("../../../forms/detention.form.json");
const DETENTION_ANSWERS: &[u8] = include_bytes!("../../../docs/examples/detention.answers.json");
const VOTE_COUNT: &[u8] = include_bytes!("../../../forms/vote-count.form.json");
const VOTE_COUNT_ANSWERS: &[u8] = include_bytes!("../../../docs/examples/vote-count.answers.json");
const FIRST_ACCOUNT: &[u8] = include_bytes!("../../../docs/examples/first-account.form.json");

fn parse(form: &[u8]) -> Form {
    Form::parse(form).unwrap()
}

fn answers(form: &Form, answers: Value) -> Vec<u8> {
    let name = json!({ "id": form.id, "version": form.version });
    json!({ "format": "testamur-answers-v1", "form": name, "answers": answers }).to_string().into_bytes()
}

/// Returns a form with these questions, in English.
fn form_of(questions: Value) -> Form {
    let form = json!({ "format": "testamur-form-v1", "id": "f", "version": 1, "title": { "en": "T" },
        "choices": { "yes-no": [ { "id": "yes", "label": { "en": "Y" } }, { "id": "no", "label": { "en": "N" } } ] },
        "questions": questions });
    Form::parse(form.to_string().as_bytes()).unwrap()
}

fn view(form: &Form, given: Value) -> View {
    form.evaluate(&form.answers(&answers(form, given)).unwrap(), Day::parse("2019-06-20"))
}

fn fill(form: &Form, given: Value) -> Result<Filled, Error> {
    form.fill(&answers(form, given))
}

fn q(id: &str, kind: &str, more: Value) -> Value {
    let mut question = json!({ "id": id, "type": kind, "label": { "en": id } });
    question.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    question
}

fn keys(view: &View) -> Vec<&str> {
    view.findings.iter().map(|f| f.key.as_str()).collect()
}

fn seen(view: &View, id: &str) -> Vec<Option<usize>> {
    view.visible.iter().filter(|p| p.question == id).map(|p| p.row).collect()
}

fn outcome(view: &View, id: &str) -> Vec<Value> {
    view.calculated.iter().filter(|c| c.place.question == id).map(|c| c.outcome.clone()).collect()
}

#[test]
fn every_shipped_form_speaks_three_languages_to_the_last_label() {
    for bytes in [DETENTION, VOTE_COUNT, FIRST_ACCOUNT] {
        assert_eq!(parse(bytes).untranslated(), Vec::<String>::new());
        for language in LANGUAGES {
            let mut lacking: Value = serde_json::from_slice(bytes).unwrap();
            lacking["questions"][1]["label"].as_object_mut().unwrap().remove(language);
            let found = parse(lacking.to_string().as_bytes()).untranslated();
            assert!(found.len() == 1 && found[0].ends_with(language), "{found:?}");
        }
    }
}

#[test]
fn shipped_choice_lists_fit_on_a_screen() {
    for question in [DETENTION, VOTE_COUNT].into_iter().flat_map(|b| parse(b).questions) {
        assert!(question.choices.len() <= 20, "{}", question.id);
    }
}

#[test]
fn a_form_saved_untouched_was_not_asked_anywhere() {
    for form in [parse(DETENTION), parse(VOTE_COUNT)] {
        let filled = fill(&form, json!({})).unwrap();
        let states = filled.body["answers"].as_object().unwrap();
        let asked = form.questions.iter().filter(|q| q.repeat.is_none() && q.kind.takes_answers());
        assert_eq!(states.len(), asked.count());
        for (id, state) in states {
            assert_eq!(*state, json!({ "state": "not-asked" }), "{id}");
        }
        for (id, outcome) in filled.body["calculated"].as_object().unwrap() {
            assert!(*outcome == json!({ "state": "cannot-tell" }) || *outcome == json!([]), "{id}");
        }
        assert_eq!(filled.body["findings"], json!([]));
        let untouched = form.evaluate(&form.untouched(), None);
        assert!(untouched.can_save && untouched.findings.is_empty() && untouched.set_aside.is_empty());
    }
}

#[test]
fn the_example_count_adds_up_and_nothing_is_found() {
    let form = parse(VOTE_COUNT);
    let view = form.evaluate(&form.answers(VOTE_COUNT_ANSWERS).unwrap(), None);
    assert_eq!(keys(&view), Vec::<&str>::new());
    assert_eq!(outcome(&view, "votes-in-all"), [json!({ "state": "value", "value": 255 })]);
    assert_eq!(outcome(&view, "issued"), [json!({ "state": "value", "value": 260 })]);
}

#[test]
fn each_check_of_a_vote_count_fires_exactly_where_planted_and_never_blocks_saving() {
    let form = parse(VOTE_COUNT);
    let good: Value = serde_json::from_slice(VOTE_COUNT_ANSWERS).unwrap();
    let value = |v: Value| json!({ "value": v });
    // Each check, with answers that break it.
    let planted: [(&str, Vec<(&str, Value)>); 10] = [
        ("P01", vec![("valid", value(json!(256))), ("invalid", value(json!(2)))]),
        ("P02", vec![("invalid", value(json!(4)))]),
        ("P03", vec![("boxes-mobile", value(json!(26))), ("invalid", value(json!(13)))]),
        ("P04", vec![("unused", value(json!(1686)))]),
        ("P05", vec![("registered", value(json!(240)))]),
        ("P06", vec![("registered", value(json!(3001)))]),
        ("P07-early", vec![("paper-time", value(json!("2019-06-09T19:59"))), ("count-began", json!("unknown"))]),
        ("P07-late", vec![("paper-time", value(json!("2019-06-10T08:11")))]),
        ("P09", vec![("issued-home", json!("not-asked"))]),
        ("P10", vec![("stamp", value(json!("no")))]),
    ];
    for (check, changes) in planted {
        let mut given = good.clone();
        for (id, answer) in changes {
            given["answers"][id] = answer;
        }
        let bytes = given.to_string();
        let view = form.evaluate(&form.answers(bytes.as_bytes()).unwrap(), None);
        assert_eq!(keys(&view), [check]);
        assert!(view.can_save, "{check}");
        assert!(LANGUAGES.iter().all(|l| view.findings[0].message.contains_key(*l)));
        let filled = form.fill(bytes.as_bytes()).unwrap();
        assert_eq!(filled.body["findings"][0]["key"], check);
        assert_eq!(filled.body["findings"][0]["severity"], "warn");
    }
    let mut edge = good.clone();
    edge["answers"]["registered"] = value(json!(3000));
    edge["answers"]["paper-time"] = value(json!("2019-06-10T08:10"));
    let view = form.evaluate(&form.answers(edge.to_string().as_bytes()).unwrap(), None);
    assert_eq!(keys(&view), Vec::<&str>::new(), "3000 voters and twelve hours are within the law");
}

#[test]
fn a_finding_carries_the_numbers_it_is_about() {
    let form = parse(VOTE_COUNT);
    let given = json!({ "valid": { "value": 256, "words": "sekrit" }, "has-against-all": { "value": "no" },
        "candidates": { "rows": [ { "votes": { "value": 124 } }, { "votes": { "value": 131 } } ] },
        "issued-home": { "value": 0 } });
    let filled = fill(&form, given).unwrap();
    let findings = filled.body["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!((&findings[0]["question"], &findings[0]["key"]), (&json!("checks"), &json!("P01")));
    assert_eq!(findings[0]["values"]["votes-in-all"]["value"], 255);
    assert_eq!(findings[0]["values"]["valid"], json!({ "state": "value", "value": 256 }));
}

#[test]
fn a_range_is_a_wrong_sum_only_when_no_value_in_it_is_right() {
    let form = parse(VOTE_COUNT);
    let votes = |answer: Value| {
        json!({ "valid": { "value": 100 }, "issued-home": { "value": 0 }, "has-against-all": { "value": "no" },
            "candidates": { "rows": [ { "votes": { "value": 40 } }, { "votes": answer } ] } })
    };
    assert_eq!(keys(&view(&form, votes(json!({ "range": [50, 60] })))), Vec::<&str>::new());
    assert_eq!(keys(&view(&form, votes(json!({ "range": [61, 70] })))), ["P01"]);
    for cannot_tell in [json!({ "about": 99 }), json!("unknown"), json!("refused"), json!("not-asked")] {
        assert_eq!(keys(&view(&form, votes(cannot_tell))), Vec::<&str>::new());
    }
    let vague = view(&form, votes(json!({ "range": [50, 60] })));
    assert_eq!(outcome(&vague, "votes-in-all"), [json!({ "state": "range", "range": [90, 100] })]);
}

#[test]
fn the_example_detention_is_kept_row_by_row_with_what_follows_from_it() {
    let form = parse(DETENTION);
    let filled = form.fill_on(DETENTION_ANSWERS, Day::parse("2019-06-20")).unwrap();
    let body = &filled.body;
    assert_eq!(body["findings"], json!([]));
    let stays = body["answers"]["stays"]["rows"].as_array().unwrap();
    assert_eq!(stays.len(), 2);
    assert_eq!(stays[0]["water"]["value"], "no");
    assert_eq!(stays[0]["food"]["state"], "not-asked");
    assert_eq!(stays[0]["water-first"]["state"], "not-applicable", "no water, so no time of it");
    assert_eq!(stays[0]["cell-width"]["state"], "not-asked", "where inside was not asked");
    assert_eq!(stays[1]["statement"]["state"], "refused");
    // 12:30 to between 23:00 and 01:30; "about" 11:45 has no certain bound.
    let minutes = json!([{ "state": "cannot-tell" }, { "state": "range", "range": [630, 780] }]);
    assert_eq!(body["calculated"]["stay-minutes"], minutes);
    assert_eq!(body["calculated"]["arrest-days-in-all"]["value"], 5);
    assert_eq!(body["calculated"]["step-minutes"], json!([{ "state": "value", "value": 4 }]));
}

#[test]
fn each_check_of_a_detention_fires_exactly_where_planted() {
    let form = parse(DETENTION);
    let good: Value = serde_json::from_slice(DETENTION_ANSWERS).unwrap();
    let planted = [
        ("/age-said", json!({ "value": 12 }), "age-agrees", None),
        ("/apprehended", json!({ "value": "2019-06-21/2019-06-22" }), "not-in-future", None),
        ("/force", json!({ "value": ["none", "kick"] }), "alone", None),
        ("/medical", json!({ "value": ["none", "examined"] }), "alone", None),
        ("/stays/rows/1/left", json!({ "value": "2019-06-09T12:29" }), "left-after-arrived", Some(1)),
        ("/stays/rows/1/lawyer", json!({ "value": ["none", "asked"] }), "alone", Some(1)),
        ("/legal-steps/rows/0/step-end", json!({ "value": "2019-06-09" }), "ends-after-start", Some(0)),
        ("/legal-steps/rows/0/reduced-to", json!({ "value": 6 }), "reduced-is-less", Some(0)),
    ];
    for (at, answer, check, row) in planted {
        let mut given = good.clone();
        let (parent, id) = at.rsplit_once('/').unwrap();
        given["answers"].pointer_mut(parent).unwrap()[id] = answer;
        let mut found = form.evaluate(&form.answers(given.to_string().as_bytes()).unwrap(), Day::parse("2019-06-20"));
        // A detention in the future is also later than the release.
        found.findings.retain(|f| check != "not-in-future" || f.key != "released-after-taken");
        assert_eq!(keys(&found), [check], "{at}");
        assert_eq!(found.findings[0].place.row, row, "{at}");
        assert!(found.can_save);
    }
}

#[test]
fn what_does_not_apply_is_hidden_and_not_applicable_and_what_cannot_be_told_was_not_asked() {
    let form = form_of(json!([
        q("lawyer", "select_one", json!({ "choices": "yes-no" })),
        q(
            "inner",
            "group",
            json!({ "relevant": "${lawyer} = 'yes'", "questions": [
            q("when", "when", json!({ "required": true })), q("count", "integer", json!({ "relevant": "answered(${when})" })) ] })
        ),
        q("total", "calculate", json!({ "calculate": "${count} + 1" })),
    ]));
    let no = json!({ "lawyer": { "value": "no" } });
    for hidden in ["inner", "when", "count"] {
        assert_eq!(seen(&view(&form, no.clone()), hidden), [], "{hidden}");
    }
    let body = fill(&form, no).unwrap().body;
    assert_eq!(body["answers"]["when"]["state"], "not-applicable", "and not required");
    assert_eq!(body["answers"]["count"]["state"], "not-applicable");
    let unknown = fill(&form, json!({ "lawyer": "unknown" })).unwrap().body;
    assert_eq!(unknown["answers"]["when"]["state"], "not-asked");
    let yes = json!({ "lawyer": { "value": "yes" } });
    assert_eq!(seen(&view(&form, yes.clone()), "when"), [None]);
    assert_eq!(keys(&view(&form, yes.clone())), ["required"]);
    assert!(fill(&form, yes).unwrap_err().to_string().contains("when"));
    // An answer that was kept while its relevance is unknown stays visible, with its group.
    let kept = json!({ "when": { "value": "2019" }, "count": { "value": 4 } });
    let kept = view(&form, kept);
    assert_eq!((seen(&kept, "inner"), seen(&kept, "count")), (vec![None], vec![None]));
    assert_eq!(outcome(&kept, "total"), [json!({ "state": "value", "value": 5 })]);
}

#[test]
fn an_answer_that_no_longer_applies_is_set_aside_never_dropped() {
    let form = form_of(json!([
        q("held", "select_one", json!({ "choices": "yes-no" })),
        q("hours", "decimal", json!({ "relevant": "${held} = 'yes'" })),
        q("total", "calculate", json!({ "calculate": "coalesce(${hours}, 0)" })),
    ]));
    let given = json!({ "held": { "value": "no" }, "hours": { "value": 7 } });
    let aside = view(&form, given.clone());
    assert!(!aside.can_save && aside.set_aside.len() == 1 && aside.set_aside[0].question == "hours");
    assert_eq!(outcome(&aside, "total")[0]["value"], 0, "it counts for nothing");
    assert!(fill(&form, given).unwrap_err().to_string().contains("hours"));
}

#[test]
fn rows_have_their_own_relevance_checks_and_sums() {
    let form = form_of(json!([
        q("any", "select_one", json!({ "choices": "yes-no" })),
        q(
            "people",
            "repeat",
            json!({ "relevant": "${any} = 'yes'", "constraint": { "max": 3 }, "questions": [
            q("age", "integer", json!({ "checks": [
                { "id": "old", "that": "${age} < 150", "severity": "error", "message": { "en": "?" } } ] })),
            q("school", "text", json!({ "relevant": "${age} < 18" })) ] })
        ),
        q("total", "calculate", json!({ "calculate": "sum(${age})" })),
        q("rows", "calculate", json!({ "calculate": "count(${people})" })),
        q("aged", "calculate", json!({ "calculate": "count(${age})" })),
        q("oldest", "calculate", json!({ "calculate": "max(coalesce(${age}, 0))" })),
        q("youngest", "calculate", json!({ "calculate": "min(${age})" })),
    ]));
    let people = |rows: Value| json!({ "any": { "value": "yes" }, "people": { "rows": rows } });
    let ages = |ages: &[i64]| people(ages.iter().map(|a| json!({ "age": { "value": a } })).collect());
    let two = view(&form, ages(&[12, 40]));
    assert_eq!(seen(&two, "age"), [Some(0), Some(1)]);
    assert_eq!(seen(&two, "school"), [Some(0)]);
    let number = |v: &View, id: &str| outcome(v, id)[0]["value"].clone();
    assert_eq!(number(&two, "total"), 52);
    assert_eq!((number(&two, "youngest"), number(&two, "oldest")), (json!(12), json!(40)));
    let body = fill(&form, ages(&[12, 40])).unwrap().body;
    assert_eq!(body["answers"]["people"]["rows"][1]["school"]["state"], "not-applicable");
    let half = view(&form, people(json!([{ "age": { "value": 3 } }, {}])));
    assert_eq!(outcome(&half, "total")[0]["state"], "cannot-tell", "a missing row is not zero");
    assert_eq!((number(&half, "rows"), number(&half, "aged"), number(&half, "oldest")), (json!(2), json!(1), json!(3)));
    let blocked = view(&form, ages(&[12, 200]));
    assert_eq!((keys(&blocked), blocked.findings[0].place.row), (vec!["old"], Some(1)));
    assert!(!blocked.can_save && fill(&form, ages(&[12, 200])).unwrap_err().to_string().contains("age"));
    assert_eq!(number(&view(&form, people(json!([]))), "total"), 0, "said to be none");
    assert_eq!(outcome(&view(&form, json!({})), "total")[0]["state"], "cannot-tell", "not asked is not none");
    assert_eq!(keys(&view(&form, ages(&[1, 2, 3, 4]))), ["rows"]);
    for state in ["unknown", "refused", "not-asked"] {
        let body = fill(&form, json!({ "any": { "value": "yes" }, "people": state })).unwrap().body;
        assert_eq!(body["answers"]["people"], json!({ "state": state }));
    }
    for wrong in [json!({ "age": { "value": 3 } }), people(json!([{ "any": { "value": "yes" } }]))] {
        assert!(matches!(form.answers(&answers(&form, wrong)), Err(Error::Malformed { .. })));
    }
}

#[test]
fn what_does_not_fit_its_question_is_a_finding_while_typing_and_an_error_when_saving() {
    let form = form_of(json!([
        q("age", "integer", json!({ "constraint": { "min": 0, "max": 120 } })),
        q("when", "when", json!({})),
        q("seen", "items", json!({})),
        q("at", "point", json!({}))
    ]));
    for (id, answer, key) in [
        ("age", json!({ "value": 121 }), "out-of-range"),
        ("age", json!({ "value": "12" }), "not-whole"),
        ("age", json!({ "range": [3, 2] }), "range"),
        ("when", json!({ "value": "2019-06-0" }), "not-a-date"),
        ("when", json!({ "range": ["2019-06-10", "2019-06-09"] }), "range"),
        ("seen", json!({ "value": ["no-id"] }), "not-items"),
        ("at", json!({ "value": { "lat": 91, "lon": 0 } }), "not-a-point"),
    ] {
        let given = json!({ id: answer });
        let found = view(&form, given.clone());
        assert_eq!((keys(&found), found.can_save), (vec![key], false), "{given}");
        assert!(fill(&form, given).unwrap_err().to_string().contains(id));
    }
    let good = json!({ "when": { "range": ["2019-06-09T11:40", "2019-06-XX"] }, "at": { "value": { "lat": 43.2, "lon": 76.9 } },
        "seen": { "value": ["55c64d0fcd6f9d5f7c828093857e3fdf"] } });
    assert!(fill(&form, good).is_ok());
}

#[test]
fn every_function_says_what_the_documentation_says() {
    let given = json!({ "n": { "value": 7 }, "d": { "value": 0.1 }, "t": { "value": "қазақ" }, "day": { "value": "2019-06-09" },
        "hour": { "value": "2019-06-09T20:30" }, "s": { "value": "yes" }, "m": { "value": ["yes", "no"] }, "r": { "range": [2, 4] } });
    let value = |kind: &str, expr: &str| {
        let form = form_of(json!([
            q("n", "integer", json!({})),
            q("d", "decimal", json!({})),
            q("t", "text", json!({})),
            q("day", "date", json!({})),
            q("hour", "when", json!({})),
            q("s", "select_one", json!({ "choices": "yes-no" })),
            q("gone", "integer", json!({})),
            q("m", "select_multiple", json!({ "choices": "yes-no" })),
            q("r", "integer", json!({})),
            q("x", "calculate", json!({ "gives": kind, "calculate": expr })),
        ]));
        let outcome = outcome(&view(&form, given.clone()), "x")[0].clone();
        if outcome["state"] == "range" { outcome["range"].clone() } else { outcome["value"].clone() }
    };
    for (expr, wanted) in [
        ("${n} + 2 * 3", json!(13)),
        ("(${n} + 2) * 3", json!(27)),
        ("${n} - 2 - 1", json!(4)),
        ("-${n} div 2", json!(-3.5)),
        ("${n} div 0", Value::Null),
        ("${r} * ${r}", json!([4, 16])),
        ("-${r}", json!([-4, -2])),
        ("${gone} + 1", Value::Null),
        ("coalesce(${gone}, ${n})", json!(7)),
        ("if(${s} = 'yes', 1, 2)", json!(1)),
        ("if(${gone} = 1, 1, 2)", Value::Null),
        ("count-selected(${m})", json!(2)),
        ("string-length(${t})", json!(5)),
        ("min(${n}, 3, 9)", json!(3)),
        ("max(${n}, ${r})", json!(7)),
        ("minutes-between(at(${day}, '20:00'), ${hour})", json!(30)),
    ] {
        assert_eq!(value("number", expr), wanted, "{expr}");
    }
    for (expr, wanted) in [
        ("${d} + 0.2 = 0.3", json!(true)),
        ("${n} >= 7 and not(${n} > 7)", json!(true)),
        ("${n} != 7 or ${s} = 'no'", json!(false)),
        ("${gone} = 1 and ${n} = 8", json!(false)),
        ("${gone} = 1 or ${n} = 7", json!(true)),
        ("${gone} = 1 or ${n} = 8", Value::Null),
        ("${r} > 1", json!(true)),
        ("${r} > 3", Value::Null),
        ("${r} >= 2 and ${r} <= 4", json!(true)),
        ("${r} = 5", json!(false)),
        ("${r} = 3", Value::Null),
        ("${r} = ${r}", Value::Null),
        ("selected(${m}, 'no') and selected(${s}, 'yes')", json!(true)),
        ("answered(${gone}) or answered(${n})", json!(true)),
        ("${day} < today()", json!(true)),
        ("${hour} >= at(${day}, '20:30')", json!(true)),
        ("${hour} < ${day}", Value::Null),
        ("true and not(false)", json!(true)),
    ] {
        assert_eq!(value("boolean", expr), wanted, "{expr}");
    }
    assert_eq!(value("text", "if(${n} > 3, 'many', 'few')"), "many");
}

#[test]
fn without_a_day_nothing_is_said_about_today() {
    let check = json!({ "id": "past", "that": "${d} <= today()", "severity": "warn", "message": { "en": "?" } });
    let form = form_of(json!([q("d", "date", json!({ "checks": [check] }))]));
    let read = form.answers(&answers(&form, json!({ "d": { "value": "2020-01-01" } }))).unwrap();
    assert_eq!(keys(&form.evaluate(&read, Day::parse("2019-12-31"))), ["past"]);
    assert_eq!(keys(&form.evaluate(&read, Day::parse("2020-01-01"))), Vec::<&str>::new());
    assert_eq!(keys(&form.evaluate(&read, None)), Vec::<&str>::new());
    assert!(matches!(read.get(&form, "d", None), Some(Answer::Value { .. })));
    assert!(matches!(form.questions[0].kind, QuestionKind::Date));
}

#[test]
fn the_example_of_the_documentation_gives_what_the_documentation_shows() {
    let page = include_str!("../../../docs/forms.md");
    let mut examples = page.split("```json\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let form = parse(examples.next().unwrap().as_bytes());
    assert_eq!(form.untranslated(), Vec::<String>::new());
    let filled = form.fill(examples.next().unwrap().as_bytes()).unwrap();
    let mut wanted: Value = serde_json::from_str(examples.next().unwrap()).unwrap();
    wanted["form"]["sha256"] = json!(form.digest);
    assert_eq!(filled.body, wanted);
    assert_eq!(filled.language.as_deref(), Some("ru"));
}
