//! Records of an interview, written into the tables as a pull would write them, in any order.

use evidence::PlainPart;
use evidence::record::{Kind, Location, Method, WITNESSES};
use serde_json::json;
use tempfile::TempDir;

use super::*;

pub(crate) const PERSON_ID: ItemId = ItemId::from_bytes([0x11; 16]);
pub(crate) const CONSENT: ItemId = ItemId::from_bytes([0x22; 16]);
pub(crate) const TESTIMONY: ItemId = ItemId::from_bytes([0x33; 16]);
pub(crate) const RECORDING: ItemId = ItemId::from_bytes([0x44; 16]);
const CARD: ItemId = ItemId::from_bytes([0x55; 16]);
const WITHDRAWAL: ItemId = ItemId::from_bytes([0x66; 16]);

pub(crate) fn store() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open_or_create(dir.path(), "correct horse").unwrap();
    (dir, store)
}

pub(crate) fn record(id: ItemId, kind: Kind, body: Value, about: &[ItemId]) -> Record {
    let at = "2026-06-09T11:40:00.000+06:00".parse().unwrap();
    let mut record = Record::new(id, kind, Method::Entered, at, Location::missing("not-asked"));
    (record.body, record.about) = (body, about.to_vec());
    record
}

/// Files one record of the device with this number, and writes the lines.
pub(crate) fn file(store: &Store, device: u8, record: &Record) {
    let plain = PlainPart::new([7; 32], &record.to_content(&[9; 32]).unwrap()).unwrap();
    let (entry, commitment) = (Digest::of(record.id.as_bytes()), plain.commitment());
    let device = Digest::of(&[device]);
    let sql = "INSERT INTO entry (digest, device, seq, prev, next_key, item, claimed_at, linked, envelope)
               VALUES (?1, ?2, 1, x'', ?1, ?3, ?4, 1, x'')";
    let values = params![blob(&entry), blob(&device), record.id.as_bytes(), record.claimed_at.to_string()];
    store.index.execute(sql, values).unwrap();
    let sql = "INSERT INTO part (entry, position, device, item, role, number, commitment, digest, sealed_size, state,
                                 salt, content_size, file_key, why, witness)
               VALUES (?1, 0, ?2, ?3, 2, 0, ?4, ?1, 1, 1, x'', 1, x'', '', ?5)";
    let witness = record.compartment.as_deref() == Some(WITNESSES);
    let values = params![blob(&entry), blob(&device), record.id.as_bytes(), blob(&commitment), witness];
    store.index.execute(sql, values).unwrap();
    let sql = "INSERT INTO record (commitment, plain) VALUES (?1, ?2)";
    store.index.execute(sql, params![blob(&commitment), plain.as_bytes()]).unwrap();
    store.write_lines().unwrap();
}

fn consent() -> Record {
    let body = json!({ "format": "testamur-consent-v1", "witness": PERSON_ID, "child": "no", "guardian": "not-asked",
                       "consent": { "written_down": "yes" } });
    record(CONSENT, Kind::Form, body, &[PERSON_ID])
}

pub(crate) fn testimony() -> Record {
    let audio = json!([{ "item": RECORDING, "from_ms": 0, "to_ms": 9 }]);
    let body = json!({ "format": "testamur-testimony-v1", "witness": PERSON_ID, "pseudonym": "Duck 34", "consent": CONSENT,
                       "identity": { "state": "sealed", "item": CARD }, "recordings": [RECORDING],
                       "sections": [{ "section": "account", "audio": audio }] });
    record(TESTIMONY, Kind::Testimony, body, &[PERSON_ID, CONSENT, RECORDING])
}

pub(crate) fn recording() -> Record {
    record(RECORDING, Kind::Audio, Value::Null, &[PERSON_ID])
}

fn card() -> Record {
    let body = json!({ "format": "testamur-identity-v1", "witness": PERSON_ID, "name": "Somebody Secret" });
    let mut card = record(CARD, Kind::Form, body, &[PERSON_ID]);
    card.compartment = Some(WITNESSES.to_owned());
    card
}

pub(crate) fn withdrawal() -> Record {
    let body = json!({ "format": "testamur-consent-v1", "withdraws": TESTIMONY, "child": "not-asked", "guardian": "not-asked",
                       "consent": { "written_down": "no" } });
    let mut record = record(WITHDRAWAL, Kind::Form, body, &[TESTIMONY]);
    record.supersedes = vec![TESTIMONY];
    record
}

