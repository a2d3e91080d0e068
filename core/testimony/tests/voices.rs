//! Ways to agree and to close, and recordings for them, across a kill: the state of a resumed draft.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly, in their own functions too")]

use std::collections::BTreeMap;

use evidence::{ClaimedTime, ItemId};
use serde_json::{Value, json};
use testimony::{Card, Change, Choice, Consent, Draft, How, Purpose, SignOff, Use};

const TEN_PAST: &str = "2019-06-12T12:10:00.000+06:00";

fn item(n: u8) -> ItemId {
    ItemId::from_bytes([n; 16])
}

fn at() -> ClaimedTime {
    TEN_PAST.parse().unwrap()
}

fn agreed(how: Option<How>) -> Consent {
    Consent {
        written_down: Choice::Yes,
        recorded: Choice::Yes,
        uses: BTreeMap::from([(Use::Lawyer, Card { choice: Choice::Yes, ..Card::default() })]),
        how,
        ..Consent::default()
    }
}

fn agreeing(draft: &mut Draft, consent: Consent) {
    draft.apply(Change::Consent { consent }).unwrap();
}

/// Returns an interview in which a recording for `field` began.
fn begun(field: &str) -> Draft {
    let mut draft = Draft::new(item(1), "Сова 47".to_owned(), at()).unwrap();
    agreeing(&mut draft, agreed(None));
    draft.recording_began(Purpose::VoiceMark, item(9)).unwrap();
    draft.voice_began(field, item(9), at()).unwrap();
    draft
}

/// Returns the draft as the next program reads it after a kill.
fn killed(draft: &Draft) -> (Draft, Value) {
    let kept = draft.to_json().unwrap();
    (Draft::parse(kept.as_bytes()).unwrap(), serde_json::from_str(&kept).unwrap())
}

#[test]
fn a_voice_that_was_cut_off_is_known_by_its_field_and_time_when_the_interview_is_taken_up_again() {
    for field in ["consent.how", "consent.lawyer.voice", "sign-off"] {
        let (_, kept) = killed(&begun(field));
        assert_eq!(kept["voices"][field], json!({ "item": item(9).to_string(), "at": TEN_PAST }), "{field}");
    }
}

#[test]
fn a_voice_that_an_answer_names_was_not_cut_off() {
    let mut draft = begun("consent.how");
    agreeing(&mut draft, agreed(Some(How::Voice { item: item(9) })));
    assert_eq!(killed(&draft).1.get("voices"), None);
    let mut draft = begun("consent.lawyer.voice");
    let mut consent = agreed(None);
    consent.uses.insert(Use::Lawyer, Card { choice: Choice::Yes, voice: Some(item(9)), ..Card::default() });
    agreeing(&mut draft, consent);
    assert_eq!(killed(&draft).1.get("voices"), None);
}

#[test]
fn an_answer_elsewhere_does_not_hide_a_voice_that_was_cut_off() {
    let mut draft = begun("consent.lawyer.voice");
    agreeing(&mut draft, agreed(Some(How::Witnessed { by: "interpreter".to_owned() })));
    assert!(killed(&draft).1["voices"]["consent.lawyer.voice"].is_object());
    // The way to agree had an answer before a recording was to replace it.
    draft.recording_began(Purpose::VoiceMark, item(8)).unwrap();
    draft.voice_began("consent.how", item(8), at()).unwrap();
    agreeing(
        &mut draft,
        Consent { risks_named: true, ..agreed(Some(How::Witnessed { by: "interpreter".to_owned() })) },
    );
    assert!(killed(&draft).1["voices"]["consent.how"].is_object());
}

#[test]
fn a_closing_of_any_kind_takes_the_place_of_a_voice_that_was_cut_off() {
    let mut draft = Draft::new(item(1), "Сова 47".to_owned(), at()).unwrap();
    let consent = Consent {
        language: Some("ru".to_owned()),
        risks_named: true,
        can_change_told: true,
        ..agreed(Some(How::Witnessed { by: "interpreter".to_owned() }))
    };
    agreeing(&mut draft, consent);
    draft.consent_filed(item(2)).unwrap();
    draft.recording_began(Purpose::Interview, item(5)).unwrap();
    draft.recording_began(Purpose::VoiceMark, item(9)).unwrap();
    draft.voice_began("sign-off", item(9), at()).unwrap();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    assert_eq!(killed(&draft).1.get("voices"), None);
}

#[test]
fn the_chosen_ways_stay_chosen() {
    let mut draft = begun("consent.how");
    let ways = json!({ "consent": "voice", "sign_off": "agreed-not-signed" });
    let change = json!({ "change": "ways", "ways": ways });
    draft.apply(serde_json::from_value(change).unwrap()).unwrap();
    let (again, kept) = killed(&draft);
    assert_eq!(kept["ways"], ways);
    assert!(again == draft);
}

#[test]
fn a_voice_stands_only_where_a_voice_can_stand_and_was_begun_here() {
    let mut draft = begun("sign-off");
    for field in ["consent.recorded", "consent.nobody.voice", "sections.account.lines", ""] {
        assert!(draft.voice_began(field, item(9), at()).is_err(), "{field}");
    }
    assert!(draft.voice_began("sign-off", item(7), at()).is_err());
    let forged = draft.to_json().unwrap().replace(&item(9).to_string(), &item(7).to_string());
    let forged = forged.replacen(&item(7).to_string(), &item(9).to_string(), 1);
    assert!(Draft::parse(forged.as_bytes()).is_err(), "a draft names a voice that was never begun");
}
