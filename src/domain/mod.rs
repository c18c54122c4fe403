//! The rules, and nothing but the rules: no database, no network, no clock.
//! Time and chance are arguments, so that every rule is tested on plain values.

pub mod access;
pub mod appointments;
pub mod calls;
pub mod cases;
pub mod communes;
pub mod ids;
pub mod journal;
pub mod messages;
pub mod motives;
pub mod names;
pub mod papers;
pub mod people;
pub mod safe;
pub mod scheduling;
pub mod settings;
pub mod settings_rules;
pub mod sign_in;
pub mod time;
pub mod waiting;
