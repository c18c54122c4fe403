//! How often a property is tried, and with which chance.
//!
//! A plain run tries a few hundred cases, always the same ones. `RELAIS_PROVE=100` tries a hundred
//! times as many; `RELAIS_SEED=7` tries others. What fails says both, and comes back with them.

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};

/// How many times more than in a plain run.
pub fn factor() -> u32 {
    number("RELAIS_PROVE").unwrap_or(1).max(1) as u32
}

/// Whether somebody wants a proof and has the time for it.
pub fn proving() -> bool {
    number("RELAIS_PROVE").is_some()
}

pub fn seed() -> u64 {
    number("RELAIS_SEED").unwrap_or(20_260_310)
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a whole number, not “{text}”")))
}

/// Panics with the smallest case that fails and the seed that leads to it.
pub fn hold<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config {
        cases: cases.saturating_mul(factor()),
        failure_persistence: None,
        max_shrink_iters: 3000,
        ..Config::default()
    };
    match TestRunner::new_with_rng(config, rng).run(&strategy, property) {
        Ok(()) => {}
        Err(TestError::Fail(reason, case)) => {
            panic!("{reason}\nRELAIS_SEED={} RELAIS_PROVE={}\nsmallest case: {case:#?}", seed(), factor())
        }
        Err(TestError::Abort(reason)) => panic!("given up: {reason}"),
    }
}
