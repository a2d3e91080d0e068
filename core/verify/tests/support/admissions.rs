//! Genesis entries and renewals with right or wrong admissions, and the organisation's words, each with its expected
//! verdict.

#![allow(dead_code, reason = "the generator and the tests use their own share")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "test support")]

use evidence::admission::ADMISSION_TYPE;
use evidence::entry::Link;
use evidence::invitation::Ticket;
use evidence::word::{Covers, Says};
use evidence::{Details, Envelope, Word, json};
use serde_json::{Value, json};

use super::{Scene, World, admission_key};

/// A change of a genesis, made before it is signed.
type Change<'a> = &'a dyn Fn(&mut Details, &mut Link);

/// Returns the genesis of a fresh device, changed and then signed by its own key.
pub fn genesis(world: &World, label: &str, change: Change<'_>) -> Vec<u8> {
    let mut device = world.device(label);
    device.entries.clear();
    let (mut details, mut link) = (device.details(Vec::new()), device.link(None, false, None));
    admission_key(label).admit(&mut details, &link, device.key(0).public().unwrap(), device.ticket.clone()).unwrap();
    change(&mut details, &mut link);
    seal::sign_entry(device.key(0), link, &details).unwrap().to_json()
}

/// Returns another ticket of the same organisation for the same admission key.
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
        admission_key("new").admit(details, link, link.key.unwrap(), ticket).unwrap();
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

/// Makes renewals of one device: the ticket that each uses, and the expected verdict.
pub fn renewals(scene: &Scene, put: &mut dyn FnMut(&str, Vec<u8>, Value)) {
    let (world, device) = (&scene.world, &scene.device);
    let organisation = world.organisation.public().unwrap();
    let own = world.ticket_for("renewal", Some(device.id()));
    let good = json!({ "outcome": "ok", "organisation": organisation, "ticket": own.digest() });
    put("good-renewal", device.renewal("renewal", own.clone()).to_json(), good);
    let stranger = World::named("another organisation", "log");
    let mut later = device.clone();
    later.add(None, &[], None);
    let mut elsewhere = device.renewal("renewal", own.clone()).details().unwrap().clone();
    let wrong = [
        ("renewal-by-the-ticket-of-a-new-device", device.renewal("renewal", world.ticket("renewal"))),
        ("renewal-by-the-ticket-of-another-device", {
            device.renewal("renewal", world.ticket_for("renewal", Some(world.device("other").id())))
        }),
        ("renewal-by-another-organisation", {
            device.renewal("renewal", stranger.ticket_for("renewal", Some(device.id())))
        }),
        ("renewal-admitted-at-another-place", {
            elsewhere.salt = evidence::Token::from_bytes([9; 16]);
            let at = later.entries.len() as u64;
            seal::sign_entry(later.key(at), later.link(None, false, None), &elsewhere).unwrap()
        }),
    ];
    for (name, entry) in wrong {
        put(name, entry.to_json(), json!({ "outcome": "refused", "organisation": organisation }));
    }
}

/// Makes the organisation's words.
pub fn words(scene: &Scene, put: &mut dyn FnMut(&str, Vec<u8>, Value)) {
    let (world, device) = (&scene.world, scene.device.id());
    let organisation = world.organisation.public().unwrap();
    let entry = scene.device.entries[1].digest();
    let good = [
        ("good-confirmed", world.confirm(device), json!({ "says": "confirmed" })),
        ("good-ended-after", world.end(device, Covers::After(entry)), json!({ "says": "ended", "after": entry })),
        ("good-ended-from", world.end(device, Covers::From(entry)), json!({ "says": "ended", "from": entry })),
    ];
    let named = |word: &Envelope, mut expected: Value, outcome: &str| {
        expected["outcome"] = json!(outcome);
        expected["organisation"] = json!(organisation);
        expected["device"] = json!(device);
        expected["leaf-sha256"] = json!(evidence::Digest::of(&evidence::word::leaf(&word.digest())));
        expected
    };
    for (name, word, says) in good {
        put(name, word.to_json(), named(&word, says, "ok"));
    }
    let salt = evidence::Token::from_bytes([7; 16]);
    let said = |change: &dyn Fn(&mut Word)| {
        let mut word = Word::ended(salt, organisation, device, Covers::After(entry));
        change(&mut word);
        world.organisation.say(&word).unwrap()
    };
    let stranger = World::named("another organisation", "log");
    let other = stranger.organisation.public().unwrap();
    let wrong = [
        ("ended-nowhere", "malformed", said(&|word| word.after = None)),
        ("ended-twice", "malformed", said(&|word| word.from = word.after)),
        ("confirmed-with-an-entry", "malformed", said(&|word| word.says = Says::Confirmed)),
        ("in-the-name-of-another-organisation", "refused", said(&|word| word.organisation = other)),
        ("by-another-organisation", "refused", stranger.confirm(device)),
    ];
    for (name, outcome, word) in wrong {
        put(name, word.to_json(), json!({ "outcome": outcome, "organisation": organisation }));
    }
}
