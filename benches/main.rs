//! The benchmarks and the proofs. The benchmarks, as `scripts/bench` runs them: `search`, `booking`, `start`, each on the databases
//! that are named (both without a name).
//!
//!     cargo bench -- search sqlite
//!
//! The proofs, as `scripts/prove` runs them: `prove races`, `prove kills`, `prove load`. And
//! `with-town sqlite ++ COMMAND…` runs a command beside a server: RELAIS_URL and RELAIS_TOKEN say where.
//!
//! The server is a process of its own; the load comes from this one. Fewer runs for a quick look:
//! `RELAIS_BENCH_RUNS=1`; a smaller background: `RELAIS_BENCH_BACKGROUND=0`.

mod booking;
mod proofs;
mod search;
mod start;
mod support;

use support as bench_support;

/// The proofs of `scripts/prove`; a short form of them is part of the tests.
#[path = "../tests/prove"]
mod prove {
    pub mod checks;
    pub mod kills;
    pub mod load;
    pub mod races;
    pub mod town;
}

use support::database::{BOTH, Kind};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let named = |word: &str| words.iter().any(|one| one == word);
    let kinds: Vec<Kind> =
        BOTH.into_iter().filter(|kind| words.iter().any(|w| Kind::named(w) == Some(*kind))).collect();
    let kinds = if kinds.is_empty() { BOTH.to_vec() } else { kinds };
    let all = !["search", "booking", "start", "prove", "with-town"].iter().any(|one| named(one));
    // One thread for the load: the server has the other core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        if named("prove") {
            return proofs::run(&words, &kinds).await;
        }
        if named("with-town") {
            return proofs::with_town(&kinds).await;
        }
        if all || named("start") {
            start::run(&kinds).await;
        }
        if all || named("search") {
            search::run(&kinds).await;
        }
        if all || named("booking") {
            booking::run(&kinds).await;
        }
    });
}
