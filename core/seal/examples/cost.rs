//! The cost of a recipient: `cargo run --release -p seal --example cost`. Bytes and microseconds of one part of a size.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a tool for developers takes the time")]
#![allow(clippy::unwrap_used, reason = "a tool for developers")]

use std::time::Instant;

use evidence::PlainPart;
use evidence::policy::RecipientKind;
use seal::{ReviewIdentity, Sealer};

const ROUNDS: u32 = 300;

fn main() {
    println!("{:>8} {:>9} {:>6} {:>9} {:>10} {:>10}", "kind", "content", "slots", "sealed", "seal us", "open us");
    for kind in [RecipientKind::Classic, RecipientKind::Hybrid] {
        let identity = ReviewIdentity::generate(kind).unwrap();
        for (content, slots) in [(1_500, 1), (1_500, 2), (1_500, 8), (256 * 1024, 1), (256 * 1024, 2)] {
            let sealer = Sealer::with_slots([identity.recipient().as_str()], slots).unwrap();
            let part = PlainPart::new([1; 32], &vec![7; content]).unwrap();
            let mut sealed = sealer.seal(&part).unwrap().bytes;
            let begun = Instant::now();
            for _ in 0..ROUNDS {
                sealed = sealer.seal_into(&part, sealed).unwrap().bytes;
            }
            let seal = begun.elapsed().as_micros() / u128::from(ROUNDS);
            let begun = Instant::now();
            for _ in 0..ROUNDS {
                identity.open(&sealed).unwrap();
            }
            let open = begun.elapsed().as_micros() / u128::from(ROUNDS);
            let kind = format!("{kind:?}").to_lowercase();
            println!("{kind:>8} {content:>9} {slots:>6} {:>9} {seal:>10} {open:>10}", sealed.len());
        }
    }
}
