//! Of two receipts the archive keeps the one with the policy's quorum of cosigners, in any order of arrival.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::source::Row;
use ed25519_dalek::SigningKey;
use evidence::policy::{Log, Review};
use evidence::receipt::Noted;
use organisation::PolicyTerms;
use support::{Server, World, seed};
use tlog::{KeyKind, VerifierKey};

#[test]
fn a_receipt_with_the_quorum_is_kept_whenever_it_comes_and_none_without_takes_its_place() {
    let mut world = World::new();
    let secret = SigningKey::from_bytes(&seed("cosigner"));
    let key = VerifierKey::new("cosigner.example.net", KeyKind::Cosigner, secret.verifying_key().as_bytes()).unwrap();
    let named = organisation::log_of(&world.log.key.to_string()).unwrap();
    let terms = PolicyTerms {
        servers: Vec::new(),
        logs: vec![Log { cosigners: vec![key.to_string()], quorum: 1, ..named }],
        review: Review::Never,
        keep_after_delivery: true,
        forms: Vec::new(),
        expires: None,
    };
    world.organisation.policy(terms, None).unwrap();
    for cosigned_first in [false, true] {
        let label = if cosigned_first { "first" } else { "later" };
        let mut device = world.device(label);
        let item = device.photo(label, "a.jpg", &[b"light"]);
        let mut store = archive::Store::open_or_create(&world.dir.path().join(label), support::PASSPHRASE).unwrap();
        for entry in &device.entries {
            world.log.append(entry.envelope().payload());
        }
        let receipts = |world: &World, cosigned: bool| -> Vec<Row> {
            let proof = |leaf: &[u8]| match cosigned {
                true => world.log.cosigned(leaf, &key, &secret).unwrap(),
                false => world.log.proof(leaf).unwrap(),
            };
            let noted = device.entries.iter();
            noted.map(|e| Row::Noted(Noted { entry: e.digest(), proof: proof(e.envelope().payload()) })).collect()
        };
        let small = [receipts(&world, false), receipts(&world, true)];
        world.log.append(format!("another leaf {label}").as_bytes());
        let large = [receipts(&world, false), receipts(&world, true)];
        let [[small_plain, small_cosigned], [large_plain, large_cosigned]] = [small, large];
        // A smaller one without cosigners never replaces a larger one with them.
        let order = match cosigned_first {
            true => [large_cosigned, small_plain, large_plain],
            false => [small_plain, large_cosigned, small_cosigned],
        };
        let mut server = Server::of(&world.log, &[&device], Vec::new());
        for row in &mut server.rows {
            if let Row::Entry { proof, .. } = row {
                *proof = None;
            }
        }
        for mut rows in order {
            server.rows.append(&mut rows);
            world.pull(&mut store, &server).unwrap();
        }
        let verdict = store.judge(&[item], "2026-06-10T00:00:00Z".parse().unwrap()).unwrap().verdict;
        let codes: Vec<_> = verdict.items[0].answers.delivery.findings.iter().map(|found| found.code).collect();
        assert!(!codes.contains(&"quorum") && !codes.contains(&"not-noted"), "{label}: {codes:?}");
    }
}
