//! The witness compartment in the archive: two people open it, the archive key does not, and no bundle carries it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use std::io::Write;
use std::process::{Command, Stdio};

use archive::{Error, FindingKind, Pull, Store, Withhold};
use evidence::part::Role;
use evidence::policy::RecipientKind;
use evidence::record::{Kind, Location, Media, Method, WITNESSES};
use evidence::{ItemId, Record};
use export::{Form, Selection};
use organisation::shares::{restore, restore_witness_key};
use organisation::{Opens, Organisation, Share, ShareFault, rehearse};
use seal::Sealer;
use support::{Device, Server, World, contains, files, item_id, salted};

const NAME: &str = "NAME-BEHIND-THE-PSEUDONYM";

fn sealer(recipient: &str) -> Sealer {
    Sealer::new([recipient]).unwrap()
}

fn witness_recipient(world: &World) -> String {
    world.organisation.card().witness_recipient.clone().unwrap()
}

/// Makes a record with a voice, sealed by `sealer`, whose record says `compartment`.
fn item(device: &mut Device, label: &str, sealer: Sealer, compartment: Option<&str>) -> ItemId {
    let id = item_id(label);
    let at = device.claimed();
    let mut record = Record::new(id, Kind::Audio, Method::Captured, at, Location::missing("not-asked"));
    record.compartment = compartment.map(str::to_owned);
    record.body = serde_json::json!({ "name": NAME });
    record.media.push(Media {
        name: "voice.ogg".to_owned(),
        media_type: "audio/ogg".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: 1,
        ..Media::default()
    });
    let voice = salted(&format!("{label} voice"), b"the voice of the witness");
    let record = salted(&format!("{label} record"), &record.to_content(&[9; 32]).unwrap());
    let usual = std::mem::replace(&mut device.sealer, sealer);
    device.add(Some(id), &[(Role::Media(0), &voice), (Role::Record, &record)], None);
    device.sealer = usual;
    id
}

/// Makes a photo for the archive and a witness of two parts for the witness compartment, on a server.
fn scene() -> (World, Device, Server) {
    scene_of(RecipientKind::Hybrid)
}

fn scene_of(kind: RecipientKind) -> (World, Device, Server) {
    let mut world = World::of(kind);
    let mut device = world.device("one");
    device.photo("square", "IMG_1.jpg", &[b"a picture"]);
    item(&mut device, "witness", sealer(&witness_recipient(&world)), Some(WITNESSES));
    let server = Server::with(&mut world.log, &[&device]);
    (world, device, server)
}

/// Returns the plain bytes that Debian's age reads from a sealed part with this identity; `None` if it cannot.
fn age(identity: &str, sealed: &[u8]) -> Option<Vec<u8>> {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("identity.txt");
    std::fs::write(&key, identity).unwrap();
    let mut age = Command::new("age")
        .args(["-d", "-i"])
        .arg(&key)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // age closes its input early when no identity fits.
    drop(age.stdin.take().unwrap().write_all(sealed));
    let out = age.wait_with_output().unwrap();
    out.status.success().then_some(out.stdout)
}

fn bundled(store: &Store, items: &[ItemId], withhold: &Withhold, world: &World) -> export::Result<Vec<u8>> {
    let out = world.dir.path().join("bundle.zip");
    let made = Selection::of(store, items, None, withhold, &[], "2026-06-09T12:00:00Z".parse().unwrap())
        .and_then(|chosen| chosen.bundle(&out, Form::Zip));
    if made.is_err() {
        assert!(!out.exists(), "a refused bundle left something behind");
    }
    made.map(|_| std::fs::read(&out).unwrap()).inspect(|_| std::fs::remove_file(&out).unwrap())
}

