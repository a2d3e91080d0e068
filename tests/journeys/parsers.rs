//! Every input that a fuzzer once found, and every seed, is read again: no parser panics, and what each promises holds.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may panic")]

#[path = "../fuzz/targets.rs"]
mod targets;

use std::path::Path;

#[test]
fn every_committed_input_is_read_without_a_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, run) in targets::TARGETS {
        let files: Vec<_> = std::fs::read_dir(corpus.join(name)).expect(name).flatten().map(|e| e.path()).collect();
        assert!(files.len() >= 3, "{name} has {} inputs", files.len());
        for file in files {
            run(&std::fs::read(file).unwrap());
        }
    }
}
