//! The benchmarks, as `scripts/bench` runs them: `search`, `booking`, `start`, each on the databases
//! that are named (both without a name).
//!
//!     cargo bench -- search sqlite
//!
//! The server is a process of its own; the load comes from this one. Fewer runs for a quick look:
//! `RELAIS_BENCH_RUNS=1`; a smaller background: `RELAIS_BENCH_BACKGROUND=0`.

mod booking;
mod search;
mod start;
mod support;

use support::database::{BOTH, Kind};

fn main() {
    support::server::serve_if_asked();
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let named = |word: &str| words.iter().any(|one| one == word);
    let kinds: Vec<Kind> = BOTH.into_iter().filter(|kind| words.iter().any(|w| Kind::named(w) == Some(*kind))).collect();
    let kinds = if kinds.is_empty() { BOTH.to_vec() } else { kinds };
    let all = !["search", "booking", "start", "hold"].iter().any(|bench| named(bench));
    // One thread for the load: the server has the other core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
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
