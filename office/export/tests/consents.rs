//! Bundles and accounts: an account leaves only for a use that its person agreed to, and if it may name the person,
//! only after an archivist has read it.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

#[path = "../../archive/tests/support/mod.rs"]
mod support;

use archive::{Store, Withhold};
use evidence::part::Role;
use evidence::record::{Kind, Method};
use evidence::{ItemId, NewItem};
use export::{Error, Form, Selection};
use support::{Device, Server, World, contains, files, item_id, salted};
use testimony::{
    Card, Change, Choice, Consent, Draft, FiledConsent, How, Identity, Known, Line, NewRecord, Purpose, SectionKind,
    SignOff, Use,
};

const WORDS: &str = "THE-PERSONS-OWN-WORDS";
const NOW: &str = "2026-06-09T12:00:00Z";

/// Files a record of an interview as a device does.
fn file(device: &mut Device, label: &str, filed: NewRecord) -> ItemId {
    let id = item_id(label);
    let mut record = filed.new.record(id, filed.kind, Method::Entered, device.claimed());
    record.body = filed.body;
    let part = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
    device.add(Some(id), &[(Role::Record, &part)], None);
    id
}

/// Files the consent, the testimony under it and its recording. The name of the identity card is searched for in the
/// words.
fn interview(device: &mut Device, name: &str) {
    let at = device.claimed();
    let mut draft = Draft::new(item_id("person"), "Duck 34".to_owned(), at).unwrap();
    let consent = Consent {
        written_down: Choice::Yes,
        recorded: Choice::Yes,
        uses: [(Use::CourtHere, Card { choice: Choice::Yes, ..Card::default() })].into(),
        language: Some("en".to_owned()),
        risks_named: true,
        can_change_told: true,
        how: Some(How::Witnessed { by: "interpreter".to_owned() }),
        ..Consent::default()
    };
    draft.apply(Change::Consent { consent }).unwrap();
    let consent = file(device, "consent", draft.consent_record().unwrap());
    draft.consent_filed(consent).unwrap();
    let new = NewItem { about: vec![draft.witness()], ..NewItem::default() };
    let recording = item_id("recording");
    let mut record = new.record(recording, Kind::Audio, Method::Captured, device.claimed());
    record.media.push(evidence::record::Media {
        name: "a.ogg".to_owned(),
        media_type: "audio/ogg".to_owned(),
        parts: 1,
        ..evidence::record::Media::default()
    });
    let sound = salted("sound", WORDS.as_bytes());
    let record = salted("recording record", &record.to_content(&[9; 32]).unwrap());
    device.add(Some(recording), &[(Role::Media(0), &sound), (Role::Record, &record)], None);
    draft.recording_began(Purpose::Interview, recording).unwrap();
    let lines = vec![Line { text: WORDS.to_owned(), known: Known::Saw }];
    let section = SectionKind::Account;
    for change in [
        Change::Lines { section, language: None, lines },
        Change::Right { section },
        Change::SignOff { sign_off: SignOff::AgreedNotSigned },
    ] {
        draft.apply(change).unwrap();
    }
    let identity = Identity {
        name: name.to_owned(),
        other_names: String::new(),
        birth: None,
        contact: String::new(),
        remark: String::new(),
    };
    file(device, "testimony", draft.finish(at, Some(&identity.marks())).unwrap());
}

fn scene(then: impl FnOnce(&mut Device)) -> (World, Store) {
    scene_of("Aigul", then)
}

fn scene_of(name: &str, then: impl FnOnce(&mut Device)) -> (World, Store) {
    let mut world = World::new();
    let mut device = world.device("one");
    device.photo("square", "IMG_1.jpg", &[b"a picture"]);
    interview(&mut device, name);
    then(&mut device);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    (world, store)
}

/// Returns the items that a bundle is refused for, or the bytes of all of its files.
fn bundle(
    (world, store): &(World, Store),
    items: &[&str],
    purpose: Option<Use>,
    withhold: &Withhold,
) -> Result<Vec<u8>, Vec<ItemId>> {
    let items: Vec<ItemId> = items.iter().map(|label| item_id(label)).collect();
    let out = world.dir.path().join("bundle");
    match Selection::of(store, &items, purpose, withhold, &[], NOW.parse().unwrap())
        .and_then(|chosen| chosen.bundle(&out, Form::Folder))
    {
        Ok(_) => {
            let bytes = files(&out).into_iter().flat_map(|(_, bytes)| bytes).collect();
            std::fs::remove_dir_all(&out).unwrap();
            Ok(bytes)
        }
        Err(error @ Error::NoConsent { .. }) => {
            assert!(!out.exists(), "a refused bundle left something behind");
            let said = error.to_string();
            assert!(purpose.is_none_or(|to| said.contains(to.name())), "{said}");
            let Error::NoConsent { lacking, .. } = error else { unreachable!() };
            assert!(lacking.iter().all(|item| said.contains(&item.to_string())), "{said}");
            Err(lacking)
        }
        Err(other) => panic!("{other}"),
    }
}

