//! Consents and accounts of an interview, filed in any order by honest devices and by others.

use evidence::record::Method;
use serde_json::{Value, json};

use super::*;
use crate::related::tests::{
    CONSENT, PERSON_ID, RECORDING, TESTIMONY, file, record, recording, store, testimony, withdrawal,
};

const OTHER_CONSENT: ItemId = ItemId::from_bytes([0x23; 16]);
const NOW: &str = "2026-06-10T00:00:00Z";

/// Returns a consent to these uses.
fn consent(id: ItemId, uses: Value) -> Record {
    let body = json!({ "format": "testamur-consent-v1", "witness": PERSON_ID, "child": "no", "guardian": "not-asked",
                       "consent": { "written_down": "yes", "uses": uses } });
    record(id, Kind::Form, body, &[PERSON_ID])
}

fn to_court() -> Record {
    consent(CONSENT, json!({ "court-here": { "choice": "yes" }, "media": { "choice": "no" } }))
}

/// Returns the names of the allowed uses; `None` if the item is no account.
fn uses(store: &Store, item: ItemId) -> Option<Vec<&'static str>> {
    let mut allowed = store.allowed(&[item], NOW.parse().unwrap()).unwrap();
    allowed.pop().map(|one| one.uses.into_iter().map(Use::name).collect())
}

fn told(records: &[&Record]) -> (tempfile::TempDir, Store) {
    let (dir, store) = store();
    records.iter().for_each(|record| file(&store, 1, record));
    (dir, store)
}

#[test]
fn a_testimony_and_its_recordings_are_allowed_for_the_uses_on_the_cards_in_any_order_of_arrival() {
    let (consent, testimony, recording) = (to_court(), testimony(), recording());
    // The recording's own record does not name the speaker; the testimony does.
    let mut nameless = recording.clone();
    nameless.about.clear();
    for records in
        [[&consent, &testimony, &recording], [&recording, &testimony, &consent], [&nameless, &testimony, &consent]]
    {
        let (_dir, store) = told(&records);
        for item in [TESTIMONY, RECORDING, CONSENT] {
            assert_eq!(uses(&store, item), Some(vec!["court-here"]), "{item}");
        }
    }
}

#[test]
fn nobody_agreed_where_no_consent_is_here() {
    let (_dir, store) = told(&[&testimony(), &recording()]);
    assert_eq!([TESTIMONY, RECORDING].map(|item| uses(&store, item)), [Some(vec![]), Some(vec![])]);
    let by_a_form = record(ItemId::from_bytes([0x77; 16]), Kind::Testimony, json!({ "form": {}, "answers": {} }), &[]);
    file(&store, 1, &by_a_form);
    assert_eq!(uses(&store, by_a_form.id), Some(vec![]));
}

