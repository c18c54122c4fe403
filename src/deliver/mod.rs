//! The outside: what is not decided here, only asked or delivered. Small enums, each with a
//! variant kept for tests.

pub mod clock;
pub mod form_key;
pub mod keys;
pub mod object_store;
pub mod scanner;