const ALL: [&str; 4] = ["square", "consent", "recording", "testimony"];

#[test]
fn an_account_leaves_for_the_use_that_its_person_agreed_to_and_for_no_other() {
    let scene = scene(|_| ());
    let whole = bundle(&scene, &ALL, Some(Use::CourtHere), &Withhold::default()).unwrap();
    assert!(contains(&whole, WORDS.as_bytes()));
    let accounts: Vec<ItemId> = ALL[1..].iter().map(|label| item_id(label)).collect();
    for purpose in [None, Some(Use::Media), Some(Use::CourtAbroad)] {
        assert_eq!(bundle(&scene, &ALL, purpose, &Withhold::default()), Err(accounts.clone()));
        assert!(bundle(&scene, &["square"], purpose, &Withhold::default()).is_ok());
    }
}

#[test]
fn an_account_is_left_out_by_withholding_its_record_and_its_media_both() {
    let scene = scene(|_| ());
    let records = ALL.iter().map(|label| item_id(label)).collect();
    let mut withhold = Withhold { records, ..Withhold::default() };
    assert_eq!(bundle(&scene, &ALL, Some(Use::Media), &withhold), Err(vec![item_id("recording")]));
    withhold.media.insert(item_id("recording"));
    let shown = bundle(&scene, &ALL, Some(Use::Media), &withhold).unwrap();
    assert!(!contains(&shown, WORDS.as_bytes()) && contains(&shown, b"a picture"));
    let everything = Withhold { all_media: true, all_records: true, ..Withhold::default() };
    assert!(bundle(&scene, &ALL, None, &everything).is_ok());
}

#[test]
fn after_a_withdrawal_the_account_leaves_for_no_use() {
    let scene = scene(|device| {
        file(device, "withdrawal", FiledConsent::withdrawal(item_id("testimony")).unwrap());
    });
    let refused = bundle(&scene, &["testimony", "square"], Some(Use::CourtHere), &Withhold::default());
    assert_eq!(refused, Err(vec![item_id("testimony")]));
    assert!(bundle(&scene, &["withdrawal"], Some(Use::CourtHere), &Withhold::default()).is_ok());
}

#[test]
fn an_account_that_may_name_its_witness_leaves_once_somebody_looked_or_withheld_and_no_look_makes_a_consent() {
    let (world, store) = scene_of("Persons", |_| ());
    let (testimony, recording) = (item_id("testimony"), item_id("recording"));
    let out = world.dir.path().join("bundle");
    let made = |purpose, withhold: &Withhold, looked: &[ItemId]| {
        let chosen =
            Selection::of(&store, &[testimony, recording], Some(purpose), withhold, looked, NOW.parse().unwrap())?;
        chosen.bundle(&out, Form::Folder)?;
        let shown = contains(&files(&out).into_iter().flat_map(|(_, bytes)| bytes).collect::<Vec<_>>(), b"sections");
        std::fs::remove_dir_all(&out).unwrap();
        Ok(shown)
    };
    let all = Withhold::default();
    for looked in [&[][..], &[recording]] {
        let error: Error = made(Use::CourtHere, &all, looked).unwrap_err();
        assert!(error.to_string().contains(&testimony.to_string()) && !out.exists(), "{error}");
        assert!(matches!(error, Error::Named { items } if items == [testimony]));
    }
    assert!(made(Use::CourtHere, &all, &[testimony]).unwrap());
    let withhold = Withhold { records: [testimony].into(), ..Withhold::default() };
    assert!(!made(Use::CourtHere, &withhold, &[]).unwrap());
    assert!(matches!(made(Use::Media, &all, &[testimony]), Err(Error::NoConsent { .. })));
}

#[test]
fn findings_of_a_record_are_counted_on_its_line_and_found_by_their_word() {
    for (name, stood_out) in [("Aigul", 0), ("Persons", 1)] {
        let (_world, store) = scene_of(name, |_| ());
        let lines = store.list().unwrap();
        let count = |item| lines.iter().find(|line| line.item == item).unwrap().stood_out;
        assert_eq!((count(item_id("testimony")), count(item_id("square"))), (stood_out, 0), "{name}");
        let wanted = archive::Filter { words: "stood out".to_owned(), ..archive::Filter::default() };
        assert_eq!(store.found(&wanted).unwrap().len() as u64, stood_out);
        let judged = store.judge(&[item_id("testimony"), item_id("square")], NOW.parse().unwrap()).unwrap().verdict;
        assert_eq!(judged.items.iter().map(|item| item.stood_out).sum::<u64>(), stood_out, "a verdict counts them too");
    }
}