#[test]
fn parts_of_the_witnesses_stay_sealed_until_a_pull_with_the_witness_key() {
    let (world, device, server) = scene_of(RecipientKind::Classic);
    let mut store = world.store();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.parts, report.sealed, report.quarantined, report.missing), (2, 2, 0, 0));
    assert_eq!((report.findings.len(), report.items.len()), (0, 2));
    let view = store.show(&item_id("witness")).unwrap();
    let summary = &view.summary;
    assert_eq!((summary.sealed, summary.held, summary.wanted, summary.quarantined), (2, 0, 0, 0));
    assert!(summary.finished && summary.delivered && summary.kind.is_none() && view.record.is_none());
    assert_eq!(store.show(&item_id("square")).unwrap().summary.sealed, 0);
    // Debian's age agrees on who can open which parts.
    let (archive, witness) = (world.key().identity_text(), world.witness_key().identity_text());
    for part in device.of_item(&item_id("witness")).iter().flat_map(|e| e.parts()) {
        let path = world.home().join("archive/parts").join(part.sealed.sha256.to_string());
        let sealed = std::fs::read(path).unwrap();
        assert_eq!(age(&archive, &sealed), None);
        assert!(age(&witness, &sealed).is_some());
    }

    let fetched = server.fetched();
    let again = world.pull(&mut store, &server).unwrap();
    assert_eq!((again.parts, again.sealed, again.findings.len()), (0, 0, 0), "sealed parts are news once");
    let opened = world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap();
    assert_eq!((opened.parts, opened.sealed, opened.quarantined, opened.missing), (2, 0, 0, 0));
    assert_eq!(server.fetched(), fetched, "what was here was fetched again");
    let view = store.show(&item_id("witness")).unwrap();
    assert_eq!((view.summary.sealed, view.summary.held, view.summary.kind), (0, 2, Some(Kind::Audio)));
    assert_eq!(view.record.unwrap().body["name"], NAME);
    // A pull without the key loses no opened part.
    world.pull(&mut store, &server).unwrap();
    assert_eq!(store.show(&item_id("witness")).unwrap().summary.held, 2);
}

#[test]
fn a_pull_with_both_keys_opens_both_compartments_at_once() {
    let (world, _, server) = scene();
    let mut store = world.store();
    let report = world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap();
    assert_eq!((report.parts, report.sealed, report.quarantined, report.findings.len()), (4, 0, 0, 0));
    let opened = store.open_item(&item_id("witness"), &world.dir.path().join("opened")).unwrap();
    assert_eq!(opened.files[0].bytes, b"the voice of the witness".len() as u64);
}

#[test]
fn neither_key_stands_in_for_the_other_and_a_foreign_witness_key_is_refused() {
    let (world, _, server) = scene();
    let other = World::new();
    let mut store = world.store();
    let refused = world.pull_with(&mut store, &server, Some(&other.witness_key())).unwrap_err();
    assert!(refused.to_string().contains("the witness key does not belong to this organisation"), "{refused}");
    assert!(store.list().unwrap().is_empty(), "something was filed");
}

#[test]
fn what_neither_key_opens_is_set_aside_once_both_were_tried() {
    let mut world = World::new();
    let mut device = world.device("one");
    let nobody = World::new();
    item(&mut device, "noise", sealer(&witness_recipient(&nobody)), Some(WITNESSES));
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    assert_eq!(world.pull(&mut store, &server).unwrap().sealed, 2);
    let report = world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap();
    assert_eq!((report.quarantined, report.sealed, report.parts), (2, 0, 0));
    let neither = "it is sealed neither to the archive key nor to the witness key";
    assert!(report.findings.iter().all(|f| f.kind == FindingKind::PartQuarantined && f.detail == neither));
    // Each part is tried only once: another pull with the key does not request it again.
    assert_eq!(world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap().quarantined, 0);
}

#[test]
fn a_sealed_part_that_is_lost_from_the_disk_is_fetched_again() {
    let (world, device, server) = scene();
    let mut store = world.store();
    world.pull(&mut store, &server).unwrap();
    let name = device.of_item(&item_id("witness"))[0].parts()[0].sealed.sha256;
    let path = world.home().join("archive/parts").join(name.to_string());
    std::fs::remove_file(&path).unwrap();
    let report = world.pull(&mut store, &server).unwrap();
    assert_eq!((report.sealed, report.findings[0].kind), (1, FindingKind::PartLost));
    assert!(path.exists() && store.findings().unwrap().is_empty());
}

