//! The one test binary: rules on plain values, the store and the actions on both databases, the
//! web through its router, and the guards.

#[path = "../benches/support/mod.rs"]
mod bench_support;
mod support;

mod domain {
    mod holidays;
}

mod actions {
    mod booking;
}

/// Over HTTP, against the real server in a process of its own. `scripts/prove` runs them in full.
mod prove {
    pub mod checks;
    pub mod kills;
    pub mod races;
    pub mod short;
    pub mod town;
}
