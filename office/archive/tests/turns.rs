//! Devices that send in turn, and pulls between them: every receipt of a bundle belongs to one proven history.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test")]

mod support;

use archive::source::Row;
use support::{Server, World};
use verify::Status;

#[test]
fn delivery_stays_right_when_several_devices_send_in_turn_and_every_sending_is_pulled() {
    let mut world = World::new();
    let mut devices = [world.device("first"), world.device("second"), world.device("third")];
    let mut store = world.store();
    let mut server = Server::default();
    let mut items = Vec::new();
    let turns = [0, 1, 0, 2, 2, 0, 1, 1, 0, 2];
    for (turn, who) in turns.into_iter().enumerate() {
        let device = &mut devices[who];
        let sent = device.entries.len();
        let seen = world.log.seen();
        items.push(device.photo_seen(&format!("turn {turn}"), "a.jpg", &[format!("light {turn}").as_bytes()], seen));
        server.parts.extend(device.parts.clone());
        let from = if turns[..turn].contains(&who) { sent } else { 0 };
        device.entries[from..].iter().for_each(|entry| world.log.append(entry.envelope().payload()));
        let custody = world.log.deliver(&device.of_item(&items[turn]));
        for entry in &device.entries[from..] {
            server.rows.push(Row::Entry { entry: entry.carried(), proof: world.log.proof(entry.envelope().payload()) });
        }
        let proof = world.log.proof(custody.envelope.payload());
        server.rows.push(Row::Custody { custody, proof });
        server.newest = Some(world.log.note(world.log.size()).to_string());
        server.proofs = (1..=world.log.size()).map(|from| (from, world.log.consistency(from))).collect();
        world.pull(&mut store, &server).unwrap();
        for chosen in [&items[..], &items[..1], &items[turn..]] {
            let verdict = store.judge(chosen, "2026-06-10T00:00:00Z".parse().unwrap()).unwrap().verdict;
            let delivery = &verdict.answers.delivery;
            let why: Vec<_> = delivery.findings.iter().map(|found| (found.code, &found.text)).collect();
            assert_eq!(delivery.status, Status::Passed, "turn {turn}, {} items: {why:?}", chosen.len());
            let not_before = verdict.items.last().unwrap().interval.not_before.as_ref();
            let first_of_all = chosen.last() == items.first();
            assert_eq!(not_before.is_some_and(|bound| bound.proven), !first_of_all, "turn {turn}: {not_before:?}");
        }
    }
}