#[test]
fn a_bundle_refuses_an_item_of_the_witnesses_however_it_is_held() {
    let (world, mut device, _) = scene();
    let mut world = world;
    // A device sealed a witness to the archive by mistake.
    let archive = world.organisation.card().archive_recipient.clone();
    item(&mut device, "exposed", sealer(&archive), Some(WITNESSES));
    // A recording that was cut off: its closing record is sealed to the archive and names no compartment.
    let cut_off = item_id("cut-off");
    let voice = salted("cut-off voice", b"the voice that was cut off");
    let usual = std::mem::replace(&mut device.sealer, sealer(&witness_recipient(&world)));
    device.add(Some(cut_off), &[(Role::Media(0), &voice)], None);
    device.sealer = usual;
    let at = device.claimed();
    let mut closing = Record::new(cut_off, Kind::Interrupted, Method::Captured, at, Location::missing("unavailable"));
    closing.media.push(Media {
        name: String::new(),
        media_type: "application/octet-stream".to_owned(),
        size: None,
        sha256: None,
        first_part: 0,
        parts: 1,
        interrupted: true,
        ..Media::default()
    });
    let closing = salted("cut-off record", &closing.to_content(&[9; 32]).unwrap());
    device.add(Some(cut_off), &[(Role::Record, &closing)], None);
    let server = Server::with(&mut world.log, &[&device]);
    let mut store = world.store();
    let withheld = Withhold { all_media: true, all_records: true, ..Withhold::default() };
    for key in [None, Some(world.witness_key())] {
        world.pull_with(&mut store, &server, key.as_ref()).unwrap();
        for label in ["witness", "exposed", "cut-off"] {
            for withhold in [&Withhold::default(), &withheld] {
                let items = [item_id("square"), item_id(label)];
                let error = bundled(&store, &items, withhold, &world).unwrap_err();
                assert!(matches!(error, export::Error::Archive(Error::Refused { .. })), "{error}");
                let said = format!("item {} belongs to the witness compartment", item_id(label));
                assert!(error.to_string().contains(&said), "{error}");
            }
        }
        let bytes = bundled(&store, &[item_id("square")], &Withhold::default(), &world).unwrap();
        assert!(!contains(&bytes, NAME.as_bytes()) && !contains(&bytes, b"the voice"));
    }
    assert_eq!(store.show(&cut_off).unwrap().summary.held, 2);
}

#[test]
fn an_organisation_folder_from_before_the_compartment_still_opens_and_has_none() {
    let (world, _, server) = scene();
    let dir = world.dir.path().join("org");
    let card = std::fs::read_to_string(dir.join("organisation.json")).unwrap();
    let mut card: serde_json::Value = serde_json::from_str(&card).unwrap();
    for field in ["witness_recipient", "witness_set"] {
        assert!(card.as_object_mut().unwrap().remove(field).is_some());
    }
    std::fs::write(dir.join("organisation.json"), card.to_string()).unwrap();
    let old = Organisation::open(&dir).unwrap();
    assert_eq!((&old.card().witness_recipient, &old.card().witness_set), (&None, &None));
    let said = old.restore_witness_key(&world.witness_shares).err().unwrap().to_string();
    assert!(said.contains("made without a witness compartment"), "{said}");
    let terms = organisation::PolicyTerms {
        servers: Vec::new(),
        logs: world.policy.policy().logs.clone(),
        review: evidence::policy::Review::Never,
        keep_after_delivery: false,
        forms: Vec::new(),
        expires: None,
    };
    let policy = old.policy(terms, None).unwrap();
    assert!(policy.policy().witness_recipients.is_empty());
    assert!(!contains(policy.envelope().payload(), b"witness"));

    // Its archive sets parts aside that its key does not open, as always; a later pull with a witness key wants them
    // again.
    let mut store = world.store();
    let (key, policies) = (world.key(), [policy]);
    let pull =
        Pull { card: old.card(), policies: &policies, key: &key, witness_key: None, source: &server, workers: 1 };
    let report = pull.run(&mut store, &mut |_| {}).unwrap();
    assert_eq!((report.parts, report.sealed, report.quarantined), (2, 0, 2));
    let report = world.pull_with(&mut store, &server, Some(&world.witness_key())).unwrap();
    assert_eq!((report.parts, report.sealed, report.quarantined), (2, 0, 0));
    assert!(store.findings().unwrap().is_empty(), "{:?}", store.findings().unwrap());
}

#[test]
fn the_policy_names_the_witness_recipient_beside_the_archive_recipient() {
    let world = World::new();
    let (card, policy) = (world.organisation.card(), world.policy.policy());
    assert_eq!(policy.archive_recipients, std::slice::from_ref(&card.archive_recipient));
    assert_eq!(policy.witness_recipients, [witness_recipient(&world)]);
    assert_ne!(card.archive_recipient, witness_recipient(&world));
    assert_eq!(world.witness_key().recipient(), witness_recipient(&world));
}

fn fault<T>(result: organisation::Result<T>) -> ShareFault {
    match result.err().expect("shares restored a key") {
        organisation::Error::Share(fault) => fault,
        other => panic!("{other}"),
    }
}

