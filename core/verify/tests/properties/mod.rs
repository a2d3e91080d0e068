//! Generated worlds, changes to them, and the expectations of every verdict about them.

pub mod admitting;
pub mod attacks;
pub mod carrier;
pub mod judged;
pub mod openings;
pub mod rotation;
pub mod tape;
pub mod town;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use tape::Tape;

/// Runs a property over generated tapes: `few` cases, or 10,000 with `TESTAMUR_WHOLE=1`. The seed is fixed unless
/// `TESTAMUR_SEED` gives another; a failure prints it with the shortest failing tape.
pub fn hold(name: &str, few: u32, property: impl Fn(&mut Tape<'_>) -> Result<(), String>) {
    let whole = std::env::var("TESTAMUR_WHOLE").is_ok_and(|value| value == "1");
    let number: u64 = std::env::var("TESTAMUR_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let seed = crate::support::seed(&format!("{name} {number}"));
    let config = Config {
        cases: if whole { 10_000 } else { few },
        failure_persistence: None,
        max_shrink_iters: 150,
        ..Config::default()
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let tapes = proptest::collection::vec(proptest::num::u8::ANY, 0..240);
    let run = runner.run(&tapes, |tape| property(&mut Tape::new(&tape)).map_err(TestCaseError::fail));
    match run {
        Err(TestError::Fail(why, tape)) => {
            panic!("{name}, TESTAMUR_SEED={number}, tape {}:\n{}", hex::encode(tape), why.message());
        }
        Err(error) => panic!("{name}, TESTAMUR_SEED={number}: {error}"),
        Ok(()) => {}
    }
}

/// Fails a property with a text.
macro_rules! ensure {
    ($condition:expr, $($text:tt)*) => {
        if !$condition {
            return Err(format!($($text)*));
        }
    };
}
pub(crate) use ensure;
