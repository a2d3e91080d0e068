//! An interview from the first question to the record: the order of its steps, its refusals, and the values that stay.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly, in their own functions too"
)]

use evidence::record::Kind;
use evidence::{ClaimedTime, ItemId};
use forms::Day;
use serde_json::Value;
use testimony::{
    AudioRange, Before, Card, Change, Choice, Consent, Draft, Error, Fact, FiledConsent, How, Identity, IdentityCard,
    Known, Line, NewRecord, Purpose, ReadBack, SectionKind, SignOff, Step, Strokes, Testimony, Use, YesNo,
};

const NAME: &str = "Мария Иванова";

fn item(n: u8) -> ItemId {
    ItemId::from_bytes([n; 16])
}

fn at(minute: u8) -> ClaimedTime {
    format!("2019-06-12T12:{minute:02}:00.000+06:00").parse().expect("a time")
}

fn fresh() -> Draft {
    Draft::new(item(1), "Сова 47".to_owned(), at(0)).expect("a draft")
}

fn agreed() -> Consent {
    Consent {
        written_down: Choice::Yes,
        recorded: Choice::Yes,
        uses: [(Use::Lawyer, Card { choice: Choice::Yes, ..Card::default() })].into(),
        language: Some("ru".to_owned()),
        risks_named: true,
        can_change_told: true,
        how: Some(How::Witnessed { by: "the defender".to_owned() }),
        ..Consent::default()
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// Returns an interview whose consent is filed.
fn consented() -> Draft {
    let mut draft = fresh();
    draft.apply(Change::Consent { consent: agreed() }).expect("consent");
    draft.consent_record().expect("complete");
    draft.consent_filed(item(2)).expect("filed");
    draft
}

fn long_form() -> Change {
    Change::Before { before: Before { heard_before: YesNo::No, first_account: false, ..Before::default() } }
}

fn lines(section: SectionKind, words: &[&str]) -> Change {
    let lines = words.iter().map(|w| Line { text: (*w).to_owned(), known: Known::Saw }).collect();
    Change::Lines { section, language: None, lines }
}

fn told() -> Draft {
    let mut draft = consented();
    draft.apply(lines(SectionKind::Account, &["Стояли у входа.", "Подъехал автобус."])).expect("words");
    draft
}

fn read_back() -> Draft {
    let mut draft = told();
    draft.apply(Change::Right { section: SectionKind::Account }).expect("read back");
    draft
}

/// Returns field and key of a refusal.
fn why(result: Result<impl Sized, Error>) -> (String, &'static str) {
    match result.err().expect("refused") {
        Error::Refused { field, key, .. } => (field, key),
        other => panic!("{other}"),
    }
}

fn refused(draft: &mut Draft, change: Change) -> &'static str {
    let before = draft.to_json().expect("JSON");
    let (_, key) = why(draft.apply(change));
    assert_eq!(draft.to_json().expect("JSON"), before, "a refused change leaves the draft as it was");
    key
}

fn body(record: &NewRecord) -> Testimony {
    Testimony::read(&record.body).expect("what we file we can read")
}

#[test]
fn nothing_is_asked_until_it_is_asked() {
    let draft: Value = serde_json::from_str(&fresh().to_json().unwrap()).unwrap();
    for question in ["alone", "safe", "interpreter", "child", "guardian", "heard_before"] {
        assert_eq!(draft["before"][question], "not-asked", "{question}");
    }
    assert_eq!(draft["before"]["first_account"], true);
    assert_eq!(draft["consent"]["written_down"], "not-asked");
    let record = {
        let mut draft = read_back();
        draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
        draft.finish(at(50), None).unwrap()
    };
    for fact in Fact::ALL {
        assert_eq!(body(&record).sections[0].facts[fact], YesNo::NotAsked, "{fact:?}");
    }
}

#[test]
fn nothing_is_recorded_or_written_before_the_person_agreed() {
    let mut draft = fresh();
    assert_eq!(why(draft.may_record(Purpose::Interview)).1, "need-consent");
    assert_eq!(why(draft.may_record(Purpose::VoiceMark)).1, "need-consent");
    assert_eq!(why(draft.recording_began(Purpose::Interview, item(9))).1, "need-consent");
    assert_eq!(refused(&mut draft, lines(SectionKind::Account, &["слова"])), "consent-not-filed");
    assert_eq!(refused(&mut draft, Change::GoTo { step: Step::Interview }), "consent-not-filed");
    assert_eq!(refused(&mut draft, Change::GoTo { step: Step::Who }), "consent-not-filed");
    assert_eq!(why(draft.identity_sealed(item(8))).1, "consent-not-filed");
    for choice in [Choice::No, Choice::Later, Choice::NotAsked] {
        draft.apply(Change::Consent { consent: Consent { written_down: choice, ..agreed() } }).unwrap();
        assert_eq!(why(draft.may_record(Purpose::Interview)).1, "need-consent", "{choice:?}");
    }
    // Agreed on the card and not filed: only the person's agreement may be recorded.
    draft.apply(Change::Consent { consent: agreed() }).unwrap();
    assert!(draft.may_record(Purpose::VoiceMark).is_ok());
    assert_eq!(why(draft.may_record(Purpose::Interview)).1, "consent-not-filed");
    draft.consent_filed(item(2)).unwrap();
    assert!(draft.may_record(Purpose::Interview).is_ok());
}

#[test]
fn a_refusal_is_no_record_and_takes_back_a_consent_that_is_one() {
    let mut draft = fresh();
    for choice in [Choice::No, Choice::Later] {
        let said = Consent { written_down: choice, ..agreed() };
        draft.apply(Change::Consent { consent: said.clone() }).unwrap();
        assert_eq!(why(draft.consent_record().map(drop)), ("consent.written-down".to_owned(), "need-consent"));
        assert_eq!(why(draft.consent_filed(item(2))).1, "need-consent");
        assert_eq!(draft.offer(None).consent_missing.unwrap().key, "need-consent");

        let mut agreed_before = fresh();
        agreed_before.apply(Change::Consent { consent: agreed() }).unwrap();
        agreed_before.consent_filed(item(2)).unwrap();
        agreed_before.apply(Change::Consent { consent: said }).unwrap();
        let record = agreed_before.consent_record().unwrap();
        assert_eq!(record.new.supersedes, [item(2)]);
        agreed_before.consent_filed(item(3)).unwrap();
        assert_eq!(refused(&mut agreed_before, lines(SectionKind::Account, &["слова"])), "need-consent");
    }
}

#[test]
fn who_agrees_to_writing_alone_is_not_recorded() {
    let mut draft = fresh();
    draft.apply(Change::Consent { consent: Consent { recorded: Choice::No, ..agreed() } }).unwrap();
    draft.consent_filed(item(2)).unwrap();
    draft.apply(lines(SectionKind::Account, &["слова"])).unwrap();
    assert_eq!(why(draft.may_record(Purpose::Interview)).1, "need-consent");
    assert_eq!(why(draft.recording_began(Purpose::VoiceMark, item(9))).1, "need-consent");
}

#[test]
fn a_child_needs_a_guardian_and_its_own_assent() {
    let child = |guardian| Change::Before { before: Before { child: YesNo::Yes, guardian, ..Before::default() } };
    let mut draft = fresh();
    draft.apply(Change::Consent { consent: agreed() }).unwrap();
    draft.apply(child(YesNo::NotAsked)).unwrap();
    assert_eq!(why(draft.consent_record()).1, "guardian-needed");
    draft.apply(child(YesNo::Yes)).unwrap();
    assert_eq!(why(draft.consent_record()).1, "assent-needed");
    assert!(draft.may_record(Purpose::VoiceMark).is_err());
    draft.apply(Change::Consent { consent: Consent { assent: YesNo::Yes, ..agreed() } }).unwrap();
    let filed = FiledConsent::read(&draft.consent_record().unwrap().body).unwrap();
    assert_eq!((filed.child, filed.guardian, filed.consent.assent), (YesNo::Yes, YesNo::Yes, YesNo::Yes));
    draft.consent_filed(item(2)).unwrap();
    draft.apply(lines(SectionKind::Account, &["слова"])).unwrap();
    // The guardian did not agree after all: the filed consent no longer covers the child.
    draft.apply(child(YesNo::No)).unwrap();
    assert_eq!(refused(&mut draft, lines(SectionKind::Account, &["ещё"])), "consent-not-filed");
}

#[test]
fn each_thing_that_consent_lacks_is_named_first_things_first() {
    let mut draft = fresh();
    let mut consent = Consent::default();
    for (key, mend) in [
        ("ask-first", (|c| c.written_down = Choice::Yes) as fn(&mut Consent)),
        ("language-needed", |c| c.language = Some("kk".to_owned())),
        ("risks-needed", |c| c.risks_named = true),
        ("change-needed", |c| c.can_change_told = true),
        ("how-needed", |c| c.how = Some(How::Witnessed { by: "interpreter".to_owned() })),
    ] {
        draft.apply(Change::Consent { consent: consent.clone() }).unwrap();
        assert_eq!(why(draft.consent_record()).1, key);
        assert_eq!(draft.offer(None).consent_missing.unwrap().key, key);
        assert_eq!(why(draft.consent_filed(item(2))).1, key);
        mend(&mut consent);
    }
    draft.apply(Change::Consent { consent }).unwrap();
    assert!(draft.consent_record().is_ok() && draft.offer(None).consent_missing.is_none());
}

#[test]
fn each_use_is_agreed_to_alone_and_a_card_nobody_showed_is_no_consent() {
    let mut draft = fresh();
    let card = |choice| Card { choice, until: Some("2026-12-01".to_owned()), voice: None };
    let uses =
        [(Use::Lawyer, card(Choice::Yes)), (Use::Media, card(Choice::No)), (Use::CourtHere, card(Choice::Later))];
    draft.apply(Change::Consent { consent: Consent { uses: uses.into(), ..agreed() } }).unwrap();
    let filed = FiledConsent::read(&draft.consent_record().unwrap().body).unwrap();
    for to in Use::ALL {
        assert_eq!(filed.allows(*to, day("2026-12-01")), *to == Use::Lawyer, "{to:?}");
        assert!(!filed.allows(*to, day("2026-12-02")), "{to:?}");
    }
    let uses = [(Use::Media, Card { until: Some("6 months".to_owned()), ..Card::default() })];
    let bad = Change::Consent { consent: Consent { uses: uses.into(), ..agreed() } };
    assert_eq!(refused(&mut draft, bad), "not-a-date");
}

#[test]
fn a_change_of_mind_is_another_record_in_place_of_the_first() {
    let mut draft = told();
    assert!(draft.consent_record().unwrap().new.supersedes.contains(&item(2)));
    draft.apply(Change::Consent { consent: Consent { written_down: Choice::No, ..agreed() } }).unwrap();
    let again = draft.consent_record().unwrap();
    assert_eq!((again.kind, again.new.supersedes.as_slice()), (Kind::Form, [item(2)].as_slice()));
    draft.consent_filed(item(3)).unwrap();
    assert_eq!(draft.consent_item(), Some(item(3)));
    // The words are there and may not be filed; the person may still have them removed.
    assert_eq!(refused(&mut draft, Change::SignOff { sign_off: SignOff::Stopped }), "need-consent");
    assert_eq!(why(draft.finish(at(50), None)).1, "need-consent");
    draft.apply(Change::LeaveOut { section: SectionKind::Account }).unwrap();
    assert!(!draft.to_json().unwrap().contains("автобус"));
}

#[test]
fn a_childs_consent_allows_a_use_only_with_the_guardian_and_the_child_both() {
    let filed = |guardian, assent, written_down| FiledConsent {
        format: "testamur-consent-v1".to_owned(),
        witness: Some(item(1)),
        withdraws: None,
        child: YesNo::Yes,
        guardian,
        consent: Consent { assent, written_down, ..agreed() },
    };
    let allows = |consent: FiledConsent| consent.allows(Use::Lawyer, day("2026-12-01"));
    assert!(allows(filed(YesNo::Yes, YesNo::Yes, Choice::Yes)));
    assert!(!allows(filed(YesNo::No, YesNo::Yes, Choice::Yes)));
    assert!(!allows(filed(YesNo::Yes, YesNo::NotAsked, Choice::Yes)));
    assert!(!allows(filed(YesNo::Yes, YesNo::Yes, Choice::Later)));
}

#[test]
fn a_withdrawal_names_the_item_and_allows_nothing() {
    let record = FiledConsent::withdrawal(item(7)).unwrap();
    assert_eq!(
        (record.new.about.as_slice(), record.new.supersedes.as_slice()),
        ([item(7)].as_slice(), [item(7)].as_slice())
    );
    let filed = FiledConsent::read(&record.body).unwrap();
    assert!(Use::ALL.iter().all(|to| !filed.allows(*to, day("2026-12-01"))));
    assert_eq!(filed.withdraws, Some(item(7)));
}

#[test]
fn who_was_heard_before_gives_a_first_account_unless_there_is_a_reason_in_words() {
    let long = |heard_before, reason: Option<&str>| Change::Before {
        before: Before {
            heard_before,
            first_account: false,
            long_form_reason: reason.map(str::to_owned),
            ..Before::default()
        },
    };
    let mut draft = consented();
    assert_eq!(refused(&mut draft, long(YesNo::NotAsked, None)), "ask-first");
    for heard in [YesNo::Yes, YesNo::Unknown, YesNo::Refused] {
        assert_eq!(refused(&mut draft, long(heard, None)), "reason-needed", "{heard:?}");
        assert_eq!(refused(&mut draft, long(heard, Some("  \n"))), "reason-needed", "{heard:?}");
    }
    assert_eq!(refused(&mut draft, lines(SectionKind::Van, &["в автозаке"])), "first-account");
    assert_eq!(draft.offer(None).offered, [SectionKind::Account]);
    draft.apply(long(YesNo::Yes, Some("the court asks for it tomorrow"))).unwrap();
    draft.apply(lines(SectionKind::Van, &["в автозаке"])).unwrap();
    assert_eq!(draft.offer(None).offered, SectionKind::ALL);
    // The short form is possible again only if no part of the long one would be lost.
    assert_eq!(refused(&mut draft, Change::Before { before: Before::default() }), "first-account");
    draft.apply(long(YesNo::No, None)).unwrap();
}

#[test]
fn a_first_account_is_short() {
    let mut draft = consented();
    assert_eq!(refused(&mut draft, lines(SectionKind::Account, &[&"я".repeat(4_000), "я"])), "too-long");
    draft.apply(lines(SectionKind::Account, &[&"я".repeat(4_000)])).unwrap();
    draft.apply(long_form()).unwrap();
    draft.apply(lines(SectionKind::Account, &[&"я".repeat(4_000), "я"])).unwrap();
}

#[test]
fn it_is_signed_off_only_after_every_section_was_read_back() {
    let mut draft = told();
    draft.apply(long_form()).unwrap();
    draft.apply(Change::Fact { section: SectionKind::Van, fact: Fact::Water, answer: YesNo::No }).unwrap();
    draft.apply(Change::When { section: SectionKind::Court, when: Some("2019-06-10T03:00~".to_owned()) }).unwrap();
    for (n, section) in [SectionKind::Account, SectionKind::Van, SectionKind::Court].into_iter().enumerate() {
        assert_eq!(refused(&mut draft, Change::GoTo { step: Step::SignOff }), "not-read-back", "{n} read");
        assert_eq!(refused(&mut draft, Change::SignOff { sign_off: SignOff::AgreedNotSigned }), "not-read-back");
        assert_eq!(why(draft.finish(at(50), None)).1, "not-signed");
        draft.apply(Change::Right { section }).unwrap();
    }
    draft.apply(Change::GoTo { step: Step::SignOff }).unwrap();
    assert_eq!(why(draft.finish(at(50), None)).1, "not-signed");
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    assert_eq!(body(&draft.finish(at(50), None).unwrap()).sections.len(), 3);
}

#[test]
fn the_first_words_stay_and_a_correction_is_added() {
    let mut draft = read_back();
    let new = Line { text: "Автобусов было два.".to_owned(), known: Known::Saw };
    assert_eq!(refused(&mut draft, lines(SectionKind::Account, &["иначе"])), "read-already");
    let place = Change::Place { section: SectionKind::Account, place: Some("площадь".to_owned()) };
    assert_eq!(refused(&mut draft, place), "read-already");
    let nothing =
        Change::Correct { section: SectionKind::Account, lines: vec![Line { text: " ".into(), ..new.clone() }] };
    assert_eq!(refused(&mut draft, nothing), "nothing-told");
    draft.apply(Change::Correct { section: SectionKind::Account, lines: vec![new] }).unwrap();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    let filed = body(&draft.finish(at(50), None).unwrap());
    assert_eq!(filed.sections[0].read_back, ReadBack::Changed);
    assert_eq!(filed.sections[0].lines[1].text, "Подъехал автобус.");
    assert_eq!(filed.sections[0].corrections[0].lines[0].text, "Автобусов было два.");
}

#[test]
fn what_the_person_withdraws_is_gone_from_the_draft_and_the_record() {
    let mut draft = read_back();
    draft.apply(long_form()).unwrap();
    draft.apply(lines(SectionKind::Station, &["тайное слово"])).unwrap();
    draft.apply(Change::Fact { section: SectionKind::Station, fact: Fact::Force, answer: YesNo::Yes }).unwrap();
    draft.apply(Change::LeaveOut { section: SectionKind::Station }).unwrap();
    assert!(!draft.to_json().unwrap().contains("тайное"));
    assert_eq!(refused(&mut draft, lines(SectionKind::Station, &["снова"])), "read-already");
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    let filed = body(&draft.finish(at(50), None).unwrap());
    let left_out = &filed.sections[1];
    assert_eq!((left_out.section, left_out.read_back), (SectionKind::Station, ReadBack::LeftOut));
    assert!(left_out.lines.is_empty() && left_out.facts.values().all(|a| *a == YesNo::NotAsked));
    // The person may tell it anew.
    draft.apply(Change::Unsign).unwrap();
    draft.apply(Change::TellAgain { section: SectionKind::Station }).unwrap();
    draft.apply(lines(SectionKind::Station, &["снова"])).unwrap();
    assert_eq!(refused(&mut draft, Change::TellAgain { section: SectionKind::Account }), "read-already");
}

#[test]
fn what_is_signed_is_not_changed_until_it_is_unsigned() {
    let mut draft = read_back();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    for change in [
        long_form(),
        Change::Consent { consent: Consent::default() },
        Change::Pseudonym { pseudonym: "Лось 11".to_owned() },
        Change::LeaveOut { section: SectionKind::Account },
        Change::GoTo { step: Step::Interview },
        Change::SignOff { sign_off: SignOff::Stopped },
    ] {
        assert_eq!(refused(&mut draft, change), "signed");
    }
    assert!(draft.may_record(Purpose::Interview).is_err());
    draft.apply(Change::Unsign).unwrap();
    draft.apply(Change::GoTo { step: Step::Interview }).unwrap();
}

#[test]
fn it_is_signed_by_drawing_by_voice_or_agreed_without_signing() {
    let line = || Strokes(vec![vec![[0, 0], [1000, 1000]]]);
    let sign = |draft: &mut Draft, sign_off| draft.apply(Change::SignOff { sign_off });
    for sign_off in [SignOff::Drawn { strokes: line() }, SignOff::AgreedNotSigned] {
        let mut draft = read_back();
        sign(&mut draft, sign_off.clone()).unwrap();
        assert!(body(&draft.finish(at(50), None).unwrap()).sign_off == sign_off);
    }
    for (strokes, key) in [
        (Strokes(Vec::new()), "nothing-drawn"),
        (Strokes(vec![vec![[5, 5]]]), "nothing-drawn"),
        (Strokes(vec![vec![[0, 0], [1001, 0]]]), "outside"),
        (Strokes(vec![vec![[0, 0]; 6_001]]), "too-many"),
        (Strokes(vec![vec![[0, 0], [1, 1]]; 201]), "too-many"),
    ] {
        assert_eq!(refused(&mut read_back(), Change::SignOff { sign_off: SignOff::Drawn { strokes } }), key);
    }
    let mut draft = read_back();
    assert_eq!(
        refused(&mut draft, Change::SignOff { sign_off: SignOff::Voice { item: item(9) } }),
        "unknown-recording"
    );
    draft.recording_began(Purpose::VoiceMark, item(9)).unwrap();
    sign(&mut draft, SignOff::Voice { item: item(9) }).unwrap();
    assert!(draft.finish(at(50), None).unwrap().new.about.contains(&item(9)));
}

#[test]
fn a_person_who_stops_keeps_what_was_told_and_nobody_calls_it_read_back() {
    let mut draft = told();
    draft.apply(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let filed = body(&draft.finish(at(20), None).unwrap());
    assert!(filed.sign_off == SignOff::Stopped);
    assert_eq!(filed.sections[0].read_back, ReadBack::NotRead);
    assert_eq!(refused(&mut consented(), Change::SignOff { sign_off: SignOff::Stopped }), "nothing-told");
}

#[test]
fn the_sound_of_a_section_is_a_stretch_of_a_recording_of_this_interview() {
    let audio = |item, from_ms, to_ms| Change::Audio {
        section: SectionKind::Account,
        audio: vec![AudioRange { item, from_ms, to_ms }],
    };
    let mut draft = told();
    assert_eq!(refused(&mut draft, audio(item(5), 0, 1_000)), "unknown-recording");
    draft.recording_began(Purpose::Interview, item(5)).unwrap();
    assert_eq!(why(draft.recording_began(Purpose::Interview, item(5))).1, "too-many");
    for (from, to) in [(1_000, 1_000), (2_000, 1_000), (0, 24 * 3_600_000 + 1)] {
        assert_eq!(refused(&mut draft, audio(item(5), from, to)), "not-a-stretch");
    }
    draft.apply(audio(item(5), 1_000, 2_000)).unwrap();
    draft.apply(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let record = draft.finish(at(50), None).unwrap();
    assert_eq!(body(&record).sections[0].audio[0].to_ms, 2_000);
    assert_eq!(record.new.about, [item(1), item(2), item(5)]);
}

#[test]
fn the_identity_is_a_record_of_the_witness_compartment_and_in_no_other() {
    let mut identity = Identity::new(NAME.to_owned());
    identity.contact = "+7 701 234-56-78".to_owned();
    let marks = identity.marks();
    let mut draft = consented();
    let card = identity.record(draft.witness()).unwrap();
    assert_eq!((card.kind, card.new.compartment.as_deref()), (Kind::Form, Some("witnesses")));
    assert_eq!(card.body["name"], NAME);
    draft.identity_sealed(item(8)).unwrap();
    draft.apply(lines(SectionKind::Account, &["Меня не назвали."])).unwrap();
    draft.apply(Change::Right { section: SectionKind::Account }).unwrap();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    let testimony = draft.finish(at(50), Some(&marks)).unwrap();
    let everything = [
        draft.to_json().unwrap(),
        testimony.body.to_string(),
        draft.consent_record().unwrap().body.to_string(),
        format!("{draft:?}"),
    ];
    for text in everything {
        assert!(!text.contains("Мария") && !text.contains("Иванова") && !text.contains("234"), "{text}");
    }
    assert_eq!((testimony.kind, testimony.new.compartment.as_deref()), (Kind::Testimony, Some("facts")));
    assert_eq!(testimony.new.about[0], draft.witness());
    assert!(body(&testimony).identity == IdentityCard::Sealed { item: item(8) });
}

#[test]
fn a_name_in_the_persons_own_words_is_pointed_out_and_the_person_decides() {
    let marks = Identity::new(NAME.to_owned()).marks();
    let mut draft = consented();
    draft.apply(lines(SectionKind::Account, &["Крикнули: «Иванову сюда!»"])).unwrap();
    let found =
        |draft: &Draft| draft.offer(Some(&marks)).findings.into_iter().map(|f| (f.field, f.key)).collect::<Vec<_>>();
    assert_eq!(found(&draft), [("sections.account.lines".to_owned(), "names-the-person")]);
    let [finding] = &draft.offer(Some(&marks)).findings[..] else { panic!("one finding") };
    assert_eq!(finding.words, ["Иванову"], "the window shows the line in which it stands");
    assert!(!format!("{finding:?}").contains("Иванову"));
    assert!(draft.offer(None).findings.is_empty(), "without the card nothing can be compared");
    draft.apply(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let record = draft.finish(at(50), Some(&marks)).unwrap();
    assert_eq!(body(&record).findings["sections.account.lines"], "names-the-person");
    assert!(!record.body["findings"].to_string().contains("Иванову"));
    draft.apply(Change::Unsign).unwrap();
    draft.apply(Change::Pseudonym { pseudonym: "М. И.".to_owned() }).unwrap();
    assert!(found(&draft).contains(&("pseudonym".to_owned(), "initials")));
    draft.apply(Change::Pseudonym { pseudonym: "Маша Иванова".to_owned() }).unwrap();
    assert!(found(&draft).contains(&("pseudonym".to_owned(), "names-the-person")));
}

#[test]
fn where_a_name_stood_is_known_when_the_card_is_gone_and_no_word_of_it_is_kept() {
    let marks = Identity::new(NAME.to_owned()).marks();
    let mut draft = consented();
    draft.apply(lines(SectionKind::Account, &["Крикнули: «Иванову сюда!»"])).unwrap();
    draft.note_names(&marks);
    let kept = draft.to_json().unwrap();
    assert!(kept.contains(r#""named":["sections.account.lines"]"#), "{kept}");
    let mut again = Draft::parse(kept.as_bytes()).unwrap();
    let [found] = &again.offer(None).findings[..] else { panic!("one finding") };
    assert_eq!((found.field.as_str(), found.key, found.words.len()), ("sections.account.lines", "names-the-person", 0));
    again.apply(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let filed = body(&again.finish(at(50), None).unwrap());
    assert_eq!(filed.findings["sections.account.lines"], "names-the-person", "it is filed as it was found");
    again.apply(Change::Unsign).unwrap();
    again.apply(Change::LeaveOut { section: SectionKind::Account }).unwrap();
    assert!(again.offer(None).findings.is_empty(), "words that are gone name nobody");
    draft.apply(lines(SectionKind::Account, &["Крикнули."])).unwrap();
    draft.note_names(&marks);
    assert!(draft.offer(None).findings.is_empty() && !draft.to_json().unwrap().contains(r#""named":"#));
}

#[test]
fn without_a_witness_compartment_the_pseudonym_alone_goes_on() {
    let mut draft = read_back();
    draft.no_compartment();
    draft.apply(Change::SignOff { sign_off: SignOff::AgreedNotSigned }).unwrap();
    assert!(body(&draft.finish(at(50), None).unwrap()).identity == IdentityCard::NoCompartment);
    let mut sealed = consented();
    sealed.identity_sealed(item(8)).unwrap();
    sealed.no_compartment();
    assert_eq!(refused(&mut sealed, Change::NoIdentity { refused: true }), "identity-sealed");
}

#[test]
fn a_draft_is_taken_up_again_exactly_as_it_was() {
    let mut draft = read_back();
    draft.apply(long_form()).unwrap();
    draft.recording_began(Purpose::Interview, item(5)).unwrap();
    draft.apply(lines(SectionKind::Van, &["в автозаке"])).unwrap();
    draft.apply(Change::GoTo { step: Step::ReadBack }).unwrap();
    let again = Draft::parse(draft.to_json().unwrap().as_bytes()).unwrap();
    assert!(again == draft);
    assert_eq!(again.step(), Step::ReadBack);
}

#[test]
fn the_record_fits_into_one_part_even_at_its_largest() {
    let mut draft = consented();
    draft.apply(long_form()).unwrap();
    let long = "ғ".repeat(4_000);
    'full: for section in SectionKind::ALL {
        draft.apply(lines(*section, &[long.as_str(); 10])).unwrap();
        draft.apply(Change::Right { section: *section }).unwrap();
        for _ in 0..50 {
            let more = (0..10).map(|_| Line { text: long.clone(), known: Known::Told }).collect();
            if let Err(e) = draft.apply(Change::Correct { section: *section, lines: more }) {
                assert_eq!(why(Err::<(), _>(e)), ("sections".to_owned(), "too-long"));
                break 'full;
            }
        }
    }
    draft.apply(Change::SignOff { sign_off: SignOff::Stopped }).unwrap();
    let filed = draft.finish(at(50), None).unwrap();
    assert!(filed.body.to_string().len() < evidence::part::MAX_CONTENT / 2 + 64 * 1024);
}
