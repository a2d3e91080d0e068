//! The source of every fuzz program; the program's name selects the parser.
#![no_main]

#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    static TARGET: std::sync::OnceLock<fn(&[u8])> = std::sync::OnceLock::new();
    let run = TARGET.get_or_init(|| {
        let program = std::env::args().next().unwrap_or_default();
        let name = program.rsplit('/').next().unwrap_or_default().to_owned();
        targets::TARGETS.iter().find(|(n, _)| *n == name).expect("a target by this name").1
    });
    run(data);
});