#[test]
fn an_account_by_a_form_is_told_from_one_whose_person_could_be_asked() {
    let by_a_form = record(ItemId::from_bytes([0x77; 16]), Kind::Testimony, json!({ "form": {}, "answers": {} }), &[]);
    let (_dir, store) = told(&[&testimony(), &by_a_form]);
    let asked = store.allowed(&[TESTIMONY, by_a_form.id], NOW.parse().unwrap()).unwrap();
    assert_eq!(asked.iter().map(|one| one.asked).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn an_account_is_named_by_each_finding_but_those_that_name_nobody() {
    for (findings, named) in [
        (json!({}), false),
        (json!({ "before.safe": "not-safe", "before.alone": "not-alone" }), false),
        (json!({ "before.safe": "not-safe", "sections.account.lines": "names-the-person" }), true),
        (json!({ "pseudonym": "initials" }), true),
        (json!({ "sections.account.lines": "of-a-later-version" }), true),
        (json!({ "sections.account.lines": 7 }), true),
        (json!([{ "key": "P01" }]), false),
    ] {
        let mut account = testimony();
        account.body["findings"] = findings;
        let (_dir, store) = told(&[&account]);
        let allowed = store.allowed(&[TESTIMONY], NOW.parse().unwrap()).unwrap();
        assert_eq!(allowed.iter().map(|one| one.named).collect::<Vec<_>>(), [named], "{}", account.body["findings"]);
    }
}

#[test]
fn a_photo_and_a_note_are_nobodys_account() {
    let photo = record(ItemId::from_bytes([0x78; 16]), Kind::Photo, Value::Null, &[]);
    let note = record(ItemId::from_bytes([0x79; 16]), Kind::Note, json!({ "note": "look" }), &[TESTIMONY, photo.id]);
    let (_dir, store) = told(&[&to_court(), &testimony(), &photo, &note]);
    assert_eq!([photo.id, note.id].map(|item| uses(&store, item)), [None, None]);
    assert_eq!(photo.method, Method::Entered);
}

#[test]
fn one_withdrawal_by_any_device_ends_every_consent_of_its_person() {
    let (_dir, store) = told(&[&to_court(), &testimony(), &recording()]);
    file(&store, 2, &withdrawal());
    for item in [TESTIMONY, RECORDING, CONSENT] {
        assert_eq!(uses(&store, item), Some(vec![]), "{item}");
    }
}

#[test]
fn a_change_of_mind_takes_the_place_of_the_first_consent_and_of_two_that_stand_each_must_allow() {
    let mut changed =
        consent(OTHER_CONSENT, json!({ "media": { "choice": "yes" }, "court-here": { "choice": "later" } }));
    let (_dir, store) = told(&[&to_court(), &testimony(), &changed]);
    assert_eq!(uses(&store, TESTIMONY), Some(vec![]));
    changed.supersedes = vec![CONSENT];
    let (_dir, store) = told(&[&to_court(), &testimony(), &changed]);
    assert_eq!(uses(&store, TESTIMONY), Some(vec!["media"]));
}

#[test]
fn a_consent_ends_with_the_day_that_its_card_names_wherever_on_earth_that_day_ends_first() {
    for (until, expected) in [("2026-06-10", vec!["court-here"]), ("2026-06-09", vec![]), ("2026-06~", vec![])] {
        let until = consent(CONSENT, json!({ "court-here": { "choice": "yes", "until": until } }));
        let (_dir, store) = told(&[&until, &testimony()]);
        assert_eq!(uses(&store, TESTIMONY), Some(expected), "{:?}", until.body);
    }
    let until = consent(CONSENT, json!({ "court-here": { "choice": "yes", "until": "2026-06-10" } }));
    let (_dir, store) = told(&[&until, &testimony()]);
    let late = store.allowed(&[TESTIMONY], "2026-06-10T10:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(late, [Allowed { item: TESTIMONY, asked: true, named: false, uses: BTreeSet::new() }]);
}

#[test]
fn another_device_cannot_agree_in_a_persons_place() {
    let more = consent(OTHER_CONSENT, json!({ "media": { "choice": "yes" }, "court-here": { "choice": "yes" } }));
    let mut instead = more.clone();
    instead.supersedes = vec![CONSENT];
    for forged in [more, instead] {
        let (_dir, store) = told(&[&to_court(), &testimony()]);
        file(&store, 2, &forged);
        assert_eq!(uses(&store, TESTIMONY), Some(vec!["court-here"]));
        let (_dir, store) = told(&[&testimony()]);
        file(&store, 2, &forged);
        assert_eq!(uses(&store, TESTIMONY), Some(vec![]));
    }
}

#[test]
fn a_consent_from_before_a_new_chain_counts_where_the_testimony_names_it() {
    let (_dir, store) = store();
    file(&store, 1, &to_court());
    file(&store, 2, &testimony());
    assert_eq!(uses(&store, TESTIMONY), Some(vec!["court-here"]));
}

#[test]
fn another_device_cannot_keep_a_photo_in_the_house_by_calling_it_a_person_or_a_recording() {
    let photo = record(ItemId::from_bytes([0x78; 16]), Kind::Photo, Value::Null, &[ItemId::from_bytes([0x7a; 16])]);
    let mut hostile = testimony();
    hostile.body["witness"] = json!(photo.about[0]);
    hostile.body["recordings"] = json!([photo.id]);
    let (_dir, store) = told(&[&photo]);
    file(&store, 2, &hostile);
    assert_eq!(uses(&store, photo.id), None);
}

#[test]
fn a_consent_of_a_newer_format_allows_nothing() {
    let mut newer = to_court();
    newer.body["consent"]["uses"]["satellite"] = json!({ "choice": "yes" });
    let (_dir, store) = told(&[&newer, &testimony()]);
    assert_eq!(uses(&store, TESTIMONY), Some(vec![]));
}
