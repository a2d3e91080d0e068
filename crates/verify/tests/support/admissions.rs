//! Genesis entries with a right or a wrong admission, and what must be said of each.

#![allow(dead_code, reason = "the generator and the tests use their own share")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test support")]

use evidence::admission::ADMISSION_TYPE;
use evidence::entry::Link;
use evidence::invitation::Ticket;
use evidence::{Details, Envelope, json};
use serde_json::{Value, json};

use super::{Scene, World, admission_key};

/// A change of what a genesis says, made before it is signed.
type Change<'a> = &'a dyn Fn(&mut Details, &mut Link);

/// The genesis of a fresh device, changed and then signed by its own key.
pub fn genesis(world: &World, label: &str, change: Change<'_>) -> Vec<u8> {
    let mut device = world.device(label);
    device.entries.clear();
    let (mut details, mut link) = (device.details(Vec::new()), device.link(None, false, None));
    admission_key(label).admit(&mut details, &link, device.ticket.clone()).unwrap();
    change(&mut details, &mut link);
    seal::sign_entry(device.key(0), link, &details).unwrap().to_json()
}

/// Another ticket of the same organisation for the same admission key.
fn reworded(world: &World, label: &str, change: impl Fn(&mut Ticket)) -> Envelope {
    let mut ticket: Ticket = json::parse("ticket", world.ticket(label).payload(), 4_096).unwrap();
    change(&mut ticket);
    world.organisation.sign_ticket(&ticket).unwrap()
}

pub fn admissions(scene: &Scene, put: &mut dyn FnMut(&str, Vec<u8>, Value)) {
    let world = &scene.world;
    let organisation = world.organisation.public().unwrap();
    let good = json!({ "outcome": "ok", "organisation": organisation, "ticket": world.ticket("new").digest() });
    put("good", genesis(world, "new", &|_, _| {}), good);
    let other = world.device("other");
    let others = other.entries[0].details().unwrap().clone();
    let stranger = World::named("another organisation", "log");
    let readmitted = |details: &mut Details, link: &Link, ticket: Envelope| {
        admission_key("new").admit(details, link, ticket).unwrap();
    };
    let wrong: [(&str, &str, Change<'_>); 12] = [
        ("without-ticket", "refused", &|d, _| d.ticket = None),
        ("without-admission", "refused", &|d, _| d.admission = None),
        ("without-both", "refused", &|d, _| (d.ticket, d.admission) = (None, None)),
        ("ticket-of-another-device", "refused", &|d, _| d.ticket.clone_from(&others.ticket)),
        ("admission-of-another-device", "refused", &|d, _| d.admission.clone_from(&others.admission)),
        ("both-of-another-device", "refused", &|d, _| {
            (d.ticket, d.admission) = (others.ticket.clone(), others.admission.clone());
        }),
        ("another-transport-key", "refused", &|d, _| d.transport_key = others.transport_key),
        ("another-policy", "refused", &|d, _| d.policy = evidence::Digest::of(b"another policy")),
        ("another-seen", "refused", &|_, link| {
            link.seen = Some(evidence::entry::Seen {
                origin: "log.example.org".to_owned(),
                size: 7,
                root: evidence::Digest::of(b"root"),
            });
        }),
        ("ticket-by-another-organisation", "refused", &|d, link| readmitted(d, link, stranger.ticket("new"))),
        ("ticket-of-a-renewal", "refused", &|d, link| {
            readmitted(d, link, reworded(world, "new", |t| t.device = Some(other.id())));
        }),
        ("signed-under-another-type", "unsupported", &|d, _| {
            let payload = d.admission.as_ref().unwrap().payload().to_vec();
            let signature = *d.admission.as_ref().unwrap().signature();
            let kind = ADMISSION_TYPE.replace("admission", "ticket");
            d.admission = Some(Envelope::new(&kind, payload, &organisation, signature));
        }),
    ];
    for (name, word, change) in wrong {
        put(name, genesis(world, "new", change), json!({ "outcome": word, "organisation": organisation }));
    }
}