fn related(store: &Store, item: ItemId) -> Vec<(ItemId, Relation, bool)> {
    store.around(&item).unwrap().related.into_iter().map(|r| (r.item, r.relation, r.back)).collect()
}

fn titles(store: &Store) -> BTreeMap<ItemId, Option<String>> {
    store.list().unwrap().into_iter().map(|line| (line.item, line.title)).collect()
}

#[test]
fn consent_testimony_recording_and_card_lead_to_each_other_in_both_directions() {
    let (_dir, store) = store();
    for one in [consent(), card(), recording(), testimony()] {
        file(&store, 1, &one);
    }
    use Relation::{Consent, Identity, Recording, SamePerson};
    let of_testimony = [(CONSENT, Consent, false), (RECORDING, Recording, false), (CARD, Identity, false)];
    assert_eq!(related(&store, TESTIMONY), of_testimony);
    let of_consent = [(TESTIMONY, Consent, true), (RECORDING, SamePerson, true), (CARD, SamePerson, true)];
    assert_eq!(related(&store, CONSENT), of_consent);
    assert_eq!(related(&store, RECORDING)[0], (TESTIMONY, Recording, true));
    assert_eq!(related(&store, CARD)[0], (TESTIMONY, Identity, true));
    let around = store.around(&TESTIMONY).unwrap();
    assert!(around.related.iter().all(|r| r.line.as_ref().is_some_and(|l| l.item == r.item)));
    let plain = PlainPart::new([7; 32], &testimony().to_content(&[9; 32]).unwrap()).unwrap();
    assert_eq!((around.record, around.left_out), (Some(plain.commitment()), 0));
}

#[test]
fn titles_name_the_pseudonym_whichever_record_comes_first_and_a_card_has_none() {
    let orders = [[consent(), withdrawal(), testimony(), card()], [card(), testimony(), withdrawal(), consent()]];
    for order in orders {
        let (_dir, store) = store();
        for one in order {
            file(&store, 1, &one);
        }
        let titles = titles(&store);
        assert_eq!(titles[&TESTIMONY].as_deref(), Some("Testimony of Duck 34"));
        assert_eq!(titles[&CONSENT].as_deref(), Some("Consent of Duck 34"));
        assert_eq!(titles[&WITHDRAWAL].as_deref(), Some("Withdrawal of the consent of Duck 34"));
        assert_eq!(titles[&CARD], None);
    }
}

#[test]
fn what_a_person_agreed_to_and_took_back_stands_beside_the_testimony() {
    let (_dir, store) = store();
    for one in [consent(), testimony(), withdrawal()] {
        file(&store, 1, &one);
    }
    let beside = store.around(&TESTIMONY).unwrap().consents;
    let ids: Vec<ItemId> = beside.iter().map(|(item, _)| *item).collect();
    assert_eq!(ids, [CONSENT, WITHDRAWAL]);
    assert!(store.around(&CONSENT).unwrap().consents.is_empty());
    assert_eq!(related(&store, WITHDRAWAL), [(TESTIMONY, Relation::Withdraws, false)]);
}

#[test]
fn another_device_cannot_name_the_person_of_a_consent() {
    let (_dir, store) = store();
    file(&store, 1, &consent());
    file(&store, 2, &testimony());
    assert_eq!(titles(&store)[&CONSENT].as_deref(), Some("Consent"));
}

#[test]
fn a_record_that_names_thousands_is_kept_within_bounds_and_none_is_its_own_relative() {
    let (_dir, store) = store();
    let many: Vec<ItemId> =
        (0..2_000u32).map(|n| ItemId::from_bytes([n.to_be_bytes(); 4].as_flattened().try_into().unwrap())).collect();
    let mut hostile = record(TESTIMONY, Kind::Note, json!({ "note": "x" }), &many);
    hostile.supersedes = vec![TESTIMONY];
    file(&store, 1, &hostile);
    let around = store.around(&TESTIMONY).unwrap();
    assert_eq!((around.related.len(), around.left_out), (MAX_RELATED, (MAX_REFERENCES - MAX_RELATED - 1) as u64));
    assert!(around.related.iter().all(|r| r.item != TESTIMONY && r.line.is_none()));
    file(&store, 1, &record(many[0], Kind::Note, json!({ "note": "y" }), &[]));
    assert_eq!(related(&store, many[0]), [(TESTIMONY, Relation::About, true)]);
}
