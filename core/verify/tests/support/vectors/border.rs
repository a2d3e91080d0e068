//! The last proof that a reader still tries, and the first one that it no longer tries.

use evidence::Digest;
use evidence::bundle::CONSISTENCY;
use evidence::receipt::Consistency;

use super::super::{Files, World, bundle, lines, note, photo, sum};

/// Proofs without an origin in any log, from the sizes 1, 2 and 4: together they lead to more trees than a reader
/// tries proofs.
const FROM: [(u64, usize); 3] = [(1, 50), (2, 37), (4, 52)];
/// Position, from 1, of the joining proof among those from size 4 at which it is the last proof that is tried.
const LAST: usize = 49;

/// Returns a photo whose entry saw a tree of 4 leaves. The one proof that joins it to a receipt is number 100,000
/// plus `more` of those that name no root.
pub(super) fn files(more: usize) -> Files {
    let mut world = World::new();
    let mut device = world.device("device");
    world.log.append(device.entries[0].envelope().payload());
    let _ = note(&mut device, "note", "x", world.log.seen());
    let entry = device.entries[1].clone();
    world.log.append(entry.envelope().payload());
    world.log.deliver(&[&entry], "2026-06-09T05:41:30Z");
    world.log.append(b"another device's leaf");
    let seen = world.log.seen();
    device.wait(60);
    let shot = photo(&mut device, "photo", &[b"x"], seen);
    let entry = device.entries[2].clone();
    world.log.append(entry.envelope().payload());
    world.log.deliver(&[&entry], "2026-06-09T05:42:30Z");
    let size = world.log.size();
    let mut proofs = vec![world.log.consistency(1, size)];
    for (from, number) in FROM {
        let of = |n: usize| vec![Digest::of(format!("nobody's node {n} beside {from}").as_bytes())];
        let made = (0..number).map(|n| Consistency {
            origin: world.log.key.name().to_owned(),
            from,
            to: 2 * from,
            proof: of(n),
        });
        proofs.extend(made);
    }
    let of_four = proofs.iter().position(|proof| proof.from == 4).unwrap();
    proofs.insert(of_four + LAST - 1 + more, world.log.consistency(4, size));
    let mut files = bundle(&world, &device.entries, &[&shot]);
    files.insert(CONSISTENCY.into(), lines(proofs));
    sum(&mut files);
    files
}
