//! What tests stand on: databases of their own, a small town in them, chance that can be repeated.

pub mod acts;
pub mod agenda;
pub mod api;
pub mod browsing;
pub mod cli;
pub mod databases;
pub mod messages;
pub mod pages;
pub mod people;
pub mod random;
pub mod raw;
pub mod rows;
pub mod safe;
pub mod sign_in;
pub mod town;