#[test]
fn shares_of_the_two_keys_never_come_together_and_the_refusal_says_so() {
    let world = World::new();
    let (archive, witness) = (&world.shares, &world.witness_shares);
    assert_eq!(
        witness.iter().map(|s| (s.threshold(), s.total(), s.holder())).collect::<Vec<_>>(),
        [(2, 2, Some("custodian")), (2, 2, Some("second person"))]
    );
    let other = |place, belongs, wanted| ShareFault::OtherKey { place, belongs, wanted };
    let mixed = [archive[0].clone(), witness[1].clone()];
    let said = fault(world.organisation.restore(&mixed));
    assert_eq!(said, other(2, Opens::Witnesses, Opens::Archive));
    assert_eq!(
        said.to_string(),
        "share 2 is a share of the witness key, and a share of the archive key is needed here"
    );
    let turned = [witness[0].clone(), archive[1].clone()];
    assert_eq!(fault(world.organisation.restore_witness_key(&turned)), other(2, Opens::Archive, Opens::Witnesses));
    assert_eq!(fault(world.organisation.restore(witness)), other(1, Opens::Witnesses, Opens::Archive));
    assert_eq!(fault(world.organisation.restore_witness_key(archive)), other(1, Opens::Archive, Opens::Witnesses));
    assert_eq!(fault(restore(witness)), other(1, Opens::Witnesses, Opens::Archive));
    assert_eq!(fault(rehearse(&mixed)), other(2, Opens::Witnesses, Opens::Archive));
    // One of the two people alone, and two from two organisations.
    assert_eq!(fault(restore_witness_key(&witness[..1])), ShareFault::TooFew { given: 1, needed: 2 });
    let theirs = World::new().witness_shares;
    let foreign = [witness[0].clone(), theirs[1].clone()];
    assert_eq!(fault(world.organisation.restore_witness_key(&foreign)), ShareFault::ForeignSet { place: 2 });
    assert_eq!(fault(world.organisation.restore_witness_key(&theirs)), ShareFault::ForeignKey);
}

#[test]
fn a_rehearsal_works_for_either_key_and_says_which() {
    let world = World::new();
    let (archive, witness) = (rehearse(&world.shares).unwrap(), rehearse(&world.witness_shares).unwrap());
    assert_eq!((archive.opens, witness.opens), (Opens::Archive, Opens::Witnesses));
    assert_eq!(archive.recipient, world.organisation.card().archive_recipient);
    assert_eq!(witness.recipient, witness_recipient(&world));
    assert_eq!((witness.tried, witness.threshold, witness.total), (2, 2, 2));
    assert_eq!(Some(witness.set.to_string()), world.organisation.card().witness_set);
}

#[test]
fn a_witness_share_says_which_key_it_belongs_to_in_each_of_its_spellings() {
    let world = World::new();
    for share in &world.witness_shares {
        let path = world.dir.path().join(format!("org/shares/witness-share-{}.txt", share.index()));
        let page = std::fs::read_to_string(path).unwrap();
        assert_eq!(page, *share.page());
        let who = share.holder().unwrap();
        assert!(page.contains(&format!("of a witness key, for the {who}. Set {}", share.set())), "{page}");
        for text in [&page, share.line().as_str(), share.words().as_str(), &share.line().to_lowercase()] {
            let read = Share::parse(text, 1).unwrap_or_else(|e| panic!("{e}: {text}"));
            assert_eq!((read.opens(), read.line().as_str()), (Opens::Witnesses, share.line().as_str()));
        }
        // The other key's prefix before the same fields makes a mistyped share, not a share of the other key.
        let renamed = share.line().replace("TESTAMUR-WITNESS-SHARE-1", "TESTAMUR-SHARE-1");
        assert_eq!(Share::parse(&renamed, 1).err().unwrap(), ShareFault::Check { place: 1 });
        let split = page.replace(share.line().as_str(), &renamed);
        assert!(Share::parse(&split, 1).is_err());
    }
    assert_eq!(Share::parse(&world.shares[0].words(), 1).unwrap().opens(), Opens::Archive);
}

#[test]
fn the_witness_key_is_nowhere_on_disk_before_or_after_a_pull_with_it() {
    let (world, _, server) = scene();
    let key = world.witness_key();
    world.pull_with(&mut world.store(), &server, Some(&key)).unwrap();
    let text = key.identity_text();
    let secret = bech32::decode(&text).unwrap().1;
    for (path, content) in files(world.dir.path()) {
        assert!(!contains(&content.to_ascii_uppercase(), text.as_bytes()), "{path:?}");
        assert!(!contains(&content, &secret), "{path:?}");
        assert!(!contains(&content.to_ascii_lowercase(), hex::encode(&secret).as_bytes()), "{path:?}");
        assert!(!contains(&content, NAME.as_bytes()), "{path:?}");
    }
}
