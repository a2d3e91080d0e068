//! Every input that a fuzzer found, and every seed, is read again: no parser panics, and each one's rule holds.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs::File;
use std::io::Read;
use std::path::Path;

#[test]
fn every_committed_input_is_read_without_a_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, run) in targets::TARGETS {
        let mut packed = tar::Archive::new(File::open(corpus.join(name).with_extension("tar")).expect(name));
        let mut inputs = 0;
        for input in packed.entries().unwrap() {
            let mut bytes = Vec::new();
            input.unwrap().read_to_end(&mut bytes).unwrap();
            run(&bytes);
            inputs += 1;
        }
        assert!(inputs >= 3, "{name} has {inputs} inputs");
    }
}
