//! What tests stand on: databases of their own, and a small town in them.

pub mod cli;
pub mod databases;
pub mod town;
