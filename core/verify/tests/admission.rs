//! Rules 17 and 20: a device is the organisation's by its own ticket, whatever a log says, and one ticket admits one
//! device.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod support;

use evidence::word::Spoken;
use evidence::{Digest, SignedEntry};
use support::{Captured, Device, Scene, World, bundle, judge, photo};
use verify::{Status, Verdict};

fn signer(verdict: &Verdict) -> (Status, Vec<&str>) {
    let answer = &verdict.answers.signer;
    (answer.status, answer.findings.iter().filter(|f| f.status != Status::Passed).map(|f| f.code).collect())
}

/// Returns a device that used the invitation of `label` too, with one photo.
fn copy(world: &mut World, label: &str, logged: bool) -> (Device, Captured) {
    let mut device = world.invited("who copied it", label);
    if logged {
        world.log.append(device.entries[0].envelope().payload());
    }
    let shot = photo(&mut device, "copied", &[b"other bytes"], None);
    if logged {
        world.log.append(device.entries[1].envelope().payload());
        world.log.deliver(&[&device.entries[1].clone()], "2026-06-09T05:43:30Z");
    }
    (device, shot)
}

fn together(one: &[SignedEntry], two: &[SignedEntry]) -> Vec<SignedEntry> {
    one.iter().chain(two).cloned().collect()
}

#[test]
fn a_device_with_its_organisations_ticket_passes_without_any_log() {
    let world = World::new();
    let mut device = world.device("device");
    let shot = photo(&mut device, "photo", &[b"bytes"], None);
    let verdict = judge(&bundle(&world, &device.entries, &[&shot]), &world.trust()).unwrap();
    assert_eq!(signer(&verdict), (Status::Passed, Vec::new()), "{verdict}");
}

#[test]
fn a_log_alone_admits_nobody() {
    let mut world = World::new();
    let mut device = world.unadmitted("device");
    world.log.append(device.entries[0].envelope().payload());
    let shot = photo(&mut device, "photo", &[b"bytes"], None);
    world.log.append(device.entries[1].envelope().payload());
    let verdict = judge(&bundle(&world, &device.entries, &[&shot]), &world.trust()).unwrap();
    assert_eq!(signer(&verdict), (Status::NotChecked, vec!["not-admitted"]), "{verdict}");
}

#[test]
fn of_two_devices_of_one_invitation_the_one_that_the_log_noted_first_passes() {
    let Scene { mut world, device, photo, .. } = Scene::new();
    let (thief, stolen) = copy(&mut world, "device", true);
    let entries = together(&device.entries, &thief.entries);
    let verdict = judge(&bundle(&world, &entries, &[&photo]), &world.trust()).unwrap();
    let item = |verdict: &Verdict, of: Digest| {
        verdict.items.iter().find(|i| i.device == of).map(|i| i.answers.signer.status).unwrap()
    };
    assert_eq!(item(&verdict, device.id()), Status::Passed, "{verdict}");
    let verdict = judge(&bundle(&world, &entries, &[&stolen]), &world.trust()).unwrap();
    assert_eq!(item(&verdict, thief.id()), Status::NotChecked, "{verdict}");
    assert!(signer(&verdict).1.contains(&"ticket-shared"), "{verdict}");
}

#[test]
fn a_copy_that_stands_in_no_log_takes_nothing_from_the_device_that_does() {
    let Scene { mut world, device, photo, .. } = Scene::new();
    let (thief, stolen) = copy(&mut world, "device", false);
    let entries = together(&device.entries, &thief.entries);
    let verdict = judge(&bundle(&world, &entries, &[&photo]), &world.trust()).unwrap();
    assert_eq!(verdict.items[0].answers.signer.status, Status::Passed, "{verdict}");
    let verdict = judge(&bundle(&world, &entries, &[&stolen]), &world.trust()).unwrap();
    assert_eq!(verdict.items[0].answers.signer.status, Status::NotChecked, "{verdict}");
}

#[test]
fn where_no_log_has_either_neither_passes() {
    let mut world = World::new();
    let mut device = world.device("device");
    let shot = photo(&mut device, "photo", &[b"bytes"], None);
    let (thief, _) = copy(&mut world, "device", false);
    let entries = together(&device.entries, &thief.entries);
    let verdict = judge(&bundle(&world, &entries, &[&shot]), &world.trust()).unwrap();
    assert_eq!(verdict.items[0].answers.signer.status, Status::NotChecked, "{verdict}");
    let alone = judge(&bundle(&world, &device.entries, &[&shot]), &world.trust()).unwrap();
    assert_eq!(alone.items[0].answers.signer.status, Status::Passed, "{alone}");
}

#[test]
fn no_changed_byte_of_ticket_or_admission_passes() {
    let world = World::new();
    let organisation = world.organisation.public().unwrap();
    let device = world.device("device");
    let details = device.entries[0].details().unwrap();
    let bytes = |envelope: &Option<evidence::Envelope>| envelope.as_ref().unwrap().to_json();
    let (ticket, admission) = (bytes(&details.ticket), bytes(&details.admission));
    let mut tried = 0;
    for (which, length) in [(0, ticket.len()), (1, admission.len())] {
        for at in 0..length {
            let spoilt = |bytes: &[u8]| {
                let mut bytes = bytes.to_vec();
                bytes[at] ^= 1;
                evidence::Envelope::parse(&bytes).ok()
            };
            let parts = if which == 0 { &ticket } else { &admission };
            let Some(envelope) = spoilt(parts) else { continue };
            let before = if which == 0 { details.ticket.as_ref() } else { details.admission.as_ref() };
            // A key id is an unsigned hint.
            if before.is_some_and(|b| {
                (b.payload(), b.signature()) == (envelope.payload(), envelope.signature())
                    && b.payload_type() == envelope.payload_type()
            }) {
                continue;
            }
            tried += 1;
            let genesis = support::admissions::genesis(&world, "device", &|d, _| {
                if which == 0 { d.ticket = Some(envelope.clone()) } else { d.admission = Some(envelope.clone()) }
            });
            let genesis = SignedEntry::parse(&genesis).unwrap();
            assert!(evidence::admission::of_entry(&genesis, &organisation).is_err(), "byte {at} of {which}");
        }
    }
    assert!(tried > 500, "{tried}");
}

#[test]
fn a_confirmation_settles_two_devices_of_one_invitation_and_admits_one_without() {
    let Scene { mut world, device, .. } = Scene::new();
    let (thief, stolen) = copy(&mut world, "device", true);
    let mut alone = world.unadmitted("nobody invited it");
    let shot = photo(&mut alone, "alone", &[b"bytes"], None);
    for (of, captured, entries) in
        [(thief.id(), &stolen, together(&device.entries, &thief.entries)), (alone.id(), &shot, alone.entries.clone())]
    {
        let mut files = bundle(&world, &entries, &[captured]);
        let mut with = |said: Option<evidence::Envelope>| {
            support::say(&mut files, said.map(|word| Spoken { word, proof: None }).as_slice());
            judge(&files, &world.trust()).unwrap().items[0].answers.signer.status
        };
        assert_eq!(with(None), Status::NotChecked);
        assert_eq!(with(Some(world.confirm(of))), Status::Passed);
        // A word about another device, or by another organisation, has no effect here.
        assert_eq!(with(Some(world.confirm(Digest::of(b"another")))), Status::NotChecked);
        let stranger = World::named("stranger", "log");
        assert_eq!(with(Some(stranger.confirm(of))), Status::NotChecked);
    }
}
