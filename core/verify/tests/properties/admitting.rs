//! P13: genesis, ticket and admission of several devices, recombined or changed in a byte, and the verdict on them.

use evidence::entry::Link;
use evidence::{Details, Envelope, SignedEntry};

use super::tape::Tape;
use crate::support::{Device, World, admission_key};

/// A genesis combined from those of several devices, and whether any part of it is another device's.
pub struct Mixed {
    pub entry: SignedEntry,
    pub changed: bool,
}

struct Parts {
    details: Details,
    link: Link,
}

fn parts(world: &World, label: &str) -> (Device, Parts) {
    let mut device = world.device(label);
    device.entries.clear();
    let (mut details, link) = (device.details(Vec::new()), device.link(None, false, None));
    admission_key(label).admit(&mut details, &link, device.key(0).public().unwrap(), device.ticket.clone()).unwrap();
    (device, Parts { details, link })
}

/// Changes a bit of the envelope's payload or signature.
fn spoilt(envelope: &Envelope, tape: &mut Tape<'_>) -> Envelope {
    let (mut payload, mut signature) = (envelope.payload().to_vec(), *envelope.signature());
    let bit = 1 << tape.below(8);
    if tape.flag() {
        let at = tape.below(signature.len());
        signature[at] ^= bit;
    } else {
        let at = tape.below(payload.len());
        payload[at] ^= bit;
    }
    let key = envelope.keyid().parse().unwrap();
    Envelope::new(envelope.payload_type(), payload, &key, signature)
}

pub fn mixed(world: &World, tape: &mut Tape<'_>) -> Mixed {
    let (device, mut own) = parts(world, "own");
    let (_, other) = parts(world, "other");
    let stranger = World::named("stranger", "log");
    let (_, foreign) = parts(&stranger, "own");
    let right = (own.details.clone(), own.link.clone());
    for _ in 0..tape.below(4) {
        let from = if tape.flag() { &other } else { &foreign };
        match tape.below(10) {
            0 => own.details.ticket.clone_from(&from.details.ticket),
            1 => own.details.admission.clone_from(&from.details.admission),
            2 => own.details.transport_key = from.details.transport_key,
            3 => own.details.organisation = from.details.organisation,
            4 => own.details.policy = evidence::Digest::of(&[tape.byte()]),
            5 => own.link.seen = world.log.seen(),
            6 => own.details.ticket = own.details.ticket.as_ref().map(|ticket| spoilt(ticket, tape)),
            7 => own.details.admission = own.details.admission.as_ref().map(|signed| spoilt(signed, tape)),
            8 => (own.details.ticket, own.details.admission) = (None, None),
            // Fields outside the admission: the device alone claims them.
            _ => own.details.claimed_at = device.claimed(),
        }
    }
    let changed = right != (own.details.clone(), own.link.clone());
    Mixed { entry: seal::sign_entry(device.key(0), own.link, &own.details).unwrap(), changed }
}
