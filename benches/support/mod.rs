//! What the benchmarks and the proofs stand on: a database and a server of their own, a town written
//! in bulk, a load generator, and the figures of `/proc`. Linux only; nothing leaves 127.0.0.1.
#![allow(dead_code, reason = "shared by several programs, each of which uses a part")]

pub mod chance;
pub mod database;
pub mod load;
pub mod measure;
pub mod server;
pub mod table;
pub mod town;

use std::path::PathBuf;

/// A folder of our own on the disk of the build, so that a sync is a real one.
pub fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("the build folder can be written");
    folder
}

/// A whole number from the environment, for those who want more or less of something.
pub fn number_from_env(name: &str, default: usize) -> usize {
    match std::env::var(name) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{name}: “{text}” is not a whole number")),
        Err(_) => default,
    }
}
